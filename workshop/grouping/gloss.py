"""Dutch words in English, from a dictionary in dictd's format that the operator installed. Knows no sentence's writer.

Word by word, so a text of glosses is no translation: it is enough to see what a statement is about.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path

from workshop.words import stem

USUAL_PLACE = Path("/usr/share/dictd/freedict-nld-eng")
_SENSES, _SYNONYMS, _MOST = 2, 2, 4
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NUMBERED = re.compile(r"^\s*\d+\.\s*")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>|\"[^\"]*\"")
_SHORTEST_PART = 3
_SHORTEST_COMPOUND = 7
_LINKS = ("", "s", "en", "e")


class NoDictionaryError(Exception):
    """There is no usable dictionary; the message is one sentence that says what to do."""


class Gloss:
    """`place` is the dictionary's path without its ending (`.index`, `.dict.dz` or `.dict`)."""

    def __init__(self, place: Path = USUAL_PLACE) -> None:
        self._senses = _read(place)
        self._known = lru_cache(maxsize=65536)(self._looked_up)

    def of(self, word: str) -> tuple[str, ...]:
        """English for a Dutch word in lower case, likeliest first; for a compound, its parts'; else nothing."""
        return self._known(word)

    def _looked_up(self, word: str) -> tuple[str, ...]:
        found = self._whole(word)
        return found or tuple(one for part in self._parts(word) for one in self._whole(part)[:_SYNONYMS])

    def _whole(self, word: str) -> tuple[str, ...]:
        """A plural's noun before the verb that is written alike: huizen is houses first, dwelling second."""
        forms = [*_singulars(word), word] if word.endswith("en") else [word, *_singulars(word)]
        found = [one for form in forms for one in self._senses.get(form, ())]
        return tuple(dict.fromkeys(found))[:_MOST] or self._senses.get(self._by_stem.get(_root(word), ""), ())

    def _parts(self, word: str) -> tuple[str, ...]:
        """The two dictionary words a compound is made of; only the last where only that is known."""
        if len(word) < _SHORTEST_COMPOUND:
            return ()
        splits = [
            (first.removesuffix(link), last)
            for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
            for first, last in [(word[:at], word[at:])]
            for link in _LINKS
            if first.endswith(link) and len(first) - len(link) >= _SHORTEST_PART and self._whole(last)
        ]
        whole = [pair for pair in splits if self._whole(pair[0])]
        splits = [pair for pair in splits if len(pair[1]) > _SHORTEST_PART]
        if whole:
            return max(whole, key=lambda pair: (len(pair[0]) + len(pair[1]), len(pair[1])))
        return (max(splits, key=lambda pair: len(pair[1]))[1],) if splits else ()

    @cached_property
    def _by_stem(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for word in sorted(self._senses, key=lambda one: (len(one), one)):
            found.setdefault(_root(word), word)
        return found


def _singulars(word: str) -> list[str]:
    """How the noun may be written of which `word` is the plural: bomen, boom; muren, muur; huizen, huis."""
    if word.endswith("s"):
        return [word[:-1].removesuffix("'")]
    if not word.endswith("en") or len(word) < _SHORTEST_PART + 1:
        return []
    root = word[:-2]
    voiceless = re.sub(r"v$", "f", re.sub(r"z$", "s", root))
    lengthened = re.sub(r"(?<![aeiou])([aeou])(?=[^aeiou]$)", r"\1\1", voiceless)
    shortened = re.sub(r"([bdfgklmnprst])\1$", r"\1", root)
    return list(dict.fromkeys([lengthened, shortened, voiceless]))


def _root(word: str) -> str:
    """One root for the forms of a verb as well: gevraagd and vragen."""
    participle = re.fullmatch(r"ge(\w{3,}?)(d|t|en)", word)
    return stem(stem(participle[1] if participle else word, "nl"), "nl")


def _read(place: Path) -> dict[str, tuple[str, ...]]:
    try:
        index = place.with_name(f"{place.name}.index").read_text(encoding="utf-8")
        packed = place.with_name(f"{place.name}.dict.dz")
        plain = place.with_name(f"{place.name}.dict")
        text = gzip.decompress(packed.read_bytes()) if packed.exists() else plain.read_bytes()
        return dict(_entries(index, text))
    except (OSError, EOFError, ValueError, IndexError):
        raise NoDictionaryError(
            f"There is no Dutch-English dictionary at {place}: install Debian's dict-freedict-nld-eng, "
            "or set DRAAGVLAK_DICTIONARY to where freedict-nld-eng stands (its path without .index)."
        ) from None


def _entries(index: str, text: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in index.splitlines():
        word, start, length = line.split("\t")[:3]
        if word.startswith("00") or " " in word:
            continue
        begin = _number(start)
        body = text[begin : begin + _number(length)].decode("utf-8").splitlines()[1:]
        senses = [_synonyms(one) for one in body if one.strip()][:_SENSES]
        found = tuple(dict.fromkeys(word for sense in senses for word in sense[:_SYNONYMS]))
        if found:
            yield word.lower(), found


def _synonyms(line: str) -> list[str]:
    plain = _ASIDE.sub(" ", _NUMBERED.sub("", line))
    return [one.strip() for one in re.split(r"[,;]", plain) if one.strip()]


def _number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 64 + _DIGITS.index(digit)
    return value
