"""A file of an agreement that somebody kept: the text inside it, and whether the file still shows exactly that.

Must not know which text was confirmed, or by whom.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from difflib import SequenceMatcher
from typing import Literal, NamedTuple
from xml.sax.saxutils import unescape

from pydantic import ValidationError
from pypdf import PdfReader

from workshop.agreement_markdown import CLOSING, OPENING, agreement_markdown
from workshop.document import AgreementText
from workshop.typeset import agreement_json, typeset_agreement
from workshop.word_file import SPACE, agreement_word
from workshop.words import Language

MOST = 50_000_000  # bytes of a file, and of what is packed in it
_INSIDE = re.compile(rf'<agreement xmlns="{SPACE}">(.*)</agreement>', re.DOTALL)
_PARAGRAPH = re.compile(r"</w:p>")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")

Form = Literal["pdf", "docx", "md", "json"]


logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it stumbles over is told by us, in a sentence


class NotOursError(Exception):
    """No text of an agreement was found in the file; the message says what it is instead."""


class Shown(NamedTuple):
    """What the file shows, beside the text inside it.

    `same`: byte for byte what is made of that text. `added`: that, and something after it. `saved`: the same words in
    other bytes. `altered`: other words; `was` and `now` are the first of them. `damaged`: its pages cannot be read.
    """

    how: Literal["same", "added", "saved", "altered", "damaged"]
    was: str = ""
    now: str = ""


class Kept(NamedTuple):
    """A file and the text inside it."""

    form: Form
    document: AgreementText
    data: bytes


def opened(data: bytes) -> Kept:
    """The text a file carries, whatever the file is called. NotOursError where it carries none."""
    if len(data) > MOST:
        raise NotOursError("It is too large to be an agreement.")
    form = _form(data)
    try:
        inside = {"pdf": _in_pdf, "docx": _in_word, "md": _in_markdown, "json": _as_text}[form](data)
    except NotOursError:
        raise
    except Exception:  # noqa: BLE001  what somebody sends can be broken in any way
        raise NotOursError("It is damaged: it cannot be read.") from None
    try:
        return Kept(form, AgreementText.model_validate_json(inside), data)
    except ValidationError:
        raise NotOursError(
            "What it carries is no agreement of this program, or of a later version."
        ) from None


def _form(data: bytes) -> Form:
    beginning = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    if beginning.startswith(b"%PDF"):
        return "pdf"
    if beginning.startswith(b"PK"):
        return "docx"
    return "json" if beginning.startswith(b"{") else "md"


def _as_text(data: bytes) -> str:
    return data.decode("utf-8-sig")


def _in_pdf(data: bytes) -> str:
    found = PdfReader(io.BytesIO(data)).attachments.get("agreement.json")
    if not found:
        raise NotOursError("It is a PDF, and carries no text of an agreement.")
    return found[0].decode()


def _in_word(data: bytes) -> str:
    """Word may give the part another name when it saves the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(one.file_size for one in packed.infolist()) > MOST:
            raise NotOursError("It is too large to be an agreement.")
        parts = [one for one in packed.namelist() if one.startswith("customXml/") and one.endswith(".xml")]
        hits = (_INSIDE.search(packed.read(one).decode("utf-8", "replace")) for one in parts)
        found = next((one[1] for one in hits if one), None)
    if found is None:
        raise NotOursError("It is a Word file or an archive, and carries no text of an agreement.")
    return unescape(found)


def _in_markdown(data: bytes) -> str:
    text = _as_text(data)
    at = text.rfind(OPENING)
    if at < 0:
        raise NotOursError("It carries no text of an agreement.")
    return text[at + len(OPENING) : text.index(CLOSING, at)]


# ------------------------------------------------------------------ made anew


def shown(kept: Kept) -> Shown:
    """Whether the file shows what is made of the text inside it."""
    made = _made(kept)
    if kept.data == made:
        return Shown("same")
    if kept.form == "pdf" and kept.data.startswith(made):
        return Shown("added")
    read = {"pdf": _pdf_words, "docx": _word_words, "md": _text_words, "json": _text_words}[kept.form]
    try:
        found = read(kept.data)
    except Exception:  # noqa: BLE001  as above
        return Shown("damaged")
    return _compared(read(made), found)


def _made(kept: Kept) -> bytes:
    language: Language = kept.document.language or "nl"
    match kept.form:
        case "pdf":
            return typeset_agreement(kept.document, language)
        case "docx":
            return agreement_word(kept.document, language)
        case "md":
            return agreement_markdown(kept.document, language).encode()
        case "json":
            return agreement_json(kept.document)


def _pdf_words(data: bytes) -> list[str]:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split()


def _word_words(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        text = packed.read("word/document.xml").decode("utf-8", "replace")
    runs = ("".join(_TEXT.findall(one)) for one in _PARAGRAPH.split(text))
    return unescape(" ".join(runs)).split()


def _text_words(data: bytes) -> list[str]:
    return _as_text(data).split()


def _compared(made: list[str], found: list[str]) -> Shown:
    if made == found:
        return Shown("saved")
    for do, a, b, c, d in SequenceMatcher(None, made, found, autojunk=False).get_opcodes():
        if do != "equal":
            return Shown(
                "altered", " ".join(made[max(a - 3, 0) : b + 3]), " ".join(found[max(c - 3, 0) : d + 3])
            )
    raise AssertionError("two lists that differ have a first difference")
