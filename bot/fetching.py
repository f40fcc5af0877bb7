"""Gets what somebody sent: a text file for the desk, or a file that is kept sealed. Knows nothing of what it is for."""

from __future__ import annotations

import asyncio
from typing import Literal

from telegram import Bot
from telegram.error import BadRequest, InvalidToken

from bot.file_kinds import file_kind
from flows.desk.incoming import MOST_BYTES
from flows.effects import Fetch, KeepFile
from flows.events import Fetched
from flows.file_kinds import MOST_FILE_BYTES
from flows.signals import FileKept
from storage import Store
from workshop.question_file import read_changes

Missing = Literal["too_big", "gone"]


async def fetch(bot: Bot, effect: Fetch) -> Fetched:
    """The file's text, at most a million bytes of UTF-8, or why there is none."""
    data = await download(bot, effect.file_id, effect.size, MOST_BYTES)
    if isinstance(data, str):
        return _without(effect, data)
    text = _text(data)
    if text is None:
        return _without(effect, "no_text")
    if (
        effect.purpose.get("do") == "tailoring"
    ):  # YAML is read here: the machines get changes, with their lines
        read = await asyncio.to_thread(read_changes, text)
        return Fetched(purpose={**effect.purpose, **read.model_dump(mode="json")}, name=effect.name)
    return Fetched(purpose=effect.purpose, name=effect.name, text=text)


async def keep_file(bot: Bot, store: Store, effect: KeepFile) -> FileKept:
    """Keep a file sealed, by what its content is, or say why not; twice is once."""
    kept = await store.transact(lambda tx: tx.kind_of_file(effect.id))
    if kept:
        return _kept(effect, kind=kept)
    data = await download(bot, effect.file_id, effect.size, MOST_FILE_BYTES)
    if isinstance(data, str):
        return _kept(effect, problem=data)
    kind = file_kind(data)
    if kind is None:
        return _kept(effect, problem="kind")
    await store.transact(lambda tx: tx.keep_file(effect, kind.ending, kind.mime, data))
    return _kept(effect, kind=kind.ending)


async def download(bot: Bot, file_id: str, size: int, most: int) -> bytes | Missing:
    """The bytes of a file, or why there are none; what is over `most` by its announced size is not downloaded."""
    if size > most:
        return "too_big"
    try:
        file = await bot.get_file(file_id)
    except BadRequest as refusal:
        return "too_big" if "too big" in refusal.message.lower() else "gone"
    if (file.file_size or 0) > most:
        return "too_big"
    try:
        data = bytes(await file.download_as_bytearray())
    except (BadRequest, InvalidToken):  # a path that is no longer there is answered with 404, as a token is
        return "gone"
    return data if len(data) <= most else "too_big"


def _text(data: bytes) -> str | None:
    """The text of a file, with or without a mark of its encoding; None for anything that is no plain UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _without(effect: Fetch, problem: str) -> Fetched:
    return Fetched.model_validate({"purpose": effect.purpose, "name": effect.name, "problem": problem})


def _kept(effect: KeepFile, kind: str = "", problem: Literal["", "too_big", "gone", "kind"] = "") -> FileKept:
    return FileKept(id=effect.id, user=effect.user, ask=effect.ask, kind=kind, problem=problem)
