"""The other side of the comparison: the same packages as a mixed integer program for HiGHS (`scipy.optimize.milp`).

Leximin by ordered cumulated outcomes (Ogryczak and Sliwinski, 2006), on shares of each party's best package.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from workshop.negotiation import Rows

Row = dict[int, float]
SLACK = 1e-6  # HiGHS reckons in floating point; what a level has reached is held with this much to spare


class TooSlowError(Exception):
    """Time was up."""


class Milp:
    """Variables: the options first, then whatever a question adds."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.given: list[tuple[Row, float, float]] = []
        for frame in rows.frames:
            self.given.append((dict.fromkeys(frame, 1.0), 1, 1))
        for a, b in rows.conflicts:
            self.given.append(({a: 1, b: 1}, -np.inf, 1))
        for a, b in rows.requires:
            self.given.append(({a: 1, b: -1}, -np.inf, 0))
        if rows.budget is not None:
            self.given.append((dict(enumerate(map(float, rows.costs))), -np.inf, rows.budget))
        for need in rows.needs:
            self.given.append((dict.fromkeys(need.helpers, 1.0), 1, np.inf))
            self.given.append((dict(need.effects), 0, np.inf))
        self.gain: list[Row] = [dict(party) for party in rows.weights]
        self.given += [(gain, 1, np.inf) for gain in self.gain]

    def best(self, until: float) -> list[int]:
        """The most each party could have."""
        return [round(self._most(gain, [], 0, until)[0]) for gain in self.gain]

    def fairest(self, best: list[int], until: float) -> float:
        """The highest share that everybody can have."""
        lowest = len(self.rows.options)
        asked = [({**gain, lowest: -most}, 0.0, np.inf) for gain, most in zip(self.gain, best, strict=True)]
        return self._most({lowest: 1.0}, asked, 1, until)[0]

    def leximin(self, best: list[int], until: float) -> list[float]:
        """The shares, worst first."""
        options, parties = len(self.rows.options), len(best)
        asked: list[tuple[Row, float, float]] = []
        more = 0
        result: NDArray[np.float64] = np.zeros(0)
        for level in range(1, parties + 1):
            first = options + more
            total: Row = {first: float(level)}
            for party, (gain, most) in enumerate(zip(self.gain, best, strict=True)):
                below = first + 1 + party
                total[below] = -1.0
                share = {option: weight / most for option, weight in gain.items()}
                asked.append(({**share, first: -1.0, below: 1.0}, 0.0, np.inf))
            more += 1 + parties
            reached, result = self._most(total, asked, more, until)
            asked.append((total, reached - SLACK, np.inf))
        chosen = {option for option in range(options) if result[option] > 0.5}
        return sorted(gain / most for gain, most in zip(self.rows.gains(chosen), best, strict=True))

    def _most(
        self, objective: Row, asked: list[tuple[Row, float, float]], more: int, until: float
    ) -> tuple[float, NDArray[np.float64]]:
        options = len(self.rows.options)
        width = options + more
        lines = [*self.given, *asked]
        cells = [
            (number, column, value)
            for number, (row, _, _) in enumerate(lines)
            for column, value in row.items()
        ]
        numbers, columns, values = zip(*cells, strict=True)
        matrix = csr_array((values, (numbers, columns)), shape=(len(lines), width))
        upper = np.ones(width)
        wanted = np.zeros(width)
        wanted[list(objective)] = [-value for value in objective.values()]
        left = until - time.monotonic()
        if left <= 0:
            raise TooSlowError
        given: Any = milp(
            wanted,
            constraints=LinearConstraint(
                matrix, [low for _, low, _ in lines], [high for _, _, high in lines]
            ),
            integrality=np.r_[np.ones(options), np.zeros(more)],
            bounds=Bounds(0, upper),
            options={"mip_rel_gap": 0.0, "time_limit": left},
        )
        if given.status != 0:
            raise TooSlowError
        return -float(given.fun), given.x
