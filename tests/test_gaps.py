"""Interests without ideas: pointed out by the mediator before an extra round, asked about with who may read them."""

from __future__ import annotations

import pytest
from mediation import FARMERS, NATURE, TOWN, Play
from room import MEDIATOR


def before_extra_round(*, private: bool = False) -> Play:
    """The second round of ideas is over; with `private` the farmers keep their interest for the mediator."""
    play = Play()
    for number in (1, 2):
        getattr(play, f"phase_{number}")()
    answer = 1 if private else 0
    custom = {"p3_confirm_interest": lambda at, user: at.press(user, f"option:p3_confirm_interest:{answer}")}
    play.answer(FARMERS, custom).phase_3()
    play.all_answer().next().press(MEDIATOR, "button.show_ideas").all_answer()
    return play.next("4.more")


def gaps(play: Play, user: int) -> list[str]:
    state = play.interview(user)
    asks = [one for one in (state.front, *state.agenda) if one]
    return [one.about for one in asks if one.prompt == "p4_gap"]


def test_the_mediator_is_shown_every_interest_before_the_extra_round_opens() -> None:
    play = before_extra_round()
    assert play.last(MEDIATOR)[0] == "gaps.which"
    assert play.last(MEDIATOR).count("gaps.interest") == len(play.mediation.interests)
    assert play.mediation.stage == "4.build", "nothing has opened yet"


def test_the_interests_pointed_out_are_asked_about_with_everybody_and_first() -> None:
    play = before_extra_round().say(MEDIATOR, "1 en 2").press(MEDIATOR, "button.show_ideas")
    wanted = [one.id for one in play.mediation.interests[:2]]
    for user in (FARMERS, NATURE, TOWN):
        assert gaps(play, user) == wanted
    play.say(NATURE, "Een afdak bij de kerk").press(NATURE, "button.done")
    idea = play.mediation.ideas[-1]
    assert (play.text(idea.word.id), idea.party) == ("Een afdak bij de kerk", "p3")
    assert play.words[idea.word.id].prompt == "p4_gap"
    assert play.unreadable == []


def test_a_private_interest_is_asked_about_with_its_owner_only() -> None:
    play = before_extra_round(private=True)
    number = next(n for n, one in enumerate(play.mediation.interests, 1) if not one.for_group)
    assert "gaps.private" in play.last(MEDIATOR)
    play.say(MEDIATOR, str(number)).press(MEDIATOR, "button.show_ideas")
    assert len(gaps(play, FARMERS)) == 1
    assert gaps(play, NATURE) == gaps(play, TOWN) == []
    assert play.unreadable == []


@pytest.mark.parametrize("text", ["geen idee", "99", "0", "1 2 3 4 5 6"])
def test_other_numbers_get_a_sentence_and_nothing_opens(text: str) -> None:
    play = before_extra_round().say(MEDIATOR, text)
    assert play.last(MEDIATOR) == ["gaps.numbers_wrong"] or play.last(MEDIATOR)[0] == "gaps.numbers_wrong"
    assert play.mediation.stage == "4.build"
    play.say(MEDIATOR, "1")
    assert play.mediation.stage == "4.more", "the form was still open"


def test_where_every_interest_has_ideas_the_round_opens_without_the_question() -> None:
    play = before_extra_round().press(MEDIATOR, "button.no_gaps").press(MEDIATOR, "button.show_ideas")
    assert gaps(play, FARMERS) == []
    assert play.interview(FARMERS).front.prompt == "p4_lift"  # type: ignore[union-attr]


def test_whoever_stops_can_come_back_to_it() -> None:
    play = before_extra_round().press(MEDIATOR, "button.stop").command(MEDIATOR, "next")
    assert play.mediation.stage == "4.build"
    play.next("4.more")
    assert play.last(MEDIATOR)[0] == "gaps.which"
