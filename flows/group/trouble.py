"""Rights that changed, and posts that did not arrive: the mediator hears why and what to do."""

from flows.events import GroupJoined, GroupTrouble, SendUnsure
from flows.group.members import look, people
from flows.group.rights import cannot, changed, rights_missing
from flows.messages import Term
from flows.phrases import say, term
from flows.register import Group
from flows.table import Table, desk_button, tell_mediators


def rights(table: Table, event: GroupJoined, group: Group) -> Table:
    """What works now, and above all what no longer does."""
    table = changed(table, admin=event.admin, deletes=event.deletes, writes=event.writes)
    now = table.state.group
    if now and set(map(_key, cannot(now))) - set(map(_key, cannot(group))):
        return table.plus(*tell_mediators(table.state, say(*rights_missing(now))))
    if now and cannot(group) and not cannot(now):
        return look(table.plus(*tell_mediators(table.state, say(term("group.all_rights")))))
    return look(table) if event.admin and not group.admin else table


def trouble(table: Table, event: GroupTrouble, group: Group) -> Table:
    """What could not be posted, why, and what to do about it."""
    state = table.state
    about = (event.about,) if event.about else ()
    again = (desk_button(state, term("button.post_now"), "held", outbox=event.outbox, again=True),)
    buttons = again if event.outbox else ()
    match event.what:
        case "gone":
            lost = (term("group.not_posted"), *about) if about else ()
            told = say(term("group.gone", group=group.title), *lost)
            return table.plus(*tell_mediators(state, told), group=None)
        case "topic":
            return changed(table, topic=0).plus(*tell_mediators(state, say(term("group.topic_gone"), *about)))
        case "mute":
            table = changed(table, writes=False)
        case _:
            pass
    why = {
        "mute": term("group.mute"),
        "closed": term("group.closed"),
        "people": term("group.people", people=people(state)),
    }[event.what]
    return table.plus(*tell_mediators(table.state, say(why, *about, buttons=buttons, numbered=True)))


def unsure(table: Table, event: SendUnsure) -> Table:
    state = table.state
    buttons = (
        desk_button(state, term("button.it_is_there"), "held", outbox=event.outbox, again=False),
        desk_button(state, term("button.post_again"), "held", outbox=event.outbox, again=True),
    )
    about = (event.about,) if event.about else ()
    return table.plus(
        *tell_mediators(state, say(term("held.unsure"), *about, buttons=buttons, numbered=True))
    )


def _key(what: Term) -> str:
    return what.key
