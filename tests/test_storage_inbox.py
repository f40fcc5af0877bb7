"""The inbox: everything from outside once, raw until handled; what cannot be handled stops nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keys import OPERATOR

from storage import Store, Transaction, WrongState

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    yield store
    await store.close()


async def test_the_same_update_twice_is_received_once(store: Store) -> None:
    def act(tx: Transaction) -> list[bool]:
        return [
            tx.receive("telegram", "7", "a", NOW),
            tx.receive("telegram", "7", "a", NOW + timedelta(hours=47)),
            tx.receive("clock", "7", "a", NOW),
        ]

    assert await store.transact(act) == [True, False, True]


async def test_a_handled_update_that_comes_again_is_still_known(store: Store) -> None:
    def act(tx: Transaction) -> bool:
        tx.receive("telegram", "7", "a", NOW)
        tx.handled(tx.oldest_open()[0].id)
        return tx.receive("telegram", "7", "a", NOW + timedelta(hours=1))

    assert await store.transact(act) is False


async def test_the_same_number_with_another_text_is_a_new_update(store: Store) -> None:
    def act(tx: Transaction) -> list[str]:
        tx.receive("telegram", "7", "a", NOW)
        tx.receive("telegram", "7", "b", NOW)
        return [row.raw for row in tx.oldest_open(9)]

    assert await store.transact(act) == ["a", "b"]


async def test_after_48_hours_a_number_may_come_back(store: Store) -> None:
    def act(tx: Transaction) -> bool:
        tx.receive("telegram", "7", "a", NOW)
        return tx.receive("telegram", "7", "a", NOW + timedelta(hours=48, seconds=1))

    assert await store.transact(act) is True


async def test_handled_rows_are_forgotten_but_the_offset_is_not(store: Store) -> None:
    def act(tx: Transaction) -> tuple[int | None, int]:
        for number in (7, 8):
            tx.receive("telegram", str(number), "a", NOW)
        for row in tx.oldest_open(9):
            tx.handled(row.id)
        tx.receive("clock", "x", "ring", NOW + timedelta(days=9))
        return tx.next_offset(), len(tx._rows("SELECT id FROM inbox"))

    assert await store.transact(act) == (9, 2)


async def test_the_next_offset_follows_the_update_that_arrived_last(store: Store) -> None:
    assert await store.transact(lambda tx: tx.next_offset()) is None

    def act(tx: Transaction) -> int | None:
        tx.receive("telegram", "900", "a", NOW)
        tx.receive("telegram", "12", "b", NOW)
        tx.receive("clock", "999", "c", NOW)
        return tx.next_offset()

    assert await store.transact(act) == 13


async def test_raw_text_is_gone_from_every_file_after_handling_and_closing(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "s.db", OPERATOR)
    secret = "de-burgemeester-weet-het-niet"  # noqa: S105 - said in confidence, not a password
    await store.transact(lambda tx: tx.receive("telegram", "7", secret * 50, NOW))
    await store.transact(lambda tx: tx.handled(tx.oldest_open()[0].id))
    await store.close()
    left = [file for file in tmp_path.iterdir() if secret.encode() in file.read_bytes()]  # noqa: ASYNC240 - over
    assert left == []


async def test_three_failures_put_a_row_aside_with_its_text(store: Store) -> None:
    def act(tx: Transaction) -> list[bool]:
        tx.receive("telegram", "7", "poison", NOW)
        tx.receive("telegram", "8", "good", NOW)
        poison = tx.oldest_open()[0].id
        return [tx.failed(poison, "ValueError in translate", NOW) for _ in range(3)]

    assert await store.transact(act) == [False, False, True]
    assert [row.raw for row in await store.transact(lambda tx: tx.oldest_open(9))] == ["good"]
    (aside,) = await store.transact(lambda tx: tx.quarantined())
    assert (aside.raw, aside.tries, aside.reason) == ("poison", 3, "ValueError in translate")


async def test_a_row_put_aside_can_be_replayed_in_its_old_place(store: Store) -> None:
    def act(tx: Transaction) -> list[tuple[str, int]]:
        tx.receive("telegram", "7", "poison", NOW)
        tx.receive("telegram", "8", "good", NOW)
        poison = tx.oldest_open()[0].id
        for _ in range(3):
            tx.failed(poison, "reason", NOW)
        tx.replay(poison)
        return [(row.raw, row.tries) for row in tx.oldest_open(9)]

    assert await store.transact(act) == [("poison", 0), ("good", 0)]


async def test_what_is_handled_cannot_be_handled_again(store: Store) -> None:
    def act(tx: Transaction) -> None:
        tx.receive("telegram", "7", "a", NOW)
        row = tx.oldest_open()[0].id
        tx.handled(row)
        tx.handled(row)

    with pytest.raises(WrongState, match="not open"):
        await store.transact(act)


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await store.transact(lambda tx: tx.receive("clock", "k", "r", NOW.replace(tzinfo=None)))
