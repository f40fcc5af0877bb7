"""The Bot API's methods about a chat as such, and about the bot itself. Knows no HTTP."""

from __future__ import annotations

import re
from typing import Any

from rehearsal.errors import Refusal, bad_request
from rehearsal.menu import CHAT_SCOPES, OPEN_SCOPES, commands_key
from rehearsal.model import JsonObject
from rehearsal.params import Params
from rehearsal.places import readable
from rehearsal.shapes import chat_json, message_json, user_json
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
    sees_all = {"can_read_all_group_messages": not world.privacy}
    return user_json(world.bot) | {"can_join_groups": True} | dict.fromkeys(SELF, False) | sees_all


def get_chat(world: World, params: Params) -> JsonObject:
    """Return what the bot may know of a chat."""
    chat = readable(world, params)
    body = chat_json(world, chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if chat.channel is not None:
        body["linked_chat_id"] = chat.channel
    if chat.pinned:
        body["pinned_message"] = message_json(world, chat.messages[chat.pinned[-1]], deep=False)
    return body


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
    kind = scope.get("type")
    if kind not in OPEN_SCOPES + CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    place: JsonObject = {"type": kind}
    if kind in CHAT_SCOPES:
        if not scope.get("chat_id"):
            raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
        place["chat_id"] = readable(world, Params({"chat_id": scope["chat_id"]}), "members").id
    if kind == "chat_member":
        place["user_id"] = Params(scope).number("user_id")
        if not place["user_id"]:
            raise bad_request("can't parse BotCommandScope: Invalid user_id specified")
    return commands_key(place, params.text("language_code"))


def _keep(world: World, params: Params, what: str) -> bool:
    world.profile[what, params.text("language_code")] = params.text(what)
    return True
