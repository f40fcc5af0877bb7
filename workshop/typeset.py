"""Makes a PDF of an agreement with Typst. Must not know how an agreement comes about, or who may read it."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any, Literal

import typst

from workshop.agreement_words import WORDS
from workshop.document import AgreementText, canonical_hash
from workshop.outline import outline
from workshop.words import Language

__all__ = ["AgreementText", "agreement_json", "as_data", "canonical_hash", "typeset_agreement", "visible"]

_TEMPLATE = Path(__file__).with_name("agreement.typ")
# Invisible characters that turn the writing direction could make a line read otherwise than it is hashed.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def as_data(document: AgreementText) -> str:
    """The whole document as JSON in ASCII, as it lies inside every file that is made of it."""
    return json.dumps(document.model_dump(mode="json"), sort_keys=True)


def agreement_json(document: AgreementText) -> bytes:
    """The document for programs, and for whoever wants to see what it was made of."""
    return (json.dumps(document.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n").encode()


def typeset_agreement(document: AgreementText, language: Language) -> bytes:
    """The agreement as a PDF (A4, tagged, PDF/UA-1) with its headings in `language`, and its data attached.

    The same document gives the same bytes on the same machine. The text goes to Typst as data, so nothing in
    it is read as markup. Where no font here has a character of the text, the page shows a box for it and the
    file claims no PDF/UA.
    """
    inputs = {
        "outline": json.dumps(visible(outline(document, language).model_dump(mode="json"))),
        "data": as_data(document),
        "language": language,
        "region": WORDS[language]["region"],
    }
    try:
        return _compiled(inputs, ["ua-1"])
    except typst.TypstError as refused:
        if "could not be displayed" not in str(refused):
            raise
        return _compiled(inputs, [])


def _compiled(inputs: dict[str, str], standards: list[Literal["ua-1"]]) -> bytes:
    # The creation date is fixed: the date that matters is in the text, and the bytes must not change.
    return typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=[*standards], timestamp=0)


def visible(data: Any) -> Any:
    """The same JSON with nothing in its texts but what can be seen, and line breaks."""
    if isinstance(data, dict):
        return {key: visible(value) for key, value in data.items()}
    if isinstance(data, list):
        return [visible(value) for value in data]
    return "".join(filter(_shows, data)) if isinstance(data, str) else data


def _shows(character: str) -> bool:
    hidden = unicodedata.category(character) in ("Cc", "Cs", "Cn") or character in _TURNING
    return character == "\n" or not hidden
