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
    GroupJoined,
    GroupSpoke,
    Moment,
    Opened,
    Pressed,
    PressedStale,
    Said,
    Sender,
    SentFile,
    SentMedia,
    TooFast,
)
from flows.messages import Say, Term
from flows.person import cases, places
from flows.person.front import (
    Person,
    bring,
    chosen,
    closed,
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
    CaseTold,
    DeskClosed,
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
    | {"group", "here"}
    | {"criteria", "noconsensus", "reveal", "hands"}
    | {"gate", "named", "suitable", "conditions"}
    | {"team", "record", "report", "rules"}
    | {"deadlines", "facts", "commitments", "silent", "meeting"}
    | {"sort", "sources", "options", "coverage", "bridges"}
    | {"map", "positions", "jointquestion"}
    | {"text", "signed", "ratified"}
    | {"cases", "mirror"}
)
# Of the desk; a party and an observer type them too, and get what is published.
CASE = frozenset({"frames", "rules"})
LOOKED_AT = frozenset({"status", *CASE})  # what an observer may type
SEAT = frozenset({"ask", "stop", "ideas", "where", "mydata", "withdraw", "human", "skip", "back", "done"})

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
    | TooFast
    | GroupSpoke
    | GroupJoined
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
        case GroupJoined() | GroupSpoke(command="here"):
            return _group(state, event)
        case Pressed(press={"do": "group_of", "place": place}) if event.sender.user == state.user:
            return _group_of(state, event, str(place))
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
        case TooFast():
            return tell(state, say(term("flood.slower")))
        case DeskOpened(mediation=mediation, title=title, observer=observer):
            return placed(state, places.desk(mediation, title, observer=observer))
        case DeskClosed(mediation=mediation):
            return closed(state, f"mediation:{mediation}")
        case Seated():
            return placed(state, seat(event))
        case Unseated(mediation=mediation, party=party):
            return unseated(state, f"interview:{mediation}:{party}")
        case CaseTold():
            return cases.told(state, event)
        case Fronted(place=address):
            return fronted(state, address)
        case Unplaced(held=held, message=message):
            asked = places.which(state.address, state.places, held, message)
            return tell(state, asked)
        case _:
            return Decision(state=state, ignored=True)


def _group(state: Person, event: GroupJoined | GroupSpoke) -> Decision[Person]:
    """A group that is no mediation's yet: for the desk of whoever put the bot there; of several, they say which."""
    desks = [one for one in state.places if one.desk]
    if not desks or (isinstance(event, GroupJoined) and not event.inside):
        return Decision(state=state, ignored=True)
    if state.desk and len(desks) == 1:
        return raise_(state, state.desk.address, event)
    told = event.model_dump(mode="json")
    rows = tuple(
        button(one.called, state.address, do="group_of", place=one.address, event=told) for one in desks
    )
    return tell(state, say(term("group.which_case", group=event.title), buttons=rows, numbered=True))


def _group_of(state: Person, event: Pressed, address: str) -> Decision[Person]:
    place = state.place(address)
    if place is None or not place.desk:
        return tell(state, say(term("button.old")))
    return Decision(state=state, effects=(Raise(address=address, event=dict(event.press["event"])),))


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


def _commanded(  # noqa: C901  a table of cases
    state: Person, event: Commanded, moment: Moment, mediators: frozenset[int]
) -> Decision[Person]:
    name = event.name
    if name == "language":
        return tell(state, _languages(state))
    if name in ("help", "start"):
        return _help(state) if state.front or state.user not in mediators else _welcome(state, mediators)
    if name == "new":
        return _new(state, event, moment, mediators)
    if name == "cases":
        return cases.asked(state, mediators)
    if name in DESK:
        return _at_desk(state, event)
    if name == "where" and len(state.places) > 1:
        return tell(state, places.menu(state.address, state.places, state.front))
    if name in SEAT and state.front:
        return _from_seat(state, event)
    if name == "unknown":
        return tell(state, say(term("command.unknown", typed=event.argument)))
    return tell(state, say(term("who_are_you")))


def _from_seat(state: Person, event: Commanded) -> Decision[Person]:
    """What concerns the case as a whole is the mediation's business; the rest the place's in front."""
    if event.name in ("ask", "stop", "ideas"):
        return raise_(state, f"mediation:{state.mediation}", event)
    return _handed_on(state, event)


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
    role = state.role if state.places else "party"
    menu = Menu(mediation=state.mediation, chat=state.user, role=role)
    return tell(state, say(term("language.chosen")), menu)


def _media(state: Person, media: str) -> Term:
    if state.at_desk:
        return term("media.at_desk")
    if state.looks_on:
        return term("team.look_only")
    return term("media.voice") if media == "voice" else term("media.other")


def _help(state: Person) -> Decision[Person]:
    if state.at_desk:
        return tell(state, say(term("help.mediator")))
    if state.looks_on:
        return tell(state, say(term("team.help_observer")))
    return tell(state, say(term("help.party" if state.places else "who_are_you")))


def _said(state: Person, event: Said) -> Decision[Person]:
    if not state.front:
        return tell(state, say(term("who_are_you")))
    return _handed_on(remembering(state, event.message_id, state.front), event)


def _at_desk(state: Person, event: Commanded) -> Decision[Person]:
    """A command of the desk, typed at the desk or elsewhere: the desk is then what the person types to."""
    place = state.place(state.front)
    if event.name in CASE and place and place.party and not place.proxy:
        return raise_(state, f"mediation:{place.mediation}", event)
    if state.at_desk:
        return _handed_on(state, event)
    if state.desk:
        state, told = bring(state, state.desk)
        return Decision(state=state, effects=(*told, *_handed_on(state, event).effects))
    desks = [one for one in state.places if one.desk]
    if desks:
        return tell(state, places.menu(state.address, desks, state.front))
    return _looked(state, event)


def _looked(state: Person, event: Commanded) -> Decision[Person]:
    """An observer has few commands of the desk: where it stands, and what is published."""
    looks = [one for one in state.places if one.looks_on]
    if event.name not in LOOKED_AT or not looks:
        return tell(state, say(term("command.mediator_only")))
    if not state.looks_on and len(looks) > 1:
        return tell(state, places.menu(state.address, looks, state.front))
    state, told = bring(state, looks[0]) if not state.looks_on else (state, ())
    return Decision(state=state, effects=(*told, *_handed_on(state, event).effects))


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
