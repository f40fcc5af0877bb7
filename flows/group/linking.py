"""A group becomes the mediation's at its mediator's press; the bot explains itself there once."""

from flows.desk.part import Doing
from flows.effects import Menu, Post, Tell
from flows.group.members import look
from flows.messages import Say
from flows.phrases import say, term
from flows.register import Group
from flows.table import Mediation, Table, desk_button, log, tell_mediators


def ours(state: Mediation, chat: int) -> bool:
    return state.group is not None and state.group.chat == chat


def offered(table: Table, user: int, chat: int, title: str, topic: int = 0, **rights: bool) -> Table | None:
    """Only a mediator's own group is offered; one group a mediation, and a second one only in its place."""
    state = table.state
    if user not in state.mediators:
        return None
    button = desk_button(
        state, term("button.link_group", group=title), "link", chat=chat, title=title, topic=topic, **rights
    )
    asked = term("group.link_it", group=title, title=state.title)
    if state.group:
        asked = term("group.second", group=title, title=state.title, now=state.group.title)
    return table.plus(*tell_mediators(state, say(asked, buttons=(button,), numbered=True)))


def link(table: Table, doing: Doing) -> Table:
    """The group is the mediation's; the bot explains itself there once."""
    state, chat, title = table.state, int(doing.press["chat"]), str(doing.press["title"])
    if ours(state, chat):
        return table.plus(Tell(mediation=state.id, user=doing.user, say=say(term("group.linked_before"))))
    group = Group(
        chat=chat,
        title=title,
        admin=bool(doing.press.get("admin")),
        deletes=bool(doing.press.get("deletes")),
        writes=bool(doing.press.get("writes", True)),
        topic=int(doing.press.get("topic", 0)),
        linked_by=doing.user,
    )
    table = table.plus(
        Menu(mediation=state.id, chat=chat, role="group"),
        log(state, doing.user, "linked the group"),
        group=group,
    )
    if chat not in state.introduced:
        hello = say(term("group.hello", title=state.title, bot="{bot}"))
        table = post(table, group, hello).plus(introduced=(*state.introduced, chat))
    return look(table)


def post(table: Table, group: Group, message: Say) -> Table:
    """One of the bot's own fixed sentences; whoever linked the group let it say them."""
    state = table.state
    by = group.linked_by if group.linked_by in state.mediators else state.mediators[0]
    return table.plus(Post(mediation=state.id, chat=group.chat, say=message, approved_by=by))
