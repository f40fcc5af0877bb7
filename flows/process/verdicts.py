"""What a verdict says to whom: the mediator hears the reasons, the group what the parties agreed that it hears."""

from flows.messages import Button, Listing, Piece, Quote, Say, Term
from flows.phrases import say, term
from flows.process import coverage, readings, versions
from flows.register import Package
from flows.signals import VerdictReached
from flows.table import (
    UNDER_PARTY_NAME,
    Mediation,
    Pending,
    Table,
    desk_button,
    log,
    propose,
    tell_mediators,
)
from flows.verdict import Outcome

ASIDE = 1  # option of p5_final


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
            "asked": "reading" if event.outcome == Outcome.SUSPENDED else package.asked,
        }
    )
    table = table.plus(
        log(state, None, "a verdict was reached", package=package.key, outcome=event.outcome),
        packages=versions.having(state, changed),
    )
    if package.outcome == event.outcome:
        return table
    left = coverage.blocked(table.state, changed) if changed.asked == "check" else None
    table = table.plus(*tell_mediators(table.state, left or _for_mediator(table.state, changed)))
    sentence = GROUP_SENTENCES.get(Outcome(event.outcome))
    if sentence is None:
        return table
    return propose(table, for_group(table.state, changed, sentence))


def for_group(state: Mediation, package: Package, sentence: Term) -> Pending:
    """The verdict for the group, at the level the parties agreed on: no names, no numbers, nobody's silence."""
    title = term("package.title", id=package.id, version=package.version, title=Quote(id=package.title.id))
    parts: list[Piece] = [title, sentence]
    at_stake = [
        one.word
        for one in state.interests
        if one.id in package.uncovered and versions.shown_at_stake(state, one.word)
    ]
    if sentence == NOT_YET and at_stake:
        parts += [term("outcome.group.at_stake"), Listing(lines=tuple(Quote(id=one) for one in at_stake))]
    own: tuple[str, ...] = ()
    if package.outcome in (Outcome.PRINCIPLE, Outcome.CONSENSUS):
        lines, own = _reservations(state, package)
        parts += lines
    return Pending(key=f"verdict:{package.key}", say=say(*parts), named=own)


def _reservations(state: Mediation, package: Package) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """With what reservation parties stand aside, under their name, as they were told; and the ids of those words."""
    said = [
        (one, word.id)
        for one in state.seated
        if UNDER_PARTY_NAME in state.consents(one.id)
        and (note := state.note(f"p5_final:{package.key}", one.id))
        and note.choice[:1] == (ASIDE,)
        for word in note.words
    ]
    if not said:
        return (), ()
    lines = tuple(term("outcome.group.aside", party=one.name, words=Quote(id=id)) for one, id in said)
    return (Listing(lines=lines),), tuple(id for _, id in said)


NOT_YET = term("outcome.group.not_yet")
GROUP_SENTENCES = {
    Outcome.BLOCKED: NOT_YET,
    Outcome.OBJECTIONS: NOT_YET,
    Outcome.OPEN: NOT_YET,
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
    helped = [
        one.name
        for one in state.seated
        if (note := state.note(f"change:{package.key}", one.id)) and note.status == "skipped"
    ]
    if helped:
        parts.append(term("verdict.wants_help", parties=", ".join(helped)))
    silent = tuple(one.name for one in readings.cannot_say(state, package))
    if package.outcome == Outcome.OPEN and package.asked in ("", "reading") and silent:
        parts.append(term("verdict.cannot_say", parties=", ".join(silent)))
    return say(*parts, *_advice(state, package), buttons=_ways(state, package), numbered=True)


def _repairing(package: Package) -> bool:
    return package.outcome in (Outcome.BLOCKED, Outcome.OBJECTIONS)


def _advice(state: Mediation, package: Package) -> tuple[Piece, ...]:
    """After three repairs by text, people meet."""
    enough = _repairing(package) and versions.repairs(state, package) >= versions.MOST_REPAIRS
    return (term("verdict.meet"),) if enough else ()


def _ways(state: Mediation, package: Package) -> tuple[Button, ...]:
    """What the mediator can do about a verdict."""
    about = {"package": package.key}
    if package.outcome == Outcome.CHECK:
        return (desk_button(state, term("button.start_check"), "check", **about),)
    ways = [desk_button(state, term("button.what_next"), "next")]
    if _advice(state, package):
        ways.insert(0, desk_button(state, term("verdict.to_meeting"), "run", command="meeting"))
    if _repairing(package):
        ways.insert(0, desk_button(state, term("verdict.repair"), "repair", **about))
    if package.outcome == Outcome.OPEN:
        ways.insert(0, desk_button(state, term("verdict.ask_missing"), "ask_missing", **about))
    return tuple(ways)
