"""Whether a text repeats another's words: eight in a row. A last look before a draft is shown; knows no owner."""

from __future__ import annotations

from collections.abc import Iterable

from workshop.words import words

IN_A_ROW = 8


def repeated(draft: str, private: Iterable[str]) -> str:
    """The first words (as many as eight, in lower case) that `draft` takes from one of `private`; else nothing.

    A private text shorter than eight words counts when the draft holds all of it, from three words on.
    """
    said = words(draft)
    for text in private:
        theirs = words(text)
        size = min(IN_A_ROW, len(theirs))
        if size < 3:  # noqa: PLR2004  a word or two is anybody's
            continue
        runs = {tuple(theirs[start : start + size]) for start in range(len(theirs) - size + 1)}
        for start in range(len(said) - size + 1):
            if tuple(said[start : start + size]) in runs:
                return " ".join(said[start : start + size])
    return ""
