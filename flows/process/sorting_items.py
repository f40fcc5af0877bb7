"""What there is to sort, kind by kind: ids of words, and whose they are. Knows nothing of themes."""

from flows.process.lacks import noted
from flows.table import Mediation
from flows.themes import Kind
from flows.value import Value

ISSUES = ("p1_story", "p1_stake", "p1_conditions")
FACTS = ("p1_facts", "p3_factfind")


class Sortable(Value):
    """One thing to sort: the id of its words, and whose it is."""

    id: str
    party: str


def items(state: Mediation, kind: Kind) -> tuple[Sortable, ...]:
    """What there is to sort, for the mediator; what was taken back is not among it."""
    match kind:
        case "ideas":
            return tuple(Sortable(id=one.word.id, party=one.party) for one in state.ideas)
        case "interests":
            return tuple(Sortable(id=one.word, party=one.party) for one in state.interests)
        case "issues":
            return _said(state, ISSUES)
        case "facts":
            return tuple(one for one in _said(state, FACTS) if not _handled(state, one.id))


def owners(state: Mediation) -> dict[str, str]:
    """Every text that a line can come from -> the party that said it."""
    shelves = (*items(state, "ideas"), *items(state, "interests"))
    return {one.id: one.party for one in (*shelves, *_said(state, ISSUES), *_said(state, FACTS))}


def _said(state: Mediation, prompts: tuple[str, ...]) -> tuple[Sortable, ...]:
    return tuple(
        Sortable(id=word.id, party=party.id)
        for prompt in prompts
        for party in state.parties.values()
        for _, note in noted(state, prompt, party.id)
        for word in note.said
    )


def _handled(state: Mediation, id: str) -> bool:
    """In the register already, or no fact, without having been sorted into a theme."""
    board = state.boards.get("facts")
    return id in state.entered and not (board and board.theme_of(id))
