"""The mediator's writing for parties without Telegram: opens their questions and types what they say.

While one party's questions are open, what the desk says lies aside: whatever is typed would go to the wrong place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

from rehearsal.party import PartyPlayer
from rehearsal.player import Player
from rehearsal.sight import Sight, same

OVER = ("round.finished", "round.rest_another_day", "answer.noted")


class Scribe:
    """`parties` are those without Telegram by id. `busy`: whether the desk has work of its own that comes first."""

    def __init__(self, player: Player, parties: Mapping[str, PartyPlayer], busy: Callable[[], bool]) -> None:
        self._player = player
        self._parties = [one for one in parties.values() if one.by_proxy]
        self._busy = busy
        self._offers: dict[str, Sight] = {}  # the newest of each party
        self._aside: deque[Sight] = deque()
        self._to_confirm: deque[Sight] = deque()
        self.confirming = False
        self.entering = False

    def heard(self, sight: Sight, *, edited: bool) -> bool:
        """Whether this is nothing for the desk now."""
        if sight.get("term:proxy.pass_on") and not self.entering:
            self._passed_on(sight)
            return True
        party = self._party(sight)
        if party is None:
            return self._from_desk(sight)
        if sight.get("term:proxy.questions"):
            self._offers[party.party.id] = sight
            self.begin()
        elif any(sight.get(f"term:{one}") for one in OVER):
            self._finish()
        else:
            party.react(sight, edited=edited)
        return True

    def begin(self) -> None:
        """Open the questions of the party that has waited longest, when there is time for it."""
        while self._offers and not self.entering and not self._busy():
            offer = self._offers.pop(next(iter(self._offers)))
            self.entering = self._player.press_key(offer, "button.enter_answers")

    def drop(self) -> None:
        """Leave what is being entered for now, and take up what the desk said meanwhile."""
        self._confirm_next()
        self._finish()

    def _finish(self) -> None:
        self.entering = False
        while self._aside:
            sight = self._aside.popleft()
            self._player.later(0, lambda sight=sight: self._player.react(sight, edited=False))  # type: ignore[misc]
        self._player.later(0, self.begin)

    def _from_desk(self, sight: Sight) -> bool:
        """The desk waits, unless nothing goes on without it."""
        if sight.get("term:button.old"):  # these questions were opened before, or this round confirmed
            self._confirm_next()
            if self.entering:
                self._finish()
                return True
        if sight.button("term:place.desk") and sight.button(
            "term:place.proxy"
        ):  # about which are these words?
            self._player.press_key(sight, "place.proxy" if self.entering else "place.desk")
            return True
        if self.entering and not self._urgent(sight):
            self._aside.append(sight)
            return True
        return False

    def _urgent(self, sight: Sight) -> bool:
        """Without this the party's own questions do not go on, or the group's posts."""
        needed = sight.get("term:human.needed")
        ours = needed and any(same(one.party.name, needed.fill["party"]) for one in self._parties)
        return bool(ours or sight.get("term:held.unsure"))

    # ------------------------------------------------------------------ how a party confirmed

    def confirm(self, sight: Sight) -> None:
        """By phone, today: one round after the other."""
        self._to_confirm.append(sight)
        if not self.confirming:
            self._confirm_next()

    def confirmed(self, sight: Sight) -> None:
        """On record; what is still to be confirmed comes next."""
        del sight
        self._confirm_next()

    def _confirm_next(self) -> None:
        self.confirming = False
        while self._to_confirm and not self.confirming:
            self.confirming = self._player.press_key(self._to_confirm.popleft(), "proxy.by.phone")

    def _passed_on(self, sight: Sight) -> None:
        """A notice for the party: it is told, and its answer given where the notice asks for one."""
        asked = sight.get("term:proxy.pass_on")
        for party in self._parties:
            if asked and same(party.party.name, asked.fill["party"]):
                party.told(sight)

    def _party(self, sight: Sight) -> PartyPlayer | None:
        about = sight.get("term:about.title_for")
        return next(
            (one for one in self._parties if about and same(one.party.name, about.fill["party"])), None
        )
