"""The few fields of a raw update that are read, checked for their shape. Knows no event.

Telegram sends many more; what is not named here is neither kept nor looked at.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

ANONYMOUS_ADMIN: Final = 1087968824  # Telegram's stand-in for a group's anonymous admins
CHANNEL_BOT: Final = 136817688  # and for people who write as a channel
LINKED_CHANNEL: Final = 777000  # and for what a linked channel forwards into its group


class UnreadableUpdate(Exception):  # noqa: N818  # it is the update that is wrong, more than we are
    """An update whose shape is not what the Bot API promises. Its text quotes no content."""


def _whole(text: str) -> str:
    """JSON can escape half a character, which neither the store nor Telegram takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half a character") from None
    return text


Text = Annotated[str, AfterValidator(_whole)]


class Raw(BaseModel):
    """A piece of an update; strict, so that a number sent as text is noticed here and not in the store."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class User(Raw):
    """A Telegram account."""

    id: int
    is_bot: bool = False
    first_name: Text = ""
    last_name: Text = ""
    username: Text = ""
    language_code: Text | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Chat(Raw):
    """A private chat, a group or a channel."""

    id: int
    type: Text
    title: Text = ""

    @property
    def private(self) -> bool:
        return self.type == "private"

    @property
    def group(self) -> bool:
        return self.type in {"group", "supergroup"}


class Document(Raw):
    """A file somebody sent, one of the sizes of a photo, or a sound; without an id it cannot be got."""

    file_id: Text = ""
    file_name: Text = ""
    file_size: int = 0


class Answered(Raw):
    """The message that another one answers."""

    message_id: int
    sender: User | None = Field(default=None, alias="from")


class Message(Raw):
    """A message, or Telegram's own note in a chat."""

    message_id: int
    chat: Chat
    sender: User | None = Field(default=None, alias="from")
    sender_chat: Chat | None = None
    text: Text | None = None
    caption: Text = ""
    document: Document | None = None
    photo: list[Document] = []
    voice: Document | None = None
    audio: Document | None = None
    new_chat_members: list[User] = []
    left_chat_member: User | None = None
    new_chat_title: Text | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    is_automatic_forward: bool = False
    reply_to_message: Answered | None = None
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None

    @property
    def topic(self) -> int:
        """The topic it stands in, 0 for none: an answer in General names a thread too, which is no topic."""
        return self.message_thread_id or 0 if self.is_topic_message else 0


class MessageOfButton(Raw):
    """The message under which a button was pressed; of an old one Telegram tells the chat only."""

    chat: Chat


class CallbackQuery(Raw):
    """A press of a button."""

    id: Text
    sender: User = Field(alias="from")
    message: MessageOfButton | None = None
    data: Text | None = None


class Member(Raw):
    """Somebody's place in a chat."""

    user: User
    status: Text
    is_member: bool = False  # told only of those with the status "restricted"
    can_send_messages: bool = True  # the same
    can_delete_messages: bool = False  # told only of admins

    @property
    def inside(self) -> bool:
        return self.status in {"creator", "administrator", "member"} or self.is_member

    @property
    def admin(self) -> bool:
        return self.status in {"creator", "administrator"}

    @property
    def deletes(self) -> bool:
        """Whether it may take away what others wrote."""
        return self.status == "creator" or (self.admin and self.can_delete_messages)

    @property
    def writes(self) -> bool:
        """Whether it has a voice, as far as its own place tells: a group may take that from all members at once."""
        return self.status != "restricted" or self.can_send_messages


class MemberUpdated(Raw):
    """Somebody's place in a chat has changed."""

    chat: Chat
    sender: User = Field(alias="from")
    old: Member = Field(alias="old_chat_member")
    new: Member = Field(alias="new_chat_member")


R = TypeVar("R", bound=Raw)


def read(model: type[R], kind: str, body: Any) -> R:
    """Read the part named `kind` of an update; raises `UnreadableUpdate` naming the first wrong field."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join([kind, *map(str, first["loc"])])
        raise UnreadableUpdate(f"{place}: {first['msg']}") from None
