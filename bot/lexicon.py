"""Reads the word lists by which the rules are heard. Knows where they are, none of the words."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import ValidationError

from flows.listening import Lexicon
from flows.listening.words import AND

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is ten times as fast, where there is one
NAMED = re.compile(r"<(\w+)>")
# What a phrase may be made of. One that is, can be compiled: so nothing has to be, before a text asks for it.
READABLE = re.compile(r"(?:[^\\\[\]{}^+?*()$|<>]|(?<=[\w.|( )])\*|\(\?!|\(|\)|(?<=[\w)-])\?|\|| \$(?=$| &))*")


class LexiconRefusedError(Exception):
    """The word lists cannot be read; the message is a sentence for the operator."""


@lru_cache(maxsize=1)
def load_lexicon(text: str | None = None) -> Lexicon:
    """The project's lists, or others given as YAML; `LexiconRefusedError` says which phrase cannot be read."""
    given = text or files("locales").joinpath("listening.yaml").read_text(encoding="utf-8")
    try:
        read = yaml.load(given, Loader=LOADER)  # noqa: S506  one of the safe ones
    except yaml.YAMLError as error:
        raise LexiconRefusedError(f"listening.yaml is no YAML: {error}") from None
    try:
        lists = {name: _written_out(name, value) for name, value in _pairs(read)}
        return Lexicon.model_validate({**lists, "cues": _cues(), "judging": _listed("judging")})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise LexiconRefusedError(f"listening.yaml: {wrong}") from None


def _cues() -> dict[str, Any]:
    """By language, the words by field and what each cue is worth."""
    fields, points = (_listed(name) for name in ("listening_fields", "listening_points"))
    for one in fields.values():
        one["fields"] = {name: tuple(str(words).split("|")) for name, words in one["fields"].items()}
        one["pairs"] = tuple(tuple(group.split("|")) for group in one["pairs"])
    return {name: {**one, **points.get(name, {})} for name, one in fields.items()}


def _listed(name: str) -> dict[str, Any]:
    """A file of the project's own; there is no other."""
    read = yaml.load(files("locales").joinpath(f"{name}.yaml").read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  one of the safe ones
    return dict(read)


def _pairs(read: Any) -> list[tuple[str, Any]]:
    if not isinstance(read, dict):
        raise LexiconRefusedError("listening.yaml must hold the lists of nl and en.")
    return list(read.items())


def _written_out(language: str, lists: Any) -> Any:
    """The lists of a language, with each <name> replaced by the words of that name."""
    if not isinstance(lists, dict):
        return lists
    words = {name: f"({some})" for name, some in (lists.get("words") or {}).items()}

    def phrase(listed: str, written: Any) -> Any:
        if not isinstance(written, str):
            return written
        said = written
        try:
            for _ in range(3):  # a name may hold names
                said = NAMED.sub(lambda one: words[one[1]], said)
        except KeyError as error:
            raise LexiconRefusedError(f"listening.yaml, {language}: no words are named {error}.") from None
        if not READABLE.fullmatch(said) or not _closed(said):
            raise LexiconRefusedError(f"listening.yaml, {language}, {listed}: {written!r} cannot be read.")
        return said

    return {
        name: tuple(phrase(name, one) for one in listed) if isinstance(listed, list) else listed
        for name, listed in lists.items()
        if name != "words"
    }


def _closed(said: str) -> bool:
    """Whether each bracket that opens is closed, within the part it stands in."""
    for part in said.split(AND):
        depth = 0
        for one in part:
            depth += (one == "(") - (one == ")")
            if depth < 0:
                return False
        if depth:
            return False
    return True
