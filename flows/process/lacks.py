"""What keeps an item of a gate open: which party, which answer. Computed from the store; judges nothing."""

from collections.abc import Callable, Iterable

from flows.messages import Piece
from flows.phrases import term
from flows.register import Note, Party
from flows.table import Mediation
from flows.value import Value


class Lack(Value):
    """One thing an item still waits for: an answer of a party (`ask` where it has one), or what `what` says."""

    party: str = ""
    ask: str = ""
    what: Piece = ""


Lacks = Callable[[Mediation], tuple[Lack, ...]]


def unless(holds: bool, sentence: str) -> tuple[Lack, ...]:
    """Nothing where it holds; else one lack with a sentence of the catalogue (`lack.<sentence>`)."""
    return () if holds else (Lack(what=term(f"lack.{sentence}")),)


def of_parties(parties: Iterable[Party]) -> tuple[Lack, ...]:
    """One lack for each of these parties."""
    return tuple(Lack(party=one.id) for one in parties)


def at_table(state: Mediation, lacks: tuple[Lack, ...]) -> tuple[Lack, ...]:
    """These lacks; and one more where nobody sits at the table, for nothing is met by nobody."""
    return lacks if state.seated else (Lack(what=term("lack.nobody")), *lacks)


def noted(state: Mediation, prompt: str, party: str) -> tuple[tuple[str, Note], ...]:
    """A party's answers to a prompt, each with the ask it answers."""
    return tuple(
        (ask, notes[party])
        for ask, notes in state.notes.items()
        if party in notes and notes[party].prompt == prompt
    )


def unanswered(state: Mediation, prompt: str) -> tuple[Lack, ...]:
    """The parties at the table that neither answered a prompt nor passed it explicitly."""
    return at_table(state, of_parties(one for one in state.seated if not noted(state, prompt, one.id)))


def passed(state: Mediation, prompt: str) -> tuple[Lack, ...]:
    """The parties that did not answer a prompt with something."""
    silent = (
        one
        for one in state.seated
        if not any(note.status == "answered" for _, note in noted(state, prompt, one.id))
    )
    return at_table(state, of_parties(silent))


def other_than(state: Mediation, prompt: str, allowed: tuple[int, ...], ask: str = "") -> tuple[Lack, ...]:
    """Parties without an answer, and answers that are none of `allowed` (options of the prompt).

    `ask` limits it to one ask of the prompt: to one edition of a text, or to one point of several.
    """
    found = []
    for one in state.seated:
        notes = [(key, note) for key, note in noted(state, prompt, one.id) if ask in ("", key)]
        found += [] if notes else [Lack(party=one.id)]
        found += [
            Lack(party=one.id, ask=key) for key, note in notes if note.choice[:1] not in _firsts(allowed)
        ]
    return at_table(state, tuple(found))


def answered_with(state: Mediation, prompt: str, options: tuple[int, ...], ask: str = "") -> tuple[Lack, ...]:
    """Only the answers that are one of `options`; who has not answered is another item's business."""
    return tuple(
        Lack(party=one.id, ask=key)
        for one in state.seated
        for key, note in noted(state, prompt, one.id)
        if ask in ("", key) and note.choice[:1] in _firsts(options)
    )


def _firsts(options: tuple[int, ...]) -> set[tuple[int, ...]]:
    return {(one,) for one in options}
