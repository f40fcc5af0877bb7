"""`/commitments`: who does what by when in the package agreed on, who accepted it, and what became of it.

What became of it is what its owner said when reminded; for the mediators alone, and no judgement of the bot's.
"""

from flows.desk.part import Doing, Part
from flows.desk.registers import on
from flows.entries import Report
from flows.events import Moment
from flows.lines import commitment_line
from flows.messages import Listing, Piece, Say, Term
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.process.working_days import local_day
from flows.register import Commitment, Package
from flows.shelving import agreed_package
from flows.signals import CommitmentReported
from flows.table import Mediation, Table, desk_button, tell_mediators


def show(state: Mediation) -> Say:
    """All commitments of the package that was agreed on, or of the newest one before the parties."""
    package = _package(state)
    if package is None:
        return say(term("commitments.no_package"))
    if not package.commitments:
        return say(term("commitments.none", id=package.id, version=package.version))
    lines = tuple(
        term(
            "commitments.line",
            commitment=commitment_line(state, one),
            due=_due(state, one),
            accepted=_accepted(state, package, number, one),
            kept=_kept(state, package, number),
        )
        for number, one in enumerate(package.commitments)
    )
    heading = term("commitments.heading", id=package.id, version=package.version)
    buttons = (desk_button(state, term("commitments.agreement"), "run", command="agreement"),)
    return say(heading, Listing(lines=lines, first=1), term("commitments.reminders"), buttons=buttons)


def _package(state: Mediation) -> Package | None:
    forward = [one for one in state.packages if one.put_forward]
    return state.package(agreed_package(state) or "") or (forward[-1] if forward else None)


def _due(state: Mediation, one: Commitment) -> Piece:
    if one.due is None:
        return term("commitments.lasting") if one.kind == "not" else term("commitments.no_day")
    return term("commitments.due", day=on(state, local_day(one.due, state.zone)))


def _accepted(state: Mediation, package: Package, number: int, one: Commitment) -> Term:
    """The owner's own answer; while a question about the package is open it is known to nobody."""
    if {f"{kind}:{package.key}" for kind in ("check", "final")} & set(state.waiting):
        return term("commitments.asked")
    note = state.note(f"p6_commit_check:{package.key}:{number}", one.party)
    if note is None:
        return term("commitments.not_asked")
    return term("commitments.accepted") if note.choice[:1] == (0,) else term("commitments.not_accepted")


def _kept(state: Mediation, package: Package, number: int) -> Piece:
    found = state.reported.get(_key(package, number))
    return said(state, found) if found else ""


def said(state: Mediation, one: Report) -> Term:
    day = on(state, one.on)
    return {
        "done": term("commitments.done", day=day),
        "later": term("commitments.later", day=day),
        "not": term("commitments.not", day=day),
    }[one.how]


def _key(package: Package, number: int) -> str:
    return f"{package.key}:{number}"


def reported(table: Table, event: CommitmentReported, moment: Moment) -> Table:
    """On the list; and where it comes later or not at all, before the mediators at once."""
    state = table.state
    package = _package(state)
    if package is None or event.number >= len(package.commitments):
        return table
    one = package.commitments[event.number]
    made = Report(how=event.how, on=local_day(moment.now, state.zone))
    table = table.plus(reported={**state.reported, _key(package, event.number): made})
    if event.how == "done":
        return table
    see = desk_button(state, term("mend.commitments"), "run", command="commitments")
    told = say(commitment_line(state, one), said(state, made), buttons=(see,))
    return table.plus(*tell_mediators(state, told))


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, show(table.state))


PART = Part(commands={"commitments": _show})
