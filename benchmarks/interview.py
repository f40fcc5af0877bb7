"""How well the rules are heard: precision and recall per rule and language, on tuned lines and on held-out ones.

Ends with status 1 when the held-out half falls below the aims. `--show` prints the tuned lines that are heard otherwise
than labelled; the held-out ones are not shown, so that nobody tunes on them.

How it goes with lines nobody tuned on: eleven rounds of some forty lines a language were written in one go, each about
other conflicts, measured before anybody looked at what was heard, and only then used (the lines with `about`).

    round            1    2    3    4    5    6    7    8    9   10   11
    THREAT nl recall .36  .50  .25  .50  .53  .47  .29  .64  .67  .92  .90   precision .88 to 1
           en recall .45  .50  .38  .50  .73  .67  .36  .57  .75  .75  .90   precision .75 to 1
    LUP    nl recall .65  .65  .90  .59  .68  .91  .81  .81  .80  1    1     precision .68 to 1, mostly .81
           en recall .61  .60  .77  .77  .68  .73  .75  .75  .67  .93  1     precision .75 to .94

Rounds 1 to 9 look for threats by hint and idiom, of which a list never has the last; 10 and 11 are plain
talk. So a plain threat is nearly always heard, a veiled one every second time: the mediator still reads every word.

The held-out lines themselves were written by whoever wrote the word lists, and for THREAT they were looked at while the
lists were mended. So their figures flatter.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

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


def main() -> int:
    short: list[str] = []
    for language in ("nl", "en"):
        every = lines(language)
        for held_out in (False, True):
            chosen = [one for one in every if one["held_out"] == held_out]
            counts = measure(language, chosen, show="--show" in sys.argv and not held_out)
            print(f"{language}, {len(chosen)} lines, {'held out' if held_out else 'tuned on'}:")
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
