"""What a rehearsal leaves behind: read from the store as it stood at the end, and from what passed over the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.leaks import find_leaks
from bot.private import Seats
from bot.report import differences, make_report
from bot.run import load_script
from flows.agreement import Agreement
from flows.deliberation import Deliberation
from flows.table import Mediation
from handlers.catalogues import Sentences
from rehearsal.play import Outcome
from rehearsal.transcript import Transcript
from storage import Operator, Store, Transaction, WordRow


@dataclass
class Results:
    """The report, what differs from the case's `expected`, and the documents made."""

    report: dict[str, Any]
    differences: list[str]
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Stored:
    """What the report needs of the store."""

    mediation: Mediation
    deliberations: dict[str, Deliberation]
    agreement: Agreement
    words: list[WordRow]
    files: dict[str, bytes]


def results(
    case: dict[str, Any], outcome: Outcome, transcript: Transcript, stored: Stored, seconds: float
) -> Results:
    """The report, with the leaks searched for, and what differs from what the case expects."""
    seats = Seats(outcome.links.parties, frozenset(stored.mediation.mediators))
    made = stored.files.get("agreement.json")
    leaks = find_leaks(
        transcript.entries,
        seats,
        stored.words,
        case,
        script=load_script(),
        sentences=Sentences.load(),
        document=json.loads(made) if made else None,
    )
    report = make_report(
        case,
        stored.mediation,
        deliberations=stored.deliberations,
        agreement=stored.agreement,
        words=stored.words,
        entries=transcript.entries,
        seconds=seconds,
        leaks=leaks,
    )
    found = differences(case, report)
    if outcome.stuck:
        found.insert(0, outcome.stuck)
    return Results(report, found, stored.files)


async def read_store(store: Path, operator: Operator) -> Stored:
    """What the store holds at the end; nobody else may have it open."""
    opened = await Store.open(store, operator)
    try:
        return await opened.transact(_read)
    finally:
        await opened.close()


def _read(tx: Transaction) -> Stored:
    address = next(iter(tx.addresses("mediation:")), "mediation:none")
    mediation = _state(tx, address, Mediation) or Mediation(id="none")
    deliberations = {
        one.rsplit(":", 1)[1]: state
        for one in tx.addresses(f"deliberation:{mediation.id}:")
        if (state := _state(tx, one, Deliberation))
    }
    agreement = _state(tx, f"agreement:{mediation.id}", Agreement) or Agreement(mediation=mediation.id)
    files = {}
    if agreement.file:
        files = {"agreement.pdf": tx.file(agreement.file).data}
        for ending in ("docx", "md", "json"):
            files[f"agreement.{ending}"] = tx.file(f"{agreement.file}.{ending}").data
    return Stored(mediation, deliberations, agreement, tx.words_of(mediation.id), files)


def _state(tx: Transaction, address: str, kind: Any) -> Any:
    stored = tx.load(address)
    return kind.model_validate_json(stored) if stored else None
