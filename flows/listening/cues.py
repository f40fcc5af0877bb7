"""Cues with points, in locales/listening_points.yaml: the softer way to hear a rule. Knows their notation, no word."""

import re
from functools import cached_property
from itertools import combinations

from flows.listening.plain import Plain
from flows.value import Value

Span = tuple[int, int]
WORD = re.compile(r"\w[\w'-]*|%")
SENTENCE = re.compile(r"[.!?;:](?=\s|$)|\n")
LONGEST = 5  # words of an entry of a field
ROOT = 4  # letters that are left, at least, when an ending is cut
FEW, MANY = 5, 18  # words of a short text, of a long one
READ = 1500  # characters that are weighed; who writes more, is heard by the lists alone


class Cues(Value):
    """One language: words by field, and by rule what each cue is worth."""

    spelled: dict[str, str]
    endings: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    pairs: tuple[tuple[str, ...], ...]
    points: dict[str, dict[int, tuple[str, ...]]] = {}
    threshold: dict[str, int] = {}  # from which the rule is heard
    heard: dict[str, int] = {}  # what a phrase of the lists adds

    @cached_property
    def worth(self) -> dict[str, dict[str, int]]:
        """By rule and cue, its points; a word stands for its forms."""
        return {
            rule: {self.named(cue): points for points, cues in listed.items() for cue in cues}
            for rule, listed in self.points.items()
        }

    @cached_property
    def _index(self) -> tuple[dict[str, set[str]], dict[str, set[str]], dict[str, set[str]]]:
        whole: dict[str, set[str]] = {}
        front: dict[str, set[str]] = {}
        back: dict[str, set[str]] = {}
        for field, entries in self.fields.items():
            for entry in entries:
                place = front if entry.endswith("*") else back if entry.startswith("*") else whole
                place.setdefault(entry.strip("*"), set()).add(field)
        return whole, front, back

    @cached_property
    def paired(self) -> frozenset[tuple[str, str]]:
        return frozenset(pair for group in self.pairs for pair in combinations(sorted(group), 2))

    def root(self, word: str) -> str:
        """The word without its ending."""
        for one in self.endings:
            if word.endswith(one) and len(word) - len(one) >= ROOT:
                word = word[: -len(one)]
                break
        if len(word) > ROOT and word[-1] == word[-2]:
            word = word[:-1]
        return word

    def named(self, cue: str) -> str:
        """A cue as it is found: its words without endings. What stands between < > or ( ) is no word."""
        return " ".join(one if one[0] in "<(&^" and one != "^" else self.root(one) for one in cue.split(" "))

    def fields_of(self, phrase: str) -> set[str]:
        whole, front, back = self._index
        found = set(whole.get(phrase, ()))
        if " " not in phrase:
            for cut in range(3, len(phrase) + 1):
                found |= front.get(phrase[:cut], set()) | back.get(phrase[-cut:], set())
        return found


def cues_of(low: str, listed: Cues) -> dict[str, Span]:
    """Every cue of a text, and where it stands first; one of the whole text stands nowhere, (0, 0)."""
    low = low[:READ]
    words = list(WORD.finditer(low))
    said = [one.group().strip("'-") for one in words]
    roots = [listed.root(one) for one in said]
    stops = {one.start() for one in SENTENCE.finditer(low)}
    begins = _begins(words, stops)
    found: dict[str, Span] = {}
    fields: dict[str, Span] = {}
    for number, one in enumerate(words):
        found.setdefault(roots[number], one.span())
        if number in begins:
            found.setdefault(f"^ {roots[number]}", one.span())
        elif number:
            found.setdefault(f"{roots[number - 1]} {roots[number]}", (words[number - 1].start(), one.end()))
        for length in range(1, min(LONGEST, len(words) - number) + 1):
            span = (one.start(), words[number + length - 1].end())
            for field in listed.fields_of(" ".join(said[number : number + length])):
                fields.setdefault(field, span)
                if number in begins:
                    found.setdefault(f"^<{field}>", span)
    return found | _together(fields, listed) | dict.fromkeys(_shape(low, said, set(fields)), (0, 0))


def _together(fields: dict[str, Span], listed: Cues) -> dict[str, Span]:
    """The fields, and two of them that are not the same words."""
    found = {f"<{field}>": span for field, span in fields.items()}
    for one, other in listed.paired:
        if one in fields and other in fields and fields[one] != fields[other]:
            found[f"<{one}> & <{other}>"] = fields[one]
    return found


def _begins(words: list[re.Match[str]], stops: set[int]) -> set[int]:
    """The numbers of the words with which a sentence begins."""
    begins = {0}
    for number in range(1, len(words)):
        if any(place in stops for place in range(words[number - 1].end(), words[number].start() + 1)):
            begins.add(number)
    return begins


def _shape(low: str, said: list[str], fields: set[str]) -> list[str]:
    shape = {
        "(question)": "?" in low,
        "(exclamation)": "!" in low,
        "(few words)": len(said) <= FEW,
        "(many words)": len(said) >= MANY,
        "(no verb)": "verb" not in fields,
        "(number)": any(one[0].isdigit() for one in said),
        "(no i or we)": "me" not in fields,
    }
    return [name for name, is_so in shape.items() if is_so]


def weigh(said: Plain, low: str, rule: str, heard: bool, listed: Cues) -> list[str]:
    """The person's words that spoke for the rule, when together they are worth enough; else none.

    `low`: its text with idioms blanked out; `heard`: whether the lists heard the rule.
    """
    worth = listed.worth[rule]
    gave = [(worth[cue], span) for cue, span in cues_of(low, listed).items() if cue in worth]
    total = sum(points for points, _ in gave) + (listed.heard[rule] if heard else 0)
    if total < listed.threshold[rule]:
        return []
    spoke = sorted({span for points, span in gave if points > 0 and span[1]})
    return [said.own(*span) for span in spoke] or [said.own(0, len(low))]
