"""The seats of a rehearsal: who sits where, whether a person or a player, and how far the case has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal


@dataclass
class Seat:
    """A place at the table. `taken`: a person plays it; its player keeps still."""

    id: str
    name: str
    role: Literal["mediator", "party"]
    user: int
    party: str | None = None
    taken: bool = False


class Seats:
    """All seats, filled by whoever sets up the case. `progress` is free-form, set through `report`.

    `phases` are the phases' names in order; `progress["phase"]` is the number of the current one, from 1.
    """

    def __init__(self, title: str = "", language: str = "nl", phases: tuple[str, ...] = ()) -> None:
        self.title = title
        self.language = language
        self.phases = phases
        self.entries: dict[str, Seat] = {}
        self.group: int | None = None
        self.progress: dict[str, Any] = {"phase": 1, "ended": False}
        self.on_seats: list[Callable[[], None]] = []
        self.on_progress: list[Callable[[], None]] = []

    def add(self, seat: Seat) -> Seat:
        """Put a seat at the table."""
        self.entries[seat.id] = seat
        self._tell(self.on_seats)
        return seat

    def set_group(self, chat: int) -> None:
        """Say which chat is the group's."""
        self.group = chat
        self._tell(self.on_seats)

    def taken(self, seat: str) -> bool:
        """Tell whether a person plays this seat."""
        return self.entries[seat].taken

    def take(self, seat: str, *, taken: bool) -> None:
        """Let a person take the seat from its player, or give it back."""
        self.entries[seat].taken = taken
        self._tell(self.on_seats)

    @property
    def anyone(self) -> bool:
        """Whether a person plays any seat."""
        return any(seat.taken for seat in self.entries.values())

    def report(self, **progress: Any) -> None:
        """Say how far the case is: `phase` (from 1), `ended`, and whatever else a reader may like."""
        self.progress |= progress
        self._tell(self.on_progress)

    def label(self, chat: int) -> str | None:
        """Return the seat a chat belongs to, `group` for the group, for the transcript."""
        if chat < 0:
            return "group"
        return next((seat.id for seat in self.entries.values() if seat.user == chat), None)

    @staticmethod
    def _tell(listeners: list[Callable[[], None]]) -> None:
        for hear in list(listeners):
            hear()
