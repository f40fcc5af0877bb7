"""Pictures for a telephone, as PNG: a table of graded cells, titled columns of cards; bars are in `bars`.

Legible 390 pixels wide and printed in grey. Must not know who looks, or what a grade means for a mediation.
"""

from __future__ import annotations

from flows.messages import Look
from flows.value import Value
from workshop.bars import Chart, chart
from workshop.drawing import (
    MARGIN,
    SMALL,
    TALLEST,
    TEXT,
    TITLE,
    WIDTH,
    Sheet,
    font,
    line_height,
    swatch,
    wrapped,
)

INNER = WIDTH - 2 * MARGIN
GAP = 12
NAMES = 0.38  # of the width, at most, for the names of the rows; more where there are few columns
WIDEST_CELL, CELL_HEIGHT = 190, 60
MOST_COLUMNS = 12  # of one block; more go into a second one below
HEAD_LINES, NAME_LINES, CARD_LINES = 4, 5, 9  # more is cut: the text beside the picture has all of it
MOST_ABREAST = 3  # columns of cards beside each other
LONG_CARD = 80  # characters; longer cards want the whole width
BAR = 28  # of a card, hatched like its column


class Mark(Value):
    """One grade of a cell: its look, the letter in it, and what it means."""

    look: Look
    letter: str
    means: str


class Matrix(Value):
    """Rows and columns by name; `cells` holds for each row the number of each cell's mark (from 0)."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    marks: tuple[Mark, ...]
    cells: tuple[tuple[int, ...], ...]


class Stack(Value):
    """A column of cards under its title."""

    title: str
    look: Look
    cards: tuple[str, ...]


class Board(Value):
    """Columns of cards under one title."""

    title: str
    columns: tuple[Stack, ...]


def drawn(picture: Matrix | Board | Chart) -> bytes:
    """The picture as PNG bytes, 1080 pixels wide; the same picture gives the same bytes.

    All its text goes along as the PNG's "Description". Raises TooTall for what no photo can hold.
    """
    match picture:
        case Matrix():
            return matrix(picture)
        case Board():
            return columns_of_cards(picture)
        case Chart():
            return chart(picture)


# ------------------------------------------------------------------ a table


def matrix(picture: Matrix) -> bytes:
    """Rows and columns of cells, what the marks mean, and the columns by number where their names are long."""
    sheet = _titled(picture.title)
    taken = max(font(TEXT).getlength(row) for row in picture.rows) if picture.rows else 0
    cells = WIDEST_CELL * min(len(picture.columns), MOST_COLUMNS)
    names = min(taken, max(INNER * NAMES, INNER - GAP - cells))
    for first in range(0, len(picture.columns), MOST_COLUMNS):
        _block(sheet, picture, names, range(first, min(first + MOST_COLUMNS, len(picture.columns))))
    for mark in picture.marks:
        _meaning(sheet, mark)
    return sheet.png(_table_in_words(picture))


def _block(sheet: Sheet, picture: Matrix, names: float, numbers: range) -> None:
    left = MARGIN + names + GAP
    cell = min(WIDEST_CELL, (WIDTH - MARGIN - left) / len(numbers))
    shown = [picture.columns[number] for number in numbers]
    named = all(_heads(one, cell) for one in shown)
    heads = [_heads(one, cell) if named else [str(n + 1)] for n, one in zip(numbers, shown, strict=True)]
    _head(sheet, heads, left, cell)
    for row, cells in zip(picture.rows, picture.cells, strict=True):
        marks = [picture.marks[cells[number]] for number in numbers]
        _row(sheet, wrapped(row, names, TEXT, most=NAME_LINES), marks, left, cell)
    sheet.rule(sheet.y)
    sheet.y += GAP
    if not named:
        for number, name in zip(numbers, shown, strict=True):
            sheet.text(MARGIN, sheet.y, str(number + 1), SMALL, bold=True)
            sheet.paragraph(MARGIN + 52, INNER - 52, name, SMALL, most=HEAD_LINES)
    sheet.y += GAP


def _heads(name: str, cell: float) -> list[str]:
    """A column's name over its cells; nothing where it is too long or one of its words too wide."""
    lines = wrapped(name, cell - GAP, SMALL, bold=True)
    whole = " ".join(lines) == " ".join(name.split())
    return lines if whole and len(lines) <= HEAD_LINES else []


def _head(sheet: Sheet, heads: list[list[str]], left: float, cell: float) -> None:
    """The names stand on the cells: short ones begin lower."""
    tallest = max(len(lines) for lines in heads)
    for place, lines in enumerate(heads):
        for number, line in enumerate(lines, start=tallest - len(lines)):
            width = font(SMALL, bold=True).getlength(line)
            x = left + place * cell + (cell - width) / 2
            sheet.text(x, sheet.y + number * line_height(SMALL), line, SMALL, bold=True)
    sheet.y += tallest * line_height(SMALL) + GAP


def _row(sheet: Sheet, lines: list[str], marks: list[Mark], left: float, cell: float) -> None:
    sheet.rule(sheet.y)
    text = len(lines) * line_height(TEXT)
    height = max(CELL_HEIGHT, text) + GAP
    top = sheet.y + (height - text) / 2
    for number, line in enumerate(lines):
        sheet.text(MARGIN, top + number * line_height(TEXT), line, TEXT)
    for place, mark in enumerate(marks):
        tile = swatch(mark.look, mark.letter, round(cell) - 6, round(height) - 8)
        sheet.tile(left + place * cell + 3, sheet.y + 4, tile)
    sheet.y += height


def _meaning(sheet: Sheet, mark: Mark) -> None:
    sheet.tile(MARGIN, sheet.y, swatch(mark.look, mark.letter, 72, 48))
    top = sheet.y
    sheet.y += 4
    sheet.paragraph(MARGIN + 72 + GAP, INNER - 72 - GAP, mark.means, SMALL)
    sheet.y = max(sheet.y, top + 48) + GAP / 2


def _table_in_words(picture: Matrix) -> str:
    """Row by row, each name on a line of its own."""
    lines = [picture.title]
    for row, cells in zip(picture.rows, picture.cells, strict=True):
        lines.append(row)
        lines += [
            f"- {name}: {picture.marks[cell].means}"
            for name, cell in zip(picture.columns, cells, strict=True)
        ]
    return "\n".join(lines)


# ------------------------------------------------------------------ cards


def columns_of_cards(picture: Board) -> bytes:
    """Titled columns of short texts: beside each other where they are short, else under each other."""
    sheet = _titled(picture.title)
    longest = max((len(card) for stack in picture.columns for card in stack.cards), default=0)
    if longest <= LONG_CARD and len(picture.columns) <= MOST_ABREAST:
        _abreast(sheet, picture.columns)
    else:
        for stack in picture.columns:
            _stack(sheet, stack, MARGIN, INNER)
            sheet.y += GAP
    return sheet.png(_cards_in_words(picture))


def _abreast(sheet: Sheet, stacks: tuple[Stack, ...]) -> None:
    width = (INNER - GAP * (len(stacks) - 1)) / max(len(stacks), 1)
    top = bottom = sheet.y
    for place, stack in enumerate(stacks):
        sheet.y = top
        _stack(sheet, stack, MARGIN + place * (width + GAP), width)
        bottom = max(bottom, sheet.y)
    sheet.y = bottom


def _stack(sheet: Sheet, stack: Stack, x: float, width: float) -> None:
    """A title with its hatching, and the cards; those past the end of the picture are counted."""
    sheet.tile(x, sheet.y + 4, swatch(stack.look, "", BAR, 36))
    sheet.paragraph(x + BAR + GAP, width - BAR - GAP, stack.title, TEXT, bold=True, most=HEAD_LINES)
    sheet.y += GAP
    for number, card in enumerate(stack.cards):
        if sheet.y > TALLEST - 600:
            sheet.paragraph(x, width, f"+ {len(stack.cards) - number}", TEXT, bold=True)
            return
        _card(sheet, card, stack.look, x, width)


def _card(sheet: Sheet, text: str, look: Look, x: float, width: float) -> None:
    top = sheet.y
    sheet.y += GAP
    sheet.paragraph(x + BAR + GAP, width - BAR - 2 * GAP, text, TEXT, most=CARD_LINES)
    sheet.y += GAP
    sheet.box(x, top, width, sheet.y - top)
    sheet.tile(x, top, swatch(look, "", BAR, round(sheet.y - top)))
    sheet.y += GAP


def _cards_in_words(picture: Board) -> str:
    lines = [picture.title]
    for stack in picture.columns:
        lines += [stack.title, *(f"- {card}" for card in stack.cards)]
    return "\n".join(lines)


def _titled(title: str) -> Sheet:
    sheet = Sheet()
    sheet.paragraph(MARGIN, INNER, title, TITLE, bold=True, most=HEAD_LINES)
    sheet.y += GAP
    return sheet
