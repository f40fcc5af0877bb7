"""A text as the ears read it: one case, one form of each letter, nothing invisible, and where each letter stood."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

SAME = {
    "\u2019": "'",
    "\u2018": "'",
    "`": "'",
    "\u00b4": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u00a0": " ",
    "\u2026": ".",
}
WORD = re.compile(r"\w[\w/']*")
AT_MOST = 12_000  # characters that are read; a message of Telegram has 4,096


@dataclass(frozen=True)
class Plain:
    """`cased` and `low` have the same length; `at[i]` is where letter i stood in the text itself."""

    text: str
    cased: str
    low: str
    at: tuple[int, ...]

    def own(self, start: int, end: int) -> str:
        """The person's own letters between two places of `low`."""
        if start >= end:
            return ""
        last = self.at[end] if end < len(self.at) else len(self.text)
        return self.text[self.at[start] : last].strip()


def plain(text: str) -> Plain:
    """Normal forms a letter at a time, so that every letter keeps its place; "neeee" becomes "nee"."""
    cased: list[str] = []
    at: list[int] = []
    text = text[:AT_MOST]
    place = 0
    while place < len(text):
        end = place + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for letter in _normal(text[place:end]):
            if not _third(cased, letter):
                cased.append(letter)
                at.append(place)
        place = end
    low = [one.lower() if len(one.lower()) == 1 else one for one in cased]
    return Plain(text, "".join(cased), "".join(low), tuple(at))


def respelled(said: Plain, spelled: Mapping[str, str]) -> Plain:
    """With the words of chat as others write them; each letter of such a word stands where the word stood."""
    cased: list[str] = []
    at: list[int] = []
    done = 0
    for one in WORD.finditer(said.low):
        if one.group() in spelled:
            written = spelled[one.group()]
            cased += [said.cased[done : one.start()], written.upper() if _loud(said.cased, one) else written]
            at += [*said.at[done : one.start()], *[said.at[one.start()]] * len(written)]
            done = one.end()
    if not done:
        return said
    whole = "".join([*cased, said.cased[done:]])
    low = "".join(one.lower() if len(one.lower()) == 1 else one for one in whole)
    return Plain(said.text, whole, low, (*at, *said.at[done:]))


def _loud(cased: str, word: re.Match[str]) -> bool:
    return cased[word.start() : word.end()].isupper() and word.end() - word.start() > 1


def _normal(cluster: str) -> str:
    if cluster.isascii():
        return cluster
    if unicodedata.category(cluster[0]) == "Cf":
        return ""
    normal = unicodedata.normalize("NFKC", cluster)
    return "".join(SAME.get(one, one) for one in normal if unicodedata.category(one) != "Cf")


def _third(before: list[str], letter: str) -> bool:
    """Whether a drawn-out letter adds nothing: the third of its kind and on."""
    if not before[1:] or not letter.isalpha():
        return False
    same = letter.lower()
    return before[-1].lower() == same and before[-2].lower() == same
