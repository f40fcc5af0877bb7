"""The gate at the mediator's desk: seen, judged item by item, closed over with reasons, and a phase reopened."""

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.group import members
from flows.messages import Listing
from flows.parties import proxy
from flows.phrases import say, term
from flows.process import again, evidence, stages
from flows.process.gates import gate
from flows.process.phases import close_phase, tell_desk, tell_next
from flows.register import PhaseRecord
from flows.table import Form, Table, ask_mediator, log, tell


def _show(table: Table, doing: Doing) -> Table:
    """The gate as it stands; the group's members are compared with the register meanwhile."""
    table = proxy.remind(members.look(table), doing.user)
    return tell_desk(table, doing.user, evidence.show_gate(table.state))


def _press_evidence(table: Table, doing: Doing) -> Table:
    """What one item rests on; it quotes answers, so that it was looked at is on record."""
    item = str(doing.press["item"])
    shown = evidence.show(table.state, item, doing.script)
    if shown is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(log(table.state, doing.user, "looked at what a gate item rests on", item=item))
    return tell_desk(table, doing.user, shown)


def _press_met_items(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, evidence.show_met(table.state))


def _press_tick(table: Table, doing: Doing) -> Table:
    """The mediator judged an item, or looked again at a result."""
    state, item = table.state, str(doing.press["item"])
    if not any(one.key == item and one.judged and not one.met for one in gate(state, state.phase)):
        return tell_desk(table, doing.user, evidence.show_gate(state))
    if item.startswith(again.ITEM):
        table = again.clear(table, item.removeprefix(again.ITEM))
        table = table.plus(log(state, doing.user, "checked a result again", item=item))
    else:
        table = table.plus(
            log(state, doing.user, "judged a gate item", item=item), ticked=(*state.ticked, item)
        )
    return tell_desk(table, doing.user, evidence.show_gate(table.state))


def _press_untick(table: Table, doing: Doing) -> Table:
    state, item = table.state, str(doing.press["item"])
    left = tuple(one for one in state.ticked if one != item)
    if left != state.ticked:
        table = table.plus(
            log(state, doing.user, "took back a judgement of a gate item", item=item), ticked=left
        )
    return tell_desk(table, doing.user, evidence.show_gate(table.state))


def _form_waive(table: Table, doing: Doing) -> Table:
    """The reason why the phase closes over an open item; one reason for each."""
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    waivers = {**table.state.waivers, doing.form.about: word}
    return close_phase(table.plus(kept, waivers=waivers, form=None), doing.user, doing.moment)


# ------------------------------------------------------------------ reopening


def _reopen(table: Table, doing: Doing) -> Table:
    """Reopen an earlier phase; later results are to be checked again, and the reason is on record."""
    state = table.state
    if not doing.text.isdecimal() or not 1 <= int(doing.text) <= state.phase:
        return tell_desk(table, doing.user, say(term("reopen.how", phase=state.phase)))
    form = Form(name="reopen", field="reopen", about=doing.text)
    return ask_mediator(table, doing.user, form, term("reopen.why", phase=int(doing.text)))


def _form_reopen(table: Table, doing: Doing) -> Table:
    """Judgements and reasons of that phase and of later ones were about what is opened now: they are made anew."""
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    phase = int(doing.form.about)
    record = PhaseRecord(phase=phase, opened_at=doing.moment.now, reopened_because=word)
    first = next(one for one in stages.STAGES if one.startswith(f"{phase}."))
    earlier = tuple(one for one in table.state.ticked if one[:1].isdecimal() and int(one[0]) < phase)
    table = again.mark(table, phase).plus(
        kept,
        log(table.state, doing.user, "reopened a phase", phase=phase),
        phase=phase,
        stage=first,
        records=(*table.state.records, record),
        ticked=earlier,
        waivers={},
        form=None,
    )
    for one in table.state.seated:
        table = table.plus(tell(table.state, one, say(term("reopen.told", phase=phase))))
    if table.state.check_again:
        lines = tuple(term(f"result.{one}") for one in table.state.check_again)
        table = tell_desk(table, doing.user, say(term("reopen.marked"), Listing(lines=lines)))
    return tell_next(table, doing.user)


PART = Part(
    commands={"gate": _show, "reopen": _reopen},
    presses={
        "gate": _show,
        "evidence": _press_evidence,
        "met_items": _press_met_items,
        "tick": _press_tick,
        "untick": _press_untick,
    },
    forms={"waive": _form_waive, "reopen": _form_reopen},
)
