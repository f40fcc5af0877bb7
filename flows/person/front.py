"""Which of a person's places hears what they type: desks and seats come and go, and only the person changes it.

What is typed is never given to another place without a sentence that says so, and a way back.
"""

from typing import Any, Literal

from flows.decision import Decision
from flows.effects import Effect, Menu, Raise, Tell
from flows.events import Commanded, Edited, Pressed
from flows.messages import Say
from flows.person import places
from flows.person.places import REMEMBERED, Place, Sent
from flows.phrases import say, term
from flows.signals import CaseTold, Fronted, Seated
from flows.value import Value


class Person(Value):
    """`front` is the address of the place that hears what this person types."""

    user: int
    name: str = ""
    language: str | None = None
    places: tuple[Place, ...] = ()
    front: str = ""
    # So that a message changed afterwards goes where it went: the only place there was, and then one by one.
    first: str = ""
    sent: tuple[Sent, ...] = ()
    # `/cases`, while each case is asked and answers in its turn; empty before and after.
    cases: tuple[CaseTold, ...] = ()

    @property
    def address(self) -> str:
        return f"person:{self.user}"

    @property
    def mediation(self) -> str:
        """The mediation in front, from the address of the machine that listens."""
        return self.front.split(":")[1] if self.front else ""

    @property
    def at_desk(self) -> bool:
        place = self.place(self.front)
        return place is not None and place.desk

    @property
    def looks_on(self) -> bool:
        """The place in front is an observer's."""
        place = self.place(self.front)
        return place is not None and place.looks_on

    @property
    def role(self) -> Literal["mediator", "party", "observer", "group"]:
        """Whose menu of commands this person needs; that of a group holds what anybody may type."""
        if any(one.desk for one in self.places):
            return "mediator"
        if any(one.party for one in self.places):
            return "party"
        return "observer" if self.places else "group"

    @property
    def desk(self) -> Place | None:
        """The desk that is meant without a word: in front, of the mediation in front, or the only one."""
        desks = [one for one in self.places if one.desk]
        here = [one for one in desks if one.mediation == self.mediation]
        return here[0] if here else desks[0] if len(desks) == 1 else None

    def place(self, address: str) -> Place | None:
        return next((one for one in self.places if one.address == address), None)


def tell(state: Person, message: Say, *more: Effect) -> Decision[Person]:
    """About no mediation in particular, where there are more than one."""
    several = len({one.mediation for one in state.places}) > 1
    told: Any = Tell(mediation="" if several else state.mediation, user=state.user, say=message)
    return Decision(state=state, effects=(told, *more))


def raise_(state: Person, address: str, event: Value) -> Decision[Person]:
    return Decision(state=state, effects=(Raise(address=address, event=event.model_dump(mode="json")),))


def pressed_elsewhere(state: Person, address: str) -> Fronted | None:
    """What a press of a button of this machine means for the front: nothing, or another place of this person."""
    if address == state.front or state.place(address) is None:
        return None
    return Fronted(place=address)


def fronted(state: Person, address: str) -> Decision[Person]:
    place = state.place(address)
    if place is None:
        return Decision(state=state, ignored=True)
    state, told = bring(state, place)
    return Decision(state=state, effects=told)


def bring(state: Person, place: Place) -> tuple[Person, tuple[Effect, ...]]:
    """Another place in front; never without saying so, and with the way back."""
    if state.front == place.address:
        return state, ()
    alone = not state.front
    state = state.model_copy(update={"front": place.address})
    others = [one for one in state.places if one != place]
    if alone or not others:
        return state, ()
    return state, tell(state, places.moved(state.address, place, others)).effects


def seat(event: Seated) -> Place:
    return Place(
        address=f"interview:{event.mediation}:{event.party}",
        mediation=event.mediation,
        title=event.title,
        party=event.party,
        party_name=event.party_name,
        proxy=event.proxy,
    )


def placed(state: Person, place: Place) -> Decision[Person]:
    """A new desk or seat. A seat filled in for a party stays in the background until the mediator presses there."""
    known = tuple(one for one in state.places if one.address != place.address)
    first = state.first if state.places else place.address
    state = state.model_copy(update={"places": (*known, place), "first": first})
    if place.proxy and state.front:
        return Decision(state=state)
    state, told = bring(state, place)
    return Decision(state=state, effects=told)


def unseated(state: Person, address: str) -> Decision[Person]:
    gone = state.place(address)
    if gone is None:
        return Decision(state=state, ignored=True)
    state = state.model_copy(update={"places": tuple(one for one in state.places if one != gone)})
    if state.front != address:
        return Decision(state=state)
    here = [one for one in state.places if one.mediation == gone.mediation]
    now = next(iter((*here, *state.places)), None)
    state = state.model_copy(update={"front": now.address if now else ""})
    others = (one for one in state.places if one != now)
    return tell(state, places.left(state.address, gone, now, others))


def closed(state: Person, address: str) -> Decision[Person]:
    """A desk that is no longer this person's: its commands go out of the menu with it."""
    decision = unseated(state, address)
    if decision.ignored:
        return decision
    menu = Menu(mediation="", chat=state.user, role=decision.state.role)
    return decision.model_copy(update={"effects": (*decision.effects, menu)})


def chosen(state: Person, event: Pressed, address: str) -> Decision[Person]:
    """The place whose button was pressed: what is typed is about that one, and what was held goes there."""
    place = state.place(address)
    if place is None:
        return tell(state, say(term("button.old")))
    state, told = bring(state, place)
    if event.press["do"] == "direct":
        state = remembering(state, int(event.press["message"]), address)
        held = Raise(address=f"held:{event.press['held']}", event={"place": address, "user": state.user})
        return Decision(state=state, effects=(*told, held))
    seen = Commanded(sender=event.sender, name="where" if place.party else "status")
    return Decision(state=state, effects=(*told, *raise_(state, address, seen).effects))


def remembering(state: Person, message: int, place: str) -> Person:
    if not message or (len(state.places) == 1 and place == state.first):
        return state
    sent = (*state.sent, Sent(message=message, place=place))
    first = state.first if len(sent) <= REMEMBERED else ""
    return state.model_copy(update={"sent": sent[-REMEMBERED:], "first": first})


def edited(state: Person, event: Edited) -> Decision[Person]:
    """A message changed afterwards goes where it went at first, or nowhere."""
    went = [one.place for one in state.sent if one.message == event.message_id]
    place = went[-1] if went else state.first
    if state.place(place):
        return raise_(state, place, event)
    return tell(state, say(term("edited.first_counts" if state.front else "who_are_you")))
