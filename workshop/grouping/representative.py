"""Which sentence stands for a group: central, and short enough to take in at once. Rewrites nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from workshop.grouping.statement import Comparison, Statement
from workshop.words import words

_COMFORTABLE_WORDS = 10
_PENALTY_A_WORD = (
    0.03  # worth more than the very centre: on ArgKP the ranking method matters less than length
)
_LOOKED_AT = 150  # of a larger group, each is compared with the shortest so many


def central_first(rows: Sequence[int], statements: Sequence[Statement], comparison: Comparison) -> list[int]:
    """The rows of a group, the best representative first."""
    if len(rows) < 2:  # noqa: PLR2004  alone
        return [*rows]
    looked = sorted(rows, key=lambda row: (_length(statements[row]), statements[row].id))[:_LOOKED_AT]
    centrality = comparison.likeness(rows, looked).mean(axis=1)
    central = dict(zip(rows, (float(one) for one in centrality), strict=True))

    def rank(row: int) -> tuple[float, int, str]:
        length = _length(statements[row])
        penalty = _PENALTY_A_WORD * max(0, length - _COMFORTABLE_WORDS)
        return (-round(central[row] - penalty, 6), length, statements[row].id)

    return sorted(rows, key=rank)


@lru_cache(maxsize=32768)
def _length(statement: Statement) -> int:
    return len(words(statement.text))
