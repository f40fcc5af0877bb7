"""The packages of a negotiation as a model for OR-Tools CP-SAT, solved in one thread so that each run finds the same.

Imported only where a search runs: the solver takes half a second and 90 MB.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from ortools.sat.python import cp_model

from workshop.clash import GIVEN, Demand
from workshop.negotiation import Chosen, Rows

LONG = 10.0  # in the solver's own measure of work, about a second each: the same on every machine
A_WHILE = 0.1  # in that measure: how long to look for a package that meets more demands than it must
_FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


@dataclass(frozen=True)
class Level:
    """What leximin has settled: the next worst-off share, which parties could be at it, and how many at least are."""

    share: Fraction
    parties: tuple[int, ...]
    count: int | None  # None: not known, to be made as few as can be


@dataclass(frozen=True)
class Answer:
    chosen: Chosen | None  # the best package found; None: there is none, or none was found in time
    settled: bool  # proved: the best there is, or that there is none
    bound: int  # no package has an objective beyond this


class Model:
    """Which packages are feasible, and what else is asked of them; copies of it are asked more."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.cp = cp_model.CpModel()
        self.option = [self.cp.new_bool_var("") for _ in rows.options]
        self._limits()
        self.without(rows.useless)
        for need in rows.needs:
            self.cp.add_bool_or([self.option[helper] for helper in need.helpers])
            self.cp.add(_sum(self.option, need.effects) >= 0)
        self.gain = [_sum(self.option, party) for party in rows.weights]
        for gain in self.gain:
            self.cp.add(gain >= 1)

    def copy(self) -> Model:
        made = object.__new__(Model)
        made.rows = self.rows
        made.cp = self.cp.clone()
        made.option = [made.cp.get_bool_var_from_proto_index(one.index) for one in self.option]
        made.gain = [_sum(made.option, party) for party in self.rows.weights]
        return made

    def _limits(self) -> None:
        rows, option = self.rows, self.option
        for frame in rows.frames:
            self.cp.add_exactly_one([option[one] for one in frame])
        for a, b in rows.conflicts:
            self.cp.add_at_most_one([option[a], option[b]])
        for a, b in rows.requires:
            self.cp.add_implication(option[a], option[b])
        if rows.budget is not None:
            self.cp.add(_sum(option, enumerate(rows.costs)) <= rows.budget)

    # ------------------------------------------------------------------ what may be asked of a package

    def at_least(self, gains: Sequence[int]) -> None:
        for gain, least in zip(self.gain, gains, strict=True):
            self.cp.add(gain >= least)

    def differing(self, chosen: Chosen, options: int) -> None:
        """At least so many options in or out that are not so in `chosen`."""
        turned = [one.negated() if row in chosen else one for row, one in enumerate(self.option)]
        self.cp.add(cp_model.LinearExpr.sum(turned) >= options)

    def better_for_somebody(self, gains: Sequence[int]) -> None:
        """Not a package that brings nobody more than `gains`."""
        more = [self.cp.new_bool_var("") for _ in gains]
        for gain, had, literal in zip(self.gain, gains, more, strict=True):
            self.cp.add(gain >= had + 1).only_enforce_if(literal)
        self.cp.add_bool_or(more)

    def without(self, options: Iterable[int]) -> None:
        for one in options:
            self.cp.add(self.option[one] == 0)

    def settle(self, levels: Sequence[Level], best: Sequence[int]) -> list[list[cp_model.IntVar]]:
        """Hold the package to what is settled; by party, literals of which one is true at a settled level."""
        at: list[list[cp_model.IntVar]] = [[] for _ in best]
        for level in levels:
            here = []
            for party, most in enumerate(best):
                least = floor(level.share * most) + 1
                above = [literal.negated() for literal in at[party]]
                if party in level.parties:
                    self.cp.add(self.gain[party] >= least - 1).only_enforce_if(above)
                    here.append(self.cp.new_bool_var(""))
                    at[party].append(here[-1])
                    above.append(here[-1].negated())
                self.cp.add(self.gain[party] >= least).only_enforce_if(above)
            if level.count is None:
                self.cp.minimize(cp_model.LinearExpr.sum(here))
            else:
                self.cp.add(cp_model.LinearExpr.sum(here) == level.count)
        return at

    # ------------------------------------------------------------------ asking

    def solve(
        self, until: float, hint: Chosen | None = None, near: float = 0.0, work: float | None = None
    ) -> Answer:
        """The best package by the model's objective, or any where it has none.

        `until` is a moment of `time.monotonic`. With `near` it stops at a package within that part of the best,
        with `work` after so much of the solver's own measure of it: the same on every machine.
        """
        solver = _solver(until)
        solver.parameters.relative_gap_limit = near
        if work is not None:
            solver.parameters.max_deterministic_time = work
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        if hint is not None:
            for row, one in enumerate(self.option):
                self.cp.add_hint(one, row in hint)
        status = solver.solve(self.cp)
        chosen = None
        if status in _FOUND:
            chosen = _read(solver, self.option)
        settled = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        return Answer(chosen, settled, floor(solver.best_objective_bound + 1e-6))

    def all(self, until: float, most: int, *, quick: bool = False) -> tuple[list[Chosen], bool]:
        """All packages, and whether these are all: not if there are more than `most`.

        `quick` is for where there may be very many: no relaxation, and no long search for the last few.
        """
        listing = _Listing(self.option, most)
        solver = _solver(until)
        solver.parameters.max_deterministic_time = 1.0 if quick else LONG
        solver.parameters.linearization_level = 0 if quick else 2
        solver.parameters.enumerate_all_solutions = True
        status = solver.solve(self.cp, listing)
        return list(listing.found), status in (cp_model.OPTIMAL, cp_model.INFEASIBLE) and not listing.over


class Demands:
    """Every demand with a literal that holds it: to ask which can be met together."""

    def __init__(self, rows: Rows, asked: Sequence[Demand]) -> None:
        self.cp = cp_model.CpModel()
        self.option = [self.cp.new_bool_var("") for _ in rows.options]
        self.held = {demand: self.cp.new_bool_var("") for demand in asked}
        for demand, literal in self.held.items():
            for part in self._parts(rows, demand):
                part.only_enforce_if(literal)
        self.cp.maximize(cp_model.LinearExpr.sum([self.held[one] for one in asked if one.kind not in GIVEN]))

    def _parts(self, rows: Rows, demand: Demand) -> list[cp_model.Constraint]:
        option, add = self.option, self.cp.add
        match demand.kind:
            case "interest":
                need = rows.needs[demand.row]
                helped = self.cp.add_bool_or([option[helper] for helper in need.helpers])
                return [helped, add(_sum(option, need.effects) >= 0)]
            case "party":
                return [add(_sum(option, rows.weights[demand.row]) >= 1)]
            case "frame":
                return [add(_sum(option, [(one, 1) for one in rows.frames[demand.row]]) == 1)]
            case "budget":
                return [add(_sum(option, enumerate(rows.costs)) <= (rows.budget or 0))]
            case "conflict":
                a, b = rows.conflicts[demand.row]
                return [self.cp.add_bool_or([option[a].negated(), option[b].negated()])]
            case "requires":
                a, b = rows.requires[demand.row]
                return [self.cp.add_bool_or([option[a].negated(), option[b]])]

    def meeting(self, held: Iterable[Demand], until: float) -> tuple[Chosen | None, bool]:
        """A package that meets these demands and many others; none and whether that is sure."""
        cp = self.cp.clone()
        for demand in held:
            cp.add(cp.get_bool_var_from_proto_index(self.held[demand].index) == 1)
        solver = _solver(until)
        solver.parameters.max_deterministic_time = A_WHILE
        status = solver.solve(cp)
        if status == cp_model.UNKNOWN:
            cp.clear_objective()  # type: ignore[no-untyped-call]
            solver = _solver(until)
            status = solver.solve(cp)
        if status in _FOUND:
            return _read(solver, self.option), True
        return None, status == cp_model.INFEASIBLE


def _sum(option: Sequence[cp_model.IntVar], weights: Iterable[tuple[int, int]]) -> cp_model.LinearExprT:
    pairs = list(weights)
    return cp_model.LinearExpr.weighted_sum([option[one] for one, _ in pairs], [w for _, w in pairs])


def _read(solver: cp_model.CpSolver, option: Sequence[cp_model.IntVar]) -> Chosen:
    return frozenset(row for row, one in enumerate(option) if solver.boolean_value(one))


class _Listing(cp_model.CpSolverSolutionCallback):
    def __init__(self, option: list[cp_model.IntVar], most: int) -> None:
        super().__init__()
        self._option = option
        self._most = most
        self.found: dict[Chosen, None] = {}
        self.over = False

    def on_solution_callback(self) -> None:
        chosen = frozenset(row for row, one in enumerate(self._option) if self.boolean_value(one))
        self.found[chosen] = None
        if len(self.found) > self._most:
            self.over = True
            self.stop_search()


def _solver(until: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.0, until - time.monotonic())
    # Measured on 60 options x 15 parties: the linear relaxation in full, but no cuts, halves the time; looking for
    # symmetries and probing cost more than they save.
    solver.parameters.linearization_level = 2
    solver.parameters.cut_level = 0
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    return solver
