"""One event at a time: translate, load, decide, and put everything decided in the store, in one transaction.

What cannot be handled is tried three times, parked, reported, and never lost.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.carry import Carrier
from bot.clock import Clock
from bot.frames import frames_for
from bot.lengths import lengths_for
from bot.machines import Setting, machine_of
from bot.marks import marks_for
from bot.placing import Placing, taken_up
from flows.effects import Raise, Toast
from flows.events import GroupJoined, GroupMigrated, GroupSpoke, Moment, PressedStale
from flows.value import Value
from handlers.translate import Incoming, Press, translate
from storage import InboxRow, NotForThisReader, Reader, Store, Transaction

TOGETHER = 32  # events that may share one commit
LONGEST_CASCADE = 500  # events one event may raise; more is a machine talking to itself

log = logging.getLogger("draagvlak.engine")


class EventFailedError(Exception):
    """Handling an event failed; its transaction is rolled back."""

    def __init__(self, inbox: int, reason: str) -> None:
        super().__init__(reason)
        self.inbox = inbox
        self.reason = reason


@dataclass
class Turn:
    """What is left to do after the commit: private words for whoever pressed a button."""

    query: str | None = None
    toasts: list[Toast] = field(default_factory=list)
    user: int = 0


class Engine:
    """The bot's one thread of decisions."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        setting: Setting,
        bot_username: str,
        committed: Callable[[Turn], None],
    ) -> None:
        """`committed` is called after each commit: there may be something to send, and a button to answer."""
        self._store = store
        self._clock = clock
        self._setting = setting
        self._username = bot_username
        self._committed = committed
        self._states: dict[str, Value] = {}
        self.arrived = asyncio.Event()

    async def run(self) -> None:
        """Handle what is in the inbox, oldest first; then wait for more."""
        while True:
            turns = await asyncio.gather(
                *(self._store.transact(self._oldest) for _ in range(TOGETHER)), return_exceptions=True
            )
            for turn in turns:
                if isinstance(turn, Turn):
                    self._committed(turn)
            failures = [turn for turn in turns if isinstance(turn, BaseException)]
            if (
                failures
            ):  # the oldest event stands in the way of all that came after it in this batch: one try
                await self._failed(failures[0])
            elif None in turns:
                await self._clock.wait("engine", self.arrived, None)

    async def _failed(self, error: BaseException) -> None:
        self._states.clear()
        if not isinstance(error, EventFailedError):
            raise error
        now = self._clock.now()
        parked = await self._store.transact(lambda tx: tx.failed(error.inbox, error.reason, now))
        if parked:
            log.error("event %s is parked: %s", error.inbox, error.reason)

    def _oldest(self, tx: Transaction) -> Turn | None:
        """On the store's thread: the oldest open event, from translation to effects."""
        rows = tx.oldest_open()
        if not rows:
            return None
        row = rows[0]
        try:
            turn = self._handle(tx, row)
        except Exception as error:  # whatever it is, it may stop this event only
            self._states.clear()
            log.debug("event %s failed", row.id, exc_info=True)
            raise EventFailedError(row.id, _without_content(error)) from error
        tx.handled(row.id)
        return turn

    def _handle(self, tx: Transaction, row: InboxRow) -> Turn:
        body = json.loads(row.raw)
        if row.source != "telegram":
            return self._cascade(tx, row, [(str(body["address"]), body["event"])], Turn())
        incoming = translate(
            body,
            bot_username=self._username,
            press=lambda chat, data: _press(tx.press(chat, data)),
            typed=lambda chat, number: self._typed(tx, chat, number),
        )
        if incoming is None:
            return Turn()
        events = (incoming.event, *incoming.also)
        address = incoming.address or self._address(tx, incoming)
        sender = getattr(incoming.event, "sender", None)
        turn = Turn(query=incoming.query, user=sender.user if sender else 0)
        if address is None:
            return turn
        if incoming.chat > 0 and turn.user == incoming.chat:
            return self._cascade(tx, row, self._placing(tx, turn.user).told(address, incoming.event), turn)
        return self._cascade(tx, row, [(address, one.model_dump(mode="json")) for one in events], turn)

    def _placing(self, tx: Transaction, user: int) -> Placing:
        return Placing(tx, user, lambda address: self._load(tx, address))

    def _typed(self, tx: Transaction, chat: int, number: int) -> Press | None:
        """The button a typed number presses; none where it may be meant for another mediation."""
        found = tx.typed_number(chat, number)
        if found is None or self._placing(tx, chat).unclear(number):
            return None
        return _press(found)

    def _address(self, tx: Transaction, incoming: Incoming) -> str | None:
        """Whose event it is: a person's own machine, or the mediation of a group."""
        event = incoming.event
        if incoming.chat > 0 or isinstance(event, PressedStale):
            sender = getattr(event, "sender", None)
            return f"person:{sender.user if sender else incoming.chat}"
        group = tx.group(incoming.chat)
        if group is None and isinstance(event, GroupMigrated):
            group = tx.group(event.old)
        if group:
            return f"mediation:{group.mediation}"
        if isinstance(event, GroupJoined) or (
            isinstance(event, GroupSpoke) and event.command and not event.anonymous
        ):
            return f"person:{event.sender.user}"
        return None

    def _cascade(
        self, tx: Transaction, row: InboxRow, events: list[tuple[str, dict[str, Any]]], turn: Turn
    ) -> Turn:
        """Decide, and decide what was raised by it, until nothing is left to decide."""
        carrier = Carrier(tx, row.id, self._clock.now())
        waiting = deque(events)
        for _ in range(LONGEST_CASCADE):
            if not waiting:
                return turn
            address, event = waiting.popleft()
            if address == "courier":
                carrier.settle(event)
                continue
            if address.startswith("held:"):
                waiting.append(taken_up(tx, address.removeprefix("held:"), event))
                continue
            carrier.speaker = address
            for effect in self._decide(tx, address, event, carrier):
                if isinstance(effect, Raise):
                    waiting.append((effect.address, effect.event))
                elif isinstance(effect, Toast):
                    turn.toasts.append(effect)
                else:
                    carrier.carry(effect)
            waiting.extend((to, told.model_dump(mode="json")) for to, told in carrier.told)
            carrier.told.clear()
        raise RuntimeError("machines raise events without end")

    def _decide(self, tx: Transaction, address: str, event: dict[str, Any], carrier: Carrier) -> Any:
        machine = machine_of(address)
        state = self._load(tx, address)
        frames = frames_for(address, event, lambda other: self._load(tx, other), partial(words_in_group, tx))
        marks = marks_for(
            address, event, lambda other: self._load(tx, other), partial(words_for_mediator, tx)
        )
        lengths = lengths_for(
            address, event, lambda other: self._load(tx, other), partial(words_for_mediator, tx)
        )
        moment = Moment(
            now=self._clock.now(),
            dice=secrets.token_hex(16),
            frames=frames,
            marks=marks,
            lengths=lengths,
        )
        decision = machine.decide(state, machine.events.validate_python(event), moment, self._setting)
        if decision.ignored:
            log.debug("%s ignored %s", address.split(":", 1)[0], event.get("t"))
        if decision.state is not state:
            tx.save(address, decision.state.model_dump_json())
            self._states[address] = decision.state
            carrier.note(decision.state)
        return decision.effects

    def _load(self, tx: Transaction, address: str) -> Value:
        if address in self._states:
            return self._states[address]
        machine = machine_of(address)
        stored = tx.load(address)
        if stored is not None:
            return machine.state.model_validate_json(stored)
        return machine.fresh(address.split(":"), self._setting)


def words_in_group(tx: Transaction, mediation: str, id: str) -> str | None:
    """A text as the group may read it; None where it may not, or no longer."""
    try:
        return tx.open_words(Reader(mediation, "group"), [id])[id]
    except NotForThisReader:
        return None


def words_for_mediator(tx: Transaction, mediation: str, ids: Sequence[str]) -> dict[str, str]:
    """Texts as a mediator may read them, without those that are gone; one query where none is."""
    with suppress(NotForThisReader):
        return tx.open_words(Reader(mediation, "mediator"), ids)
    opened: dict[str, str] = {}
    for id in ids:
        with suppress(NotForThisReader):
            opened |= tx.open_words(Reader(mediation, "mediator"), [id])
    return opened


def _press(row: Any) -> Press | None:
    return Press(row.address, json.loads(row.event), row.numbered) if row else None


def _without_content(error: Exception) -> str:
    """What went wrong, without a word of what was said: the kind of error and where."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__} at {place}"
