"""Telegram's send limits on the rehearsal clock: 1 a second a chat, 20 a minute a group, 30 a second.

The exact limits are unpublished; small bursts pass (counted as violations), larger ones are refused with 429.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from datetime import datetime, timedelta
from typing import NamedTuple

from rehearsal.clock import RehearsalClock
from rehearsal.errors import Refusal


class Limit(NamedTuple):
    """At most `allowed` in `window`, refused from `refused` on; windows are a little short, for rounding."""

    name: str
    window: timedelta
    allowed: int
    refused: int


CHAT = Limit("1 a second a chat", timedelta(seconds=0.95), 1, 3)
GROUP = Limit("20 a minute a group", timedelta(seconds=59), 20, 20)
ALL = Limit("30 a second overall", timedelta(seconds=0.95), 30, 30)


class RateModel:
    """Counts sends; `violations` says how often each limit was passed, refused or not."""

    def __init__(self, clock: RehearsalClock) -> None:
        self.violations: Counter[str] = Counter()
        self._clock = clock
        self._sent: defaultdict[tuple[str, int], deque[datetime]] = defaultdict(deque)

    def charge(self, chat: int, *, edit: bool = False) -> None:
        """Count one message to `chat`, or refuse it with 429. An edit is free of the limit a chat."""
        limits = [] if edit else [(CHAT, chat)]
        limits += [(GROUP, chat)] if chat < 0 else []
        limits += [(ALL, 0)]
        for limit, place in limits:
            self._check(limit, place)
        for limit, place in limits:
            self._sent[limit.name, place].append(self._clock.now())

    def _check(self, limit: Limit, place: int) -> None:
        sent, now = self._sent[limit.name, place], self._clock.now()
        while sent and now - sent[0] >= limit.window:
            sent.popleft()
        if len(sent) >= limit.allowed:
            self.violations[limit.name] += 1
        if len(sent) >= limit.refused:
            seconds = max(1, math.ceil((sent[0] + limit.window - now).total_seconds()))
            raise Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
