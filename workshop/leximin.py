"""The search by solver: best for the worst-off first, on each party's gain as a share of its own best package.

1. If there are few feasible packages at all, list them.
2. The most each party could have: one solve a party.
3. The highest share everybody can have. Then list what still reaches it: mostly two or three packages of millions,
   and the best of them is the best of all.
4. If there are too many to list: how few parties are at that share, and the highest share for the others; and so on.
5. Different good ones: the highest share for everybody again, some options further away, and then whatever can be
   added for somebody at nobody's cost.

Leximin by levels of saturated parties: Dubois and Fortemps (1999), Bouveret and Lemaitre (2009).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

import numpy as np

from workshop.negotiation import Chosen, Rows, shares, worst_first
from workshop.ranking import LEAST_OF_BEST, NEAREST, Every, apart, several, simpler
from workshop.solver import Level, Model

FEW = 500  # packages that are listed one by one
TRIES = 4  # packages too much like one before, until less of a difference is asked
COARSE = 200  # steps in which an alternative's lowest share is measured
ENOUGH = 0.3  # of the solver's measure of work, about seconds: then an alternative is as good as it was found
GOOD = 0.05  # an alternative is good when its lowest share is at most this part below the highest


@dataclass
class Search:
    """What is known so far. `until` is a moment of `time.monotonic`."""

    rows: Rows
    until: float
    few: int = FEW
    pool: dict[Chosen, None] = field(default_factory=dict)  # every package that was ever found
    best: list[int] = field(default_factory=list)  # the most each party could have, as far as is known
    proved: bool = True
    at_most: Fraction | None = None  # time was up: the next worst-off share is at most this
    efficient: list[bool] = field(default_factory=list)  # by package, whether that was proved

    def note(self, found: Iterable[Chosen]) -> None:
        for chosen in found:
            self.pool.setdefault(chosen)
            if self.best:
                self.best = list(map(max, self.best, self.rows.gains(chosen)))

    def order(self, chosen: Chosen) -> tuple[tuple[Fraction, ...], tuple[int, ...]]:
        """Greater is better; of equals the simplest."""
        count, places, rows = simpler(chosen)
        plain = (-count, -places, *(-row for row in rows))
        return worst_first(shares(self.rows.gains(chosen), self.best)), plain

    @property
    def top(self) -> Chosen:
        return max(self.pool, key=self.order)

    @property
    def out_of_time(self) -> bool:
        return time.monotonic() >= self.until


def search(rows: Rows, until: float, wanted: int, few: int = FEW) -> tuple[Search, list[Chosen]]:
    """The best package and different good ones; none if there is no feasible one, or none was found in time.

    Up to `few` packages are listed where that settles the matter; 0: never, so that the solver settles every level.
    """
    state = Search(rows, until, few=few)
    model = Model(rows)
    found, complete = model.all(until, few, quick=True)
    state.note(found)
    if complete:
        every = _listed(rows, found)
        chosen = several(every, wanted) if found else []
        state.best = list(every.best) if found else []
        state.efficient = [True] * len(chosen)
        return state, chosen
    if not state.pool:
        first = model.solve(until)
        state.note([first.chosen] if first.chosen else [])
        state.proved = first.settled
    if not state.pool:
        return state, []
    _bests(state, model)
    best = _leximin(state, model)
    state.efficient = [state.proved]
    chosen = [best]
    while len(chosen) < wanted and not state.out_of_time:
        other = _different(state, model, chosen)
        if other is None:
            break
        chosen.append(other)
    return state, chosen


def fairest(rows: Rows, until: float) -> tuple[Search, Fraction | None]:
    """Only the first two steps, to be measured: each party's best, and the highest share that everybody can have."""
    state = Search(rows, until)
    model = Model(rows)
    first = model.solve(until)
    state.note([first.chosen] if first.chosen else [])
    if not state.pool:
        return state, None
    _bests(state, model)
    return state, _highest(state, model, [], 0)


def _listed(rows: Rows, found: Sequence[Chosen]) -> Every:
    members = np.zeros((len(found), len(rows.options)), dtype=bool)
    for row, chosen in enumerate(found):
        members[row, list(chosen)] = True
    return Every(members=members, gains=np.array([rows.gains(chosen) for chosen in found], dtype=np.int64))


def _bests(state: Search, model: Model) -> None:
    """The most each party could have."""
    gains = [state.rows.gains(chosen) for chosen in state.pool]
    state.best = [max(column) for column in zip(*gains, strict=True)]
    for party in range(len(state.best)):
        asked = model.copy()
        asked.cp.add(asked.gain[party] >= state.best[party])
        asked.cp.maximize(asked.gain[party])
        answer = asked.solve(state.until, max(state.pool, key=lambda one: state.rows.gains(one)[party]))
        state.note([answer.chosen] if answer.chosen else [])
        state.proved &= answer.settled


def _leximin(state: Search, model: Model) -> Chosen:
    levels: list[Level] = []
    while state.proved and sum(level.count or 0 for level in levels) < len(state.best):
        settled = sum(level.count or 0 for level in levels)
        share = _highest(state, model, levels, settled)
        if share is None:
            break
        level = _fewest(state, model, levels, settled, share)
        if level is None:
            break
        levels.append(level)
        asked = model.copy()
        asked.settle(levels, state.best)
        found, complete = asked.all(state.until, state.few)
        state.note(found)
        if complete:
            return state.top
    if state.proved:
        _simplest(state, model, levels)
    return state.top


def _highest(state: Search, model: Model, levels: Sequence[Level], settled: int) -> Fraction | None:
    """The highest share that all parties not yet settled can have; None if time was up."""
    known = state.order(state.top)[0][settled]
    unit = max(state.best) ** 2  # two shares that differ, differ by more than one of these
    asked = model.copy()
    at = asked.settle(levels, state.best)
    lowest = asked.cp.new_int_var(floor(known * unit), unit, "")
    for gain, most, literals in zip(asked.gain, state.best, at, strict=True):
        asked.cp.add(unit * gain >= most * lowest).only_enforce_if([one.negated() for one in literals])
    asked.cp.maximize(lowest)
    answer = asked.solve(state.until, state.top)
    state.note([answer.chosen] if answer.chosen else [])
    if not answer.settled:
        state.proved = False
        state.at_most = Fraction(answer.bound + 1, unit)
        return None
    return state.order(state.top)[0][settled]


def _fewest(
    state: Search, model: Model, levels: Sequence[Level], settled: int, share: Fraction
) -> Level | None:
    """How few parties are at that share; None if time was up."""
    could = tuple(party for party, most in enumerate(state.best) if (share * most).denominator == 1)
    count = state.order(state.top)[0][settled:].count(share)
    if count > 1:
        asked = model.copy()
        asked.settle([*levels, Level(share, could, None)], state.best)
        answer = asked.solve(state.until, state.top)
        state.note([answer.chosen] if answer.chosen else [])
        if not answer.settled:
            state.proved = False
            return None
        count = state.order(state.top)[0][settled:].count(share)
    return Level(share, could, count)


def _simplest(state: Search, model: Model, levels: Sequence[Level]) -> None:
    """Of the packages that are equally good, the simplest."""
    asked = model.copy()
    asked.settle(levels, state.best)
    options = len(state.rows.options)
    asked.cp.minimize(sum((options**2 + row) * one for row, one in enumerate(asked.option)))
    answer = asked.solve(state.until, state.top)
    state.note([answer.chosen] if answer.chosen else [])


def _different(state: Search, model: Model, before: Sequence[Chosen]) -> Chosen | None:
    """A good package some options away from those before, Pareto-efficient; None where there is none, or no time."""
    distance = apart(len(state.rows.options))
    nearby: list[tuple[int, ...]] = []  # efficient, but too much like one before: what they outdo is left out
    while distance >= NEAREST and not state.out_of_time:
        found, settled = _far(state, model, before, distance, nearby)
        if found is None and not settled:
            return None
        if found is None or len(nearby) >= TRIES:
            distance, nearby = max(NEAREST, distance // 2) if distance > NEAREST else 0, []
            continue
        repaired, efficient = _repaired(state, model, found)
        if all(len(repaired ^ one) >= distance for one in before):
            state.efficient.append(efficient)
            return repaired
        nearby.append(state.rows.gains(repaired))
    return None


def _far(
    state: Search, model: Model, before: Sequence[Chosen], distance: int, nearby: Sequence[tuple[int, ...]]
) -> tuple[Chosen | None, bool]:
    lowest_of_best = state.order(before[0])[0][0]
    asked = model.copy()
    asked.at_least([max(1, ceil(LEAST_OF_BEST * lowest_of_best * most)) for most in state.best])
    for one in before:
        asked.differing(one, distance)
    for gains in nearby:
        asked.better_for_somebody(gains)
    # No package does better than the best: with that said, a good one is known to be good as soon as it is found.
    lowest = asked.cp.new_int_var(0, floor(COARSE * lowest_of_best), "")
    for gain, most in zip(asked.gain, state.best, strict=True):
        asked.cp.add(COARSE * gain >= most * lowest)
    asked.cp.maximize(lowest)
    far = [one for one in state.pool if all(len(one ^ other) >= distance for other in before)]
    hint = max(far, key=state.order, default=None)
    answer = asked.solve(state.until, hint, GOOD, ENOUGH)
    if answer.chosen is None and not answer.settled:  # any that far away is better than none
        asked.cp.clear_objective()  # type: ignore[no-untyped-call]
        answer = asked.solve(state.until, hint)
    state.note([answer.chosen] if answer.chosen else [])
    return answer.chosen, answer.settled


def _repaired(state: Search, model: Model, chosen: Chosen) -> tuple[Chosen, bool]:
    """Whatever more can be had for somebody at nobody's cost, and whether nothing more was proved to be had."""
    asked = model.copy()
    asked.at_least(state.rows.gains(chosen))
    asked.cp.maximize(sum(asked.gain))
    answer = asked.solve(state.until, chosen)
    state.note([answer.chosen] if answer.chosen else [])
    return answer.chosen or chosen, answer.settled
