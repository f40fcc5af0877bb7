"""One Telegram user: language, places (desks and seats), and to which of them what they type is handed on.

Everything somebody types in private comes here first. It knows who the person is to which mediation, never what
they said.
"""

from typing import Any

from flows import places
from flows.decision import Decision
from flows.effects import Effect, Menu, Raise, Tell, Toast
from flows.events import (
    Blocked,
    Commanded,
    Edited,
    GroupSpoke,
    Moment,
    Opened,
    Pressed,
    PressedStale,
    Said,
    Sender,
    SentMedia,
)
from flows.messages import Say, Term
from flows.phrases import button, say, term
from flows.places import REMEMBERED, Place, Sent
from flows.script import LANGUAGES
from flows.signals import (
    DeskOpened,
    ForPerson,
    Fronted,
    LanguageChosen,
    LinkOpened,
    MediationCreated,
    Seated,
    Unplaced,
    Unseated,
)
from flows.value import Value

DESK = frozenset(
    {"invite", "status", "next", "reopen", "review", "publish", "frames", "package", "poll", "agreement"}
    | {"remind", "pause", "pace", "parties"}
)
SEAT = frozenset({"where", "mydata", "withdraw", "human", "skip", "back", "done"})

Event = (
    Opened | Commanded | Said | Edited | SentMedia | PressedStale | Pressed | Blocked | GroupSpoke | ForPerson
)


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

    @property
    def address(self) -> str:
        return f"person:{self.user}"

    @property
    def mediation(self) -> str:
        """The mediation in front, from the address of the machine that listens."""
        return self.front.split(":")[1] if self.front else ""

    @property
    def at_desk(self) -> bool:
        return self.front.startswith("mediation:")

    @property
    def desk(self) -> Place | None:
        """The desk that is meant without a word: in front, of the mediation in front, or the only one."""
        desks = [one for one in self.places if one.desk]
        here = [one for one in desks if one.mediation == self.mediation]
        return here[0] if here else desks[0] if len(desks) == 1 else None

    def place(self, address: str) -> Place | None:
        return next((one for one in self.places if one.address == address), None)


def decide(  # noqa: C901, PLR0912  a table of cases
    state: Person, event: Event, moment: Moment, mediators: frozenset[int]
) -> Decision[Person]:
    """Hand on, or say in one sentence what to do. `mediators` are the user ids the operator trusts with `/new`."""
    state = _known(state, event)
    match event:
        case Opened(token=token) if token:
            return _with_link(state, event)
        case Opened():
            return _welcome(state, mediators)
        case Commanded():
            return _commanded(state, event, moment, mediators)
        case Said():
            return _said(state, event)
        case Edited():
            return _edited(state, event)
        case SentMedia(media=media):
            return _tell(state, say(_media(state, media)))
        case GroupSpoke() if state.front:
            return _tell(state, say(term("command.in_private")))
        case PressedStale(private=private):
            old = say(term("button.old"))
            return _tell(state, old) if private else Decision(state=state, effects=(Toast(say=old),))
        case Pressed(press={"do": "language", "language": language}) if event.sender.user == state.user:
            return _language(state, str(language))
        case Pressed(press={"do": "front" | "direct", "place": place}) if event.sender.user == state.user:
            return _chosen(state, event, str(place))
        case LanguageChosen(language=language):
            return Decision(state=state.model_copy(update={"language": language}))
        case Blocked(blocked=blocked):
            return _blocked(state, blocked)
        case DeskOpened(mediation=mediation, title=title):
            return _placed(state, places.desk(mediation, title))
        case Seated():
            return _placed(state, _seat(event))
        case Unseated(mediation=mediation, party=party):
            return _unseated(state, f"interview:{mediation}:{party}")
        case Fronted(place=address):
            return _fronted(state, address)
        case Unplaced(held=held, message=message):
            asked = places.which(state.address, state.places, held, message)
            return _tell(state, asked)
        case _:
            return Decision(state=state, ignored=True)


def _known(state: Person, event: Event) -> Person:
    """The name and, until one is chosen, the language of the person's own client."""
    sender = getattr(event, "sender", None)
    if not isinstance(sender, Sender):
        return state
    said = (sender.language or "nl")[:2]
    language = state.language or (said if said in LANGUAGES else "en")
    return state.model_copy(update={"name": sender.name or state.name, "language": language})


def _with_link(state: Person, event: Opened) -> Decision[Person]:
    mediation, _, secret = event.token.partition("-")
    if not secret:
        return _tell(state, say(term("link.not_valid")))
    return _raise(state, f"mediation:{mediation}", LinkOpened(sender=event.sender, secret=secret))


def _welcome(state: Person, mediators: frozenset[int]) -> Decision[Person]:
    if state.front:
        return _help(state)
    if state.user in mediators:
        menu = Menu(mediation="", chat=state.user, role="mediator")
        return _tell(state, say(term("welcome.mediator")), menu)
    return _tell(state, say(term("who_are_you")))


def _commanded(
    state: Person, event: Commanded, moment: Moment, mediators: frozenset[int]
) -> Decision[Person]:
    name = event.name
    if name == "language":
        return _tell(state, _languages(state))
    if name in ("help", "start"):
        return _help(state) if state.front or state.user not in mediators else _welcome(state, mediators)
    if name == "new":
        return _new(state, event, moment, mediators)
    if name in DESK:
        return _at_desk(state, event)
    if name == "where" and len(state.places) > 1:
        return _tell(state, places.menu(state.address, state.places, state.front))
    if name in SEAT and state.front:
        return _handed_on(state, event)
    if name == "unknown":
        return _tell(state, say(term("command.unknown", typed=event.argument)))
    return _tell(state, say(term("who_are_you")))


def _new(state: Person, event: Commanded, moment: Moment, mediators: frozenset[int]) -> Decision[Person]:
    if state.user not in mediators:
        return _tell(state, say(term("command.mediator_only")))
    if not event.argument.strip():
        return _tell(state, say(term("new.how")))
    created = MediationCreated(sender=event.sender, title=event.argument.strip())
    return _raise(state, f"mediation:{moment.dice[:10]}", created)


def _languages(state: Person) -> Say:
    rows = (
        button("Nederlands", state.address, do="language", language="nl"),
        button("English", state.address, do="language", language="en"),
    )
    return say(term("language.which"), buttons=rows, numbered=True)


def _language(state: Person, language: str) -> Decision[Person]:
    chosen = state.model_copy(update={"language": language if language in LANGUAGES else state.language})
    role = "mediator" if any(one.desk for one in state.places) else "party"
    menu = Menu(mediation=state.mediation, chat=state.user, role=role)
    return _tell(chosen, say(term("language.chosen")), menu)


def _media(state: Person, media: str) -> Term:
    if state.at_desk:
        return term("media.at_desk")
    return term("media.voice") if media == "voice" else term("media.other")


def _help(state: Person) -> Decision[Person]:
    if state.at_desk:
        return _tell(state, say(term("help.mediator")))
    return _tell(state, say(term("help.party" if state.places else "who_are_you")))


def _said(state: Person, event: Said) -> Decision[Person]:
    if not state.front:
        return _tell(state, say(term("who_are_you")))
    return _handed_on(_remembering(state, event.message_id, state.front), event)


def _remembering(state: Person, message: int, place: str) -> Person:
    if not message or (len(state.places) == 1 and place == state.first):
        return state
    sent = (*state.sent, Sent(message=message, place=place))
    first = state.first if len(sent) <= REMEMBERED else ""
    return state.model_copy(update={"sent": sent[-REMEMBERED:], "first": first})


def _edited(state: Person, event: Edited) -> Decision[Person]:
    """A message changed afterwards goes where it went at first, or nowhere."""
    went = [one.place for one in state.sent if one.message == event.message_id]
    place = went[-1] if went else state.first
    if state.place(place):
        return _raise(state, place, event)
    return _tell(state, say(term("edited.first_counts" if state.front else "who_are_you")))


def _at_desk(state: Person, event: Commanded) -> Decision[Person]:
    """A command of the desk, typed at the desk or elsewhere: the desk is then what the person types to."""
    if state.at_desk:
        return _handed_on(state, event)
    if state.desk:
        state, told = _front(state, state.desk)
        return Decision(state=state, effects=(*told, *_handed_on(state, event).effects))
    desks = [one for one in state.places if one.desk]
    if desks:
        return _tell(state, places.menu(state.address, desks, state.front))
    return _tell(state, say(term("command.mediator_only")))


# ---------------------------------------------------------------------- places


def _seat(event: Seated) -> Place:
    return Place(
        address=f"interview:{event.mediation}:{event.party}",
        mediation=event.mediation,
        title=event.title,
        party=event.party,
        party_name=event.party_name,
        proxy=event.proxy,
    )


def _placed(state: Person, place: Place) -> Decision[Person]:
    """A new desk or seat. A seat filled in for a party stays in the background until the mediator presses there."""
    known = tuple(one for one in state.places if one.address != place.address)
    first = state.first if state.places else place.address
    state = state.model_copy(update={"places": (*known, place), "first": first})
    if place.proxy and state.front:
        return Decision(state=state)
    state, told = _front(state, place)
    return Decision(state=state, effects=told)


def _unseated(state: Person, address: str) -> Decision[Person]:
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
    return _tell(state, places.left(state.address, gone, now, others))


def _fronted(state: Person, address: str) -> Decision[Person]:
    place = state.place(address)
    if place is None:
        return Decision(state=state, ignored=True)
    state, told = _front(state, place)
    return Decision(state=state, effects=told)


def _front(state: Person, place: Place) -> tuple[Person, tuple[Effect, ...]]:
    """Another place in front; never without saying so, and with the way back."""
    if state.front == place.address:
        return state, ()
    first = not state.front
    state = state.model_copy(update={"front": place.address})
    others = [one for one in state.places if one != place]
    if first or not others:
        return state, ()
    return state, _tell(state, places.moved(state.address, place, others)).effects


def _chosen(state: Person, event: Pressed, address: str) -> Decision[Person]:
    """The place whose button was pressed: what is typed is about that one, and what was held goes there."""
    place = state.place(address)
    if place is None:
        return _tell(state, say(term("button.old")))
    state, told = _front(state, place)
    if event.press["do"] == "direct":
        state = _remembering(state, int(event.press["message"]), address)
        held = Raise(address=f"held:{event.press['held']}", event={"place": address, "user": state.user})
        return Decision(state=state, effects=(*told, held))
    seen = Commanded(sender=event.sender, name="status" if place.desk else "where")
    return Decision(state=state, effects=(*told, *_raise(state, address, seen).effects))


def _blocked(state: Person, blocked: bool) -> Decision[Person]:
    seats = dict.fromkeys(one.mediation for one in state.places if not one.desk and not one.proxy)
    told: tuple[Effect, ...] = tuple(
        Raise(
            address=f"mediation:{mediation}",
            event=Blocked(user=state.user, blocked=blocked).model_dump(mode="json"),
        )
        for mediation in seats
    )
    return Decision(state=state, effects=told)


# ---------------------------------------------------------------------- how


def _handed_on(state: Person, event: Said | Commanded) -> Decision[Person]:
    return _raise(state, state.front, event)


def _raise(state: Person, address: str, event: Value) -> Decision[Person]:
    return Decision(state=state, effects=(Raise(address=address, event=event.model_dump(mode="json")),))


def _tell(state: Person, message: Say, *more: Effect) -> Decision[Person]:
    """About no mediation in particular, where there are more than one."""
    several = len({one.mediation for one in state.places}) > 1
    told: Any = Tell(mediation="" if several else state.mediation, user=state.user, say=message)
    return Decision(state=state, effects=(told, *more))


def pressed_elsewhere(state: Person, address: str) -> Fronted | None:
    """What a press of a button of this machine means for the front: nothing, or another place of this person."""
    if address == state.front or state.place(address) is None:
        return None
    return Fronted(place=address)
