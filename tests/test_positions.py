"""Positions are not interests: open ones are asked again or withdrawn; two ways at the mediator's press."""

from __future__ import annotations

import pytest
from mediation import FARMERS, TOWN, Custom, Play
from room import MEDIATOR, buttons

from flows.process import gate_ideas
from flows.process.open_positions import open_positions

LADDER = "LUP"


def _skips(play: Play, user: int) -> None:
    """The farmers do not say why; the others do."""
    if user == FARMERS:
        play.press(user, "button.skip")
    else:
        play.press(user, "button.that_is_it") if _rung(play, user) else play.say(
            user, f"omdat {user} dat nodig heeft"
        )


def _rung(play: Play, user: int) -> bool:
    front = play.interview(user).front
    assert front is not None
    return front.id.endswith(":1")


SILENT: Custom = {LADDER: _skips}


@pytest.fixture
def play() -> Play:
    """The farmers' position leads to no interest."""
    made = Play().to_phase(3)
    made.all_answer(SILENT)
    for _ in range(6):
        made.wait(hours=24)
        made.all_answer(SILENT)
    return made


def position(play: Play) -> str:
    party = play.mediation.party_of(FARMERS)
    assert party
    return next(one for one in open_positions(play.mediation) if play.mediation.positions[one] == party.id)


def test_an_open_position_keeps_the_gate_open_and_is_in_the_list(play: Play) -> None:
    word = position(play)
    assert [one.what.id for one in gate_ideas.positions(play.mediation)] == [word]  # type: ignore[union-attr]
    play.command(MEDIATOR, "positions")
    assert f"quote:{word}" in play.last(MEDIATOR)
    assert "positions.one" in buttons(play.told[MEDIATOR][-1])


def test_its_owner_is_asked_again_the_next_day_and_the_gate_closes(play: Play) -> None:
    word = position(play)
    play.command(MEDIATOR, "positions").press(MEDIATOR, "positions.one").press(
        MEDIATOR, "positions.ask_owner"
    )
    assert "positions.tomorrow" in play.last(MEDIATOR)
    assert play.interview(FARMERS).front is None, "not on the same day"
    play.wait(hours=30)
    front = play.interview(FARMERS).front
    assert front
    assert front.prompt == LADDER
    assert front.about == word
    play.answer(FARMERS)
    assert gate_ideas.positions(play.mediation) == ()
    assert play.interview(FARMERS).front is None


def test_a_withdrawn_position_is_closed_and_is_not_asked_about_any_more(play: Play) -> None:
    play.command(MEDIATOR, "positions").press(MEDIATOR, "positions.one").press(
        MEDIATOR, "positions.ask_owner"
    )
    play.press(MEDIATOR, "positions.withdrawn")
    assert gate_ideas.positions(play.mediation) == ()
    assert "positions.none" in play.last(MEDIATOR)
    play.wait(hours=30)
    assert play.interview(FARMERS).front is None
    play.press(MEDIATOR, "positions.withdrawn")
    assert play.last(MEDIATOR) == ["button.old"]


def asked_two_ways(play: Play) -> str:
    play.command(MEDIATOR, "positions").press(MEDIATOR, "positions.test")
    button = next(
        row[0]
        for row in play.told[MEDIATOR][-1].buttons
        if row[0].event.get("do") == "two_ways" and _of(play, str(row[0].event["word"])) == TOWN
    )
    play.press_button(MEDIATOR, button, MEDIATOR)
    return str(button.event["word"])


def _of(play: Play, word: str) -> int:
    party = next(one.party for one in play.mediation.interests if one.word == word)
    return play.mediation.parties[party].user


def test_more_ways_is_an_interest_and_is_not_asked_twice(play: Play) -> None:
    word = asked_two_ways(play)
    play.press(TOWN, "option:p3_two_ways:0")
    assert play.mediation.one_way == ()
    assert play.interview(TOWN).front is None
    play.command(MEDIATOR, "positions")
    if "positions.test" in buttons(play.told[MEDIATOR][-1]):
        play.press(MEDIATOR, "positions.test")
    offered = {row[0].event.get("word") for row in play.told[MEDIATOR][-1].buttons}
    assert word not in offered


def test_one_such_question_a_day(play: Play) -> None:
    asked_two_ways(play)
    play.press(TOWN, "option:p3_two_ways:0")
    own = [one for one in play.mediation.interests if _of(play, one.word) == TOWN]
    assert len(own) > 1
    asked_two_ways(play)
    assert "positions.one_a_day" in play.last(MEDIATOR)
    play.wait(hours=24)
    asked_two_ways(play)
    assert "positions.two_asked" in play.last(MEDIATOR)


def test_one_way_only_is_flagged_and_gets_one_more_rung(play: Play) -> None:
    word = asked_two_ways(play)
    before = next(one for one in play.mediation.interests if one.word == word)
    play.press(TOWN, "option:p3_two_ways:1")
    assert play.mediation.one_way == (word,)
    assert "positions.flagged" in play.last(MEDIATOR)
    front = play.interview(TOWN).front
    assert front
    assert front.prompt == LADDER
    play.say(TOWN, "Omdat het al jaren zo gaat.")
    front = play.interview(TOWN).front
    assert front
    assert front.prompt == "p3_confirm_interest", "one rung, no more"
    play.answer(TOWN)
    after = next(one for one in play.mediation.interests if one.id == before.id)
    assert play.text(after.word) == "Omdat het al jaren zo gaat."
    assert after.position == before.position, "its position stays linked"
    play.command(MEDIATOR, "positions")
    assert "positions.one_way" not in play.last(MEDIATOR), "the new words are another interest"


def test_the_flag_is_for_the_mediator_alone(play: Play) -> None:
    asked_two_ways(play)
    play.press(TOWN, "option:p3_two_ways:1")
    play.answer(TOWN)
    assert not any(key.startswith("positions.") for user in play.parties for key in play.seen(user))
    assert play.unreadable == []
