"""How well the rules are heard: precision and recall per rule and language, on lines by several writers.

Two kinds of figures. *Left out*: one writer's lines, heard with points learned from all others (benchmarks/points.py):
what to expect of people nobody has read yet. For the first writer they flatter, since the word lists were made on those
lines. *Tuned on*: the lines with everything as it is; for those the figures always flatter.

Ends with status 1 when the lines of the first writer that are marked held_out fall below the aims. `--show` prints the
other lines that are heard otherwise than labelled. The sets held_* are measured with `draagvlak listen` alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.points import RULES, WRITERS, best, left_out, rates, weighed
from bot.lexicon import load_lexicon
from flows.listening import ORDER, hear

LINES = Path(__file__).parent / "lines"
AIMS = {"LUP": (0.85, 0.85), "THREAT": (0.0, 1.0)}  # precision, recall


@dataclass
class Count:
    hit: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.wrong) if self.hit + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0


def lines(language: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((LINES / f"{language}.yaml").read_text(encoding="utf-8"))[
        "lines"
    ]
    return found


def measure(language: str, chosen: Iterable[dict[str, Any]], *, show: bool = False) -> dict[str, Count]:
    """By rule, how often it is heard rightly, wrongly, or not."""
    lexicon = load_lexicon()
    counts = {rule: Count() for rule in ORDER}
    for line in chosen:
        heard = hear(line["text"], language, lexicon, line.get("prompt", ""), tuple(line.get("frames", ())))
        about = set(line.get("about", ORDER))
        if show and set(heard.rules) & about != set(line["rules"]):
            print(f"{line['id']} {line['text']!r}: {line['rules']} heard as {heard.rules} by {heard.because}")
        for rule, count in counts.items():
            if rule not in about:
                continue
            count.hit += rule in heard.rules and rule in line["rules"]
            count.wrong += rule in heard.rules and rule not in line["rules"]
            count.missed += rule not in heard.rules and rule in line["rules"]
    return counts


def below(counts: dict[str, Count]) -> list[str]:
    """The rules that do not reach their aim."""
    return [
        rule
        for rule, (precision, recall) in AIMS.items()
        if counts[rule].precision < precision or counts[rule].recall < recall
    ]


def show_left_out(language: str) -> None:
    """A line by writer and rule, heard with points learned without that writer."""
    known = weighed(language, load_lexicon())
    for rule in RULES:
        found = left_out(known, rule)
        least = best(found, rule)
        for writer in WRITERS:
            precision, recall = rates(found[writer], least)
            count = sum(is_so for _, is_so in found[writer])
            name = writer.strip("_") or "first (lists made on it)"
            print(f"  {rule:8} {name:26} {count:3} labelled  precision {precision:.2f}  recall {recall:.2f}")


def show_tuned_on(language: str) -> None:
    for writer in WRITERS[1:]:
        counts = measure(language, lines(f"{writer}{language}"))
        for rule in RULES:
            one = counts[rule]
            print(
                f"  {rule:8} {writer.strip('_'):26} {one.hit + one.missed:3} labelled"
                f"  precision {one.precision:.2f}  recall {one.recall:.2f}"
            )


def main() -> int:
    short: list[str] = []
    for language in ("nl", "en"):
        print(f"{language}, each writer left out in turn:")
        show_left_out(language)
        print(f"{language}, other writers, tuned on:")
        show_tuned_on(language)
    for language in ("nl", "en"):
        every = lines(language)
        for held_out in (False, True):
            chosen = [one for one in every if one["held_out"] == held_out]
            counts = measure(language, chosen, show="--show" in sys.argv and not held_out)
            print(
                f"{language}, first writer, {len(chosen)} lines, {'marked held out' if held_out else 'tuned on'}:"
            )
            for rule, one in counts.items():
                labelled = one.hit + one.missed
                if labelled or one.wrong:
                    print(
                        f"  {rule:8} {labelled:3} labelled  precision {one.precision:.2f}  recall {one.recall:.2f}"
                    )
            short += [f"{language} {rule}" for rule in below(counts)] if held_out else []
    if short:
        print(f"Below the aim on the held-out lines: {', '.join(short)}.")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
