"""What changes on the way (a case's `events`), as the mediator does it: a representative, a frame, a correction.

Through the desk's own commands and buttons, step by step; knows no step of the mediation itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping

from rehearsal.case import Event, Frame
from rehearsal.composer import Composer, Step, named
from rehearsal.party import PartyPlayer
from rehearsal.player import Player
from rehearsal.sight import Sight, squash

COMMANDS = {
    "nl": {"parties": "/partijen", "frames": "/kaders", "frame": "/kaders wijzig K{number}"},
    "en": {"parties": "/parties", "frames": "/frames", "frame": "/frames change K{number}"},
}
FRAME = re.compile(r"\bK(\d+)\b")
ANSWER = {"nl": "Dank u. Ik bel u hierover.", "en": "Thank you. I will phone you about this."}


class Changes:
    """`parties` are the players by id; a successor takes the place of who spoke before. `seated` is told of it."""

    def __init__(
        self,
        player: Player,
        composer: Composer,
        parties: MutableMapping[str, PartyPlayer],
        successors: Mapping[str, PartyPlayer],
        replaced: Callable[[PartyPlayer], object],
    ) -> None:
        self._player = player
        self._composer = composer
        self._case = player.setting.case
        self._parties = parties
        self._successors = successors
        self._replaced = replaced
        self._due = list(self._case.events)
        self._correcting: Event | None = None
        self._commands = COMMANDS[player.setting.language]

    def phase_opened(self, phase: int) -> list[Event]:
        """What happens now and is not the mediator's own doing here: the parties that leave."""
        now = [one for one in self._due if one.phase == phase and not one.after]
        self._due = [one for one in self._due if one not in now]
        for event in now:
            if event.do == "correction":
                self._parties[event.party].finds_wrong(event)
                self._correcting = event
            elif event.do == "replaced":
                self._replace(event)
            elif event.do == "frame_change":
                self._change_frame(event)
        return [one for one in now if one.do == "leaves"]

    def after(self, options: set[str]) -> bool:
        """Whether a frame changes now that these packages have their verdict; it has begun then."""
        event = next((one for one in self._due if one.after in options), None)
        if event:
            self._due.remove(event)
            self._change_frame(event)
        return event is not None

    # ------------------------------------------------------------------ somebody else speaks for a party

    def _replace(self, event: Event) -> None:
        name = self._parties[event.party].party.name
        self._composer.begin(
            [
                Step(
                    "parties.heading",
                    lambda sight: self._player.press(sight, named(sight, self._label(name))),
                ),
                Step("parties.what_to_do", self._composer.press("parties.replace")),
                Step("replace.confirm", self._composer.press("replace.yes")),
                Step("invite.link", lambda sight: self._hand_over(event, sight)),
            ]
        )
        self._player.say(self._commands["parties"])

    def _label(self, name: str) -> str:
        return self._player.setting.phrasebook.text(
            "term:parties.open", self._player.setting.language
        ).format(party=name)

    def _hand_over(self, event: Event, sight: Sight) -> None:
        before, successor = self._parties[event.party], self._successors[event.party]
        self._parties[event.party] = successor
        self._replaced(before)
        successor.invited(sight.link)

    # ------------------------------------------------------------------ a frame changes

    def _change_frame(self, event: Event) -> None:
        frame = next(one for one in self._case.frames if one.id == event.frame)
        until = self._composer.type(event.until) if event.until else self._composer.press("frames.end_stays")
        self._composer.begin(
            [
                Step("frames.heading", lambda sight: self._pick(sight, frame)),
                Step("frames.type_new", self._composer.type(event.text)),
                Step("frames.type_until", until),
                Step("frames.type_reason", self._composer.type(event.reason)),
                Step("frames.type_effect", self._composer.type(event.effect)),
            ]
        )
        self._player.say(self._commands["frames"])

    def _pick(self, sight: Sight, frame: Frame) -> None:
        """By the number that the bot gave it."""
        for line in self._player.whole(sight.message).text.splitlines():
            if (hit := FRAME.search(line)) and squash(frame.text) in squash(line):
                self._player.say(self._commands["frame"].format(number=hit[1]))
                return

    # ------------------------------------------------------------------ a summary is not right

    def remark(self, sight: Sight) -> None:
        """A party says what is not right: a new version, with what changed above it; or an answer to that party."""
        event, self._correcting = self._correcting, None
        if event:
            self._composer.begin([Step("correction.type_change", self._composer.type(event.change))])
        self._player.press_key(sight, "correction.correct" if event else "correction.answer")

    def answer(self, sight: Sight) -> None:
        """To that party alone."""
        del sight
        self._player.say(ANSWER[self._player.setting.language])
