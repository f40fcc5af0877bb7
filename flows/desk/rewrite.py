"""Changing a message that waits for the group: the mediator's own sentences, what is left out, and a party's words.

A party's words change only after its yes (flows/process/wordings.py). Every change is shown anew before it can go.
"""

from collections.abc import Callable

from flows.desk import drafting, review
from flows.desk.part import Act, Doing, Part
from flows.effects import Circle
from flows.messages import Button, Quote, Say, Term
from flows.phrases import say, term
from flows.process import wordings
from flows.process.phases import tell_desk
from flows.register import Party, Standing
from flows.signals import Word
from flows.table import Form, Mediation, Pending, Table, desk_button, log

LISTED = 8  # words under one list


# ------------------------------------------------------------------ what can be changed


def changeable(state: Mediation, pending: Pending) -> tuple[str, ...]:
    """Ids of the words in a message that may become others: the mediator's own, and those of a party."""
    mine = [one.id for one in _mine(pending)]
    theirs = [id for id in (*pending.named, *pending.unnamed) if wordings.owner(state, id)]
    return tuple(dict.fromkeys((*mine, *theirs)))


def _mine(pending: Pending) -> tuple[Word, ...]:
    return (*((pending.corrects,) if pending.corrects else ()), *pending.own, *pending.added)


def _press_edit(table: Table, doing: Doing) -> Table:
    pending = review.waiting(table.state, doing.press["key"])
    if pending is None:
        return tell_desk(table, doing.user, say(term("review.gone")))
    return tell_desk(table, doing.user, _menu(table.state, pending, int(doing.press.get("page", 0))))


def _menu(state: Mediation, pending: Pending, page: int) -> Say:
    found = changeable(state, pending)
    rows = [
        desk_button(state, _label(state, pending, id), "review_line", key=pending.key, word=id)
        for id in found[page * LISTED : (page + 1) * LISTED]
    ]
    if len(found) > (page + 1) * LISTED:
        more = desk_button(state, term("review.more"), "review_edit", key=pending.key, page=page + 1)
        rows.append(more)
    rows.append(desk_button(state, term("review.add"), "review_add", key=pending.key))
    heading = term("review.edit_which") if found else term("review.only_fixed")
    return say(heading, buttons=rows, numbered=True)


def _label(state: Mediation, pending: Pending, id: str) -> Term:
    words = Quote(id=id, marks=True)
    if id in pending.left_out:
        return term("review.line_out", words=words)
    party = wordings.owner(state, id)
    return term("review.line_of", party=party.name, words=words) if party else _own_label(words)


def _own_label(words: Quote) -> Term:
    return term("review.line_mine", words=words)


def _press_line(table: Table, doing: Doing) -> Table:
    """One text: typed anew where it is the mediator's own; otherwise what can be done about a party's words."""
    state, id = table.state, str(doing.press["word"])
    pending = review.waiting(state, doing.press["key"])
    if pending is None or id not in changeable(state, pending):
        return tell_desk(table, doing.user, say(term("review.gone")))
    party = wordings.owner(state, id)
    if party is None:
        form = _form("own", pending.key, id)
        return review.ask(table, doing.user, form, Quote(id=id, marks=True), term("review.type_own"))
    parts = (term("review.of_party", party=party.name), Quote(id=id, marks=True))
    closed = _cannot_change(state, party, id)
    buttons = _ways(state, pending, id, ask=closed is None)
    message = say(*parts, *((closed,) if closed else ()), buttons=buttons, numbered=True)
    return tell_desk(table, doing.user, message)


def _cannot_change(state: Mediation, party: Party, id: str) -> Term | None:
    if wordings.bound(state, id):
        return term("review.bound")
    return term("review.no_owner", party=party.name) if party.standing is not Standing.SEATED else None


def _ways(state: Mediation, pending: Pending, id: str, *, ask: bool) -> tuple[Button, ...]:
    about = {"key": pending.key, "word": id}
    asking = (
        desk_button(state, term("review.propose"), "review_propose", **about),
        desk_button(state, term("review.ask_other"), "review_ask_other", **about),
    )
    out = id in pending.left_out
    label, do = (term("review.put_back"), "put_back") if out else (term("review.leave_out"), "leave_out")
    return (*(asking if ask else ()), desk_button(state, label, f"review_{do}", **about))


def _form(field: str, key: str, id: str) -> Form:
    return Form(name=review.FORM, field=field, about=key, words=(Word(id=id, digest=""),))


def _press_add(table: Table, doing: Doing) -> Table:
    if review.waiting(table.state, doing.press["key"]) is None:
        return tell_desk(table, doing.user, say(term("review.gone")))
    form = Form(name=review.FORM, field="add", about=str(doing.press["key"]))
    return review.ask(table, doing.user, form, term("review.type_added"))


# ------------------------------------------------------------------ a party's words


def _ask_owner(table: Table, doing: Doing, field: str) -> Table:
    state, id = table.state, str(doing.press["word"])
    pending, party = review.waiting(state, doing.press["key"]), wordings.owner(state, id)
    if pending is None or party is None or _cannot_change(state, party, id):
        return tell_desk(table, doing.user, say(term("review.gone")))
    asked = (
        term("review.type_proposal", party=party.name)
        if field == "propose"
        else term("review.type_ask", party=party.name)
    )
    return review.ask(table, doing.user, _form(field, pending.key, id), Quote(id=id, marks=True), asked)


def _press_propose(table: Table, doing: Doing) -> Table:
    return _ask_owner(table, doing, "propose")


def _press_ask_other(table: Table, doing: Doing) -> Table:
    return _ask_owner(table, doing, "ask_other")


def _leave_out(table: Table, doing: Doing, *, out: bool) -> Table:
    pending, id = review.waiting(table.state, doing.press["key"]), str(doing.press["word"])
    if pending is None or id not in (*pending.named, *pending.unnamed):
        return tell_desk(table, doing.user, say(term("review.gone")))
    others = tuple(one for one in pending.left_out if one != id)
    changed = pending.model_copy(update={"left_out": (*others, id) if out else others})
    act = "left words out of a message" if out else "put words back into a message"
    table = table.plus(log(table.state, doing.user, act, what=pending.key))
    make = review.MAKE.get(pending.key) if pending.cut else None
    if make is None:
        return review.changed(table, changed)
    # What had no room may have it now, and the other way round.
    kept = tuple(changed if one.key == pending.key else one for one in table.state.pending)
    return make(table.plus(pending=kept), pending.key)


def _press_leave_out(table: Table, doing: Doing) -> Table:
    return _leave_out(table, doing, out=True)


def _press_put_back(table: Table, doing: Doing) -> Table:
    return _leave_out(table, doing, out=False)


def _press_keep_in(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, say(term("review.kept_in")))


# ------------------------------------------------------------------ what was typed


def _typed(table: Table, doing: Doing) -> Table:
    """What the mediator typed for a message in the queue."""
    if len(doing.text) > review.LONGEST:
        return review.ask(table, doing.user, doing.form, term("review.too_long", n=review.LONGEST))
    return review.reminded(TYPED[doing.form.field](table, doing), doing.user)


def _own_typed(table: Table, doing: Doing) -> Table:
    """A sentence of the mediator's own, anew or for the first time."""
    pending = review.waiting(table.state, doing.form.about)
    table = review.closed(table, doing)
    if pending is None:
        return tell_desk(table, doing.user, say(term("review.gone")))
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    table = table.plus(kept, log(table.state, doing.user, "changed a message", what=pending.key))
    if doing.form.field == "add":
        return review.changed(table, pending.model_copy(update={"added": (*pending.added, word)}))
    return review.changed(table, pending.having(doing.form.words[0].id, word))


def _asking_typed(table: Table, doing: Doing) -> Table:
    """Other words proposed to their owner, or asked for."""
    state, id = table.state, doing.form.words[0].id
    pending, party = review.waiting(state, doing.form.about), wordings.owner(state, id)
    table = review.closed(table, doing)
    if pending is None or party is None or _cannot_change(state, party, id):
        return tell_desk(table, doing.user, say(term("review.gone")))
    circle = Circle.ATTRIBUTED if id in pending.named else Circle.ANONYMOUS
    proposed = doing.form.field == "propose"
    texts = {"proposal": doing.text} if proposed else {"because": doing.text}
    table = wordings.ask(table, party, id, circle, doing.moment, **texts)
    buttons = [desk_button(state, term("review.keep_in"), "review_keep_in", key=pending.key)]
    if id not in pending.left_out:
        out = desk_button(state, term("review.leave_out"), "review_leave_out", key=pending.key, word=id)
        buttons.insert(0, out)
    asked = say(term("review.asked", party=party.name), buttons=buttons, numbered=True)
    return tell_desk(table, doing.user, asked)


TYPED: dict[str, Callable[[Table, Doing], Table]] = {
    "own": _own_typed,
    "add": _own_typed,
    "propose": _asking_typed,
    "ask_other": _asking_typed,
    "why": review.why_typed,
    "correct": review.remark_typed,
    "answer": review.remark_typed,
}
PRESSES: dict[str, Act] = {
    "review_edit": _press_edit,
    "review_line": _press_line,
    "review_add": _press_add,
    "review_propose": _press_propose,
    "review_ask_other": _press_ask_other,
    "review_leave_out": _press_leave_out,
    "review_put_back": _press_put_back,
    "review_keep_in": _press_keep_in,
}
PART = Part(presses=PRESSES, forms={review.FORM: _typed})
