"""The bot itself, as a process of its own, on a local Telegram; people type and press, and see what comes back."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from aiohttp import web

from rehearsal.clock import RehearsalClock
from rehearsal.faults import Fault, Faults
from rehearsal.model import Message
from rehearsal.seats import Seats
from rehearsal.server import make_app, serve
from rehearsal.telegram import World
from rehearsal.transcript import Transcript
from storage import Keyring, Operator, Store, Transaction, WordRow, keyring_path, new_key_file, read_key_file

TOKEN = "4242:local-telegram-for-tests-no-secret"  # noqa: S105
QUIET = timedelta(minutes=10)
PATIENCE = 20.0
T = TypeVar("T")


class Local:
    """`async with Local(folder) as local`; `mediator` may open mediations."""

    def __init__(self, folder: Path, language: str = "nl") -> None:
        self.store = folder / "store.db"
        self.key = folder / "store.key"
        new_key_file(self.key)
        self.log = folder / "bot.log"
        self.log_level = "INFO"
        self.messages_a_minute = 0  # hours pass in seconds here
        self.clock = RehearsalClock(datetime(2026, 11, 24, 9, tzinfo=UTC))
        self.world = World(self.clock, TOKEN)
        self.faults = Faults()
        self.transcript = Transcript(self.world)
        self.mediator = self.world.add_user("Anna Mulder", language)
        self._toasts: dict[int, list[str]] = {}
        self.world.on_toast.append(lambda user, text: self._toasts.setdefault(user, []).append(text))
        self._process: asyncio.subprocess.Process | None = None
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        app = make_app(self.world, transcript=self.transcript, faults=self.faults, seats=Seats())
        self._runner, self._port = await serve(app)
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        if self._runner:
            await self._runner.cleanup()

    # ------------------------------------------------------------------ the bot

    async def start(self) -> None:
        environment = os.environ | {
            "DRAAGVLAK_TOKEN": TOKEN,
            "DRAAGVLAK_BOT_API": f"http://127.0.0.1:{self._port}",
            "DRAAGVLAK_STORE": str(self.store),
            "DRAAGVLAK_MEDIATORS": str(self.mediator),
            "DRAAGVLAK_REHEARSAL_CLOCK": "1",
            "DRAAGVLAK_MESSAGES_A_MINUTE": str(self.messages_a_minute),
            "DRAAGVLAK_KEY_FILE": str(self.key),
        }
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--log", self.log_level),
                env=environment,
                stdout=log,
                stderr=log,
            )

    async def ended(self) -> int:
        """Its exit status, once it ends by itself."""
        assert self._process
        async with asyncio.timeout(PATIENCE):
            return await self._process.wait()

    async def kill(self) -> None:
        assert self._process
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self._process.wait()
            if self._process.returncode is None:
                self._process.kill()

    async def settled(self, quiet: timedelta = QUIET) -> None:
        """Wind on until the bot waits and nothing is due for a while."""
        async with asyncio.timeout(PATIENCE):
            await self.clock.run_until(lambda: self.clock.rests_for(quiet))

    async def pass_by(self, **time: float) -> None:
        """Let rehearsal time pass, with everything that falls due in it."""
        over = []
        self.clock.at(self.clock.now() + timedelta(**time), lambda: over.append(True))
        async with asyncio.timeout(PATIENCE):
            await self.clock.run_until(lambda: bool(over))
        await self.settled()

    # ------------------------------------------------------------------ people

    def person(self, name: str, language: str = "nl") -> int:
        return self.world.add_user(name, language)

    async def say(self, user: int, text: str, chat: int | None = None) -> str:
        """Type, and read what came back last."""
        self.world.say(user, chat or user, text)
        await self.settled()
        return self.last(user)

    async def press(self, user: int, label: str, chat: int | None = None) -> str:
        """Press the newest button whose label holds these words."""
        for message in reversed(self.world.visible(user, chat or user)):
            for row in message.buttons:
                for one in row:
                    if label in one.label and one.data:
                        return await self.press_data(user, message, one.data, chat)
        raise AssertionError(f"no button {label!r}; last: {self.last(user)}")

    async def press_data(self, user: int, message: Message, data: str, chat: int | None = None) -> str:
        self.world.press(user, chat or user, message.id, data)
        await self.settled()
        return self.last(user)

    def from_bot(self, user: int, chat: int | None = None) -> list[str]:
        return [one.text for one in self.world.visible(user, chat or user) if one.sender == self.world.bot.id]

    def last(self, user: int, chat: int | None = None) -> str:
        return self.from_bot(user, chat)[-1]

    def toasts(self, user: int) -> list[str]:
        return self._toasts.get(user, [])

    # ------------------------------------------------------------------ shortcuts

    async def create(self, title: str = "Dorpsplein") -> None:
        await self.say(self.mediator, f"/new {title}")
        await self.say(self.mediator, "Anna Mulder")
        await self.say(self.mediator, "De gemeente")

    async def invite(self, party: str) -> str:
        """A party's link."""
        await self.say(self.mediator, f"/invite {party}")
        message = self.world.visible(self.mediator, self.mediator)[-1]
        text = await self.press_data(self.mediator, message, str(message.buttons[1][0].data))
        found = re.search(r"https://t\.me/\S+", text)
        assert found, text
        return found[0]

    async def seat(self, party: str, user: int) -> None:
        """Invited, claimed, confirmed: the first question is in front."""
        self.world.open_link(user, await self.invite(party))
        await self.settled()
        await self.press_first(self.mediator)

    async def press_first(self, user: int, row: int = 0) -> str:
        """Press a button of the newest message that has any, by its row."""
        message = next(one for one in reversed(self.world.visible(user, user)) if one.buttons)
        return await self.press_data(user, message, str(message.buttons[row][0].data))

    async def onboard(self, user: int, language: int = 0) -> None:
        """Through language, introduction, confidentiality and consents, to the first question of substance."""
        await self.press_first(user, language)
        await self.press_first(user)
        await self.press_first(user)
        for row in range(6):
            await self.press_first(user, row)
        await self.press_first(user, 6)
        await self.press_first(user, 7)

    # ------------------------------------------------------------------ the store, from outside

    def stored(self, query: str) -> list[tuple[Any, ...]]:
        """Read the store beside the bot."""
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as database:
            return database.execute(query).fetchall()

    async def insert(self, update_id: int, update: dict[str, Any]) -> None:
        """An update that arrived with the bot's last breath; the bot must be down."""
        raw = json.dumps({"update_id": update_id, **update})
        await self.changed(lambda tx: tx.receive("telegram", str(update_id), raw, datetime.now(UTC)))

    def words(self) -> list[str]:
        """What parties said, in the order it was kept."""
        rows = [row for row in self._kept() if row.party]
        return [row.text for row in sorted(rows, key=lambda row: (row.kept, row.id))]

    def texts(self) -> dict[str, str]:
        """Everything anybody said, by id."""
        return {row.id: row.text for row in self._kept()}

    def _kept(self) -> list[WordRow]:
        mediations = [one for (one,) in self.stored("SELECT DISTINCT mediation FROM words")]
        return [
            row for one in mediations for row in self.opened(partial(Transaction.words_of, mediation=one))
        ]

    def files(self) -> dict[str, bytes]:
        """The documents made, by name."""
        ids = [id for (id,) in self.stored("SELECT id FROM files")]
        found = self.opened(lambda tx: [tx.file(id) for id in ids])
        return {one.name: one.data for one in found}

    def states(self, prefix: str) -> dict[str, dict[str, Any]]:
        """The machines' states, by address."""
        return self.opened(lambda tx: {one: json.loads(tx.load(one) or "") for one in tx.addresses(prefix)})

    def interview(self, user: int) -> dict[str, Any]:
        return next(one for one in self.states("interview:").values() if one["user"] == user)

    async def changed(self, act: Callable[[Transaction], Any]) -> None:
        """Change the store while the bot is stopped."""
        store = await Store.open(self.store, Operator(lambda: read_key_file(self.key)))
        await store.transact(act)
        await store.close()

    def opened(self, act: Callable[[Transaction], T]) -> T:
        """Read the store beside the bot, with its keys."""
        operator = Operator(lambda: read_key_file(self.key))
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as database:
            keys = Keyring.open(keyring_path(self.store), operator)
            try:
                return act(Transaction(database, keys))
            finally:
                keys.close()


__all__ = ["Fault", "Local"]
