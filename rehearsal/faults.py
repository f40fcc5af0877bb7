"""Faults to switch on: what a network and a busy Telegram do to a bot. Decides only what strikes a call."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from rehearsal.errors import Refusal
from rehearsal.model import JsonObject

Kind = Literal["refuse", "drop_before", "drop_after", "empty", "delay"]

WORDING = {
    401: "Unauthorized",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass
class Fault:
    """One fault.

    `refuse` answers with `code` instead of acting; `drop_before` and `drop_after` break the connection before
    or after the call took effect; `empty` acts and answers nothing; `delay` waits `seconds` (real) first.
    It strikes calls of `method` (`*`: any) whose parameters contain `contains`, `times` times (None: always).
    """

    kind: Kind
    method: str = "*"
    code: int = 500
    retry_after: int = 1
    seconds: float = 0.0
    contains: str = ""
    times: int | None = 1
    struck: int = 0

    def strikes(self, method: str, body: JsonObject) -> bool:
        """Tell whether this call is hit."""
        if self.times is not None and self.struck >= self.times:
            return False
        if self.method != "*" and self.method.lower() != method.lower():
            return False
        return self.contains in json.dumps(body, ensure_ascii=False)

    def refusal(self) -> Refusal:
        """Return the answer of a `refuse`."""
        if self.code == 429:  # noqa: PLR2004 - HTTP's own number
            wait = self.retry_after
            return Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        return Refusal(self.code, WORDING.get(self.code, "Bad Request: a fault of the rehearsal"))


class Faults:
    """The faults switched on, the oldest first; one call meets at most one of them."""

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Switch a fault on; return it, so that `struck` can be read."""
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """Switch all off."""
        self.active.clear()

    def take(self, method: str, body: JsonObject) -> Fault | None:
        """Return the fault that strikes this call, counted."""
        for fault in self.active:
            if fault.strikes(method, body):
                fault.struck += 1
                return fault
        return None
