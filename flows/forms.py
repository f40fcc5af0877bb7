"""What the mediator types when the desk has asked for something: one small function a form."""

from collections.abc import Callable

from flows import drafting, gaps, proxy, sorting, stages, tailor_desk, translations
from flows.effects import Circle, Release
from flows.events import Moment
from flows.phases import close_phase, tell_desk, tell_next
from flows.phrases import say, term
from flows.register import PhaseRecord
from flows.script import Script
from flows.table import Form, Table, ask_mediator, desk_button, erase_later, log, tell


def said(table: Table, user: int, text: str, moment: Moment, script: Script) -> Table:
    """The mediator's answer to the form that is open; without one, a pointer to `/next`."""
    state = table.state
    form = state.form
    if form is None:
        return tell_desk(table, user, say(term("desk.nothing_asked")))
    if form.name == "package":
        return drafting.typed(table, user, form, text, moment)
    if form.name == "sort":
        return sorting.typed(table, text)
    act = FORMS.get(form.name)
    return (
        act(table, user, form, text, moment, script)
        if act
        else tell_desk(table, user, say(term("press_a_button")))
    )


def _form_new(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    """Two plain questions for the first message to every party: who mediates, who pays."""
    del moment, script
    if form.field == "mediator":
        following = Form(name="new", field="sponsor")
        unknown = desk_button(table.state, term("button.no_sponsor"), "no_sponsor")
        table = table.plus(mediator_name=text)
        return ask_mediator(table, user, following, term("field.sponsor"), buttons=(unknown,))
    return tell_desk(table.plus(sponsor=text, form=None), user, say(term("new.ready")))


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
        return _no_go(table.plus(erase_later(table.state, moment)), user)
    return tell_desk(table, user, stages.show_gate(table.state))


def _no_go(table: Table, user: int) -> Table:
    for one in table.state.seated:
        table = table.plus(tell(table.state, one, say(term("go.ended"))))
    return tell_desk(table.plus(ended="no_go"), user, say(term("go.ended")))


def _form_question(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    """The joint question, asked of every party in the round that follows."""
    del form, script
    word, kept = drafting.own_words(table, user, text, moment)
    released = Release(mediation=table.state.id, ids=(word.id,), circle=Circle.ATTRIBUTED, approved_by=user)
    return tell_next(table.plus(kept, released, question=word, form=None), user)


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
    return tell_next(table, user)


def _form_dispute(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    """One step per message, in the order in which they are taken."""
    del form, script
    word, kept = drafting.own_words(table, user, text, moment)
    steps = (*table.state.dispute, word)
    return tell_desk(table.plus(kept, dispute=steps), user, say(term("dispute.noted", n=len(steps))))


def _form_proxy_date(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    del script
    return proxy.day_typed(table, user, form, text, moment)


def _form_tailoring(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    del moment
    return tailor_desk.typed(table, user, form, text, script)


def _form_translation(
    table: Table, user: int, form: Form, text: str, moment: Moment, script: Script
) -> Table:
    del script
    return translations.typed(table, user, form, text, moment)


def _form_gaps(table: Table, user: int, form: Form, text: str, moment: Moment, script: Script) -> Table:
    del form, script
    table = gaps.typed(table, user, text)
    return table if table.state.form else stages.enter(table, "4.more", user, moment)


FormAct = Callable[[Table, int, Form, str, Moment, Script], Table]

FORMS: dict[str, FormAct] = {
    "new": _form_new,
    "analysis": _form_analysis,
    "go": _form_go,
    "question": _form_question,
    "waive": _form_waive,
    "reopen": _form_reopen,
    "dispute": _form_dispute,
    tailor_desk.FORM: _form_tailoring,
    proxy.FORM: _form_proxy_date,
    gaps.FORM: _form_gaps,
    translations.FORM: _form_translation,
}
