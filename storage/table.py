"""How the tables speak SQL: named statements with named places. Knows no table, begins and ends nothing."""

from __future__ import annotations

import sqlite3
from typing import Any

from storage.refusals import WrongState
from storage.sealing import Sealer


class Table:
    """What every part of a transaction stands on. Usable on the database's own thread only."""

    def __init__(self, database: sqlite3.Connection, sealer: Sealer | None = None) -> None:
        """`sealer` holds the operator's key, where there is one."""
        self._database = database
        self._sealer = sealer

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
