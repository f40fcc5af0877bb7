"""The group chat: linking it, who is inside, what the bot may do there, and what is written there by mistake.

It is for announcements, and for talk only where the mediator opens it. Of what people write there nothing is kept or
known here: only that they wrote. The bot says there by itself no more than its own two fixed sentences.
"""

from datetime import datetime, timedelta

from flows.desk.part import Doing, Part
from flows.effects import LookAtGroup, Menu, Post, TakeOut, Tell
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
from flows.messages import Button, Listing, Piece, Say, Term
from flows.phrases import say, term
from flows.register import Group, Inside
from flows.table import Mediation, Pending, Table, desk_button, log, propose, tell, tell_mediators

AGAIN = timedelta(hours=1)  # a fixed sentence in the group, not more often
REMINDED = timedelta(minutes=10)  # the same person, about writing in the group

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
            return _unsure(table, event)
        case SendRefused(about=about):
            return table.plus(*tell_mediators(state, say(term("send.refused"), *((about,) if about else ()))))
        case GroupJoined(inside=True) if not _ours(state, event.chat):
            may = {"admin": event.admin, "deletes": event.deletes, "writes": event.writes}
            return _offered(table, event.sender.user, event.chat, event.title, **may)
        case GroupSpoke(command="here") if not _ours(state, event.chat):
            return _offered(table, event.sender.user, event.chat, event.title, event.topic)
        case _ if state.group is None or not _ours(state, _chat_of(event)):
            return None
        case GroupMigrated(new=new):
            introduced = (*state.introduced, *((new,) if state.group.chat in state.introduced else ()))
            return _changed(table, chat=new).plus(introduced=introduced)
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
            return _rights(table, event, group)
        case GroupRenamed(title=title):
            return _changed(table, title=title)
        case GroupTaken():
            return table.plus(*tell_mediators(state, say(term("group.taken"))), group=None)
        case GroupSeen():
            return _seen(table, event, group)
        case GroupMembersChanged():
            return _came_or_went(table, event, group)
        case TakenOut():
            return _taken_out(table, event, group, moment)
        case GroupTrouble():
            return _trouble(table, event, group)
        case GroupSpoke(command=command) if command:
            return _commanded(table, event, group, moment)
        case GroupSpoke():
            return _wrote(table, event, group)
        case _:
            return None


def _ours(state: Mediation, chat: int) -> bool:
    return state.group is not None and state.group.chat == chat


def _chat_of(event: Event) -> int:
    return event.old if isinstance(event, GroupMigrated) else int(getattr(event, "chat", 0))


def _changed(table: Table, **changes: object) -> Table:
    group = table.state.group
    return table.plus(group=group.model_copy(update=changes)) if group else table


# ------------------------------------------------------------------ linking


def _offered(table: Table, user: int, chat: int, title: str, topic: int = 0, **rights: bool) -> Table | None:
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


def _link(table: Table, doing: Doing) -> Table:
    """The group is the mediation's; the bot explains itself there once."""
    state, chat, title = table.state, int(doing.press["chat"]), str(doing.press["title"])
    if _ours(state, chat):
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
        table = _post(table, group, hello).plus(introduced=(*state.introduced, chat))
    return look(table)


def _post(table: Table, group: Group, message: Say) -> Table:
    """One of the bot's own fixed sentences; whoever linked the group let it say them."""
    state = table.state
    by = group.linked_by if group.linked_by in state.mediators else state.mediators[0]
    return table.plus(Post(mediation=state.id, chat=group.chat, say=message, approved_by=by))


# ------------------------------------------------------------------ what the bot may do there


def _rights(table: Table, event: GroupJoined, group: Group) -> Table:
    """What works now, and above all what no longer does."""
    table = _changed(table, admin=event.admin, deletes=event.deletes, writes=event.writes)
    now = table.state.group
    if now and set(map(_key, _cannot(now))) - set(map(_key, _cannot(group))):
        return table.plus(*tell_mediators(table.state, say(*_rights_missing(now))))
    if now and _cannot(group) and not _cannot(now):
        return look(table.plus(*tell_mediators(table.state, say(term("group.all_rights")))))
    return look(table) if event.admin and not group.admin else table


def _cannot(group: Group) -> list[Term]:
    missing = []
    if not group.writes:
        missing.append(term("group.cannot_post"))
    if not group.admin:
        missing.append(term("group.cannot_see"))
    if not group.deletes:
        missing.append(term("group.cannot_delete"))
    return missing


def _key(what: Term) -> str:
    return what.key


def _rights_missing(group: Group) -> tuple[Piece, ...]:
    lines = tuple(_cannot(group))
    return (term("group.lost"), Listing(lines=lines), term("group.rights_how")) if lines else ()


def _trouble(table: Table, event: GroupTrouble, group: Group) -> Table:
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
            return _changed(table, topic=0).plus(
                *tell_mediators(state, say(term("group.topic_gone"), *about))
            )
        case "mute":
            table = _changed(table, writes=False)
        case _:
            pass
    why = {
        "mute": term("group.mute"),
        "closed": term("group.closed"),
        "people": term("group.people", people=_people(state)),
    }[event.what]
    return table.plus(*tell_mediators(table.state, say(why, *about, buttons=buttons, numbered=True)))


def _unsure(table: Table, event: SendUnsure) -> Table:
    state = table.state
    buttons = (
        desk_button(state, term("button.it_is_there"), "held", outbox=event.outbox, again=False),
        desk_button(state, term("button.post_again"), "held", outbox=event.outbox, again=True),
    )
    about = (event.about,) if event.about else ()
    return table.plus(
        *tell_mediators(state, say(term("held.unsure"), *about, buttons=buttons, numbered=True))
    )


# ------------------------------------------------------------------ who is inside


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


def only_registered(state: Mediation) -> bool:
    """Exactly the registered people are inside, the bot, and observers whom all accepted (practice, B2)."""
    group = state.group
    if group is None or not group.members:
        return False
    missing = [one for one in state.seated if not one.proxy and one.user not in group.present]
    return not missing and not strangers(state) and not unnamed(state)


def _seen(table: Table, event: GroupSeen, before: Group) -> Table:
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
    table = _changed(table, present=present, members=event.members, others=(*stay, *named))
    if event.admin is not None:
        table = _changed(table, admin=event.admin, deletes=bool(event.deletes))
    if table.state.group == before and before.members:
        return table
    return table.plus(*tell_mediators(table.state, _standing(table.state, first=not before.members)))


def _standing(state: Mediation, *, first: bool = False) -> Say:
    """Who is missing and who is too many; the `first` time also what the bot may not do there."""
    group = state.group
    present = group.present if group else ()
    missing = [one.name for one in state.seated if not one.proxy and one.user not in present]
    rights = _rights_missing(group) if group and first else ()
    if only_registered(state):
        return say(term("group.complete"), *rights)
    parts: list[Piece] = [*rights]
    if missing:
        parts.append(term("group.missing", parties=", ".join(missing)))
    if strangers(state):
        names = ", ".join(one.name for one in strangers(state))
        parts += [term("group.strangers_named", people=names), term("group.until_gone")]
    elif unnamed(state):
        parts += [term("group.strangers", n=unnamed(state)), term("group.until_gone")]
    return say(*parts, buttons=_accepting(state), numbered=True)


def _accepting(state: Mediation) -> tuple[Button, ...]:
    return tuple(
        desk_button(state, term("button.accept_observer", name=one.name), "group_accept", user=one.user)
        for one in strangers(state)
    )


def _people(state: Mediation) -> Piece:
    """Who is inside too many, by name; else how many."""
    names = ", ".join(one.name for one in strangers(state))
    return names or term("group.unknown_people", n=max(unnamed(state), 1))


def _came_or_went(table: Table, event: GroupMembersChanged, group: Group) -> Table:
    if event.inside:
        known = event.user in expected(table.state)
        return look(table if known else _stranger(table, group, event.user, event.name))
    others = tuple(one for one in group.others if one.user != event.user)
    return look(_changed(table, others=others))


def _stranger(table: Table, group: Group, user: int, name: str) -> Table:
    """Somebody without a seat is there: the mediator hears who, once."""
    if any(one.user == user for one in group.others):
        return table
    table = _changed(table, others=(*group.others, Inside(user=user, name=name or str(user))))
    state = table.state
    told = say(
        term("group.came", name=name or str(user)),
        term("group.until_gone"),
        buttons=_accepting(state),
        numbered=True,
    )
    return table.plus(*tell_mediators(state, told))


def _accept(table: Table, doing: Doing) -> Table:
    """An observer, accepted by all parties, as the mediator says; on record."""
    state = table.state
    found = next((one for one in strangers(state) if one.user == doing.press["user"]), None)
    if found is None or state.group is None:
        return table.plus(Tell(mediation=state.id, user=doing.user, say=say(term("button.old"))))
    others = tuple(
        one.model_copy(update={"accepted": True}) if one.user == found.user else one
        for one in state.group.others
    )
    table = _changed(table, others=others).plus(
        log(state, doing.user, "accepted an observer in the group", name=found.name)
    )
    stands = _standing(table.state)
    parts = (term("group.accepted", name=found.name), *stands.parts)
    told = Tell(mediation=state.id, user=doing.user, say=stands.model_copy(update={"parts": parts}))
    return look(table.plus(told))


# ------------------------------------------------------------------ may this be posted


def refusal(state: Mediation, pending: Pending) -> Say | None:
    """Why a message cannot go to the group now, and what to do; None where it can.

    What parties said goes only where the registered people are, and observers whom all accepted.
    """
    if state.group is None:
        return say(term("group.how"))
    if not state.group.writes:
        return say(term("group.mute"))
    if private(pending) and (strangers(state) or unnamed(state)):
        blocked = term("group.blocked", people=_people(state))
        return say(blocked, term("group.until_gone"), buttons=_accepting(state), numbered=True)
    return None


def private(pending: Pending) -> bool:
    """Whether somebody's words are in it, or a document."""
    return bool(
        pending.named or pending.unnamed or pending.file or '"t":"quote"' in pending.say.model_dump_json()
    )


# ------------------------------------------------------------------ what is written there


def _commanded(table: Table, event: GroupSpoke, group: Group, moment: Moment) -> Table | None:
    """Commands belong in the private chat: said there, to whoever typed one here. Help is given once an hour."""
    state, user = table.state, event.sender.user
    if event.command == "help":
        return _once(table, group, "help", say(term("group.help", title=state.title, bot="{bot}")), moment)
    if event.anonymous:
        return _once(table, group, "own_name", say(term("group.own_name")), moment)
    if event.command == "here" and user in state.mediators:
        return _here(table, event)
    party = state.party_of(user)
    if party is None and user not in state.mediators:
        return None if user in expected(state) else _stranger(table, group, user, event.sender.name)
    if party:  # the words behind a command may be private too
        table = table.plus(_out(state, event, 0))
    return table.plus(Tell(mediation=state.id, user=user, say=say(term("command.in_private"))))


def _once(table: Table, group: Group, key: str, message: Say, moment: Moment) -> Table | None:
    if _lately(group, key, moment, AGAIN):
        return table
    return _post(_noted(table, key, moment), group, message)


def _lately(group: Group, key: str, moment: Moment, time: timedelta) -> bool:
    return key in group.said and moment.now - group.said[key] < time


def _noted(table: Table, key: str, moment: Moment) -> Table:
    said: dict[str, datetime] = table.state.group.said if table.state.group else {}
    fresh = {one: at for one, at in said.items() if moment.now - at < AGAIN}
    return _changed(table, said={**fresh, key: moment.now})


def _here(table: Table, event: GroupSpoke) -> Table:
    """Posts go to the topic in which the mediator typed this."""
    table = _changed(table, topic=event.topic).plus(
        log(table.state, event.sender.user, "chose where messages go in the group")
    )
    told = term("here.topic" if event.topic else "here.general")
    return table.plus(Tell(mediation=table.state.id, user=event.sender.user, say=say(told)))


def _wrote(table: Table, event: GroupSpoke, group: Group) -> Table | None:
    """A party wrote where announcements stand, or answered the bot: out with it, before more people read it.

    In a group that is open for talk only an answer to the bot itself is taken for a private one.
    """
    state, user = table.state, event.sender.user
    if event.anonymous or user in state.mediators:
        return None
    if user not in expected(state):
        return _stranger(table, group, user, event.sender.name)
    if state.party_of(user) is None or (group.talk and not event.to_bot):
        return None
    return table.plus(_out(state, event, user))


def _out(state: Mediation, event: GroupSpoke, user: int) -> TakeOut:
    return TakeOut(
        mediation=state.id, chat=event.chat, message=event.message, user=user, address=state.address
    )


def _taken_out(table: Table, event: TakenOut, group: Group, moment: Moment) -> Table:
    """Its author hears what happened and where to answer; where it still stands, the mediator hears that it does."""
    state = table.state
    party = state.party_of(event.user)
    if party is None:
        return table
    key = f"{'out' if event.gone else 'stands'}:{event.user}"
    if _lately(group, key, moment, REMINDED):
        return table
    told = term("group.taken_out" if event.gone else "group.not_taken_out")
    table = _noted(table, key, moment).plus(tell(state, party, say(told)))
    if event.gone:
        return table
    return table.plus(*tell_mediators(state, say(term("group.still_stands", party=party.name))))


# ------------------------------------------------------------------ at the desk


def _show(table: Table, doing: Doing) -> Table:
    """How the group stands: what is missing, and the switch between announcements and talk."""
    state = table.state
    group = state.group
    if group is None:
        return table.plus(Tell(mediation=state.id, user=doing.user, say=say(term("group.how"))))
    parts: list[Piece] = [term("group.is", group=group.title)]
    parts.append(term("group.is_talk" if group.talk else "group.is_announcements"))
    parts += _rights_missing(group)
    if group.members:
        parts += _standing(state).parts
    switch = term("button.group_close" if group.talk else "button.group_open")
    buttons = (desk_button(state, switch, "group_talk", talk=not group.talk), *_accepting(state))
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
    table = _changed(table, talk=talk).plus(
        log(state, doing.user, "opened the group for talk" if talk else "closed the group for talk")
    )
    message = say(term("group.now_talk" if talk else "group.now_announcements"))
    return propose(table, Pending(key="group_talk", say=message))


PART = Part(
    commands={"group": _show, "here": _here_in_private},
    presses={"link": _link, "group_accept": _accept, "group_talk": _talk},
)
