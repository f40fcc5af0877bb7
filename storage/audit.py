"""The record of who did what, and the store's own pulse. Must not hold what was said."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.effects import Log
from storage.moments import from_micros, to_micros
from storage.table import Table

LOG = """
INSERT INTO audit (id, mediation, user, act, about, at, mac)
VALUES (:id, :mediation, :user, :act, :about, :at, :mac)
"""
LAST = """
SELECT id, mac FROM audit ORDER BY id DESC LIMIT 1
"""
CHAIN = """
SELECT id, mediation, user, act, about, at, mac FROM audit ORDER BY id
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
LINE = ("id", "mediation", "user", "act", "about", "at")
BEGINNING = b""  # before the first line
EMPTY = "0-0"
CODE_DIGITS = 16  # of the code in a head: 64 bits


@dataclass(frozen=True, slots=True)
class LogRow:
    """A line of the record; `user` None is the bot itself."""

    mediation: str
    user: int | None
    act: str
    about: dict[str, str | int]
    at: datetime


class Audit(Table):
    """Lines are added, never changed: each carries a code over itself and the code before it.

    The code's key is not in the store, so that whoever can write the store cannot make one.
    """

    def log(self, effect: Log, now: datetime) -> None:
        last, before = self._row(LAST) or (0, BEGINNING)
        about = json.dumps(effect.about, ensure_ascii=False)
        line = (last + 1, effect.mediation, effect.user, effect.act, about, to_micros(now))
        self._run(LOG, **dict(zip(LINE, line, strict=True)), mac=self._mac(before, line))

    def log_of(self, mediation: str) -> list[LogRow]:
        """The whole record of a mediation, oldest first."""
        return [_line(*row) for row in self._rows(LOG_OF, mediation=mediation)]

    def log_page(self, mediation: str, skip: int, size: int) -> list[LogRow]:
        """`size` lines, newest first, without the newest `skip`."""
        return [_line(*row) for row in self._rows(PAGE, mediation=mediation, skip=skip, size=size)]

    def log_length(self, mediation: str) -> int:
        row = self._row(LENGTH, mediation=mediation)
        return int(row[0]) if row else 0

    def record_head(self) -> str:
        """Where the record stands: its last line's number and code. Whoever noted it sees later that none is gone."""
        last = self._row(LAST)
        return _head(*last) if last else EMPTY

    def verify_record(self, head: str = "") -> list[str]:
        """What is wrong with the record, a sentence each; nothing where every line is as it was written.

        `head`: one that was noted earlier. Without it, lines cut off at the end are not missed.
        """
        before, number, found, heads = BEGINNING, 0, [], {EMPTY}
        for *line, mac in self._rows(CHAIN):
            number += 1
            if line[0] != number:
                found.append(f"before line {line[0]}, {line[0] - number} are missing")
                number = line[0]
            elif not hmac.compare_digest(mac or b"", self._mac(before, tuple(line))):
                found.append(f"line {number} is not as it was written, or not in its place")
            before = mac or b""
            heads.add(_head(number, before))
        if head and head.strip().upper() not in heads:
            found.append(
                f"the record does not come to {head}: lines were taken off its end, or it was made anew"
            )
        return found

    def _mac(self, before: bytes, line: tuple[Any, ...]) -> bytes:
        return self._keys.record.of(before, json.dumps(line, ensure_ascii=False))

    def counts(self) -> dict[str, int]:
        """How many inbox rows are open, quarantined; how many messages waiting, sending, held, refused."""
        return dict(self._rows(COUNTS))


def _line(mediation: str, user: int | None, act: str, about: str, at: int) -> LogRow:
    return LogRow(mediation, user, act, json.loads(about), from_micros(at))


def _head(number: int, mac: bytes) -> str:
    return f"{number}-{mac.hex()[:CODE_DIGITS].upper()}"
