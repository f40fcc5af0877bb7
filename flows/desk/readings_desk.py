"""At the desk: who knew too little gets its answer, who consulted is asked again on its day."""

from collections.abc import Mapping
from typing import Any

from flows.desk.part import Doing, Part
from flows.events import Moment
from flows.kept import digest
from flows.messages import Quote
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.process.readings import ask_again, cannot_say, still_read
from flows.process.wordings import for_party
from flows.register import Package, Party
from flows.signals import Word
from flows.table import Form, Mediation, Table, ask_mediator, log, tell
from flows.verdict import Outcome

FORM = "reading_info"


def _again(table: Table, doing: Doing) -> Table:
    state = table.state
    package, party = _pressed(state, doing.press)
    if package is None or party is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = ask_again(table, package, (party,), doing.moment)
    return tell_desk(table, doing.user, say(term("readings.asked", party=party.name)))


def _pressed(state: Mediation, press: Mapping[str, Any]) -> tuple[Package | None, Party | None]:
    package, party = state.package(str(press["package"])), state.parties.get(str(press["party"]))
    if party not in state.seated or not still_read(state, package):
        return None, None
    return package, party


def _rang(table: Table, ring: Mapping[str, Any], moment: Moment) -> Table:
    """The day on which its own people will have spoken: the question comes again, unless it was answered."""
    package, party = _pressed(table.state, ring)
    if package is None or party is None or party not in cannot_say(table.state, package):
        return table
    return ask_again(table, package, (party,), moment)


def _read_again(table: Table, party: Party, doing: Doing) -> Table:
    """Whose earlier reading stands may read the new version all the same, as long as the others do."""
    package = table.state.package(str(doing.press["package"]))
    if package is None or not still_read(table.state, package) or package.outcome != Outcome.READING:
        return table.plus(tell(table.state, party, say(term("card.closed"))))
    return ask_again(table, package, (party,), doing.moment)


# ------------------------------------------------------------------ the mediator answers


def _answer(table: Table, doing: Doing) -> Table:
    package, party = _pressed(table.state, doing.press)
    if package is None or party is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    form = Form(name=FORM, about=package.key, party=party.id)
    return ask_mediator(table, doing.user, form, term("readings.type_answer", party=party.name))


def _typed(table: Table, doing: Doing) -> Table:
    """The mediator's answer to that party alone, and the reading once more."""
    state = table.state
    party = state.parties[doing.form.party]
    word = Word(id=f"w{doing.moment.dice[:16]}r", digest=digest(doing.text))
    table = table.plus(
        for_party(state, party, word, doing.text, doing.moment),
        tell(state, party, say(term("readings.from_mediator"), Quote(id=word.id))),
        log(state, doing.user, "answered what a party wanted to know", party=party.id),
        form=None,
    )
    package = state.package(doing.form.about)
    if package is not None and still_read(state, package):
        table = ask_again(table, package, (party,), doing.moment)
    return tell_desk(table, doing.user, say(term("readings.answered", party=party.name)))


PART = Part(
    presses={"reading_info": _answer, "reading_again": _again},
    forms={FORM: _typed},
    rings={"consulted": _rang},
    party_presses={"read_again": _read_again},
)
