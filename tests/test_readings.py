"""Readings, their repair and the versions of a text: who is asked, what stands, what the group hears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mediation import FARMERS, NATURE, TOWN, Play, _option
from room import GROUP, MEDIATOR, buttons, shown

from flows.deliberation import Deliberation
from flows.messages import Say
from flows.verdict import REFLECTION, Outcome

GOOD, CAN_LIVE, OBJECT, CANNOT, TOO_LITTLE, CONSULT = 0, 2, 3, 4, 5, 6
FIVE = {
    FARMERS: ("Boeren", False),
    TOWN: ("Gemeente", True),
    NATURE: ("Natuur", False),
    13: ("Winkels", False),
    14: ("School", False),
}


def negotiating(parties: dict[int, tuple[str, bool]] | None = None) -> Play:
    play = Play(parties) if parties else Play()
    return play.to_phase(5).all_answer().next()  # type: ignore[no-any-return]


def reading(play: Play, scores: dict[int, int]) -> Play:
    """Whoever is asked reads; `scores` are options of p5_support, the best for the others."""
    for user in [one.user for one in play.mediation.seated]:
        play.answer(user, {"p5_support": lambda at, who: _option(at, who, scores.get(who, GOOD))})
    return play


def put(play: Play) -> Play:
    play.press(MEDIATOR, "button.put_forward")
    return play


def deliberation(play: Play) -> Deliberation:
    return next(one for one in play.states.values() if isinstance(one, Deliberation))


def repaired(play: Play, touches: str = "") -> Play:
    """Article 1 worded anew; `touches` are the numbers of the interests it is about."""
    play.command(MEDIATOR, "package", "P1").press(MEDIATOR, "button.change_lines")
    play.press(MEDIATOR, "change.article").say(MEDIATOR, "Het plein wordt autoluw na tien uur.")
    play.press(MEDIATOR, "button.package_done")
    if touches:
        play.press(MEDIATOR, "version.say_which").say(MEDIATOR, touches)
    return play


def asked(play: Play, user: int, version: int) -> bool:
    return any(
        one.id == f"p5_support:P1.{version}"
        for one in (play.interview(user).front, *play.interview(user).agenda)
        if one
    )


# ------------------------------------------------------------------ versions


def test_a_change_asks_only_those_it_touches_and_leaves_the_other_readings() -> None:
    play = reading(put(negotiating().compose()), {FARMERS: OBJECT})
    own = next(n for n, one in enumerate(play.mediation.interests, start=1) if one.party == "p2")
    put(repaired(play, str(own)))
    assert asked(play, FARMERS, 2), "who objected"
    assert asked(play, TOWN, 2), "whose interest the change touches"
    assert not asked(play, NATURE, 2)
    assert "readings.stands" in play.last(NATURE)
    assert deliberation(play).readings == {"p1": None, "p2": None, "p3": 2}
    reading(play, {})
    assert play.mediation.packages[-1].outcome == Outcome.CHECK
    play.press(MEDIATOR, "button.start_check").all_answer().wait(hours=25)
    for user in play.parties:
        assert play.interview(user).front.prompt == "p5_final", "the last question comes to everybody"  # type: ignore[union-attr]


def test_without_a_word_on_what_a_change_touches_everybody_reads_again() -> None:
    play = put(repaired(reading(put(negotiating().compose()), {FARMERS: OBJECT})))
    assert all(asked(play, user, 2) for user in play.parties)


def test_whose_reading_stands_can_answer_anew_all_the_same() -> None:
    play = reading(put(negotiating().compose()), {FARMERS: OBJECT})
    put(repaired(play, "1")).press(NATURE, "readings.read_all_the_same")
    play.answer(NATURE, {"p5_support": lambda at, who: _option(at, who, CANNOT)})
    assert deliberation(play).readings["p3"] == -2


def test_an_article_keeps_its_number_when_another_is_taken_out() -> None:
    play = negotiating().compose()
    play.command(MEDIATOR, "package", "P1").press(MEDIATOR, "button.package_done")
    put(play)
    reading(play, {FARMERS: OBJECT})
    play.command(MEDIATOR, "package", "P1").press(MEDIATOR, "button.add_article")
    play.say(MEDIATOR, "Een tweede artikel.").press(MEDIATOR, "button.enough_articles")
    play.press(MEDIATOR, "button.change_lines").press(MEDIATOR, "change.drop_article")
    play.press(MEDIATOR, "button.package_done")
    made = play.mediation.packages[-1]
    assert [number for number, _ in made.standing] == [2]
    assert {one.how for one in made.changes} == {"gone", "new"}
    assert made.hash != play.mediation.packages[-2].hash


def test_every_version_has_a_hash_of_its_text_and_an_unchanged_text_the_same() -> None:
    play = reading(put(negotiating().compose()), {FARMERS: OBJECT})
    first = play.mediation.packages[-1]
    play.command(MEDIATOR, "package", "P1").press(MEDIATOR, "button.package_done")
    assert play.mediation.packages[-1].hash == first.hash
    play.command(MEDIATOR, "package", "P1").press(MEDIATOR, "button.change_lines")
    play.press(MEDIATOR, "change.drop_contingency").press(MEDIATOR, "button.package_done")
    assert play.mediation.packages[-1].hash != first.hash


def test_after_three_repairs_by_text_the_bot_proposes_a_meeting_and_a_fourth_needs_a_reason() -> None:
    play = reading(put(negotiating().compose()), {FARMERS: OBJECT})
    for number in range(3):
        assert "verdict.meet" not in play.seen(MEDIATOR), number
        play.command(MEDIATOR, "package", "P1").press(MEDIATOR, "button.add_article")
        play.say(MEDIATOR, f"Artikel {number}.").press(MEDIATOR, "button.enough_articles")
        reading(put(play.press(MEDIATOR, "button.package_done")), {FARMERS: OBJECT})  # type: ignore[arg-type]
    assert "verdict.meet" in play.seen(MEDIATOR)
    play.press(MEDIATOR, "verdict.repair").press(MEDIATOR, "button.package_done")
    put(play)
    assert play.last(MEDIATOR)[0] == "version.meet_first"
    assert not play.mediation.packages[-1].put_forward
    play.press(MEDIATOR, "version.once_more").say(MEDIATOR, "Het gaat nog om een woord.")
    put(play)
    assert play.mediation.packages[-1].put_forward
    assert "went on by text after three repairs" in play.acts


# ------------------------------------------------------------------ neither yes nor no


def test_who_knows_too_little_is_answered_alone_and_reads_again() -> None:
    play = put(negotiating().compose())
    _option(play, NATURE, TOO_LITTLE)
    play.say(NATURE, "Hoeveel bomen gaan er weg?")
    assert "Hoeveel bomen gaan er weg?" in play.quoted(MEDIATOR)
    play.press(MEDIATOR, "readings.answer").say(MEDIATOR, "Geen enkele.")
    assert "Geen enkele." in play.quoted(NATURE)
    assert asked(play, NATURE, 1)
    for user in (FARMERS, TOWN, GROUP):
        assert not {"Hoeveel bomen gaan er weg?", "Geen enkele."} & set(play.quoted(user))
    reading(play, {})
    assert play.mediation.packages[-1].outcome == Outcome.CHECK
    assert play.unreadable == []


def test_who_must_consult_says_until_when_and_is_asked_again_that_day() -> None:
    play = put(negotiating().compose())
    _option(play, NATURE, CONSULT)
    play.press(NATURE, "option:p5_consult:1")
    reading(play, {})
    assert play.mediation.packages[-1].outcome == Outcome.OPEN
    play.wait(days=7, hours=1)
    assert asked(play, NATURE, 1)
    reading(play, {})
    assert play.mediation.packages[-1].outcome == Outcome.CHECK


def test_who_was_silent_can_be_asked_again_on_the_same_version() -> None:
    play = put(negotiating().compose())
    play.answer(FARMERS).answer(TOWN).command(MEDIATOR, "next").press(MEDIATOR, "button.close_round")
    assert play.mediation.packages[-1].outcome == Outcome.OPEN
    play.press(MEDIATOR, "verdict.ask_missing")
    assert asked(play, NATURE, 1)
    assert not asked(play, FARMERS, 1)
    play.answer(NATURE)
    assert play.mediation.packages[-1].outcome == Outcome.CHECK


def test_who_objects_can_ask_for_help_in_looking_for_a_change() -> None:
    play = put(negotiating().compose())
    _option(play, FARMERS, OBJECT)
    _option(play, FARMERS, 0)
    play.press(FARMERS, "button.done").press(FARMERS, "change.help_me_look")
    reading(play, {})
    assert "verdict.wants_help" in play.seen(MEDIATOR)


# ------------------------------------------------------------------ the check


def test_an_interest_left_out_keeps_the_last_question_away() -> None:
    play = negotiating().poll({}).press(MEDIATOR, "button.start_check")
    for user in play.parties:
        play.answer(user, {"p5_coverage": lambda at, who: _option(at, who, 2 if who == NATURE else 0)})
    assert play.mediation.packages[-1].outcome == Outcome.OBJECTIONS
    play.wait(hours=30)
    assert all(play.interview(user).front is None for user in play.parties)


def test_the_last_question_comes_after_a_day_and_no_press_brings_it_sooner() -> None:
    play = negotiating().poll({}).press(MEDIATOR, "button.start_check").all_answer()
    start = next(m for m in reversed(play.told[MEDIATOR]) if "button.start_check" in buttons(m))
    play.press_button(MEDIATOR, start.buttons[0][0], MEDIATOR)
    assert play.last(MEDIATOR) == ["button.old"]
    play.wait(hours=REFLECTION // timedelta(hours=1) - 1)
    assert all(play.interview(user).front is None for user in play.parties)
    play.wait(hours=2)
    assert all(play.interview(user).front.prompt == "p5_final" for user in play.parties)  # type: ignore[union-attr]


def test_a_text_that_is_changed_on_the_day_of_rest_is_not_asked_about() -> None:
    play = negotiating().poll({}).press(MEDIATOR, "button.start_check").all_answer()
    put(repaired(play))
    play.wait(hours=25)
    fronts = [play.interview(user).front for user in play.parties]
    assert {one.id for one in fronts if one} == {"p5_support:P1.2"}


def test_a_new_version_has_to_be_ratified_anew() -> None:
    play = Play().to_phase(6)
    state = play.mediation
    note = next(iter(next(iter(state.notes.values())).values()))
    decided = {"p5_ratify": {"p1": note}, "body:p5_ratify": {"p1": note}}
    play.states[play.address] = state.model_copy(update={"notes": {**state.notes, **decided}, "phase": 5})
    play.command(MEDIATOR, "package", "P1").press(MEDIATOR, "button.add_article").say(MEDIATOR, "Nog een.")
    put(play.press(MEDIATOR, "button.enough_articles").press(MEDIATOR, "button.package_done"))  # type: ignore[arg-type]
    assert play.mediation.packages[-1].put_forward
    assert not {"p5_ratify", "body:p5_ratify"} & set(play.mediation.notes)


def test_a_reservation_stands_in_the_message_for_the_group_and_goes_by_the_mediators_press() -> None:
    play = negotiating().poll({}).press(MEDIATOR, "button.start_check").all_answer().wait(hours=25)
    play.press(NATURE, "option:p5_final:1").say(NATURE, "Wij willen wel ieder jaar een telling.")
    play.all_answer()  # type: ignore[attr-defined]
    text = "Wij willen wel ieder jaar een telling."
    assert text not in play.quoted(GROUP)
    play.press(MEDIATOR, "button.publish")
    assert text in play.quoted(GROUP)
    assert "outcome.group.aside" in play.last(GROUP)
    assert play.unreadable == []


# ------------------------------------------------------------------ criteria


def test_the_criteria_stand_beside_every_reading_and_come_before_it() -> None:
    play = put(negotiating().compose())
    assert "criteria.these" in play.last(FARMERS)
    assert "Het is te betalen." in play.quoted(FARMERS)


def test_a_list_that_somebody_cannot_work_with_stops_the_reading_until_a_reason_is_given() -> None:
    play = negotiating().compose()
    play.command(MEDIATOR, "criteria").press(MEDIATOR, "criteria.write").say(MEDIATOR, "Het is mooi.")
    play.press(MEDIATOR, "criteria.send")
    _option(play, NATURE, 1)
    play.say(NATURE, "Mooi is voor ieder anders.")
    play.all_answer()
    assert "criteria.otherwise" in play.seen(MEDIATOR)
    put(play)
    assert play.last(MEDIATOR)[0] == "criteria.first"
    play.press(MEDIATOR, "criteria.without").say(MEDIATOR, "Wij zoeken ze al lezend.")
    put(play)
    assert play.mediation.packages[-1].put_forward
    assert "criteria.these" not in play.last(FARMERS), "nothing is shown as agreed that was not"


# ------------------------------------------------------------------ what the group hears


def group_verdict(play: Play) -> Say:
    return next(one.say for one in reversed(play.mediation.pending) if one.key.startswith("verdict:"))


@pytest.mark.parametrize(("parties", "named"), [(None, False), (FIVE, True)])
def test_the_group_hears_of_a_released_interest_only_where_enough_parties_read(
    parties: dict[int, tuple[str, bool]] | None, named: bool
) -> None:
    play = reading(put(negotiating(parties).compose()), {})
    put(repaired(play))
    _option(play, FARMERS, OBJECT)
    _option(play, FARMERS, 0)
    play.press(FARMERS, "button.done")
    reading(play, {})
    assert play.mediation.packages[-1].uncovered
    assert ("outcome.group.at_stake" in shown(group_verdict(play))) is named


def test_at_the_level_of_the_verdict_alone_no_interest_is_named() -> None:
    play = put(negotiating(FIVE).compose())
    play.states[play.address] = play.mediation.model_copy(update={"reveal": "verdict"})
    _option(play, FARMERS, OBJECT)
    _option(play, FARMERS, 0)
    play.press(FARMERS, "button.done")
    reading(play, {})
    assert play.mediation.packages[-1].uncovered
    assert "outcome.group.at_stake" not in shown(group_verdict(play))


def test_a_private_interest_at_stake_leaves_no_trace_in_what_the_group_reads() -> None:
    private, public = (objecting(0, mapped=mapped) for mapped in (False, True))
    nothing = objecting(None, mapped=True)
    assert shown(private) == shown(nothing)
    assert shown(private) != shown(public)


def objecting(stake: int | None, *, mapped: bool) -> Say:
    """The group's message after an objection by the farmers, with their first interest at stake or none named."""
    play = put(negotiating(FIVE).compose())
    if not mapped:
        play.states[play.address] = play.mediation.model_copy(update={"mapped": ()})
    if stake is None:
        play.states[play.interview(FARMERS).address] = play.interview(FARMERS).having(interests=())
    _option(play, FARMERS, OBJECT)
    if stake is not None:
        _option(play, FARMERS, stake)
        play.press(FARMERS, "button.done")
    reading(play, {})
    return group_verdict(play)


def test_a_new_version_says_which_article_changed_because_of_which_interest() -> None:
    play = put(negotiating(FIVE).compose())
    _option(play, FARMERS, OBJECT)
    _option(play, FARMERS, 0)
    play.press(FARMERS, "button.done")
    reading(play, {})
    at_stake = play.mediation.packages[-1].uncovered[0]
    number = next(n for n, one in enumerate(play.mediation.interests, start=1) if one.id == at_stake)
    put(repaired(play, str(number)))
    assert {"version.ready", "version.because", "card.until"} <= set(play.last(GROUP))
    assert play.unreadable == []


# ------------------------------------------------------------------ the card


def test_the_card_is_posted_once_and_never_changes() -> None:
    play = put(negotiating().compose())
    cards = [one for one in play.told[GROUP] if "card.private" in shown(one)]
    for user in play.parties:
        play.press(user, "option:p5_support:1", chat=GROUP)
    reading(play, {})
    assert [one for one in play.told[GROUP] if "card.private" in shown(one)] == cards
    assert len(cards) == 1


def test_a_long_text_is_read_in_private() -> None:
    play = negotiating().compose()
    play.command(MEDIATOR, "package", "Plan B").press(MEDIATOR, "button.no_ideas")
    play.press(MEDIATOR, "button.add_article")
    for number in range(9):
        play.say(MEDIATOR, f"Een lang artikel {number}.")
    play.press(MEDIATOR, "button.enough_articles").press(MEDIATOR, "button.package_done")
    put(play)
    assert "card.long" in play.last(GROUP)
    assert "Een lang artikel 3." not in play.quoted(GROUP)
    before = len(play.told[GROUP])
    play.press(NATURE, "card.read", chat=GROUP)
    assert "Een lang artikel 3." in play.quoted(NATURE)
    assert len(play.told[GROUP]) == before
    play.press(99, "card.read", chat=GROUP)
    assert play.toasts[-1].parts[0].key == "card.not_yours"  # type: ignore[union-attr]
