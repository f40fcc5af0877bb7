"""From a raw update to a typed event, once. Knows no state, store or reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flows import events
from handlers.commands import UNKNOWN, own_name
from handlers.kinds import IGNORED, MEDIA, SERVICE
from handlers.raw import (
    ANONYMOUS_ADMIN,
    CHANNEL_BOT,
    LINKED_CHANNEL,
    CallbackQuery,
    Document,
    MemberUpdated,
    Message,
    UnreadableUpdate,
    User,
    read,
)

NOBODY: Final = frozenset({ANONYMOUS_ADMIN, CHANNEL_BOT, LINKED_CHANNEL})
COMMAND: Final = re.compile(r"/(\w{1,64})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
BARE_NUMBER: Final = re.compile(r"[0-9]{1,3}[.)]?")


@dataclass(frozen=True)
class Press:
    """What the store knows of a button: its machine, its event, whether typing its number presses it."""

    address: str
    event: dict[str, Any]
    numbered: bool = False


@dataclass(frozen=True)
class Incoming:
    """An update as an event. `address` is the machine of the button pressed, otherwise None.

    `query` is the callback query to answer, `chat` where it happened; `also` are more events of the
    same update: everybody but the first, when several people came into a group at once.
    """

    event: events.External
    chat: int
    address: str | None = None
    query: str | None = None
    also: tuple[events.External, ...] = ()


@dataclass(frozen=True)
class Lookup:
    """What translating may ask: our own name, and the store about buttons."""

    bot_username: str
    press: Callable[[int, str], Press | None]
    typed: Callable[[int, int], Press | None]


def translate(
    update: dict[str, Any],
    *,
    bot_username: str,
    press: Callable[[int, str], Press | None],
    typed: Callable[[int, int], Press | None],
) -> Incoming | None:
    """The event of a raw update, or None where it is one of `kinds.IGNORED`.

    `press` finds a button by chat and callback data, `typed` by chat and number in the latest message there.
    Raises `UnreadableUpdate` for a shape or a kind that the Bot API does not promise.
    """
    lookup = Lookup(bot_username.removeprefix("@").lower(), press, typed)
    if not isinstance(update, dict):
        raise UnreadableUpdate("an update is an object")
    kinds = [kind for kind in update if kind != "update_id"]
    if len(kinds) != 1:
        raise UnreadableUpdate(f"an update holds one thing; this one holds {len(kinds)}")
    kind = kinds[0]
    if kind in ROUTES:
        return ROUTES[kind](update[kind], lookup)
    if kind in IGNORED:
        return None
    raise UnreadableUpdate("an update of a kind that was never asked for")


def _message(body: Any, lookup: Lookup) -> Incoming | None:
    message = read(Message, "message", body)
    if moved := _moved(message):
        return Incoming(moved, message.chat.id)
    if message.new_chat_members or message.left_chat_member:
        return _came_or_went(message, lookup)
    sender = message.sender
    if sender and sender.is_bot and sender.id not in NOBODY:
        return None  # from a bot
    if message.chat.group:
        return _group_message(message, set(body), lookup)
    if not message.chat.private:
        return None  # in a channel
    return _private_message(message, set(body), lookup)


def _private_message(message: Message, fields: set[str], lookup: Lookup) -> Incoming | None:
    sender = message.sender
    if sender is None:
        raise UnreadableUpdate("message.from: a private message has no sender")
    if message.text is not None:
        return _private_text(message, sender, message.text, lookup)
    media = _media(fields)
    file = _file(message, media)
    if file and file.file_id:
        sent = events.SentFile(
            sender=_who(sender),
            file_id=file.file_id,
            name=file.file_name,
            size=file.file_size,
            media=media,
            caption=message.caption,
            message_id=message.message_id,
        )
        return Incoming(sent, message.chat.id)
    if media:
        return Incoming(events.SentMedia(sender=_who(sender), media=media), message.chat.id)
    return None  # service message


def _file(message: Message, media: str) -> Document | None:
    """What can be got of a message: its document or sound, or the largest of the sizes of a photo."""
    match media:
        case "document":
            return message.document
        case "voice":
            return message.voice
        case "audio":
            return message.audio
        case "photo":
            return max(message.photo, key=lambda one: one.file_size, default=None)
        case _:
            return None


def _moved(message: Message) -> events.GroupMigrated | None:
    """A group that became a supergroup says so in both chats; at times only one of the two arrives."""
    if message.migrate_to_chat_id is not None:
        return events.GroupMigrated(old=message.chat.id, new=message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return events.GroupMigrated(old=message.migrate_from_chat_id, new=message.chat.id)
    return None


def _came_or_went(message: Message, lookup: Lookup) -> Incoming | None:
    if not message.chat.group:
        return None  # in a channel
    inside = message.left_chat_member is None
    users = message.new_chat_members if message.left_chat_member is None else [message.left_chat_member]
    changed = [
        events.GroupMembersChanged(chat=message.chat.id, user=one.id, name=one.full_name, inside=inside)
        for one in users
        if one.username.lower() != lookup.bot_username
    ]
    if not changed:
        return None  # ourselves
    return Incoming(changed[0], message.chat.id, also=tuple(changed[1:]))


def _group_message(message: Message, fields: set[str], lookup: Lookup) -> Incoming | None:
    """That somebody wrote, where, and which command; never what."""
    if message.new_chat_title is not None:
        renamed = events.GroupRenamed(chat=message.chat.id, title=message.new_chat_title)
        return Incoming(renamed, message.chat.id)
    if message.is_automatic_forward or (message.text is None and not fields & set(MEDIA)):
        return None  # forwarded from the linked channel, or a service message
    sender = message.sender or User(id=LINKED_CHANNEL)
    spoke = events.GroupSpoke(
        sender=_who(sender),
        chat=message.chat.id,
        title=message.chat.title,
        message=message.message_id,
        topic=message.topic,
        to_bot=_to_bot(message, lookup),
        command=_group_command(message.text or "", lookup),
        anonymous=message.sender_chat is not None or sender.id in NOBODY,
    )
    return Incoming(spoke, message.chat.id)


def _to_bot(message: Message, lookup: Lookup) -> bool:
    """Whether it answers a message of ours; in a topic everything answers the message that made the topic."""
    answered = message.reply_to_message
    if answered is None or answered.sender is None or answered.message_id == message.topic:
        return False
    return answered.sender.username.lower() == lookup.bot_username


def _group_command(text: str, lookup: Lookup) -> str:
    """The command's own name; empty for plain text and for what may be meant for another bot."""
    found = COMMAND.fullmatch(text.strip())
    if not found:
        return ""
    word, addressee = found[1], found[2]
    if addressee and addressee.lower() != lookup.bot_username:
        return ""
    name = own_name(word)
    return "" if name == UNKNOWN and not addressee else name


def _media(fields: set[str]) -> str:
    """What was sent instead of text; empty for a service message, "other" for what is newer than we are."""
    if fields & SERVICE:
        return ""
    return next((name for name in MEDIA if name in fields), "other")


def _private_text(message: Message, sender: User, text: str, lookup: Lookup) -> Incoming:
    chat, who = message.chat.id, _who(sender)
    if command := COMMAND.fullmatch(text.strip()):
        return Incoming(_command(who, command), chat)
    if BARE_NUMBER.fullmatch(text.strip()):
        found = lookup.typed(chat, int(text.strip().rstrip(".)")))
        if found and found.numbered:
            pressed = events.Pressed(sender=who, press=found.event, chat=chat, private=True)
            return Incoming(pressed, chat, found.address)
    return Incoming(events.Said(sender=who, text=text, message_id=message.message_id), chat)


def _command(who: events.Sender, typed: re.Match[str]) -> events.Opened | events.Commanded:
    name, argument = own_name(typed[1]), (typed[3] or "").strip()
    if name == "start":
        return events.Opened(sender=who, token=argument)
    return events.Commanded(sender=who, name=name, argument=f"/{typed[1]}" if name == UNKNOWN else argument)


def _edited(body: Any, _lookup: Lookup) -> Incoming | None:
    message = read(Message, "edited_message", body)
    if not message.chat.private or message.text is None or message.sender is None:
        return None  # edit in a group, edit without text
    edited = events.Edited(sender=_who(message.sender), text=message.text, message_id=message.message_id)
    return Incoming(edited, message.chat.id)


def _callback(body: Any, lookup: Lookup) -> Incoming:
    query = read(CallbackQuery, "callback_query", body)
    who = _who(query.sender)
    chat = query.message.chat if query.message else None
    found = lookup.press(chat.id, query.data) if chat and query.data else None
    if chat is None or found is None:
        place = chat.id if chat else query.sender.id
        private = chat is None or chat.private
        return Incoming(events.PressedStale(sender=who, private=private), place, query=query.id)
    pressed = events.Pressed(sender=who, press=found.event, chat=chat.id, private=chat.private)
    return Incoming(pressed, chat.id, found.address, query.id)


def _our_place(body: Any, _lookup: Lookup) -> Incoming | None:
    update = read(MemberUpdated, "my_chat_member", body)
    chat = update.chat
    if chat.private:
        return Incoming(events.Blocked(user=update.sender.id, blocked=update.new.status == "kicked"), chat.id)
    if not chat.group:
        return None  # in a channel
    joined = events.GroupJoined(
        sender=_who(update.sender),
        chat=chat.id,
        title=chat.title,
        inside=update.new.inside,
        admin=update.new.admin,
        deletes=update.new.deletes,
        writes=update.new.writes,
    )
    return Incoming(joined, chat.id)


def _their_place(body: Any, lookup: Lookup) -> Incoming | None:
    update = read(MemberUpdated, "chat_member", body)
    user = update.new.user
    if not update.chat.group or user.username.lower() == lookup.bot_username:
        return None  # in a channel, ourselves
    if update.old.inside == update.new.inside:
        return None  # rights only
    changed = events.GroupMembersChanged(
        chat=update.chat.id, user=user.id, name=user.full_name, inside=update.new.inside
    )
    return Incoming(changed, update.chat.id)


def _who(user: User) -> events.Sender:
    return events.Sender(user=user.id, name=user.full_name, language=user.language_code)


ROUTES: Final[dict[str, Callable[[Any, Lookup], Incoming | None]]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _callback,
    "my_chat_member": _our_place,
    "chat_member": _their_place,
}
