"""One message of the bot as its reader takes it in: the sentences known again, and the buttons in full.

Knows neither the case nor what to answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rehearsal.model import Message
from rehearsal.phrasebook import CUT, NUMBER, Found, Phrasebook

LINE = re.compile(r"^(?:\u2013|\d+\.) (.+)$")  # an entry of a list, dashed or numbered
NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
STANDS_FOR = {  # what is said instead of a prompt's own wording
    "term:sign.agree": "prompt:p2_sign",
    "term:ground.agree_goes": "prompt:p2_sign",
    "term:map.mine": "prompt:p3_map_check",
    "term:map.others": "prompt:p3_map_check",
    "term:option.ask_condition": "prompt:p5_option",
    "term:follow.list": "rule:SPLIT:0",
    "term:follow.is_it_right": "rule:CHECK:0",
    "term:follow.no_proposal": "rule:NEUTRAL:0",
}
QUOTATION = "\u2018\u2019\u201c\u201d\"' "
LINK = re.compile(r"https://t\.me/\S+")


@dataclass(frozen=True)
class Shown:
    """A button: its label in full, what a press of it sends, and the keys its label can have."""

    label: str
    data: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Sight:
    """What a reader sees. `text` may begin in earlier messages, where one was too long for Telegram."""

    message: Message
    text: str
    found: tuple[Found, ...]
    buttons: tuple[Shown, ...]

    def get(self, key: str) -> Found | None:
        """The sentence of this key, where it stands in the message."""
        return next((one for one in self.found if one.key == key), None)

    def button(self, key: str) -> Shown | None:
        """The first button that can have this key; an exact label before one that was cut."""
        fitting = [one for one in self.buttons if key in one.keys]
        return min(fitting, key=lambda one: len(one.keys), default=None)

    @property
    def question(self) -> Found | None:
        """The prompt (or rung) that is asked; what is quoted stands before it."""
        asked = [one for one in self.found if one.key.startswith(("prompt:", "rule:", *STANDS_FOR))]
        if not asked:
            return None
        return Found(STANDS_FOR.get(asked[-1].key, asked[-1].key), asked[-1].fill)

    @property
    def lines(self) -> list[str]:
        """The entries of all lists, without dash, number and quotation marks."""
        hits = (LINE.match(line) for line in self.text.splitlines())
        return [hit[1].strip(QUOTATION) for hit in hits if hit]

    @property
    def numbered(self) -> dict[int, str]:
        """The entries of numbered lists, by number."""
        return {int(hit[1]): hit[2].strip() for hit in NUMBERED.finditer(self.text)}

    @property
    def link(self) -> str:
        """An invitation; empty where there is none."""
        hit = LINK.search(self.text)
        return hit[0].rstrip(".,)") if hit else ""


def sight_of(message: Message, phrasebook: Phrasebook, language: str, before: str = "") -> Sight:
    """Read a message; `before` is the text of the messages it goes on from."""
    text = f"{before}\n\n{message.text}" if before else message.text
    found = phrasebook.recognise(text, language)
    buttons = []
    for row in message.buttons:
        for button in row:
            keys = phrasebook.label(button.label, language)
            full = _full(button.label, text)
            sure = phrasebook.label(full, language) if full else keys
            buttons.append(Shown(full or NUMBER.sub("", button.label), button.data or "", sure or keys))
    return Sight(message, text, found, tuple(buttons))


def _full(label: str, text: str) -> str:
    """What a cut label says in full: the last line of the text that begins as it does."""
    if not label.endswith(CUT):
        return ""
    beginning = label.rstrip(CUT).rstrip()
    dashed = beginning if NUMBER.match(label) else f"\u2013 {beginning}"
    fitting = [line for line in text.splitlines() if line.startswith(dashed)]
    return re.sub(r"^(?:\u2013|\d+\.) ", "", fitting[-1]).strip() if fitting else ""


def same(one: str, other: str) -> bool:
    """Whether two texts say the same, white space, case and quotation marks aside."""
    return squash(one) == squash(other)


def squash(text: str) -> str:
    """A text as it is compared."""
    return " ".join(text.split()).strip(QUOTATION).casefold()
