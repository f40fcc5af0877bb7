"""An answer that goes from party to party: before the mediator, or to where a yes leads."""

from flows.between.passing_on import worded
from flows.between.passings import ROUND, arrived, changed, come, dropped, first_word, numbered
from flows.between.understanding import judged, may_go_to_group
from flows.effects import Withdraw
from flows.events import Moment
from flows.phrases import say, term
from flows.signals import Answered, RoundClosed
from flows.table import Table, signal, tell_mediators


def answered(table: Table, event: Answered, moment: Moment) -> Table:
    """An answer that goes from party to party: before the mediator, or to where a yes leads."""
    act = {
        "b_ask": _written,
        "b_reply": _replied,
        "p3_recognise": _understood,
        "b_wording": worded,
        "b_judge": judged,
        "b_in_group": may_go_to_group,
    }.get(event.answer.ask.prompt)
    return act(table, event, moment) if act else table


def _written(table: Table, event: Answered, moment: Moment) -> Table:
    del moment
    return arrived(table, event.answer.ask.id, event.party, first_word(event))


def _replied(table: Table, event: Answered, moment: Moment) -> Table:
    """The answer takes the same way back."""
    del moment
    state, ask = table.state, event.answer.ask
    question = numbered(state, int(ask.about))
    if question is None:
        return table
    if first_word(event) is None:
        name = state.parties[event.party].name
        return table.plus(*tell_mediators(state, say(term("between.no_reply", party=name))))
    return come(table, event, "reply", (question.owner,), question.number)


def _understood(table: Table, event: Answered, moment: Moment) -> Table:
    del moment
    return come(table, event, "recognition", (event.answer.ask.about,), 0)


def withdrawn(table: Table, ids: tuple[str, ...]) -> Table:
    """Words taken back are read by nobody else any more, and nothing is asked about them."""
    for one in table.state.passings:
        if one.word is None or one.word.id not in ids:
            continue
        state = table.state
        for party in (state.parties[id] for id in (*one.to, one.owner)):
            if party in state.seated and one.status in ("passed", "wording"):
                table = table.plus(signal(party, state, RoundClosed(round=f"{ROUND}{one.number}")))
        if one.neutral:
            table = table.plus(Withdraw(mediation=state.id, ids=(one.neutral.id,)))
        table = dropped(changed(table, one, status="withdrawn", judged="", in_group=()), one)
    return table
