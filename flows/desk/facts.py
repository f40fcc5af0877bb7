"""`/facts`: what is agreed, disputed, unknown or parked, and for a disputed fact how the parties find it out together.

In the mediator's words throughout; what parties said is the source, and stays where it is. The group reads the list
only by the mediator's press on exactly that message.
"""

from typing import Any, get_args

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.desk.registers import handled, on, owner, quote, said, unhandled
from flows.entries import Fact
from flows.messages import Button, Listing, Piece, Say, Term
from flows.parties.proxy import day_in
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.signals import Word
from flows.table import Form, Mediation, Pending, Table, ask_mediator, desk_button, log, propose

PROMPTS = ("p1_facts", "p3_factfind")
FORM = "fact"
STANDINGS = get_args(Fact.model_fields["standing"].annotation)
OPEN = ("disputed", "unknown")
PLAN = ("question", "method", "who", "day", "cost", "use")
FOR_GROUP = "facts"


def settled(state: Mediation) -> bool:
    """Every fact that was named is in the register, and each there has an outcome, a plan, or was parked."""
    return all(one.settled for one in state.facts) and not unhandled(state, *PROMPTS)


# ------------------------------------------------------------------ the list


def show(state: Mediation) -> Say:
    """The facts by where they stand, what parties said that is not in it yet, and what can be done."""
    parts: list[Piece] = [term("facts.heading"), *_lists(state, for_group=False)]
    waiting = unhandled(state, *PROMPTS)
    if not state.facts:
        parts.append(term("facts.none_yet"))
    if waiting:
        parts.append(term("facts.waiting", n=len(waiting)))
    buttons = [
        desk_button(state, term("facts.from", party=party.name, words=quote(word)), "fact_from", word=word.id)
        for party, word in waiting
    ]
    buttons.append(desk_button(state, term("facts.add"), "fact_add"))
    buttons += [
        desk_button(state, term("facts.open", words=quote(one.word)), "fact", number=one.number)
        for one in state.facts
    ]
    if state.facts:
        buttons.append(desk_button(state, term("facts.to_group"), "facts_to_group"))
    return say(*parts, buttons=buttons, numbered=True)


def _lists(state: Mediation, *, for_group: bool) -> tuple[Piece, ...]:
    parts: list[Piece] = []
    for standing in STANDINGS:
        lines = [_lines(state, one, for_group=for_group) for one in state.facts if one.standing == standing]
        if lines:
            parts += [_standing(standing), Listing(lines=tuple(line for each in lines for line in each))]
    return tuple(parts)


def _standing(standing: str) -> Term:
    return {
        "agreed": term("facts.agreed"),
        "disputed": term("facts.disputed"),
        "unknown": term("facts.unknown"),
        "parked": term("facts.parked"),
    }[standing]


def _lines(state: Mediation, one: Fact, *, for_group: bool) -> tuple[Piece, ...]:
    """The fact, then its plan and result; why one was parked is for the mediator."""
    lines: list[Piece] = [quote(one.word)]
    if one.standing in OPEN:
        lines += [_field(state, one, name) for name in PLAN if getattr(one, name) is not None]
    if one.result:
        lines.append(term("facts.has_result", text=quote(one.result)))
    if one.because and one.standing == "parked" and not for_group:
        lines.append(term("facts.has_because", text=quote(one.because)))
    return tuple(lines)


def _field(state: Mediation, one: Fact, name: str) -> Term:
    value = getattr(one, name)
    text: Piece = quote(value) if isinstance(value, Word) else on(state, value)
    return {
        "question": term("facts.has_question", text=text),
        "method": term("facts.has_method", text=text),
        "who": term("facts.has_who", text=text),
        "day": term("facts.has_day", text=text),
        "cost": term("facts.has_cost", text=text),
        "use": term("facts.has_use", text=text),
    }[name]


def _card(state: Mediation, one: Fact, *before: Piece) -> Say:
    """One fact, what its plan still needs, and what can be done."""
    lines = _lines(state, one, for_group=False)
    parts: list[Piece] = [*before, _standing(one.standing), Listing(lines=lines)]
    if not one.settled:
        parts.append(term("facts.needs"))
    return say(*parts, buttons=(*_plan_buttons(state, one), *_standing_buttons(state, one)), numbered=True)


def _plan_buttons(state: Mediation, one: Fact) -> tuple[Button, ...]:
    """The plan goes on where it was left; what is in it can be typed anew."""
    if one.standing not in OPEN:
        return ()
    buttons = []
    if _next(one):
        buttons.append(
            desk_button(state, term("facts.plan"), "fact_field", number=one.number, field=_next(one))
        )
    labels = {
        "question": term("facts.again_question"),
        "method": term("facts.again_method"),
        "who": term("facts.again_who"),
        "day": term("facts.again_day"),
        "cost": term("facts.again_cost"),
        "use": term("facts.again_use"),
    }
    buttons += [
        desk_button(state, labels[name], "fact_field", number=one.number, field=name)
        for name in PLAN
        if getattr(one, name) is not None
    ]
    buttons.append(desk_button(state, term("facts.result"), "fact_field", number=one.number, field="result"))
    return tuple(buttons)


def _standing_buttons(state: Mediation, one: Fact) -> tuple[Button, ...]:
    labels = {
        "agreed": term("facts.make_agreed"),
        "disputed": term("facts.make_disputed"),
        "unknown": term("facts.make_unknown"),
        "parked": term("facts.make_parked"),
    }
    others = [
        desk_button(state, labels[each], "fact_standing", number=one.number, standing=each)
        for each in STANDINGS
        if each != one.standing
    ]
    return (*others, desk_button(state, term("facts.all"), "run", command="facts"))


def _next(one: Fact) -> str:
    """The next field of the plan that is empty."""
    return next((name for name in PLAN if getattr(one, name) is None), "")


def _found(state: Mediation, number: Any) -> Fact | None:
    return next((one for one in state.facts if one.number == int(number)), None)


def of_sources(state: Mediation, ids: tuple[str, ...]) -> Fact | None:
    """The fact that was made of one of these answers."""
    return next((one for one in state.facts if set(ids) & set(one.sources)), None)


# ------------------------------------------------------------------ what the mediator does


def from_theme(table: Table, user: int, word: Word, sources: tuple[str, ...], standing: str) -> Table:
    """A sorted theme as an entry, in the mediator's words; the answers in it are its sources and count as handled."""
    state = table.state
    number = max((had.number for had in state.facts), default=0) + 1
    one = Fact.model_validate({"number": number, "word": word, "sources": sources, "standing": standing})
    table = table.plus(
        log(state, user, "entered a fact", number=number),
        facts=(*state.facts, one),
        entered=tuple(dict.fromkeys((*state.entered, *sources))),
    )
    return tell_desk(table, user, _card(table.state, one, term("facts.entered")))


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, show(table.state))


def _open(table: Table, doing: Doing) -> Table:
    one = _found(table.state, doing.press["number"])
    return tell_desk(table, doing.user, _card(table.state, one) if one else say(term("button.old")))


def _add(table: Table, doing: Doing) -> Table:
    return ask_mediator(table, doing.user, Form(name=FORM, field="word"), term("facts.ask_word"))


def _from(table: Table, doing: Doing) -> Table:
    """What a party said; the mediator says it neutrally, or sees no fact in it."""
    state, answer = table.state, str(doing.press["word"])
    party = owner(state, answer, *PROMPTS)
    if party is None or answer in state.entered:
        return _show(table, doing)
    word = next(each for _, each in said(state, *PROMPTS) if each.id == answer)
    none = desk_button(state, term("facts.nothing"), "fact_none", word=answer)
    quoted = term("facts.said", party=party.name, words=quote(word))
    form = Form(name=FORM, field="word", about=answer)
    return ask_mediator(table, doing.user, form, quoted, term("facts.ask_word"), buttons=(none,))


def _none(table: Table, doing: Doing) -> Table:
    state, answer = table.state, str(doing.press["word"])
    if answer in {word.id for _, word in unhandled(state, *PROMPTS)}:
        acted = log(state, doing.user, "saw no fact in an answer")
        table = table.plus(acted, entered=handled(state, answer), form=None)
    return _show(table, doing)


def _ask_field(table: Table, doing: Doing) -> Table:
    one, name = _found(table.state, doing.press["number"]), str(doing.press["field"])
    if one is None or name not in (*PLAN, "result"):
        return tell_desk(table, doing.user, say(term("button.old")))
    return _ask(table, doing.user, one, name)


def _ask(table: Table, user: int, one: Fact, name: str, *before: Piece) -> Table:
    asked = {
        "question": term("facts.ask_question"),
        "method": term("facts.ask_method"),
        "who": term("facts.ask_who"),
        "day": term("facts.ask_day"),
        "cost": term("facts.ask_cost"),
        "use": term("facts.ask_use"),
        "result": term("facts.ask_result"),
        "because": term("facts.ask_because"),
    }[name]
    form = Form(name=FORM, field=name, about=str(one.number))
    return ask_mediator(table, user, form, *before, quote(one.word), asked)


def _typed(table: Table, doing: Doing) -> Table:
    form, state = doing.form, table.state
    if form.field == "word":
        return _entered(table, doing)
    one = _found(state, form.about)
    if one is None:
        return tell_desk(table.plus(form=None), doing.user, say(term("button.old")))
    if form.field == "day":
        day = day_in(doing.text)
        if day is None:
            return _ask(table, doing.user, one, "day", term("deadlines.bad_day"))
        return _filled(table, doing, one, {"day": day})
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    changes: dict[str, Any] = {form.field: word}
    if form.field == "because":
        changes["standing"] = "parked"
    return _filled(table.plus(kept), doing, one, changes)


def _entered(table: Table, doing: Doing) -> Table:
    state = table.state
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    one = Fact(
        number=max((had.number for had in state.facts), default=0) + 1,
        word=word,
        sources=(doing.form.about,) if doing.form.about else (),
    )
    table = table.plus(
        kept,
        log(state, doing.user, "entered a fact", number=one.number),
        facts=(*state.facts, one),
        entered=handled(state, doing.form.about),
        form=None,
    )
    return tell_desk(table, doing.user, _card(table.state, one, term("facts.entered")))


def _filled(table: Table, doing: Doing, one: Fact, changes: dict[str, Any]) -> Table:
    """Kept at once, so that the rest can come later; then the next field that is empty."""
    empty_before, name = getattr(one, doing.form.field) is None, doing.form.field
    one = one.model_copy(update=changes)
    acts = {"result": "recorded the result of a fact", "because": "parked a fact"}
    acted = log(table.state, doing.user, acts.get(name, "filled in the plan for a fact"), number=one.number)
    table = _put(table, one).plus(acted, form=None)
    if name in PLAN and empty_before and _next(one):
        return _ask(table, doing.user, one, _next(one), term("facts.kept_so_far"))
    return tell_desk(table, doing.user, _card(table.state, one, term("facts.kept")))


def _put(table: Table, changed: Fact) -> Table:
    kept = tuple(changed if one.number == changed.number else one for one in table.state.facts)
    return table.plus(facts=kept)


def _set_standing(table: Table, doing: Doing) -> Table:
    """To park one takes everybody's consent: who gave it is typed."""
    one, standing = _found(table.state, doing.press["number"]), str(doing.press["standing"])
    if one is None or standing not in STANDINGS:
        return tell_desk(table, doing.user, say(term("button.old")))
    if standing == "parked":
        return _ask(table, doing.user, one, "because")
    changed = one.model_copy(update={"standing": standing})
    table = _put(table, changed).plus(
        log(table.state, doing.user, "changed where a fact stands", number=one.number)
    )
    return tell_desk(table, doing.user, _card(table.state, changed, term("facts.kept")))


def _to_group(table: Table, doing: Doing) -> Table:
    """Before the mediators as any message for the group: nothing is posted yet."""
    state = table.state
    if not state.facts:
        return _show(table, doing)
    message = say(term("facts.for_group"), *_lists(state, for_group=True))
    texts = tuple(word for one in state.facts for word in _group_words(one))
    ids = tuple(word.id for word in texts)
    return propose(table, Pending(key=FOR_GROUP, say=message, named=ids, own=texts))


def _group_words(one: Fact) -> tuple[Word, ...]:
    planned = [getattr(one, name) for name in PLAN if name != "day"] if one.standing in OPEN else []
    return tuple(word for word in (one.word, *planned, one.result) if word)


PART = Part(
    commands={"facts": _show},
    presses={
        "fact": _open,
        "fact_add": _add,
        "fact_from": _from,
        "fact_none": _none,
        "fact_field": _ask_field,
        "fact_standing": _set_standing,
        "facts_to_group": _to_group,
    },
    forms={FORM: _typed},
)
