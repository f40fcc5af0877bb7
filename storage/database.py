"""The one connection, on its own thread, and the one writer: what waits shares a commit. Knows no table."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import aiosqlite

from storage.lock import StoreLock
from storage.migrate import migrate
from storage.refusals import StoreFailed, StoreRefused
from storage.sealing import Sealer
from storage.transaction import Transaction

T = TypeVar("T")
Act = Callable[[Transaction], Any]

# FULL, for NORMAL loses acknowledged transactions in a power cut; the shared commit makes up for its price.
# secure_delete overwrites what is deleted: erased testimony must not stay readable in the file.
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
)


def wal_notice() -> str | None:
    """A warning for the operator when this SQLite can damage a WAL file; None when it is sound.

    No reason to refuse: the fault needs two connections, and the store has one.
    """
    version = sqlite3.sqlite_version_info
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    if mended or version < (3, 7):
        return None
    return (
        f"SQLite {sqlite3.sqlite_version} has the WAL-reset fault (mended in 3.51.3, 3.50.7 and 3.44.6): "
        "do not open the store with a second program while the bot runs."
    )


@dataclass(frozen=True, slots=True)
class Waiting(Generic[T]):
    """A function waiting for the writer, and where its answer goes."""

    act: Callable[[Transaction], T]
    answer: asyncio.Future[T]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one function of a commit came to: its value, or why its own part was rolled back."""

    value: Any = None
    error: Exception | None = None


class Connection(aiosqlite.Connection):
    """aiosqlite's thread with our functions on it, one a commit: the one place that leans on its insides."""

    def __init__(self, path: Path, sealer: Sealer | None) -> None:
        self._sealer = sealer
        super().__init__(
            lambda: sqlite3.connect(path, isolation_level=None, cached_statements=256), iter_chunk_size=1
        )
        # A process that ends by an error must end: it would wait for ever for a thread that is not a daemon.
        self._thread.daemon = True

    async def prepare(self) -> None:
        """Connect, and bring the file to the newest schema; nothing is left open when that fails."""
        await self
        try:
            await self._on_thread(prepare)
        except BaseException:
            await self.close()
            raise

    async def commit_together(self, acts: list[Act]) -> list[Outcome]:
        """Run the functions as one transaction; when it fails as a whole, all of them have failed."""
        try:
            return await self._on_thread(lambda database: commit(database, acts, self._sealer))
        except (sqlite3.Error, StoreFailed) as error:
            return [Outcome(error=_failed(error)) for _ in acts]

    async def _on_thread(self, act: Callable[[sqlite3.Connection], T]) -> T:
        # Its public methods are a statement each, and a cancel can cut a transaction of several awaits.
        run: Callable[..., Awaitable[T]] = self._execute  # untyped there
        return await run(act, self._conn)


class Store:
    """The durable spine: functions handed to `transact` run one after the other, each whole or not at all."""

    def __init__(self, connection: Connection, lock: StoreLock, *, has_key: bool = False) -> None:
        """Use `Store.open`."""
        self.has_key = has_key
        self._connection = connection
        self._lock = lock
        self._waiting: list[Waiting[Any]] = []
        self._writer: asyncio.Task[None] | None = None
        self._closed = False

    @classmethod
    async def open(cls, path: Path, sealer: Sealer | None = None) -> Store:
        """Open the store at `path`, made and migrated where needed, readable by this user only.

        `sealer` holds the operator's key; without one no file is kept or opened.

        StoreRefused when another process has it open, a newer version wrote it, or it is no database.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = StoreLock(path)
            try:
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
                connection = Connection(path, sealer)
                await connection.prepare()
            except BaseException:
                lock.release()
                raise
        except (sqlite3.Error, OSError) as error:
            raise StoreRefused(f"The store {path} cannot be opened: {error}.") from error
        return cls(connection, lock, has_key=sealer is not None)

    async def transact(self, act: Callable[[Transaction], T]) -> T:
        """Run `act` on the database's thread; its result once that is on the disk.

        All functions waiting share one commit. An exception of `act` takes back only what `act` did and is
        raised here. A caller who is cancelled stops waiting; `act` still runs whole. StoreFailed when the
        database could not do it. `act` must be short and plain: nothing else is stored meanwhile.
        """
        if self._closed:
            raise StoreRefused("The store is closed.")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(act, answer))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await answer

    async def close(self) -> None:
        """Finish what waits, then close; afterwards another process may open the store."""
        self._closed = True
        if self._writer is not None:
            await asyncio.wait([self._writer])
        try:
            await self._connection.close()
        finally:
            self._lock.release()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                outcomes = await self._connection.commit_together([waiting.act for waiting in batch])
                for waiting, outcome in zip(batch, outcomes, strict=True):
                    _answer(waiting.answer, outcome)
            finally:
                for waiting in batch:
                    waiting.answer.cancel()  # changes nothing once answered; else nobody is left hanging


def prepare(database: sqlite3.Connection) -> None:
    """Set the connection up and bring its file to the newest schema."""
    for pragma in PRAGMAS:
        database.execute(pragma)
    migrate(database)


def commit(database: sqlite3.Connection, acts: list[Act], sealer: Sealer | None = None) -> list[Outcome]:
    """Run every function in a savepoint of its own, and commit them all at once."""
    database.execute("BEGIN IMMEDIATE")
    try:
        outcomes = [_attempt(database, act, sealer) for act in acts]
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
    return outcomes


def _attempt(database: sqlite3.Connection, act: Act, sealer: Sealer | None) -> Outcome:
    database.execute("SAVEPOINT act")
    try:
        outcome = Outcome(act(Transaction(database, sealer)))
    except Exception as error:  # whatever it is, it belongs to the one who asked, and only to them
        if not database.in_transaction:  # SQLite gave up the whole transaction, on a full disk for instance
            raise _failed(error) from error
        database.execute("ROLLBACK TO act")
        # A future refuses to carry StopIteration, and our users are not to know sqlite3's errors.
        outcome = Outcome(
            error=_failed(error) if isinstance(error, (sqlite3.Error, StopIteration)) else error
        )
    database.execute("RELEASE act")
    return outcome


def _failed(error: Exception) -> StoreFailed:
    if isinstance(error, StoreFailed):
        return error
    failure = StoreFailed(f"The store could not do it: {type(error).__name__}: {error}.")
    failure.__cause__ = error
    return failure


def _answer(answer: asyncio.Future[Any], outcome: Outcome) -> None:
    if answer.done():  # its caller was cancelled
        return
    if outcome.error is None:
        answer.set_result(outcome.value)
    else:
        answer.set_exception(outcome.error)
