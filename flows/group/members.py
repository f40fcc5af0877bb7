"""Who is inside the group, beside who should be. Only registered people, and observers whom all accepted."""

from flows.desk.part import Doing
from flows.effects import LookAtGroup, Tell
from flows.events import GroupMembersChanged, GroupSeen
from flows.group.rights import changed, rights_missing
from flows.messages import Button, Piece, Say
from flows.phrases import say, term
from flows.register import Group, Inside, Party
from flows.table import Mediation, Table, desk_button, log, tell_mediators


def registered(state: Mediation) -> tuple[int, ...]:
    """Whoever has a seat or a desk."""
    return tuple(sorted({one.user for one in state.seated if one.user} | set(state.mediators)))


def expected(state: Mediation) -> tuple[int, ...]:
    """Who may be in the group: the registered, whoever helps at the desk, and accepted observers."""
    accepted = {one.user for one in _others(state) if one.accepted}
    return tuple(sorted({*registered(state), *state.observers, *accepted}))


def look(table: Table) -> Table:
    """Compare the group's members with the register."""
    state = table.state
    if state.group is None:
        return table
    users = tuple(sorted({*expected(state), *(one.user for one in _others(state))}))
    chat = state.group.chat
    return table.plus(LookAtGroup(mediation=state.id, chat=chat, users=users, address=state.address))


def _others(state: Mediation) -> tuple[Inside, ...]:
    return state.group.others if state.group else ()


def strangers(state: Mediation) -> tuple[Inside, ...]:
    """Who is in the group by name, and neither registered nor an accepted observer."""
    known = expected(state)
    return tuple(one for one in _others(state) if not one.accepted and one.user not in known)


def unnamed(state: Mediation) -> int:
    """How many more there are, by Telegram's count, whose name the bot cannot see."""
    group = state.group
    if group is None or not group.members:
        return 0
    known = set(group.present) | {one.user for one in group.others}
    return max(group.members - len(known) - 1, 0)


def missing(state: Mediation) -> tuple[Party, ...]:
    """Parties whose representative is not in the group yet; one without Telegram need not be."""
    present = state.group.present if state.group else ()
    return tuple(one for one in state.seated if not one.proxy and one.user not in present)


def only_registered(state: Mediation) -> bool:
    """Exactly the registered people are inside, the bot, and observers whom all accepted (practice, B2)."""
    group = state.group
    if group is None or not group.members:
        return False
    return not missing(state) and not strangers(state) and not unnamed(state)


def seen(table: Table, event: GroupSeen, before: Group) -> Table:
    """What Telegram says of the members; the mediator hears what changed, by name where a name is known."""
    state = table.state
    known = expected(state)
    gone = set(event.asked) - set(event.present)
    stay = tuple(one for one in before.others if one.user not in gone)
    shown = {one.user for one in stay} | set(known)
    named = tuple(
        Inside(user=int(user), name=name) for user, name in event.admins.items() if int(user) not in shown
    )
    accepted = {one.user for one in stay if one.accepted}
    present = tuple(one for one in event.present if one in known and one not in accepted)
    table = changed(table, present=present, members=event.members, others=(*stay, *named))
    if event.admin is not None:
        table = changed(table, admin=event.admin, deletes=bool(event.deletes))
    if table.state.group == before and before.members:
        return table
    return table.plus(*tell_mediators(table.state, standing(table.state, first=not before.members)))


def standing(state: Mediation, *, first: bool = False) -> Say:
    """Who is missing and who is too many; the `first` time also what the bot may not do there."""
    group = state.group
    rights = rights_missing(group) if group and first else ()
    if only_registered(state):
        return say(term("group.complete"), *rights)
    parts: list[Piece] = [*rights]
    if missing(state):
        parts.append(term("group.missing", parties=", ".join(one.name for one in missing(state))))
    if strangers(state):
        names = ", ".join(one.name for one in strangers(state))
        parts += [term("group.strangers_named", people=names), term("group.until_gone")]
    elif unnamed(state):
        parts += [term("group.strangers", n=unnamed(state)), term("group.until_gone")]
    return say(*parts, buttons=accepting(state), numbered=True)


def accepting(state: Mediation) -> tuple[Button, ...]:
    return tuple(
        desk_button(state, term("button.accept_observer", name=one.name), "group_accept", user=one.user)
        for one in strangers(state)
    )


def people(state: Mediation) -> Piece:
    """Who is inside too many, by name; else how many."""
    names = ", ".join(one.name for one in strangers(state))
    return names or term("group.unknown_people", n=max(unnamed(state), 1))


def came_or_went(table: Table, event: GroupMembersChanged, group: Group) -> Table:
    if event.inside:
        known = event.user in expected(table.state)
        return look(table if known else stranger(table, group, event.user, event.name))
    others = tuple(one for one in group.others if one.user != event.user)
    return look(changed(table, others=others))


def stranger(table: Table, group: Group, user: int, name: str) -> Table:
    """Somebody without a seat is there: the mediator hears who, once."""
    if any(one.user == user for one in group.others):
        return table
    table = changed(table, others=(*group.others, Inside(user=user, name=name or str(user))))
    state = table.state
    told = say(
        term("group.came", name=name or str(user)),
        term("group.until_gone"),
        buttons=accepting(state),
        numbered=True,
    )
    return table.plus(*tell_mediators(state, told))


def accept(table: Table, doing: Doing) -> Table:
    """An observer, accepted by all parties, as the mediator says; on record."""
    state = table.state
    found = next((one for one in strangers(state) if one.user == doing.press["user"]), None)
    if found is None or state.group is None:
        return table.plus(Tell(mediation=state.id, user=doing.user, say=say(term("button.old"))))
    others = tuple(
        one.model_copy(update={"accepted": True}) if one.user == found.user else one
        for one in state.group.others
    )
    table = changed(table, others=others).plus(
        log(state, doing.user, "accepted an observer in the group", name=found.name)
    )
    stands = standing(table.state)
    parts = (term("group.accepted", name=found.name), *stands.parts)
    told = Tell(mediation=state.id, user=doing.user, say=stands.model_copy(update={"parts": parts}))
    return look(table.plus(told))
