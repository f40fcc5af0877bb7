"""The Bot over aiohttp, against a real server on the loopback address that misbehaves on request."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from handlers.transport import (
    AiohttpRequest,
    ConnectError,
    Fate,
    UnreadableAnswerError,
    fate_of,
    make_bot,
    pause_of,
    take_updates,
)

TOKEN = "123:SECRETSECRET"  # noqa: S105  # of nobody's bot
ME = {"id": 123, "is_bot": True, "first_name": "Bot", "username": "draagvlak_bot"}
UPDATES = [{"update_id": 9, "of_next_year": {"shape": None}}]
SENT = {"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "Dag"}

REFUSALS: dict[str, tuple[int, dict[str, Any], type[Exception]]] = {
    "bad": (400, {"description": "Bad Request: chat not found"}, BadRequest),
    "blocked": (403, {"description": "Forbidden: bot was blocked by the user"}, Forbidden),
    "flood": (429, {"description": "Too Many Requests", "parameters": {"retry_after": 3}}, RetryAfter),
    "moved": (400, {"description": "moved", "parameters": {"migrate_to_chat_id": -100}}, ChatMigrated),
    "broken": (500, {"description": "Internal Server Error"}, NetworkError),
}


@dataclass
class Telegram:
    """The server's side: what it does with the next message, and what it was sent."""

    does: str = "deliver"
    bodies: list[dict[str, Any]] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith("getMe"):
            return web.json_response({"ok": True, "result": ME})
        if request.path.endswith("getUpdates"):
            self.queries.append(dict(request.query))
            return web.json_response({"ok": True, "result": UPDATES})
        if request.content_type == "application/json":
            self.bodies.append(await request.json())
        else:
            form = await request.post()
            self.bodies.append(
                {k: v.file.read() if isinstance(v, web.FileField) else v for k, v in form.items()}
            )
        if self.does in REFUSALS:
            status, body, _ = REFUSALS[self.does]
            return web.json_response({"ok": False, "error_code": status, **body}, status=status)
        return await self.misbehave(request)

    async def misbehave(self, request: web.Request) -> web.StreamResponse:
        if self.does == "reset" and request.transport:
            request.transport.abort()
        if self.does == "sleep":
            await asyncio.sleep(0.5)
        if self.does == "empty":
            return web.Response()
        if self.does == "html":
            return web.Response(text=f"<html>Cannot POST {request.path}</html>", status=502)
        if self.does == "garbage":
            return web.Response(text='{"ok": true, "res')
        if self.does == "elsewhere":
            raise web.HTTPFound("/elsewhere")
        return web.json_response({"ok": True, "result": SENT})


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    server = Telegram()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = "http://{}:{}".format(*runner.addresses[0][:2])
    yield server
    await runner.cleanup()


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    async with make_bot(TOKEN, telegram.url) as bot:
        yield bot


async def test_a_message_is_delivered_with_its_parameters_as_json(telegram: Telegram, bot: Bot) -> None:
    sent = await bot.send_message(5, "Dag")
    assert (sent.message_id, telegram.bodies) == (7, [{"chat_id": 5, "text": "Dag"}])


async def test_a_file_is_sent_as_multipart(telegram: Telegram, bot: Bot) -> None:
    await bot.send_document(5, b"%PDF", filename="agreement.pdf", caption="Overeenkomst")
    assert telegram.bodies == [{"chat_id": "5", "caption": "Overeenkomst", "document": b"%PDF"}]


async def test_updates_come_as_raw_json_whatever_their_shape(telegram: Telegram, bot: Bot) -> None:
    async with AiohttpRequest() as client:
        updates = await take_updates(client, bot, offset=9, seconds=1)
    assert updates == UPDATES
    assert telegram.queries[-1]["offset"] == "9"
    assert "chat_member" in telegram.queries[-1]["allowed_updates"]


async def test_a_flood_says_how_long_to_wait(telegram: Telegram, bot: Bot) -> None:
    telegram.does = "flood"
    with pytest.raises(RetryAfter) as failed:
        await bot.send_message(5, "Dag")
    assert pause_of(failed.value) == 3.0


@pytest.mark.parametrize("does", REFUSALS)
async def test_a_refused_message_was_definitely_not_delivered(
    telegram: Telegram, bot: Bot, does: str
) -> None:
    telegram.does = does
    with pytest.raises(REFUSALS[does][2]) as failed:
        await bot.send_message(5, "Dag")
    assert fate_of(failed.value) is Fate.DEFINITELY_NOT


@pytest.mark.parametrize("does", ["reset", "empty", "garbage", "html", "elsewhere"])
async def test_a_message_with_an_unclear_answer_has_an_unknown_fate(
    telegram: Telegram, bot: Bot, does: str
) -> None:
    telegram.does = does
    with pytest.raises((NetworkError, UnreadableAnswerError)) as failed:
        await bot.send_message(5, "Dag")
    assert fate_of(failed.value) is Fate.UNKNOWN
    assert len(telegram.bodies) == 1  # the client repeats nothing by itself


async def test_a_message_without_an_answer_in_time_has_an_unknown_fate(telegram: Telegram, bot: Bot) -> None:
    telegram.does = "sleep"
    with pytest.raises(TimedOut) as failed:
        await bot.send_message(5, "Dag", read_timeout=0.05)
    assert fate_of(failed.value) is Fate.UNKNOWN


async def test_a_message_without_a_connection_was_definitely_not_delivered() -> None:
    bot = make_bot(TOKEN, "http://127.0.0.1:1")
    await bot.request.initialize()
    with pytest.raises(ConnectError, match="connect") as failed:
        await bot.send_message(5, "Dag")
    await bot.request.shutdown()
    assert fate_of(failed.value) is Fate.DEFINITELY_NOT


async def test_a_client_that_was_shut_down_sends_nothing(bot: Bot) -> None:
    await bot.request.shutdown()
    with pytest.raises(ConnectError):
        await bot.send_message(5, "Dag")


@pytest.mark.parametrize("does", ["deliver", "reset", "html", "garbage", "elsewhere", "broken"])
async def test_neither_token_nor_words_come_into_the_log(
    telegram: Telegram, bot: Bot, caplog: pytest.LogCaptureFixture, does: str
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.WARNING, "aiohttp.access")  # the server's, not ours
    telegram.does = does
    told = ""
    try:
        await bot.send_message(5, "Dag")
    except (NetworkError, UnreadableAnswerError) as error:
        told = str(error)
    assert "SECRET" not in caplog.text + told
    assert "Dag" not in caplog.text + told
