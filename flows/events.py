"""What happened, in the past tense: first what Telegram brings, then what machines and rooms tell each other."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.messages import Piece
from flows.value import Value


class FrameText(Value):
    """What a published frame of the case says, looked up for one decision; never part of a state."""

    number: int
    text: str


class Marks(Value):
    """Where a text (by its id) may give its author away: characters from, until; looked up for one decision."""

    word: str
    places: tuple[tuple[int, int], ...]


class Moment(Value):
    """The clock and chance, as arguments: `now` in UTC, `dice` 32 random hexadecimal digits, new for every event.

    `frames` are there when an interview is about to listen to a text: the fixed frames of other parties. `marks` are
    there when a mediation may ask an author whether a text goes to the others. `lengths` are there for a mediation that
    may share out room among parties: characters of texts, by the ids of their words.
    """

    now: datetime
    dice: str
    frames: tuple[FrameText, ...] = ()
    marks: tuple[Marks, ...] = ()
    lengths: dict[str, int] = {}


class Sender(Value):
    """Whoever did something on Telegram. Only `user` is identity; the rest is what the client says."""

    user: int
    name: str = ""
    language: str | None = None  # Telegram's language code of the person's client


class Opened(Value):
    """Pressed start, with the token of an invitation link or with nothing."""

    t: Literal["opened"] = "opened"
    sender: Sender
    token: str = ""


class Commanded(Value):
    """Typed a command in private; `name` is the command's own (English) name, whatever alias was typed."""

    t: Literal["commanded"] = "commanded"
    sender: Sender
    name: str
    argument: str = ""


class Said(Value):
    """Typed words in private."""

    t: Literal["said"] = "said"
    sender: Sender
    text: str
    message_id: int = 0


class Edited(Value):
    """Changed a message already sent."""

    t: Literal["edited"] = "edited"
    sender: Sender
    text: str
    message_id: int = 0


class SentMedia(Value):
    """Sent something that is not text: photo, voice, document, sticker, location, rich message ..."""

    t: Literal["sent_media"] = "sent_media"
    sender: Sender
    media: str


class SentFile(Value):
    """Sent a document, photo, voice note or piece of audio: only its size is known, and how to get it."""

    t: Literal["sent_file"] = "sent_file"
    sender: Sender
    file_id: str
    name: str = ""  # of a document
    size: int = 0  # bytes
    media: str = "document"
    caption: str = ""
    message_id: int = 0


class Fetched(Value):
    """A text file has come, after `Fetch`; `problem` says why there is no text."""

    t: Literal["fetched"] = "fetched"
    purpose: dict[str, Any]
    name: str
    text: str = ""
    problem: Literal["", "too_big", "no_text", "gone"] = ""


class OnPaper(Value):
    """One answer of a filled-in question set, to the ask with this id."""

    ask: str
    choice: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    skipped: bool = False


class AnsweredOnPaper(Value):
    """A party without Telegram filled in its questions; the mediator saw what is in the file and takes it over."""

    t: Literal["answered_on_paper"] = "answered_on_paper"
    answers: tuple[OnPaper, ...]


class SetMade(Value):
    """A party's questions as documents: for paper, and as a text file to fill in."""

    t: Literal["set_made"] = "set_made"
    party: str
    files: tuple[str, ...]


class QuestionsWritten(Value):
    """The questions of a case as a file, after `Work(question_file)`."""

    t: Literal["questions_written"] = "questions_written"
    user: int
    edition: int
    file: str


class RecordLine(Value):
    """One line of the record; `user` None is the bot itself."""

    at: datetime
    user: int | None
    act: str
    about: dict[str, str | int] = {}


class RecordRead(Value):
    """A page of the record, the newest line first, after `Work(record_page)`; the first page is 0."""

    t: Literal["record_read"] = "record_read"
    user: int
    page: int
    lines_in_all: int
    lines: tuple[RecordLine, ...]


class MirrorRead(Value):
    """Words in what stands in the group, after `Work(mirror)`: by party, and the mediators' under no name.

    `texts`: in how many of those messages words of each stand.
    """

    t: Literal["mirror_read"] = "mirror_read"
    user: int
    messages: int
    words: dict[str, int] = {}
    texts: dict[str, int] = {}


class FilesMade(Value):
    """Files for the mediator who asked, after `Work(record_file)` or `Work(report)`."""

    t: Literal["files_made"] = "files_made"
    user: int
    what: Literal["record", "report", "joint_record"]
    files: tuple[str, ...]


class PressedStale(Value):
    """Pressed a button that is old, used, someone else's or forged."""

    t: Literal["pressed_stale"] = "pressed_stale"
    sender: Sender
    private: bool = True


class Pressed(Value):
    """Pressed a button of ours; `press` is what the machine put into it."""

    t: Literal["pressed"] = "pressed"
    sender: Sender
    press: dict[str, Any]
    chat: int
    private: bool


class Blocked(Value):
    """Blocked (or unblocked) the bot, or a message to this person was refused for good."""

    t: Literal["blocked"] = "blocked"
    user: int
    blocked: bool


class TooFast(Value):
    """Sent more in a minute or an hour than is taken in; what was too much has not been kept."""

    t: Literal["too_fast"] = "too_fast"
    sender: Sender


class GroupJoined(Value):
    """The bot was put into a group, or made or unmade admin there, or taken out (`inside` false)."""

    t: Literal["group_joined"] = "group_joined"
    sender: Sender
    chat: int
    title: str
    inside: bool
    admin: bool
    deletes: bool = False  # it may take away what others wrote
    writes: bool = True  # it has a voice


class GroupSpoke(Value):
    """Somebody wrote in a group, words or anything else, or a command (`command` is its own name). Never what."""

    t: Literal["group_spoke"] = "group_spoke"
    sender: Sender
    chat: int
    title: str = ""
    message: int = 0
    topic: int = 0  # where it stands; 0: General, or a group without topics
    to_bot: bool = False  # it answers a message of ours
    command: str = ""
    anonymous: bool = False  # an anonymous admin or a channel: no identity


class GroupRenamed(Value):
    """A group has another title."""

    t: Literal["group_renamed"] = "group_renamed"
    chat: int
    title: str


class GroupTaken(Value):
    """The group that was to be linked belongs to another mediation already."""

    t: Literal["group_taken"] = "group_taken"
    chat: int


class TakenOut(Value):
    """What became of `TakeOut`: the message is `gone`, or the bot may not delete it."""

    t: Literal["taken_out"] = "taken_out"
    chat: int
    user: int
    gone: bool


class GroupTrouble(Value):
    """Something for the group could not be posted there; where it is held, `outbox` says which message.

    gone: there is no such group for the bot. mute: it has no voice there. topic: its topic is gone or closed, and
    it goes to General. closed: General is closed too. people: somebody is inside who is not registered.
    """

    t: Literal["group_trouble"] = "group_trouble"
    chat: int
    what: Literal["gone", "mute", "topic", "closed", "people"]
    outbox: int = 0
    about: Piece | None = None


class GroupMembersChanged(Value):
    """Somebody came into or left a group."""

    t: Literal["group_members_changed"] = "group_members_changed"
    chat: int
    user: int
    name: str
    inside: bool


class GroupMigrated(Value):
    """A group became a supergroup, with another chat id."""

    t: Literal["group_migrated"] = "group_migrated"
    old: int
    new: int


class GroupSeen(Value):
    """What Telegram says of a group's members, after `LookAtGroup`."""

    t: Literal["group_seen"] = "group_seen"
    chat: int
    present: tuple[int, ...]
    members: int
    asked: tuple[int, ...] = ()  # whom it was asked about
    admins: dict[str, str] = {}  # user id -> name of those with rights there, the bot left out
    admin: bool | None = (
        None  # whether the bot is one of them, and may delete what others wrote; None: not seen
    )
    deletes: bool | None = None


class Grouped(Value):
    """The workshop's proposal for merging near-duplicates, after `Work(consolidate)`."""

    t: Literal["grouped"] = "grouped"
    groups: tuple[tuple[str, ...], ...]  # every id once, most central of each group first
    representatives: tuple[str, ...]  # one id a group
    kind: Literal["ideas", "interests", "issues", "facts"] = "ideas"
    because: dict[
        str, tuple[tuple[int, int], ...]
    ] = {}  # by id: where in its text the words stand they share
    fell_back: bool = False  # the operator's service failed; this is by the means of the bot itself


class LikeTheme(Value):
    """A theme that an item may belong to. `at`: where in the item's text the words stand that speak for it.

    `nearest`: the item of the theme that is most like it.
    """

    number: int
    at: tuple[tuple[int, int], ...] = ()
    nearest: str = ""


class Compared(Value):
    """The workshop's three likeliest themes for one item, best first, after `Work(three_themes)`."""

    t: Literal["compared"] = "compared"
    kind: Literal["ideas", "interests", "issues", "facts"]
    item: str
    user: int  # who sorts
    edit: bool  # whether the answer takes the place of the card before
    themes: tuple[LikeTheme, ...]
    fell_back: bool = False  # as in Grouped


class Because(Value):
    """Why a computed package is as it is: a key of workshop/reasons.py with ids and numbers."""

    key: str
    values: dict[str, str | int | tuple[str, ...]]


class FoundPackage(Value):
    """A computed package; by party its gain, and that as a share of the most the party could have."""

    options: tuple[str, ...]
    gain: dict[str, int]
    relative: dict[str, float]
    pareto: bool
    because: tuple[Because, ...] = ()


class FoundClash(Value):
    """Demands that cannot all be met (workshop/clash.py)."""

    interests: tuple[tuple[str, str], ...] = ()
    parties: tuple[str, ...] = ()
    frames: tuple[tuple[str, ...], ...] = ()
    budget: bool = False
    conflicts: tuple[tuple[str, str], ...] = ()
    requires: tuple[tuple[str, str], ...] = ()
    smallest: bool = True


class PackagesFound(Value):
    """What the search came to, after `Work(packages)`: for the mediator who asked."""

    t: Literal["packages_found"] = "packages_found"
    user: int
    proved: bool = False
    packages: tuple[FoundPackage, ...] = ()
    at_most: float | None = None  # time was up: the worst-off could at best have this share
    because: tuple[Because, ...] = ()
    clash: FoundClash | None = None
    every: bool = False  # without a solver: each package was looked at
    problem: Literal["", "too_many"] = ""


class Bridged(Value):
    """A need of one party and an offer of another, by ids of words; `named`: the need names who offers."""

    need: str
    offer: str
    named: bool = False


class BridgesFound(Value):
    """Where needs and offers may meet, the likeliest first, after `Work(bridges)`: for the mediator who asked."""

    t: Literal["bridges_found"] = "bridges_found"
    user: int
    pairs: tuple[Bridged, ...] = ()


class Typeset(Value):
    """A document is made and stored, after `Work(typeset)`."""

    t: Literal["typeset"] = "typeset"
    file: str
    hash: str
    language: str = ""


class SendUnsure(Value):
    """A post to the group may or may not have arrived; it is held."""

    t: Literal["send_unsure"] = "send_unsure"
    chat: int
    outbox: int
    about: Piece | None = None  # its first line


class SendRefused(Value):
    """A post, or a document, will never arrive: Telegram or the vault refused it."""

    t: Literal["send_refused"] = "send_refused"
    about: Piece | None = None


class Rang(Value):
    """A timer's time has come; `ring` is what was put into it."""

    t: Literal["rang"] = "rang"
    ring: dict[str, Any]


External = Annotated[
    Opened
    | Commanded
    | Said
    | Edited
    | SentMedia
    | SentFile
    | Fetched
    | SetMade
    | QuestionsWritten
    | RecordRead
    | MirrorRead
    | FilesMade
    | PressedStale
    | Pressed
    | Blocked
    | GroupJoined
    | GroupSpoke
    | GroupRenamed
    | GroupTaken
    | TakenOut
    | GroupTrouble
    | GroupMembersChanged
    | GroupMigrated
    | GroupSeen
    | Grouped
    | Compared
    | PackagesFound
    | BridgesFound
    | Typeset
    | SendUnsure
    | SendRefused
    | Rang,
    Field(discriminator="t"),
]
