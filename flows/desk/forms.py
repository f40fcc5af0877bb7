"""What the mediator types when the desk has asked for something: one small function a form."""

from flows.desk import drafting, tailor_desk
from flows.desk.part import Doing, Part
from flows.parties import proxy
from flows.phrases import say, term
from flows.process import disputes, gaps, stages, translations
from flows.process.phases import tell_desk
from flows.table import Form, Table, ask_mediator, desk_button


def _form_new(table: Table, doing: Doing) -> Table:
    """Two plain questions for the first message to every party: who mediates, who pays."""
    if doing.form.field == "mediator":
        following = Form(name="new", field="sponsor")
        unknown = desk_button(table.state, term("button.no_sponsor"), "no_sponsor")
        table = table.plus(mediator_name=doing.text)
        return ask_mediator(table, doing.user, following, term("field.sponsor"), buttons=(unknown,))
    return tell_desk(table.plus(sponsor=doing.text, form=None), doing.user, say(term("new.ready")))


def _form_dispute(table: Table, doing: Doing) -> Table:
    """One step per message, in the order in which they are taken."""
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    steps = (*table.state.dispute, word)
    read = {**table.state.text.steps, word.id: disputes.read_step(doing.text)}
    text = table.state.text.model_copy(update={"steps": read, "model_steps": False})
    noted = say(term("dispute.noted", n=len(steps)))
    return tell_desk(table.plus(kept, dispute=steps, text=text), doing.user, noted)


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
        "new": _form_new,
        "dispute": _form_dispute,
        tailor_desk.FORM: _form_tailoring,
        proxy.FORM: _form_proxy_date,
        gaps.FORM: _form_gaps,
        translations.FORM: _form_translation,
    }
)
