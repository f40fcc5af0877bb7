"""What is not used: greedy steps and local search, without any proof."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workshop.negotiation import Chosen, Rows

Table = NDArray[np.float64]


class Greedy:
    def __init__(self, rows: Rows, best: tuple[int, ...]) -> None:
        options = len(rows.options)
        self._rows = rows
        self._best = np.array(best, dtype=float)
        self._effects = np.zeros((len(rows.needs), options))
        for number, need in enumerate(rows.needs):
            for option, effect in need.effects:
                self._effects[number, option] = effect
        self._gains = np.zeros((len(rows.parties), options))
        for number, party in enumerate(rows.weights):
            for option, weight in party:
                self._gains[number, option] = weight

    def run(self) -> Chosen | None:
        """The package from which no option in, out or exchanged is a step up; None if it is not feasible."""
        here = np.zeros((1, len(self._rows.options)))
        score = self._score(here)[0]
        while True:
            steps = self._steps(here[0])
            scores = self._score(steps)
            top = max(range(len(steps)), key=lambda row: tuple(scores[row]))
            if tuple(scores[top]) <= tuple(score):
                break
            here, score = steps[top : top + 1], scores[top]
        chosen = frozenset(int(option) for option in here[0].nonzero()[0])
        return chosen if self._rows.feasible(chosen) else None

    def _steps(self, here: Table) -> Table:
        options = len(here)
        flipped = np.abs(here - np.eye(options))
        inside, outside = here.nonzero()[0], (here == 0).nonzero()[0]
        exchanged = np.repeat(here[None], len(inside) * len(outside), axis=0)
        row = 0
        for leaving in inside:
            for coming in outside:
                exchanged[row, leaving], exchanged[row, coming] = 0, 1
                row += 1
        return np.concatenate([flipped, exchanged])

    def _score(self, packages: Table) -> Table:
        """By package: how far from feasible, then the lowest share, then all shares together."""
        rows = self._rows
        effects = packages @ self._effects.T
        helped = packages @ (self._effects.T > 0)
        gains = packages @ self._gains.T
        short = np.maximum(0, -effects).sum(axis=1) + (helped == 0).sum(axis=1)
        short += np.maximum(0, 1 - gains).sum(axis=1)
        for frame in rows.frames:
            short += np.abs(packages[:, frame].sum(axis=1) - 1)
        for a, b in rows.conflicts:
            short += packages[:, a] * packages[:, b]
        for a, b in rows.requires:
            short += packages[:, a] * (1 - packages[:, b])
        if rows.budget is not None:
            short += np.maximum(0, packages @ np.array(rows.costs, dtype=float) - rows.budget)
        shares = gains / self._best
        return np.stack([-short, shares.min(axis=1), shares.sum(axis=1)], axis=1)
