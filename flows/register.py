"""What a mediation has on its shelves: parties, frames, interests, ideas, packages; ids and choices, never words."""

from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import Literal

from flows.events import Sender
from flows.messages import Both, Piece
from flows.signals import Word
from flows.value import Value


class Standing(StrEnum):
    """Where a party's seat stands."""

    INVITED = "invited"  # a link was made
    CLAIMED = "claimed"  # somebody opened it; the mediator has not confirmed yet
    SEATED = "seated"  # a representative sits in the seat
    LEFT = "left"  # the party left


class Mandate(StrEnum):
    """What a representative may promise (options of p2_mandate)."""

    OWN = "own"  # decides alone
    PROVISIONAL = "provisional"  # a provisional yes, then board or members decide
    THINK_ALONG = "think_along"  # may only think along; somebody else decides


class Party(Value):
    """One party. `secret` is the SHA-256 of its invitation's secret: the secret itself is never kept."""

    id: str
    name: str
    government: bool = False
    standing: Standing = Standing.INVITED
    secret: str = ""
    secret_until: datetime | None = None
    claimed_by: Sender | None = None
    user: int = 0
    proxy: bool = False  # the mediator enters the answers; `user` is the mediator then
    former: tuple[int, ...] = ()  # who sat here before
    at_table: bool = False  # has finished its first questions, or its catching-up
    mandate: Mandate | None = None

    @property
    def needs_ratification(self) -> bool:
        """Unless a party said it decides alone, somebody else still has to."""
        return self.mandate is not Mandate.OWN


class Note(Value):
    """What a party's answer to one ask was: choices and ids of words."""

    prompt: str
    about: str = ""
    status: Literal["answered", "skipped"] = "answered"
    choice: tuple[int, ...] = ()
    words: tuple[Word, ...] = ()
    aside: tuple[Word, ...] = ()  # for the mediator only, whatever the question allows
    frames: dict[
        str, tuple[int, ...]
    ] = {}  # id of words -> numbers of the frames they touch, for the mediator
    asked: Piece | None = None  # the question as it was put
    options: tuple[Piece, ...] = ()  # of a question the mediator added
    user: int = 0  # who of the party said it
    edition: int = 0  # of the case's questions, when it was put

    @property
    def said(self) -> tuple[Word, ...]:
        """All of it, as the mediator reads it. Everybody else: `words`."""
        return self.words + self.aside


How = Literal["", "phone", "paper", "email", "meeting"]  # "": not recorded yet


class Confirmed(Value):
    """How and when a party without Telegram confirmed what was entered for it in a round."""

    party: str
    round: str
    how: How = ""
    on: date | None = None


class Change(Value):
    """One change of this case's questions. `phase` is where an added question is read; `line` is of a file."""

    do: Literal["skip", "add", "reword", "move"]
    key: str
    after: str = ""
    type: Literal["text", "multi", "choice", "multichoice"] = "text"
    nl: str = ""
    en: str = ""
    options: tuple[Both, ...] = ()
    phase: str = "1"
    line: int = 0


class Translation(Value):
    """The mediator's translation of a party's words; `word` is its own id, `user` who was asked about it."""

    original: str
    word: str = ""
    party: str
    user: int
    language: str
    status: Literal["new", "asked", "agreed", "almost", "own_words"]  # "new": none was made


class Frame(Value):
    """A limit or promise of an authority."""

    number: int
    type: Literal["fixed", "open", "outcome"]
    party: str
    word: Word | None  # None: the outcome frame is a choice of the script
    choice: int | None = None
    reason: Word | None = None
    until: Word | None = None
    published: bool = False


class Interest(Value):
    """An interest in its owner's wording. `for_group` false: never to the group, in no form."""

    id: str
    party: str
    word: str
    for_group: bool
    position: str = ""  # id of the position the ladder began at
    importance: int | None = None  # for the mediator alone
    cited: tuple[str, ...] = ()  # keys of the packages (P1.2) against which it was brought up in own words


class Idea(Value):
    """One idea, numbered in the order the mediator sees; its author is known to the mediator only."""

    number: int
    party: str
    word: Word
    round: str
    shown: int = 0  # to how many others it was shown


class IdeaGroup(Value):
    """Ideas that belong together, under the wording of one of them."""

    ideas: tuple[int, ...]
    wording: int
    agreed: tuple[str, ...] = ()  # parties that said their meaning survives


class Commitment(Value):
    """Who does what, or does not; `kind` as in the agreement."""

    party: str
    what: Word
    when: Word
    kind: Literal["result", "effort", "aim", "not"]
    due: datetime | None = None  # where `when` holds a date


class Contingency(Value):
    """If this is measured, then that."""

    condition: Word
    consequence: Word
    measurer: Word | None = None
    otherwise: Word | None = None


class Package(Value):
    """One version of a package of options."""

    number: int
    version: int = 1
    title: Word
    ideas: tuple[int, ...] = ()
    idea_words: tuple[Word, ...] = ()  # of those ideas, in an order that says nothing of when they came
    articles: tuple[Word, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    contingencies: tuple[Contingency, ...] = ()
    put_forward: bool = False
    outcome: str = ""
    uncovered: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"P{self.number}"

    @property
    def key(self) -> str:
        return f"{self.id}.{self.version}"

    @property
    def words(self) -> tuple[Word, ...]:
        """Every text of this version, in the order of the document."""
        promised = [word for one in self.commitments for word in (one.what, one.when)]
        conditional = [
            word
            for one in self.contingencies
            for word in (one.condition, one.consequence, one.measurer, one.otherwise)
            if word
        ]
        return (self.title, *self.articles, *promised, *conditional)

    @property
    def hash(self) -> str:
        """SHA-256 (hexadecimal) over the digests of all texts and what binds them: any change of a byte shows."""
        body = {
            "package": self.number,
            "ideas": [one.digest for one in self.idea_words],
            "title": self.title.digest,
            "articles": [one.digest for one in self.articles],
            "commitments": [
                [one.party, one.what.digest, one.when.digest, one.kind] for one in self.commitments
            ],
            "contingencies": [
                [
                    word.digest if word else ""
                    for word in (one.condition, one.consequence, one.measurer, one.otherwise)
                ]
                for one in self.contingencies
            ],
        }
        return sha256(dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Group(Value):
    """The group chat, and what Telegram says of its members."""

    chat: int
    title: str = ""
    admin: bool = False
    present: tuple[int, ...] = ()
    members: int = 0


class Waived(Value):
    """A gate's item as it stood when the phase closed."""

    item: str
    met: bool
    waived_because: Word | None = None


class PhaseRecord(Value):
    """When a phase opened and closed, and its gate at that moment. A reopened phase gets a new record."""

    phase: int
    opened_at: datetime
    closed_at: datetime | None = None
    gate: tuple[Waived, ...] = ()
    reopened_because: Word | None = None
