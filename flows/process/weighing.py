"""From what parties said of options to numbers for the search; see docs/decisions/0032. Guesses nothing.

1. A score counts for the interests its party named: harmed by a low one, served by a high one; for all others nought.
2. "Yes, if" is -1 on the interests the condition is about, and the condition makes up for it with 2: yes, if it holds.
3. What was not read, or could not be answered yet, is nought, and is told with the result as not read yet.
"""

from typing import Any

from flows.options import Choice, Reading
from flows.process.frames import published
from flows.process.option_rounds import live, read_by, reading
from flows.register import Interest, Party
from flows.table import Mediation

WITHOUT, WITH = -1, 2  # of a "yes, if": the option alone, and what the condition adds
USUAL_WEIGHT = 3  # of an interest of which its owner did not say how important it is; told with the result
UNREAD = ("more_info", "consult")
LET_GO = 3  # option of p5_coverage


def negotiation(state: Mediation) -> dict[str, Any]:
    """What the search gets (workshop/negotiation.py): ids and numbers, no words, no names.

    A fixed frame that rules options out is an option itself, `K2`, that must be chosen and excludes them: so a clash
    can name it.
    """
    options = live(state)
    ruling = _ruling(state, options)
    ids = {one.id for one in options}
    told = state.options
    conflicts = [list(one) for one in told.conflicts if set(one) <= ids]
    conflicts += [[frame, id] for frame, out in ruling.items() for id in out]
    requires = [list(one) for one in told.requires if set(one) <= ids]
    requires += [[one.id, one.of] for one in options if one.of]
    frames = [[one for one in frame if one in ids] for frame in told.exactly_one]
    return {
        "options": [
            *({"id": one.id, "cost": one.cost} for one in options),
            *({"id": frame, "cost": 0} for frame in ruling),
        ],
        "parties": [
            {
                "id": party.id,
                "interests": [{"id": one.id, "weight": one.importance or USUAL_WEIGHT} for one in own],
            }
            for party in state.seated
            if (own := interests(state, party))
        ],
        "effects": {one.id: effects(state, one) for one in options},
        "conflicts": conflicts,
        "requires": requires,
        "exactly_one": [*(one for one in frames if one), *([frame] for frame in ruling)],
        "budget": told.budget,
    }


def interests(state: Mediation, party: Party) -> tuple[Interest, ...]:
    """What has to be answered for a party, private interests too; not what it let go itself."""
    return tuple(
        one for one in state.interests if one.party == party.id and not _let_go(state, party.id, one.id)
    )


def _let_go(state: Mediation, party: str, interest: str) -> bool:
    judged = [
        note.choice[:1]
        for package in state.packages
        if (note := state.note(f"p5_coverage:{package.key}:{interest}", party))
    ]
    return judged[-1:] == [(LET_GO,)]


def effects(state: Mediation, choice: Choice) -> dict[str, int]:
    """By interest, what an option does to it: -2 to 2, and nothing where nobody named it."""
    found: dict[str, int] = {}
    for party in state.seated:
        own = {one.id for one in interests(state, party)}
        given = reading(state, choice.id, party.id)
        found |= {
            one: value
            for one in (given.interests if given else ())
            if one in own and (value := _effect(given))
        }
    if choice.of and choice.asked_by:
        about = reading(state, choice.of, choice.asked_by)
        if about and about.score == "yes_if":
            found |= dict.fromkeys(about.interests, WITH)
    return found


def _effect(given: Reading | None) -> int:
    if given is None or given.score in UNREAD:
        return 0
    return WITHOUT if given.score == "yes_if" else int(given.score)


def _ruling(state: Mediation, options: tuple[Choice, ...]) -> dict[str, list[str]]:
    """Fixed frames as they stand, with the options that would need them to change."""
    fixed = {one.number for one in published(state) if one.type == "fixed"}
    found: dict[str, list[str]] = {}
    for one in options:
        for number in sorted(fixed & set(one.frames)):
            found.setdefault(f"K{number}", []).append(one.id)
    return found


# ------------------------------------------------------------------ what is not known


def unread(state: Mediation) -> dict[str, tuple[str, ...]]:
    """By party, the options it was to read and has not, or could not answer yet."""
    found: dict[str, tuple[str, ...]] = {}
    for party in state.seated:
        left = tuple(
            one.id
            for one in live(state)
            if party in read_by(state, one)
            and ((given := reading(state, one.id, party.id)) is None or given.score in UNREAD)
        )
        if left:
            found[party.id] = left
    return found


def without_interest(state: Mediation) -> tuple[tuple[str, str], ...]:
    """Scores that count for nothing, as their party named no own interest: (party, option)."""
    return tuple(
        (party.id, one.id)
        for one in live(state)
        for party in state.seated
        if (given := reading(state, one.id, party.id)) and not given.interests and _effect(given)
    )


def unweighted(state: Mediation) -> tuple[Interest, ...]:
    """Interests of which their owner did not say how important they are."""
    return tuple(one for party in state.seated for one in interests(state, party) if one.importance is None)


def without_interests(state: Mediation) -> tuple[Party, ...]:
    """Parties for which nothing can be computed: they confirmed no interest."""
    return tuple(one for one in state.seated if not interests(state, one))
