"""Rounds: questions to the parties with an end, reminders without content, and who is still to come.

Who is still to come is for the mediator alone; silence is neither yes nor no.
"""

from collections.abc import Callable
from datetime import timedelta

from flows.effects import ForgetWake, WakeAt
from flows.events import Moment
from flows.messages import Term
from flows.phrases import say, term
from flows.register import Party
from flows.signals import Ask, RoundClosed, RoundOpened
from flows.table import ROUND_LENGTH, Mediation, Table, signal, tell, tell_mediators

HALF = timedelta(days=3)
DAY = timedelta(days=1)
REMINDERS = 5  # option of on_consent_data


def open_round(
    table: Table,
    key: str,
    moment: Moment,
    asks: Callable[[Mediation, Party], tuple[Ask, ...]],
    parties: tuple[Party, ...] | None = None,
) -> Table:
    """Questions to every party at the table; a round has an end, a reminder at half time and one the day before."""
    state = table.state
    invited = state.seated if parties is None else parties
    until = moment.now + ROUND_LENGTH
    questions = {one.id: asks(state, one) for one in invited}
    waiting = tuple(one.id for one in invited if questions[one.id])
    for one in invited:
        if questions[one.id]:
            opened = RoundOpened(round=key, asks=questions[one.id], until=until)
            table = table.plus(signal(one, state, opened))
    table = table.plus(waiting={**state.waiting, key: waiting}, until=until)
    for name, due in (("half", moment.now + HALF), ("day_before", until - DAY), ("over", until)):
        ring = {"ring": "round", "round": key, "which": name}
        table = table.plus(WakeAt(key=f"{state.id}:{key}:{name}", due=due, address=state.address, event=ring))
    return table


def through(table: Table, party: str, key: str) -> Table:
    """One party is through a round."""
    left = tuple(one for one in table.state.waiting.get(key, ()) if one != party)
    return table.plus(waiting={**table.state.waiting, key: left})


def complete(state: Mediation, key: str) -> bool:
    """Nobody is missing in a round that is still open."""
    return key in state.waiting and not state.waiting[key]


def over(table: Table, key: str) -> Table:
    """Take a round off the list, with its reminders."""
    waiting = {name: left for name, left in table.state.waiting.items() if name != key}
    return table.plus(ForgetWake(key=f"{table.state.id}:{key}:"), waiting=waiting)


def cut_short(table: Table, key: str) -> Table:
    """The mediator closes a round that still waits for parties."""
    state = table.state
    for party in state.seated:
        table = table.plus(signal(party, state, RoundClosed(round=key)))
    return table.plus(waiting={**state.waiting, key: ()})


def round_rang(table: Table, key: str, which: str) -> Table:
    """Reminders without any content, to every party that still has something to answer; then a task for a human."""
    state = table.state
    left = [state.parties[one] for one in state.waiting.get(key, ())]
    if not left or state.paused:
        return table
    if which == "over":
        names = ", ".join(one.name for one in left)
        return table.plus(*tell_mediators(state, say(term("round.over", parties=names))))
    sentence = term("remind.half") if which == "half" else term("remind.day_before")
    return remind(table, left, sentence)


def remind(table: Table, left: list[Party], sentence: Term) -> Table:
    """The same sentence, without content, to those who agreed to be reminded."""
    wanted = [one for one in left if REMINDERS in table.state.consents(one.id)]
    return table.plus(*(tell(table.state, one, say(sentence)) for one in wanted))
