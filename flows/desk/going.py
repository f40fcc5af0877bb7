"""Go, go if, or no go: the mediator's decision with its reason, and the conditions it hangs on."""

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.messages import Quote, Say
from flows.phrases import say, term
from flows.process import evidence, stages
from flows.process.phases import tell_desk, tell_next
from flows.register import GoCondition
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, erase_later, log, tell

CONDITION = "go_condition"


def _press_go(table: Table, doing: Doing) -> Table:
    form = Form(name="go", field="go", about=str(doing.press["go"]))
    return ask_mediator(table, doing.user, form, term("field.go"))


def _form_go(table: Table, doing: Doing) -> Table:
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    table = table.plus(
        kept,
        log(table.state, doing.user, "recorded go or no go", go=doing.form.about),
        go=doing.form.about,
        go_because=word,
        form=None,
        left_since_go=(),
    )
    if doing.form.about == "no_go":
        return _no_go(table.plus(erase_later(table.state, doing.moment)), doing.user)
    if doing.form.about == "go_if":
        return _ask(table, doing.user)
    if table.state.phase > 1:  # decided anew, because a party left
        return tell_next(table, doing.user)
    return tell_desk(table, doing.user, evidence.show_gate(table.state))


def _no_go(table: Table, user: int) -> Table:
    for one in table.state.seated:
        table = table.plus(tell(table.state, one, say(term("go.ended"))))
    return tell_desk(table.plus(ended="no_go"), user, say(term("go.ended")))


# ------------------------------------------------------------------ conditions


def show(state: Mediation) -> Say:
    """The conditions, each with a button that says the opposite of how it stands."""
    if not state.conditions and state.go != "go_if":
        return say(term("conditions.none"))
    buttons = []
    for one in state.conditions:
        words = Quote(id=one.word.id, marks=True)
        label = term("conditions.met", words=words) if one.met else term("conditions.open", words=words)
        buttons.append(desk_button(state, label, "condition", word=one.word.id, met=not one.met))
    buttons.append(desk_button(state, term("conditions.add"), "condition_add"))
    buttons.append(desk_button(state, term("button.back_to_gate"), "gate"))
    heading = term("conditions.heading") if state.conditions else term("conditions.no_list")
    return say(heading, buttons=buttons, numbered=True)


def _ask(table: Table, user: int) -> Table:
    enough = desk_button(table.state, term("conditions.enough"), "conditions_done")
    return ask_mediator(table, user, Form(name=CONDITION), term("conditions.type"), buttons=(enough,))


def _typed(table: Table, doing: Doing) -> Table:
    """One condition a message; the form stays open for the next."""
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    state = table.state
    conditions = (*state.conditions, GoCondition(word=word))
    table = table.plus(kept, log(state, doing.user, "added a condition for going on"), conditions=conditions)
    enough = desk_button(state, term("conditions.enough"), "conditions_done")
    noted = term("conditions.noted", n=len(conditions))
    return tell_desk(table, doing.user, say(noted, buttons=(enough,)))


def _press_done(table: Table, doing: Doing) -> Table:
    return tell_desk(table.plus(form=None), doing.user, evidence.show_gate(table.state))


def _press_add(table: Table, doing: Doing) -> Table:
    return _ask(table, doing.user)


def _press_condition(table: Table, doing: Doing) -> Table:
    """A condition came true, or turned out not to have."""
    state, word, met = table.state, str(doing.press["word"]), bool(doing.press["met"])
    if word not in {one.word.id for one in state.conditions}:
        return tell_desk(table, doing.user, say(term("button.old")))
    conditions = tuple(
        one.model_copy(update={"met": met}) if one.word.id == word else one for one in state.conditions
    )
    entry = log(state, doing.user, "ticked a condition for going on", met=met)
    table = table.plus(entry, conditions=conditions)
    return tell_desk(table, doing.user, show(table.state))


def _decide(table: Table, doing: Doing) -> Table:
    """The three ways, once more."""
    if table.state.phase != 1 and not table.state.left_since_go:
        return tell_desk(table, doing.user, say(term("button.old")))
    return stages.DESK["1.decide"](table, doing.user, doing.moment)


PART = Part(
    commands={
        "conditions": lambda table, doing: tell_desk(table, doing.user, show(table.state)),
        "decide": _decide,
    },
    presses={
        "go": _press_go,
        "condition": _press_condition,
        "condition_add": _press_add,
        "conditions_done": _press_done,
    },
    forms={"go": _form_go, CONDITION: _typed},
)
