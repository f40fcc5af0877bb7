"""What a mediation has on its shelves: parties, frames, interests, ideas, packages; ids and choices, never words."""

from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import Literal

from flows.events import Sender
from flows.messages import Both, Piece, Say
from flows.signals import Word
from flows.value import Value


class Standing(StrEnum):
    """Where a party's seat stands."""

    INVITED = "invited"  # a link was made
    CLAIMED = "claimed"  # somebody opened it; the mediator has not confirmed yet
    SEATED = "seated"  # a representative sits in the seat
    LEFT = "left"  # the party left
    DECLINED = "declined"  # was asked, and does not come


class Mandate(StrEnum):
    """What a representative may promise (options of p2_mandate)."""

    OWN = "own"  # decides alone
    PROVISIONAL = "provisional"  # a provisional yes, then board or members decide
    THINK_ALONG = "think_along"  # may only think along; somebody else decides


class Away(Value):
    """Why a party is not at the table (`because` is for the mediator), and who looks after its interests.

    `by` is the party that does. `reason` says why nobody does; it stands in the agreement.
    """

    how: Literal["left", "declined", "kept_out"]
    because: Word | None = None
    carried: Literal["", "party", "mediator", "nobody"] = ""
    by: str = ""
    reason: Word | None = None
    on_map: bool = False  # of a party that left: its interests stay on the map


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
    away: Away | None = None
    joining: Literal["", "link", "proxy"] = ""  # what follows once the others have said whether they object

    @property
    def needs_ratification(self) -> bool:
        """Unless a party said it decides alone, somebody else still has to."""
        return self.mandate is not Mandate.OWN


class Member(Value):
    """Somebody beside the mediator who opened the case. `secret` as of a party's link; `name` as typed."""

    id: str
    role: Literal["mediator", "observer"]
    name: str
    standing: Standing = Standing.INVITED
    secret: str = ""
    secret_until: datetime | None = None
    claimed_by: Sender | None = None
    user: int = 0


class Published(Value):
    """A message as it went to the group; its words are opened again for whoever reads it later."""

    key: str
    say: Say
    at: datetime
    by: int


class Done(Value):
    """A button of the desk that was pressed with effect, by which mediator; `press` is a fingerprint of it."""

    press: str
    user: int


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


class FrameBefore(Value):
    """What a frame said in an earlier version, and why that ended."""

    version: int
    word: Word | None
    choice: int | None = None
    reason: Word | None = None
    until: Word | None = None
    body: Word | None = None
    ended_because: Word
    effect: Word


class Frame(Value):
    """A limit or promise of an authority. Once published it keeps its number, and changes by a notice only."""

    number: int
    type: Literal["fixed", "open", "outcome"]
    party: str
    word: Word | None  # None: the outcome frame is a choice of the script
    choice: int | None = None
    reason: Word | None = None
    until: Word | None = None  # of a fixed frame: until when, and who decided it
    body: Word | None = None  # of an outcome frame: which body decides, and around which date
    published: bool = False
    version: int = 1
    earlier: tuple[FrameBefore, ...] = ()

    @property
    def key(self) -> str:
        """`K2`, and `K2.3` from its third version on: what an answer about the frame was about."""
        return f"K{self.number}" if self.version == 1 else f"K{self.number}.{self.version}"


class FrameNotice(Value):
    """A change of a frame on its way: what an authority gave notice of, entered by a mediator.

    `until` None: the end stays as it was.
    """

    number: int
    version: int  # the frame's version after it
    word: Word
    reason: Word
    effect: Word
    until: Word | None = None

    @property
    def key(self) -> str:
        return f"frame:K{self.number}.{self.version}"


class FrameAnswer(Value):
    """The mediator's answer to a party's question about a frame; all parties get it once it is `sent`."""

    question: str  # the key of what was asked
    number: int  # of the frame
    word: Word
    owner: Literal["", "asked", "agreed", "not"] = ""  # what the authority says of these words
    sent: bool = False


class RulePoint(Value):
    """One ground rule, or one point of the process agreement; without own texts it is the proposed one."""

    kind: Literal["rule", "agreed"]
    number: int  # stays, whatever becomes of the others
    nl: str = ""
    en: str = ""
    since: int = 1  # the version of the document that brought these words
    dropped: bool = False
    key: str = ""  # of a sentence that the bot brings, in the place of an own text


class GroundRules(Value):
    """The ground rules and the process agreement of a case, as one document with versions."""

    version: int = 1
    points: tuple[RulePoint, ...]


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
    seen_by: tuple[str, ...] = ()  # parties that had it on a sheet
    serves: tuple[str, ...] = ()  # interests by id: those it was asked for
    fit: Literal["", "fits", "frame", "unknown"] = ""  # after the last round, for the mediator alone


class IdeaGroup(Value):
    """Ideas that belong together, under the wording of one of them."""

    ideas: tuple[int, ...]
    wording: int
    agreed: tuple[str, ...] = ()  # parties that said their meaning survives
    name: Word | None = None  # the mediator's wording, instead of that of one of them
    number: int = 0  # of the theme, for the mediator; stays (0: of an earlier version)
    late: bool = False  # came after the sorting, and was not sorted yet

    @property
    def ask(self) -> str:
        """The id of the question to its authors: another one for another wording."""
        name = f":{self.name.digest[:8]}" if self.name else ""
        return f"p4_merge_check:{self.wording}{name}"

    @property
    def needs_authors(self) -> bool:
        """Whether its authors have to say that their meaning survives in the wording."""
        return len(self.ideas) > 1 or self.name is not None


class Commitment(Value):
    """Who does what, or does not; `kind` as in the agreement."""

    party: str
    what: Word
    when: Word
    kind: Literal["result", "effort", "aim", "not"]
    due: datetime | None = None  # where `when` holds a date


class Contingency(Value):
    """If this is measured, then that. What is None was left open, and is flagged as long as it is."""

    condition: Word
    consequence: Word
    measurer: Word | None = None
    otherwise: Word | None = None
    indicator: Word | None = None  # what is measured
    by: Word | None = None  # before which date
    unmeasured: Word | None = None  # what holds if nobody measured

    @property
    def words(self) -> tuple[Word, ...]:
        every = (self.condition, self.consequence, self.indicator, self.measurer, self.by)
        return tuple(one for one in (*every, self.otherwise, self.unmeasured) if one)

    @property
    def complete(self) -> bool:
        return None not in (self.indicator, self.measurer, self.by, self.otherwise, self.unmeasured)


class Changed(Value):
    """One change of a package's text since the version before.

    `number` is that of the article, or the place of the commitment or the if-then (from 1). `touches` are the
    interests (ids) this place is about, as the mediator says; None: the mediator has not said.
    """

    what: Literal["title", "article", "ideas", "commitment", "contingency"]
    number: int = 0
    how: Literal["new", "changed", "gone"] = "changed"
    touches: tuple[str, ...] | None = None
    parties: tuple[str, ...] = ()  # whose commitment it is or was


class Behind(Value):
    """What a text of a package came from, as its mediator said: articles of it by their words, ideas, interests."""

    articles: tuple[str, ...] = ()  # ids of their words: which article a promise carries out
    ideas: tuple[int, ...] = ()
    interests: tuple[str, ...] = ()


class Package(Value):
    """One version of a package of options. An article keeps its number; one that is taken out stays in `gone`."""

    number: int
    version: int = 1
    title: Word
    ideas: tuple[int, ...] = ()
    idea_words: tuple[Word, ...] = ()  # of those ideas, in an order that says nothing of when they came
    articles: tuple[Word, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    contingencies: tuple[Contingency, ...] = ()
    behind: dict[str, Behind] = {}  # id of a text's (first) words -> what it came from; no part of the text
    put_forward: bool = False
    outcome: str = ""
    uncovered: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    gone: tuple[int, ...] = ()  # numbers of articles that no longer hold
    changes: tuple[Changed, ...] = ()  # since the version the parties read before this one
    since: int = 0  # that version
    kept: tuple[str, ...] = ()  # parties whose earlier reading stands
    asked: Literal["", "reading", "check", "final"] = ""  # the last round about it

    @property
    def id(self) -> str:
        return f"P{self.number}"

    @property
    def standing(self) -> tuple[tuple[int, Word], ...]:
        """The articles that hold, each with its number."""
        return tuple(
            (number, one) for number, one in enumerate(self.articles, start=1) if number not in self.gone
        )

    @property
    def key(self) -> str:
        return f"{self.id}.{self.version}"

    @property
    def words(self) -> tuple[Word, ...]:
        """Every text of this version, in the order of the document."""
        promised = [word for one in self.commitments for word in (one.what, one.when)]
        conditional = [word for one in self.contingencies for word in one.words]
        return (self.title, *(one for _, one in self.standing), *promised, *conditional)

    @property
    def hash(self) -> str:
        """SHA-256 (hexadecimal) over the digests of all texts, in order, and what binds them: any change shows."""
        body = {
            "package": self.number,
            "ideas": [one.digest for one in self.idea_words],
            "title": self.title.digest,
            "articles": [one.digest for one in self.articles],
            **({"gone": list(self.gone)} if self.gone else {}),
            "commitments": [
                [one.party, one.what.digest, one.when.digest, one.kind] for one in self.commitments
            ],
            "contingencies": [
                [
                    *(
                        word.digest if word else ""
                        for word in (one.condition, one.consequence, one.measurer, one.otherwise)
                    ),
                    # Each under its name, and only where there is one: packages from before have the same hash.
                    *(
                        f"{name}:{word.digest}"
                        for name, word in (
                            ("indicator", one.indicator),
                            ("by", one.by),
                            ("unmeasured", one.unmeasured),
                        )
                        if word
                    ),
                ]
                for one in self.contingencies
            ],
        }
        return sha256(dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Passing(Value):
    """Words on their way from one party to others, through the mediator.

    A question, its reply, what its owner understood of another party (recognition), or that party's remark on it.
    `about`: the number of the question or recognition it answers.
    """

    number: int
    kind: Literal["question", "reply", "recognition", "remark"]
    owner: str
    to: tuple[str, ...]
    ask: str  # whose answer it is
    word: Word | None = None
    about: int = 0
    # wording: its owner is asked about a neutral wording; kept_back: the mediator did not pass it on
    status: Literal["new", "wording", "passed", "kept_back", "withdrawn"] = "new"
    neutral: Word | None = None
    by: int = 0  # the mediator who decided
    judged: Literal["", "right", "partly", "not"] = ""
    in_group: tuple[str, ...] = ()  # who said that it may go to the group


class Inside(Value):
    """Somebody in the group who has no seat and no desk; only the name that Telegram shows."""

    user: int
    name: str
    accepted: bool = False  # an observer: the mediator said that all parties agree


class Group(Value):
    """The group chat, and what Telegram says of its members."""

    chat: int
    title: str = ""
    admin: bool = False
    deletes: bool = False  # the bot may take away what others wrote
    writes: bool = True  # the bot has a voice
    topic: int = 0  # where posts go; 0: General, or a group without topics
    talk: bool = False  # the mediator opened the group for talk; else it is for announcements
    present: tuple[int, ...] = ()  # of those with a seat or a desk
    members: int = 0
    others: tuple[Inside, ...] = ()  # strangers and observers whose name is known
    linked_by: int = 0
    said: dict[str, datetime] = {}  # what was said lately in the group, or to whom: not again at once


class Named(Value):
    """What the mediator did with one answer to "who is missing" (practice, B phase 1)."""

    how: Literal["invited", "represented", "not_relevant"]
    party: str = ""  # who was invited, or who represents them
    because: Word | None = None


class GoCondition(Value):
    """Something that has to be so for the talks to go on (a "go, if")."""

    word: Word
    met: bool = False


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
