"""Proposes which statements say nearly the same; a mediator decides. Must not know who said what.

It compares words, so it finds the same thing said in much the same words and misses the same thing said in
others: a wrong merge costs more than a missed one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.value import Value
from workshop.words import Language, stem, stems, words

if TYPE_CHECKING:
    from workshop.similarity import Matrix

# Between the distances of pairs a reader would call the same and those of pairs that share a subject. On the
# built-in cases a looser cut adds more wrong pairs than right ones.
CUT = 0.72
_COMFORTABLE_WORDS = 10
_PENALTY_A_WORD = 0.03  # a representative that can be read at once is worth more than the very centre


class Statement(Value):
    """One idea as its owner approved it."""

    id: str
    text: str
    language: Language


class Proposal(Value):
    """Groups of near-duplicates, largest first; every id once, the representative first in its group."""

    groups: tuple[tuple[str, ...], ...]
    representatives: tuple[str, ...]  # one id a group, in the order of the groups
    because: dict[str, tuple[str, ...]]  # in a group of more than one: which words of this one others share


def consolidate(statements: Sequence[Statement], question: str = "") -> Proposal:
    """Group `statements` (ids unique) that are near-duplicates.

    `question` is the joint question: its words are in many answers and tell nothing apart. The order of
    `statements` makes no difference.
    """
    from workshop.similarity import grouped, likeness  # noqa: PLC0415  half a second and 60 MB: only when asked

    ordered = sorted(statements, key=lambda statement: statement.id)
    said = [_carried(statement, question) for statement in ordered]
    alike = likeness([list(forms) for forms in said])
    groups = [_central_first(group, ordered, alike) for group in grouped(alike, CUT)]
    groups.sort(key=lambda group: (-len(group), ordered[group[0]].id))
    merged = [group for group in groups if len(group) > 1]
    return Proposal(
        groups=tuple(tuple(ordered[row].id for row in group) for group in groups),
        representatives=tuple(ordered[group[0]].id for group in groups),
        because={ordered[row].id: _shared(row, group, said) for group in merged for row in group},
    )


def _carried(statement: Statement, question: str) -> dict[str, str]:
    """What the statement adds to the question: stem -> word as written; all its words if it adds nothing."""
    asked = {form for form, _ in stems(question, statement.language)}
    added = {form: word for form, word in stems(statement.text, statement.language) if form not in asked}
    return added or {stem(word, statement.language): word for word in words(statement.text)}


def _central_first(group: list[int], statements: Sequence[Statement], alike: Matrix) -> list[int]:
    def rank(row: int) -> tuple[float, int, str]:
        length = len(words(statements[row].text))
        centrality = float(alike[row, group].mean())
        penalty = _PENALTY_A_WORD * max(0, length - _COMFORTABLE_WORDS)
        return (-round(centrality - penalty, 9), length, statements[row].id)

    return sorted(group, key=rank)


def _shared(row: int, group: list[int], said: Sequence[dict[str, str]]) -> tuple[str, ...]:
    members = Counter(form for member in group for form in said[member])
    return tuple(word for form, word in said[row].items() if members[form] > 1)
