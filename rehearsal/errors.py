"""What can be refused: to the bot in Telegram's own words, to a person in ours. Knows no HTTP."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error of ours
    """The Bot API says no: `code` and `description` as on Telegram, `parameters` for retry and migration."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON body Telegram answers with."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str, **parameters: int) -> Refusal:
    """Return the 400 with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {reason}", **parameters)


def forbidden(reason: str) -> Refusal:
    """Return the 403 with Telegram's prefix."""
    return Refusal(403, f"Forbidden: {reason}")


class WrongMove(ValueError):  # noqa: N818 - reads as what it is
    """A person tries what no client offers: writing in a group one is not in, pressing a gone button."""
