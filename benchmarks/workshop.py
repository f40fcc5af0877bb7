"""What the workshop finds and how long it takes: `python -m benchmarks.workshop [FOLDER OF CASES]`.

The gold groups of near-duplicates are the cases' own (`dup`), by one author: read ranges, not decimals.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from flows.messages import Look
from workshop.consolidate import CUT, Statement, consolidate
from workshop.document import AgreementText, Article, Commitment, PartyLine
from workshop.pictures import Board, Mark, Matrix, Stack, drawn
from workshop.similarity import grouped, letters, tfidf
from workshop.typeset import typeset_agreement
from workshop.words import words

Pairs = set[frozenset[str]]


def pairs(groups: Iterable[Iterable[str]]) -> Pairs:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def by_letters_alone(statements: Sequence[Statement], cut: float) -> Pairs:
    """The baseline: TF-IDF of runs of 3 to 5 letters, average linkage."""
    rows = tfidf([letters(words(statement.text)) for statement in statements])
    return pairs([statements[row].id for row in group] for group in grouped(rows @ rows.T, cut))


def score(found: Pairs, gold: Pairs) -> str:
    right = len(found & gold)
    precision = right / len(found) if found else 1.0
    recall = right / len(gold) if gold else 1.0
    f1 = 2 * right / (len(found) + len(gold)) if found or gold else 1.0
    return f"precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}  ({right} of {len(found)} right)"


def gold_of(ideas: Sequence[dict[str, Any]]) -> Pairs:
    names = Counter(idea["dup"] for idea in ideas if idea["dup"])
    return pairs([idea["id"] for idea in ideas if idea["dup"] == name] for name in names)


def milliseconds(job: Callable[[], object], times: int) -> str:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        spent.append((time.perf_counter() - start) * 1000)
    return f"first {spent[0]:.0f} ms, median {statistics.median(spent):.0f} ms, worst {max(spent):.0f} ms"


def near_duplicates(case: dict[str, Any]) -> None:
    ideas = case["ideas"]
    statements = [Statement(id=i["id"], text=i["text"], language=case["language"]) for i in ideas]
    gold = gold_of(ideas)
    proposal = consolidate(statements, case["joint_question"])
    print(f"{case['id']}: {len(ideas)} ideas, {len(gold)} gold pairs")
    print(f"  ours, cut {CUT}           {score(pairs(proposal.groups), gold)}")
    for cut in (CUT, 0.8, 0.85, 0.9):
        print(f"  letters alone, cut {cut:.2f} {score(by_letters_alone(statements, cut), gold)}")
    print("  " + milliseconds(lambda: consolidate(statements, case["joint_question"]), 20))


def typesetting() -> None:
    names = [f"Partij {number}" for number in range(1, 9)]

    def document(number: int) -> AgreementText:
        # Another text each time, because Typst keeps what it has laid out.
        text = f"Terpen aan de nieuwe dijk voor de blijvende bedrijven, versie {number}"
        return AgreementText(
            title="Gezamenlijk projectontwerp",
            status="in_principle",
            version=number,
            question=text,
            parties=tuple(PartyLine(name=name, constituency="leden") for name in names),
            articles=tuple(Article(number=k, text=text) for k in range(1, 11)),
            commitments=tuple(
                Commitment(number=k, who=names[k % 8], what=text, when="2027", kind="result")
                for k in range(1, 21)
            ),
        )

    numbers = iter(range(1, 100))
    print("an agreement of 8 parties, 10 articles and 20 commitments")
    print("  " + milliseconds(lambda: typeset_agreement(document(next(numbers)), "nl"), 20))


def pictures() -> None:
    name = "Belangenvereniging Overdiepse Polder"
    marks = tuple(Mark(look=look, letter="A", means="wat het betekent") for look in Look)
    cells = tuple(tuple((row + column) % len(marks) for column in range(12)) for row in range(15))
    columns = tuple(f"ronde {number} met een lange naam" for number in range(12))
    table = Matrix(title=name, rows=(name,) * 15, columns=columns, marks=marks, cells=cells)
    text = "Een gezond bedrijf voor de volgende generatie, met rust voor de vogels"
    board = Board(title=name, columns=tuple(Stack(title=look, look=look, cards=(text,) * 8) for look in Look))
    for title, picture in (("a table of 15 parties and 12 rounds", table), ("a map of 48 interests", board)):
        size = len(drawn(picture)) / 1024
        print(f"{title}: {size:.0f} KB of PNG")
        print("  " + milliseconds(lambda picture=picture: drawn(picture), 20))  # type: ignore[misc]


def main(folder: Path) -> None:
    for file in sorted(folder.glob("*.yaml")):
        near_duplicates(yaml.safe_load(file.read_text()))
    typesetting()
    pictures()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "cases")
