"""At the desk: repairing a text, which interests a change touches, whom to ask again, and the fourth round."""

from re import findall

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.messages import Listing, Quote
from flows.phrases import say, term
from flows.process import card, packages, versions
from flows.process.phases import tell_desk
from flows.register import Package
from flows.table import Form, Table, ask_mediator, desk_button, log
from flows.verdict import Outcome

TOUCHES, MORE = "touches", "repair_more"


def _repair(table: Table, doing: Doing) -> Table:
    """A next version of the text, to be changed at the desk."""
    return drafting.start(table, doing.user, str(doing.press["package"]).split(".")[0], doing.moment)


def _ask_missing(table: Table, doing: Doing) -> Table:
    package = table.state.package(str(doing.press["package"]))
    if package is None or package.outcome != Outcome.OPEN or any(table.state.waiting.values()):
        return tell_desk(table, doing.user, say(term("button.old")))
    table = packages.ask_missing(table, package, doing.user, doing.moment)
    return tell_desk(table, doing.user, say(term("verdict.asked_missing")))


# ------------------------------------------------------------------ which interests a change touches


def _which(table: Table, doing: Doing) -> Table:
    package = table.state.package(str(doing.press["package"]))
    if package is None or package.put_forward or not package.changes:
        return tell_desk(table, doing.user, say(term("button.old")))
    return _ask_which(table, doing.user, package, 0)


def _ask_which(table: Table, user: int, package: Package, at: int) -> Table:
    """One change at a time; after the last, the package as it would go."""
    state = table.state
    if at >= len(package.changes):
        return tell_desk(table.plus(form=None), user, card.to_put_forward(state, package))
    lines = tuple(
        term("verdict.interest", party=state.parties[one.party].name, interest=Quote(id=one.word))
        for one in state.interests
    )
    form = Form(name=TOUCHES, field=str(at), about=package.key)
    change = versions.change_line(package.changes[at])
    nobody = desk_button(state, term("version.touches_nobody"), "touches_nobody")
    return ask_mediator(
        table, user, form, change, Listing(lines=lines, first=1), term("version.touches"), buttons=(nobody,)
    )


def _typed(table: Table, doing: Doing) -> Table:
    state = table.state
    numbers = {int(one) for one in findall(r"\d+", doing.text)}
    if not numbers or not numbers <= set(range(1, len(state.interests) + 1)):
        return tell_desk(table, doing.user, say(term("ideas.numbers_wrong")))
    return _told(table, doing, tuple(state.interests[one - 1].id for one in sorted(numbers)))


def _nobody(table: Table, doing: Doing) -> Table:
    form = table.state.form
    if form is None or form.name != TOUCHES:
        return tell_desk(table, doing.user, say(term("button.old")))
    return _told(table, doing._replace(form=form), ())


def _told(table: Table, doing: Doing, touches: tuple[str, ...]) -> Table:
    package = table.state.package(doing.form.about)
    if package is None or package.put_forward:
        return tell_desk(table.plus(form=None), doing.user, say(term("button.old")))
    at = int(doing.form.field)
    changes = tuple(
        one.model_copy(update={"touches": touches}) if number == at else one
        for number, one in enumerate(package.changes)
    )
    package = package.model_copy(update={"changes": changes})
    table = table.plus(packages=versions.having(table.state, package))
    return _ask_which(table, doing.user, package, at + 1)


# ------------------------------------------------------------------ a fourth round by text


def _once_more(table: Table, doing: Doing) -> Table:
    form = Form(name=MORE, about=str(doing.press["package"]))
    return ask_mediator(table, doing.user, form, term("version.why_once_more"))


def _reason(table: Table, doing: Doing) -> Table:
    """On record; then the package can be put forward as any other."""
    package = table.state.package(doing.form.about)
    if package is None:
        return tell_desk(table.plus(form=None), doing.user, say(term("package.how")))
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    table = table.plus(
        kept,
        log(table.state, doing.user, "went on by text after three repairs", package=package.key),
        waivers={**table.state.waivers, versions.reason_key(package): word},
        form=None,
    )
    return tell_desk(table, doing.user, card.to_put_forward(table.state, package))


PART = Part(
    presses={
        "repair": _repair,
        "ask_missing": _ask_missing,
        "touches": _which,
        "touches_nobody": _nobody,
        "repair_more": _once_more,
    },
    forms={TOUCHES: _typed, MORE: _reason},
)
