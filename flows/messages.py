"""What a message is before it has a language and a reader: references to sentences and to words, no text of its own.

Testimony appears only as `Quote(id)`; the vault opens it for the one who will read the message, or refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.value import Value


class Quote(Value):
    """Somebody's words, by the id of the vault's item; shown between quotation marks where `marks` is true.

    `at`: only these stretches of the original (characters from, until), with commas between them.
    """

    t: Literal["quote"] = "quote"
    id: str
    marks: bool = False
    at: tuple[tuple[int, int], ...] = ()


class Term(Value):
    """A sentence of the catalogue, by key, with what fills its {places}."""

    t: Literal["term"] = "term"
    key: str
    fill: dict[str, Piece] = {}


class Wording(Value):
    """The wording of a prompt of the question script, or of its option number `option` (from 0)."""

    t: Literal["wording"] = "wording"
    prompt: str
    option: int | None = None
    fill: dict[str, Piece] = {}


class Listing(Value):
    """Lines under each other: numbered from `first`, or each with its own of `numbers`, or with a dash."""

    t: Literal["listing"] = "listing"
    lines: tuple[Piece, ...]
    first: int | None = None
    numbers: tuple[int, ...] = ()


class Day(Value):
    """A moment, written out as a date (and a time of day where `time` is true) in the mediation's own zone."""

    t: Literal["day"] = "day"
    at: datetime
    zone: str = "Europe/Amsterdam"
    time: bool = False


class Both(Value):
    """A text the mediator wrote for this case, in each language: no testimony, so it may stand in a state."""

    t: Literal["both"] = "both"
    nl: str
    en: str
    fill: dict[str, Piece] = {}  # of its {places}; without any, it is shown as it stands


class InLanguage(Value):
    """A piece in this language, whoever reads it: for the mediator, who answers for a text in both."""

    t: Literal["in"] = "in"
    language: Literal["nl", "en"]
    piece: Piece


Piece = (
    Annotated[Quote | Term | Wording | Listing | Day | Both | InLanguage, Field(discriminator="t")]
    | str
    | int
)


class Button(Value):
    """A button: its label, the machine it speaks to, and the event (as JSON) a press of it means."""

    label: Piece
    address: str
    event: dict[str, Any]


class Look(StrEnum):
    """How a cell or card of a picture looks; each differs from every other in print without colour."""

    FULL = "full"  # filled
    STRIPED = "striped"  # slanted lines
    DOTTED = "dotted"
    CROSSED = "crossed"  # lines both ways
    OPEN = "open"  # an outline, nothing in it
    NONE = "none"  # a point: there is nothing to tell here


class Grade(Value):
    """One kind of cell: its look, the letter or sign in it, and what it means."""

    look: Look
    letter: Piece
    means: Piece


class Grid(Value):
    """A picture of rows and columns; `cells` holds for each row the number of each cell's grade (from 0)."""

    t: Literal["grid"] = "grid"
    title: Piece
    rows: tuple[Piece, ...]
    columns: tuple[Piece, ...]
    grades: tuple[Grade, ...]
    cells: tuple[tuple[int, ...], ...]

    def pieces(self) -> Iterator[Piece]:
        """Everything in it that a reader reads."""
        yield from (self.title, *self.rows, *self.columns)
        yield from (piece for one in self.grades for piece in (one.letter, one.means))


class CardColumn(Value):
    """A column of short texts under its title."""

    title: Piece
    look: Look
    cards: tuple[Piece, ...]


class Cards(Value):
    """A picture of titled columns of short texts."""

    t: Literal["cards"] = "cards"
    title: Piece
    columns: tuple[CardColumn, ...]

    def pieces(self) -> Iterator[Piece]:
        """Everything in it that a reader reads."""
        yield self.title
        yield from (piece for one in self.columns for piece in (one.title, *one.cards))


class Bar(Value):
    """A name with a number drawn as a length, and what stands beside it."""

    name: Piece
    value: int  # none is negative
    says: Piece


class BarBlock(Value):
    """Bars that are measured alike: the longest fills the width."""

    title: Piece
    bars: tuple[Bar, ...]


class Bars(Value):
    """A picture of bars in blocks under their titles."""

    t: Literal["bars"] = "bars"
    title: Piece
    blocks: tuple[BarBlock, ...]

    def pieces(self) -> Iterator[Piece]:
        """Everything in it that a reader reads."""
        yield self.title
        for block in self.blocks:
            yield block.title
            yield from (piece for one in block.bars for piece in (one.name, one.says))


Picture = Annotated[Grid | Cards | Bars, Field(discriminator="t")]


class Say(Value):
    """One message: paragraphs and rows of buttons.

    `numbered` buttons show their number in the text beside them, and typing that number presses them.
    `picture` is drawn for the reader when the message goes out, its words opened as those of the text are; the
    text has to say the same. A message with a picture takes no file, and is always sent anew, never put in place
    of another.
    """

    parts: tuple[Piece, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    numbered: bool = False
    picture: Picture | None = None
    ballot: tuple[Piece, ...] = ()  # answers of an open poll of Telegram's own, whose question the text is


RECURSIVE = (Both, InLanguage, Term, Wording, Listing, Grade, Grid, CardColumn, Cards, Bar, BarBlock, Bars)
for model in (*RECURSIVE, Button, Say):
    model.model_rebuild()
