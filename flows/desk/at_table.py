"""Why a party is at the table: typed once by the mediator, shown on its card; for the mediators alone."""

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.parties import representatives
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.table import Form, Table, ask_mediator, log

FORM = "why_at_table"


def _ask(table: Table, doing: Doing) -> Table:
    party = table.state.parties.get(str(doing.press["party"]))
    if party is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    asked = term("at_table.ask", party=party.name)
    return ask_mediator(table, doing.user, Form(name=FORM, party=party.id), asked)


def _typed(table: Table, doing: Doing) -> Table:
    state, id = table.state, doing.form.party
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    acted = log(state, doing.user, "wrote why a party is at the table", party=id)
    table = table.plus(kept, acted, why_at_table={**state.why_at_table, id: word}, form=None)
    return tell_desk(table, doing.user, representatives.party_card(table.state, state.parties[id]))


PART = Part(presses={"why_at_table": _ask}, forms={FORM: _typed})
