"""The pipeline that needs nothing installed: words, letters, and the list of concepts. Knows no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from workshop.grouping.concepts import Mention, family, mentions, parts
from workshop.grouping.statement import Comparison, Statement, Traces
from workshop.words import Language, stem, stems, words

if TYPE_CHECKING:
    from workshop.grouping.vectors import Rows, Sparse

# Shares of the likeness. Where statements share words of their own (spread 0), those tell; the list of concepts
# then only blurs them. Where hardly two share a word (spread 1) the concepts carry the comparison. Measured on
# the training topics of ArgKP and on the Dutch-English development set: docs/decisions/0010.
_DENSE = {"stems": 0.4, "letters": 0.6, "concepts": 0.0, "families": 0.0}
_SPREAD = {"stems": 0.15, "letters": 0.3, "concepts": 0.45, "families": 0.1}
_SHARED_ENOUGH, _SHARED_LITTLE = 0.30, 0.15  # mean likeness by stems of a statement to its likest other
# Share of the statements that makes a word of the question everybody's, where few words are shared.
_MANY = 0.2
_SAMPLE = 1000  # statements from which the spread is estimated


@dataclass(frozen=True)
class Said:
    """A statement taken apart once; the same for whatever it is compared with."""

    stems: tuple[tuple[str, str], ...]  # stem, word
    concepts: tuple[Mention, ...]


@lru_cache(maxsize=32768)
def said(text: str, language: Language) -> Said:
    found = []
    for form, word in stems(text, language):
        found.append((form, word))
        found += [(part, word) for part in (parts(word) if language == "nl" else ()) if part != form]
    return Said(tuple(found), tuple(mentions(text, language)))


class Default:
    """Cosines of stems, of runs of letters and of concepts, minus what the question itself is about."""

    name = "default"

    def compare(self, question: str, statements: Sequence[Statement]) -> Comparison:
        from workshop.grouping.vectors import Blocks  # noqa: PLC0415  numpy and scipy: only when asked

        taken = _beyond(question, statements)
        by_stem = _stem_rows(taken)
        spread = _spread(by_stem)
        weights = {part: _DENSE[part] + spread * (_SPREAD[part] - _DENSE[part]) for part in _DENSE}
        return Blocks([_traces(one) for one in taken], spread, _blocks(taken, by_stem, weights))


def _beyond(question: str, statements: Sequence[Statement]) -> list[Said]:
    """What each statement adds to the question; all of it if it adds nothing.

    Where statements share few words, only what many of them repeat from the question is taken out: a joint question
    that names every theme ("so that people are safe, farmers can stay ...") would otherwise take away the very words
    that tell themes apart.
    """
    whole = [said(one.text, one.language) for one in statements]
    least = _MANY * _spread(_stem_rows(whole)) * len(whole) if question else 0.0
    posed = [said(question, language) for language in _LANGUAGES]
    forms = _repeated(
        {form for one in posed for form, _ in one.stems},
        [{form for form, _ in one.stems} for one in whole],
        least,
    )
    meant = _repeated(
        {mention.concept for one in posed for mention in one.concepts},
        [{mention.concept for mention in one.concepts} for one in whole],
        least,
    )
    return [_without(one, statement, forms, meant) for one, statement in zip(whole, statements, strict=True)]


def _repeated(asked: set[str], mentioned: Sequence[set[str]], least: float) -> set[str]:
    times = Counter(one for some in mentioned for one in some & asked)
    return {one for one, count in times.items() if count >= least}


def _without(whole: Said, statement: Statement, forms: set[str], meant: set[str]) -> Said:
    added = tuple(pair for pair in whole.stems if pair[0] not in forms)
    if not added:
        bare = tuple((stem(word, statement.language), word) for word in words(statement.text))
        return Said(whole.stems or bare, whole.concepts)
    return Said(added, tuple(one for one in whole.concepts if one.concept not in meant) or whole.concepts)


_LANGUAGES: tuple[Language, ...] = ("nl", "en")


def _traces(one: Said) -> Traces:
    """Concepts before stems: they also explain across languages."""
    found = {f"concept {mention.concept}": mention.word for mention in one.concepts}
    return Traces(found | {f"stem {form}": word for form, word in one.stems})


def _stem_rows(taken: Sequence[Said]) -> Sparse:
    import numpy as np  # noqa: PLC0415

    from workshop.grouping.vectors import number, unit_rows  # noqa: PLC0415

    return unit_rows([np.array([number(form) for form, _ in one.stems], np.int64) for one in taken])


def _blocks(taken: Sequence[Said], by_stem: Sparse, weights: dict[str, float]) -> list[Rows]:
    import numpy as np  # noqa: PLC0415

    from workshop.grouping.vectors import letters, number, scaled, unit_rows  # noqa: PLC0415

    spelt = [
        np.concatenate([np.zeros(0, np.int64), *(letters(word) for _, word in dict.fromkeys(one.stems))])
        for one in taken
    ]
    blocks: list[Rows] = [scaled(by_stem, weights["stems"]), scaled(unit_rows(spelt), weights["letters"])]
    if weights["concepts"]:
        named = [np.array([number(mention.concept) for mention in one.concepts], np.int64) for one in taken]
        wider = [np.array([number(family(m.concept)) for m in one.concepts], np.int64) for one in taken]
        shares = [np.array([mention.weight for mention in one.concepts], np.float64) for one in taken]
        blocks.append(scaled(unit_rows(named, shares), weights["concepts"]))
        blocks.append(scaled(unit_rows(wider, shares), weights["families"]))
    return blocks


def _spread(by_stem: Sparse) -> float:
    import numpy as np  # noqa: PLC0415

    count = by_stem.shape[0]
    if count < 2:  # noqa: PLR2004  nothing to share
        return 1.0
    step = -(-count // _SAMPLE)
    sample = by_stem[[*range(0, count, step)]]
    alike = (sample @ sample.T).toarray()
    np.fill_diagonal(alike, 0)
    shared = float(alike.max(axis=1).mean())
    return float(np.clip((_SHARED_ENOUGH - shared) / (_SHARED_ENOUGH - _SHARED_LITTLE), 0, 1))
