"""Conditions: a party said "yes, if ..."; the mediator words it as an if-then that can be weighed (a rider).

The condition's own words stay between its party and the mediators; who would have to give something reads the
mediator's wording only, and is not told who asked.
"""

from flows.desk import drafting, if_then
from flows.desk.options_desk import changed, old, shown
from flows.desk.part import Doing, Part
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.options import CONDITION, Choice
from flows.phrases import say, term
from flows.process import option_rounds
from flows.process.option_rounds import line
from flows.register import Party
from flows.signals import Word
from flows.table import Form, Mediation, Table, desk_button, log

FORM = "rider"


def _list(table: Table, doing: Doing) -> Table:
    """What was said as a condition and is not worded yet, and what was worded."""
    state = table.state
    waiting = option_rounds.unworded(state)
    buttons: list[Button] = [
        desk_button(
            state,
            term("rider.word", option=option, party=party.name, words=Quote(id=word.id, marks=True)),
            "rider",
            word=word.id,
        )
        for option, party, word in waiting
    ]
    made = tuple(one for one in option_rounds.live(state) if one.of)
    buttons += [
        desk_button(state, term("rider.who_gives", id=one.id), "rider_readers", rider=one.id)
        for one in made
        if not one.sitting
    ]
    parts: list[Piece] = [term("rider.heading") if buttons else term("rider.none")]
    parts += [Listing(lines=tuple(line(state, one) for one in made))] if made else []
    buttons.append(desk_button(state, term("options.back"), "options"))
    return shown(table, doing.user, say(*parts, buttons=buttons, numbered=True))


def _waiting(state: Mediation, word: object) -> tuple[str, Party, Word] | None:
    return next((one for one in option_rounds.unworded(state) if one[2].id == word), None)


def _one(table: Table, doing: Doing) -> Table:
    """One condition: word it, or leave it."""
    state = table.state
    found = _waiting(state, doing.press.get("word"))
    if found is None:
        return old(table, doing)
    option, party, word = found
    choice = state.options.choice(option)
    buttons = (
        desk_button(state, term("rider.as_if_then"), "rider_begin", word=word.id),
        desk_button(state, term("rider.leave"), "rider_leave", word=word.id),
        desk_button(state, term("options.back"), "riders"),
    )
    parts: list[Piece] = [line(state, choice)] if choice else []
    parts.append(term("rider.said", party=party.name, words=Quote(id=word.id, marks=True)))
    return shown(table, doing.user, say(*parts, term("rider.how"), buttons=buttons, numbered=True))


def _leave(table: Table, doing: Doing) -> Table:
    state = table.state
    if _waiting(state, doing.press.get("word")) is None:
        return old(table, doing)
    handled = (*state.options.handled, str(doing.press["word"]))
    return changed(table, doing, state.options.model_copy(update={"handled": handled}))


def _begin(table: Table, doing: Doing) -> Table:
    if _waiting(table.state, doing.press.get("word")) is None:
        return old(table, doing)
    form = Form(name=FORM, field=if_then.FIELDS[0], about=str(doing.press["word"]))
    return if_then.ask(table, doing.user, form, do="rider_unknown")


def _typed(table: Table, doing: Doing) -> Table:
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    return _further(table.plus(kept), doing, doing.form, word)


def _unknown(table: Table, doing: Doing) -> Table:
    form = table.state.form
    if form is None or form.name != FORM or form.field not in if_then.MAY_BE_OPEN:
        return old(table, doing)
    return _further(table, doing, form, if_then.LEFT_OPEN)


def _further(table: Table, doing: Doing, form: Form, word: Word) -> Table:
    """One field further; with the last, the condition is an option that counts only with its own."""
    following, article = if_then.with_field(form, word)
    if article is None:
        return if_then.ask(table, doing.user, following, do="rider_unknown")
    found = _waiting(table.state, form.about)
    if found is None:
        return old(table.plus(form=None), doing)
    option, party, _ = found
    own = table.state.options
    handled = (*own.handled, form.about)
    made = own.model_copy(update={"handled": handled}).adding(
        CONDITION, of=option, asked_by=party.id, article=article
    )
    table = table.plus(log(table.state, doing.user, "worded a condition"), options=made, form=None)
    return shown(table, doing.user, _readers(table.state, made.choices[-1]))


def _readers(state: Mediation, rider: Choice) -> Say:
    """Who would have to give something for it: each of them reads it in the next round."""
    buttons: list[Button] = [
        desk_button(
            state,
            term("ticked" if one.id in rider.readers else "unticked", what=one.name),
            "rider_readers",
            rider=rider.id,
            party=one.id,
        )
        for one in state.seated
        if one.id != rider.asked_by
    ]
    buttons.append(desk_button(state, term("options.back"), "options"))
    parts: list[Piece] = [line(state, rider)]
    lacking = () if rider.article is None or rider.article.complete else (term("rider.incomplete"),)
    return say(*parts, *lacking, term("rider.who"), buttons=buttons, numbered=True)


def _give(table: Table, doing: Doing) -> Table:
    state = table.state
    rider = state.options.choice(str(doing.press.get("rider")))
    party = str(doing.press.get("party", ""))
    if rider is None or not rider.of or rider.sitting:
        return old(table, doing)
    if party in state.parties and party != rider.asked_by:
        readers = {*rider.readers} ^ {party}
        rider = rider.model_copy(update={"readers": tuple(one for one in state.parties if one in readers)})
        table = table.plus(options=state.options.having(rider))
    return shown(table, doing.user, _readers(table.state, rider), edit=bool(party))


PART = Part(
    presses={
        "riders": _list,
        "rider": _one,
        "rider_leave": _leave,
        "rider_begin": _begin,
        "rider_unknown": _unknown,
        "rider_readers": _give,
    },
    forms={FORM: _typed},
)
