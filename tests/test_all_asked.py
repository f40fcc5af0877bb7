"""No prompt of the script is asked by no step: a mediation with its byways, in which each comes before somebody."""

from __future__ import annotations

from typing import Any

import pytest
from mediation import FARMERS, NATURE, TOWN, Custom, Play, _option
from room import MEDIATOR, SCRIPT, Room, shown
from test_bridges import looked
from test_options import FULLY, YES_IF, lay_out, put

from flows.effects import Circle
from flows.events import Grouped
from flows.interview.conversation import Interview
from flows.script import Script

SUCCESSOR = 20
OBJECT, CANNOT = 3, 4  # options of p5_support


class Watched(Play):
    """A mediation that remembers what came in front of each person."""

    def __init__(self) -> None:
        self.asked: dict[str, set[int]] = {}
        super().__init__()

    def press(self, user: int, label: str, chat: int | None = None, nth: int = 0) -> Room:
        """Nature reads English, the others Dutch: there is something to translate."""
        english = user == NATURE and label == "option:on_language:0"
        return super().press(user, "option:on_language:1" if english else label, chat, nth)

    def _raise(self, address: str, event: dict[str, Any]) -> None:
        super()._raise(address, event)
        for one in self.states.values():
            if isinstance(one, Interview) and one.front:
                self.asked.setdefault(one.front.prompt, set()).add(one.user)


def rewords(play: Play, user: int) -> Room:
    """Once in own words, then a yes."""
    front = play.interview(user).front
    assert front is not None
    first = "p3_ladder_own" not in {one.ask.prompt for one in play.interview(user).answers.values()}
    return play.press(user, f"option:p3_confirm_interest:{2 if first else 0}")


def another(play: Play, user: int) -> Room:
    return play.press(user, "stake.another").press(user, "button.done")


def between_parties(play: Play) -> None:
    """A question to another party in neutral words, and all that was understood of each other, as far as the group."""
    asked = ("b_wording", "b_judge", "b_in_group")
    first: Custom = {key: lambda at, who, key=key: at.press(who, f"option:{key}:0") for key in asked}  # type: ignore[misc]
    play.command(TOWN, "ask").press(TOWN, "Boeren").say(TOWN, "Hoeveel koeien?")
    play.press(MEDIATOR, "button.pass_neutral").say(MEDIATOR, "Hoe groot is uw bedrijf?")
    play.all_answer(first)
    for do in ("pass_on", "pass_to_group"):
        rows = [row for message in play.told[MEDIATOR] for row in message.buttons]
        for button in [one for row in rows for one in row if one.event.get("do") == do]:
            play.press_button(MEDIATOR, button, MEDIATOR)
        play.all_answer(first)


def themes(play: Play) -> None:
    """The first two interests in one theme, in the mediator's words; each author says yes."""
    play.command(MEDIATOR, "sort").press(MEDIATOR, "sorting.interests")
    ids = play.works[-1].material["ids"]
    play.raise_(play.address, Grouped(groups=(tuple(ids[:2]),), representatives=(ids[0],), kind="interests"))
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "sorting.see_themes")
    play.press(MEDIATOR, "sorting.open_theme").press(MEDIATOR, "sorting.name")
    play.say(MEDIATOR, "Zekerheid over later").press(MEDIATOR, "theme.ask").all_answer()


@pytest.fixture(scope="module")
def watched() -> Watched:
    play = Watched()
    play.phase_1()
    play.press(FARMERS, "achterban.record")
    split = {"b_reaction": lambda at, user: _option(at, user, 3)}
    play.answer(FARMERS, {**split, "p2_mandate": lambda at, user: _option(at, user, 1)}).phase_2()
    play.all_answer({"p3_confirm_interest": rewords})
    themes(play)
    play.next()
    for way in ("review.propose", "review.ask_other"):
        play.press(MEDIATOR, "review.edit").press(MEDIATOR, "review.line_of").press(MEDIATOR, way)
        play.say(MEDIATOR, "Wij willen rust.").all_answer()
    play.press(MEDIATOR, "button.publish").press(FARMERS, "correction.wrong").answer(FARMERS)
    play.say(MEDIATOR, "Hoe kan iedereen op het plein zijn?")
    play.next().all_answer()
    play.command(MEDIATOR, "positions").press(MEDIATOR, "positions.test").press(
        MEDIATOR, "positions.interest"
    )
    play.all_answer()
    between_parties(play)
    play.close(3)
    play.command(MEDIATOR, "translate")
    play.press_button(MEDIATOR, play.told[MEDIATOR][-1].buttons[0][0], MEDIATOR).say(
        MEDIATOR, "We need rest."
    )
    play.all_answer().next().press(MEDIATOR, "button.show_ideas").all_answer()
    play.next("4.more").say(MEDIATOR, "1").press(MEDIATOR, "button.show_ideas").all_answer()
    play.next("4.criteria").all_answer().agree_on_criteria().next()
    ids = play.works[-1].material["ids"]
    groups = (tuple(ids[:2]), *((one,) for one in ids[2:]))
    play.raise_(play.address, Grouped(groups=groups, representatives=tuple(one[0] for one in groups)))
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "button.sorted")
    play.next().all_answer().next().press(MEDIATOR, "button.publish")
    play.close(4)
    play.all_answer()
    lay_out(play, "Het plein wordt autoluw")
    put(play, {(FARMERS, "A1"): CANNOT, (TOWN, "A1"): YES_IF, (NATURE, "A1"): FULLY})
    looked(play)
    play.press(MEDIATOR, "bridges.ask", nth=0).press(MEDIATOR, "bridges.ask", nth=1).all_answer()
    play.command(MEDIATOR, "next").next().compose().press(MEDIATOR, "button.put_forward")
    for user, unsure in ((FARMERS, 5), (TOWN, 6)):
        play.answer_one(user, {"p5_support": lambda at, who, n=unsure: _option(at, who, n)})  # type: ignore[misc]
        play.answer(user)
    play.answer(NATURE).press(MEDIATOR, "verdict.ask_missing")
    scores = {FARMERS: OBJECT, TOWN: CANNOT}
    for user in play.parties:
        custom: Custom = {"p5_support": lambda at, who: _option(at, who, scores.get(who, 0))}
        play.answer(user, {**custom, "p5_stake": another} if user == FARMERS else custom)
    play.poll({}, "Plan B").press(MEDIATOR, "button.start_check").all_answer()
    play.command(MEDIATOR, "coverage").press(MEDIATOR, "coverage.to_group").all_answer()
    play.wait(hours=25).all_answer()
    play.command(MEDIATOR, "noconsensus").press(MEDIATOR, "joint.begin").all_answer()
    play.close(5)
    play.phase_6()
    play.press(FARMERS, "text.remark").press(FARMERS, "4.1").answer(FARMERS)
    return play


@pytest.fixture(scope="module")
def succeeded() -> Watched:
    """A representative who is replaced halfway."""
    play = Watched()
    play.to_phase(3)
    play.command(MEDIATOR, "parties").press(MEDIATOR, "parties.open").press(MEDIATOR, "parties.replace")
    play.press(MEDIATOR, "replace.yes")
    link = next(m for m in reversed(play.told[MEDIATOR]) if "invite.link" in shown(m)).parts[0]
    play.start(SUCCESSOR, str(link.fill["token"]))  # type: ignore[union-attr]
    play.press(MEDIATOR, "claim.right")
    play.onboard(SUCCESSOR).answer(SUCCESSOR)
    return play


@pytest.fixture(scope="module")
def came_and_went() -> Watched:
    """A party that comes late, and one that leaves."""
    play = Watched()
    play.to_phase(4)
    play.all_answer()
    play.seat(SUCCESSOR, "Winkels", government=False)
    play.onboard(SUCCESSOR).answer(SUCCESSOR)
    play.command(TOWN, "stop").press(TOWN, "stop.yes")
    play.answer(TOWN)
    return play


def never_asked(script: Script, asked: set[str]) -> set[str]:
    """The mediator's own questions are brought by a case, not by a step (tests/test_tailoring.py asks them)."""
    return {one.key for one in script.prompts if not one.key.startswith("own_")} - asked


def test_every_prompt_of_the_script_comes_in_front_of_somebody(
    watched: Watched, succeeded: Watched, came_and_went: Watched
) -> None:
    assert never_asked(SCRIPT, {*watched.asked, *succeeded.asked, *came_and_went.asked}) == set()


def test_a_prompt_that_no_step_asks_is_found(
    watched: Watched, succeeded: Watched, came_and_went: Watched
) -> None:
    forgotten = SCRIPT.prompts[0].model_copy(update={"key": "p4_forgotten"})
    script = SCRIPT.model_copy(update={"prompts": (*SCRIPT.prompts, forgotten)})
    assert never_asked(script, {*watched.asked, *succeeded.asked, *came_and_went.asked}) == {"p4_forgotten"}


def test_what_is_for_authorities_is_asked_of_them_alone(watched: Watched) -> None:
    for one in SCRIPT.prompts:
        if one.audience == "government":
            assert watched.asked[one.key] <= {TOWN}, one.key


def test_every_answer_in_words_is_kept_with_its_prompt_its_share_and_the_script_version(
    watched: Watched,
) -> None:
    kept = [one for one in watched.words.values() if one.party and one.prompt]
    kept = [one for one in kept if one.kind not in ("interest", "translation")]  # as far as their owner said
    assert {"p3_ladder_own", "p4_gap", "p5_objection"} <= {one.prompt for one in kept}
    for one in kept:
        assert one.script_version == SCRIPT.version
        asked = one.prompt
        assert one.circle is (Circle.MEDIATOR if asked == "LUP" else SCRIPT.prompt(str(asked)).share)


def test_nobody_reads_what_is_not_theirs_on_all_these_ways(watched: Watched) -> None:
    assert watched.unreadable == []
    assert {NATURE, FARMERS} <= watched.asked["p4_gap"]
