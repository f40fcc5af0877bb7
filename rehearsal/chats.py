"""The Bot API's methods about chats and their members, and about the bot itself. Knows no HTTP."""

from __future__ import annotations

import json
import re
from typing import Any

from rehearsal.errors import Refusal, bad_request
from rehearsal.model import JsonObject
from rehearsal.params import Params
from rehearsal.places import admin, message_in, readable, writable
from rehearsal.shapes import chat_json, member_json, message_json, user_json
from rehearsal.telegram import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST_COMMANDS, LONGEST_DESCRIPTION = 100, 256
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
SELF = [
    "can_read_all_group_messages",
    "supports_guest_queries",
    "supports_inline_queries",
    "can_connect_to_business",
    "has_main_web_app",
    "has_topics_enabled",
    "allows_users_to_create_topics",
    "can_manage_bots",
    "supports_join_request_queries",
]


def get_me(world: World, _params: Params) -> JsonObject:
    """Return the bot."""
    return user_json(world.bot) | {"can_join_groups": True} | dict.fromkeys(SELF, False)


def get_chat(world: World, params: Params) -> JsonObject:
    """Return what the bot may know of a chat."""
    chat = readable(world, params)
    body = chat_json(world, chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if chat.pinned:
        body["pinned_message"] = message_json(world, chat.messages[chat.pinned[-1]], deep=False)
    return body


def get_member(world: World, params: Params) -> JsonObject:
    """Return one person's membership; `left` for whoever never came."""
    chat = readable(world, params)
    user = params.number("user_id")
    if user not in world.users:
        raise bad_request("invalid user_id specified" if user is None else "user not found")
    return member_json(world, chat, user)


def count_members(world: World, params: Params) -> int:
    """Return how many are in the chat, the bot included."""
    chat = readable(world, params)
    return sum(chat.inside(user) for user in chat.members)


def get_admins(world: World, params: Params) -> list[JsonObject]:
    """Return the admins of a group."""
    chat = readable(world, params)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [member_json(world, chat, user) for user in chat.members if chat.admin(user)]


def pin(world: World, params: Params) -> bool:
    """Pin a message; the chat sees that it happened."""
    chat = writable(world, params)
    message = message_in(chat, params, "message to pin")
    admin(world, chat, "not enough rights to manage pinned messages in the chat")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        pinned = message_json(world, message, deep=False)
        service = world.post(chat.id, world.bot.id, service={"pinned_message": pinned})
        world.tell_bot("message", message_json(world, service))
    return True


def unpin(world: World, params: Params) -> bool:
    """Unpin a message, or without one the newest pinned."""
    chat = writable(world, params)
    admin(world, chat, "not enough rights to manage pinned messages in the chat")
    number = params.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


def leave(world: World, params: Params) -> bool:
    """Go out of a group."""
    chat = readable(world, params)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    world.bot_leaves(chat)
    return True


def restrict(world: World, params: Params) -> bool:
    """Take away a member's voice, or give it back (`can_send_messages`)."""
    chat = readable(world, params)
    if chat.type != "supergroup":
        raise bad_request("method is available only for supergroups")
    admin(world, chat, "not enough rights to restrict/unrestrict chat member")
    user = params.number("user_id") or 0
    if chat.admin(user):
        raise bad_request("user is an administrator of the chat")
    if not chat.inside(user):
        raise bad_request("USER_NOT_PARTICIPANT")
    world.restrict(chat, user, muted=not (params.json("permissions") or {}).get("can_send_messages"))
    return True


def set_commands(world: World, params: Params) -> bool:
    """Register the commands of one scope and language."""
    commands = params.json("commands") or []
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= LONGEST_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile[_place(world, params)] = commands
    return True


def get_commands(world: World, params: Params) -> Any:
    """Return the commands of exactly this scope and language."""
    return world.profile.get(_place(world, params), [])


def delete_commands(world: World, params: Params) -> bool:
    """Forget the commands of this scope and language."""
    world.profile.pop(_place(world, params), None)
    return True


def set_name(world: World, params: Params) -> bool:
    """Keep the bot's name in a language."""
    return _keep(world, params, "name")


def set_description(world: World, params: Params) -> bool:
    """Keep what an empty chat shows."""
    return _keep(world, params, "description")


def set_short_description(world: World, params: Params) -> bool:
    """Keep what the bot's profile shows."""
    return _keep(world, params, "short_description")


def get_name(world: World, params: Params) -> JsonObject:
    """Return the name in a language, else the bot's own."""
    return {"name": world.profile.get(("name", params.text("language_code")), world.bot.name)}


def get_description(world: World, params: Params) -> JsonObject:
    """Return what an empty chat shows."""
    return {"description": world.profile.get(("description", params.text("language_code")), "")}


def get_short_description(world: World, params: Params) -> JsonObject:
    """Return what the bot's profile shows."""
    return {"short_description": world.profile.get(("short_description", params.text("language_code")), "")}


def delete_webhook(world: World, params: Params) -> bool:
    """Agree that there is no webhook; drop what is queued if asked to."""
    if params.flag("drop_pending_updates"):
        world.queue.drop()
    return True


def set_webhook(world: World, params: Params) -> bool:
    """Refuse: the rehearsal delivers by long polling only. An empty address is fine, as on Telegram."""
    if params.text("url"):
        raise Refusal(400, "Bad Request: bad webhook: the rehearsal delivers by long polling only")
    return delete_webhook(world, params)


def webhook_info(world: World, _params: Params) -> JsonObject:
    """Return that there is none, and how many updates wait."""
    return {"url": "", "has_custom_certificate": False, "pending_update_count": world.queue.pending}


def _place(world: World, params: Params) -> tuple[str, ...]:
    scope = params.json("scope") or {"type": "default"}
    if scope.get("chat_id") is not None:
        readable(world, Params({"chat_id": scope["chat_id"]}))
    return ("commands", json.dumps(scope, sort_keys=True), params.text("language_code"))


def _keep(world: World, params: Params, what: str) -> bool:
    world.profile[what, params.text("language_code")] = params.text(what)
    return True
