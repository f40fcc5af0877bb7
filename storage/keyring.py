"""The keys words are sealed with: one a person, in a file beside the store, each sealed with the operator's key.

A key that is thrown away takes everything sealed with it along, in every backup of the store. So this file is kept
apart from the store's backups, its newest copy only. Must not know whose a key is, nor what it opens.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from storage.refusals import KeyRefused, StoreRefused
from storage.sealing import KEY_BYTES, Operator, Sealer, Stamp, key_id_of

# A thrown key leaves its id: an older backup of the store that still names it is then known to be erased, not damaged.
SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, wrapped BLOB) STRICT, WITHOUT ROWID
"""
# The rollback journal and not WAL: `draagvlak key rotate` writes here while the bot runs.
PRAGMAS = ("PRAGMA journal_mode = DELETE", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON")
ADD = """
INSERT INTO keys (id, wrapped) VALUES (:id, :wrapped)
"""
ONE = """
SELECT wrapped FROM keys WHERE id = :id
"""
ANY = """
SELECT wrapped FROM keys WHERE wrapped IS NOT NULL LIMIT 1
"""
ALL = """
SELECT id, wrapped FROM keys WHERE wrapped IS NOT NULL ORDER BY id
"""
CHANGE = """
UPDATE keys SET wrapped = :wrapped WHERE id = :id
"""
THROWN = """
SELECT id FROM keys WHERE wrapped IS NULL
"""
OWN, MARKS, RECORD, IDENTITY = "own", "marks", "record", "ring:"  # the bot's own; the rest are persons'


class Keyring:
    """Opened on the database's own thread, and used there only."""

    def __init__(self, database: sqlite3.Connection, operator: Operator) -> None:
        """Use `open` or `in_memory`. KeyRefused where the operator's key is another than it was sealed with."""
        self._database = database
        self._operator = operator
        self._known: dict[str, Sealer | None] = {}
        database.execute(SCHEMA)
        if not self._database.execute(ALL).fetchone():
            for id in (OWN, MARKS, RECORD, IDENTITY + secrets.token_hex(8)):
                self._add(id)
        self.own = Sealer(self._opened(OWN))
        self.marks = Stamp(self._opened(MARKS))
        self.record = Stamp(self._opened(RECORD))

    @classmethod
    def open(cls, path: Path, operator: Operator) -> Keyring:
        """The keys at `path`, made where there are none, readable by this user only."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        database = sqlite3.connect(path, isolation_level=None, timeout=20)
        try:
            for pragma in PRAGMAS:
                database.execute(pragma)
            return cls(database, operator)
        except BaseException:
            database.close()
            raise

    @classmethod
    def in_memory(cls, operator: Operator) -> Keyring:
        """Keys that end with the process."""
        return cls(sqlite3.connect(":memory:", isolation_level=None), operator)

    @property
    def identity(self) -> str:
        """Tells one store's keys from another's; says nothing of any key."""
        rows = self._database.execute(ALL).fetchall()
        return next(str(id) for id, _ in rows if id.startswith(IDENTITY))

    def new(self) -> str:
        """A new key, safe on the disk before anything is sealed with it; its id."""
        return self._add(secrets.token_hex(8))

    def sealer(self, id: str) -> Sealer | None:
        """The key with this id; None where it was thrown away. KeyRefused where it was never here."""
        if id not in self._known:
            row = self._database.execute(ONE, {"id": id}).fetchone()
            if row is None:
                raise KeyRefused(f"The keys beside the store lack key {id}: put back their newest copy.")
            self._known[id] = None if row[0] is None else Sealer(self._unwrapped(id, row[0]))
        return self._known[id]

    def throw_away(self, ids: Iterable[str]) -> None:
        """Nothing sealed with these opens again, here or in a copy of the store. Keys that are gone stay gone."""
        for id in ids:
            self._database.execute(CHANGE, {"id": id, "wrapped": None})
            self._known[id] = None

    def thrown(self) -> set[str]:
        """The ids of the keys that were thrown away."""
        return {str(id) for (id,) in self._database.execute(THROWN)}

    def close(self) -> None:
        self._database.close()

    def _add(self, id: str) -> str:
        """Sealed with the key the others are sealed with, which a rotation may just have changed."""
        key = secrets.token_bytes(KEY_BYTES)
        self._database.execute("BEGIN IMMEDIATE")
        try:
            other = self._database.execute(ANY).fetchone()
            operator = self._operator.sealer_of(other[0]) if other else self._operator.first
            self._database.execute(ADD, {"id": id, "wrapped": operator.seal(key, about=("key", id))})
            self._database.execute("COMMIT")
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        return id

    def _opened(self, id: str) -> bytes:
        row = self._database.execute(ONE, {"id": id}).fetchone()
        if row is None or row[0] is None:
            raise StoreRefused("The keys beside the store are not whole: put back their newest copy.")
        return self._unwrapped(id, row[0])

    def _unwrapped(self, id: str, wrapped: bytes) -> bytes:
        return self._operator.sealer_of(wrapped).open(wrapped, about=("key", id))


def keyring_path(store: Path) -> Path:
    """Where the keys of a store are."""
    return store.with_name(store.name + ".keys")


def rewrap(path: Path, old: Sequence[Sealer], new: Sealer) -> int:
    """Seal every key anew with the operator's key `new`, all or none; how many that were not yet.

    The bot may run meanwhile. KeyRefused where one is sealed with none of `old`.
    """
    database = sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None, timeout=20)
    try:
        for pragma in PRAGMAS:
            database.execute(pragma)
        database.execute("BEGIN IMMEDIATE")
        keys = Operator(lambda: old)
        others = [(id, wrapped) for id, wrapped in database.execute(ALL) if key_id_of(wrapped) != new.key_id]
        for id, wrapped in others:
            key = keys.sealer_of(wrapped).open(wrapped, about=("key", id))
            database.execute(CHANGE, {"id": id, "wrapped": new.seal(key, about=("key", id))})
        database.execute("COMMIT")
    finally:
        database.close()
    return len(others)
