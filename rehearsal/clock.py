"""The rehearsal's own clock: it stands still while anybody works and is wound on when all wait.

Knows no Telegram: whether updates lie unread for the bot is asked through `unread`.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum

LONGEST_ANSWER = 25.0  # real seconds after which an idle statement is answered though nothing moved
BACKING_OFF = (
    0.25  # real seconds after which a bot that leaves updates unfetched is taken to wait for its own moment
)
TICK = 0.25  # real seconds between two steps of the live clock
LIVE_SPEED = 60.0  # rehearsal seconds a real second, at most, while a person plays and the bot waits
LEAST_STEP = timedelta(milliseconds=1)  # so that a moment rounded in JSON is passed, not missed for ever


class Unread(Enum):
    """What the queue holds from an offset on."""

    NOTHING = "nothing"  # the bot has everything
    COMING = "coming"  # handed out, or a poll is there to take it: the bot is about to wake
    UNFETCHED = "unfetched"  # queued while no poll waits: the bot is starting, dead, or backing off


@dataclass
class Statement:
    """The bot says: all my loops wait, until `until` at the latest, and I have all updates below `offset`."""

    until: datetime | None
    offset: int
    made: float = field(default_factory=time.monotonic)
    over: asyncio.Event = field(default_factory=asyncio.Event)


class RehearsalClock:
    """Now, what players have planned, and the winding.

    `pace` is the least number of real seconds between two player calls (None: at once). `paused` stops all.
    With `live` (a person has a seat) the clock follows the wall, faster only while the bot waits.
    """

    def __init__(self, start: datetime) -> None:
        self.unread: Callable[[int], Unread] = lambda _offset: Unread.NOTHING
        self._now = start.astimezone(UTC)
        self._pace: float | None = None
        self._paused = False
        self._live = False
        self._plans: list[tuple[datetime, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._statement: Statement | None = None
        self._changed = asyncio.Event()
        self._last_call = 0.0
        self._last_tick = 0.0

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return self._now

    @property
    def pace(self) -> float | None:
        """The least number of real seconds between two player calls."""
        return self._pace

    @pace.setter
    def pace(self, seconds: float | None) -> None:
        self._pace = seconds
        self.nudge()

    @property
    def paused(self) -> bool:
        """Whether nothing moves."""
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self._paused = paused
        self._last_tick = time.monotonic()
        self.nudge()

    @property
    def live(self) -> bool:
        """Whether a person plays along, so that time passes as on the wall."""
        return self._live

    @live.setter
    def live(self, live: bool) -> None:
        self._live = live
        self._last_tick = time.monotonic()
        self.nudge()

    @property
    def stuck(self) -> bool:
        """Whether nothing will happen by itself: the bot waits for no moment and no player has a plan."""
        standing = self._statement
        return bool(
            standing
            and standing.until is None
            and not self._plans
            and self.unread(standing.offset) is Unread.NOTHING
        )

    def rests_for(self, span: timedelta) -> bool:
        """Whether the bot waits, has everything, and nothing is due within `span`."""
        standing = self._statement
        if standing is None or self.unread(standing.offset) is not Unread.NOTHING:
            return False
        moments = [due for due in (standing.until, self._plans[0][0] if self._plans else None) if due]
        return not moments or min(moments) - self._now > span

    def at(self, due: datetime, call: Callable[[], object]) -> None:
        """Plan `call` for when the clock reaches `due`; made on the event loop, equal moments in order."""
        heapq.heappush(self._plans, (due, next(self._order), call))
        self.nudge()

    def nudge(self) -> None:
        """Make the winder look again: something changed."""
        self._changed.set()

    def void(self) -> None:
        """End the standing idle statement, because there is work for the bot."""
        if self._statement:
            self._statement.over.set()
            self._statement = None
        self.nudge()

    async def idle(self, until: datetime | None, offset: int) -> datetime:
        """Let the bot's statement stand until the clock moved or there is work; return the moment then.

        A newer statement ends an older one. Cancelling (the bot's connection dropped) takes it back.
        """
        self.void()
        if self.unread(offset) is Unread.COMING:
            return self._now
        statement = self._statement = Statement(until, offset)
        self.nudge()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_ANSWER):
                    await statement.over.wait()
        finally:
            if self._statement is statement:
                self._statement = None
        return self._now

    async def run_until(self, done: Callable[[], bool]) -> None:
        """Wind the clock until `done`, asked after every step. A player's exception comes out here."""
        while not done():
            self._changed.clear()
            delay = self._step()
            if delay == 0:
                await asyncio.sleep(0)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._changed.wait()

    async def wind(self) -> None:
        """Wind the clock for ever; cancel to stop."""
        await self.run_until(lambda: False)

    def _step(self) -> float | None:
        """Do one thing; return the real seconds to wait for the next (None: until something changes)."""
        if self._paused:
            return None
        if self._plans and self._plans[0][0] <= self._now:
            return self._call_due()
        if self._live:
            return self._follow_wall()
        return self._jump()

    def _call_due(self) -> float:
        wait = self._last_call + (self._pace or 0.0) - time.monotonic()
        if wait > 0:
            return wait
        self._last_call = time.monotonic()
        _, _, call = heapq.heappop(self._plans)
        call()
        return 0

    def _jump(self) -> float | None:
        due = self._next_due()
        if due is not None:
            self._move(max(due, self._now + LEAST_STEP))
            return 0
        return BACKING_OFF if self._statement else None

    def _follow_wall(self) -> float:
        passed = time.monotonic() - self._last_tick
        if passed < TICK:
            return TICK - passed
        self._last_tick = time.monotonic()
        moment = self._now + timedelta(seconds=passed)
        due = self._next_due()
        if due is not None:
            moment = max(moment, min(due, self._now + timedelta(seconds=passed * LIVE_SPEED)))
        self._move(moment)
        return 0

    def _next_due(self) -> datetime | None:
        """Return the moment the clock may jump to: none while the bot works or has something to fetch."""
        standing = self._statement
        if standing is None:
            return None
        unread = self.unread(standing.offset)
        if unread is Unread.UNFETCHED and time.monotonic() - standing.made >= BACKING_OFF:
            return standing.until
        if unread is not Unread.NOTHING:
            return None
        moments = [self._plans[0][0]] if self._plans else []
        return min([*moments, *([standing.until] if standing.until else [])], default=None)

    def _move(self, moment: datetime) -> None:
        self._now = moment
        self.void()
