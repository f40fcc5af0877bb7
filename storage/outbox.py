"""What is to be sent and what became of it: descriptions only. Must not know a language or what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from flows.effects import Lane
from storage.moments import from_micros, to_micros
from storage.refusals import WrongState
from storage.table import Table

# tell and post are messages; look, menu and work are errands, harmless to run twice.
Kind = Literal["tell", "post", "look", "menu", "work"]

PUT = """
INSERT INTO outbox (key, mediation, chat, kind, user, sealed, lane, handle, edit, file, not_before)
VALUES (:key, :mediation, :chat, :kind, :user, :sealed, :lane, :handle, :edit, :file, :not_before)
ON CONFLICT (key) DO NOTHING RETURNING id
"""
# Only the head of a chat's line may go, and only while nothing of that chat is on its way: nothing overtakes.
# The lanes decide between chats; a chat goes as early as the most urgent message in its line, else a question
# would wait as long as the broadcast before it. What waits for its reader's hours and was never tried (tries = 0)
# is not in line yet: the answer to something that reader just did does not wait behind it. When its moment comes
# it may stand before a message on its way, so that is looked for in the whole chat. Naming both states beside the
# one that is meant lets SQLite use the index of the open rows.
DUE = """
WITH line AS (
    SELECT min(id) AS head,
           min(CASE lane WHEN 'question' THEN 1 WHEN 'notice' THEN 2 ELSE 3 END) AS urgency
    FROM outbox WHERE state IN ('waiting', 'sending') AND (tries > 0 OR not_before <= :now) GROUP BY chat
)
SELECT id, key, mediation, chat, kind, user, sealed, lane, handle, edit, file, state, tries
FROM outbox JOIN line ON id = head
WHERE state = 'waiting' AND not_before <= :now
  AND NOT EXISTS (
      SELECT 1 FROM outbox AS other
      WHERE other.chat = outbox.chat AND other.state IN ('waiting', 'sending') AND other.state = 'sending'
  )
  AND NOT EXISTS (SELECT 1 FROM chat_holds AS hold WHERE hold.chat = outbox.chat AND until > :now)
ORDER BY urgency, id LIMIT :limit
"""
NEXT_DUE = """
WITH line AS (
    SELECT min(id) AS head FROM outbox
    WHERE state IN ('waiting', 'sending') AND (tries > 0 OR not_before <= :now) GROUP BY chat
)
SELECT min(max(not_before, coalesce((SELECT until FROM chat_holds AS hold WHERE hold.chat = outbox.chat), 0)))
FROM outbox LEFT JOIN line ON id = head
WHERE state IN ('waiting', 'sending') AND state = 'waiting'
  AND (head IS NOT NULL OR (tries = 0 AND not_before > :now))
"""
ONE = """
SELECT id, key, mediation, chat, kind, user, sealed, lane, handle, edit, file, state, tries
FROM outbox WHERE id = :id
"""
IN_STATE = """
SELECT id, key, mediation, chat, kind, user, sealed, lane, handle, edit, file, state, tries
FROM outbox WHERE state = :state ORDER BY id
"""
SENDING = """
UPDATE outbox SET state = 'sending', tries = tries + 1, attempted = :now WHERE id = :id AND state = 'waiting'
"""
SENT = """
UPDATE outbox SET state = 'sent', message_id = :message_id, settled = :now, sealed = NULL
WHERE id = :id AND state = 'sending'
"""
LATER = """
UPDATE outbox SET state = 'waiting', not_before = :not_before
WHERE id = :id AND state IN ('waiting', 'sending')
"""
REFUSED = """
UPDATE outbox SET state = 'refused', reason = :reason, sealed = NULL WHERE id = :id AND state IN ('waiting', 'sending')
"""
UNSURE = """
UPDATE outbox SET state = :state, doubts = doubts + 1, settled = :now WHERE id = :id AND state = 'sending'
"""
HOLD = """
UPDATE outbox SET state = 'held', settled = :now WHERE id = :id AND state = 'sending'
"""
RELEASE_HELD = """
UPDATE outbox SET state = :state, sealed = CASE WHEN :state = 'sent' THEN NULL ELSE sealed END
WHERE id = :id AND state = 'held'
"""
MESSAGE_OF = """
SELECT message_id FROM outbox
WHERE chat = :chat AND handle = :handle AND state = 'sent' AND message_id IS NOT NULL ORDER BY id DESC LIMIT 1
"""
HOLD_CHAT = """
INSERT INTO chat_holds (chat, until) VALUES (:chat, :until)
ON CONFLICT (chat) DO UPDATE SET until = max(until, excluded.until)
"""
# Counted back from the newest attempt: the store knows no clock, and no later moment has more of them.
SEND_TIMES = """
SELECT chat, attempted FROM outbox
WHERE attempted > (SELECT max(attempted) FROM outbox) - :span ORDER BY attempted, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Something to send. `body` is JSON of what it says or asks; `user` is its reader, None for the group.

    `key` is unique for ever, so that one decision never puts the same message twice. Work for the workshop
    travels here too, with chat 0.
    """

    key: str
    mediation: str
    chat: int
    kind: Kind
    body: str
    user: int | None = None
    lane: Lane = field(default=Lane.QUESTION)
    handle: str | None = None
    edit: bool = False
    file: str | None = None
    not_before: datetime | None = None  # its reader's own hours; what comes after it need not wait for it


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow(Outgoing):
    """Something to send as it stands in the store; `tries` counts the attempts so far."""

    id: int
    state: Literal["waiting", "sending", "sent", "held", "refused"]
    tries: int


class Outbox(Table):
    """One line a chat, strictly in order; at most one message of a chat on its way."""

    def put(self, row: Outgoing) -> int:
        """Put a message at the end of its chat's line; its id. A key used before is refused."""
        put = self._row(
            PUT,
            key=row.key,
            mediation=row.mediation,
            chat=row.chat,
            kind=row.kind,
            user=row.user,
            sealed=self._seal(row.body, "outbox", row.key),
            lane=row.lane.value,
            handle=row.handle,
            edit=row.edit,
            file=row.file,
            not_before=to_micros(row.not_before) if row.not_before else 0,
        )
        if put is None:
            raise WrongState(f"There is a message with the key {row.key} already.")
        return int(put[0])

    def due_messages(self, now: datetime, limit: int) -> list[OutboxRow]:
        """At most one message a chat, the most urgent chats first, then the longest waiting."""
        return self._outbox_rows(DUE, now=to_micros(now), limit=limit)

    def next_message_due(self, now: datetime) -> datetime | None:
        """When the next message may go: long past means at once, None that nothing waits that could go."""
        row = self._row(NEXT_DUE, now=to_micros(now))
        return from_micros(row[0]) if row and row[0] is not None else None

    def message(self, outbox: int) -> OutboxRow:
        """The outbox row with this id; WrongState where there is none."""
        rows = self._outbox_rows(ONE, id=outbox)
        if not rows:
            raise WrongState(f"There is no outbox row {outbox}.")
        return rows[0]

    def sending(self, outbox: int, now: datetime) -> None:
        """It is about to go to Telegram. Commit this first: else a crash hides that it may have arrived."""
        self._run_once(SENDING, _not_so(outbox, "waiting"), id=outbox, now=to_micros(now))

    def sent(self, outbox: int, message_id: int | None, now: datetime) -> None:
        """It arrived; `message_id` is Telegram's number for it (where it was an edit: of what it changed)."""
        self._run_once(SENT, _not_so(outbox, "sending"), id=outbox, message_id=message_id, now=to_micros(now))

    def later(self, outbox: int, not_before: datetime) -> None:
        """It certainly did not arrive; it keeps its place, and its chat's line waits with it."""
        self._run_once(LATER, _not_so(outbox, "unsent"), id=outbox, not_before=to_micros(not_before))

    def refused(self, outbox: int, reason: str) -> None:
        """It will never arrive. `reason` is for the operator: Telegram's sentence, never the message's."""
        self._run_once(REFUSED, _not_so(outbox, "unsent"), id=outbox, reason=reason)

    def unsure(self, outbox: int, now: datetime) -> Literal["again", "held"]:
        """It may or may not have arrived: "again" puts it back in its place, "held" asks for a person.

        Errands and changes of a message that is there go again, and so does a message to one person: read
        twice it does no harm, and never come it would leave its reader without a next question.
        """
        row = self.message(outbox)
        again = row.kind == "tell" or self._harmless_twice(row)
        self._run_once(
            UNSURE,
            _not_so(outbox, "sending"),
            id=outbox,
            state="waiting" if again else "held",
            now=to_micros(now),
        )
        return "again" if again else "held"

    def hold(self, outbox: int, now: datetime) -> None:
        """It did not arrive, and a person must say when to send it."""
        self._run_once(HOLD, _not_so(outbox, "sending"), id=outbox, now=to_micros(now))

    def release_held(self, outbox: int, again: bool) -> None:
        """The mediator looked: send it `again`, or it is there (its number unknown: no edits)."""
        state = "waiting" if again else "sent"
        self._run_once(RELEASE_HELD, _not_so(outbox, "held"), id=outbox, state=state)

    def held(self) -> list[OutboxRow]:
        """Messages a person must decide about."""
        return self._outbox_rows(IN_STATE, state="held")

    def left_sending(self) -> list[OutboxRow]:
        """At start: what was on its way when the process ended, of unknown fate."""
        return self._outbox_rows(IN_STATE, state="sending")

    def message_of(self, chat: int, handle: str) -> int | None:
        """Telegram's number of the last message sent to the chat under this handle."""
        row = self._row(MESSAGE_OF, chat=chat, handle=handle)
        return int(row[0]) if row else None

    def hold_chat(self, chat: int, until: datetime) -> None:
        """Send nothing to this chat until then (Telegram's retry_after); never shortened."""
        self._run(HOLD_CHAT, chat=chat, until=to_micros(until))

    def send_times(self) -> list[tuple[int, datetime]]:
        """(chat, moment) of each last attempt, to 60 s before the newest: what send limits still count."""
        span = timedelta(seconds=60) // timedelta(microseconds=1)
        return [(chat, from_micros(attempted)) for chat, attempted in self._rows(SEND_TIMES, span=span)]

    def _harmless_twice(self, row: OutboxRow) -> bool:
        if row.kind not in ("tell", "post"):
            return True
        return row.edit and row.handle is not None and self.message_of(row.chat, row.handle) is not None

    def _outbox_rows(self, statement: str, **places: int | str) -> list[OutboxRow]:
        return [self._outbox_row(row) for row in self._rows(statement, **places)]

    def _outbox_row(self, row: tuple[Any, ...]) -> OutboxRow:
        id_, key, mediation, chat, kind, user, sealed, lane, handle, edit, file, state, tries = row
        return OutboxRow(
            id=id_,
            key=key,
            mediation=mediation,
            chat=chat,
            kind=kind,
            user=user,
            body=self._unseal(sealed, "outbox", key) if sealed is not None else "",
            lane=Lane(lane),
            handle=handle,
            edit=bool(edit),
            file=file,
            state=state,
            tries=tries,
        )


def _not_so(outbox: int, state: str) -> str:
    return f"Outbox row {outbox} is not {state} now."
