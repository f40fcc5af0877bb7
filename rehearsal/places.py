"""Where a bot may read, write and change: the checks a method makes first, with Telegram's refusals.

They follow telegram-bot-api's check_chat_access and check_message_topic, and tdlib for rights.
"""

from __future__ import annotations

from typing import Literal

from rehearsal.errors import bad_request, forbidden
from rehearsal.model import GENERAL, Chat, Message
from rehearsal.params import Params
from rehearsal.telegram import World

Access = Literal["read", "members", "write"]

WORDING = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


def readable(world: World, params: Params, access: Access = "read") -> Chat:
    """Return the chat a call is about, if the bot may know of it.

    A basic group can be read when it is deleted or upgraded and when the bot is out of it; its members and
    messages (`members`, `write`) cannot.
    """
    if not params.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat = world.chats.get(params.number("chat_id") or 0)
    if chat is None or chat.gone == "forgotten":
        raise bad_request("chat not found")
    if chat.type == "private":
        if not world.users[chat.id].started:
            raise bad_request("chat not found")
        return chat
    if chat.type == "group":
        return chat if access == "read" else _alive(world, chat)
    return _inside(world, chat)


def writable(world: World, params: Params) -> Chat:
    """Return the chat a call is about, if the bot may write there."""
    person = world.users.get(params.number("chat_id") or 0)
    if person and not person.is_bot and not person.started:
        raise forbidden("bot can't initiate conversation with a user")
    if person and person.blocked:
        raise forbidden("bot was blocked by the user")
    return readable(world, params, "write")


def _alive(world: World, chat: Chat) -> Chat:
    if chat.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    if chat.gone:
        raise forbidden("the group chat was deleted")
    return _inside(world, chat)


def _inside(world: World, chat: Chat) -> Chat:
    status = chat.status(world.bot.id)
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {WORDING[chat.type]}")
    if not chat.inside(world.bot.id):
        raise forbidden(f"bot is not a member of the {WORDING[chat.type]}")
    return chat


def message_in(chat: Chat, params: Params, purpose: str) -> Message:
    """Return the message a call is about; `purpose` is how Telegram words it (`message to edit`)."""
    number = params.number("message_id")
    if not number:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None or message.deleted:
        raise bad_request(f"{purpose} not found")
    return message


def thread_in(chat: Chat, params: Params, reply_to: int | None) -> int | None:
    """Return the topic a message goes to. Only forums have any; others do not mind the parameter.

    The General topic has no id to send to, and a thread of replies is no topic either.
    """
    thread = params.number("message_thread_id")
    if not thread or not chat.forum:
        return chat.messages[reply_to].thread if reply_to and chat.forum else None
    if thread == GENERAL or thread not in chat.topics:
        raise bad_request("message thread not found")
    return thread


def voice(world: World, chat: Chat, kind: str, thread: int | None) -> None:
    """Refuse where the bot was muted, only admins write, or the topic is closed for it.

    `kind` is what it sends, in tdlib's words (`text messages`, `photos`).
    """
    me = world.bot.id
    if chat.type == "private":
        return
    if not chat.speaks(me):
        raise bad_request(f"not enough rights to send {kind} to the chat")
    topic = chat.topic(thread)
    if topic and topic.closed and not chat.may(me, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")


def entitled(world: World, chat: Chat, right: str, refusal: str) -> None:
    """Refuse, with this reason, where the bot has not this admin's right (in private chats none is needed)."""
    if chat.type != "private" and not chat.may(world.bot.id, right):
        raise bad_request(refusal)
