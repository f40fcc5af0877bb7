"""Finds what each cue is worth, from labelled lines: `python -m benchmarks.points` writes the points.

A logistic regression with a penalty on every cue, rounded to whole points (ten to a unit); the same lines give the same
points. The threshold is where lines of a writer left out are heard best, see `best`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from bot.lexicon import LOADER, load_lexicon
from flows.listening import Lexicon
from flows.listening.cues import WORD, Cues, cues_of
from flows.listening.rules import by_lists, read

Vector = NDArray[np.float64]
ROOT = Path(__file__).parent
OUT = ROOT.parent / "locales" / "listening_points.yaml"
RULES = ("LUP", "THREAT")
TOLD = ("intake", "later_answers", "needs", "offers", "red_lines")  # said in a case, and no threat
WRITERS = ("", "fresh_", "more_", "added_")  # the files of benchmarks/lines, each by another writer
LISTED = ("", "cases")  # the writers the word lists were made on: what the lists hear there proves nothing
PER_UNIT = 10
HEARD = {"LUP": 15, "THREAT": 20}  # points of a phrase of the lists
POSITIVE = {"LUP": 1.0, "THREAT": 2.5}  # what a miss weighs beside a false alarm
PRECISE = 0.67  # the precision at which as many threats as possible are to be heard
BIAS = 25.0  # how freely the starting value moves
SPREAD = {"shape": 0.7, "field first": 0.6, "first": 0.5, "pair": 0.4, "field": 0.7, "two": 0.35, "word": 0.4}
OFTEN = {"shape": 3, "field first": 3, "first": 3, "pair": 5, "field": 3, "two": 4, "word": 3}


@dataclass(frozen=True)
class Line:
    """A labelled line, and by rule its cues and whether the lists hear it."""

    writer: str
    rules: frozenset[str]
    about: frozenset[str]
    cues: dict[str, frozenset[str]]
    listed: dict[str, bool]
    forms: dict[str, str]  # a cue as it was written there


Points = tuple[dict[str, float], float]  # by cue, and the starting value


def kind(cue: str) -> str:
    if cue.startswith("("):
        return "shape"
    if cue.startswith("^"):
        return "field first" if cue[1] == "<" else "first"
    if cue.startswith("<"):
        return "pair" if " & " in cue else "field"
    return "two" if " " in cue else "word"


def labelled(language: str) -> list[tuple[str, dict[str, Any]]]:
    """Every line to tune with, with its writer; the ones set apart (held_*) are not read here."""
    found = [
        (writer, one)
        for writer in WRITERS
        for one in _read(ROOT / "lines" / f"{writer}{language}.yaml")["lines"]
    ]
    for case in sorted((ROOT.parent / "cases").glob("*.yaml")):
        told = _read(case)
        if told.get("language") == language:
            found += [("cases", one) for party in told["parties"] for one in _of_party(party)]
    return found


def _of_party(party: dict[str, Any]) -> list[dict[str, Any]]:
    wanted = [{"text": one, "rules": ["LUP"]} for one in party.get("positions") or ()]
    because = [
        {"text": step["a"], "rules": []} for one in party.get("ladders") or () for step in one["steps"]
    ]
    calm = [
        {"text": one, "rules": [], "about": ["THREAT"]} for name in TOLD for one in _texts(party.get(name))
    ]
    return (
        wanted + because + calm + [{"text": one["text"], "rules": []} for one in party.get("interests") or ()]
    )


def _texts(told: Any) -> list[str]:
    """Every sentence within what a party says in a case."""
    if isinstance(told, dict):
        return [one for value in told.values() for one in _texts(value)]
    if isinstance(told, list):
        return [one for value in told for one in _texts(value)]
    return [told] if isinstance(told, str) and " " in told else []


def _read(file: Path) -> dict[str, Any]:
    return dict(yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER))  # noqa: S506  one of the safe ones


def weighed(language: str, lexicon: Lexicon) -> list[Line]:
    lines = []
    for writer, one in labelled(language):
        said, _ = read(one["text"], language, lexicon)
        both = {rule: by_lists(rule, said, language, lexicon) for rule in RULES}
        heard = {rule: cues_of(low, lexicon.cues[language]) for rule, (low, _) in both.items()}
        forms = {
            cue: _form(cue, said.low[slice(*span)]) for found in heard.values() for cue, span in found.items()
        }
        cues = {rule: frozenset(found) for rule, found in heard.items()}
        listed = {rule: bool(hits) for rule, (_, hits) in both.items()}
        about = frozenset(one.get("about", RULES))
        lines.append(Line(writer, frozenset(one["rules"]), about, cues, listed, forms))
    return lines


def _form(cue: str, said: str) -> str:
    """A cue of words with their endings, as people write and read them; any other as it is."""
    if kind(cue) not in ("word", "two", "first"):
        return cue
    words = " ".join(one.group().strip("'-") for one in WORD.finditer(said))
    return f"^ {words}" if cue.startswith("^") else words


def in_full(lines: Sequence[Line], cues: Cues) -> dict[str, str]:
    """By cue, the form it is written in most often; it must stand for the same cue."""
    often: dict[str, Counter[str]] = {}
    for line in lines:
        for cue, form in line.forms.items():
            often.setdefault(cue, Counter())[form] += 1
    return {
        cue: next((form for form, _ in forms.most_common() if cues.named(form) == cue), cue)
        for cue, forms in often.items()
    }


def learn(lines: Sequence[Line], rule: str) -> Points:
    """Points by cue, from these lines."""
    lines = [one for one in lines if rule in one.about]
    often = Counter(cue for one in lines for cue in one.cues[rule])
    names = sorted(cue for cue, times in often.items() if times >= OFTEN[kind(cue)])
    place = {cue: number for number, cue in enumerate(names)}
    spread = np.array([SPREAD[kind(cue)] for cue in names])
    table = np.zeros((len(lines), len(names)))
    for row, one in enumerate(lines):
        table[row, [place[cue] for cue in one.cues[rule] if cue in place]] = 1
    table *= spread
    label = np.array([rule in one.rules for one in lines], dtype=float)
    known = np.array(
        [HEARD[rule] / PER_UNIT * (one.listed[rule] and one.writer not in LISTED) for one in lines]
    )
    weights, start = _regress(table, label, known, np.where(label > 0, POSITIVE[rule], 1.0))
    worth = np.round(weights * spread * PER_UNIT)
    return {cue: float(worth[place[cue]]) for cue in names if worth[place[cue]]}, float(
        round(start * PER_UNIT)
    )


def _regress(table: Vector, label: Vector, known: Vector, weight: Vector) -> tuple[Vector, float]:
    """Newton's method on the lines' side, where there are fewer lines than cues."""
    like = table @ table.T + BIAS
    pull: Vector = np.zeros(len(label))
    now: Vector = known.copy()
    for _ in range(8):
        chance = 1 / (1 + np.exp(-now))
        steep = np.maximum(weight * chance * (1 - chance), 1e-5)
        target = (now - known) + weight * (label - chance) / steep
        pull = np.asarray(np.linalg.solve(like + np.diag(1 / steep), target), dtype=np.float64)
        now = like @ pull + known
    return table.T @ pull, BIAS * float(pull.sum())


def total(points: Points, line: Line, rule: str) -> float:
    return (
        points[1] + sum(points[0].get(cue, 0.0) for cue in line.cues[rule]) + HEARD[rule] * line.listed[rule]
    )


def left_out(lines: Sequence[Line], rule: str) -> dict[str, list[tuple[float, bool]]]:
    """By writer: what each line is worth by the points learned from all the others, and whether it is labelled."""
    found = {}
    for writer in WRITERS:
        points = learn([one for one in lines if one.writer != writer], rule)
        mine = [one for one in lines if one.writer == writer and rule in one.about]
        found[writer] = [(total(points, one, rule), rule in one.rules) for one in mine]
    return found


def rates(scored: Sequence[tuple[float, bool]], least: float) -> tuple[float, float]:
    """Precision and recall when the rule is heard from `least` on."""
    heard = [is_so for worth, is_so in scored if worth >= least]
    return sum(heard) / max(1, len(heard)), sum(heard) / max(1, sum(is_so for _, is_so in scored))


def best(found: dict[str, list[tuple[float, bool]]], rule: str) -> float:
    """The threshold for lines of a writer left out; the one the lists were made on does not count."""
    scored = [one for writer, listed in found.items() if writer not in LISTED for one in listed]

    def good(least: float) -> tuple[float, float]:
        precision, recall = rates(scored, least)
        if rule == "LUP":
            return min(precision, recall), precision
        return (recall, precision) if precision >= PRECISE else (0.0, precision)

    return max(sorted({worth for worth, _ in scored}), key=good)


def written(points: dict[str, tuple[Points, float]], forms: dict[str, str]) -> dict[str, Any]:
    """As the file holds it: the starting value is taken off the threshold."""
    listed: dict[str, Any] = {"threshold": {}, "heard": {}, "points": {}}
    for rule, ((worth, start), least) in points.items():
        listed["threshold"][rule] = int(least - start)
        listed["heard"][rule] = HEARD[rule]
        by_points: dict[int, list[str]] = {}
        for cue, points_of in sorted(worth.items(), key=lambda one: (-one[1], one[0])):
            by_points.setdefault(int(points_of), []).append(forms[cue])
        listed["points"][rule] = by_points
    return listed


HEAD = """# What each cue of a text is worth for a rule; from the threshold on, the rule is heard.
#
#   word            the word, in any of its forms        two words    side by side
#   <field>         a word of that field, see listening_fields.yaml
#   <one> & <two>   a word of either field               ^ word, ^<field>   at the start of a sentence
#   (no verb) ...   what the sentence is like            heard        what a phrase of listening.yaml adds
# Written by `python -m benchmarks.points` from benchmarks/lines; what is changed by hand holds until that is run again.
"""


def main() -> int:
    lexicon = load_lexicon()
    whole = {}
    for language in ("nl", "en"):
        lines = weighed(language, lexicon)
        found = {rule: (learn(lines, rule), best(left_out(lines, rule), rule)) for rule in RULES}
        whole[language] = written(found, in_full(lines, lexicon.cues[language]))
    listed = yaml.safe_dump(whole, allow_unicode=True, width=118, default_flow_style=None, sort_keys=False)
    OUT.write_text(HEAD + listed, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
