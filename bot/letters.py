"""One message of the outbox, from its description to Telegram: opened for its reader, in the reader's language."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest

from bot.pictures import png
from flows.desk.files_desk import SEALED_FILE
from flows.effects import Toast
from flows.messages import Picture, Say, Term
from flows.phrases import term
from flows.script import Script
from handlers.catalogues import Sentences
from handlers.page import Rendered, split
from handlers.plain import cut, units
from handlers.render import in_a_line, quotes_in, readers_of, render, render_group
from handlers.transport import trouble_of
from storage import (
    FileRow,
    KeyRefused,
    NotForThisReader,
    OutboxRow,
    Reader,
    SealBroken,
    Store,
    Transaction,
)
from workshop.pool import Pool

QUESTION_LENGTH = 300  # UTF-16 units of a poll's question
TOAST_LENGTH = 200
CAPTION_LENGTH = 1024
log = logging.getLogger("draagvlak.letters")

OWN_NAME = '"{bot}"'  # as a machine writes it where the bot's name on Telegram belongs


@dataclass
class Letter:
    """All that is needed to send, read in one transaction."""

    say: Say
    languages: tuple[str, ...]
    words: dict[str, str]
    buttons: list[str]
    replaces: int | None
    file: FileRow | None = None
    topic: int | None = None  # of the group, where its posts go
    written: dict[str, str] = field(default_factory=dict)  # id of words -> the language they are in
    translated: dict[str, dict[str, str]] = field(
        default_factory=dict
    )  # language -> id of words -> translation
    beside: dict[str, dict[str, str]] = field(
        default_factory=dict
    )  # id of words -> language -> translation, for a mediator


class Letters:
    """Renders and sends. Raises what the Bot raises, and `NotForThisReader` before anything is sent."""

    def __init__(self, store: Store, bot: Bot, sentences: Sentences, script: Script, pool: Pool) -> None:
        self._store = store
        self._pool = pool
        self._bot = bot
        self._sentences = sentences
        self._script = script

    async def send(self, row: OutboxRow) -> int | None:
        """Send one row; the id of its (last) message."""
        letter = await self._store.transact(lambda tx: self._open(tx, row))
        rendered = render_group(
            letter.say,
            letter.languages,
            letter.words,
            self._sentences,
            self._script,
            letter.written,
            letter.translated,
            letter.beside,
        )
        if letter.say.ballot:
            return await self._ballot(row, letter, rendered)
        if letter.say.picture is not None:
            return await self._photo(row, letter, rendered, letter.say.picture)
        if row.edit and letter.replaces is not None:
            return await self._edit(row, letter, rendered)
        if letter.file is not None:
            return await self._document(row, letter, rendered)
        return await self._text(row, letter, rendered)

    async def toast(self, query: str, toast: Toast | None, user: int) -> None:
        """The private answer to a pressed button; empty where there is nothing to say."""
        if toast is None:
            await self._bot.answer_callback_query(query)
            return
        language = await self._store.transact(lambda tx: tx.language_of(user))
        rendered = render(toast.say, language, {}, self._sentences, self._script)
        await self._bot.answer_callback_query(query, text=cut(rendered.text, TOAST_LENGTH), show_alert=True)

    # ------------------------------------------------------------------ opening

    def _open(self, tx: Transaction, row: OutboxRow) -> Letter:
        name = json.dumps(self._bot.username)
        say = Say.model_validate_json(row.body.replace(OWN_NAME, name))
        ids = sorted(quotes_in(say))
        about = _about(tx, row)
        say, file = _with_file(tx, row, say)
        languages, reader = self._languages(tx, row), _reader(tx, row)
        return Letter(
            say=say.model_copy(update={"parts": (about, *say.parts)}) if about else say,
            languages=languages,
            words=self._words(tx, row, ids) if ids else {},
            buttons=tx.buttons_of(row.id),
            replaces=tx.message_of(row.chat, row.handle) if row.edit and row.handle else None,
            file=file,
            topic=_topic(tx, row),
            written=tx.written_in(row.mediation, ids, row.user) if ids else {},
            translated={one: tx.translated(reader, ids, one) for one in languages} if ids else {},
            beside=tx.translations_of(row.mediation, ids) if ids and reader.role == "mediator" else {},
        )

    def _words(self, tx: Transaction, row: OutboxRow, ids: list[str]) -> dict[str, str]:
        """The quoted words. What its owner took back meanwhile is said to be gone, so that the rest still arrives.

        A post to the group is another matter: it is refused as a whole, and the mediator hears so.
        """
        reader = _reader(tx, row)
        try:
            return tx.open_words(reader, ids)
        except NotForThisReader:
            if row.user is None:
                raise
        gone = self._sentences.sentence("words.gone", tx.language_of(row.chat))
        return {id: self._one(tx, reader, id, gone) for id in ids}

    def _one(self, tx: Transaction, reader: Reader, id: str, gone: str) -> str:
        try:
            return tx.open_words(reader, [id])[id]
        except NotForThisReader:
            return gone

    def _languages(self, tx: Transaction, row: OutboxRow) -> tuple[str, ...]:
        """A person's own language; in the group every language in use."""
        if row.user is not None:
            return (tx.language_of(row.chat),)
        group = tx.group(row.chat)
        return group.languages if group and group.languages else (tx.language_of(row.chat),)

    # ------------------------------------------------------------------ sending

    async def _text(self, row: OutboxRow, letter: Letter, rendered: Rendered) -> int:
        message_id = 0
        *first, last = split(rendered)
        for part in (*first, last):
            markup = _keyboard(part, letter.buttons) if part is last else None
            sent = await self._bot.send_message(
                row.chat,
                part.text,
                entities=part.entities,
                reply_markup=markup,
                message_thread_id=letter.topic,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
            message_id = sent.message_id
        return message_id

    async def _ballot(self, row: OutboxRow, letter: Letter, rendered: Rendered) -> int:
        """An open poll; where both languages together are too long for its question, in the group's first."""
        if units(rendered.text) > QUESTION_LENGTH:
            first = letter.languages[0]
            rendered = render(letter.say, first, letter.words, self._sentences, self._script)
        readers = readers_of(letter.languages, letter.words, self._sentences, self._script)
        sent = await self._bot.send_poll(
            row.chat,
            rendered.text,
            [in_a_line(one, readers) for one in letter.say.ballot],
            is_anonymous=False,
            message_thread_id=letter.topic,
        )
        return sent.message_id

    async def _edit(self, row: OutboxRow, letter: Letter, rendered: Rendered) -> int | None:
        try:
            await self._bot.edit_message_text(
                rendered.text,
                chat_id=row.chat,
                message_id=letter.replaces,
                entities=rendered.entities,
                reply_markup=_keyboard(rendered, letter.buttons),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except BadRequest as error:
            if "no text in the message" in error.message.lower():  # it has a picture: that stays as it was
                return await self._text(row, letter, rendered)
            if "not modified" not in error.message.lower():
                raise
        return letter.replaces

    async def _photo(self, row: OutboxRow, letter: Letter, rendered: Rendered, picture: Picture) -> int:
        """A picture with its text as the caption; a longer text comes right after, and the title takes its place.

        Where there can be no picture, the text goes alone: it says the same.
        """
        readers = readers_of(
            letter.languages, letter.words, self._sentences, self._script, letter.written, letter.translated
        )
        drawn = await png(picture, readers, self._pool)
        if drawn is None:
            return await self._text(row, letter, rendered)
        fits = units(rendered.text) <= CAPTION_LENGTH
        title = in_a_line(picture.title, readers)
        caption: dict[str, Any] = (
            {
                "caption": rendered.text,
                "caption_entities": rendered.entities,
                "reply_markup": _keyboard(rendered, letter.buttons),
            }
            if fits
            else {"caption": cut(title, CAPTION_LENGTH // 2)}
        )
        try:
            sent = await self._bot.send_photo(
                row.chat, photo=drawn, filename="picture.png", message_thread_id=letter.topic, **caption
            )
        except BadRequest as error:  # a group may take texts only
            if trouble_of(error) == "topic":
                raise
            log.warning("a picture was refused: %s", error.message)
            return await self._text(row, letter, rendered)
        return sent.message_id if fits else await self._text(row, letter, rendered)

    async def _document(self, row: OutboxRow, letter: Letter, rendered: Rendered) -> int:
        """A file with its text as the caption; a longer text goes before it."""
        file = letter.file
        if file is None:
            raise ValueError("a document without a file")
        fits = units(rendered.text) <= CAPTION_LENGTH
        if not fits:
            alone = Letter(letter.say, letter.languages, letter.words, [], None, topic=letter.topic)
            await self._text(row, alone, rendered)
        caption: dict[str, Any] = (
            {"caption": rendered.text, "caption_entities": rendered.entities} if fits else {}
        )
        sent = await self._bot.send_document(
            row.chat,
            document=file.data,
            filename=file.name,
            reply_markup=_keyboard(rendered, letter.buttons),
            message_thread_id=letter.topic,
            **caption,
        )
        return sent.message_id


def _topic(tx: Transaction, row: OutboxRow) -> int | None:
    """Where a group's posts go; None: General, a group without topics, a private chat."""
    group = tx.group(row.chat) if row.user is None else None
    return group.topic or None if group else None


def _reader(tx: Transaction, row: OutboxRow) -> Reader:
    """Who will read the message: the group, or this person as what they are in this mediation."""
    if row.user is None:
        return Reader(row.mediation, "group", None, None)
    for role in tx.roles_of(row.user):
        if role.mediation == row.mediation and role.role == "mediator":
            return Reader(row.mediation, "mediator", None, row.user)
        if role.mediation == row.mediation and role.role == "party":
            return Reader(row.mediation, "party", role.party, row.user)
    return Reader(row.mediation, "group", None, None)


def _with_file(tx: Transaction, row: OutboxRow, say: Say) -> tuple[Say, FileRow | None]:
    """The document that goes along; a file of a party that cannot be opened for the mediator now is said to be so."""
    if not row.file or not row.file.startswith(SEALED_FILE):
        return say, tx.file(row.file) if row.file else None
    reader = _reader(tx, row)
    try:
        return say, tx.open_file(reader, row.file.removeprefix(SEALED_FILE))
    except (KeyRefused, SealBroken):
        return Say(parts=(term("files.other_key"),)), None
    except NotForThisReader:
        if reader.role != "mediator":
            raise
        return Say(parts=(term("files.gone"),)), None


def _about(tx: Transaction, row: OutboxRow) -> Term | None:
    """Which mediation a private message is about, where its reader has more than one, or answers for a party."""
    if row.user is None:
        return None
    cases = {one.mediation for one in tx.roles_of(row.user)}
    about = tx.about(row.id, row.mediation)
    if about.party_name:
        return term("about.title_for", title=about.title, party=about.party_name)
    if row.mediation in cases and len(cases) > 1:
        return term("about.title", title=about.title)
    return None


def _keyboard(rendered: Rendered, buttons: list[str]) -> InlineKeyboardMarkup | None:
    if not buttons or not rendered.rows:
        return None
    ids = iter(buttons)
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=next(ids)) for label in row] for row in rendered.rows]
    )
