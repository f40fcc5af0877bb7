"""What the rehearsal's page asks of the server: seats, chats as one person sees them, news, moves.

A person's move is the same `World` call a player makes. The Bot API is not here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

from rehearsal.errors import WrongMove
from rehearsal.ledger import News
from rehearsal.model import JsonObject, Message
from rehearsal.seats import Seats
from rehearsal.telegram import World
from rehearsal.view import message_view

PAGE = Path(__file__).parent / "page"
KEEP_ALIVE = 15.0  # real seconds between two signs of life to a listening page
Move = Callable[[JsonObject], Any]


class PageApi:
    """The page's addresses. Pages that listen each have a queue of news."""

    def __init__(self, world: World, seats: Seats) -> None:
        self._world = world
        self._seats = seats
        self._listeners: set[asyncio.Queue[JsonObject | None]] = set()
        world.on_message.append(self._message)
        world.on_toast.append(lambda user, text: self._tell({"type": "toast", "user": user, "text": text}))
        seats.on_seats.append(lambda: self._tell({"type": "seats"}))
        seats.on_progress.append(lambda: self._tell({"type": "progress", **seats.progress}))

    def routes(self) -> list[web.RouteDef]:
        """Return all addresses under /rehearsal, and the page's files at the root."""
        return [
            web.get("/", self._page),
            web.get(r"/{file:[a-z0-9_-]+\.(?:html|css|js|svg|png|ico)}", self._page),
            web.get("/rehearsal/seats", self._get_seats),
            web.get("/rehearsal/chat", self._get_chat),
            web.get("/rehearsal/events", self._get_events),
            web.get("/rehearsal/file/{id}", self._get_file),
            web.post(
                "/rehearsal/say", self._move(lambda b: self._world.say(b["user"], b["chat"], b["text"]))
            ),
            web.post("/rehearsal/press", self._move(self._press)),
            web.post("/rehearsal/open", self._move(lambda b: self._world.open_link(b["user"], b["url"]))),
            web.post("/rehearsal/edit", self._move(self._edit)),
            web.post(
                "/rehearsal/media",
                self._move(lambda b: self._world.send_media(b["user"], b["chat"], b["kind"])),
            ),
            web.post("/rehearsal/seat", self._move(self._take)),
            web.post("/rehearsal/pace", self._move(self._pace)),
        ]

    def close(self) -> None:
        """Send all listening pages home."""
        for queue in self._listeners:
            queue.put_nowait(None)

    def _tell(self, news: JsonObject) -> None:
        now = self._world.clock.now().isoformat()
        for queue in self._listeners:
            queue.put_nowait(news | {"now": now})

    def _message(self, news: News, message: Message) -> None:
        self._tell({"type": news, "chat": message.chat, "id": message.id})

    def _press(self, body: JsonObject) -> str:
        return self._world.press(body["user"], body["chat"], body["message"], body["data"])

    def _edit(self, body: JsonObject) -> None:
        self._world.edit(body["user"], body["chat"], body["message"], body["text"])

    def _take(self, body: JsonObject) -> None:
        self._seats.take(body["seat"], taken=bool(body["taken"]))
        self._world.clock.live = self._seats.anyone

    def _pace(self, body: JsonObject) -> None:
        self._world.clock.pace = body.get("pace")
        self._world.clock.paused = bool(body.get("paused"))

    def _move(self, act: Move) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                result = act(await request.json())
            except WrongMove as wrong:
                return web.json_response({"ok": False, "error": str(wrong)}, status=400)
            except (KeyError, TypeError, ValueError) as mistake:
                return web.json_response({"ok": False, "error": f"not understood: {mistake!r}"}, status=400)
            return web.json_response({"ok": True, "result": result})

        return handle

    async def _page(self, request: web.Request) -> web.FileResponse:
        file = PAGE / request.match_info.get("file", "index.html")
        if not file.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(file, headers={"Cache-Control": "no-store"})

    async def _get_seats(self, _request: web.Request) -> web.Response:
        seats, clock = self._seats, self._world.clock
        return web.json_response(
            {
                "title": seats.title,
                "bot": self._world.bot.username,
                "language": seats.language,
                "seats": [
                    {
                        "id": seat.id,
                        "name": seat.name,
                        "role": seat.role,
                        "party": seat.party,
                        "user": seat.user,
                        "chat": seat.user,
                        "taken": seat.taken,
                    }
                    for seat in seats.entries.values()
                ],
                "group": self._group(),
                "phases": list(seats.phases),
                "now": clock.now().isoformat(),
                "pace": clock.pace,
                "paused": clock.paused,
                **seats.progress,
            }
        )

    def _group(self) -> JsonObject | None:
        if self._seats.group is None:
            return None
        chat = self._world.chats[self._seats.group]
        while chat.migrated_to is not None:
            chat = self._world.chats[chat.migrated_to]
        return {
            "chat": chat.id,
            "title": chat.title,
            "members": sum(chat.inside(user) for user in chat.members),
        }

    async def _get_chat(self, request: web.Request) -> web.Response:
        try:
            viewer, chat = int(request.query["user"]), int(request.query["chat"])
            messages = self._world.visible(viewer, chat)
        except (KeyError, ValueError) as error:
            raise web.HTTPNotFound from error
        views = [message_view(self._world, m, viewer, self._seats.language) for m in messages]
        return web.json_response({"messages": views})

    async def _get_file(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        name = file.name.replace('"', "").replace("\n", "").replace("\r", "")
        headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return web.Response(body=file.data, content_type=file.mime, headers=headers)

    async def _get_events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        queue: asyncio.Queue[JsonObject | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            await response.write(b": here\n\n")
            await _stream(response, queue)
        finally:
            self._listeners.discard(queue)
        return response


async def _stream(response: web.StreamResponse, queue: asyncio.Queue[JsonObject | None]) -> None:
    while True:
        news: JsonObject | None = {}
        with suppress(TimeoutError):
            async with asyncio.timeout(KEEP_ALIVE):
                news = await queue.get()
        if news is None:
            return
        await response.write(f"data: {json.dumps(news)}\n\n".encode() if news else b": still here\n\n")
