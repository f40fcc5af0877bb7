"""Who should take part as well: each answer to that question is handled by the mediator, with a reason on record.

An answer may name several parties: each gets its own line, until the mediator says there are no more in it.
"""

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.messages import Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process.gate_start import names
from flows.process.phases import tell_desk
from flows.register import Named, Standing
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

FORM = "named"
HOWS = {
    "invited": term("named.how.invited"),
    "represented": term("named.how.represented"),
    "not_relevant": term("named.how.not_relevant"),
}


def show(state: Mediation) -> Say:
    """Every answer: those that wait for the mediator as buttons, and what became of the others."""
    ids = names(state)
    if not ids:
        return say(term("named.nobody"))
    handled = tuple(line for one in ids if one in state.named for line in _handled(state, one))
    waiting = tuple(one for one in ids if one not in state.named)
    parts: list[Piece] = [term("named.heading")]
    if handled:
        parts.append(Listing(lines=handled))
    parts.append(term("named.waiting", n=len(waiting)) if waiting else term("named.all_handled"))
    buttons = [
        desk_button(state, term("named.one", words=Quote(id=one, marks=True)), "named", word=one)
        for one in (waiting or ids)
    ]
    buttons.append(desk_button(state, term("button.back_to_gate"), "gate"))
    return say(*parts, buttons=buttons, numbered=True)


def _handled(state: Mediation, word: str) -> tuple[Piece, ...]:
    return tuple(
        term("named.handled", words=Quote(id=word, marks=True), how=_how(state, one))
        for one in state.named[word]
    )


def _how(state: Mediation, one: Named) -> Piece:
    if one.how == "not_relevant":
        because: Piece = Quote(id=one.because.id, marks=True) if one.because else ""
        return term("named.is.not_relevant", because=because)
    name = state.parties[one.party].name if one.party in state.parties else ""
    return (
        term("named.is.invited", party=name)
        if one.how == "invited"
        else term("named.is.represented", party=name)
    )


def _card(state: Mediation, word: str) -> Say:
    """One answer, who gave it, and the three things that can become of it."""
    owner = next(
        (
            state.parties[party].name
            for notes in state.notes.values()
            for party, note in notes.items()
            if word in {one.id for one in note.said}
        ),
        "",
    )
    parts: list[Piece] = [term("named.card", party=owner, words=Quote(id=word, marks=True))]
    if word in state.named:
        parts.append(Listing(lines=_handled(state, word)))
    buttons = [desk_button(state, label, "named_how", word=word, how=how) for how, label in HOWS.items()]
    if word in state.named:
        buttons.append(desk_button(state, term("named.undo"), "named_undo", word=word))
    buttons.append(desk_button(state, term("named.back"), "run", command="named"))
    return say(*parts, buttons=buttons, numbered=True)


def _press(table: Table, doing: Doing) -> Table:
    word = str(doing.press["word"])
    known = word in names(table.state)
    return tell_desk(table, doing.user, _card(table.state, word) if known else say(term("button.old")))


def _press_how(table: Table, doing: Doing) -> Table:
    """Not relevant needs a reason; the other two need to know which party."""
    state, word, how = table.state, str(doing.press["word"]), str(doing.press["how"])
    if word not in names(state):
        return tell_desk(table, doing.user, say(term("button.old")))
    if how == "not_relevant":
        form = Form(name=FORM, about=word)
        return ask_mediator(table, doing.user, form, term("named.why", words=Quote(id=word, marks=True)))
    buttons = [
        desk_button(state, one.name, "named_party", word=word, how=how, party=one.id)
        for one in state.parties.values()
        if one.standing is not Standing.LEFT
    ]
    buttons.append(desk_button(state, term("named.back"), "run", command="named"))
    asked = term("named.which_invited") if how == "invited" else term("named.which_represents")
    return tell_desk(table, doing.user, say(asked, buttons=buttons, numbered=True))


def _press_party(table: Table, doing: Doing) -> Table:
    word, party = str(doing.press["word"]), str(doing.press["party"])
    if word not in names(table.state) or party not in table.state.parties:
        return tell_desk(table, doing.user, say(term("button.old")))
    made = Named.model_validate({"how": doing.press["how"], "party": party})
    return _noted(table, doing.user, word, made)


def _typed(table: Table, doing: Doing) -> Table:
    word = doing.form.about
    reason, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    table = table.plus(kept, form=None)
    return _noted(table, doing.user, word, Named(how="not_relevant", because=reason))


def _noted(table: Table, user: int, word: str, made: Named) -> Table:
    state = table.state
    before = state.named.get(word, ())
    if made in before:
        return tell_desk(table, user, show(state))
    table = table.plus(
        log(state, user, "handled a party that was named as missing", how=made.how, party=made.party),
        named={**state.named, word: (*before, made)},
    )
    more = desk_button(state, term("named.more"), "named", word=word)
    message = show(table.state)
    rows = ((more,), *message.buttons)
    noted = term("named.noted", how=_how(table.state, made))
    return tell_desk(
        table, user, message.model_copy(update={"parts": (noted, *message.parts), "buttons": rows})
    )


def _press_undo(table: Table, doing: Doing) -> Table:
    """What was recorded of an answer is taken back; the record keeps that it was there."""
    state, word = table.state, str(doing.press["word"])
    left = {key: made for key, made in state.named.items() if key != word}
    if left != state.named:
        table = table.plus(log(state, doing.user, "took back how a named party was handled"), named=left)
    return tell_desk(
        table, doing.user, _card(table.state, word) if word in names(state) else show(table.state)
    )


PART = Part(
    commands={"named": lambda table, doing: tell_desk(table, doing.user, show(table.state))},
    presses={
        "named": _press,
        "named_how": _press_how,
        "named_party": _press_party,
        "named_undo": _press_undo,
    },
    forms={FORM: _typed},
)
