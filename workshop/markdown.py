"""Texts of people as Markdown shows them: nothing in them is read as markup. Knows no document."""

from __future__ import annotations

import re

# What Markdown would read as markup, in text that is nobody's markup.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_OPENING = re.compile(r"^(\s*)([-+=>]|\d+[.)])(?=\s|$)")


def plain(line: str) -> str:
    """One line of text; what would begin a list or a heading is escaped too."""
    escaped = _MARKUP.sub(r"\\\1", line)
    return _OPENING.sub(lambda found: f"{found[1]}{_escaped(found[2])}", escaped)


def _escaped(opening: str) -> str:
    return f"{opening[:-1]}\\{opening[-1]}"
