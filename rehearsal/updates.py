"""The bot's update queue with Telegram's own confirmation rules. Knows no chats and no HTTP.

An update stays until an offset beyond it confirms it, or its life ends; unconfirmed, it comes again.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from rehearsal.clock import RehearsalClock, Unread
from rehearsal.errors import Refusal
from rehearsal.model import JsonObject

FIRST_ID = 700_000_001
LONGEST_POLL = 50.0  # real seconds
MOST_AT_ONCE = 100
SAME_OFFSET_PAUSE = 0.5  # real seconds; asking again sooner for what was just handed out brings one update
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # only if named
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass
class Entry:
    """A queued update; `until` is the moment on the rehearsal clock after which Telegram drops it."""

    id: int
    body: JsonObject
    until: datetime
    handed_out: bool = False


class UpdateQueue:
    """Updates in order. One poller at a time: a second one ends the first with 409."""

    def __init__(self, clock: RehearsalClock) -> None:
        self.allowed: frozenset[str] | None = None  # None: everything but what must be asked for
        self.closing = False
        self._clock = clock
        self._entries: list[Entry] = []
        self._next = FIRST_ID
        self._bell = asyncio.Event()
        self._turn = 0
        self._pollers = 0
        self._last_batch: tuple[int, float] | None = None  # offset and moment of what was handed out last
        clock.unread = self.unread

    @property
    def polled(self) -> bool:
        """Whether a getUpdates waits right now."""
        return self._pollers > 0

    def takes(self, kind: str) -> bool:
        """Tell whether the bot asked for this kind of update."""
        return kind not in ON_REQUEST if self.allowed is None else kind in self.allowed

    def allow(self, kinds: list[str]) -> None:
        """Remember what the bot wants; an empty list is the default set."""
        self.allowed = frozenset(kinds) or None

    def put(self, kind: str, body: JsonObject, life: timedelta) -> bool:
        """Queue an update of this kind unless the bot did not ask for it; tell whether it was queued."""
        if not self.takes(kind):
            return False
        self._entries.append(
            Entry(self._next, {"update_id": self._next, kind: body}, self._clock.now() + life)
        )
        self._next += 1
        self._bell.set()
        if not self.polled:  # otherwise handing it out says so, and in the better order
            self._clock.void()
        return True

    def unread(self, offset: int) -> Unread:
        """Return what lies from `offset` on."""
        left = [entry for entry in self._live() if entry.id >= offset]
        if not left:
            return Unread.NOTHING
        return Unread.COMING if self.polled or any(entry.handed_out for entry in left) else Unread.UNFETCHED

    @property
    def pending(self) -> int:
        """How many updates are not confirmed."""
        return len(self._live())

    def drop(self) -> None:
        """Forget everything queued."""
        self._entries.clear()
        self._clock.nudge()

    def close(self) -> None:
        """Let the waiting poll go home empty-handed."""
        self.closing = True
        self._bell.set()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[JsonObject]:  # noqa: ASYNC109 - Telegram's
        """Confirm all below `offset`; return up to `limit` updates, waiting `timeout` real seconds."""
        self._turn += 1
        turn = self._turn
        self._bell.set()  # an earlier poller wakes and finds that its turn is over
        offset = self._confirm(offset)
        limit = self._bounded(offset, limit)
        self._pollers += 1
        try:
            return await self._wait(turn, offset, limit, time.monotonic() + min(timeout, LONGEST_POLL))
        finally:
            self._pollers -= 1

    async def _wait(self, turn: int, offset: int, limit: int, end: float) -> list[JsonObject]:
        while True:
            if self._turn != turn:
                raise Refusal(409, CONFLICT)
            batch = [entry for entry in self._live() if entry.id >= offset][:limit]
            left = end - time.monotonic()
            if batch or left <= 0 or self.closing:
                return self._hand_out(offset, batch)
            self._bell.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._bell.wait()

    def _hand_out(self, offset: int, batch: list[Entry]) -> list[JsonObject]:
        for entry in batch:
            entry.handed_out = True
        if batch:
            self._clock.void()
            self._last_batch = (offset, time.monotonic())
        return [entry.body for entry in batch]

    def _confirm(self, offset: int) -> int:
        if offset < 0:  # the last |offset| ones, and all before them forgotten
            kept = self._live()[offset:]
            offset = kept[0].id if kept else 0
        if offset > 0:
            self._entries = [entry for entry in self._entries if entry.id >= offset]
            self._clock.nudge()
        return offset

    def _bounded(self, offset: int, limit: int) -> int:
        last = self._last_batch
        again = last and last[0] == offset and time.monotonic() - last[1] < SAME_OFFSET_PAUSE
        if again:
            return 1
        self._last_batch = None
        return max(1, min(limit, MOST_AT_ONCE))

    def _live(self) -> list[Entry]:
        now = self._clock.now()
        self._entries = [entry for entry in self._entries if entry.until > now]
        return self._entries
