"""`/commitments`: who does what by when in the package agreed on, who accepted it, and what was said of it since."""

from flows.desk.part import Doing, Part
from flows.desk.registers import on
from flows.lines import commitment_line
from flows.messages import Listing, Piece, Say, Term
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.process.working_days import local_day
from flows.register import Commitment, Package
from flows.shelving import agreed_package
from flows.table import Mediation, Table, desk_button


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


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, show(table.state))


PART = Part(commands={"commitments": _show})
