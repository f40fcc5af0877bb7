"""Rounds: questions to the parties with an end, reminders without content, each reader's own hours.

Who is still to come is for the mediator alone; silence is neither yes nor no.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flows.effects import Effect, ForgetWake, Tell, WakeAt
from flows.events import Moment
from flows.messages import Day, Term
from flows.phrases import say, term
from flows.process import working_days
from flows.process.tailored import tailored
from flows.register import Party
from flows.signals import Ask, RoundClosed, RoundOpened
from flows.table import LONGEST_ROUND, Mediation, Table, desk_button, signal, tell, tell_mediators

DAY = timedelta(days=1)
REMINDERS = 5  # option of on_consent_data
NO_MORE = 3  # option of p6_data
MOST_REMINDERS = 3  # for one person in one round, however they came about
BETWEEN = timedelta(
    hours=20
)  # two reminders that fell due in somebody's night do not come together in the morning


def open_round(
    table: Table,
    key: str,
    moment: Moment,
    asks: Callable[[Mediation, Party], tuple[Ask, ...]],
    parties: tuple[Party, ...] | None = None,
) -> Table:
    """Questions to every party at the table; they come in each party's own hours, and the round has an end."""
    state = table.state
    invited = state.seated if parties is None else parties
    questions = {one.id: tailored(state, asks(state, one)) for one in invited}
    waiting = tuple(one for one in invited if questions[one.id])
    days = _days(state, waiting, moment)
    until = working_days.round_end(moment.now, days, state.zone, state.country)
    for one in waiting:
        opened = RoundOpened(
            round=key, asks=questions[one.id], until=until, not_before=hours(state, one.id, moment)
        )
        table = table.plus(signal(one, state, opened))
    ids = tuple(one.id for one in waiting)
    table = table.plus(waiting={**state.waiting, key: ids}, until=until)
    return keep_time(table, key, ids, moment, days)


def _days(state: Mediation, parties: tuple[Party, ...], moment: Moment) -> int:
    """As many working days as the mediator chose; more where somebody's own hours would come too late."""
    latest = max((hours(state, one.id, moment) for one in parties), default=moment.now)
    for days in range(state.round_days, LONGEST_ROUND):
        if latest + DAY <= working_days.round_end(moment.now, days, state.zone, state.country):
            return days
    return LONGEST_ROUND


def first_round_end(state: Mediation, moment: Moment) -> datetime:
    """Until when a person who just sat down has time."""
    return working_days.round_end(moment.now, state.round_days, state.zone, state.country)


def keep_time(table: Table, key: str, parties: tuple[str, ...], moment: Moment, days: int = 0) -> Table:
    """Reminders at half time, the day before and the day after; then a task for the mediator."""
    state = table.state
    days = days or state.round_days
    until = working_days.round_end(moment.now, days, state.zone, state.country)
    reminded = {name: list for name, list in state.reminded.get(key, {}).items() if name not in parties}
    asked = {**state.asked_on.get(key, {}), **dict.fromkeys(parties, moment.now)}
    table = table.plus(reminded={**state.reminded, key: reminded}, asked_on={**state.asked_on, key: asked})
    for which, number in (("half", days // 2), ("day_before", days - 1), ("after", days + 1)):
        due = working_days.reminder(moment.now, number, state.zone, state.country)
        for party in parties:
            rested = hours(state, party, moment) + DAY  # no reminder on the heels of the question
            table = table.plus(_ring(state, key, which, party, max(due, rested), until))
    over = working_days.reminder(moment.now, days + 1, state.zone, state.country) + timedelta(minutes=1)
    ring = {"ring": "round", "round": key, "which": "over", "parties": list(parties)}
    name = f"{state.id}:{key}:over:{'+'.join(parties)}"
    return table.plus(WakeAt(key=name, due=over, address=state.address, event=ring)) if parties else table


def _ring(
    state: Mediation, key: str, which: str, party: str, due: datetime, until: datetime | None
) -> WakeAt:
    ring = {"ring": "round", "round": key, "which": which, "party": party}
    if until:
        ring["until"] = until.isoformat()
    return WakeAt(key=f"{state.id}:{key}:{which}:{party}", due=due, address=state.address, event=ring)


def through(table: Table, party: str, key: str, moment: Moment) -> Table:
    """One party is through a round; how many working days it took is noted for the mediators."""
    state = table.state
    left = tuple(one for one in state.waiting.get(key, ()) if one != party)
    took = state.took
    asked = state.asked_on.get(key, {}).get(party)
    if asked and party in state.waiting.get(key, ()):
        days = working_days.between(asked, moment.now, state.zone, state.country)
        took = {**took, party: (*took.get(party, ()), days)}
    return table.plus(waiting={**state.waiting, key: left}, took=took)


def complete(state: Mediation, key: str) -> bool:
    """Nobody is missing in a round that is still open."""
    return key in state.waiting and not state.waiting[key]


def over(table: Table, key: str) -> Table:
    """Take a round off the list, with its reminders."""
    state = table.state
    waiting = {name: left for name, left in state.waiting.items() if name != key}
    reminded = {name: parties for name, parties in state.reminded.items() if name != key}
    asked = {name: parties for name, parties in state.asked_on.items() if name != key}
    forget = ForgetWake(key=f"{state.id}:{key}:")
    return table.plus(forget, waiting=waiting, reminded=reminded, asked_on=asked)


def cut_short(table: Table, key: str) -> Table:
    """The mediator closes a round that still waits for parties."""
    state = table.state
    for party in state.seated:
        table = table.plus(signal(party, state, RoundClosed(round=key)))
    return table.plus(waiting={**state.waiting, key: ()})


# ------------------------------------------------------------------ reminders


def round_rang(table: Table, ring: dict[str, Any], moment: Moment) -> Table:
    """A reminder without any content, to a party that still has something to answer; or a task for a human."""
    state = table.state
    key, which = str(ring["round"]), str(ring["which"])
    if which == "over":
        return _task(table, key, ring, moment)
    party = str(ring.get("party", ""))
    if state.paused or party not in state.waiting.get(key, ()) or not may_remind(state, key, party, moment):
        return table
    until = datetime.fromisoformat(ring["until"]) if "until" in ring else None
    due = hours(state, party, moment)
    if due > moment.now:
        return table.plus(_ring(state, key, which, party, due, until))
    sentence = _sentence(state, which, until, moment)
    return _reminded(table, key, party, sentence, moment) if sentence else table


def _sentence(state: Mediation, which: str, until: datetime | None, moment: Moment) -> Term | None:
    """What a reminder says; nothing where its own hours made it come too late to be true."""
    if which == "by_hand" or until is None:
        return term("remind.by_hand")
    if which == "after":
        return term("remind.after")
    if moment.now >= until:
        return None
    last = Day(at=until, zone=state.zone, time=True)
    if which == "half":
        return term("remind.half", until=last)
    today, end = (working_days.local_day(one, state.zone) for one in (moment.now, until))
    return term("remind.day_before") if today + DAY == end else term("remind.closes", until=last)


def may_remind(state: Mediation, key: str, party: str, moment: Moment) -> bool:
    """Whoever agreed to reminders, on Telegram, at most three times a round and not twice within a day."""
    had = state.reminded.get(key, {}).get(party, ())
    asked = state.note("p6_data", party)
    if asked and NO_MORE in asked.choice:
        return False
    by_telegram = state.parties[party].user not in (0, *state.mediators)
    rested = not had or moment.now - had[-1] >= BETWEEN
    return by_telegram and REMINDERS in state.consents(party) and len(had) < MOST_REMINDERS and rested


def _reminded(table: Table, key: str, party: str, sentence: Term, moment: Moment) -> Table:
    state = table.state
    had = state.reminded.get(key, {})
    counted = {**had, party: (*had.get(party, ()), moment.now)}
    told = tell(state, state.parties[party], say(sentence))
    return table.plus(told, reminded={**state.reminded, key: counted})


def remind_by_hand(table: Table, moment: Moment) -> tuple[Table, int]:
    """The mediator's own reminder, counted with the others; and how many parties get it."""
    reached = set()
    for key, left in table.state.waiting.items():
        for party in left:
            if party in reached or table.state.paused or not may_remind(table.state, key, party, moment):
                continue
            reached.add(party)
            ring = {"ring": "round", "round": key, "which": "by_hand", "party": party}
            table = round_rang(table, ring, moment)
    return table, len(reached)


def _task(table: Table, key: str, ring: dict[str, Any], moment: Moment) -> Table:
    """Who is silent, for the mediator alone, with what to say on the phone; while paused it waits."""
    state = table.state
    parties = [one for one in ring.get("parties", ()) if one in state.waiting.get(key, ())]
    if not parties:
        return table
    if state.paused:
        due = working_days.reminder(moment.now, 1, state.zone, state.country)
        name = f"{state.id}:{key}:over:{'+'.join(ring['parties'])}"
        return table.plus(WakeAt(key=name, due=due, address=state.address, event=ring))
    names = ", ".join(state.parties[one].name for one in parties)
    whom = desk_button(state, term("silent.show"), "run", command="silent")
    task = say(term("round.over", parties=names), term("round.phone_script"), buttons=(whom,))
    return table.plus(*tell_mediators(state, task))


# ------------------------------------------------------------------ each person's own hours


def hours(state: Mediation, party: str, moment: Moment) -> datetime:
    """Now, or when this party's own hours begin again; a party without Telegram is not written to."""
    if party in state.parties and state.parties[party].proxy:
        return moment.now
    return working_days.next_moment(moment.now, state.zone, chosen_hours(state, party), state.country)


def chosen_hours(state: Mediation, party: str) -> tuple[int, ...]:
    """What a party answered to on_contact; the options that say nothing about hours change nothing."""
    note = state.note("on_contact", party)
    return note.choice if note else ()


def within_hours(table: Table, doer: int | None, moment: Moment) -> Table:
    """What a party is told unasked waits for its hours; the answer to whoever just did something never does."""
    effects = tuple(_waiting(table.state, one, doer, moment) for one in table.effects)
    return table.model_copy(update={"effects": effects})


def _waiting(state: Mediation, effect: Effect, doer: int | None, moment: Moment) -> Effect:
    if not isinstance(effect, Tell) or effect.user == doer or effect.user in state.mediators:
        return effect
    party = state.party_of(effect.user)
    due = hours(state, party.id, moment) if party else moment.now
    return effect.model_copy(update={"not_before": due}) if due > moment.now else effect
