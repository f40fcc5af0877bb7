"""How long typesetting takes: `python -m benchmarks.workshop`. Grouping has a benchmark of its own."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from flows.messages import Look
from workshop.document import AgreementText, Article, Commitment, PartyLine
from workshop.pictures import Board, Mark, Matrix, Stack, drawn
from workshop.typeset import typeset_agreement


def milliseconds(job: Callable[[], object], times: int) -> str:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        spent.append((time.perf_counter() - start) * 1000)
    return f"first {spent[0]:.0f} ms, median {statistics.median(spent):.0f} ms, worst {max(spent):.0f} ms"


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


if __name__ == "__main__":
    typesetting()
    pictures()
