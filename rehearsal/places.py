"""Where a bot may read, write and change: the checks a method makes first, with Telegram's refusals."""

from __future__ import annotations

from rehearsal.errors import bad_request, forbidden
from rehearsal.model import Chat, Message
from rehearsal.params import Params
from rehearsal.telegram import World

WORDING = {"group": "group chat", "supergroup": "supergroup chat"}


def readable(world: World, params: Params) -> Chat:
    """Return the chat a call is about, if the bot may know of it."""
    if not params.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat = world.chats.get(params.number("chat_id") or 0)
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    if chat.type == "private":
        if not world.users[chat.id].started:
            raise bad_request("chat not found")
        return chat
    return _inside(world, chat)


def writable(world: World, params: Params) -> Chat:
    """Return the chat a call is about, if the bot may write there."""
    person = world.users.get(params.number("chat_id") or 0)
    if person and not person.is_bot and not person.started:
        raise forbidden("bot can't initiate conversation with a user")
    if person and person.blocked:
        raise forbidden("bot was blocked by the user")
    return readable(world, params)


def _inside(world: World, chat: Chat) -> Chat:
    status = chat.status(world.bot.id)
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {WORDING[chat.type]}")
    if status == "left":
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


def admin(world: World, chat: Chat, refusal: str) -> None:
    """Refuse, with this reason, where the bot is no admin (in private chats nobody needs to be)."""
    if chat.type != "private" and not chat.admin(world.bot.id):
        raise bad_request(refusal)
