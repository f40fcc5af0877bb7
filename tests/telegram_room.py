"""A running local Telegram, called over HTTP as a bot would; no bot runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from rehearsal.clock import RehearsalClock
from rehearsal.faults import Faults
from rehearsal.seats import Seats
from rehearsal.server import make_app, serve
from rehearsal.telegram import World
from rehearsal.transcript import Transcript

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TOKEN = "4242:rehearsal"  # noqa: S105 - opens nothing


@dataclass
class Room:
    """A running local Telegram with Anna, who has started the bot, and Bert, who has not."""

    world: World
    transcript: Transcript
    faults: Faults
    seats: Seats
    url: str
    http: aiohttp.ClientSession
    anna: int = 0
    bert: int = 0
    drained: int = 0
    toasts: list[tuple[int, str]] = field(default_factory=list)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as response:
            body: dict[str, Any] = await response.json()
            return body

    async def refused(self, method: str, **params: Any) -> str:
        body = await self.call(method, **params)
        assert not body["ok"]
        return f"{body['error_code']} {body['description']}"

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Take everything new, confirmed."""
        body = await self.call("getUpdates", offset=self.drained, **params)
        found: list[dict[str, Any]] = body["result"]
        if found:
            self.drained = found[-1]["update_id"] + 1
            await self.call("getUpdates", offset=self.drained)
        return found

    async def page(self, path: str, **body: Any) -> dict[str, Any]:
        async with self.http.post(f"{self.url}/rehearsal/{path}", json=body) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def look(self, path: str, **query: Any) -> dict[str, Any]:
        async with self.http.get(f"{self.url}/rehearsal/{path}", params=query) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    def pass_time(self, **span: float) -> None:
        """Let the clock stand later, as if wound."""
        self.world.clock._move(self.world.clock.now() + timedelta(**span))


@asynccontextmanager
async def open_room(path: Path | None = None) -> AsyncIterator[Room]:
    world = World(RehearsalClock(START), TOKEN)
    seats, faults = Seats("Polder", "nl", ("een", "twee")), Faults()
    transcript = Transcript(world, path, seats.label)
    app = make_app(world, transcript=transcript, faults=faults, seats=seats)
    runner, port = await serve(app)
    async with aiohttp.ClientSession() as http:
        room = Room(world, transcript, faults, seats, f"http://127.0.0.1:{port}", http)
        room.anna, room.bert = world.add_user("Anna de Boer", "nl"), world.add_user("Bert", "en")
        world.say(room.anna, room.anna, "/start")
        await room.updates()
        yield room
    await runner.cleanup()
    transcript.close()


def keyboard(label: str, data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": data}]]}
