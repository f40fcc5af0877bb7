"""`/criteria`: what the parties proposed, the mediator's list of it, and who can work with that list."""

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.effects import Circle, Release
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process import card, criteria, pace
from flows.process.phases import tell_desk
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

FORM = "criteria"
MOST = 12  # more than that nobody keeps in mind while reading


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, overview(table.state))


def overview(state: Mediation) -> Say:
    """Proposals, the list, who has not said yes, and what can be done."""
    proposed = tuple(
        Quote(id=word.id, marks=True)
        for one in state.seated
        for note in state.noted("p4_criteria", one.id)
        for word in note.said
    )
    parts: list[Piece] = [term("criteria.heading")]
    parts += [term("criteria.proposed"), Listing(lines=proposed)] if proposed else []
    if state.criteria:
        parts += [
            term("criteria.these"),
            Listing(lines=tuple(Quote(id=one.id) for one in state.criteria), first=1),
        ]
        parts.append(_standing(state))
    buttons = [desk_button(state, term("criteria.write"), "criteria_write")]
    return say(*parts, buttons=buttons, numbered=True)


def _standing(state: Mediation) -> Piece:
    lacking = [one for one in state.seated if criteria.asks(state, one)]
    if not lacking:
        return term("criteria.adopted")
    return term("criteria.not_yet", parties=", ".join(one.name for one in lacking))


def _write(table: Table, doing: Doing) -> Table:
    """A list anew, one criterion a message."""
    table = table.plus(criteria_draft=())
    return ask_mediator(table, doing.user, Form(name=FORM), term("criteria.type"))


def _typed(table: Table, doing: Doing) -> Table:
    state = table.state
    if len(state.criteria_draft) >= MOST:
        return tell_desk(table, doing.user, say(term("criteria.enough", n=MOST), buttons=_send(state)))
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    table = table.plus(kept, criteria_draft=(*state.criteria_draft, word))
    noted = term("criteria.noted", n=len(table.state.criteria_draft))
    return tell_desk(table, doing.user, say(noted, buttons=_send(table.state)))


def _send(state: Mediation) -> tuple[Button, ...]:
    says = ",".join(one.id for one in state.criteria_draft)
    return (desk_button(state, term("criteria.send"), "criteria_send", says=says),)


def _put(table: Table, doing: Doing) -> Table:
    """Exactly this list before every party."""
    state = table.state
    if not state.criteria_draft or doing.press.get("says") != ",".join(
        one.id for one in state.criteria_draft
    ):
        return tell_desk(table, doing.user, say(term("button.old")))
    ids = tuple(one.id for one in state.criteria_draft)
    edition = state.criteria_edition + 1
    waiting = {key: left for key, left in state.waiting.items() if not key.startswith(criteria.ROUND)}
    table = table.plus(
        Release(mediation=state.id, ids=ids, circle=Circle.ATTRIBUTED, approved_by=doing.user),
        log(state, doing.user, "put the criteria before the parties", edition=edition),
        criteria=state.criteria_draft,
        criteria_draft=(),
        criteria_edition=edition,
        waiting=waiting,
        form=None,
    )
    table = pace.open_round(table, criteria.round_key(table.state), doing.moment, criteria.asks)
    return tell_desk(table, doing.user, say(term("criteria.sent")))


def without(table: Table, doing: Doing) -> Table:
    """Packages are read without criteria: only with the mediator's reason."""
    form = Form(name=FORM, field="waive", about=str(doing.press["package"]))
    return ask_mediator(table, doing.user, form, term("criteria.why_without"))


def _reason(table: Table, doing: Doing) -> Table:
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    table = table.plus(
        kept,
        log(table.state, doing.user, "let packages be read without criteria"),
        waivers={**table.state.waivers, criteria.reason_key(table.state): word},
        form=None,
    )
    package = table.state.package(doing.form.about)
    if package is None:
        return tell_desk(table, doing.user, say(term("package.how")))
    return tell_desk(table, doing.user, card.to_put_forward(table.state, package))


PART = Part(
    commands={"criteria": _show},
    presses={"criteria_write": _write, "criteria_send": _put, "criteria_without": without},
    forms={FORM: lambda table, doing: _reason(table, doing) if doing.form.field else _typed(table, doing)},
)
