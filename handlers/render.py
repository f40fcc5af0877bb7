"""From a described message to text in a reader's language. Opens no words itself: it is given them.

Marks are entities, never a parse mode: what people typed is not looked at for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from telegram import MessageEntity

from flows.messages import Both, Day, InLanguage, Listing, Piece, Quote, Say, Term, Wording
from flows.script import Script
from handlers.catalogues import Sentences
from handlers.page import Page, Rendered
from handlers.plain import cut, one_line, plain

NUMBERED_LABEL: Final = 30  # characters a numbered button can show on a telephone
LABEL: Final = 60  # the same for a button alone in its row
RULE: Final = "──────────"  # between two languages

QUOTATION: Final = {
    "nl": "\u2018{}\u2019",
    "en": "\u201c{}\u201d",
}  # curled: single in Dutch, double in English
DASH: Final = "\u2013 "
DATE: Final = {"nl": "EEEE d MMMM y", "en": "EEEE d MMMM y"}
DATE_AND_TIME: Final = {"nl": "EEEE d MMMM y 'om' HH:mm 'uur'", "en": "EEEE d MMMM y 'at' HH:mm"}

TOKENS: Final = re.compile(r"(\*\*|\{\w+\})")


@dataclass(frozen=True)
class Reader:
    """One language, and everything a message may take from: opened words, sentences, the question script."""

    language: str
    words: Mapping[str, str]
    sentences: Sentences
    script: Script
    written: Mapping[str, str] = field(
        default_factory=dict
    )  # id of words -> the language they were written in
    translated: Mapping[str, str] = field(
        default_factory=dict
    )  # id of words -> a translation into this language, to which their owner agreed
    beside: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # id of words -> such translations by language, for who reads the original with them


def render(
    say: Say, language: str, words: Mapping[str, str], sentences: Sentences, script: Script
) -> Rendered:
    """The message for one reader. `words` holds the text of every id in `quotes_in(say)`.

    Raises KeyError for a missing sentence, prompt or word, and for a {place} that nothing fills.
    """
    return render_group(say, [language], words, sentences, script)


def render_group(
    say: Say,
    languages: Sequence[str],
    words: Mapping[str, str],
    sentences: Sentences,
    script: Script,
    written: Mapping[str, str] | None = None,
    translated: Mapping[str, Mapping[str, str]] | None = None,
    beside: Mapping[str, Mapping[str, str]] | None = None,
) -> Rendered:
    """The message in every language of a group, under each other; a button shows what differs, once each.

    Words `written` in another language than they are read in are followed by a mark that says so. Where a language
    has a translation of them among `translated`, that is shown, marked as one; what is `beside` words follows them.
    """
    readers = readers_of(languages, words, sentences, script, written, translated, beside)
    labels = {reader.language: _labels(say, reader) for reader in readers}
    shown = [" / ".join(dict.fromkeys(same)) for same in zip(*labels.values(), strict=True)]
    listed = any(len(label) > (NUMBERED_LABEL if say.numbered else LABEL) for label in shown)
    page = Page()
    for reader in readers:
        body = _body(say, reader)
        if listed:
            body.join(_choices(labels[reader.language], numbered=say.numbered))
        if body.text != page.text:  # with no words of ours in it, a message is the same in every language
            page.join(body, f"\n\n{RULE}\n\n")
    return page.rendered(_rows(say, shown))


def readers_of(
    languages: Sequence[str],
    words: Mapping[str, str],
    sentences: Sentences,
    script: Script,
    written: Mapping[str, str] | None = None,
    translated: Mapping[str, Mapping[str, str]] | None = None,
    beside: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Reader]:
    """One reader for each language, as `render_group` has them."""
    by_language = translated or {}
    return [
        Reader(language, words, sentences, script, written or {}, by_language.get(language, {}), beside or {})
        for language in languages
    ]


def in_a_line(piece: Piece, readers: Sequence[Reader]) -> str:
    """One piece as a line of plain text, for a picture; in every language of its readers, once each."""
    lines = []
    for reader in readers:
        page = Page()
        _write(page, piece, reader)
        lines.append(one_line(page.text))
    return " / ".join(dict.fromkeys(lines))


def quotes_in(say: Say) -> set[str]:
    """The ids of all words the message shows, its buttons and its picture included."""
    labels = [button.label for row in say.buttons for button in row]
    drawn = say.picture.pieces() if say.picture else ()
    return {quote for piece in (*say.parts, *say.ballot, *labels, *drawn) for quote in _quotes(piece)}


def _quotes(piece: Piece) -> Iterator[str]:
    if isinstance(piece, Quote):
        yield piece.id
    elif isinstance(piece, Term | Wording | Both):
        for inner in piece.fill.values():
            yield from _quotes(inner)
    elif isinstance(piece, Listing):
        for line in piece.lines:
            yield from _quotes(line)
    elif isinstance(piece, InLanguage):
        yield from _quotes(piece.piece)


def _body(say: Say, reader: Reader) -> Page:
    page = Page()
    for part in say.parts:
        paragraph = Page()
        if isinstance(part, Quote):
            words = _marked(plain(_words(part, reader)), part, reader)
            paragraph.add(words, MessageEntity.BLOCKQUOTE)
            paragraph.add(_written(part, reader, "\n"))
        else:
            _write(paragraph, part, reader)
        page.join(paragraph)
    return page


def _write(page: Page, piece: Piece, reader: Reader, mark: str = "") -> None:
    if isinstance(piece, Term):
        _fill(page, reader.sentences.sentence(piece.key, reader.language), piece, reader, mark)
    elif isinstance(piece, Wording):
        wording = reader.script.wording(piece.prompt, reader.language, piece.option)
        _fill(page, wording, piece, reader, mark)
    elif isinstance(piece, Listing):
        _list(page, piece, reader, mark)
    elif isinstance(piece, Quote):
        page.add(_marked(one_line(_words(piece, reader)), piece, reader), mark)
        page.add(_written(piece, reader, " "), mark)
    elif isinstance(piece, Both):
        text = piece.nl if reader.language == "nl" else piece.en
        _own_text(page, plain(text), piece, reader, mark)
    elif isinstance(piece, Day):
        page.add(_day(piece, reader.language), mark)
    elif isinstance(piece, InLanguage):
        _write(page, piece.piece, replace(reader, language=piece.language), mark)
    else:
        page.add(one_line(str(piece)), mark)


def _fill(page: Page, template: str, piece: Term | Wording, reader: Reader, mark: str) -> None:
    """Write a sentence: its literal text, what fills its places, and **bold** between pairs of stars."""
    bold = mark
    for bit in TOKENS.split(template):
        if bit == "**":
            bold = mark if bold == MessageEntity.BOLD else MessageEntity.BOLD
        elif TOKENS.fullmatch(bit):
            _write(page, _place(bit[1:-1], piece), reader, bold)
        else:
            page.add(bit, bold)


def _own_text(page: Page, text: str, piece: Both, reader: Reader, mark: str) -> None:
    """A text the mediator wrote: no bold in it, and only the places it was given are filled."""
    for bit in TOKENS.split(text):
        name = bit[1:-1]
        if TOKENS.fullmatch(bit) and name in piece.fill:
            _write(page, piece.fill[name], reader, mark)
        else:
            page.add(bit, mark)


def _place(name: str, piece: Term | Wording) -> Piece:
    if name not in piece.fill:
        where = piece.key if isinstance(piece, Term) else piece.prompt
        raise KeyError(f"nothing fills the place {{{name}}} of {where!r}")
    return piece.fill[name]


def _list(page: Page, listing: Listing, reader: Reader, mark: str) -> None:
    counted = range(listing.first or 0, (listing.first or 0) + len(listing.lines))
    numbers = listing.numbers or counted
    dashed = listing.first is None and not listing.numbers
    for number, line in zip(numbers, listing.lines, strict=True):
        page.break_line()
        page.add(DASH if dashed else f"{number}. ", mark)
        _write(page, line, reader, mark)


def _words(quote: Quote, reader: Reader) -> str:
    if quote.id not in reader.words:
        raise KeyError(f"the words {quote.id!r} were not opened for this reader")
    if quote.at:
        return ", ".join(reader.words[quote.id][begin:end] for begin, end in quote.at)
    return reader.translated.get(quote.id, reader.words[quote.id])


def _marked(text: str, quote: Quote, reader: Reader) -> str:
    return QUOTATION[reader.language].format(text) if quote.marks else text


def _written(quote: Quote, reader: Reader, before: str) -> str:
    """What is said of words outside them, so that it is not theirs: their language, and translations beside them."""
    beside = reader.beside.get(quote.id, {})
    return _language_of(quote, reader, before) + "".join(
        f"{before}({_beside(language, text, reader)})" for language, text in beside.items()
    )


def _beside(language: str, text: str, reader: Reader) -> str:
    quoted = QUOTATION[reader.language].format(one_line(text))
    if language == "nl":
        return f"{reader.sentences.sentence('translation.beside.nl', reader.language)} {quoted}"
    return f"{reader.sentences.sentence('translation.beside.en', reader.language)} {quoted}"


def _language_of(quote: Quote, reader: Reader, before: str) -> str:
    """Which language words are in, where it is not the reader's; or from which they were translated."""
    language = reader.written.get(quote.id, reader.language)
    if language == reader.language:
        return ""
    sentences = reader.sentences
    if quote.id in reader.translated:
        if language == "nl":
            return f"{before}({sentences.sentence('translation.from.nl', reader.language)})"
        return f"{before}({sentences.sentence('translation.from.en', reader.language)})"
    if language == "nl":
        return f"{before}({sentences.sentence('written_in.nl', reader.language)})"
    return f"{before}({sentences.sentence('written_in.en', reader.language)})"


def _day(day: Day, language: str) -> str:
    """Written out, as in "dinsdag 24 november 2026 om 14:30 uur", by the clock of the day's own zone."""
    pattern = (DATE_AND_TIME if day.time else DATE)[language]
    return format_datetime(day.at, pattern, tzinfo=ZoneInfo(day.zone), locale=language)


def _labels(say: Say, reader: Reader) -> list[str]:
    """Every label in full, in reading order. A label has no room for the mark of a language."""
    reader = replace(reader, written={}, beside={})
    labels = []
    for row in say.buttons:
        for button in row:
            page = Page()
            _write(page, button.label, reader)
            labels.append(one_line(page.text))
    return labels


def _choices(labels: list[str], *, numbered: bool) -> Page:
    page = Page()
    for number, label in enumerate(labels, 1):
        page.break_line()
        page.add(f"{number}. {label}" if numbered else f"{DASH}{label}")
    return page


def _rows(say: Say, labels: list[str]) -> list[list[str]]:
    """The labels as buttons show them, in the message's own rows."""
    shown = iter(
        [
            _numbered(number, label) if say.numbered else cut(label, LABEL)
            for number, label in enumerate(labels, 1)
        ]
    )
    return [[next(shown) for _ in row] for row in say.buttons]


def _numbered(number: int, label: str) -> str:
    if label == str(number):  # a step of a scale that is a number itself
        return label
    return f"{number}. {cut(label, NUMBERED_LABEL)}"
