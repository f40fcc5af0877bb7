"""Rings what is due. A due time is a row in the store; one missed while the bot was down rings once, at start."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime

from bot.clock import Clock
from storage import Store, Transaction

AT_ONCE = 50


async def ring(store: Store, clock: Clock, changed: asyncio.Event, arrived: asyncio.Event) -> None:
    """Turn due rows into events, in one transaction; `changed` says there may be an earlier one now."""
    while True:
        rang, following = await store.transact(lambda tx: _ring(tx, clock))
        if rang:
            arrived.set()
        if rang < AT_ONCE:
            await clock.wait("bell", changed, following)


def _ring(tx: Transaction, clock: Clock) -> tuple[int, datetime | None]:
    due = tx.due_wakes(clock.now(), AT_ONCE)
    for timer in due:
        event = {"t": "rang", "ring": json.loads(timer.event)}
        raw = json.dumps({"address": timer.address, "event": event}, ensure_ascii=False)
        tx.receive("clock", f"{timer.key}@{timer.due.isoformat()}", raw, clock.now())
        tx.rang(timer.key)
    return len(due), tx.next_wake()
