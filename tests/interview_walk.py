# ruff: noqa: ARG002  every act takes the same two numbers
"""Somebody who does anything at all in an interview: types, presses what is visible, waits, changes what was sent."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cache

from mediation import CUSTOM, FARMERS, TOWN, Play, _plainly
from room import MEDIATOR, keys

from flows.effects import Effect, Tell
from flows.events import Edited, Opened, PressedStale, Said, SentFile, SentMedia
from flows.interview.conversation import Interview
from flows.messages import Button
from flows.signals import FileKept, FilesAllowed

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
COMMANDS = [
    "where",
    "back",
    "skip",
    "done",
    "withdraw",
    "mydata",
    "human",
    "help",
    "language",
    "start",
    "unknown",
    "status",
]
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


class Walk(Play):
    """A mediation of which one person walks anywhere; buttons under a newer message of the same name are old."""

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
        other._dice = copy(self._dice)
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
        self.raise_(f"person:{self.user}", Edited(sender=self._who(self.user), text=new, message_id=number))

    def media(self, a: int, b: int) -> None:
        """What is no text; at times where the mediator allows files, and then it is kept or refused."""
        kind = ("voice", "photo", "document", "sticker")[a % 4]
        who, mine = self._who(self.user), self.mine
        if kind == "sticker" or mine is None:
            self.raise_(f"person:{self.user}", SentMedia(sender=who, media=kind))
            return
        self.acted = True
        self.raise_(mine.address, FilesAllowed(allowed=b % 3 != 0))
        before = len(self.keeping)
        caption = TEXTS[b % len(TEXTS)] if b % 5 == 1 else ""
        sent = SentFile(sender=who, file_id="x", size=10 ** (b % 9), media=kind, caption=caption)
        self.raise_(f"person:{self.user}", sent)
        for one in self.keeping[before:]:
            problem = ("", "", "kind", "gone", "too_big", "no_key")[a % 6]
            kept = {"id": one.id, "user": one.user, "ask": one.ask, "kind": "jpg", "problem": problem}
            self.raise_(one.address, FileKept.model_validate(kept))

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
        if self.mediation.forms and a % 2:
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
