"""The mediator's merging of ideas as the case does it: card by card, then by typing numbers.

Only here does `dup` count; the bot sees the merges, never the reason.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from rehearsal.answers import ideas_of
from rehearsal.case import Case, Idea
from rehearsal.player import Player
from rehearsal.sight import Sight


class Sorter:
    """Remembers what was put together already."""

    def __init__(self, player: Player, case: Case) -> None:
        self._player = player
        self._case = case
        self._merged: list[set[str]] = []
        self._left: deque[str] | None = None
        self._list: Sight | None = None

    @property
    def busy(self) -> bool:
        """Whether numbers are still to be typed."""
        return self._list is not None

    def judge(self, sight: Sight) -> None:
        """Together, if the case says that all of them are the same idea."""
        ideas = ideas_of(self._case, sight.lines[: -len(sight.buttons)] if _listed(sight) else sight.lines)
        known = [one for one in ideas if one]
        together = len(known) > 1 and len({one.dup for one in known}) == 1 and known[0].dup is not None
        if self._player.press_key(sight, "button.together" if together else "button.apart") and together:
            self._merged.append({one.id for one in known})

    def sort(self, sight: Sight) -> None:
        """Type the numbers of what belongs together and was not proposed as such, then say it is done."""
        if self._left is not None:
            return
        listed = self._player.whole(sight.message).numbered
        known = zip(listed, ideas_of(self._case, listed.values()), strict=True)
        self._left = deque(self._missing({number: idea for number, idea in known if idea}))
        self._list = sight
        self.merge()

    def merge(self) -> None:
        """The next numbers; after the last ones the button of the list."""
        if self._left:
            self._player.say(self._left.popleft())
        elif self._list:
            self._player.press_key(self._list, "button.sorted")
            self._list, self._left = None, None

    def _missing(self, ideas: Mapping[int, Idea]) -> list[str]:
        groups: dict[str, list[int]] = {}
        for number, idea in ideas.items():
            if idea.dup:
                groups.setdefault(idea.dup, []).append(number)
        wanted = [one for one in groups.values() if len(one) > 1]
        missing = [one for one in wanted if {ideas[number].id for number in one} not in self._merged]
        self._merged += [{ideas[number].id for number in one} for one in missing]
        return ["+".join(map(str, one)) for one in missing]


def _listed(sight: Sight) -> bool:
    """Whether the labels of the buttons stand in the text as well, under the list."""
    return bool(sight.buttons) and sight.lines[-len(sight.buttons) :] == [one.label for one in sight.buttons]
