"""The group at the mediator's desk: how it stands, where messages go, announcements or talk."""

from flows.desk.part import Doing, Part
from flows.effects import Tell
from flows.group.linking import link
from flows.group.members import accept, accepting, look, standing
from flows.group.rights import changed, rights_missing
from flows.messages import Piece
from flows.phrases import say, term
from flows.table import Pending, Table, desk_button, log, propose


def _show(table: Table, doing: Doing) -> Table:
    """How the group stands: what is missing, and the switch between announcements and talk."""
    state = table.state
    group = state.group
    if group is None:
        return table.plus(Tell(mediation=state.id, user=doing.user, say=say(term("group.how"))))
    parts: list[Piece] = [term("group.is", group=group.title)]
    parts.append(term("group.is_talk" if group.talk else "group.is_announcements"))
    parts += rights_missing(group)
    if group.members:
        parts += standing(state).parts
    switch = term("button.group_close" if group.talk else "button.group_open")
    buttons = (desk_button(state, switch, "group_talk", talk=not group.talk), *accepting(state))
    shown = say(*parts, buttons=buttons, numbered=True)
    return look(table.plus(Tell(mediation=state.id, user=doing.user, say=shown)))


def _here_in_private(table: Table, doing: Doing) -> Table:
    """It says where messages go only where it is typed in the group itself."""
    return table.plus(Tell(mediation=table.state.id, user=doing.user, say=say(term("here.how"))))


def _talk(table: Table, doing: Doing) -> Table:
    """The mediator opens the group for talk, or closes it again; what the group hears of it waits for a yes."""
    state, talk = table.state, bool(doing.press["talk"])
    if state.group is None or state.group.talk == talk:
        return table.plus(Tell(mediation=state.id, user=doing.user, say=say(term("button.old"))))
    table = changed(table, talk=talk).plus(
        log(state, doing.user, "opened the group for talk" if talk else "closed the group for talk")
    )
    message = say(term("group.now_talk" if talk else "group.now_announcements"))
    return propose(table, Pending(key="group_talk", say=message))


PART = Part(
    commands={"group": _show, "here": _here_in_private},
    presses={"link": link, "group_accept": accept, "group_talk": _talk},
)
