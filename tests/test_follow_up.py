"""What is asked back after an answer, in conversation: the rules, the ladders' days, edited messages."""

from __future__ import annotations

import pytest
from mediation import FARMERS, NATURE, Play
from room import MEDIATOR, buttons

from flows.events import Edited, Said, Sender

ANGRY = "Die klootzakken van de gemeente liegen ALTIJD over het geluid."
PERSONAL = "Mijn vrouw is depressief geworden van het lawaai en slaapt niet meer."
TWO = "1. minder vrachtverkeer door de straat\n2. een veilige oversteek bij de school"
ALARM = "Als dit doorgaat sla ik die wethouder in elkaar."


def started() -> Play:
    """Three parties in phase 1; the farmers have consented and face the first question."""
    play = Play().seat_all()
    for user in play.parties:
        play.onboard(user)
    return play


def at(play: Play, user: int, prompt: str) -> Play:
    """Answer until this prompt is in front."""
    for _ in range(60):
        front = play.interview(user).front
        assert front is not None, f"{prompt} never came"
        if front.prompt == prompt:
            return play
        play.answer_one(user)
    raise AssertionError(f"{prompt} never came")


def texts(play: Play, user: int, ask: str) -> list[str]:
    return [play.text(word.id) for word in play.interview(user).answers[ask].words]


def test_a_threat_stops_the_questions_and_goes_to_the_mediator_only() -> None:
    play = started().say(FARMERS, ALARM)
    assert play.last(FARMERS) == ["option:THREAT:0"]
    assert play.last(MEDIATOR)[0] == "human.needed"
    assert play.interview(FARMERS).front is None
    play.say(FARMERS, "En ik meen het.")
    assert play.last(FARMERS) == ["follow.held"]
    assert texts(play, FARMERS, "p1_story") == [ALARM, "En ik meen het."]
    play.press(MEDIATOR, "button.spoke")
    assert "prompt:p1_stake" in play.last(FARMERS)


def test_a_name_is_no_secret_where_the_question_asks_for_one_and_only_the_mediator_reads_it() -> None:
    play = at(Play().to_phase(2), FARMERS, "p2_alternate")
    play.say(FARMERS, "Mijn vrouw Truus Janssen, als haar gezondheid het toelaat")
    assert play.interview(FARMERS).front.prompt == "p2_success"  # type: ignore[union-attr]


def test_a_threat_among_ideas_is_on_no_shelf() -> None:
    play = Play().to_phase(4)
    at(play, FARMERS, "p4_free").say(FARMERS, "Een bankje").say(FARMERS, ALARM)
    assert [play.text(one.word.id) for one in play.mediation.ideas if one.party == "p1"] == ["Een bankje"]


@pytest.mark.parametrize(
    ("label", "left", "kept"),
    [
        ("follow.take_away", [], []),
        ("follow.only_mediator", [PERSONAL], []),
        ("follow.as_it_is", [PERSONAL], [PERSONAL]),
    ],
)
def test_something_personal_stays_goes_or_is_for_the_mediator(
    label: str, left: list[str], kept: list[str]
) -> None:
    play = started()
    at(play, FARMERS, "p1_stake").say(FARMERS, PERSONAL).press(FARMERS, "button.done")
    assert play.interview(FARMERS).front.prompt == "SENS"  # type: ignore[union-attr]
    play.press(FARMERS, label)
    answer = play.interview(FARMERS).answers["p1_stake"]
    assert texts(play, FARMERS, "p1_stake") == left
    assert [play.text(one.id) for one in answer.words if one.id not in answer.aside] == kept


def test_blame_reaches_the_group_only_in_words_its_owner_agreed_to() -> None:
    play = started()
    at(play, FARMERS, "p1_history").say(FARMERS, ANGRY)
    front = play.interview(FARMERS).front
    assert front is not None
    assert front.prompt == "NEUTRAL"
    assert play.interview(FARMERS).answers["p1_history"].aside, "nothing goes out before the owner chose"
    play.press(FARMERS, "follow.change").say(FARMERS, "Over het geluid horen wij steeds iets anders.")
    assert texts(play, FARMERS, "p1_history") == ["Over het geluid horen wij steeds iets anders."]
    assert ANGRY in [one.text for one in play.words.values()], "the mediator keeps the own words"


def test_blame_that_is_not_for_the_group_stays_with_the_mediator() -> None:
    play = started()
    at(play, FARMERS, "p1_history").say(FARMERS, ANGRY).press(FARMERS, "follow.not_to_group")
    answer = play.interview(FARMERS).answers["p1_history"]
    assert answer.aside == tuple(one.id for one in answer.words)


@pytest.mark.parametrize(("label", "printed"), [("follow.only_mediator", False), ("follow.as_it_is", True)])
def test_what_is_for_the_mediator_only_is_not_in_the_agreement(label: str, printed: bool) -> None:
    play = Play().to_phase(6)
    at(play, FARMERS, "p6_intent").say(FARMERS, PERSONAL).press(FARMERS, label)
    play.all_answer().next().say(MEDIATOR, "Eerst bellen, dan een bemiddelaar.").press(
        MEDIATOR, "button.make_text"
    )
    intents = [play.text(id) for _, id in play.works[-1].material["intents"]]
    assert (PERSONAL in intents) is printed
    let_go = [play.text(id) for id in play.released]
    assert (PERSONAL in let_go) is printed, "and the vault would not give it to anybody else either"
    play.command(MEDIATOR, "status").press(MEDIATOR, "button.read_answers")
    assert PERSONAL in play.quoted(MEDIATOR), "the mediator reads it all the same"


def test_the_rest_of_a_long_text_is_listened_to_as_well() -> None:
    play = started()
    at(play, FARMERS, "p1_history").say(FARMERS, "Wij praten er al jaren over in het dorp. " * 60)
    play.say(FARMERS, ANGRY)
    assert play.interview(FARMERS).answers["p1_history"].aside, "blame in the second half waits for its owner"
    play = started()
    at(play, FARMERS, "p1_history").say(FARMERS, "Wij praten er al jaren over in het dorp. " * 60)
    play.say(FARMERS, ALARM)
    assert play.last(MEDIATOR)[0] == "human.needed"


def test_more_words_after_a_short_answer_are_listened_to_as_well() -> None:
    play = started()
    at(play, FARMERS, "p1_history").say(FARMERS, "weet niet").say(FARMERS, ANGRY)
    assert play.interview(FARMERS).front.prompt == "NEUTRAL"  # type: ignore[union-attr]
    assert len(play.interview(FARMERS).answers["p1_history"].aside) == 1


def test_a_threat_beside_the_boxes_of_a_question_stops_as_well() -> None:
    play = Play().seat(FARMERS, "Boeren", government=False)
    for key in ("on_language", "on_intro", "on_confidential"):
        play.press(FARMERS, f"option:{key}:0")
    for number in (0, 1):
        play.press(FARMERS, f"option:on_consent_data:{number}")
    play.press(FARMERS, "button.done").say(FARMERS, ALARM)
    assert play.last(MEDIATOR)[0] == "human.needed"
    assert play.interview(FARMERS).held


def test_two_points_become_two_after_the_owners_yes() -> None:
    play = started()
    at(play, FARMERS, "p1_stake").say(FARMERS, TWO).press(FARMERS, "button.done")
    assert play.last(FARMERS)[-3:] != []
    play.press(FARMERS, "follow.list_right")
    assert texts(play, FARMERS, "p1_stake") == [
        "minder vrachtverkeer door de straat",
        "een veilige oversteek bij de school",
    ]


def test_two_points_stay_one_when_the_owner_says_so() -> None:
    play = started()
    at(play, FARMERS, "p1_stake").say(FARMERS, TWO).press(FARMERS, "button.done").press(
        FARMERS, "follow.one_point"
    )
    assert texts(play, FARMERS, "p1_stake") == [TWO]


def test_more_words_after_a_short_answer_are_added_to_it() -> None:
    play = started().say(FARMERS, "weet niet")
    assert play.interview(FARMERS).front.prompt == "SHORT"  # type: ignore[union-attr]
    play.say(FARMERS, "Nou ja, het plein is te druk geworden voor de kinderen.")
    assert len(texts(play, FARMERS, "p1_story")) == 2
    assert "prompt:p1_stake" in play.last(FARMERS)


def test_a_short_answer_may_stay_short() -> None:
    play = started().say(FARMERS, "weet niet").press(FARMERS, "button.skip")
    assert texts(play, FARMERS, "p1_story") == ["weet niet"]
    assert "prompt:p1_stake" in play.last(FARMERS)


def test_an_offer_is_read_back_and_can_be_taken_back() -> None:
    play = Play().to_phase(4)
    play.all_answer().next().press(MEDIATOR, "button.show_ideas").all_answer()
    play.next("4.criteria")
    at(play, FARMERS, "p4_offer").say(FARMERS, "Wij kunnen grond ruilen aan de oostkant van het dorp.")
    play.press(FARMERS, "button.done")
    assert play.interview(FARMERS).front.prompt == "CHECK"  # type: ignore[union-attr]
    play.press(FARMERS, "follow.wrong")
    assert play.interview(FARMERS).answers["p4_offer"].status == "skipped"


def test_never_two_ladders_on_one_day() -> None:
    play = Play().to_phase(3)
    at(play, FARMERS, "p3_want").say(FARMERS, "Geen terras op het plein").say(FARMERS, "De bushalte moet weg")
    play.press(FARMERS, "button.done")
    assert "ladder.another_day" in play.seen(FARMERS)
    play.answer(FARMERS)
    ladders = {one.split(":")[1] for one in play.interview(FARMERS).answers if one.startswith("ladder:")}
    assert len(ladders) == 1
    assert "3.interests" in play.interview(FARMERS).rounds, "the round is not over"
    play.wait(hours=24)
    assert play.interview(FARMERS).front.prompt == "LUP"  # type: ignore[union-attr]
    play.answer(FARMERS)
    assert play.interview(FARMERS).rounds == ()


def edit(play: Play, user: int, text: str, message: int) -> None:
    play.raise_(f"person:{user}", Edited(sender=Sender(user=user), text=text, message_id=message))


def test_an_edited_message_asks_which_text_counts() -> None:
    play = started()
    said = Said(sender=Sender(user=NATURE), text="Er zijn te weinig bomen voor de vogels.", message_id=77)
    play.raise_(f"person:{NATURE}", said)
    edit(play, NATURE, "Er zijn te weinig bomen voor de mussen.", 77)
    assert play.last(NATURE)[0] == "edited.which"
    assert texts(play, NATURE, "p1_story") == ["Er zijn te weinig bomen voor de vogels."]
    play.press(NATURE, "edited.use_new")
    assert texts(play, NATURE, "p1_story") == ["Er zijn te weinig bomen voor de mussen."]
    edit(play, NATURE, "Er zijn te weinig bomen.", 77)
    play.press(NATURE, "edited.keep_first")
    assert texts(play, NATURE, "p1_story") == ["Er zijn te weinig bomen voor de mussen."]
    assert "edited.use_new" in buttons(play.told[NATURE][-2])
