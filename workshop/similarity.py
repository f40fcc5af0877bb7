"""How alike short statements are: a matrix from their stems, and groups from that matrix.

Must not know about ideas, people or files; numpy and scipy only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

Matrix = NDArray[np.float64]

_SHORTEST_GRAM, _LONGEST_GRAM = 3, 5
_STEM_SHARE = 0.4  # the rest is letters; .3 to .5 make no difference on the built-in cases
_FEWEST_STEMS = 2  # one word in common is no evidence when it is the only word


def tfidf(counts: Sequence[Counter[str]]) -> Matrix:
    """One unit-length row a statement: (1 + log count) times smoothed inverse document frequency."""
    terms = sorted(set().union(*counts))
    column = {term: number for number, term in enumerate(terms)}
    weights = np.zeros((len(counts), len(terms)))
    for row, counted in enumerate(counts):
        for term, times in counted.items():
            weights[row, column[term]] = 1 + np.log(times)
    frequency = np.count_nonzero(weights, axis=0)
    weights *= np.log((1 + len(counts)) / (1 + frequency)) + 1
    lengths = np.linalg.norm(weights, axis=1, keepdims=True)
    return weights / np.where(lengths == 0, 1, lengths)


def letters(words: Sequence[str]) -> Counter[str]:
    """Every run of 3 to 5 letters inside the words, the blanks around a word included."""
    found: Counter[str] = Counter()
    for padded in (f" {word} " for word in words):
        for size in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1):
            found.update(padded[start : start + size] for start in range(len(padded) - size + 1))
    return found


def likeness(statements: Sequence[Sequence[str]]) -> Matrix:
    """Likeness (0..1) of every pair of statements, each given as its stems.

    Pairs that share no stem, or where one statement has a single stem and the other has more, get 0: such a
    pair could not be explained to a mediator.
    """
    by_stem = tfidf([Counter(stems) for stems in statements])
    by_letter = tfidf([letters(stems) for stems in statements])
    stem_part = by_stem @ by_stem.T
    blend = _STEM_SHARE * stem_part + (1 - _STEM_SHARE) * (by_letter @ by_letter.T)
    explained = np.array([[_explained(set(a), set(b)) for b in statements] for a in statements])
    return np.where(explained, np.clip(blend, 0, 1), 0)


def _explained(one: set[str], other: set[str]) -> bool:
    if one == other:
        return bool(one)
    return min(len(one), len(other)) >= _FEWEST_STEMS and bool(one & other)


def grouped(likeness_of_pairs: Matrix, cut: float) -> list[list[int]]:
    """Row numbers in groups by average linkage, cut at distance `cut` (1 minus likeness).

    Average linkage gives the same groups in any order of arrival and changes little when one statement is
    added, which k-means, Leiden and HDBSCAN do not.
    """
    count = len(likeness_of_pairs)
    if count < 2:  # noqa: PLR2004  one statement, or none, has no pairs
        return [[row] for row in range(count)]
    distance = 1 - likeness_of_pairs
    np.fill_diagonal(distance, 0)
    labels = fcluster(linkage(squareform(distance, checks=False), "average"), cut, "distance")
    groups: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        groups.setdefault(int(label), []).append(row)
    return list(groups.values())
