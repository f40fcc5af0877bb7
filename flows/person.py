"""One Telegram user: language, seats and desks, and to which machine what they do is handed on.

Everything somebody types in private comes here first. It knows who the person is to which mediation, never what
they said.
"""

from typing import Any

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
from flows.script import LANGUAGES
from flows.signals import DeskOpened, ForPerson, LanguageChosen, LinkOpened, MediationCreated, Seated
from flows.value import Value

DESK = frozenset(
    {"invite", "status", "next", "reopen", "review", "publish", "frames", "package", "poll", "agreement"}
    | {"remind", "pause"}
)
SEAT = frozenset({"where", "mydata", "withdraw", "human", "skip", "back", "done"})

Event = (
    Opened | Commanded | Said | Edited | SentMedia | PressedStale | Pressed | Blocked | GroupSpoke | ForPerson
)


class Person(Value):
    """`front` is the machine that hears what this person types."""

    user: int
    name: str = ""
    language: str | None = None
    seats: dict[str, str] = {}  # mediation -> party
    desks: tuple[str, ...] = ()
    front: str = ""

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
        case Said() | Edited():
            return _handed_on(state, event) if state.front else _tell(state, say(term("who_are_you")))
        case SentMedia(media=media):
            return _tell(state, say(_media(state, media)))
        case GroupSpoke() if state.front:
            return _tell(state, say(term("command.in_private")))
        case PressedStale(private=private):
            old = say(term("button.old"))
            return _tell(state, old) if private else Decision(state=state, effects=(Toast(say=old),))
        case Pressed(press={"do": "language", "language": language}) if event.sender.user == state.user:
            return _language(state, str(language))
        case LanguageChosen(language=language):
            return Decision(state=state.model_copy(update={"language": language}))
        case Blocked(blocked=blocked):
            return _blocked(state, blocked)
        case DeskOpened(mediation=mediation):
            front = f"mediation:{mediation}"
            desks = (*state.desks, mediation)
            return Decision(state=state.model_copy(update={"desks": desks, "front": front}))
        case Seated(mediation=mediation, party=party):
            return _seated(state, mediation, party)
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
        return _handed_on(state, event) if state.at_desk else _tell(state, say(term("command.mediator_only")))
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
    role = "mediator" if state.desks else "party"
    menu = Menu(mediation=state.mediation, chat=state.user, role=role)
    return _tell(chosen, say(term("language.chosen")), menu)


def _media(state: Person, media: str) -> Term:
    if state.at_desk:
        return term("media.at_desk")
    return term("media.voice") if media == "voice" else term("media.other")


def _help(state: Person) -> Decision[Person]:
    if state.at_desk:
        return _tell(state, say(term("help.mediator")))
    return _tell(state, say(term("help.party" if state.seats else "who_are_you")))


def _seated(state: Person, mediation: str, party: str) -> Decision[Person]:
    seats = {**state.seats, mediation: party}
    front = f"interview:{mediation}:{party}"
    return Decision(state=state.model_copy(update={"seats": seats, "front": front}))


def _blocked(state: Person, blocked: bool) -> Decision[Person]:
    told: tuple[Effect, ...] = tuple(
        Raise(
            address=f"mediation:{mediation}",
            event=Blocked(user=state.user, blocked=blocked).model_dump(mode="json"),
        )
        for mediation in state.seats
    )
    return Decision(state=state, effects=told)


def _handed_on(state: Person, event: Said | Edited | Commanded) -> Decision[Person]:
    return _raise(state, state.front, event)


def _raise(state: Person, address: str, event: Value) -> Decision[Person]:
    return Decision(state=state, effects=(Raise(address=address, event=event.model_dump(mode="json")),))


def _tell(state: Person, message: Say, *more: Effect) -> Decision[Person]:
    told: Any = Tell(mediation=state.mediation, user=state.user, say=message)
    return Decision(state=state, effects=(told, *more))
