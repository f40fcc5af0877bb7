"""The grouping jobs as the worker process runs them: what goes in and comes out can be pickled. Knows no askers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from flows.value import Value
from workshop.grouping.endpoint import Service
from workshop.grouping.gloss import USUAL_PLACE
from workshop.grouping.group import Cut, group
from workshop.grouping.pipelines import made
from workshop.grouping.statement import Pipeline, Statement
from workshop.grouping.suggest import Suggestion, suggest

__all__ = [
    "DEFAULT",
    "Proposal",
    "Statement",
    "Suggestion",
    "Way",
    "consolidate",
    "made_ready",
    "three_themes",
]


class Way(Value):
    """By which pipeline the operator wants statements compared, and what it needs.

    `vectors` is what a service said of texts that may go to it, by the statement's id, for "endpoint": asked for by
    who knows whose they are. Without any, "endpoint" is the default.
    """

    pipeline: Literal["default", "semantic", "endpoint"] = "default"
    dictionary: Path = USUAL_PLACE
    model: Path | None = None
    vectors: dict[str, tuple[float, ...]] = {}


DEFAULT = Way()


class Proposal(Value):
    """Groups, largest first; every id once, the representative first in its group."""

    groups: tuple[tuple[str, ...], ...]
    representatives: tuple[str, ...]  # one id a group, in the order of the groups
    because: dict[str, tuple[str, ...]]  # in a group of more than one: which words of this one others share


def consolidate(
    statements: Sequence[Statement], question: str = "", cut: Cut = "same", way: Way = DEFAULT
) -> Proposal:
    """Group `statements` (ids unique): near-duplicates, or with `cut` "theme" what is about the same.

    `question` is the joint question: its words are in many answers and tell nothing apart. The order of
    `statements` makes no difference. NoModelError or NoDictionaryError says in a sentence what "semantic" lacks.
    """
    found = group(question, statements, _pipeline(way), cut)
    return Proposal(groups=found.groups, representatives=found.representatives, because=found.because)


def three_themes(
    question: str, themes: Mapping[str, Sequence[Statement]], statement: Statement, way: Way = DEFAULT
) -> tuple[Suggestion, ...]:
    """At most three of the confirmed `themes` (name -> its statements) for a new statement, best first."""
    return suggest(question, themes, statement, _pipeline(way))


def made_ready(way: Way) -> None:
    """Read what the pipeline needs, or NoModelError or NoDictionaryError: at start, not at the first sorting."""
    _pipeline(way)


def _pipeline(way: Way) -> Pipeline:
    if way.pipeline == "endpoint":
        return Service(lambda one: way.vectors.get(one.id))
    return _kept(way.pipeline, way.dictionary, way.model)


@cache
def _kept(pipeline: str, dictionary: Path, model: Path | None) -> Pipeline:
    """Kept between jobs: a sentence it has read it need not read again."""
    return made(pipeline, dictionary, model)
