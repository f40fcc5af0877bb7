"""Two mediators, one button: the second hears that it was done, and by whom. Knows no button by name."""

from collections.abc import Iterator
from hashlib import sha256
from json import dumps
from typing import Any

from flows.desk.part import Doing
from flows.desk.team import called
from flows.effects import Log, Tell
from flows.messages import Term
from flows.phrases import say, term
from flows.register import Done
from flows.table import Mediation, Table

REMEMBERED = 200  # presses
OPEN = frozenset(
    {"form", "draft", "forms", "drafts"}
)  # what one mediator has open changes nothing for another
NO_LONGER = frozenset({"button.old", "review.gone", "claim.no_longer"})  # what a used button answers


def judged(before: Table, after: Table, doing: Doing) -> Table:
    """What a press came to; a press with effect is remembered, and a second one of another mediator explained."""
    press = _fingerprint(doing.press)
    if _changed(before.state, after.state):
        kept = tuple(one for one in after.state.done if one.press != press)
        return after.plus(done=(*kept, Done(press=press, user=doing.user))[-REMEMBERED:])
    earlier = next((one for one in before.state.done if one.press == press), None)
    new = after.effects[len(before.effects) :]
    if earlier is None or earlier.user == doing.user or any(isinstance(one, Log) for one in new):
        return after
    name = called(before.state, earlier.user)
    by = term("team.done_by", name=name) if name else term("team.done_by_other")
    told = Tell(mediation=before.state.id, user=doing.user, say=say(by))
    if any(key in NO_LONGER for one in new if isinstance(one, Tell) for key in _keys(one)):
        return before.plus(told)
    return before.plus(told, *new)


def _changed(before: Mediation, after: Mediation) -> bool:
    fields = set(type(before).model_fields) - OPEN
    return any(getattr(before, one) is not getattr(after, one) for one in fields)


def _keys(tell: Tell) -> Iterator[str]:
    return (one.key for one in tell.say.parts if isinstance(one, Term))


def _fingerprint(press: Any) -> str:
    return sha256(dumps(dict(press), sort_keys=True, default=str).encode()).hexdigest()[:16]
