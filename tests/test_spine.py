"""Nothing accepted is lost, nothing is doubled beyond what is promised, and a deaf bot says so and ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from local import Fault, Local

from bot.pace import A_MINUTE_IN_A_GROUP, A_SECOND_OVERALL, Pace
from bot.parked import parked
from storage import Operator, read_key_file


@pytest.mark.parametrize(
    ("code", "word"), [(401, "DRAAGVLAK_TOKEN"), (404, "DRAAGVLAK_TOKEN"), (409, "Another")]
)
async def test_a_refusal_to_give_updates_is_said_and_ends_the_process(
    tmp_path: Path, code: int, word: str
) -> None:
    async with Local(tmp_path) as local:
        await local.settled()
        await local.stop()
        local.faults.add(Fault("refuse", method="getUpdates", code=code, times=100))
        await local.start()
        assert await local.ended() == 2
    said = local.log.read_text()
    assert word in said
    assert "Traceback" not in said
    assert "4242:" not in said


async def test_answers_given_while_the_bot_is_down_are_there_when_it_is_back(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        person = local.person("Wim")
        await local.seat("Boeren", person)
        await local.onboard(person)
        await local.kill()
        local.world.say(person, person, "Dit typte ik terwijl niemand luisterde.")
        await local.start()
        await local.settled()
        assert local.words() == ["Dit typte ik terwijl niemand luisterde."]
        assert local.interview(person)["front"]["prompt"] == "p1_stake"


async def test_a_question_of_unknown_fate_goes_once_more_at_most(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        person = local.person("Wim")
        await local.seat("Boeren", person)
        await local.onboard(person)
        local.faults.add(Fault("drop_after", method="sendMessage", times=1))
        await local.say(person, "Het verhaal van ons hele dorp.")
        copies = [one for one in local.from_bot(person) if "op het spel" in one]
        assert len(copies) == 2
        assert local.words() == ["Het verhaal van ons hele dorp."]
        await local.say(person, "Een punt")
        assert local.words() == ["Het verhaal van ons hele dorp.", "Een punt"]


async def test_a_post_of_unknown_fate_is_held_and_the_mediator_asked(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        group = local.world.create_group(local.mediator, "Het plein")
        local.world.add_bot(group, local.mediator, admin=True)
        await local.settled()
        local.faults.add(Fault("drop_after", method="sendMessage", contains=str(group), times=5))
        await local.press_first(local.mediator)
        assert len(local.from_bot(local.mediator, group)) == 1
        asked = [one for one in local.from_bot(local.mediator) if "groep" in one][-1]
        assert asked
        assert local.stored("SELECT count(*) FROM outbox WHERE state = 'held'") == [(1,)]


async def test_a_question_whose_fate_is_unknown_again_and_again_still_comes(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        person = local.person("Wim")
        local.faults.add(Fault("drop_before", method="sendMessage", contains=str(person), times=4))
        await local.seat("Boeren", person)
        await local.pass_by(minutes=5)
        assert "Welke taal" in local.last(person)


async def test_flood_control_is_obeyed_and_nothing_is_lost(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        person = local.person("Wim")
        local.faults.add(Fault("refuse", method="sendMessage", code=429, retry_after=30, times=2))
        await local.seat("Boeren", person)
        await local.pass_by(minutes=2)
        assert "Welke taal" in local.last(person)
        assert not local.transcript.violations.get("chat")


@pytest.mark.parametrize(
    "poison",
    [
        {
            "message": {
                "message_id": 1,
                "date": 1,
                "chat": {"id": 7, "type": "private"},
                "text": "zonder afzender",
            }
        },
        {"message": "geen bericht"},
        {"callback_query": {"id": 5}},
        {"something_new": {}},
    ],
    ids=["no sender", "no message", "no query", "a new kind"],
)
async def test_what_cannot_be_read_is_parked_and_stops_nobody_else(
    tmp_path: Path, poison: dict[str, object]
) -> None:
    async with Local(tmp_path) as local:
        await local.create("Voor het gif")
        await local.stop()
        await local.insert(1, poison)
        await local.start()
        await local.create("Na het gif")
        assert local.stored("SELECT count(*) FROM inbox WHERE state = 'quarantined'") == [(1,)]
        assert any("Na het gif" in one for one in local.from_bot(local.mediator))
        await local.stop()
        operator = Operator(lambda: read_key_file(local.key))
        (line,) = await parked(local.store, operator, None)
        assert "Unreadable" in line
        assert "zonder afzender" not in line
        number = int(line.split()[1].rstrip(","))
        assert await parked(local.store, operator, number) == [
            f"event {number} is handled again when the bot starts"
        ]
        assert await parked(local.store, operator, None) == ["nothing is parked"]
    assert "zonder afzender" not in local.log.read_text()


async def test_a_reminder_that_fell_due_while_the_bot_was_down_comes_once_when_it_is_back(
    tmp_path: Path,
) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        person = local.person("Wim")
        await local.seat("Boeren", person)
        await local.onboard(person)
        while local.interview(person)["front"]:
            await local.say(person, "/skip")
        await local.say(local.mediator, "/next")
        await local.press_first(local.mediator)
        await local.say(local.mediator, "Een samenvatting.")
        await local.press(local.mediator, "Verstuur aan alle")
        await local.kill()
        local.clock.at(local.clock.now() + timedelta(days=4), lambda: None)
        local.clock._move(local.clock.now() + timedelta(days=4))
        await local.start()
        await local.settled()
        await local.pass_by(hours=1)
        reminders = [one for one in local.from_bot(person) if "staat nog een vraag" in one.lower()]
        assert len(reminders) == 1


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, -1, -2]), st.integers(0, 900)), max_size=150))
def test_whatever_is_sent_when_stays_within_telegrams_limits(sends: list[tuple[int, int]]) -> None:
    pace, now = Pace(), datetime(2026, 11, 24, tzinfo=UTC)
    left: list[tuple[int, datetime]] = []
    for chat, gap in sends:
        now += timedelta(milliseconds=gap)
        now = max(now, pace.allowed(chat, now))
        assert pace.allowed(chat, now) == now
        pace.took(chat, now)
        left.append((chat, now))
    for index, (chat, at) in enumerate(left):
        before = left[: index + 1]
        second = [one for one in before if at - one[1] < timedelta(seconds=1)]
        assert len(second) <= A_SECOND_OVERALL
        assert len([one for one in second if one[0] == chat]) == 1
        if chat < 0:
            minute = [one for one in before if one[0] == chat and at - one[1] < timedelta(minutes=1)]
            assert len(minute) <= A_MINUTE_IN_A_GROUP
