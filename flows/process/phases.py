"""Closing and opening phases over their gates: by the mediator only, with a reason for every open item."""

from flows.effects import Tell
from flows.events import Moment
from flows.messages import Say
from flows.parties import constituency
from flows.phrases import say, term
from flows.process import stages, summaries
from flows.process.gates import gate
from flows.register import PhaseRecord, Waived
from flows.table import Form, Table, ask_mediator, log, tell

PHASES = 6


def tell_desk(table: Table, user: int, message: Say) -> Table:
    """An answer to the mediator who asked."""
    return table.plus(Tell(mediation=table.state.id, user=user, say=message))


def tell_next(table: Table, user: int) -> Table:
    """Where things stand now, to the mediator who moved them."""
    return tell_desk(table, user, stages.what_next(table.state))


def close_phase(table: Table, user: int, moment: Moment) -> Table:
    """Close over the gate: each open item needs a reason, which stays on record."""
    state = table.state
    items = gate(state, state.phase)
    missing = next((one for one in items if not one.met and one.key not in state.waivers), None)
    if missing:
        form = Form(name="waive", field="waive", about=missing.key)
        return ask_mediator(table, user, form, term("field.waive", item=term(f"gate.{missing.key}")))
    closed = tuple(
        Waived(item=one.key, met=one.met, waived_because=None if one.met else state.waivers[one.key])
        for one in items
    )
    record = state.records[-1].model_copy(update={"closed_at": moment.now, "gate": closed})
    table = table.plus(
        log(state, user, "closed a phase", phase=state.phase),
        records=(*state.records[:-1], record),
        waivers={},
    )
    return _after_phase(table, user, moment)


def _after_phase(table: Table, user: int, moment: Moment) -> Table:
    state = table.state
    if state.phase == PHASES:
        table = summaries.phase_closed(constituency.phase_closed(table, state.phase), state.phase)
        return tell_desk(table.plus(ended="agreement"), user, say(term("ended.agreement")))
    phase = state.phase + 1
    first = next(one for one in stages.STAGES if one.startswith(f"{phase}."))
    opened = PhaseRecord(phase=phase, opened_at=moment.now)
    for one in state.seated:
        sentence = term("phase_closed", closed=term(f"phase.{state.phase}"), next=term(f"phase.{phase}"))
        table = table.plus(tell(state, one, say(sentence)))
    table = summaries.phase_closed(constituency.phase_closed(table, state.phase), state.phase)
    table = table.plus(phase=phase, records=(*state.records, opened))
    return stages.enter(table, first, user, moment)
