"""What a mediator looks up or takes along from the store: pages and files of the record, the participation report.

The report is opened as the group reads, whoever asks for it. Sends nothing itself.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.question_sets import Writer
from flows.desk import acts, joint_record_desk, participation
from flows.effects import Work
from flows.events import FilesMade, RecordLine, RecordRead
from flows.messages import Listing, Piece, Say
from flows.phrases import term
from flows.script import Script
from flows.table import Mediation
from handlers.catalogues import Sentences
from handlers.render import quotes_in
from storage import LogRow, NotForThisReader, Reader, Transaction
from workshop.report import Block, Report, Section
from workshop.words import Language

WIDE = {0xFF1D: "=", 0xFF0B: "+", 0xFF0D: "-", 0xFF20: "@"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def page(tx: Transaction, work: Work) -> RecordRead:
    """A page of the record, newest first."""
    number, size = max(0, int(work.material["page"])), int(work.material["size"])
    rows = tx.log_page(work.mediation, number * size, size)
    return RecordRead(
        user=work.material["user"],
        page=number,
        lines_in_all=tx.log_length(work.mediation),
        lines=tuple(map(_line, rows)),
    )


def _line(row: LogRow) -> RecordLine:
    return RecordLine(at=row.at, user=row.user, act=row.act, about=row.about)


# ------------------------------------------------------------------ the record as files


def record(tx: Transaction, work: Work, sentences: Sentences, script: Script) -> FilesMade:
    """The whole record, oldest first, as CSV for a spreadsheet and as JSON; names and roles, no Telegram ids."""
    state, language = _state(tx, work.mediation), _language(tx, work)
    writer = Writer(language, {}, sentences, script, written={}, translated={})
    rows = [_row(state, one, writer) for one in map(_line, tx.log_of(work.mediation))]
    name = {"nl": "logboek", "en": "record"}[language]
    heads = [writer.text(one) for one in (term("record.when"), term("record.who"), term("record.what"))]
    table = as_csv([*heads, "utc", "act", "about"], (list(row.values()) for row in rows))
    body = json.dumps({"mediation": state.title, "record": rows}, ensure_ascii=False, indent=2)
    files = {"csv": ("text/csv", table.encode("utf-8-sig")), "json": ("application/json", body.encode())}
    return FilesMade(
        user=work.material["user"], what="record", files=_put(tx, work.mediation, "record", name, files)
    )


def _row(state: Mediation, one: RecordLine, writer: Writer) -> dict[str, str]:
    local = one.at.astimezone(ZoneInfo(state.zone))
    return {
        "when": local.strftime("%Y-%m-%d %H:%M"),
        "who": writer.text(acts.who(state, one.user)),
        "what": writer.text(acts.did(state, one.act, one.about)),
        "utc": one.at.isoformat(),
        "act": one.act,
        "about": json.dumps(one.about, ensure_ascii=False, sort_keys=True) if one.about else "",
    }


def as_csv(heads: list[str], rows: Iterable[list[str]]) -> str:
    """Cells in quotation marks, and none that a spreadsheet would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(one) for one in heads])
    writer.writerows([harmless(one) for one in row] for row in rows)
    return text.getvalue()


def harmless(cell: str) -> str:
    """A cell that begins as a formula does, also after spaces or in wide signs, begins with an apostrophe."""
    opening = cell.lstrip(" \u00a0\u200b\ufeff").translate(WIDE)
    return f"'{cell}" if opening.startswith(FORMULA) else cell


# ------------------------------------------------------------------ the report


def report(tx: Transaction, work: Work, sentences: Sentences, script: Script) -> tuple[Report, Language]:
    """The report and its language: that of the mediator who asked."""
    state, language = _state(tx, work.mediation), _language(tx, work)
    now = datetime.fromisoformat(work.material["now"])
    if _is_joint(work):
        made = joint_record_desk.sections(state, now)
    else:
        made = participation.sections(state, tuple(map(_line, tx.log_of(work.mediation))), now)
    ids = sorted(quotes_in(Say(parts=tuple(piece for one in made for piece in (one.heading, *one.parts)))))
    reader = Reader(work.mediation, "group", None, None)
    gone = sentences.sentence("words.gone", language)
    readable = {id: _open(tx, reader, id, gone) for id in ids}
    writer = Writer(
        language,
        readable,
        sentences,
        script,
        written=tx.written_in(work.mediation, ids, None),
        translated=tx.translated(reader, ids, language),
    )
    document = Report(
        heading=writer.text(term("joint.doc_heading") if _is_joint(work) else term("participation.heading")),
        title=state.title,
        page=writer.text(term("proxy_set.page")),
        sections=tuple(
            Section(
                heading=writer.text(one.heading),
                level=one.level,
                blocks=tuple(_block(piece, writer) for piece in one.parts),
            )
            for one in made
        ),
    )
    return document, language


def _block(piece: Piece, writer: Writer) -> Block:
    if isinstance(piece, Listing):
        return Block(kind="list", lines=tuple(writer.text(one) for one in piece.lines))
    return Block(kind="text", lines=(writer.text(piece),))


def _open(tx: Transaction, reader: Reader, id: str, gone: str) -> str:
    try:
        return tx.open_words(reader, [id])[id]
    except NotForThisReader:
        return gone


def put_report(tx: Transaction, work: Work, language: Language, pdf: bytes, markdown: str) -> FilesMade:
    joint = _is_joint(work)
    names = (
        {"nl": "gezamenlijk-verslag", "en": "joint-record"} if joint else {"nl": "verslag", "en": "report"}
    )
    files = {"pdf": ("application/pdf", pdf), "md": ("text/markdown", markdown.encode())}
    stored = _put(tx, work.mediation, "joint_record" if joint else "report", names[language], files)
    return FilesMade(user=work.material["user"], what="joint_record" if joint else "report", files=stored)


def _is_joint(work: Work) -> bool:
    """Whether it is the joint record of talks without an agreement, and not the participation report."""
    return work.material.get("of") == "joint_record"


def _put(
    tx: Transaction, mediation: str, kind: str, name: str, files: dict[str, tuple[str, bytes]]
) -> tuple[str, ...]:
    """Stored under what they hold: the same again is the same file."""
    stored = []
    for ending, (mime, data) in files.items():
        id = f"{mediation}-{kind}-{ending}-{sha256(data).hexdigest()[:12]}"
        tx.put_file(id, f"{name}.{ending}", mime, data)
        stored.append(id)
    return tuple(stored)


def _state(tx: Transaction, mediation: str) -> Mediation:
    stored = tx.load(f"mediation:{mediation}")
    return Mediation.model_validate_json(stored) if stored else Mediation(id=mediation)


def _language(tx: Transaction, work: Work) -> Language:
    return "en" if tx.language_of(work.material["user"]) == "en" else "nl"
