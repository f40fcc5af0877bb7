"""`/noconsensus`: the talks end without an agreement, with a record in each party's own words for who decides."""

from datetime import datetime

from flows.desk.part import Doing, Part
from flows.desk.participation import Section
from flows.desk.record import work
from flows.effects import Circle, Release, Tell
from flows.events import FilesMade
from flows.lines import package_lines
from flows.messages import Day, Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process import joint_record, pace
from flows.process.phases import tell_desk
from flows.table import Mediation, Table, desk_button, erase_later, log, tell, tell_mediators

NEGOTIATING = 5  # the phase


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, overview(table.state))


def overview(state: Mediation) -> Say:
    """What it means, who wrote what, and the next press."""
    if state.ended:
        return say(term("cases.ended"))
    if state.phase != NEGOTIATING or joint_record.last_read(state) is None:
        return say(term("joint.not_now"))
    asked = any(state.note(joint_record.PROMPT, one.id) for one in state.seated)
    begin = desk_button(state, term("joint.again") if asked else term("joint.begin"), "joint_ask")
    if not asked:
        return say(term("joint.what"), buttons=(begin,), numbered=True)
    parts: list[Piece] = [term("joint.heading")]
    for one in state.seated:
        words = joint_record.approved(state, one)
        parts.append(term("joint.wrote", party=one.name) if words else term("joint.open", party=one.name))
        parts += [Quote(id=word.id) for word in words]
    make = desk_button(state, term("joint.make"), "joint_make")
    return say(*parts, buttons=(make, begin), numbered=True)


def _ask(table: Table, doing: Doing) -> Table:
    """Every party in its own words; whoever said yes to its text is not asked again."""
    state = table.state
    if state.ended or state.phase != NEGOTIATING or any(state.waiting.values()):
        return tell_desk(table, doing.user, say(term("joint.not_now")))
    table = table.plus(log(state, doing.user, "began the joint record"))
    table = pace.open_round(table, joint_record.ROUND, doing.moment, joint_record.asks)
    return tell_desk(table, doing.user, say(term("joint.asked")))


def round_done(table: Table, key: str) -> Table:
    """All wrote, or the round was closed."""
    del key
    return table.plus(*tell_mediators(table.state, overview(table.state)))


def _make(table: Table, doing: Doing) -> Table:
    """The document, of texts their parties said yes to; it goes to nobody yet."""
    state = table.state
    ids = joint_record.approved_by_all(state)
    if not ids or state.ended:
        return tell_desk(table, doing.user, say(term("joint.nothing")))
    released = Release(mediation=state.id, ids=ids, circle=Circle.ATTRIBUTED, approved_by=doing.user)
    table = table.plus(
        released, log(state, doing.user, "made the joint record"), record_of=ids, record_file=""
    )
    now = doing.moment.now.isoformat()
    return work(table, doing.user, "report", now=now, of="joint_record")


def sections(state: Mediation, now: datetime) -> tuple[Section, ...]:
    """The record as a document: who sat at the table, what lay there last, and each party's own words."""
    package = joint_record.last_read(state)
    parties = Listing(lines=tuple(one.name for one in state.seated))
    own = tuple(
        Section(heading=one.name, parts=tuple(Quote(id=word.id) for word in words), level=2)
        for one in state.seated
        if (words := joint_record.approved(state, one))
    )
    return (
        Section(
            heading=term("joint.doc_about"),
            parts=(term("joint.doc_made", day=Day(at=now, zone=state.zone)), term("joint.doc_means")),
        ),
        Section(heading=term("participation.parties"), parts=(parties,)),
        Section(heading=term("joint.doc_text"), parts=package_lines(state, package) if package else ()),
        Section(heading=term("joint.doc_words"), parts=(term("joint.doc_own"),)),
        *own,
    )


def made(table: Table, event: FilesMade) -> Table | None:
    """The document to the mediator who made it, with the press that sends exactly it."""
    state = table.state
    if event.user not in state.mediators:
        return None
    file = event.files[0]
    send = desk_button(state, term("joint.send"), "joint_send", file=file)
    ready = say(term("joint.ready"), buttons=(send,), numbered=True)
    return table.plus(Tell(mediation=state.id, user=event.user, say=ready, file=file), record_file=file)


def _send(table: Table, doing: Doing) -> Table:
    """To every party, the authority that decides among them; with that the talks are over."""
    state = table.state
    if state.ended or not state.record_file or doing.press.get("file") != state.record_file:
        return tell_desk(table, doing.user, say(term("button.old")))
    if state.record_of != joint_record.approved_by_all(state):  # a party wrote anew, or took its words back
        return tell_desk(table, doing.user, overview(state))
    later = erase_later(state, doing.moment)
    table = table.plus(
        later,
        log(state, doing.user, "sent the joint record"),
        ended="no_consensus",
        erase_on=later.due,
    )
    for one in state.seated:
        message = say(term("joint.for_authority") if one.government else term("joint.for_party"))
        table = table.plus(tell(state, one, message, file=state.record_file))
    return tell_desk(table, doing.user, say(term("joint.sent")))


PART = Part(
    commands={"noconsensus": _show},
    presses={"joint_ask": _ask, "joint_make": _make, "joint_send": _send},
)
