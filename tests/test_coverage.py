"""Interests and packages: the owner judges, private ones count, the group reads only what an owner let go."""

from __future__ import annotations

from mediation import FARMERS, NATURE, TOWN, Custom, Play, _option
from room import GROUP, MEDIATOR, keys, shown
from test_options import at_negotiation

from flows.process import coverage
from flows.register import Away, Standing
from flows.signals import Answered

NOT, LET_GO = 2, 3  # options of p5_coverage


def checked(custom: Custom | None = None, play: Play | None = None) -> Play:
    """A package that everybody can live with, in its final check; `custom` answers what it covers."""
    play = play or at_negotiation()
    play.command(MEDIATOR, "next").next().poll({}).press(MEDIATOR, "button.start_check")
    return play.all_answer(custom)  # type: ignore[return-value]


def says(number: int, who: int) -> Custom:
    """One party's first interest is covered like this; everything else sufficiently."""

    def cover(play: Play, user: int) -> object:
        front = play.interview(user).front
        assert front is not None
        first = front.about.endswith(".1")
        _option(play, user, number if user == who and first else 0)
        if play.interview(user).elaborating is not None:
            play.say(user, "omdat het niet meer nodig is")
        return play

    return {"p5_coverage": cover}


def private(play: Play, who: int) -> Play:
    """One party's interests are for the mediator alone."""
    state = play.mediation
    party = next(one.id for one in state.seated if one.user == who)
    hidden = tuple(
        one.model_copy(update={"for_group": False}) if one.party == party else one for one in state.interests
    )
    mapped = tuple(one.word for one in hidden if one.for_group)
    play.states[play.address] = state.model_copy(update={"interests": hidden, "mapped": mapped})
    return play


def test_what_leaves_an_interest_unanswered_does_not_go_to_the_last_question() -> None:
    play = checked(says(NOT, NATURE))
    assert "coverage.blocked" in play.seen(MEDIATOR)
    assert "coverage.not_answered" in play.seen(MEDIATOR)
    assert "check.reflection" not in play.seen(MEDIATOR)
    play.wait(hours=48)
    assert not any(key.startswith("final:") for key in play.mediation.waiting)
    assert "prompt:p5_final" not in play.seen(FARMERS)
    play.press(MEDIATOR, "coverage.ask_again")
    assert "prompt:p5_coverage" in play.last(NATURE)
    assert "prompt:p5_coverage" not in play.last(FARMERS)
    play.all_answer()
    assert "check.reflection" in play.seen(MEDIATOR)
    play.wait(hours=25)
    assert "prompt:p5_final" in play.seen(FARMERS)


def test_an_answer_that_changed_while_everybody_slept_on_it_stops_the_last_question() -> None:
    play = checked()
    assert "check.reflection" in play.seen(MEDIATOR)
    ask = next(one for one in play.interview(NATURE).answers if one.startswith("p5_coverage:"))
    play.raise_(play.address, _changed(play, ask))
    play.wait(hours=25)
    assert "prompt:p5_final" not in play.seen(FARMERS)
    assert "coverage.blocked" in play.seen(MEDIATOR)


def _changed(play: Play, ask: str) -> Answered:
    answer = play.interview(NATURE).answers[ask].model_copy(update={"choice": (NOT,)})
    party = next(one.id for one in play.mediation.seated if one.user == NATURE)
    return Answered(party=party, user=NATURE, answer=answer)


def test_the_owner_may_let_an_interest_go_with_a_reason() -> None:
    play = checked(says(LET_GO, NATURE))
    assert "check.reflection" in play.seen(MEDIATOR)
    grades = {cell for one in coverage.matrix(play.mediation) for cell in one.cells}
    assert grades == {coverage.SUFFICIENT, coverage.LET_GO}


def test_a_private_interest_counts_and_is_seen_by_the_mediator_alone() -> None:
    play = private(at_negotiation(), NATURE)
    before = {user: len(play.told[user]) for user in (FARMERS, TOWN, GROUP)}
    play = checked(says(NOT, NATURE), play)
    blocked = next(one for one in reversed(play.told[MEDIATOR]) if "coverage.blocked" in shown(one))
    assert "coverage.private_too" in shown(blocked)
    assert "coverage.row_private" in shown(blocked)
    play.command(MEDIATOR, "coverage")
    grid = play.told[MEDIATOR][-1].picture
    assert grid is not None
    assert "coverage.row_private" in [key for piece in grid.pieces() for key in keys(piece)]
    nature = next(one for one in play.mediation.seated if one.user == NATURE)
    own = {one.word for one in play.mediation.interests if one.party == nature.id}
    for user, read in before.items():
        since = [key for message in play.told[user][read:] for key in shown(message)]
        assert not [key for key in since if key.startswith("coverage.")]
        assert not {f"quote:{one}" for one in own} & set(since)
    assert play.unreadable == []


def test_while_owners_are_being_asked_nothing_is_shown() -> None:
    play = at_negotiation()
    play.command(MEDIATOR, "next").next().poll({}).press(MEDIATOR, "button.start_check")
    play.answer(FARMERS)
    assert {cell for one in coverage.matrix(play.mediation) for cell in one.cells} == {coverage.NOT_JUDGED}


def test_the_group_reads_only_released_interests_of_who_said_yes_and_only_after_the_mediators_press() -> None:
    play = checked(None, private(at_negotiation(), NATURE))
    before = len(play.told[GROUP])
    play.command(MEDIATOR, "coverage").press(MEDIATOR, "coverage.to_group")
    assert "prompt:p5_coverage_show" in play.seen(FARMERS)
    assert "prompt:p5_coverage_show" not in play.seen(NATURE)
    play.press(FARMERS, "option:p5_coverage_show:0").press(TOWN, "option:p5_coverage_show:1")
    assert len(play.told[GROUP]) == before
    pending = next(one for one in play.mediation.pending if one.key.startswith("coverage:"))
    farmers = next(one.id for one in play.mediation.seated if one.user == FARMERS)
    assert set(pending.named) <= {one.word for one in play.mediation.interests if one.party == farmers}
    assert pending.named
    play.press(MEDIATOR, "button.publish")
    assert "coverage.for_group" in play.last(GROUP)
    assert play.unreadable == []


def test_where_nobody_lets_it_go_nothing_is_made() -> None:
    play = checked()
    play.command(MEDIATOR, "coverage").press(MEDIATOR, "coverage.to_group")
    for user in play.parties:
        play.press(user, "option:p5_coverage_show:1")
    assert "coverage.none_let_go" in play.seen(MEDIATOR)
    assert not any(one.key.startswith("coverage:") for one in play.mediation.pending)


def test_a_mediator_judges_with_a_reason_what_it_carries_for_who_left() -> None:
    play = checked()
    state = play.mediation
    nature = next(one for one in state.seated if one.user == NATURE)
    gone = nature.model_copy(
        update={"standing": Standing.LEFT, "user": 0, "away": Away(how="left", carried="mediator")}
    )
    notes = {ask: {p: n for p, n in by.items() if p != nature.id} for ask, by in state.notes.items()}
    play.states[play.address] = state.model_copy(
        update={"parties": {**state.parties, nature.id: gone}, "notes": notes}
    )
    package = coverage.packages(play.mediation)[0]
    left = len(coverage.unanswered(play.mediation, package))
    assert left
    play.command(MEDIATOR, "coverage").press(MEDIATOR, "coverage.way")
    for _ in range(left):
        play.press(MEDIATOR, "coverage.for_absent").press(MEDIATOR, "option:p5_coverage:0")
        play.say(MEDIATOR, "Het plan laat de bomen staan.")
    assert "coverage.clear" in play.seen(MEDIATOR)
    assert coverage.unanswered(play.mediation, package) == ()


def test_before_there_is_a_package_it_says_so() -> None:
    play = at_negotiation().command(MEDIATOR, "coverage")
    assert "coverage.nothing" in play.last(MEDIATOR)
