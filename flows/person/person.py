"""One Telegram user: language, places (desks and seats), and to which of them what they type is handed on.

Everything somebody types in private comes here first. It knows who the person is to which mediation, never what
they said.
"""

from flows.decision import Decision
from flows.effects import Effect, Menu, Raise, Toast
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
    SentFile,
    SentMedia,
)
from flows.messages import Say, Term
from flows.person import places
from flows.person.front import (
    Person,
    bring,
    chosen,
    edited,
    fronted,
    placed,
    raise_,
    remembering,
    seat,
    tell,
    unseated,
)
from flows.phrases import button, say, term
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

DESK = frozenset(
    {"invite", "status", "next", "reopen", "review", "publish", "frames", "package", "poll", "agreement"}
    | {"remind", "pause", "pace", "parties", "questions", "files", "translate"}
)
SEAT = frozenset({"where", "mydata", "withdraw", "human", "skip", "back", "done"})

Event = (
    Opened
    | Commanded
    | Said
    | Edited
    | SentMedia
    | SentFile
    | PressedStale
    | Pressed
    | Blocked
    | GroupSpoke
    | ForPerson
)


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
            return edited(state, event)
        case SentMedia(media=media):
            return tell(state, say(_media(state, media)))
        case SentFile(media=media) if not state.front or (state.at_desk and media != "document"):
            return tell(state, say(_media(state, media)))
        case SentFile():
            return _handed_on(state, event)
        case GroupSpoke() if state.front:
            return tell(state, say(term("command.in_private")))
        case PressedStale(private=private):
            old = say(term("button.old"))
            return tell(state, old) if private else Decision(state=state, effects=(Toast(say=old),))
        case Pressed(press={"do": "language", "language": language}) if event.sender.user == state.user:
            return _language(state, str(language))
        case Pressed(press={"do": "front" | "direct", "place": place}) if event.sender.user == state.user:
            return chosen(state, event, str(place))
        case LanguageChosen(language=language):
            return Decision(state=state.model_copy(update={"language": language}))
        case Blocked(blocked=blocked):
            return _blocked(state, blocked)
        case DeskOpened(mediation=mediation, title=title):
            return placed(state, places.desk(mediation, title))
        case Seated():
            return placed(state, seat(event))
        case Unseated(mediation=mediation, party=party):
            return unseated(state, f"interview:{mediation}:{party}")
        case Fronted(place=address):
            return fronted(state, address)
        case Unplaced(held=held, message=message):
            asked = places.which(state.address, state.places, held, message)
            return tell(state, asked)
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
        return tell(state, say(term("link.not_valid")))
    return raise_(state, f"mediation:{mediation}", LinkOpened(sender=event.sender, secret=secret))


def _welcome(state: Person, mediators: frozenset[int]) -> Decision[Person]:
    if state.front:
        return _help(state)
    if state.user in mediators:
        menu = Menu(mediation="", chat=state.user, role="mediator")
        return tell(state, say(term("welcome.mediator")), menu)
    return tell(state, say(term("who_are_you")))


def _commanded(
    state: Person, event: Commanded, moment: Moment, mediators: frozenset[int]
) -> Decision[Person]:
    name = event.name
    if name == "language":
        return tell(state, _languages(state))
    if name in ("help", "start"):
        return _help(state) if state.front or state.user not in mediators else _welcome(state, mediators)
    if name == "new":
        return _new(state, event, moment, mediators)
    if name in DESK:
        return _at_desk(state, event)
    if name == "where" and len(state.places) > 1:
        return tell(state, places.menu(state.address, state.places, state.front))
    if name in SEAT and state.front:
        return _handed_on(state, event)
    if name == "unknown":
        return tell(state, say(term("command.unknown", typed=event.argument)))
    return tell(state, say(term("who_are_you")))


def _new(state: Person, event: Commanded, moment: Moment, mediators: frozenset[int]) -> Decision[Person]:
    if state.user not in mediators:
        return tell(state, say(term("command.mediator_only")))
    if not event.argument.strip():
        return tell(state, say(term("new.how")))
    created = MediationCreated(sender=event.sender, title=event.argument.strip())
    return raise_(state, f"mediation:{moment.dice[:10]}", created)


def _languages(state: Person) -> Say:
    rows = (
        button("Nederlands", state.address, do="language", language="nl"),
        button("English", state.address, do="language", language="en"),
    )
    return say(term("language.which"), buttons=rows, numbered=True)


def _language(state: Person, language: str) -> Decision[Person]:
    state = state.model_copy(update={"language": language if language in LANGUAGES else state.language})
    role = "mediator" if any(one.desk for one in state.places) else "party"
    menu = Menu(mediation=state.mediation, chat=state.user, role=role)
    return tell(state, say(term("language.chosen")), menu)


def _media(state: Person, media: str) -> Term:
    if state.at_desk:
        return term("media.at_desk")
    return term("media.voice") if media == "voice" else term("media.other")


def _help(state: Person) -> Decision[Person]:
    if state.at_desk:
        return tell(state, say(term("help.mediator")))
    return tell(state, say(term("help.party" if state.places else "who_are_you")))


def _said(state: Person, event: Said) -> Decision[Person]:
    if not state.front:
        return tell(state, say(term("who_are_you")))
    return _handed_on(remembering(state, event.message_id, state.front), event)


def _at_desk(state: Person, event: Commanded) -> Decision[Person]:
    """A command of the desk, typed at the desk or elsewhere: the desk is then what the person types to."""
    if state.at_desk:
        return _handed_on(state, event)
    if state.desk:
        state, told = bring(state, state.desk)
        return Decision(state=state, effects=(*told, *_handed_on(state, event).effects))
    desks = [one for one in state.places if one.desk]
    if desks:
        return tell(state, places.menu(state.address, desks, state.front))
    return tell(state, say(term("command.mediator_only")))


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


def _handed_on(state: Person, event: Said | Commanded | SentFile) -> Decision[Person]:
    return raise_(state, state.front, event)
