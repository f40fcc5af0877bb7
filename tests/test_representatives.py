"""The register for the mediator, and a representative who is replaced halfway: the party stays, the person goes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from local import Local
from mediation import FARMERS, NATURE, TOWN, Play
from room import GROUP, MEDIATOR, buttons, shown

from flows.events import Said, Sender
from flows.interview.conversation import Interview
from flows.process import ground_rules
from flows.register import Party, Standing

SUCCESSOR = 20


def _farmers(play: Play) -> Party:
    return play.mediation.parties["p1"]


def _open_card(play: Play, nth: int = 0) -> Play:
    play.command(MEDIATOR, "parties").press(MEDIATOR, "parties.open", nth=nth)
    return play


def _replace(play: Play) -> str:
    """Replace whoever speaks for the farmers; the token of the new link."""
    _open_card(play).press(MEDIATOR, "parties.replace").press(MEDIATOR, "replace.yes")
    link = next(m for m in reversed(play.told[MEDIATOR]) if "invite.link" in shown(m)).parts[0]
    return str(link.fill["token"])  # type: ignore[union-attr]


def _succeed(play: Play) -> Play:
    token = _replace(play)
    play.start(SUCCESSOR, token)
    play.press(MEDIATOR, "claim.right")
    return play


def _said_by(play: Play, user: int) -> set[str]:
    return {one.text for one in play.words.values() if one.user == user}


def test_the_register_shows_mandate_alternate_and_constituency_to_the_mediator_only() -> None:
    play = Play().to_phase(3)
    before = {user: len(play.told[user]) for user in play.parties}
    play.command(MEDIATOR, "parties")
    keys = play.last(MEDIATOR)
    assert keys.count("parties.line") == len(play.parties)
    assert {"option:p2_mandate:0", "parties.authority"} <= set(keys)
    quoted = {play.text(one.removeprefix("quote:")) for one in keys if one.startswith("quote:")}
    assert {f"p2_alternate van {user}" for user in play.parties} <= quoted
    assert {f"p2_represent van {user}" for user in play.parties} <= quoted
    assert before == {user: len(play.told[user]) for user in play.parties}
    play.press(MEDIATOR, "parties.open")
    assert {"parties.read", "parties.replace"} <= set(buttons(play.told[MEDIATOR][-1]))


def test_without_parties_the_register_says_what_to_do() -> None:
    assert Play().command(MEDIATOR, "parties").last(MEDIATOR) == ["parties.none"]


def test_a_party_that_has_not_come_gets_a_new_link_and_the_old_one_is_dead() -> None:
    play = Play()
    first = play.invite("Boeren", government=False)
    _open_card(play).press(MEDIATOR, "parties.new_link")
    second = str(play.told[MEDIATOR][-1].parts[0].fill["token"])  # type: ignore[union-attr]
    assert play.start(FARMERS, first).last(FARMERS) == ["link.not_valid"]
    assert play.start(FARMERS, second).last(FARMERS) == ["link.claimed"]


def test_a_representative_is_replaced_only_after_a_second_yes() -> None:
    play = Play().to_phase(2)
    _open_card(play).press(MEDIATOR, "parties.replace")
    assert "replace.confirm" in play.last(MEDIATOR)
    play.press(MEDIATOR, "replace.no")
    assert _farmers(play).user == FARMERS


def test_the_seat_is_revoked_at_once() -> None:
    play = Play().to_phase(2)
    question = play.told[FARMERS][-1]
    count = len(play.words)
    _replace(play)
    assert "replace.told" in play.seen(FARMERS)
    assert _farmers(play).standing is Standing.INVITED
    play.press_button(FARMERS, question.buttons[0][0], FARMERS)
    play.raise_(f"interview:{play.mediation.id}:p1", _typed())
    assert len(play.words) == count
    assert "revoked a seat" in play.acts
    yes = next(
        row[0] for m in play.told[MEDIATOR] for row in m.buttons if row[0].event.get("do") == "replace_now"
    )
    play.press_button(MEDIATOR, yes, MEDIATOR)
    assert play.last(MEDIATOR) == ["button.old"]


def _typed() -> Said:
    return Said(sender=Sender(user=FARMERS), text="nog iets")


def test_a_successor_confirms_anew_and_reads_approved_texts_and_nothing_private() -> None:
    play = Play().to_phase(4)
    mine = [one for one in play.mediation.interests if one.party == "p1"]
    _succeed(play)
    asked = play.interview(SUCCESSOR)
    prompts = [one.prompt for one in (asked.front, *asked.agenda) if one]
    assert prompts[:5] == ["on_language", "on_intro", "on_confidential", "on_consent_data", "on_contact"]
    assert prompts.count("p2_sign") == ground_rules.POINTS
    assert [one for one in prompts if one.startswith("c_")] == [
        "c_change",
        "c_missing",
        "c_mandate",
        "c_consult",
        "c_need",
    ]
    play.onboard(SUCCESSOR).answer(SUCCESSOR)
    approved = {play.text(one.word) for one in mine if one.word in play.mediation.mapped}
    assert approved
    assert approved <= play.quoted(SUCCESSOR)
    private = _said_by(play, FARMERS) - {play.text(id) for id in play.released}
    assert private
    assert not private & play.quoted(SUCCESSOR)
    assert not [one for one in play.unreadable if one[0] == SUCCESSOR]
    assert [one.id for one in play.mediation.interests if one.party == "p1"] == [one.id for one in mine]
    assert "successor:p1" not in play.mediation.waiting


def test_the_group_hears_of_it_only_by_the_mediators_press() -> None:
    play = Play().to_phase(4)
    _succeed(play)
    assert "successor.group" not in play.seen(GROUP)
    waits = [one.key for one in play.mediation.pending if not one.key.startswith("phase:")]
    assert waits == ["successor:p1:1"]
    play.press(MEDIATOR, "button.publish")
    assert play.last(GROUP) == ["successor.group", "Boeren"]


def test_what_was_only_for_the_mediator_leaves_the_table_with_the_person() -> None:
    play = Play().to_phase(3)
    play.answer(FARMERS, {"p3_confirm_interest": _not_for_group})
    private = [one for one in play.mediation.interests if one.party == "p1"]
    assert private
    assert not any(one.for_group for one in private)
    _succeed(play)
    assert not [one for one in play.mediation.interests if one.party == "p1"]
    assert "replace.private" in play.seen(MEDIATOR)


def _not_for_group(play: Play, user: int) -> None:
    row = play.told[user][-1].buttons[1]
    play.press_button(user, row[0], user)


def test_an_open_round_waits_for_the_successor_and_a_kept_answer_is_not_lost() -> None:
    play = Play().to_phase(4)
    play.answer(FARMERS).answer(TOWN)
    ideas = [one.word.id for one in play.mediation.ideas if one.party == "p1"]
    _succeed(play)
    play.onboard(SUCCESSOR).answer(SUCCESSOR)
    assert [one.word.id for one in play.mediation.ideas if one.party == "p1"] == ideas
    play.answer(NATURE)
    assert not play.mediation.waiting


def test_a_vacant_seat_holds_the_round_and_is_not_reminded() -> None:
    play = Play().to_phase(4)
    play.answer(TOWN).answer(NATURE)
    _replace(play)
    assert play.mediation.waiting == {"4.first": ("p1",)}
    play.wait(days=12)
    assert 0 not in play.told
    token = str(_new_token(play))
    play.start(SUCCESSOR, token)
    play.press(MEDIATOR, "claim.right")
    play.onboard(SUCCESSOR).answer(SUCCESSOR)
    assert not play.mediation.waiting
    assert [one for one in play.mediation.ideas if one.party == "p1"]


def _new_token(play: Play) -> object:
    _open_card(play).press(MEDIATOR, "parties.new_link")
    return play.told[MEDIATOR][-1].parts[0].fill["token"]  # type: ignore[union-attr]


def test_a_reading_that_is_open_is_asked_anew() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.answer(FARMERS)
    _succeed(play)
    assert "p1" in play.mediation.waiting["reading:P1.1"]
    play.onboard(SUCCESSOR).answer(SUCCESSOR).answer(TOWN).answer(NATURE)
    play.press(MEDIATOR, "button.start_check")
    play.all_answer().wait(hours=25)
    play.all_answer()
    assert play.mediation.packages[-1].outcome in ("in_principle", "consensus")
    assert not [one for one in play.unreadable if one[0] == SUCCESSOR]


def test_halfway_to_the_agreement_with_somebody_else() -> None:
    play = Play().to_phase(4)
    _succeed(play)
    play.onboard(SUCCESSOR).answer(SUCCESSOR)
    play.phase_4()
    play.phase_5()
    play.phase_6()
    assert play.mediation.agreement == "final"
    assert not play.unreadable


def test_during_the_intake_the_successor_gets_the_whole_intake() -> None:
    play = Play().seat_all()
    play.onboard(FARMERS)
    _succeed(play)
    asked = play.interview(SUCCESSOR)
    assert "p1_story" in [one.prompt for one in asked.agenda]
    assert play.mediation.waiting["1.intake"].count("p1") == 1
    play.onboard(SUCCESSOR).answer(SUCCESSOR)
    assert _farmers(play).at_table


def test_a_text_that_is_being_confirmed_is_made_anew() -> None:
    play = Play().to_phase(6)
    play.all_answer().next().say(MEDIATOR, "Eerst bellen, dan een bemiddelaar.").press(
        MEDIATOR, "button.make_text"
    )
    play.typeset("draft")
    play.press(MEDIATOR, "button.ask_signing")
    _succeed(play)
    assert "6.sign" not in play.mediation.waiting
    assert "successor.text_anew" in play.seen(MEDIATOR)
    play.onboard(SUCCESSOR).answer(SUCCESSOR)
    play.press(MEDIATOR, "button.make_text")
    play.typeset("draft")
    play.press(MEDIATOR, "button.ask_signing").wait(hours=25)
    play.all_answer()
    assert play.mediation.agreement == "confirmed"


def test_who_sits_for_another_party_cannot_succeed() -> None:
    play = Play().to_phase(2)
    assert play.start(TOWN, _replace(play)).last(TOWN) == ["link.already_in"]


@pytest.mark.parametrize("stranger", [FARMERS, TOWN, SUCCESSOR])
def test_only_the_mediator_can_look_up_the_register(stranger: int) -> None:
    play = Play().seat_all()
    play.command(stranger, "parties")
    assert "parties.heading" not in play.seen(stranger)


def test_the_seat_without_its_person_holds_nothing_of_theirs() -> None:
    play = Play().to_phase(4)
    _replace(play)
    state = play.states[f"interview:{play.mediation.id}:p1"]
    assert isinstance(state, Interview)
    assert (state.user, state.answers, state.trail, state.agenda, state.front) == (0, {}, (), (), None)


# ------------------------------------------------------------------ two people of one party


def _differing() -> Play:
    """The farmers' first person fully supports the package; the second, on the same question, cannot live with it."""
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.answer(FARMERS).answer(TOWN)
    _succeed(play)
    play.onboard(SUCCESSOR).answer(SUCCESSOR, {"p5_support": _cannot, "p5_stake": _first_stake})
    return play


def _cannot(play: Play, user: int) -> None:
    play.press_button(user, play.told[user][-1].buttons[4][0], user)


def _first_stake(play: Play, user: int) -> None:
    """The question stands above the sentence that the party has something to settle."""
    asked = next(m for m in reversed(play.told[user]) if "prompt:p5_stake" in shown(m))
    play.press_button(user, asked.buttons[0][0], user).press(user, "button.done")


def test_two_people_of_a_party_who_choose_differently_are_asked_to_settle_it() -> None:
    play = _differing()
    assert play.mediation.note("p5_support:P1.1", "p1").choice == (0,)  # type: ignore[union-attr]
    assert "settle.party" in play.seen(SUCCESSOR)
    assert "settle.desk" in play.seen(MEDIATOR)
    play.answer(NATURE)
    assert play.mediation.waiting == {"reading:P1.1": ("p1",)}
    assert play.mediation.packages[-1].outcome == "reading"


@pytest.mark.parametrize(("label", "outcome"), [("settle.newer", "blocked"), ("settle.earlier", "check")])
def test_what_the_party_settles_on_holds_and_the_round_goes_on(label: str, outcome: str) -> None:
    play = _differing()
    play.answer(NATURE)
    _open_card(play).press(MEDIATOR, "settle.open").press(MEDIATOR, label)
    assert not play.mediation.waiting
    assert not play.mediation.unsettled
    assert play.mediation.packages[-1].outcome == outcome
    play.press(MEDIATOR, label)
    assert play.last(MEDIATOR) == ["button.old"]


def test_settling_early_does_not_end_the_round_for_whoever_still_answers() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.answer(FARMERS).answer(TOWN)
    _succeed(play)
    play.onboard(SUCCESSOR)
    while (front := play.interview(SUCCESSOR).front) and front.prompt != "p5_support":
        play.answer_one(SUCCESSOR)
    _cannot(play, SUCCESSOR)
    play.press(MEDIATOR, "settle.newer").answer(NATURE)  # type: ignore[attr-defined]
    assert play.mediation.waiting["reading:P1.1"] == ("p1",)
    play.answer(SUCCESSOR, {"p5_stake": _first_stake})
    assert not play.mediation.waiting
    assert play.mediation.packages[-1].outcome == "blocked"


def test_a_person_who_thinks_again_settles_nothing_with_anybody() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.answer(FARMERS)
    read = next(m for m in reversed(play.told[FARMERS]) if "option:p5_support:0" in buttons(m))
    play.press_button(FARMERS, read.buttons[1][0], FARMERS)
    assert play.mediation.note("p5_support:P1.1", "p1").choice == (1,)  # type: ignore[union-attr]
    assert not play.mediation.unsettled


# ------------------------------------------------------------------ at other moments


@pytest.mark.parametrize("moment", ["before the map", "private only", "after the agreement"])
def test_a_replacement_at_any_moment_leaves_a_way_on(moment: str) -> None:
    play = Play().to_phase(6 if moment == "after the agreement" else 3)
    if moment == "before the map":
        play.answer(FARMERS)
    elif moment == "private only":
        play.answer(FARMERS, {"p3_confirm_interest": _not_for_group})
    else:
        play.phase_6()
    _succeed(play)
    play.onboard(SUCCESSOR).answer(SUCCESSOR)
    if moment == "after the agreement":
        agreement = play.states[f"agreement:{play.mediation.id}"]
        assert agreement.users["p1"] == SUCCESSOR  # type: ignore[attr-defined]
        return
    for phase in (3, 4, 5, 6):
        getattr(play, f"phase_{phase}")()
    assert play.mediation.agreement == "final"
    assert not play.unreadable
    assert [one for one in play.mediation.interests if one.party == "p1"]


# ------------------------------------------------------------------ with the bot itself


async def test_by_chat_the_former_person_is_told_and_hears_no_more(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        wim, ria = local.person("Wim"), local.person("Ria")
        await local.seat("Boeren", wim)
        await local.onboard(wim)
        await local.say(wim, "Wat alleen Wim weet.")
        register = await local.say(local.mediator, "/partijen")
        assert "Boeren (geen overheid): heeft een vertegenwoordiger." in register
        await local.press(local.mediator, "Boeren: wat kan ik doen?")
        asked = await local.press(local.mediator, "Vertegenwoordiger vervangen")
        assert "Goedgekeurde teksten van Boeren blijven staan." in asked
        shown = await local.press(local.mediator, "Ja, vervang nu")
        link = re.search(r"https://t\.me/\S+", shown)
        assert link
        assert any("niet langer de vertegenwoordiger van Boeren" in one for one in local.from_bot(wim))
        await local.say(wim, "Nog iets van Wim.")
        assert local.words() == ["Wat alleen Wim weet."]
        local.world.open_link(ria, link[0])
        await local.settled()
        await local.press(local.mediator, "Ja")
        await local.onboard(ria)
        await local.say(ria, "Wat Ria vertelt.")
        assert local.words() == ["Wat alleen Wim weet.", "Wat Ria vertelt."]
        assert not any("alleen Wim" in one for one in local.from_bot(ria))
        await local.say(local.mediator, "/parties")
        assert local.stored("SELECT count(*) FROM inbox WHERE state = 'quarantined'") == [(0,)]
