"""The record of who did what, and the store's own pulse. Must not hold what was said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from flows.effects import Log
from storage.moments import from_micros, to_micros
from storage.table import Table

LOG = """
INSERT INTO audit (mediation, user, act, about, at) VALUES (:mediation, :user, :act, :about, :at)
"""
LOG_OF = """
SELECT mediation, user, act, about, at FROM audit WHERE mediation = :mediation ORDER BY id
"""
PAGE = """
SELECT mediation, user, act, about, at FROM audit WHERE mediation = :mediation
ORDER BY id DESC LIMIT :size OFFSET :skip
"""
LENGTH = """
SELECT count(*) FROM audit WHERE mediation = :mediation
"""
COUNTS = """
SELECT 'open', count(*) FROM inbox WHERE state = 'open'
UNION ALL SELECT 'quarantined', count(*) FROM inbox WHERE state = 'quarantined'
UNION ALL SELECT 'waiting', count(*) FROM outbox WHERE state = 'waiting'
UNION ALL SELECT 'sending', count(*) FROM outbox WHERE state = 'sending'
UNION ALL SELECT 'held', count(*) FROM outbox WHERE state = 'held'
UNION ALL SELECT 'refused', count(*) FROM outbox WHERE state = 'refused'
"""


@dataclass(frozen=True, slots=True)
class LogRow:
    """A line of the record; `user` None is the bot itself."""

    mediation: str
    user: int | None
    act: str
    about: dict[str, str | int]
    at: datetime


class Audit(Table):
    """Lines are added, never changed."""

    def log(self, effect: Log, now: datetime) -> None:
        self._run(
            LOG,
            mediation=effect.mediation,
            user=effect.user,
            act=effect.act,
            about=json.dumps(effect.about, ensure_ascii=False),
            at=to_micros(now),
        )

    def log_of(self, mediation: str) -> list[LogRow]:
        """The whole record of a mediation, oldest first."""
        return [_line(*row) for row in self._rows(LOG_OF, mediation=mediation)]

    def log_page(self, mediation: str, skip: int, size: int) -> list[LogRow]:
        """`size` lines, newest first, without the newest `skip`."""
        return [_line(*row) for row in self._rows(PAGE, mediation=mediation, skip=skip, size=size)]

    def log_length(self, mediation: str) -> int:
        row = self._row(LENGTH, mediation=mediation)
        return int(row[0]) if row else 0

    def counts(self) -> dict[str, int]:
        """How many inbox rows are open, quarantined; how many messages waiting, sending, held, refused."""
        return dict(self._rows(COUNTS))


def _line(mediation: str, user: int | None, act: str, about: str, at: int) -> LogRow:
    return LogRow(mediation, user, act, json.loads(about), from_micros(at))
