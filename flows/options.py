"""The options that packages are put together from: which, at what cost, what goes with what, how each was read.

Ids of words, of interests and of parties. Readings are for the mediators alone.
"""

from collections.abc import Iterable
from typing import Literal

from flows.register import Contingency
from flows.signals import Word
from flows.value import Value

MEASURE, CONDITION = "A", "B"  # the letter of an option's id, and of a condition's

Score = Literal[2, 1, 0, -1, -2, "yes_if", "more_info", "consult"]


class Choice(Value):
    """One option, `A3`; or a party's condition for one, `B1`, that counts only with it (a rider).

    An option's text is that of an idea, as it stands for its theme, or the mediator's own.
    """

    id: str
    idea: int = 0  # number of the idea whose wording it has; 0: `own`
    own: Word | None = None
    cost: int = 0  # whole euros, or whatever the budget is counted in
    frames: tuple[int, ...] = ()  # fixed frames that would have to change for it
    sitting: int = 0  # in which it was put before the parties; 0: not yet
    # of a condition
    of: str = ""  # the option it belongs to
    asked_by: str = ""  # the party that made it; for the mediators alone
    readers: tuple[str, ...] = ()  # the parties that would have to give something for it
    article: Contingency | None = None  # as the mediator worded it


class Reading(Value):
    """How a party read an option; `interests` are its own that it named: harmed by a low score, served by a high one.

    Under "yes, if" they are those that the condition is about.
    """

    score: Score
    interests: tuple[str, ...] = ()


class Proposal(Value):
    """A computed package, by ids of options: for the mediators alone, and a proposal only."""

    options: tuple[str, ...]


class Options(Value):
    """All options of a case, with what was told about them together."""

    choices: tuple[Choice, ...] = ()
    numbered: dict[str, int] = {}  # letter -> the highest number an id has or had
    conflicts: tuple[tuple[str, str], ...] = ()  # never both
    requires: tuple[tuple[str, str], ...] = ()  # the first only with the second
    exactly_one: tuple[tuple[str, ...], ...] = ()
    budget: int | None = None
    sittings: int = 0  # rounds in which options were read
    readings: dict[str, dict[str, Reading]] = {}  # option -> party -> how it read it
    handled: tuple[str, ...] = ()  # ids of the words of conditions that the mediator worded, or left
    found: tuple[Proposal, ...] = ()  # by the last search, the best first

    def choice(self, id: str) -> Choice | None:
        return next((one for one in self.choices if one.id == id), None)

    def having(self, choice: Choice) -> "Options":
        """With this one, in the place of the earlier one of its id."""
        known = self.choice(choice.id) is not None
        placed = tuple(choice if one.id == choice.id else one for one in self.choices)
        return self.model_copy(update={"choices": placed if known else (*self.choices, choice), "found": ()})

    def adding(self, letter: str, **what: object) -> "Options":
        """With a new one; its id is never given twice."""
        number = self.numbered.get(letter, 0) + 1
        made = Choice.model_validate({"id": f"{letter}{number}", **what})
        numbered = {**self.numbered, letter: number}
        return self.having(made).model_copy(update={"numbered": numbered})

    def without(self, ids: Iterable[str]) -> "Options":
        """Without these options, what counts only with them, and every link to one of them."""
        gone = set(ids)
        gone |= {one.id for one in self.choices if one.of in gone}
        frames = (tuple(one for one in frame if one not in gone) for frame in self.exactly_one)
        return self.model_copy(
            update={
                "choices": tuple(one for one in self.choices if one.id not in gone),
                "conflicts": tuple(one for one in self.conflicts if not gone & set(one)),
                "requires": tuple(one for one in self.requires if not gone & set(one)),
                "exactly_one": tuple(one for one in frames if len(one) > 1),
                "readings": {id: read for id, read in self.readings.items() if id not in gone},
                "found": (),
            }
        )
