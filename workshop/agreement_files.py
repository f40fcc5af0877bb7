"""The four files of one agreement, made in one go. Must not know who asks for them."""

from __future__ import annotations

from workshop.agreement_markdown import agreement_markdown
from workshop.document import AgreementText
from workshop.typeset import agreement_json, typeset_agreement
from workshop.words import Language

MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "json": "application/json",
}


def agreement_files(document: AgreementText, language: Language) -> dict[str, bytes]:
    """By the ending of its name, each file of this document."""
    from workshop.word_file import agreement_word  # noqa: PLC0415  not by a bot that has to start at once

    return {
        "pdf": typeset_agreement(document, language),
        "docx": agreement_word(document, language),
        "md": agreement_markdown(document, language).encode(),
        "json": agreement_json(document),
    }
