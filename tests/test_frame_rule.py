"""Rule FRAME in conversation: what a published frame rules out is kept, tagged for the mediator, and never refused."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from keys import OPERATOR
from mediation import FARMERS, NATURE, TOWN, Play
from room import MEDIATOR

from bot.engine import words_in_group
from bot.frames import frames_for
from flows.effects import Circle, Keep, Release, Withdraw
from flows.register import Frame
from flows.signals import Word
from flows.table import Mediation
from storage import Store, Transaction

FRAME = "De busbaan op de Markt blijft liggen, besloten door de raad."
AGAINST = "Haal die busbaan op de Markt weg, wij willen daar terrassen."


def framed(phase: int = 3) -> Play:
    """Parties in a phase; the town's one fixed frame is published as number 1."""
    play = Play()
    play.phase_1()
    custom = {"p2_frames_fixed": lambda at, user: at.say(user, FRAME).press(user, "button.done")}
    play.all_answer(custom).next().press(MEDIATOR, "button.publish_frames").all_answer().next()
    play.link_group()
    play.close(2)
    for number in range(3, phase):
        getattr(play, f"phase_{number}")()
    return play


def at(play: Play, user: int, prompt: str) -> Play:
    for _ in range(80):
        front = play.interview(user).front
        assert front is not None, f"{prompt} never came"
        if front.prompt == prompt:
            return play
        play.answer_one(user)
    raise AssertionError(f"{prompt} never came")


def thanks(play: Play, user: int) -> int:
    return len([key for key in play.seen(user) if key == "option:FRAME:0"])


def test_a_wish_against_a_frame_is_kept_and_the_person_hears_who_will_see_it() -> None:
    play = framed()
    at(play, FARMERS, "p3_future").say(FARMERS, AGAINST)
    assert thanks(play, FARMERS) == 1
    answer = play.interview(FARMERS).answers["p3_future"]
    assert [play.text(one.id) for one in answer.words] == [AGAINST]
    assert set(answer.frames.values()) == {(1,)}
    front = play.interview(FARMERS).front
    assert front is not None
    assert front.prompt != "p3_future", "the next question is asked at once"


def test_the_mediator_reads_which_frame_it_touches_and_nobody_else_does() -> None:
    play = framed()
    at(play, FARMERS, "p3_future").say(FARMERS, AGAINST)
    play.command(MEDIATOR, "frames")
    assert "framing.heading" in play.last(MEDIATOR)
    assert AGAINST in play.quoted(MEDIATOR)
    play.command(MEDIATOR, "status")
    assert "framing.count" in play.last(MEDIATOR)
    play.press(MEDIATOR, "button.read_answers")
    assert "framing.words" in play.last(MEDIATOR)
    for other in (NATURE, TOWN):
        assert not any(key.startswith("framing.") for key in play.seen(other))
        assert thanks(play, other) == 0


def test_an_idea_against_a_frame_is_tagged_in_silence() -> None:
    play = framed(4)
    at(play, FARMERS, "p4_free").say(FARMERS, AGAINST).press(FARMERS, "button.done")
    assert thanks(play, FARMERS) == 0
    assert AGAINST in [play.text(one.word.id) for one in play.mediation.ideas], "the idea stands"
    note = play.mediation.note("p4_free", "p1")
    assert note is not None
    assert set(note.frames.values()) == {(1,)}


@pytest.mark.parametrize(
    "text",
    ["Wij willen rust en ruimte voor onze koeien.", "De sfeer in het dorp moet beter."],
)
def test_what_leaves_the_frames_alone_is_not_tagged(text: str) -> None:
    play = framed()
    at(play, FARMERS, "p3_future").say(FARMERS, text)
    assert thanks(play, FARMERS) == 0
    assert play.interview(FARMERS).framed == {}


def test_an_authority_is_not_told_that_it_touches_its_own_frame() -> None:
    play = framed()
    at(play, TOWN, "p3_future").say(TOWN, AGAINST)
    assert thanks(play, TOWN) == 0


def test_a_frame_that_was_taken_back_is_no_frame_any_more() -> None:
    play = framed()
    town = play.interview(TOWN).answers["p2_frames_fixed"]
    play.withdrawn.update(one.id for one in town.words)
    at(play, FARMERS, "p3_future").say(FARMERS, AGAINST)
    assert thanks(play, FARMERS) == 0


def test_points_taken_apart_are_tagged_each_by_itself_and_said_once() -> None:
    play = framed()
    at(play, FARMERS, "p3_want").say(
        FARMERS, "1. haal de busbaan op de Markt weg\n2. een nieuwe speeltuin bij de kerk"
    )
    play.press(FARMERS, "button.done").press(FARMERS, "follow.list_right")
    answer = play.interview(FARMERS).answers["p3_want"]
    assert [one.id in answer.frames for one in answer.words] == [True, False]
    assert thanks(play, FARMERS) == 1


def test_a_threat_goes_to_a_human_without_a_word_about_frames() -> None:
    play = framed()
    at(play, FARMERS, "p3_future").say(
        FARMERS, "Als die busbaan op de Markt blijft sla ik die wethouder in elkaar."
    )
    assert thanks(play, FARMERS) == 0
    assert play.interview(FARMERS).held


async def test_the_engine_looks_up_only_what_the_group_may_read(tmp_path: Path) -> None:
    frame = Keep(
        id="w1",
        mediation="m",
        party="p2",
        user=TOWN,
        kind="frame",
        prompt="p2_frames_fixed",
        script_version=1,
        circle=Circle.ATTRIBUTED,
        text=FRAME,
        at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    published = Frame(number=1, type="fixed", party="p2", word=Word(id="w1", digest=""), published=True)
    states = {"mediation:m": Mediation(id="m", frames=(published,))}

    def heard(tx: Transaction, address: str, event: str) -> list[str]:
        looked_up = frames_for(address, {"t": event}, states.__getitem__, partial(words_in_group, tx))
        return [one.text for one in looked_up]

    def act(tx: Transaction) -> None:
        tx.keep(frame)
        assert heard(tx, "interview:m:p1", "said") == [], "kept, and not let go yet"
        tx.release(Release(mediation="m", ids=("w1",), circle=Circle.ATTRIBUTED, approved_by=MEDIATOR))
        assert heard(tx, "interview:m:p1", "said") == [FRAME]
        assert heard(tx, "interview:m:p1", "edited") == [FRAME]
        assert heard(tx, "interview:m:p1", "pressed") == [], "nothing is looked up where no text comes"
        assert heard(tx, "interview:m:p2", "said") == [], "a party's own frame"
        assert heard(tx, "mediation:m", "said") == []
        tx.withdraw(Withdraw(mediation="m", ids=("w1",)))
        assert heard(tx, "interview:m:p1", "said") == []

    store = await Store.open(tmp_path / "store.db", OPERATOR)
    await store.transact(act)
    await store.close()
