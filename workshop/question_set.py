"""A party's questions for paper: as a PDF and as a text file to fill in. Must not know who asks, or why."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from flows.value import Value
from workshop.words import Language

_TEMPLATE = Path(__file__).with_name("question_set.typ")
WIDTH = 60  # of the line to write on, in the text file


class SetQuestion(Value):
    """One question in the reader's language. `above` is read first; `lines` is how many lines to write on."""

    id: str
    above: tuple[str, ...] = ()
    asked: str
    how: str
    who_reads: str
    options: tuple[str, ...] = ()
    lines: int = 3


class SetWords(Value):
    """The fixed sentences around the questions, in the reader's language."""

    heading: str
    intro: tuple[str, ...]
    answer: str  # "Answer", as the text file is read again by it
    page: str


class QuestionSet(Value):
    """All that stands on the paper."""

    title: str
    party: str
    party_id: str
    words: SetWords
    questions: tuple[SetQuestion, ...]


def as_text(document: QuestionSet) -> str:
    """The text file. What it says beside questions never looks like a code or an answer line."""
    words = document.words
    head = [words.heading, document.title, "", f"[set {document.party_id}]", "", *words.intro]
    parts = ["\n".join(head)]
    for number, one in enumerate(document.questions, start=1):
        options = [f"   {place}) {label}" for place, label in enumerate(one.options, start=1)]
        above = [f"   {line}" for text in one.above for line in text.splitlines()]
        asked = [f"   {line}" for line in one.asked.splitlines()]
        block = [
            f"{number}. [{one.id}]",
            *above,
            *asked,
            *options,
            f"   ({one.how})",
            f"   ({one.who_reads})",
        ]
        parts.append("\n".join([*block, f"{words.answer}:", "_" * WIDTH]))
    return "\n\n".join(parts) + "\n"


def typeset_questions(document: QuestionSet, language: Language) -> bytes:
    """The PDF (A4, tagged). The texts go to Typst as data: nothing in them is read as markup."""
    inputs = {"document": json.dumps(document.model_dump(mode="json")), "language": language}
    try:
        return typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as refused:
        if "could not be displayed" not in str(refused):
            raise
        return typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, timestamp=0)
