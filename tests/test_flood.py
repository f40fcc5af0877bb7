"""Nobody's flood takes the others' time; what is not taken in is said to be so, and nothing that was taken is lost."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from local import Local

from bot.flood import HOURS_WORTH, PRESSES, Flood

NOW = 1_795_000_000


def message(at: int, user: int = 7, chat: str = "private") -> dict[str, Any]:
    sender = {"id": user, "first_name": "Wim", "language_code": "nl"}
    where = {"id": user if chat == "private" else -5, "type": chat}
    return {
        "update_id": at,
        "message": {"message_id": 1, "date": at, "chat": where, "from": sender, "text": "x"},
    }


def press(user: int = 7) -> dict[str, Any]:
    sender = {"id": user, "first_name": "Wim"}
    of = {"chat": {"id": user, "type": "private"}}
    return {"update_id": 1, "callback_query": {"id": "1", "from": sender, "message": of, "data": "x"}}


def flood(a_minute: int = 20) -> Flood:
    return Flood(a_minute, lambda: NOW)


def test_the_twenty_first_message_in_a_minute_is_not_taken_and_its_sender_is_told_once() -> None:
    taken, notices = flood().sift([message(NOW + n) for n in range(25)])
    assert [one["update_id"] for one in taken] == [NOW + n for n in range(20)]
    (notice,) = notices
    assert json.loads(notice.body) == {
        "address": "person:7",
        "event": {"t": "too_fast", "sender": {"user": 7, "name": "Wim", "language": "nl"}},
    }


def test_after_a_minute_the_next_is_taken_and_refused_ones_make_nobody_wait_longer() -> None:
    counted = flood()
    counted.sift([message(NOW) for _ in range(500)])
    taken, notices = counted.sift([message(NOW + 60)])
    assert (len(taken), notices) == (1, [])


def test_a_backlog_of_a_day_is_no_flood() -> None:
    """They were written over a day, and come at once because the bot was away."""
    updates = [message(NOW + 300 * n) for n in range(250)]
    assert flood().sift(updates) == (updates, [])


def test_an_hour_has_a_limit_of_its_own() -> None:
    taken, _ = flood().sift([message(NOW + 10 * n) for n in range(360)])
    assert len(taken) == 20 * HOURS_WORTH


def test_one_persons_flood_is_nobody_elses() -> None:
    counted = flood()
    counted.sift([message(NOW) for _ in range(500)])
    other = [message(NOW, user=8)]
    assert counted.sift(other) == (other, [])


def test_presses_have_more_room_and_in_a_group_nothing_is_said() -> None:
    assert len(flood().sift([press()] * 100)[0]) == 20 * PRESSES
    taken, notices = flood().sift([message(NOW, chat="supergroup") for _ in range(30)])
    assert (len(taken), notices) == (20, [])


def test_what_nobody_can_send_without_end_and_what_cannot_be_read_always_comes_in() -> None:
    moved = {"update_id": 1, "my_chat_member": {}}
    broken: dict[str, Any] = {"update_id": 2, "message": {"date": "soon", "from": 3}}
    updates = [moved, broken] * 50
    assert flood().sift(updates) == (updates, [])
    assert flood(0).sift([message(NOW)] * 99)[1] == []


async def test_a_thousand_messages_at_once_leave_the_others_served(tmp_path: Path) -> None:
    local = Local(tmp_path)
    local.messages_a_minute = 20
    async with local:
        await local.create()
        loud, calm = local.person("Loud"), local.person("Wim")
        await local.seat("Boeren", loud)
        await local.seat("Dorp", calm)
        await local.onboard(calm)
        await local.pass_by(minutes=2)
        for number in range(1000):
            local.world.say(loud, loud, f"bericht {number}")
        started = time.monotonic()
        await local.say(calm, "Ons hele dorp staat op het spel.")
        assert (
            time.monotonic() - started < 2 + 2
        )  # two seconds, and the rehearsal's own winding on a busy machine
        assert "Ons hele dorp staat op het spel." in local.words()
        told = [one for one in local.from_bot(loud) if "te snel" in one]
        assert len(told) == 1
        received = local.stored("SELECT count(*) FROM inbox WHERE source = 'telegram'")[0][0]
        assert received < 100
