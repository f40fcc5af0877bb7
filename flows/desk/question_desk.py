"""`/jointquestion`: the joint question as it stands, a draft from all themes, a new wording that is asked again."""

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.effects import Circle, Release
from flows.phrases import say, term
from flows.process import joint_question, pace
from flows.process.phases import tell_desk, tell_next
from flows.process.stages import STAGES
from flows.table import Form, Mediation, Table, ask_mediator, log

FORM = "question"
ASKED_FROM, ASKED_UNTIL = STAGES.index("3.check"), STAGES.index("4.sort")


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, joint_question.show(table.state))


def _draft(table: Table, doing: Doing) -> Table:
    """The themes in one list; the mediator makes a sentence of them and sends it."""
    table = tell_desk(table, doing.user, joint_question.draft(table.state))
    form = table.state.form
    return table if form and form.name == FORM else _change(table, doing)


def _change(table: Table, doing: Doing) -> Table:
    form = Form(name=FORM, field=FORM)
    asked = term("joint.type_anew") if table.state.question else term("joint.type")
    return ask_mediator(table, doing.user, form, asked)


def asked_already(state: Mediation) -> bool:
    """Whether parties were asked about an earlier wording: then this one is asked as well."""
    return ASKED_FROM <= STAGES.index(state.stage) <= ASKED_UNTIL and state.question is not None


def _typed(table: Table, doing: Doing) -> Table:
    """The joint question, asked of every party in the round that follows, or at once where one was asked before."""
    state = table.state
    again = asked_already(state)
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    released = Release(mediation=state.id, ids=(word.id,), circle=Circle.ATTRIBUTED, approved_by=doing.user)
    edition = max(state.question_edition, 1 if state.question else 0) + 1
    table = table.plus(kept, released, question=word, question_edition=edition, form=None)
    if not again:
        return tell_next(table, doing.user)
    round = f"{joint_question.ROUND}{edition}"
    table = table.plus(log(state, doing.user, "changed the joint question"))
    table = pace.open_round(table, round, doing.moment, joint_question.asks)
    return tell_desk(table, doing.user, say(term("joint.asked_again")))


PART = Part(
    commands={"jointquestion": _show},
    presses={"joint_draft": _draft, "joint_change": _change},
    forms={FORM: _typed},
)
