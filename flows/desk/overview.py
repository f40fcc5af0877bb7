"""What the mediator can look up: where the case stands, and what one party answered. Changes nothing."""

from flows.desk import pictures, review
from flows.lines import framed_words, touching
from flows.messages import Listing, Piece, Say
from flows.parties.proxy import entered
from flows.phrases import prompt, say, term
from flows.process import again, sorting
from flows.register import Note, Party, Standing
from flows.script import Script
from flows.signals import Attached
from flows.table import Mediation, desk_button

SEALED = {
    "p5_support": "reading:",
    "p5_stake": "reading:",
    "p5_change": "reading:",
    "p5_objection": "reading:",
    "p5_consult": "reading:",
    "p5_final": "final:",
}
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
        absent = {
            Standing.INVITED: term("status.invited", party=one.name),
            Standing.CLAIMED: term("status.claimed", party=one.name),
            Standing.LEFT: term("status.left", party=one.name),
            Standing.DECLINED: term("status.declined", party=one.name),
        }.get(one.standing)
        lines += [absent] if absent else []
    if lines:
        parts.append(Listing(lines=tuple(lines)))
    picture = pictures.rounds_so_far(state)
    if picture:
        parts.append(pictures.in_words(picture))
    if state.pending:
        parts.append(term("status.pending", n=len(state.pending)))
    parts += review.counts(state)
    parts += again.notices(state)
    parts += sorting.notice(state)
    if touched := touching(state):
        parts.append(term("framing.count", n=len(touched)))
    if state.paused:
        parts.append(term("status.paused"))
    buttons = [desk_button(state, term("button.what_next"), "next")]
    for one in state.seated:
        label = term("button.read_answers", party=one.name)
        buttons.append(desk_button(state, label, "read", party=one.id, phase=state.phase))
    return say(*parts, buttons=tuple(buttons), numbered=True, picture=picture)


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
    if any(not _sealed(state, one) for one in state.attached.get(party.id, ())):
        buttons += (desk_button(state, term("button.files"), "files"),)
    return say(*parts, buttons=buttons, numbered=True)


def _sealed(state: Mediation, note: Note | Attached) -> bool:
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
    said: list[Piece] = [*chosen, *(framed_words(note, one.id) for one in note.said)]
    return term("answers.line", asked=note.asked, answer=Listing(lines=tuple(said)))
