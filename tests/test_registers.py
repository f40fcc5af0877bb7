"""The registers at the desk: deadlines with their warnings, facts, calls, meetings, why a party is at the table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from mediation import FARMERS, NATURE, TOWN, Play
from room import GROUP, MEDIATOR, buttons

from flows.desk import deadlines, facts
from flows.desk.registers import unhandled
from flows.events import Rang
from flows.process import gate_ideas, gate_start
from flows.register import Note
from flows.table import Mediation

WARNING = "deadlines.warning"
MORNING = 10  # o'clock, where the mediation is


def at_table(now: datetime | None = None) -> Play:
    play = Play()
    if now:
        play.now = now
    play.seat_all()
    for user in play.parties:
        play.onboard(user)
    return play


def enter(play: Play, whose: str, day: str, what: str = "Beroep tegen de vergunning") -> Play:
    play.command(MEDIATOR, "deadlines").press(MEDIATOR, "deadlines.add").say(MEDIATOR, what)
    play.press(MEDIATOR, "deadlines.no_source").press(MEDIATOR, whose).say(MEDIATOR, day)
    return play


def entered(play: Play, day: date, whose: str = "deadlines.of") -> Play:
    return enter(play, whose, day.isoformat())


def restarted(play: Play) -> None:
    """All states as they come back from the store."""
    play.states = {
        one: type(state).model_validate_json(state.model_dump_json()) for one, state in play.states.items()
    }


def warnings(play: Play, user: int) -> int:
    return play.seen(user).count(WARNING)


# ------------------------------------------------------------------ deadlines


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2027, 2, 22, 9, tzinfo=UTC), date(2027, 4, 8)),  # summer time begins on 28 March
        (datetime(2027, 9, 13, 9, tzinfo=UTC), date(2027, 11, 5)),  # and ends on 31 October
    ],
)
def test_four_warnings_in_the_morning_each_once_across_a_restart_and_a_change_of_the_clocks(
    now: datetime, day: date
) -> None:
    play = entered(at_table(now), day)
    seen: dict[int, list[int]] = {MEDIATOR: [], FARMERS: []}
    had = {user: warnings(play, user) for user in seen}
    while play.now.date() <= day + timedelta(days=3):
        restarted(play)
        play.wait(minutes=30)
        local = play.now.astimezone(ZoneInfo(play.mediation.zone))
        for user, days in seen.items():
            for _ in range(warnings(play, user) - had[user]):
                days.append((day - local.date()).days)
                assert local.hour == MORNING
            had[user] = warnings(play, user)
    assert seen == {MEDIATOR: [28, 14, 7, 2], FARMERS: [28, 14, 7, 2]}
    assert warnings(play, TOWN) == warnings(play, NATURE) == 0
    assert not play.unreadable


def test_everybody_is_warned_of_a_public_deadline_and_nobody_of_computed_advice() -> None:
    play = entered(at_table(), date(2026, 12, 30), "deadlines.of_all").wait(days=40)
    for user in (MEDIATOR, FARMERS, TOWN, NATURE):
        assert warnings(play, user) == 4, user
        assert "deadlines.no_advice" in play.seen(user)
    assert play.told.get(GROUP, []) == []
    assert not play.unreadable


def test_a_party_that_has_only_the_weekend_is_warned_earlier_not_later() -> None:
    play = at_table()
    state = play.mediation
    notes = {**state.notes, "on_contact": {one.id: _weekend() for one in state.seated}}
    play.states[play.address] = state.model_copy(update={"notes": notes})
    entered(play, date(2026, 12, 30))  # a Wednesday: two days before is a Monday
    play.wait(days=(date(2026, 12, 28) - play.now.date()).days)
    assert warnings(play, FARMERS) == 4


def _weekend() -> Note:
    return Note(prompt="on_contact", choice=(2,))


@pytest.mark.parametrize("typed", ["31-2-2027", "morgen", "12-3-2020"])
def test_a_wrong_date_is_asked_again_and_nothing_typed_is_lost(typed: str) -> None:
    play = enter(at_table(), "deadlines.of", typed)
    assert play.last(MEDIATOR)[0] in ("deadlines.bad_day", "deadlines.past_day")
    assert play.mediation.deadlines == ()
    play.say(MEDIATOR, "12 maart 2027")
    (one,) = play.mediation.deadlines
    assert (one.day, play.text(one.what.id)) == (date(2027, 3, 12), "Beroep tegen de vergunning")


def test_another_date_moves_the_warnings_and_one_that_is_over_has_none() -> None:
    play = entered(at_table(), date(2026, 12, 30))
    play.press(MEDIATOR, "deadlines.change_day").say(MEDIATOR, "30-1-2027").wait(days=40)
    assert warnings(play, FARMERS) == 1
    play.command(MEDIATOR, "deadlines").press(MEDIATOR, "deadlines.open").press(MEDIATOR, "deadlines.ends")
    assert not [one for one in play.wakes if ":deadline:" in one]
    assert "deadlines.is_over" in play.last(MEDIATOR)
    play.press(MEDIATOR, "deadlines.runs_again").wait(days=60)
    assert warnings(play, FARMERS) == 4
    play.command(MEDIATOR, "deadlines")
    assert "deadlines.is_past" in play.last(MEDIATOR)


def test_after_a_long_silence_of_the_bot_one_warning_comes() -> None:
    play = entered(at_table(), date(2026, 12, 30))
    late = sorted(play.wakes.values(), key=lambda one: one.due)
    play.wakes.clear()
    play.now = datetime(2026, 12, 24, 12, tzinfo=UTC)
    for one in late:
        if one.due <= play.now and ":deadline:" in one.key:
            play.raise_(one.address, Rang(ring=one.event))
    assert warnings(play, FARMERS) == warnings(play, MEDIATOR) == 1


def test_an_answer_about_deadlines_waits_until_it_is_entered_or_there_is_none_in_it() -> None:
    play = at_table().all_answer()
    waiting = len(unhandled(play.mediation, deadlines.PROMPT))
    assert waiting == len(gate_start.deadlines(play.mediation)) > 1
    play.command(MEDIATOR, "deadlines").press(MEDIATOR, "deadlines.from").say(MEDIATOR, "Bezwaar")
    play.say(MEDIATOR, "Brief van 3 mei").press(MEDIATOR, "deadlines.of", nth=1).say(MEDIATOR, "12-3-2027")
    assert len(gate_start.deadlines(play.mediation)) == waiting - 1
    while gate_start.deadlines(play.mediation):
        play.command(MEDIATOR, "deadlines").press(MEDIATOR, "deadlines.from").press(
            MEDIATOR, "deadlines.nothing"
        )
    assert len(play.mediation.deadlines) == 1


# ------------------------------------------------------------------ facts


def test_a_fact_in_dispute_needs_somebody_and_a_date_and_the_plan_can_be_left_and_resumed() -> None:
    play = at_table()
    play.command(MEDIATOR, "facts").press(MEDIATOR, "facts.add").say(MEDIATOR, "Hoeveel auto's er rijden")
    assert gate_ideas.facts(play.mediation)
    play.press(MEDIATOR, "facts.plan").say(MEDIATOR, "Hoeveel per dag?").press(MEDIATOR, "button.stop")
    play.command(MEDIATOR, "facts").press(MEDIATOR, "facts.open").press(MEDIATOR, "facts.plan")
    assert play.last(MEDIATOR)[-1] == "facts.ask_method"
    play.say(MEDIATOR, "Tellen").say(MEDIATOR, "Bureau X").say(MEDIATOR, "ooit")
    assert play.last(MEDIATOR)[0] == "deadlines.bad_day"
    assert gate_ideas.facts(play.mediation)
    play.say(MEDIATOR, "1-2-2027").say(MEDIATOR, "De gemeente betaalt").say(MEDIATOR, "Het getal telt")
    assert facts.settled(play.mediation)
    assert gate_ideas.facts(play.mediation) == ()
    (one,) = play.mediation.facts
    assert play.text(one.method.id) == "Tellen"  # type: ignore[union-attr]


def test_parking_takes_the_consent_in_words_and_what_it_says_does_not_go_to_the_group() -> None:
    play = at_table()
    play.link_group()
    play.command(MEDIATOR, "facts").press(MEDIATOR, "facts.add").say(MEDIATOR, "De stank")
    play.press(MEDIATOR, "facts.make_parked")
    assert not facts.settled(play.mediation)
    play.say(MEDIATOR, "Allen, op 3 mei")
    assert facts.settled(play.mediation)
    play.command(MEDIATOR, "facts").press(MEDIATOR, "facts.to_group")
    assert "De stank" not in play.quoted(GROUP)
    play.press(MEDIATOR, "button.publish")
    assert play.quoted(GROUP) == {"De stank"}


# ------------------------------------------------------------------ silent parties, meetings, the card


def test_a_call_to_a_silent_party_is_on_record_and_nobody_else_hears_of_it() -> None:
    play = at_table().wait(days=12)
    assert "silent.show" in [label for one in play.told[MEDIATOR] for label in buttons(one)]
    told = {user: len(play.told[user]) for user in (FARMERS, TOWN, NATURE)}
    play.press(MEDIATOR, "silent.show").press(MEDIATOR, "silent.open").press(MEDIATOR, "silent.needs_time")
    play.say(MEDIATOR, "gisteren").say(MEDIATOR, "20-12-2026").press(MEDIATOR, "proxy.today")
    (call,) = play.mediation.calls
    assert (call.outcome, call.until) == ("needs_time", date(2026, 12, 20))
    play.command(MEDIATOR, "silent")
    assert {"silent.since", "silent.called_needs_time"} <= set(play.last(MEDIATOR))
    assert {user: len(play.told[user]) for user in told} == told
    assert play.told.get(GROUP, []) == []


def test_a_point_of_a_meeting_about_a_party_goes_nowhere_without_its_yes() -> None:
    play = at_table()
    play.link_group()
    play.command(MEDIATOR, "meeting").press(MEDIATOR, "meetings.add").press(MEDIATOR, "proxy.today")
    play.press(MEDIATOR, "meetings.who_done").press(MEDIATOR, "meetings.point").say(MEDIATOR, "Samen tellen")
    play.press(MEDIATOR, "meetings.nobodys").say(MEDIATOR, "Boeren ruimen op").press(MEDIATOR, "meetings.of")
    play.press(MEDIATOR, "meetings.enough").press(MEDIATOR, "meetings.to_group").press(
        MEDIATOR, "button.publish"
    )
    assert play.quoted(GROUP) == {"Samen tellen"}
    assert "Boeren ruimen op" in play.quoted(FARMERS)
    assert "Boeren ruimen op" not in play.quoted(TOWN) | play.quoted(NATURE)
    play.press(FARMERS, "meetings.yes")
    play.command(MEDIATOR, "meeting").press(MEDIATOR, "meetings.open").press(MEDIATOR, "meetings.to_group")
    play.press(MEDIATOR, "button.publish")
    assert play.quoted(GROUP) == {"Samen tellen", "Boeren ruimen op"}
    assert not play.unreadable


def test_after_a_no_the_waiting_message_is_gone() -> None:
    play = at_table()
    play.link_group()
    play.command(MEDIATOR, "meeting").press(MEDIATOR, "meetings.add").press(MEDIATOR, "proxy.today")
    play.press(MEDIATOR, "meetings.who_done").press(MEDIATOR, "meetings.point").say(
        MEDIATOR, "Boeren ruimen op"
    )
    play.press(MEDIATOR, "meetings.of").press(FARMERS, "meetings.yes")
    play.command(MEDIATOR, "meeting").press(MEDIATOR, "meetings.open").press(MEDIATOR, "meetings.to_group")
    assert play.mediation.pending
    play.press(FARMERS, "meetings.no")
    assert not play.mediation.pending
    play.press(MEDIATOR, "button.publish")
    assert play.quoted(GROUP) == set()


def test_the_card_of_a_party_says_why_it_is_at_the_table() -> None:
    play = at_table()
    play.command(MEDIATOR, "parties").press(MEDIATOR, "parties.open").press(MEDIATOR, "at_table.add")
    play.say(MEDIATOR, "Hun land ligt aan het plein.")
    assert "at_table.why" in play.last(MEDIATOR)
    assert "Hun land ligt aan het plein." in play.quoted(MEDIATOR)


def test_the_commitments_of_the_package_say_whether_their_owner_accepted() -> None:
    play = Play().to_phase(5)
    play.command(MEDIATOR, "commitments")
    assert play.last(MEDIATOR) == ["commitments.no_package"]
    play.all_answer().next().poll({})
    play.command(MEDIATOR, "commitments")
    assert "commitments.not_asked" in play.last(MEDIATOR)
    play.press(MEDIATOR, "button.start_check").all_answer()
    play.wait(hours=25).all_answer()
    play.command(MEDIATOR, "commitments")
    assert {"commitments.accepted", "commitments.due"} <= set(play.last(MEDIATOR))


@pytest.mark.parametrize(("label", "told"), [("done", 0), ("later", 1), ("not", 1)])
def test_what_becomes_of_a_commitment_is_on_the_mediators_list_and_nowhere_else(
    label: str, told: int
) -> None:
    play = Play().to_phase(7)
    play.wait(days=200)
    before = {user: len(play.told[user]) for user in (MEDIATOR, TOWN, NATURE, GROUP)}
    play.press(FARMERS, f"kept.{label}")
    assert [len(play.told[one]) - before[one] for one in before] == [told, 0, 0, 0]
    play.command(MEDIATOR, "commitments")
    assert play.last(MEDIATOR).count(f"commitments.{label}") == 1
    again = next(row[0] for row in play.told[FARMERS][-2].buttons if row[0].event.get("how") == "done")
    play.press_button(FARMERS, again, FARMERS).command(MEDIATOR, "commitments")
    assert "commitments.done" in play.last(MEDIATOR)  # what was said last


def test_a_state_of_before_the_registers_loads() -> None:
    stored = at_table().mediation.model_dump(mode="json")
    for new in ("deadlines", "facts", "entered", "calls", "meetings", "why_at_table", "asked_on", "reported"):
        del stored[new]
    assert Mediation.model_validate(stored).deadlines == ()
