"""About which mediation somebody does something in their private chat; where that is not clear, they are asked.

Knows addresses and whether a machine waits for words, never what the words are.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from typing import Any

from flows.events import Commanded, Pressed, PressedStale, Said, Sender, SentFile
from flows.interview.conversation import Interview
from flows.person.front import Person, pressed_elsewhere
from flows.signals import Unplaced
from flows.table import Mediation
from flows.value import Value
from handlers.translate import BARE_NUMBER
from storage import Transaction

ANSWERS = frozenset({"skip", "back", "done"})  # commands that say something about the question in front
Told = tuple[str, dict[str, Any]]
Load = Callable[[str], Value]


class Placing:
    """One private chat, in one transaction. `load` gives the state of any machine."""

    def __init__(self, tx: Transaction, chat: int, load: Load) -> None:
        self._tx = tx
        self._chat = chat
        self._load = load
        state = load(f"person:{chat}")
        self._person = state if isinstance(state, Person) else Person(user=chat)

    def told(self, address: str, event: Value) -> list[Told]:
        """To which machines an event goes, in this order."""
        if isinstance(event, Pressed):
            elsewhere = pressed_elsewhere(self._person, address)
            before = [(self._person.address, _json(elsewhere))] if elsewhere else []
            return [*before, (address, _json(event))]
        if self._answers(event) and self.unclear(_number(event)):
            return [(self._person.address, _json(self._aside(event)))]
        return [(address, _json(event))]

    def unclear(self, number: int | None = None) -> bool:
        """Whether words (or a number) may be meant for another place than the one in front.

        So it is where another place's question came after the one in front, where only another place waits for words,
        or where the number would press a button of another place.
        """
        if len(self._person.places) < 2:  # noqa: PLR2004
            return False
        found = self._tx.typed_number(self._chat, number) if number is not None else None
        if found and found.address == self._person.address:
            return False
        return (found is not None and not self._is_in_front(found.address)) or self._asked_elsewhere()

    def _is_in_front(self, address: str) -> bool:
        if self._person.place(address):
            return address == self._person.front
        return address.split(":")[1:2] == [self._person.mediation]

    def _asked_elsewhere(self) -> bool:
        front = self._person.front
        front_waits = _waits_for_words(self._load(front), self._chat)
        for address in self._tx.speakers(self._chat):
            if address == front and front_waits:
                return False
            if (
                address != front
                and self._person.place(address)
                and _waits_for_words(self._load(address), self._chat)
            ):
                return True
        return False

    def _answers(self, event: Value) -> bool:
        if isinstance(event, SentFile):
            return any(_takes_files(self._load(one.address)) for one in self._person.places)
        return isinstance(event, Said) or (isinstance(event, Commanded) and event.name in ANSWERS)

    def _aside(self, event: Value) -> Unplaced:
        held = secrets.token_urlsafe(12)
        self._tx.set_aside(held, self._chat, event.model_dump_json())
        return Unplaced(held=held, message=getattr(event, "message_id", 0))


def taken_up(tx: Transaction, held: str, event: dict[str, Any]) -> Told:
    """What was set aside, for the place its writer chose: a number presses a button of that place's last message."""
    user, place = int(event["user"]), str(event["place"])
    stored = tx.take_up(held, user)
    if stored is None:
        return f"person:{user}", _json(PressedStale(sender=Sender(user=user)))
    told = json.loads(stored)
    number = _number(Said.model_validate(told)) if told["t"] == "said" else None
    button = tx.typed_number_at(user, number, place) if number is not None else None
    if button is None:
        return place, told
    sender = Sender.model_validate(told["sender"])
    pressed = Pressed(sender=sender, press=json.loads(button.event), chat=user, private=True)
    return button.address, _json(pressed)


def _waits_for_words(state: Value, user: int) -> bool:
    if isinstance(state, Interview):
        return state.front is not None or state.held
    return isinstance(state, Mediation) and user in state.forms


def _takes_files(state: Value) -> bool:
    return isinstance(state, Interview) and state.files


def _number(event: Value) -> int | None:
    typed = event.text.strip() if isinstance(event, Said) else ""
    return int(re.sub(r"\D", "", typed)) if BARE_NUMBER.fullmatch(typed) else None


def _json(event: Value) -> dict[str, Any]:
    return event.model_dump(mode="json")
