"""Packages before the parties: put forward, read in private, judged by rule, checked, agreed in principle.

The answers themselves are with each package's deliberation; here is what the mediator and the group get of them.
"""

from flows.effects import Circle, Post, Release, WakeAt
from flows.events import Moment
from flows.lines import package_ideas
from flows.messages import Day
from flows.phrases import say, term
from flows.process import coverage, frame_fit, pace, readings, versions
from flows.process.card import card
from flows.process.deliberating import to_deliberation
from flows.process.rounds import check, final, reading
from flows.register import Note, Package, Party
from flows.script import Script
from flows.signals import (
    Ask,
    AskedAgain,
    CheckClosed,
    CheckOpened,
    CoverageClosed,
    ReadingClosed,
    ReadingOpened,
    ReflectionBegan,
)
from flows.table import Mediation, Table, log, tell, tell_mediators
from flows.verdict import Outcome

OF_A_PACKAGE = ("reading:", "check:", "final:", "late:")


def put_forward(table: Table, package: Package, user: int, moment: Moment, script: Script) -> Table:
    """Open the private reading: a card in the group, and the same question to every party in private.

    Of a new version it is asked of those the change touches; the reading of the others stands.
    """
    state = table.state
    stay = versions.kept(state, package)
    changed = package.model_copy(
        update={"put_forward": True, "outcome": Outcome.READING, "kept": stay, "asked": "reading"}
    )
    opened = ReadingOpened(
        package=package.id,
        version=package.version,
        hash=package.hash,
        parties=tuple(one.id for one in state.seated),
        needs_ratification=tuple(one.id for one in state.seated if one.needs_ratification),
        keeps=stay,
    )
    table = table.plus(
        _released(state, tuple(one.id for one in package.words), Circle.ATTRIBUTED, user),
        _released(state, tuple(package_ideas(state, package)), Circle.ANONYMOUS, user),
        to_deliberation(state, package.id, opened),
        log(state, user, "put a package forward", package=package.key, hash=package.hash),
        packages=versions.having(state, changed),
        notes=_without_decisions(state),
    )

    def asks(at: Mediation, party: Party) -> tuple[Ask, ...]:
        read = () if party.id in stay else reading(at, changed)
        return read + frame_fit.fit_asks(at, changed, party)

    table = pace.open_round(table, f"reading:{package.key}", moment, asks)
    told = (readings.stands(table.state, changed, state.parties[one]) for one in stay)
    table = table.plus(
        *(tell(state, state.parties[one], message) for one, message in zip(stay, told, strict=True)),
        *tell_mediators(state, say(term("reading.opened", id=package.id, version=package.version))),
    )
    if state.group is None:
        return table
    return table.plus(
        Post(
            mediation=state.id,
            chat=state.group.chat,
            say=card(table.state, changed, script),
            approved_by=user,
            handle=f"card:{package.key}",
        )
    )


def _without_decisions(state: Mediation) -> dict[str, dict[str, Note]]:
    """What boards or members decided was about the version before this one."""
    return {ask: notes for ask, notes in state.notes.items() if not ask.endswith("p5_ratify")}


def _released(state: Mediation, ids: tuple[str, ...], circle: Circle, user: int) -> Release:
    return Release(mediation=state.id, ids=ids, circle=circle, approved_by=user)


# ------------------------------------------------------------------ when a round is over


def round_complete(table: Table, key: str) -> Table:
    """What a finished round of a package leads to."""
    kind, _, package = key.partition(":")
    match kind:
        case "reading":
            return table.plus(to_deliberation(table.state, package, ReadingClosed()))
        case "check":
            return table.plus(to_deliberation(table.state, package, CoverageClosed()))
        case "final":
            return table.plus(to_deliberation(table.state, package, CheckClosed()))
        case _:
            return table


def start_check(table: Table, package: Package, user: int, moment: Moment) -> Table:
    """Every interest to its owner, every commitment to its owner."""
    state = table.state
    package = package.model_copy(update={"asked": "check"})
    opened = CheckOpened(
        interests=tuple(one.id for one in state.interests if state.parties[one.party] in state.seated),
        commitments=tuple(range(len(package.commitments))),
    )
    table = table.plus(
        to_deliberation(state, package.id, opened),
        log(state, user, "opened the final check", package=package.key),
        packages=versions.having(state, package),
    )
    table = table.plus(
        *tell_mediators(state, say(term("check.opened", id=package.id, version=package.version))),
    )
    key = f"check:{package.key}"
    return pace.open_round(table, key, moment, lambda at, party: check(at, package, party))


def reflect(table: Table, event: ReflectionBegan) -> Table:
    """A day to sleep on it, before the last question; no press brings it sooner."""
    state, key = table.state, f"{event.package}.{event.version}"
    package = state.package(key)
    if package is None:
        return table
    if stop := coverage.blocked(state, package):  # what a mediator carries for who is not at the table
        return table.plus(*tell_mediators(state, stop))
    ring = {"ring": "final", "package": key}
    told = say(term("check.reflection", until=Day(at=event.until, zone=state.zone, time=True)))
    ready = package.model_copy(update={"outcome": Outcome.CHECK, "asked": "check"})
    table = table.plus(packages=versions.having(state, ready))
    return table.plus(
        WakeAt(key=f"{state.id}:final:{key}", due=event.until, address=state.address, event=ring),
        *tell_mediators(state, told),
    )


def ask_final(table: Table, key: str, moment: Moment) -> Table:
    """The last question, to every party, on one identical version; not on one that was changed meanwhile."""
    package = table.state.package(key)
    if package is None or package.outcome != Outcome.CHECK or not _newest(table.state, package):
        return table
    if stop := coverage.blocked(table.state, package):  # an owner answered otherwise since the check
        return table.plus(*tell_mediators(table.state, stop))
    asked = package.model_copy(update={"asked": "final"})
    table = table.plus(packages=versions.having(table.state, asked))
    opened = pace.open_round(table, f"final:{key}", moment, lambda at, party: final(at, asked, party))
    return opened.plus(
        *tell_mediators(table.state, say(term("final.opened", id=package.id, version=package.version)))
    )


def _newest(state: Mediation, package: Package) -> bool:
    return [one.key for one in state.packages if one.id == package.id and one.put_forward][-1:] == [
        package.key
    ]


def ask_missing(table: Table, package: Package, user: int, moment: Moment) -> Table:
    """After a round that closed without an answer of all: once more to those parties, on the same version."""
    state = table.state
    table = table.plus(log(state, user, "asked again who had not answered", package=package.key))
    if package.asked in ("", "reading"):
        return readings.ask_again(table, package, readings.cannot_say(state, package), moment)
    stage = check if package.asked == "check" else final

    def unanswered(at: Mediation, party: Party) -> tuple[Ask, ...]:
        return tuple(one for one in stage(at, package, party) if at.note(one.id, party.id) is None)

    again = package.model_copy(update={"outcome": Outcome.CHECK})
    table = table.plus(
        to_deliberation(state, package.id, AskedAgain(version=package.version)),
        packages=versions.having(state, again),
    )
    return pace.open_round(table, f"{package.asked}:{package.key}", moment, unanswered)


def read_by_late_party(table: Table, party: Party, moment: Moment) -> Table:
    """A party that joined late reads every package that lies there, in its newest version."""
    state = table.state
    newest = {one.id: one for one in state.packages if one.put_forward}
    if not newest:
        return table
    lines = tuple(newest.values())
    return pace.open_round(
        table,
        f"late:{party.id}",
        moment,
        lambda at, _: tuple(ask for one in lines for ask in reading(at, one)),
        parties=(state.parties[party.id],),
    )
