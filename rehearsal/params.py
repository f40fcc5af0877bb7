"""The parameters of a Bot API call, the same from JSON, form or multipart. Knows no method."""

from __future__ import annotations

import json
from typing import Any

from rehearsal.errors import bad_request
from rehearsal.model import File, JsonObject
from rehearsal.photos import look_at


class Params:
    """Values as sent (numbers and JSON may come as strings) and uploaded files by field name."""

    def __init__(self, values: JsonObject, files: dict[str, File] | None = None) -> None:
        self.values = values
        self.files = files or {}

    def text(self, name: str) -> str:
        """Return a string, empty where there is none."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int | None:
        """Return a whole number, or nothing where there is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            return None

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a truth value."""
        value = self.values.get(name)
        return default if value is None else str(value).lower() in {"true", "1"}

    def json(self, name: str) -> Any:
        """Return an object or a list, parsed where it came as a string; refuse what does not parse."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error

    def upload(self, name: str) -> File | None:
        """Return an uploaded file, sent in the field itself or attached under another name."""
        reference = self.text(name).removeprefix("attach://")
        return self.files.get(name) or self.files.get(reference)

    def body(self) -> JsonObject:
        """Return the values for the record: JSON parsed, files by name and size, what a photo says of itself."""
        body: JsonObject = {}
        for name, value in self.values.items():
            body[name] = _readable(value)
        for name, file in self.files.items():
            told: JsonObject = {"name": file.name, "size": len(file.data)}
            seen = look_at(file.data) if name == "photo" else None
            body[name] = told | ({"says": seen.says.split("\n")} if seen and seen.says else {})
        return body


def _readable(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
