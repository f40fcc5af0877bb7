"""The machines alone in a room, without store, Telegram or catalogue: a person types or presses, the keys come back.

A message is shown by what it is made of: `next.standing`, `prompt:p1_story`, `quote:<the text>`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from bot.frames import frames_for
from bot.lengths import lengths_for
from bot.machines import Setting, machine_of
from bot.marks import marks_for
from bot.run import load_script
from flows import effects
from flows.events import Commanded, Moment, Opened, Pressed, Said, Sender
from flows.messages import Both, Button, InLanguage, Listing, Piece, Quote, Say, Term, Wording
from flows.person.front import Person, pressed_elsewhere
from flows.table import Mediation
from flows.value import Value

SCRIPT = load_script()
MEDIATOR = 1
GROUP = -100


class Room:
    """Everybody's chats; the clock stands still unless `wait` moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.setting = Setting(SCRIPT, frozenset({MEDIATOR}), "Europe/Amsterdam")
        self.states: dict[str, Value] = {}
        self.words: dict[str, effects.Keep] = {}
        self.released: set[str] = set()
        self.withdrawn: set[str] = set()
        self.erased: list[effects.Erase] = []
        self.agreed: set[str] = set()  # translations
        self.told: dict[int, list[Say]] = {}
        self.files: dict[int, list[str]] = {}
        self.toasts: list[Say] = []
        self.wakes: dict[str, effects.WakeAt] = {}
        self.works: list[effects.Work] = []
        self.looks: list[effects.LookAtGroup] = []
        self.taken_out: list[effects.TakeOut] = []
        self.shared: set[tuple[str, int]] = set()  # words passed on, and the user who may read them
        self.keeping: list[effects.KeepFile] = []
        self.dropped: set[str] = set()
        self.acts: list[str] = []
        self.unreadable: list[tuple[int, str]] = []  # quotes that the vault would not open for their reader
        self.ignored: list[tuple[str, str]] = []
        self._dice = count(1)

    # ------------------------------------------------------------------ what people do

    def start(self, user: int, token: str = "") -> Room:
        return self.raise_(f"person:{user}", Opened(sender=self._who(user), token=token))

    def command(self, user: int, name: str, argument: str = "") -> Room:
        return self.raise_(f"person:{user}", Commanded(sender=self._who(user), name=name, argument=argument))

    def say(self, user: int, text: str) -> Room:
        return self.raise_(f"person:{user}", Said(sender=self._who(user), text=text))

    def press(self, user: int, label: str, chat: int | None = None, nth: int = 0) -> Room:
        """Press the newest button whose label has this key (and is the `nth` such in its message)."""
        for message in reversed(self.told[chat or user]):
            found = [one for row in message.buttons for one in row if label in keys(one.label)]
            if len(found) > nth:
                return self.press_button(user, found[nth], chat or user)
        raise AssertionError(f"no button {label}; the newest has {buttons(self.told[chat or user][-1])}")

    def press_button(self, user: int, button: Button, chat: int) -> Room:
        pressed = Pressed(sender=self._who(user), press=button.event, chat=chat, private=chat > 0)
        person = self.states.get(f"person:{user}")
        elsewhere = pressed_elsewhere(person, button.address) if isinstance(person, Person) else None
        if elsewhere and chat > 0:
            self.raise_(f"person:{user}", elsewhere)
        return self.raise_(button.address, pressed)

    def wait(self, **time: float) -> Room:
        """Let time pass, ringing what falls due on the way, in its order."""
        until = self.now + timedelta(**time)
        while due := sorted(
            (one for one in self.wakes.values() if one.due <= until), key=lambda one: one.due
        ):
            first = due[0]
            del self.wakes[first.key]
            self.now = max(self.now, first.due)
            self._raise(first.address, {"t": "rang", "ring": first.event})
        self.now = until
        return self

    # ------------------------------------------------------------------ what comes back

    def last(self, user: int) -> list[str]:
        """Keys of the newest message in a chat."""
        return shown(self.told[user][-1])

    def seen(self, user: int) -> list[str]:
        """Keys of all messages in a chat."""
        return [key for message in self.told.get(user, []) for key in shown(message)]

    def text(self, id: str) -> str:
        return self.words[id].text

    def quoted(self, user: int) -> set[str]:
        """Every text quoted in a chat."""
        return {
            self.words[key.removeprefix("quote:")].text for key in self.seen(user) if key.startswith("quote:")
        }

    # ------------------------------------------------------------------ how

    def raise_(self, address: str, event: Value) -> Room:
        self._raise(address, event.model_dump(mode="json"))
        return self

    def _raise(self, address: str, event: dict[str, Any]) -> None:
        waiting = deque([(address, event)])
        while waiting:
            at, told = waiting.popleft()
            machine = machine_of(at)
            state = self._state(at)
            dice = sha256(str(next(self._dice)).encode()).hexdigest()[:32]
            frames = frames_for(at, told, self._state, lambda _, word: self._in_group(word))
            marks = marks_for(at, told, self._state, lambda _, ids: self._opened(ids))
            lengths = lengths_for(at, told, self._state, lambda _, ids: self._opened(ids))
            moment = Moment(now=self.now, dice=dice, frames=frames, marks=marks, lengths=lengths)
            decision = machine.decide(state, machine.events.validate_python(told), moment, self.setting)
            if decision.ignored:
                self.ignored.append((at.split(":")[0], told["t"]))
            again = type(decision.state).model_validate_json(decision.state.model_dump_json())
            assert again == decision.state, "a state is the same after a round trip through JSON"
            self.states[at] = again
            for effect in decision.effects:
                if isinstance(effect, effects.Raise):
                    waiting.append((effect.address, effect.event))
                else:
                    self._carry(effect)

    def _state(self, address: str) -> Value:
        return self.states.get(address) or machine_of(address).fresh(address.split(":"), self.setting)

    def _opened(self, ids: Iterable[str]) -> dict[str, str]:
        return {id: self.words[id].text for id in ids if id in self.words and id not in self.withdrawn}

    def _in_group(self, id: str) -> str | None:
        return self.words[id].text if id in self.released - self.withdrawn else None

    def _carry(  # noqa: C901, PLR0912  a table of cases
        self, effect: effects.Effect
    ) -> None:
        match effect:
            case effects.Tell(user=user, say=message, file=file):
                self.told.setdefault(user, []).append(message)
                self._readable(user, message)
                self.files.setdefault(user, []).extend([file] if file else [])
            case effects.Post(chat=chat, say=message, file=file):
                self.told.setdefault(chat, []).append(message)
                self.files.setdefault(chat, []).extend([file] if file else [])
            case effects.Keep(id=id):
                self.words[id] = effect
            case effects.Recast(id=id, source=source):
                self.words[id] = self.words[source].model_copy(
                    update={"id": id, "circle": effect.circle, "kind": effect.kind}
                )
            case effects.Translate(id=id, original=original):
                kept = {"id": id, "text": effect.text, "kind": "translation", "user": effect.user}
                self.words[id] = self.words[original].model_copy(update=kept)
            case effects.AgreeTranslation(id=id, agreed=agreed):
                self.agreed = {one for one in self.agreed if one != id} | ({id} if agreed else set())
            case effects.Release(ids=ids):
                assert not any(self.words[id].circle is effects.Circle.MEDIATOR for id in ids)
                assert not set(ids) & self.withdrawn, "the vault refuses to release what was withdrawn"
                self.released.update(ids)
            case effects.Erase():
                self.erased.append(effect)
            case effects.Withdraw(ids=ids):
                self.withdrawn.update(ids)
            case effects.Toast(say=message):
                self.toasts.append(message)
            case effects.WakeAt(key=key):
                self.wakes[key] = effect
            case effects.ForgetWake(key=key):
                self.wakes = {one: wake for one, wake in self.wakes.items() if not one.startswith(key)}
            case effects.Work():
                self.works.append(effect)
            case effects.KeepFile():
                self.keeping.append(effect)
            case effects.DropFiles(ids=ids):
                self.dropped.update(ids)
            case effects.LookAtGroup():
                self.looks.append(effect)
            case effects.TakeOut():
                self.taken_out.append(effect)
            case effects.Share(ids=ids, parties=parties):
                case_ = self.states[f"mediation:{effect.mediation}"]
                assert isinstance(case_, Mediation)
                self.shared.update((id, case_.parties[one].user) for id in ids for one in parties)
            case effects.Log(act=act):
                self.acts.append(act)

    def _readable(self, user: int, message: Say) -> None:
        """The vault's rule for a private message: one's own words, and what was released and not withdrawn."""
        drawn = message.picture.pieces() if message.picture else ()
        for key in [*shown(message), *(key for piece in drawn for key in keys(piece))]:
            id = key.removeprefix("quote:")
            own = user == MEDIATOR or (id in self.words and self.words[id].user == user)
            own = own or ((id, user) in self.shared and id not in self.withdrawn)
            if key.startswith("quote:") and not own and (id not in self.released or id in self.withdrawn):
                self.unreadable.append((user, id))

    def _who(self, user: int) -> Sender:
        return Sender(user=user, name=f"Person {user}", language="nl")


def keys(piece: Piece) -> list[str]:
    return list(_keys(piece))


def _keys(piece: Piece) -> Iterator[str]:  # noqa: C901  a table of cases
    match piece:
        case Quote(id=id):
            yield f"quote:{id}"
        case Term(key=key, fill=fill):
            yield key
            for one in fill.values():
                yield from _keys(one)
        case Wording(prompt=prompt, option=option, fill=fill):
            yield f"prompt:{prompt}" if option is None else f"option:{prompt}:{option}"
            for one in fill.values():
                yield from _keys(one)
        case Both(nl=nl, fill=fill):
            yield f"both:{nl}"
            for one in fill.values():
                yield from _keys(one)
        case InLanguage(piece=inner):
            yield from _keys(inner)
        case Listing(lines=lines):
            for one in lines:
                yield from _keys(one)
        case _:
            yield str(piece)


def shown(message: Say) -> list[str]:
    return [key for part in message.parts for key in keys(part)]


def buttons(message: Say) -> list[str]:
    return [keys(one.label)[0] for row in message.buttons for one in row]
