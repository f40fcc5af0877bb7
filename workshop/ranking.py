"""Chooses from a complete list of feasible packages: the best for the worst-off first, and different good ones."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from workshop.negotiation import Chosen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.int64]
    Members = NDArray[np.bool_]

LEAST_OF_BEST = Fraction(
    3, 5
)  # an alternative leaves its worst-off party at least this part of what the best does
NEAREST = 2  # options in which two packages must differ at the very least: one exchanged for another


def apart(options: int) -> int:
    """In how many options an alternative differs, where there is one: a sixth of them, 3 at least."""
    return max(3, options // 6)


def simpler(chosen: Chosen) -> tuple[int, int, tuple[int, ...]]:
    """The fixed order of packages that are equally good: fewest options first, then the earliest."""
    return len(chosen), sum(chosen), tuple(sorted(chosen))


@dataclass(frozen=True)
class Every:
    """All feasible packages, a row each: which options are in it, and what it brings each party."""

    members: Members
    gains: Table

    def __len__(self) -> int:
        return len(self.members)

    def chosen(self, row: int) -> Chosen:
        return frozenset(int(option) for option in self.members[row].nonzero()[0])

    @property
    def best(self) -> tuple[int, ...]:
        """The most each party could have."""
        return tuple(int(most) for most in self.gains.max(axis=0))


def several(every: Every, wanted: int) -> list[Chosen]:
    """The best package of at least one, and up to `wanted` - 1 that differ from those before; all Pareto-efficient."""
    import numpy as np  # noqa: PLC0415

    ranks = _ranks(every)
    lowest = ranks.min(axis=1)
    kept = np.ones(len(every), dtype=bool)
    rows = [_best(every, ranks, kept)]
    shares = _shares(every)
    floor = bisect_left(shares, LEAST_OF_BEST * shares[int(lowest[rows[0]])])
    kept = lowest >= floor
    distance = apart(every.members.shape[1])
    while len(rows) < wanted and distance >= NEAREST:
        far = kept & np.logical_and.reduce([_differing(every, row) >= distance for row in rows])
        found = _efficient(every, ranks, far)
        if found is None:
            distance -= 1
        else:
            rows.append(found)
    return [every.chosen(row) for row in rows]


def _shares(every: Every) -> list[Fraction]:
    """Every share a party could have, in order."""
    return sorted({Fraction(gain, most) for most in every.best for gain in range(1, most + 1)})


def _ranks(every: Every) -> Table:
    """Shares as their places among all shares: whole numbers, so that equal ones are equal."""
    import numpy as np  # noqa: PLC0415

    place = {share: number for number, share in enumerate(_shares(every))}
    columns = [
        np.array([-1, *(place[Fraction(gain, most)] for gain in range(1, most + 1))])[every.gains[:, party]]
        for party, most in enumerate(every.best)
    ]
    return np.stack(columns, axis=1)


def _best(every: Every, ranks: Table, among: Members) -> int:
    """The row whose worst-off party is best off, then the next worst-off, and so on; of equals the simplest."""
    import numpy as np  # noqa: PLC0415

    rows = among.nonzero()[0]
    rows = rows[ranks[rows].min(axis=1) == ranks[rows].min(axis=1).max()]
    ordered = np.sort(ranks[rows], axis=1)
    for level in range(1, ranks.shape[1]):
        top = ordered[:, level] == ordered[:, level].max()
        rows, ordered = rows[top], ordered[top]
    return min((int(row) for row in rows), key=lambda row: simpler(every.chosen(row)))


def _differing(every: Every, row: int) -> Table:
    counted: Table = (every.members != every.members[row]).sum(axis=1)
    return counted


def _efficient(every: Every, ranks: Table, among: Members) -> int | None:
    """The best row that no package at all improves for somebody at nobody's cost."""
    among = among.copy()
    while among.any():
        row = _best(every, ranks, among)
        as_good = (every.gains >= every.gains[row]).all(axis=1)
        better = (as_good & (every.gains > every.gains[row]).any(axis=1)).nonzero()[0]
        if not len(better):
            return row
        among &= ~(every.gains <= every.gains[int(better[0])]).all(axis=1)
    return None
