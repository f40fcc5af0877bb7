"""Two ideas or more for each interest, or known that there is none yet: as the mediator sees it (practice, B4)."""

from re import findall

from flows.desk.part import Doing, Part
from flows.lines import idea_lines
from flows.messages import Listing, Piece, Quote
from flows.phrases import say, term
from flows.process import evidence
from flows.process.phases import tell_desk
from flows.register import Interest
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

FORM = "idea_counts"


def _ask(table: Table, doing: Doing) -> Table:
    """All interests by number; the mediator types those with fewer than two ideas."""
    state = table.state
    if not state.interests:
        return tell_desk(table, doing.user, say(term("lack.no_interests")))
    listed = Listing(lines=tuple(_line(state, one) for one in state.interests), first=1)
    all_have = desk_button(state, term("counts.all"), "idea_counts")
    parts: tuple[Piece, ...] = (term("counts.ideas"), idea_lines(state.ideas), term("counts.which"), listed)
    return ask_mediator(table, doing.user, Form(name=FORM), *parts, buttons=(all_have,))


def _line(state: Mediation, one: Interest) -> Piece:
    name, words = state.parties[one.party].name, Quote(id=one.word)
    return term("gaps.interest" if one.for_group else "gaps.private", party=name, interest=words)


def _typed(table: Table, doing: Doing) -> Table:
    state = table.state
    numbers = {int(one) for one in findall(r"\d+", doing.text)}
    if not numbers or not numbers <= set(range(1, len(state.interests) + 1)):
        return tell_desk(table, doing.user, say(term("counts.wrong", last=len(state.interests))))
    return _counted(table, doing.user, {state.interests[one - 1].id for one in numbers})


def _press(table: Table, doing: Doing) -> Table:
    form = table.state.form
    if form is None or form.name != FORM:
        return tell_desk(table, doing.user, say(term("button.old")))
    return _counted(table, doing.user, set())


def _counted(table: Table, user: int, few: set[str]) -> Table:
    state = table.state
    counts = {one.id: "none_yet" if one.id in few else "enough" for one in state.interests}
    entry = log(state, user, "looked for ideas for each interest", without=len(few))
    table = table.plus(entry, idea_counts=counts, form=None)
    return tell_desk(table, user, evidence.show_gate(table.state))


PART = Part(commands={"idea_counts": _ask}, presses={"idea_counts": _press}, forms={FORM: _typed})
