"""The Bot API's methods about who is in a chat, in what role and with what rights. Knows no HTTP."""

from __future__ import annotations

from rehearsal.errors import bad_request
from rehearsal.model import JsonObject
from rehearsal.params import Params
from rehearsal.places import entitled, message_in, readable, writable
from rehearsal.shapes import member_json, message_json
from rehearsal.telegram import World

PINNING = "not enough rights to manage pinned messages in the chat"


def get_member(world: World, params: Params) -> JsonObject:
    """Return one person's membership with its rights; `left` for whoever never came."""
    user = params.number("user_id")
    chat = readable(world, params, "read" if user == world.bot.id else "members")
    if user not in world.users:
        raise bad_request("invalid user_id specified" if user is None else "user not found")
    return member_json(world, chat, user)


def count_members(world: World, params: Params) -> int:
    """Return how many are in the chat, the bot included."""
    chat = readable(world, params, "members")
    return sum(chat.inside(user) for user in chat.members)


def get_admins(world: World, params: Params) -> list[JsonObject]:
    """Return the admins of a group."""
    chat = readable(world, params, "members")
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [member_json(world, chat, user) for user in chat.members if chat.admin(user)]


def pin(world: World, params: Params) -> bool:
    """Pin a message; the chat sees that it happened."""
    chat = writable(world, params)
    message = message_in(chat, params, "message to pin")
    entitled(world, chat, "can_pin_messages", PINNING)
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        pinned = message_json(world, message, deep=False)
        service = world.post(chat.id, world.bot.id, service={"pinned_message": pinned})
        world.tell_bot("message", message_json(world, service))
    return True


def unpin(world: World, params: Params) -> bool:
    """Unpin a message, or without one the newest pinned."""
    chat = writable(world, params)
    entitled(world, chat, "can_pin_messages", PINNING)
    number = params.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


def leave(world: World, params: Params) -> bool:
    """Go out of a group."""
    chat = readable(world, params, "members")
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    world.bot_leaves(chat)
    return True


def restrict(world: World, params: Params) -> bool:
    """Take away a member's voice, or give it back (`can_send_messages`)."""
    chat = readable(world, params, "write")
    if chat.type != "supergroup":
        raise bad_request("method is available only for supergroups")
    refusal = "not enough rights to restrict/unrestrict chat member"
    entitled(world, chat, "can_restrict_members", refusal)
    user = params.number("user_id") or 0
    if chat.admin(user):
        raise bad_request("user is an administrator of the chat")
    if not chat.inside(user):
        raise bad_request("USER_NOT_PARTICIPANT")
    world.restrict(chat, user, muted=not (params.json("permissions") or {}).get("can_send_messages"))
    return True
