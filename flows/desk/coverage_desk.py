"""`/coverage`: which interests each package answers, as a picture and in words; and the way on where one is not.

The mediators see all of it. For the group a version of released interests is made, with their owners' yes, and it
waits for approval like every message.
"""

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.effects import Tell
from flows.lines import map_heading, package_lines
from flows.messages import Button, Piece
from flows.phrases import prompt, say, term
from flows.process import coverage, pace
from flows.process.deliberating import to_deliberation
from flows.process.phases import tell_desk
from flows.register import Interest, Note, Package
from flows.signals import CoverageClosed
from flows.table import (
    Form,
    Mediation,
    Pending,
    Table,
    ask_mediator,
    desk_button,
    log,
    propose,
    tell_mediators,
)

FORM = "cover"


def _show(table: Table, doing: Doing) -> Table:
    """The matrix, with a picture; for each package what stands in its way, and the version for the group."""
    state = table.state
    if not state.interests or not coverage.packages(state):
        return tell_desk(table, doing.user, say(term("coverage.nothing")))
    legend = tuple(term("heat.means", letter=one.letter, means=one.means) for one in coverage.GRADES)
    buttons: list[Button] = []
    for one in coverage.packages(state):
        name: Piece = term("coverage.column", id=one.id, version=one.version)
        buttons.append(desk_button(state, term("coverage.way", package=name), "cover_way", package=one.key))
        if any(coverage.released(state, one, party) for party in state.seated):
            label = term("coverage.to_group", package=name)
            buttons.append(desk_button(state, label, "cover_group", package=one.key))
    parts: tuple[Piece, ...] = (term("coverage.heading"), coverage.in_words(state), *legend)
    message = say(*parts, buttons=buttons, numbered=True, picture=coverage.heat_map(state))
    return table.plus(Tell(mediation=state.id, user=doing.user, say=message))


def _package(table: Table, doing: Doing) -> Package | None:
    """The package a press is about, where it still is the newest version."""
    key = str(doing.press.get("package"))
    return next((one for one in coverage.packages(table.state) if one.key == key), None)


def _old(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, say(term("button.old")))


def _way(table: Table, doing: Doing) -> Table:
    package = _package(table, doing)
    if package is None:
        return _old(table, doing)
    clear = say(term("coverage.clear", id=package.id, version=package.version))
    return tell_desk(table, doing.user, coverage.blocked(table.state, package) or clear)


def _new(table: Table, doing: Doing) -> Table:
    """A new version of the package, in which the interest can be answered."""
    package = _package(table, doing)
    return drafting.start(table, doing.user, package.id, doing.moment) if package else _old(table, doing)


def _again(table: Table, doing: Doing) -> Table:
    """Ask the owners of what is open once more; the last question follows when nothing is open any more."""
    package = _package(table, doing)
    key = f"check:{package.key}" if package else ""
    if package is None or key in table.state.waiting:
        return _old(table, doing)
    left = coverage.unanswered(table.state, package)
    owners = tuple(one for one in table.state.seated if any(each.party == one.id for each in left))
    if not owners:
        return tell_desk(table, doing.user, say(term("coverage.nobody_to_ask")))
    table = table.plus(log(table.state, doing.user, "asked again what a package covers", package=package.key))
    table = pace.open_round(
        table,
        key,
        doing.moment,
        lambda at, party: coverage.asks(at, package, party, left, package_lines(at, package)[:1]),
        parties=owners,
    )
    return tell_desk(table, doing.user, say(term("coverage.asked")))


# ------------------------------------------------------------------ for who is not at the table


def _absent(table: Table, doing: Doing) -> Table:
    """The interests that a mediator carries for parties that left: one by one, with a reason."""
    package = _package(table, doing)
    left = _carried(table.state, package) if package else ()
    if package is None or not left:
        return _old(table, doing)
    one = left[0]
    buttons = tuple(
        desk_button(
            table.state,
            prompt("p5_coverage", option),
            "cover_judge",
            package=package.key,
            interest=one.id,
            judgement=option,
        )
        for option in range(len(doing.script.choices(doing.script.prompt("p5_coverage"))))
    )
    row = coverage.row_name(table.state.parties[one.party], one)
    message = say(row, term("coverage.you_carry"), buttons=buttons, numbered=True)
    return tell_desk(table, doing.user, message)


def _carried(state: Mediation, package: Package) -> tuple[Interest, ...]:
    return tuple(
        one
        for one in coverage.unanswered(state, package)
        if coverage.carried(state.parties[one.party]) and coverage.judgement(state, package, one) is None
    )


def _judge(table: Table, doing: Doing) -> Table:
    """What a mediator judges in the place of who is gone needs a reason, which stays on record."""
    package = _package(table, doing)
    left = _carried(table.state, package) if package else ()
    one = next((each for each in left if each.id == doing.press.get("interest")), None)
    judgement = int(doing.press.get("judgement", coverage.NOT_JUDGED))
    if package is None or one is None or judgement > coverage.LET_GO:
        return _old(table, doing)
    form = Form(name=FORM, field=str(judgement), about=f"{package.key}:{one.id}", party=one.party)
    return ask_mediator(table, doing.user, form, term("coverage.why"))


def _why(table: Table, doing: Doing) -> Table:
    form = doing.form
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    note = Note(
        prompt="p5_coverage",
        about=form.about,
        choice=(int(form.field),),
        aside=(word,),
        user=doing.user,
    )
    ask = f"p5_coverage:{form.about}"
    notes = table.state.notes
    table = table.plus(
        kept,
        log(table.state, doing.user, "judged an interest for who is absent", party=form.party),
        notes={**notes, ask: {**notes.get(ask, {}), form.party: note}},
        form=None,
    )
    key = form.about.split(":")[0]
    package = table.state.package(key)
    if package and package.asked == "check" and coverage.blocked(table.state, package) is None:
        table = table.plus(to_deliberation(table.state, key, CoverageClosed()))
    return _way(table, doing._replace(press={"package": key}))


# ------------------------------------------------------------------ for the group


def _group(table: Table, doing: Doing) -> Table:
    """First the owners: may the group see exactly these lines? Then the message waits for approval."""
    package = _package(table, doing)
    key = f"{coverage.SHOW_ROUND}{package.key}" if package else ""
    if package is None or key in table.state.waiting:
        return _old(table, doing)
    state = table.state
    owners = tuple(
        one
        for one in state.seated
        if coverage.released(state, package, one)
        and state.note(f"p5_coverage_show:{package.key}", one.id) is None
    )
    if not owners:
        return propose_for_group(table, package)
    table = pace.open_round(
        table,
        key,
        doing.moment,
        lambda at, party: coverage.show_asks(at, package, party),
        parties=owners,
    )
    return tell_desk(table, doing.user, say(term("coverage.owners_asked")))


def shown_or_not(table: Table, key: str) -> Table:
    """All owners have answered, or the round was closed."""
    package = table.state.package(key.removeprefix(coverage.SHOW_ROUND))
    return propose_for_group(table, package) if package else table


def propose_for_group(table: Table, package: Package) -> Table:
    """Only of who said yes, and only what stands on the map."""
    state = table.state
    parties = coverage.let_go(state, package)
    if not parties:
        return table.plus(*tell_mediators(state, say(term("coverage.none_let_go"))))
    parts: list[Piece] = [term("coverage.for_group", id=package.id, version=package.version)]
    for one in parties:
        parts += [map_heading(one), coverage.group_lines(state, package, one)]
    named = tuple(each.word for one in parties for each in coverage.released(state, package, one))
    return propose(table, Pending(key=f"coverage:{package.key}", say=say(*parts), named=named))


PART = Part(
    commands={"coverage": _show},
    presses={
        "cover_way": _way,
        "cover_new": _new,
        "cover_again": _again,
        "cover_absent": _absent,
        "cover_judge": _judge,
        "cover_group": _group,
    },
    forms={FORM: _why},
)
