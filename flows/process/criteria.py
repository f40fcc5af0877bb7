"""Objective criteria, agreed before any package is read (practice, A9 and B phase 4).

The mediator words them from what the parties proposed; every party says whether it can work with them. Without that,
no reading opens, unless the mediator says why not.
"""

from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process.lacks import Lack, of_parties, unless
from flows.register import Party
from flows.signals import Answer, Ask
from flows.table import Mediation, Table, desk_button, tell_mediators

PROMPT = "p4_criteria_check"
ROUND = "criteria:"
CAN_WORK_WITH = 0  # option of p4_criteria_check


def round_key(state: Mediation) -> str:
    return f"{ROUND}{state.criteria_edition}"


def ask_id(state: Mediation) -> str:
    return f"{PROMPT}:{state.criteria_edition}"


def asks(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """Whether a party can work with the list as it stands; of whoever said so, no more."""
    note = state.note(ask_id(state), party.id)
    if not state.criteria or (note and note.choice[:1] == (CAN_WORK_WITH,)):
        return ()
    shown = tuple(Quote(id=one.id, marks=True) for one in state.criteria)
    about = str(state.criteria_edition)
    return (Ask(id=ask_id(state), prompt=PROMPT, about=about, show=shown, required=True),)


def lacking(state: Mediation) -> tuple[Lack, ...]:
    """What keeps the criteria from being adopted: no list, or parties that did not say yes to it."""
    if not state.criteria:
        return unless(False, "no_criteria")
    return of_parties(one for one in state.seated if asks(state, one))


def adopted(state: Mediation) -> bool:
    return not lacking(state)


def may_read(state: Mediation) -> bool:
    """Whether packages may be read: the criteria were adopted, or a mediator said why it goes without them.

    Where there is no list, that reason stands in the gate of phase 4, which did not close without it.
    """
    return not state.criteria or adopted(state) or reason_key(state) in state.waivers


def reason_key(state: Mediation) -> str:
    """Under which the reason is kept for reading packages without everybody's yes to this list."""
    return f"criteria:{state.criteria_edition}"


def lines(state: Mediation) -> tuple[Piece, ...]:
    """The criteria as they stand beside every package that is read, once they were adopted."""
    if not adopted(state):
        return ()
    return (term("criteria.these"), Listing(lines=tuple(Quote(id=one.id) for one in state.criteria)))


def answered(table: Table, party: Party, answer: Answer) -> Table:
    """Who wants them otherwise is before the mediator at once; all have said yes: that too."""
    state = table.state
    if answer.choice[:1] != (CAN_WORK_WITH,):
        words = tuple(Quote(id=one.id, marks=True) for one in answer.words)
        way = desk_button(state, term("criteria.see"), "run", command="criteria")
        return table.plus(
            *tell_mediators(state, _say(term("criteria.otherwise", party=party.name), *words, way=way))
        )
    if not adopted(state):
        return table
    way = desk_button(state, term("button.what_next"), "next")
    return table.plus(*tell_mediators(state, _say(term("criteria.adopted"), way=way)))


def _say(*parts: Piece, way: Button) -> Say:
    return say(*parts, buttons=(way,))
