"""Questions between parties and recognition, a conversation at a time: who reads what, and when."""

from __future__ import annotations

import pytest
from mediation import FARMERS, NATURE, TOWN, Play
from room import GROUP, MEDIATOR, keys, shown

from flows.between import passings
from flows.register import Passing
from flows.signals import WordsWithdrawn

QUESTION = "Hoeveel koeien hebt u?"
MEAN = "Ze willen alleen geld."


@pytest.fixture
def play() -> Play:
    """Everybody sits and is through the first questions."""
    play = Play().seat_all()
    for user in play.parties:
        play.onboard(user)
    play.all_answer()
    return play


def party(play: Play, user: int) -> str:
    found = play.mediation.party_of(user)
    assert found
    return found.id


def passing(play: Play, number: int = 1) -> Passing:
    return next(one for one in play.mediation.passings if one.number == number)


def ask(play: Play, user: int = TOWN, to: str = "Boeren", text: str = QUESTION) -> Play:
    play.command(user, "ask")
    play.press(user, to).say(user, text)
    return play


def reads(play: Play, user: int, text: str) -> bool:
    return text in play.quoted(user)


def option(play: Play, user: int, prompt: str, number: int) -> Play:
    play.press(user, f"option:{prompt}:{number}")
    return play


def everybody_but(*users: int) -> list[int]:
    return [one for one in (FARMERS, TOWN, NATURE, GROUP) if one not in users]


def test_a_question_reaches_nobody_before_the_mediator_passes_it_on(play: Play) -> None:
    before = {user: list(play.told[user]) for user in (FARMERS, NATURE)}
    ask(play)
    assert reads(play, MEDIATOR, QUESTION)
    assert {user: play.told[user] for user in before} == before
    assert GROUP not in play.told
    assert not play.shared
    play.press(MEDIATOR, "button.pass_on")
    assert reads(play, FARMERS, QUESTION)
    assert not any(reads(play, user, QUESTION) for user in everybody_but(FARMERS, TOWN))
    assert "between.passed_on" in play.seen(TOWN)
    assert play.unreadable == []
    assert play.released == set()


def test_the_answer_takes_the_same_way_back(play: Play) -> None:
    ask(play).press(MEDIATOR, "button.pass_on")
    play.say(FARMERS, "Tachtig koeien.")
    assert reads(play, MEDIATOR, "Tachtig koeien.")
    assert not reads(play, TOWN, "Tachtig koeien.")
    play.press(MEDIATOR, "button.pass_on")
    assert "between.reply_from" in play.last(TOWN)
    assert reads(play, TOWN, "Tachtig koeien.")
    assert not reads(play, NATURE, "Tachtig koeien.")
    assert play.unreadable == []


def test_who_does_not_want_to_answer_skips_and_only_the_mediator_hears_so(play: Play) -> None:
    ask(play).press(MEDIATOR, "button.pass_on")
    heard = len(play.told[TOWN])
    play.press(FARMERS, "button.skip")
    assert "between.no_reply" in play.last(MEDIATOR)
    assert len(play.told[TOWN]) == heard


def test_neutral_words_go_nowhere_before_their_owners_yes(play: Play) -> None:
    ask(play, text=MEAN).press(MEDIATOR, "button.pass_neutral").say(MEDIATOR, "Wat kost het?")
    assert reads(play, TOWN, "Wat kost het?")
    assert not reads(play, FARMERS, "Wat kost het?")
    option(play, TOWN, "b_wording", 0)
    assert reads(play, FARMERS, "Wat kost het?")
    assert not reads(play, FARMERS, MEAN)
    assert play.unreadable == []


def test_an_owner_who_wants_its_own_words_sends_the_choice_back_to_the_mediator(play: Play) -> None:
    ask(play, text=MEAN).press(MEDIATOR, "button.pass_neutral").say(MEDIATOR, "Wat kost het?")
    option(play, TOWN, "b_wording", 1)
    assert "between.own_wording" in play.last(MEDIATOR)
    assert not reads(play, FARMERS, "Wat kost het?")
    play.press(MEDIATOR, "button.pass_on")
    assert reads(play, FARMERS, MEAN)


def test_an_owner_can_take_the_question_back_instead(play: Play) -> None:
    ask(play).press(MEDIATOR, "button.pass_neutral").say(MEDIATOR, "Wat kost het?")
    option(play, TOWN, "b_wording", 2)
    assert passing(play).status == "withdrawn"
    play.press(MEDIATOR, "button.pass_on")
    assert play.last(MEDIATOR) == ["button.old"]
    assert not reads(play, FARMERS, QUESTION)


def test_not_passed_on_is_said_to_the_owner_alone_with_the_reason(play: Play) -> None:
    ask(play, text=MEAN).press(MEDIATOR, "button.pass_not").say(MEDIATOR, "Dit helpt het gesprek niet.")
    assert reads(play, TOWN, "Dit helpt het gesprek niet.")
    assert "between.ask_again" in play.last(TOWN)
    assert not any(reads(play, user, MEAN) for user in everybody_but(TOWN))
    assert not any(reads(play, user, "Dit helpt het gesprek niet.") for user in everybody_but(TOWN))
    assert play.unreadable == []


def test_a_question_to_all_goes_to_each_and_each_answer_to_its_asker_alone(play: Play) -> None:
    ask(play, to="between.all").press(MEDIATOR, "button.pass_on")
    assert reads(play, FARMERS, QUESTION)
    assert reads(play, NATURE, QUESTION)
    assert GROUP not in play.told
    play.say(FARMERS, "Tachtig.").press(MEDIATOR, "button.pass_on")
    assert reads(play, TOWN, "Tachtig.")
    assert not reads(play, NATURE, "Tachtig.")


def test_a_press_on_an_earlier_text_does_nothing(play: Play) -> None:
    """The mediator passes on what was read, and not what has come in its place."""
    ask(play)
    stale = play.told[MEDIATOR][-1].buttons[0][0]
    play.command(TOWN, "where")
    again = passing(play).ask
    change = {"t": "pressed", "sender": {"user": TOWN}, "press": {"do": "change", "ask": again}}
    play._raise(
        f"interview:{play.mediation.id}:{party(play, TOWN)}", {**change, "chat": TOWN, "private": True}
    )
    play.say(TOWN, "Hoeveel hectare hebt u?")
    play.press_button(MEDIATOR, stale, MEDIATOR)
    assert play.last(MEDIATOR) == ["button.old"]
    assert not reads(play, FARMERS, QUESTION)
    play.press(MEDIATOR, "button.pass_on")
    assert reads(play, FARMERS, "Hoeveel hectare hebt u?")


def test_a_question_taken_back_is_not_asked_any_more(play: Play) -> None:
    ask(play).press(MEDIATOR, "button.pass_on")
    word = passing(play).word
    assert word
    gone = WordsWithdrawn(party=party(play, TOWN), ask=passing(play).ask, ids=(word.id,))
    play.raise_(play.address, gone)
    assert play.interview(FARMERS).front is None
    assert passing(play).status == "withdrawn"


def test_three_at_a_time(play: Play) -> None:
    for _ in range(3):
        ask(play)
    play.command(TOWN, "ask")
    assert play.last(TOWN) == ["between.enough", "3"]


def test_the_mediator_finds_what_waits_and_what_has_no_answer(play: Play) -> None:
    ask(play)
    play.command(MEDIATOR, "ask")
    assert "between.card_question" in play.last(MEDIATOR)
    play.press(MEDIATOR, "button.pass_on").command(MEDIATOR, "ask")
    assert {"between.none_waits", "between.open_line"} <= set(play.last(MEDIATOR))


def test_a_stranger_cannot_ask(play: Play) -> None:
    play.start(99).command(99, "ask")
    assert play.last(99) == ["who_are_you"]


# ------------------------------------------------------------------ recognition


def understood() -> Play:
    """Everybody has said what matters to the next party; nothing of it has gone anywhere."""
    play = Play().to_phase(3)
    play.all_answer().next().press(MEDIATOR, "button.publish").say(MEDIATOR, "Hoe kan het?")
    play.next().all_answer()
    return play


def cards(play: Play) -> list[int]:
    return [
        number
        for number, message in enumerate(play.told[MEDIATOR])
        if "between.card_recognition" in shown(message)
    ]


def pass_all(play: Play) -> None:
    for number in cards(play):
        play.press_button(MEDIATOR, play.told[MEDIATOR][number].buttons[0][0], MEDIATOR)


def test_recognition_goes_to_that_one_party_first_and_only_with_both_yeses_to_the_group() -> None:
    play = understood()
    assert len(cards(play)) == 3
    first = play.mediation.passings[0]
    assert first.word
    text, owner = play.text(first.word.id), play.mediation.parties[first.owner].user
    about = play.mediation.parties[first.to[0]].user
    rest = everybody_but(owner, about)
    assert not reads(play, about, text)
    pass_all(play)
    assert reads(play, about, text)
    assert not any(reads(play, user, text) for user in rest)
    assert not passings.recognised(play.mediation)
    for user in play.parties:
        option(play, user, "b_judge", 0)
    assert passings.recognised(play.mediation)
    assert "between.right" in play.seen(owner)
    press = next(
        one
        for message in play.told[MEDIATOR]
        for row in message.buttons
        for one in row
        if one.event.get("do") == "pass_to_group" and one.event["number"] == first.number
    )
    play.press_button(MEDIATOR, press, MEDIATOR)
    option(play, owner, "b_in_group", 0)
    assert f"recognition:{first.number}" not in [one.key for one in play.mediation.pending]
    option(play, about, "b_in_group", 0)
    assert f"recognition:{first.number}" in [one.key for one in play.mediation.pending]
    assert not reads(play, GROUP, text)
    assert first.word.id not in play.released
    play.press(MEDIATOR, "button.publish")
    assert reads(play, GROUP, text)
    assert play.unreadable == []


def test_one_no_keeps_it_between_the_two() -> None:
    play = understood()
    pass_all(play)
    first = play.mediation.passings[0]
    owner, about = (play.mediation.parties[one].user for one in (first.owner, first.to[0]))
    for user in play.parties:
        option(play, user, "b_judge", 0)
    press = next(
        one
        for message in play.told[MEDIATOR]
        for row in message.buttons
        for one in row
        if one.event.get("do") == "pass_to_group" and one.event["number"] == first.number
    )
    play.press_button(MEDIATOR, press, MEDIATOR)
    option(play, owner, "b_in_group", 0)
    option(play, about, "b_in_group", 1)
    assert "between.not_to_group" in play.seen(MEDIATOR)
    assert not [one for one in play.mediation.pending if one.key.startswith("recognition")]


def test_not_recognised_does_not_count_and_the_words_go_through_the_mediator() -> None:
    play = understood()
    pass_all(play)
    first = play.mediation.passings[0]
    owner, about = (play.mediation.parties[one].user for one in (first.owner, first.to[0]))
    option(play, about, "b_judge", 2).say(about, "Het gaat ons niet om geld.")
    for user in play.parties:
        if user != about:
            option(play, user, "b_judge", 1).say(user, "Er ontbreekt iets.")
    assert not passings.recognised(play.mediation)
    assert "between.judged.not" in play.seen(MEDIATOR)
    assert not reads(play, owner, "Het gaat ons niet om geld.")
    remark = next(
        m for m in play.told[MEDIATOR] if "between.card_remark" in shown(m) and _quotes(play, m, "geld")
    )
    play.press_button(MEDIATOR, remark.buttons[0][0], MEDIATOR)
    assert reads(play, owner, "Het gaat ons niet om geld.")
    assert play.unreadable == []


def _quotes(play: Play, message: object, text: str) -> bool:
    parts = [key for part in message.parts for key in keys(part)]  # type: ignore[attr-defined]
    return any(text in play.text(key.removeprefix("quote:")) for key in parts if key.startswith("quote:"))


def test_partly_counts_as_recognised() -> None:
    play = understood()
    pass_all(play)
    for user in play.parties:
        option(play, user, "b_judge", 1).say(user, "Er ontbreekt iets.")
    assert passings.recognised(play.mediation)
