"""The grouping jobs as the worker process runs them: what goes in and comes out can be pickled. Knows no askers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from flows.value import Value
from workshop.grouping.gloss import USUAL_PLACE
from workshop.grouping.group import Cut, group
from workshop.grouping.pipelines import made
from workshop.grouping.statement import Pipeline, Statement
from workshop.grouping.suggest import Suggestion, suggest

__all__ = ["Proposal", "Statement", "Suggestion", "consolidate", "three_themes"]


class Proposal(Value):
    """Groups, largest first; every id once, the representative first in its group."""

    groups: tuple[tuple[str, ...], ...]
    representatives: tuple[str, ...]  # one id a group, in the order of the groups
    because: dict[str, tuple[str, ...]]  # in a group of more than one: which words of this one others share


def consolidate(
    statements: Sequence[Statement],
    question: str = "",
    cut: Cut = "same",
    pipeline: str = "default",
    dictionary: Path = USUAL_PLACE,
) -> Proposal:
    """Group `statements` (ids unique): near-duplicates, or with `cut` "theme" what is about the same.

    `question` is the joint question: its words are in many answers and tell nothing apart. The order of
    `statements` makes no difference. `pipeline` is "default" or "semantic"; NoModelError or NoDictionaryError
    says in a sentence what "semantic" lacks here.
    """
    found = group(question, statements, _ready(pipeline, dictionary), cut)
    return Proposal(groups=found.groups, representatives=found.representatives, because=found.because)


def three_themes(
    question: str,
    themes: Mapping[str, Sequence[Statement]],
    statement: Statement,
    pipeline: str = "default",
    dictionary: Path = USUAL_PLACE,
) -> tuple[Suggestion, ...]:
    """At most three of the confirmed `themes` (name -> its statements) for a new statement, best first."""
    return suggest(question, themes, statement, _ready(pipeline, dictionary))


@cache
def _ready(pipeline: str, dictionary: Path) -> Pipeline:
    """Kept between jobs: a sentence it has read it need not read again."""
    return made(pipeline, dictionary)
