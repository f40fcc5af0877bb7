"""What the mediator types when the desk has asked for something: one small function a form."""

from flows.desk import drafting, tailor_desk
from flows.desk.part import Doing, Part
from flows.effects import Circle, Release
from flows.parties import proxy
from flows.phrases import say, term
from flows.process import gaps, sorting, stages, translations
from flows.process.phases import close_phase, tell_desk, tell_next
from flows.register import PhaseRecord
from flows.table import Form, Table, ask_mediator, desk_button, erase_later, log, tell


def _form_new(table: Table, doing: Doing) -> Table:
    """Two plain questions for the first message to every party: who mediates, who pays."""
    if doing.form.field == "mediator":
        following = Form(name="new", field="sponsor")
        unknown = desk_button(table.state, term("button.no_sponsor"), "no_sponsor")
        table = table.plus(mediator_name=doing.text)
        return ask_mediator(table, doing.user, following, term("field.sponsor"), buttons=(unknown,))
    return tell_desk(table.plus(sponsor=doing.text, form=None), doing.user, say(term("new.ready")))


def _form_analysis(table: Table, doing: Doing) -> Table:
    """The mediator's summary: its own words, released to the parties by sending it."""
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    released = Release(
        mediation=table.state.id, ids=(word.id,), circle=Circle.ATTRIBUTED, approved_by=doing.user
    )
    table = table.plus(kept, released, analysis=word, form=None)
    return stages.enter(table, "1.check", doing.user, doing.moment)


def _form_go(table: Table, doing: Doing) -> Table:
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    table = table.plus(
        kept,
        log(table.state, doing.user, "recorded go or no go", go=doing.form.about),
        go=doing.form.about,
        go_because=word,
        form=None,
    )
    if doing.form.about == "no_go":
        return _no_go(table.plus(erase_later(table.state, doing.moment)), doing.user)
    return tell_desk(table, doing.user, stages.show_gate(table.state))


def _no_go(table: Table, user: int) -> Table:
    for one in table.state.seated:
        table = table.plus(tell(table.state, one, say(term("go.ended"))))
    return tell_desk(table.plus(ended="no_go"), user, say(term("go.ended")))


def _form_question(table: Table, doing: Doing) -> Table:
    """The joint question, asked of every party in the round that follows."""
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    released = Release(
        mediation=table.state.id, ids=(word.id,), circle=Circle.ATTRIBUTED, approved_by=doing.user
    )
    return tell_next(table.plus(kept, released, question=word, form=None), doing.user)


def _form_waive(table: Table, doing: Doing) -> Table:
    """The reason why the phase closes over an open item; one reason for each."""
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    waivers = {**table.state.waivers, doing.form.about: word}
    return close_phase(table.plus(kept, waivers=waivers, form=None), doing.user, doing.moment)


def _form_reopen(table: Table, doing: Doing) -> Table:
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    phase = int(doing.form.about)
    record = PhaseRecord(phase=phase, opened_at=doing.moment.now, reopened_because=word)
    first = next(one for one in stages.STAGES if one.startswith(f"{phase}."))
    table = table.plus(
        kept,
        log(table.state, doing.user, "reopened a phase", phase=phase),
        phase=phase,
        stage=first,
        records=(*table.state.records, record),
        form=None,
    )
    for one in table.state.seated:
        table = table.plus(tell(table.state, one, say(term("reopen.told", phase=phase))))
    return tell_next(table, doing.user)


def _form_dispute(table: Table, doing: Doing) -> Table:
    """One step per message, in the order in which they are taken."""
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    steps = (*table.state.dispute, word)
    return tell_desk(table.plus(kept, dispute=steps), doing.user, say(term("dispute.noted", n=len(steps))))


def _form_proxy_date(table: Table, doing: Doing) -> Table:
    return proxy.day_typed(table, doing.user, doing.form, doing.text, doing.moment)


def _form_tailoring(table: Table, doing: Doing) -> Table:
    return tailor_desk.typed(table, doing.user, doing.form, doing.text, doing.script)


def _form_translation(table: Table, doing: Doing) -> Table:
    return translations.typed(table, doing.user, doing.form, doing.text, doing.moment)


def _form_gaps(table: Table, doing: Doing) -> Table:
    table = gaps.typed(table, doing.user, doing.text)
    return table if table.state.form else stages.enter(table, "4.more", doing.user, doing.moment)


PART = Part(
    forms={
        "package": lambda table, doing: drafting.typed(
            table, doing.user, doing.form, doing.text, doing.moment
        ),
        "sort": lambda table, doing: sorting.typed(table, doing.text),
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
)
