"""The catalogues: every sentence a person reads, by key and language. Knows no message and no reader."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Final, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LANGUAGES: Final = ("nl", "en")


class Sentences(NamedTuple):
    """All sentences: language -> key -> text with {places} and, around a title, **two stars**."""

    by_language: dict[str, dict[str, str]]

    @classmethod
    def load(cls) -> Sentences:
        """Read the project's catalogues; a file that is missing or no catalogue raises here, at start."""
        # The .po files themselves: compiled ones could be stale, and reading takes no time worth saving.
        return cls(
            {
                language: {str(entry.id): str(entry.string) for entry in catalogue if entry.id}
                for language, catalogue in ((code, read_catalogue(code)) for code in LANGUAGES)
            }
        )

    def sentence(self, key: str, language: str) -> str:
        """The text of `key`; KeyError, with a sentence of its own, where there is none."""
        text = self.by_language.get(language, {}).get(key)
        if not text:
            raise KeyError(f"no sentence {key!r} in the {language!r} catalogue")
        return text


def read_catalogue(language: str, folder: Traversable | None = None) -> Catalog:
    """One language's catalogue, from the project's own `locales` unless another folder is named."""
    path = catalogue_path(language, folder or files("locales"))
    return read_po(BytesIO(path.read_bytes()), locale=language, abort_invalid=True)


def catalogue_path(language: str, folder: Traversable) -> Traversable:
    """Where a language's catalogue lies in a folder of catalogues."""
    return folder / language / "LC_MESSAGES" / "draagvlak.po"
