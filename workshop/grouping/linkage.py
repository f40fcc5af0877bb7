"""Groups from likeness, by average linkage. Must not know what is compared; numpy and scipy only.

Average linkage gives the same groups in any order of arrival and changes little when one statement is added,
which k-means, Leiden and HDBSCAN do not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

Matrix = NDArray[np.float64]

_NEIGHBOURS, _STEPS, _PULL = 20, 2, 0.5  # where words are shared
_FEW, _ONCE, _LITTLE = 5, 1, 0.3  # where hardly any are: neighbours are guesses there
_SPREAD = 0.5


def diffused(likeness: Matrix, spread: float) -> Matrix:
    """Likeness after every statement has moved half way to its nearest neighbours, twice.

    Two statements that share no word but resemble the same third come closer; from the prototype's kNN diffusion.
    Where words are hardly shared (`spread` 1), to fewer, less far, and once.
    """
    most = min(round(_NEIGHBOURS + spread * (_FEW - _NEIGHBOURS)), len(likeness) - 1)
    pull, steps = (_PULL, _STEPS) if spread < _SPREAD else (_LITTLE, _ONCE)
    if most < 1:
        return likeness
    move = _towards_neighbours(likeness, most, pull)
    alike: Matrix = likeness
    for _ in range(steps):
        alike = np.asarray(move @ np.asarray(move @ alike).T)
    length = np.sqrt(np.maximum(np.diag(alike), 1e-12))
    return np.round(alike / length[:, None] / length[None, :], 9)


def _towards_neighbours(
    alike: Matrix, most: int, pull: float
) -> sparse.csr_array[np.float64, tuple[int, int]]:
    count = len(alike)
    others = alike.copy()
    np.fill_diagonal(others, -np.inf)
    nearest = np.argpartition(-others, most - 1, axis=1)[:, :most]
    weight = np.maximum(others[np.arange(count)[:, None], nearest], 0)
    total = weight.sum(axis=1, keepdims=True)
    weight *= pull / np.where(total == 0, 1, total)
    rows = np.repeat(np.arange(count), most)
    towards = sparse.coo_array((weight.ravel(), (rows, nearest.ravel())), shape=(count, count))
    return sparse.csr_array(towards + (1 - pull) * sparse.eye_array(count))


def tree(alike: Matrix) -> NDArray[np.float64]:
    """The order in which average linkage merges; at least two rows."""
    distance = np.maximum(1 - (alike + alike.T) / 2, 0)
    np.fill_diagonal(distance, 0)
    return linkage(squareform(distance, checks=False), "average")


def cut_at(alike: Matrix, least: float) -> list[list[int]]:
    """Groups whose members are on average at least `least` (likeness, 0..1) alike."""
    if len(alike) < 2:  # noqa: PLR2004  one statement, or none, has no pairs
        return [[row] for row in range(len(alike))]
    return _collected(fcluster(tree(alike), 1 - least, "distance"))


def cut_into(alike: Matrix, groups: int, least: float = 0.0) -> list[list[int]]:
    """About `groups` groups: more where merging would join what is on average less than `least` alike."""
    if len(alike) < 2:  # noqa: PLR2004
        return [[row] for row in range(len(alike))]
    merged = tree(alike)
    merges = len(alike) - groups
    height = merged[merges - 1, 2] if merges > 0 else -1.0
    return _collected(fcluster(merged, min(height, 1 - least), "distance"))


def _collected(labels: NDArray[np.int32]) -> list[list[int]]:
    groups: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        groups.setdefault(int(label), []).append(row)
    return list(groups.values())
