"""The interest map for the group: what is shared, what can go together, what is in tension, in released words.

1. Before the mediator placed anything, the map is a list by party.
2. A place is the mediator's; shared needs the released words of two parties, so that no private interest shows.
3. Equal space for each party, in an order that says nothing. No interest of the mediator's circle is ever in it.
"""

from typing import NamedTuple

from flows.approvals import words_in
from flows.lines import for_group, map_heading, on_map
from flows.messages import CardColumn, Cards, Listing, Look, Piece, Quote, Say
from flows.phrases import say, term
from flows.process import space, theme_words
from flows.signals import Word
from flows.table import Mediation, Pending, Table, propose

KEY = "map"
SHARED, COMPATIBLE = "shared", "compatible"
FACTS = ("agreed", "disputed", "unknown")
FEWEST = 2  # parties that share something


class Card(NamedTuple):
    """Released interests that are placed together: a theme's, or one that has no theme."""

    words: tuple[str, ...]
    parties: tuple[str, ...]

    @property
    def can_be_shared(self) -> bool:
        """Whether two parties released it; else "shared" would tell of somebody's private interest."""
        return len(self.parties) >= FEWEST


# ------------------------------------------------------------------ what there is to place


def released(state: Mediation) -> dict[str, str]:
    """The words that may go to the group under their party's name, each with that party."""
    return {word: one.id for one in on_map(state) for word in for_group(state, one)}


def cards(state: Mediation) -> tuple[Card, ...]:
    """What the mediator places, one card each, in an order that says nothing."""
    owners = released(state)
    groups = _joined([*themes(state), *((one,) for one in owners)], frozenset(owners))
    made = {one[0]: one for one in (space.mixed(group, KEY) for group in groups)}
    return tuple(
        Card(words=made[first], parties=tuple(sorted({owners[one] for one in made[first]})))
        for first in space.mixed(tuple(made), KEY)
    )


def themes(state: Mediation) -> tuple[tuple[str, ...], ...]:
    """Interests' words that the mediator laid together; among them may be some that the group never reads."""
    board = state.boards.get("interests")
    sorted_ = (one.items for one in board.themes) if board else ()
    return (*sorted_, *state.map_together)


def _joined(groups: list[tuple[str, ...]], readable: frozenset[str]) -> list[tuple[str, ...]]:
    """One group of all that share a word, of what may be read; nobody is joined by a word that may not."""
    made: list[tuple[str, ...]] = []
    for group in groups:
        now = tuple(one for one in group if one in readable)
        touched = [one for one in made if set(one) & set(now)]
        made = [one for one in made if one not in touched]
        if now:
            made.append(tuple(dict.fromkeys((*(word for one in touched for word in one), *now))))
    return made


def card_of(state: Mediation, word: str) -> Card | None:
    return next((one for one in cards(state) if word in one.words), None)


def is_placed(state: Mediation, card: Card) -> bool:
    """Placed, and that still holds for everything on it: a place in "shared" falls with the second party."""
    tense = {word for pair in tensions(state) for word in pair}
    return all(_holds(state, card, one) or one in tense for one in card.words)


def _holds(state: Mediation, card: Card, word: str) -> bool:
    place = state.map_places.get(word)
    return place == COMPATIBLE or (place == SHARED and card.can_be_shared)


def tensions(state: Mediation) -> tuple[tuple[str, str], ...]:
    """The pairs the mediator named of which both words may still be read."""
    owners = released(state)
    return tuple(one for one in state.map_tensions if set(one) <= set(owners))


def placed_any(state: Mediation) -> bool:
    return any(is_placed(state, one) for one in cards(state))


def waiting(state: Mediation) -> tuple[Card, ...]:
    """What has no place yet."""
    return tuple(one for one in cards(state) if not is_placed(state, one))


# ------------------------------------------------------------------ the message


def propose_map(table: Table) -> Table:
    """The map as it is now, before the mediators; again when a late party has brought its interests."""
    state = table.state
    left_out = next((one.left_out for one in state.pending if one.key == KEY), ())
    room, cut = _space(table, left_out)
    shown = frozenset(word for words in room.values() for word in words) - set(left_out)
    if any(one in shown for card in cards(state) if is_placed(state, card) for one in card.words):
        message = _by_place(state, room, shown)
    else:
        message = say(term("map.heading"), *_by_party(state, room), *_facts(state), term("map.note"))
    named = tuple(word for words in room.values() for word in words)
    facts = _fact_words(state)
    worded = frozenset(one.id for one in theme_words.standing(state, "interests").values())
    pending = Pending(
        key=KEY,
        say=message,
        named=(*named, *(one.id for one in facts)),
        unnamed=tuple(one for one in dict.fromkeys(words_in(message)) if one in worded),
        own=facts,
        cut=cut,
    )
    return propose(table, pending)


def _space(table: Table, left_out: tuple[str, ...]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """What each party has room for; what matters most to its owner is cut last."""
    state = table.state
    weights = {one.word: one.importance or 0 for one in state.interests}
    own = {
        one.id: sorted(for_group(state, one), key=lambda word: (-weights[word], word))
        for one in on_map(state)
    }
    return space.shared_out(own, space.INTERESTS, table.lengths, left_out)


def _by_party(state: Mediation, room: dict[str, tuple[str, ...]]) -> list[Piece]:
    parts: list[Piece] = []
    for party in space.mixed(tuple(room), KEY):
        words = space.mixed(room[party], KEY)
        if words:
            parts += [map_heading(state.parties[party]), Listing(lines=tuple(Quote(id=one) for one in words))]
    return parts


def _by_place(state: Mediation, room: dict[str, tuple[str, ...]], shown: frozenset[str]) -> Say:
    """Three lists under their titles, the same as a picture; then what has no place yet, by party.

    What the mediator left out stays in the list by party, where the queue takes it out and can put it back.
    """
    columns = _columns(state, shown)
    placed = {word for one in columns for word in one.words}
    rest = {party: tuple(one for one in words if one not in placed) for party, words in room.items()}
    others = _by_party(state, rest)
    parts: list[Piece] = [term("map.heading")]
    for one in columns:
        if one.lines:
            parts += [one.title, Listing(lines=one.lines)]
    parts += [term("map.not_placed"), *others] if others else []
    return say(*parts, *_facts(state), term("map.note"), picture=_picture(state, columns))


class _Column(NamedTuple):
    title: Piece
    look: Look
    lines: tuple[Piece, ...]
    words: frozenset[str]


def wording(state: Mediation, card: Card) -> Word | None:
    """The mediator's wording of what lies on a card, once every author said yes to it; of several themes none."""
    standing = theme_words.standing(state, "interests")
    found = {word.id: word for one in card.words if (word := standing.get(one))}
    return next(iter(found.values())) if len(found) == 1 else None


def _columns(state: Mediation, shown: frozenset[str]) -> tuple[_Column, ...]:
    shared: list[str] = []
    compatible: list[str] = []
    owners = released(state)
    for card in cards(state):
        words = [one for one in card.words if one in shown]
        seen_of = {owners[one] for one in words}
        both = [one for one in words if state.map_places.get(one) == SHARED and len(seen_of) >= FEWEST]
        apart = [one for one in words if state.map_places.get(one) == COMPATIBLE]
        name = wording(state, card)
        heading = [name.id] if name else []
        shared += [*heading, *both] if both else []
        compatible += [*heading, *apart] if apart else []
    pairs = [one for one in tensions(state) if set(one) <= shown]
    pairs.sort(key=lambda pair: space.mixed(pair, KEY))
    return (
        _Column(term("map.shared"), Look.FULL, _lines(state, shared), frozenset(shared)),
        _Column(term("map.compatible"), Look.OPEN, _lines(state, compatible), frozenset(compatible)),
        _Column(
            term("map.tension"),
            Look.STRIPED,
            tuple(_pair(state, one) for one in pairs),
            frozenset(word for pair in pairs for word in pair),
        ),
    )


def _lines(state: Mediation, words: list[str]) -> tuple[Piece, ...]:
    """Each with its party; a theme's wording stands above what it words, and is nobody's."""
    owners = released(state)
    return tuple(
        line(state, one) if one in owners else term("map.theme", words=Quote(id=one, marks=True))
        for one in words
    )


def line(state: Mediation, word: str) -> Piece:
    """An interest with the party whose it is."""
    return term("map.line", words=Quote(id=word, marks=True), party=state.parties[released(state)[word]].name)


def _pair(state: Mediation, pair: tuple[str, str]) -> Piece:
    one, other = space.mixed(pair, KEY)
    return term("map.pair", one=line(state, one), other=line(state, other))


def _picture(state: Mediation, columns: tuple[_Column, ...]) -> Cards:
    drawn = tuple(CardColumn(title=one.title, look=one.look, cards=one.lines) for one in columns if one.lines)
    return Cards(title=term("map.picture", title=state.title), columns=drawn)


# ------------------------------------------------------------------ facts


def _facts(state: Mediation) -> list[Piece]:
    """What is agreed, disputed and unknown, in the mediator's words; how it is found out is another message."""
    parts: list[Piece] = []
    titles = {
        "agreed": term("facts.agreed"),
        "disputed": term("facts.disputed"),
        "unknown": term("facts.unknown"),
    }
    for standing in FACTS:
        lines = tuple(Quote(id=one.word.id) for one in state.facts if one.standing == standing)
        if lines:
            parts += [titles[standing], Listing(lines=lines)]
    return parts


def _fact_words(state: Mediation) -> tuple[Word, ...]:
    return tuple(one.word for one in state.facts if one.standing in FACTS)
