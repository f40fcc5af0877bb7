"""A message's text while it is written: runs, each plain or marked. Knows no catalogue and no reader."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from telegram import MessageEntity

from handlers.plain import units

LONGEST: Final = 4096  # UTF-16 units, Telegram's limit for a message


@dataclass(frozen=True)
class Rendered:
    """A message ready to send: text, entities (offsets in UTF-16 units), and the labels of its buttons."""

    text: str
    entities: list[MessageEntity]
    rows: list[list[str]]


@dataclass
class Page:
    """Grows at its end. `mark` of a run is an entity type of Telegram's, or empty."""

    runs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)

    def add(self, text: str, mark: str = "") -> None:
        """Put text at the end; next to a run of the same mark it becomes one with it."""
        if not text:
            return
        if self.runs and self.runs[-1][1] == mark:
            self.runs[-1] = (self.runs[-1][0] + text, mark)
        else:
            self.runs.append((text, mark))

    def break_line(self) -> None:
        """Begin a new line, unless this is the beginning of one."""
        if self.runs and not self.text.endswith("\n"):
            text, mark = self.runs[-1]
            self.runs[-1] = (text.rstrip(" "), mark)
            self.add("\n")

    def join(self, other: Page, between: str = "\n\n") -> None:
        """Put another page's text behind this one's; an empty page changes nothing."""
        if not other.text.strip():
            return
        if self.runs:
            self.add(between)
        for text, mark in other.runs:
            self.add(text, mark)

    def rendered(self, rows: list[list[str]]) -> Rendered:
        entities, offset = [], 0
        for text, mark in self.runs:
            length = units(text)
            if mark and length:
                entities.append(MessageEntity(mark, offset, length))
            offset += length
        return Rendered(self.text, entities, rows)


def split(rendered: Rendered) -> list[Rendered]:
    """The message in parts that Telegram takes, cut at paragraphs if possible; the last has the buttons."""
    borders = _borders(rendered.text)
    parts = [_part(rendered, start, end) for start, end in pairwise(borders)]
    parts[-1] = replace(parts[-1], rows=rendered.rows)
    return parts


def _borders(text: str) -> list[int]:
    """Where parts begin and the last one ends, in characters."""
    borders = [0]
    while units(text[borders[-1] :]) > LONGEST:
        borders.append(borders[-1] + _room(text[borders[-1] :]))
    return [*borders, len(text)]


def _room(text: str) -> int:
    """How many characters of `text` go into one part: up to a paragraph, line, sentence or word, or cut."""
    most = text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")
    for border in ("\n\n", "\n", ". ", " "):
        # A border far at the beginning would leave a part of a few words.
        place = most.rfind(border, len(most) // 4)
        if place > 0:
            return place + len(border)
    return len(most)


def _part(rendered: Rendered, start: int, end: int) -> Rendered:
    text = rendered.text[start:end].rstrip()
    first = units(rendered.text[:start])
    last = first + units(text)
    entities = [
        MessageEntity(
            one.type,
            max(one.offset, first) - first,
            min(one.offset + one.length, last) - max(one.offset, first),
        )
        for one in rendered.entities
        if one.offset < last and one.offset + one.length > first
    ]
    return Rendered(text, entities, [])
