"""Proposes which statements say nearly the same; a mediator decides. Must not know who said what."""

from __future__ import annotations

from collections.abc import Sequence

from flows.value import Value
from workshop.grouping.default import Default
from workshop.grouping.group import group
from workshop.grouping.statement import Statement

__all__ = ["Proposal", "Statement", "consolidate"]


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
    found = group(question, statements, Default(), "same")
    return Proposal(groups=found.groups, representatives=found.representatives, because=found.because)
