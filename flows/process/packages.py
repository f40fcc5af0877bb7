"""Packages before the parties: put forward, read in private, judged by rule, checked, agreed in principle.

The answers themselves are with each package's deliberation; here is what the mediator and the group get of them.
"""

from datetime import timedelta

from flows.effects import Circle, Post, Release, Toast, WakeAt
from flows.events import Moment, Pressed
from flows.lines import package_ideas, package_lines
from flows.messages import Button, Day, Listing, Piece, Quote, Say
from flows.phrases import button, prompt, say, term
from flows.process import coverage, frame_fit, pace
from flows.process.rounds import check, final, reading
from flows.register import Package, Party
from flows.script import Script
from flows.shelving import to_deliberation
from flows.signals import (
    CheckClosed,
    CheckOpened,
    PressedInGroup,
    ReadingClosed,
    ReadingOpened,
    VerdictReached,
)
from flows.table import (
    Mediation,
    Pending,
    Table,
    desk_button,
    log,
    propose,
    signal,
    tell_mediators,
)
from flows.verdict import Outcome

REFLECTION = timedelta(hours=24)  # between the check and the last question (practice, B phase 5)
OF_A_PACKAGE = ("reading:", "check:", "final:", "late:")


def as_card(state: Mediation, package: Package) -> Pending:
    """What of a package the group reads on its card; the question and its answers below it are standard sentences."""
    words = tuple(one.id for one in package.words)
    ideas = tuple(package_ideas(state, package))
    return Pending(
        key=f"card:{package.key}", say=say(*package_lines(state, package)), named=words, unnamed=ideas
    )


def to_put_forward(state: Mediation, package: Package, *before: Piece) -> Say:
    """A composed package as everybody will read it, and the button that puts exactly this before the parties."""
    pending = as_card(state, package)
    label = term("button.put_forward", id=package.id)
    go = desk_button(state, label, "poll", package=package.key, says=pending.fingerprint)
    return say(*before, *pending.say.parts, term("package.composed"), buttons=(go,), numbered=True)


def put_forward(table: Table, package: Package, user: int, moment: Moment, script: Script) -> Table:
    """Open the private reading: a card in the group, and the same question to every party in private."""
    state = table.state
    changed = package.model_copy(update={"put_forward": True, "outcome": Outcome.READING})
    opened = ReadingOpened(
        package=package.id,
        version=package.version,
        hash=package.hash,
        parties=tuple(one.id for one in state.seated),
        needs_ratification=tuple(one.id for one in state.seated if one.needs_ratification),
    )
    table = table.plus(
        _released(state, tuple(one.id for one in package.words), Circle.ATTRIBUTED, user),
        _released(state, tuple(package_ideas(state, package)), Circle.ANONYMOUS, user),
        to_deliberation(state, package.id, opened),
        log(state, user, "put a package forward", package=package.key, hash=package.hash),
        packages=_with(state, changed),
    )
    if state.group:
        table = table.plus(
            Post(
                mediation=state.id,
                chat=state.group.chat,
                say=card(table.state, changed, script),
                approved_by=user,
                handle=f"card:{package.key}",
            )
        )
    table = table.plus(
        *tell_mediators(state, say(term("reading.opened", id=package.id, version=package.version)))
    )
    key = f"reading:{package.key}"
    return pace.open_round(
        table, key, moment, lambda at, party: reading(at, changed) + frame_fit.fit_asks(at, changed, party)
    )


def _released(state: Mediation, ids: tuple[str, ...], circle: Circle, user: int) -> Release:
    return Release(mediation=state.id, ids=ids, circle=circle, approved_by=user)


def _with(state: Mediation, package: Package) -> tuple[Package, ...]:
    return tuple(package if one.key == package.key else one for one in state.packages)


def card(state: Mediation, package: Package, script: Script) -> Say:
    """The poll in the group: a press on it is answered in private and seen by nobody else."""
    options = range(len(script.choices(script.prompt("p5_support"))))
    buttons = tuple(
        button(
            prompt("p5_support", number),
            state.address,
            do="support",
            package=package.key,
            option=number,
        )
        for number in options
    )
    fill: dict[str, Piece] = {"package": package.id, "version": package.version}
    lines = package_lines(state, package)
    return say(*lines, prompt("p5_support", fill=fill), term("card.private"), buttons=buttons, numbered=True)


def pressed_in_group(table: Table, event: Pressed) -> Table:
    """A press on the card by a party counts as its answer; anybody else is told, privately, that it does not."""
    state = table.state
    party = state.party_of(event.sender.user)
    key = str(event.press.get("package", ""))
    package = state.package(key)
    if party is None or package is None:
        return table.plus(Toast(say=say(term("card.not_yours"))))
    if package.outcome != Outcome.READING or f"reading:{key}" not in state.waiting:
        return table.plus(Toast(say=say(term("card.closed"))))
    if party.id not in state.waiting[f"reading:{key}"] and state.note(f"p5_support:{key}", party.id) is None:
        return table.plus(Toast(say=say(term("card.closed"))))
    told = PressedInGroup(ask=f"p5_support:{key}", choice=int(event.press["option"]))
    label = prompt("p5_support", told.choice)
    return table.plus(signal(party, state, told), Toast(say=say(term("card.noted", answer=label))))


# ------------------------------------------------------------------ when a round is over


def round_complete(table: Table, key: str, moment: Moment) -> Table:
    """What a finished round of a package leads to."""
    kind, _, package = key.partition(":")
    match kind:
        case "reading":
            return table.plus(to_deliberation(table.state, package, ReadingClosed()))
        case "check":
            return _reflect(table, package, moment)
        case "final":
            return table.plus(to_deliberation(table.state, package, CheckClosed()))
        case _:
            return table


def start_check(table: Table, package: Package, user: int, moment: Moment) -> Table:
    """Every interest to its owner, every commitment to its owner."""
    state = table.state
    opened = CheckOpened(
        interests=tuple(one.id for one in state.interests if state.parties[one.party] in state.seated),
        commitments=tuple(range(len(package.commitments))),
    )
    table = table.plus(
        to_deliberation(state, package.id, opened),
        log(state, user, "opened the final check", package=package.key),
        *tell_mediators(state, say(term("check.opened", id=package.id, version=package.version))),
    )
    key = f"check:{package.key}"
    return pace.open_round(table, key, moment, lambda at, party: check(at, package, party))


def _reflect(table: Table, package: str, moment: Moment) -> Table:
    """A day to sleep on it, before the last question."""
    state = table.state
    version = state.package(package)
    if version and (stop := coverage.blocked(state, version)):
        return table.plus(*tell_mediators(state, stop))
    due = moment.now + REFLECTION
    ring = {"ring": "final", "package": package}
    told = say(term("check.reflection", until=Day(at=due, zone=state.zone, time=True)))
    return table.plus(
        WakeAt(key=f"{state.id}:final:{package}", due=due, address=state.address, event=ring),
        *tell_mediators(state, told),
    )


def ask_final(table: Table, key: str, moment: Moment) -> Table:
    """The last question, to every party, on one identical version."""
    package = table.state.package(key)
    if package is None:
        return table
    if stop := coverage.blocked(table.state, package):  # an owner answered otherwise since the check
        return table.plus(*tell_mediators(table.state, stop))
    opened = pace.open_round(table, f"final:{key}", moment, lambda at, party: final(at, package, party))
    return opened.plus(
        *tell_mediators(table.state, say(term("final.opened", id=package.id, version=package.version)))
    )


def verdict(table: Table, event: VerdictReached) -> Table:
    """The mediator hears the verdict with its reasons; the group's sentence waits for the mediator's press."""
    state = table.state
    package = state.package(f"{event.package}.{event.version}")
    if package is None:
        return table
    changed = package.model_copy(
        update={
            "outcome": event.outcome,
            "blocks": event.blocks,
            "objections": event.objections,
            "uncovered": event.uncovered,
        }
    )
    table = table.plus(
        log(state, None, "a verdict was reached", package=package.key, outcome=event.outcome),
        packages=_with(state, changed),
    )
    if package.outcome == event.outcome:
        return table
    table = table.plus(*tell_mediators(table.state, _for_mediator(table.state, changed)))
    sentence = GROUP_SENTENCES.get(Outcome(event.outcome))
    if sentence is None:
        return table
    title = term("package.title", id=package.id, version=package.version, title=Quote(id=package.title.id))
    return propose(table, Pending(key=f"verdict:{package.key}", say=say(title, sentence)))


GROUP_SENTENCES = {
    Outcome.BLOCKED: term("outcome.group.not_yet"),
    Outcome.OBJECTIONS: term("outcome.group.not_yet"),
    Outcome.OPEN: term("outcome.group.not_yet"),
    Outcome.CHECK: term("outcome.group.check"),
    Outcome.PRINCIPLE: term("outcome.group.in_principle"),
    Outcome.CONSENSUS: term("outcome.group.consensus"),
}


def _for_mediator(state: Mediation, package: Package) -> Say:
    """Who cannot live with it, and which of whose interests are at stake: for the mediator alone."""
    parts: list[Piece] = [
        term("verdict.heading", id=package.id, version=package.version, title=Quote(id=package.title.id)),
        term(f"outcome.{package.outcome}"),
    ]
    for key, parties in (("blocks", package.blocks), ("objections", package.objections)):
        names = ", ".join(state.parties[one].name for one in parties)
        if names:
            parts.append(term("verdict.blocks" if key == "blocks" else "verdict.objections", parties=names))
    at_stake = [one for one in state.interests if one.id in package.uncovered]
    if at_stake:
        parts.append(term("verdict.uncovered"))
        lines = tuple(
            term("verdict.interest", party=state.parties[one.party].name, interest=Quote(id=one.word))
            for one in at_stake
        )
        parts.append(Listing(lines=lines))
    changes = [
        Quote(id=word.id, marks=True)
        for one in state.seated
        for ask in ("objection", "change")
        if (note := state.note(f"{ask}:{package.key}", one.id))
        for word in note.said
    ]
    if changes:
        parts += [term("verdict.changes"), Listing(lines=tuple(changes))]
    buttons: tuple[Button, ...] = (desk_button(state, term("button.what_next"), "next"),)
    if package.outcome == Outcome.CHECK:
        buttons = (desk_button(state, term("button.start_check"), "check", package=package.key),)
    return say(*parts, buttons=buttons, numbered=True)


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
