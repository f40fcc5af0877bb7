"""Hears which follow-up rules a text calls for. Pure: the words come in with the lexicon, nothing is remembered.

The order, first to be asked first: THREAT (a human, nothing goes on), SENS (what is personal is settled before anything
is kept), SHORT (nothing to work with yet), NEUTRAL (somebody who is angry is heard before being questioned), SPLIT (one
point at a time can be asked about), LUP (the reason), LDOWN (the picture), FRAME (a silent note) and CHECK (read back
what came of it). SHORT stands only where nothing better can be asked: "Geen windmolens!" is a position, LUP.
"""

import re

from flows.listening.calm import calmer
from flows.listening.cues import weigh
from flows.listening.names import names, shouts
from flows.listening.plain import Plain, plain, respelled
from flows.listening.points import clauses, positions, separate
from flows.listening.words import Lexicon, WordLists, heard_by, heard_in, without
from flows.value import Value

ORDER = ("THREAT", "SENS", "SHORT", "NEUTRAL", "SPLIT", "LUP", "LDOWN", "FRAME", "CHECK")
FEW_WORDS = 4  # fewer is short
PICTURED = 15  # words from which an abstract word is no longer bare
CONCRETE = 3  # words beside an abstract one that make a picture
SHARED = 2  # rare words an answer has in common with a frame it touches
RARE = 5  # letters of a word that can tie an answer to a frame
STEM = 6  # letters by which two forms of a word are one
SCORN = re.compile("[\U0001f921\U0001f4a9\U0001f595\U0001f92e\U0001f62d\U0001f644]")
WORD = re.compile(r"\w[\w'-]*")


class Heard(Value):
    """What a text touches; `because`, `points` and `calmer` are the person's own words, which only pass through."""

    rules: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    calmer: str = ""


def hear(text: str, language: str, lexicon: Lexicon, prompt: str = "", frames: tuple[str, ...] = ()) -> Heard:
    """`language`: nl or en, that of the person; a text in the other one is read in that. `prompt`: what was asked."""
    said, spoken = read(text, language, lexicon)
    lists = lexicon.of(spoken)
    found: dict[str, list[str]] = {
        "THREAT": _both_ways("THREAT", said, spoken, lexicon),
        "SENS": _personal(said, lists),
        "NEUTRAL": _heated(said, lists),
        "FRAME": _frame(said, lists, frames),
    }
    points: tuple[str, ...] = ()
    empty = _no_answer(said, lists)
    # After a threat nothing is asked: what else the text wants waits until a human has spoken with the person.
    if not empty and not found["THREAT"] and prompt not in lexicon.told:
        points = separate(said, lists)
        found["SPLIT"] = [points[0]] if points else []
        found["LUP"] = [] if prompt in lexicon.proposing else _both_ways("LUP", said, spoken, lexicon)
        found["LDOWN"] = _bare(said, lists)
    if (empty or not any(found.values())) and prompt not in lexicon.brief:
        found["SHORT"] = empty or _short(said)
    rules = [one for one in ORDER if found.get(one)]
    because = [word for one in rules for word in found[one]]
    if prompt in lexicon.checked and said.low.strip() and "SHORT" not in rules:
        rules.append("CHECK")
    return Heard(
        rules=tuple(rules),
        because=tuple(dict.fromkeys(one for one in because if one)),
        points=points,
        calmer=calmer(said, lists) if "NEUTRAL" in rules else "",
    )


def read(text: str, language: str, lexicon: Lexicon) -> tuple[Plain, str]:
    """The text as the ears read it, and its language: the person's, unless it is clearly written in the other one."""
    said = plain(text)
    other = "nl" if language == "en" else "en"
    mine = len(heard_by(lexicon.of(language).everyday).findall(said.low))
    theirs = len(heard_by(lexicon.of(other).everyday).findall(said.low))
    spoken = other if theirs > 1 and theirs > 2 * mine else language
    return respelled(said, lexicon.cues[spoken].spelled), spoken


def by_lists(rule: str, said: Plain, language: str, lexicon: Lexicon) -> tuple[str, list[str]]:
    """For a rule that is heard in both ways: the text without its idioms, and the words the lists heard."""
    lists = lexicon.of(language)
    if rule == "LUP":
        return without(said.low, lists.harmless_demand), positions(said, lists)
    low = without(without(said.low, lexicon.nl.harmless_threat), lexicon.en.harmless_threat)
    return low, _threat(said, lists, lexicon)


def _both_ways(rule: str, said: Plain, language: str, lexicon: Lexicon) -> list[str]:
    """By the lists, and by cues with points, of which what the lists hear is one."""
    low, hits = by_lists(rule, said, language, lexicon)
    spoke = weigh(said, low, rule, bool(hits), lexicon.cues[language])
    if not spoke:
        return []
    return [*hits, *(one for one in spoke if not any(one in hit for hit in hits))]


def _hits(said: Plain, low: str, phrases: tuple[str, ...], few: str = "") -> list[str]:
    return [said.own(one.start(), one.end()) for one in heard_by(phrases, few).finditer(low)]


def _threat(said: Plain, lists: WordLists, lexicon: Lexicon) -> list[str]:
    """In both languages at once: here a miss is worse than a question too many."""
    hits: list[str] = []
    for one in (lexicon.nl, lexicon.en):
        heard = heard_in(without(said.low, one.harmless_threat), one.threat, one.few)
        hits += [said.own(*span) for span in sorted(heard)]
    for start, end in clauses(said.low):
        sentence = without(said.low[start:end], lists.harmless_soon)
        step, soon = (
            heard_by(lists.legal).search(sentence),
            heard_by(lists.soon, lists.few).search(sentence),
        )
        if step and soon:
            hits += [said.own(start + one.start(), start + one.end()) for one in (step, soon)]
    return hits


def _personal(said: Plain, lists: WordLists) -> list[str]:
    hits = (
        names(said, lists) + _hits(said, said.low, lists.family) + _hits(said, said.low, lists.parties_small)
    )
    hits += _hits(said, without(said.low, lists.harmless_belief), lists.belief)
    hits += [] if shouts(said, lists) else _hits(said, said.cased, lists.parties)
    low = without(said.low, lists.harmless_money)
    for start, end in clauses(low):
        for whose, listed in ((lists.personal, lists.health), (lists.own, lists.money)):
            if heard_by(whose).search(low, start, end):
                hits += [
                    said.own(one.start(), one.end()) for one in heard_by(listed).finditer(low, start, end)
                ]
    return hits


def _heated(said: Plain, lists: WordLists) -> list[str]:
    hits = _hits(said, said.low, (*lists.insult, *lists.mock, *lists.culprit))
    hits += [said.own(one.start(), one.end()) for one in SCORN.finditer(said.cased)]
    return hits + shouts(said, lists)


def _no_answer(said: Plain, lists: WordLists) -> list[str]:
    """What was typed, when it says nothing: "weet niet", a question mark, one emoji."""
    low = said.low.strip()
    words = WORD.findall(low)
    if not words:
        return [said.text.strip()] if low else []
    found = heard_by(lists.unknown).search(low)
    if found is None:
        return []
    rest = WORD.findall(low[: found.start()] + " " + low[found.end() :])
    return [said.own(0, len(said.low))] if all(one in lists.fillers for one in rest) else []


def _short(said: Plain) -> list[str]:
    return [said.own(0, len(said.low))] if 0 < len(WORD.findall(said.low)) < FEW_WORDS else []


def _bare(said: Plain, lists: WordLists) -> list[str]:
    """An abstract word without a picture beside it."""
    words = WORD.findall(said.low)
    abstract = _hits(said, said.low, lists.abstract)
    if not abstract or len(words) >= PICTURED or heard_by(lists.picture).search(said.low):
        return []
    rest = heard_by(lists.abstract).sub(" ", said.low)
    concrete = [one for one in WORD.findall(rest) if not heard_by(lists.vague).fullmatch(one)]
    return abstract if len(concrete) < CONCRETE else []


def _frame(said: Plain, lists: WordLists, frames: tuple[str, ...]) -> list[str]:
    mine = _rare(said.low, lists)
    for frame in frames:
        theirs = _rare(plain(frame).low, lists)
        shared = [one for one in mine if one in theirs]
        if shared and (len(shared) >= SHARED or 3 * len(shared) >= len(theirs)):
            return [said.own(*mine[one]) for one in shared]
    return []


def _rare(low: str, lists: WordLists) -> dict[str, tuple[int, int]]:
    """By stem: where it stands. Numbers count, common words do not."""
    found: dict[str, tuple[int, int]] = {}
    common = heard_by((*lists.common, *lists.everyday))
    for one in WORD.finditer(low):
        word = one.group()
        if word[0].isdigit() or (len(word) >= RARE and not common.fullmatch(word)):
            found.setdefault(word[:STEM], one.span())
    return found
