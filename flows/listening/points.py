"""What is wanted in a text, sentence by sentence: positions, and separate points. Judges form, never content."""

import re

from flows.listening.plain import Plain
from flows.listening.words import WordLists, heard_by, without

ENDS = re.compile(r"(?:[.!?;]+(?=\s|$|[^\w\s.,])|\n+)")
MARK = re.compile(r"(?:^|(?<=[\s,;:]))(?:\(?\d{1,2}[.)]|[-*•+>])\s+(?=\S)", re.MULTILINE)
COMMAS = re.compile(r"\s*[,;]\s*(?:en |and )?|\s+(?:en|and)\s+")
ANDS = re.compile(r"\s*,?\s+(?:en|and)\s+|\s*[,;]\s+")
WORD = re.compile(r"\w[\w'-]*")
LONGEST = 14  # words of a line that is one point in a list
FRAGMENT = 7  # words of a point without a verb
LEAST = 2  # words that make a point
READ = 3000  # characters of one message that are taken apart


def clauses(low: str) -> list[tuple[int, int]]:
    """Where its sentences begin and end, without the stops."""
    spans, start = [], 0
    for one in ENDS.finditer(low):
        spans.append((start, one.end()))
        start = one.end()
    spans.append((start, len(low)))
    return [(begin, end) for begin, end in spans if WORD.search(low, begin, end)]


def positions(said: Plain, lists: WordLists) -> list[str]:
    """The words of a demand or a refusal; none when the text names a need, a fear, a value or a reason."""
    low = said.low[:READ]
    exact = heard_by(lists.fixed).search(low)
    if not exact and heard_by(lists.need).search(without(low, lists.harmless_need)):
        return []
    calm = without(low, lists.harmless_demand)
    hits = (_demand(low, calm, span, lists) for span in clauses(low))
    return [said.own(*one) for one in hits if one]


def _demand(low: str, calm: str, span: tuple[int, int], lists: WordLists) -> tuple[int, int] | None:
    start, end = span
    while start < end and not (low[start].isalnum()):
        start += 1
    if mark := MARK.match(low, start):
        start = mark.end()
    sentence = low[start:end]
    if "?" in sentence or heard_by(lists.no_demand_start).match(sentence):
        return None
    if heard_by(lists.past).search(calm, start, end):
        return None
    found = (
        heard_by(lists.demand_start).match(calm, start, end) if len(WORD.findall(sentence)) >= LEAST else None
    )
    found = (
        found
        or heard_by(lists.demand).search(calm, start, end)
        or heard_by(lists.fixed).search(low, start, end)
    )
    if not found and not heard_by(lists.telling).search(sentence):
        found = heard_by(lists.bare_start).match(calm, start, end)
        found = found or heard_by(lists.bare).search(calm, start, end)
    return found.span() if found else None


def separate(said: Plain, lists: WordLists) -> tuple[str, ...]:
    """The points of a text that holds more than one, in the person's own words; else none."""
    low = said.low[:READ]
    for spans in (
        _marked(low),
        _lines(low),
        _joined(low, lists),
        _sentences(low, lists),
        _listed(low, lists),
    ):
        points = [_trim(low, *one) for one in spans]
        points = [one for one in points if WORD.search(low, *one)]
        if len(points) > 1:
            return tuple(said.own(*one) for one in points)
    return ()


def _trim(low: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (low[start].isspace() or low[start] in ",;:.-*•"):
        start += 1
    while end > start and (low[end - 1].isspace() or low[end - 1] in ",;:"):
        end -= 1
    return start, end


def _cut(low: str, marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches between these marks."""
    edges = [0, *(place for mark in marks for place in mark), len(low)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _marked(low: str) -> list[tuple[int, int]]:
    marks = [one.span() for one in MARK.finditer(low)]
    return _cut(low, marks)[1:] if len(marks) > 1 else []


def _lines(low: str) -> list[tuple[int, int]]:
    lines = _cut(low, [one.span() for one in re.finditer(r"\n+", low)])
    lines = [one for one in lines if WORD.search(low, *one)]
    fit = all(LEAST <= len(WORD.findall(low, *one)) <= LONGEST for one in lines)
    return lines if len(lines) > 1 and fit else []


def _joined(low: str, lists: WordLists) -> list[tuple[int, int]]:
    """Around "en ook", "daarnaast": only with a point on either side, and not in a story."""
    if heard_by(lists.past).search(low):
        return []
    marks = [one.span() for one in heard_by(lists.joins).finditer(low)]
    opening = (one.span() for one in heard_by(lists.joins_first).finditer(low))
    marks += [one for one in opening if low[: one[0]].rstrip()[-1:] in ("", *".!?;:,\n")]
    marks = _apart(marks)
    spans = [one for one in _cut(low, marks) if WORD.search(low, *one)]
    fit = all(len(WORD.findall(low, *one)) >= LEAST for one in spans)
    return spans if marks and len(spans) > 1 and fit else []


def _apart(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, and none within another."""
    kept: list[tuple[int, int]] = []
    for one in sorted(marks):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept


def _sentences(low: str, lists: WordLists) -> list[tuple[int, int]]:
    """Several sentences, each a want, a worry or an idea of its own."""
    spans = clauses(low)
    wants = [one for one in spans if _is_point(low, one, lists)]
    if len(wants) > 1 and len(wants) == len([one for one in spans if len(WORD.findall(low, *one)) >= LEAST]):
        return wants
    if len(spans) > LEAST and all(_is_fragment(low, one, lists) for one in spans):
        return spans
    if len(spans) == 1:
        cut = _cut(low, [one.span() for one in ANDS.finditer(low)])
        demanding = [one for one in cut if heard_by(lists.demand).search(low, *one)]
        both = len(cut) == len(demanding) and all(len(WORD.findall(low, *one)) > LEAST for one in cut)
        return cut if both and not heard_by(lists.no_demand_start).match(low) else []
    return []


def _is_fragment(low: str, span: tuple[int, int], lists: WordLists) -> bool:
    """A few words without a verb, as "Een podium voor de fanfare"."""
    words = len(WORD.findall(low, *span))
    return LEAST <= words <= FRAGMENT and not heard_by(lists.telling).search(low, *span)


def _is_point(low: str, span: tuple[int, int], lists: WordLists) -> bool:
    start, end = _trim(low, *span)
    sentence = low[start:end]
    words = len(WORD.findall(sentence))
    if words < LEAST or "?" in sentence or heard_by(lists.past).search(sentence):
        return False
    if heard_by(lists.no_demand_start).match(sentence):
        return False
    wanted = heard_by(lists.want).match(sentence) or heard_by(lists.demand).search(sentence)
    return bool(wanted or heard_by(lists.demand_start).match(sentence + " "))


def _listed(low: str, lists: WordLists) -> list[tuple[int, int]]:
    """Three or more, each opening as a want, as in "minder lawaai, meer groen en betere bussen"."""
    if heard_by(lists.past).search(low) or len(clauses(low)) > 1:
        return []
    parts = _cut(low, [one.span() for one in COMMAS.finditer(low)])
    opening = [one for one in parts if heard_by(lists.want).match(low[one[0] : one[1]].lstrip() + " ")]
    return parts if len(parts) > LEAST and len(opening) == len(parts) else []
