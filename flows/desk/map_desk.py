"""`/map`: the mediator places released interests with one tap a card; the next card takes the place of the last.

Shared, compatible, or in tension with another one. Nothing is posted from here: the map goes to the approval queue.
"""

from typing import Any

from flows.desk.part import Doing, Part
from flows.effects import Tell
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process import interest_map
from flows.process.interest_map import COMPATIBLE, SHARED, Card
from flows.process.phases import tell_desk
from flows.table import Mediation, Table, desk_button, log
from flows.themes import Board, taken_out

HANDLE = "map_card"
PLACES = (SHARED, COMPATIBLE)


# ------------------------------------------------------------------ cards


def _card(state: Mediation, card: Card) -> Say:
    """One card: its words, with the party of each, and where they can go; the proposal stands first."""
    every = interest_map.cards(state)
    number = every.index(card) + 1
    parts: list[Piece] = [
        term("map.card", n=number, of=len(every)),
        Listing(lines=tuple(interest_map.line(state, one) for one in card.words)),
    ]
    first = card.words[0]
    shared = desk_button(state, term("map.to_shared"), "map_to", word=first, place=SHARED)
    compatible = desk_button(state, term("map.to_compatible"), "map_to", word=first, place=COMPATIBLE)
    if card.can_be_shared:
        parts.append(term("map.proposal_shared", n=len(card.parties)))
    buttons: list[Button] = [shared, compatible] if card.can_be_shared else [compatible]
    buttons.append(desk_button(state, term("map.shared_with"), "map_with", word=first, how="together"))
    buttons.append(desk_button(state, term("map.to_tension"), "map_with", word=first, how="tension"))
    if len(card.words) > 1:
        buttons.append(desk_button(state, term("map.apart"), "map_apart", word=first))
    buttons.append(desk_button(state, term("map.stop"), "map_overview"))
    return say(*parts, buttons=buttons, numbered=True)


def overview(state: Mediation) -> Say:
    """What has a place, what has none; each can be placed anew."""
    every = interest_map.cards(state)
    if not every:
        return say(term("map.nothing"))
    left = interest_map.waiting(state)
    parts: list[Piece] = [term("map.overview", n=len(every) - len(left), of=len(every))]
    pairs = interest_map.tensions(state)
    buttons = [desk_button(state, term("map.go_on", n=len(left)), "map_place")] if left else []
    buttons += [
        desk_button(
            state,
            _where(state, one),
            "map_card",
            word=one.words[0],
        )
        for one in every
        if one not in left
    ]
    buttons += [
        desk_button(
            state,
            term("map.no_tension", one=Quote(id=one, marks=True), other=Quote(id=other, marks=True)),
            "map_no_tension",
            one=one,
            other=other,
        )
        for one, other in pairs
    ]
    buttons.append(desk_button(state, term("map.show"), "map_show"))
    return say(*parts, buttons=buttons, numbered=True)


def _where(state: Mediation, card: Card) -> Piece:
    """A placed card with its place, by its first words."""
    words = Quote(id=card.words[0], marks=True)
    return {
        SHARED: term("map.again_shared", words=words),
        COMPATIBLE: term("map.again_compatible", words=words),
        "tension": term("map.again_tension", words=words),
    }[state.map_places.get(card.words[0], "tension")]


def _next(table: Table, user: int, *, edit: bool) -> Table:
    """The next card; after the last one, the overview."""
    left = interest_map.waiting(table.state)
    message = _card(table.state, left[0]) if left else overview(table.state)
    return _told(table, user, message, edit=edit)


def _told(table: Table, user: int, message: Say, *, edit: bool) -> Table:
    state = table.state
    return table.plus(Tell(mediation=state.id, user=user, say=message, handle=HANDLE, edit=edit))


# ------------------------------------------------------------------ presses


def _show_overview(table: Table, doing: Doing) -> Table:
    return _told(table, doing.user, overview(table.state), edit=False)


def _start(table: Table, doing: Doing) -> Table:
    return _next(table, doing.user, edit=False)


def _open(table: Table, doing: Doing) -> Table:
    card = _found(table.state, doing.press)
    return _told(table, doing.user, _card(table.state, card), edit=False) if card else _old(table, doing)


def _found(state: Mediation, press: Any) -> Card | None:
    return interest_map.card_of(state, str(press["word"]))


def _old(table: Table, doing: Doing) -> Table:
    """The card changed meanwhile: its owner took words back, or a theme was sorted anew."""
    return _next(tell_desk(table, doing.user, say(term("button.old"))), doing.user, edit=False)


def _to(table: Table, doing: Doing) -> Table:
    """The whole card gets one place; what was in tension before stays so until that is taken back."""
    card, place = _found(table.state, doing.press), str(doing.press["place"])
    if card is None or place not in PLACES or (place == SHARED and not card.can_be_shared):
        return _old(table, doing)
    places = table.state.map_places | dict.fromkeys(card.words, place)
    table = table.plus(log(table.state, doing.user, "placed an interest on the map"), map_places=places)
    return _next(table, doing.user, edit=True)


def _with(table: Table, doing: Doing) -> Table:
    """Which interest of another party it shares a card with, or is in tension with: one more tap.

    Where a card has several, it is asked first which of them is in tension.
    """
    card, how = _found(table.state, doing.press), str(doing.press["how"])
    if card is None:
        return _old(table, doing)
    state, word = table.state, str(doing.press["word"])
    if how == "tension" and len(card.words) > 1 and not doing.press.get("chosen"):
        buttons = [
            desk_button(state, interest_map.line(state, one), "map_with", word=one, how=how, chosen=True)
            for one in card.words
        ]
        asked = say(term("map.which_of_these"), buttons=(*buttons, _back(state)), numbered=True)
        return _told(table, doing.user, asked, edit=True)
    asked_with = term("map.tension_with") if how == "tension" else term("map.together_with")
    others = [
        desk_button(state, interest_map.line(state, one), f"map_{how}", word=word, other=one)
        for one in _others(state, word, how)
    ]
    parts = (asked_with, Listing(lines=(interest_map.line(state, word),)))
    return _told(table, doing.user, say(*parts, buttons=(*others, _back(state)), numbered=True), edit=True)


def _others(state: Mediation, word: str, how: str) -> list[str]:
    """Of other parties; what lies on the card already is not laid there again."""
    owners = interest_map.released(state)
    card = interest_map.card_of(state, word)
    there = card.words if card and how == "together" else ()
    return [
        one
        for each in interest_map.cards(state)
        for one in each.words
        if owners[one] != owners[word] and one not in there
    ]


def _back(state: Mediation) -> Button:
    return desk_button(state, term("map.back"), "map_place")


def _two(table: Table, doing: Doing) -> tuple[str, str] | None:
    """Two released interests of two parties, as a press names them."""
    one, other = sorted((str(doing.press["word"]), str(doing.press["other"])))
    owners = interest_map.released(table.state)
    return (
        (one, other) if owners.get(one, "") != owners.get(other, "") and {one, other} <= set(owners) else None
    )


def _tension(table: Table, doing: Doing) -> Table:
    state, pair = table.state, _two(table, doing)
    if pair is None:
        return _old(table, doing)
    if pair not in state.map_tensions:
        acted = log(state, doing.user, "saw a tension between interests")
        table = table.plus(acted, map_tensions=(*state.map_tensions, pair))
    return _next(table, doing.user, edit=True)


def _together(table: Table, doing: Doing) -> Table:
    """On one card, and shared: that is what laying them together says."""
    state, pair = table.state, _two(table, doing)
    if pair is None:
        return _old(table, doing)
    acted = log(state, doing.user, "placed an interest on the map")
    table = table.plus(acted, map_together=(*state.map_together, pair))
    card = interest_map.card_of(table.state, pair[0])
    words = card.words if card else pair
    table = table.plus(map_places=state.map_places | dict.fromkeys(words, SHARED))
    return _next(table, doing.user, edit=True)


def _apart(table: Table, doing: Doing) -> Table:
    """Each on a card of its own again, without a place."""
    card = _found(table.state, doing.press)
    if card is None:
        return _old(table, doing)
    state, words = table.state, set(card.words)
    table = table.plus(
        log(state, doing.user, "took interests on the map apart"),
        boards=_parted(state, words),
        map_together=tuple(one for one in state.map_together if not words & set(one)),
        map_places={word: place for word, place in state.map_places.items() if word not in words},
    )
    return _next(table, doing.user, edit=True)


def _parted(state: Mediation, words: set[str]) -> dict[str, Board]:
    """Where a theme put them together, each begins a theme of its own."""
    board = state.boards.get("interests")
    if board is None:
        return state.boards
    for one in sorted(words):
        board = taken_out(board, one)
    return {**state.boards, "interests": board}


def _no_tension(table: Table, doing: Doing) -> Table:
    state = table.state
    gone = (str(doing.press["one"]), str(doing.press["other"]))
    left = tuple(one for one in state.map_tensions if one != gone)
    if left != state.map_tensions:
        acted = log(state, doing.user, "took back a tension between interests")
        table = table.plus(acted, map_tensions=left)
    return _told(table, doing.user, overview(table.state), edit=True)


def _show(table: Table, doing: Doing) -> Table:
    """The whole map into the queue: it is posted only by the press on exactly that message."""
    if not interest_map.cards(table.state):
        return tell_desk(table, doing.user, say(term("map.nothing")))
    return interest_map.propose_map(table)


PART = Part(
    commands={"map": _show_overview},
    presses={
        "map_place": _start,
        "map_overview": _show_overview,
        "map_card": _open,
        "map_to": _to,
        "map_with": _with,
        "map_tension": _tension,
        "map_together": _together,
        "map_apart": _apart,
        "map_no_tension": _no_tension,
        "map_show": _show,
    },
)
