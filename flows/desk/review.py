"""The approval queue: nothing reaches the group unless a mediator released exactly that message.

1. Each message as the group would see it: release, change, hold, send back.
2. What parties say is not right in a summary that was released: correct it, or answer that party alone.
3. Whatever was taken out can be made again.
"""

from collections.abc import Callable
from typing import Any

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.effects import Circle, Effect, Post, Release
from flows.group import members, posting
from flows.lines import for_group, may_be_shown, on_map
from flows.messages import Piece, Quote, Say
from flows.phrases import say, term
from flows.process import brainstorm, corrections, interest_map, summaries, wordings
from flows.process.phases import tell_desk
from flows.table import (
    Form,
    Mediation,
    Pending,
    Table,
    ask_mediator,
    desk_button,
    log,
    preview,
    propose,
    show,
)

FORM = "review"
LONGEST = 3000  # characters, of what the mediator types for one message

MAKE: dict[str, Callable[[Table, str], Table]] = {
    "map": lambda table, _: interest_map.propose_map(table),
    "ideas": lambda table, _: brainstorm.propose_ideas(table),
    "phase": summaries.made_again,
}


def waiting(state: Mediation, key: object) -> Pending | None:
    return next((one for one in state.pending if one.key == key), None)


def changed(table: Table, pending: Pending) -> Table:
    """The same message in the queue, changed; every mediator sees it anew."""
    kept = tuple(pending if one.key == pending.key else one for one in table.state.pending)
    return table.plus(pending=kept).plus(*show(table.state, pending, term("review.changed")))


def counts(state: Mediation) -> tuple[Piece, ...]:
    """What else waits in the queue, for the overview; nothing where nothing does."""
    held = sum(one.held for one in state.pending)
    asked, remarks = len(wordings.asked(state)), len(corrections.open_remarks(state))
    if not held + asked + remarks:
        return ()
    return (term("review.counts", held=held, asked=asked, remarks=remarks),)


def _review(table: Table, doing: Doing) -> Table:
    """Everything that waits, one by one, exactly as the group would see it."""
    state = table.state
    messages = [
        preview(state, one, *((term("review.held_before"),) if one.held else ())) for one in state.pending
    ]
    messages += [corrections.shown(state, period, one) for period, one in corrections.open_remarks(state)]
    for asked in wordings.asked(state):
        name = state.parties[asked.party].name
        messages.append(say(term("review.asking", party=name), Quote(id=asked.original, marks=True)))
    messages += [_taken_out(state, one) for one in state.taken_out]
    if not messages:
        return tell_desk(table, doing.user, say(term("review.nothing")))
    for message in messages:
        table = tell_desk(table, doing.user, message)
    return table


def _taken_out(state: Mediation, pending: Pending) -> Say:
    button = desk_button(state, term("review.again"), "review_again", key=pending.key)
    return say(term("review.out_list", what=corrections.named(pending.key)), buttons=(button,))


def ask(table: Table, user: int, form: Form, *parts: Piece) -> Table:
    """Ask for a text for the queue; what the desk had asked before is asked again after it."""
    before = table.state.form
    earlier = before.earlier if before and before.name == FORM else before
    return ask_mediator(table, user, form.model_copy(update={"earlier": earlier}), *parts)


def closed(table: Table, doing: Doing) -> Table:
    """The text has come: back to what the desk asked before."""
    return table.plus(form=doing.form.earlier)


def reminded(table: Table, user: int) -> Table:
    """Of what the desk asked before something came in between."""
    form = table.state.form
    if form is None:
        return table
    question = (term("field.question"),) if form.name == "question" else ()
    return tell_desk(table, user, say(term("review.earlier"), *question))


# ------------------------------------------------------------------ release, hold


def _press_publish(table: Table, doing: Doing) -> Table:
    """Exactly the message that was shown, and no other."""
    state = table.state
    pending = waiting(state, doing.press["key"])
    if pending is None:
        return tell_desk(table, doing.user, say(term("review.gone")))
    refused = posting.refusal(state, pending.going)
    if refused or state.group is None:
        return members.look(tell_desk(table, doing.user, refused or say(term("group.how"))))
    if doing.press.get("says") != pending.fingerprint or _consent_gone(state, pending):
        make = MAKE.get(pending.key) if _consent_gone(state, pending) else None
        fresh = make(table, pending.key) if make else table
        now = waiting(fresh.state, pending.key) or pending
        return tell_desk(fresh, doing.user, preview(fresh.state, now, term("review.changed")))
    table = _posted(table, pending, doing, state.group.chat)
    done = say(term("review.posted"), buttons=(desk_button(state, term("button.what_next"), "next"),))
    return tell_desk(table, doing.user, done)


def _posted(table: Table, pending: Pending, doing: Doing, chat: int) -> Table:
    state, going = table.state, pending.going
    effects: list[Effect] = []
    for ids, circle in ((going.named, Circle.ATTRIBUTED), (going.unnamed, Circle.ANONYMOUS)):
        if ids:
            effects.append(Release(mediation=state.id, ids=ids, circle=circle, approved_by=doing.user))
    effects += [
        Post(
            mediation=state.id,
            chat=chat,
            say=going.say,
            approved_by=doing.user,
            handle=pending.key,
            file=pending.file,
        ),
        log(state, doing.user, "posted to the group", what=pending.key),
    ]
    left = tuple(one for one in state.pending if one.key != pending.key)
    mapped = going.named if pending.key == "map" else state.mapped
    table = table.plus(*effects, pending=left, posted=(*state.posted, pending.key), mapped=mapped)
    if corrections.is_summary(pending.key):
        let_go = {**state.let_go, pending.key: pending.model_copy(update={"held": False})}
        table = corrections.opened(table.plus(let_go=let_go), pending.key, doing.moment)
    return table


def _consent_gone(state: Mediation, pending: Pending) -> bool:
    """Whether a party meanwhile took back what lets its words go to the group."""
    if pending.key == "ideas":
        shown = {one.word.id for one in state.ideas if may_be_shown(state, one)}
        return not set(pending.unnamed) <= shown
    allowed = {word for party in on_map(state) for word in for_group(state, party)}
    own = {one.id for one in pending.own}
    return pending.key == "map" and not set(pending.named) - own <= allowed


def _press_hold(table: Table, doing: Doing) -> Table:
    pending = waiting(table.state, doing.press.get("key"))
    if pending:
        held = pending.model_copy(update={"held": True})
        kept = tuple(held if one == pending else one for one in table.state.pending)
        table = table.plus(log(table.state, doing.user, "held a message", what=pending.key), pending=kept)
    return tell_desk(table, doing.user, say(term("review.held")))


# ------------------------------------------------------------------ send back


def _press_back(table: Table, doing: Doing) -> Table:
    """The whole message, or words of a party in it."""
    state = table.state
    pending = waiting(state, doing.press["key"])
    if pending is None:
        return tell_desk(table, doing.user, say(term("review.gone")))
    if not any(wordings.owner(state, id) for id in (*pending.named, *pending.unnamed)):
        return _press_back_whole(table, doing)
    buttons = (
        desk_button(state, term("review.back_whole"), "review_back_whole", key=pending.key),
        desk_button(state, term("review.back_line"), "review_edit", key=pending.key),
    )
    return tell_desk(table, doing.user, say(term("review.back_what"), buttons=buttons, numbered=True))


def _press_back_whole(table: Table, doing: Doing) -> Table:
    pending = waiting(table.state, doing.press["key"])
    if pending is None:
        return tell_desk(table, doing.user, say(term("review.gone")))
    form = Form(name=FORM, field="why", about=pending.key)
    return ask(table, doing.user, form, term("review.type_why"))


def why_typed(table: Table, doing: Doing) -> Table:
    """The message leaves the queue, the reason stays with the mediators."""
    pending = waiting(table.state, doing.form.about)
    table = closed(table, doing)
    if pending is None:
        return tell_desk(table, doing.user, say(term("review.gone")))
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    state = table.state
    record = log(state, doing.user, "took a message out", what=pending.key, reason=word.id)
    left = tuple(one for one in state.pending if one.key != pending.key)
    out = (*(one for one in state.taken_out if one.key != pending.key), pending)
    table = table.plus(kept, record, pending=left, taken_out=out)
    button = desk_button(state, term("review.again"), "review_again", key=pending.key)
    return tell_desk(table, doing.user, say(term("review.taken_out"), buttons=(button,)))


def _press_again(table: Table, doing: Doing) -> Table:
    """A message that was taken out, made from what there is now."""
    pending = next((one for one in table.state.taken_out if one.key == doing.press["key"]), None)
    if pending is None:
        return tell_desk(table, doing.user, say(term("review.gone")))
    record = log(table.state, doing.user, "had a message made again", what=pending.key)
    table = table.plus(record)
    make = MAKE.get(pending.key.partition(":")[0])
    return make(table, pending.key) if make else propose(table, pending)


# ------------------------------------------------------------------ what is not right in what was posted


def _press_correct(table: Table, doing: Doing) -> Table:
    return _ask_about_remark(table, doing, "correct")


def _press_correct_answer(table: Table, doing: Doing) -> Table:
    return _ask_about_remark(table, doing, "answer")


def _ask_about_remark(table: Table, doing: Doing, field: str) -> Table:
    found = corrections.found(table.state, doing.press)
    if found is None:
        return tell_desk(table, doing.user, say(term("correction.already")))
    period, remark = found
    form = Form(name=FORM, field=field, about=str(period.number), party=remark.party, words=remark.words[:1])
    name = table.state.parties[remark.party].name
    asked = (
        term("correction.type_change") if field == "correct" else term("correction.type_answer", party=name)
    )
    return ask(table, doing.user, form, asked)


def remark_typed(table: Table, doing: Doing) -> Table:
    """What the mediator changes, for everybody; or why not, for one party."""
    form = doing.form
    about = {"number": int(form.about), "of_party": form.party, "says": form.words[0].id}
    found = corrections.found(table.state, about)
    table = closed(table, doing)
    if found is None:
        return tell_desk(table, doing.user, say(term("correction.already")))
    period, remark = found
    if form.field == "correct":
        return corrected(table, period.key, doing)
    table = corrections.answer_alone(table, period, remark, doing.text, doing.moment)
    name = table.state.parties[remark.party].name
    return tell_desk(table, doing.user, say(term("correction.answered", party=name)))


def corrected(table: Table, key: str, doing: Doing) -> Table:
    """A new version of a summary in the group, with what changed above it, before the mediators."""
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    state = table.state
    posted = waiting(state, key) or state.let_go[key]
    record = log(state, doing.user, "began a corrected version", what=key)
    others = tuple(one for one in state.pending if one.key != key)
    again = posted.model_copy(update={"corrects": word, "held": False})
    table = table.plus(kept, record, pending=(*others, again))
    make = MAKE.get(key.partition(":")[0])
    return make(table, key) if make else propose(table, again)


PRESSES: dict[str, Any] = {
    "publish": _press_publish,
    "hold": _press_hold,
    "review_back": _press_back,
    "review_back_whole": _press_back_whole,
    "review_again": _press_again,
    "correct": _press_correct,
    "correct_answer": _press_correct_answer,
}
PART = Part(commands={"review": _review, "publish": _review}, presses=PRESSES)
