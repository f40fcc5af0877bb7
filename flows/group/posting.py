"""Whether a message may go to the group now, and if not, what to do."""

from flows.group.members import accepting, people, strangers, unnamed
from flows.messages import Say
from flows.phrases import say, term
from flows.table import Mediation, Pending


def refusal(state: Mediation, pending: Pending) -> Say | None:
    """Why a message cannot go to the group now, and what to do; None where it can.

    What parties said goes only where the registered people are, and observers whom all accepted.
    """
    if state.group is None:
        return say(term("group.how"))
    if not state.group.writes:
        return say(term("group.mute"))
    if private(pending) and (strangers(state) or unnamed(state)):
        blocked = term("group.blocked", people=people(state))
        return say(blocked, term("group.until_gone"), buttons=accepting(state), numbered=True)
    return None


def private(pending: Pending) -> bool:
    """Whether somebody's words are in it, or a document."""
    return bool(
        pending.named or pending.unnamed or pending.file or '"t":"quote"' in pending.say.model_dump_json()
    )
