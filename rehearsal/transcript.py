"""The record of a rehearsal: every update and Bot API call in order, and what the group saw."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from rehearsal.ledger import News
from rehearsal.model import JsonObject, Message
from rehearsal.telegram import World
from rehearsal.view import author_name, shown_text


class Transcript:
    """Lines `{n, at, kind, method, chat, seat, body, result | error, delivered}`, written as they come.

    `delivered` of an update: the bot may see it (privacy mode, allowed_updates); of a call: it took effect.
    `seat_of` names the seat a chat belongs to; `language` is that of service messages in `group_text`.
    """

    def __init__(
        self,
        world: World,
        path: Path | None = None,
        seat_of: Callable[[int], str | None] = lambda _chat: None,
        language: str = "nl",
    ) -> None:
        self.entries: list[JsonObject] = []
        self.seat_of = seat_of
        self._world = world
        self._language = language
        self._file: TextIO | None = path.open("w", encoding="utf-8") if path else None
        self._group: list[tuple[int, str]] = []
        world.on_update.append(self._update)
        world.on_message.append(self._message)

    @property
    def violations(self) -> dict[str, int]:
        """How often each of Telegram's send limits was passed."""
        return dict(self._world.limits.violations)

    def call(self, method: str, body: JsonObject, outcome: JsonObject, *, delivered: bool) -> None:
        """Record a Bot API call; `outcome` has a `result` or an `error`."""
        self._add("call", method, _number(body.get("chat_id")), body, outcome, delivered=delivered)

    def group_text(self, chat: int | None = None) -> str:
        """Return exactly what the group saw (without `chat`: all groups), edits and deletions in place."""
        return "\n".join(line for place, line in self._group if chat in {None, place})

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
            self._file = None

    def _update(self, kind: str, body: JsonObject, delivered: bool) -> None:
        chat = body.get("chat") or body.get("message", {}).get("chat") or {}
        self._add("update", kind, chat.get("id"), body, {}, delivered=delivered)

    def _add(
        self,
        kind: str,
        method: str,
        chat: int | None,
        body: JsonObject,
        outcome: JsonObject,
        *,
        delivered: bool,
    ) -> None:
        entry: dict[str, Any] = {
            "n": len(self.entries) + 1,
            "at": self._world.clock.now().isoformat(),
            "kind": kind,
            "method": method,
            "chat": chat,
            "seat": self.seat_of(chat) if chat is not None else None,
            "body": body,
            **outcome,
            "delivered": delivered,
        }
        self.entries.append(entry)
        if self._file:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._file.flush()

    def _message(self, news: News, message: Message) -> None:
        if message.chat > 0:
            return
        at = self._world.clock.now().strftime("%Y-%m-%d %H:%M")
        name = author_name(self._world, message)
        mark = "" if news == "message" else f" ({news})"
        self._group.append((message.chat, f"[{at}] {name}{mark}: {self._seen(message)}"))

    def _seen(self, message: Message) -> str:
        lines = [shown_text(self._world, message, self._language)]
        if message.file:
            lines.append(f"  <{message.file.name}>" if message.media != "photo" else "  <photo>")
        lines += ["  " + " ".join(f"[{button.label}]" for button in row) for row in message.buttons]
        return "\n".join(lines)


def _number(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None
