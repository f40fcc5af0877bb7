"""`/report`: how the participation went, as a document. Only what the group has read, dates and numbers.

It names words by their ids and is opened as the group reads: what was never released cannot be in it.
"""

from collections.abc import Iterable
from datetime import datetime

from flows.desk import acts, meetings
from flows.desk.part import Doing, Part
from flows.desk.published import newest
from flows.desk.record import work
from flows.effects import Tell
from flows.events import FilesMade, RecordLine
from flows.lines import frame_lines
from flows.messages import Day, Listing, Piece, Quote
from flows.phrases import say, term
from flows.process.closing import spaced
from flows.process.phases import tell_desk
from flows.register import Standing
from flows.shelving import agreed_package
from flows.table import Mediation, Pending, Table, desk_button, propose
from flows.value import Value

# Acts of the record that everybody at the table saw happen. What a single party did is not among them.
SEEN = frozenset(
    {
        "opened the mediation",
        "linked the group",
        "opened a step",
        "closed a phase",
        "reopened a phase",
        "published the frames",
        "posted to the group",
        "put a package forward",
        "opened the final check",
        "asked for confirmation",
        "published the agreement",
    }
)
AGREED = ("in_principle", "consensus")  # outcomes of a package


class Section(Value):
    """A heading with what stands under it: paragraphs, and lists as `Listing`; of level 2 inside one of level 1."""

    heading: Piece
    parts: tuple[Piece, ...] = ()
    level: int = 1


def sections(state: Mediation, lines: Iterable[RecordLine], now: datetime) -> tuple[Section, ...]:
    """The whole report. `lines` are the record's, oldest first; `now` the day it is made."""
    return (
        Section(heading=term("participation.about"), parts=_about(state, now)),
        Section(heading=term("participation.parties"), parts=_parties(state)),
        Section(heading=term("participation.steps"), parts=_steps(state, lines)),
        Section(heading=term("participation.meetings"), parts=_meetings(state)),
        Section(heading=term("participation.frames"), parts=_frames(state)),
        Section(heading=term("participation.input"), parts=_input(state)),
        Section(heading=term("participation.outcomes"), parts=_outcomes(state)),
        Section(heading=term("participation.decisions"), parts=_decisions(state)),
        Section(heading=term("participation.texts"), parts=_texts_intro(state)),
        *_texts(state),
    )


def _about(state: Mediation, now: datetime) -> tuple[Piece, ...]:
    names = ", ".join(dict.fromkeys(one for one in (state.mediator_name, *_colleagues(state)) if one))
    paid = (term("participation.sponsor", name=state.sponsor),) if state.sponsor else ()
    return (
        term("participation.made", day=Day(at=now, zone=state.zone)),
        term("participation.mediators", names=names or "-"),
        *paid,
        term("participation.only_released"),
    )


def _colleagues(state: Mediation) -> tuple[str, ...]:
    seated = (one for one in state.team.values() if one.user in state.mediators)
    return tuple(one.name for one in seated)


def _parties(state: Mediation) -> tuple[Piece, ...]:
    seated: list[Piece] = [
        term("participation.authority", party=one.name) if one.government else one.name
        for one in state.seated
    ]
    gone = [one.name for one in state.parties.values() if one.standing is Standing.LEFT and one.at_table]
    left: list[Piece] = [term("participation.left", party=one) for one in gone]
    lines = (*seated, *left)
    return (Listing(lines=lines),) if lines else (term("participation.none_yet"),)


def _steps(state: Mediation, lines: Iterable[RecordLine]) -> tuple[Piece, ...]:
    dated: tuple[Piece, ...] = tuple(
        term(
            "participation.step",
            day=Day(at=one.at, zone=state.zone),
            who=acts.who(state, one.user),
            did=acts.did(state, one.act, one.about),
        )
        for one in lines
        if one.act in SEEN
    )
    return (Listing(lines=dated),) if dated else (term("participation.none_yet"),)


def _meetings(state: Mediation) -> tuple[Piece, ...]:
    held = meetings.lines(state)
    return (Listing(lines=held),) if held else (term("participation.none_yet"),)


def _frames(state: Mediation) -> tuple[Piece, ...]:
    shown = tuple(line for _, line in frame_lines(state))
    return (Listing(lines=shown),) if shown else (term("participation.none_yet"),)


def _input(state: Mediation) -> tuple[Piece, ...]:
    """Numbers of things that everybody could see happen, never of parties that said this or that."""
    versions = [one for one in state.packages if one.put_forward]
    packages = {one.id for one in versions}
    agreed = state.package(agreed_package(state) or "")
    used = {number for one in versions for number in one.ideas}
    counted: list[Piece] = [
        term("participation.interests", n=len(state.mapped)),
        term("participation.ideas", n=len(state.ideas), groups=len(state.groups)),
        term("participation.used", n=len(used)),
    ]
    if agreed:
        counted.append(term("participation.in_agreed", n=len(agreed.ideas)))
    counted += [
        term("participation.packages", n=len(packages)),
        term("participation.versions", n=len(versions) - len(packages)),
        term("participation.answers", n=sum(one.sent for one in state.frame_answers)),
        term("participation.corrected", n=len(_corrected(state))),
        term("participation.posts", n=len(newest(state))),
    ]
    return (Listing(lines=tuple(counted)),)


def _corrected(state: Mediation) -> set[str]:
    """Summaries that went to the group anew because a party said that something was not right."""
    return {one.key for one in state.periods if any(each.status == "corrected" for each in one.remarks)}


def _outcomes(state: Mediation) -> tuple[Piece, ...]:
    """Each version that was before the parties, and what the group read of how it ended; nothing else of it."""
    posted = {one.key: one.say.parts[1:] for one in newest(state)}
    forward = [one for one in state.packages if one.put_forward]
    last = {one.id: one.version for one in forward}
    lines: list[Piece] = []
    for one in forward:
        became = posted.get(f"verdict:{one.key}", ())
        if one.version < last[one.id]:
            became = (*became, term("participation.next_version"))
        said = became or (term("participation.no_outcome"),)
        title = Quote(id=one.title.id, marks=True)
        lines += [
            term("participation.outcome", title=title, version=one.version, outcome=piece) for piece in said
        ]
    return (Listing(lines=tuple(lines)),) if lines else (term("participation.none_yet"),)


def _decisions(state: Mediation) -> tuple[Piece, ...]:
    made: list[Piece] = []
    if state.question:
        made.append(term("participation.question", text=Quote(id=state.question.id, marks=True)))
    for one in state.records:
        if one.closed_at:
            day = Day(at=one.closed_at, zone=state.zone)
            waived = len([item for item in one.gate if not item.met])
            phase = term(f"phase.{one.phase}")
            made.append(
                term("participation.closed_open", phase=phase, day=day, n=waived)
                if waived
                else term("participation.closed", phase=phase, day=day)
            )
    made += [
        term("participation.agreed", title=Quote(id=one.title.id, marks=True), version=one.version)
        for one in state.packages
        if one.outcome in AGREED
    ]
    if state.agreement == "final":
        made.append(term("participation.agreement", code=spaced(state.draft_code)))
    if state.ended == "no_consensus":
        made.append(term("participation.no_consensus"))
    if state.ended == "no_go":
        made.append(term("participation.no_go"))
    return (Listing(lines=tuple(made)),) if made else (term("participation.none_yet"),)


def _texts_intro(state: Mediation) -> tuple[Piece, ...]:
    return (term("participation.texts_intro"),) if newest(state) else (term("participation.none_yet"),)


def _texts(state: Mediation) -> tuple[Section, ...]:
    return tuple(
        Section(
            heading=term("participation.text_of", n=number, day=Day(at=one.at, zone=state.zone)),
            parts=one.say.parts,
            level=2,
        )
        for number, one in enumerate(newest(state), start=1)
    )


# ------------------------------------------------------------------ at the desk


def _report(table: Table, doing: Doing) -> Table:
    table = tell_desk(table, doing.user, say(term("participation.being_made")))
    return work(table, doing.user, "report", now=doing.moment.now.isoformat())


def made(table: Table, event: FilesMade) -> Table | None:
    """The document and its plain text to the mediator who asked; whether it goes to the group is for a press."""
    state = table.state
    if event.user not in state.mediators:
        return None
    pdf, plain = event.files
    offer = desk_button(state, term("participation.to_group"), "report_to_group", file=pdf)
    ready = say(term("participation.ready"), buttons=(offer,), numbered=True)
    as_text = say(term("participation.as_text"))
    return table.plus(
        Tell(mediation=state.id, user=event.user, say=ready, file=pdf),
        Tell(mediation=state.id, user=event.user, say=as_text, file=plain),
    )


def _to_group(table: Table, doing: Doing) -> Table:
    """Before the mediators as any message for the group: nothing is posted yet."""
    file = str(doing.press["file"])
    sentence = say(term("participation.for_group", title=table.state.title))
    return propose(table, Pending(key=f"report:{file[-12:]}", say=sentence, file=file))


PART = Part(commands={"report": _report}, presses={"report_to_group": _to_group})
