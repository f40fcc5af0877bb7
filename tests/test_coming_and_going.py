"""Parties that come late, decline or leave: who is asked, who decides, and what the others get to know of it."""

from __future__ import annotations

import pytest
from mediation import FARMERS, NATURE, TOWN, Custom, Play, _option
from room import GROUP, MEDIATOR, shown

from flows.deliberation import Deliberation
from flows.register import Standing
from flows.verdict import Outcome

LATE = 30


def _deliberation(play: Play) -> Deliberation:
    return next(one for one in play.states.values() if isinstance(one, Deliberation))


def _all_seen(play: Play, user: int, since: int = 0) -> list[str]:
    return [key for message in play.told.get(user, [])[since:] for key in shown(message)]


def _invite_late(play: Play, name: str = "Winkels") -> Play:
    play.command(MEDIATOR, "invite", name)
    play.press(MEDIATOR, "button.no_authority")
    return play


def _link(play: Play) -> str:
    message = next(m for m in reversed(play.told[MEDIATOR]) if "invite.link" in shown(m))
    return str(next(one for one in message.parts if getattr(one, "key", "") == "invite.link").fill["token"])  # type: ignore[union-attr]


def _objects(play: Play, user: int) -> None:
    if play.interview(user).elaborating is None:
        _option(play, user, 1)
    else:
        play.say(user, "Zij hebben hier niets te zoeken.")


# ------------------------------------------------------------------ late


def test_everybody_is_asked_before_a_late_party_gets_its_link() -> None:
    play = Play().to_phase(3)
    play.all_answer()
    links = _all_seen(play, MEDIATOR).count("invite.link")
    _invite_late(play)
    for user in (FARMERS, TOWN, NATURE):
        assert "prompt:b_join" in play.last(user)
    assert _all_seen(play, MEDIATOR).count("invite.link") == links
    play.all_answer()
    assert _all_seen(play, MEDIATOR).count("invite.link") == links + 1
    assert "coming.nobody_objects" in _all_seen(play, MEDIATOR)


@pytest.mark.parametrize("lets_in", [True, False])
def test_an_objection_is_for_the_mediator_who_decides_with_a_reason(lets_in: bool) -> None:
    play = Play().to_phase(3)
    play.all_answer()
    links = _all_seen(play, MEDIATOR).count("invite.link")
    before = {user: len(play.told[user]) for user in (TOWN, NATURE)}
    _invite_late(play).answer(FARMERS, {"b_join": _objects})
    play.answer(TOWN).answer(NATURE)
    assert "coming.objections" in play.last(MEDIATOR)
    for user, count in before.items():  # nobody else reads it
        assert not [key for key in _all_seen(play, user, count) if key.startswith(("quote:", "coming."))]
    play.press(MEDIATOR, "coming.invite_anyway" if lets_in else "coming.keep_out")
    assert "coming.why" in play.last(MEDIATOR)
    play.say(MEDIATOR, "Zij horen erbij.")
    party = play.mediation.parties["p4"]
    assert _all_seen(play, MEDIATOR).count("invite.link") == links + lets_in
    assert party.standing is (Standing.INVITED if lets_in else Standing.DECLINED)
    assert not party.joining
    assert "decided whether a party joins" in play.acts


def test_silence_is_no_consent_to_a_late_party() -> None:
    play = Play().to_phase(3)
    play.all_answer()
    _invite_late(play).answer(FARMERS).answer(TOWN)
    play.command(MEDIATOR, "next").press(MEDIATOR, "button.close_round")
    assert {"coming.objections", "coming.silent"} <= set(_all_seen(play, MEDIATOR))


def test_a_late_party_reads_what_is_there_and_says_whether_it_can_build_on_it() -> None:
    play = Play().to_phase(5)
    play.all_answer()
    _invite_late(play).all_answer()
    play.start(LATE, _link(play))
    play.press(MEDIATOR, "claim.right").onboard(LATE)
    first = play.told[LATE][-1]
    assert {"late.so_far", "achterban.map", "achterban.question", "prompt:p1_story"} <= set(shown(first))
    asked: list[str] = []

    def cannot(at: Play, user: int) -> None:
        front = at.interview(user).front
        assert front is not None
        if at.interview(user).elaborating is None:
            asked.append(front.about)
            _option(at, user, 2)
        else:
            at.say(user, "Dit klopt niet voor ons.")

    play.answer(LATE, {"b_build_on": cannot})
    assert asked == ["map", "question"]
    assert _all_seen(play, MEDIATOR).count("coming.cannot") == 2
    assert play.mediation.parties["p4"].at_table


def test_what_was_reached_is_suspended_for_a_late_party_and_the_mediator_is_told() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().poll({})
    assert _deliberation(play).outcome is Outcome.CHECK
    _invite_late(play).all_answer()
    play.start(LATE, _link(play))
    play.press(MEDIATOR, "claim.right")
    assert _deliberation(play).outcome is Outcome.SUSPENDED
    assert "outcome.suspended" in _all_seen(play, MEDIATOR)
    play.onboard(LATE).answer(LATE)
    assert _deliberation(play).outcome is Outcome.CHECK


def test_nobody_joins_after_an_agreement_in_principle() -> None:
    play = Play().to_phase(6)
    count = len(play.mediation.parties)
    _invite_late(play)
    assert play.last(MEDIATOR) == ["coming.too_late", "Winkels"]
    assert len(play.mediation.parties) == count


# ------------------------------------------------------------------ leaving


def _stop(play: Play, user: int) -> Play:
    play.command(user, "stop").press(user, "stop.yes")
    return play


def _talk(play: Play, user: int, *, off: bool = False, erase: bool = False) -> Play:
    custom: Custom = {
        "b_leave_map": lambda at, who: _option(at, who, int(off)),
        "b_leave_data": lambda at, who: _option(at, who, int(erase)),
    }
    for _ in range(4):
        play.answer_one(user, custom)
    return play


def _left(play: Play, user: int = NATURE, **choices: bool) -> Play:
    _talk(_stop(play, user), user, **choices)
    play.press(MEDIATOR, "gone.confirm")
    return play


def test_a_party_that_stops_is_asked_why_at_once_and_only_the_mediator_reads_it() -> None:
    play = Play().to_phase(3)
    before = {user: len(play.told[user]) for user in (FARMERS, TOWN)}
    front = play.interview(NATURE).front
    _stop(play, NATURE)
    assert play.interview(NATURE).front.prompt == "b_leave_why"  # type: ignore[union-attr]
    _talk(play, NATURE)
    assert play.interview(NATURE).front == front  # still at the table, with its question
    assert "gone.talked" in _all_seen(play, MEDIATOR)
    assert play.mediation.parties["p3"].standing is Standing.SEATED
    play.press(MEDIATOR, "gone.confirm")
    assert play.mediation.parties["p3"].standing is Standing.LEFT
    for user, count in before.items():
        assert _all_seen(play, user, count) == ["gone.others", "Natuur"]


def test_a_party_that_does_not_mean_it_goes_on() -> None:
    play = Play().to_phase(3)
    play.command(NATURE, "stop").press(NATURE, "stop.no")
    assert play.last(NATURE) == ["stop.stays"]
    assert play.mediation.parties["p3"].standing is Standing.SEATED


def test_before_the_consents_nothing_is_asked_of_a_party_that_stops() -> None:
    play = Play()
    play.seat(FARMERS, "Boeren", government=False)
    _stop(play, FARMERS)
    assert play.last(FARMERS) == ["stop.noted"]
    assert "gone.wanted" in play.last(MEDIATOR)


def test_nobody_waits_for_a_party_that_left() -> None:
    play = Play().to_phase(3)
    play.answer(FARMERS).answer(TOWN)
    assert play.mediation.waiting["3.interests"] == ("p3",)
    _left(play)
    assert "3.interests" not in play.mediation.waiting
    question = play.told[FARMERS][-1]
    assert question


def test_go_or_no_go_is_decided_again_before_the_next_step() -> None:
    play = Play().to_phase(3)
    play.answer(FARMERS).answer(TOWN)
    _left(play)
    play.command(MEDIATOR, "next")
    assert "go.again" in play.last(MEDIATOR)
    stage = play.mediation.stage
    rows = [row for message in play.told[MEDIATOR] for row in message.buttons]
    for old in [row[0] for row in rows if row[0].event.get("stage") == "3.map"]:
        play.press_button(MEDIATOR, old, MEDIATOR)
    assert play.mediation.stage == stage
    play.press(MEDIATOR, "go.go").say(MEDIATOR, "Het kan ook met twee partijen.")
    assert play.mediation.left_since_go == ()
    assert "next.standing" in play.last(MEDIATOR)
    play.next("3.map")
    assert play.mediation.stage == "3.map"


def test_no_go_after_a_party_left_ends_it() -> None:
    play = Play().to_phase(3)
    play.answer(FARMERS).answer(TOWN)
    _left(play).command(MEDIATOR, "next").press(MEDIATOR, "go.no_go").say(MEDIATOR, "Zonder hen niet.")
    assert play.mediation.ended == "no_go"


@pytest.mark.parametrize("off", [True, False])
def test_its_interests_stay_marked_or_come_off_as_it_chose(off: bool) -> None:
    play = Play().to_phase(4)
    assert [one for one in play.mediation.interests if one.party == "p3"]
    _left(play, off=off)
    mine = [one for one in play.mediation.interests if one.party == "p3"]
    assert bool(mine) is not off
    assert all(one.word in play.mediation.mapped for one in mine)
    (pending,) = (one for one in play.mediation.pending if one.key == "map")
    assert ("map.party_left" in shown(pending.say)) is not off
    assert "map.party_left" not in play.seen(GROUP)
    play.press(MEDIATOR, "button.publish")
    assert ("map.party_left" in play.seen(GROUP)) is not off


@pytest.mark.parametrize("erase", [True, False])
def test_its_private_answers_are_erased_now_or_kept_as_it_chose(erase: bool) -> None:
    play = Play().to_phase(4)
    _left(play, erase=erase)
    assert [(one.party, one.user) for one in play.erased] == ([("p3", NATURE)] if erase else [])
    said = "gone.erased" if erase else "gone.told"
    assert said in _all_seen(play, NATURE)


def test_the_rule_counts_without_it() -> None:
    """Nature blocked; it leaves; the others stand as they stood."""
    play = Play().to_phase(5)
    play.all_answer().next().poll({NATURE: 4})
    assert _deliberation(play).outcome is Outcome.BLOCKED
    _left(play)
    state = _deliberation(play)
    assert set(state.readings) == {"p1", "p2"}
    assert state.outcome is Outcome.CHECK


def test_a_final_check_waits_for_nobody_that_left() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().poll({}).press(MEDIATOR, "button.start_check")
    play.answer(FARMERS).answer(TOWN)
    _left(play)
    play.wait(hours=25).all_answer()
    assert _deliberation(play).outcome in (Outcome.PRINCIPLE, Outcome.CONSENSUS)


def test_what_a_package_asked_of_it_stands_open() -> None:
    play = Play().to_phase(6)
    assert _deliberation(play).outcome in (Outcome.PRINCIPLE, Outcome.CONSENSUS)
    _left(play, FARMERS)
    assert _deliberation(play).outcome is Outcome.OPEN
    assert "gone.promised" in _all_seen(play, MEDIATOR)


def test_buttons_of_somebody_who_left_say_what_an_outsider_hears() -> None:
    play = Play().to_phase(3)
    question = play.told[NATURE][-1].buttons[0][0]
    state = play.mediation
    _left(play)
    play.press_button(NATURE, question, NATURE)
    assert play.last(NATURE) == ["button.old"]
    count = len(play.words)
    play.say(NATURE, "nog iets")
    assert play.last(NATURE) == ["who_are_you"]
    assert len(play.words) == count
    assert state.parties["p3"].user == NATURE


def test_a_party_that_left_can_be_invited_again_and_comes_as_a_late_one() -> None:
    play = Play().to_phase(3)
    _left(play).press(MEDIATOR, "button.what_next")
    play.all_answer()
    _invite_late(play, "Natuur").all_answer()
    assert play.mediation.parties["p3"].standing is Standing.INVITED
    play.start(NATURE, _link(play))
    play.press(MEDIATOR, "claim.right").onboard(NATURE).answer(NATURE)
    assert play.mediation.parties["p3"].at_table
    assert play.mediation.parties["p3"].away is None


# ------------------------------------------------------------------ declining


def _declined(play: Play, by: str) -> Play:
    play.invite("Camping", government=False)
    nth = len(play.mediation.parties) - 1
    play.command(MEDIATOR, "parties").press(MEDIATOR, "parties.open", nth=nth)
    play.press(MEDIATOR, "decline.button").say(MEDIATOR, "Geen tijd.")
    play.press(MEDIATOR, by)
    return play


def test_a_party_declines_and_another_carries_its_interests() -> None:
    play = Play().seat_all()
    _declined(play, "Boeren")
    away = play.mediation.parties["p4"].away
    assert away is not None
    assert (away.how, away.carried, away.by) == ("declined", "party", "p1")
    assert {"away.because", "away.by_party"} <= set(play.last(MEDIATOR))
    assert "a party declined" in play.acts


def test_that_nobody_carries_them_needs_a_reason() -> None:
    play = Play().seat_all()
    _declined(play, "carried.nobody")
    assert "carried.why_nobody" in play.last(MEDIATOR)
    play.say(MEDIATOR, "Hun belang raakt dit plein niet.")
    assert "away.by_nobody" in play.last(MEDIATOR)


def test_a_party_that_declined_holds_nobody_up_and_its_link_is_dead() -> None:
    play = Play().seat_all()
    token = play.invite("Camping", government=False)
    play.command(MEDIATOR, "parties").press(MEDIATOR, "parties.open", nth=3)
    play.press(MEDIATOR, "decline.button").say(MEDIATOR, "Geen tijd.").press(MEDIATOR, "carried.mediator")
    assert play.start(LATE, token).last(LATE) == ["link.not_valid"]
    for user in play.parties:
        play.onboard(user)
    play.all_answer()
    assert "1.intake" not in play.mediation.waiting
    assert "intake.all" in _all_seen(play, MEDIATOR)


def test_the_agreement_names_who_is_not_at_the_table() -> None:
    play = Play()
    _declined(play, "carried.nobody").say(MEDIATOR, "Hun belang raakt dit plein niet.")
    for phase in (1, 2, 3, 4, 5):
        getattr(play, f"phase_{phase}")()
    play.all_answer().next().say(MEDIATOR, "Eerst bellen, dan een bemiddelaar.").press(
        MEDIATOR, "button.make_text"
    )
    (line,) = play.works[-1].material["absent"]
    assert (line["name"], line["how"], line["carried"]) == ("Camping", "declined", "nobody")
    assert line["reason"] in play.released


def test_a_case_without_any_of_this_still_load() -> None:
    play = Play().to_phase(2)
    stored = play.mediation.model_dump(mode="json")
    for party in stored["parties"].values():
        del party["away"], party["joining"]
    del stored["left_since_go"]
    assert type(play.mediation).model_validate(stored) == play.mediation
