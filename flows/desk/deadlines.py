"""`/deadlines`: procedures and legal deadlines, and a warning four times before each.

The mediator types each date; nothing here computes one, or says what it means. A party is warned of its own and of
those for everybody.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.desk.registers import NONE, handled, on, owner, quote, shared, unhandled
from flows.effects import ForgetWake, WakeAt
from flows.entries import Deadline
from flows.events import Moment
from flows.messages import Listing, Piece, Say, Term
from flows.parties.proxy import day_in
from flows.phrases import say, term
from flows.process import pace
from flows.process.phases import tell_desk
from flows.process.working_days import REMINDED_AT, at, local_day, next_moment
from flows.signals import Word
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log, tell, tell_mediators

PROMPT = "p1_procedures"
FORM = "deadline"
RING = "deadline"
BEFORE = (28, 14, 7, 2)  # days
MEDIATORS = ""  # as a reader
MOST_EARLY = 8  # days; whoever chose the weekend for its hours is warned in the one before
DAY = timedelta(days=1)


# ------------------------------------------------------------------ the list


def show(state: Mediation, now: datetime) -> Say:
    """All of them by date, what parties said that is not in it yet, and what can be done."""
    parts: list[Piece] = [term("deadlines.heading")]
    ordered = sorted(state.deadlines, key=lambda one: (one.day, one.number))
    lines = tuple(_line(state, one, now) for one in ordered)
    parts.append(Listing(lines=lines) if lines else term("deadlines.none_yet"))
    waiting = unhandled(state, PROMPT)
    if waiting:
        parts.append(term("deadlines.waiting", n=len(waiting)))
    parts.append(term("deadlines.no_advice"))
    buttons = [
        desk_button(
            state, term("deadlines.from", party=party.name, words=quote(word)), "deadline_from", word=word.id
        )
        for party, word in waiting
    ]
    buttons.append(desk_button(state, term("deadlines.add"), "deadline_add"))
    buttons += [
        desk_button(state, term("deadlines.open", words=quote(one.what)), "deadline", number=one.number)
        for one in ordered
    ]
    return say(*parts, buttons=buttons, numbered=True)


def _line(state: Mediation, one: Deadline, now: datetime) -> Term:
    return term(
        "deadlines.line",
        what=quote(one.what),
        whose=_whose(state, one.whose),
        day=on(state, one.day),
        standing=_standing(state, one, now),
    )


def _whose(state: Mediation, party: str) -> Piece:
    return state.parties[party].name if party in state.parties else term("deadlines.everybody")


def _standing(state: Mediation, one: Deadline, now: datetime) -> Term:
    left = (one.day - local_day(now, state.zone)).days
    if one.over:
        return term("deadlines.is_over")
    if left < 0:
        return term("deadlines.is_past")
    return term("deadlines.is_today") if left == 0 else term("deadlines.in_days", n=left)


def _card(state: Mediation, one: Deadline, now: datetime, *before: Piece) -> Say:
    source = (term("deadlines.source", source=quote(one.source)),) if one.source else ()
    ahead = [n for n in BEFORE if not one.over and _due(state, one, n, MEDIATORS) > now]
    coming: Piece = (
        term("deadlines.warnings", days=", ".join(str(n) for n in ahead))
        if ahead
        else term("deadlines.no_more_warnings")
    )
    about = {"number": one.number}
    ends = (
        desk_button(state, term("deadlines.runs_again"), "deadline_over", over=False, **about)
        if one.over
        else desk_button(state, term("deadlines.ends"), "deadline_over", over=True, **about)
    )
    buttons = (
        desk_button(state, term("deadlines.change_day"), "deadline_day", **about),
        ends,
        desk_button(state, term("deadlines.all"), "run", command="deadlines"),
    )
    parts = (
        *before,
        _line(state, one, now),
        *source,
        _readers(state, one),
        coming,
        term("deadlines.no_advice"),
    )
    return say(*parts, buttons=buttons, numbered=True)


def _readers(state: Mediation, one: Deadline) -> Term:
    if one.whose in state.parties:
        return term("deadlines.read_by", party=state.parties[one.whose].name)
    return term("deadlines.read_by_all")


def _found(state: Mediation, number: Any) -> Deadline | None:
    return next((one for one in state.deadlines if one.number == int(number)), None)


# ------------------------------------------------------------------ an entry


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, show(table.state, doing.moment.now))


def _open(table: Table, doing: Doing) -> Table:
    state, one = table.state, _found(table.state, doing.press["number"])
    return tell_desk(
        table, doing.user, _card(state, one, doing.moment.now) if one else say(term("button.old"))
    )


def _add(table: Table, doing: Doing) -> Table:
    form = Form(name=FORM, field="what")
    return ask_mediator(table, doing.user, form, term("deadlines.ask_what"))


def _from(table: Table, doing: Doing) -> Table:
    """What a party said, and the mediator's own short words for it; or there is no deadline in it."""
    state, answer = table.state, str(doing.press["word"])
    party = owner(state, answer, PROMPT)
    if party is None or answer in state.entered:
        return _show(table, doing)
    none = desk_button(state, term("deadlines.nothing"), "deadline_none", word=answer)
    form = Form(name=FORM, field="what", about=answer, party=party.id)
    quoted = term("deadlines.said", party=party.name, words=quote(_word(state, answer)))
    return ask_mediator(table, doing.user, form, quoted, term("deadlines.ask_what"), buttons=(none,))


def _word(state: Mediation, answer: str) -> Word:
    return next(word for _, word in unhandled(state, PROMPT) if word.id == answer)


def _none(table: Table, doing: Doing) -> Table:
    state, answer = table.state, str(doing.press["word"])
    if any(word.id == answer for _, word in unhandled(state, PROMPT)):
        acted = log(state, doing.user, "saw no deadline in an answer")
        table = table.plus(acted, entered=handled(state, answer), form=None)
    return _show(table, doing)


def _typed(table: Table, doing: Doing) -> Table:
    form = doing.form
    if form.field in ("day", "new_day"):
        return _day_typed(table, doing)
    if form.field == "whose":
        return _ask_whose(table, doing.user, form)
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    table = table.plus(kept)
    if form.field == "what":
        return _ask_source(table, doing.user, form.model_copy(update={"words": (word,)}))
    return _ask_whose(table, doing.user, form.model_copy(update={"words": (*form.words, word)}))


def _ask_source(table: Table, user: int, form: Form) -> Table:
    unknown = desk_button(table.state, term("deadlines.no_source"), "deadline_no_source")
    following = form.model_copy(update={"field": "source"})
    return ask_mediator(table, user, following, term("deadlines.ask_source"), buttons=(unknown,))


def _no_source(table: Table, doing: Doing) -> Table:
    form = table.state.form
    if form is None or (form.name, form.field) != (FORM, "source"):
        return tell_desk(table, doing.user, say(term("button.old")))
    return _ask_whose(table, doing.user, form.model_copy(update={"words": (*form.words, NONE)}))


def _ask_whose(table: Table, user: int, form: Form) -> Table:
    """Whose it is decides who is warned in these words."""
    state = table.state
    buttons = [
        desk_button(state, term("deadlines.of", party=one.name), "deadline_whose", party=one.id)
        for one in state.seated
    ]
    buttons.append(desk_button(state, term("deadlines.of_all"), "deadline_whose", party=""))
    following = form.model_copy(update={"field": "whose"})
    return ask_mediator(table, user, following, term("deadlines.ask_whose"), buttons=tuple(buttons))


def _whose_pressed(table: Table, doing: Doing) -> Table:
    form, party = table.state.form, str(doing.press["party"])
    known = party == "" or party in table.state.parties
    if form is None or (form.name, form.field) != (FORM, "whose") or not known:
        return tell_desk(table, doing.user, say(term("button.old")))
    following = form.model_copy(update={"field": "day", "party": party})
    return ask_mediator(table, doing.user, following, term("deadlines.ask_day"))


def _day_typed(table: Table, doing: Doing) -> Table:
    """The day itself; one that cannot be read, or is over, is asked again, and what was typed before stays."""
    form, now = doing.form, doing.moment.now
    day = day_in(doing.text)
    if day is None or day < local_day(now, table.state.zone):
        wrong = term("deadlines.bad_day") if day is None else term("deadlines.past_day")
        return ask_mediator(table, doing.user, form, wrong)
    return _entered(table, doing, day) if form.field == "day" else _moved(table, doing, day)


def _entered(table: Table, doing: Doing, day: date) -> Table:
    state, form = table.state, doing.form
    what, source = form.words[0], form.words[1]
    one = Deadline(
        number=max((had.number for had in state.deadlines), default=0) + 1,
        what=what,
        source=source if source.id else None,
        whose=form.party,
        day=day,
        by=doing.user,
    )
    table = table.plus(
        log(state, doing.user, "entered a deadline", number=one.number),
        deadlines=(*state.deadlines, one),
        entered=handled(state, form.about),
        form=None,
    )
    table = table.plus(*_timers(table.state, one, doing.moment.now))
    return tell_desk(table, doing.user, _card(table.state, one, doing.moment.now, term("deadlines.entered")))


def _ask_day(table: Table, doing: Doing) -> Table:
    one = _found(table.state, doing.press["number"])
    if one is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    form = Form(name=FORM, field="new_day", about=str(one.number))
    return ask_mediator(table, doing.user, form, term("deadlines.ask_day"))


def _moved(table: Table, doing: Doing, day: date) -> Table:
    """Another date: the warnings begin anew."""
    one = _found(table.state, doing.form.about)
    if one is None:
        return tell_desk(table.plus(form=None), doing.user, say(term("button.old")))
    acted = log(table.state, doing.user, "changed the date of a deadline", number=one.number)
    changed = one.model_copy(update={"day": day, "told": (), "over": False})
    return _kept(table.plus(acted, form=None), doing, changed, term("deadlines.moved"))


def _over(table: Table, doing: Doing) -> Table:
    one, over = _found(table.state, doing.press["number"]), bool(doing.press["over"])
    if one is None or one.over is over:
        return _open(table, doing) if one else tell_desk(table, doing.user, say(term("button.old")))
    act = "marked a deadline as over" if over else "marked a deadline as running"
    table = table.plus(log(table.state, doing.user, act, number=one.number))
    return _kept(table, doing, one.model_copy(update={"over": over}))


def _kept(table: Table, doing: Doing, one: Deadline, *before: Piece) -> Table:
    now = doing.moment.now
    table = _put(table, one).plus(ForgetWake(key=_key(table.state, one)))
    table = table.plus(*_timers(table.state, one, now))
    return tell_desk(table, doing.user, _card(table.state, one, now, *before))


def _put(table: Table, changed: Deadline) -> Table:
    kept = tuple(changed if one.number == changed.number else one for one in table.state.deadlines)
    return table.plus(deadlines=kept)


# ------------------------------------------------------------------ warnings


def _key(state: Mediation, one: Deadline) -> str:
    return f"{state.id}:deadline:{one.number}:"


def _readers_of(state: Mediation, one: Deadline) -> tuple[str, ...]:
    """The mediators, and the party itself or every party."""
    whose = (one.whose,) if one.whose else tuple(state.parties)
    return (MEDIATORS, *whose)


def _due(state: Mediation, one: Deadline, days: int, reader: str) -> datetime:
    """The reader's morning so many days before; earlier where its own hours would make it later than that day."""
    last = one.day - days * DAY
    morning = at(last, REMINDED_AT, state.zone)
    if reader == MEDIATORS:
        return morning
    for early in range(MOST_EARLY):
        asked = at(last - early * DAY, REMINDED_AT, state.zone)
        comes = next_moment(asked, state.zone, pace.chosen_hours(state, reader), state.country)
        if local_day(comes, state.zone) <= last:
            return comes
    return morning


def _timers(state: Mediation, one: Deadline, now: datetime) -> tuple[WakeAt, ...]:
    if one.over:
        return ()
    return tuple(
        _timer(state, one, days, reader, due)
        for days in BEFORE
        for reader in _readers_of(state, one)
        for due in (_due(state, one, days, reader),)
        if due > now
    )


def _timer(state: Mediation, one: Deadline, days: int, reader: str, due: datetime) -> WakeAt:
    ring = {"ring": RING, "number": one.number, "day": one.day.isoformat(), "days": days}
    return WakeAt(key=f"{_key(state, one)}{days}:{reader}", due=due, address=state.address, event=ring)


def _rang(table: Table, ring: Mapping[str, Any], moment: Moment) -> Table:
    """Warn whoever is due and was not yet; a party that sat down since then gets its own timer."""
    state, one, days = table.state, _found(table.state, ring["number"]), int(ring["days"])
    if one is None or one.over or one.day.isoformat() != ring["day"] or _after_all(state, moment):
        return table
    for reader in _readers_of(state, one):
        due = _due(state, one, days, reader)
        if (days, reader) in one.told:
            continue
        if due > moment.now:
            table = table.plus(_timer(state, one, days, reader, due))
            continue
        one = one.model_copy(update={"told": (*one.told, (days, reader))})
        if local_day(moment.now, state.zone) <= one.day and not _later_one(state, one, days, reader, moment):
            table = _warn(table, one, reader, moment)
    return _put(table, one)


def _after_all(state: Mediation, moment: Moment) -> bool:
    """The case is over, or its private words are erased: there is nothing left to warn with."""
    return bool(state.ended) or (state.erase_on is not None and moment.now >= state.erase_on)


def _later_one(state: Mediation, one: Deadline, days: int, reader: str, moment: Moment) -> bool:
    """A later warning is due as well, after the bot was away: that one is enough."""
    return any(_due(state, one, n, reader) <= moment.now for n in BEFORE if n < days)


def _warn(table: Table, one: Deadline, reader: str, moment: Moment) -> Table:
    state = table.state
    left = (one.day - local_day(moment.now, state.zone)).days
    warning = term("deadlines.warning", what=quote(one.what), day=on(state, one.day), n=left)
    if reader == MEDIATORS:
        whose = term("deadlines.whose", whose=_whose(state, one.whose))
        opened = desk_button(state, term("deadlines.open_it"), "deadline", number=one.number)
        told = say(warning, whose, term("deadlines.no_advice"), buttons=(opened,))
        return table.plus(*tell_mediators(state, told))
    party = next((each for each in state.seated if each.id == reader), None)
    if party is None:
        return table
    told = say(warning, term("deadlines.no_advice"))
    return table.plus(*shared(state, (one.what,), (reader,), one.by), tell(state, party, told))


PART = Part(
    commands={"deadlines": _show},
    presses={
        "deadline": _open,
        "deadline_add": _add,
        "deadline_from": _from,
        "deadline_none": _none,
        "deadline_no_source": _no_source,
        "deadline_whose": _whose_pressed,
        "deadline_day": _ask_day,
        "deadline_over": _over,
    },
    forms={FORM: _typed},
    rings={RING: _rang},
)
