"""Any sequence of anything at an interview: nothing is lost, no fourth rung, consent first, always a next step."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from mediation import CUSTOM, FARMERS, TOWN, Play, _plainly
from room import MEDIATOR, keys, shown

from flows.conversation import Interview
from flows.effects import Effect, Keep, Tell
from flows.events import Edited, Opened, PressedStale, Said, SentMedia
from flows.messages import Button, Say
from flows.script import Kind

EXAMPLES, STEPS = 500, 50
WORD = re.compile(r"w[0-9a-f]{16}(?:\d\d|i)")
SUBSTANCE = re.compile(r"prompt:(p[1-6]_|LUP|SHORT|LDOWN|SPLIT|NEUTRAL|SENS|CHECK)")
TEXTS = (
    "Wij willen dat de weg dicht gaat voor vrachtwagens.",
    "nee",
    "?",
    ".",
    "   \n ",
    "\u200b\u200d\ufeff",
    "\u202eesrever \u2066isolate\u2069 نحن نريد الهدوء \u202c",
    "Z\u0336a\u0335l\u0334g\u0337o" + "\u0301" * 60,
    "👨\u200d👩\u200d👧 🏳️\u200d🌈 ✅",
    "12",
    "1.",
    "/where",
    "Klaar",
    "/ niets",
    "{naam} **vet** {0} %s",
    "Ik ben bang dat mijn kinderen niet meer veilig naar school kunnen; ik heb vorig jaar een burn-out gehad.",
    "Die leugenaars van de gemeente zijn allemaal corrupt en dom.",
    "Als dit doorgaat steek ik de stal in brand en weet ik hem te vinden.",
    "We want less noise, and cheaper parking, and a new mayor, and the trees must stay; also the bus.",
    "Altijd hetzelfde, het is gewoon niet goed.",
    "regel\n" * 40,
    "x" * 4096,
    "de wei " * 500,
)
COMMANDS = "where back skip done withdraw mydata human help language start unknown status".split()
ACTS = (
    ["nothing"]
    + ["go_on"] * 6
    + ["say"] * 6
    + ["press"] * 5
    + ["press_old"] * 4
    + ["command"] * 4
    + ["edit"] * 2
    + ["number", "media", "long", "wait", "again", "mediator", "others", "close"]
)
# Receipts after which the question above still stands: they change nothing about it.
BESIDE = frozenset(
    "human.coming mydata.heading withdraw.nothing media.voice media.other help.party button.old command.mediator_only"
    " command.unknown language.chosen"
    " reading.changed card.closed ladder.another_day withdraw.done already_answered edited.first_counts edited.kept_first edited.used_new long.added round.closed done.nothing_yet".split()
)
NOTHING = frozenset(
    "nothing_asked round.finished round.rest_another_day where.nothing follow.held follow.went_on".split()
)


class Walk(Play):
    """A mediation of which the presses keep to the vault's rule: buttons under a newer message of their name are old."""

    user: int
    handles: list[str | None]
    typed: list[tuple[int, str]]
    messages: int
    acted: bool  # in this step, something that calls for a reply
    steps: list[str]

    def twin(self, user: int) -> Walk:
        """The same moment, to go another way from; the states themselves never change."""
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | set | list):
                setattr(other, name, copy(value))
        other.told = {chat: list(said) for chat, said in self.told.items()}
        other._dice = copy(self._dice)  # noqa: SLF001  the room's own
        other.user, other.typed, other.messages, other.steps, other.acted = user, [], 0, [], False
        other.handles = [None] * len(other.told.get(user, []))
        return other

    def _carry(self, effect: Effect) -> None:
        super()._carry(effect)
        if isinstance(effect, Tell) and effect.user == getattr(self, "user", None):
            self.handles.append(effect.handle)

    # ------------------------------------------------------------------ what is seen

    @property
    def mine(self) -> Interview | None:
        found = [one for one in self.states.values() if isinstance(one, Interview) and one.user == self.user]
        return found[0] if found else None

    def old(self, number: int) -> bool:
        handle = self.handles[number]
        return handle is not None and handle in self.handles[number + 1 :]

    # ------------------------------------------------------------------ what is done

    def nothing(self, a: int, b: int) -> None: ...

    def go_on(self, a: int, b: int) -> None:
        """What a willing person does: answer what is in front."""
        mine = self.mine
        if mine is None or mine.front is None or mine.held:
            return
        if mine.elaborating is None and a % 4 == 0 and mine.front.options:
            self.press_last(b)
        elif mine.front.prompt == "on_consent_data" and not mine.ticked:
            for number in (0, 1, 2, 3):
                self.press_last(number)
        elif mine.front.id.endswith(":1") and mine.front.prompt == "LUP" and a % 2:
            CUSTOM["LUP"](self, self.user)
        elif mine.front.prompt == "LUP":
            self.type_(f"omdat wij dat nodig hebben {a}")
        else:
            self.plainly()

    def plainly(self) -> None:
        while (mine := self.mine) and mine.front:
            try:
                _plainly(self, self.user)
            except (AssertionError, IndexError):  # its newest message is not the question: ask for it again
                self.command(self.user, "where")
            return

    def say_(self, a: int, b: int) -> None:
        self.type_(TEXTS[a % len(TEXTS)])

    def type_(self, text: str) -> None:
        self.acted = True
        self.messages += 1
        self.typed.append((self.messages, text))
        self.raise_(
            f"person:{self.user}", Said(sender=self._who(self.user), text=text, message_id=self.messages)
        )

    def press_last(self, b: int) -> None:
        said = self.told.get(self.user, [])
        number = next((n for n in reversed(range(len(said))) if said[n].buttons), None)
        if number is not None:
            self.press_in(number, b)

    def press_(self, a: int, b: int) -> None:
        self.press_last(b)

    def press_old(self, a: int, b: int) -> None:
        said = self.told.get(self.user, [])
        having = [number for number in range(len(said)) if said[number].buttons]
        if having:
            self.press_in(having[-1 - a % len(having)], b)

    def press_in(self, number: int, b: int) -> None:
        row = [one for row in self.told[self.user][number].buttons for one in row]
        if self.old(number):
            self.raise_(f"person:{self.user}", PressedStale(sender=self._who(self.user)))
        else:
            self.do(row[b % len(row)])

    def do(self, button: Button) -> None:
        self.acted = button.address.startswith("interview:")
        self.steps.append(f"   presses {keys(button.label)[0]} {button.event}")
        self.press_button(self.user, button, self.user)

    def number(self, a: int, b: int) -> None:
        """A bare number presses a numbered button of the latest message with buttons, or is a text."""
        said = self.told.get(self.user, [])
        having = [number for number in range(len(said)) if said[number].buttons]
        row = [one for row in said[having[-1]].buttons for one in row] if having else []
        if having and said[having[-1]].numbered and 1 <= b <= len(row) and not self.old(having[-1]):
            self.do(row[b - 1])
        else:
            self.type_(str(b))

    def command_(self, a: int, b: int) -> None:
        name = COMMANDS[a % len(COMMANDS)]
        self.acted = True
        if name == "start":
            self.raise_(f"person:{self.user}", Opened(sender=self._who(self.user)))
        else:
            self.command(self.user, name, "flauwekul" if name == "unknown" else "")

    def edit(self, a: int, b: int) -> None:
        number, text = self.typed[-1 - a % len(self.typed)] if self.typed else (77, "")
        new = TEXTS[b % len(TEXTS)] if b % 3 else text + " (aangevuld)"
        self.raise_(
            f"person:{self.user}", Edited(sender=self._who(self.user), text=new, message_id=number)
        )

    def media(self, a: int, b: int) -> None:
        kind = ("voice", "photo", "document", "sticker")[a % 4]
        self.raise_(f"person:{self.user}", SentMedia(sender=self._who(self.user), media=kind))

    def long(self, a: int, b: int) -> None:
        """10,000 characters, cut by the client."""
        text = "".join(f"{number:04d} lang verhaal " for number in range(500 + a % 50))[:10_000]
        for start in range(0, len(text), 4096):
            self.type_(text[start : start + 4096])

    def wait_(self, a: int, b: int) -> None:
        self.wait(**({"hours": 1 + a % 20} if b % 2 else {"days": 1 + a % 9}))

    def again(self, a: int, b: int) -> None:
        """The same text twice in a breath."""
        self.type_("Wij willen rust.")
        self.type_("Wij willen rust.")

    def mediator(self, a: int, b: int) -> None:
        """The mediator presses something, or types where that is asked."""
        said = [one for one in self.told[MEDIATOR][-6:] if one.buttons]
        if self.mediation.form is not None and a % 2:
            self.say(MEDIATOR, f"tekst {a}")
        elif said:
            row = [one for row in said[-1 - a % len(said)].buttons for one in row]
            button = row[b % len(row)]
            self.steps.append(f"   mediator presses {keys(button.label)[0]} {button.event}")
            self.press_button(MEDIATOR, button, MEDIATOR)

    def others(self, a: int, b: int) -> None:
        """One other party answers a question."""
        for one in self.mediation.seated:
            if one.user != self.user and self.interview(one.user).front:
                self.command(one.user, "back" if a % 9 == 0 else "where")
                _plainly(self, one.user)
                return

    def close_(self, a: int, b: int) -> None:
        """The mediator does not wait for the others, and goes to the next step."""
        ways = [
            one
            for message in self.told[MEDIATOR]
            for row in message.buttons
            for one in row
            if one.event.get("do") in ("stage", "spoke", "claim", "close_round")
        ]
        if ways:
            self.steps.append(f"   mediator presses {ways[-1].event}")
            self.press_button(MEDIATOR, ways[-1], MEDIATOR)


ACT: dict[str, Callable[[Walk, int, int], None]] = {
    "nothing": Walk.nothing,
    "go_on": Walk.go_on,
    "say": Walk.say_,
    "press": Walk.press_,
    "press_old": Walk.press_old,
    "command": Walk.command_,
    "edit": Walk.edit,
    "number": Walk.number,
    "media": Walk.media,
    "long": Walk.long,
    "wait": Walk.wait_,
    "again": Walk.again,
    "mediator": Walk.mediator,
    "others": Walk.others,
    "close": Walk.close_,
}
BY_PERSON = frozenset(ACT) - {"nothing", "wait", "mediator", "others", "close"}


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
        assert not gone or now or id.split(":")[0] in ("reading", "p5_support", "p6_commit_check") or "." in answer.ask.about, (
            f"the answer to {id} is gone"
        )
        retyped = now is not None and {one.id for one in before.entries} & {one.id for one in now.words}
        assert not gone or act in BY_PERSON or now is None or retyped, f"{act} changed the answer to {id}"
    assert len(mine.trail) == len(set(mine.trail)), "an answer stands twice in the way back"
    front = before.front.id if before.front else ""
    words = {one.id for one in mine.answers[front].words} if front in mine.answers else set()
    for one in before.entries:
        swapped = any(swap.word in {w.id for w in mine.entries} | words for swap in mine.typed if swap.ask == front)
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
        assert (told.status, told.choice, told.words) == (answer.status, answer.choice, answer.words), id


def ladders(walk: Walk, new: list[Say], started: dict[str, Any]) -> None:
    mine = walk.mine
    if mine is None:
        return
    for ask in (mine.front, *mine.agenda, *mine.answers.values()):
        id = getattr(ask, "id", None) or (ask.ask.id if ask else "")  # type: ignore[union-attr]
        assert not re.fullmatch(r"ladder:.*:([3-9]|\d\d+)", id), f"a fourth rung: {id}"
    if mine.front and re.fullmatch(r"ladder:.*:0", mine.front.id) and any("prompt:LUP" in shown(one) for one in new):
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
    assert new or not walk.acted, "no reply at all"
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
    assert not mine.rounds or mine.front or mine.agenda or left, f"{mine.rounds} stay open, with nothing asked"


# ------------------------------------------------------------------ where it starts


def _to_poll() -> Play:
    return Walk().to_phase(5).all_answer().next().compose().press(MEDIATOR, "button.put_forward")  # type: ignore[return-value]


def _claimed() -> Play:
    walk = Walk()
    walk.start(FARMERS, walk.invite("Boeren", government=False))
    return walk


STARTS: dict[str, Callable[[], Play]] = {
    "claimed": _claimed,
    "seated": lambda: Walk().seat_all(),
    "onboarded": lambda: Walk().seat_all().onboard(FARMERS).onboard(TOWN),
    "phase 2": lambda: Walk().to_phase(2),
    "phase 3": lambda: Walk().to_phase(3),
    "phase 4": lambda: Walk().to_phase(4),
    "poll": _to_poll,
    "phase 6": lambda: Walk().to_phase(6),
}


@cache
def start(name: str) -> Walk:
    walk = STARTS[name]()
    assert isinstance(walk, Walk)
    return walk


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


ACTIONS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 60), st.integers(0, 12)), min_size=STEPS, max_size=STEPS
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.sampled_from(sorted(STARTS)), st.sampled_from([FARMERS, TOWN]), ACTIONS)
def test_whatever_comes_in_nothing_is_lost_and_there_is_a_next_step(
    name: str, user: int, actions: list[tuple[str, int, int]]
) -> None:
    walk = start(name).twin(user if name != "claimed" else FARMERS)
    try:
        run(walk, actions)
    except Exception:
        note("\n".join(one for one in walk.steps[-12:]))
        raise
