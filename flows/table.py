"""The state of one mediation: phase, register, frames, gates, what was approved; never a private word.

Also the few ways every part of the mediation's machine speaks: to the mediators, to a party, to the record.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from flows.decision import Step
from flows.effects import Fetch, Lane, Log, Raise, Tell, WakeAt
from flows.events import Moment, SentFile
from flows.messages import Button, Piece, Say, Term
from flows.phrases import button, say, term
from flows.register import (
    Change,
    Confirmed,
    Frame,
    Group,
    Idea,
    IdeaGroup,
    Interest,
    Note,
    Package,
    Party,
    PhaseRecord,
    Standing,
    Translation,
)
from flows.signals import Answered, Attached, Word
from flows.value import Value

SHORTEST_ROUND, USUAL_ROUND, LONGEST_ROUND = 3, 5, 7  # working days (practice, A7)
RETENTION = timedelta(weeks=13)  # after the agreement was sent, or after the end


class Form(Value):
    """What the desk is waiting for the mediator to type. `field` names it; the rest is what was typed before."""

    name: str
    field: str = ""
    about: str = ""
    party: str = ""
    words: tuple[Word, ...] = ()


class Pending(Value):
    """A message for the group that waits for the mediator: exactly this one is posted, or none.

    `release` are the words in it that become readable to the group by the mediator's press.
    """

    key: str
    say: Say
    named: tuple[str, ...] = ()  # words that go under a party's name
    unnamed: tuple[str, ...] = ()  # words that go without a name
    file: str | None = None

    @property
    def fingerprint(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of exactly this message."""
        # Without a picture nothing is said of one, so that the buttons of older messages still mean them.
        unchanged = None if self.say.picture else {"picture"}
        return sha256(self.say.model_dump_json(exclude=unchanged).encode()).hexdigest()[:16]


class Sorting(Value):
    """The merging of near-duplicate ideas on its way: groups decided so far, and what was proposed."""

    proposed: tuple[tuple[int, ...], ...] = ()
    open: tuple[tuple[int, ...], ...] = ()
    decided: tuple[tuple[int, ...], ...] = ()


class Mediation(Value):
    """One case."""

    id: str
    title: str = ""
    sponsor: str = ""
    mediator_name: str = ""
    mediators: tuple[int, ...] = ()
    zone: str = "Europe/Amsterdam"
    country: str = "NL"  # whose public holidays are nobody's working days
    round_days: int = USUAL_ROUND  # working days of the next round
    parties: dict[str, Party] = {}
    phase: int = 1
    stage: str = "1.intake"
    records: tuple[PhaseRecord, ...] = ()
    waiting: dict[str, tuple[str, ...]] = {}  # open round -> parties that still have something to answer
    until: datetime | None = None
    reminded: dict[str, dict[str, tuple[datetime, ...]]] = {}  # open round -> party -> when
    notes: dict[str, dict[str, Note]] = {}  # ask -> party -> what was answered
    unsettled: tuple[Answered, ...] = ()  # another answer than somebody else of the same party gave before
    unsettled_in: tuple[tuple[str, str], ...] = ()  # (party, round) answered to the end but for that
    confirmed: tuple[Confirmed, ...] = ()  # rounds entered for a party without Telegram
    tailoring: tuple[Change, ...] = ()  # of the questions, in the order they were made
    script_edition: int = 0  # counts them, undone ones too
    translations: tuple[Translation, ...] = ()  # of parties' words, the newest of a text last
    positions: dict[str, str] = {}  # id of a position's words -> party
    frames: tuple[Frame, ...] = ()
    interests: tuple[Interest, ...] = ()
    ideas: tuple[Idea, ...] = ()
    gaps: tuple[str, ...] = ()  # interests for which the mediator saw hardly an idea
    sorting: Sorting | None = None
    groups: tuple[IdeaGroup, ...] = ()
    packages: tuple[Package, ...] = ()
    analysis: Word | None = None
    question: Word | None = None
    dispute: tuple[Word, ...] = ()
    go: Literal["", "go", "go_if", "no_go"] = ""
    go_because: Word | None = None
    ticked: tuple[str, ...] = ()  # gate items that rest on the mediator's own judgement
    posted: tuple[str, ...] = ()
    mapped: tuple[str, ...] = ()  # interests' words that stand on the map in the group
    pending: tuple[Pending, ...] = ()
    group: Group | None = None
    form: Form | None = None
    draft: Package | None = None
    waivers: dict[str, Word] = {}
    agreement: Literal["", "drafted", "confirmed", "final"] = ""
    draft_file: str = ""
    draft_code: str = ""
    publisher: int = 0
    erase_on: datetime | None = None  # of what was never released; known once the agreement is sent
    files: bool = False  # parties may send files with their answers
    attached: dict[str, tuple[Attached, ...]] = {}  # party -> its files that are kept
    paused: bool = False
    ended: Literal["", "agreement", "no_go"] = ""

    @property
    def address(self) -> str:
        return f"mediation:{self.id}"

    @property
    def seated(self) -> tuple[Party, ...]:
        return tuple(one for one in self.parties.values() if one.standing is Standing.SEATED)

    def party_of(self, user: int) -> Party | None:
        """Whose representative this person is; a mediator who enters answers for a party is nobody's."""
        return next((one for one in self.seated if one.user == user and not one.proxy), None)

    def note(self, ask: str, party: str) -> Note | None:
        return self.notes.get(ask, {}).get(party)

    def noted(self, prompt: str, party: str) -> tuple[Note, ...]:
        """All a party's answers to a prompt, over all its subjects."""
        return tuple(
            notes[party] for notes in self.notes.values() if party in notes and notes[party].prompt == prompt
        )

    def consents(self, party: str) -> tuple[int, ...]:
        note = self.note("on_consent_data", party)
        return note.choice if note else ()

    def package(self, key: str) -> Package | None:
        """The newest version of a package, by its id (P4) or the exact one by its key (P4.2)."""
        found = [one for one in self.packages if key in (one.id, one.key)]
        return found[-1] if found else None


class Table(Step[Mediation]):
    """The mediation on its way through one event."""


WITHOUT_NAME, UNDER_PARTY_NAME = 2, 3  # options of on_consent_data


def tell_mediators(state: Mediation, message: Say, lane: Lane = Lane.NOTICE) -> tuple[Tell, ...]:
    return tuple(Tell(mediation=state.id, user=user, say=message, lane=lane) for user in state.mediators)


def tell(state: Mediation, party: Party, message: Say, file: str | None = None) -> Tell:
    """A notice for a party; for one without Telegram it goes to the mediator, who passes it on."""
    if party.proxy:
        message = message.model_copy(
            update={"parts": (term("proxy.pass_on", party=party.name), *message.parts)}
        )
    return Tell(mediation=state.id, user=party.user, say=message, lane=Lane.NOTICE, file=file)


def signal(party: Party, state: Mediation, event: Value) -> Raise:
    """An event for a party's interview."""
    return Raise(address=f"interview:{state.id}:{party.id}", event=event.model_dump(mode="json"))


def fetch(state: Mediation, event: SentFile, do: str, **purpose: Any) -> Fetch:
    """Get a text file; `do` is what it is for, and comes back with it, with whose it is."""
    return Fetch(
        mediation=state.id,
        file_id=event.file_id,
        name=event.name,
        size=event.size,
        address=state.address,
        purpose={"do": do, "user": event.sender.user, **purpose},
    )


def log(state: Mediation, user: int | None, act: str, **about: str | int) -> Log:
    return Log(mediation=state.id, user=user, act=act, about=about)


def erase_later(state: Mediation, moment: Moment) -> WakeAt:
    """The day on which what was never released is erased, as the consent says."""
    return WakeAt(
        key=f"{state.id}:erase",
        due=moment.now + RETENTION,
        address=state.address,
        event={"ring": "erase"},
    )


def desk_button(state: Mediation, label: Piece, do: str, **press: Any) -> Button:
    return button(label, state.address, do=do, **press)


def ask_mediator(
    table: Table, user: int, form: Form, *parts: Piece, buttons: tuple[Button, ...] = ()
) -> Table:
    """Open a form: the next thing this mediator types is the answer."""
    state = table.state
    stop = desk_button(state, term("button.stop"), "form_stop")
    asked = Tell(
        mediation=state.id,
        user=user,
        say=Say(parts=parts, buttons=tuple((one,) for one in (*buttons, stop)), numbered=False),
    )
    return table.plus(asked, form=form)


def propose(table: Table, pending: Pending, *before: Piece) -> Table:
    """Put a message for the group before the mediators: they see exactly what the group would see."""
    state = table.state
    kept = tuple(one for one in state.pending if one.key != pending.key)
    table = table.plus(pending=(*kept, pending))
    return table.plus(*tell_mediators(state, preview(state, pending, *before)))


def preview(state: Mediation, pending: Pending, *before: Piece) -> Say:
    buttons = (
        desk_button(state, term("button.publish"), "publish", key=pending.key, says=pending.fingerprint),
        desk_button(state, term("button.hold"), "hold", key=pending.key),
    )
    heading: Term = term("review.heading")
    picture = pending.say.picture
    return say(*before, heading, *pending.say.parts, buttons=buttons, numbered=True, picture=picture)
