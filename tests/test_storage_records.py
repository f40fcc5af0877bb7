"""Timers, states, people, documents and the record."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keys import OPERATOR

from flows.effects import Log, WakeAt
from storage import Store, StoreFailed, Transaction, WrongState
from storage.moments import from_micros, to_micros

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    yield store
    await store.close()


def wake(key: str, minutes: int) -> WakeAt:
    return WakeAt(key=key, due=NOW + timedelta(minutes=minutes), address="mediation/m", event={"t": "close"})


async def test_what_was_due_while_down_rings_once_oldest_first(store: Store) -> None:
    def act(tx: Transaction) -> None:
        for key, minutes in (("b", -10), ("a", -5), ("c", 5)):
            tx.wake(wake(key, minutes))
        assert [row.key for row in tx.due_wakes(NOW, 9)] == ["b", "a"]
        assert [row.key for row in tx.due_wakes(NOW, 1)] == ["b"]
        for row in tx.due_wakes(NOW, 9):
            tx.rang(row.key)
        assert tx.due_wakes(NOW, 9) == []
        assert tx.next_wake() == NOW + timedelta(minutes=5)

    await store.transact(act)


async def test_a_second_timer_of_a_key_replaces_the_first(store: Store) -> None:
    def act(tx: Transaction) -> None:
        tx.wake(wake("a", -5))
        tx.wake(wake("a", 5))
        assert tx.due_wakes(NOW, 9) == []
        (row,) = tx.due_wakes(NOW + timedelta(minutes=5), 9)
        assert (row.address, row.event) == ("mediation/m", '{"t": "close"}')

    await store.transact(act)


async def test_timers_are_forgotten_by_the_beginning_of_their_key(store: Store) -> None:
    def act(tx: Transaction) -> None:
        for key in ("m/1/round", "m/1/remind", "m/10/round", "m%"):
            tx.wake(wake(key, -5))
        tx.forget_wake("m/1/")
        assert [row.key for row in tx.due_wakes(NOW, 9)] == ["m%", "m/10/round"]
        tx.forget_wake("m%")
        assert [row.key for row in tx.due_wakes(NOW, 9)] == ["m/10/round"]
        tx.forget_wake("")
        assert tx.next_wake() is None

    await store.transact(act)


async def test_a_machine_is_loaded_as_it_was_saved_last(store: Store) -> None:
    def act(tx: Transaction) -> None:
        assert tx.load("person/1") is None
        tx.save("person/1", '{"language": "nl"}')
        tx.save("person/1", '{"language": "en"}')
        tx.save("person/10", "{}")
        tx.save("mediation/m", "{}")
        assert tx.load("person/1") == '{"language": "en"}'
        assert tx.addresses("person/") == ["person/1", "person/10"]

    await store.transact(act)


async def test_a_chat_reads_its_own_language_or_dutch(store: Store) -> None:
    def act(tx: Transaction) -> None:
        tx.set_person(1, "nl")
        tx.set_person(1, "en")
        tx.set_group(-5, "m", ("en", "nl"))
        assert [tx.language_of(chat) for chat in (1, 2, -5, -6)] == ["en", "nl", "en", "nl"]

    await store.transact(act)


async def test_a_user_has_one_standing_a_mediation(store: Store) -> None:
    def act(tx: Transaction) -> None:
        tx.set_role("m", 1, "party", "farmers")
        tx.set_role("m", 1, "gone", None)
        tx.set_role("other", 1, "mediator", None)
        assert [(row.mediation, row.role, row.party) for row in tx.roles_of(1)] == [
            ("m", "gone", None),
            ("other", "mediator", None),
        ]

    await store.transact(act)


async def test_a_document_is_kept_byte_for_byte_and_never_changed(store: Store) -> None:
    def act(tx: Transaction) -> None:
        for _ in range(2):
            tx.put_file("f", "overeenkomst.pdf", "application/pdf", b"%PDF\x00\xff")
        row = tx.file("f")
        assert (row.name, row.mime, row.data) == ("overeenkomst.pdf", "application/pdf", b"%PDF\x00\xff")
        with pytest.raises(WrongState):
            tx.put_file("f", "overeenkomst.pdf", "application/pdf", b"other")
        with pytest.raises(WrongState):
            tx.file("unknown")

    await store.transact(act)


async def test_the_record_keeps_its_lines_in_order_and_unchanged(store: Store) -> None:
    def act(tx: Transaction) -> None:
        tx.log(Log(mediation="m", user=1, act="released", about={"count": 3}), NOW)
        tx.log(Log(mediation="other", user=None, act="opened"), NOW)
        tx.log(Log(mediation="m", user=None, act="closed", about={"phase": "intake"}), NOW)
        assert [(row.user, row.act, row.about) for row in tx.log_of("m")] == [
            (1, "released", {"count": 3}),
            (None, "closed", {"phase": "intake"}),
        ]

    await store.transact(act)
    with pytest.raises(StoreFailed, match="the record never changes") as failure:
        await store.transact(lambda tx: tx._run("UPDATE audit SET act = 'nothing'"))
    assert isinstance(failure.value.__cause__, sqlite3.Error)


@given(st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("Europe/Amsterdam")])))
def test_a_moment_comes_back_exactly(moment: datetime) -> None:
    back = from_micros(to_micros(moment))
    assert back == moment.astimezone(UTC)
    assert back.tzinfo is UTC
