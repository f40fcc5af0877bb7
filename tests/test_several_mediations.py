"""One person, one chat, several mediations: what they type, press, change and take back lands in the right one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from local import Local
from room import SCRIPT, Room, buttons, shown

from bot.machines import Setting
from flows.conversation import Interview
from flows.events import Edited, Said
from flows.person import Person
from flows.signals import Seated, Unseated
from flows.table import Mediation
from handlers.catalogues import Sentences

ANNA, BRAM, PIET = 1, 2, 10
SENTENCES = Sentences.load()


class Two(Room):
    """Anna mediates about a square, Bram about a harbour; Piet sits in both."""

    def __init__(self) -> None:
        super().__init__()
        self.setting = Setting(SCRIPT, frozenset({ANNA, BRAM}), "Europe/Amsterdam")
        self.square = self.create(ANNA, "Dorpsplein")
        self.harbour = self.create(BRAM, "Haven")
        self.seat(ANNA, "Boeren")
        self.onboard()
        self.seat(BRAM, "Vissers")

    def create(self, mediator: int, title: str) -> str:
        self.command(mediator, "new", title).say(mediator, "Wie").press(mediator, "button.no_sponsor")
        made = [one for one in self.states.values() if isinstance(one, Mediation) and one.title == title]
        return made[0].id

    def seat(self, mediator: int, name: str) -> None:
        self.command(mediator, "invite", name).press(mediator, "button.no_authority")
        link: Any = self.told[mediator][-1].parts[0]
        self.start(PIET, str(link.fill["token"]))
        self.press(mediator, "claim.right")

    def onboard(self) -> None:
        for key in ("on_language", "on_intro", "on_confidential"):
            self.press(PIET, f"option:{key}:0")
        for number in range(6):
            self.press(PIET, f"option:on_consent_data:{number}")
        self.press(PIET, "button.done")
        if "prompt:on_contact" in self.last(PIET):
            self.press(PIET, "button.none_of_these")

    @property
    def piet(self) -> Person:
        state = self.states[f"person:{PIET}"]
        assert isinstance(state, Person)
        return state

    def interview(self, mediation: str) -> Interview:
        state = self.states[f"interview:{mediation}:p1"]
        assert isinstance(state, Interview)
        return state

    def said_in(self, mediation: str) -> list[str]:
        return [one.text for one in self.words.values() if one.mediation == mediation and one.party]

    def go(self, title: str) -> None:
        """By /where, to the place of this title."""
        self.command(PIET, "where")
        for row in self.told[PIET][-1].buttons:
            if title in str(row[0].label):
                self.press_button(PIET, row[0], PIET)
                return
        raise AssertionError(title)


def test_a_second_seat_takes_what_is_typed_only_with_a_sentence_and_a_way_back() -> None:
    two = Two()
    assert two.piet.mediation == two.harbour
    moved = next(one for one in reversed(two.told[PIET]) if "place.now" in shown(one))
    assert "Haven" in shown(moved)
    assert buttons(moved) == ["place.go"]
    two.press(PIET, "place.go")
    assert two.piet.mediation == two.square
    assert "prompt:p1_story" in two.last(PIET)
    two.say(PIET, "Over het plein")
    assert (two.said_in(two.square), two.said_in(two.harbour)) == (["Over het plein"], [])


def test_questions_of_two_mediations_mixed_and_every_answer_in_its_own() -> None:
    two = Two()
    two.onboard()
    two.say(PIET, "haven 1")
    two.go("Dorpsplein")
    two.say(PIET, "plein 1").say(PIET, "plein 2")
    two.go("Haven")
    two.say(PIET, "haven 2")
    assert two.said_in(two.square) == ["plein 1", "plein 2"]
    assert two.said_in(two.harbour) == ["haven 1", "haven 2"]


def test_where_shows_every_place_and_marks_the_one_in_front() -> None:
    two = Two()
    two.command(PIET, "where")
    assert buttons(two.told[PIET][-1]) == ["place.seat", "place.here"]
    two.go("Dorpsplein")
    assert two.piet.mediation == two.square
    assert two.last(PIET)[-1].startswith("share.")
    assert any(key.startswith("where.") for key in two.seen(PIET)[-20:])


def test_a_button_belongs_to_its_own_mediation_and_brings_it_in_front() -> None:
    two = Two()
    two.onboard()
    two.go("Dorpsplein")
    asked = next(
        row[0]
        for one in reversed(two.told[PIET])
        for row in one.buttons
        if row[0].address == f"interview:{two.harbour}:p1" and row[0].event["do"] == "skip"
    )
    two.press_button(PIET, asked, PIET)
    assert two.piet.mediation == two.harbour
    assert [one.status for one in two.interview(two.harbour).answers.values()][-1] == "skipped"
    assert "p1_story" not in str(two.interview(two.square).answers)
    assert any("place.now" in shown(one) for one in two.told[PIET][-3:])


def test_skip_and_back_typed_reach_only_the_one_in_front() -> None:
    two = Two()
    two.onboard()
    two.command(PIET, "skip")
    front = two.interview(two.square).front
    assert front
    assert front.prompt == "p1_story"
    two.go("Dorpsplein")
    two.command(PIET, "skip").command(PIET, "back")
    front = two.interview(two.square).front
    assert front
    assert front.prompt == "p1_story"


def test_a_message_changed_afterwards_goes_where_it_went() -> None:
    two = Two()
    two.onboard()
    two.go("Dorpsplein")
    who = two._who(PIET)
    two.raise_(f"person:{PIET}", Said(sender=who, text="plein", message_id=7))
    two.go("Haven")
    two.raise_(f"person:{PIET}", Said(sender=who, text="haven", message_id=8))
    two.raise_(f"person:{PIET}", Edited(sender=who, text="plein, beter", message_id=7))
    assert two.last(PIET)[0] == "edited.which"
    assert two.said_in(two.square) == ["plein", "plein, beter"]
    assert two.said_in(two.harbour) == ["haven"]


def test_a_message_from_before_the_second_seat_is_still_of_the_first() -> None:
    room = Two()
    alone = Person(user=5)
    room.states["person:5"] = alone
    for mediation in (room.square, room.harbour):
        room.raise_("person:5", Seated(mediation=mediation, party="p9", title="T", party_name="P"))
    state = room.states["person:5"]
    assert isinstance(state, Person)
    assert state.first == f"interview:{room.square}:p9"


def test_withdrawing_is_about_the_one_in_front() -> None:
    two = Two()
    two.onboard()
    two.say(PIET, "haven")
    two.go("Dorpsplein")
    two.say(PIET, "plein")
    two.go("Haven")
    two.command(PIET, "withdraw").press(PIET, "prompt:p1_story")
    gone = {two.words[id].text for id in two.withdrawn}
    assert gone == {"haven"}


def test_a_seat_that_is_taken_back_leaves_the_other_in_front() -> None:
    two = Two()
    two.raise_(f"person:{PIET}", Unseated(mediation=two.harbour, party="p1"))
    assert two.last(PIET)[0] == "place.gone_now"
    assert two.piet.mediation == two.square
    two.raise_(f"person:{PIET}", Unseated(mediation=two.square, party="p1"))
    assert two.last(PIET)[0] == "place.gone"
    assert two.say(PIET, "hallo").last(PIET) == ["who_are_you"]


def test_a_seat_by_proxy_waits_in_the_background_and_a_desk_command_brings_the_desk_back() -> None:
    two = Two()
    seated = Seated(mediation=two.square, party="p9", title="Dorpsplein", party_name="Gemeente", proxy=True)
    two.raise_(f"person:{ANNA}", seated)
    state = two.states[f"person:{ANNA}"]
    assert isinstance(state, Person)
    assert state.at_desk
    two.command(ANNA, "where")
    assert buttons(two.told[ANNA][-1]) == ["place.here", "place.proxy"]
    two.press(ANNA, "place.proxy")
    state = two.states[f"person:{ANNA}"]
    assert isinstance(state, Person)
    assert not state.at_desk
    two.command(ANNA, "status")
    assert any("place.now" in shown(one) for one in two.told[ANNA][-2:])
    state = two.states[f"person:{ANNA}"]
    assert isinstance(state, Person)
    assert state.at_desk
