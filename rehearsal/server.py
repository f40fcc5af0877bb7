"""The local Telegram over HTTP: the Bot API, the clock's two addresses and the faults. Rules live elsewhere.

Only on the loopback address, and only for requests that name it: a page from elsewhere cannot reach in.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import BodyPartReader, web

from rehearsal.errors import Refusal
from rehearsal.faults import Fault, Faults
from rehearsal.methods import BY_LOWER_CASE, METHODS
from rehearsal.model import File, JsonObject
from rehearsal.page_api import PageApi
from rehearsal.params import Params
from rehearsal.seats import Seats
from rehearsal.telegram import World
from rehearsal.transcript import Transcript

LARGEST_UPLOAD = 50 * 2**20  # bytes, as on Telegram
HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class BotApi:
    """Answers `/bot<token>/<method>`: reads parameters, lets a fault strike, calls the method, records it."""

    def __init__(self, world: World, transcript: Transcript, faults: Faults) -> None:
        self._world = world
        self._transcript = transcript
        self._faults = faults

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call as Telegram would, faults included."""
        if request.match_info["token"] != self._world.token:
            return _answer(Refusal(401, "Unauthorized").body())
        method = BY_LOWER_CASE.get(request.match_info["method"].lower())
        if method is None:
            return _answer(Refusal(404, "Not Found: method not found").body())
        params = await _read(request)
        fault = self._faults.take(method, params.body())
        if fault is None:
            return _answer(await self._act(method, params))
        return await self._with_fault(request, fault, method, params)

    async def _with_fault(
        self, request: web.Request, fault: Fault, method: str, params: Params
    ) -> web.StreamResponse:
        if fault.kind == "refuse":
            body = fault.refusal().body()
            self._transcript.call(method, params.body(), {"error": body}, delivered=False)
            return _answer(body)
        if fault.kind == "drop_before":
            self._transcript.call(method, params.body(), {"error": "connection dropped"}, delivered=False)
            return _drop(request)
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        body = await self._act(method, params)
        if fault.kind == "drop_after":
            return _drop(request)
        return web.Response(body=b"") if fault.kind == "empty" else _answer(body)

    async def _act(self, method: str, params: Params) -> JsonObject:
        try:
            if method == "getUpdates":
                result = await self._updates(params)
            else:
                result = METHODS[method](self._world, params)
        except Refusal as refusal:
            self._transcript.call(method, params.body(), {"error": refusal.body()}, delivered=False)
            return refusal.body()
        if method != "getUpdates":
            self._transcript.call(method, params.body(), {"result": result}, delivered=True)
        return {"ok": True, "result": result}

    async def _updates(self, params: Params) -> list[JsonObject]:
        """Hand out updates; recorded by their ids, and only where there are any."""
        allowed = params.json("allowed_updates")
        if allowed is not None:
            self._world.queue.allow(allowed)
        limit, timeout = params.number("limit"), params.number("timeout")
        updates = await self._world.queue.poll(
            params.number("offset") or 0, limit or 100, max(0, timeout or 0)
        )
        if updates:
            ids = [update["update_id"] for update in updates]
            self._transcript.call("getUpdates", params.body(), {"result": ids}, delivered=True)
        return updates


class FileApi:
    """Answers `/file/bot<token>/<path>`: the bytes of a file whose path getFile told."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle(self, request: web.Request) -> web.Response:
        """Return the file's bytes, or Telegram's 404."""
        file = self._world.files.get(request.match_info["path"].rpartition("/")[2])
        if request.match_info["token"] != self._world.token or file is None:
            return _answer(Refusal(404, "Not Found").body())
        return web.Response(body=file.data, content_type="application/octet-stream")


class ClockApi:
    """Answers the bot's two questions: what time is it, and wake me when something happens."""

    def __init__(self, world: World) -> None:
        self._clock = world.clock

    async def now(self, _request: web.Request) -> web.Response:
        """Return {"now": unix seconds}."""
        return web.json_response({"now": self._clock.now().timestamp()})

    async def idle(self, request: web.Request) -> web.Response:
        """Take {"until": seconds or null, "offset"}; return {"now"} when the clock moved or there is work."""
        statement = await request.json()
        until, offset = statement.get("until"), int(statement.get("offset") or 0)
        now = await self._clock.idle(None if until is None else _moment(float(until)), offset)
        return web.json_response({"now": now.timestamp()})


def make_app(
    world: World,
    *,
    transcript: Transcript | None = None,
    faults: Faults | None = None,
    seats: Seats | None = None,
) -> web.Application:
    """Put the local Telegram behind HTTP: Bot API, clock, faults, and the page with its API."""
    seats = seats or Seats()
    faults = faults or Faults()
    bot_api = BotApi(world, transcript or Transcript(world, seat_of=seats.label), faults)
    clock_api = ClockApi(world)
    page = PageApi(world, seats)

    async def add_fault(request: web.Request) -> web.Response:
        try:
            faults.add(Fault(**await request.json()))
        except TypeError as mistake:
            return web.json_response({"ok": False, "error": str(mistake)}, status=400)
        return web.json_response({"ok": True})

    async def close(_app: web.Application) -> None:
        world.queue.close()
        world.clock.void()
        page.close()

    app = web.Application(middlewares=[_only_by_name], client_max_size=LARGEST_UPLOAD)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", bot_api.handle)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", FileApi(world).handle)
    app.router.add_get("/rehearsal/clock", clock_api.now)
    app.router.add_post("/rehearsal/idle", clock_api.idle)
    app.router.add_post("/rehearsal/faults", add_fault)
    app.router.add_routes(page.routes())
    app.on_shutdown.append(close)
    return app


async def serve(app: web.Application, host: str = "127.0.0.1", port: int = 0) -> tuple[web.AppRunner, int]:
    """Listen on a loopback address (port 0: any free one); return the runner (to `cleanup()`) and the port.

    A dropped connection cancels its handler: that is how a killed bot's idle statement is taken back.
    """
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"the rehearsal listens on the loopback address only, not on {host}")
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner, int(runner.addresses[0][1])


@web.middleware
async def _only_by_name(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    names = [f"http://{request.host}", *request.headers.getall("Origin", [])]
    if any(urlsplit(name).hostname not in HOSTS for name in names):
        raise web.HTTPForbidden(text="The rehearsal answers on the loopback address only.")
    return await handler(request)


def _answer(body: JsonObject) -> web.Response:
    return web.json_response(body, status=body.get("error_code", 200), dumps=_json)


def _json(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False)


def _drop(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


def _moment(seconds: float) -> datetime:
    """Return the moment, rounded up to a millisecond: rounded down it would come before it is due."""
    return datetime.fromtimestamp(math.ceil(seconds * 1000) / 1000, UTC)


async def _read(request: web.Request) -> Params:
    values: JsonObject = dict(request.query)
    if request.content_type == "application/json":
        return Params(values | await request.json())
    if request.content_type != "multipart/form-data":
        return Params(values | dict(await request.post()))
    files: dict[str, File] = {}
    async for part in _parts(request):
        name = part.name or ""
        if part.filename:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files[name] = File("", part.filename, mime, bytes(await part.read()))
        else:
            values[name] = await part.text()
    return Params(values, files)


async def _parts(request: web.Request) -> AsyncIterator[BodyPartReader]:
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            yield part
