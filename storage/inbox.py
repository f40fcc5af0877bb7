"""What came from outside and must be handled once. Keeps raw text, sealed, until then; must not know its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from storage.moments import from_micros, to_micros
from storage.table import Table

MOST_TRIES = 3
# Telegram keeps updates for 24 hours; after a silent week its ids start anew at random, so an id kept for
# ever would one day swallow somebody's answer.
REMEMBERED = timedelta(hours=48)

SEEN = """
SELECT 1 FROM inbox WHERE source = :source AND key = :key AND hash = :hash AND received > :since
"""
RECEIVE = """
INSERT INTO inbox (source, key, hash, sealed, received) VALUES (:source, :key, :hash, :sealed, :now)
"""
FORGET_HANDLED = """
DELETE FROM inbox
WHERE state = 'handled' AND received <= :since
  AND id <> coalesce((SELECT max(id) FROM inbox WHERE source = 'telegram'), 0)  -- it tells the next offset
"""
OPEN = """
SELECT id, source, key, sealed, received, tries, reason FROM inbox WHERE state = 'open' ORDER BY id LIMIT :limit
"""
HOW_MANY_OPEN = """
SELECT count(*) FROM inbox WHERE state = 'open'
"""
QUARANTINED = """
SELECT id, source, key, sealed, received, tries, reason FROM inbox WHERE state = 'quarantined' ORDER BY id
"""
HANDLED = """
UPDATE inbox SET state = 'handled', sealed = NULL, reason = NULL WHERE id = :id AND state = 'open'
"""
FAILED = """
UPDATE inbox
SET tries = tries + 1, reason = :reason, failed_at = :now,
    state = CASE WHEN tries + 1 >= :most THEN 'quarantined' ELSE 'open' END
WHERE id = :id AND state = 'open'
"""
IS_QUARANTINED = """
SELECT 1 FROM inbox WHERE id = :id AND state = 'quarantined'
"""
REPLAY = """
UPDATE inbox SET state = 'open', tries = 0 WHERE id = :id AND state = 'quarantined'
"""
NEWEST_UPDATE = """
SELECT key FROM inbox WHERE source = 'telegram' ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing that came from outside and is not handled yet."""

    id: int
    source: str
    key: str
    raw: str
    received: datetime
    tries: int
    reason: str | None


class Inbox(Table):
    """Everything from outside, each once, oldest first."""

    def receive(self, source: str, key: str, raw: str, now: datetime) -> bool:
        """Take in an event of `source` ("telegram", "clock", "workshop", "courier"), named `key` there.

        False: the same key with the same raw text was received in the last 48 hours, and nothing is written.
        The same key with another text is something new.
        """
        since = to_micros(now - REMEMBERED)
        digest = self._keys.marks.of(source, key, sha256(raw.encode("utf-8", "surrogatepass")).digest())
        if self._row(SEEN, source=source, key=key, hash=digest, since=since):
            return False
        self._run(FORGET_HANDLED, since=since)
        sealed = self._seal(raw, "inbox", source, key)
        self._run(RECEIVE, source=source, key=key, hash=digest, sealed=sealed, now=to_micros(now))
        return True

    def oldest_open(self, limit: int = 1) -> list[InboxRow]:
        return self._inbox_rows(OPEN, limit=limit)

    def open_events(self) -> int:
        """How many wait to be handled."""
        return int(self._rows(HOW_MANY_OPEN)[0][0])

    def handled(self, inbox: int) -> None:
        """It has been dealt with: its raw text is erased."""
        self._run_once(HANDLED, f"Inbox row {inbox} is not open, so it cannot be handled.", id=inbox)

    def failed(self, inbox: int, reason: str, now: datetime) -> bool:
        """Count a failed try; True when that was the last one and the row now stands aside, raw text kept.

        `reason` is shown to the operator: an error's type and place, never what somebody said.
        """
        self._run_once(
            FAILED,
            f"Inbox row {inbox} is not open, so it cannot fail.",
            id=inbox,
            reason=reason,
            now=to_micros(now),
            most=MOST_TRIES,
        )
        return self._row(IS_QUARANTINED, id=inbox) is not None

    def quarantined(self) -> list[InboxRow]:
        return self._inbox_rows(QUARANTINED)

    def replay(self, inbox: int) -> None:
        """Open a quarantined row again, in its old place, with all its tries."""
        self._run_once(REPLAY, f"Inbox row {inbox} is not in quarantine.", id=inbox)

    def next_offset(self) -> int | None:
        """What to ask Telegram for next: what follows the update that arrived last, not the highest id."""
        row = self._row(NEWEST_UPDATE)
        return int(row[0]) + 1 if row else None

    def _inbox_rows(self, statement: str, **places: int) -> list[InboxRow]:
        return [
            InboxRow(
                id_,
                source,
                key,
                self._unseal(sealed, "inbox", source, key),
                from_micros(received),
                tries,
                reason,
            )
            for id_, source, key, sealed, received, tries, reason in self._rows(statement, **places)
        ]
