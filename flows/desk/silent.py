"""`/silent`: who still has questions to answer and since when, what to say on the phone, and what the call brought.

For the mediators alone: the group never learns who is silent, and silence is neither yes nor no.
"""

from datetime import date

from flows.desk.part import Doing, Part
from flows.desk.registers import on
from flows.entries import Call
from flows.messages import Day, Listing, Piece, Say, Term
from flows.parties.proxy import ROUND_KINDS, day_in
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.process.stages import STAGES
from flows.process.working_days import local_day
from flows.register import Party
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

FORM = "call"


def silent(state: Mediation) -> tuple[tuple[Party, str], ...]:
    """Parties with something to answer, each with its round; by party."""
    return tuple(
        (party, round)
        for party in state.parties.values()
        for round, left in state.waiting.items()
        if party.id in left
    )


def show(state: Mediation) -> Say:
    """Who, which round, since when, and the last call."""
    found = silent(state)
    if not found:
        return say(term("silent.nobody"))
    lines = tuple(_line(state, party, round) for party, round in found)
    parties = dict.fromkeys(party.id for party, _ in found)
    buttons = [
        desk_button(state, term("silent.open", party=state.parties[one].name), "silent", party=one)
        for one in parties
    ]
    parts = (term("silent.heading"), Listing(lines=lines), term("silent.for_you"))
    return say(*parts, buttons=buttons, numbered=True)


def _line(state: Mediation, party: Party, round: str) -> Term:
    since = state.asked_on.get(round, {}).get(party.id)
    called = _last_call(state, party.id)
    asked: Piece = (
        term("silent.since", day=Day(at=since, zone=state.zone)) if since else term("silent.unknown_since")
    )
    return term(
        "silent.line",
        party=party.name,
        round=_round(round),
        since=asked,
        call=_called(state, called) if called else term("silent.no_call"),
    )


def _round(key: str) -> Term:
    if key in STAGES:
        return term(f"stage.{key}")
    kind, _, about = key.partition(":")
    return term(f"proxy.round.{kind if kind in ROUND_KINDS else 'other'}", about=about)


def _last_call(state: Mediation, party: str) -> Call | None:
    return next((one for one in reversed(state.calls) if one.party == party), None)


def _called(state: Mediation, one: Call) -> Term:
    day = on(state, one.on)
    if one.outcome == "needs_time":
        return term("silent.called_needs_time", day=day, until=on(state, one.until) if one.until else "-")
    return {
        "goes_on": term("silent.called_goes_on", day=day),
        "stops": term("silent.called_stops", day=day),
        "unreachable": term("silent.called_unreachable", day=day),
    }[one.outcome]


def _card(state: Mediation, party: Party, *before: Piece) -> Say:
    """What to say, and what the call can bring."""
    lines = tuple(_line(state, each, round) for each, round in silent(state) if each.id == party.id)
    parts: list[Piece] = [*before]
    parts += [Listing(lines=lines)] if lines else [term("silent.answered", party=party.name)]
    parts += [term("round.phone_script"), term("silent.then")]
    outcomes = (
        ("goes_on", term("silent.goes_on")),
        ("needs_time", term("silent.needs_time")),
        ("stops", term("silent.stops")),
        ("unreachable", term("silent.unreachable")),
    )
    buttons = [
        desk_button(state, label, "called", party=party.id, outcome=outcome) for outcome, label in outcomes
    ]
    buttons.append(desk_button(state, term("silent.all"), "run", command="silent"))
    return say(*parts, buttons=buttons, numbered=True)


# ------------------------------------------------------------------ a call on record


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, show(table.state))


def _open(table: Table, doing: Doing) -> Table:
    party = table.state.parties.get(str(doing.press["party"]))
    return tell_desk(table, doing.user, _card(table.state, party) if party else say(term("button.old")))


def _outcome(table: Table, doing: Doing) -> Table:
    """What the call brought; then until when, where it was time that is needed; then the day of the call."""
    state, party = table.state, str(doing.press["party"])
    if party not in state.parties:
        return tell_desk(table, doing.user, say(term("button.old")))
    outcome = str(doing.press["outcome"])
    form = Form(name=FORM, field="until" if outcome == "needs_time" else "on", about=outcome, party=party)
    return _ask(table, doing.user, form)


def _ask(table: Table, user: int, form: Form, *before: Piece) -> Table:
    name = table.state.parties[form.party].name
    if form.field == "until":
        return ask_mediator(table, user, form, *before, term("silent.ask_until", party=name))
    today = desk_button(table.state, term("proxy.today"), "called_today")
    return ask_mediator(table, user, form, *before, term("silent.ask_day", party=name), buttons=(today,))


def _typed(table: Table, doing: Doing) -> Table:
    form, day = doing.form, day_in(doing.text)
    today = local_day(doing.moment.now, table.state.zone)
    if day is None:
        return _ask(table, doing.user, form, term("proxy.bad_date"))
    if form.field == "until":
        if day < today:
            return _ask(table, doing.user, form, term("deadlines.past_day"))
        return _ask(table, doing.user, form.model_copy(update={"field": f"on:{day.isoformat()}"}))
    if day > today:
        return _ask(table, doing.user, form, term("proxy.future_date"))
    return _recorded(table, doing.user, form, day)


def _today(table: Table, doing: Doing) -> Table:
    form = table.state.form
    if form is None or form.name != FORM or form.field == "until":
        return tell_desk(table, doing.user, say(term("button.old")))
    return _recorded(table, doing.user, form, local_day(doing.moment.now, table.state.zone))


def _recorded(table: Table, user: int, form: Form, day: date) -> Table:
    state, party = table.state, table.state.parties[form.party]
    rounds = [round for each, round in silent(state) if each.id == party.id]
    until = form.field.partition(":")[2]
    call = Call.model_validate(
        {
            "party": party.id,
            "round": rounds[0] if rounds else "",
            "on": day,
            "outcome": form.about,
            "until": until or None,
            "by": user,
        }
    )
    acted = log(state, user, "called a party that had not answered", party=party.id, on=day.isoformat())
    table = table.plus(acted, calls=(*state.calls, call), form=None)
    return tell_desk(table, user, _after(table.state, party, call))


def _after(state: Mediation, party: Party, call: Call) -> Say:
    """What is on record, and what can come next."""
    advice = {
        "goes_on": term("silent.next_goes_on", party=party.name),
        "needs_time": term("silent.next_needs_time", party=party.name),
        "stops": term("silent.next_stops", party=party.name),
        "unreachable": term("silent.next_unreachable", party=party.name),
    }[call.outcome]
    buttons = (
        desk_button(state, term("silent.to_card", party=party.name), "party", party=party.id),
        desk_button(state, term("silent.all"), "run", command="silent"),
    )
    return say(_called(state, call), advice, buttons=buttons, numbered=True)


PART = Part(
    commands={"silent": _show},
    presses={"silent": _open, "called": _outcome, "called_today": _today},
    forms={FORM: _typed},
)
