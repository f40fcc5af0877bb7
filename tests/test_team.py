"""Mediators with equal rights and observers: how they come, what each may do, and how they go."""

from __future__ import annotations

import json

import pytest
from mediation import FARMERS, GROUP, TOWN, Play
from room import MEDIATOR, buttons
from team_room import OBSERVER, OUTSIDER, SECOND, count, join, team_link, told_in, with_team

from flows.person.front import Person
from flows.table import Mediation

# ------------------------------------------------------------------ coming


def test_a_link_opens_nothing_before_a_mediator_has_said_yes() -> None:
    play = Play()
    token = team_link(play, "mediator", "Bram")
    play.start(SECOND, token)
    assert play.last(SECOND) == ["link.claimed"]
    assert play.mediation.mediators == (MEDIATOR,)
    play.command(SECOND, "status")
    assert play.last(SECOND) == ["command.mediator_only"]
    play.press(MEDIATOR, "team.right")
    assert play.mediation.mediators == (MEDIATOR, SECOND)
    assert "team.welcome_mediator" in play.last(SECOND)
    play.command(SECOND, "status")
    assert "status.heading" in play.last(SECOND)


def test_the_link_is_good_once_for_a_week_and_its_secret_is_not_kept() -> None:
    play = Play()
    token = team_link(play, "mediator", "Bram")
    assert token.split("-", 1)[1] not in play.mediation.model_dump_json()
    play.start(SECOND, token)
    assert play.start(OUTSIDER, token).last(OUTSIDER) == ["link.not_valid"]
    late = team_link(play, "observer", "Olga")
    play.wait(days=7, minutes=1)
    assert play.start(OBSERVER, late).last(OBSERVER) == ["link.not_valid"]


def test_a_new_link_makes_the_old_one_worthless_and_an_invitation_can_be_taken_back() -> None:
    play = Play()
    first = team_link(play, "mediator", "Bram")
    play.command(MEDIATOR, "team").press(MEDIATOR, "team.new_link")
    second = str(play.told[MEDIATOR][-1].parts[0].fill["token"])  # type: ignore[union-attr]
    assert play.start(SECOND, first).last(SECOND) == ["link.not_valid"]
    play.command(MEDIATOR, "team").press(MEDIATOR, "team.drop_link")
    assert play.start(SECOND, second).last(SECOND) == ["link.not_valid"]
    assert "team.invited_mediator" not in play.last(MEDIATOR)


def test_the_wrong_person_does_not_get_in_and_the_link_is_used() -> None:
    play = Play()
    token = team_link(play, "mediator", "Bram")
    play.start(OUTSIDER, token).press(MEDIATOR, "team.wrong")
    assert play.last(OUTSIDER) == ["link.not_valid"]
    assert play.mediation.mediators == (MEDIATOR,)
    assert play.start(SECOND, token).last(SECOND) == ["link.not_valid"]


def test_whoever_sits_for_a_party_cannot_take_a_link_of_the_team() -> None:
    play = Play().seat_all()
    token = team_link(play, "observer", "Olga")
    assert play.start(FARMERS, token).last(FARMERS) == ["link.already_in"]
    assert play.start(OBSERVER, token).last(OBSERVER) == ["link.claimed"]


@pytest.mark.parametrize("typed", ["", "x" * 61])
def test_a_name_that_is_none_is_asked_again(typed: str) -> None:
    play = Play()
    play.command(MEDIATOR, "team").press(MEDIATOR, "team.invite_mediator").say(MEDIATOR, typed)
    assert play.last(MEDIATOR)[0] == "team.name_length"
    assert "team.link" in play.say(MEDIATOR, "Bram").last(MEDIATOR)


def test_two_of_one_name_are_told_apart() -> None:
    play = Play()
    team_link(play, "mediator", "Bram")
    play.command(MEDIATOR, "team").press(MEDIATOR, "team.invite_observer").say(MEDIATOR, "bram")
    assert play.last(MEDIATOR)[0] == "team.name_taken"


# ------------------------------------------------------------------ together


def test_both_mediators_hear_every_notice() -> None:
    play = with_team(Play()).seat_all()
    before = count(play, OBSERVER)
    for user in play.parties:
        play.onboard(user)
    play.all_answer()
    assert "intake.all" in play.seen(MEDIATOR)
    assert "intake.all" in play.seen(SECOND)
    assert told_in(play, OBSERVER, before) == []


def test_what_one_mediator_types_never_answers_what_the_other_was_asked() -> None:
    play = with_team(Play()).seat_all()
    play.command(MEDIATOR, "team").press(MEDIATOR, "team.invite_mediator")
    assert play.say(SECOND, "Mij is niets gevraagd").last(SECOND) == ["desk.nothing_asked"]
    play.command(SECOND, "invite", "Waterschap")
    assert "invite.authority" in play.last(SECOND)
    play.say(SECOND, "Dit is geen naam van een bemiddelaar")
    assert play.last(SECOND) == ["press_a_button"]
    play.say(MEDIATOR, "Carla")
    assert "team.link" in play.last(MEDIATOR)
    play.press(SECOND, "button.authority")
    assert [one.name for one in play.mediation.parties.values()][-1] == "Waterschap"
    assert play.mediation.forms == {}


def test_two_mediators_compose_each_their_own_package() -> None:
    play = with_team(Play())
    play.to_phase(5)
    play.command(MEDIATOR, "package", "Plan A").press(MEDIATOR, "button.no_ideas")
    play.command(SECOND, "package", "Plan B").press(SECOND, "button.no_ideas")
    play.press(MEDIATOR, "button.add_article").say(MEDIATOR, "Artikel van Anna")
    play.press(SECOND, "button.add_article").say(SECOND, "Artikel van Bram")
    play.press(MEDIATOR, "button.enough_articles").press(MEDIATOR, "button.package_done")
    play.press(SECOND, "button.enough_articles").press(SECOND, "button.package_done")
    made = {
        play.text(one.title.id): [play.text(word.id) for word in one.articles]
        for one in play.mediation.packages
    }
    assert made == {"Plan A": ["Artikel van Anna"], "Plan B": ["Artikel van Bram"]}
    assert len({one.key for one in play.mediation.packages}) == 2


def test_a_state_of_before_there_were_two_mediators_keeps_its_open_form() -> None:
    play = Play()
    play.command(MEDIATOR, "invite", "Boeren")
    stored = json.loads(play.mediation.model_dump_json())
    form = stored.pop("forms")[str(MEDIATOR)]
    for new in ("drafts", "team", "published", "done"):
        del stored[new]
    old = Mediation.model_validate_json(json.dumps(stored | {"form": form, "draft": None}))
    assert old.form is None
    assert old.forms == play.mediation.forms
    play.states[play.address] = old
    play.press(MEDIATOR, "button.no_authority")
    assert "invite.link" in play.last(MEDIATOR)


def test_the_second_to_press_the_same_button_hears_who_did_it() -> None:
    play = with_team(Play())
    token = play.invite("Boeren", government=False)
    play.start(FARMERS, token)
    play.press(SECOND, "claim.right")
    assert play.mediation.parties["p1"].user == FARMERS
    play.press(MEDIATOR, "claim.right")
    assert play.last(MEDIATOR) == ["team.done_by", "Bram"]
    play.press(SECOND, "claim.right")
    assert play.last(SECOND) == ["claim.no_longer"]


def test_a_message_for_the_group_goes_once_whoever_presses_second() -> None:
    play = with_team(Play()).to_phase(3)
    play.all_answer().next()
    before = count(play, GROUP)
    play.press(SECOND, "button.publish")
    play.press(MEDIATOR, "button.publish")
    assert play.last(MEDIATOR) == ["team.done_by", "Bram"]
    assert count(play, GROUP) == before + 1


def test_looking_is_for_everybody_at_any_time() -> None:
    play = with_team(Play()).seat_all()
    for user in (MEDIATOR, SECOND):
        play.command(user, "parties").press(user, "parties.open").press(user, "parties.read")
        assert "team.done_by" not in play.last(user)


# ------------------------------------------------------------------ looking on


def test_an_observer_sees_the_table_the_step_and_what_the_group_read_and_no_more() -> None:
    play = with_team(Play()).to_phase(4)
    before = count(play, OBSERVER)
    play.command(OBSERVER, "status")
    seen = told_in(play, OBSERVER, before)
    assert {"team.look_status", "Boeren", "Gemeente", "Natuur"} <= set(seen)
    assert buttons(play.told[OBSERVER][-1]) == ["team.look_read"]
    play.press(OBSERVER, "team.look_read")
    quoted = {
        play.text(one.removeprefix("quote:"))
        for one in told_in(play, OBSERVER, before)
        if one.startswith("quote:")
    }
    assert quoted
    assert quoted <= {play.text(id) for id in play.released}
    assert not [one for one in play.unreadable if one[0] == OBSERVER]


def test_an_observers_status_says_of_no_party_how_far_it_is() -> None:
    play = with_team(Play()).seat_all()
    play.command(OBSERVER, "status")
    before = play.told[OBSERVER][-1]
    for user in (FARMERS, TOWN):
        play.onboard(user).answer(user)
    play.command(OBSERVER, "status")
    assert play.told[OBSERVER][-1] == before


@pytest.mark.parametrize(
    "command", ["next", "review", "parties", "team", "record", "report", "pause", "where"]
)
def test_an_observer_can_do_nothing(command: str) -> None:
    play = with_team(Play()).seat_all()
    state = play.mediation
    before = count(play, OBSERVER)
    play.command(OBSERVER, command)
    assert told_in(play, OBSERVER, before) in (["command.mediator_only"], ["team.look_only"])
    assert play.mediation == state


def test_an_observer_reads_the_frames_and_the_rules_as_they_are_published() -> None:
    play = with_team(Play()).to_phase(2)
    assert play.command(OBSERVER, "frames").last(OBSERVER) == ["frames.none_published"]
    assert play.command(OBSERVER, "rules").last(OBSERVER) == ["ground.not_yet"]
    play.all_answer()
    assert play.mediation.frames
    assert play.command(OBSERVER, "frames").last(OBSERVER) == ["frames.none_published"]
    play.next().press(MEDIATOR, "button.publish_frames").answer(FARMERS)
    play.command(OBSERVER, "frames")
    assert play.quoted(OBSERVER) >= {"p2_frames_fixed van 11"}
    assert buttons(play.told[OBSERVER][-1]) == []
    rules = play.command(OBSERVER, "rules").last(OBSERVER)
    assert "rules.1" in rules
    assert not {"Boeren", "Gemeente", "ground.not_all_agreed"} & set(rules)
    assert not [one for one in play.unreadable if one[0] == OBSERVER]


def test_an_observer_who_types_hears_how_to_look() -> None:
    play = with_team(Play())
    assert play.say(OBSERVER, "Mag ik iets zeggen?").last(OBSERVER) == ["team.look_only"]
    assert play.command(OBSERVER, "help").last(OBSERVER) == ["team.help_observer"]
    assert not play.words


# ------------------------------------------------------------------ going


def _remove(play: Play, name: str, by: int = MEDIATOR) -> None:
    play.command(by, "team")
    for row in play.told[by][-1].buttons:
        label = row[0].label
        if getattr(label, "key", "") == "team.remove" and label.fill["name"] == name:  # type: ignore[union-attr]
            play.press_button(by, row[0], by)
            play.press(by, "team.remove_yes")
            return
    raise AssertionError(f"nobody called {name} can be removed")


def test_the_last_mediator_cannot_go() -> None:
    play = join(Play(), OBSERVER, "observer", "Olga")
    play.command(MEDIATOR, "team")
    assert "team.remove" in buttons(play.told[MEDIATOR][-1])
    with pytest.raises(AssertionError, match="nobody"):
        _remove(play, "Anna")
    join(play, SECOND, "mediator", "Bram")
    play.command(MEDIATOR, "team")
    stale = next(row[0] for row in play.told[MEDIATOR][-1].buttons if row[0].event.get("member") == "u1")
    play.press_button(MEDIATOR, stale, MEDIATOR).press(MEDIATOR, "team.remove_no")
    _remove(play, "Bram")
    play.press_button(MEDIATOR, stale, MEDIATOR)
    assert play.last(MEDIATOR) == ["team.last"]


def test_to_a_removed_mediator_the_case_is_as_one_that_never_was() -> None:
    play = with_team(Play()).seat_all()
    play.command(SECOND, "next")
    old = [button for one in play.told[SECOND] for row in one.buttons for button in row]
    _remove(play, "Bram")
    state = play.mediation
    assert play.mediation.mediators == (MEDIATOR,)
    for button in old:
        play.press_button(SECOND, button, SECOND)
        assert play.last(SECOND) == ["button.old"]
    for name in ("status", "next", "team", "record"):
        ours = play.command(SECOND, name).told[SECOND][-1]
        theirs = play.command(OUTSIDER, name).told[OUTSIDER][-1]
        assert ours == theirs
    assert play.say(SECOND, "Ik typ nog iets").last(SECOND) == play.say(OUTSIDER, "hallo").last(OUTSIDER)
    assert play.mediation == state


def test_a_removed_mediator_hears_nothing_more_and_what_was_open_is_gone() -> None:
    play = with_team(Play())
    play.command(SECOND, "invite", "Waterschap")
    assert SECOND in play.mediation.forms
    _remove(play, "Bram")
    assert SECOND not in play.mediation.forms
    before = count(play, SECOND)
    play.seat_all()
    assert count(play, SECOND) == before
    person = play.states[f"person:{SECOND}"]
    assert isinstance(person, Person)
    assert person.places == ()


def test_whoever_opened_the_case_can_go_when_another_stays() -> None:
    play = with_team(Play()).seat_all()
    _remove(play, "Anna", by=SECOND)
    assert play.mediation.mediators == (SECOND,)
    assert play.command(MEDIATOR, "status").last(MEDIATOR) == ["command.mediator_only"]
    play.command(SECOND, "status")
    assert "status.heading" in play.last(SECOND)


@pytest.mark.parametrize("begun", [False, True])
def test_answers_entered_for_a_party_go_on_with_another_mediator(begun: bool) -> None:
    play = with_team(Play())
    play.command(SECOND, "invite", "Vissers").press(SECOND, "proxy.button").press(
        SECOND, "button.no_authority"
    )
    party = play.mediation.parties["p1"]
    assert (party.user, party.proxy) == (SECOND, True)
    if begun:
        play.press(SECOND, "button.enter_answers").press(SECOND, "option:on_language:0")
    asked = play.interview(SECOND).front
    _remove(play, "Bram")
    assert play.mediation.parties["p1"].user == MEDIATOR
    assert "team.handed_over" in play.seen(MEDIATOR)
    if not begun:
        play.press(MEDIATOR, "button.enter_answers").press(MEDIATOR, "option:on_language:0")
    assert asked is None or play.interview(MEDIATOR).front == asked
    play.press(MEDIATOR, "option:on_intro:0")
    assert play.interview(MEDIATOR).answers.keys() >= {"on_language", "on_intro"}


def test_a_removed_observer_sees_nothing_more() -> None:
    play = with_team(Play()).to_phase(3)
    play.command(OBSERVER, "status")
    old = play.told[OBSERVER][-1].buttons
    _remove(play, "Olga")
    assert play.command(OBSERVER, "status").last(OBSERVER) == ["command.mediator_only"]
    for row in old:
        assert play.press_button(OBSERVER, row[0], OBSERVER).last(OBSERVER) == ["button.old"]


def test_everything_about_the_team_is_on_record() -> None:
    play = with_team(Play())
    _remove(play, "Bram")
    assert {
        "invited to the team",
        "opened a link of the team",
        "took somebody into the team",
        "removed somebody from the team",
    } <= set(play.acts)
