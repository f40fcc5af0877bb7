"""Reads the word lists by which the rules are heard. Knows where they are, none of the words."""

import re
from importlib.resources import files

import yaml
from pydantic import ValidationError

from flows.listening import Lexicon, WordLists
from flows.listening.words import heard_by


class LexiconRefusedError(Exception):
    """The word lists cannot be read; the message is a sentence for the operator."""


def load_lexicon(text: str | None = None) -> Lexicon:
    """The project's lists, or others given as YAML; `LexiconRefusedError` says which phrase cannot be read."""
    given = text or files("locales").joinpath("listening.yaml").read_text(encoding="utf-8")
    try:
        lexicon = Lexicon.model_validate(yaml.safe_load(given))
    except yaml.YAMLError as error:
        raise LexiconRefusedError(f"listening.yaml is no YAML: {error}") from None
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise LexiconRefusedError(f"listening.yaml: {wrong}") from None
    for language in (lexicon.nl, lexicon.en):
        _try_each(language)
    return lexicon


def _try_each(lists: WordLists) -> None:
    for name, phrases in lists:
        for phrase in phrases if isinstance(phrases, tuple) else ():
            try:
                heard_by.__wrapped__((phrase,), lists.few)
            except re.error as error:
                raise LexiconRefusedError(
                    f"listening.yaml, {name}: {phrase!r} cannot be read: {error}"
                ) from None
