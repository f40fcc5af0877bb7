"""What the mediator types and presses: commands, forms, approvals. The mediator decides; this only carries it out."""

from collections.abc import Callable
from typing import Any

from flows import closing, drafting, pace, packages, seats, sorting, stages
from flows.effects import Circle, Effect, LookAtGroup, Post, Raise, Release, Tell
from flows.events import Commanded, Moment
from flows.gates import gate
from flows.messages import Listing, Piece, Say
from flows.phrases import say, term
from flows.register import PhaseRecord, Standing, Waived
from flows.script import Script
from flows.table import (
    Form,
    Mediation,
    Table,
    ask_mediator,
    desk_button,
    log,
    preview,
    tell,
)

PHASES = 6


def command(table: Table, event: Commanded, moment: Moment, script: Script) -> Table:
    """One of the mediator's commands."""
    user, argument = event.sender.user, event.argument.strip()
    state = table.state
    match event.name:
        case "invite":
            return _invite(table, user, argument)
        case "status":
            return _tell(table, user, status(state))
        case "next":
            return _tell(table, user, stages.what_next(state))
        case "reopen":
            return _reopen(table, user, argument)
        case "review" | "publish":
            return _review(table, user)
        case "frames":
            return _tell(table, user, stages.frames_message(state, publish=_unpublished(state)))
        case "package":
            return drafting.start(table, user, argument, moment)
        case "poll":
            return _poll(table, user, argument, moment, script)
        case "agreement":
            return _tell(table, user, closing.overview(state))
        case "remind":
            return _remind(table, user, argument, moment)
        case "pause":
            return _pause(table, user)
        case _:
            return _tell(table, user, say(term("command.not_here")))


def _tell(table: Table, user: int, message: Say) -> Table:
    return table.plus(Tell(mediation=table.state.id, user=user, say=message))


def _unpublished(state: Mediation) -> bool:
    return any(not one.published for one in state.frames)


# ------------------------------------------------------------------ commands


def _invite(table: Table, user: int, name: str) -> Table:
    state = table.state
    if not name:
        return _tell(table, user, say(term("invite.whom")))
    known = next((one for one in state.parties.values() if one.name == name), None)
    if known and known.standing is not Standing.INVITED:
        return _tell(table, user, say(term("invite.already", party=name)))
    buttons = (
        desk_button(state, term("button.authority"), "invite", government=True),
        desk_button(state, term("button.no_authority"), "invite", government=False),
    )
    form = Form(name="invite", about=name)
    return ask_mediator(table, user, form, term("invite.authority", party=name), buttons=buttons)


def status(state: Mediation) -> Say:
    """The case at a glance: phase, step, who is silent, what waits for the mediator. Never a private word."""
    parts: list[Piece] = [
        term(
            "status.heading",
            title=state.title,
            phase=term(f"phase.{state.phase}"),
            stage=term(f"stage.{state.stage}"),
        )
    ]
    lines: list[Piece] = []
    for one in state.parties.values():
        key = {
            Standing.INVITED: term("status.invited", party=one.name),
            Standing.CLAIMED: term("status.claimed", party=one.name),
            Standing.LEFT: term("status.left", party=one.name),
        }.get(one.standing)
        busy = any(one.id in left for left in state.waiting.values())
        lines.append(
            key or (term("status.busy", party=one.name) if busy else term("status.ready", party=one.name))
        )
    if lines:
        parts.append(Listing(lines=tuple(lines)))
    if state.pending:
        parts.append(term("status.pending", n=len(state.pending)))
    if state.paused:
        parts.append(term("status.paused"))
    button = desk_button(state, term("button.what_next"), "next")
    return say(*parts, buttons=(button,), numbered=True)


def _reopen(table: Table, user: int, argument: str) -> Table:
    """Reopen an earlier phase; later results are to be checked again, and the reason is on record."""
    state = table.state
    if not argument.isdigit() or not 1 <= int(argument) <= state.phase:
        return _tell(table, user, say(term("reopen.how", phase=state.phase)))
    form = Form(name="reopen", field="reopen", about=argument)
    return ask_mediator(table, user, form, term("reopen.why", phase=int(argument)))


def _review(table: Table, user: int) -> Table:
    """What waits for the group, one by one, exactly as the group would see it."""
    state = table.state
    if not state.pending:
        return _tell(table, user, say(term("review.nothing")))
    for one in state.pending:
        table = _tell(table, user, preview(state, one))
    return table


def _poll(table: Table, user: int, argument: str, moment: Moment, script: Script) -> Table:
    state = table.state
    package = (
        state.package(argument.upper()) if argument else (state.packages[-1] if state.packages else None)
    )
    if package is None:
        return _tell(table, user, say(term("package.how")))
    return poll(table, user, package.key, moment, script)


def poll(table: Table, user: int, key: str, moment: Moment, script: Script) -> Table:
    """Put a composed package forward, once, and only one reading at a time."""
    state = table.state
    package = state.package(key)
    if package is None:
        return _tell(table, user, say(term("package.how")))
    if any(round.startswith(packages.ROUNDS) for round in state.waiting):
        return _tell(table, user, say(term("poll.one_at_a_time")))
    if package.put_forward:
        return _tell(table, user, say(term("poll.already", id=package.id, version=package.version)))
    if state.phase != 5:  # noqa: PLR2004  negotiating is phase 5
        return _tell(table, user, say(term("poll.not_yet")))
    return packages.put_forward(table, package, user, moment, script)


def _remind(table: Table, user: int, argument: str, moment: Moment) -> Table:
    """The same reminder, without content, to every party that still has something to answer."""
    del moment
    state = table.state
    left = sorted({one for parties in state.waiting.values() for one in parties})
    del argument
    for one in left:
        table = table.plus(tell(state, state.parties[one], say(term("remind.half"))))
    return _tell(table, user, say(term("remind.sent", n=len(left))))


def _pause(table: Table, user: int) -> Table:
    """No reminders while it is paused; every party hears it, and answers are still kept."""
    state = table.state
    paused = not state.paused
    sentence = term("pause.on") if paused else term("pause.off")
    for one in state.seated:
        table = table.plus(tell(state, one, say(sentence)))
    table = table.plus(log(state, user, "paused" if paused else "went on"), paused=paused)
    return _tell(table, user, say(sentence))


# ------------------------------------------------------------------ buttons


def press(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    """A button of the desk."""
    act = PRESSES.get(str(press.get("do")))
    if act is None:
        return _tell(table, user, say(term("button.old")))
    return act(table, user, press, moment, script)


def _press_invite(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del script
    form = table.state.form
    if form is None or form.name != "invite":
        return _tell(table, user, say(term("button.old")))
    return seats.invite(table.plus(form=None), user, form.about, bool(press["government"]), moment)


def _press_seat(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del script
    party = table.state.parties[str(press["party"])]
    return _look(seats.seat(table, user, party, bool(press["right"]), moment))


def _look(table: Table) -> Table:
    """Compare the group's members with the register again."""
    state = table.state
    if state.group is None:
        return table
    users = tuple(sorted({one.user for one in state.seated} | set(state.mediators)))
    look = LookAtGroup(mediation=state.id, chat=state.group.chat, users=users, address=state.address)
    return table.plus(look)


def _press_next(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del press, moment, script
    return _tell(table, user, stages.what_next(table.state))


def _press_stage(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del script
    state, stage = table.state, str(press["stage"])
    if any(state.waiting.values()):
        return _tell(table, user, stages.what_next(state))
    if stages.STAGES.index(stage) <= stages.STAGES.index(state.stage) or int(stage[0]) != state.phase:
        return _tell(table, user, say(term("button.old")))
    return stages.enter(table, stage, user, moment)


def _press_gate(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del press, moment, script
    return _tell(_look(table), user, stages.show_gate(table.state))


def _press_tick(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del moment, script
    item = str(press["item"])
    table = table.plus(
        log(table.state, user, "judged a gate item", item=item), ticked=(*table.state.ticked, item)
    )
    return _tell(table, user, stages.show_gate(table.state))


def _press_close_round(
    table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script
) -> Table:
    del moment, script
    key = str(press["round"])
    if not table.state.waiting.get(key):
        return _tell(table, user, say(term("button.old")))
    return pace.cut_short(table.plus(log(table.state, user, "closed a round early", round=key)), key)


def _press_close_phase(
    table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script
) -> Table:
    del press, script
    return close_phase(table, user, moment)


def _press_go(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del moment, script
    form = Form(name="go", field="go", about=str(press["go"]))
    return ask_mediator(table, user, form, term("field.go"))


def _press_publish(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    """Exactly the message that was shown, and no other."""
    del moment, script
    state = table.state
    pending = next((one for one in state.pending if one.key == press["key"]), None)
    if pending is None:
        return _tell(table, user, say(term("review.gone")))
    if state.group is None:
        return _tell(table, user, say(term("group.how")))
    effects: list[Effect] = []
    for ids, circle in ((pending.named, Circle.ATTRIBUTED), (pending.unnamed, Circle.ANONYMOUS)):
        if ids:
            effects.append(Release(mediation=state.id, ids=ids, circle=circle, approved_by=user))
    effects += [
        Post(
            mediation=state.id,
            chat=state.group.chat,
            say=pending.say,
            approved_by=user,
            handle=pending.key,
            file=pending.file,
        ),
        log(state, user, "posted to the group", what=pending.key),
    ]
    left = tuple(one for one in state.pending if one.key != pending.key)
    table = table.plus(*effects, pending=left, posted=(*state.posted, pending.key))
    return _tell(table, user, say(term("review.posted")))


def _press_hold(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del press, moment, script
    return _tell(table, user, say(term("review.held")))


def _press_show_ideas(
    table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script
) -> Table:
    del script
    return stages.show_ideas(table, str(press["stage"]), user, moment)


def _press_publish_frames(
    table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script
) -> Table:
    del press, script
    return stages.publish_frames(table, user, moment)


def _press_merge(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del moment, script
    return sorting.judged(table, user, bool(press["together"]))


def _press_sorted(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del press, script
    return _tell_next(sorting.done(table, user, moment), user)


def _tell_next(table: Table, user: int) -> Table:
    return _tell(table, user, stages.what_next(table.state))


def _press_draft(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del script
    party, kind = str(press.get("party", "")), str(press.get("kind", ""))
    return drafting.press(table, user, str(press["add"]), party, kind, moment)


def _press_draft_menu(
    table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script
) -> Table:
    del press, moment, script
    return drafting.menu(table, user)


def _press_poll(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    return poll(table, user, str(press["package"]), moment, script)


def _press_check(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del script
    package = table.state.package(str(press["package"]))
    if package is None or package.outcome != "check" or f"check:{package.key}" in table.state.waiting:
        return _tell(table, user, say(term("button.old")))
    return packages.start_check(table, package, user, moment)


def _press_dispute(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    """The proposed steps, as the mediator's own text."""
    del press, moment, script
    return _tell(table, user, say(term("dispute.model_how")))


def _press_make_text(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del press, moment, script
    if not table.state.dispute:
        return _tell(table, user, say(term("dispute.needed")))
    return closing.make_text(table, user)


def _press_sign(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del script
    return closing.ask_signing(table, user, str(press["code"]), int(press["version"]), moment)


def _press_form_stop(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    del press, moment, script
    return _tell(table.plus(form=None), user, say(term("form.stopped")))


def _press_held(table: Table, user: int, press: dict[str, Any], moment: Moment, script: Script) -> Table:
    """A post whose fate is unknown: the mediator looked in the group."""
    del moment, script
    settled = {"t": "held_settled", "outbox": press["outbox"], "again": press["again"]}
    return _tell(table.plus(Raise(address="courier", event=settled)), user, say(term("held.settled")))


Act = Callable[[Table, int, dict[str, Any], Moment, Script], Table]

PRESSES: dict[str, Act] = {
    "invite": _press_invite,
    "seat": _press_seat,
    "next": _press_next,
    "stage": _press_stage,
    "gate": _press_gate,
    "tick": _press_tick,
    "close_round": _press_close_round,
    "close_phase": _press_close_phase,
    "go": _press_go,
    "publish": _press_publish,
    "hold": _press_hold,
    "show_ideas": _press_show_ideas,
    "publish_frames": _press_publish_frames,
    "merge": _press_merge,
    "sorted": _press_sorted,
    "draft": _press_draft,
    "draft_menu": _press_draft_menu,
    "poll": _press_poll,
    "check": _press_check,
    "dispute": _press_dispute,
    "make_text": _press_make_text,
    "sign": _press_sign,
    "form_stop": _press_form_stop,
    "held": _press_held,
}


# ------------------------------------------------------------------ what is typed into a form


def said(table: Table, user: int, text: str, moment: Moment, script: Script) -> Table:
    """The mediator's answer to the form that is open; without one, a pointer to `/next`."""
    state = table.state
    form = state.form
    if form is None:
        return _tell(table, user, say(term("desk.nothing_asked")))
    if form.name == "package":
        return drafting.typed(table, user, form, text, moment)
    if form.name == "sort":
        return sorting.typed(table, text)
    act = FORMS.get(form.name)
    return (
        act(table, user, form, text, moment, script)
        if act
        else _tell(table, user, say(term("press_a_button")))
    )


def _form_new(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    """Two plain questions for the first message to every party: who mediates, who pays."""
    del moment, script
    if form.field == "mediator":
        following = Form(name="new", field="sponsor")
        unknown = desk_button(table.state, term("button.no_sponsor"), "form_stop")
        table = table.plus(mediator_name=text)
        return ask_mediator(table, user, following, term("field.sponsor"), buttons=(unknown,))
    return _tell(table.plus(sponsor=text, form=None), user, say(term("new.ready")))


def _form_analysis(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    """The mediator's summary: its own words, released to the parties by sending it."""
    del form, script
    word, kept = drafting.own_words(table, user, text, moment)
    released = Release(mediation=table.state.id, ids=(word.id,), circle=Circle.ATTRIBUTED, approved_by=user)
    table = table.plus(kept, released, analysis=word, form=None)
    return stages.enter(table, "1.check", user, moment)


def _form_go(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    del script
    word, kept = drafting.own_words(table, user, text, moment)
    table = table.plus(
        kept,
        log(table.state, user, "recorded go or no go", go=form.about),
        go=form.about,
        go_because=word,
        form=None,
    )
    if form.about == "no_go":
        return _no_go(table, user)
    return _tell(table, user, stages.show_gate(table.state))


def _no_go(table: Table, user: int) -> Table:
    for one in table.state.seated:
        table = table.plus(tell(table.state, one, say(term("go.ended"))))
    return _tell(table.plus(ended="no_go"), user, say(term("go.ended")))


def _form_question(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    """The joint question, asked of every party in the round that follows."""
    del form, script
    word, kept = drafting.own_words(table, user, text, moment)
    released = Release(mediation=table.state.id, ids=(word.id,), circle=Circle.ATTRIBUTED, approved_by=user)
    return _tell_next(table.plus(kept, released, question=word, form=None), user)


def _form_waive(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    """The reason why the phase closes over an open item; one reason for each."""
    del script
    word, kept = drafting.own_words(table, user, text, moment)
    waivers = {**table.state.waivers, form.about: word}
    return close_phase(table.plus(kept, waivers=waivers, form=None), user, moment)


def _form_reopen(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    del script
    word, kept = drafting.own_words(table, user, text, moment)
    phase = int(form.about)
    record = PhaseRecord(phase=phase, opened_at=moment.now, reopened_because=word)
    first = next(one for one in stages.STAGES if one.startswith(f"{phase}."))
    table = table.plus(
        kept,
        log(table.state, user, "reopened a phase", phase=phase),
        phase=phase,
        stage=first,
        records=(*table.state.records, record),
        form=None,
    )
    for one in table.state.seated:
        table = table.plus(tell(table.state, one, say(term("reopen.told", phase=phase))))
    return _tell_next(table, user)


def _form_dispute(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    """One step per message, in the order in which they are taken."""
    del form, script
    word, kept = drafting.own_words(table, user, text, moment)
    steps = (*table.state.dispute, word)
    return _tell(table.plus(kept, dispute=steps), user, say(term("dispute.noted", n=len(steps))))


FormAct = Callable[[Table, int, Form, str, Moment, Script], Table]

FORMS: dict[str, FormAct] = {
    "new": _form_new,
    "analysis": _form_analysis,
    "go": _form_go,
    "question": _form_question,
    "waive": _form_waive,
    "reopen": _form_reopen,
    "dispute": _form_dispute,
}


# ------------------------------------------------------------------ closing a phase


def close_phase(table: Table, user: int, moment: Moment) -> Table:
    """Close over the gate: each open item needs a reason, which stays on record."""
    state = table.state
    items = gate(state, state.phase)
    missing = next((one for one in items if not one.met and one.key not in state.waivers), None)
    if missing:
        form = Form(name="waive", field="waive", about=missing.key)
        return ask_mediator(table, user, form, term("field.waive", item=term(f"gate.{missing.key}")))
    closed = tuple(
        Waived(item=one.key, met=one.met, waived_because=None if one.met else state.waivers[one.key])
        for one in items
    )
    record = state.records[-1].model_copy(update={"closed_at": moment.now, "gate": closed})
    table = table.plus(
        log(state, user, "closed a phase", phase=state.phase),
        records=(*state.records[:-1], record),
        waivers={},
    )
    return _after_phase(table, user, moment)


def _after_phase(table: Table, user: int, moment: Moment) -> Table:
    state = table.state
    if state.phase == PHASES:
        return _tell(table.plus(ended="agreement"), user, say(term("ended.agreement")))
    phase = state.phase + 1
    first = next(one for one in stages.STAGES if one.startswith(f"{phase}."))
    opened = PhaseRecord(phase=phase, opened_at=moment.now)
    for one in state.seated:
        sentence = term("phase_closed", closed=term(f"phase.{state.phase}"), next=term(f"phase.{phase}"))
        table = table.plus(tell(state, one, say(sentence)))
    table = table.plus(phase=phase, records=(*state.records, opened))
    return stages.enter(table, first, user, moment)
