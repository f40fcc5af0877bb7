"""`draagvlak group`: groups the statements of a file, for whoever wants to measure a pipeline. Keeps nothing."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.grouping_settings import GroupingSettings
from workshop.grouping.endpoint import EndpointError
from workshop.grouping.gloss import NoDictionaryError
from workshop.grouping.group import group
from workshop.grouping.minilm import NoModelError
from workshop.grouping.pipelines import NAMES, made
from workshop.grouping.statement import Grouping, Statement

__all__ = ["NAMES", "GroupRefusedError", "GroupingSettings", "grouped"]

ALL_OTHERS = 2000  # up to so many statements each is compared with all others in what is printed
NEAREST = 50  # beyond that, with so many


class GroupRefusedError(Exception):
    """The file or the pipeline cannot be used; the message is one sentence a mistake, each on a line."""


class Line(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    id: str | int
    lang: str = Field(pattern="^(nl|en)$")
    text: str


class Lines(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    question: str = ""
    statements: list[Line]


def grouped(file: Path, name: str, why: bool = False, settings: GroupingSettings | None = None) -> str:
    """JSON: {"pipeline", "groups", "representative", "similar"}; ids as they stand in the file.

    With `why` also "because": the words that each statement of a group shares with others of it.
    Above 2,000 statements "similar" holds the 50 nearest of each: all others would be millions of pairs.
    """
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # before numpy: threads only get in each other's way here
    given = _read(file)
    settings = settings or GroupingSettings()
    statements = [
        Statement.model_validate({"id": str(one.id), "text": one.text, "language": one.lang})
        for one in given.statements
    ]
    try:
        pipeline = made(name, settings.dictionary, settings.model, settings.service())
        found = group(given.question, statements, pipeline)
    except (NoDictionaryError, NoModelError, EndpointError) as refusal:
        raise GroupRefusedError(str(refusal)) from None
    printed = _printed(found, {str(one.id): one.id for one in given.statements})
    return json.dumps(printed | ({"because": found.because} if why else {}), ensure_ascii=False)


def _printed(found: Grouping, ids: dict[str, str | int]) -> dict[str, Any]:
    most = None if len(ids) <= ALL_OTHERS else NEAREST
    return {
        "pipeline": found.pipeline,
        "groups": [[ids[one] for one in some] for some in found.groups],
        "representative": [ids[one] for one in found.representatives],
        "similar": {one: [[ids[other], score] for other, score in some] for one, some in found.similar(most)},
    }


def _read(file: Path) -> Lines:
    try:
        given = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise GroupRefusedError(f"{file} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise GroupRefusedError(f"{file} is no text in UTF-8.") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise GroupRefusedError(f"{file} is no JSON: {error}.") from None
    try:
        read = Lines.model_validate(given)
    except ValidationError as error:
        sentences = dict.fromkeys(_sentence(one) for one in error.errors())
        raise GroupRefusedError("\n".join(f"{file}: {one}" for one in sentences)) from None
    twice = [id for id, times in Counter(str(one.id) for one in read.statements).items() if times > 1]
    if twice:
        raise GroupRefusedError(
            "\n".join(
                f"{file}: the id {id} stands there more than once; give each statement its own."
                for id in twice
            )
        )
    return read


def _sentence(error: Any) -> str:
    place = [str(one + 1) if isinstance(one, int) else str(one) for one in error["loc"]]
    missing = error["type"] == "missing"
    match place:
        case ["question"]:
            return "question is no text; leave it out, or put it between quotes."
        case ["statements", number, "lang", *_] if not missing:
            return f'statement {number}: lang is "nl" or "en".'
        case ["statements", number, field, *_]:
            return (
                f'statement {number}: "{field}" {"is missing" if missing else "has the wrong kind of value"}.'
            )
        case ["statements", number]:
            return f"statement {number} is no object with id, lang and text."
        case _:
            return 'it must hold {"question": ..., "statements": [{"id": ..., "lang": "nl" or "en", "text": ...}]}.'
