"""Which words of a text may give its writer away. Pure: the lists come in, nothing is remembered, nothing is judged.

Amounts, places and names, trades, "my cows", words of a dialect, and words nobody else in the mediation used. It marks
too much rather than too little: its writer decides.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from flows.value import Value

WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
STARTS = re.compile(r"(?:^|[.!?:;\n]\s*|[\"'\u2018\u201c(]\s*|^\W+)$")
RARE = 6  # letters from which a word that nobody else used is marked
SAME = 6  # letters by which two forms of a word are one
NAMED = 4  # letters of a part of a name that is looked for by itself
MOST_RARE = 4  # rare words marked in one text: the longest
MOST = 12  # marks in one text

Span = tuple[int, int]


class Identifying(Value):
    """The lists of one language; what each is for stands in locales/identifying.yaml."""

    units: tuple[str, ...]
    amounts: tuple[str, ...]
    own: tuple[str, ...]
    too_common: tuple[str, ...]
    trades: tuple[str, ...]
    dialect: tuple[str, ...]
    common: tuple[str, ...]


def suspects(
    text: str, lists: tuple[Identifying, ...], names: Collection[str] = (), others: Collection[str] = ()
) -> tuple[Span, ...]:
    """The stretches (characters from, until) to be marked, in the order they stand; none overlap.

    `names` are of the case: its title, its parties. `others` are texts of the other parties; without any nothing is
    known of rare words, and none is marked.
    """
    found = [span for one in lists for span in _listed(text, one)]
    found += _named(text, names, lists)
    found += _rare(text, lists, others)
    return _apart(found)[:MOST]


def stems(texts: Collection[str]) -> frozenset[str]:
    """The words of some texts, each by its beginning."""
    return frozenset(one.group().casefold()[:SAME] for text in texts for one in WORD.finditer(text))


def _listed(text: str, lists: Identifying) -> list[Span]:
    return [one.span() for pattern in _patterns(lists) for one in pattern.finditer(text)]


@lru_cache(maxsize=8)
def _patterns(lists: Identifying) -> tuple[re.Pattern[str], ...]:
    number = r"\d+(?:[.,:/]\d+)*"
    units, amounts, common = _either(lists.units), _either(lists.amounts), _either(lists.too_common)
    written = (
        rf"[€$£]\s?{number}(?:\s?\b(?:{units})\b)?",
        rf"\b{number}(?:\s?(?:€|%|\b(?:{units})\b))?",
        rf"\b(?:{amounts})\s+(?:{units})\b",
        rf"\b(?:{_either(lists.own)})\s+(?!(?:{common})\b)(?:\w+e\s+)?[\w'\u2019-]+",
        rf"\b(?:{_either(lists.trades)})\b",
        rf"\b(?:{_either(lists.dialect)})\b",
    )
    return tuple(re.compile(one, re.IGNORECASE) for one in written)


def _either(words: tuple[str, ...]) -> str:
    """One of these; a star stands for any letters."""
    return "|".join(re.escape(one).replace(r"\*", r"\w*") for one in sorted(words, key=len, reverse=True))


def _named(text: str, names: Collection[str], lists: tuple[Identifying, ...]) -> list[Span]:
    """Names of the case wherever they stand, and whatever begins with a capital inside a sentence."""
    common = _common(lists)
    parts = {bit.group().casefold() for one in names for bit in WORD.finditer(one)}
    parts = {one for one in parts if len(one) >= NAMED and one not in common}
    found = []
    for one in WORD.finditer(text):
        low = one.group().casefold()
        inside = not STARTS.search(text[: one.start()])
        capital = one.group()[0].isupper() and inside and low not in common and len(low) > 1
        if low in parts or capital:
            found.append(one.span())
    return found


def _rare(text: str, lists: tuple[Identifying, ...], others: Collection[str]) -> list[Span]:
    """Long words that none of the others used and that are not in everybody's mouth."""
    if not others:
        return []
    common, theirs = _common(lists), stems(others)
    spans = [
        one.span()
        for one in WORD.finditer(text)
        if len(one.group()) >= RARE
        and one.group().casefold()[:SAME] not in theirs
        and one.group().casefold() not in common
    ]
    longest = sorted(spans, key=lambda one: (one[0] - one[1], one[0]))[:MOST_RARE]
    return sorted(longest)


@lru_cache(maxsize=8)
def _common(lists: tuple[Identifying, ...]) -> frozenset[str]:
    return frozenset(word for one in lists for word in (*one.common, *one.too_common))


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    """One span where some overlap, in the order of the text."""
    joined: list[Span] = []
    for start, end in sorted(set(spans)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
