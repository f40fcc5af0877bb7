"""Fifteen parties and a deal that only conditions make possible: found, explained; without them, the clash."""

from __future__ import annotations

import random
import time
from functools import cache

from mediation import Play
from room import MEDIATOR, shown
from test_options import CANNOT, FULLY, GOOD, LIVE, YES_IF, at_negotiation, lay_out, put, run_search, settled

USERS = tuple(range(100, 115))
PARTIES = {user: (f"Partij {user}", user == USERS[0]) for user in USERS}
PAIRS = 4
GENERAL = 8
SEED = 0
Scores = dict[tuple[int, str], int]


@cache
def walked() -> Play:
    """Everybody's interests are known; the phases between are left out, as nothing here rests on them."""
    play = Play(PARTIES)
    play.phase_1()
    play.phase_2()
    play.all_answer()
    play.states[play.address] = play.mediation.model_copy(
        update={"phase": 5, "stage": "5.packages", "waiting": {}}
    )
    return play


def generated(seed: int) -> tuple[Scores, list[tuple[str, str]]]:
    """How everybody reads 16 options, and which exclude each other.

    Four times one party needs an option that another accepts on a condition only; what else would help that other
    party excludes the option.
    """
    rng = random.Random(f"hidden/{seed}")  # noqa: S311  a test's own case
    users = rng.sample(USERS, len(USERS))
    wants, suffers, rest = users[:PAIRS], users[PAIRS : 2 * PAIRS], users[2 * PAIRS :]
    scores: Scores = {}
    for number in range(1, GENERAL + 1):
        for user in rest:
            scores[user, f"A{number}"] = rng.choice((FULLY, GOOD, LIVE, LIVE))
    for user in rest:  # at least one option helps, and nothing harms
        scores[user, f"A{rng.randint(1, GENERAL)}"] = FULLY
    conflicts = []
    for number, (want, suffer) in enumerate(zip(wants, suffers, strict=True)):
        option, instead = f"A{GENERAL + 1 + 2 * number}", f"A{GENERAL + 2 + 2 * number}"
        scores[want, option], scores[suffer, option] = FULLY, YES_IF
        scores[suffer, instead], scores[rng.choice(rest), instead] = FULLY, GOOD
        conflicts.append((option, instead))
    return scores, conflicts


@cache
def _prepared() -> Play:
    """The options read by everybody, and told what goes with what."""
    play = settled(at_negotiation(walked()))
    scores, conflicts = generated(SEED)
    lay_out(play, *(f"Mogelijkheid {number}" for number in range(1, GENERAL + 2 * PAIRS + 1)))
    for _ in range(2):
        put(play, scores)
    for one, other in conflicts:
        play.command(MEDIATOR, "options").press(MEDIATOR, "options.rules")
        play.press(MEDIATOR, "options.add_conflict").press(MEDIATOR, one).press(MEDIATOR, other)
    return play


def prepared() -> Play:
    return at_negotiation(_prepared())


def word_all(play: Play) -> None:
    """Each condition as an if-then; one other party would have to give."""
    for number in range(PAIRS):
        play.command(MEDIATOR, "options").press(MEDIATOR, "options.conditions")
        play.press(MEDIATOR, "rider.word").press(MEDIATOR, "rider.as_if_then")
        play.say(MEDIATOR, f"Het wordt drukker dan {number}").say(MEDIATOR, "komt er een scherm")
        for _ in range(5):
            play.press(MEDIATOR, "button.not_known_yet")
        play.press(MEDIATOR, "unticked")


def searched(play: Play) -> list[str]:
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.search")
    before = len(play.told[MEDIATOR])
    run_search(play)
    return [key for message in play.told[MEDIATOR][before:] for key in shown(message)]


def test_a_deal_that_only_conditions_make_possible_is_found_and_explained() -> None:
    play = prepared()
    word_all(play)
    put(play, {(user, f"B{number}"): LIVE for user in USERS for number in range(1, PAIRS + 1)})
    told = searched(play)
    assert "found.none" not in told
    assert "found.no_deal_without_riders" in told
    assert told.count("found.no_deal_without") == PAIRS
    assert "found.rider" in told
    best = play.mediation.options.found[0].options
    assert {f"B{number}" for number in range(1, PAIRS + 1)} <= set(best)
    assert play.unreadable == []


def test_without_the_conditions_there_is_none_and_the_clash_says_why() -> None:
    play = prepared()
    begun = time.monotonic()
    told = searched(play)
    assert time.monotonic() - begun < 6
    assert {"found.none", "found.clash_interest", "found.where", "found.any_one"} <= set(told)
    assert play.mediation.options.found == ()


def test_who_must_give_and_says_no_is_no_deal_either() -> None:
    """A condition that harms who would have to give it is weighed like everything else."""
    play = prepared()
    word_all(play)
    put(play, {(user, f"B{number}"): CANNOT for user in USERS for number in range(1, PAIRS + 1)})
    told = searched(play)
    assert "found.none" in told or "found.rider" in told
