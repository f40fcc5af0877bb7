"""What the mediator tells about options together: costs, the budget, frames, and what goes with what.

Each by taps on the ids of options; the card that follows takes the place of the one before.
"""

from collections.abc import Iterable

from flows.desk.options_desk import FORM, changed, old, shown, told_about
from flows.desk.part import Doing, Part
from flows.messages import Button, Listing, Piece, Say
from flows.options import Choice
from flows.phrases import say, term
from flows.process.frames import published
from flows.process.option_rounds import line, live
from flows.table import Form, Mediation, Table, ask_mediator, desk_button

LINKS = ("conflict", "require", "one_of")
FIRST: dict[str, Piece] = {
    "conflict": term("options.conflict_first"),
    "require": term("options.require_first"),
    "one_of": term("options.one_of_first"),
    "cost": term("options.cost_first"),
    "frame": term("options.frame_first"),
    "drop": term("options.drop_first"),
}
SECOND: dict[str, Piece] = {
    "conflict": term("options.conflict_second"),
    "require": term("options.require_second"),
}
Buttons = list[Button]


def _rules(table: Table, doing: Doing) -> Table:
    """What can be told, and what was; each of those can be taken back."""
    state = table.state
    told = told_about(state)
    parts: list[Piece] = [term("options.rules_heading")]
    parts += [term("options.told"), Listing(lines=told)] if told else []
    ways: Buttons = [
        desk_button(state, label, "opt_first", kind=kind)
        for kind, label in (
            ("cost", term("options.add_cost")),
            ("conflict", term("options.add_conflict")),
            ("require", term("options.add_require")),
            ("one_of", term("options.add_one_of")),
            ("frame", term("options.add_frame")),
        )
    ]
    ways.append(desk_button(state, term("options.add_budget"), "opt_budget"))
    ways += _to_take_back(state)
    ways.append(desk_button(state, term("options.add_drop"), "opt_first", kind="drop"))
    ways.append(desk_button(state, term("options.back"), "options"))
    return shown(table, doing.user, say(*parts, buttons=ways, numbered=True))


def _to_take_back(state: Mediation) -> Buttons:
    own = state.options
    buttons = [
        desk_button(
            state,
            term("options.take_back", what=term(f"options.{kind}", one=one, other=other)),
            "opt_unlink",
            kind=kind,
            ids=[one, other],
        )
        for kind, pairs in (("conflict", own.conflicts), ("require", own.requires))
        for one, other in pairs
    ]
    buttons += [
        desk_button(
            state,
            term("options.take_back", what=term("options.one_of", options=", ".join(ids))),
            "opt_unlink",
            kind="one_of",
            ids=list(ids),
        )
        for ids in own.exactly_one
    ]
    if own.budget is not None:
        buttons.append(desk_button(state, term("options.no_budget"), "opt_unlink", kind="budget", ids=[]))
    return buttons


def _chosen(state: Mediation, ids: Iterable[object]) -> tuple[Choice, ...]:
    """These options, in this order; those that are gone are not among them."""
    there = {one.id: one for one in live(state)}
    return tuple(there[str(one)] for one in ids if str(one) in there)


def _which(state: Mediation, asked: Piece, of: Iterable[Choice], do: str, **press: object) -> Say:
    """One button an option, with its text above."""
    those = tuple(of)
    lines = Listing(lines=tuple(line(state, one) for one in those))
    buttons: Buttons = [desk_button(state, one.id, do, **press, option=one.id) for one in those]
    buttons.append(desk_button(state, term("options.back"), "opt_rules"))
    return say(asked, lines, buttons=buttons, numbered=True)


def _first(table: Table, doing: Doing) -> Table:
    state, kind = table.state, str(doing.press.get("kind"))
    if kind not in FIRST or not live(state):
        return old(table, doing)
    if kind == "one_of":
        return shown(table, doing.user, _ticking(state, ()))
    return shown(table, doing.user, _which(state, FIRST[kind], live(state), f"opt_{kind}"))


def _two(table: Table, doing: Doing, kind: str) -> Table:
    """The first tap names an option, the second the other one."""
    state = table.state
    pair = _chosen(state, (doing.press.get("one", ""), doing.press.get("option", "")))
    if "one" not in doing.press:
        one = _chosen(state, (doing.press.get("option", ""),))
        if not one:
            return old(table, doing)
        rest = [each for each in live(state) if each.id != one[0].id]
        asked = _which(state, SECOND[kind], rest, f"opt_{kind}", one=one[0].id)
        return shown(table, doing.user, asked, edit=True)
    if len(pair) < 2 or pair[0].id == pair[1].id:  # noqa: PLR2004  a pair
        return old(table, doing)
    ids = (pair[0].id, pair[1].id)
    own = state.options
    if kind == "conflict":
        update = {"conflicts": tuple(dict.fromkeys((*own.conflicts, (min(ids), max(ids)))))}
    else:
        update = {"requires": tuple(dict.fromkeys((*own.requires, ids)))}
    return changed(table, doing, own.model_copy(update={**update, "found": ()}))


def _ticking(state: Mediation, ticked: tuple[str, ...]) -> Say:
    """Options of which exactly one is chosen: ticked one by one, then kept."""
    those = live(state)
    buttons: Buttons = []
    for one in those:
        rest = tuple(id for id in ticked if id != one.id)
        after = list(rest if one.id in ticked else (*ticked, one.id))
        tick = term("ticked", what=one.id) if one.id in ticked else term("unticked", what=one.id)
        buttons.append(desk_button(state, tick, "opt_one_of", ticked=after))
    if len(ticked) > 1:
        buttons.append(desk_button(state, term("button.done"), "opt_one_of", ticked=list(ticked), keep=True))
    buttons.append(desk_button(state, term("options.back"), "opt_rules"))
    lines = Listing(lines=tuple(line(state, one) for one in those))
    return say(FIRST["one_of"], lines, buttons=buttons, numbered=True)


def _one_of(table: Table, doing: Doing) -> Table:
    state = table.state
    ids = tuple(sorted({one.id for one in _chosen(state, doing.press.get("ticked", ()))}))
    if not doing.press.get("keep"):
        return shown(table, doing.user, _ticking(state, ids), edit=True)
    if len(ids) < 2:  # noqa: PLR2004  of one there is no choice
        return old(table, doing)
    own = state.options
    kept = tuple(dict.fromkeys((*own.exactly_one, ids)))
    return changed(table, doing, own.model_copy(update={"exactly_one": kept, "found": ()}))


def _unlink(table: Table, doing: Doing) -> Table:
    own, kind = table.state.options, str(doing.press.get("kind"))
    ids = tuple(map(str, doing.press.get("ids", ())))
    field = {"conflict": "conflicts", "require": "requires", "one_of": "exactly_one"}.get(kind)
    if kind == "budget" and own.budget is not None:
        return changed(table, doing, own.model_copy(update={"budget": None, "found": ()}))
    if field is None or ids not in getattr(own, field):
        return old(table, doing)
    left = tuple(one for one in getattr(own, field) if one != ids)
    return changed(table, doing, own.model_copy(update={field: left, "found": ()}))


def _cost(table: Table, doing: Doing) -> Table:
    one = _chosen(table.state, (doing.press.get("option", ""),))
    if not one:
        return old(table, doing)
    form = Form(name=FORM, field="cost", about=one[0].id)
    return ask_mediator(table, doing.user, form, line(table.state, one[0]), term("options.ask_cost"))


def _budget(table: Table, doing: Doing) -> Table:
    return ask_mediator(table, doing.user, Form(name=FORM, field="budget"), term("options.ask_budget"))


def _frame(table: Table, doing: Doing) -> Table:
    """Which fixed frames would have to change for an option: the search leaves it out as long as one stands."""
    state = table.state
    one = _chosen(state, (doing.press.get("option", ""),))
    fixed = [each.number for each in published(state) if each.type == "fixed"]
    if not one:
        return old(table, doing)
    if (number := doing.press.get("frame")) in fixed:
        frames = {*one[0].frames} ^ {int(str(number))}
        made = one[0].model_copy(update={"frames": tuple(sorted(frames))})
        table = table.plus(options=state.options.having(made))
        state, one = table.state, (made,)
    buttons: Buttons = [
        desk_button(
            state,
            term("ticked" if each in one[0].frames else "unticked", what=f"K{each}"),
            "opt_frame",
            option=one[0].id,
            frame=each,
        )
        for each in fixed
    ]
    buttons.append(desk_button(state, term("options.back"), "opt_rules"))
    asked = term("options.which_frames") if fixed else term("options.no_frames")
    return shown(
        table, doing.user, say(line(state, one[0]), asked, buttons=buttons, numbered=True), edit=True
    )


def _drop(table: Table, doing: Doing) -> Table:
    """An option is no option any more; what parties said of it stays with their answers."""
    one = _chosen(table.state, (doing.press.get("option", ""),))
    if not one:
        return old(table, doing)
    return changed(table, doing, table.state.options.without((one[0].id,)))


PART = Part(
    presses={
        "opt_rules": _rules,
        "opt_first": _first,
        "opt_conflict": lambda table, doing: _two(table, doing, "conflict"),
        "opt_require": lambda table, doing: _two(table, doing, "require"),
        "opt_one_of": _one_of,
        "opt_unlink": _unlink,
        "opt_cost": _cost,
        "opt_budget": _budget,
        "opt_frame": _frame,
        "opt_drop": _drop,
    }
)
