"""Who sent an update that a person can send without end, and when. Reads no content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.events import Sender
from handlers.raw import CallbackQuery, Message, UnreadableUpdate, read

MESSAGES = ("message", "edited_message")


@dataclass(frozen=True)
class Sent:
    """`at` is Telegram's own time of the message in seconds, 0 for a press; `private` tells where it was."""

    sender: Sender
    private: bool
    at: int = 0


def sent_by(update: dict[str, Any]) -> Sent | None:
    """Whoever wrote or pressed; None for anything else, and for what cannot be read: that is parked later."""
    try:
        for kind in MESSAGES:
            if kind in update:
                message = read(Message, kind, update[kind])
                at = update[kind].get("edit_date") or update[kind].get("date")
                private = message.chat.private
                return Sent(_sender(message), private, int(at or 0)) if message.sender else None
        if "callback_query" in update:
            query = read(CallbackQuery, "callback_query", update["callback_query"])
            return Sent(_sender(query), private=query.message is not None and query.message.chat.private)
    except (UnreadableUpdate, TypeError, ValueError):
        return None
    return None


def _sender(sent: Message | CallbackQuery) -> Sender:
    user = sent.sender
    assert user is not None  # noqa: S101  checked by the caller
    return Sender(user=user.id, name=user.full_name, language=user.language_code)
