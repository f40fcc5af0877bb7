"""What a mediator keeps beside the talks: deadlines, facts, calls to silent parties, meetings. Ids, never words."""

from datetime import date
from typing import Literal

from flows.signals import Word
from flows.value import Value


class Deadline(Value):
    """A date that goes on running while the parties talk, in the mediator's words.

    `whose` is a party, or empty for a date that everybody may know. `told` holds who was warned how many days
    before (a party's id, or empty for the mediators).
    """

    number: int
    what: Word
    source: Word | None = None
    whose: str = ""
    day: date
    over: bool = False  # it no longer runs, the mediator said
    by: int
    told: tuple[tuple[int, str], ...] = ()


class Fact(Value):
    """A fact in the mediator's words, and the plan to find it out together, as far as it is filled in."""

    number: int
    word: Word
    sources: tuple[str, ...] = ()  # ids of what parties said of it
    standing: Literal["agreed", "disputed", "unknown", "parked"] = "disputed"
    question: Word | None = None
    method: Word | None = None
    who: Word | None = None
    day: date | None = None
    cost: Word | None = None
    use: Word | None = None  # what the parties do with the result
    result: Word | None = None
    because: Word | None = None  # of a parked one: who agreed to that, and why

    @property
    def settled(self) -> bool:
        """Agreed, parked by consent, found out, or in a plan with somebody and a date."""
        planned = self.who is not None and self.day is not None
        return self.standing in ("agreed", "parked") or self.result is not None or planned


class Call(Value):
    """A mediator called a party that had not answered. `until`: it asked for time until then."""

    party: str
    round: str
    on: date
    outcome: Literal["goes_on", "needs_time", "stops", "unreachable"]
    until: date | None = None
    by: int


class Report(Value):
    """What the owner of a commitment said became of it, and on which day."""

    how: Literal["done", "later", "not"]
    on: date


class Point(Value):
    """What a meeting wants taken into the text; one about a party's own words or promise needs its yes."""

    word: Word
    party: str = ""
    said: Literal["", "asked", "yes", "no"] = ""

    @property
    def may_go(self) -> bool:
        return self.party == "" or self.said == "yes"


class Meeting(Value):
    """A live moment: when, which parties, what they agreed to take into the text."""

    number: int
    day: date
    who: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
