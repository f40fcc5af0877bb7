"""Finds packages in which everybody is better off and every interest is answered. Must not know who asks, or any name.

A proposal for a mediator, who knows what no number says; it is never shown to parties as a recommendation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Literal

from flows.value import Value
from workshop.clash import Clash, smallest_clash
from workshop.negotiation import Chosen, Negotiation, Rows, shares
from workshop.reasons import Remark, named, remarks

MOST_SECONDS = 10.0
TO_EXPLAIN = 5.0  # seconds at most to find out why there is no package
SPARE = 0.2  # seconds the solver may need to stop
MOST_OPTIONS = 20  # without the solver: a million packages, a tenth of a second; each option more doubles it

Method = Literal["solver", "every"]


class SolverMissingError(Exception):
    """More options than can be looked at one package at a time."""


class Package(Value):
    options: tuple[str, ...]
    gain: dict[str, int]
    relative: dict[str, float]  # by party, its gain as a share of the most it could have
    pareto: bool  # proved: nobody can have more without somebody having less
    remarks: tuple[Remark, ...]


class Found(Value):
    """What the search came to. No packages and no clash: time was up before either was found."""

    proved: bool  # the first package is the best there is, or there is none
    seconds: float
    packages: tuple[Package, ...] = ()  # the best first
    at_most: float | None = None  # time was up: the worst-off party could at best have this share
    remarks: tuple[Remark, ...] = ()  # about all of them: which riders made them possible
    clash: Clash | None = None  # there is no package, because of this


def search(
    negotiation: Negotiation, seconds: float = MOST_SECONDS, wanted: int = 3, method: Method | None = None
) -> Found:
    """At most `wanted` packages that differ, within `seconds` (10 at most).

    `method` is by solver where it is installed and by looking at every package otherwise; SolverMissingError where
    that cannot be done, with a sentence.
    """
    begun = time.monotonic()
    until = begun + min(seconds, MOST_SECONDS) - SPARE
    rows = Rows(negotiation)
    by = method or ("solver" if solver_installed() else "every")
    if by == "every" and len(rows.options) > MOST_OPTIONS:
        raise SolverMissingError(
            f"More than {MOST_OPTIONS} options need the solver: install it with pip install 'draagvlak[solver]'."
        )
    found = _by_solver(rows, until, wanted) if by == "solver" else _by_looking(rows, until, wanted)
    return found.model_copy(update={"seconds": round(time.monotonic() - begun, 3)})


def solver_installed() -> bool:
    return find_spec("ortools") is not None


def _by_solver(rows: Rows, until: float, wanted: int) -> Found:
    # Here and not above: half a second and 90 MB, only when asked.
    from workshop import leximin  # noqa: PLC0415
    from workshop.demands import AskSolver  # noqa: PLC0415
    from workshop.solver import Model  # noqa: PLC0415

    state, chosen = leximin.search(rows, until, wanted) if _answerable(rows) else (None, [])
    if state is None or (not chosen and state.proved):
        limit = min(until, time.monotonic() + TO_EXPLAIN)
        return Found(proved=True, seconds=0, clash=smallest_clash(rows, AskSolver(rows, limit), limit))

    def possible(without: Sequence[int]) -> bool:
        model = Model(rows)
        model.without(without)
        answer = model.solve(until)
        return answer.chosen is not None or not answer.settled  # not known: nothing is said

    return Found(
        proved=state.proved,
        seconds=0,
        packages=_packages(rows, chosen, state.best, state.efficient),
        at_most=None if state.at_most is None else float(state.at_most),
        remarks=_made_possible(rows, chosen, possible),
    )


def _by_looking(rows: Rows, until: float, wanted: int) -> Found:
    from workshop.demands import AskEvery  # noqa: PLC0415
    from workshop.every_package import every  # noqa: PLC0415
    from workshop.ranking import several  # noqa: PLC0415

    all_of_them = every(rows)
    if not len(all_of_them):
        limit = min(until, time.monotonic() + TO_EXPLAIN)
        return Found(proved=True, seconds=0, clash=smallest_clash(rows, AskEvery(rows), limit))
    chosen = several(all_of_them, wanted)

    def possible(without: Sequence[int]) -> bool:
        return bool((~all_of_them.members[:, list(without)].any(axis=1)).any())

    return Found(
        proved=True,
        seconds=0,
        packages=_packages(rows, chosen, all_of_them.best, [True] * len(chosen)),
        remarks=_made_possible(rows, chosen, possible),
    )


def _answerable(rows: Rows) -> bool:
    return all(need.helpers for need in rows.needs)


def _packages(
    rows: Rows, chosen: Sequence[Chosen], best: Sequence[int], efficient: Sequence[bool]
) -> tuple[Package, ...]:
    return tuple(
        Package(
            options=rows.names(one),
            gain=dict(zip(rows.parties, rows.gains(one), strict=True)),
            relative={
                party: round(float(share), 6)
                for party, share in zip(rows.parties, shares(rows.gains(one), best), strict=True)
            },
            pareto=proved,
            remarks=remarks(rows, one, best, chosen[0]),
        )
        for one, proved in zip(chosen, efficient, strict=True)
    )


def _made_possible(
    rows: Rows, chosen: Sequence[Chosen], possible: Callable[[Sequence[int]], bool]
) -> tuple[Remark, ...]:
    """Which riders there would be no deal without; `possible` tells whether there is a package without some options."""
    used = sorted(rows.riders & chosen[0]) if chosen else []
    if not used or possible(sorted(rows.riders)):
        return ()
    needed = [rider for rider in used if not possible([rider])]
    together = Remark(key="no_deal_without_riders", values={"riders": rows.names(used)})
    return together, *(Remark(key="no_deal_without", values=named(rows, rider)) for rider in needed)
