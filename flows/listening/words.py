"""The word lists, and the little notation they are written in. Knows the lists' names, none of their words."""

import re
from bisect import bisect_left
from functools import lru_cache

from flows.listening.cues import Cues
from flows.value import Value

APART = r"[\s,:;'\"()/+-]+"  # between two words of a phrase
BETWEEN = rf"(?:[^\s.!?;\n]+{APART}){{0,5}}?"  # two dots: up to five words of the same sentence
Span = tuple[int, int]
AND = " & "  # both of these
REACH = 110  # characters within which what belongs together stands
STOP = re.compile(r"[.!?;](?=\s|$)|\n")
CLAUSE_ENDS = r"(?=\W*(?:[.!?,;:\n]|$))"


class WordLists(Value):
    """One language: what each list is for stands in locales/listening.yaml."""

    threat: tuple[str, ...]
    harmless_threat: tuple[str, ...]
    legal: tuple[str, ...]
    soon: tuple[str, ...]
    harmless_soon: tuple[str, ...]
    few: str
    personal: tuple[str, ...]
    own: tuple[str, ...]
    health: tuple[str, ...]
    money: tuple[str, ...]
    harmless_money: tuple[str, ...]
    family: tuple[str, ...]
    belief: tuple[str, ...]
    harmless_belief: tuple[str, ...] = ()
    parties_small: tuple[str, ...]
    parties: tuple[str, ...]
    honorific: tuple[str, ...]
    honorific_any: tuple[str, ...]
    first_names: tuple[str, ...]
    unknown: tuple[str, ...]
    fillers: tuple[str, ...]
    insult: tuple[str, ...]
    removable: tuple[str, ...]
    mock: tuple[str, ...]
    culprit: tuple[str, ...]
    acronyms: tuple[str, ...]
    joins: tuple[str, ...]
    joins_first: tuple[str, ...]
    want: tuple[str, ...]
    telling: tuple[str, ...]
    demand: tuple[str, ...]
    demand_start: tuple[str, ...]
    bare: tuple[str, ...]
    bare_start: tuple[str, ...]
    harmless_demand: tuple[str, ...]
    no_demand_start: tuple[str, ...]
    past: tuple[str, ...]
    fixed: tuple[str, ...]
    need: tuple[str, ...]
    harmless_need: tuple[str, ...]
    reason: tuple[str, ...] = ()
    abstract: tuple[str, ...]
    picture: tuple[str, ...]
    vague: tuple[str, ...]
    common: tuple[str, ...]
    everyday: tuple[str, ...]
    about: tuple[str, ...]
    calm: str


class Judging(Value):
    """One language: what each list is for stands in locales/judging.yaml."""

    judgement: tuple[str, ...]
    proposing: tuple[str, ...]


class Lexicon(Value):
    """Both languages, and at which prompts a rule is not for."""

    nl: WordLists
    en: WordLists
    checked: tuple[str, ...]
    told: tuple[str, ...]
    proposing: tuple[str, ...]
    brief: tuple[str, ...]
    cues: dict[str, Cues]
    judging: dict[str, Judging] = {}

    def of(self, language: str) -> WordLists:
        return self.en if language == "en" else self.nl


@lru_cache(maxsize=1024)
def heard_by(phrases: tuple[str, ...], few: str = "") -> re.Pattern[str]:
    """One pattern for a list of phrases. Raises `re.error` when a phrase is not closed."""
    made = "|".join(_pattern(one, few) for one in phrases) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{made})(?!\w)")


@lru_cache(maxsize=16)
def _by_kind(phrases: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The phrases that stand alone, and those whose parts (a & b) must be heard together, the rarest part in front."""
    alone = tuple(one for one in phrases if AND not in one)
    joined = (sorted(one.split(AND), key=len) for one in phrases if AND in one)
    return alone, tuple(tuple(one) for one in joined)


def heard_in(low: str, phrases: tuple[str, ...], few: str = "") -> list[Span]:
    """Where they are heard; the parts of "a & b" in any order, close to each other and in one sentence."""
    alone, joined = _by_kind(phrases)
    found = [one.span() for one in heard_by(alone, few).finditer(low)]
    heard: dict[str, list[Span]] = {}

    def spans(part: str) -> list[Span]:
        if part not in heard:
            heard[part] = [one.span() for one in heard_by((part,), few).finditer(low)]
        return heard[part]

    for parts in joined:
        if all(spans(part) for part in parts):
            group = next(filter(None, (_with(low, (one,), parts[1:], heard) for one in spans(parts[0]))), ())
            found += [(min(group)[0], max(end for _, end in group))] if group else []
    return found


def _with(
    low: str, group: tuple[Span, ...], parts: tuple[str, ...], heard: dict[str, list[Span]]
) -> tuple[Span, ...]:
    """The group with one of each part near it, or nothing."""
    if not parts:
        return group
    here = heard[parts[0]]
    first = bisect_left(here, (group[0][0] - REACH, 0))
    last = bisect_left(here, (group[0][0] + REACH, 0))
    for one in here[first:last]:
        if _near(low, group, one) and (whole := _with(low, (*group, one), parts[1:], heard)):
            return whole
    return ()


def _near(low: str, group: tuple[Span, ...], one: Span) -> bool:
    """Not further away than a sentence is long, with no stop between, and none of the same words."""
    start, end = min(one, *group)[0], max(one[1], *(two for _, two in group))
    if end - start > REACH or any(one[0] < last and first < one[1] for first, last in group):
        return False
    return not STOP.search(low, start, end)


def without(low: str, harmless: tuple[str, ...]) -> str:
    """The text with these idioms blanked out; every letter keeps its place."""
    return heard_by(harmless).sub(lambda one: "\x01" * len(one.group()), low) if harmless else low


def _pattern(phrase: str, few: str) -> str:
    """A phrase as a regular expression; see the head of locales/listening.yaml for the notation."""
    cut = phrase.split(" ..")
    if len(cut) > 1 and re.fullmatch(r" \([^()]*\)\?", cut[-1]):
        cut = cut[:-1]  # what may follow, or not, need not be looked for
    parts = [_word(one, few) for one in cut]
    return "".join(
        part if number == 0 else (APART + BETWEEN + part.removeprefix(APART) if part.strip() else "")
        for number, part in enumerate(parts)
    )


def _word(part: str, few: str) -> str:
    part = re.sub(r"(?<!\.)\.(?![*.])", r"\\.", part)
    part = re.sub(r"(?<![).\w])\*|(?<=\w)\*", r"\\w*", part)
    part = re.sub(r" \(([^()?]*[^()? ])\)\?", r"( (\1))?", part)  # a space goes with what may be left out
    part = re.sub(r"\((?!\?)", "(?:", part).replace(" (?!", "(?! ")
    ends = part.rstrip().endswith("$")
    part = part.rstrip().removesuffix("$").rstrip() if ends else part
    part = (
        part.replace("%", "%(?!\\w)")
        .replace("NUM", r"\d[\d.,]*k?")
        .replace("FEW", rf"(?:1[0-4]|[1-9]|{few})")
    )
    part = part.rstrip() if not part.endswith(")") else part
    return part.replace(" ", APART) + (CLAUSE_ENDS if ends else "")
