"""What a message is before it has a language and a reader: references to sentences and to words, no text of its own.

Testimony appears only as `Quote(id)`; the vault opens it for the one who will read the message, or refuses.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.value import Value


class Quote(Value):
    """Somebody's words, by the id of the vault's item; shown between quotation marks where `marks` is true."""

    t: Literal["quote"] = "quote"
    id: str
    marks: bool = False


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


Piece = Annotated[Quote | Term | Wording | Listing | Day | Both, Field(discriminator="t")] | str | int


class Button(Value):
    """A button: its label, the machine it speaks to, and the event (as JSON) a press of it means."""

    label: Piece
    address: str
    event: dict[str, Any]


class Say(Value):
    """One message: paragraphs and rows of buttons.

    `numbered` buttons show their number in the text beside them, and typing that number presses them.
    """

    parts: tuple[Piece, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    numbered: bool = False


for model in (Both, Term, Wording, Listing, Button, Say):
    model.model_rebuild()
