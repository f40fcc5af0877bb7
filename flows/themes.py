"""Themes as a mediator sorts them: what belongs together. Ids only; what is confirmed moves by the mediator alone."""

from collections.abc import Collection
from typing import Any, Literal

from flows.signals import Word
from flows.value import Value

KEPT = 40  # how many steps can be undone

Kind = Literal["ideas", "interests", "issues", "facts"]


class Theme(Value):
    """Items (ids of words) that belong together. `wording` is the one of them that stands for all.

    `name` is the mediator's wording, instead of it. The number stays, whatever becomes of the others.
    """

    number: int
    items: tuple[str, ...]
    wording: str
    name: Word | None = None


class Sorted(Value):
    """How things lie: the themes, what was proposed and not judged yet, what the mediator put off."""

    themes: tuple[Theme, ...] = ()
    open: tuple[tuple[str, ...], ...] = ()
    later: tuple[str, ...] = ()


class Board(Sorted):
    """The sorting of one kind of items, with the way back."""

    proposed: tuple[tuple[str, ...], ...] = ()  # by the workshop, the most central of each first
    because: dict[str, tuple[tuple[int, int], ...]] = {}  # by item: where the words stand its group shares
    earlier: tuple[Sorted, ...] = ()  # the newest last
    numbered: int = 0  # the highest number a theme has or had
    asked: str = ""  # the item for which the workshop compares themes

    def placed(self) -> frozenset[str]:
        return frozenset(item for one in self.themes for item in one.items)

    def theme(self, number: int) -> Theme | None:
        return next((one for one in self.themes if one.number == number), None)

    def theme_of(self, item: str) -> Theme | None:
        return next((one for one in self.themes if item in one.items), None)

    def queue(self, items: Collection[str]) -> tuple[str, ...]:
        """What of `items` has no theme yet, in their order; what was put off comes last."""
        placed = self.placed()
        waiting = [one for one in items if one not in placed]
        put_off = [one for one in self.later if one in waiting]
        return (*(one for one in waiting if one not in put_off), *put_off)

    def having(self, old: str, new: str) -> "Board":
        """With another id for one item: its owner said the same in other words. Wordings of it are asked anew."""

        def ids(given: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(new if one == old else one for one in given)

        def lying(given: Sorted) -> dict[str, Any]:
            themes = tuple(
                one.model_copy(
                    update={"items": ids(one.items), "wording": ids((one.wording,))[0], "name": None}
                )
                if old in one.items
                else one
                for one in given.themes
            )
            return {"themes": themes, "open": tuple(map(ids, given.open)), "later": ids(given.later)}

        earlier = tuple(one.model_copy(update=lying(one)) for one in self.earlier)
        changed = {"proposed": tuple(map(ids, self.proposed)), "earlier": earlier, "asked": ""}
        return self.model_copy(update={**lying(self), **changed})

    def only(self, items: Collection[str]) -> "Board":
        """The board without what is not there any more: what its owner took back, or what was erased."""
        left = set(items)
        themes = tuple(still for one in self.themes if (still := _still(one, left)))
        return self.model_copy(
            update={
                "themes": themes,
                "open": _merges(self.open, left - {item for one in themes for item in one.items}),
                "later": tuple(one for one in self.later if one in left),
                "proposed": _merges(self.proposed, left),
                "because": {id: at for id, at in self.because.items() if id in left},
            }
        )


def _still(theme: Theme, left: set[str]) -> Theme | None:
    items = tuple(one for one in theme.items if one in left)
    if not items:
        return None
    wording = theme.wording if theme.wording in items else items[0]
    # A name was made from words that are gone now as well: it goes with them.
    name = theme.name if items == theme.items else None
    return theme.model_copy(update={"items": items, "wording": wording, "name": name})


def _merges(groups: tuple[tuple[str, ...], ...], left: set[str]) -> tuple[tuple[str, ...], ...]:
    kept = (tuple(one for one in group if one in left) for group in groups)
    return tuple(group for group in kept if len(group) > 1)


def proposed(
    board: Board,
    groups: tuple[tuple[str, ...], ...],
    because: dict[str, tuple[tuple[int, int], ...]] | None = None,
) -> Board:
    """The workshop's first proposal: only groups of what has no theme yet are put to the mediator."""
    free = {item for group in groups for item in group} - board.placed()
    update = {"proposed": groups, "open": _merges(groups, free), "because": because or {}}
    return board.model_copy(update=update)


def _moved(board: Board, numbered: int | None = None, **change: object) -> Board:
    """One step of the mediator; the way things lay is kept, so that it can be taken back."""
    before = Sorted(themes=board.themes, open=board.open, later=board.later)
    update = {
        "earlier": (*board.earlier, before)[-KEPT:],
        "numbered": board.numbered if numbered is None else numbered,
        "asked": "",
        **change,
    }
    return board.model_copy(update=update)


def judged(board: Board, together: bool) -> Board:
    """The proposed group in front is a theme, or its items are put to the mediator one by one."""
    first, *rest = board.open
    if not together:
        return _moved(board, open=tuple(rest))
    return joined(_moved(board, open=tuple(rest)), first, step=False)


def joined(board: Board, items: Collection[str], *, step: bool = True, wording: str = "") -> Board:
    """A theme of these items, with everything that lies together with one of them already. Its name is unmade."""
    touched = [one for one in board.themes if set(one.items) & set(items)]
    number = min((one.number for one in touched), default=board.numbered + 1)
    together = tuple(dict.fromkeys((*(item for one in touched for item in one.items), *items)))
    standing = wording if wording in together else (touched[0].wording if touched else together[0])
    made = Theme(number=number, items=together, wording=standing)
    themes = (*(one for one in board.themes if one not in touched), made)
    change = {
        "themes": tuple(sorted(themes, key=lambda one: one.number)),
        "numbered": max(board.numbered, number),
        "later": tuple(one for one in board.later if one not in together),
        "open": tuple(one for one in board.open if not set(one) & set(together)),
    }
    return _moved(board, **change) if step else board.model_copy(update={**change, "asked": ""})  # type: ignore[arg-type]


def placed(board: Board, item: str, number: int) -> Board:
    """An item without a theme joins one. What has a theme stays where it is."""
    theme = board.theme(number)
    if theme is None or board.theme_of(item):
        return board
    return joined(board, (*theme.items, item))


def new_theme(board: Board, item: str) -> Board:
    """An item without a theme begins one of its own."""
    return board if board.theme_of(item) else joined(board, (item,))


def put_off(board: Board, item: str) -> Board:
    """An item goes to the end of the queue."""
    if board.theme_of(item):
        return board
    return _moved(board, later=(*(one for one in board.later if one != item), item))


def merged(board: Board, one: int, other: int) -> Board:
    """Two themes become one, with the lower number."""
    first, second = board.theme(min(one, other)), board.theme(max(one, other))
    if first is None or second is None or first is second:
        return board
    return joined(board, (*first.items, *second.items), wording=first.wording)


def taken_out(board: Board, item: str) -> Board:
    """An item leaves its theme and begins one of its own; a theme it was alone in stays as it is."""
    theme = board.theme_of(item)
    if theme is None or len(theme.items) == 1:
        return board
    left = _still(theme, set(theme.items) - {item})
    alone = Theme(number=board.numbered + 1, items=(item,), wording=item)
    themes = tuple(left if one is theme and left else one for one in board.themes)
    return _moved(board, numbered=alone.number, themes=(*themes, alone))


def named(board: Board, number: int, name: Word | None) -> Board:
    """The mediator's own wording for a theme; None: one of its items stands for it again."""
    themes = tuple(
        one.model_copy(update={"name": name}) if one.number == number else one for one in board.themes
    )
    return board if themes == board.themes else _moved(board, themes=themes)


def undone(board: Board) -> Board:
    """As things lay before the last step."""
    if not board.earlier:
        return board
    *rest, last = board.earlier
    update = {"earlier": tuple(rest), "asked": "", **{one: getattr(last, one) for one in Sorted.model_fields}}
    return board.model_copy(update=update)
