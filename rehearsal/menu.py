"""Which commands a person's client offers, of those the bot registered. Reads only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rehearsal.model import Chat, JsonObject

if TYPE_CHECKING:
    from rehearsal.ledger import Ledger

OPEN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


def commands_key(scope: JsonObject, language: str) -> tuple[str, ...]:
    """Return where the commands of a scope and a language are kept among what the bot registered."""
    return ("commands", json.dumps(scope, sort_keys=True), language)


def offered(world: Ledger, user: int, chat: Chat) -> list[JsonObject]:
    """Return the commands this person sees: the nearest scope that has any, in their language or in none.

    The order is the Bot API's ("Determining list of commands").
    """
    language = world.users[user].language
    for scope in _scopes(chat, user):
        for tongue in (language, ""):
            commands: list[JsonObject] = world.profile.get(commands_key(scope, tongue), [])
            if commands:
                return commands
    return []


def _scopes(chat: Chat, user: int) -> list[JsonObject]:
    here: JsonObject = {"type": "chat", "chat_id": chat.id}
    if chat.type == "private":
        return [here, {"type": "all_private_chats"}, {"type": "default"}]
    scopes: list[JsonObject] = [{"type": "chat_member", "chat_id": chat.id, "user_id": user}]
    if chat.admin(user):
        scopes += [{"type": "chat_administrators", "chat_id": chat.id}, here]
        scopes += [{"type": "all_chat_administrators"}]
    else:
        scopes += [here]
    return [*scopes, {"type": "all_group_chats"}, {"type": "default"}]
