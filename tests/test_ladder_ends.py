"""Where a ladder ends (rule LUP, stop_when), and an interest in its owner's own words (p3_ladder_own)."""

from __future__ import annotations

import pytest
from mediation import FARMERS, Play
from room import MEDIATOR, SCRIPT, buttons

from flows.events import Pressed, Sender
from flows.interview.ladders import gist, names_a_need
from flows.signals import Ask

POSITION = "De weg moet dicht voor vrachtverkeer."
VAGUE = "Dan rijden er geen vrachtwagens meer door de straat."


def front(play: Play) -> Ask:
    found = play.interview(FARMERS).front
    assert found is not None
    return found


def climbing(position: str = POSITION) -> Play:
    """The farmers stand on the first rung above a position."""
    play = Play().to_phase(3)
    assert front(play).prompt == "p3_want"
    play.say(FARMERS, position).press(FARMERS, "button.done")
    assert front(play).prompt == "LUP"
    return play


def interests(play: Play) -> list[str]:
    return [play.text(one.word) for one in play.mediation.interests if one.party == "p1"]


@pytest.mark.parametrize(
    "need",
    [
        "Dan kunnen onze kinderen weer rustig slapen.",
        "Wij zijn bang dat er ongelukken gebeuren.",
        "Onze nachtrust",
    ],
)
def test_a_need_named_on_an_early_rung_ends_the_ladder(need: str) -> None:
    play = climbing().say(FARMERS, need)
    assert front(play).prompt == "p3_confirm_interest"
    play.press(FARMERS, "option:p3_confirm_interest:0")
    assert interests(play) == [need]
    one = play.mediation.interests[-1]
    assert play.text(one.position) == POSITION


def test_a_reason_that_names_no_need_goes_up_and_the_third_rung_is_the_last() -> None:
    play = climbing()
    for number, text in enumerate((VAGUE, "Dan gaat de weg dicht.", "Dan rijdt daar niemand.")):
        assert front(play).id.endswith(f":{number}")
        play.say(FARMERS, text)
    assert front(play).prompt == "p3_confirm_interest"


def test_whoever_says_the_same_again_is_asked_for_the_reason_in_own_words() -> None:
    play = climbing().say(FARMERS, VAGUE).say(FARMERS, "dan rijden er GEEN vrachtwagens meer door de straat")
    assert front(play).prompt == "p3_ladder_own"
    play.say(FARMERS, "Dat mijn moeder veilig kan oversteken.")
    assert front(play).prompt in ("p3_confirm_interest", "SENS")
    while front(play).prompt != "p3_confirm_interest":
        play.press(FARMERS, "follow.as_it_is")
    play.press(FARMERS, "option:p3_confirm_interest:0")
    assert interests(play) == ["Dat mijn moeder veilig kan oversteken."]


def test_the_position_itself_said_again_is_no_interest() -> None:
    play = climbing().say(FARMERS, POSITION)
    assert front(play).prompt == "p3_ladder_own"
    assert "button.skip" in buttons(play.told[FARMERS][-1]), "there is always a way out"
    play.press(FARMERS, "button.skip")
    assert front(play).prompt not in ("LUP", "p3_confirm_interest", "p3_ladder_own")
    assert interests(play) == []


def test_an_interest_is_put_in_its_owners_own_words() -> None:
    play = (
        climbing().say(FARMERS, "Dan kunnen wij weer slapen.").press(FARMERS, "option:p3_confirm_interest:2")
    )
    assert front(play).prompt == "p3_ladder_own"
    assert "ladder.you_said" in play.last(FARMERS)
    play.say(FARMERS, "Rust in de nacht, voor het hele dorp.")
    assert front(play).prompt == "p3_confirm_interest"
    play.press(FARMERS, "option:p3_confirm_interest:1")
    assert interests(play) == ["Rust in de nacht, voor het hele dorp."]
    kept = next(one for one in play.words.values() if one.prompt == "p3_ladder_own")
    assert kept.script_version == SCRIPT.version
    play.command(MEDIATOR, "status").press(MEDIATOR, "button.read_answers")
    assert "prompt:p3_ladder_own" in play.last(MEDIATOR)


def test_whoever_leaves_the_wording_after_all_gets_the_proposed_one_back() -> None:
    play = (
        climbing().say(FARMERS, "Dan kunnen wij weer slapen.").press(FARMERS, "option:p3_confirm_interest:2")
    )
    play.press(FARMERS, "button.skip")
    assert front(play).prompt == "p3_confirm_interest"
    play.press(FARMERS, "option:p3_confirm_interest:0")
    assert interests(play) == ["Dan kunnen wij weer slapen."]


def test_a_change_of_a_confirmed_interest_keeps_its_number() -> None:
    play = (
        climbing().say(FARMERS, "Dan kunnen wij weer slapen.").press(FARMERS, "option:p3_confirm_interest:0")
    )
    confirm = next(id for id in play.interview(FARMERS).answers if id.startswith("confirm:"))
    before = [one.id for one in play.mediation.interests]
    change = {"do": "change", "ask": confirm}
    pressed = Pressed(sender=Sender(user=FARMERS), press=change, chat=FARMERS, private=True)
    play.raise_(play.interview(FARMERS).address, pressed)
    play.press(FARMERS, "option:p3_confirm_interest:2").say(FARMERS, "Rust in de nacht.")
    play.press(FARMERS, "option:p3_confirm_interest:0")
    assert interests(play) == ["Rust in de nacht."]
    assert [one.id for one in play.mediation.interests] == before


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Omdat het moet.", False),
        ("Want anders komen ze hier allemaal.", False),
        ("Because they must go.", False),
        ("Wij willen rust.", True),
        ("I am afraid my children get hurt.", True),
        ("Minstens 50 procent.", False),
    ],
)
def test_because_alone_names_no_need(text: str, named: bool) -> None:
    assert SCRIPT.lexicon is not None
    assert names_a_need(text, SCRIPT.lexicon) is named


def test_a_gist_says_nothing_of_the_words() -> None:
    assert gist("Wij willen RUST!") == gist("wij willen rust")
    assert gist("Wij willen rust") != gist("Wij willen ruimte")
    assert "rust" not in gist("rust")
