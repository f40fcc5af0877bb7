"""The outbox and its buttons: order in a chat, lanes between chats, and what is done when nobody knows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from keys import OPERATOR

from flows.effects import Lane
from storage import Outgoing, Store, Transaction, WrongState

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
MUCH_LATER = LATER + (LATER - NOW)
KEYS = count()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    yield store
    await store.close()


def message(chat: int, lane: Lane = Lane.QUESTION, **differing: Any) -> Outgoing:
    usual: dict[str, Any] = {
        "key": f"k{next(KEYS)}",
        "mediation": "m",
        "kind": "tell",
        "body": "{}",
        "user": chat,
    }
    return Outgoing(chat=chat, lane=lane, **(usual | differing))


def due(tx: Transaction, now: datetime = NOW) -> list[int]:
    return [row.id for row in tx.due_messages(now, 99)]


def send(tx: Transaction, outbox: int, message_id: int) -> None:
    tx.sending(outbox, NOW)
    tx.sent(outbox, message_id, NOW)


async def test_messages_of_one_chat_go_one_by_one_in_order_whatever_their_lane(store: Store) -> None:
    def act(tx: Transaction) -> None:
        first = tx.put(message(1, Lane.BROADCAST))
        second = tx.put(message(1, Lane.QUESTION))
        assert due(tx) == [first]
        tx.sending(first, NOW)
        assert due(tx) == []
        assert tx.next_message_due(NOW) is None
        tx.sent(first, 100, NOW)
        assert due(tx) == [second]

    await store.transact(act)


async def test_between_chats_questions_go_before_notices_before_broadcasts(store: Store) -> None:
    def act(tx: Transaction) -> None:
        broadcast, notice, question = (
            tx.put(message(chat, lane))
            for chat, lane in ((1, Lane.BROADCAST), (2, Lane.NOTICE), (3, Lane.QUESTION))
        )
        assert due(tx) == [question, notice, broadcast]
        tx.put(
            message(1, Lane.QUESTION)
        )  # behind the broadcast: somebody waits for it, so the line moves first
        assert due(tx) == [broadcast, question, notice]

    await store.transact(act)


async def test_a_message_put_off_keeps_its_place_and_its_chat_waits(store: Store) -> None:
    def act(tx: Transaction) -> None:
        first = tx.put(message(1))
        tx.put(message(1))
        tx.sending(first, NOW)
        tx.later(first, LATER)
        assert due(tx) == []
        assert tx.next_message_due(NOW) == LATER
        assert due(tx, LATER) == [first]

    await store.transact(act)


async def test_what_waits_for_its_readers_hours_holds_up_nothing_and_comes_then(store: Store) -> None:
    def act(tx: Transaction) -> None:
        reminder = tx.put(message(1, not_before=LATER))
        assert due(tx) == []
        assert tx.next_message_due(NOW) == LATER
        answer = tx.put(message(1))
        assert due(tx) == [answer]
        assert tx.next_message_due(NOW) < NOW
        tx.sending(answer, NOW)
        assert due(tx, LATER) == []  # nothing of a chat goes while something of it is on its way
        tx.later(answer, MUCH_LATER)
        assert due(tx, LATER) == [reminder]
        tx.sending(reminder, LATER)
        tx.later(reminder, MUCH_LATER)
        after = tx.put(message(1))
        assert due(tx, LATER) == []  # tried once: it keeps its place
        assert due(tx, MUCH_LATER) == [reminder]
        assert after > answer > reminder

    await store.transact(act)


async def test_a_chat_on_hold_is_left_alone_and_others_are_not(store: Store) -> None:
    def act(tx: Transaction) -> None:
        tx.put(message(1))
        tx.hold_chat(1, LATER)
        tx.hold_chat(1, NOW)
        assert due(tx) == []
        assert tx.next_message_due(NOW) == LATER
        other = tx.put(message(2))
        assert due(tx) == [other]
        assert len(due(tx, LATER)) == 2

    await store.transact(act)


async def test_the_same_key_is_never_put_twice(store: Store) -> None:
    await store.transact(lambda tx: tx.put(message(1, key="once")))
    with pytest.raises(WrongState, match="once"):
        await store.transact(lambda tx: tx.put(message(1, key="once")))


async def test_a_message_to_one_person_of_unknown_fate_goes_again_however_often(store: Store) -> None:
    def act(tx: Transaction) -> None:
        outbox = tx.put(message(1))
        tx.sending(outbox, NOW)
        for _ in range(5):
            assert tx.unsure(outbox, NOW) == "again"
            assert due(tx) == [outbox]
            tx.sending(outbox, NOW)
        tx.sent(outbox, 3, NOW)
        assert due(tx) == []

    await store.transact(act)


@pytest.mark.parametrize(("again", "state"), [(True, "waiting"), (False, "sent")])
async def test_a_post_of_unknown_fate_is_held_until_the_mediator_decides(
    store: Store, again: bool, state: str
) -> None:
    def act(tx: Transaction) -> None:
        outbox = tx.put(message(-5, kind="post", user=None))
        tx.sending(outbox, NOW)
        assert tx.unsure(outbox, NOW) == "held"
        assert [row.id for row in tx.held()] == [outbox]
        tx.release_held(outbox, again)
        assert tx.message(outbox).state == state

    await store.transact(act)


async def test_a_held_post_does_not_keep_the_next_one_waiting(store: Store) -> None:
    def act(tx: Transaction) -> None:
        outbox = tx.put(message(-5, kind="post", user=None))
        following = tx.put(message(-5, kind="post", user=None))
        tx.sending(outbox, NOW)
        tx.unsure(outbox, NOW)
        assert due(tx) == [following]

    await store.transact(act)


async def test_what_is_harmless_twice_just_goes_again(store: Store) -> None:
    def act(tx: Transaction) -> None:
        send(tx, tx.put(message(-5, kind="post", handle="card")), 100)
        change = tx.put(message(-5, kind="post", handle="card", edit=True))
        look = tx.put(message(-6, kind="look"))
        for outbox in (change, look) * 2:
            tx.sending(outbox, NOW)
            assert tx.unsure(outbox, NOW) == "again"

    await store.transact(act)


async def test_what_was_on_its_way_is_found_at_start(store: Store) -> None:
    def act(tx: Transaction) -> None:
        tx.put(message(1))
        on_its_way = tx.put(message(2))
        tx.sending(on_its_way, NOW)
        assert [row.id for row in tx.left_sending()] == [on_its_way]

    await store.transact(act)


Change = Callable[[Transaction, int], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda tx, id_: tx.sending(id_, NOW),
        lambda tx, id_: tx.sent(id_, 1, NOW),
        lambda tx, id_: tx.later(id_, NOW),
        lambda tx, id_: tx.refused(id_, "blocked"),
        lambda tx, id_: tx.unsure(id_, NOW),
        lambda tx, id_: tx.release_held(id_, again=True),
    ],
)
async def test_a_message_that_was_sent_stays_sent(store: Store, change: Change) -> None:
    outbox = await store.transact(lambda tx: tx.put(message(1)))
    await store.transact(lambda tx: send(tx, outbox, 100))
    with pytest.raises(WrongState):
        await store.transact(lambda tx: change(tx, outbox))


async def test_recent_attempts_are_told_for_the_send_limits(store: Store) -> None:
    def act(tx: Transaction) -> list[tuple[int, datetime]]:
        for chat, seconds in ((1, 0), (2, 30), (3, 61)):
            tx.sending(tx.put(message(chat)), NOW + timedelta(seconds=seconds))
        return tx.send_times()

    assert await store.transact(act) == [(2, NOW + timedelta(seconds=30)), (3, NOW + timedelta(seconds=61))]


async def test_the_last_message_of_a_handle_is_known_by_its_number(store: Store) -> None:
    def act(tx: Transaction) -> None:
        assert tx.message_of(1, "status") is None
        send(tx, tx.put(message(1, handle="status")), 100)
        send(tx, tx.put(message(1, handle="status")), 105)
        send(tx, tx.put(message(2, handle="status")), 7)
        assert tx.message_of(1, "status") == 105

    await store.transact(act)


async def test_refused_messages_are_counted_and_leave_the_line(store: Store) -> None:
    def act(tx: Transaction) -> None:
        tx.refused(tx.put(message(1)), "Forbidden: bot was blocked by the user")
        following = tx.put(message(1))
        assert due(tx) == [following]
        counts = tx.counts()
        assert (counts["refused"], counts["waiting"], counts["held"]) == (1, 1, 0)

    await store.transact(act)


# ---------------------------------------------------------------- buttons


async def test_a_press_counts_in_its_own_chat_only(store: Store) -> None:
    def act(tx: Transaction) -> None:
        outbox = tx.put(message(1, handle="q1"))
        id_ = tx.add_button(outbox, 1, 1, "interview/1", '{"t": "chose"}', numbered=True)
        send(tx, outbox, 100)
        assert len(id_.encode()) <= 64
        assert tx.buttons_of(outbox) == [id_]
        pressed = tx.press(1, id_)
        assert pressed is not None
        assert (pressed.address, pressed.event, pressed.handle, pressed.message_id) == (
            "interview/1",
            '{"t": "chose"}',
            "q1",
            100,
        )
        assert tx.press(2, id_) is None
        assert tx.press(1, id_ + "x") is None
        assert tx.press(1, "' OR 1=1 --") is None

    await store.transact(act)


def ask(tx: Transaction, chat: int, message_id: int, *, numbered: bool, handle: str = "q") -> None:
    outbox = tx.put(message(chat, handle=handle))
    for position in (1, 2):
        tx.add_button(outbox, chat, position, "a", f'"{message_id}/{position}"', numbered=numbered)
    send(tx, outbox, message_id)


def typed(tx: Transaction, number: int) -> str | None:
    row = tx.typed_number(1, number)
    return row.event if row else None


async def test_a_typed_number_presses_the_button_of_the_latest_message(store: Store) -> None:
    def act(tx: Transaction) -> None:
        ask(tx, 1, 100, numbered=True)
        ask(tx, 1, 101, numbered=True)
        ask(tx, 2, 102, numbered=True)
        send(tx, tx.put(message(1)), 103)  # a message without buttons in between changes nothing
        assert [typed(tx, number) for number in (0, 1, 2, 3)] == [None, '"101/1"', '"101/2"', None]

    await store.transact(act)


async def test_a_typed_number_means_nothing_when_the_latest_message_is_not_numbered(store: Store) -> None:
    def act(tx: Transaction) -> None:
        ask(tx, 1, 100, numbered=True)
        ask(tx, 1, 101, numbered=False)
        assert typed(tx, 1) is None

    await store.transact(act)


async def test_a_number_typed_twice_does_not_fall_through_to_an_older_question(store: Store) -> None:
    def act(tx: Transaction) -> None:
        ask(tx, 1, 100, numbered=True, handle="older")
        ask(tx, 1, 101, numbered=True, handle="newer")
        tx.retire_buttons(1, "newer")
        assert typed(tx, 1) is None

    await store.transact(act)


async def test_a_number_is_for_what_the_reader_sees_not_for_what_still_waits(store: Store) -> None:
    def act(tx: Transaction) -> None:
        ask(tx, 1, 100, numbered=True)
        outbox = tx.put(message(1))
        tx.add_button(outbox, 1, 1, "a", '"next"', numbered=True)
        assert typed(tx, 1) == '"100/1"'
        tx.sending(outbox, NOW)  # may be on the screen already, before Telegram's answer reaches us
        assert typed(tx, 1) == '"next"'

    await store.transact(act)


async def test_an_edited_message_stays_where_it_stands_in_the_chat(store: Store) -> None:
    def act(tx: Transaction) -> None:
        ask(tx, 1, 100, numbered=True, handle="menu")
        ask(tx, 1, 101, numbered=True)
        ask(tx, 1, 100, numbered=True, handle="menu")  # sent as a change of message 100
        assert typed(tx, 1) == '"101/1"'

    await store.transact(act)


async def test_retired_buttons_no_longer_count_and_new_ones_of_the_handle_do(store: Store) -> None:
    def act(tx: Transaction) -> None:
        old = tx.put(message(1, handle="q1"))
        retired = tx.add_button(old, 1, 1, "a", "{}", numbered=False)
        tx.retire_buttons(1, "q1")
        new = tx.put(message(1, handle="q1"))
        fresh = tx.add_button(new, 1, 1, "a", "{}", numbered=False)
        assert tx.press(1, retired) is None
        assert tx.press(1, fresh) is not None

    await store.transact(act)


# ---------------------------------------------------------------- a group becomes a supergroup


async def test_a_migrated_group_keeps_its_place_its_posts_and_its_buttons(store: Store) -> None:
    def act(tx: Transaction) -> None:
        tx.set_group(-5, "m", ("nl", "en"))
        send(tx, tx.put(message(-5, kind="post", handle="card")), 100)
        waiting = tx.put(message(-5, kind="post"))
        button = tx.add_button(waiting, -5, 1, "a", "{}", numbered=False)
        tx.hold_chat(-5, LATER)
        tx.migrate_group(-5, -1005)
        row = tx.group(-1005)
        assert row is not None
        assert (tx.group(-5), row.mediation, row.languages) == (None, "m", ("nl", "en"))
        assert tx.message(waiting).chat == -1005
        assert due(tx, NOW) == []
        assert due(tx, LATER) == [waiting]
        assert tx.press(-1005, button) is not None
        assert tx.message_of(-1005, "card") is None  # its number was the old chat's

    await store.transact(act)
