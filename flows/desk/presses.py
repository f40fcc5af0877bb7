"""The buttons of the mediator's desk: one small function a button. Who presses was checked before."""

from flows.desk import drafting, overview, review, tailor_desk
from flows.desk.part import Doing, Part
from flows.effects import LookAtGroup, Raise
from flows.group import posting
from flows.messages import Say
from flows.parties import coming, proxy, proxy_set, representatives, seats, settling, succession
from flows.phrases import say, term
from flows.process import (
    brainstorm,
    card,
    closing,
    criteria,
    frame_fit,
    gaps,
    pace,
    packages,
    signing,
    stages,
    tailoring,
    translations,
    versions,
)
from flows.process.phases import close_phase, tell_desk, tell_next
from flows.register import Package, Standing
from flows.signals import WentOn
from flows.table import Mediation, Table, desk_button, log, signal


def cannot_poll(state: Mediation, package: Package) -> Say | None:
    """Why a package cannot be put forward now: it is, once only, and only one reading at a time."""
    if any(round.startswith(packages.OF_A_PACKAGE) for round in state.waiting):
        return say(term("poll.one_at_a_time"))
    if package.put_forward:
        return say(term("poll.already", id=package.id, version=package.version))
    if state.phase != 5:  # noqa: PLR2004  negotiating is phase 5
        return say(term("poll.not_yet"))
    if state.left_since_go:
        return stages.what_next(state)
    if not criteria.may_read(state):
        ways = (
            desk_button(state, term("criteria.see"), "run", command="criteria"),
            desk_button(state, term("criteria.without"), "criteria_without", package=package.key),
        )
        return say(term("criteria.first"), buttons=ways, numbered=True)
    if versions.needs_a_meeting(state, package):
        ways = (
            desk_button(state, term("verdict.to_meeting"), "run", command="meeting"),
            desk_button(state, term("version.once_more"), "repair_more", package=package.key),
        )
        return say(term("version.meet_first"), buttons=ways, numbered=True)
    return posting.refusal(state, card.as_card(state, package)) if state.group else None


def _press_poll(table: Table, doing: Doing) -> Table:
    """Exactly the package that was shown; where what may be read of it has changed, it is shown anew."""
    state = table.state
    package = state.package(str(doing.press["package"]))
    if package is None:
        return tell_desk(table, doing.user, say(term("package.how")))
    if refused := cannot_poll(state, package):
        return tell_desk(table, doing.user, refused)
    if doing.press.get("says") != card.as_card(state, package).fingerprint:
        anew = card.to_put_forward(state, package, term("review.changed"))
        return tell_desk(table, doing.user, anew)
    return packages.put_forward(table, package, doing.user, doing.moment, doing.script)


def _press_invite(table: Table, doing: Doing) -> Table:
    form = table.state.form
    if form is None or form.name != "invite":
        return tell_desk(table, doing.user, say(term("button.old")))
    by_proxy = bool(doing.press.get("proxy"))
    if coming.is_late(table.state, form.about):
        return coming.ask_others(
            table.plus(form=None),
            doing.user,
            form.about,
            doing.moment,
            government=bool(doing.press["government"]),
            proxy=by_proxy,
        )
    act = proxy.invite if by_proxy else seats.invite
    return act(table.plus(form=None), doing.user, form.about, bool(doing.press["government"]), doing.moment)


def _press_invite_proxy(table: Table, doing: Doing) -> Table:
    form = table.state.form
    if form is None or form.name != "invite":
        return tell_desk(table, doing.user, say(term("button.old")))
    return tell_desk(table, doing.user, proxy.offered(table.state, form.about))


def _press_by_proxy(table: Table, doing: Doing) -> Table:
    return proxy.seat_by_proxy(
        table, doing.user, table.state.parties[str(doing.press["party"])], doing.moment
    )


def _press_proxy_how(table: Table, doing: Doing) -> Table:
    return proxy.how_chosen(table, doing.user, doing.press)


def _press_print_set(table: Table, doing: Doing) -> Table:
    return proxy_set.print_set(table, doing.user, table.state.parties[str(doing.press["party"])])


def _press_proxy_use(table: Table, doing: Doing) -> Table:
    return proxy_set.use_pressed(table, doing.user, doing.press)


def _press_proxy_today(table: Table, doing: Doing) -> Table:
    return proxy.today_chosen(table, doing.user, doing.press, doing.moment)


def _press_seat(table: Table, doing: Doing) -> Table:
    party = table.state.parties[str(doing.press["party"])]
    return _look(seats.seat(table, doing.user, party, bool(doing.press["right"]), doing.moment))


def _press_parties(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, representatives.register(table.state))


def _press_party(table: Table, doing: Doing) -> Table:
    party = table.state.parties[str(doing.press["party"])]
    return tell_desk(table, doing.user, representatives.party_card(table.state, party))


def _press_unsettled(table: Table, doing: Doing) -> Table:
    """What two people of a party still have to settle, once more."""
    for one in table.state.unsettled:
        if one.party == doing.press["party"]:
            table = tell_desk(table, doing.user, settling.to_settle(table.state, one))
    return table


def _press_new_link(table: Table, doing: Doing) -> Table:
    return seats.new_link(table, doing.user, table.state.parties[str(doing.press["party"])], doing.moment)


def _press_replace(table: Table, doing: Doing) -> Table:
    party = table.state.parties[str(doing.press["party"])]
    if party.standing is not Standing.SEATED:
        return tell_desk(table, doing.user, say(term("button.old")))
    return tell_desk(table, doing.user, succession.confirm(table.state, party))


def _press_replace_now(table: Table, doing: Doing) -> Table:
    """Once, and only of the person it was asked about."""
    party = table.state.parties[str(doing.press["party"])]
    if party.standing is not Standing.SEATED or party.user != doing.press.get("user"):
        return tell_desk(table, doing.user, say(term("button.old")))
    return _look(seats.replace(table, doing.user, party, doing.moment))


def _look(table: Table) -> Table:
    """Compare the group's members with the register again."""
    state = table.state
    if state.group is None:
        return table
    users = tuple(sorted({one.user for one in state.seated} | {*state.mediators, *state.observers}))
    look = LookAtGroup(mediation=state.id, chat=state.group.chat, users=users, address=state.address)
    return table.plus(look)


def _press_next(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, stages.what_next(table.state))


def _press_stage(table: Table, doing: Doing) -> Table:
    state, stage = table.state, str(doing.press["stage"])
    if any(state.waiting.values()) or state.left_since_go:
        return tell_desk(table, doing.user, stages.what_next(state))
    again = stage in stages.EXTRA and stage == state.stage  # the extra round once more
    if not again and _passed(state, stage):
        return tell_desk(table, doing.user, say(term("button.old")))
    if stage == "4.more" and state.interests:
        return gaps.ask(table, doing.user)
    return stages.enter(table, stage, doing.user, doing.moment)


def _passed(state: Mediation, stage: str) -> bool:
    """A step that was taken already, or of another phase."""
    behind = stages.STAGES.index(stage) <= stages.STAGES.index(state.stage)
    return behind or int(stage[0]) != state.phase


def _press_no_gaps(table: Table, doing: Doing) -> Table:
    """No interest is without ideas: the extra round opens without such a question."""
    form = table.state.form
    if form is None or form.name != gaps.FORM:
        return tell_desk(table, doing.user, say(term("button.old")))
    return stages.enter(gaps.chosen(table, doing.user, ()), "4.more", doing.user, doing.moment)


def _press_read(table: Table, doing: Doing) -> Table:
    """The mediator reads what one party answered; that it was read is on record."""
    party, phase = table.state.parties[str(doing.press["party"])], int(doing.press["phase"])
    table = table.plus(log(table.state, doing.user, "read a party's answers", party=party.id, phase=phase))
    return tell_desk(table, doing.user, overview.answers(table.state, party, phase, doing.script))


def _press_spoke(table: Table, doing: Doing) -> Table:
    """The mediator spoke with the person whose words asked for a human: the interview goes on."""
    party = table.state.parties[str(doing.press["party"])]
    table = table.plus(
        log(table.state, doing.user, "spoke with a party", party=party.id),
        signal(party, table.state, WentOn()),
    )
    return tell_desk(table, doing.user, say(term("human.spoke", party=party.name)))


def _press_close_round(table: Table, doing: Doing) -> Table:
    key = str(doing.press["round"])
    if not table.state.waiting.get(key):
        return tell_desk(table, doing.user, say(term("button.old")))
    table = pace.cut_short(table.plus(log(table.state, doing.user, "closed a round early", round=key)), key)
    return tell_next(table, doing.user) if key == "1.intake" else table


def _press_close_phase(table: Table, doing: Doing) -> Table:
    if doing.press.get("phase") != table.state.phase:
        return tell_desk(table, doing.user, say(term("button.old")))
    if any(table.state.waiting.values()) or table.state.left_since_go:
        return tell_next(table, doing.user)
    return close_phase(table, doing.user, doing.moment)


def _press_show_ideas(table: Table, doing: Doing) -> Table:
    stage = str(doing.press["stage"])
    if stage != table.state.stage or stage in table.state.waiting or brainstorm.shown_already(table.state):
        return tell_desk(table, doing.user, say(term("button.old")))
    if doing.press.get("says") != brainstorm.ideas_shown(table.state):
        return brainstorm.look_at_ideas(tell_desk(table, doing.user, say(term("review.changed"))), stage)
    return stages.show_ideas(table, stage, doing.user, doing.moment)


def _press_draft(table: Table, doing: Doing) -> Table:
    party, kind = str(doing.press.get("party", "")), str(doing.press.get("kind", ""))
    return drafting.press(table, doing.user, str(doing.press["add"]), party, kind, doing.moment)


def _press_draft_menu(table: Table, doing: Doing) -> Table:
    return drafting.menu(table, doing.user)


def _press_check(table: Table, doing: Doing) -> Table:
    package = table.state.package(str(doing.press["package"]))
    asked = package is not None and package.asked in ("check", "final")
    if (
        package is None
        or package.outcome != "check"
        or asked
        or f"check:{package.key}" in table.state.waiting
    ):
        return tell_desk(table, doing.user, say(term("button.old")))
    if table.state.left_since_go:
        return tell_next(table, doing.user)
    if frame_fit.conflicts(table.state, package):
        return tell_desk(table, doing.user, frame_fit.conflict(table.state, package))
    return packages.start_check(table, package, doing.user, doing.moment)


def _press_dispute(table: Table, doing: Doing) -> Table:
    """The proposed steps: to be taken over as they are, or as an example of own ones."""
    take = desk_button(table.state, term("dispute.take_model"), "dispute_model")
    return tell_desk(table, doing.user, say(term("dispute.model_how"), buttons=(take,), numbered=True))


def _press_dispute_model(table: Table, doing: Doing) -> Table:
    """The model clause stands in the text as it is; a lawyer has to look at it."""
    text = table.state.text.model_copy(update={"model_steps": True, "steps": {}})
    make = desk_button(table.state, term("button.make_text"), "make_text")
    taken = say(term("dispute.model_taken"), buttons=(make,), numbered=True)
    return tell_desk(table.plus(text=text, dispute=(), form=None), doing.user, taken)


def _press_make_text(table: Table, doing: Doing) -> Table:
    if table.state.agreement in ("confirmed", "final"):
        return tell_desk(table, doing.user, say(term("button.old")))
    refused = closing.cannot_make(table.state)
    return tell_desk(table, doing.user, refused) if refused else closing.make_text(table, doing.user)


def _press_send_agreement(table: Table, doing: Doing) -> Table:
    """Publish, or publish once more: what was in principle may have been ratified since."""
    return closing.publish(table, doing.user, doing.moment)


def _press_sign(table: Table, doing: Doing) -> Table:
    if str(doing.press["code"]) != table.state.draft_code or signing.under_way(table.state):
        return tell_desk(table, doing.user, say(term("button.old")))
    return signing.send_text(
        table, doing.user, str(doing.press["code"]), int(doing.press["version"]), doing.moment
    )


def _press_form_stop(table: Table, doing: Doing) -> Table:
    earlier = table.state.form.earlier if table.state.form else None
    table = tell_desk(table.plus(form=earlier), doing.user, say(term("form.stopped")))
    return review.reminded(table, doing.user)


def _press_no_sponsor(table: Table, doing: Doing) -> Table:
    return tell_desk(table.plus(form=None), doing.user, say(term("new.ready")))


def _press_held(table: Table, doing: Doing) -> Table:
    """A post whose fate is unknown: the mediator looked in the group."""
    settled = {"t": "held_settled", "outbox": doing.press["outbox"], "again": doing.press["again"]}
    return tell_desk(
        table.plus(Raise(address="courier", event=settled)), doing.user, say(term("held.settled"))
    )


def _press_tailor(table: Table, doing: Doing) -> Table:
    return tailor_desk.press(table, doing.user, doing.press, doing.script)


def _press_tailoring_undo(table: Table, doing: Doing) -> Table:
    return tailoring.undo(table, doing.user)


def _press_translate(table: Table, doing: Doing) -> Table:
    return translations.press(table, doing.user, doing.press)


def _press_tailoring_file(table: Table, doing: Doing) -> Table:
    return tailoring.write(table, doing.user)


PART = Part(
    presses={
        "tailoring_file": _press_tailoring_file,
        "translate": _press_translate,
        "tailor": _press_tailor,
        "tailoring_undo": _press_tailoring_undo,
        "invite": _press_invite,
        "invite_proxy": _press_invite_proxy,
        "by_proxy": _press_by_proxy,
        "proxy_how": _press_proxy_how,
        "proxy_today": _press_proxy_today,
        "print_set": _press_print_set,
        "proxy_use": _press_proxy_use,
        "seat": _press_seat,
        "parties": _press_parties,
        "party": _press_party,
        "unsettled": _press_unsettled,
        "new_link": _press_new_link,
        "replace": _press_replace,
        "replace_now": _press_replace_now,
        "next": _press_next,
        "stage": _press_stage,
        "no_gaps": _press_no_gaps,
        "read": _press_read,
        "spoke": _press_spoke,
        "close_round": _press_close_round,
        "close_phase": _press_close_phase,
        "show_ideas": _press_show_ideas,
        "draft": _press_draft,
        "draft_menu": _press_draft_menu,
        "poll": _press_poll,
        "check": _press_check,
        "dispute": _press_dispute,
        "dispute_model": _press_dispute_model,
        "make_text": _press_make_text,
        "send_agreement": _press_send_agreement,
        "sign": _press_sign,
        "form_stop": _press_form_stop,
        "no_sponsor": _press_no_sponsor,
        "held": _press_held,
    }
)
