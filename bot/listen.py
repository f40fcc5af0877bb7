"""`draagvlak listen`: what the rules hear in a file of lines, for whoever wants to measure them. Keeps nothing."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.lexicon import load_lexicon
from flows.listening import hear


class ListenRefusedError(Exception):
    """The file cannot be used; the message is one sentence."""


class Line(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    id: str | int
    lang: str = Field(pattern="^(nl|en)$")
    text: str
    prompt: str | None = None
    frames: list[str] | None = None


class Lines(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    lines: list[Line]


def listen(file: Path) -> str:
    """JSON: by id, the rules of each line, first to be asked first, and the words that called for them."""
    lexicon = load_lexicon()
    heard: dict[str, dict[str, Any]] = {}
    for line in _read(file).lines:
        if str(line.id) in heard:
            raise ListenRefusedError(f"{file}: the id {line.id} stands there twice; give each line its own.")
        found = hear(line.text, line.lang, lexicon, line.prompt or "", tuple(line.frames or ()))
        heard[str(line.id)] = {"rules": list(found.rules), "because": list(found.because)}
    return json.dumps(heard, ensure_ascii=False, indent=1)


def _read(file: Path) -> Lines:
    try:
        given = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ListenRefusedError(f"{file} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise ListenRefusedError(f"{file} is no text in UTF-8.") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise ListenRefusedError(f"{file} is no JSON: {error}.") from None
    try:
        return Lines.model_validate(given)
    except ValidationError as error:
        raise ListenRefusedError(f"{file}: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    wrong = error.errors()[0]
    place = [str(one + 1) if isinstance(one, int) else str(one) for one in wrong["loc"]]
    match place:
        case ["lines", number, "lang", *_] if wrong["type"] != "missing":
            return f'line {number}: lang is "nl" or "en".'
        case ["lines", number, field, *_]:
            what = "is missing" if wrong["type"] == "missing" else "has the wrong kind of value"
            return f'line {number}: "{field}" {what}.'
        case ["lines", number]:
            return f"line {number} is no object with id, lang and text."
        case _:
            return 'it must hold {"lines": [{"id": ..., "lang": "nl" or "en", "text": ...}]}.'
