"""The store as a whole: one commit for many, nothing half, nothing lost, one process at a time."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from keys import OPERATOR

from storage import Store, StoreFailed, StoreRefused, Transaction
from storage.database import wal_notice
from storage.migrate import known_migrations, migrate, statements

ROOT = Path(__file__).parent.parent
WITH_KEYS = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}

# ruff: noqa: S603, ASYNC221, ASYNC240 - the subprocess is our own Python; nothing else waits for these files

# Writes two states a transaction, ten transactions at a time, and says which are safe. It lingers between the
# two, so that most kills fall there.
WRITER = """
import asyncio, sys, time
from pathlib import Path
from keys import OPERATOR
from storage import Store

async def one(store, number):
    def act(tx):
        tx.save(f"left/{number}", "x")
        time.sleep(0.001)
        tx.save(f"right/{number}", "x")
    await store.transact(act)
    print(number, flush=True)

async def main(path, first):
    store = await Store.open(path, OPERATOR)
    for start in range(first, first + 100_000, 10):
        await asyncio.gather(*(one(store, number) for number in range(start, start + 10)))

asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
"""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    yield store
    await store.close()


def saves(address: str) -> Callable[[Transaction], None]:
    return lambda tx: tx.save(address, "x")


def loads(address: str) -> Callable[[Transaction], str | None]:
    return lambda tx: tx.load(address)


async def test_many_waiting_transactions_share_few_commits(store: Store) -> None:
    said: list[str] = []
    await store.transact(lambda tx: tx._database.set_trace_callback(said.append))
    await asyncio.gather(*(store.transact(saves(f"m/{n}")) for n in range(50)))
    await store.transact(lambda tx: tx._database.set_trace_callback(None))
    assert said.count("COMMIT") <= 3
    assert len(await store.transact(lambda tx: tx.addresses("m/"))) == 50


async def test_each_caller_gets_its_own_answer(store: Store) -> None:
    await asyncio.gather(*(store.transact(saves(f"m/{n}")) for n in range(20)))
    answers = await asyncio.gather(*(store.transact(loads(f"m/{n}")) for n in range(25)))
    assert answers == ["x"] * 20 + [None] * 5


async def test_an_exception_takes_back_its_own_part_only(store: Store) -> None:
    def fails(tx: Transaction) -> None:
        tx.save("half", "x")
        raise ZeroDivisionError("mine")

    results = await asyncio.gather(
        store.transact(saves("before")),
        store.transact(fails),
        store.transact(saves("after")),
        return_exceptions=True,
    )
    assert isinstance(results[1], ZeroDivisionError)
    assert await store.transact(lambda tx: tx.addresses("")) == ["after", "before"]


async def test_a_broken_rule_of_the_schema_is_no_error_of_sqlite_to_the_caller(store: Store) -> None:
    with pytest.raises(StoreFailed, match="CHECK"):
        await store.transact(lambda tx: tx.set_role("m", 1, "king", None))  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [StopIteration("an iterator at its end"), ValueError("anything")])
async def test_whatever_is_raised_the_writer_goes_on(store: Store, error: Exception) -> None:
    def fails(_: Transaction) -> None:
        raise error

    with pytest.raises((StoreFailed, ValueError)):
        await store.transact(fails)
    assert await store.transact(lambda tx: tx.counts()["open"]) == 0


async def test_a_failed_commit_fails_everyone_in_it_and_keeps_nothing(store: Store) -> None:
    def gives_up(tx: Transaction) -> None:
        tx._database.execute("ROLLBACK")  # as SQLite itself does on a full disk
        raise sqlite3.OperationalError("database or disk is full")

    results = await asyncio.gather(
        store.transact(saves("lost")), store.transact(gives_up), return_exceptions=True
    )
    assert [type(result) for result in results] == [StoreFailed, StoreFailed]
    assert await store.transact(lambda tx: tx.load("lost")) is None


async def test_a_cancelled_caller_does_not_abort_the_transaction(store: Store) -> None:
    tasks = [asyncio.create_task(store.transact(saves(f"m/{n}"))) for n in range(10)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert len(await store.transact(lambda tx: tx.addresses("m/"))) == 10


async def test_closing_finishes_what_waits_and_refuses_what_comes(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    last = asyncio.create_task(store.transact(saves("last")))
    await asyncio.sleep(0)
    await store.close()
    await last
    with pytest.raises(StoreRefused, match="closed"):
        await store.transact(lambda tx: tx.load("last"))
    again = await Store.open(tmp_path / "store.db", OPERATOR)
    assert await again.transact(lambda tx: tx.load("last")) == "x"
    await again.close()


async def test_a_second_opener_is_refused_with_a_sentence(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="in use by another process"):
        await Store.open(tmp_path / "store.db", OPERATOR)
    other = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path / "store.db"), "0"],
        cwd=ROOT,
        env=WITH_KEYS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "in use by another process" in other.stderr
    assert await store.transact(lambda tx: tx.addresses("left/")) == []


async def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("Beste burgemeester, " * 100)
    with pytest.raises(StoreRefused, match="cannot be opened"):
        await Store.open(tmp_path / "store.db", OPERATOR)


async def test_the_store_is_readable_by_its_owner_only(store: Store, tmp_path: Path) -> None:
    await store.transact(saves("m"))
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_kill_9_keeps_every_answer_given_and_nothing_half(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    chance = random.Random(20261124)  # noqa: S311 - moments, not secrets
    promised: set[int] = set()
    for life in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(life * 1_000_000)],
            cwd=ROOT,
            env=WITH_KEYS,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdout is not None
            promised.update(int(child.stdout.readline()) for _ in range(chance.randint(1, 90)))
            time.sleep(chance.uniform(0, 0.02))
            os.kill(child.pid, signal.SIGKILL)
            promised.update(int(line) for line in child.stdout if line.endswith("\n"))
    left, right = asyncio.run(_both_sides(path))
    assert left == right
    assert promised <= left


async def _both_sides(path: Path) -> tuple[set[int], set[int]]:
    store = await Store.open(path, OPERATOR)
    sides = await store.transact(lambda tx: [tx.addresses("left/"), tx.addresses("right/")])
    await store.close()
    left, right = ({int(address.split("/")[1]) for address in side} for side in sides)
    return left, right


def test_a_process_that_ends_by_an_error_ends(tmp_path: Path) -> None:
    crash = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom keys import OPERATOR\nfrom storage import Store\n"
        "async def main():\n    global store\n    store = await Store.open(Path(sys.argv[1]), OPERATOR)\n    1 / 0\n"
        "asyncio.run(main())\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", crash, str(tmp_path / "store.db")],
        cwd=ROOT,
        env=WITH_KEYS,
        timeout=20,
        capture_output=True,
        check=False,
    )
    assert child.returncode == 1


def test_migrations_run_once_each() -> None:
    database = sqlite3.connect(":memory:", isolation_level=None)
    assert migrate(database) == [name for _, name, _ in known_migrations()]
    assert migrate(database) == []
    database.close()


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [number for number, _, _ in known_migrations()] == list(range(1, len(known_migrations()) + 1))


async def test_a_store_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await (await Store.open(path, OPERATOR)).close()
    newer = sqlite3.connect(path)
    newer.execute("INSERT INTO migrations (number, name) VALUES (999, '0999_tomorrow.sql')")
    newer.commit()
    newer.close()
    with pytest.raises(StoreRefused, match="newer version"):
        await Store.open(path, OPERATOR)


def test_a_trigger_is_one_statement_of_a_script() -> None:
    script = "-- why\nCREATE TABLE a (b); -- c\nCREATE TRIGGER d BEFORE UPDATE ON a BEGIN\nSELECT 1;\nEND;\n"
    assert len(list(statements(script))) == 2


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_an_sqlite_with_the_wal_reset_fault_is_named(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], sound: bool
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert (wal_notice() is None) is sound
