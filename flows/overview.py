"""What the mediator can look up: where the case stands, and what one party answered. Changes nothing."""

from flows.messages import Listing, Piece, Quote, Say
from flows.phrases import prompt, say, term
from flows.proxy import entered
from flows.register import Note, Party, Standing
from flows.script import Script
from flows.table import Mediation, desk_button

SEALED = {"p5_support": "reading:", "p5_stake": "reading:", "p5_change": "reading:", "p5_final": "final:"}
LADDERS_PHASE = 3  # in which positions climb to interests


def status(state: Mediation) -> Say:
    """The case at a glance: phase, step, who is silent, what waits for the mediator. Never a private word."""
    parts: list[Piece] = [
        term(
            "status.heading",
            title=state.title,
            phase=term(f"phase.{state.phase}"),
            stage=term(f"stage.{state.stage}"),
        )
    ]
    lines: list[Piece] = []
    for one in state.parties.values():
        key = {
            Standing.INVITED: term("status.invited", party=one.name),
            Standing.CLAIMED: term("status.claimed", party=one.name),
            Standing.LEFT: term("status.left", party=one.name),
        }.get(one.standing)
        busy = any(one.id in left for left in state.waiting.values())
        lines.append(
            key or (term("status.busy", party=one.name) if busy else term("status.ready", party=one.name))
        )
    if lines:
        parts.append(Listing(lines=tuple(lines)))
    if state.pending:
        parts.append(term("status.pending", n=len(state.pending)))
    if state.paused:
        parts.append(term("status.paused"))
    buttons = [desk_button(state, term("button.what_next"), "next")]
    for one in state.seated:
        label = term("button.read_answers", party=one.name)
        buttons.append(desk_button(state, label, "read", party=one.id, phase=state.phase))
    return say(*parts, buttons=tuple(buttons), numbered=True)


def answers(state: Mediation, party: Party, phase: int, script: Script) -> Say:
    """What a party answered in a phase, for the mediator alone: questions, choices and words."""
    parts: list[Piece] = [term("answers.heading", party=party.name, phase=term(f"phase.{phase}"))]
    parts += entered(state, party)
    for notes in state.notes.values():
        note = notes.get(party.id)
        if note is None or _phase_of(note, script) != phase or _sealed(state, note):
            continue
        parts.append(_answer(note, script))
    if len(parts) == 1:
        parts.append(term("answers.none"))
    buttons = tuple(
        desk_button(state, term(f"phase.{number}"), "read", party=party.id, phase=number)
        for number in range(1, state.phase + 1)
        if number != phase
    )
    return say(*parts, buttons=buttons, numbered=True)


def _sealed(state: Mediation, note: Note) -> bool:
    """Readings and last answers are known to nobody before all have answered or the round is closed."""
    return f"{SEALED.get(note.prompt, '-')}{note.about}" in state.waiting


def _phase_of(note: Note, script: Script) -> int:
    if note.prompt.startswith("own_"):
        return int(note.about)
    return LADDERS_PHASE if note.prompt in script.rules else script.prompt(note.prompt).phase


def _answer(note: Note, script: Script) -> Piece:
    if note.status == "skipped" or note.asked is None:
        return term("answers.line", asked=note.asked or "", answer=term("answers.skipped"))
    # The choices of p5_stake are the party's own interests; the verdict shows those.
    options = () if note.prompt in script.rules or note.prompt == "p5_stake" else note.choice
    chosen = [note.options[one] if note.options else prompt(note.prompt, one) for one in options]
    said: list[Piece] = [*chosen, *(Quote(id=one.id, marks=True) for one in note.said)]
    return term("answers.line", asked=note.asked, answer=Listing(lines=tuple(said)))
