"""Counts of things a statement mentions as unit rows of a sparse matrix, and likeness from such rows.

Must not know words, languages or people; numpy and scipy only, imported by those who compute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from workshop.grouping.statement import Traces

Matrix = NDArray[np.float64]
Sparse = sparse.csr_array[np.float64, tuple[int, int]]
Rows = Sparse | Matrix

_SHORTEST_GRAM, _LONGEST_GRAM = 3, 5
_TOGETHER = 512  # rows compared in one go: what bounds the memory used


@dataclass(frozen=True)
class Blocks:
    """A comparison as a sum of cosines: each block's rows have length sqrt(weight), or 0 where it says nothing."""

    traces: Sequence[Traces]
    spread: float
    blocks: Sequence[Rows]

    def likeness(self, rows: Sequence[int], columns: Sequence[int]) -> Matrix:
        whole = np.zeros((len(rows), len(columns)))
        for block in self.blocks:
            right = _picked(block, columns)
            for start in range(0, len(rows), _TOGETHER):
                left = _picked(block, rows[start : start + _TOGETHER])
                product = left @ right.T
                whole[start : start + _TOGETHER] += (
                    product if isinstance(product, np.ndarray) else product.toarray()
                )
        return np.round(whole, 9)  # so that the order of addition, which differs by machine, decides nothing

    def only(self, rows: Sequence[int]) -> Blocks:
        """The comparison of these rows alone, weighed as in the whole."""
        return Blocks(
            [self.traces[row] for row in rows], self.spread, [block[[*rows]] for block in self.blocks]
        )


@dataclass(frozen=True)
class Partly:
    """A comparison in which some rows are known better: likeness between two of those is `better`'s."""

    whole: Blocks
    better: Blocks
    known: Mapping[int, int]  # row -> its row in `better`

    @property
    def traces(self) -> Sequence[Traces]:
        return self.whole.traces

    @property
    def spread(self) -> float:
        return self.whole.spread

    def likeness(self, rows: Sequence[int], columns: Sequence[int]) -> Matrix:
        whole = self.whole.likeness(rows, columns)
        down = [at for at, row in enumerate(rows) if row in self.known]
        across = [at for at, row in enumerate(columns) if row in self.known]
        if down and across:
            ours, theirs = [self.known[rows[at]] for at in down], [self.known[columns[at]] for at in across]
            whole[np.ix_(down, across)] = self.better.likeness(ours, theirs)
        return whole


@dataclass(frozen=True)
class Whole:
    """A comparison of few enough statements to keep the likeness of every pair."""

    traces: Sequence[Traces]
    spread: float
    alike: Matrix

    def likeness(self, rows: Sequence[int], columns: Sequence[int]) -> Matrix:
        picked: Matrix = self.alike[np.ix_([*rows], [*columns])]
        return picked


def _picked(block: Rows, rows: Sequence[int]) -> Rows:
    return block if len(rows) == block.shape[0] and list(rows) == [*range(len(rows))] else block[[*rows]]


@lru_cache(maxsize=65536)
def letters(word: str) -> NDArray[np.int64]:
    """Every run of 3 to 5 letters in the word, the blanks around it included, as numbers that never change."""
    padded = f" {word} "
    return np.array(
        [
            crc32(padded[start : start + size].encode())
            for size in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1)
            for start in range(len(padded) - size + 1)
        ],
        dtype=np.int64,
    )


@lru_cache(maxsize=65536)
def number(term: str) -> int:
    """A number for a term that is the same in every process."""
    return crc32(term.encode())


def unit_rows(mentioned: Sequence[NDArray[np.int64]], weights: Sequence[Matrix] | None = None) -> Sparse:
    """One row of length 1 a statement (0 if it mentions nothing): smoothed TF-IDF.

    `mentioned` holds the numbers of what each mentions, with repeats; where `weights` are given they are added up,
    else (1 + log of how often) counts.
    """
    lengths = [len(one) for one in mentioned]
    terms, columns = np.unique(np.concatenate([*mentioned, np.zeros(0, np.int64)]), return_inverse=True)
    values = np.ones(len(columns)) if weights is None else np.concatenate([*weights, np.zeros(0)])
    at = np.repeat(np.arange(len(mentioned)), lengths)
    counted = sparse.coo_array((values, (at, columns)), shape=(len(mentioned), max(1, len(terms)))).tocsr()
    counted.sum_duplicates()
    if weights is None:
        counted.data = 1 + np.log(counted.data)
    frequency = np.bincount(counted.indices, minlength=counted.shape[1])
    rarity = np.log((1 + len(mentioned)) / (1 + frequency)) + 1
    counted.data *= rarity[counted.indices]
    return scaled(counted, 1)


def scaled(rows: Sparse, weight: float) -> Sparse:
    """The same rows, each of length sqrt(weight); empty rows stay empty."""
    squares: Matrix = rows.multiply(rows).sum(axis=1)
    factor = np.sqrt(weight) / np.sqrt(np.where(squares == 0, 1, squares))
    return sparse.csr_array(sparse.diags_array(factor) @ rows)


def unit(rows: Sequence[Sequence[float]] | Matrix) -> Matrix:
    """Dense rows of length 1; a row of nothing stays so."""
    whole = np.asarray(rows, np.float64)
    length = np.linalg.norm(whole, axis=1, keepdims=True)
    return whole / np.where(length < 1e-9, 1, length)  # noqa: PLR2004  nothing left but rounding
