"""A party without Telegram: the mediator enters its answers, and records how and when they were confirmed.

To every other part it is a party like any other. Knows rounds, ways and dates, never an answer.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from flows.events import Moment, Sender
from flows.messages import Button, Piece, Say, Term
from flows.parties import seats
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.process.stages import STAGES
from flows.process.working_days import local_day
from flows.register import Confirmed, How, Party, Standing
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log, tell_mediators

ROUND_KINDS = (
    "reading",
    "check",
    "final",
    "late",
    "catch_up",
    "successor",
    "translation",
    "join",
)  # beside those of the steps
FORM = "proxy_date"
WAYS: tuple[How, ...] = get_args(How)[1:]
MONTHS = {
    name: number
    for names in (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "january february march april may june july august september october november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}


# ------------------------------------------------------------------ the seat


def offered(state: Mediation, name: str) -> Say:
    """At an invitation: the answers come by phone, paper or e-mail; is it an authority?"""
    ways = (
        (term("button.authority"), True),
        (term("button.no_authority"), False),
    )
    buttons = tuple(
        desk_button(state, label, "invite", government=government, proxy=True) for label, government in ways
    )
    return say(term("proxy.explained", party=name), term("invite.authority", party=name), buttons=buttons)


def invite(table: Table, user: int, name: str, government: bool, moment: Moment) -> Table:
    """A new party, or one that was invited and never came, whose answers the mediator enters; without a link."""
    state = table.state
    known = next((one for one in state.parties.values() if one.name == name), None)
    party = seats.vacant(known or Party(id=f"p{len(state.parties) + 1}", name=name))
    party = party.model_copy(update={"government": government})
    table = table.plus(log(state, user, "invited a party", party=party.id))
    return seat_by_proxy(table, user, party, moment)


def seat_by_proxy(table: Table, user: int, party: Party, moment: Moment) -> Table:
    """The seat is filled at once; a link that was made for it no longer works."""
    if party.standing is not Standing.INVITED or party.joining:
        return tell_desk(table, user, say(term("button.old")))
    table = table.plus(log(table.state, user, "enters the answers of a party", party=party.id))
    return seats.take_seat(table, user, party, Sender(user=user), moment, proxy=True)


# ------------------------------------------------------------------ how and when it was confirmed


def finished(table: Table, party: Party, round: str) -> Table:
    """The round is finished at once; the mediator is asked how the party confirmed what was entered."""
    if not party.proxy:
        return table
    kept = tuple(one for one in table.state.confirmed if (one.party, one.round) != (party.id, round))
    open_one = Confirmed(party=party.id, round=round)
    table = table.plus(confirmed=(*kept, open_one))
    return table.plus(*tell_mediators(table.state, _how(table.state, open_one)))


def unconfirmed(state: Mediation) -> tuple[Confirmed, ...]:
    """What was entered for a party and not yet recorded as confirmed by it."""
    proxied = {one.id for one in state.seated if one.proxy}
    return tuple(one for one in state.confirmed if one.how == "" and one.party in proxied)


def remind(table: Table, user: int) -> Table:
    """Every confirmation that is still to be recorded, asked again."""
    for one in unconfirmed(table.state):
        table = tell_desk(table, user, _how(table.state, one))
    return table


def _how(state: Mediation, one: Confirmed) -> Say:
    buttons = tuple(
        desk_button(state, term(f"proxy.by.{way}"), "proxy_how", party=one.party, round=one.round, how=way)
        for way in WAYS
    )
    asked = term("proxy.how", party=state.parties[one.party].name, round=_round(one.round))
    return say(asked, buttons=buttons, numbered=True)


def how_chosen(table: Table, user: int, press: Mapping[str, Any]) -> Table:
    """The way is known; now the day."""
    way, party, round = (str(press[one]) for one in ("how", "party", "round"))
    if _found(table.state, party, round) is None or way not in WAYS:
        return tell_desk(table, user, say(term("button.old")))
    before = table.state.form
    earlier = before.earlier if before and before.name == FORM else before
    form = Form(name=FORM, field=way, about=round, party=party, earlier=earlier)
    return ask_mediator(table, user, form, _when(table.state, party), buttons=(_today(table.state, form),))


def _when(state: Mediation, party: str) -> Term:
    return term("proxy.when", party=state.parties[party].name)


def _today(state: Mediation, form: Form) -> Button:
    """It says of itself what it is about: something else may have come in between."""
    about = {"party": form.party, "round": form.about, "how": form.field}
    return desk_button(state, term("proxy.today"), "proxy_today", **about)


def today_chosen(table: Table, user: int, press: Mapping[str, Any], moment: Moment) -> Table:
    """The party confirmed on the day that it is."""
    way, party, round = (str(press.get(one, "")) for one in ("how", "party", "round"))
    found, today = _found(table.state, party, round), local_day(moment.now, table.state.zone)
    if found is None or way not in WAYS or (found.how, found.on) == (way, today):
        return tell_desk(table, user, say(term("button.old")))
    form = Form(name=FORM, field=way, about=round, party=party)
    return _confirmed(table, user, form, today)


def day_typed(table: Table, user: int, form: Form, text: str, moment: Moment) -> Table:
    """The day the party confirmed; a day that is none, or still to come, is asked again with how to write it."""
    state = table.state
    day, today = day_in(text), local_day(moment.now, state.zone)
    if day is None or day > today:
        wrong = term("proxy.bad_date") if day is None else term("proxy.future_date")
        return ask_mediator(table, user, form, wrong, buttons=(_today(state, form),))
    return _confirmed(table, user, form, day)


def _confirmed(table: Table, user: int, form: Form, day: date) -> Table:
    state = table.state
    how = next(one for one in WAYS if one == form.field)
    one = Confirmed(party=form.party, round=form.about, how=how, on=day)
    kept = tuple(one for one in state.confirmed if (one.party, one.round) != (form.party, form.about))
    record = log(
        state,
        user,
        "recorded a confirmation",
        party=form.party,
        round=form.about,
        how=how,
        on=day.isoformat(),
    )
    asked = state.form
    answered = asked is not None and (asked.name, asked.party, asked.about) == (FORM, form.party, form.about)
    left = asked.earlier if asked and answered else asked
    table = table.plus(record, confirmed=(*kept, one), form=left)
    name = state.parties[form.party].name
    recorded = term("proxy.recorded", party=name, **_said(one))
    return tell_desk(table, user, say(recorded, *((term("review.earlier"),) if left else ())))


def _found(state: Mediation, party: str, round: str) -> Confirmed | None:
    return next((one for one in state.confirmed if (one.party, one.round) == (party, round)), None)


def day_in(text: str) -> date | None:
    """A day written as 2026-12-03, 3-12-2026, 3/12/2026, 3 december 2026 or 3 Dec 2026; None where it is none."""
    written = text.strip().lower().rstrip(".")
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", written):
        year, month, day = (int(one) for one in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[-/. ]+([a-z]+|\d{1,2})\.?[-/. ]+(\d{4})", written):
        named = found.group(2)
        month = int(named) if named.isdecimal() else MONTHS.get(named, 0)
        day, year = int(found.group(1)), int(found.group(3))
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


# ------------------------------------------------------------------ what the mediator sees of it


def entered(state: Mediation, party: Party) -> tuple[Piece, ...]:
    """Above a party's answers: entered on its behalf, and each round's confirmation."""
    if not party.proxy and not any(one.party == party.id for one in state.confirmed):
        return ()
    lines = [_line(one) for one in state.confirmed if one.party == party.id]
    return (term("proxy.entered", party=party.name), *lines)


def _line(one: Confirmed) -> Term:
    round = _round(one.round)
    if one.how == "":
        return term("proxy.not_confirmed", round=round)
    return term("proxy.confirmed", round=round, **_said(one))


def _round(key: str) -> Term:
    """What a round is called; one about a package by that package."""
    if key in STAGES:
        return term(f"stage.{key}")
    kind, _, about = key.partition(":")
    return term(f"proxy.round.{kind if kind in ROUND_KINDS else 'other'}", about=about)


def _said(one: Confirmed) -> dict[str, Piece]:
    return {"how": term(f"proxy.way.{one.how}"), "on": _day(one)}


def _day(one: Confirmed) -> Piece:
    if one.on is None:
        return ""
    return term("proxy.day", day=one.on.day, month=term(f"proxy.month.{one.on.month}"), year=one.on.year)
