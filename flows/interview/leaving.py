"""The end of it for one person (p6_data): their own data, their private answers erased now, reminders or none.

Erasing cannot be undone, so it is asked once more. What was let go to the group and the agreement stay.
"""

from flows.effects import Erase, Log
from flows.interview.attaching import dropped_all
from flows.interview.conversation import Interview, Step, tell
from flows.interview.earlier import own_data
from flows.messages import Say
from flows.phrases import button, say, term
from flows.signals import Answer

SEND, ERASE_NOW = 0, 1  # options of p6_data; the others are about reminders, and the agreement sees to those


def wanted(step: Step, before: Answer | None) -> Step:
    """Do at once what was ticked under p6_data, where it was answered just now (`before`: the answer until then)."""
    answer = step.state.answers.get("p6_data")
    if answer is None or answer == before or answer.status == "skipped":
        return step
    if SEND in answer.choice:
        step = step.plus(tell(step.state, own_data(step.state)))
    if ERASE_NOW in answer.choice:
        step = step.plus(tell(step.state, _sure(step.state)))
    return step


def _sure(state: Interview) -> Say:
    buttons = (
        button(term("leaving.erase"), state.address, do="erase_mine"),
        button(term("leaving.keep"), state.address, do="keep_mine"),
    )
    return say(term("leaving.sure"), buttons=buttons, numbered=True)


def pressed(step: Step, *, erase: bool) -> Step:
    """The second yes, or not: only where it was asked for in the last round."""
    state = step.state
    answer = state.answers.get("p6_data")
    if answer is None or ERASE_NOW not in answer.choice:
        return step.plus(tell(state, say(term("button.old"))))
    if not erase:
        return step.plus(tell(state, say(term("leaving.kept"))))
    files = tuple(one.id for one in state.attached)
    step = dropped_all(step, files) if files else step
    return step.plus(
        Erase(mediation=state.mediation, party=state.party, user=state.user),
        Log(mediation=state.mediation, user=state.user, act="erased their private answers"),
        tell(state, say(term("leaving.erased"))),
    )
