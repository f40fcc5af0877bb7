"""Looks for private texts in chats that may not see them, in what was delivered during a rehearsal.

Must not know how a text got there, nor trust the store's own rules: it compares words with words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Generic, TypeVar

from bot.private import Private, Seats, private_in_case, private_in_store, public, strings
from flows.script import Script
from handlers.catalogues import Sentences
from handlers.plain import plain
from storage import WordRow

Run = tuple[str, ...]  # the words of a text: case, white space and punctuation left out
Item = TypeVar("Item")

FEW_LETTERS = 12  # shorter texts ("court", "inspreken") are found only as a whole line
LONG = 40  # words; a longer text is looked for in pieces: a message carries 4096 characters of it at most
SHOWN = ("text", "caption", "photo", "question", "options", "explanation", "reply_markup")
LIST_NUMBER = re.compile(r"\s*\d+[.)]\s")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Leak:
    """A private text where it may not be; `n` and `chat` are the transcript's (None: the document)."""

    n: int | None
    chat: int | None
    method: str
    owner: str  # the party, by the case's id
    source: str  # what the text is: batna, p1_story, ...
    text: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """One message as it reached a chat, its button labels included."""

    n: int | None
    chat: int | None
    method: str
    texts: tuple[str, ...]


class Runs(Generic[Item]):
    """Texts to look for, by their first two words and their length: most of a message matches nothing."""

    def __init__(self) -> None:
        self._lengths: dict[Run, set[int]] = defaultdict(set)
        self._items: dict[Run, list[Item]] = defaultdict(list)

    def add(self, run: Run, item: Item) -> None:
        if run:
            self._lengths[run[:2]].add(len(run))
            self._items[run].append(item)

    def found_in(self, words: Run) -> Iterator[tuple[int, int, Item]]:
        """Where each text starts and ends, in words."""
        for at in range(len(words)):
            for start in {words[at : at + 1], words[at : at + 2]}:
                for end in (at + length for length in self._lengths.get(start, ())):
                    for item in self._items.get(words[at:end], ()):
                        yield at, end, item


def find_leaks(
    entries: Iterable[Mapping[str, Any]],
    seats: Seats,
    words: Sequence[WordRow],
    case: Mapping[str, Any],
    *,
    script: Script,
    sentences: Sentences,
    document: object = None,
) -> list[Leak]:
    """Every private text of `words` and `case` that was delivered where it may not be read.

    `entries` are the transcript's lines, `words` the whole vault of the mediation, `script` and `sentences`
    what the bot says of itself. `document`: the agreement as JSON, which everybody reads; None without one.

    A text is private as long as it is the mediator's or was not released, and so is what the case gives the
    mediator alone. It counts wherever its words stand in a row, unless they lie inside something that chat
    may read: a released text, the reader's own words, a sentence of the bot. A release counts from the start:
    the vault does not say when it came, nor when it was taken back.
    """
    search = _Search(seats, [*private_in_case(case, seats, script), *private_in_store(words, seats)])
    search.allow(public(case, script, sentences))
    search.allow_words(words)
    messages = [*delivered(entries), Delivered(None, None, "agreement.json", tuple(strings(document)))]
    return [leak for message in messages for leak in search.leaks_in(message)]


def delivered(entries: Iterable[Mapping[str, Any]]) -> Iterator[Delivered]:
    """The texts the bot got across; a toast goes to whoever pressed the button."""
    pressed: dict[str, int] = {}
    for entry in entries:
        body = entry["body"]
        if entry["kind"] == "update":
            if entry["method"] == "callback_query":
                pressed[str(body["id"])] = body["from"]["id"]
        elif entry["delivered"] and (texts := tuple(strings([body.get(key) for key in SHOWN]))):
            chat = entry["chat"] or pressed.get(str(body.get("callback_query_id")))
            yield Delivered(entry["n"], chat, entry["method"], texts)


def run_of(text: str) -> Run:
    """The words of a text, so that layout, quotation marks and capitals make no difference."""
    return tuple(WORD.findall(unicodedata.normalize("NFKC", plain(text)).casefold()))


class _Search:
    """All that is private, and all that may be read, ready to be held against messages."""

    def __init__(self, seats: Seats, secrets: Iterable[Private]) -> None:
        self._mediators = seats.mediators
        self._anywhere: Runs[Private] = Runs()
        self._lines: dict[Run, Private] = {}
        self._readable: Runs[int | None] = Runs()  # None: nobody's own, or given as an idea
        self._own: dict[int, Runs[int | None]] = defaultdict(Runs)
        for run, secret in _merged(secrets).items():
            if _is_short(run):
                self._lines[run] = secret
            else:
                for piece in _pieces(run):
                    self._anywhere.add(piece, secret)
            for user in secret.users:
                self._own[user].add(run, None)

    def allow(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._readable.add(run_of(text), None)

    def allow_words(self, words: Iterable[WordRow]) -> None:
        words = list(words)
        users: dict[str | None, set[int]] = defaultdict(
            set
        )  # one after the other, where somebody was replaced
        for row in words:
            users[row.party].add(row.user)
        for row in words:
            run = run_of(row.text)
            readers = {row.user}.union(*(users[one] for one in row.shared))
            for piece in {run, *_pieces(run)}:
                for user in readers:
                    self._own[user].add(piece, None)
                if row.released:
                    by_owner = row.party is not None and row.kind != "idea"
                    self._readable.add(piece, row.user if by_owner else None)

    def leaks_in(self, message: Delivered) -> Iterator[Leak]:
        if message.chat in self._mediators:
            return
        lines = [line for text in message.texts for line in text.split("\n")]
        runs = [run_of(line) for line in lines]
        words = tuple(chain.from_iterable(runs))
        hits = [*self._anywhere.found_in(words), *self._whole_lines(lines, runs)]
        hits = [hit for hit in hits if message.chat not in hit[2].users]
        readable = list(self._readable_in(words, message.chat)) if hits else []
        leaked = {secret.text: secret for *span, secret in hits if not _excused(span, secret, readable)}
        for one in leaked.values():
            yield Leak(message.n, message.chat, message.method, one.owner, one.source, one.text)

    def _whole_lines(self, lines: list[str], runs: list[Run]) -> Iterator[tuple[int, int, Private]]:
        at = 0
        for line, run in zip(lines, runs, strict=True):
            marks = {0, 1} if LIST_NUMBER.match(line) else {0}
            for start in marks:
                if secret := self._lines.get(run[start:]):
                    yield at + start, at + len(run), secret
            at += len(run)

    def _readable_in(self, words: Run, chat: int | None) -> Iterator[tuple[int, int, int | None]]:
        yield from self._readable.found_in(words)
        if chat is not None and chat in self._own:
            yield from self._own[chat].found_in(words)


def _excused(span: list[int], secret: Private, readable: list[tuple[int, int, int | None]]) -> bool:
    """Whether the words lie inside a text that may be read; a hidden one's own release is the leak itself."""
    first, last = span
    return any(
        start <= first and last <= end and not (secret.hidden and owner in secret.users)
        for start, end, owner in readable
    )


def _merged(secrets: Iterable[Private]) -> dict[Run, Private]:
    """One entry a text: who said the same may read it too."""
    merged: dict[Run, Private] = {}
    for one in secrets:
        run = run_of(one.text)
        if run in merged:
            same = merged[run]
            owners = dict.fromkeys([*same.owner.split(", "), one.owner])
            merged[run] = replace(
                same,
                users=same.users | one.users,
                owner=", ".join(owners),
                hidden=same.hidden or one.hidden,
            )
        elif run:
            merged[run] = one
    return merged


def _is_short(run: Run) -> bool:
    return len(run) == 1 or sum(letter.isalpha() for word in run for letter in word) < FEW_LETTERS


def _pieces(run: Run) -> list[Run]:
    if len(run) <= LONG:
        return [run]
    return [run[at : at + LONG] for at in (*range(0, len(run) - LONG, LONG), len(run) - LONG)]
