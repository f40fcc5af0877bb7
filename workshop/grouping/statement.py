"""What is grouped, and what comes out: a proposal. Must not know who said it, who asks or which pipeline ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from flows.value import Value
from workshop.words import Language

_TOGETHER = 256  # rows compared in one go: what bounds the memory used


class Statement(Value):
    """One thing somebody said, as its owner approved it."""

    id: str
    text: str
    language: Language


@dataclass(frozen=True)
class Traces:
    """What a suggestion can rest on: for each thing a statement mentions (a stem, a concept) the word for it."""

    words: dict[str, str]

    def shared_with(self, others: set[str]) -> tuple[str, ...]:
        """The words of this one for which `others` have a word as well; in the order they were said."""
        return tuple(dict.fromkeys(word for key, word in self.words.items() if key in others))


class Comparison(Protocol):
    """Statements made comparable. Likeness is 1 for the same, about 0 for strangers; it may be a little below."""

    @property
    def traces(self) -> Sequence[Traces]:
        """What each statement mentions, in the order they were given."""
        ...

    @property
    def spread(self) -> float:
        """0: they share words of their own; 1: hardly two share one, so meaning comes from elsewhere."""
        ...

    def likeness(self, rows: Sequence[int], columns: Sequence[int]) -> Any:
        """A matrix (numpy) of the likeness of each of `rows` to each of `columns`."""
        ...


class Pipeline(Protocol):
    """A way to see that two statements are about the same. Deterministic; the order given makes no difference."""

    name: str

    def compare(self, question: str, statements: Sequence[Statement]) -> Comparison:
        """`question` is the joint question, or empty: its words are in many answers and tell nothing apart."""
        ...


@dataclass(frozen=True)
class Grouping:
    """Groups largest first; every id once, the representative first in its group."""

    pipeline: str
    groups: tuple[tuple[str, ...], ...]
    representatives: tuple[str, ...]  # one id a group, in the order of the groups
    because: dict[str, tuple[str, ...]]  # in a group of more than one: which words of this one others share
    ids: tuple[str, ...]  # in the order of the comparison
    comparison: Comparison = field(repr=False)

    def similar(self, most: int | None = None) -> Iterator[tuple[str, list[tuple[str, float]]]]:
        """Each id with the others, likest first (of equals by id), and their likeness; at most `most` of them."""
        count = len(self.ids)
        for start in range(0, count, _TOGETHER):
            rows = range(start, min(start + _TOGETHER, count))
            scores = self.comparison.likeness(rows, range(count))
            for at, row in enumerate(rows):
                order = [int(one) for one in (-scores[at]).argsort(kind="stable") if one != row][:most]
                yield self.ids[row], [(self.ids[one], round(float(scores[at, one]), 4)) for one in order]
