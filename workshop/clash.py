"""Why there is no package: the smallest set of demands that cannot all be met. Knows no way to solve, only to ask.

The smallest clash is the smallest set that has something of every way out (implicit hitting sets: Ignatiev, Previti,
Liffiton and Marques-Silva, 2015): propose one, ask whether its demands can be met; if so, what was not met on the way
is one more way out.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import Literal, NamedTuple, Protocol

from flows.value import Value
from workshop.negotiation import Rows

Kind = Literal["interest", "party", "frame", "budget", "conflict", "requires"]
GIVEN = ("conflict", "requires")  # never let go to find a clash, but named where the clash needs them


class Demand(NamedTuple):
    kind: Kind
    row: int  # in the rows' list of that kind


class Clash(Value):
    """Demands that cannot all be met; without any one of them the others could."""

    interests: tuple[tuple[str, str], ...] = ()  # party, interest: to be helped, and not harmed all in all
    parties: tuple[str, ...] = ()  # to be better off than with no agreement
    frames: tuple[tuple[str, ...], ...] = ()
    budget: bool = False
    conflicts: tuple[tuple[str, str], ...] = ()  # what the clash needs of these
    requires: tuple[tuple[str, str], ...] = ()
    smallest: bool = True  # False: time was up, there may be a smaller one


class TimeUpError(Exception):
    """No answer in time."""


class Oracle(Protocol):
    @property
    def rows(self) -> Rows: ...

    def met(self, held: frozenset[Demand]) -> frozenset[Demand] | None:
        """All demands that one package meets which meets those held; None if there is none. Raises TimeUpError."""


def demands(rows: Rows) -> list[Demand]:
    found = [Demand("interest", row) for row in range(len(rows.needs))]
    found += [Demand("party", row) for row in range(len(rows.parties))]
    found += [Demand("frame", row) for row in range(len(rows.frames))]
    found += [Demand("budget", 0)] if rows.budget is not None else []
    found += [Demand("conflict", row) for row in range(len(rows.conflicts))]
    found += [Demand("requires", row) for row in range(len(rows.requires))]
    return found


def smallest_clash(rows: Rows, oracle: Oracle, until: float) -> Clash:
    """`rows` have no feasible package. `until` is a moment of `time.monotonic`."""
    given = frozenset(one for one in demands(rows) if one.kind in GIVEN)
    # The last to be let go are the interests: they tell a mediator most.
    clash = sorted((one for one in demands(rows) if one.kind not in GIVEN), key=_telling, reverse=True)
    smallest = False
    try:
        clash = _reduced(clash, given, oracle)
        clash, smallest = _smallest(clash, given, oracle, until)
        needed = _reduced(sorted(given), frozenset(clash), oracle)
    except TimeUpError:
        needed = []
    return _named(rows, [*clash, *needed], smallest=smallest)


def _reduced(parts: list[Demand], held: frozenset[Demand], oracle: Oracle) -> list[Demand]:
    """A set of the parts that still clashes with what is held, and of which none can be missed."""
    kept = list(parts)
    for one in parts:
        rest = [other for other in kept if other != one]
        if one in kept and oracle.met(frozenset(rest) | held) is None:
            kept = rest
    return kept


def _smallest(
    clash: list[Demand], given: frozenset[Demand], oracle: Oracle, until: float
) -> tuple[list[Demand], bool]:
    """The smallest clash and True; the one already known and False if time was up."""
    every = frozenset(one for one in demands(oracle.rows) if one.kind not in GIVEN)
    ways_out: list[frozenset[Demand]] = []
    proposed: list[Demand] = []
    try:
        while len(proposed) < len(clash):
            met = oracle.met(frozenset(proposed) | given)
            if met is None:
                return proposed, True
            ways_out.append(every - met)
            proposed = _hitting(ways_out, len(proposed), until)
    except TimeUpError:
        return clash, False
    return clash, True


def _hitting(sets: list[frozenset[Demand]], least: int, until: float) -> list[Demand]:
    """A smallest set that has something of each of the sets, at least `least` large."""
    often = Counter(one for each in sets for one in each)
    size = least
    while (found := _within(sets, size, often, until)) is None:
        size += 1
    return found


def _within(
    sets: list[frozenset[Demand]], size: int, often: Counter[Demand], until: float
) -> list[Demand] | None:
    if not sets:
        return []
    if size == 0 or _disjoint(sets) > size:
        return None
    if time.monotonic() > until:
        raise TimeUpError
    narrow = min(sets, key=len)
    for one in sorted(narrow, key=lambda one: (one.kind == "party", -often[one], _telling(one))):
        rest = _within([each for each in sets if one not in each], size - 1, often, until)
        if rest is not None:
            return [one, *rest]
    return None


def _telling(demand: Demand) -> tuple[int, int]:
    return ("interest", "budget", "frame", "party", *GIVEN).index(demand.kind), demand.row


def _disjoint(sets: list[frozenset[Demand]]) -> int:
    """How many of the sets, taken smallest first, share nothing: at least so many demands are needed."""
    seen: set[Demand] = set()
    count = 0
    for each in sorted(sets, key=len):
        if seen.isdisjoint(each):
            seen |= each
            count += 1
    return count


def _named(rows: Rows, clash: list[Demand], *, smallest: bool) -> Clash:
    def of(kind: Kind) -> list[int]:
        return sorted(one.row for one in clash if one.kind == kind)

    options = rows.options
    return Clash(
        interests=tuple((rows.parties[rows.needs[row].party], rows.needs[row].id) for row in of("interest")),
        parties=tuple(rows.parties[row] for row in of("party")),
        frames=tuple(rows.names(rows.frames[row]) for row in of("frame")),
        budget=bool(of("budget")),
        conflicts=tuple((options[a], options[b]) for a, b in (rows.conflicts[row] for row in of("conflict"))),
        requires=tuple((options[a], options[b]) for a, b in (rows.requires[row] for row in of("requires"))),
        smallest=smallest,
    )
