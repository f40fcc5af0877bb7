"""What a Telegram consists of: people, chats, messages, polls, files. Knows no rules and no JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

JsonObject = dict[str, Any]
ChatType = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

INSIDE: frozenset[Status] = frozenset({"creator", "administrator", "member", "restricted"})
ADMINS: frozenset[Status] = frozenset({"creator", "administrator"})
GENERAL = 1  # the topic of a forum that is always there; its messages carry no thread id


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
    """Somebody's place in a chat; `since` is the id of the first message this member may see.

    `rights` are what an administrator may do, by the Bot API's names (an owner needs none written down).
    `away`: who left while restricted stays restricted, and is told apart by `is_member` only.
    """

    user: int
    status: Status = "member"
    since: int = 0
    rights: frozenset[str] = frozenset()
    away: bool = False


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
    `thread` is the topic, or outside topics the first message of a line of replies. `as_chat` is the group or
    channel in whose name `sender` wrote; `forwarded` the number of the post a linked channel brought in.
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
    thread: int | None = None
    as_chat: int | None = None
    forwarded: int | None = None
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
class Topic:
    """A topic of a forum; its id is that of the message that made it."""

    id: int
    name: str
    closed: bool = False


@dataclass
class Chat:
    """A chat with its members and everything said in it (deleted messages stay, marked).

    `silent`: only admins may write. `channel` is the linked one. `gone`: deleted, or not even known any more.
    """

    id: int
    type: ChatType
    title: str = ""
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None
    forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    silent: bool = False
    channel: int | None = None
    gone: Literal["", "deleted", "forgotten"] = ""

    def status(self, user: int) -> Status:
        """Return somebody's status here; `left` for whoever never came."""
        return self.members[user].status if user in self.members else "left"

    def inside(self, user: int) -> bool:
        """Tell whether this person is in the chat."""
        return self.status(user) in INSIDE and not self.members[user].away

    def admin(self, user: int) -> bool:
        """Tell whether this person administers the chat."""
        return self.status(user) in ADMINS

    def may(self, user: int, right: str) -> bool:
        """Tell whether this person has an admin's right here (such as `can_delete_messages`)."""
        status = self.status(user)
        return status == "creator" or (status == "administrator" and right in self.members[user].rights)

    def speaks(self, user: int) -> bool:
        """Tell whether this person may write here: not muted, and an admin where only those may."""
        return (
            self.inside(user) and self.status(user) != "restricted" and (not self.silent or self.admin(user))
        )

    def topic(self, thread: int | None) -> Topic | None:
        """Return the topic a message of this thread stands in: the General one outside the others."""
        return self.topics.get(thread or GENERAL, self.topics[GENERAL]) if self.forum else None


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
