"""The state of one private interview, and how it speaks: to its person, to the mediation, to the vault.

It keeps ids of words, never words, and knows nothing of the other parties.
"""

from datetime import datetime
from typing import Any

from flows.effects import Circle, Effect, Keep, Lane, Raise, Tell
from flows.events import Moment
from flows.kept import keep
from flows.messages import Say
from flows.questions import LADDER, OwnInterest
from flows.script import Script
from flows.signals import Answer, Ask, Word
from flows.value import Value


class Interview(Value):
    """Where one person stands. `rounds` are open ones not yet reported as finished."""

    mediation: str
    party: str
    party_name: str = ""
    user: int = 0
    zone: str = "Europe/Amsterdam"
    until: datetime | None = None
    agenda: tuple[Ask, ...] = ()
    front: Ask | None = None
    elaborating: int | None = None
    entries: tuple[Word, ...] = ()
    ticked: tuple[int, ...] = ()
    answers: dict[str, Answer] = {}
    trail: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    counted: int = 0  # questions of this round asked so far
    refused: bool = False
    interests: tuple[OwnInterest, ...] = ()
    long_since: datetime | None = (
        None  # when a message as long as Telegram allows arrived, for what follows it
    )
    long_ask: str = ""

    @property
    def address(self) -> str:
        return f"interview:{self.mediation}:{self.party}"

    def having(self, **changes: Any) -> "Interview":
        return self.model_copy(update=changes)


class Step(Value):
    """A state on its way, with the effects collected so far."""

    state: Interview
    effects: tuple[Effect, ...] = ()

    def plus(self, *effects: Effect, **changes: Any) -> "Step":
        return Step(state=self.state.having(**changes), effects=self.effects + effects)


def tell(state: Interview, message: Say, *, edit: bool = False, lane: Lane = Lane.QUESTION) -> Tell:
    handle = f"ask:{state.party}:{state.front.id}" if state.front and message.buttons else None
    return Tell(mediation=state.mediation, user=state.user, say=message, lane=lane, handle=handle, edit=edit)


def raise_(state: Interview, signal: Value) -> Raise:
    return Raise(address=f"mediation:{state.mediation}", event=signal.model_dump(mode="json"))


def keep_words(state: Interview, key: str, text: str, moment: Moment, script: Script) -> tuple[Word, Keep]:
    return keep(
        text,
        moment,
        mediation=state.mediation,
        user=state.user,
        party=state.party,
        prompt=key,
        circle=Circle.MEDIATOR if key == LADDER else script.prompt(key).share,
        script_version=script.version,
    )
