"""Agreements for tests of documents: something in every chapter, and a text of choice in every place of words."""

from __future__ import annotations

import datetime as dt

from workshop.document import (
    Absent,
    AgreementText,
    Article,
    Change,
    Commitment,
    Confirmation,
    Contingency,
    Disputes,
    DisputeStep,
    Fact,
    Frame,
    Intent,
    Interest,
    PartyLine,
    Provision,
    Ratification,
    Reservation,
    Signature,
    Version,
    hashed,
)
from workshop.words import Language

DAY = dt.date(2026, 5, 19)


def agreement(
    text: str = "Nieuwe dijk aan de zuidkant",
    parties: int = 3,
    commitments: int = 4,
    language: Language = "nl",
) -> AgreementText:
    """A document with something in every chapter, and `text` in every place where people's words stand."""
    names = [f"Hoogheemraadschap {number} {text}" for number in range(1, parties + 1)]
    steps = (DisputeStep(number=1, text=text), DisputeStep(number=2, text=text, days=5))
    document = AgreementText(
        title=text,
        status="in_principle",
        language=language,
        version=2,
        question=text,
        parties=tuple(
            PartyLine(name=n, constituency=text, representative=text, authority=text) for n in names
        ),
        absent=(Absent(name=text, how="declined", carried="party", by=names[0]),),
        intents=tuple(Intent(party=n, text=text, sources=("w0",)) for n in names),
        articles=(
            Article(number=1, text=text, interests=(text, "Provincie 2"), sources=("w1",)),
            Article(number=3, text=text),
        ),
        commitments=tuple(
            Commitment(
                number=k, who=names[k % parties], what=text, when=text, kind="effort", means=text, sign=text
            )
            for k in range(1, commitments + 1)
        ),
        refrains=(Commitment(number=1, who=names[0], what=text, when=text, kind="not"),),
        contingencies=(
            Contingency(number=1, if_=text, then=text, measurer=text, else_=text, date=text, unmeasured=text),
        ),
        provisions=(Provision(chapter="money", number=2, text=text, party=text, otherwise=text),),
        disputes=Disputes(steps=steps, sentences=(text,)),
        reservations=(Reservation(party=names[0], text=text),),
        ratifications=(
            Ratification(party=names[0], body=text),
            Ratification(party=names[1], body=text, date=DAY, decision="2026/14", result="ratified"),
        ),
        confirmations=(Confirmation(party=names[0], date=DAY),),
        signatures=(Signature(party=names[1], date=DAY, place=text),),
        frames=(Frame(number=1, type="fixed", text=text),),
        facts=(Fact(number=1, text=text),),
        interests=tuple(Interest(party=n, number=1, text=text) for n in names),
        versions=(
            Version(number=1),
            Version(number=2, changes=(Change(label="4.1", how="changed", interest=f"{names[0]} 1"),)),
        ),
    )
    return hashed(document)
