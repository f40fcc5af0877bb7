"""How long documents and pictures take, ours beside others on the same contents: `python -m benchmarks.documents`.

WeasyPrint and fpdf2 make a PDF of the same words, Matplotlib the same table as a picture; `make bench-documents`
installs them. Another text each time, because Typst keeps what it has laid out. Milliseconds of the clock, and the
median of the processor, which others on the machine change less.
"""

from __future__ import annotations

import io
import logging
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import escape
from importlib.util import find_spec
from typing import Any

from flows.messages import Look
from workshop.agreement_markdown import agreement_markdown
from workshop.document import AgreementText, Article, Commitment, Interest, PartyLine, hashed
from workshop.outline import Block, outline
from workshop.pictures import Board, Mark, Matrix, Stack, drawn
from workshop.typeset import agreement_json, typeset_agreement
from workshop.word_file import agreement_word

TIMES = 20
Make = Callable[[AgreementText], bytes]


def milliseconds(job: Callable[[], object], times: int = TIMES) -> str:
    walls, works = [], []
    for _ in range(times):
        wall, work = time.perf_counter(), time.process_time()
        job()
        walls.append((time.perf_counter() - wall) * 1000)
        works.append((time.process_time() - work) * 1000)
    return (
        f"first {walls[0]:5.0f}   median {statistics.median(walls):5.0f}   worst {max(walls):5.0f}"
        f"   processor {statistics.median(works):5.0f}"
    )


def documents() -> Iterator[AgreementText]:
    """About six pages: 8 parties, 12 articles, 20 commitments, 24 interests; never twice the same."""
    names = [f"Belangenvereniging Overdiepse Polder {number}" for number in range(1, 9)]
    number = 0
    while True:
        number += 1
        text = (
            f"Terpen aan de nieuwe dijk voor de blijvende bedrijven; de landbouw blijft. Regel {number}. " * 2
        )
        yield hashed(
            AgreementText(
                title="Gezamenlijk projectontwerp",
                status="in_principle",
                language="nl",
                version=number,
                question=text,
                parties=tuple(PartyLine(name=name, constituency="leden") for name in names),
                articles=tuple(Article(number=k, text=text) for k in range(1, 13)),
                commitments=tuple(
                    Commitment(number=k, who=names[k % 8], what=text, when="2027", kind="result", means=text)
                    for k in range(1, 21)
                ),
                interests=tuple(Interest(party=names[k % 8], number=k, text=text) for k in range(1, 25)),
            )
        )


def all_documents() -> None:
    print(f"an agreement of 8 parties, 12 articles, 20 commitments and 24 interests, {TIMES} times (ms)")
    ours: dict[str, Make] = {
        "PDF, Typst (ours)": lambda made: typeset_agreement(made, "nl"),
        "PDF, WeasyPrint": _weasyprint,
        "PDF, fpdf2": _fpdf2,
        "Word, python-docx (ours)": lambda made: agreement_word(made, "nl"),
        "Markdown (ours)": lambda made: agreement_markdown(made, "nl").encode(),
        "JSON (ours)": agreement_json,
    }
    for name, make in ours.items():
        if (module := {"PDF, WeasyPrint": "weasyprint", "PDF, fpdf2": "fpdf"}.get(name)) and not find_spec(
            module
        ):
            print(f"  {name:26} not installed: make bench-documents")
            continue
        made = documents()
        one = next(made)
        same = "same bytes again" if make(one) == make(one) else "OTHER bytes again"
        print(f"  {name:26} {milliseconds(lambda make=make, made=made: make(next(made)))}   {same}")  # type: ignore[misc]


def _weasyprint(document: AgreementText) -> bytes:
    from weasyprint import HTML  # type: ignore[import-not-found]  # noqa: PLC0415

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    made = HTML(string=_html(document)).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(made)


_STYLE = (
    "<style>@page { size: A4; margin: 24mm; @bottom-right { content: counter(page) } } body { hyphens: auto }"
    "td, th { border-top: 1px solid #9aa5b1; vertical-align: top; text-align: left }</style></head><body>"
)


def _html(document: AgreementText) -> str:
    shown = outline(document, "nl")
    parts = [
        f'<html lang="nl"><head><title>{escape(shown.title)}</title>',
        _STYLE,
        f"<h1>{escape(shown.title)}</h1><p>{escape(shown.status)}</p>",
    ]
    for chapter in shown.chapters:
        parts.append(f"<h2>{escape(chapter.heading)}</h2>")
        parts += [_html_block(one) for one in chapter.blocks]
    return "".join(parts)


def _html_block(made: Block) -> str:
    if made.kind == "table":
        head = "".join(f"<th>{escape(one)}</th>" for one in made.heads)
        rows = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in made.rows)
        return f"<table><thead><tr>{head}</tr></thead>{rows}</table>"
    signing = "".join(f"<p>{escape(one.party)}<br>______</p>" for one in made.places)
    return (
        f"<p><b>{escape(made.label)}</b> {escape(made.text)} <small>{escape(made.note)}</small></p>{signing}"
    )


def _fpdf2(document: AgreementText) -> bytes:
    """Its core fonts know Latin letters only; no tags, no hyphens."""
    from fpdf import FPDF  # type: ignore[import-not-found]  # noqa: PLC0415

    def latin(text: str) -> str:
        return text.encode("latin-1", "replace").decode("latin-1")

    paper: Any = FPDF(format="A4")
    paper.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
    paper.add_page()
    paper.set_font("Times", size=10)
    for chapter in outline(document, "nl").chapters:
        paper.multi_cell(0, 6, latin(chapter.heading), new_x="LMARGIN", new_y="NEXT")
        for made in chapter.blocks:
            if made.kind == "table":
                with paper.table(col_widths=made.widths) as table:
                    for row in (made.heads, *made.rows):
                        table.row([latin(one) for one in row])
            for line in (made.label, made.text, made.note, *(one.party for one in made.places)):
                if line:
                    paper.multi_cell(0, 5, latin(line), new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


# ------------------------------------------------------------------ pictures

ROWS, COLUMNS = 15, 12


def pictures() -> None:
    name = "Belangenvereniging Overdiepse Polder"
    marks = tuple(Mark(look=look, letter="A", means="wat het betekent") for look in Look)
    cells = tuple(tuple((row + column) % len(marks) for column in range(COLUMNS)) for row in range(ROWS))
    columns = tuple(f"ronde {number} met een lange naam" for number in range(COLUMNS))
    table = Matrix(title=name, rows=(name,) * ROWS, columns=columns, marks=marks, cells=cells)
    text = "Een gezond bedrijf voor de volgende generatie, met rust voor de vogels"
    board = Board(title=name, columns=tuple(Stack(title=look, look=look, cards=(text,) * 8) for look in Look))
    print(f"pictures, {TIMES} times (ms)")
    print(f"  {'15 x 12 table, Pillow (ours)':30} {milliseconds(lambda: drawn(table))}")
    if find_spec("matplotlib"):
        print(f"  {'15 x 12 table, Matplotlib':30} {milliseconds(lambda: _matplotlib(table))}")
    else:
        print(f"  {'15 x 12 table, Matplotlib':30} not installed: make bench-documents")
    print(f"  {'map of 48 interests (ours)':30} {milliseconds(lambda: drawn(board))}")


def _matplotlib(table: Matrix) -> bytes:
    from matplotlib.figure import Figure  # type: ignore[import-not-found]  # noqa: PLC0415

    figure = Figure(figsize=(12.8, 9), dpi=100, layout="constrained")
    axes = figure.subplots()
    axes.imshow(table.cells, cmap="viridis", aspect="auto")
    axes.set_xticks(range(len(table.columns)), table.columns, rotation=60, ha="right")
    axes.set_yticks(range(len(table.rows)), table.rows)
    axes.set_title(table.title)
    for y, row in enumerate(table.cells):
        for x, look in enumerate(row):
            axes.text(x, y, table.marks[look].letter, ha="center", va="center", color="white")
    written = io.BytesIO()
    figure.savefig(written, format="png")
    return written.getvalue()


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    all_documents()
    pictures()
