"""The state of one mediation: phase, register, frames, gates, what was approved; never a private word.

Also the few ways every part of the mediation's machine speaks: to the mediators, to a party, to the record.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from pydantic import model_validator

from flows.approvals import Period, Rewording, with_word, without_words, words_in
from flows.decision import Step
from flows.effects import Fetch, Lane, Log, Raise, Tell, WakeAt
from flows.entries import Call, Deadline, Fact, Meeting, Report
from flows.events import Moment, SentFile
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.options import Options
from flows.phrases import button, say, term
from flows.register import (
    Change,
    Confirmed,
    Done,
    Frame,
    FrameAnswer,
    FrameNotice,
    GoCondition,
    GroundRules,
    Group,
    Idea,
    IdeaGroup,
    Interest,
    Member,
    Named,
    Note,
    Package,
    Party,
    Passing,
    PhaseRecord,
    Published,
    Standing,
    Translation,
)
from flows.signals import Answered, Attached, Word
from flows.single_text import SingleText
from flows.themes import Board
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
    earlier: "Form | None" = (
        None  # what was asked before this came in between, and is to be answered after it
    )


class Pending(Value):
    """A message for the group that waits for the mediator: exactly this one is posted, or none.

    `named` and `unnamed` are the words in it that become readable to the group by the mediator's press. Those that
    are the mediator's own, and may be typed anew, are in `own` as well.
    """

    key: str
    say: Say
    named: tuple[str, ...] = ()  # words that go under a party's name, and the mediator's
    unnamed: tuple[str, ...] = ()  # words that go without a name
    file: str | None = None
    own: tuple[Word, ...] = ()
    corrects: Word | None = None  # what was changed in it since it was posted before, in the mediator's words
    added: tuple[Word, ...] = ()  # the mediator's own sentences at the end
    left_out: tuple[str, ...] = ()  # words in `say` that the mediator keeps out of it for now
    cut: tuple[str, ...] = ()  # words it has no room for: every party gets the same space
    held: bool = False

    @property
    def going(self) -> "Pending":
        """The same as it would be posted."""
        if not (self.left_out or self.added or self.corrects):
            return self
        gone = frozenset(self.left_out)
        message = without_words(self.say, gone)
        parts = message.parts
        if self.corrects:
            parts = (term("review.corrected", change=Quote(id=self.corrects.id)), *parts)
        # Half of a pair that went with its other half is not in the text any more, and is not released either.
        unseen = frozenset(words_in(self.say)) - frozenset(words_in(message))
        mine = (*((self.corrects,) if self.corrects else ()), *self.added)
        parts += tuple(Quote(id=one.id) for one in self.added)
        changes: dict[str, Any] = {
            "say": message.model_copy(update={"parts": parts}),
            "named": (*(one for one in self.named if one not in gone | unseen), *(one.id for one in mine)),
            "unnamed": tuple(one for one in self.unnamed if one not in gone),
            "corrects": None,
            "added": (),
            "left_out": (),
        }
        return self.model_copy(update=changes)

    @property
    def fingerprint(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of exactly this message."""
        # Of what a message does not have nothing is said, so that the buttons of older messages still mean them.
        message = self.going.say
        unchanged = {name for name in ("picture", "ballot") if not getattr(message, name)}
        exact = message.model_dump_json(exclude=unchanged) + (self.file or "")
        return sha256(exact.encode()).hexdigest()[:16]

    def having(self, old: str, new: Word) -> "Pending":
        """With other words in the place of some; what was left out until their owner agreed comes back."""

        def ids(given: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(new.id if one == old else one for one in given)

        def words(given: tuple[Word, ...]) -> tuple[Word, ...]:
            return tuple(new if one.id == old else one for one in given)

        changes: dict[str, Any] = {
            "say": with_word(self.say, old, new.id),
            "named": ids(self.named),
            "unnamed": ids(self.unnamed),
            "own": words(self.own),
            "added": words(self.added),
            "corrects": new if self.corrects and self.corrects.id == old else self.corrects,
            "left_out": tuple(one for one in self.left_out if one != old),
            "cut": ids(self.cut),
        }
        return self.model_copy(update=changes)

    def losing(self, gone: frozenset[str]) -> "Pending":
        """Without these words for good: their owner took them back."""

        def ids(given: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(one for one in given if one not in gone)

        return self.model_copy(
            update={
                "say": without_words(self.say, gone),
                "named": ids(self.named),
                "unnamed": ids(self.unnamed),
                "left_out": ids(self.left_out),
                "cut": ids(self.cut),
            }
        )

    def again(self, earlier: "Pending | None") -> "Pending":
        """Made anew from what there is now, with what the mediator did to it before."""
        if earlier is None:
            return self
        still = frozenset(words_in(self.say))
        kept: dict[str, Any] = {
            "left_out": tuple(one for one in earlier.left_out if one in still),
            "added": self.added or earlier.added,
            "corrects": self.corrects or earlier.corrects,
            "held": earlier.held,
        }
        return self.model_copy(update=kept)


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
    rules: GroundRules | None = None  # None: as they are proposed
    rules_draft: GroundRules | None = None  # the next version, not before the parties yet
    frames_numbered: int = 0  # the highest number a published frame has or had
    frame_answers: tuple[FrameAnswer, ...] = ()
    frames_discussed: tuple[str, ...] = ()  # keys of what makes it hard to take part, once talked about
    frame_notices: tuple[FrameNotice, ...] = ()  # entered, not yet with the parties
    interests: tuple[Interest, ...] = ()
    ideas: tuple[Idea, ...] = ()
    freed: dict[
        str, str
    ] = {}  # id of a text -> its digest, of which its author said: to others, without a name
    kept_back: tuple[str, ...] = ()  # texts of which the author said: not to others
    release_asked: tuple[str, ...] = ()  # texts about which the author was asked
    sheets: dict[str, tuple[int, ...]] = {}  # party -> numbers of the ideas of others it was given last
    more_rounds: int = 0  # rounds of ideas after the second
    gaps: tuple[str, ...] = ()  # interests for which the mediator saw hardly an idea
    sorting: Sorting | None = None
    groups: tuple[IdeaGroup, ...] = ()
    boards: dict[str, Board] = {}  # by kind (flows/themes.py), what is being sorted
    worded: dict[str, tuple[str, ...]] = {}  # id of a theme's wording -> parties that said yes to it
    word_asked: dict[str, tuple[str, ...]] = {}  # id of a theme's wording -> parties that were asked
    rests_on: dict[
        str, tuple[str, ...]
    ] = {}  # a wording of the mediator's -> ids of the words it was made of
    packages: tuple[Package, ...] = ()
    options: Options = Options()  # what packages are put together from; readings for the mediators alone
    analysis: Word | None = None
    question: Word | None = None
    dispute: tuple[Word, ...] = ()
    go: Literal["", "go", "go_if", "no_go"] = ""
    go_because: Word | None = None
    ticked: tuple[str, ...] = ()  # gate items that rest on the mediator's own judgement
    posted: tuple[str, ...] = ()
    mapped: tuple[str, ...] = ()  # interests' words that stand on the map in the group
    map_places: dict[
        str, Literal["shared", "compatible"]
    ] = {}  # an interest's words -> where the mediator put it
    map_together: tuple[tuple[str, ...], ...] = ()  # interests' words that the mediator laid on one card
    map_tensions: tuple[tuple[str, str], ...] = ()  # pairs of interests' words, as the mediator sees it
    question_edition: int = 0  # counts the wordings of the joint question
    positions_withdrawn: tuple[str, ...] = ()  # by their owners, as the mediator recorded
    position_asked: dict[str, int] = {}  # id of a position's words -> how often its owner was asked again
    two_ways_asked: dict[str, datetime] = {}  # interests' words -> when the owner was asked for two ways
    one_way: tuple[str, ...] = ()  # interests' words for which the owner sees one way only
    pending: tuple[Pending, ...] = ()
    taken_out: tuple[Pending, ...] = ()  # messages the mediator sent back; they can be made again
    let_go: dict[str, Pending] = {}  # summaries in the group, as they were posted last
    rewordings: tuple[Rewording, ...] = ()
    periods: tuple[Period, ...] = ()  # for corrections of those summaries
    passings: tuple[Passing, ...] = ()
    group: Group | None = None
    introduced: tuple[int, ...] = ()  # groups in which the bot explained itself
    # What a mediator has open is that mediator's own. While one's event is decided, it is in hand, in `form` and
    # `draft`; before and after, those two are empty (flows/desk/hands.py).
    forms: dict[int, Form] = {}
    drafts: dict[int, Package] = {}
    form: Form | None = None
    draft: Package | None = None
    team: dict[str, Member] = {}  # who was invited to the desk, beside the mediator who opened the case
    published: tuple[Published, ...] = ()
    done: tuple[Done, ...] = ()  # the newest last
    waivers: dict[str, Word] = {}
    agreement: Literal["", "drafted", "confirmed", "final"] = ""
    draft_file: str = ""
    draft_code: str = ""
    text: SingleText = SingleText()
    publisher: int = 0
    erase_on: datetime | None = None  # of what was never released; known once the agreement is sent
    files: bool = False  # parties may send files with their answers
    attached: dict[str, tuple[Attached, ...]] = {}  # party -> its files that are kept
    paused: bool = False
    # What the group hears of a reading, as the process agreement says; below so many parties no more than yes or no.
    reveal: Literal["verdict", "interests"] = "interests"
    reveal_floor: int = 5
    criteria: tuple[Word, ...] = ()  # by which packages are read, in the mediator's words
    criteria_edition: int = 0  # counts the lists that came before the parties
    criteria_draft: tuple[Word, ...] = ()
    record_file: str = ""  # the joint record of talks that ended without an agreement
    record_of: tuple[str, ...] = ()  # ids of the approved texts it was made of
    ended: Literal["", "agreement", "no_go", "no_consensus"] = ""
    named: dict[str, tuple[Named, ...]] = {}  # id of the words that say who is missing -> what became of it
    heard: tuple[str, ...] = ()  # parties in the order in which their first interviews ended
    brought: dict[str, tuple[bool, bool]] = {}  # party -> its interview named: a new party, a new issue
    screen: dict[str, bool] = {}  # risk of talking by messages -> whether it is there
    suited: Literal["", "whole", "partly", "not"] = ""  # what the mediator concluded from the screen
    suited_because: Word | None = None
    summary: tuple[Word, ...] = ()  # the conflict analysis, point by point, as it was sent last
    summary_edition: int = 0
    summary_draft: tuple[Word, ...] = ()  # what the mediator is writing
    conditions: tuple[GoCondition, ...] = ()  # of a "go, if"
    idea_counts: dict[str, Literal["enough", "none_yet"]] = {}  # interest -> what the mediator saw
    check_again: tuple[str, ...] = ()  # results to be checked anew since a phase was reopened
    deadlines: tuple[Deadline, ...] = ()
    facts: tuple[Fact, ...] = ()
    entered: tuple[
        str, ...
    ] = ()  # ids of answers that a register holds, or in which there was nothing for it
    calls: tuple[Call, ...] = ()  # to parties that had not answered, the newest last
    meetings: tuple[Meeting, ...] = ()
    why_at_table: dict[str, Word] = {}  # party -> the reason, in the mediator's words
    asked_on: dict[str, dict[str, datetime]] = {}  # open round -> party -> since when it was asked
    reported: dict[str, Report] = {}  # commitment, as "P4.2:0" -> what became of it, as its owner said last
    took: dict[
        str, tuple[int, ...]
    ] = {}  # party -> working days for each round it answered, for the mediators
    left_since_go: tuple[str, ...] = ()  # parties that left since go or no go was decided

    @model_validator(mode="before")
    @classmethod
    def _of_one_mediator(cls, stored: Any) -> Any:
        """A state of before there could be several mediators: what is open is the one mediator's."""
        if not isinstance(stored, dict) or not stored.get("mediators"):
            return stored
        owner = stored["mediators"][0]
        for one, each in (("form", "forms"), ("draft", "drafts")):
            if stored.get(one):
                stored = {**stored, one: None, each: {**stored.get(each, {}), owner: stored[one]}}
        return stored

    @model_validator(mode="before")
    @classmethod
    def _before_authors_were_asked(cls, stored: Any) -> Any:
        """A state of before each author let exact texts go: what the others have read stays readable."""
        if not isinstance(stored, dict) or not stored.get("ideas") or "freed" in stored:
            return stored
        shown = any(one.startswith("ideas") for one in stored.get("posted", ()))
        words = [one["word"] for one in stored["ideas"] if isinstance(one, dict)] if shown else []
        return {**stored, "freed": {one["id"]: one["digest"] for one in words}}

    @property
    def address(self) -> str:
        return f"mediation:{self.id}"

    @property
    def observers(self) -> tuple[int, ...]:
        """Who may look and do nothing."""
        seated = (one for one in self.team.values() if one.standing is Standing.SEATED)
        return tuple(one.user for one in seated if one.role == "observer")

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
    """The mediation on its way through one event.

    `user`: whose form and draft are in hand. `lengths`: how many characters texts have that may be shared out now, by
    the ids of their words.
    """

    user: int = 0
    lengths: dict[str, int] = {}


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
    """Open a form: the next thing this mediator, and no other, types is the answer."""
    state = table.state
    in_hand = user == table.user
    stop = desk_button(state, term("button.stop"), "form_stop")
    asked = Tell(
        mediation=state.id,
        user=user,
        say=Say(parts=parts, buttons=tuple((one,) for one in (*buttons, stop)), numbered=False),
    )
    return table.plus(asked, form=form) if in_hand else table.plus(asked, forms={**state.forms, user: form})


def propose(table: Table, pending: Pending, *before: Piece) -> Table:
    """Put a message for the group before the mediators: they see exactly what the group would see."""
    state = table.state
    earlier = next((one for one in state.pending if one.key == pending.key), None)
    pending = pending.again(earlier)
    kept = tuple(one for one in state.pending if one.key != pending.key)
    out = tuple(one for one in state.taken_out if one.key != pending.key)
    table = table.plus(pending=(*kept, pending), taken_out=out)
    return table.plus(*show(table.state, pending, *before))


def show(state: Mediation, pending: Pending, *before: Piece) -> tuple[Tell, ...]:
    """The message as it would be posted, with its file, to every mediator."""
    message = preview(state, pending, *before)
    return tuple(one.model_copy(update={"file": pending.file}) for one in tell_mediators(state, message))


def preview(state: Mediation, pending: Pending, *before: Piece) -> Say:
    """What the group would see, what is not in it, and what can be done with it; for a mediator."""
    about = {"key": pending.key, "says": pending.fingerprint}
    buttons = (
        desk_button(state, term("button.publish"), "publish", **about),
        desk_button(state, term("review.edit"), "review_edit", key=pending.key),
        desk_button(state, term("button.hold"), "hold", key=pending.key),
        desk_button(state, term("review.back"), "review_back", key=pending.key),
    )
    message = pending.going.say
    after: tuple[Piece, ...] = (Listing(lines=message.ballot, first=1),) if message.ballot else ()
    for key, ids in (("review.left_out", pending.left_out), ("review.cut", pending.cut)):
        if ids:
            heading = term("review.left_out") if key == "review.left_out" else term("review.cut")
            after += (heading, Listing(lines=tuple(Quote(id=one, marks=True) for one in ids)))
    parts = (*before, term("review.heading"), *message.parts, *after)
    return say(*parts, buttons=buttons, numbered=True, picture=message.picture)
