"""Somebody with a seat who is played: reads, thinks for a moment on the rehearsal's clock, then types or presses.

Meets the bot only through its own chats. A person who takes the seat is not interrupted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rehearsal.case import Case
from rehearsal.clock import RehearsalClock
from rehearsal.model import BotMessage, Message
from rehearsal.phrasebook import Phrasebook
from rehearsal.seats import Seat, Seats
from rehearsal.sight import Shown, Sight, sight_of
from rehearsal.telegram import World

GLANCE = 5.0  # seconds before anybody reacts to anything
READING = 0.05  # seconds a character
PARTS = 4  # messages one that was too long for Telegram may have been cut into
SAME_BREATH = timedelta(seconds=90)  # between the first and the last of them


@dataclass(frozen=True)
class Setting:
    """What all players have in common."""

    case: Case
    world: World
    clock: RehearsalClock
    seats: Seats
    phrasebook: Phrasebook

    @property
    def language(self) -> str:
        return self.case.language


class Player:
    """One player. Messages are taken in one after the other, each after the time it takes to read."""

    def __init__(self, setting: Setting, seat: Seat) -> None:
        self.setting = setting
        self.seat = seat
        self.user = seat.user
        self._free = setting.clock.now()
        self._was_taken = False
        setting.seats.on_seats.append(self._seats_changed)

    def react(self, sight: Sight, *, edited: bool) -> None:
        """Do what this message asks for."""
        raise NotImplementedError

    def hear(self, news: BotMessage) -> None:
        """The bot wrote to this player, or changed what it had written."""
        message = news.message
        self.later(len(message.text), lambda: self._act(message, edited=news.edited))

    def later(self, characters: int, act: Callable[[], object]) -> None:
        """Plan something for when these characters are read and what came before is done."""
        due = max(self.setting.clock.now(), self._free) + timedelta(seconds=GLANCE + READING * characters)
        self._free = due
        self.setting.clock.at(due, act)

    def _act(self, message: Message, *, edited: bool) -> None:
        if not self.taken and not message.deleted:
            self.react(self.look(message), edited=edited)

    def _seats_changed(self) -> None:
        """Given back by a person: go on with what is asked now."""
        was, self._was_taken = self._was_taken, self.taken
        if was and not self.taken:
            self.later(0, self.go_on)

    def go_on(self) -> None:
        """Take up the newest message again."""
        messages = [one for one in self._from_bot() if one.keyboard]
        if messages:
            self._act(messages[-1], edited=False)

    # ------------------------------------------------------------------ reading

    @property
    def taken(self) -> bool:
        """Whether a person plays this seat."""
        return self.setting.seats.taken(self.seat.id)

    @property
    def now(self) -> datetime:
        return self.setting.clock.now()

    def look(self, message: Message) -> Sight:
        """Read a message as it stands now."""
        return sight_of(message, self.setting.phrasebook, self.setting.language)

    def whole(self, message: Message) -> Sight:
        """Read a message together with those without buttons just before it, that it may go on from."""
        texts: list[str] = []
        for earlier in reversed([one for one in self._from_bot() if one.id < message.id][-PARTS:]):
            if earlier.keyboard or message.at - earlier.at > SAME_BREATH:
                break
            texts.insert(0, earlier.text)
        return sight_of(message, self.setting.phrasebook, self.setting.language, "\n\n".join(texts))

    def _from_bot(self) -> list[Message]:
        world = self.setting.world
        return [one for one in world.visible(self.user, self.user) if one.sender == world.bot.id]

    # ------------------------------------------------------------------ acting

    def say(self, text: str) -> None:
        """Type a text in private."""
        self.setting.world.say(self.user, self.user, text)

    def press(self, sight: Sight, button: Shown | None) -> bool:
        """Press a button that is still there; False where it is not."""
        present = {
            one["callback_data"] for row in sight.message.keyboard for one in row if "callback_data" in one
        }
        if button is None or button.data not in present or sight.message.deleted:
            return False
        self.setting.world.press(self.user, sight.message.chat, sight.message.id, button.data)
        return True

    def press_key(self, sight: Sight, key: str) -> bool:
        """Press the button that says this."""
        return self.press(sight, sight.button(f"term:{key}"))
