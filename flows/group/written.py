"""What people write in the group: commands, and private answers by mistake. Nothing of it is kept."""

from datetime import datetime, timedelta

from flows.effects import TakeOut, Tell
from flows.events import GroupSpoke, Moment, TakenOut
from flows.group.linking import post
from flows.group.members import expected, stranger
from flows.group.rights import changed
from flows.messages import Say
from flows.phrases import say, term
from flows.register import Group
from flows.table import Mediation, Table, log, tell, tell_mediators

AGAIN = timedelta(hours=1)  # a fixed sentence in the group, not more often
REMINDED = timedelta(minutes=10)  # the same person, about writing in the group


def commanded(table: Table, event: GroupSpoke, group: Group, moment: Moment) -> Table | None:
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
        return None if user in expected(state) else stranger(table, group, user, event.sender.name)
    if party:  # the words behind a command may be private too
        table = table.plus(_out(state, event, 0))
    return table.plus(Tell(mediation=state.id, user=user, say=say(term("command.in_private"))))


def _once(table: Table, group: Group, key: str, message: Say, moment: Moment) -> Table | None:
    if _lately(group, key, moment, AGAIN):
        return table
    return post(_noted(table, key, moment), group, message)


def _lately(group: Group, key: str, moment: Moment, time: timedelta) -> bool:
    return key in group.said and moment.now - group.said[key] < time


def _noted(table: Table, key: str, moment: Moment) -> Table:
    said: dict[str, datetime] = table.state.group.said if table.state.group else {}
    fresh = {one: at for one, at in said.items() if moment.now - at < AGAIN}
    return changed(table, said={**fresh, key: moment.now})


def _here(table: Table, event: GroupSpoke) -> Table:
    """Posts go to the topic in which the mediator typed this."""
    table = changed(table, topic=event.topic).plus(
        log(table.state, event.sender.user, "chose where messages go in the group")
    )
    told = term("here.topic" if event.topic else "here.general")
    return table.plus(Tell(mediation=table.state.id, user=event.sender.user, say=say(told)))


def wrote(table: Table, event: GroupSpoke, group: Group) -> Table | None:
    """A party wrote where announcements stand, or answered the bot: out with it, before more people read it.

    In a group that is open for talk only an answer to the bot itself is taken for a private one.
    """
    state, user = table.state, event.sender.user
    if event.anonymous or user in state.mediators:
        return None
    if user not in expected(state):
        return stranger(table, group, user, event.sender.name)
    if state.party_of(user) is None or (group.talk and not event.to_bot):
        return None
    return table.plus(_out(state, event, user))


def _out(state: Mediation, event: GroupSpoke, user: int) -> TakeOut:
    return TakeOut(
        mediation=state.id, chat=event.chat, message=event.message, user=user, address=state.address
    )


def taken_out(table: Table, event: TakenOut, group: Group, moment: Moment) -> Table:
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
