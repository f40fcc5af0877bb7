"""A participation report: as a PDF and as Markdown. Must not know where its words come from, or who may read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import typst

from flows.value import Value
from workshop.markdown import plain
from workshop.words import Language

_TEMPLATE = Path(__file__).with_name("report.typ")


class Block(Value):
    """Paragraphs, or the lines of a list."""

    kind: Literal["text", "list"]
    lines: tuple[str, ...]


class Section(Value):
    """A heading of level 1 or 2, and what stands under it."""

    heading: str
    level: int = 1
    blocks: tuple[Block, ...] = ()


class Report(Value):
    """All that stands in the report, in one language; `page` is the word for a page."""

    heading: str
    title: str
    page: str
    sections: tuple[Section, ...]


def as_markdown(report: Report) -> str:
    """The same as text that any editor opens; what people wrote is never read as markup."""
    parts = [f"# {plain(report.heading)}", plain(report.title)]
    for section in report.sections:
        parts.append(f"{'#' * (section.level + 1)} {plain(section.heading)}")
        for block in section.blocks:
            if block.kind == "list":
                parts.append("\n".join(f"- {_within(line)}" for line in block.lines))
            else:
                parts += ["  \n".join(map(plain, line.split("\n"))) for line in block.lines]
    return "\n\n".join(parts) + "\n"


def _within(line: str) -> str:
    return "  \n  ".join(map(plain, line.split("\n")))


def typeset_report(report: Report, language: Language) -> bytes:
    """The PDF (A4, tagged). The texts go to Typst as data: nothing in them is read as markup."""
    inputs = {"document": json.dumps(report.model_dump(mode="json")), "language": language}
    try:
        return typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as refused:
        if "could not be displayed" not in str(refused):
            raise
        return typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, timestamp=0)
