"""The last question (p6_data): own data, erasing now after a second yes, reminders or none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mediation import FARMERS, NATURE, Play
from room import MEDIATOR

from flows.events import Pressed, Sender
from flows.table import RETENTION

SEND, ERASE_NOW, REMIND, NO_MORE = range(4)


def at_the_end(*ticked: int) -> Play:
    """The look back is open; the farmers tick these under p6_data."""
    play = Play().to_phase(6)
    play.all_answer().next().say(MEDIATOR, "Eerst bellen, dan een bemiddelaar.").press(
        MEDIATOR, "button.make_text"
    )
    play.typeset("draft")
    play.press(MEDIATOR, "button.ask_signing").wait(hours=25).all_answer().next()
    play.typeset("final")
    play.command(MEDIATOR, "next").next()
    while (front := play.interview(FARMERS).front) and front.prompt != "p6_data":
        play.answer_one(FARMERS)
    for number in ticked:
        play.press(FARMERS, f"option:p6_data:{number}")
    return play.press(FARMERS, "button.done") if ticked else play


def test_the_question_names_the_day_on_which_everything_goes() -> None:
    play = at_the_end()
    front = play.interview(FARMERS).front
    assert front is not None
    assert front.fill["date"].at == play.mediation.erase_on == play.now + RETENTION  # type: ignore[union-attr]
    assert play.wakes[f"{play.mediation.id}:erase"].due == play.mediation.erase_on


def test_own_data_comes_at_once() -> None:
    assert "mydata.heading" in at_the_end(SEND).last(FARMERS)


def test_erasing_is_asked_once_more_and_then_done_for_this_person_only() -> None:
    play = at_the_end(ERASE_NOW)
    assert play.last(FARMERS)[0] == "leaving.sure"
    assert play.erased == []
    play.press(FARMERS, "leaving.erase")
    assert play.last(FARMERS) == ["leaving.erased"]
    assert [(one.party, one.user) for one in play.erased] == [("p1", FARMERS)]
    assert "erased their private answers" in play.acts


def test_who_says_no_keeps_everything() -> None:
    play = at_the_end(ERASE_NOW).press(FARMERS, "leaving.keep")
    assert play.last(FARMERS) == ["leaving.kept"]
    assert play.erased == []


def test_the_second_yes_of_somebody_who_never_asked_erases_nothing() -> None:
    play = at_the_end(SEND)
    pressed = Pressed(sender=Sender(user=FARMERS), press={"do": "erase_mine"}, chat=FARMERS, private=True)
    play.raise_(play.interview(FARMERS).address, pressed)
    assert play.erased == []
    assert play.last(FARMERS) == ["button.old"]


@pytest.mark.parametrize(
    ("ticked", "reminded"),
    [((NO_MORE,), False), ((REMIND,), True), ((REMIND, NO_MORE), True), ((SEND,), True)],
)
def test_reminders_of_commitments_come_unless_no_more_was_asked_for(
    ticked: tuple[int, ...],
    reminded: bool,
) -> None:
    play = at_the_end(*ticked)
    play.now += timedelta(seconds=1)
    play.wait(days=300)
    assert ("remind.commitment" in play.seen(FARMERS)) is reminded
    assert "leaving.sure" not in play.seen(NATURE)


def test_the_mediator_reads_what_was_chosen() -> None:
    play = at_the_end(REMIND)
    play.command(MEDIATOR, "status").press(MEDIATOR, "button.read_answers")
    assert "option:p6_data:2" in play.last(MEDIATOR)
