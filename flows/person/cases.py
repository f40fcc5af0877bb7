"""`/cases`: the cases of somebody who mediates or looks on, one after another, each as its own machine tells it.

Asks every case, and shows the list once the last has answered; knows of none what is in it.
"""

from flows.decision import Decision
from flows.effects import Raise
from flows.person.front import Person, tell
from flows.person.places import Place
from flows.phrases import button, say, term
from flows.signals import CaseAsked, CaseTold


def _own(state: Person) -> tuple[Place, ...]:
    """Desks, and the places of an observer; a seat for a party is no case of one's own."""
    return tuple(one for one in state.places if one.desk or one.looks_on)


def asked(state: Person, mediators: frozenset[int]) -> Decision[Person]:
    """Every case is asked; `mediators` are those who may open one, and hear how where they have none."""
    own = _own(state)
    if not own:
        none = term("cases.none") if state.user in mediators else term("command.mediator_only")
        return tell(state, say(none))
    event = CaseAsked(user=state.user).model_dump(mode="json")
    raised = tuple(Raise(address=one.address, event=event) for one in own)
    return Decision(state=state.model_copy(update={"cases": ()}), effects=raised)


def told(state: Person, event: CaseTold) -> Decision[Person]:
    """One answer more; with the last one the whole list, each case with a button to its status."""
    answers = {one.mediation: one for one in (*state.cases, event)}
    own = _own(state)
    if any(one.mediation not in answers for one in own):
        return Decision(state=state.model_copy(update={"cases": tuple(answers.values())}))
    shown = [one for one in own if answers[one.mediation].parts]
    parts = [piece for one in shown for piece in answers[one.mediation].parts]
    rows = [
        button(term("cases.open", title=one.title), state.address, do="front", place=one.address)
        for one in shown
    ]
    state = state.model_copy(update={"cases": ()})
    return tell(state, say(term("cases.heading", n=len(shown)), *parts, buttons=rows, numbered=True))
