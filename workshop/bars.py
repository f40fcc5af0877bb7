"""A picture of bars in titled blocks, for a telephone: each bar with its name and its number in words.

Legible 390 pixels wide and printed in grey. Must not know who looks, or what is measured.
"""

from __future__ import annotations

from flows.messages import Look
from flows.value import Value
from workshop.drawing import MARGIN, SMALL, TEXT, TITLE, WIDTH, Sheet, swatch

INNER = WIDTH - 2 * MARGIN
GAP = 12
THICK = 34  # of a bar
SHORTEST = 6  # so that a little can be told from nothing
NAME_LINES, TITLE_LINES = 2, 4


class Measure(Value):
    """One bar; `value` is not negative."""

    name: str
    value: int
    says: str


class Block(Value):
    """Bars of one kind under a title; the longest has the whole width."""

    title: str
    bars: tuple[Measure, ...]


class Chart(Value):
    """Blocks of bars under one title."""

    title: str
    blocks: tuple[Block, ...]


def chart(picture: Chart) -> bytes:
    """PNG bytes, 1080 pixels wide; its text goes along as the PNG's "Description"."""
    sheet = Sheet()
    sheet.paragraph(MARGIN, INNER, picture.title, TITLE, bold=True, most=TITLE_LINES)
    for block in picture.blocks:
        sheet.y += GAP
        sheet.rule(sheet.y)
        sheet.y += GAP
        sheet.paragraph(MARGIN, INNER, block.title, TEXT, bold=True, most=TITLE_LINES)
        longest = max((one.value for one in block.bars), default=0)
        for one in block.bars:
            _bar(sheet, one, longest)
    return sheet.png(_in_words(picture))


def _bar(sheet: Sheet, one: Measure, longest: int) -> None:
    """The name, the bar where there is anything to draw, and under it what it says."""
    sheet.y += GAP / 2
    sheet.paragraph(MARGIN, INNER, one.name, TEXT, most=NAME_LINES)
    if one.value:
        width = max(SHORTEST, round(INNER * one.value / longest))
        sheet.tile(MARGIN, sheet.y, swatch(Look.FULL, "", width, THICK))
        sheet.y += THICK + GAP / 2
    sheet.paragraph(MARGIN, INNER, one.says, SMALL, most=TITLE_LINES)


def _in_words(picture: Chart) -> str:
    lines = [picture.title]
    for block in picture.blocks:
        lines += [block.title, *(f"- {one.name}: {one.says}" for one in block.bars)]
    return "\n".join(lines)
