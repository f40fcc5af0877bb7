"""Gets a text file somebody sent, at most a million bytes of UTF-8. Knows nothing of what the text is for."""

from __future__ import annotations

import asyncio

from telegram import Bot
from telegram.error import BadRequest, InvalidToken

from flows.effects import Fetch
from flows.events import Fetched
from flows.incoming import MOST_BYTES
from workshop.question_file import read_changes


async def fetch(bot: Bot, effect: Fetch) -> Fetched:
    """The file's text, or why there is none; what is too big by its announced size is not downloaded."""
    try:
        file = await bot.get_file(effect.file_id)
    except BadRequest as refusal:
        return _without(effect, "too_big" if "too big" in refusal.message.lower() else "gone")
    if max(effect.size, file.file_size or 0) > MOST_BYTES:
        return _without(effect, "too_big")
    try:
        data = bytes(await file.download_as_bytearray())
    except (BadRequest, InvalidToken):  # a path that is no longer there is answered with 404, as a token is
        return _without(effect, "gone")
    if len(data) > MOST_BYTES:
        return _without(effect, "too_big")
    text = _text(data)
    if text is None:
        return _without(effect, "no_text")
    if (
        effect.purpose.get("do") == "tailoring"
    ):  # YAML is read here: the machines get changes, with their lines
        changes, mistakes = await asyncio.to_thread(read_changes, text)
        read = {**effect.purpose, "changes": changes, "mistakes": mistakes}
        return Fetched(purpose=read, name=effect.name)
    return Fetched(purpose=effect.purpose, name=effect.name, text=text)


def _text(data: bytes) -> str | None:
    """The text of a file, with or without a mark of its encoding; None for anything that is no plain UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _without(effect: Fetch, problem: str) -> Fetched:
    return Fetched.model_validate({"purpose": effect.purpose, "name": effect.name, "problem": problem})
