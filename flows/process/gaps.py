"""Interests for which there is hardly an idea yet: the mediator points them out, the next round asks about them.

Only the mediator has read both the ideas and every interest, so only the mediator can tell. An interest that its owner
keeps private is asked about with its owner alone.
"""

from re import findall

from flows.messages import Listing, Piece, Quote
from flows.phrases import say, term
from flows.register import Interest, Party
from flows.signals import Ask
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log, tell_mediators

FORM = "gaps"
MOST = 5  # interests in one round: each is a question to everybody


def ask(table: Table, user: int) -> Table:
    """Every confirmed interest by number; the mediator types those without ideas."""
    state = table.state
    lines = tuple(_line(state, one) for one in state.interests)
    none = desk_button(state, term("button.no_gaps"), "no_gaps")
    listed = Listing(lines=lines, first=1)
    return ask_mediator(table, user, Form(name=FORM), term("gaps.which", most=MOST), listed, buttons=(none,))


def _line(state: Mediation, one: Interest) -> Piece:
    words, name = Quote(id=one.word), state.parties[one.party].name
    if _for_all(state, one):
        return term("gaps.interest", party=name, interest=words)
    return term("gaps.private", party=name, interest=words)


def _for_all(state: Mediation, one: Interest) -> bool:
    """Whether everybody reads it on the map in the group."""
    return one.for_group and one.word in state.mapped


def typed(table: Table, user: int, text: str) -> Table:
    """The numbers the mediator typed; the form stays open where they are not numbers of the list."""
    state = table.state
    numbers = sorted({int(one) for one in findall(r"\d+", text)})
    if not numbers or numbers[0] < 1 or numbers[-1] > len(state.interests) or len(numbers) > MOST:
        wrong = term("gaps.numbers_wrong", last=len(state.interests), most=MOST)
        return table.plus(*tell_mediators(state, say(wrong)))
    return chosen(table, user, tuple(state.interests[one - 1].id for one in numbers))


def chosen(table: Table, user: int, interests: tuple[str, ...]) -> Table:
    """What the round that opens now asks about."""
    return table.plus(
        log(table.state, user, "pointed out interests without ideas", n=len(interests)),
        gaps=interests,
        form=None,
    )


def asks(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """One question for each, to everybody who may read the interest."""
    again = f":{state.more_rounds}" if state.more_rounds > 1 else ""
    return tuple(
        Ask(
            id=f"p4_gap:{one.id}{again}",
            prompt="p4_gap",
            about=one.id,
            fill={"interest": Quote(id=one.word)},
        )
        for one in state.interests
        if one.id in state.gaps and (_for_all(state, one) or one.party == party.id)
    )
