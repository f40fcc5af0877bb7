"""The search for packages: the mediator asks, the workshop computes, the mediator reads, and composes what may help.

A computed proposal for the mediator alone: nothing of it goes to anybody else. What the search is told is in
flows/process/weighing.py, how its result reads in flows/process/found.py.
"""

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.effects import Tell, Work
from flows.events import PackagesFound
from flows.kept import by_digest
from flows.messages import Grade, Grid, Listing, Look, Piece, Quote
from flows.options import Proposal
from flows.phrases import say, term
from flows.process import found, option_rounds, weighing
from flows.process.phases import tell_desk
from flows.register import Package
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

FORM = "compose"
WELL, THIN, EVEN, HARMED = range(4)
GRADES = (
    Grade(look=Look.FULL, letter="++", means=term("heat.well")),
    Grade(look=Look.STRIPED, letter="+", means=term("heat.thin")),
    Grade(look=Look.OPEN, letter="0", means=term("heat.even")),
    Grade(look=Look.CROSSED, letter="-", means=term("heat.harmed")),
)


def _search(table: Table, doing: Doing) -> Table:
    """Ask the workshop; nothing was read: nothing to compute with."""
    state = table.state
    if not state.options.readings or not option_rounds.live(state):
        return tell_desk(table, doing.user, say(term("options.nothing_read")))
    negotiation = weighing.negotiation(state)
    if not negotiation["parties"]:
        return tell_desk(table, doing.user, say(term("found.nobody")))
    material = {"user": doing.user, "negotiation": negotiation}
    table = table.plus(
        log(state, doing.user, "looked for packages", n=len(option_rounds.live(state))),
        Work(mediation=state.id, job="packages", address=state.address, material=material),
    )
    return tell_desk(table, doing.user, say(term("found.working")))


def told(table: Table, event: PackagesFound) -> Table:
    """The result, to the mediator who asked: packages, or why there is none; each package can be composed."""
    state = table.state
    if event.user not in state.mediators:
        return table
    if event.problem:
        return _tell(table, event.user, term("found.too_many"))
    if event.clash:
        table = table.plus(options=state.options.model_copy(update={"found": ()}))
        table = _tell(table, event.user, *found.heading(state, event), *found.clash(state, event.clash))
        return _ways_on(table, event.user)
    if not event.packages:
        return _tell(table, event.user, term("found.nothing_in_time"))
    table = _tell(table, event.user, *found.heading(state, event))
    proposals = tuple(Proposal(options=found.shown_options(one)) for one in event.packages)
    table = table.plus(options=state.options.model_copy(update={"found": proposals}))
    for number, one in enumerate(proposals):
        compose = desk_button(
            state, term("found.compose", n=number + 1), "compose", options=list(one.options)
        )
        parts = found.package(state, event, number)
        message = say(*parts, buttons=(compose,), numbered=True)
        table = table.plus(Tell(mediation=state.id, user=event.user, say=message))
    return _ways_on(table, event.user)


def _tell(table: Table, user: int, *parts: Piece) -> Table:
    return table.plus(Tell(mediation=table.state.id, user=user, say=say(*parts)))


def _ways_on(table: Table, user: int) -> Table:
    state = table.state
    buttons = [desk_button(state, term("found.heat"), "heat")] if state.options.found else []
    buttons.append(desk_button(state, term("options.back"), "options"))
    message = say(term("found.what_now"), buttons=buttons, numbered=True)
    return table.plus(Tell(mediation=state.id, user=user, say=message))


# ------------------------------------------------------------------ the heat map


def _heat(table: Table, doing: Doing) -> Table:
    """Interests and the packages of the last search, as a picture and in words."""
    state = table.state
    if not state.options.found:
        return tell_desk(table, doing.user, say(term("button.old")))
    grid = heat_map(state)
    lines = tuple(
        term("heat.line", interest=row, packages=", ".join(str(GRADES[cell].letter) for cell in cells))
        for row, cells in zip(grid.rows, grid.cells, strict=True)
    )
    legend = tuple(term("heat.means", letter=one.letter, means=one.means) for one in GRADES)
    parts = (grid.title, term("found.heading"), Listing(lines=lines), Listing(lines=legend))
    message = say(*parts, picture=grid)
    return table.plus(Tell(mediation=state.id, user=doing.user, say=message))


def heat_map(state: Mediation) -> Grid:
    """Every interest of who is at the table, private ones too: for a mediator."""
    rows = [(party, one) for party in state.seated for one in weighing.interests(state, party)]
    by_option = {one.id: weighing.effects(state, one) for one in option_rounds.live(state)}
    return Grid(
        title=term("heat.title"),
        rows=tuple(term("heat.row", party=party.name, interest=Quote(id=one.word)) for party, one in rows),
        columns=tuple(term("heat.column", n=number) for number in range(1, len(state.options.found) + 1)),
        grades=GRADES,
        cells=tuple(
            tuple(_grade(by_option, each.options, one.id) for each in state.options.found) for _, one in rows
        ),
    )


def _grade(by_option: dict[str, dict[str, int]], options: tuple[str, ...], interest: str) -> int:
    effects = [by_option.get(option, {}).get(interest, 0) for option in options]
    total = sum(effects)
    if total < 0:
        return HARMED
    if total == 0:
        return EVEN
    return THIN if total == 1 else WELL


# ------------------------------------------------------------------ composing


def _compose(table: Table, doing: Doing) -> Table:
    """A title first; then the menu of composing, filled with what the package is made of."""
    state = table.state
    ids = [str(one) for one in doing.press.get("options", ())]
    there = {one.id for one in option_rounds.live(state)}
    if not ids or not set(ids) <= there:
        return tell_desk(table, doing.user, say(term("button.old")))
    if state.draft:
        return tell_desk(table, doing.user, say(term("found.draft_open")))
    form = Form(name=FORM, about=" ".join(ids))
    return ask_mediator(table, doing.user, form, term("found.ask_title"))


def _titled(table: Table, doing: Doing) -> Table:
    state = table.state
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    chosen = [one for id in doing.form.about.split() if (one := state.options.choice(id))]
    texts = [(one, text) for one in chosen if not one.of and (text := option_rounds.text(state, one))]
    numbers = {one.word.id: one.number for one in state.ideas}
    ideas = sorted((text for _, text in texts if text.id in numbers), key=by_digest)
    draft = Package(
        number=max((one.number for one in state.packages), default=0) + 1,
        title=word,
        ideas=tuple(sorted(numbers[one.id] for one in ideas)),
        idea_words=tuple(ideas),
        articles=tuple(text for _, text in texts if text.id not in numbers),
        contingencies=tuple(one.article for one in chosen if one.article),
    )
    return drafting.menu(table.plus(kept, draft=draft, form=None), doing.user)


PART = Part(
    presses={"search": _search, "heat": _heat, "compose": _compose},
    forms={FORM: _titled},
)
