"""What a machine answers to an event: its next state, what it wants done, and whether it had any use for the event."""

from typing import Any, Generic, Self, TypeVar

from flows.effects import Effect
from flows.value import Value

StateT = TypeVar("StateT", bound=Value)


class Decision(Value, Generic[StateT]):
    """`ignored` is said out loud: an event that changes nothing is counted, never fallen through."""

    state: StateT
    effects: tuple[Effect, ...] = ()
    ignored: bool = False


class Step(Value, Generic[StateT]):
    """A state on its way to a decision, with the effects collected so far."""

    state: StateT
    effects: tuple[Effect, ...] = ()

    def plus(self, *effects: Effect, **changes: Any) -> Self:
        """The same, with more effects, and with these fields of the state changed."""
        state = self.state.model_copy(update=changes) if changes else self.state
        return self.model_copy(update={"state": state, "effects": self.effects + effects})

    def decided(self) -> Decision[StateT]:
        return Decision(state=self.state, effects=self.effects)
