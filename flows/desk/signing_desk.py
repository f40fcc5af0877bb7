"""`/signed` and `/ratified`: what happened outside the chat, noted by a mediator: signatures, and decisions of bodies.

The bot asks who, on which day, where; it is no signature itself, and says so.
"""

from typing import Literal

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.effects import Circle, Release
from flows.messages import Listing, Piece, Quote, Say
from flows.parties.proxy import day_in
from flows.phrases import say, term
from flows.process import signing
from flows.process.closing import to_agreement
from flows.process.phases import tell_desk
from flows.process.working_days import local_day
from flows.register import Party
from flows.signals import AgreementDecided, AgreementSignedOnPaper, Word
from flows.single_text import Decided, Signed
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

SIGNED, DECIDED = "signed", "decided"
READY = ("confirmed", "final")


def _list(state: Mediation, kind: Literal["signed", "decided"], *before: Piece) -> Say:
    """Every party with what is noted of it, and a button to note it."""
    if state.agreement not in READY:
        return say(term("signed.too_early"))
    lines = tuple(_line(state, one, kind) for one in state.seated)
    buttons = tuple(
        desk_button(state, one.name, "note_outside", kind=kind, party=one.id)
        for one in state.seated
        if kind == SIGNED or one.needs_ratification
    )
    heading = term("signed.heading") if kind == SIGNED else term("decided.heading")
    return say(*before, heading, Listing(lines=lines), buttons=buttons, numbered=True)


def _line(state: Mediation, party: Party, kind: Literal["signed", "decided"]) -> Piece:
    if kind == SIGNED:
        signed = next((one for one in state.text.signed if one.party == party.id), None)
        if signed is None:
            return term("signed.not_yet", party=party.name)
        return term(
            "signed.line", party=party.name, day=signed.on.isoformat(), place=Quote(id=signed.place.id)
        )
    if not party.needs_ratification:
        return term("decided.not_needed", party=party.name)
    decided = next((one for one in state.text.decided if one.party == party.id), None)
    if decided is None:
        return term("decided.not_yet", party=party.name)
    body: Piece = Quote(id=decided.body.id)
    fill: dict[str, Piece] = {"party": party.name, "day": decided.on.isoformat(), "body": body}
    return term("decided.yes", **fill) if decided.result == "ratified" else term("decided.no", **fill)


def _signed(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, _list(table.state, "signed"))


def _ratified(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, _list(table.state, "decided"))


def _begin(table: Table, doing: Doing) -> Table:
    """The first field: the day of a signature, or the body that decided."""
    party, kind = table.state.parties.get(str(doing.press["party"])), str(doing.press["kind"])
    if party is None or party not in table.state.seated or table.state.agreement not in READY:
        return tell_desk(table, doing.user, say(term("button.old")))
    field = "day" if kind == SIGNED else "body"
    form = Form(name=kind, field=field, party=party.id)
    asked = term("field.signed_day") if kind == SIGNED else term("field.decided_body", party=party.name)
    return ask_mediator(table, doing.user, form, asked)


def _day(table: Table, doing: Doing, asked: Piece, following: str, next_asked: Piece) -> Table:
    """A day that was, or the same question again with how to write it."""
    form, day = doing.form, day_in(doing.text)
    if day is None or day > local_day(doing.moment.now, table.state.zone):
        wrong = term("proxy.bad_date") if day is None else term("proxy.future_date")
        return ask_mediator(table, doing.user, form, wrong, asked)
    kept = form.model_copy(update={"field": following, "about": day.isoformat()})
    none = desk_button(table.state, term("decided.no_number"), "decided_no_number")
    return ask_mediator(table, doing.user, kept, next_asked, buttons=(none,) if following == "number" else ())


def _signed_typed(table: Table, doing: Doing) -> Table:
    form, state = doing.form, table.state
    if form.field == "day":
        return _day(table, doing, term("field.signed_day"), "place", term("field.signed_place"))
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    made = Signed.model_validate({"party": form.party, "on": form.about, "place": word.model_dump()})
    others = tuple(one for one in state.text.signed if one.party != form.party)
    told = AgreementSignedOnPaper(party=form.party, on=made.on, place=word)
    table = table.plus(
        kept,
        _released(state, doing.user, word),
        to_agreement(state, told),
        log(state, doing.user, "noted a signature", party=form.party, on=form.about),
        text=state.text.model_copy(update={"signed": (*others, made)}),
        form=None,
    )
    return tell_desk(table, doing.user, _list(table.state, "signed", term("signed.noted")))


def _released(state: Mediation, user: int, *words: Word) -> Release:
    """It stands in the document that is sent next."""
    ids = tuple(one.id for one in words)
    return Release(mediation=state.id, ids=ids, circle=Circle.ATTRIBUTED, approved_by=user)


def _decided_typed(table: Table, doing: Doing) -> Table:
    form = doing.form
    if form.field == "day":
        return _day(table, doing, term("field.decided_day"), "number", term("field.decided_number"))
    if form.field == "result":
        return tell_desk(table, doing.user, say(term("press_a_button")))
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    words = (*form.words, word)
    if form.field == "body":
        following = form.model_copy(update={"field": "day", "words": words})
        return ask_mediator(table.plus(kept), doing.user, following, term("field.decided_day"))
    return _result(table.plus(kept), doing.user, form.model_copy(update={"words": words}))


def _result(table: Table, user: int, form: Form) -> Table:
    state = table.state
    buttons = (
        desk_button(state, term("decided.agreed"), "decided_result", result="ratified"),
        desk_button(state, term("decided.refused"), "decided_result", result="refused"),
    )
    following = form.model_copy(update={"field": "result"})
    return ask_mediator(table, user, following, term("field.decided_result"), buttons=buttons)


def _no_number(table: Table, doing: Doing) -> Table:
    form = table.state.form
    if form is None or (form.name, form.field) != (DECIDED, "number"):
        return tell_desk(table, doing.user, say(term("button.old")))
    return _result(table, doing.user, form)


def _result_pressed(table: Table, doing: Doing) -> Table:
    """Body, day, number, result: with the last of them it counts."""
    state, form = table.state, table.state.form
    if form is None or (form.name, form.field) != (DECIDED, "result"):
        return tell_desk(table, doing.user, say(term("button.old")))
    body, *number = form.words
    made = Decided.model_validate(
        {
            "party": form.party,
            "body": body.model_dump(),
            "on": form.about,
            "decision": number[0].model_dump() if number else None,
            "result": str(doing.press["result"]),
        }
    )
    others = tuple(one for one in state.text.decided if one.party != form.party)
    told = AgreementDecided(
        party=made.party, body=made.body, on=made.on, decision=made.decision, result=made.result
    )
    record = log(state, doing.user, "noted a decision", party=form.party, on=form.about, result=made.result)
    table = table.plus(
        _released(state, doing.user, *form.words),
        to_agreement(state, told),
        record,
        text=state.text.model_copy(update={"decided": (*others, made)}),
        form=None,
    )
    return tell_desk(table, doing.user, _list(table.state, "decided", term("decided.noted")))


PART = Part(
    commands={"signed": _signed, "ratified": _ratified},
    presses={
        "note_outside": _begin,
        "decided_no_number": _no_number,
        "decided_result": _result_pressed,
    },
    forms={SIGNED: _signed_typed, DECIDED: _decided_typed},
    rings={signing.RING: signing.rang},
    party_presses={
        "text_confirm": signing.confirm_pressed,
        "text_remark": signing.remark_pressed,
        "text_remark_on": signing.remark_on,
    },
)
