"""`/cases`: each case of a mediator or an observer, as that case tells it itself, and nobody else's."""

from __future__ import annotations

from mediation import FARMERS, GROUP, NATURE, Play
from room import MEDIATOR, Room, buttons, keys, shown
from team_room import OBSERVER, OUTSIDER, SECOND, count, told_in, with_team

from flows.messages import Listing, Term
from flows.person.front import Person
from flows.process.gates import gate
from flows.table import Mediation


def two_cases() -> Play:
    """A case in phase 3 with a co-mediator and an observer, and another one of the first mediator alone."""
    play = with_team(Play()).to_phase(3)
    play.case = play.address  # type: ignore[attr-defined]
    play.command(MEDIATOR, "new", "Haven").say(MEDIATOR, "Anna").press(MEDIATOR, "button.no_sponsor")
    return play


def listed(play: Play, user: int) -> list[str]:
    before = count(play, user)
    play.command(user, "cases")
    assert count(play, user) == before + 1
    return play.last(user)


def test_every_case_is_in_one_message_with_its_phase_its_gate_its_round_and_what_waits() -> None:
    play = two_cases()
    seen = listed(play, MEDIATOR)
    assert (seen.count("cases.heading_of"), seen.count("cases.gate")) == (2, 2)
    assert {"Dorpsplein", "Haven", "phase.3", "phase.1", "team.look_until", "cases.silent"} <= set(seen)
    assert buttons(play.told[MEDIATOR][-1]) == ["cases.open", "cases.open"]
    assert not [key for key in seen if key.startswith("quote:") or key in ("Boeren", "Natuur")]
    person = play.states[f"person:{MEDIATOR}"]
    assert isinstance(person, Person)
    assert person.cases == ()


def test_the_numbers_are_those_of_the_case_itself() -> None:
    play = two_cases()
    for user in (FARMERS, NATURE):
        play.answer(user)
    numbers = _numbers(play)
    assert numbers["cases.silent"] == 1
    state = play.states[play.case]  # type: ignore[attr-defined]
    assert isinstance(state, Mediation)
    assert numbers["cases.gate"] == sum(not one.met for one in gate(state, 3))


def _numbers(play: Play) -> dict[str, object]:
    """What the lines under the case in phase 3 count."""
    play.command(MEDIATOR, "cases")
    parts = play.told[MEDIATOR][-1].parts
    first = next(place for place, part in enumerate(parts) if "Dorpsplein" in keys(part))
    listing = parts[first + 1]
    assert isinstance(listing, Listing)
    return {one.key: one.fill.get("n") for one in listing.lines if isinstance(one, Term)}


def test_a_button_opens_the_status_of_that_case() -> None:
    play = two_cases()
    listed(play, MEDIATOR)
    play.press(MEDIATOR, "Dorpsplein")
    assert {"status.heading", "phase.3"} <= set(play.last(MEDIATOR))
    play.command(MEDIATOR, "cases").press(MEDIATOR, "Haven")
    assert {"status.heading", "phase.1"} <= set(play.last(MEDIATOR))


def test_a_co_mediator_sees_as_much_and_only_the_own_cases() -> None:
    play = two_cases()
    seen = listed(play, SECOND)
    assert {"Dorpsplein", "cases.gate", "cases.silent"} <= set(seen)
    assert "Haven" not in seen


def test_an_observer_sees_the_phase_and_the_round_and_nothing_of_what_waits() -> None:
    play = two_cases()
    seen = listed(play, OBSERVER)
    assert seen[:2] == ["cases.heading", "1"]
    assert {"Dorpsplein", "phase.3", "team.look_until"} <= set(seen)
    assert not [one for one in seen if one.startswith(("cases.gate", "cases.silent", "status.", "review."))]
    play.press(OBSERVER, "cases.open")
    assert "team.look_status" in play.last(OBSERVER)


def test_who_has_no_case_hears_how_to_begin_or_that_it_is_the_mediators() -> None:
    room = Room()
    assert room.command(MEDIATOR, "cases").last(MEDIATOR) == ["cases.none"]
    assert room.command(OUTSIDER, "cases").last(OUTSIDER) == ["command.mediator_only"]
    play = two_cases()
    before = count(play, GROUP)
    assert play.command(FARMERS, "cases").last(FARMERS) == ["command.mediator_only"]
    assert told_in(play, GROUP, before) == []
    assert shown(play.told[FARMERS][-1]) == ["command.mediator_only"]
