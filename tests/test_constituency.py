"""The page for a party's own people at each phase's end, and the short form for what they say of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from mediation import FARMERS, NATURE, TOWN, Play
from room import GROUP, MEDIATOR, Room, buttons, keys, shown

from bot.run import load_script
from flows.messages import Say
from handlers.catalogues import Sentences
from handlers.render import quotes_in, render

SCRIPT, SENTENCES = load_script(), Sentences.load()
ONE_PAGE = 4096


def _pages(play: Play, user: int) -> list[Say]:
    return [one for one in play.told[user] if "achterban.heading" in shown(one)]


def _option(number: int) -> Callable[[Play, int], Room]:
    def act(play: Play, user: int) -> Room:
        return play.press_button(user, play.told[user][-1].buttons[number][0], user)

    return act


def test_every_phase_brings_a_page_of_released_words_only() -> None:
    play = Play().to_phase(6)
    play.phase_6()
    for user in (FARMERS, TOWN, NATURE):
        pages = _pages(play, user)
        assert len(pages) == 6
        quoted = {id for page in pages for id in quotes_in(page)}
        assert quoted
        assert quoted <= play.released
        assert not any(page.buttons for page in pages)
    assert _pages(play, FARMERS) == _pages(play, TOWN)
    bodies = [{key for part in page.parts for key in keys(part)} for page in _pages(play, FARMERS)]
    for body, key in zip(bodies, ("talked", "frames", "map", "ideas", "agreed", "agreement"), strict=True):
        assert f"achterban.{key}" in body
        assert "achterban.nothing" not in body
    assert not play.unreadable


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_is_one_page(language: str) -> None:
    play = Play().to_phase(6)
    for page in _pages(play, FARMERS):
        words = {id: play.text(id) for id in quotes_in(page)}
        text = render(page, language, words, SENTENCES, SCRIPT).text
        assert len(text.encode("utf-16-le")) // 2 <= ONE_PAGE
        assert "{" not in text


def test_the_form_holds_nothing_up() -> None:
    play = Play().to_phase(2)
    waiting = play.mediation.waiting
    play.press(FARMERS, "achterban.record")
    assert play.mediation.waiting == waiting
    play.answer(FARMERS)
    assert play.mediation.waiting == {"2.register": ("p2", "p3")}
    play.all_answer()
    complete = play.seen(MEDIATOR).count("round.complete")
    play.press(FARMERS, "achterban.record").answer(FARMERS)  # type: ignore[attr-defined]
    assert play.mediation.waiting == {}
    assert play.seen(MEDIATOR).count("round.complete") == complete


def test_a_reaction_is_kept_and_only_the_mediator_reads_it() -> None:
    play = Play().to_phase(2)
    play.press(FARMERS, "achterban.record")
    play.answer(FARMERS, {"b_reaction": _option(0)})
    assert play.mediation.note("b_reaction:1", "p1").choice == (0,)  # type: ignore[union-attr]
    play.command(MEDIATOR, "parties")
    assert "option:b_reaction:0" in play.last(MEDIATOR)
    assert "option:b_reaction:0" not in play.last(TOWN)


@pytest.mark.parametrize("number", [1, 2])
def test_a_point_is_kept_in_words(number: int) -> None:
    play = Play().to_phase(2)
    play.press(FARMERS, "achterban.record")
    _option(number)(_until(play, "b_reaction"), FARMERS)
    play.say(FARMERS, "De stallen zijn te duur.")
    note = play.mediation.note("b_reaction:1", "p1")
    assert note
    assert note.choice == (number,)
    assert [play.text(one.id) for one in note.words] == ["De stallen zijn te duur."]


def test_where_they_are_split_the_smaller_parts_interest_is_recorded() -> None:
    play = Play().to_phase(2)
    play.press(FARMERS, "achterban.record")
    play.answer(FARMERS, {"b_reaction": _option(3)})
    note = play.mediation.note("b_minority:1", "p1")
    assert note
    assert [play.text(one.id) for one in note.words] == [f"b_minority van {FARMERS}"]
    play.command(MEDIATOR, "parties")
    assert "achterban.minority" in play.last(MEDIATOR)
    assert not [id for id in play.released if play.text(id).startswith("b_minority")]


def test_they_may_say_something_else_later() -> None:
    play = Play().to_phase(2)
    play.press(FARMERS, "achterban.record").answer(FARMERS, {"b_reaction": _option(3)})  # type: ignore[attr-defined]
    play.press(FARMERS, "achterban.record").answer(FARMERS, {"b_reaction": _option(0)})  # type: ignore[attr-defined]
    assert play.mediation.note("b_reaction:1", "p1").choice == (0,)  # type: ignore[union-attr]


def test_the_order_of_ideas_says_nothing_of_where_they_came_from() -> None:
    play = Play().to_phase(5)
    page = next(one for one in _pages(play, FARMERS) if "achterban.ideas" in shown(one))
    listed = [key.removeprefix("quote:") for key in shown(page) if key.startswith("quote:")]
    posted = next(one for one in play.told[GROUP] if "ideas.heading" in shown(one))
    assert listed == [key.removeprefix("quote:") for key in shown(posted) if key.startswith("quote:")]


def test_nobody_speaks_for_another_partys_people() -> None:
    play = Play().to_phase(2)
    form = next(m for m in play.told[FARMERS] if "achterban.record" in buttons(m))
    play.press_button(TOWN, form.buttons[0][0], TOWN)
    assert play.last(TOWN) == ["button.old"]


def _until(play: Play, prompt: str) -> Play:
    for _ in range(50):
        front = play.interview(FARMERS).front
        assert front is not None
        if front.prompt == prompt:
            return play
        play.press(FARMERS, "button.skip")
    raise AssertionError(f"{prompt} is never asked")
