"""What belongs to messages for the group: wordings their owner is asked about, and what parties say of a summary.

Ids and choices only, as everything a mediation keeps.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from flows.effects import Circle
from flows.messages import Both, Cards, InLanguage, Listing, Picture, Piece, Quote, Say, Term, Wording
from flows.signals import Word
from flows.value import Value


class Rewording(Value):
    """Other words than a party's own, for a text that goes to the group: only after that party's yes.

    `word` is the mediator's proposal; without one the party was asked to say it differently. `version` counts the
    wordings of this text: the first one is what the party wrote.
    """

    original: str
    party: str
    user: int  # who was asked
    circle: Circle
    word: Word | None = None
    because: Word | None = None  # what the mediator wrote to the owner
    became: Word | None = None  # what stands in the place of the original now
    version: int = 2
    status: Literal["asked", "agreed", "own_words"] = "asked"

    @property
    def key(self) -> str:
        word = self.word or self.because
        return word.id if word else self.original


class Remark(Value):
    """What a party says is not right in a summary, and what became of it."""

    party: str
    words: tuple[Word, ...]
    status: Literal["open", "corrected", "answered"] = "open"


class Period(Value):
    """The working days in which each party can say what is not right in a summary in the group."""

    number: int
    key: str  # of the message
    until: datetime
    said: dict[str, Literal["right", "wrong"]] = {}  # party -> what it pressed; silence is neither
    remarks: tuple[Remark, ...] = ()
    over: bool = False


def quoted(piece: Piece) -> Iterator[str]:
    """The ids of all words in a piece of a message, in their order."""
    match piece:
        case Quote(id=id):
            yield id
        case Term(fill=fill) | Wording(fill=fill) | Both(fill=fill):
            for one in fill.values():
                yield from quoted(one)
        case Listing(lines=lines):
            for one in lines:
                yield from quoted(one)
        case InLanguage(piece=inner):
            yield from quoted(inner)
        case _:
            return


def words_in(say: Say) -> tuple[str, ...]:
    """The ids of the words a reader of the text sees, once each, in their order."""
    return tuple(dict.fromkeys(id for part in say.parts for id in quoted(part)))


def without_words(say: Say, gone: frozenset[str]) -> Say:
    """The message without what quotes these words; a list that is empty then goes with the sentence above it."""
    parts: list[Piece] = []
    for part in say.parts:
        if isinstance(part, Listing):
            left = [not gone & set(quoted(line)) for line in part.lines]
            lines = tuple(line for line, stays in zip(part.lines, left, strict=True) if stays)
            numbers = tuple(n for n, stays in zip(part.numbers, left, strict=False) if stays)
            if lines:
                parts.append(part.model_copy(update={"lines": lines, "numbers": numbers}))
            elif parts and isinstance(parts[-1], Term):
                parts.pop()
        elif not gone & set(quoted(part)):
            parts.append(part)
    return say.model_copy(update={"parts": tuple(parts), "picture": _drawn_without(say.picture, gone)})


def _drawn_without(picture: Picture | None, gone: frozenset[str]) -> Picture | None:
    """The picture says what the text says: a card goes with its line, an empty column with its last card."""
    if not isinstance(picture, Cards):
        return picture
    columns = tuple(
        one.model_copy(update={"cards": left})
        for one in picture.columns
        if (left := tuple(card for card in one.cards if not gone & set(quoted(card))))
    )
    return picture.model_copy(update={"columns": columns}) if columns else None


def with_word(say: Say, old: str, new: str) -> Say:
    """The message with other words in the place of some; an id is the same wherever it is quoted."""
    return Say.model_validate_json(say.model_dump_json().replace(f'"id":"{old}"', f'"id":"{new}"'))
