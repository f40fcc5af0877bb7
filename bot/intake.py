"""Takes updates from Telegram into the inbox: raw, committed, and only then confirmed. Understands none of them."""

from __future__ import annotations

import asyncio
import json
import logging
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.clock import Clock, RehearsedClock
from bot.flood import Flood, Notice
from handlers.transport import AiohttpRequest, pause_of, take_updates
from storage import Store, Transaction

POLL_SECONDS = 25
LONGEST_PAUSE = 30.0
MOST_WAITING = 100_000

log = logging.getLogger("draagvlak.intake")


class IntakeRefusedError(Exception):
    """Telegram will not give this process any updates; the sentence says why and what to do."""


async def take_in(bot: Bot, store: Store, clock: Clock, arrived: asyncio.Event, flood: Flood) -> None:
    """Poll for ever. An update is confirmed by the next poll's offset, which follows the commit.

    While too many events wait to be handled, none are taken in: Telegram keeps them for a day.
    """
    offset = await store.transact(lambda tx: tx.next_offset())
    pause = 1.0
    async with AiohttpRequest() as client:
        while True:
            if isinstance(clock, RehearsedClock):
                clock.offset = offset or 0
            clock.resting("intake", rests=True)
            if await store.transact(lambda tx: tx.open_events()) >= MOST_WAITING:
                log.error("%d events wait; no more are taken in before some are handled", MOST_WAITING)
                await asyncio.sleep(LONGEST_PAUSE)
                continue
            try:
                updates = await take_updates(client, bot, offset, POLL_SECONDS)
            except TelegramError as error:
                pause = await _after(error, pause)
                continue
            clock.resting("intake", rests=False)
            pause = 1.0
            if updates:
                taken, notices = flood.sift(updates)
                await store.transact(partial(_receive, updates=taken, notices=notices, clock=clock))
                offset = int(updates[-1]["update_id"]) + 1
                arrived.set()


def _receive(tx: Transaction, updates: list[Any], notices: list[Notice], clock: Clock) -> None:
    for update in updates:
        tx.receive("telegram", str(update["update_id"]), json.dumps(update, ensure_ascii=False), clock.now())
    for notice in notices:
        tx.receive("intake", notice.key, notice.body, clock.now())


async def _after(error: TelegramError, pause: float) -> float:
    """Wait and go on after what passes; stop the process, with a clear sentence, after what does not."""
    if isinstance(error, InvalidToken):
        raise IntakeRefusedError(
            "Telegram does not know this token. Check DRAAGVLAK_TOKEN against what @BotFather shows."
        ) from error
    if isinstance(error, Conflict):
        raise IntakeRefusedError(
            "Another program takes this bot's updates (or a webhook is set). Stop the other one first: "
            "of two, each would miss what the other received."
        ) from error
    wait = pause_of(error) if isinstance(error, RetryAfter) else pause
    log.warning("no updates (%s); next try in %.0f s", type(error).__name__, wait)
    await asyncio.sleep(wait)
    return min(pause * 2, LONGEST_PAUSE)
