"""How one case stands, in a few lines, for the list of somebody who has several. Names nobody, opens no words."""

from flows.desk import review
from flows.effects import Raise
from flows.messages import Day, Listing, Piece
from flows.phrases import term
from flows.process.gates import gate
from flows.signals import CaseAsked, CaseTold
from flows.table import Mediation, Table


def told(table: Table, event: CaseAsked) -> Table:
    """To the person who asked; a case answers whoever asks, for the list waits for every answer."""
    state = table.state
    answer = CaseTold(mediation=state.id, parts=_parts(state, event.user))
    return table.plus(Raise(address=f"person:{event.user}", event=answer.model_dump(mode="json")))


def _parts(state: Mediation, user: int) -> tuple[Piece, ...]:
    """All of it for a mediator; for an observer the phase and the round; for anybody else nothing."""
    if user not in (*state.mediators, *state.observers):
        return ()
    heading = term(
        "cases.heading_of",
        title=state.title,
        phase=term(f"phase.{state.phase}"),
        stage=term(f"stage.{state.stage}"),
    )
    if user not in state.mediators:
        return (heading, *_listed(_round(state)))
    return (heading, *_listed((*_gate(state), *_round(state), *_waits(state))))


def _listed(lines: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return (Listing(lines=lines),) if lines else ()


def _gate(state: Mediation) -> tuple[Piece, ...]:
    if state.ended:
        return (term("cases.ended"),)
    open_items = sum(not one.met for one in gate(state, state.phase))
    return (term("cases.gate", n=open_items) if open_items else term("cases.gate_met"),)


def _round(state: Mediation) -> tuple[Piece, ...]:
    """Until when the parties have time; an observer hears the same, and of nobody how far it is."""
    paused = (term("team.look_paused"),) if state.paused else ()
    if not state.until or not any(state.waiting.values()):
        return paused
    return (*paused, term("team.look_until", day=Day(at=state.until, zone=state.zone)))


def _waits(state: Mediation) -> tuple[Piece, ...]:
    """What waits for the mediator, as numbers."""
    silent = {party for left in state.waiting.values() for party in left}
    new = sum(one.status == "new" and one.word is not None for one in state.passings)
    lines: tuple[Piece, ...] = (term("cases.silent", n=len(silent)),) if silent else ()
    lines += (term("status.pending", n=len(state.pending)),) if state.pending else ()
    lines += (term("cases.between", n=new),) if new else ()
    return (*lines, *review.counts(state))
