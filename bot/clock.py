"""Time for the bot's loops: the wall's, or the rehearsal's that is wound on when every loop waits.

A loop waits for a signal or a moment; nothing here knows why.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler

LOOPS = ("intake", "engine", "courier", "bell")


class Clock(Protocol):
    """What the loops need of time."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""

    async def wait(self, loop: str, signal: asyncio.Event, until: datetime | None) -> None:
        """Return when `signal` is set (and clear it) or `until` has come; None: the signal only."""

    def resting(self, loop: str, *, rests: bool) -> None:
        """Say that a loop that does not use `wait` has, or has not, something in its hands."""


class WallClock:
    """Real time. APScheduler only rings: what is due, and whether it was missed, is in the store."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    async def start(self) -> None:
        self._scheduler.start()

    async def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def wait(self, loop: str, signal: asyncio.Event, until: datetime | None) -> None:
        if until is not None:
            if until <= self.now():
                signal.clear()
                return
            self._scheduler.add_job(
                _ring,
                "date",
                args=(signal,),
                run_date=until,
                id=loop,
                replace_existing=True,
                misfire_grace_time=None,  # the default of a second would drop what came late
            )
        await signal.wait()
        signal.clear()

    def resting(self, loop: str, *, rests: bool) -> None:
        del loop, rests


async def _ring(signal: asyncio.Event) -> None:
    """A coroutine, for APScheduler calls a plain function on another thread, and an Event is not made for that."""
    signal.set()


class RehearsedClock:
    """The rehearsal's time, over HTTP. When all loops rest, the rehearsal is told until when, and winds."""

    def __init__(self, api: str) -> None:
        self._api = api
        self._now = datetime.now(UTC)
        self._resting: dict[str, tuple[asyncio.Event | None, datetime | None]] = {}
        self._moved = asyncio.Condition()
        self._settled = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None
        self._keeper: asyncio.Task[None] | None = None
        self.offset = 0

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        async with self._session.get(f"{self._api}/rehearsal/clock") as answer:
            self._take(await answer.json())
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        if self._keeper:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        if self._session:
            await self._session.close()

    def now(self) -> datetime:
        return self._now

    def resting(self, loop: str, *, rests: bool) -> None:
        if rests:
            self._resting[loop] = (None, None)
            self._settled.set()
        else:
            self._resting.pop(loop, None)

    async def wait(self, loop: str, signal: asyncio.Event, until: datetime | None) -> None:
        self._resting[loop] = (signal, until)
        self._settled.set()
        ringing = asyncio.create_task(self._reached(until))
        signalled = asyncio.create_task(signal.wait())
        try:
            await asyncio.wait((ringing, signalled), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._resting.pop(loop, None)
            ringing.cancel()
            signalled.cancel()
            signal.clear()

    async def _reached(self, until: datetime | None) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: until is not None and self._now >= until)

    def _all_rest(self) -> bool:
        busy = any(signal is not None and signal.is_set() for signal, _ in self._resting.values())
        due = any(until is not None and until <= self._now for _, until in self._resting.values())
        return len(self._resting) == len(LOOPS) and not busy and not due

    async def _keep(self) -> None:
        """Tell the rehearsal each time that everything rests, and take the new time from its answer."""
        while True:
            await self._settled.wait()
            self._settled.clear()
            while self._all_rest():
                moments = [until for _, until in self._resting.values() if until is not None]
                until = min(moments).timestamp() if moments else None
                await self._tell(until)

    async def _tell(self, until: float | None) -> None:
        if self._session is None:
            return
        try:
            body = {"until": until, "offset": self.offset}
            async with self._session.post(f"{self._api}/rehearsal/idle", json=body) as answer:
                self._take(await answer.json())
        except (aiohttp.ClientError, TimeoutError):
            await asyncio.sleep(0.1)
        async with self._moved:
            self._moved.notify_all()
        await asyncio.sleep(0)  # let the loops that were woken leave before it is asked whether all rest

    def _take(self, answer: dict[str, float]) -> None:
        self._now = (
            max(self._now, datetime.fromtimestamp(answer["now"], UTC))
            if self._resting
            else (datetime.fromtimestamp(answer["now"], UTC))
        )
