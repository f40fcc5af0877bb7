"""Every command and every button of the desk with every role: each finds only what it may do.

Whoever may not gets the same answer as where there is no such thing; and nothing of the case changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from mediation import FARMERS, GROUP, NATURE, TOWN, Play
from room import MEDIATOR, Room
from team_room import OBSERVER, OUTSIDER, SECOND, count, join, told_in, with_team

from bot.machines import Setting
from flows.desk import parts
from flows.events import GroupSpoke, PressedStale, Sender
from flows.messages import Button, Say
from flows.person.person import DESK, SEAT
from handlers.commands import COMMANDS, Role

OTHER, GONE_PARTY, GONE_MEDIATOR = 4, 40, 5
NOT_OF_THE_CASE = {
    "outsider": OUTSIDER,
    "removed party": GONE_PARTY,
    "removed mediator": GONE_MEDIATOR,
    "another case's mediator": OTHER,
}
MAY_NOT_RUN = {"observer": OBSERVER, "party": FARMERS, **NOT_OF_THE_CASE}
MEDIATORS = {"mediator": MEDIATOR, "co-mediator": SECOND}
DESK_COMMANDS = sorted(DESK)
LOOKS = {
    "status": "team.look_status",
    "cases": "cases.heading",
    "frames": "frames.none_published",
    "rules": "ground.not_yet",
}
STRANGE_PRESS = "a button that never was"


@cache
def _walked() -> Play:
    """A case in phase 4 with everybody in it, and one of every kind of person who left; another case beside it."""
    play = with_team(Play())
    play.setting = Setting(play.setting.script, frozenset({MEDIATOR, OTHER}), play.setting.zone)
    play.case = play.address  # type: ignore[attr-defined]
    join(play, GONE_MEDIATOR, "mediator", "Gerda")
    play.seat_all()
    play.seat(GONE_PARTY, "Vertrokken", government=False)
    for user in (*play.parties, GONE_PARTY):
        play.onboard(user).answer(user)
    play.command(MEDIATOR, "parties").press(MEDIATOR, "parties.open", nth=3)
    play.press(MEDIATOR, "parties.replace").press(MEDIATOR, "replace.yes")
    _out(play, "Gerda")
    play.command(OTHER, "new", "Een andere zaak").say(OTHER, "Olaf")
    play.press(OTHER, "button.no_sponsor")
    for user in (MEDIATOR, SECOND):
        for name in (
            "status",
            "next",
            "parties",
            "frames",
            "package",
            "questions",
            "translate",
            "team",
            "agreement",
            "options",
            "coverage",
            "bridges",
        ):
            play.command(user, name)
    return play


def _out(play: Play, name: str) -> None:
    play.command(MEDIATOR, "team")
    remove = next(
        row[0]
        for row in play.told[MEDIATOR][-1].buttons
        if getattr(row[0].label, "key", "") == "team.remove" and row[0].label.fill["name"] == name  # type: ignore[union-attr]
    )
    play.press_button(MEDIATOR, remove, MEDIATOR).press(MEDIATOR, "team.remove_yes")


class _Visit:
    """The walked case, put back as it was afterwards."""

    def __init__(self) -> None:
        self.play = _walked()

    def __enter__(self) -> Play:
        self._states = dict(self.play.states)
        self._told = {user: list(messages) for user, messages in self.play.told.items()}
        return self.play

    def __exit__(self, *_: object) -> None:
        self.play.states = self._states
        self.play.told = self._told


def _others(play: Play) -> dict[str, object]:
    """All states of the case: what a stranger may not change."""
    return {one: state for one, state in play.states.items() if not one.startswith("person:")}


def _answer(play: Play, user: int, act: Callable[[], Room]) -> list[Say]:
    before = count(play, user)
    act()
    return play.told.get(user, [])[before:]


def _forged(play: Play, user: int) -> list[Say]:
    """What a button that is not in the store gets."""
    stale = PressedStale(sender=Sender(user=user, name=f"User {user}"))
    return _answer(play, user, lambda: play.raise_(f"person:{user}", stale))


# ------------------------------------------------------------------ commands


def test_the_person_knows_every_command_of_the_desk_and_of_a_seat() -> None:
    desk = {one.name for one in COMMANDS if one.role in (Role.MEDIATOR, Role.LOOKING)} - {"new"}
    assert desk <= DESK
    assert DESK - desk <= set(parts.PARTY_COMMANDS)
    assert {one.name for one in COMMANDS if one.role is Role.PARTY} - SEAT <= {"ask"}


@pytest.mark.parametrize("name", DESK_COMMANDS)
@pytest.mark.parametrize("role", MEDIATORS)
def test_both_mediators_have_every_command(role: str, name: str) -> None:
    user = MEDIATORS[role]
    with _Visit() as play:
        works = len(play.works)
        before = count(play, user)
        play.command(user, name)
        seen = told_in(play, user, before)
        assert seen or len(play.works) > works
        assert "command.mediator_only" not in seen
        assert "command.not_here" not in seen


@pytest.mark.parametrize("name", DESK_COMMANDS)
@pytest.mark.parametrize("role", MAY_NOT_RUN)
def test_nobody_else_has_a_command_of_the_desk(role: str, name: str) -> None:
    user = MAY_NOT_RUN[role]
    with _Visit() as play:
        case, others = play.states[play.case], _others(play)  # type: ignore[attr-defined]
        told = {one: count(play, one) for one in play.told if one != user}
        before = count(play, user)
        play.command(user, name)
        seen = told_in(play, user, before)
        assert play.states[play.case] == case  # type: ignore[attr-defined]
        assert {one: count(play, one) for one in play.told if one != user} == told
        assert not [
            one for one in seen if one.startswith("quote:") and play.text(one[6:]) not in _released(play)
        ]
        if role == "observer":
            assert seen[0] == LOOKS.get(name, "command.mediator_only")
        elif role == "another case's mediator":
            assert "Dorpsplein" not in seen
            assert not {"Boeren", "Gemeente", "Natuur"} & set(seen)
        elif role == "party" and name in parts.PARTY_COMMANDS:
            assert seen not in ([], ["command.mediator_only"])
        else:
            assert seen == ["command.mediator_only"]
            assert _others(play) == others


def _released(play: Play) -> set[str]:
    return {play.text(id) for id in play.released}


@pytest.mark.parametrize(
    "name", [*DESK_COMMANDS, *sorted(SEAT), "help", "start", "language", "unknown", "new"]
)
@pytest.mark.parametrize("role", ["removed party", "removed mediator"])
def test_who_left_gets_the_answers_of_somebody_who_never_came(role: str, name: str) -> None:
    user = NOT_OF_THE_CASE[role]
    with _Visit() as play:
        ours = _answer(play, user, lambda: play.command(user, name))
        theirs = _answer(play, OUTSIDER, lambda: play.command(OUTSIDER, name))
        assert [_without_address(one) for one in ours] == [_without_address(one) for one in theirs]


def _without_address(message: Say) -> tuple[object, ...]:
    return (message.parts, [one.label for row in message.buttons for one in row])


@pytest.mark.parametrize("name", sorted(SEAT))
@pytest.mark.parametrize("role", ["observer", *NOT_OF_THE_CASE])
def test_nobody_without_a_seat_gets_at_a_seat(role: str, name: str) -> None:
    user = MAY_NOT_RUN[role]
    with _Visit() as play:
        others = _others(play)
        before = count(play, user)
        play.command(user, name)
        assert _others(play) == others
        assert told_in(play, user, before)
        assert not [one for one in told_in(play, user, before) if one.startswith("quote:")]


@pytest.mark.parametrize("name", [one.name for one in COMMANDS])
@pytest.mark.parametrize("role", [*MEDIATORS, *MAY_NOT_RUN, "anonymous admin"])
def test_in_the_group_a_command_shows_nothing_of_the_case(role: str, name: str) -> None:
    user = (MEDIATORS | MAY_NOT_RUN).get(role, 1087968824)
    with _Visit() as play:
        play.link_group()
        before = {one: count(play, one) for one in (GROUP, user)}
        apart = {one: state for one, state in _others(play).items() if one != play.case}  # type: ignore[attr-defined]
        works, acts = len(play.works), len(play.acts)
        anonymous = role == "anonymous admin"
        spoke = GroupSpoke(sender=Sender(user=user), chat=GROUP, command=name, anonymous=anonymous)
        play.raise_(play.case, spoke)  # type: ignore[attr-defined]
        assert {one: state for one, state in _others(play).items() if one != play.case} == apart  # type: ignore[attr-defined]
        for chat in (GROUP, user):
            seen = told_in(play, chat, before[chat])
            assert not [one for one in seen if one.startswith("quote:") or one in ("Boeren", "Natuur")]
        if name != "here":  # chooses where in a group with topics messages go
            assert (len(play.works), len(play.acts)) == (works, acts)
        if role in NOT_OF_THE_CASE:
            assert told_in(play, user, before[user]) == []


# ------------------------------------------------------------------ buttons


def _buttons_of(play: Play, *users: int) -> Iterator[Button]:
    """Every different button these people were shown."""
    seen = set()
    for user in users:
        for message in play.told.get(user, []):
            for one in (one for row in message.buttons for one in row):
                known = (one.address, repr(sorted(one.event.items(), key=str)))
                if known not in seen and not one.address.startswith("person:"):
                    seen.add(known)
                    yield one


@pytest.mark.parametrize("role", MAY_NOT_RUN)
def test_a_button_of_the_desk_is_to_anybody_else_a_button_that_never_was(role: str) -> None:
    user = MAY_NOT_RUN[role]
    with _Visit() as play:
        desk = [one for one in _buttons_of(play, MEDIATOR, SECOND) if one.address == play.case]  # type: ignore[attr-defined]
        assert len(desk) > 60
        forged = _forged(play, user)
        others = _others(play)
        for one in desk:
            if one.event.get("do") in parts.PARTY_PRESSES:
                continue
            answer = _answer(play, user, lambda one=one: play.press_button(user, one, user))  # type: ignore[misc]
            assert answer == forged, one.event
        assert _others(play) == others


@pytest.mark.parametrize("do", sorted({*parts.PRESSES, "settled", "files", "files_switch", "file", "link"}))
@pytest.mark.parametrize("role", MAY_NOT_RUN)
def test_whatever_a_press_says_it_does_nothing_for_who_may_not(role: str, do: str) -> None:
    user = MAY_NOT_RUN[role]
    with _Visit() as play:
        forged, others = _forged(play, user), _others(play)
        made_up = Button(label=STRANGE_PRESS, address=play.case, event={"do": do, "party": "p1", "key": "x"})  # type: ignore[attr-defined]
        if do == "look_texts" and role == "observer":
            return
        assert _answer(play, user, lambda: play.press_button(user, made_up, user)) == forged
        assert _others(play) == others


@pytest.mark.parametrize("role", [*MEDIATORS, "observer", *NOT_OF_THE_CASE])
def test_a_partys_button_is_to_anybody_else_a_button_that_never_was(role: str) -> None:
    user = (MEDIATORS | MAY_NOT_RUN)[role]
    with _Visit() as play:
        theirs = list(_buttons_of(play, FARMERS, TOWN, NATURE))
        assert len(theirs) > 20
        forged = _forged(play, user)
        others = _others(play)
        for one in theirs:
            answer = _answer(play, user, lambda one=one: play.press_button(user, one, user))  # type: ignore[misc]
            assert answer == forged, one.event
        assert _others(play) == others


def test_what_a_removed_party_was_shown_does_nothing_any_more() -> None:
    with _Visit() as play:
        forged = _forged(play, GONE_PARTY)
        others = _others(play)
        own = [one for one in _buttons_of(play, GONE_PARTY) if not one.address.startswith("person:")]
        assert own
        for one in own:
            answer = _answer(play, GONE_PARTY, lambda one=one: play.press_button(GONE_PARTY, one, GONE_PARTY))  # type: ignore[misc]
            assert answer == forged, one.event
        assert _others(play) == others


@pytest.mark.parametrize("role", MEDIATORS)
def test_every_button_of_the_desk_answers_both_mediators(role: str) -> None:
    user = MEDIATORS[role]
    with _Visit() as outer:
        desk = [one for one in _buttons_of(outer, MEDIATOR, SECOND) if one.address == outer.case]  # type: ignore[attr-defined]
    for one in desk:
        with _Visit() as play:
            before = sum(count(play, each) for each in play.told), len(play.works)
            play.press_button(user, one, user)
            assert (sum(count(play, each) for each in play.told), len(play.works)) > before, one.event
