"""Equal space in what goes to the group, in an order that says nothing: not who spoke or was invited first."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

INTERESTS, IDEAS = (
    7,
    12,
)  # lines of one party on the map and in the list (practice, B phase 3: normally 3 to 7)


def mixed(ids: Sequence[str], batch: str) -> tuple[str, ...]:
    """In an order made of the ids and of what the batch is called: the same each time, and of no meaning."""
    return tuple(sorted(ids, key=lambda one: sha256(f"{batch}:{one}".encode()).hexdigest()))


def shared_out(
    words: Mapping[str, Sequence[str]], most: int, left_out: Sequence[str] = ()
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """By party the words there is room for, and those there is none for: at most `most` lines each.

    `words` are each party's, the ones to be cut last in front. What the mediator leaves out takes no room.
    """
    room: dict[str, tuple[str, ...]] = {}
    cut: list[str] = []
    for party, own in words.items():
        going = [one for one in own if one not in left_out]
        room[party] = tuple(one for one in own if one in left_out or one in going[:most])
        cut += going[most:]
    return room, tuple(cut)
