"""An objection rests on an own interest: one that was pointed to, or one said in own words (p5_objection)."""

from __future__ import annotations

from mediation import FARMERS, NATURE, Play, _option
from room import MEDIATOR, buttons

from flows.deliberation import Deliberation
from flows.signals import Ask

OBJECT, CAN_LIVE_WITH = 3, 2
RISK = "Mijn stal moet bereikbaar blijven voor de melkwagen."
DEMAND = "De weg mag nooit dicht."


def front(play: Play) -> Ask:
    found = play.interview(FARMERS).front
    assert found is not None
    return found


def reading(*, interests: bool = True, option: int = OBJECT) -> Play:
    """Package P1 lies there, and the farmers read it."""
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    if not interests:
        state = play.interview(FARMERS)
        play.states[state.address] = state.having(interests=())
    _option(play, FARMERS, option)
    return play


def deliberation(play: Play) -> Deliberation:
    return next(one for one in play.states.values() if isinstance(one, Deliberation))


def test_who_objects_points_to_an_own_interest_and_then_says_which_change_would_help() -> None:
    play = reading()
    assert front(play).prompt == "p5_stake"
    assert "button.skip" not in buttons(play.told[FARMERS][-1])
    _option(play, FARMERS, 0)
    play.press(FARMERS, "button.done")
    assert front(play).prompt == "p5_change"
    assert deliberation(play).stakes["p1"]


def test_what_is_not_among_the_interests_is_said_in_own_words_and_becomes_one() -> None:
    play = reading().press(FARMERS, "stake.another").press(FARMERS, "button.done")
    assert front(play).prompt == "p5_objection"
    play.say(FARMERS, RISK)
    assert front(play).prompt == "p3_confirm_interest"
    assert "button.skip" not in buttons(play.told[FARMERS][-1]), "an objection without an interest is none"
    play.press(FARMERS, "option:p3_confirm_interest:1")
    made = play.mediation.interests[-1]
    assert (play.text(made.word), made.for_group, made.cited) == (RISK, False, ("P1.1",))
    assert deliberation(play).stakes["p1"] == (made.id,)
    play.answer(FARMERS)
    assert "p5_change" not in {one.ask.prompt for one in play.interview(FARMERS).answers.values()}


def test_an_interest_that_was_pointed_to_counts_beside_the_one_in_own_words() -> None:
    play = reading()
    _option(play, FARMERS, 0)
    play.press(FARMERS, "stake.another").press(FARMERS, "button.done").say(FARMERS, RISK)
    play.press(FARMERS, "option:p3_confirm_interest:0")
    assert len(deliberation(play).stakes["p1"]) == 2


def test_a_party_without_interests_objects_in_own_words() -> None:
    play = reading(interests=False)
    assert front(play).prompt == "p5_objection"
    play.say(FARMERS, RISK).press(FARMERS, "option:p3_confirm_interest:0")
    assert deliberation(play).stakes["p1"] == (play.mediation.interests[-1].id,)


def test_a_demand_climbs_to_its_reason_today() -> None:
    play = reading(interests=False)
    play.wait(days=2)
    play.say(FARMERS, DEMAND)
    assert front(play).prompt == "LUP"
    play.say(FARMERS, "Dan kunnen wij gewoon blijven werken.")
    assert front(play).prompt == "p3_confirm_interest"
    play.press(FARMERS, "option:p3_confirm_interest:0")
    assert deliberation(play).stakes["p1"] == (play.mediation.interests[-1].id,)


def test_a_second_ladder_on_one_day_is_not_climbed_and_holds_nothing_up() -> None:
    play = reading(interests=False)
    state = play.interview(FARMERS)
    play.states[state.address] = state.having(ladder_day=play.now.date())
    play.say(FARMERS, DEMAND)
    assert front(play).prompt == "p3_confirm_interest"


def test_whoever_can_live_with_it_is_not_pressed() -> None:
    play = reading(option=CAN_LIVE_WITH)
    assert front(play).prompt == "p5_stake"
    assert "button.skip" in buttons(play.told[FARMERS][-1])
    play.press(FARMERS, "button.none_of_these")
    assert play.interview(FARMERS).front is None


def test_only_the_mediator_reads_the_objection_and_only_when_all_have_read() -> None:
    play = reading().press(FARMERS, "stake.another").press(FARMERS, "button.done").say(FARMERS, RISK)
    play.press(FARMERS, "option:p3_confirm_interest:1").answer(FARMERS)
    play.command(MEDIATOR, "status").press(MEDIATOR, "button.read_answers")
    assert "prompt:p5_objection" not in play.last(MEDIATOR)
    for user in play.parties:
        play.answer(user)
    assert RISK in play.quoted(MEDIATOR)
    assert "verdict.changes" in play.seen(MEDIATOR)
    assert RISK not in play.quoted(NATURE)
    assert play.unreadable == []
