"""Sends what is in the outbox: rendered for its reader at the last moment, within Telegram's limits.

The attempt is recorded before the call. What became of it is one of: sent, later, refused, or unknown: then a
private message goes again, after ever longer pauses, and a post to the group is held and the mediator asked.
"""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import datetime, timedelta
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.clock import Clock
from bot.errands import Errands
from bot.letters import Letters
from bot.pace import Pace
from flows.effects import Toast
from flows.events import Blocked, GroupMigrated, GroupTrouble, SendRefused, SendUnsure
from flows.messages import Piece, Say
from flows.value import Value
from handlers.render import quotes_in
from handlers.transport import Fate, fate_of, pause_of, trouble_of
from storage import NotForThisReader, OutboxRow, Store, Transaction

AT_ONCE = 16  # sends under way at the same time, one a chat
LOOK_AHEAD = 200
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=5)

log = logging.getLogger("draagvlak.courier")


class Courier:
    """One loop that starts sends; each send settles its own row."""

    def __init__(
        self, store: Store, clock: Clock, letters: Letters, errands: Errands, arrived: asyncio.Event
    ) -> None:
        """`arrived` wakes the engine: what became of a send is an event like any other."""
        self._store = store
        self._clock = clock
        self._letters = letters
        self._errands = errands
        self._arrived = arrived
        self._pace = Pace()
        self._under_way: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self.posted = asyncio.Event()

    async def run(self) -> None:
        """Send what is due; wait for more, or for the moment the next may go."""
        await self._store.transact(self._recover)
        self._arrived.set()
        while True:
            if self._failure:
                raise self._failure
            until = await self._start_what_may_go()
            if self._under_way:
                await self.posted.wait()
                self.posted.clear()
            else:
                await self._clock.wait("courier", self.posted, until)

    def answer(self, query: str, toasts: list[Toast], user: int) -> None:
        """Answer a button, at once and at best: what it did is in the store already."""
        self._begin(self._answer(query, toasts, user))

    # ------------------------------------------------------------------ choosing

    def _recover(self, tx: Transaction) -> None:
        """At start: limits go on where they were, and what was being sent has an unknown fate."""
        for chat, at in tx.send_times():
            self._pace.took(chat, at)
        for row in tx.left_sending():
            self._doubt(tx, row, self._clock.now())

    async def _start_what_may_go(self) -> datetime | None:
        now = self._clock.now()
        if len(self._under_way) >= AT_ONCE:
            return None
        due, following = await self._store.transact(
            lambda tx: (tx.due_messages(now, LOOK_AHEAD), tx.next_message_due(now))
        )
        chosen: list[OutboxRow] = []
        moments = [following] if following and following > now else []
        for row in due:
            allowed = now if row.kind == "work" else self._pace.allowed(row.chat, now)
            if allowed > now:
                moments.append(allowed)
            elif len(chosen) + len(self._under_way) < AT_ONCE:
                self._pace.took(row.chat, now)
                chosen.append(row)
        if chosen:
            await self._store.transact(lambda tx: _sending(tx, chosen, now))
        for row in chosen:
            self._begin(self._send(row))
        return min(moments, default=None)

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and task.exception():
            self._failure = task.exception()
        self.posted.set()

    # ------------------------------------------------------------------ sending

    async def _send(self, row: OutboxRow) -> None:
        try:
            if row.kind in ("tell", "post"):
                if await self._held_back(row):
                    return
                message_id, event = await self._letters.send(row), None
            else:
                message_id, event = None, await self._errands.run(row)
        except TelegramError as error:
            await self._store.transact(lambda tx, error=error: self._not_sent(tx, row, error))  # type: ignore[misc]
            self._arrived.set()
            return
        except NotForThisReader:
            log.error("message %s quotes words not for its reader: refused", row.id)  # noqa: TRY400  its text quotes ids
            await self._store.transact(lambda tx: self._refuse(tx, row, "not for this reader"))
            self._arrived.set()
            return
        await self._store.transact(lambda tx: self._sent(tx, row, message_id, event))
        if event:
            self._arrived.set()

    async def _held_back(self, row: OutboxRow) -> bool:
        """What parties said goes to the group only while nobody is inside who is not expected there."""
        group = await self._store.transact(lambda tx: tx.group(row.chat)) if row.kind == "post" else None
        if group is None or not group.expected or not quotes_in(Say.model_validate_json(row.body)):
            return False
        try:
            seen = await self._errands.members(row.chat, group.expected)
        except TelegramError as error:
            if fate_of(error) is not Fate.UNKNOWN:
                raise
            await self._store.transact(lambda tx: tx.later(row.id, self._clock.now() + _pause(row.tries)))
            return True
        if seen.members <= len(seen.present) + 1:
            return False
        await self._store.transact(lambda tx: self._hold(tx, row, "people", seen))
        self._arrived.set()
        return True

    def _hold(self, tx: Transaction, row: OutboxRow, what: Any, *before: Value) -> None:
        """It is not sent until the mediator says so; what was seen is told first."""
        tx.hold(row.id, self._clock.now())
        trouble = GroupTrouble(chat=row.chat, what=what, outbox=row.id, about=_about(row))
        for number, one in enumerate((*before, trouble)):
            self._raise(tx, f"held:{row.id}:{row.tries}:{number}", f"mediation:{row.mediation}", one)

    def _sent(
        self, tx: Transaction, row: OutboxRow, message_id: int | None, event: tuple[str, Value] | None
    ) -> None:
        tx.sent(row.id, message_id, self._clock.now())
        if event:
            self._raise(tx, f"{row.kind}:{row.id}", *event)

    def _not_sent(  # noqa: C901  a table of cases
        self, tx: Transaction, row: OutboxRow, error: TelegramError
    ) -> None:
        now = self._clock.now()
        match error:
            case RetryAfter():
                until = now + timedelta(seconds=pause_of(error))
                tx.hold_chat(row.chat, until)
                tx.later(row.id, until)
            case InvalidToken():
                raise error
            case Forbidden() | BadRequest() if row.chat < 0 and (what := trouble_of(error)):
                self._in_trouble(tx, row, what)
            case Forbidden():
                self._refuse(tx, row, "forbidden")
                if row.chat > 0:
                    blocked = Blocked(user=row.chat, blocked=True)
                    self._raise(tx, f"blocked:{row.id}", f"person:{row.chat}", blocked)
            case ChatMigrated(new_chat_id=new):
                tx.migrate_group(row.chat, new)
                tx.later(row.id, now)
                moved = GroupMigrated(old=row.chat, new=new)
                self._raise(tx, f"moved:{row.chat}", f"mediation:{row.mediation}", moved)
            case BadRequest():
                log.error("message %s is refused: %s", row.id, error.message)
                self._refuse(tx, row, "bad request")
            case _ if fate_of(error) is Fate.UNKNOWN:
                self._doubt(tx, row, now)
            case _:
                tx.later(row.id, now + _pause(row.tries))

    def _in_trouble(self, tx: Transaction, row: OutboxRow, what: str) -> None:
        """The group cannot be written to as it was; in a topic that is gone or closed, General takes its place."""
        group = tx.group(row.chat)
        if what == "topic" and group and group.topic:
            tx.set_topic(row.chat, 0)
            tx.later(row.id, self._clock.now())
        elif what == "gone" or row.kind != "post":
            tx.refused(row.id, what)
        else:
            self._hold(tx, row, "closed" if what == "topic" else what)
            return
        trouble = GroupTrouble.model_validate({"chat": row.chat, "what": what, "about": _about(row)})
        if what in ("gone", "topic"):
            self._raise(tx, f"trouble:{row.id}:{row.tries}", f"mediation:{row.mediation}", trouble)

    def _refuse(self, tx: Transaction, row: OutboxRow, reason: str) -> None:
        """What the group or the mediator waits for and will never come is said to the mediator."""
        tx.refused(row.id, reason)
        if row.kind in ("post", "work"):
            refused = SendRefused(about=_about(row))
            self._raise(tx, f"refused:{row.id}", f"mediation:{row.mediation}", refused)

    def _doubt(self, tx: Transaction, row: OutboxRow, now: datetime) -> None:
        """It may or may not have arrived: again, or held until the mediator has looked."""
        if tx.unsure(row.id, now) == "again":
            tx.later(row.id, now + _pause(row.tries))
        elif row.kind == "post":
            unsure = SendUnsure(chat=row.chat, outbox=row.id, about=_about(row))
            self._raise(tx, f"unsure:{row.id}:{row.tries}", f"mediation:{row.mediation}", unsure)

    def _raise(self, tx: Transaction, key: str, address: str, event: Value) -> None:
        raw = json.dumps({"address": address, "event": event.model_dump(mode="json")}, ensure_ascii=False)
        tx.receive("courier", key, raw, self._clock.now())

    async def _answer(self, query: str, toasts: list[Toast], user: int) -> None:
        try:
            await self._letters.toast(query, toasts[0] if toasts else None, user)
        except TelegramError as error:
            log.debug("a button's answer came too late: %s", type(error).__name__)


def _pause(tries: int) -> timedelta:
    """How long to wait after so many attempts."""
    return min(FIRST_RETRY * (1 << min(tries, 16)), LONGEST_RETRY)


def _about(row: OutboxRow) -> Piece | None:
    """The first line of a message; nothing for an errand."""
    return Say.model_validate_json(row.body).parts[0] if row.kind in ("tell", "post") else None


def _sending(tx: Transaction, rows: list[OutboxRow], now: datetime) -> None:
    for row in rows:
        tx.sending(row.id, now)
