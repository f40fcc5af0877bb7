"""A described picture to PNG: its pieces put into the reader's language, then drawn in the workshop.

Opens no words itself: it is given those its reader may read. Nothing is stored: a picture is drawn when it is sent.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from flows.messages import Bars, Cards, Grid, Picture
from handlers.render import Reader, in_a_line
from workshop.bars import Block, Chart, Measure
from workshop.pictures import Board, Mark, Matrix, Stack, drawn
from workshop.pool import Pool

log = logging.getLogger("draagvlak.pictures")


async def png(picture: Picture, readers: Sequence[Reader], pool: Pool) -> bytes | None:
    """The picture for these readers; nothing where it cannot be drawn, as the text beside it says the same."""
    try:
        return await pool.run(drawn, in_words(picture, readers))
    except Exception as error:  # noqa: BLE001  no picture may keep back the message that it belongs to
        log.error("a picture could not be drawn: %s", type(error).__name__)  # noqa: TRY400  it may quote words
        return None


def in_words(picture: Picture, readers: Sequence[Reader]) -> Matrix | Board | Chart:
    """The picture with its texts, as the workshop draws it."""
    match picture:
        case Grid():
            return _matrix(picture, readers)
        case Cards():
            return _board(picture, readers)
        case Bars():
            return _chart(picture, readers)


def _chart(bars: Bars, readers: Sequence[Reader]) -> Chart:
    return Chart(
        title=in_a_line(bars.title, readers),
        blocks=tuple(
            Block(
                title=in_a_line(block.title, readers),
                bars=tuple(
                    Measure(
                        name=in_a_line(one.name, readers), value=one.value, says=in_a_line(one.says, readers)
                    )
                    for one in block.bars
                ),
            )
            for block in bars.blocks
        ),
    )


def _matrix(grid: Grid, readers: Sequence[Reader]) -> Matrix:
    return Matrix(
        title=in_a_line(grid.title, readers),
        rows=tuple(in_a_line(one, readers) for one in grid.rows),
        columns=tuple(in_a_line(one, readers) for one in grid.columns),
        marks=tuple(
            Mark(look=one.look, letter=in_a_line(one.letter, readers), means=in_a_line(one.means, readers))
            for one in grid.grades
        ),
        cells=grid.cells,
    )


def _board(cards: Cards, readers: Sequence[Reader]) -> Board:
    stacks = tuple(
        Stack(
            title=in_a_line(one.title, readers),
            look=one.look,
            cards=tuple(in_a_line(card, readers) for card in one.cards),
        )
        for one in cards.columns
    )
    return Board(title=in_a_line(cards.title, readers), columns=stacks)
