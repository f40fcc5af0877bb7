"""Consensus by rule, never by number: what a set of answers amounts to (practice, A4).

Knows no package and no person.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Literal

Reading = int | Literal["more_info", "consult"]
Final = Literal["support", "aside", "cannot"]

BLOCK = -2
OBJECTION = -1
REFLECTION = timedelta(hours=24)  # between the check and the last question (practice, B phase 5)


class Outcome(StrEnum):
    """The state of a package version."""

    READING = "reading"  # answers are still coming in
    OPEN = "open"  # closed with parties that did not answer, know too little or must consult
    BLOCKED = "blocked"  # at least one party cannot live with it
    OBJECTIONS = "objections"  # at least one objection, by reading or by an interest not taken care of
    CHECK = "check"  # nothing stands in the way of the final check
    PRINCIPLE = "in_principle"  # every party said yes actively; boards or members still decide
    CONSENSUS = "consensus"  # and every decision that was needed has been recorded
    SUSPENDED = "suspended"  # a party joined late and has not read it yet


def of_readings(readings: Mapping[str, Reading | None]) -> Outcome:
    """What private readings amount to; `None` is a party that has not answered.

    One block outweighs any support and silence is neither yes nor no: {a: 2, b: 2, c: -2} is blocked,
    {a: 2, b: 2, c: None} is open, {a: 0, b: 1} may go to the final check.
    """
    values = list(readings.values())
    if BLOCK in values:
        return Outcome.BLOCKED
    if OBJECTION in values:
        return Outcome.OBJECTIONS
    if not values or any(not isinstance(value, int) for value in values):
        return Outcome.OPEN
    return Outcome.CHECK


def of_coverage(judgements: Mapping[str, str | None], commitments: Mapping[int, bool | None]) -> Outcome:
    """Whether the last question may be asked: every interest judged by its owner, every commitment accepted.

    An interest that is not taken care of, or a commitment that is refused, is an objection: the text comes back
    first. What nobody has judged is open; it is no yes.
    """
    if "not" in judgements.values() or False in commitments.values():
        return Outcome.OBJECTIONS
    return Outcome.OPEN if None in (*judgements.values(), *commitments.values()) else Outcome.CHECK


def of_check(
    finals: Mapping[str, Final | None],
    judgements: Mapping[str, str | None],
    commitments: Mapping[int, bool | None],
    ratified: Mapping[str, bool | None],
) -> Outcome:
    """What the final check amounts to.

    `judgements` are the owners' of every interest, `commitments` their owners' acceptance, `ratified` the
    decisions of the boards or members of the parties whose mandate is not their own (empty: none is needed).
    """
    if "cannot" in finals.values() or False in ratified.values():
        return Outcome.BLOCKED
    if (covered := of_coverage(judgements, commitments)) is not Outcome.CHECK:
        return covered
    if not finals or None in finals.values():
        return Outcome.OPEN
    return Outcome.PRINCIPLE if None in ratified.values() else Outcome.CONSENSUS
