"""The sentences the bot may say, as a reader knows them again. Plain data in; it knows no bot and no case.

Keys: `term:<sentence>`, `prompt:<question>`, `option:<question>:<n>`, `rule:LUP:<n>`. A template has {places} that
stand for anything, several lines too, and pairs of stars that are not in the text as shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

PLACE = re.compile(r"\{(\w+)\}")
BETWEEN = re.compile(r"\n\s*\n")  # two paragraphs
NUMBER = re.compile(r"^\d+\. ")
CUT = "…"
SWALLOWED = 3  # paragraphs more than its template has, that a place may stretch over
FIRST = 4  # characters by which templates are looked up
LEAST = 3  # literal letters without which a template would be found everywhere


@dataclass(frozen=True)
class Found:
    """A sentence of the bot's, and what stands in its places."""

    key: str
    fill: Mapping[str, str]


class Phrase:
    """One template, ready to be looked for."""

    def __init__(self, key: str, template: str) -> None:
        self.key = key
        self.text = template.replace("**", "").strip()
        self.places = list(dict.fromkeys(PLACE.findall(self.text)))
        literals = PLACE.split(self.text)[::2]
        self.prefix = literals[0]
        self.weight = sum(len(re.sub(r"\W", "", one)) for one in literals)
        self.paragraphs = len(BETWEEN.split(self.text))
        self._told_by = max((word for one in literals for word in one.split()), key=len, default="")
        self._pattern = re.compile(_pattern(self.text), re.DOTALL)

    @property
    def looked_for(self) -> bool:
        """Labels are no paragraphs, and what is all places says nothing."""
        return not self.key.startswith(("option:", "term:button.", "term:place.")) and self.weight >= LEAST

    def read(self, text: str) -> Mapping[str, str] | None:
        """What stands in the places, where the text is this sentence from end to end."""
        if self._told_by not in text:  # its longest word: most sentences are told apart without the pattern
            return None
        hit = self._pattern.fullmatch(text)
        return {place: hit[place].strip() for place in self.places} if hit else None

    def may_begin(self, text: str) -> bool:
        """Whether a label that was cut after `text` can be this one."""
        shared = min(len(text), len(self.prefix))
        return shared > 1 and text[:shared] == self.prefix[:shared]


def _pattern(template: str) -> str:
    """A regular expression; white space at a place is loose, because a list there begins a new line."""
    seen: set[str] = set()
    made = ""
    for number, bit in enumerate(PLACE.split(template)):
        if number % 2 == 0:
            made += re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(bit))
        elif bit in seen:
            made += f"(?P={bit})"
        else:
            seen.add(bit)
            made += f"(?P<{bit}>.*?)"
    return re.sub(r"\\s\+(?=\(\?P)|(?<=\))\\s\+", r"\\s*", made)


class Phrasebook:
    """All sentences in every language, handed over by whoever knows the bot."""

    def __init__(self, entries: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        self._phrases = {
            language: [Phrase(key, template) for key, template in given]
            for language, given in entries.items()
        }
        self._by_key = {
            language: {one.key: one for one in known} for language, known in self._phrases.items()
        }
        self._by_start = {language: _by_start(known) for language, known in self._phrases.items()}
        self.recognise = lru_cache(maxsize=4096)(self._recognise)
        self.label = lru_cache(maxsize=4096)(self._label)

    def text(self, key: str, language: str) -> str:
        """The template of a key, without its stars; KeyError where the book has none."""
        return self._by_key[language][key].text

    def which(self, text: str, family: str, language: str) -> str:
        """The key of the family (`term:stage.`) whose sentence is exactly this; empty where none is."""
        known = self._phrases[language]
        return next((one.key for one in known if one.key.startswith(family) and one.text == text.strip()), "")

    def _label(self, shown: str, language: str) -> frozenset[str]:
        """Every key a button with this label can have; "3. " before it and a cut at its end do not matter."""
        text = NUMBER.sub("", shown).strip()
        labels = [one for one in self._phrases[language] if one.key.startswith(("term:", "option:"))]
        if text.endswith(CUT):
            return frozenset(one.key for one in labels if one.may_begin(text.rstrip(CUT).rstrip()))
        return frozenset(one.key for one in labels if one.read(text) is not None)

    def _recognise(self, text: str, language: str) -> tuple[Found, ...]:
        """The bot's sentences in a text, in order; the one with the longest literal text wins a paragraph.

        Paragraphs in another language, or of somebody's own words, are passed over.
        """
        paragraphs = [one.strip() for one in BETWEEN.split(text.strip())]
        found: list[Found] = []
        place = 0
        while place < len(paragraphs):
            best, span = self._best(paragraphs[place:], language)
            found += best
            place += span
        return tuple(found)

    def _best(self, paragraphs: list[str], language: str) -> tuple[list[Found], int]:
        """What the first paragraph begins, and how many paragraphs it takes; equals are all named.

        A place stretches over paragraphs only where no sentence fits without.
        """
        candidates = list(self._candidates(paragraphs[0], language))
        for stretch in range(SWALLOWED + 1):
            ranked: list[tuple[int, int, Found]] = []
            for phrase in candidates:
                span = phrase.paragraphs + (stretch if phrase.places else 0)
                fill = phrase.read("\n\n".join(paragraphs[:span])) if span <= len(paragraphs) else None
                if fill is not None:
                    ranked.append((phrase.weight, span, Found(phrase.key, fill)))
            if ranked:
                top = max(one[:2] for one in ranked)
                return [one[2] for one in ranked if one[:2] == top], top[1]
        return [], 1

    def _candidates(self, paragraph: str, language: str) -> Iterable[Phrase]:
        known = self._by_start[language]
        for length in range(FIRST + 1):
            yield from known.get(paragraph[:length], ())


def _by_start(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    """Templates by the first characters of their literal beginning (fewer where a place comes sooner)."""
    made: dict[str, list[Phrase]] = {}
    for one in phrases:
        if one.looked_for:
            made.setdefault(one.prefix[:FIRST].rstrip(), []).append(one)
    return made
