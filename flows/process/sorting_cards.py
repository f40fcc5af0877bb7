"""What the mediator sees while sorting: a proposed group, one item with its likeliest themes, all themes."""

from collections.abc import Iterable

from flows.effects import Tell
from flows.events import LikeTheme
from flows.messages import Button, CardColumn, Cards, Listing, Look, Piece, Quote, Say
from flows.phrases import say, term
from flows.table import Mediation, desk_button
from flows.themes import Board, Kind, Theme

HEADING: dict[Kind, Piece] = {
    "ideas": term("sorting.themes_of_ideas"),
    "interests": term("sorting.themes_of_interests"),
    "issues": term("sorting.themes_of_issues"),
    "facts": term("sorting.themes_of_facts"),
}
MAP: dict[Kind, Piece] = {
    "ideas": term("sorting.map_of_ideas"),
    "interests": term("sorting.map_of_interests"),
    "issues": term("sorting.map_of_issues"),
    "facts": term("sorting.map_of_facts"),
}
DRAWN = 4  # columns of a picture that a telephone shows legibly
A_PAGE = 12  # themes one can be chosen from at a time
WORDS = 6  # words shown that a proposed group rests on


def _told(state: Mediation, kind: Kind, user: int, message: Say, *, edit: bool) -> tuple[Tell, ...]:
    """One card stands in the chat: the next takes its place."""
    handle = f"{state.id}:sort:{kind}"
    return (Tell(mediation=state.id, user=user, say=message, handle=handle, edit=edit),)


def line(theme: Theme) -> Quote:
    """What stands for a theme: the mediator's wording, or that of one of its items."""
    return Quote(id=theme.name.id if theme.name else theme.wording, marks=True)


def group(state: Mediation, kind: Kind, ids: tuple[str, ...], user: int, *, edit: bool) -> tuple[Tell, ...]:
    """What the workshop thinks is the same, or about the same."""
    lines = Listing(lines=tuple(Quote(id=id, marks=True) for id in ids))
    board = state.boards.get(kind, Board())
    buttons = [
        desk_button(state, term("button.together"), "merge", together=True, group=list(ids), kind=kind),
        desk_button(state, term("button.apart"), "merge", together=False, group=list(ids), kind=kind),
    ]
    if board.earlier:
        buttons.append(desk_button(state, term("sorting.undo"), "sort_undo", kind=kind))
    asked = term("sort.same") if kind == "ideas" else term("sorting.same_theme")
    parts = (term("sorting.by_computer"), asked, lines, _shared(board, ids))
    return _told(state, kind, user, say(*parts, buttons=buttons, numbered=True), edit=edit)


def _shared(board: Board, ids: tuple[str, ...]) -> Piece:
    """The words a proposed group rests on, as its members wrote them; where it rests on none, that."""
    words = [Quote(id=id, at=(at,)) for id in ids for at in board.because.get(id, ())][:WORDS]
    if not words:
        return term("sorting.no_shared_word")
    joined: Piece = words[-1]
    for one in reversed(words[:-1]):
        joined = term("sorting.word_and", word=one, rest=joined)
    return term("sorting.shared_words", words=joined)


def item(
    state: Mediation,
    kind: Kind,
    board: Board,
    id: str,
    user: int,
    like: Iterable[LikeTheme],
    *,
    left: int,
    edit: bool,
    fell_back: bool = False,
) -> tuple[Tell, ...]:
    """One item: belongs with A, B or C, is a theme of its own, or comes later."""
    lines: list[Piece] = []
    buttons: list[Button] = []
    for one in like:
        theme = board.theme(one.number)
        if theme:
            lines.append(_likely(id, theme, one))
            buttons.append(_belongs(state, kind, id, theme))
    if len(board.themes) > len(buttons):
        buttons.append(desk_button(state, term("sorting.other"), "sort_other", kind=kind, item=id))
    buttons += [
        desk_button(state, term("sorting.new"), "sort_new", kind=kind, item=id),
        desk_button(state, term("sorting.later"), "sort_later", kind=kind, item=id),
    ]
    if board.earlier:
        buttons.append(desk_button(state, term("sorting.undo"), "sort_undo", kind=kind))
    buttons.append(desk_button(state, term("sorting.see_themes"), "sort_themes", kind=kind))
    parts: list[Piece] = [term("sorting.where_belongs", n=left), Quote(id=id, marks=True)]
    if lines:
        parts += [term("sorting.by_computer"), term("sorting.likeliest"), Listing(lines=tuple(lines))]
    parts += [term("sorting.fell_back")] if fell_back else []
    return _told(state, kind, user, say(*parts, buttons=buttons), edit=edit)


def _likely(id: str, theme: Theme, like: LikeTheme) -> Piece:
    if not like.at:
        if like.nearest not in theme.items or line(theme).id == like.nearest:
            return term("sorting.theme", n=theme.number, line=line(theme))
        nearest = Quote(id=like.nearest, marks=True)
        return term("sorting.theme_like", n=theme.number, line=line(theme), nearest=nearest)
    because = Quote(id=id, at=like.at)
    return term("sorting.theme_because", n=theme.number, line=line(theme), words=because)


def _belongs(state: Mediation, kind: Kind, id: str, theme: Theme) -> Button:
    label = term("sorting.belongs", n=theme.number)
    return desk_button(state, label, "sort_place", kind=kind, item=id, theme=theme.number)


def others(state: Mediation, kind: Kind, board: Board, id: str, user: int, page: int) -> tuple[Tell, ...]:
    """All themes to choose from for one item."""
    begin = page * A_PAGE
    shown = board.themes[begin : begin + A_PAGE]
    lines = tuple(term("sorting.theme", n=one.number, line=line(one)) for one in shown)
    buttons = [_belongs(state, kind, id, one) for one in shown]
    if len(board.themes) > begin + A_PAGE:
        more = desk_button(state, term("sorting.more"), "sort_other", kind=kind, item=id, page=page + 1)
        buttons.append(more)
    buttons.append(desk_button(state, term("sorting.back"), "sort_go_on", kind=kind, card=True))
    parts = (term("sorting.which_theme"), Quote(id=id, marks=True), Listing(lines=lines))
    return _told(state, kind, user, say(*parts, buttons=buttons), edit=True)


def themes(
    state: Mediation, kind: Kind, board: Board, left: int, user: int, page: int = 0
) -> tuple[Tell, ...]:
    """All themes, as text and as a picture; each opens to be changed."""
    begin = page * A_PAGE
    shown = board.themes[begin : begin + A_PAGE]
    parts: list[Piece] = [HEADING[kind]]
    for one in shown:
        parts += [
            term("sorting.theme", n=one.number, line=line(one)),
            *([Listing(lines=tuple(Quote(id=id) for id in one.items))] if len(one.items) > 1 else []),
        ]
    parts += [] if board.themes else [term("sorting.no_themes")]
    parts += [term("sorting.left", n=left)] if left else [term("sorting.all_placed")]
    buttons = [
        desk_button(state, term("sorting.open_theme", n=one.number), "theme", kind=kind, theme=one.number)
        for one in shown
    ]
    if len(board.themes) > begin + A_PAGE:
        buttons.append(desk_button(state, term("sorting.more"), "sort_themes", kind=kind, page=page + 1))
    if left:
        buttons.append(desk_button(state, term("sorting.go_on", n=left), "sort_go_on", kind=kind))
    if board.earlier:
        buttons.append(desk_button(state, term("sorting.undo"), "sort_undo", kind=kind))
    if kind == "ideas" and kind in state.boards:
        buttons.append(desk_button(state, term("button.sorted"), "sorted"))
    message = say(*parts, buttons=buttons, picture=_map(kind, shown))
    return (Tell(mediation=state.id, user=user, say=message),)


def _map(kind: Kind, shown: tuple[Theme, ...]) -> Cards | None:
    """The themes with most in them, side by side; the text has them all."""
    largest = sorted(shown, key=lambda one: (-len(one.items), one.number))[:DRAWN]
    drawn = sorted((one for one in largest if len(one.items) > 1), key=lambda one: one.number)
    if not drawn:
        return None
    looks = (Look.OPEN, Look.DOTTED, Look.STRIPED, Look.CROSSED)
    columns = tuple(
        CardColumn(
            title=term("sorting.column", n=one.number),
            look=look,
            cards=tuple(Quote(id=id) for id in one.items),
        )
        for one, look in zip(drawn, looks, strict=False)
    )
    return Cards(title=MAP[kind], columns=columns)


def theme(
    state: Mediation,
    kind: Kind,
    one: Theme,
    sources: tuple[Piece, ...],
    stand: tuple[Piece, ...] = (),
    more: tuple[Button, ...] = (),
) -> Say:
    """One theme: its wording, how its wording stands, where it comes from, and what can be done with it.

    `more` are the buttons of its kind, which stand first.
    """
    about = {"kind": kind, "theme": one.number}
    buttons = [*more, desk_button(state, term("sorting.name"), "theme_name", **about)]
    if one.name:
        buttons.append(desk_button(state, term("sorting.unname"), "theme_unname", **about))
    buttons.append(desk_button(state, term("sorting.merge"), "theme_merge", **about))
    if len(one.items) > 1:
        buttons.append(desk_button(state, term("sorting.split"), "theme_split", **about))
    buttons.append(desk_button(state, term("sorting.see_themes"), "sort_themes", kind=kind))
    heading = term("sorting.theme", n=one.number, line=line(one))
    made_of = (term("sorting.made_of"), Listing(lines=sources))
    return say(heading, *stand, *made_of, buttons=buttons)


def merge_with(state: Mediation, kind: Kind, board: Board, one: Theme, page: int) -> Say:
    """Which other theme this one becomes one with."""
    rest = [other for other in board.themes if other.number != one.number]
    shown = rest[page * A_PAGE : (page + 1) * A_PAGE]
    lines = tuple(term("sorting.theme", n=other.number, line=line(other)) for other in shown)
    about = {"kind": kind, "theme": one.number}
    buttons = [
        desk_button(
            state, term("sorting.merge_with", n=other.number), "theme_join", **about, other=other.number
        )
        for other in shown
    ]
    if len(rest) > (page + 1) * A_PAGE:
        buttons.append(desk_button(state, term("sorting.more"), "theme_merge", **about, page=page + 1))
    buttons.append(desk_button(state, term("sorting.back"), "theme", **about))
    return say(term("sorting.which_other", n=one.number), Listing(lines=lines), buttons=buttons)


def split(state: Mediation, kind: Kind, one: Theme) -> Say:
    """Which item leaves the theme."""
    about = {"kind": kind, "theme": one.number}
    lines = Listing(lines=tuple(Quote(id=id, marks=True) for id in one.items), first=1)
    buttons = [
        desk_button(state, term("sorting.take_out", n=number), "theme_take", **about, item=id)
        for number, id in enumerate(one.items, start=1)
    ]
    buttons.append(desk_button(state, term("sorting.back"), "theme", **about))
    return say(term("sorting.which_out"), lines, buttons=buttons)
