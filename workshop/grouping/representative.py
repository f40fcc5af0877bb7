"""Which sentence stands for a group: says most of what the others say, in few words. Rewrites nothing.

The method is consensus decoding: the member whose words overlap most, on average, with every other member's (F1 of
stems, the question's words included: a wording must be readable by itself), less a penalty for length.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from workshop.grouping.statement import Statement
from workshop.words import Language, plain_words, stem

_COMFORTABLE_WORDS = 7
_PENALTY_A_WORD = (
    0.02  # worth more than the ranking: on ArgKP .264 without it, .317 with it (ROUGE-1 to the key point)
)
_LOOKED_AT = 150  # of a larger group, each is compared with the shortest so many


def central_first(rows: Sequence[int], statements: Sequence[Statement]) -> list[int]:
    """The rows of a group, the best representative first."""
    if len(rows) < 2:  # noqa: PLR2004  alone
        return [*rows]
    length = {row: len(_said(statements[row].text, statements[row].language)) for row in rows}
    looked = sorted(rows, key=lambda row: (length[row], statements[row].id))[:_LOOKED_AT]
    overlap = _overlap([statements[row] for row in rows], [statements[row] for row in looked])
    central = {
        row: round(overlap[at] - _PENALTY_A_WORD * max(0, length[row] - _COMFORTABLE_WORDS), 6)
        for at, row in enumerate(rows)
    }
    return sorted(rows, key=lambda row: (-central[row], length[row], statements[row].id))


def _overlap(some: Sequence[Statement], others: Sequence[Statement]) -> list[float]:
    """For each of `some`, the mean F1 of its stems against those of `others`."""
    import numpy as np  # noqa: PLC0415

    ours, theirs = _marked(some), _marked(others)
    common = (ours @ theirs.T).toarray()
    sizes = np.asarray(ours.sum(axis=1))[:, None] + np.asarray(theirs.sum(axis=1))[None, :]
    return [float(one) for one in (2 * common / np.maximum(sizes, 1)).mean(axis=1)]


def _marked(statements: Sequence[Statement]) -> Any:
    """A sparse row a statement: 1 for every stem it has. Columns are stems by number, modulo a large prime."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    said = [_numbers(one.text, one.language) for one in statements]
    ends = np.cumsum([0, *map(len, said)])
    columns = np.array([one for some in said for one in some], np.int64)
    return sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(said), _PRIME))


_PRIME = 1_048_573


@lru_cache(maxsize=32768)
def _numbers(text: str, language: Language) -> tuple[int, ...]:
    from workshop.grouping.vectors import number  # noqa: PLC0415

    return tuple(sorted({number(stem(word, language)) % _PRIME for word in _said(text, language)}))


@lru_cache(maxsize=32768)
def _said(text: str, language: Language) -> tuple[str, ...]:
    return tuple(plain_words(text, language))
