"""Asks which demands can be met together: of the solver, or of every package there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshop.clash import GIVEN, Demand, TimeUpError, demands
from workshop.every_package import answered, weighed
from workshop.negotiation import Chosen, Rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.int64]
    Marks = NDArray[np.bool_]


def is_met(rows: Rows, demand: Demand, chosen: Chosen) -> bool:
    match demand.kind:
        case "interest":
            return rows.needs[demand.row].answered(chosen)
        case "party":
            return rows.gains(chosen)[demand.row] >= 1
        case "frame":
            return sum(option in chosen for option in rows.frames[demand.row]) == 1
        case "budget":
            return rows.budget is None or rows.cost(chosen) <= rows.budget
        case "conflict":
            a, b = rows.conflicts[demand.row]
            return a not in chosen or b not in chosen
        case "requires":
            a, b = rows.requires[demand.row]
            return a not in chosen or b in chosen


class AskEvery:
    """By looking at every package: up to 20 options."""

    def __init__(self, rows: Rows) -> None:
        import numpy as np  # noqa: PLC0415

        self.rows = rows
        codes = np.arange(1 << len(rows.options), dtype=np.int64)
        self._met = {demand: _column(rows, demand, codes) for demand in demands(rows)}
        self._count = np.sum([met for one, met in self._met.items() if one.kind not in GIVEN], axis=0)

    def met(self, held: frozenset[Demand]) -> frozenset[Demand] | None:
        import numpy as np  # noqa: PLC0415

        kept = np.logical_and.reduce([self._met[one] for one in held]) if held else self._count >= 0
        if not kept.any():
            return None
        code = int(np.where(kept, self._count, -1).argmax())
        return frozenset(one for one, met in self._met.items() if met[code])


def _column(rows: Rows, demand: Demand, codes: Codes) -> Marks:
    """Which of the packages meet the demand."""
    met: Marks
    match demand.kind:
        case "interest":
            met = answered(codes, rows.needs[demand.row].effects)
        case "party":
            met = weighed(codes, rows.weights[demand.row]) >= 1
        case "frame":
            met = weighed(codes, tuple((option, 1) for option in rows.frames[demand.row])) == 1
        case "budget":
            met = weighed(codes, tuple(enumerate(rows.costs))) <= (rows.budget or 0)
        case "conflict":
            a, b = rows.conflicts[demand.row]
            met = (codes >> a & codes >> b & 1) == 0
        case "requires":
            a, b = rows.requires[demand.row]
            met = (codes >> a & 1) <= (codes >> b & 1)
    return met


class AskSolver:
    """By the solver, for any number of options. `until` is a moment of `time.monotonic`."""

    def __init__(self, rows: Rows, until: float) -> None:
        from workshop.solver import Demands  # noqa: PLC0415  the solver takes half a second and 90 MB

        self.rows = rows
        self._until = until
        self._all = demands(rows)
        self._model = Demands(rows, self._all)

    def met(self, held: frozenset[Demand]) -> frozenset[Demand] | None:
        found, settled = self._model.meeting(held, self._until)
        if found is not None:
            return frozenset(one for one in self._all if is_met(self.rows, one, found))
        if not settled:
            raise TimeUpError
        return None
