"""The gate before the mediator, and what each item of it rests on: which parties, which answers, what to do next.

For the mediators alone: it names parties and quotes what they answered.
"""

from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import prompt, say, term
from flows.process.gates import Item, condition, gate, lacks
from flows.process.lacks import Lack, noted
from flows.register import Note
from flows.script import Script
from flows.table import Mediation, desk_button

MOST_READ = 3  # parties whose answers are one tap away from an item


def show_gate(state: Mediation) -> Say:
    """The gate of the phase: what is in order, and what is open, with a button for each open item."""
    items = gate(state, state.phase)
    met = [one for one in items if one.met]
    open_items = [one for one in items if not one.met]
    parts: list[Piece] = [term("gate_item.heading", phase=term(f"phase.{state.phase}"))]
    if met:
        lines = tuple(term("gate_item.met", item=term(f"gate.{one.key}")) for one in met)
        parts.append(Listing(lines=lines))
    parts.append(term("gate_item.still_open", n=len(open_items)) if open_items else term("gate_item.all_met"))
    buttons = [_look(state, one) for one in open_items]
    if met:
        buttons.append(desk_button(state, term("button.met_items"), "met_items", phase=state.phase))
    close = term("button.close_phase", phase=state.phase)
    buttons.append(desk_button(state, close, "close_phase", phase=state.phase))
    return say(*parts, buttons=buttons, numbered=True)


def _look(state: Mediation, one: Item) -> Button:
    item = term(f"gate.{one.key}")
    judge = one.judged and not one.met
    label = term("button.judge", item=item) if judge else term("button.evidence", item=item)
    return desk_button(state, label, "evidence", item=one.key)


def show_met(state: Mediation) -> Say:
    """What is in order, each with its evidence one tap away."""
    met = [one for one in gate(state, state.phase) if one.met]
    back = desk_button(state, term("button.back_to_gate"), "gate")
    return say(
        term("gate_item.met_heading"), buttons=(*(_look(state, one) for one in met), back), numbered=True
    )


def show(state: Mediation, key: str, script: Script) -> Say | None:
    """One item: how it stands, what it rests on, what can be done. None where this gate has no such item."""
    item = next((one for one in gate(state, state.phase) if one.key == key), None)
    if item is None:
        return None
    standing = term("gate_item.met" if item.met else "gate_item.open", item=term(f"gate.{key}"))
    found = lacks(state, key)
    parts: list[Piece] = [term("evidence.heading"), standing]
    if item.judged:
        parts.append(term("evidence.ticked") if item.met and found else term("evidence.by_eye"))
    if found:
        heading = term("evidence.to_judge") if item.judged else term("evidence.lacks")
        parts += [heading, Listing(lines=tuple(line for one in found for line in _lack(state, one, script)))]
    parts += _rests_on(state, key, found, script)
    return say(*parts, buttons=_ways(state, item, found), numbered=True)


def _lack(state: Mediation, one: Lack, script: Script) -> tuple[Piece, ...]:
    if not one.party:
        return (one.what,)
    name = state.parties[one.party].name
    note = state.note(one.ask, one.party) if one.ask else None
    about = (term("evidence.of_party", party=name, what=one.what),) if one.what != "" else ()
    if note:
        return (*about, *_said(name, note, script))
    return about or (term("evidence.not_yet", party=name),)


def _said(name: str, note: Note, script: Script) -> tuple[Piece, ...]:
    """An answer, each part of it on a line of its own under its party's name."""
    return tuple(term("evidence.of_party", party=name, what=one) for one in _answer(note, script))


def _answer(note: Note, script: Script) -> tuple[Piece, ...]:
    """An answer as the mediator reads it: what was chosen, and the words."""
    if note.status == "skipped":
        return (term("answers.skipped"),)
    options = () if note.prompt in script.rules or note.prompt == "p5_stake" else note.choice
    chosen = [note.options[one] if note.options else prompt(note.prompt, one) for one in options]
    return (*chosen, *(Quote(id=one.id, marks=True) for one in note.said))


def _rests_on(state: Mediation, key: str, found: tuple[Lack, ...], script: Script) -> list[Piece]:
    """The answers that speak for it, party by party."""
    spec = condition(key)
    shown = {(one.party, one.ask) for one in found}
    lines = [
        line
        for which in (spec.rests_on if spec else ())
        for party in state.seated
        for ask, note in noted(state, which, party.id)
        if (party.id, ask) not in shown
        for line in _said(party.name, note, script)
    ]
    return [term("evidence.answers"), Listing(lines=tuple(lines))] if lines else []


def _ways(state: Mediation, item: Item, found: tuple[Lack, ...]) -> tuple[Button, ...]:
    """What the mediator can do about it, the likeliest first."""
    buttons = []
    if item.judged:
        tick = term("button.tick", item=term(f"gate.{item.key}"))
        do, label = ("untick", term("button.untick")) if item.met else ("tick", tick)
        if not item.met or found:
            buttons.append(desk_button(state, label, do, item=item.key))
    spec = condition(item.key)
    mend = spec.mend if spec else ""
    if mend:
        buttons.append(desk_button(state, term(f"mend.{mend}"), "run", command=mend))
    parties = tuple(dict.fromkeys(one.party for one in found if one.party))
    silent = [one for one in parties if any(one in left for left in state.waiting.values())]
    if silent and not item.met:
        buttons.append(desk_button(state, term("mend.remind"), "run", command="remind"))
        if mend != "silent":
            buttons.append(desk_button(state, term("mend.silent"), "run", command="silent"))
    for one in parties[:MOST_READ]:
        name = state.parties[one].name
        read = term("button.read_answers", party=name)
        buttons.append(desk_button(state, read, "read", party=one, phase=state.phase))
    buttons.append(desk_button(state, term("button.back_to_gate"), "gate"))
    return tuple(buttons)
