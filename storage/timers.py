"""What is to happen at a moment to come. Keeps due times; must not know the time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from flows.effects import WakeAt
from storage.moments import from_micros, to_micros
from storage.table import Table

WAKE = """
INSERT INTO timers (key, due, address, event) VALUES (:key, :due, :address, :event)
ON CONFLICT (key) DO UPDATE SET due = excluded.due, address = excluded.address, event = excluded.event
"""
# char(1114111) is the last character there is: a range, so that no character of the prefix is a wildcard.
FORGET = """
DELETE FROM timers WHERE key >= :prefix AND key < :prefix || char(1114111)
"""
DUE = """
SELECT key, address, event, due FROM timers WHERE due <= :now ORDER BY due, key LIMIT :limit
"""
RANG = """
DELETE FROM timers WHERE key = :key
"""
NEXT = """
SELECT min(due) FROM timers
"""


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A timer: the event (as JSON) to raise at `address`. `due` tells two settings of one key apart."""

    key: str
    address: str
    event: str
    due: datetime


class Timers(Table):
    """Each key rings once, at its latest setting, however late that is."""

    def wake(self, effect: WakeAt) -> None:
        self._run(
            WAKE,
            key=effect.key,
            due=to_micros(effect.due),
            address=effect.address,
            event=json.dumps(effect.event, ensure_ascii=False),
        )

    def forget_wake(self, prefix: str) -> None:
        """Take back every timer whose key starts with `prefix`."""
        self._run(FORGET, prefix=prefix)

    def due_wakes(self, now: datetime, limit: int) -> list[TimerRow]:
        return [
            TimerRow(key, address, event, from_micros(due))
            for key, address, event, due in self._rows(DUE, now=to_micros(now), limit=limit)
        ]

    def rang(self, key: str) -> None:
        """Its event is raised. Call it in the transaction that read it as due, or a newer setting is lost."""
        self._run(RANG, key=key)

    def next_wake(self) -> datetime | None:
        row = self._row(NEXT)
        return from_micros(row[0]) if row and row[0] is not None else None
