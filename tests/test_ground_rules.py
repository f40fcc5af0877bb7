"""The ground rules and the process agreement: proposed, changed, adopted by all, asked anew only where they changed."""

from __future__ import annotations

from typing import Any

import pytest
from mediation import FARMERS, NATURE, TOWN, Play
from room import MEDIATOR, buttons

from bot.run import load_script
from flows.process import ground_rules
from flows.table import Mediation
from handlers.catalogues import Sentences
from handlers.render import render

SCRIPT, SENTENCES = load_script(), Sentences.load()
DUTCH, ENGLISH = "We zeggen elkaar gedag.", "We greet each other."


def option(number: int, *said: str) -> Any:
    """Press one of the choices, and type what it asks for."""

    def act(play: Play, user: int) -> None:
        play.press_button(user, play.told[user][-1].buttons[number][0], user)
        for text in said:
            play.say(user, text)

    return act


def before() -> Play:
    """Phase 2 has begun; the ground rules have not been before the parties."""
    play = Play()
    play.phase_1()
    return play


def asked(custom: dict[str, Any] | None = None) -> Play:
    """The ground rules and the agreement were answered by all."""
    play = before()
    play.all_answer().next().press(MEDIATOR, "button.publish_frames").all_answer(custom)
    return play


def once(prompt: str, user: int, number: int, *said: str) -> dict[str, Any]:
    """One party answers the first question of a prompt otherwise; everything else gets a yes."""
    done: list[int] = []

    def act(play: Play, who: int) -> None:
        mine = who == user and not done
        option(number, *said)(play, who) if mine else option(0)(play, who)
        done.append(who) if mine else None

    return {prompt: act}


def point(play: Play, kind: str, number: int, label: str) -> Play:
    """Press a button on the card of one point."""
    play.command(MEDIATOR, "rules")
    play.press(MEDIATOR, "ground.read_rules" if kind == "rule" else "ground.read_agreement")
    shown = play.told[MEDIATOR][-1]
    found = next(
        one
        for row in shown.buttons
        for one in row
        if one.event.get("number") == number and "rules_point" in one.event["do"]
    )
    play.press_button(MEDIATOR, found, MEDIATOR).press(MEDIATOR, label)
    return play


def rewrite(play: Play, kind: str = "rule", number: int = 5) -> Play:
    point(play, kind, number, "ground.change").say(MEDIATOR, DUTCH)
    play.say(MEDIATOR, ENGLISH)
    return play


# ------------------------------------------------------------------ proposed and changed before adoption


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_mediator_reads_every_point_in_both_languages(language: str) -> None:
    play = before()
    play.command(MEDIATOR, "rules").press(MEDIATOR, "ground.read_agreement")
    text = render(play.told[MEDIATOR][-1], language, {}, SENTENCES, SCRIPT).text
    for number in range(1, ground_rules.POINTS + 1):
        assert f"Punt {number}:" in text
        assert f"Point {number}:" in text


def test_before_the_parties_see_it_the_text_itself_changes() -> None:
    play = rewrite(before())
    assert play.mediation.rules is not None
    assert play.mediation.rules.version == 1
    play.all_answer().next().press(MEDIATOR, "button.publish_frames").all_answer()
    for user in (FARMERS, TOWN, NATURE):
        assert f"both:{DUTCH}" in play.seen(user)
        assert "rules.5" not in play.seen(user)
    assert ground_rules.adopted(play.mediation)


def test_a_point_that_nobody_has_seen_goes_without_a_trace() -> None:
    play = point(before(), "agreed", 9, "ground.drop")
    assert [one.number for one in ground_rules.current(play.mediation).points if one.kind == "agreed"] == [
        *range(1, 9)
    ]
    play.all_answer().next().press(MEDIATOR, "button.publish_frames").all_answer()
    assert "sign.9" not in play.seen(FARMERS)
    assert ground_rules.signed(play.mediation)


def test_a_point_is_added_with_a_number_of_its_own() -> None:
    play = before()
    play.command(MEDIATOR, "rules").press(MEDIATOR, "ground.read_agreement").press(MEDIATOR, "ground.add")
    play.say(MEDIATOR, DUTCH).say(MEDIATOR, ENGLISH)
    play.all_answer().next().press(MEDIATOR, "button.publish_frames").all_answer()
    assert play.mediation.note("p2_sign:10", "p1") is not None
    assert ground_rules.signed(play.mediation)


def test_a_point_too_long_for_a_telephone_is_typed_again() -> None:
    play = point(before(), "rule", 5, "ground.change").say(MEDIATOR, "x" * 1001)
    assert play.last(MEDIATOR)[0] == "ground.too_long"
    play.say(MEDIATOR, DUTCH).say(MEDIATOR, ENGLISH)
    assert play.mediation.rules is not None


# ------------------------------------------------------------------ adopted by all


def test_a_yes_of_every_party_on_every_point_is_what_counts() -> None:
    play = asked()
    assert ground_rules.adopted(play.mediation)
    assert ground_rules.signed(play.mediation)
    assert ground_rules.decision_rule(play.mediation)
    assert ground_rules.fallback(play.mediation)
    assert ground_rules.standstill(play.mediation)


def test_a_wish_goes_to_the_mediator_alone_and_keeps_it_open() -> None:
    play = asked(once("p2_rules", NATURE, 1, "Ook geen beelden van het land."))
    assert "ground.wish" in play.seen(MEDIATOR)
    assert not ground_rules.adopted(play.mediation)
    play.command(MEDIATOR, "rules")
    assert "ground.wish_rules" in play.last(MEDIATOR)
    assert "Ook geen beelden van het land." in play.quoted(MEDIATOR)
    for user in (FARMERS, TOWN):
        assert "Ook geen beelden van het land." not in play.quoted(user)
        assert not any(key.startswith("ground.wish") for key in play.seen(user))


def test_one_point_without_one_yes_is_not_signed() -> None:
    play = asked(once("p2_sign", FARMERS, 1, "Eerst praten."))
    assert not ground_rules.signed(play.mediation)
    assert [one.id for one in ground_rules.unsigned(play.mediation)] == ["p1"]
    play.command(MEDIATOR, "rules")
    assert "ground.wish_point" in play.last(MEDIATOR)
    assert "Eerst praten." in play.quoted(MEDIATOR)


def test_after_a_talk_only_what_is_open_is_asked_of_whom_it_is_open_with() -> None:
    play = asked(once("p2_sign", FARMERS, 1, "Eerst praten."))
    before_talk = play.seen(TOWN).count("sign.agree")
    play.command(MEDIATOR, "rules").press(MEDIATOR, "ground.ask_rest")
    assert play.mediation.waiting == {"rules:1": ("p1",)}
    play.all_answer()
    assert ground_rules.signed(play.mediation)
    assert play.seen(TOWN).count("sign.agree") == before_talk
    assert play.seen(FARMERS).count("sign.2") == 1
    assert play.seen(FARMERS).count("sign.1") == 2


# ------------------------------------------------------------------ a next version


def test_a_change_after_adoption_waits_for_the_mediators_press() -> None:
    play = rewrite(asked())
    assert play.mediation.rules_draft is not None
    assert ground_rules.current(play.mediation).version == 1
    assert ground_rules.adopted(play.mediation)
    assert f"both:{DUTCH}" not in play.seen(FARMERS)
    play.press(MEDIATOR, "ground.undo")
    assert play.mediation.rules_draft is None


def test_a_next_version_asks_everyone_but_only_what_changed() -> None:
    play = rewrite(rewrite(asked(), "agreed", 5))
    signed_before = {user: play.seen(user).count("sign.agree") for user in (FARMERS, TOWN, NATURE)}
    play.press(MEDIATOR, "ground.put")
    assert ground_rules.current(play.mediation).version == 2
    assert not ground_rules.adopted(play.mediation)
    assert not ground_rules.signed(play.mediation)
    assert play.mediation.waiting == {"rules:2": ("p1", "p2", "p3")}
    play.all_answer()
    for user, party in ((FARMERS, "p1"), (TOWN, "p2"), (NATURE, "p3")):
        assert play.seen(user).count("sign.agree") == signed_before[user] + 1
        assert play.seen(user).count("rules.4") == 1
        assert play.mediation.note("p2_sign:5.2", party) is not None
        assert play.mediation.note("p2_rules:2", party) is not None
    assert ground_rules.adopted(play.mediation)
    assert ground_rules.signed(play.mediation)


def test_whoever_had_not_adopted_the_rules_reads_all_of_them_again() -> None:
    play = asked(once("p2_rules", NATURE, 1, "Anders."))
    rewrite(play).press(MEDIATOR, "ground.put").all_answer()  # type: ignore[attr-defined]
    assert play.seen(NATURE).count("rules.4") == 2
    assert play.seen(FARMERS).count("rules.4") == 1
    assert ground_rules.adopted(play.mediation)


def test_that_a_point_goes_needs_the_yes_of_all() -> None:
    play = point(asked(), "agreed", 3, "ground.drop").press(MEDIATOR, "ground.put")
    assert not ground_rules.standstill(play.mediation)
    play.all_answer()  # type: ignore[attr-defined]
    assert "ground.agree_goes" in play.seen(FARMERS)
    assert ground_rules.standstill(play.mediation), "its absence is on record"
    assert not ground_rules.fallback(
        play.mediation.model_copy(
            update={
                "rules": ground_rules.current(play.mediation).model_copy(
                    update={
                        "points": tuple(
                            one.model_copy(update={"dropped": True})
                            if one.number == ground_rules.FALLBACK
                            else one
                            for one in ground_rules.current(play.mediation).points
                        )
                    }
                )
            }
        )
    ), "without a fallback the gate stays open"


# ------------------------------------------------------------------ read by a party


def test_a_party_reads_what_holds_and_nothing_before_it_is_put_before_all() -> None:
    play = before()
    play.command(FARMERS, "rules")
    assert play.last(FARMERS) == ["ground.not_yet"]
    play.all_answer().next().press(MEDIATOR, "button.publish_frames")
    play.answer(FARMERS).command(FARMERS, "rules")
    assert "ground.not_all_agreed" in play.last(FARMERS)
    play.all_answer().command(FARMERS, "rules")
    assert "ground.all_agreed" in play.last(FARMERS)
    assert {"rules.13", "sign.9"} <= set(play.last(FARMERS))
    assert buttons(play.told[FARMERS][-1]) == []


def test_an_old_state_loads_and_asks_only_the_points_it_did_not_have() -> None:
    play = asked()
    stored = play.mediation.model_dump(mode="json")
    del stored["rules"], stored["rules_draft"], stored["notes"]["p2_sign:8"], stored["notes"]["p2_sign:9"]
    state = Mediation.model_validate(stored)
    assert ground_rules.adopted(state)
    assert [one.id for one in ground_rules.asks(state, state.parties["p1"])] == ["p2_sign:8", "p2_sign:9"]
