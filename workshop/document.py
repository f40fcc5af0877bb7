"""The agreement as it is typeset and hashed. Must not know how it looks, or where its words come from."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Literal

from flows.value import Value


class PartyLine(Value):
    """Who is at the table, for whom, through whom, and what that person may agree to."""

    name: str
    constituency: str = ""
    representative: str = ""
    authority: str = ""


class Absent(Value):
    """A party that declined, was kept out or left, and who looks after its interests (`by`: which party)."""

    name: str
    how: Literal["left", "declined", "kept_out"]
    carried: Literal["", "party", "mediator", "nobody"] = ""
    by: str = ""
    reason: str = ""  # why nobody does


class Intent(Value):
    """Why a party agrees, in its own words."""

    party: str
    text: str


class Article(Value):
    """Something agreed, and the interests it serves (as "party number")."""

    number: int
    text: str
    interests: tuple[str, ...] = ()


class Commitment(Value):
    """Who does what by when; of kind "not", who refrains from what and until when."""

    number: int
    who: str
    what: str
    when: str
    kind: Literal[
        "result",  # answers for the outcome
        "effort",  # answers for trying
        "aim",  # intends, without answering for it
        "not",  # refrains
    ]


class Contingency(Value):
    """If this happens, then that; who measures it, and what holds otherwise."""

    number: int
    if_: str
    then: str
    measurer: str = ""
    else_: str = ""


class Reservation(Value):
    """What a party agrees with, but."""

    party: str
    text: str


class Ratification(Value):
    """The body that must still say yes for a party, and what it said."""

    party: str
    body: str
    date: dt.date | None = None
    result: Literal["pending", "ratified", "refused"] = "pending"


class Confirmation(Value):
    """A party's representative confirmed the text with this document's hash."""

    party: str
    date: dt.date


class Frame(Value):
    """What an authority fixed, left open, or wants as outcome."""

    number: int
    type: Literal["fixed", "open", "outcome"]
    text: str


class Interest(Value):
    """One of the interest map, in wording its owner released to the group."""

    party: str
    number: int
    text: str


class AgreementText(Value):
    """All that the document says. Text is plain: nothing in it is read as markup."""

    title: str
    status: Literal[
        "draft",  # being written
        "in_principle",  # agreed by the representatives, not yet by those they answer to
        "ratified",  # agreed by all who had to
    ]
    hash: str = ""  # what the parties confirmed; see canonical_hash
    version: int
    question: str
    parties: tuple[PartyLine, ...]
    absent: tuple[Absent, ...] = ()
    intents: tuple[Intent, ...] = ()
    articles: tuple[Article, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    refrains: tuple[Commitment, ...] = ()
    contingencies: tuple[Contingency, ...] = ()
    dispute_steps: tuple[str, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    ratifications: tuple[Ratification, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    frames: tuple[Frame, ...] = ()
    interests: tuple[Interest, ...] = ()


def canonical_hash(document: AgreementText) -> str:
    """SHA-256 (64 hexadecimal digits) over what the parties agree to, as JSON with sorted keys in UTF-8.

    Left out is what comes after the text was confirmed (status, confirmations, which bodies ratified it, when and
    how) and the hash itself, so what a party confirmed is still the hash of the ratified document.
    """
    content = document.model_dump(
        mode="json",
        exclude={
            "hash": True,
            "status": True,
            "confirmations": True,
            "ratifications": {"__all__": {"body": True, "date": True, "result": True}},
        },
    )
    if not document.absent:  # said of nobody, nothing is said: texts of earlier versions keep their hash
        del content["absent"]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
