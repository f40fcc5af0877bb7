"""Where a new statement may belong: three confirmed themes, best first. The mediator says which, or that it is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.value import Value
from workshop.grouping.statement import Pipeline, Statement

MOST = 3


class Suggestion(Value):
    """A theme for a statement. It rests on `nearest`, the member most like it, and on the words in `because`."""

    theme: str
    nearest: str
    likeness: float  # of that member; about 0 for strangers, 1 for the same words
    because: tuple[
        str, ...
    ]  # words of the new statement for which the nearest has a word as well; may be none


def suggest(
    question: str,
    themes: Mapping[str, Sequence[Statement]],
    statement: Statement,
    pipeline: Pipeline,
) -> tuple[Suggestion, ...]:
    """At most three of `themes` (name -> its confirmed statements), best first; the order of the members is nothing.

    A theme is as like as its likest member: a theme of many sides is still recognised by each of them. `statement`
    itself is passed over where it stands among the members.
    """
    members = sorted(
        ((one, theme) for theme, some in themes.items() for one in some if one.id != statement.id),
        key=lambda pair: (pair[0].id, pair[1]),
    )
    compared = [one for one, _ in members]
    comparison = pipeline.compare(question, [*compared, statement])
    scores = [float(score) for score in comparison.likeness([len(members)], range(len(members)))[0]]
    best: dict[str, int] = {}
    for at, (_, theme) in enumerate(members):
        if theme not in best or scores[at] > scores[best[theme]]:
            best[theme] = at
    mine = comparison.traces[len(members)]
    return tuple(
        Suggestion(
            theme=theme,
            nearest=compared[at].id,
            likeness=scores[at],
            because=mine.shared_with(set(comparison.traces[at].words)),
        )
        for theme, at in sorted(best.items(), key=lambda pair: (-scores[pair[1]], pair[0]))[:MOST]
    )
