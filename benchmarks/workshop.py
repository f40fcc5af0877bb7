"""How long typesetting takes: `python -m benchmarks.workshop`. Grouping has a benchmark of its own."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from workshop.document import AgreementText, Article, Commitment, PartyLine
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


if __name__ == "__main__":
    typesetting()
