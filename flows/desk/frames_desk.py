"""Frames at the mediator's desk: read, published, asked about, answered, changed by notice. Judges none of them."""

from collections.abc import Mapping
from re import fullmatch
from typing import Any

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.effects import Circle, ForgetWake, Release, Toast
from flows.events import Moment
from flows.lines import frame_line
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import button, say, term
from flows.process import frame_fit, frame_notice, frame_views, frames, pace, stages
from flows.process.phases import tell_desk
from flows.register import Frame, FrameAnswer, FrameNotice, Party
from flows.signals import Word
from flows.table import (
    Form,
    Mediation,
    Pending,
    Table,
    ask_mediator,
    desk_button,
    log,
    propose,
    tell,
    tell_mediators,
)

CHANGE = r"(?:wijzig|wijzigen|change)\s*k?\s*(\d+)"
FORM, ANSWER = "frame_change", "frame_answer"
FOLLOWING = {"new": "until", "until": "reason", "reason": "effect"}  # what is typed after what
AS_IT_IS = Word(id="", digest="")


def _command(table: Table, doing: Doing) -> Table:
    """`/frames`, or `/frames change K2`."""
    text = doing.text.lower()
    if not text:
        return tell_desk(table, doing.user, frame_views.at_desk(table.state))
    if found := fullmatch(CHANGE, text):
        return _change(table, doing, int(found[1]))
    return tell_desk(table, doing.user, say(term("frames.how_change")))


def _publish(table: Table, doing: Doing) -> Table:
    """At their own step the process agreement comes next; later, everybody marks the new ones."""
    new = tuple(one.number for one in frames.unpublished(table.state))
    if not new:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = frames.publish(table, doing.user)
    if table.state.stage == "2.frames":
        return stages.enter(table, "2.agree", doing.user, doing.moment)
    told = tuple(one for one in table.state.frames if one.number in new)
    table = tell_desk(table, doing.user, say(term("frames.published")))
    return pace.open_round(table, f"frames:{max(new)}", doing.moment, lambda at, _: frames.asks(at, told))


def _drop(table: Table, doing: Doing) -> Table:
    """A new answer of an authority that is no new frame."""
    one = frames.frame(table.state, int(doing.press["number"]))
    if one is None or one.published:
        return tell_desk(table, doing.user, say(term("button.old")))
    left = tuple(each for each in table.state.frames if each != one)
    table = table.plus(log(table.state, doing.user, "left out a frame", number=one.number), frames=left)
    return tell_desk(table, doing.user, frame_views.at_desk(table.state))


# ------------------------------------------------------------------ questions


def _questions(table: Table, doing: Doing) -> Table:
    """What parties asked about frames and what makes it hard for them; for the mediator alone."""
    state = table.state
    lines: list[Piece] = []
    buttons: list[Button] = []
    for one in frames.remarks(state):
        if not one.open:
            continue
        fill: dict[str, Piece] = {"party": one.party.name, "frame": one.frame.key}
        kind = term("frames.remark_hard", **fill) if one.hard else term("frames.remark_asks", **fill)
        lines.append(kind)
        lines += [Quote(id=word.id, marks=True) for word in one.words]
        label = term("frames.discussed" if one.hard else "frames.answer_this", **fill)
        buttons.append(
            desk_button(state, label, "frame_discussed" if one.hard else "frame_reply", key=one.key)
        )
    if not lines:
        return tell_desk(table, doing.user, say(term("frames.no_questions")))
    heading, how = term("frames.questions"), term("frames.questions_how", n=frames.ANSWER_WITHIN)
    return tell_desk(
        table, doing.user, say(heading, Listing(lines=tuple(lines)), how, buttons=buttons, numbered=True)
    )


def _remark(state: Mediation, key: str) -> frames.Remark | None:
    return next((one for one in frames.remarks(state) if one.key == key), None)


def _discussed(table: Table, doing: Doing) -> Table:
    """Talked about with the party; not necessarily solved."""
    found = _remark(table.state, str(doing.press["key"]))
    if found is None or not found.hard or not found.open:
        return tell_desk(table, doing.user, say(term("button.old")))
    talked = log(
        table.state, doing.user, "talked about a frame", party=found.party.id, number=found.frame.number
    )
    table = table.plus(talked, frames_discussed=(*table.state.frames_discussed, found.key))
    return _questions(table, doing)


def _reply(table: Table, doing: Doing) -> Table:
    found = _remark(table.state, str(doing.press["key"]))
    if found is None or found.hard:
        return tell_desk(table, doing.user, say(term("button.old")))
    owner = table.state.parties[found.frame.party].name
    asked = tuple(Quote(id=word.id, marks=True) for word in found.words)
    how = term("frames.type_answer", owner=owner)
    line = frame_line(table.state, found.frame.number)
    return ask_mediator(table, doing.user, Form(name=ANSWER, about=found.key), line, *asked, how)


def _reply_typed(table: Table, doing: Doing) -> Table:
    """The answer as everybody will read it; it goes nowhere before the mediator says that the authority agrees."""
    found = _remark(table.state, doing.form.about)
    if found is None:
        return tell_desk(table.plus(form=None), doing.user, say(term("button.old")))
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    answer = FrameAnswer(question=found.key, number=found.frame.number, word=word)
    table = _noted(table.plus(kept, form=None), answer)
    return tell_desk(table, doing.user, _before_sending(table.state, answer))


def _noted(table: Table, answer: FrameAnswer) -> Table:
    others = tuple(one for one in table.state.frame_answers if one.question != answer.question)
    return table.plus(frame_answers=(*others, answer))


def _before_sending(state: Mediation, answer: FrameAnswer, *before: Piece) -> Say:
    """Exactly what every party would read, and the ways on."""
    one = frames.frame(state, answer.number)
    owner = state.parties[one.party].name if one else ""
    ways = [("frame_send", term("frames.send_answer"))]
    if answer.owner == "":
        ways.append(("frame_check", term("frames.check_owner", owner=owner)))
    buttons = [desk_button(state, label, do, key=answer.question, word=answer.word.id) for do, label in ways]
    buttons.append(desk_button(state, term("frames.write_again"), "frame_reply", key=answer.question))
    preview = term("frames.answer_preview", owner=owner)
    return say(*before, preview, _answer(answer), buttons=buttons, numbered=True)


def _answer(answer: FrameAnswer) -> Piece:
    return term("frames.answer", number=answer.number, answer=Quote(id=answer.word.id))


def _waiting(state: Mediation, press: Mapping[str, Any]) -> FrameAnswer | None:
    """The answer a button is about: exactly these words, and not sent yet."""
    return next(
        (
            one
            for one in state.frame_answers
            if one.question == press["key"] and one.word.id == press["word"] and not one.sent
        ),
        None,
    )


def _send(table: Table, doing: Doing) -> Table:
    """To all parties at once, in the words that were shown."""
    state = table.state
    answer = _waiting(state, doing.press)
    if answer is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(
        _released(state, answer, doing.user), ForgetWake(key=frames.timer(state, answer.question))
    )
    for party in state.seated:
        table = table.plus(tell(state, party, say(_answer(answer))))
    table = _noted(table, answer.model_copy(update={"sent": True}))
    table = table.plus(log(state, doing.user, "answered a question about a frame", number=answer.number))
    return tell_desk(table, doing.user, say(term("frames.answer_sent")))


def _released(state: Mediation, answer: FrameAnswer, user: int) -> Release:
    return Release(mediation=state.id, ids=(answer.word.id,), circle=Circle.ATTRIBUTED, approved_by=user)


def _check(table: Table, doing: Doing) -> Table:
    """The authority reads the words first, and says whether they are right."""
    state = table.state
    answer = _waiting(state, doing.press)
    one = frames.frame(state, answer.number) if answer else None
    owner = next((party for party in state.seated if one and party.id == one.party), None)
    if answer is None or owner is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    press = {"do": "frame_words", "party": owner.id, "key": answer.question, "word": answer.word.id}
    buttons = (
        button(term("frames.words_right"), state.address, **press, right=True),
        button(term("frames.words_wrong"), state.address, **press, right=False),
    )
    asked = say(term("frames.owner_asked"), _answer(answer), buttons=buttons, numbered=True)
    table = _noted(table.plus(_released(state, answer, doing.user)), _of_owner(answer, "asked"))
    table = table.plus(log(state, doing.user, "asked an authority about an answer", number=answer.number))
    table = table.plus(tell(state, owner, asked))
    return tell_desk(table, doing.user, say(term("frames.owner_has_it", owner=owner.name)))


def _of_owner(answer: FrameAnswer, owner: str) -> FrameAnswer:
    return FrameAnswer.model_validate({**answer.model_dump(), "owner": owner})


def _owner_said(table: Table, party: Party, doing: Doing) -> Table:
    state = table.state
    answer = _waiting(state, doing.press)
    one = frames.frame(state, answer.number) if answer else None
    if answer is None or one is None or one.party != party.id:
        return table.plus(Toast(say=say(term("button.old"))))
    right = bool(doing.press["right"])
    answer = _of_owner(answer, "agreed" if right else "not")
    said = (
        term("frames.owner_agrees", owner=party.name) if right else term("frames.owner_not", owner=party.name)
    )
    table = _noted(table, answer).plus(Toast(say=say(term("frames.owner_thanks"))))
    return table.plus(*tell_mediators(table.state, _before_sending(table.state, answer, said)))


def _rang(table: Table, ring: Mapping[str, Any], moment: Moment) -> Table:
    """A question that still waits for its answer."""
    del moment
    state = table.state
    found = _remark(state, str(ring["key"]))
    if found is None or not found.open:
        return table
    days = int(ring["days"])
    late = days >= frames.ANSWER_WITHIN
    sentence = (
        term("frames.late", party=found.party.name, frame=found.frame.key, n=days)
        if late
        else term("frames.waits", party=found.party.name, frame=found.frame.key, n=days)
    )
    see = desk_button(state, term("frames.see_questions_now"), "frame_questions")
    return table.plus(*tell_mediators(state, say(sentence, buttons=(see,))))


# ------------------------------------------------------------------ a change


def _pick(table: Table, doing: Doing) -> Table:
    state = table.state
    buttons = tuple(
        desk_button(state, term("frames.change_this", number=one.number), "frame_change", number=one.number)
        for one in frames.published(state)
    )
    return tell_desk(table, doing.user, say(term("frames.which"), buttons=buttons, numbered=True))


def _press_change(table: Table, doing: Doing) -> Table:
    return _change(table, doing, int(doing.press["number"]))


def _change(table: Table, doing: Doing, number: int) -> Table:
    one = frames.frame(table.state, number)
    if one is None or not one.published:
        return tell_desk(table, doing.user, say(term("frames.no_such", number=number)))
    form = Form(name=FORM, field="new", about=str(number))
    line = frame_line(table.state, number)
    owner = table.state.parties[one.party].name
    return ask_mediator(table, doing.user, form, line, term("frames.type_new", owner=owner))


def _typed(table: Table, doing: Doing) -> Table:
    """The new text, its end, the reason, the effect on what was agreed: one after the other."""
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    return _step(table.plus(kept), doing, word)


def _same(table: Table, doing: Doing) -> Table:
    """The end stays as it was."""
    form = table.state.form
    if form is None or form.name != FORM or form.field != "until":
        return tell_desk(table, doing.user, say(term("button.old")))
    return _step(table, doing._replace(form=form), AS_IT_IS)


def _step(table: Table, doing: Doing, word: Word) -> Table:
    form = doing.form
    words = (*form.words, word)
    field = FOLLOWING.get(form.field)
    if field is None:
        return _entered(table.plus(form=None), doing, words)
    following = form.model_copy(update={"field": field, "words": words})
    same = desk_button(table.state, term("frames.end_stays"), "frame_same")
    asked = {
        "until": term("frames.type_until"),
        "reason": term("frames.type_reason"),
        "effect": term("frames.type_effect"),
    }[field]
    return ask_mediator(table, doing.user, following, asked, buttons=(same,) if field == "until" else ())


def _entered(table: Table, doing: Doing, words: tuple[Word, ...]) -> Table:
    """The notice as the group and every party would read it; it changes nothing before the mediator's press."""
    state = table.state
    one = frames.frame(state, int(doing.form.about))
    if one is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    new, until, reason, effect = words
    notice = FrameNotice(
        number=one.number,
        version=one.version + 1,
        word=new,
        reason=reason,
        effect=effect,
        until=until if until.id else None,
    )
    others = tuple(each for each in state.frame_notices if each.number != one.number)
    table = table.plus(
        log(state, doing.user, "entered a change of a frame", number=one.number),
        frame_notices=(*others, notice),
    )
    return _put_up(table, doing.user, notice)


def _put_up(table: Table, user: int, notice: FrameNotice) -> Table:
    state = table.state
    text = say(*frame_notice.notice_text(state, notice))
    if state.group:
        pending = Pending(key=notice.key, say=text, named=frame_notice.notice_words(notice))
        return propose(table, pending, term("frames.notice_look"))
    send = desk_button(state, term("frames.notice_send"), "frame_issue", key=notice.key, word=notice.word.id)
    shown = say(term("frames.notice_look"), *text.parts, buttons=(send,), numbered=True)
    return tell_desk(table, user, shown)


def _issue(table: Table, doing: Doing) -> Table:
    """Without a group yet: to every party in private, by the mediator's press on exactly this notice."""
    state = table.state
    notice = _notice(state, doing.press)
    if notice is None or notice.word.id != doing.press["word"]:
        return tell_desk(table, doing.user, say(term("button.old")))
    released = Release(
        mediation=state.id,
        ids=frame_notice.notice_words(notice),
        circle=Circle.ATTRIBUTED,
        approved_by=doing.user,
    )
    return frame_notice.issue(table.plus(released), notice, doing.moment)


def _notice(state: Mediation, press: Mapping[str, Any]) -> FrameNotice | None:
    return next((one for one in state.frame_notices if one.key == press["key"]), None)


def _see_notice(table: Table, doing: Doing) -> Table:
    notice = _notice(table.state, doing.press)
    if notice is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    return _put_up(table, doing.user, notice)


def _drop_notice(table: Table, doing: Doing) -> Table:
    """Entered, and not sent after all."""
    state = table.state
    notice = _notice(state, doing.press)
    if notice is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(
        log(state, doing.user, "dropped a change of a frame", number=notice.number),
        frame_notices=tuple(one for one in state.frame_notices if one != notice),
        pending=tuple(one for one in state.pending if one.key != notice.key),
        taken_out=tuple(one for one in state.taken_out if one.key != notice.key),
    )
    return tell_desk(table, doing.user, frame_views.at_desk(table.state))


def _ask_fit(table: Table, doing: Doing) -> Table:
    """The authorities say once more whether a package fits their frames."""
    state = table.state
    package = state.package(str(doing.press["package"]))
    if package is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    open_frames = (*frame_fit.conflicts(state, package), *frame_fit.unsure(state, package))
    if not open_frames:
        return tell_desk(table, doing.user, say(term("frames.all_fit", package=package.id)))
    owners = tuple(one for one in state.seated if one.id in {each.party for each in open_frames})
    table = pace.open_round(
        table,
        f"fit:{package.key}",
        doing.moment,
        lambda at, party: frame_fit.fit_asks(at, package, party, open_frames),
        parties=owners,
    )
    names = ", ".join(one.name for one in owners)
    return tell_desk(table, doing.user, say(term("frames.owners_asked", owners=names)))


# ------------------------------------------------------------------ a party


def _party_command(table: Table, party: Party, doing: Doing) -> Table:
    """`/frames` typed by a party: what is published."""
    return tell_desk(table, doing.user, frame_views.for_party(table.state, party))


def _party_asks(table: Table, party: Party, doing: Doing) -> Table:
    one: Frame | None = frames.frame(table.state, int(doing.press["number"]))
    if one is None or not one.published:
        return table.plus(Toast(say=say(term("button.old"))))
    return frames.ask_again(table, party, one, doing.moment)


PART = Part(
    commands={"frames": _command},
    presses={
        "publish_frames": _publish,
        "frame_drop": _drop,
        "frame_questions": _questions,
        "frame_discussed": _discussed,
        "frame_reply": _reply,
        "frame_send": _send,
        "frame_check": _check,
        "frame_pick": _pick,
        "frame_change": _press_change,
        "frame_same": _same,
        "frame_issue": _issue,
        "frame_fit": _ask_fit,
        "frame_notice": _see_notice,
        "frame_notice_drop": _drop_notice,
    },
    forms={FORM: _typed, ANSWER: _reply_typed},
    rings={"frame_question": _rang},
    party_presses={"frame_ask": _party_asks, "frame_words": _owner_said},
    party_commands={"frames": _party_command},
)
