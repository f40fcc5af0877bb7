"""Nothing goes to others without a name but with its author's yes to exactly that text, or three parties behind it."""

from __future__ import annotations

import pytest
from mediation import CUSTOM, FARMERS, NATURE, TOWN, Custom, Play
from room import MEDIATOR, shown

from bot.marks import load_identifying
from flows.lines import may_be_shown
from flows.listening.identifying import suspects
from flows.process import firewall
from flows.register import IdeaGroup
from flows.table import Mediation

TELLTALE = "Verplaats mijn 43 melkkoeien naar de Noorderweg."
RELEASES = ("p4_release", "p4_release_all")


def marked(text: str, names: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> set[str]:
    return {text[begin:end] for begin, end in suspects(text, load_identifying(), names, others)}


# ------------------------------------------------------------------ the words that give somebody away


@pytest.mark.parametrize(
    ("text", "planted"),
    [
        ("Betaal 1.250.000 euro voor het land", "1.250.000 euro"),
        ("Betaal € 40.000 per jaar", "€ 40.000"),
        ("Koop veertig hectare aan", "veertig hectare"),
        ("Laat mijn koeien staan", "mijn koeien"),
        ("Praat eerst met onze oude veehouders daar", "onze oude veehouders"),
        ("Als melkveehouder wil ik een pad", "melkveehouder"),
        ("Leg het pad langs de Kerkstraat", "Kerkstraat"),
        ("Dat moar bij het huus laten", "huus"),
        ("Keep my oysters out of it", "my oysters"),
        ("Buy twelve acres from the vicar", "twelve acres"),
        ("Ask the beekeeper to move", "beekeeper"),
    ],
)
def test_amounts_places_trades_possessions_and_dialect_are_marked(text: str, planted: str) -> None:
    assert planted in marked(text)


def test_a_name_of_the_case_is_marked_also_in_small_letters() -> None:
    assert marked("zet een hek bij dorpsplein neer", ("Dorpsplein",)) == {"dorpsplein"}


def test_a_word_that_only_one_party_uses_is_marked_and_what_others_say_too_is_not() -> None:
    text = "Plaats een windscherm naast de speeltuin"
    assert "windscherm" in marked(text, others=("iets over de speeltuinen",))
    assert "speeltuin" not in marked(text, others=("iets over de speeltuinen",))
    assert marked(text) == set(), "without other texts nothing is known of rare words"


@pytest.mark.parametrize("text", ["Overleg eens per maand met iedereen", "Let us meet with everyone first"])
def test_an_ordinary_text_has_no_marks(text: str) -> None:
    assert marked(text) == set()


# ------------------------------------------------------------------ until the author said yes


def before_release(text: str = TELLTALE) -> Play:
    """The silent round is over for the farmers, who wrote `text`; their question lies in front of them."""
    play = Play().to_phase(4)  # type: ignore[assignment]
    assert isinstance(play, Play)
    custom: Custom = {"p4_free": lambda at, who: at.say(who, text).press(who, "button.done")}
    for _ in range(40):
        front = play.interview(FARMERS).front
        if front is None or front.prompt in RELEASES:
            break
        play.answer_one(FARMERS, {**CUSTOM, **custom})
    for user in (NATURE, TOWN):
        play.answer(user)
    return play


def idea(play: Play) -> str:
    return next(one.word.id for one in play.mediation.ideas if one.party == "p1")


def read_by_others(play: Play) -> set[str]:
    """Every text quoted to the other parties or the group."""
    return {text for user in (NATURE, TOWN, -100) for text in play.quoted(user)}


def test_the_author_reads_the_text_with_what_may_give_it_away() -> None:
    play = before_release()
    assert "prompt:p4_release" in play.last(FARMERS)
    assert "release.marked" in play.last(FARMERS)
    message = play.told[FARMERS][-1]
    places = (
        next(one for one in message.parts if getattr(one, "key", "") == "release.marked").fill["words"].at
    )  # type: ignore[union-attr]
    words = [TELLTALE[begin:end] for begin, end in places]
    assert "Noorderweg" in words
    assert any("43" in one for one in words)


def test_until_then_it_does_not_go_out_and_the_mediator_sees_how_many_wait_not_who() -> None:
    play = before_release().next()
    assert play.last(MEDIATOR)[0] == "ideas.look_first"
    assert "release.waiting" in play.last(MEDIATOR)
    assert not any("Boeren" in one for one in play.last(MEDIATOR))
    assert TELLTALE not in {
        play.text(one.removeprefix("quote:")) for one in play.last(MEDIATOR) if "quote:" in one
    }
    play.press(MEDIATOR, "button.show_ideas")
    play.answer(NATURE).answer(TOWN)
    assert TELLTALE not in read_by_others(play)
    assert play.unreadable == []


def test_a_yes_lets_exactly_this_text_go() -> None:
    play = before_release().press(FARMERS, "option:p4_release:0")
    assert play.mediation.freed[idea(play)] == play.mediation.ideas[0].word.digest
    play.next().press(MEDIATOR, "button.show_ideas")
    assert TELLTALE in read_by_others(play)
    assert play.unreadable == []


def test_other_words_go_in_its_place_and_the_first_never() -> None:
    calm = "Verplaats de dieren naar een ander stuk land."
    play = before_release().press(FARMERS, "option:p4_release:1").say(FARMERS, calm)
    assert play.text(idea(play)) == calm
    play.next().press(MEDIATOR, "button.show_ideas")
    play.answer(NATURE).answer(TOWN)
    assert calm in read_by_others(play)
    assert TELLTALE not in read_by_others(play)
    assert play.unreadable == []


def test_a_no_keeps_it_with_the_mediator_whoever_else_is_behind_it() -> None:
    play = before_release().press(FARMERS, "option:p4_release:2").next()
    state = play.mediation
    assert "release.waiting" not in play.last(MEDIATOR)
    numbers = tuple(one.number for one in state.ideas)
    grouped = state.model_copy(update={"groups": (IdeaGroup(ideas=numbers, wording=numbers[0]),)})
    assert not any(may_be_shown(grouped, one) for one in grouped.ideas if one.party == "p1")


def test_a_skip_is_no_yes_and_the_mediator_can_have_it_asked_again() -> None:
    play = before_release().press(FARMERS, "button.skip").next()
    assert "release.waiting" in play.last(MEDIATOR)
    play.press(MEDIATOR, "button.release_again")
    assert play.last(MEDIATOR)[0] == "release.asked_again"
    assert "prompt:p4_release" in play.last(FARMERS)
    play.press(FARMERS, "option:p4_release:0")
    assert firewall.undecided(play.mediation) == ()


def test_three_parties_behind_a_theme_are_enough_and_two_are_not() -> None:
    state: Mediation = before_release().mediation
    own = next(one for one in state.ideas if one.party == "p1")
    others = [one.number for one in state.ideas if one.party != "p1"]
    for behind, goes in ((others[:1], False), (others[:2], True)):
        group = IdeaGroup(ideas=(own.number, *behind), wording=own.number)
        assert may_be_shown(state.model_copy(update={"groups": (group,)}), own) is goes


def test_several_texts_are_asked_about_at_once_and_can_be_looked_at_one_by_one() -> None:
    play = Play()
    play.to_phase(4)
    custom: Custom = {
        "p4_free": lambda at, who: (
            at.say(who, "Een pad langs het water").say(who, "Een loket voor vragen").press(who, "button.done")
        )
    }
    while (front := play.interview(FARMERS).front) and front.prompt not in RELEASES:
        play.answer_one(FARMERS, custom)
    assert "prompt:p4_release_all" in play.last(FARMERS)
    play.press(FARMERS, "option:p4_release_all:1")
    play.press(FARMERS, "option:p4_release:0").press(FARMERS, "option:p4_release:2")
    assert (len(play.mediation.freed), len(play.mediation.kept_back)) == (1, 1)


def test_a_text_that_is_changed_is_asked_about_anew() -> None:
    play = before_release().press(FARMERS, "option:p4_release:0")
    play.command(FARMERS, "where").press(FARMERS, "prompt:p4_free")
    play.say(FARMERS, "Een heel ander plan voor later").press(FARMERS, "button.done")
    new = next(one for one in play.mediation.ideas if one.party == "p1")
    assert play.text(new.word.id) == "Een heel ander plan voor later"
    assert not may_be_shown(play.mediation, new)
    assert "prompt:p4_release" in play.last(FARMERS)


def test_where_shows_what_was_let_go_without_a_name() -> None:
    play = before_release().command(FARMERS, "where")
    assert "where.let_go" not in play.last(FARMERS)
    play.press(FARMERS, "option:p4_release:0").command(FARMERS, "where")
    assert "where.let_go" in play.last(FARMERS)
    assert f"quote:{idea(play)}" in shown(play.told[FARMERS][-1])


def test_a_state_of_before_this_question_keeps_what_the_others_have_read() -> None:
    play = before_release().press(FARMERS, "option:p4_release:0").next().press(MEDIATOR, "button.show_ideas")
    stored = play.mediation.model_dump(mode="json")
    old = {key: value for key, value in stored.items() if key not in ("freed", "kept_back", "release_asked")}
    again = Mediation.model_validate(old)
    assert all(may_be_shown(again, one) for one in again.ideas)
    never = Mediation.model_validate({**old, "posted": []})
    assert not any(may_be_shown(never, one) for one in never.ideas)


def test_a_yes_that_comes_late_is_on_no_sheet_before_the_mediator_let_it_be_read() -> None:
    play = before_release().next().press(MEDIATOR, "button.show_ideas")
    for user in (NATURE, TOWN):
        while (front := play.interview(user).front) and front.prompt == "p4_build":
            play.press(user, "button.skip")
    play.press(FARMERS, "option:p4_release:0")
    while play.interview(FARMERS).front:
        play.press(FARMERS, "button.skip")
    count = len(play.mediation.ideas)
    play.command(MEDIATOR, "next").next("4.more").press(MEDIATOR, "button.no_gaps")
    assert len(play.mediation.ideas) == count, "only the yes is new"
    assert play.last(MEDIATOR)[0] == "ideas.look_first"
    assert TELLTALE not in read_by_others(play)
    play.press(MEDIATOR, "button.show_ideas")
    for user in (NATURE, TOWN):
        while play.interview(user).front:
            play.press(user, "button.skip")
    assert TELLTALE in read_by_others(play)
    assert play.unreadable == []
