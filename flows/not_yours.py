"""One answer to a button that is somebody else's, used up, or never was: nobody learns which of these it is."""

from flows.effects import Raise
from flows.events import Pressed, PressedStale, Sender


def not_yours(sender: Sender, *, private: bool) -> Raise:
    """The person's own machine answers, as it does where no such button is known."""
    event = PressedStale(sender=sender, private=private)
    return Raise(address=f"person:{sender.user}", event=event.model_dump(mode="json"))


def stale(event: Pressed) -> Raise:
    return not_yours(event.sender, private=event.private)
