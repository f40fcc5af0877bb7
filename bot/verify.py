"""`draagvlak verify`: is a kept agreement still the text that was agreed? Reads files of this machine; asks nobody.

A file says of itself whether it was altered. Whether its text is the one that was confirmed, it cannot say: a code
somebody kept, or the store, does.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import NamedTuple

from flows.agreement import Agreement
from storage import Operator, Store
from workshop.document import AgreementText, canonical_hash, groups
from workshop.kept_file import Kept, NotOursError, Shown, opened, shown

SHORTEST = 16  # digits of a code that are enough to compare
STATUS = {
    "draft": "a draft: nobody is bound by it",
    "in_principle": "agreed in principle, not yet ratified by all who decide",
    "ratified": "ratified",
}


class VerifyRefusedError(Exception):
    """The check cannot be made; the message is one sentence."""


class Verdict(NamedTuple):
    """Sentences for whoever asked. `good`: nothing speaks against the file."""

    good: bool
    lines: list[str]


def verify(
    file: Path, code: str = "", store: Path | None = None, operator: Operator | None = None
) -> Verdict:
    """Check a PDF, Word file, Markdown or JSON of an agreement.

    `code` is the code as a chat or a paper shows it, in groups or not, whole or at least its first 16 digits.
    `store` is the bot's own file, with the bot stopped, and `operator` the key that opens it. VerifyRefusedError where
    one of them cannot be used.
    """
    wanted = _digits(code)
    if code and len(wanted) < SHORTEST:
        raise VerifyRefusedError("A code has at least four groups of four digits: 0-9 and a-f.")
    if store is not None and not store.is_file():
        raise VerifyRefusedError(f"There is no store {store}.")
    try:
        kept = opened(file.read_bytes())
    except OSError as error:
        raise VerifyRefusedError(f"{file} cannot be read: {error.strerror or error}.") from None
    except NotOursError as none:
        return Verdict(good=False, lines=[f"NOT OURS. {none}"])
    checks = [_text(kept), *([_coded(kept, wanted)] if wanted else [])]
    if store is not None and operator is not None:
        checks.append(_stored(kept, asyncio.run(agreements(store, operator))))
    elif not wanted:
        checks.append(Verdict(good=True, lines=[_compare_yourself(kept.document)]))
    return Verdict(
        all(one.good for one in checks), [*_about(kept), *(line for one in checks for line in one.lines)]
    )


def _digits(code: str) -> str:
    return "".join(re.findall(r"[0-9a-f]", code.casefold()))


def _about(kept: Kept) -> list[str]:
    document = kept.document
    return [
        f"{document.title}, version {document.version}: {STATUS[document.status]}.",
        f"Code of the text in this file: {groups(canonical_hash(document))}",
    ]


def _text(kept: Kept) -> Verdict:
    """What the file says of itself."""
    document, code = kept.document, canonical_hash(kept.document)
    if document.hash != code:
        sentence = (
            f"ALTERED. The text in it is not the text its own code was made of ({groups(document.hash)})."
        )
        return Verdict(good=False, lines=[sentence])
    return _look(kept, shown(kept))


def _look(kept: Kept, found: Shown) -> Verdict:
    match found.how:
        case "same":
            return Verdict(
                good=True, lines=["UNALTERED. The file shows exactly the text that belongs to this code."]
            )
        case "saved" if kept.form == "pdf":
            sentence = (
                "OTHER BYTES. The words read the same, but this is not the file as this version of the program makes "
                "it. Rely on the text and its code, and not on how the pages look."
            )
            return Verdict(good=False, lines=[sentence])
        case "damaged":
            sentence = (
                "ALTERED. The pages of this file cannot be read any more, though the text inside it can."
            )
            return Verdict(good=False, lines=[sentence])
        case "saved":
            sentence = "UNALTERED WORDS. Another program saved this file; every word in it is the same."
            return Verdict(good=True, lines=[sentence])
        case "added":
            sentence = (
                "ADDED TO. After this file was made something was added to it, such as a digital signature. Look "
                "with a PDF reader at what was added; the text below it is unaltered."
            )
            return Verdict(good=False, lines=[sentence])
        case "altered":
            was = f"ALTERED. It should say: \u2026{found.was or '(nothing)'}\u2026"
            return Verdict(good=False, lines=[was, f"It says: \u2026{found.now or '(nothing)'}\u2026"])


def _coded(kept: Kept, wanted: str) -> Verdict:
    if canonical_hash(kept.document).startswith(wanted):
        return Verdict(
            good=True, lines=["THE SAME CODE. This is the text that was confirmed with the code you gave."]
        )
    sentence = "ANOTHER TEXT. The code you gave belongs to another text or another version, not to this file."
    return Verdict(good=False, lines=[sentence])


def _compare_yourself(document: AgreementText) -> str:
    names = ", ".join(one.party for one in document.confirmations)
    said = f" The file says that it was confirmed by {names}." if names else ""
    return f"Compare the code with the one in your own confirmation, or give it with --code.{said}"


# ------------------------------------------------------------------ with the store beside it


async def agreements(store: Path, operator: Operator) -> list[Agreement]:
    """Every agreement in the store. StoreRefused while the bot runs: it alone has the store open."""
    found = await Store.open(store, operator)
    try:
        return await found.transact(
            lambda tx: [
                Agreement.model_validate_json(tx.load(one) or "") for one in tx.addresses("agreement:")
            ]
        )
    finally:
        await found.close()


def _stored(kept: Kept, known: list[Agreement]) -> Verdict:
    code = canonical_hash(kept.document)
    current = next((one for one in known if one.code == code), None)
    if current is not None:
        return _confirmations(kept.document, current)
    later = next((one for one in known if code in one.earlier), None)
    if later is None:
        return Verdict(good=False, lines=["NOT OURS. No mediation in this store ever had this text."])
    sentence = (
        f"AN OLDER VERSION. This is version {later.earlier[code]}; the text is now version {later.version}."
    )
    return Verdict(good=False, lines=[sentence])


def _confirmations(document: AgreementText, agreement: Agreement) -> Verdict:
    """What the file says of confirmations is not in its code: only the store knows."""
    names = {one["id"]: one["name"] for one in agreement.material.get("parties", [])}
    lines = [
        f"Confirmed by {names[party]} on {at:%Y-%m-%d}." for party, at in sorted(agreement.confirmed.items())
    ]
    missing = [names[party] for party in agreement.users if party not in agreement.confirmed]
    lines += [f"Not confirmed by {name}." for name in missing]
    lines.append(f"By the store it is {STATUS[agreement.status]}.")
    said = {(one.party, one.date.isoformat()) for one in document.confirmations}
    real = {(names[party], at.date().isoformat()) for party, at in agreement.confirmed.items()}
    if said - real:
        lines.append("THE FILE SAYS MORE. It names a confirmation that the store does not have.")
    return Verdict(good=not said - real, lines=lines)
