"""`/sort`: the mediator sorts into themes, card by card; a theme of issues or facts goes on from here."""

from collections.abc import Callable

from flows.desk import facts, summary
from flows.desk.part import Doing, Part
from flows.effects import Circle
from flows.kept import keep
from flows.lines import ENOUGH_PARTIES
from flows.messages import Button, Piece, Say
from flows.phrases import say, term
from flows.process import pace, sorting, theme_words
from flows.process import sorting_cards as cards
from flows.process.phases import tell_desk, tell_next
from flows.process.rounds import authors
from flows.process.sorting_items import items
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log
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

LABELS: dict[Kind, Piece] = {
    "ideas": term("sorting.ideas"),
    "interests": term("sorting.interests"),
    "issues": term("sorting.issues"),
    "facts": term("sorting.facts"),
}
WHOSE: dict[Kind, Piece] = {
    "ideas": term("sorting.name_ideas"),
    "interests": term("sorting.name_interests"),
    "issues": term("sorting.name_issues"),
    "facts": term("sorting.name_facts"),
}
FORM = "theme_name"
MOST_WORDS = 12  # of a theme's wording
WITHOUT_NAMES: tuple[Kind, ...] = ("ideas", "interests")  # wordings that go to the group without a name


def _kind(doing: Doing) -> Kind:
    return _named_kind(str(doing.press.get("kind", "")))


def _named_kind(name: str) -> Kind:
    """A kind by its name; ideas for a button of before there were others."""
    return next((one for one in sorting.KINDS if one == name), "ideas")


def _board(table: Table, doing: Doing) -> Board:
    return sorting.board_of(table.state, _kind(doing))


def _theme(table: Table, doing: Doing) -> Theme | None:
    return _board(table, doing).theme(int(doing.press["theme"]))


def _old(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, say(term("button.old")))


# ------------------------------------------------------------------ begin, go on, leave


def _sort(table: Table, doing: Doing) -> Table:
    """What there is to sort now; where there are several kinds, which of them."""
    ready = [kind for kind in sorting.KINDS if sorting.can_sort(table.state, kind)]
    if not ready:
        return tell_desk(table, doing.user, say(term("sorting.nothing_yet")))
    if len(ready) == 1:
        return _opened(table, doing, ready[0])
    state = table.state
    buttons = tuple(desk_button(state, LABELS[kind], "sort_open", kind=kind) for kind in ready)
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
    there = {one.id for one in items(table.state, _kind(doing))}
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
    return tell_desk(table, doing.user, _card(table.state, _kind(doing), theme))


def _card(state: Mediation, kind: Kind, theme: Theme) -> Say:
    """A theme with what can be done with one of its kind."""
    from_whom = sorting.named_sources(state, theme.items)
    stand, more = KIND_OF_CARD[kind](state, kind, theme)
    return cards.theme(state, kind, theme, from_whom, stand, more)


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
    form = Form(name=FORM, field=kind, about=str(theme.number))
    return ask_mediator(table, doing.user, form, asked, cards.line(theme), WHOSE[kind])


def _named(table: Table, doing: Doing) -> Table:
    """The mediator's wording: it goes no further than its authors until each said yes."""
    form = doing.form
    kind = _named_kind(form.field)
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
        circle=Circle.ANONYMOUS if kind in WITHOUT_NAMES else Circle.ATTRIBUTED,
        script_version=0,
    )
    table = sorting.begun(table.plus(kept, form=None), kind)
    table = sorting.put(table, kind, named(board, int(form.about), word))
    table = table.plus(log(table.state, doing.user, "changed a theme", what=kind))
    theme = sorting.board_of(table.state, kind).theme(int(form.about))
    if kind == "ideas" or theme is None:
        return sorting.show_themes(table, kind, doing.user)
    return tell_desk(table, doing.user, _card(table.state, kind, theme))


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


# ------------------------------------------------------------------ what can be done with a theme of one kind

Shown = tuple[tuple[Piece, ...], tuple[Button, ...]]


def _of_ideas(state: Mediation, kind: Kind, theme: Theme) -> Shown:
    """Their authors are asked in the round that follows."""
    del state, kind, theme
    return (), ()


def _of_interests(state: Mediation, kind: Kind, theme: Theme) -> Shown:
    """How the mediator's wording stands, and the way to ask the authors."""
    if theme.name is None:
        return (), ()
    if theme_words.stands(state, kind, theme):
        return (term("theme.all_yes"),), ()
    left = theme_words.left(state, kind, theme)
    asked = set(state.word_asked.get(theme.name.id, ())) & set(left)
    names = ", ".join(state.parties[one].name for one in left)
    stand: tuple[Piece, ...] = (term("theme.waits" if asked else "theme.not_asked", parties=names),)
    ask = desk_button(state, term("theme.ask"), "theme_ask", kind=kind, theme=theme.number)
    return stand, (ask,)


def _of_issues(state: Mediation, kind: Kind, theme: Theme) -> Shown:
    """A point of the analysis, once others may read it."""
    stand, more = _of_interests(state, kind, theme)
    if theme.name is None:
        return (), ()
    if any(one.id == theme.name.id for one in (*state.summary_draft, *state.summary)):
        return (term("theme.is_point"),), ()
    if not theme_words.may_go(state, kind, theme):
        return (*stand, term("theme.point_later", n=ENOUGH_PARTIES)), more
    to_point = desk_button(state, term("theme.to_point"), "theme_point", kind=kind, theme=theme.number)
    return stand, (to_point, *more)


def _of_facts(state: Mediation, kind: Kind, theme: Theme) -> Shown:
    """Into the register of facts with one press; what has no neutral words yet is worded first."""
    del kind
    known = facts.of_sources(state, theme.items)
    if known:
        opened = desk_button(state, term("theme.open_fact"), "fact", number=known.number)
        return (term("theme.is_fact"),), (opened,)
    if theme.name is None:
        return (term("theme.fact_words"),), ()
    labels = {
        "agreed": term("theme.fact_agreed"),
        "disputed": term("theme.fact_disputed"),
        "unknown": term("theme.fact_unknown"),
    }
    return (), tuple(
        desk_button(state, label, "theme_fact", kind="facts", theme=theme.number, standing=standing)
        for standing, label in labels.items()
    )


KIND_OF_CARD: dict[Kind, Callable[[Mediation, Kind, Theme], Shown]] = {
    "ideas": _of_ideas,
    "interests": _of_interests,
    "issues": _of_issues,
    "facts": _of_facts,
}


def _ask(table: Table, doing: Doing) -> Table:
    theme, kind = _theme(table, doing), _kind(doing)
    if theme is None or theme.name is None or kind not in theme_words.ASKED:
        return _old(table, doing)
    asked = theme_words.ask(table, kind, theme, doing.user, doing.moment)
    if asked is table:
        return tell_desk(table, doing.user, say(term("theme.nobody_left")))
    return tell_desk(asked, doing.user, say(term("theme.asked", n=theme.number)))


def _point(table: Table, doing: Doing) -> Table:
    """The wording becomes a point of the draft analysis; nobody reads it before the mediator sends that."""
    theme, kind = _theme(table, doing), _kind(doing)
    if theme is None or theme.name is None or kind != "issues" or table.state.phase != 1:
        return _old(table, doing)
    if not theme_words.may_go(table.state, kind, theme):
        return tell_desk(table, doing.user, _card(table.state, kind, theme))
    return summary.with_point(table, doing.user, theme.name, theme.items)


def _fact(table: Table, doing: Doing) -> Table:
    theme, kind = _theme(table, doing), _kind(doing)
    if theme is None or theme.name is None or kind != "facts" or facts.of_sources(table.state, theme.items):
        return _old(table, doing)
    return facts.from_theme(table, doing.user, theme.name, theme.items, str(doing.press["standing"]))


PART = Part(
    commands={"sort": _sort},
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
        "theme_ask": _ask,
        "theme_point": _point,
        "theme_fact": _fact,
    },
    forms={
        "sort": lambda table, doing: sorting.typed(table, doing.text),
        FORM: _named,
    },
)
