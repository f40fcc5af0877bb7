"""Results that are to be looked at again, since something they rest on was opened anew (practice, B).

The mediator clears them one by one; until then each stands in the gate of its phase and of those after it.
"""

from flows.messages import Piece
from flows.phrases import term
from flows.shelving import agreed_package
from flows.table import Mediation, Table

RESULTS = {  # in the order of the work: result -> the phase that makes it
    "analysis": 1,
    "frames": 2,
    "map": 3,
    "question": 3,
    "ideas": 4,
    "packages": 5,
    "agreement": 6,
}
ITEM = "again."  # before a result, as the key of a gate's item


def made(state: Mediation) -> tuple[str, ...]:
    """The results that exist."""
    there = {
        "analysis": bool(state.summary) or state.analysis is not None,
        "frames": any(one.published for one in state.frames),
        "map": "map" in state.posted,
        "question": state.question is not None,
        "ideas": "ideas" in state.posted,
        "packages": any(one.put_forward for one in state.packages),
        "agreement": state.agreement != "" and agreed_package(state) is not None,
    }
    return tuple(one for one in RESULTS if there[one])


def mark(table: Table, after: int) -> Table:
    """Mark every result of a later phase than `after`: once marked, only the mediator's look clears it."""
    later = {one for one in made(table.state) if RESULTS[one] > after}
    marked = {*table.state.check_again, *later}
    return table.plus(check_again=tuple(one for one in RESULTS if one in marked))


def clear(table: Table, result: str) -> Table:
    """The mediator looked at it: it still holds, or was made anew."""
    return table.plus(check_again=tuple(one for one in table.state.check_again if one != result))


def notices(state: Mediation) -> tuple[Piece, ...]:
    """For the mediator's overview: what is to be looked at again, and the conditions that are still open."""
    marked = tuple(term("again.count", what=term(f"result.{one}")) for one in state.check_again)
    left = sum(not one.met for one in state.conditions)
    return (*marked, *((term("conditions.count", n=left),) if left else ()))


def items(state: Mediation, phase: int) -> tuple[str, ...]:
    """Keys of the gate's items for what is marked, in this phase or before it."""
    return tuple(f"{ITEM}{one}" for one in state.check_again if RESULTS.get(one, 1) <= phase)
