"""The questions of one case as a file: its changes, and under them, as comment, how every question reads now."""

from __future__ import annotations

from hashlib import sha256

from pydantic import TypeAdapter

from bot.question_sets import Writer
from flows.effects import Work
from flows.events import QuestionsWritten
from flows.interview.questions import question
from flows.messages import Both, Piece
from flows.phrases import term
from flows.process.tailored import key_of
from flows.script import Script
from flows.signals import Ask
from handlers.catalogues import Sentences
from handlers.plain import cut
from storage import Transaction
from workshop.question_file import write_changes

_ROUNDS = TypeAdapter(tuple[tuple[str, tuple[Ask, ...]], ...])
WORDING = 100  # characters of a question's wording: enough to know it by


def write(tx: Transaction, work: Work, sentences: Sentences, script: Script) -> QuestionsWritten:
    """Stored, in the language of the mediator who asked; the same edition again is the same file."""
    material = work.material
    language = tx.language_of(material["user"])
    writer = Writer(language, {}, sentences, script, written={}, translated={})
    edition = int(material["edition"])
    head = (writer.text(term("tailoring.file_head", title=material["title"], n=edition)),)
    text = write_changes(material["changes"], edition, head, _now(material["rounds"], writer))
    code = sha256(text.encode()).hexdigest()[:12]
    file = f"{work.mediation}-questions-{code}.yaml"
    name = {"nl": "vragen", "en": "questions"}[language if language == "en" else "nl"]
    tx.put_file(file, f"{name}-{edition}.yaml", "application/yaml", text.encode())
    return QuestionsWritten(user=material["user"], edition=edition, file=file)


def _now(rounds: object, writer: Writer) -> list[str]:
    """Every question that may be changed, by round, with its key."""
    lines = [writer.text(term("tailoring.file_now"))]
    for key, asks in _ROUNDS.validate_python(rounds):
        if asks:
            lines += ["", writer.text(term(f"stage.{key}"))]
        lines += [f"  {key_of(one)}: {cut(_wording(one, writer), WORDING)}" for one in asks]
    return lines


def _wording(ask: Ask, writer: Writer) -> str:
    """As it stands, with its {places} open."""
    if isinstance(ask.instead, Both):
        asked: Piece = ask.instead.model_copy(update={"fill": {}})
    else:
        asked = question(ask.model_copy(update={"fill": {name: f"{{{name}}}" for name in ask.fill}}))
    return " ".join(writer.text(asked).split())
