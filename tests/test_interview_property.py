"""Any sequence of anything at an interview: nothing is lost, no fourth rung, consent first, always a next step."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from interview_walk import ACT, ACTS, BY_PERSON, STARTS, Walk, start
from mediation import FARMERS, TOWN
from room import keys, shown

from flows.interview.conversation import Interview
from flows.messages import Say

EXAMPLES, STEPS = 500, 50
WORD = re.compile(r"w[0-9a-f]{16}(?:\d\d|i)")
SUBSTANCE = re.compile(r"prompt:(p[1-6]_|LUP|SHORT|LDOWN|SPLIT|NEUTRAL|SENS|CHECK)")
# Receipts after which the question above still stands: they change nothing about it.
BESIDE = frozenset(
    [
        "human.coming",
        "mydata.heading",
        "withdraw.nothing",
        "media.voice",
        "media.other",
        "help.party",
        "button.old",
        "command.mediator_only",
        "command.unknown",
        "language.chosen",
        "reading.changed",
        "card.closed",
        "correction.closed",
        "ladder.another_day",
        "withdraw.done",
        "already_answered",
        "edited.first_counts",
        "edited.kept_first",
        "edited.used_new",
        "long.added",
        "round.closed",
        "done.nothing_yet",
        "files.kept",
        "files.too_big",
        "files.too_many",
        "files.wrong_kind",
        "files.gone_at_telegram",
        "files.no_key_for_party",
        "files.dropped",
    ]
)
NOTHING = frozenset(
    [
        "nothing_asked",
        "answer.noted",
        "round.finished",
        "round.rest_another_day",
        "where.nothing",
        "follow.held",
        "follow.went_on",
        "files.no_question",
    ]
)


# ------------------------------------------------------------------ what must be true after every step


def referred(mine: Interview) -> set[str]:
    """Ids of words that the interview still leads to: in answers, entries, and questions to come."""
    return set(WORD.findall(mine.model_dump_json(exclude={"typed", "aside"})))


def offered(walk: Walk) -> set[str]:
    """Ids of words that a button in the chat still leads to: a changed message, not yet chosen."""
    return {str(one.event["new"]) for say in walk.told[walk.user] for row in say.buttons for one in row
            if one.event.get("do") == "edit"}  # fmt: skip


def nothing_lost(walk: Walk, act: str, before: Interview | None, known: set[str]) -> None:
    mine = walk.mine
    if mine is None:
        return
    kept = {id for id, one in walk.words.items() if one.user == walk.user and one.party}
    here = referred(mine)
    fresh = kept - known - here - walk.withdrawn - offered(walk)
    assert not fresh, f"kept, and nothing leads to it: {[walk.words[one].text[:40] for one in fresh]}"
    if before is None:
        return
    for id, answer in before.answers.items():
        now = mine.answers.get(id)
        gone = {one.id for one in answer.words} - ({one.id for one in now.words} if now else set())
        assert (
            not gone
            or now
            or id.split(":")[0] in ("reading", "p5_support", "p6_commit_check")
            or "." in answer.ask.about
        ), f"the answer to {id} is gone"
        retyped = now is not None and {one.id for one in before.entries} & {one.id for one in now.words}
        assert not gone or act in BY_PERSON or now is None or retyped, f"{act} changed the answer to {id}"
    assert len(mine.trail) == len(set(mine.trail)), "an answer stands twice in the way back"
    front = before.front.id if before.front else ""
    words = {one.id for one in mine.answers[front].words} if front in mine.answers else set()
    for one in before.entries:
        swapped = any(
            swap.word in {w.id for w in mine.entries} | words for swap in mine.typed if swap.ask == front
        )
        assert one in mine.entries or one.id in words | walk.withdrawn or swapped, (
            f"the point {walk.words[one.id].text[:40]!r} of {front} is gone"
        )


def told_alike(walk: Walk) -> None:
    """The mediation knows every answer as the interview does."""
    mine = walk.mine
    if mine is None:
        return
    for id, answer in mine.answers.items():
        told = walk.mediation.note(id, mine.party)
        assert told is not None, f"the mediation does not know {id}"
        aside = tuple(one for one in answer.words if one.id in answer.aside)
        known = (told.status, told.choice, told.words, told.aside)
        assert known == (answer.status, answer.choice, answer.shown, aside), id
        assert set(told.said) == set(answer.words), f"the mediator reads all of {id}"
    assert mine.attached == walk.mediation.attached.get(mine.party, ()), "and every file"


def ladders(walk: Walk, new: list[Say], started: dict[str, Any]) -> None:
    mine = walk.mine
    if mine is None:
        return
    for ask in (mine.front, *mine.agenda, *mine.answers.values()):
        id = getattr(ask, "id", None) or (ask.ask.id if ask else "")  # type: ignore[union-attr]
        assert not re.fullmatch(r"ladder:.*:([3-9]|\d\d+)", id), f"a fourth rung: {id}"
    if (
        mine.front
        and re.fullmatch(r"ladder:.*:0", mine.front.id)
        and any("prompt:LUP" in shown(one) for one in new)
    ):
        today = walk.now.astimezone(ZoneInfo(mine.zone)).date()
        first = started.setdefault(mine.front.about, today)
        same = {about for about, day in started.items() if day == today}
        assert first != today or len(same) == 1, f"two ladders on {today}: {same}"


def consented(mine: Interview) -> bool:
    data, confidential = mine.answers.get("on_consent_data"), mine.answers.get("on_confidential")
    return bool(data and confidential and {0, 1} <= set(data.choice) and confidential.choice == (0,))


def consent_first(walk: Walk, before: Interview | None, new: list[Say]) -> None:
    mine = walk.mine
    if mine is None or consented(mine):
        return
    asked = [key for one in new for key in shown(one) if SUBSTANCE.match(key)]
    earlier = before is not None and consented(before)  # it was refused in this very step
    assert not asked or (earlier and mine.refused), f"asked without consent: {asked}"


def next_step(walk: Walk, act: str, new: list[Say]) -> None:
    mine = walk.mine
    if mine is None:
        return
    # The third part of a text that the client cut into pieces is added like the second, which was told.
    added = mine.answers.get(mine.long_ask)
    goes_on = act in ("say", "long", "number") and added is not None and len(added.words) > 2
    assert new or not walk.acted or goes_on, "no reply at all"
    if not new:
        return
    waits = mine.refused or mine.held or (mine.proxy and not mine.entering)
    assert mine.front or not mine.agenda or waits, f"{len(mine.agenda)} questions, none asked"
    asked = [one.id for one in (mine.front, *mine.agenda) if one]
    assert len(asked) == len(set(asked)), f"asked twice: {[one for one in asked if asked.count(one) > 1]}"
    last = new[-1]
    if act not in BY_PERSON or last.buttons or set(shown(last)) & NOTHING:
        return
    assert mine.front or mine.held or set(shown(last)) & BESIDE, f"a dead end: {shown(last)}"
    if mine.front:
        ways = {f"prompt:{mine.front.prompt}", *(keys(mine.front.instead) if mine.front.instead else ())}
        assert ways & set(shown(last)) or set(shown(last)) & BESIDE or mine.elaborating is not None, (
            f"in front: {mine.front.id}; the last message has no way on: {shown(last)}"
        )


def not_waited_for_in_vain(walk: Walk) -> None:
    """The mediation waits for nobody who has nothing left to answer."""
    mine = walk.mine
    if mine is None or mine.refused or mine.held or walk.mediation.ended:
        return
    waiting = [round for round, parties in walk.mediation.waiting.items() if mine.party in parties]
    left = {one.round for one in (mine.front, *mine.agenda, *(late.ask for late in mine.later)) if one}
    assert set(waiting) <= {*mine.rounds}, f"waits for {waiting}; the interview knows {mine.rounds}"
    assert not mine.rounds or mine.front or mine.agenda or left, (
        f"{mine.rounds} stay open, with nothing asked"
    )


def run(walk: Walk, actions: list[tuple[str, int, int]]) -> None:
    started: dict[str, Any] = {}
    for number, (act, a, b) in enumerate(actions):
        before, seen = walk.mine, len(walk.told.get(walk.user, []))
        known = set(walk.words)
        walk.acted = False
        walk.steps.append(f"{number} {act} {a} {b}")
        ACT[act](walk, a, b)
        new = walk.told.get(walk.user, [])[seen:]
        walk.steps.append(f"   -> {[shown(one) for one in new]}")
        nothing_lost(walk, act, before, known)
        told_alike(walk)
        ladders(walk, new, started)
        consent_first(walk, before, new)
        next_step(walk, act, new)
        not_waited_for_in_vain(walk)
        assert walk.unreadable == [], "a quote its reader may not read"


KINDS, MESSAGES, BUTTONS = len(ACTS), 61, 13
ONE = st.integers(0, KINDS * MESSAGES * BUTTONS - 1)  # one number an act: quick to draw
ACTIONS = st.lists(ONE, min_size=STEPS, max_size=STEPS)


def act_of(number: int) -> tuple[str, int, int]:
    rest, kind = divmod(number, KINDS)
    return ACTS[kind], rest % MESSAGES, rest // MESSAGES


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[
        Phase.explicit,
        Phase.generate,
    ],  # a failure is told by its last steps; making it smaller takes minutes
    suppress_health_check=list(HealthCheck),
)
@given(st.sampled_from(sorted(STARTS)), st.sampled_from([FARMERS, TOWN]), ACTIONS)
def test_whatever_comes_in_nothing_is_lost_and_there_is_a_next_step(
    name: str, user: int, actions: list[int]
) -> None:
    walk = start(name).twin(user if name != "claimed" else FARMERS)
    try:
        run(walk, [act_of(one) for one in actions])
    except Exception:
        note("\n".join(one for one in walk.steps[-12:]))
        raise
