"""`/sort`: the mediator sorts ideas and interests into themes, card by card, and looks where a line came from."""

from flows.desk.part import Doing, Part
from flows.effects import Circle
from flows.kept import keep
from flows.messages import Listing, Piece, Quote
from flows.phrases import say, term
from flows.process import pace, sorting
from flows.process import sorting_cards as cards
from flows.process.phases import tell_desk, tell_next
from flows.process.rounds import authors
from flows.register import Party
from flows.table import Form, Table, ask_mediator, desk_button, log, tell
from flows.themes import (
    Board,
    Kind,
    Theme,
    merged,
    named,
    new_theme,
    placed,
    put_off,
    taken_out,
    undone,
)

FORM = "theme_name"
MOST_WORDS = 12  # of a theme's wording
A_PAGE = 10  # lines whose sources are shown in one message


def _kind(doing: Doing) -> Kind:
    return "interests" if doing.press.get("kind") == "interests" else "ideas"


def _board(table: Table, doing: Doing) -> Board:
    return sorting.board_of(table.state, _kind(doing))


def _theme(table: Table, doing: Doing) -> Theme | None:
    return _board(table, doing).theme(int(doing.press["theme"]))


def _old(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, say(term("button.old")))


# ------------------------------------------------------------------ begin, go on, leave


def _sort(table: Table, doing: Doing) -> Table:
    """Ideas when they are ready for it, else interests; where there is both, which of them."""
    ready = [kind for kind in sorting.KINDS if sorting.can_sort(table.state, kind)]
    if not ready:
        return tell_desk(table, doing.user, say(term("sorting.nothing_yet")))
    if len(ready) == 1:
        return _opened(table, doing, ready[0])
    state = table.state
    buttons = (
        desk_button(state, term("sorting.ideas"), "sort_open", kind="ideas"),
        desk_button(state, term("sorting.interests"), "sort_open", kind="interests"),
    )
    return tell_desk(table, doing.user, say(term("sorting.which"), buttons=buttons))


def _open(table: Table, doing: Doing) -> Table:
    kind = _kind(doing)
    return _opened(table, doing, kind) if sorting.can_sort(table.state, kind) else _old(table, doing)


def _opened(table: Table, doing: Doing, kind: Kind) -> Table:
    """A first time with the workshop's proposal; later from where it was left."""
    state = table.state
    board = sorting.board_of(state, kind)
    if kind in state.boards or board.themes or board.open:
        return sorting.resumed(table, kind, doing.user)
    return sorting.ask_proposal(tell_desk(table, doing.user, say(term("sorting.working"))), kind)


def _go_on(table: Table, doing: Doing) -> Table:
    return sorting.go_on(table, _kind(doing), doing.user, edit=bool(doing.press.get("card")))


def _step(table: Table, doing: Doing, board: Board) -> Table:
    """One step of the mediator's, and the next card in the place of this one."""
    kind = _kind(doing)
    return sorting.go_on(sorting.put(table, kind, board), kind, doing.user, edit=True)


# ------------------------------------------------------------------ a card


def _judge(table: Table, doing: Doing) -> Table:
    opened = _board(table, doing).open
    if opened and list(opened[0]) != doing.press.get("group"):
        return _old(table, doing)
    return sorting.judge(table, _kind(doing), doing.user, bool(doing.press["together"]), edit=True)


def _free(table: Table, doing: Doing) -> bool:
    """Whether a card's item still waits for a theme: what is confirmed does not move by an old button."""
    item = str(doing.press["item"])
    there = {one.id for one in sorting.items(table.state, _kind(doing))}
    return item in there and _board(table, doing).theme_of(item) is None


def _place(table: Table, doing: Doing) -> Table:
    if not _free(table, doing) or _theme(table, doing) is None:
        return _old(table, doing)
    item = str(doing.press["item"])
    return _step(table, doing, placed(_board(table, doing), item, int(doing.press["theme"])))


def _new(table: Table, doing: Doing) -> Table:
    if not _free(table, doing):
        return _old(table, doing)
    return _step(table, doing, new_theme(_board(table, doing), str(doing.press["item"])))


def _later(table: Table, doing: Doing) -> Table:
    if not _free(table, doing):
        return _old(table, doing)
    return _step(table, doing, put_off(_board(table, doing), str(doing.press["item"])))


def _other(table: Table, doing: Doing) -> Table:
    if not _free(table, doing):
        return _old(table, doing)
    page, item = int(doing.press.get("page", 0)), str(doing.press["item"])
    shown = cards.others(table.state, _kind(doing), _board(table, doing), item, doing.user, page)
    return table.plus(*shown)


def _undo(table: Table, doing: Doing) -> Table:
    board = _board(table, doing)
    if not board.earlier:
        return tell_desk(table, doing.user, say(term("sorting.nothing_to_undo")))
    return _step(table, doing, undone(board))


# ------------------------------------------------------------------ the themes


def _themes(table: Table, doing: Doing) -> Table:
    return sorting.show_themes(table, _kind(doing), doing.user, int(doing.press.get("page", 0)))


def _one(table: Table, doing: Doing) -> Table:
    theme = _theme(table, doing)
    if theme is None:
        return _old(table, doing)
    from_whom = sorting.named_sources(table.state, theme.items)
    return tell_desk(table, doing.user, cards.theme(table.state, _kind(doing), theme, from_whom))


def _merge(table: Table, doing: Doing) -> Table:
    theme, board = _theme(table, doing), _board(table, doing)
    if theme is None:
        return _old(table, doing)
    page = int(doing.press.get("page", 0))
    return tell_desk(table, doing.user, cards.merge_with(table.state, _kind(doing), board, theme, page))


def _join(table: Table, doing: Doing) -> Table:
    board = _board(table, doing)
    one, other = int(doing.press["theme"]), int(doing.press["other"])
    if board.theme(one) is None or board.theme(other) is None:
        return _old(table, doing)
    return _changed(table, doing, merged(board, one, other))


def _split(table: Table, doing: Doing) -> Table:
    theme = _theme(table, doing)
    if theme is None or len(theme.items) == 1:
        return _old(table, doing)
    return tell_desk(table, doing.user, cards.split(table.state, _kind(doing), theme))


def _take(table: Table, doing: Doing) -> Table:
    theme, item = _theme(table, doing), str(doing.press["item"])
    if theme is None or item not in theme.items or len(theme.items) == 1:
        return _old(table, doing)
    return _changed(table, doing, taken_out(_board(table, doing), item))


def _changed(table: Table, doing: Doing, board: Board) -> Table:
    kind = _kind(doing)
    table = sorting.put(sorting.begun(table, kind), kind, board)
    table = table.plus(log(table.state, doing.user, "changed a theme", what=kind))
    return sorting.show_themes(table, kind, doing.user)


def _name(table: Table, doing: Doing) -> Table:
    theme, kind = _theme(table, doing), _kind(doing)
    if theme is None:
        return _old(table, doing)
    asked = term("sorting.ask_name", n=theme.number, most=MOST_WORDS)
    whose = term("sorting.name_ideas") if kind == "ideas" else term("sorting.name_interests")
    form = Form(name=FORM, field=kind, about=str(theme.number))
    return ask_mediator(table, doing.user, form, asked, cards.line(theme), whose)


def _named(table: Table, doing: Doing) -> Table:
    """The mediator's wording: of ideas it goes no further than its authors until each said yes."""
    form = doing.form
    kind: Kind = "interests" if form.field == "interests" else "ideas"
    words = len(doing.text.split())
    if words > MOST_WORDS:
        return tell_desk(table, doing.user, say(term("sorting.too_long", n=words, most=MOST_WORDS)))
    board = sorting.board_of(table.state, kind)
    if board.theme(int(form.about)) is None:
        return tell_desk(table.plus(form=None), doing.user, say(term("button.old")))
    word, kept = keep(
        doing.text,
        doing.moment,
        mediation=table.state.id,
        user=doing.user,
        party=None,
        prompt="desk",
        circle=Circle.ANONYMOUS,
        script_version=0,
    )
    about = Doing(doing.user, doing.moment, doing.script, press={"kind": kind})
    return _changed(table.plus(kept, form=None), about, named(board, int(form.about), word))


def _unname(table: Table, doing: Doing) -> Table:
    theme = _theme(table, doing)
    if theme is None or theme.name is None:
        return _old(table, doing)
    return _changed(table, doing, named(_board(table, doing), theme.number, None))


def _done(table: Table, doing: Doing) -> Table:
    """In phase 4 the authors are asked in the step that follows; later, at once."""
    table = sorting.done(table, doing.user, doing.moment)
    if table.state.stage != "4.sort":
        table = pace.open_round(table, "authors_again", doing.moment, authors)
    return tell_next(table, doing.user)


# ------------------------------------------------------------------ where from, where to


def _sources(table: Table, doing: Doing) -> Table:
    """Of every line that stands in the group's lists: what it was made of."""
    state, page = table.state, int(doing.press.get("page", 0))
    lines = sorting.published(state)
    if not lines:
        return tell_desk(table, doing.user, say(term("sorting.nothing_published")))
    parts: list[Piece] = [term("sorting.sources")]
    for number, id in list(enumerate(lines, start=1))[page * A_PAGE : (page + 1) * A_PAGE]:
        parts += [
            term("sorting.published", n=number, line=Quote(id=id, marks=True)),
            Listing(lines=sorting.sources(state, id) or (term("sorting.source_gone"),)),
        ]
    more = (desk_button(state, term("sorting.more"), "sources", page=page + 1),)
    buttons = more if len(lines) > (page + 1) * A_PAGE else ()
    return tell_desk(
        table.plus(log(state, doing.user, "looked where lines came from")),
        doing.user,
        say(*parts, buttons=buttons),
    )


def _my_ideas(table: Table, party: Party, doing: Doing) -> Table:
    """A party's own ideas, and where each of them went; nobody else's."""
    del doing
    lines = sorting.went_to(table.state, party.id)
    parts = (term("sorting.your_ideas"), Listing(lines=lines)) if lines else (term("sorting.no_ideas"),)
    return table.plus(tell(table.state, party, say(*parts)))


PART = Part(
    commands={"sort": _sort, "sources": _sources},
    presses={
        "merge": _judge,
        "sorted": _done,
        "sort_again": lambda table, doing: sorting.again(table, doing.user),
        "sort_open": _open,
        "sort_go_on": _go_on,
        "sort_place": _place,
        "sort_new": _new,
        "sort_later": _later,
        "sort_other": _other,
        "sort_undo": _undo,
        "sort_themes": _themes,
        "theme": _one,
        "theme_merge": _merge,
        "theme_join": _join,
        "theme_split": _split,
        "theme_take": _take,
        "theme_name": _name,
        "theme_unname": _unname,
        "sources": _sources,
    },
    forms={
        "sort": lambda table, doing: sorting.typed(table, doing.text),
        FORM: _named,
    },
    party_commands={"ideas": _my_ideas},
)
