"""Makes a PDF of an agreement with Typst. Must not know how an agreement comes about, or who may read it."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any, Literal

import typst

from workshop.document import AgreementText, canonical_hash
from workshop.words import Language

__all__ = ["AgreementText", "canonical_hash", "typeset_agreement"]

_TEMPLATE = Path(__file__).with_name("agreement.typ")
# Invisible characters that turn the writing direction could make a line read otherwise than it is hashed.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def typeset_agreement(document: AgreementText, language: Language) -> bytes:
    """The agreement as a PDF (A4, tagged, PDF/UA-1) with its headings in `language`.

    The same document gives the same bytes on the same machine. The text goes to Typst as data, so nothing in
    it is read as markup. Where no font here has a character of the text, the page shows a box for it and the
    file claims no PDF/UA.
    """
    inputs = {"document": json.dumps(_visible(document.model_dump(mode="json"))), "language": language}
    try:
        return _compiled(inputs, ["ua-1"])
    except typst.TypstError as refused:
        if "could not be displayed" not in str(refused):
            raise
        return _compiled(inputs, [])


def _compiled(inputs: dict[str, str], standards: list[Literal["ua-1"]]) -> bytes:
    # The creation date is fixed: the date that matters is in the text, and the bytes must not change.
    return typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=[*standards], timestamp=0)


def _visible(data: Any) -> Any:
    """The same JSON with nothing in its texts but what can be seen, and line breaks."""
    if isinstance(data, dict):
        return {key: _visible(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_visible(value) for value in data]
    return "".join(filter(_shows, data)) if isinstance(data, str) else data


def _shows(character: str) -> bool:
    return character == "\n" or (unicodedata.category(character) != "Cc" and character not in _TURNING)
