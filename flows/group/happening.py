"""What happens in the group or to it, each to where it is handled."""

from flows.events import (
    GroupJoined,
    GroupMembersChanged,
    GroupMigrated,
    GroupRenamed,
    GroupSeen,
    GroupSpoke,
    GroupTaken,
    GroupTrouble,
    Moment,
    SendRefused,
    SendUnsure,
    TakenOut,
)
from flows.group.linking import offered, ours
from flows.group.members import came_or_went, seen
from flows.group.rights import changed
from flows.group.trouble import rights, trouble, unsure
from flows.group.written import commanded, taken_out, wrote
from flows.phrases import say, term
from flows.register import Group
from flows.table import Table, tell_mediators

Event = (
    GroupJoined
    | GroupSpoke
    | GroupRenamed
    | GroupTaken
    | GroupMembersChanged
    | GroupMigrated
    | GroupSeen
    | GroupTrouble
    | TakenOut
    | SendUnsure
    | SendRefused
)


def happened(table: Table, event: Event, moment: Moment) -> Table | None:
    """What happens in the group, or to it; None for what is about another group, or nobody's business."""
    state = table.state
    match event:
        case SendUnsure():
            return unsure(table, event)
        case SendRefused(about=about):
            return table.plus(*tell_mediators(state, say(term("send.refused"), *((about,) if about else ()))))
        case GroupJoined(inside=True) if not ours(state, event.chat):
            may = {"admin": event.admin, "deletes": event.deletes, "writes": event.writes}
            return offered(table, event.sender.user, event.chat, event.title, **may)
        case GroupSpoke(command="here") if not ours(state, event.chat):
            return offered(table, event.sender.user, event.chat, event.title, event.topic)
        case _ if state.group is None or not ours(state, _chat_of(event)):
            return None
        case GroupMigrated(new=new):
            introduced = (*state.introduced, *((new,) if state.group.chat in state.introduced else ()))
            return changed(table, chat=new).plus(introduced=introduced)
        case _:
            return _in_ours(table, event, state.group, moment)


def _in_ours(  # noqa: C901  a table of cases
    table: Table, event: Event, group: Group, moment: Moment
) -> Table | None:
    state = table.state
    match event:
        case GroupJoined(inside=False):
            return table.plus(*tell_mediators(state, say(term("group.bot_removed"))), group=None)
        case GroupJoined():
            return rights(table, event, group)
        case GroupRenamed(title=title):
            return changed(table, title=title)
        case GroupTaken():
            return table.plus(*tell_mediators(state, say(term("group.taken"))), group=None)
        case GroupSeen():
            return seen(table, event, group)
        case GroupMembersChanged():
            return came_or_went(table, event, group)
        case TakenOut():
            return taken_out(table, event, group, moment)
        case GroupTrouble():
            return trouble(table, event, group)
        case GroupSpoke(command=command) if command:
            return commanded(table, event, group, moment)
        case GroupSpoke():
            return wrote(table, event, group)
        case _:
            return None


def _chat_of(event: Event) -> int:
    return event.old if isinstance(event, GroupMigrated) else int(getattr(event, "chat", 0))
