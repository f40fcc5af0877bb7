"""What a Telegram consists of: people, chats, messages, polls, files. Knows no rules and no JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

JsonObject = dict[str, Any]
ChatType = Literal["private", "group", "supergroup"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

INSIDE: frozenset[Status] = frozenset({"creator", "administrator", "member", "restricted"})
ADMINS: frozenset[Status] = frozenset({"creator", "administrator"})


@dataclass
class User:
    """An account; `started` and `blocked` are about this person and the bot."""

    id: int
    name: str
    language: str
    is_bot: bool = False
    username: str | None = None
    started: bool = False
    blocked: bool = False


@dataclass
class Member:
    """Somebody's place in a chat; `since` is the id of the first message this member may see."""

    user: int
    status: Status = "member"
    since: int = 0


class Button(NamedTuple):
    """A button under a message: pressing it sends `data` to the bot, or opens `url`."""

    label: str
    data: str | None
    url: str | None = None


@dataclass
class File:
    """An uploaded file, kept in memory."""

    id: str
    name: str
    mime: str
    data: bytes


@dataclass
class PollOption:
    """An option; `persistent_id` survives the adding and removing of others."""

    persistent_id: str
    text: str


@dataclass
class Poll:
    """A poll; `votes` holds each voter's option numbers (from 0)."""

    id: str
    question: str
    options: list[PollOption]
    anonymous: bool = True
    multiple: bool = False
    revoting: bool = True
    closed: bool = False
    votes: dict[int, list[int]] = field(default_factory=dict)


@dataclass
class Message:
    """One message in one chat. `text` is the caption where there is a `file` or `media`.

    `service` holds the Bot API's fields of a service message, `keyboard` the inline keyboard as sent.
    """

    id: int
    chat: int
    sender: int
    at: datetime
    text: str = ""
    entities: list[JsonObject] = field(default_factory=list)
    keyboard: list[list[JsonObject]] = field(default_factory=list)
    file: File | None = None
    media: str | None = None
    poll: Poll | None = None
    service: JsonObject | None = None
    reply_to: int | None = None
    anonymous: bool = False
    reaction: str | None = None
    edited_at: datetime | None = None
    deleted: bool = False

    @property
    def buttons(self) -> list[list[Button]]:
        """The rows of buttons as a person sees them."""
        return [
            [Button(b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in self.keyboard
        ]


@dataclass
class Chat:
    """A chat with its members and everything said in it (deleted messages stay, marked)."""

    id: int
    type: ChatType
    title: str = ""
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None

    def status(self, user: int) -> Status:
        """Return somebody's status here; `left` for whoever never came."""
        return self.members[user].status if user in self.members else "left"

    def inside(self, user: int) -> bool:
        """Tell whether this person is in the chat."""
        return self.status(user) in INSIDE

    def admin(self, user: int) -> bool:
        """Tell whether this person administers the chat."""
        return self.status(user) in ADMINS


@dataclass(frozen=True)
class BotMessage:
    """News for whoever reads along: the bot sent `message` to `chat`, or changed it (`edited`)."""

    chat: int
    message: Message
    edited: bool


@dataclass
class Query:
    """A press of a button that waits for its answer."""

    id: str
    user: int
    at: datetime
    answered: bool = False
