"""What Telegram demands of the keyboards a bot sends. Knows no messages."""

from __future__ import annotations

from typing import Any

from rehearsal.errors import bad_request
from rehearsal.model import JsonObject

ACTIONS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    ]
)
LONGEST_DATA = 64  # bytes
OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")


def inline_rows(markup: Any) -> list[list[JsonObject]]:
    """Return the rows of an inline keyboard, none for another markup; refuse what Telegram refuses."""
    if markup is None:
        return []
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        if not any(name in markup for name in OTHER_MARKUPS):
            raise bad_request("can't parse reply keyboard markup JSON object")
        return []
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return [[_checked(button) for button in row] for row in rows if row]


def _checked(button: Any) -> JsonObject:
    prefix = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{prefix}: InlineKeyboardButton must be an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request(f"{prefix}: InlineKeyboardButton text must be non-empty")
    actions = [name for name in button if name in ACTIONS]
    if not actions:
        raise bad_request(f"{prefix}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"{prefix}: exactly one of the optional fields must be used")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    return button
