"""Text of people as it may stand in a message: nothing invisible, nothing interpreted. Knows no message."""

from __future__ import annotations

import unicodedata
from typing import Final

# Format characters turn the reading direction or hide inside a word, controls break a line or a client. The
# joiner that makes one picture of several emoji goes too: a family shown as three people misleads nobody.
INVISIBLE: Final = frozenset({"Cf", "Cc", "Cs", "Co"})


def plain(text: str) -> str:
    """`text` without invisible characters; line breaks stay, never more than one empty line in a row."""
    unbroken = text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n").replace("\t", " ")
    seen = "".join(c for c in unbroken if c == "\n" or unicodedata.category(c) not in INVISIBLE)
    lines = [line.rstrip() for line in seen.strip().split("\n")]
    return "\n".join(line for n, line in enumerate(lines) if line or lines[n - 1])


def one_line(text: str) -> str:
    """`plain`, on a single line: inside a sentence or a list nobody can begin a line of the bot's."""
    return " ".join(plain(text).split())


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def units(text: str) -> int:
    """The length in UTF-16 code units, in which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2
