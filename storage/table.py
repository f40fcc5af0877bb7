"""How the tables speak SQL: named statements with named places. Knows no table, begins and ends nothing."""

from __future__ import annotations

import sqlite3
from typing import Any

from storage.keyring import Keyring
from storage.refusals import WrongState


class Table:
    """What every part of a transaction stands on. Usable on the database's own thread only."""

    def __init__(self, database: sqlite3.Connection, keys: Keyring) -> None:
        self._database = database
        self._keys = keys

    def _rows(self, statement: str, **places: Any) -> list[tuple[Any, ...]]:
        return self._database.execute(statement, places).fetchall()

    def _row(self, statement: str, **places: Any) -> tuple[Any, ...] | None:
        rows = self._rows(statement, **places)
        return rows[0] if rows else None

    def _run(self, statement: str, **places: Any) -> int:
        """Carry out a change; returns how many rows it changed."""
        return self._database.execute(statement, places).rowcount

    def _run_once(self, statement: str, otherwise: str, **places: Any) -> None:
        """Carry out a change of exactly one row, or refuse with the sentence `otherwise`."""
        if self._run(statement, **places) != 1:
            raise WrongState(otherwise)

    def _seal(self, text: str, *about: str) -> bytes:
        """With the bot's own key: for what is nobody's words, and for words on their way to their place."""
        return self._keys.own.seal(text.encode("utf-8", "surrogatepass"), about=about)

    def _unseal(self, sealed: bytes, *about: str) -> str:
        return self._keys.own.open(sealed, about=about).decode("utf-8", "surrogatepass")
