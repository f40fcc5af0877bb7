"""What the bot may do in the group, and what it lacks."""

from flows.messages import Listing, Piece, Term
from flows.phrases import term
from flows.register import Group
from flows.table import Table


def changed(table: Table, **changes: object) -> Table:
    group = table.state.group
    return table.plus(group=group.model_copy(update=changes)) if group else table


def cannot(group: Group) -> list[Term]:
    missing = []
    if not group.writes:
        missing.append(term("group.cannot_post"))
    if not group.admin:
        missing.append(term("group.cannot_see"))
    if not group.deletes:
        missing.append(term("group.cannot_delete"))
    return missing


def rights_missing(group: Group) -> tuple[Piece, ...]:
    lines = tuple(cannot(group))
    return (term("group.lost"), Listing(lines=lines), term("group.rights_how")) if lines else ()
