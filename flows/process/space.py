"""Equal space in what goes to the group, in an order that says nothing: not who spoke or was invited first.

Every party has the same room, in characters. How long a text is comes with the event (bot/lengths.py), counted as a
reader reads it: letters, signs and single spaces of the text as its owner wrote it. Where the length of one text is not
known, lines are counted for all parties, so that the measure is the same for each. A text is never cut inside, for its
owner said yes to all of it: what does not fit is left out whole, and the first text of a party always goes.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from flows.lines import for_group, on_map
from flows.table import Mediation

FIRST_MAP = 3  # the phase in which something is shared out first
LINE = 80  # characters; what people write here is seldom longer


class Room(NamedTuple):
    """What one party has: so many characters; so many lines where characters are not known."""

    lines: int

    @property
    def characters(self) -> int:
        return self.lines * LINE


INTERESTS, IDEAS = Room(7), Room(12)  # on the map, in the list (practice, B phase 3: normally 3 to 7)


def mixed(ids: Sequence[str], batch: str) -> tuple[str, ...]:
    """In an order made of the ids and of what the batch is called: the same each time, and of no meaning."""
    return tuple(sorted(ids, key=lambda one: sha256(f"{batch}:{one}".encode()).hexdigest()))


def shared_out(
    words: Mapping[str, Sequence[str]],
    room: Room,
    lengths: Mapping[str, int],
    left_out: Sequence[str] = (),
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """By party the words there is room for, and those there is none for.

    `words` are each party's, the ones to be cut last in front; `lengths` their characters. What the mediator leaves
    out takes no room.
    """
    going = {party: [one for one in own if one not in left_out] for party, own in words.items()}
    known = all(one in lengths for own in going.values() for one in own)
    fits = {
        party: own[: _fitting(own, room.characters, lengths) if known else room.lines]
        for party, own in going.items()
    }
    kept = {
        party: tuple(one for one in own if one in left_out or one in fits[party])
        for party, own in words.items()
    }
    cut = tuple(one for party, own in going.items() for one in own if one not in fits[party])
    return kept, cut


def _fitting(own: Sequence[str], characters: int, lengths: Mapping[str, int]) -> int:
    """How many of these texts, from the front, fit; one at least."""
    total = 0
    for place, one in enumerate(own):
        total += lengths[one]
        if total > characters:
            return max(place, 1)
    return len(own)


def measured(state: Mediation) -> tuple[str, ...]:
    """The words whose lengths matter now: what may go to the group as an interest, an idea or the name of a theme."""
    if state.phase < FIRST_MAP:
        return ()
    interests = [word for one in on_map(state) for word in for_group(state, one)]
    ideas = [one.word.id for one in state.ideas]
    themes = [one.name.id for one in state.groups if one.name]
    return tuple(dict.fromkeys((*interests, *ideas, *themes)))
