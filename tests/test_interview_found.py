"""What walks through an interview (test_interview_property) found: each as short as it can be told."""

from __future__ import annotations

import re

import pytest
from interview_walk import Walk, start
from mediation import FARMERS

from flows.events import Edited
from flows.messages import Button

SUBSTANCE = re.compile(r"prompt:p[1-6]_")


def at(name: str) -> Walk:
    return start(name).twin(FARMERS)


def fronts(walk: Walk) -> str:
    assert walk.mine is not None
    return walk.mine.front.id if walk.mine.front else ""


def reopen(walk: Walk, ask: str) -> None:
    assert walk.mine is not None
    walk.press_button(
        FARMERS, Button(label="", address=walk.mine.address, event={"do": "change", "ask": ask}), FARMERS
    )


@pytest.mark.parametrize("then", ["skip", "back"])
def test_a_missing_consent_cannot_be_walked_around(then: str) -> None:
    walk = at("seated")
    walk.press(FARMERS, "option:on_language:0").press(FARMERS, "option:on_intro:0")
    walk.press(FARMERS, "option:on_confidential:0").press(FARMERS, "option:on_consent_data:0")
    walk.command(FARMERS, "done").press(FARMERS, "consent.again").command(FARMERS, then)
    for _ in range(3):
        walk.command(FARMERS, "skip")
    assert not [key for key in walk.seen(FARMERS) if SUBSTANCE.match(key)]


def test_a_consent_taken_back_and_looked_at_again_is_not_walked_around() -> None:
    walk = at("onboarded")
    walk.say(FARMERS, "Het is te druk op het plein geworden.")
    reopen(walk, "on_consent_data")
    walk.press(FARMERS, "option:on_consent_data:0").press(FARMERS, "button.done")
    before = len(walk.seen(FARMERS))
    walk.press(FARMERS, "consent.again").press(FARMERS, "option:on_consent_data:1").command(FARMERS, "back")
    assert not [key for key in walk.seen(FARMERS)[before:] if SUBSTANCE.match(key)]


def test_who_refused_and_goes_back_can_still_say_yes() -> None:
    walk = at("seated")
    walk.press(FARMERS, "option:on_language:0").press(FARMERS, "option:on_intro:0")
    walk.press(FARMERS, "option:on_confidential:1").command(FARMERS, "back")
    walk.press(FARMERS, "option:on_confidential:0")
    assert "prompt:on_consent_data" in walk.last(FARMERS)


def test_a_changed_message_of_an_answer_taken_up_again_leaves_the_new_points_where_they_are() -> None:
    walk = at("onboarded")
    walk.command(FARMERS, "skip")
    assert fronts(walk) == "p1_stake"
    walk.type_("De stilte in de avond en in het weekend is voor ons van groot belang.")
    walk.command(FARMERS, "done")
    reopen(walk, "p1_stake")
    walk.type_("Onze kinderen moeten veilig over straat naar school kunnen gaan.")
    new = Edited(
        sender=walk._who(FARMERS), text="De stilte in de nacht is voor ons van belang.", message_id=1
    )
    walk.raise_(f"person:{FARMERS}", new).press(FARMERS, "edited.use_new")
    assert walk.mine is not None
    assert fronts(walk) == "p1_stake" or not walk.mine.entries


def test_an_answer_taken_up_again_after_the_round_gets_a_reply() -> None:
    walk = at("poll")
    walk.answer(FARMERS)
    reopen(walk, "p2_success")
    before = len(walk.told[FARMERS])
    walk.type_("Als iedereen over een jaar nog met elkaar praat aan dezelfde tafel.")
    assert len(walk.told[FARMERS]) > before


def test_a_reply_to_a_question_back_about_a_text_that_was_replaced_is_not_dropped() -> None:
    walk = at("onboarded")
    walk.type_("nee")
    if not fronts(walk).startswith("SHORT"):
        pytest.skip("nothing is asked back about a short text")
    walk.command(FARMERS, "back")
    walk.type_("Het gaat om de weg die al drie jaar open ligt voor onze deur in het dorp.")
    assert not fronts(walk).startswith("SHORT")


def test_back_from_an_answer_taken_up_again_does_not_ask_it_twice() -> None:
    walk = at("onboarded")
    walk.type_("Het gaat om de weg die al drie jaar open ligt voor onze deur in het dorp.")
    reopen(walk, "p1_story")
    walk.command(FARMERS, "back")
    assert walk.mine is not None
    assert [one.id for one in (walk.mine.front, *walk.mine.agenda) if one].count("p1_story") == 1


def test_a_reading_changed_at_once_asks_once_which_interests_are_at_stake() -> None:
    walk = at("poll")
    walk.press(FARMERS, "option:p5_support:0").press(FARMERS, "option:p5_support:1")
    assert walk.mine is not None
    assert [one.id for one in (walk.mine.front, *walk.mine.agenda) if one].count("stake:P1.1") == 1


def test_an_answer_typed_right_after_done_is_not_the_rest_of_a_long_one() -> None:
    walk = at("onboarded")
    walk.command(FARMERS, "skip")
    walk.type_("de wei is nat " * 250)
    walk.command(FARMERS, "done")
    behind = fronts(walk)
    walk.type_("De buren aan de overkant van de straat zeggen dat het tijd kost.")
    assert walk.mine is not None
    assert len(walk.mine.answers["p1_stake"].words) == 1 or behind.startswith(("SPLIT", "SHORT", "LDOWN"))


def test_an_answer_left_as_it_was_stands_once_in_the_list() -> None:
    walk = at("onboarded")
    walk.type_("Het gaat om de weg die al drie jaar open ligt voor onze deur in het dorp.")
    reopen(walk, "p1_story")
    walk.command(FARMERS, "skip")
    assert walk.mine is not None
    assert walk.mine.trail.count("p1_story") == 1
