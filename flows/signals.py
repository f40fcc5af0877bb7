"""What the machines tell each other, in the past tense. Ids and choices only: never what somebody said."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.events import Sender
from flows.messages import Piece
from flows.value import Value


class Word(Value):
    """Words in the vault: their id, and the first 16 hexadecimal digits of their SHA-256."""

    id: str
    digest: str


class Ask(Value):
    """One question for one person.

    `about` is the subject's id (an interest, a frame, a package version); `show` is read before the question;
    `options` replaces the script's own choices.
    """

    id: str
    prompt: str
    about: str = ""
    fill: dict[str, Piece] = {}
    show: tuple[Piece, ...] = ()
    options: tuple[Piece, ...] = ()
    instead: Piece | None = None  # said instead of the prompt's wording, where that was said before
    round: str = ""  # the round that brought it
    required: bool = False  # no skipping: consents, and what an agreement stands on
    edition: int = 0  # of the case's questions, when it was put


class Answer(Value):
    """What became of an ask. `choice` holds positions (from 0) in the options; a skip is an answer too."""

    ask: Ask
    status: Literal["answered", "skipped"]
    choice: tuple[int, ...] = ()
    words: tuple[Word, ...] = ()
    aside: tuple[str, ...] = ()  # ids of those words that are for the mediator only, whatever the prompt says
    frames: dict[str, tuple[int, ...]] = {}  # id of words -> numbers of the frames they touch
    at: datetime

    @property
    def shown(self) -> tuple[Word, ...]:
        """The words that may go where their question allows."""
        return tuple(one for one in self.words if one.id not in self.aside)


class LinkOpened(Value):
    """Somebody came with an invitation link to this mediation."""

    t: Literal["link_opened"] = "link_opened"
    sender: Sender
    secret: str


class MediationCreated(Value):
    """A mediator opened a new mediation."""

    t: Literal["mediation_created"] = "mediation_created"
    sender: Sender
    title: str


class DeskOpened(Value):
    """This person runs a mediation; as an observer: may look on, and do nothing."""

    t: Literal["desk_opened"] = "desk_opened"
    mediation: str
    title: str = ""
    observer: bool = False


class DeskClosed(Value):
    """This person no longer runs this mediation, or no longer looks on."""

    t: Literal["desk_closed"] = "desk_closed"
    mediation: str


class Seated(Value):
    """This person has a seat at a mediation, for a party; by proxy: the mediator enters the answers."""

    t: Literal["seated"] = "seated"
    mediation: str
    party: str
    title: str = ""
    party_name: str = ""
    proxy: bool = False


class Unseated(Value):
    """This person no longer has this seat."""

    t: Literal["unseated"] = "unseated"
    mediation: str
    party: str


class Fronted(Value):
    """This person pressed a button of another place of theirs than the one in front: what follows is about that one."""

    t: Literal["fronted"] = "fronted"
    place: str


class Unplaced(Value):
    """Something typed that may be about more than one place; it is kept under `held` until its writer says which."""

    t: Literal["unplaced"] = "unplaced"
    held: str
    message: int = 0


class CaseAsked(Value):
    """Somebody with a desk or an observer's place asks how this case stands; `CaseTold` comes back."""

    t: Literal["case_asked"] = "case_asked"
    user: int


class CaseTold(Value):
    """How a case stands, for whoever asked: nothing of what anybody answered."""

    t: Literal["case_told"] = "case_told"
    mediation: str
    parts: tuple[Piece, ...] = ()


class LanguageChosen(Value):
    """The person chose a language."""

    t: Literal["language_chosen"] = "language_chosen"
    language: str


class SeatTaken(Value):
    """The mediator confirmed the person in the seat; the first questions come with it."""

    t: Literal["seat_taken"] = "seat_taken"
    sender: Sender
    party: str
    party_name: str
    asks: tuple[Ask, ...]
    round: str
    until: datetime
    zone: str
    proxy: bool = False  # the mediator enters the answers, for a party without Telegram
    files: bool = False  # may be sent with an answer


class SeatRevoked(Value):
    """The person no longer speaks for the party: nothing private stays, only what the party keeps."""

    t: Literal["seat_revoked"] = "seat_revoked"
    interests: tuple[str, ...]  # ids of the interests the party keeps


class HandedOver(Value):
    """Another mediator enters the answers of this party without Telegram from now on."""

    t: Literal["handed_over"] = "handed_over"
    user: int


class RoundOpened(Value):
    """A round with questions for this party; an empty one is finished at once."""

    t: Literal["round_opened"] = "round_opened"
    round: str
    asks: tuple[Ask, ...]
    until: datetime
    not_before: datetime | None = None  # when the party's own hours begin; its first question waits for them
    urgent: bool = False  # goes before what is still to be asked
    at_once: bool = False  # goes before the question in front, too


class RoundClosed(Value):
    """The mediator closed the round; what was not answered is no longer asked."""

    t: Literal["round_closed"] = "round_closed"
    round: str


class PressedInGroup(Value):
    """Answered an open question by a button in the group."""

    t: Literal["pressed_in_group"] = "pressed_in_group"
    ask: str
    choice: int


class Answered(Value):
    """A party answered or skipped one question."""

    t: Literal["answered"] = "answered"
    party: str
    user: int
    answer: Answer


class RoundFinished(Value):
    """A party has nothing left to answer in the round."""

    t: Literal["round_finished"] = "round_finished"
    party: str
    round: str


class HumanWanted(Value):
    """A person would rather talk to the mediator."""

    t: Literal["human_wanted"] = "human_wanted"
    party: str


class HumanNeeded(Value):
    """What a person said must be taken up by a human first (rule THREAT); the interview stands still."""

    t: Literal["human_needed"] = "human_needed"
    party: str
    ask: str


class WentOn(Value):
    """The mediator spoke with the person: the interview goes on."""

    t: Literal["went_on"] = "went_on"


class Attached(Value):
    """A file kept with a question: what kind it is by its content, never what it was called or what is in it."""

    id: str
    ask: str
    prompt: str
    about: str = ""
    asked: Piece
    kind: str  # as the ending of a name: pdf, jpg ...
    at: datetime


class FilesAllowed(Value):
    """The mediator lets parties send files with their answers, or no longer does."""

    t: Literal["files_allowed"] = "files_allowed"
    allowed: bool


class FileKept(Value):
    """A file somebody sent is kept, after `KeepFile`; `problem` says why it is not."""

    t: Literal["file_kept"] = "file_kept"
    id: str
    user: int
    ask: Ask
    kind: str = ""
    problem: Literal["", "too_big", "gone", "kind", "no_key"] = ""


class FileAdded(Value):
    """A party sent a file with an answer; it is for the mediator only."""

    t: Literal["file_added"] = "file_added"
    party: str
    file: Attached


class FileNotKept(Value):
    """A file of a party could not be kept because the key is missing: only the operator can mend that."""

    t: Literal["file_not_kept"] = "file_not_kept"
    party: str


class FilesWithdrawn(Value):
    """A party took files back; they are deleted."""

    t: Literal["files_withdrawn"] = "files_withdrawn"
    party: str
    ids: tuple[str, ...]


class WordsWithdrawn(Value):
    """A party took something back."""

    t: Literal["words_withdrawn"] = "words_withdrawn"
    party: str
    ask: str
    ids: tuple[str, ...]


class Reworded(Value):
    """The owner said yes to other words: they stand in the place of these from now on."""

    t: Literal["reworded"] = "reworded"
    old: str
    new: Word


# ------------------------------------------------------------------ to and from a package's deliberation


class ReadingOpened(Value):
    """A package is put forward for reading by these parties."""

    t: Literal["reading_opened"] = "reading_opened"
    package: str
    version: int
    hash: str
    parties: tuple[str, ...]
    needs_ratification: tuple[str, ...]
    keeps: tuple[str, ...] = ()  # of those, whose earlier reading stands: nothing changed that touches them


class AskedAgain(Value):
    """Whoever could not answer yet is asked once more, on the same version."""

    t: Literal["asked_again"] = "asked_again"
    version: int


class Read(Value):
    """A party's private reading; `value` is a step of the support scale, or `more_info` or `consult`."""

    t: Literal["read"] = "read"
    version: int | None = None  # of the package it was said about
    party: str
    value: int | Literal["more_info", "consult"]


class StakesNamed(Value):
    """A party named own interests the package does not take care of."""

    t: Literal["stakes_named"] = "stakes_named"
    version: int | None = None  # of the package it was said about
    party: str
    interests: tuple[str, ...]


class ReadingClosed(Value):
    """All have read, or the mediator closed the round."""

    t: Literal["reading_closed"] = "reading_closed"


class CheckOpened(Value):
    """The final check: every interest to its owner, every commitment to its owner, the last question to all."""

    t: Literal["check_opened"] = "check_opened"
    interests: tuple[str, ...]
    commitments: tuple[int, ...]


class CoverageClosed(Value):
    """All have judged their interests and their commitments, or the mediator closed the round."""

    t: Literal["coverage_closed"] = "coverage_closed"


class Judged(Value):
    """An owner's judgement of an interest: sufficient, partly (and acceptable), not, let go."""

    t: Literal["judged"] = "judged"
    version: int | None = None  # of the package it was said about
    interest: str
    judgement: Literal["sufficient", "partly", "not", "let_go"]


class CommitmentAccepted(Value):
    """A party accepted, or did not accept, what it would do."""

    t: Literal["commitment_accepted"] = "commitment_accepted"
    version: int | None = None  # of the package it was said about
    number: int
    accepted: bool


class FinalSaid(Value):
    """A party's answer to the last question, on one version."""

    t: Literal["final_said"] = "final_said"
    version: int | None = None  # of the package it was said about
    party: str
    answer: Literal["support", "aside", "cannot"]


class CheckClosed(Value):
    """All have answered the last question, or the mediator closed the round."""

    t: Literal["check_closed"] = "check_closed"


class Ratified(Value):
    """A party's constituency or board decided on the version."""

    t: Literal["ratified"] = "ratified"
    version: int | None = None  # of the package that was decided on
    party: str
    agreed: bool
    words: tuple[Word, ...] = ()


class PartyJoined(Value):
    """A party came to the table late: what was reached without it is suspended until it has read too."""

    t: Literal["party_joined"] = "party_joined"
    party: str
    needs_ratification: bool


class PartyLeft(Value):
    """A party left: nobody waits for what it would say; `interests` and `commitments` (numbers) are its own."""

    t: Literal["party_left"] = "party_left"
    party: str
    interests: tuple[str, ...] = ()
    commitments: tuple[int, ...] = ()


class VerdictReached(Value):
    """The deliberation's state on a version, by the rule of flows/verdict.py."""

    t: Literal["verdict_reached"] = "verdict_reached"
    package: str
    version: int
    outcome: str
    blocks: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()


class ReflectionBegan(Value):
    """Nothing stands in the way of the last question; it is asked at `until` and no sooner."""

    t: Literal["reflection_began"] = "reflection_began"
    package: str
    version: int
    until: datetime


# ------------------------------------------------------------------ to and from the agreement


class AgreementDrafted(Value):
    """The text is ready to be typeset: ids of released words by place in the document (flows/process/closing.py)."""

    t: Literal["agreement_drafted"] = "agreement_drafted"
    material: dict[str, Any]
    users: dict[str, int]  # party -> representative
    needs_ratification: tuple[str, ...]
    zone: str = "Europe/Amsterdam"
    country: str = "NL"
    hours: dict[str, tuple[int, ...]] = {}  # party -> what it chose of on_contact


class AgreementSigned(Value):
    """A party confirmed the text with this code."""

    t: Literal["agreement_signed"] = "agreement_signed"
    party: str
    code: str


class AgreementUnsigned(Value):
    """A party that had confirmed, or was asked to, does not."""

    t: Literal["agreement_unsigned"] = "agreement_unsigned"
    party: str


class AgreementRatified(Value):
    """The body that had to decide for a party decided; `words` say which body and when."""

    t: Literal["agreement_ratified"] = "agreement_ratified"
    party: str
    words: tuple[Word, ...] = ()


class RemindersChosen(Value):
    """Whether a party wants to be reminded of what it agreed to."""

    t: Literal["reminders_chosen"] = "reminders_chosen"
    party: str
    wanted: bool


class SeatChanged(Value):
    """Somebody else speaks for a party from now on; 0 while nobody does."""

    t: Literal["seat_changed"] = "seat_changed"
    party: str
    user: int


class CommitmentReported(Value):
    """What the owner of a commitment said became of it; `number` (from 0) is its place in the agreement."""

    t: Literal["commitment_reported"] = "commitment_reported"
    number: int
    how: Literal["done", "later", "not"]


class AgreementClosed(Value):
    """The mediator publishes the document as it stands now."""

    t: Literal["agreement_closed"] = "agreement_closed"


class AgreementMade(Value):
    """A document exists: `code` is the hash of its text, `final` whether it carries the confirmations."""

    t: Literal["agreement_made"] = "agreement_made"
    file: str
    code: str
    version: int
    final: bool
    status: Literal["draft", "in_principle", "ratified"]


class AgreementConfirmed(Value):
    """Every party confirmed the same text."""

    t: Literal["agreement_confirmed"] = "agreement_confirmed"
    code: str


ForPerson = Annotated[
    DeskOpened | DeskClosed | Seated | Unseated | Fronted | Unplaced | LanguageChosen | CaseTold,
    Field(discriminator="t"),
]
ForInterview = Annotated[
    SeatTaken | SeatRevoked | HandedOver | RoundOpened | RoundClosed | PressedInGroup | WentOn | Reworded,
    Field(discriminator="t"),
]
ForMediation = Annotated[
    LinkOpened
    | MediationCreated
    | CaseAsked
    | CommitmentReported
    | Answered
    | RoundFinished
    | HumanWanted
    | HumanNeeded
    | WordsWithdrawn
    | FileAdded
    | FileNotKept
    | FilesWithdrawn
    | VerdictReached
    | ReflectionBegan
    | AgreementMade
    | AgreementConfirmed,
    Field(discriminator="t"),
]
ForAgreement = Annotated[
    AgreementDrafted
    | AgreementSigned
    | AgreementUnsigned
    | AgreementRatified
    | AgreementClosed
    | RemindersChosen
    | SeatChanged,
    Field(discriminator="t"),
]
ForDeliberation = Annotated[
    ReadingOpened
    | AskedAgain
    | Read
    | StakesNamed
    | ReadingClosed
    | CheckOpened
    | CoverageClosed
    | Judged
    | CommitmentAccepted
    | FinalSaid
    | CheckClosed
    | Ratified
    | PartyJoined
    | PartyLeft,
    Field(discriminator="t"),
]
