"""Brings a database to the newest schema, by numbered files that run once each. Must not know the tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files

from storage.refusals import StoreRefused

HISTORY = """
CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT
"""
DONE = """
SELECT coalesce(max(number), 0) FROM migrations
"""
RECORD = """
INSERT INTO migrations (number, name) VALUES (:number, :name)
"""


def migrate(
    database: sqlite3.Connection, steps: Mapping[int, Callable[[sqlite3.Connection], None]] | None = None
) -> list[str]:
    """Run what has not run yet, all of it or nothing; the names of what ran.

    `steps`: what SQL alone cannot do, by the number of the script it follows.

    StoreRefused when the database was written by a newer version than this one.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        ran = _run_missing(database, steps or {})
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise
    return ran


def known_migrations() -> list[tuple[int, str, str]]:
    """(number, file name, SQL) of every migration this version has, in order."""
    folder = files("storage") / "migrations"
    scripts = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted((int(file.name[:4]), file.name, file.read_text("utf-8")) for file in scripts)


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would commit before it has begun."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _run_missing(
    database: sqlite3.Connection, steps: Mapping[int, Callable[[sqlite3.Connection], None]]
) -> list[str]:
    database.execute(HISTORY)
    done = int(database.execute(DONE).fetchone()[0])
    known = known_migrations()
    if done > known[-1][0]:
        raise StoreRefused(
            f"This store was written by a newer version of Draagvlak (schema {done}; this version knows up to"
            f" {known[-1][0]}): run that version, or put back an older backup."
        )
    missing = [migration for migration in known if migration[0] > done]
    for number, name, script in missing:
        for statement in statements(script):
            database.execute(statement)
        if number in steps:
            steps[number](database)
        database.execute(RECORD, {"number": number, "name": name})
    return [name for _, name, _ in missing]
