"""How much one person may send: nobody's flood takes the others' time. Knows no content.

What is too much is not taken in, and its sender is told so: it was never accepted, so it cannot be lost.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flows.events import TooFast
from handlers.sent_by import Sent, sent_by

MINUTE, HOUR = 60, 3600
HOURS_WORTH = 10  # times the limit of a minute
PRESSES = 3  # a press is a smaller thing than a message: so many for one
REMEMBERED_PEOPLE = 10_000


@dataclass(frozen=True)
class Notice:
    """That somebody should slow down; the same `key` again is the same notice."""

    key: str
    body: str


@dataclass
class _Person:
    messages: deque[int] = field(default_factory=deque)
    presses: deque[int] = field(default_factory=deque)


class Flood:
    """Counts what each person sends. Messages by the time Telegram gives them, so that a backlog is no flood."""

    def __init__(self, a_minute: int, now: Callable[[], float]) -> None:
        """`a_minute` messages, ten times as many an hour, three times as many presses; 0 is no limit.

        `now` gives seconds that only go on, for presses: Telegram does not say when somebody pressed.
        """
        self._a_minute = a_minute
        self._now = now
        self._people: dict[int, _Person] = {}

    def sift(self, updates: list[Any]) -> tuple[list[Any], list[Notice]]:
        """The updates to take in, in their order, and a notice for whoever sent too much in private."""
        taken, notices = [], {}
        for update in updates:
            sent = sent_by(update) if self._a_minute and isinstance(update, dict) else None
            if sent is None or self._within(sent):
                taken.append(update)
            elif sent.private:
                notice = self._notice(sent)
                notices[notice.key] = notice
        return taken, list(notices.values())

    def _within(self, sent: Sent) -> bool:
        """Count it, if it is not too much: what was refused does not make somebody wait longer."""
        if len(self._people) > REMEMBERED_PEOPLE:
            self._people.clear()
        person = self._people.setdefault(sent.sender.user, _Person())
        times, factor = (person.messages, 1) if sent.at else (person.presses, PRESSES)
        at = sent.at or int(self._now())
        while times and times[0] <= at - HOUR:
            times.popleft()
        lately = sum(one > at - MINUTE for one in times)
        limit = self._a_minute * factor
        if lately >= limit or len(times) >= limit * HOURS_WORTH:
            return False
        times.append(at)
        return True

    def _notice(self, sent: Sent) -> Notice:
        minute = int(sent.at or self._now()) // MINUTE
        event = TooFast(sender=sent.sender).model_dump(mode="json")
        body = {"address": f"person:{sent.sender.user}", "event": event}
        return Notice(f"{sent.sender.user}:{minute}", json.dumps(body, ensure_ascii=False))
