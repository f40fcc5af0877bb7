"""The one connection, on its own thread, and the one writer: what waits shares a commit. Knows no table."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import aiosqlite

from storage.keyring import Keyring, keyring_path
from storage.lock import StoreLock
from storage.migrate import migrate
from storage.refusals import StoreFailed, StoreRefused
from storage.seal_old import seal_old
from storage.sealing import Operator
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
    "PRAGMA temp_store = MEMORY",
)
SEALED_FROM = 7  # the schema from which all is sealed
# What is erased is overwritten in the file, and in the log of changes beside it.
CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
TABLES = """
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'keyring'
"""
IDENTITY = """
SELECT identity FROM keyring
"""
IDENTIFY = """
INSERT INTO keyring (identity) VALUES (:identity)
"""
ERASED = """
SELECT key FROM erased_keys
"""
NO_LONGER_ERASED = """
DELETE FROM erased_keys
"""
OWNED = """
SELECT key FROM owners
"""
# A copy from before somebody erased their words was put back: what was erased since is erased in it as well.
ERASE_AGAIN = (
    "UPDATE words SET sealed = NULL WHERE key IN (SELECT value FROM json_each(:keys))",
    "DELETE FROM kept_files WHERE key IN (SELECT value FROM json_each(:keys))",
    "DELETE FROM owners WHERE key IN (SELECT value FROM json_each(:keys))",
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

    def __init__(self, path: Path, operator: Operator) -> None:
        self._path = path
        self._operator = operator
        self._keys: Keyring | None = None
        super().__init__(
            lambda: sqlite3.connect(path, isolation_level=None, cached_statements=256), iter_chunk_size=1
        )
        # A process that ends by an error must end: it would wait for ever for a thread that is not a daemon.
        self._thread.daemon = True

    async def prepare(self) -> None:
        """Connect, and bring the file to the newest schema; nothing is left open when that fails."""
        await self
        try:
            self._keys = await self._on_thread(lambda database: prepare(database, self._path, self._operator))
        except BaseException:
            await self.close()
            raise

    async def commit_together(self, acts: list[Act]) -> list[Outcome]:
        """Run the functions as one transaction; when it fails as a whole, all of them have failed."""
        try:
            return await self._on_thread(lambda database: commit(database, acts, self._ring()))
        except (sqlite3.Error, StoreFailed) as error:
            return [Outcome(error=_failed(error)) for _ in acts]

    async def shut(self) -> None:
        """Close the keys, then the connection."""
        if self._keys is not None:
            await self._on_thread(lambda _: self._ring().close())
        await self.close()

    def _ring(self) -> Keyring:
        if self._keys is None:
            raise StoreRefused("The store is not open.")
        return self._keys

    async def _on_thread(self, act: Callable[[sqlite3.Connection], T]) -> T:
        # Its public methods are a statement each, and a cancel can cut a transaction of several awaits.
        run: Callable[..., Awaitable[T]] = self._execute  # untyped there
        return await run(act, self._conn)


class Store:
    """The durable spine: functions handed to `transact` run one after the other, each whole or not at all."""

    def __init__(self, connection: Connection, lock: StoreLock) -> None:
        """Use `Store.open`."""
        self._connection = connection
        self._lock = lock
        self._waiting: list[Waiting[Any]] = []
        self._writer: asyncio.Task[None] | None = None
        self._closed = False

    @classmethod
    async def open(cls, path: Path, operator: Operator) -> Store:
        """Open the store at `path`, made and migrated where needed, readable by this user only.

        `operator` holds the operator's key: it opens the keys beside the store, which open what is in it.

        StoreRefused when another process has it open, a newer version wrote it, it is no database, or the keys
        beside it are not its own or not the newest; KeyRefused when it belongs to another operator's key.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = StoreLock(path)
            try:
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
                connection = Connection(path, operator)
                await connection.prepare()
            except BaseException:
                lock.release()
                raise
        except (sqlite3.Error, OSError) as error:
            raise StoreRefused(f"The store {path} cannot be opened: {error}.") from error
        return cls(connection, lock)

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
            await self._connection.shut()
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


def prepare(database: sqlite3.Connection, path: Path, operator: Operator) -> Keyring:
    """Set the connection up, open the keys, and bring the file to the newest schema."""
    for pragma in PRAGMAS:
        database.execute(pragma)
    beside = keyring_path(path)
    known = _identity(database)
    if known and not beside.exists():
        raise StoreRefused(
            f"The keys of this store are missing: put back {beside}. Without them nothing opens it."
        )
    keys = Keyring.open(beside, operator)
    try:
        _belongs(beside, known, keys.identity)
        migrate(database, {SEALED_FROM: lambda database: _seal(database, keys, operator)})
        _erase_again(database, keys)
        throw_away(database, keys)
    except BaseException:
        keys.close()
        raise
    database.execute(CHECKPOINT)
    return keys


def _seal(database: sqlite3.Connection, keys: Keyring, operator: Operator) -> None:
    """What was kept readable, with these keys and no others from here on."""
    seal_old(database, keys, operator)
    database.execute(IDENTIFY, {"identity": keys.identity})


def _belongs(beside: Path, known: str | None, identity: str) -> None:
    if known and known != identity:
        raise StoreRefused(f"The keys in {beside} are another store's: put its own file back.")


def _identity(database: sqlite3.Connection) -> str | None:
    """Which keys the store belongs to; None before it belongs to any."""
    if not database.execute(TABLES).fetchone()[0]:
        return None
    row = database.execute(IDENTITY).fetchone()
    return str(row[0]) if row else None


def _erase_again(database: sqlite3.Connection, keys: Keyring) -> None:
    """After an older copy was put back; KeyRefused where the keys are older than the store instead."""
    owned = [str(key) for (key,) in database.execute(OWNED)]
    thrown = [key for key in owned if keys.sealer(key) is None]
    if thrown:
        for statement in ERASE_AGAIN:
            database.execute(statement, {"keys": json.dumps(thrown)})


def throw_away(database: sqlite3.Connection, keys: Keyring) -> bool:
    """Throw away the keys that committed transactions erased; whether there were any."""
    erased = [str(key) for (key,) in database.execute(ERASED)]
    if erased:
        keys.throw_away(erased)
        database.execute(NO_LONGER_ERASED)
    return bool(erased)


def commit(database: sqlite3.Connection, acts: list[Act], keys: Keyring) -> list[Outcome]:
    """Run every function in a savepoint of its own, and commit them all at once.

    What was erased is then gone from the files as well: its key, and its traces in the log of changes.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        outcomes = [_attempt(database, act, keys) for act in acts]
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
    if throw_away(database, keys):
        database.execute(CHECKPOINT)
    return outcomes


def _attempt(database: sqlite3.Connection, act: Act, keys: Keyring) -> Outcome:
    database.execute("SAVEPOINT act")
    try:
        outcome = Outcome(act(Transaction(database, keys)))
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
