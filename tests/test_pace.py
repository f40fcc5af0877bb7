"""Pace: rounds in working days, at most three reminders without content, each person's own hours."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local import Local
from mediation import FARMERS, NATURE, TOWN, Play
from room import MEDIATOR, SCRIPT

from flows import agreement, effects, mediation
from flows.agreement import Agreement
from flows.events import Commanded, Moment, Pressed, Rang, Sender
from flows.messages import Day, Say, Term
from flows.process import working_days
from flows.process.working_days import ANY_DAY, EVENING, FREE_DAY, OFFICE, next_moment, round_end
from flows.signals import RoundOpened

AMSTERDAM, NEW_YORK = "Europe/Amsterdam", "America/New_York"
ZONES = (AMSTERDAM, NEW_YORK, "Pacific/Auckland", "America/Paramaribo", "Asia/Kathmandu")
COUNTRIES = ("NL", "BE", "DE", "US", "NZ")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
CHOICES = st.frozensets(st.integers(0, 5))


def local(text: str, zone: str = AMSTERDAM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


# ------------------------------------------------------------------ the calendar


@pytest.mark.parametrize(
    ("opened", "days", "ends"),
    [
        ("2026-11-24 10:00", 5, "2026-12-01 20:00"),
        ("2026-11-24 10:00", 3, "2026-11-27 20:00"),
        ("2026-11-24 10:00", 7, "2026-12-03 20:00"),
        ("2026-11-28 10:00", 3, "2026-12-02 20:00"),
        ("2026-11-24 00:30", 3, "2026-11-27 20:00"),
        ("2026-11-24 23:30", 3, "2026-11-27 20:00"),
        ("2026-12-23 10:00", 3, "2026-12-29 20:00"),
        ("2026-12-29 10:00", 5, "2027-01-06 20:00"),
        ("2026-04-02 10:00", 3, "2026-04-09 20:00"),
        ("2026-04-24 10:00", 3, "2026-04-30 20:00"),
        ("2027-04-26 10:00", 3, "2027-04-30 20:00"),
        ("2025-05-02 10:00", 3, "2025-05-08 20:00"),
        ("2026-05-13 10:00", 3, "2026-05-19 20:00"),
        ("2028-02-25 10:00", 3, "2028-03-01 20:00"),
        ("2027-02-25 10:00", 3, "2027-03-02 20:00"),
        ("2026-03-27 10:00", 3, "2026-04-01 20:00"),
        ("2026-10-23 10:00", 3, "2026-10-28 20:00"),
    ],
    ids=[
        "an ordinary week",
        "the shortest",
        "the longest",
        "opened on a Saturday",
        "just after midnight",
        "just before midnight",
        "Christmas",
        "New Year",
        "Good Friday and Easter Monday",
        "King's Day on a Monday",
        "King's Day the day after",
        "Liberation Day, once in five years",
        "Ascension Day",
        "a leap day is a working day",
        "no leap day",
        "the clocks go forward",
        "the clocks go back",
    ],
)
def test_a_round_ends_in_the_evening_of_its_last_working_day(opened: str, days: int, ends: str) -> None:
    assert round_end(local(opened), days, AMSTERDAM) == local(ends)


def test_the_end_is_on_the_wall_clock_of_the_place_whatever_the_clocks_did() -> None:
    assert round_end(local("2026-03-27 10:00"), 3, AMSTERDAM) == datetime(2026, 4, 1, 18, tzinfo=UTC)
    assert round_end(local("2026-10-23 10:00"), 3, AMSTERDAM) == datetime(2026, 10, 28, 19, tzinfo=UTC)
    assert round_end(local("2026-10-30 10:00", NEW_YORK), 3, NEW_YORK, "US") == datetime(
        2026, 11, 5, 1, tzinfo=UTC
    )


def test_a_place_far_away_has_its_own_days_and_holidays() -> None:
    late = datetime(2026, 11, 24, 3, tzinfo=UTC)  # still Monday in New York
    ends = round_end(late, 3, NEW_YORK, "US")
    assert ends == local("2026-11-27 20:00", NEW_YORK)  # over Thanksgiving
    assert round_end(late, 3, NEW_YORK, "NL") == local("2026-11-26 20:00", NEW_YORK)


@given(
    now=MOMENTS,
    days=st.integers(3, 7),
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(COUNTRIES),
)
def test_the_end_of_a_round_is_always_that_many_working_days_ahead(
    now: datetime, days: int, zone: str, country: str
) -> None:
    ends = round_end(now, days, zone, country).astimezone(ZoneInfo(zone))
    assert working_days.working_day(ends.date(), country)
    assert ends.time() == time(20)
    day, counted = working_days.local_day(now, zone), 0
    while day < ends.date():
        day += timedelta(days=1)
        counted += working_days.working_day(day, country)
    assert counted == days


# ------------------------------------------------------------------ a person's own hours


@pytest.mark.parametrize(
    ("now", "chosen", "comes"),
    [
        ("2026-11-24 10:00", (), "2026-11-24 10:00"),
        ("2026-11-24 22:00", (), "2026-11-25 09:00"),
        ("2026-11-24 06:00", (), "2026-11-24 09:00"),
        ("2026-11-28 12:00", (), "2026-11-28 12:00"),
        ("2026-11-24 17:00", (0,), "2026-11-25 09:00"),
        ("2026-11-27 17:30", (0,), "2026-11-30 09:00"),
        ("2026-11-27 17:30", (0, 1), "2026-11-27 18:00"),
        ("2026-11-24 10:00", (1,), "2026-11-24 18:00"),
        ("2026-11-24 20:59", (1,), "2026-11-24 20:59"),
        ("2026-11-24 21:00", (1,), "2026-11-25 18:00"),
        ("2026-11-24 10:00", (2,), "2026-11-28 10:00"),
        ("2026-11-29 18:00", (2,), "2026-12-05 10:00"),
        ("2026-11-28 19:00", (0, 2), "2026-11-29 10:00"),
        ("2026-11-24 22:00", (3, 4), "2026-11-25 09:00"),
        ("2026-04-27 10:00", (), "2026-04-28 09:00"),
        ("2026-04-27 10:00", (0, 1), "2026-04-28 09:00"),
        ("2026-04-27 09:00", (2,), "2026-04-27 10:00"),
        ("2026-12-24 21:30", (), "2026-12-27 09:00"),
        ("2026-12-31 21:30", (), "2027-01-02 09:00"),
        ("2026-03-28 22:00", (), "2026-03-29 09:00"),
        ("2026-10-24 22:00", (2,), "2026-10-25 10:00"),
        ("2028-02-28 22:00", (), "2028-02-29 09:00"),
    ],
)
def test_a_message_waits_for_the_hours_its_reader_chose(
    now: str, chosen: tuple[int, ...], comes: str
) -> None:
    assert next_moment(local(now), AMSTERDAM, chosen) == local(comes)


@given(now=MOMENTS, chosen=CHOICES, zone=st.sampled_from(ZONES), country=st.sampled_from(COUNTRIES))
def test_the_next_moment_is_never_earlier_and_always_inside_the_hours(
    now: datetime, chosen: frozenset[int], zone: str, country: str
) -> None:
    comes = next_moment(now, zone, chosen, country)
    assert comes >= now
    assert next_moment(comes, zone, chosen, country) == comes
    there = comes.astimezone(ZoneInfo(zone))
    free = there.weekday() >= 5 or working_days.holiday(there.date(), country)
    windows = {0: (OFFICE, not free), 1: (EVENING, True), 2: (FREE_DAY, free)}
    allowed = [hours for option, (hours, holds) in windows.items() if option in chosen and holds]
    if not chosen & {0, 1, 2}:
        allowed = [ANY_DAY]
    assert any(begin <= there.time() < end for begin, end in allowed)
    assert 2 in chosen or not working_days.holiday(there.date(), country)


# ------------------------------------------------------------------ rounds in a mediation


def waiting_for_farmers(*, contact: tuple[int, ...] = ()) -> Play:
    """The report's round is open; only the farmers still have something to answer."""
    play = Play().seat_all()
    play.onboard(FARMERS).onboard(TOWN, (0, 1)).onboard(NATURE)
    note = play.mediation.notes["on_contact"]["p1"].model_copy(update={"choice": contact})
    on_contact = {**play.mediation.notes["on_contact"], "p1": note}
    play.all_answer().next()
    notes = {**play.mediation.notes, "on_contact": on_contact}
    play.states[play.address] = play.mediation.model_copy(update={"notes": notes})
    play.say(MEDIATOR, "Samenvatting.")
    play.press(MEDIATOR, "points.send")
    return play.answer(NATURE).answer(TOWN)  # type: ignore[return-value]


def heard(play: Play, user: int, since: int) -> list[str]:
    return [one.parts[0].key for one in play.told[user][since:] if isinstance(one.parts[0], Term)]


def reminders(play: Play, user: int) -> list[Say]:
    return [one for one in play.told[user] if getattr(one.parts[0], "key", "").startswith("remind.")]


def test_three_reminders_without_content_and_then_a_task_for_the_mediator() -> None:
    play = waiting_for_farmers()
    since, desk = len(play.told[FARMERS]), len(play.told[MEDIATOR])
    came: list[tuple[str, datetime]] = []
    for _ in range(24 * 14):
        before = len(play.told[FARMERS])
        play.wait(hours=1)
        came += [(key, play.now) for key in heard(play, FARMERS, before)]
    assert heard(play, FARMERS, since) == ["remind.half", "remind.day_before", "remind.after"]
    assert [moment.date() for _, moment in came] == [
        date(2026, 11, 26),
        date(2026, 11, 30),
        date(2026, 12, 2),
    ]
    half = reminders(play, FARMERS)[0].parts[0]
    assert isinstance(half, Term)
    assert half.fill == {"until": Day(at=local("2026-12-01 20:00"), zone=AMSTERDAM, time=True)}
    assert heard(play, MEDIATOR, desk) == ["round.over"]
    assert play.told[MEDIATOR][-1].parts[1] == Term(key="round.phone_script")


def test_silence_is_shown_by_name_to_the_mediator_only() -> None:
    play = waiting_for_farmers()
    play.wait(days=14)
    for reader, messages in play.told.items():
        named = any("Boeren" in one.model_dump_json() for one in messages[-3:])
        assert named == (reader == MEDIATOR), reader


def test_nobody_is_reminded_of_a_round_that_everybody_has_answered() -> None:
    play = waiting_for_farmers()
    play.answer(FARMERS)
    since = {user: len(play.told[user]) for user in play.told}
    play.wait(days=14)
    assert since == {user: len(play.told[user]) for user in play.told}
    assert not play.mediation.reminded.get("1.report")


def test_no_reminder_to_who_does_not_want_one_but_the_mediator_hears_of_the_silence() -> None:
    play = Play().seat_all()
    play.onboard(FARMERS).onboard(TOWN, (0, 1)).onboard(NATURE)
    play.all_answer().next().say(MEDIATOR, "Samenvatting.")
    play.press(MEDIATOR, "points.send")
    play.answer(NATURE).answer(FARMERS)  # type: ignore[attr-defined]
    since = len(play.told[TOWN])
    play.wait(days=14)
    assert len(play.told[TOWN]) == since
    assert "round.over" in play.last(MEDIATOR)


def test_a_party_whose_answers_the_mediator_enters_gets_no_reminders() -> None:
    play = waiting_for_farmers()
    farmers = play.mediation.parties["p1"].model_copy(update={"user": MEDIATOR})
    parties = {**play.mediation.parties, "p1": farmers}
    play.states[play.address] = play.mediation.model_copy(update={"parties": parties})
    desk = len(play.told[MEDIATOR])
    play.wait(days=14)
    assert heard(play, MEDIATOR, desk) == ["round.over"]


def test_reminders_by_hand_count_and_are_never_more_than_three() -> None:
    play = waiting_for_farmers()
    since = len(play.told[FARMERS])
    for _ in range(6):
        play.command(MEDIATOR, "remind").wait(days=1)
    play.wait(days=14)
    assert len(play.told[FARMERS]) == since + 3
    play.command(MEDIATOR, "remind")
    assert play.last(MEDIATOR) == ["remind.none"]


def test_two_presses_on_remind_are_one_reminder() -> None:
    play = waiting_for_farmers()
    since = len(play.told[FARMERS])
    play.command(MEDIATOR, "remind").command(MEDIATOR, "remind")
    assert heard(play, FARMERS, since) == ["remind.by_hand"]


def test_while_paused_nothing_is_sent_and_the_task_comes_after_the_pause() -> None:
    play = waiting_for_farmers()
    play.command(MEDIATOR, "pause")
    since, desk = len(play.told[FARMERS]), len(play.told[MEDIATOR])
    play.command(MEDIATOR, "remind").wait(days=14)
    assert heard(play, FARMERS, since) == []
    assert heard(play, MEDIATOR, desk) == ["remind.none"]
    play.command(MEDIATOR, "pause").wait(days=4)
    assert "round.over" in play.last(MEDIATOR)


def test_a_reminder_comes_in_its_readers_hours_or_not_at_all() -> None:
    play = waiting_for_farmers(contact=(1,))
    play.wait(days=2, hours=4)
    assert reminders(play, FARMERS) == []
    play.wait(hours=4)
    assert heard(play, FARMERS, -1) == ["remind.half"]
    weekend = waiting_for_farmers(contact=(2,))
    weekend.wait(days=4, hours=23)
    assert reminders(weekend, FARMERS) == []  # the question came on Saturday morning
    weekend.wait(days=14)
    assert [one.parts[0].key for one in reminders(weekend, FARMERS)] == [  # type: ignore[union-attr]
        "remind.half",
        "remind.after",
    ]


def test_the_day_before_names_the_day_where_it_is_not_tomorrow() -> None:
    play = waiting_for_farmers()
    play.answer(FARMERS)
    assert working_days.reminder(local("2026-11-30 10:00"), 4, AMSTERDAM) == local("2026-12-04 10:00")
    friday = Play()
    friday.now = local("2026-11-30 10:00")
    friday.seat_all().onboard(FARMERS)
    friday.wait(days=14)
    assert [one.parts[0].key for one in reminders(friday, FARMERS)] == [  # type: ignore[union-attr]
        "remind.half",
        "remind.closes",
        "remind.after",
    ]


def test_the_intake_has_a_pace_of_its_own_for_each_party() -> None:
    play = Play()
    play.seat(FARMERS, "Boeren", government=False).onboard(FARMERS).wait(days=4)
    play.seat(TOWN, "Gemeente", government=True).onboard(TOWN)
    play.wait(days=14)
    assert [len(reminders(play, user)) for user in (FARMERS, TOWN)] == [3, 3]


# ------------------------------------------------------------------ /pace


@pytest.mark.parametrize("argument", ["", "2", "8", "vijf", "-4", "3.5", "99999999999"])
def test_a_pace_that_is_none_is_explained(argument: str) -> None:
    play = Play().command(MEDIATOR, "pace", argument)
    assert play.last(MEDIATOR) == ["pace.how", "5", "3", "7"]
    assert play.mediation.round_days == 5


def test_the_pace_counts_from_the_next_round_on() -> None:
    play = Play()
    play.seat_all().command(MEDIATOR, "pace", "3")
    assert play.last(MEDIATOR) == ["pace.set", "3"]
    assert play.interview(FARMERS).until == local("2026-12-01 20:00")
    for user in play.parties:
        play.onboard(user)
    play.all_answer().next().say(MEDIATOR, "Samenvatting.")
    play.press(MEDIATOR, "points.send")
    assert play.interview(FARMERS).until == local("2026-11-27 20:00")


def test_a_short_round_is_as_long_as_somebodys_own_hours_need() -> None:
    play = Play()
    play.seat_all().command(MEDIATOR, "pace", "3")
    for user in play.parties:
        play.onboard(user)
    note = play.mediation.notes["on_contact"]["p1"].model_copy(update={"choice": (2,)})
    on_contact = {**play.mediation.notes["on_contact"], "p1": note}
    play.all_answer().next()
    notes = {**play.mediation.notes, "on_contact": on_contact}
    play.states[play.address] = play.mediation.model_copy(update={"notes": notes})
    play.say(MEDIATOR, "Samenvatting.")
    play.press(MEDIATOR, "points.send")
    assert play.mediation.until == local("2026-11-30 20:00")


# ------------------------------------------------------------------ what is told unasked


def at_half_past_ten() -> Play:
    """Late in the evening, every party through the first questions."""
    play = Play().seat_all()
    for user in play.parties:
        play.onboard(user)
    play.all_answer().next()
    play.now = local("2026-11-24 22:30")
    return play


def decided(play: Play, event: mediation.Event) -> tuple[effects.Effect, ...]:
    moment = Moment(now=play.now, dice="0" * 32)
    return mediation.decide(play.mediation, event, moment, SCRIPT).effects


def test_a_notice_waits_for_its_readers_hours_and_an_answer_does_not() -> None:
    pause = Commanded(sender=Sender(user=MEDIATOR), name="pause")
    told = [one for one in decided(at_half_past_ten(), pause) if isinstance(one, effects.Tell)]
    tomorrow = local("2026-11-25 09:00")
    assert {one.user: one.not_before for one in told} == {
        MEDIATOR: None,
        FARMERS: tomorrow,
        TOWN: tomorrow,
        NATURE: tomorrow,
    }


def test_a_round_says_when_its_first_question_may_come() -> None:
    play = at_half_past_ten()
    play.say(MEDIATOR, "Samenvatting.")
    press = play.told[MEDIATOR][-1].buttons[-1][0].event
    send = Pressed(sender=Sender(user=MEDIATOR), press=press, chat=MEDIATOR, private=True)
    raised = [one.event for one in decided(play, send) if isinstance(one, effects.Raise)]
    opened = [RoundOpened.model_validate(one) for one in raised if one["t"] == "round_opened"]
    assert [one.not_before for one in opened] == [local("2026-11-25 09:00")] * 3


async def test_at_night_the_bot_answers_and_keeps_its_own_notices_for_the_morning(tmp_path: Path) -> None:
    async with Local(tmp_path) as bot_:
        await bot_.create()
        person = bot_.person("Wim")
        await bot_.seat("Boeren", person)
        await bot_.onboard(person)
        today = working_days.local_day(bot_.clock.now(), AMSTERDAM)
        night = working_days.at(today, time(22, 30), AMSTERDAM)
        await bot_.pass_by(seconds=(night - bot_.clock.now()).total_seconds())
        await bot_.say(bot_.mediator, "/pauze")
        assert not [one for one in bot_.from_bot(person) if "staat even stil" in one]
        before = len(bot_.from_bot(person))
        await bot_.say(person, "/waar")
        assert len(bot_.from_bot(person)) > before
        await bot_.pass_by(hours=10)
        assert not [one for one in bot_.from_bot(person) if "staat even stil" in one]
        await bot_.pass_by(hours=1)
        assert len([one for one in bot_.from_bot(person) if "staat even stil" in one]) == 1


def test_the_reminder_of_a_commitment_waits_for_its_owners_hours() -> None:
    one = {"party": "p1", "kind": "result", "what": "w1", "when": "w2", "due": ""}
    made = Agreement(
        mediation="m",
        final=True,
        material={"commitments": [one], "parties": [{"id": "p1", "name": "Boeren"}]},
        users={"p1": 10},
    )
    at_midnight = Moment(now=local("2026-05-25 00:00"), dice="0" * 32)  # Whit Monday
    for chosen, comes in (((), "2026-05-26 09:00"), ((1,), "2026-05-26 18:00"), ((2,), "2026-05-25 10:00")):
        state = made.model_copy(update={"hours": {"p1": chosen}})
        told = agreement.decide(state, Rang(ring={"ring": "commitment", "number": 0}), at_midnight).effects[0]
        assert isinstance(told, effects.Tell)
        assert told.not_before == local(comes)


# ------------------------------------------------------------------ whatever happens

HAPPENINGS = st.lists(
    st.one_of(
        st.just("remind"),
        st.just("pause"),
        st.just("answer"),
        st.integers(1, 40),  # hours that pass
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(happenings=HAPPENINGS, contact=CHOICES)
def test_never_more_than_three_reminders_a_round_and_none_while_paused(
    happenings: list[str | int], contact: frozenset[int]
) -> None:
    play = deepcopy(_waiting_once())
    notes = play.mediation.notes
    on_contact = {
        party: note.model_copy(update={"choice": tuple(sorted(contact))})
        for party, note in notes["on_contact"].items()
    }
    play.states[play.address] = play.mediation.model_copy(
        update={"notes": {**notes, "on_contact": on_contact}}
    )
    for happening in happenings:
        if happening == "answer":
            play.command(FARMERS, "where")
            play.answer(FARMERS)
        elif isinstance(happening, str):
            play.command(MEDIATOR, happening)
        else:
            for _ in range(happening):
                paused, before = play.mediation.paused, len(reminders(play, FARMERS))
                play.wait(hours=1)
                came = len(reminders(play, FARMERS)) - before
                assert came <= (0 if paused else 1)
    assert len(reminders(play, FARMERS)) <= 3
    assert not reminders(play, TOWN)


@cache
def _waiting_once() -> Play:
    return waiting_for_farmers()
