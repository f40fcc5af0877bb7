"""What words are about, in Dutch and English alike, from the list beside this file. Knows no statements.

So "lawaai" and "noise" meet without a model. The list is the project's own and can be read and mended by anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from workshop.words import Language, carries_meaning, plain_words, stem, words

_LIST = Path(__file__).with_name("concepts.txt")
_SHORTEST_COMPOUND = 7
_SHORTEST_PART = 3
_LINKS = ("", "s", "en", "e")


@dataclass(frozen=True)
class Mention:
    """A concept that a word stands for; `weight` is smaller where the word stands for several."""

    concept: str
    word: str
    weight: float


@dataclass(frozen=True)
class _Index:
    words: dict[str, list[str]] = field(default_factory=dict)  # stem -> concepts
    expressions: dict[tuple[str, ...], list[str]] = field(default_factory=dict)
    starts: dict[str, set[int]] = field(
        default_factory=dict
    )  # first stem of expressions -> how long they are

    def add(self, entry: str, language: Language, concept: str) -> None:
        forms = [stem(word, language) for part in entry.split("_") for word in words(part)]
        known = self.words.setdefault(forms[0], []) if len(forms) == 1 else None
        if known is None:
            known = self.expressions.setdefault(tuple(forms), [])
            self.starts.setdefault(forms[0], set()).add(len(forms))
        if concept not in known:
            known.append(concept)


def mentions(text: str, language: Language) -> list[Mention]:
    """Every concept the text names, in the order it names them; an expression before its words."""
    index = _read()[0][language]
    said = plain_words(text, language)
    forms = [stem(word, language) for word in said]
    found = []
    for start in range(len(said)):
        for long in sorted(index.starts.get(forms[start], ())):
            named = index.expressions.get(tuple(forms[start : start + long]), [])
            found += [Mention(one, " ".join(said[start : start + long]), 1 / len(named)) for one in named]
        if carries_meaning(said[start], language):
            found += [Mention(one, said[start], weight) for one, weight in _of_word(said[start], language)]
    return found


def family(concept: str) -> str:
    """The wider subject a concept belongs to."""
    return _read()[1][concept]


@lru_cache(maxsize=65536)
def parts(word: str) -> tuple[str, ...]:
    """The known parts (stems) of a Dutch compound: "geluidsoverlast" is about sound and about nuisance."""
    if len(word) < _SHORTEST_COMPOUND:
        return ()
    known = _read()[0]["nl"].words
    return max(_splits(word, known), key=lambda split: split[0], default=(0, ()))[1]


def _splits(word: str, known: dict[str, list[str]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Ways to split, each with the number of letters it explains. A short part counts only beside a known one."""
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        last = stem(word[at:], "nl")
        for link in _LINKS:
            first = word[:at].removesuffix(link)
            if len(first) < _SHORTEST_PART or len(first) + len(link) != at:
                continue
            both = [(first, stem(first, "nl")), (word[at:], last)]
            found = [(part, form) for part, form in both if form in known]
            if len(found) == 1 and len(found[0][0]) <= _SHORTEST_PART:
                continue
            if found:
                yield sum(len(part) for part, _ in found), tuple(form for _, form in found)


@lru_cache(maxsize=65536)
def _of_word(word: str, language: Language) -> Sequence[tuple[str, float]]:
    known = _read()[0][language].words
    form = stem(word, language)
    forms = (form,) if form in known else parts(word) if language == "nl" else ()
    return [(concept, 1 / len(known[one])) for one in forms for concept in known[one]]


@cache
def _read() -> tuple[dict[Language, _Index], dict[str, str]]:
    indexes: dict[Language, _Index] = {"nl": _Index(), "en": _Index()}
    families, current = {}, ""
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            current = line.removeprefix("==").strip()
        elif "|" in line and not line.startswith("#"):
            name, dutch, english = (part.strip() for part in line.split("|"))
            families[name] = current
            for entry in dutch.split():
                indexes["nl"].add(entry, "nl", name)
            for entry in english.split():
                indexes["en"].add(entry, "en", name)
    return indexes, families
