"""A rehearsal from the command line: the local Telegram, the bot as a process of its own, the players, the report.

The bot is the product unchanged: only the address of the Bot API and the clock it is given are the rehearsal's.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from bot.phrasebook import phrasebook
from bot.results import Results, read_store, results
from bot.run import load_script
from handlers.catalogues import Sentences
from rehearsal.case import load_case
from rehearsal.clock import RehearsalClock
from rehearsal.faults import Faults
from rehearsal.play import Play
from rehearsal.seats import Seats
from rehearsal.server import make_app, serve
from rehearsal.telegram import World
from rehearsal.transcript import Transcript
from storage import Operator, keyring_path, new_key_file, read_key_file

TOKEN = "4242:rehearsal-of-a-mediation-no-secret"  # noqa: S105  the local Telegram's, of no use elsewhere
LONGEST = 600.0  # real seconds for a case without a browser
SETTLE = 2.0  # real seconds for the bot to end when asked
KILL_AFTER = (20, 140)  # entries of the transcript between two kills, at random

Printer = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """What the command line was given."""

    case: Path
    out: Path
    headless: bool
    autoplay: bool
    port: int
    kills: int
    seed: int
    pace: float


class Bot:
    """The bot's process, started again whenever it ends, as a supervisor would."""

    def __init__(self, api: str, store: Path, mediator: int, log: Path, key: Path) -> None:
        self._environment = os.environ | {
            "DRAAGVLAK_TOKEN": TOKEN,
            "DRAAGVLAK_BOT_API": api,
            "DRAAGVLAK_STORE": str(store),
            "DRAAGVLAK_MEDIATORS": str(mediator),
            "DRAAGVLAK_KEY_FILE": str(key.resolve()),
            "DRAAGVLAK_KEY": "",
            "DRAAGVLAK_REHEARSAL_CLOCK": "1",
            "DRAAGVLAK_MESSAGES_A_MINUTE": "0",  # weeks pass in seconds
        }
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self.starts = 0

    async def keep_running(self) -> None:
        """For ever; cancel to stop. A bot that ends at once, again and again, is an error."""
        with self._log.open("ab") as log:
            while True:
                self.starts += 1
                began = time.monotonic()
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "bot", "run", env=self._environment, stdout=log, stderr=log
                )
                code = await self._process.wait()
                if code != -signal.SIGKILL and time.monotonic() - began < SETTLE:
                    raise RuntimeError(f"the bot does not start; its log is {self._log}")

    def kill(self) -> None:
        """As a power cut would."""
        if self._process and self._process.returncode is None:
            self._process.kill()

    async def stop(self) -> None:
        """As an operator would."""
        if self._process and self._process.returncode is None:
            self._process.terminate()
            try:
                async with asyncio.timeout(SETTLE * 5):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


async def rehearse(options: Options, say: Printer) -> int:
    """Play the case; 0 when it ended as its `expected` says."""
    case = load_case(options.case)
    options.out.mkdir(parents=True, exist_ok=True)
    store = options.out / "store.db"
    key = options.out / "store.key"
    for left in (*options.out.glob("store.db*"), options.out / "bot.log", key):
        left.unlink(missing_ok=True)
    new_key_file(key)
    clock = RehearsalClock(datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0))
    world = World(clock, TOKEN)
    sentences, script = Sentences.load(), load_script()
    phases = tuple(sentences.sentence(f"phase_name.{number}", case.language) for number in range(1, 7))
    seats = Seats(title=case.title, language=case.language, phases=phases)
    transcript = Transcript(world, options.out / "transcript.jsonl", seats.label, case.language)
    runner, port = await serve(
        make_app(world, transcript=transcript, faults=Faults(), seats=seats), port=options.port
    )
    play = Play(case, world, clock, seats, phrasebook(sentences, script), say)
    bot = Bot(f"http://127.0.0.1:{port}", store, play.mediator, options.out / "bot.log", key)
    clock.pace = None if options.headless else options.pace
    if not options.autoplay:
        for seat in seats.entries:
            seats.take(seat, taken=True)
        clock.live = True
    began = time.monotonic()
    try:
        async with asyncio.TaskGroup() as group:
            running = group.create_task(bot.keep_running())
            killing = group.create_task(_kill(bot, transcript, options))
            if not options.headless:
                say(f"http://127.0.0.1:{port}/")
            outcome = await play.until_done(LONGEST if options.headless else None)
            killing.cancel()
            seconds = time.monotonic() - began
            if options.headless:
                running.cancel()
                await bot.stop()
            operator = Operator(lambda: read_key_file(key))
            stored = await read_store(store if options.headless else _copy(store), operator)
            raw = yaml.safe_load(options.case.read_text(encoding="utf-8"))
            found = results(raw, outcome, transcript, stored, seconds)
            _write(options.out, found, transcript)
            _tell(found, options.out, say)
            if not options.headless:
                seats.report(ended=True)
                await asyncio.Event().wait()
    finally:
        await bot.stop()
        transcript.close()
        await runner.cleanup()
    return 0 if not found.differences else 1


async def _kill(bot: Bot, transcript: Transcript, options: Options) -> None:
    """Kill the bot at random moments, counted in what passed over the wire."""
    chance = random.Random(options.seed)  # noqa: S311  moments, not secrets
    passed = 0
    for _ in range(options.kills):
        passed = max(passed, len(transcript.entries)) + chance.randint(*KILL_AFTER)
        while len(transcript.entries) < passed:  # noqa: ASYNC110  a kill must come between two entries
            await asyncio.sleep(chance.uniform(0.001, 0.02))
        bot.kill()


def _copy(store: Path) -> Path:
    """The running bot holds the store; its report is made from a copy."""
    import sqlite3  # noqa: PLC0415

    copy = store.with_name("store-copy.db")
    for left in (copy, keyring_path(copy)):
        left.unlink(missing_ok=True)
    shutil.copyfile(keyring_path(store), keyring_path(copy))
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return copy


def _write(out: Path, found: Results, transcript: Transcript) -> None:
    (out / "group.txt").write_text(transcript.group_text(), encoding="utf-8")
    (out / "report.json").write_text(
        json.dumps(found.report, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8"
    )
    for name, data in found.files.items():
        (out / name).write_bytes(data)


def _tell(found: Results, out: Path, say: Printer) -> None:
    for difference in found.differences:
        say(f"differs: {difference}")
    say(f"{'ended as expected' if not found.differences else 'did not end as expected'}; see {out}")
    if "agreement.pdf" in found.files:
        say(f"the agreement: {out / 'agreement.pdf'}")
