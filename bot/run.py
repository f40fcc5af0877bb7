"""The running bot: opens the store, makes the rooms known to each other, starts four loops, ends when one ends.

Crash-only: an exception in any loop ends the process; whoever supervises it starts it again; nothing is lost.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import traceback
from importlib.resources import files

import yaml
from pydantic import ValidationError

from bot.bell import ring
from bot.clock import RehearsedClock, WallClock
from bot.courier import Courier
from bot.engine import Engine, Turn
from bot.errands import Errands
from bot.flood import Flood
from bot.intake import take_in
from bot.letters import Letters
from bot.lexicon import load_lexicon
from bot.machines import Setting
from bot.outside import Outside
from bot.settings import Settings, SettingsRefusedError
from flows.script import Script
from handlers.catalogues import Sentences
from handlers.transport import make_bot
from storage import Store, wal_notice
from workshop.consolidate import made_ready
from workshop.grouping.gloss import NoDictionaryError
from workshop.grouping.minilm import NoModelError
from workshop.pool import Pool

log = logging.getLogger("draagvlak")


class ScriptRefusedError(Exception):
    """What is wrong with the question script, a sentence each, for its author."""


def load_script(text: str | None = None) -> Script:
    """The project's question script, or one given as YAML; `ScriptRefusedError` says what is wrong with it."""
    given = text or files("locales").joinpath("questions.yaml").read_text(encoding="utf-8")
    try:
        script = Script.model_validate(yaml.safe_load(given))
        return script.model_copy(update={"lexicon": load_lexicon()})
    except yaml.YAMLError as error:
        raise ScriptRefusedError(f"questions.yaml is no YAML: {error}") from None
    except ValidationError as error:
        sentences = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ScriptRefusedError(
            "\n".join(f"questions.yaml: {one.removeprefix(': ')}" for one in sentences)
        ) from None


async def run(settings: Settings) -> None:
    """Run until a loop fails or the process is told to stop."""
    script, sentences, operator = load_script(), Sentences.load(), settings.operator()
    store = await Store.open(settings.store, operator)
    clock = RehearsedClock(settings.bot_api) if settings.rehearsal_clock else WallClock()
    pool, service = Pool(), settings.service() if settings.grouping == "endpoint" else None
    try:
        await clock.start()
        await _grouping_ready(pool, settings)
        async with make_bot(settings.token.get_secret_value(), settings.bot_api) as bot:
            setting = Setting(
                script=script,
                mediators=settings.mediator_ids,
                zone=settings.zone,
                country=settings.country,
                key=True,
            )
            letters = Letters(store, bot, sentences, script, pool)
            outside = Outside(store, service) if service else None
            errands = Errands(store, bot, sentences, script, pool, settings.way(), outside)
            bell = asyncio.Event()

            def committed(turn: Turn) -> None:
                courier.posted.set()
                bell.set()
                if turn.query:
                    courier.answer(turn.query, turn.toasts, turn.user)

            engine = Engine(store, clock, setting, bot.username, committed)
            courier = Courier(store, clock, letters, errands, engine.arrived)
            flood = Flood(settings.messages_a_minute, time.monotonic)
            if notice := wal_notice():
                log.warning(notice)
            log.info("listening as @%s", bot.username)
            async with asyncio.TaskGroup() as loops:
                loops.create_task(take_in(bot, store, clock, engine.arrived, flood), name="intake")
                loops.create_task(engine.run(), name="engine")
                loops.create_task(courier.run(), name="courier")
                loops.create_task(ring(store, clock, bell, engine.arrived), name="bell")
    finally:
        await pool.close()
        await clock.stop()
        await store.close()


async def _grouping_ready(pool: Pool, settings: Settings) -> None:
    """Whoever set `semantic` hears at start what it lacks, and not in the middle of a sorting."""
    if settings.grouping != "semantic":
        return
    try:
        await pool.run(made_ready, settings.way())
    except (NoModelError, NoDictionaryError) as missing:
        raise SettingsRefusedError(f"DRAAGVLAK_GROUPING is semantic, but: {missing}") from None


class NoToken(logging.Filter):
    """Keeps the bot's token out of every log line."""

    TOKEN = re.compile(r"\d{6,}:[\w-]{20,}")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self.TOKEN.sub("<token>", record.getMessage())
        record.args = ()
        return True


class PlacesOnly(logging.Formatter):
    """Of an exception its type and where it was raised: its text may quote what somebody said."""

    def formatException(self, ei: object) -> str:  # noqa: N802  logging's own name
        kind, _, trace = ei if isinstance(ei, tuple) else (None, None, None)
        frames = traceback.extract_tb(trace)
        places = [f'  File "{one.filename}", line {one.lineno}, in {one.name}' for one in frames]
        return "\n".join([*places, getattr(kind, "__name__", "")])


def log_to_terminal(level: str) -> None:
    """One line an event, never what somebody said, never the token."""
    handler = logging.StreamHandler()
    handler.setFormatter(PlacesOnly("%(asctime)s %(name)s %(levelname)s %(message)s"))
    handler.addFilter(NoToken())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "aiohttp", "apscheduler", "asyncio", "telegram", "aiosqlite", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
