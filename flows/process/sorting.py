"""Sorting ideas and interests into themes: the workshop proposes, the mediator decides; the bot never does.

What lies where is in flows/themes.py; the cards and buttons are in flows/desk/sorting_desk.py.
"""

from collections.abc import Collection
from re import findall, fullmatch
from typing import get_args

from flows import themes
from flows.effects import Circle, Release, Share, Work
from flows.events import Compared, Grouped, Moment
from flows.lines import idea_lines, may_be_shown
from flows.messages import Piece, Quote
from flows.phrases import say, term
from flows.process import sorting_cards as cards
from flows.process.sorting_items import items, owners
from flows.process.stages import COMPUTER, STAGES
from flows.register import IdeaGroup
from flows.table import Form, Mediation, Sorting, Table, ask_mediator, desk_button, log, tell_mediators
from flows.themes import Board, Kind, Theme, joined, judged

KINDS: tuple[Kind, ...] = get_args(Kind)
FEW = 2  # fewer than this are not worth a comparison
FACTS_UNTIL = 3  # the phase in which they are agreed, disputed or unknown


def board_of(state: Mediation, kind: Kind) -> Board:
    """How things lie now; what is not there any more has gone from it. Between two sortings, as it was decided."""
    ids = [one.id for one in items(state, kind)]
    board = state.boards.get(kind)
    if board is None:
        board = _decided(state) if kind == "ideas" else Board()
    return board.only(ids)


def _decided(state: Mediation) -> Board:
    """The ideas as they were sorted last; those that came after it wait."""
    words = {one.number: one.word.id for one in state.ideas}
    groups = [one for one in state.groups if not one.late]
    if not groups and state.sorting:  # begun in an earlier version
        groups = [IdeaGroup(ideas=one, wording=one[0]) for one in state.sorting.decided]
    numbered = max((one.number for one in groups), default=0)
    found = []
    for one in groups:
        known = tuple(words[number] for number in one.ideas if number in words)
        if not known:
            continue
        numbered += 0 if one.number else 1
        wording = words.get(one.wording, known[0])
        found.append(Theme(number=one.number or numbered, items=known, wording=wording, name=one.name))
    opened = state.sorting.open if state.sorting and not state.groups else ()
    waiting = tuple(tuple(words[number] for number in one if number in words) for one in opened)
    return Board(themes=tuple(found), open=waiting, numbered=numbered)


def put(table: Table, kind: Kind, board: Board) -> Table:
    return table.plus(boards={**table.state.boards, kind: board})


def can_sort(state: Mediation, kind: Kind) -> bool:
    """Ideas once the rounds for them are over; issues for the analysis, facts for the map; interests at any time."""
    begun = {
        "ideas": STAGES.index(state.stage) >= STAGES.index("4.sort"),
        "interests": True,
        "issues": state.phase == 1,
        "facts": state.phase <= FACTS_UNTIL,
    }
    return begun[kind] and bool(items(state, kind))


def waiting(state: Mediation) -> int:
    """How many items the mediator left in a sorting that was begun."""
    return sum(len(queue(state, kind)) for kind in KINDS if kind in state.boards and can_sort(state, kind))


def notice(state: Mediation) -> tuple[Piece, ...]:
    """For `/status`: what is left of it."""
    left = waiting(state)
    return (term("sorting.waits", n=left),) if left else ()


def queue(state: Mediation, kind: Kind) -> tuple[str, ...]:
    """What has no theme yet, in the order in which it is put to the mediator."""
    return board_of(state, kind).queue([one.id for one in items(state, kind)])


# ------------------------------------------------------------------ the workshop


def ask_proposal(table: Table, kind: Kind) -> Table:
    """A first proposal: near-duplicates of ideas, themes of interests; only of who let a computer compare."""
    state = table.state
    ids = [one.id for one in items(state, kind) if COMPUTER in state.consents(one.party)]
    material = {
        "ids": ids,
        "question": state.question.id if state.question and kind == "ideas" else None,
        "kind": kind,
        "cut": "same" if kind == "ideas" else "theme",
    }
    return table.plus(Work(mediation=state.id, job="consolidate", address=state.address, material=material))


def proposed(table: Table, event: Grouped, user: int) -> Table:
    """The proposal, group by group before the mediators; the numbers of the ideas in it stand in the report."""
    state = table.state
    table = put(table, event.kind, themes.proposed(board_of(state, event.kind), event.groups, event.because))
    if event.fell_back:
        table = table.plus(*tell_mediators(state, say(term("sorting.fell_back"))))
    if event.kind == "ideas":
        numbers = {one.word.id: one.number for one in state.ideas}
        groups = tuple(tuple(numbers[id] for id in group if id in numbers) for group in event.groups)
        table = table.plus(sorting=Sorting(proposed=groups))
    return go_on(table, event.kind, user, whole=True)


def compared(table: Table, event: Compared) -> Table:
    """The likeliest themes for the item in front, where it still is in front."""
    board = board_of(table.state, event.kind)
    if board.asked != event.item or board.theme_of(event.item):
        return table
    table = put(table, event.kind, board.model_copy(update={"asked": ""}))
    left = len(queue(table.state, event.kind))
    return table.plus(
        *cards.item(
            table.state,
            event.kind,
            board,
            event.item,
            event.user,
            event.themes,
            left=left,
            edit=event.edit,
            fell_back=event.fell_back,
        )
    )


# ------------------------------------------------------------------ what comes next


def go_on(table: Table, kind: Kind, user: int, *, edit: bool = False, whole: bool = False) -> Table:
    """The next proposed group; then ideas as a list (`whole`), or the next item as a card; then the themes."""
    state = table.state
    board = board_of(state, kind)
    if board.open:
        return table.plus(*cards.group(state, kind, board.open[0], user, edit=edit))
    if kind == "ideas" and whole:
        return as_list(table, user)
    waits = queue(state, kind)
    if not waits:
        return show_themes(table, kind, user)
    return _item(table, kind, waits, user, edit=edit)


def resumed(table: Table, kind: Kind, user: int) -> Table:
    """From where the mediator left it, on a new card."""
    return go_on(begun(table, kind), kind, user)


def begun(table: Table, kind: Kind) -> Table:
    """What lies there is being sorted (again) from here on."""
    table = put(table, kind, board_of(table.state, kind))
    return table.plus(sorting=Sorting()) if kind == "ideas" and table.state.sorting is None else table


def show_themes(table: Table, kind: Kind, user: int, page: int = 0) -> Table:
    """All themes of one kind, page by page."""
    board, left = board_of(table.state, kind), len(queue(table.state, kind))
    return table.plus(*cards.themes(table.state, kind, board, left, user, page))


def as_list(table: Table, user: int) -> Table:
    """All ideas by number: the mediator types which belong together, or takes them one by one."""
    state = table.state
    left = len(queue(state, "ideas"))
    ready = desk_button(state, term("button.sorted"), "sorted")
    one_by_one = desk_button(state, term("sorting.one_by_one", n=left), "sort_go_on", kind="ideas")
    form = Form(name="sort", field="sort")
    buttons = (ready, one_by_one) if left else (ready,)
    return ask_mediator(table, user, form, idea_lines(state.ideas), term("field.sort"), buttons=buttons)


def _item(table: Table, kind: Kind, waits: tuple[str, ...], user: int, *, edit: bool) -> Table:
    """Ask the workshop which themes are likeliest, of what may be compared; else the card goes without."""
    state, item = table.state, waits[0]
    board = board_of(state, kind)
    let = {one.id for one in items(state, kind) if COMPUTER in state.consents(one.party)}
    known = {str(one.number): [id for id in one.items if id in let] for one in board.themes}
    comparable = {number: ids for number, ids in known.items() if ids}
    if item not in let or len(comparable) < FEW:
        return table.plus(*cards.item(state, kind, board, item, user, (), left=len(waits), edit=edit))
    material = {
        "question": state.question.id if state.question and kind == "ideas" else None,
        "kind": kind,
        "item": item,
        "user": user,
        "edit": edit,
        "themes": comparable,
    }
    work = Work(mediation=state.id, job="three_themes", address=state.address, material=material)
    return put(table, kind, board.model_copy(update={"asked": item})).plus(work)


# ------------------------------------------------------------------ ideas


def came_late(table: Table) -> Table:
    """Ideas that came after the sorting stand by themselves until the mediator sorts again."""
    state = table.state
    grouped = {number for group in state.groups for number in group.ideas}
    late = [one for one in state.ideas if one.number not in grouped]
    if not state.groups or not late:
        return table
    alone = tuple(IdeaGroup(ideas=(one.number,), wording=one.number, late=True) for one in late)
    button = desk_button(state, term("button.sort_again"), "sort_again")
    told = say(term("ideas.came_late"), idea_lines(late), buttons=(button,), numbered=True)
    return table.plus(*tell_mediators(state, told), groups=(*state.groups, *alone))


def again(table: Table, user: int) -> Table:
    """Sort the ideas once more, from the groups as they are."""
    state = table.state
    proposals = state.sorting.proposed if state.sorting else ()
    table = begun(table.plus(sorting=Sorting(proposed=proposals)), "ideas")
    return go_on(table, "ideas", user, whole=True)


def judge(table: Table, kind: Kind, user: int, together: bool, *, edit: bool) -> Table:
    """Keep the proposed group in front together, or take it apart."""
    board = board_of(table.state, kind)
    if board.open:  # else its last item was withdrawn meanwhile
        table = put(table, kind, judged(board, together))
    return go_on(table, kind, user, edit=edit, whole=True)


def typed(table: Table, text: str) -> Table:
    """`3+7+12`: these belong together, with everything already merged with one of them."""
    state = table.state
    numbers = {int(one) for one in findall(r"\d+", text)}
    words = {one.number: one.word.id for one in state.ideas}
    if not fullmatch(r"\s*\d+(\s*\+\s*\d+)+\s*", text) or not numbers <= set(words) or state.sorting is None:
        return table.plus(*tell_mediators(state, say(term("sort.how"))))
    board = joined(board_of(state, "ideas"), [words[one] for one in sorted(numbers)])
    theme = board.theme_of(words[min(numbers)])
    shown = " + ".join(str(one.number) for one in state.ideas if theme and one.word.id in theme.items)
    table = put(table, "ideas", board)
    return table.plus(*tell_mediators(state, say(term("sort.merged", numbers=shown))))


def done(table: Table, user: int, moment: Moment) -> Table:
    """The themes as the mediator wants them; what is merged or reworded still needs the yes of every author."""
    del moment
    state = table.state
    if state.sorting is None:
        return table
    board = board_of(state, "ideas")
    groups = tuple(_group(state, board, one) for one in board.themes)
    numbered = board.numbered
    for idea in state.ideas:
        if board.theme_of(idea.word.id) is None:
            numbered += 1
            groups += (IdeaGroup(ideas=(idea.number,), wording=idea.number, number=numbered),)
    ordered = tuple(sorted(groups, key=lambda one: min(one.ideas)))
    boards = {kind: one for kind, one in state.boards.items() if kind != "ideas"}
    return table.plus(
        *_before_authors(state, ordered, user),
        log(state, user, "sorted the ideas", groups=len(ordered)),
        groups=ordered,
        rests_on={**state.rests_on, **_rests_on(state, ordered)},
        boards=boards,
        form=None if state.form and state.form.name == "sort" else state.form,
    )


def _rests_on(state: Mediation, groups: tuple[IdeaGroup, ...]) -> dict[str, tuple[str, ...]]:
    words = {one.number: one.word.id for one in state.ideas}
    return {one.name.id: tuple(words[number] for number in one.ideas) for one in groups if one.name}


def _before_authors(
    state: Mediation, groups: tuple[IdeaGroup, ...], user: int
) -> tuple[Release | Share, ...]:
    """Let the authors read the wording they are asked about: an idea's own, or the mediator's."""
    owners = {one.number: one.party for one in state.ideas}
    shown = tuple(
        one.word.id
        for one in state.ideas
        for group in groups
        if one.number == group.wording and len(group.ideas) > 1 and may_be_shown(state, one)
    )
    names = tuple(
        Share(
            mediation=state.id,
            ids=(group.name.id,),
            parties=tuple(sorted({owners[number] for number in group.ideas})),
            approved_by=user,
        )
        for group in groups
        if group.name
    )
    return (Release(mediation=state.id, ids=shown, circle=Circle.ANONYMOUS, approved_by=user), *names)


def _group(state: Mediation, board: Board, theme: Theme) -> IdeaGroup:
    """A theme as a group of ideas; what its authors said of it before holds while it is the same."""
    numbers = tuple(sorted(one.number for one in state.ideas if one.word.id in theme.items))
    wording = _wording(state, board, theme)
    for one in state.groups:
        if one.ideas == numbers and one.name == theme.name:
            return one.model_copy(update={"number": theme.number, "late": False})
    return IdeaGroup(ideas=numbers, wording=wording, name=theme.name, number=theme.number)


def _wording(state: Mediation, board: Board, theme: Theme) -> int:
    """The idea whose wording stands for the theme: the workshop's choice where it proposed these together."""
    numbers = {one.word.id: one.number for one in state.ideas}
    allowed = [one.word.id for one in state.ideas if one.word.id in theme.items and may_be_shown(state, one)]
    for proposal in board.proposed:
        if proposal[0] in allowed and len(set(proposal) & set(theme.items)) > 1:
            return numbers[proposal[0]]
    if theme.wording in allowed:
        return numbers[theme.wording]
    return min(numbers[one] for one in (allowed or theme.items))


# ------------------------------------------------------------------ where something came from


def named_sources(state: Mediation, ids: Collection[str]) -> tuple[Piece, ...]:
    """Each of these items with whose it is: for the mediator alone."""
    found = owners(state)
    return tuple(
        term("sorting.source", party=state.parties[party].name, words=Quote(id=id, marks=True))
        for id, party in found.items()
        if id in ids
    )
