"""The default pipeline with a sentence model beside it; Dutch goes through a dictionary. Must not know the network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from workshop.grouping.default import Default
from workshop.grouping.gloss import Gloss
from workshop.grouping.statement import Comparison, Statement, Traces
from workshop.words import carries_meaning, plain_words, stem

if TYPE_CHECKING:
    from workshop.grouping.vectors import Blocks

# The model's share: small where words are shared, half where they are not. Measured: docs/decisions/0010.
_DENSE, _SPREAD = 0.2, 0.5


class Embedder(Protocol):
    def embed(self, texts: Sequence[str]) -> Any:
        """One row of length 1 (numpy, float32) a text."""
        ...


class Semantic:
    """`model` reads English; `gloss` says what Dutch words are in English."""

    name = "semantic"

    def __init__(self, model: Embedder, gloss: Gloss) -> None:
        self._gloss = gloss
        self._vector = lru_cache(maxsize=32768)(lambda text: model.embed([text])[0])
        self._model = model
        self._lexical = Default()

    def compare(self, question: str, statements: Sequence[Statement]) -> Comparison:
        english = [self._in_english(one) for one in statements]
        lexical: Any = self._lexical.compare(question, statements)
        traces = [
            Traces(known.words | self._glossed(one))
            for known, one in zip(lexical.traces, statements, strict=True)
        ]
        return beside(
            lexical, self._vectors(english), self._vectors([question]) if question else None, traces
        )

    def _vectors(self, texts: Sequence[str]) -> Any:
        import numpy as np  # noqa: PLC0415

        return np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, 1), np.float32)

    def _in_english(self, statement: Statement) -> str:
        if statement.language == "en":
            return statement.text
        said = [word for word in plain_words(statement.text, "nl") if carries_meaning(word, "nl")]
        return " ".join(english for word in said for english in self._gloss.of(word) or (word,))

    def _glossed(self, statement: Statement) -> dict[str, str]:
        """Words that can explain a likeness across languages: stem of the English -> the word as said."""
        said = [
            word
            for word in plain_words(statement.text, statement.language)
            if carries_meaning(word, statement.language)
        ]
        english = {word: self._gloss.of(word) if statement.language == "nl" else (word,) for word in said}
        return {f"english {stem(one, 'en')}": word for word, some in english.items() for one in some}


def beside(lexical: Blocks, vectors: Any, question: Any | None, traces: Sequence[Traces]) -> Blocks:
    """`lexical` with the vectors' cosines at their share, after what they all have in common was taken out.

    The question's own direction and the mean are in every answer; without them the vectors tell answers apart.
    """
    import numpy as np  # noqa: PLC0415

    from workshop.grouping.vectors import Blocks, unit  # noqa: PLC0415

    share = _DENSE + lexical.spread * (_SPREAD - _DENSE)
    apart = vectors.astype(np.float64)
    if question is not None:
        asked = question.astype(np.float64)
        apart = unit(apart - (apart @ asked.T) @ asked)
    apart = unit(apart - apart.mean(axis=0)) if len(apart) > 1 else apart
    kept = [block * np.sqrt(1 - share) for block in lexical.blocks]
    return Blocks(traces, lexical.spread, [*kept, apart * np.sqrt(share)])
