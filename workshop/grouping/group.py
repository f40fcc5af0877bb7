"""Proposes groups: statements that say the same, or themes. A mediator decides. Must not know who said what.

A wrong merge swallows somebody's nuance and a missed one costs a tap, so "the same" is cut tight. Themes are cut
by number: about a dozen, as a table can discuss, a few more where the statements share little.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Any, Literal
from zlib import crc32

from workshop.grouping.representative import central_first
from workshop.grouping.statement import Comparison, Grouping, Pipeline, Statement

Cut = Literal[
    "same",  # say nearly the same
    "theme",  # are about the same
]

# Mean likeness inside a group of near-duplicates where words are shared, and less where hardly any are.
_SAME, _SAME_SPREAD = 0.35, 0.17
_WHOLE = (
    2000  # more statements than this are grouped by a sample of so many, and the rest join the likest theme
)
_SAMPLE = 1500
_THEMES, _MORE_THEMES = (
    2.0,
    2.0,
)  # themes a natural logarithm of the number of statements; and more where spread

_STRANGERS = 0.02  # groups less alike than this are not joined, however few statements there are


def group(question: str, statements: Sequence[Statement], pipeline: Pipeline, cut: Cut = "theme") -> Grouping:
    """Group `statements` (ids unique). Their order makes no difference.

    `question` is the joint question, or empty.
    """
    ordered = sorted(statements, key=lambda one: one.id)
    comparison = pipeline.compare(question, ordered)
    many = len(ordered) > _WHOLE and cut == "theme"
    comparison = comparison if many else _kept(comparison, len(ordered))
    found = _by_sample(ordered, comparison) if many else _grouped(range(len(ordered)), comparison, cut)
    ranked = [central_first(rows, ordered) for rows in found]
    ranked.sort(key=lambda rows: (-len(rows), ordered[rows[0]].id))
    return Grouping(
        pipeline=pipeline.name,
        groups=tuple(tuple(ordered[row].id for row in rows) for rows in ranked),
        representatives=tuple(ordered[rows[0]].id for rows in ranked),
        because=_because(ranked, ordered, comparison),
        ids=tuple(one.id for one in ordered),
        comparison=comparison,
    )


def themes_for(count: int, spread: float) -> int:
    """How many themes to propose for `count` statements: never so many that most stand alone."""
    wanted = round((_THEMES + _MORE_THEMES * spread) * log(count)) if count > 1 else 1
    return max(1, min(-(-count // 2), wanted))


def _kept(comparison: Comparison, count: int) -> Comparison:
    from workshop.grouping.vectors import Whole  # noqa: PLC0415  scipy: only when asked

    return Whole(comparison.traces, comparison.spread, comparison.likeness(range(count), range(count)))


def _grouped(rows: Sequence[int], comparison: Comparison, cut: Cut) -> list[list[int]]:
    from workshop.grouping.linkage import cut_at, cut_into, diffused  # noqa: PLC0415

    alike = comparison.likeness(rows, rows)
    if cut == "same":
        return cut_at(alike, _SAME + comparison.spread * (_SAME_SPREAD - _SAME))
    return cut_into(diffused(alike, comparison.spread), themes_for(len(rows), comparison.spread), _STRANGERS)


def _by_sample(statements: Sequence[Statement], comparison: Comparison) -> list[list[int]]:
    """Themes of a sample that depends on nothing but the texts; every other statement joins the likest theme."""
    chosen = sorted(range(len(statements)), key=lambda row: (crc32(statements[row].text.encode()), row))[
        :_SAMPLE
    ]
    chosen.sort()
    groups = [[chosen[at] for at in rows] for rows in _grouped(chosen, comparison, "theme")]
    rest = sorted(set(range(len(statements))) - set(chosen))
    for row, theme in zip(rest, _likest(rest, groups, comparison), strict=True):
        groups[theme].append(row)
    return [sorted(rows) for rows in groups]


def _likest(rows: Sequence[int], groups: Sequence[Sequence[int]], comparison: Comparison) -> list[int]:
    import numpy as np  # noqa: PLC0415

    found: list[int] = []
    members = [row for one in groups for row in one]
    starts = np.cumsum([0, *(len(one) for one in groups[:-1])])
    for start in range(0, len(rows), _SAMPLE):
        alike = comparison.likeness(rows[start : start + _SAMPLE], members)
        nearest: Any = np.maximum.reduceat(alike, starts, axis=1)
        found += [int(theme) for theme in nearest.argmax(axis=1)]
    return found


def _because(
    ranked: Sequence[Sequence[int]], statements: Sequence[Statement], comparison: Comparison
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for rows in ranked:
        if len(rows) > 1:
            times: dict[str, int] = {}
            for row in rows:
                for key in comparison.traces[row].words:
                    times[key] = times.get(key, 0) + 1
            shared = {key for key, count in times.items() if count > 1}
            found |= {statements[row].id: comparison.traces[row].shared_with(shared) for row in rows}
    return found
