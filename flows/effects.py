"""What a decision wants done, in the imperative. The engine carries effects out; nothing here acts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.messages import Say
from flows.signals import Ask
from flows.value import Value


class Circle(StrEnum):
    """Who may read an answer once it is released (practice, A3)."""

    MEDIATOR = "mediator"  # the mediator only; the default for everything
    ANONYMOUS = "anonymous"  # the group, without a name
    ATTRIBUTED = "attributed"  # the group, under the party's name


class Lane(StrEnum):
    """What is sent first when Telegram's limits make messages wait."""

    QUESTION = "question"  # an interview question or a receipt: a person is waiting
    NOTICE = "notice"  # something the reader should know today
    BROADCAST = "broadcast"  # the same to many


class Tell(Value):
    """Send to one person in private. Sent once more at most when its fate is unknown.

    `handle` names the message; with `edit` the last message of that handle is changed instead of a new one sent.
    `mediation` is the one the message is about: it says which vault the quotes come from.
    """

    e: Literal["tell"] = "tell"
    mediation: str
    user: int
    say: Say
    lane: Lane = Lane.QUESTION
    handle: str | None = None
    edit: bool = False
    file: str | None = None  # id of a stored file to send along
    not_before: datetime | None = None  # the reader's own hours


class Post(Value):
    """Send to the group. Never repeated when its fate is unknown: it is held and the mediator asked.

    `approved_by` is the mediator whose command releases exactly this message; without one nothing is posted.
    """

    e: Literal["post"] = "post"
    mediation: str
    chat: int
    say: Say
    approved_by: int
    handle: str | None = None
    edit: bool = False
    file: str | None = None


class Keep(Value):
    """Put words in the vault. `parents` are the ids this wording was made from (split, merged, reworded)."""

    e: Literal["keep"] = "keep"
    id: str
    mediation: str
    party: str | None  # None: the mediator's own words
    user: int
    kind: str
    prompt: str | None
    script_version: int
    edition: int = 0  # of the case's own questions
    circle: Circle
    text: str
    parents: tuple[str, ...] = ()
    at: datetime


class Recast(Value):
    """The owner confirmed kept words as something more: the same text, as a new item of another kind and circle."""

    e: Literal["recast"] = "recast"
    id: str
    source: str
    mediation: str
    party: str
    user: int
    kind: str
    circle: Circle
    prompt: str = "p3_confirm_interest"  # the question the owner said yes to
    edition: int = 0
    at: datetime


class Translate(Value):
    """Keep the mediator's translation of a party's words; `user` is the owner, who is asked whether it is right."""

    e: Literal["translate"] = "translate"
    id: str
    original: str
    mediation: str
    party: str
    user: int
    language: str
    text: str
    at: datetime


class AgreeTranslation(Value):
    """The owner's word on a translation: with a yes, readers of its language read it in the original's place."""

    e: Literal["agree_translation"] = "agree_translation"
    id: str
    mediation: str
    agreed: bool


class Release(Value):
    """The owner agreed to exactly these words and the mediator lets them go to their circle."""

    e: Literal["release"] = "release"
    mediation: str
    ids: tuple[str, ...]
    circle: Circle
    approved_by: int


class Withdraw(Value):
    """The owner takes words back: no reader but the owner and the mediator from now on."""

    e: Literal["withdraw"] = "withdraw"
    mediation: str
    ids: tuple[str, ...]


class Erase(Value):
    """Erase what was said and never released; what was released and the agreement stay.

    With a party and a user only what that person said for it.
    """

    e: Literal["erase"] = "erase"
    mediation: str
    party: str = ""
    user: int = 0


class Raise(Value):
    """An event for another machine, decided in the same transaction."""

    e: Literal["raise"] = "raise"
    address: str
    event: dict[str, Any]


class WakeAt(Value):
    """Raise `event` at `address` when `due` (UTC) has come; a second one of the same key replaces the first."""

    e: Literal["wake"] = "wake"
    key: str
    due: datetime
    address: str
    event: dict[str, Any]


class ForgetWake(Value):
    """Take back every timer whose key starts with `key`."""

    e: Literal["forget_wake"] = "forget_wake"
    key: str


class Toast(Value):
    """What the person who pressed a button sees at once, and nobody else; best effort, at most 200 characters."""

    e: Literal["toast"] = "toast"
    say: Say


class Work(Value):
    """A job for the workshop, which opens the quotes as the mediator; its result returns as an event to `address`."""

    e: Literal["work"] = "work"
    mediation: str
    job: Literal[
        "consolidate",
        "three_themes",
        "packages",
        "bridges",
        "typeset",
        "question_set",
        "question_file",
        "record_page",
        "record_file",
        "mirror",
        "report",
    ]
    address: str
    material: dict[str, Any]


class Fetch(Value):
    """Get a text file somebody sent; it comes as `Fetched` to `address`, with `purpose` as it is here."""

    e: Literal["fetch"] = "fetch"
    mediation: str
    file_id: str
    name: str
    size: int
    address: str
    purpose: dict[str, Any]


class KeepFile(Value):
    """Get a file somebody sent in answer to `ask`, and keep it sealed; `FileKept` comes to `address`."""

    e: Literal["keep_file"] = "keep_file"
    id: str
    mediation: str
    party: str
    user: int
    ask: Ask
    prompt: str
    script_version: int
    file_id: str
    size: int  # bytes, as announced
    address: str
    at: datetime


class DropFiles(Value):
    """Their owner takes kept files back: they are deleted."""

    e: Literal["drop_files"] = "drop_files"
    mediation: str
    party: str
    user: int
    ids: tuple[str, ...]


class LookAtGroup(Value):
    """Ask Telegram which of `users` are in the chat and how many members it has."""

    e: Literal["look_at_group"] = "look_at_group"
    mediation: str
    chat: int
    users: tuple[int, ...]
    address: str


class TakeOut(Value):
    """Delete what somebody wrote in the group; `TakenOut` comes to `address`."""

    e: Literal["take_out"] = "take_out"
    mediation: str
    chat: int
    message: int
    user: int
    address: str


class Share(Value):
    """Let these parties read these words, and nobody else: a mediator of the case pressed on exactly them."""

    e: Literal["share"] = "share"
    mediation: str
    ids: tuple[str, ...]
    parties: tuple[str, ...]
    approved_by: int


class Menu(Value):
    """Register the commands of `role` in one chat, in the language of its reader."""

    e: Literal["menu"] = "menu"
    mediation: str
    chat: int
    role: Literal["mediator", "party", "observer", "group"]


class Log(Value):
    """A line of the record: who did what; never what was said."""

    e: Literal["log"] = "log"
    mediation: str
    user: int | None
    act: str
    about: dict[str, str | int] = {}


Effect = Annotated[
    Tell
    | Post
    | Keep
    | Recast
    | Translate
    | AgreeTranslation
    | Release
    | Withdraw
    | Erase
    | Raise
    | WakeAt
    | ForgetWake
    | Toast
    | Work
    | Fetch
    | KeepFile
    | DropFiles
    | LookAtGroup
    | TakeOut
    | Share
    | Menu
    | Log,
    Field(discriminator="e"),
]
