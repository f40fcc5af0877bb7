"""Telegram's limits as token buckets: one message a second a chat, twenty a minute a group, thirty a second overall.

Kept in memory and filled from the store at start; what Telegram itself asks to wait is in the store.
"""

from collections import deque
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
A_SECOND_OVERALL = 30
A_MINUTE_IN_A_GROUP = 20
MARGIN = timedelta(milliseconds=50)  # clocks differ; the limit is theirs


class Pace:
    """When the next message to a chat may leave."""

    def __init__(self) -> None:
        self._overall: deque[datetime] = deque()
        self._last: dict[int, datetime] = {}
        self._group: dict[int, deque[datetime]] = {}

    def allowed(self, chat: int, now: datetime) -> datetime:
        """The earliest moment at which one more message to `chat` keeps every limit; `now` when at once."""
        earliest = now
        if chat in self._last:
            earliest = max(earliest, self._last[chat] + SECOND + MARGIN)
        earliest = max(earliest, _room(self._overall, A_SECOND_OVERALL, SECOND, now))
        if chat < 0:
            sent = self._group.setdefault(chat, deque())
            earliest = max(earliest, _room(sent, A_MINUTE_IN_A_GROUP, MINUTE, now))
        return earliest

    def took(self, chat: int, now: datetime) -> None:
        """A message to `chat` left."""
        self._overall.append(now)
        self._last[chat] = now
        if chat < 0:
            self._group.setdefault(chat, deque()).append(now)


def _room(sent: deque[datetime], limit: int, span: timedelta, now: datetime) -> datetime:
    while sent and sent[0] <= now - span:
        sent.popleft()
    return now if len(sent) < limit else sent[len(sent) - limit] + span + MARGIN
