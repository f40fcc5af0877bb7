"""Frames: numbers that stay, a mark by every party, answers to all, changes by notice, packages that fit or do not."""

from __future__ import annotations

from typing import Any

import pytest
from mediation import FARMERS, NATURE, TOWN, Play
from room import GROUP, MEDIATOR, buttons, shown

from flows.events import Pressed, Sender
from flows.parties.succession import of_round
from flows.process import frame_fit, frames
from flows.table import Mediation

ROAD = "De busbaan op de Markt blijft liggen."
NEW = "De busbaan op de Markt gaat naar de ring."


def option(number: int, *said: str) -> Any:
    """Press one of the choices, and type what it asks for."""

    def act(play: Play, user: int) -> None:
        play.press_button(user, play.told[user][-1].buttons[number][0], user)
        for text in said:
            play.say(user, text)

    return act


def at_frames(custom: dict[str, Any] | None = None) -> Play:
    """The frames are published; every party is asked about them, and nobody has answered."""
    play = Play()
    play.phase_1()
    play.all_answer(custom).next().press(MEDIATOR, "button.publish_frames")
    return play


def first_frame(play: Play, number: int, *said: str) -> Play:
    """The farmers say this of the first frame; everybody else finds all of them clear."""
    done: list[int] = []

    def react(at: Play, user: int) -> None:
        mine = user == FARMERS and not done
        option(number, *said)(at, user) if mine else option(0)(at, user)
        done.append(user) if user == FARMERS else None

    play.all_answer({"p2_frames_react": react})
    return play


# ------------------------------------------------------------------ entered, numbered, published


def test_the_authority_says_who_decides_on_the_outcome_and_when() -> None:
    play = at_frames({"p2_frame_body": lambda at, user: at.say(user, "De raad, in mei.")})
    outcome = next(one for one in play.mediation.frames if one.type == "outcome")
    assert outcome.body is not None
    assert play.text(outcome.body.id) == "De raad, in mei."
    assert outcome.body.id in play.released
    assert "De raad, in mei." in play.quoted(MEDIATOR)


def test_the_kinds_come_in_their_order_and_are_numbered_from_one() -> None:
    frames_now = at_frames().mediation.frames
    assert [(one.number, one.type) for one in frames_now] == [(1, "fixed"), (2, "open"), (3, "outcome")]
    assert all(one.published for one in frames_now)


def test_a_number_stays_when_the_authority_answers_anew() -> None:
    play = at_frames()
    before = play.mediation.frames
    change(play, TOWN, "p2_frames_fixed", "Er komt geen busbaan.")
    told = [one for one in play.mediation.frames if one.published]
    assert tuple(told) == before, "what is published changes by notice only"
    new = [one for one in play.mediation.frames if not one.published]
    assert [one.number for one in new] == [4]
    play.command(MEDIATOR, "frames")
    assert "frames.new" in play.last(MEDIATOR)
    play.press(MEDIATOR, "frames.leave_out")
    assert play.mediation.frames == before


def test_a_number_that_was_given_up_is_not_given_again() -> None:
    play = at_frames()
    change(play, TOWN, "p2_frames_fixed", "Er komt geen busbaan.")
    play.command(MEDIATOR, "frames").press(MEDIATOR, "button.publish_frames")
    assert play.mediation.frames_numbered == 4
    assert [one.number for one in play.mediation.frames] == [1, 2, 3, 4]
    assert "frames:4" in play.mediation.waiting, "everybody marks the new one"
    state = play.mediation.model_copy(update={"frames": play.mediation.frames[:1]})
    assert frames.next_number(state.model_copy(update={"frames": ()})) == 5
    assert [one.number for one in frames.numbered(state)] == [1]


def change(play: Play, user: int, prompt: str, text: str) -> None:
    """Answer an earlier question anew."""
    play.raise_(
        f"interview:{play.mediation.id}:{play.mediation.party_of(user).id}",  # type: ignore[union-attr]
        Pressed(sender=Sender(user=user), press={"do": "change", "ask": prompt}, chat=user, private=True),
    )
    play.say(user, text).press(user, "button.done").answer(user)  # type: ignore[attr-defined]


def test_a_party_reads_the_published_frames_by_its_own_command() -> None:
    play = Play()
    play.phase_1()
    play.command(FARMERS, "frames")
    assert play.last(FARMERS) == ["frames.party_none"]
    play.all_answer().next()
    play.command(FARMERS, "frames")
    assert play.last(FARMERS) == ["frames.party_none"], "entered is not published"
    play.press(MEDIATOR, "button.publish_frames").command(FARMERS, "frames")
    assert "frames.party_heading" in play.last(FARMERS)
    assert not play.unreadable
    assert "framing.heading" not in play.seen(FARMERS)


# ------------------------------------------------------------------ marked by every party


def test_all_clear_is_read_by_all() -> None:
    play = at_frames()
    assert not frames.read_by_all(play.mediation)
    first_frame(play, 0)
    assert frames.read_by_all(play.mediation)


def test_a_question_is_answered_to_all_parties_in_words_the_authority_agreed_to() -> None:
    play = first_frame(at_frames(), 1, "Tot waar loopt de busbaan?")
    assert "frames.promise" in play.seen(NATURE), "how soon it is answered is known to all"
    assert not frames.read_by_all(play.mediation)
    play.command(MEDIATOR, "frames").press(MEDIATOR, "frames.see_questions")
    assert "Tot waar loopt de busbaan?" in play.quoted(MEDIATOR)
    play.press(MEDIATOR, "frames.answer_this").say(MEDIATOR, "De busbaan loopt tot de brug.")
    for user in (FARMERS, TOWN, NATURE):
        assert "frames.answer" not in play.seen(user), "nothing goes before the press"
    play.press(MEDIATOR, "frames.check_owner")
    assert "frames.answer" in play.last(TOWN)
    assert "frames.answer" not in play.seen(FARMERS)
    play.press(TOWN, "frames.words_right")
    assert "frames.owner_agrees" in play.last(MEDIATOR)
    play.press(MEDIATOR, "frames.send_answer")
    for user in (FARMERS, TOWN, NATURE):
        assert "frames.answer" in play.last(user)
        assert "Tot waar loopt de busbaan?" not in play.quoted(user) or user == FARMERS
    assert frames.read_by_all(play.mediation)
    assert not play.unreadable
    assert not [key for key in play.wakes if "frame_question" in key]


def test_other_words_than_were_shown_are_not_sent() -> None:
    play = first_frame(at_frames(), 1, "Tot waar?")
    play.command(MEDIATOR, "frames").press(MEDIATOR, "frames.see_questions")
    play.press(MEDIATOR, "frames.answer_this").say(MEDIATOR, "Tot de brug.")
    old = play.told[MEDIATOR][-1].buttons[0][0]
    play.press(MEDIATOR, "frames.write_again").say(MEDIATOR, "Tot de kerk.")
    play.press_button(MEDIATOR, old, MEDIATOR)
    assert play.last(MEDIATOR) == ["button.old"]
    assert "frames.answer" not in play.seen(FARMERS)


def test_an_authority_that_wants_other_words_is_heard() -> None:
    play = first_frame(at_frames(), 1, "Tot waar?")
    play.command(MEDIATOR, "frames").press(MEDIATOR, "frames.see_questions")
    play.press(MEDIATOR, "frames.answer_this").say(MEDIATOR, "Tot de brug.")
    play.press(MEDIATOR, "frames.check_owner").press(TOWN, "frames.words_wrong")
    assert "frames.owner_not" in play.last(MEDIATOR)
    assert "frames.answer" not in play.seen(FARMERS)


def test_after_three_and_five_working_days_the_mediator_is_reminded() -> None:
    play = first_frame(at_frames(), 1, "Tot waar?")  # on a Tuesday
    play.wait(days=2)
    assert "frames.waits" not in play.seen(MEDIATOR)
    play.wait(days=2)
    assert play.seen(MEDIATOR).count("frames.waits") == 1
    play.wait(days=10)
    assert play.seen(MEDIATOR).count("frames.late") == 1
    assert "frames.late" not in play.seen(FARMERS)


def test_what_makes_it_hard_is_the_mediators_alone_and_is_talked_about() -> None:
    play = first_frame(at_frames(), 2, "Dan wordt het voor ons heel lastig.")
    assert "frames.hard_for" in play.seen(MEDIATOR)
    assert not frames.read_by_all(play.mediation)
    play.command(MEDIATOR, "frames").press(MEDIATOR, "frames.see_questions")
    assert "Dan wordt het voor ons heel lastig." in play.quoted(MEDIATOR)
    assert "frames.answer_this" not in buttons(play.told[MEDIATOR][-1])
    play.press(MEDIATOR, "frames.discussed")
    assert frames.read_by_all(play.mediation)
    for user in (TOWN, NATURE):
        assert "Dan wordt het voor ons heel lastig." not in play.quoted(user)
    words = {one.id for one in play.mediation.note("p2_frames_react:K1", "p1").said}  # type: ignore[union-attr]
    assert not words & play.released


def test_a_party_can_ask_about_a_frame_later_and_nothing_waits_for_it() -> None:
    play = first_frame(at_frames(), 0)
    play.command(NATURE, "frames").press(NATURE, "frames.ask_about")
    waiting = play.mediation.waiting
    play.answer(NATURE, {"p2_frames_react": option(1, "Hoe lang nog?")})
    assert play.mediation.waiting == waiting
    assert [one.party.id for one in frames.remarks(play.mediation)] == ["p3"]


# ------------------------------------------------------------------ changed by notice


def entered(play: Play, number: int = 1, text: str = NEW) -> Play:
    play.command(MEDIATOR, "frames", f"wijzig K{number}").say(MEDIATOR, text)
    play.press(MEDIATOR, "frames.end_stays").say(MEDIATOR, "De raad besloot anders.")
    play.say(MEDIATOR, "Het plein wordt groter.")
    return play


def test_a_change_is_a_notice_that_holds_from_the_mediators_press() -> None:
    play = Play().to_phase(3)
    old = play.mediation.frames[0]
    entered(play)
    assert play.mediation.frames[0] == old, "entered is not changed"
    assert "frames.notice" in play.last(MEDIATOR)
    assert "frames.notice" not in play.seen(GROUP)
    assert "frames.notice" not in play.seen(FARMERS)
    play.press(MEDIATOR, "button.publish")
    for chat in (GROUP, FARMERS, TOWN, NATURE):
        assert "frames.notice" in play.seen(chat)
        assert {NEW, "De raad besloot anders.", "Het plein wordt groter."} <= play.quoted(chat)
    now = play.mediation.frames[0]
    assert (now.number, now.version, now.key) == (1, 2, "K1.2")
    assert play.text(now.word.id) == NEW  # type: ignore[union-attr]
    assert now.until == old.until
    assert (now.earlier[0].word, now.earlier[0].reason) == (old.word, old.reason)
    assert not play.unreadable
    assert play.mediation.frame_notices == ()


def test_everybody_marks_a_changed_frame_anew() -> None:
    play = Play().to_phase(3)
    assert frames.read_by_all(play.mediation)
    entered(play).press(MEDIATOR, "button.publish")
    assert play.mediation.waiting["frame:K1.2"] == ("p1", "p2", "p3")
    assert not frames.read_by_all(play.mediation)
    play.all_answer()
    assert frames.read_by_all(play.mediation)


def test_what_later_phases_made_is_to_be_checked_again() -> None:
    play = Play().to_phase(5)
    entered(play).press(MEDIATOR, "button.publish")
    assert set(play.mediation.check_again) == {"map", "question", "ideas"}


def test_without_a_group_the_notice_goes_to_every_party_by_the_mediators_press() -> None:
    play = first_frame(at_frames(), 0)
    entered(play)
    assert "frames.notice" not in play.seen(FARMERS)
    play.press(MEDIATOR, "frames.notice_send")
    assert "frames.notice" in play.seen(FARMERS)
    assert play.mediation.frames[0].version == 2
    assert not play.unreadable


def test_a_notice_can_be_dropped_and_then_says_nothing() -> None:
    play = entered(Play().to_phase(3))
    play.command(MEDIATOR, "frames").press(MEDIATOR, "frames.notice_drop")
    assert play.mediation.frame_notices == ()
    assert not [one for one in play.mediation.pending if one.key.startswith("frame:")]
    assert play.mediation.frames[0].version == 1


@pytest.mark.parametrize("typed", ["verander alles", "wijzig", "K2"])
def test_what_is_no_change_gets_a_sentence(typed: str) -> None:
    play = at_frames()
    play.command(MEDIATOR, "frames", typed)
    assert play.last(MEDIATOR) == ["frames.how_change"]
    assert play.mediation.form is None


def test_a_frame_that_is_not_there_cannot_change() -> None:
    play = at_frames()
    play.command(MEDIATOR, "frames", "change K9")
    assert play.last(MEDIATOR)[0] == "frames.no_such"


def test_a_party_changes_nothing() -> None:
    play = first_frame(at_frames(), 0)
    play.command(FARMERS, "frames", "wijzig K1")
    assert "frames.party_heading" in play.last(FARMERS)
    assert play.mediation.forms == {}


# ------------------------------------------------------------------ packages within the frames


def test_a_package_that_does_not_fit_stops_before_the_final_check() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.all_answer({"p5_frame_fit": option(1, "De busbaan ligt in de weg.")})
    assert "De busbaan ligt in de weg." in play.quoted(MEDIATOR)
    play.press(MEDIATOR, "button.start_check")
    assert "frames.conflict" in play.last(MEDIATOR)
    assert not [key for key in play.mediation.waiting if key.startswith("check:")]
    assert "frames.conflict" not in play.seen(FARMERS)
    entered(play).press(MEDIATOR, "button.publish")
    assert "frames.still_fits" in play.seen(MEDIATOR)
    package = play.mediation.packages[-1]
    assert [one.key for one in frame_fit.unsure(play.mediation, package)] == ["K1.2"]
    play.all_answer()
    assert not frame_fit.unsure(play.mediation, package)
    play.press(MEDIATOR, "button.start_check")
    assert [key for key in play.mediation.waiting if key.startswith("check:")]


def test_only_the_authority_is_asked_whether_a_package_fits() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().poll({})
    for user in (FARMERS, NATURE):
        assert "prompt:p5_frame_fit" not in play.seen(user)
    assert play.seen(TOWN).count("prompt:p5_frame_fit") == 1


def test_an_agreed_package_is_looked_at_again_when_a_frame_changes() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().poll({}).press(MEDIATOR, "button.start_check").all_answer()  # type: ignore[attr-defined]
    play.wait(hours=25).all_answer()  # type: ignore[attr-defined]
    assert frame_fit.fits(play.mediation)
    entered(play).press(MEDIATOR, "button.publish")
    assert not frame_fit.fits(play.mediation)
    assert "packages" in play.mediation.check_again
    play.all_answer()
    assert frame_fit.fits(play.mediation)


def test_an_authority_that_does_not_know_leaves_it_open() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.all_answer({"p5_frame_fit": option(2)})
    assert "frames.not_known" in play.seen(MEDIATOR)
    package = play.mediation.packages[-1]
    assert frame_fit.unsure(play.mediation, package)
    assert not frame_fit.conflicts(play.mediation, package)


def test_the_mediator_can_ask_the_authority_once_more() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.all_answer({"p5_frame_fit": option(2)})
    package = play.mediation.packages[-1]
    play.command(MEDIATOR, "frames").press(MEDIATOR, "frames.ask_fit").all_answer()  # type: ignore[attr-defined]
    assert not frame_fit.unsure(play.mediation, package)


def test_whoever_takes_over_a_seat_marks_the_changed_frame() -> None:
    play = entered(Play().to_phase(3)).press(MEDIATOR, "button.publish")
    state = play.mediation  # type: ignore[attr-defined]
    asked = of_round(state, "frame:K1.2", state.parties["p1"])
    assert "p2_frames_react:K1.2" in [one.id for one in asked]


def test_an_old_state_loads() -> None:
    play = at_frames()
    stored = play.mediation.model_dump(mode="json")
    for key in ("frames_numbered", "frame_answers", "frames_discussed", "frame_notices"):
        del stored[key]
    for one in stored["frames"]:
        for key in ("body", "version", "earlier"):
            del one[key]
    assert Mediation.model_validate(stored).frames[0].version == 1
    assert shown(play.told[MEDIATOR][-1])
