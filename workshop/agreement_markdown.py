"""The agreement as Markdown, for any editor and for a website. Must not know where its words come from."""

from __future__ import annotations

from workshop.document import AgreementText
from workshop.markdown import plain
from workshop.outline import Block, Outline, Place, outline
from workshop.typeset import as_data, visible
from workshop.words import Language

OPENING, CLOSING = "<!-- draagvlak ", " -->"


def agreement_markdown(document: AgreementText, language: Language) -> str:
    """The whole document; its data stands in a comment at the end, where a reader does not see it."""
    shown = Outline.model_validate(visible(outline(document, language).model_dump(mode="json")))
    parts = [
        f"*{plain(shown.kind)}*",
        f"# {_line(shown.title)}",
        f"**{shown.status}** ({shown.version})",
        shown.meaning,
    ]
    if shown.code:
        parts.append(f"{shown.mark}: `{shown.code}`")
    for chapter in shown.chapters:
        number = f"{chapter.number}. " if chapter.number else ""
        parts.append(f"## {number}{plain(chapter.heading)}")
        parts += [_BLOCKS[one.kind](one) for one in chapter.blocks]
    return "\n\n".join(parts) + f"\n\n{hidden(document)}\n"


def hidden(document: AgreementText) -> str:
    """The data as a comment; nothing in it can end the comment."""
    data = as_data(document).replace(">", "\\u003e")
    return f"{OPENING}{data}{CLOSING}"


def _lines(text: str) -> str:
    return "  \n".join(map(plain, text.split("\n")))


def _line(text: str) -> str:
    return plain(" ".join(text.split()))


def _table(made: Block) -> str:
    rows = [made.heads, ("---",) * len(made.heads), *(tuple(map(_cell, row)) for row in made.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(text: str) -> str:
    return "<br>".join(map(plain, text.split("\n")))


def _entry(made: Block) -> str:
    note = f"  \n*{_lines(made.note)}*" if made.note else ""
    return f"**{plain(made.label)}** {_lines(made.text)}{note}"


def _places(made: Block) -> str:
    return "\n\n".join(map(_place, made.places))


def _place(place: Place) -> str:
    lines = (
        *(plain(one) for one in place.known),
        *(f"{plain(one)}: ________________" for one in place.to_fill),
    )
    return "  \n".join((f"**{plain(place.party)}**", *lines))


_BLOCKS = {
    "text": lambda made: _lines(made.text),
    "quiet": lambda made: f"*{_lines(made.text)}*",
    "quote": lambda made: "\n".join(
        f"> {plain(one)}  " for one in (*made.text.split("\n"), f"({made.note})")
    ),
    "entry": _entry,
    "table": _table,
    "places": _places,
}
