"""The agreement as it is written out and hashed. Must not know how it looks, or where its words come from.

A number belongs to its article for good: an article that lapses leaves its number behind. `sources` are ids of the
words an article was made of; they are in the JSON, and not in the hash, for nobody reads them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any, Literal

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
    sources: tuple[str, ...] = ()


class Article(Value):
    """Something agreed, and the interests it serves (as "party number")."""

    number: int
    text: str
    interests: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


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
    means: str = ""  # with what money or people
    sign: str = ""  # how one sees that it is done
    sources: tuple[str, ...] = ()


class Contingency(Value):
    """If this happens, then that; who measures it, and what holds otherwise."""

    number: int
    if_: str
    then: str
    measurer: str = ""
    else_: str = ""
    date: str = ""  # before or at which it is measured
    unmeasured: str = ""  # what holds when nobody measured
    sources: tuple[str, ...] = ()


class Provision(Value):
    """An article of a chapter that every agreement has; `otherwise`: what if a decision turns out otherwise."""

    chapter: Literal["formal", "money", "openness", "following", "change", "duration"]
    number: int
    text: str
    party: str = ""  # whose own statement it is
    otherwise: str = ""
    sources: tuple[str, ...] = ()


class DisputeStep(Value):
    """One step when parties disagree later, in words that say who does what; `days` is its term, as data."""

    number: int
    text: str
    days: int = 0  # within how many; 0: none was set
    working_days: bool = False
    sources: tuple[str, ...] = ()


class Disputes(Value):
    """The steps in their order, and what holds for all of them; `sentences` say the same in words."""

    steps: tuple[DisputeStep, ...] = ()
    pays: Literal["", "equal", "own", "asks"] = ""  # who pays for a third party
    meanwhile: Literal["", "go_on", "pause"] = ""
    court: Literal["", "last", "any_time"] = ""  # a legal deadline or an urgent measure goes before, always
    sentences: tuple[str, ...] = ()


class Reservation(Value):
    """What a party agrees with, but."""

    party: str
    text: str
    sources: tuple[str, ...] = ()


class Ratification(Value):
    """The body that must still say yes for a party, and what it said."""

    party: str
    body: str
    date: dt.date | None = None
    decision: str = ""  # its number
    result: Literal["pending", "ratified", "refused"] = "pending"


class Confirmation(Value):
    """A party's representative confirmed the text with this document's hash."""

    party: str
    date: dt.date


class Signature(Value):
    """A signature on paper or elsewhere, as the mediator noted it."""

    party: str
    date: dt.date
    place: str


class Fact(Value):
    """A fact the parties agree on, or found out together."""

    number: int
    text: str
    sources: tuple[str, ...] = ()


class Change(Value):
    """What became of an article in a version: `label` as "4.2"; `interest` because of which, as "party number"."""

    label: str
    how: Literal["new", "changed", "lapsed"]
    interest: str = ""


class Version(Value):
    """An earlier version, or this one, and what changed in it."""

    number: int
    changes: tuple[Change, ...] = ()


class Frame(Value):
    """What an authority fixed, left open, or wants as outcome."""

    number: int
    type: Literal["fixed", "open", "outcome"]
    text: str
    sources: tuple[str, ...] = ()


class Interest(Value):
    """One of the interest map, in wording its owner released to the group."""

    party: str
    number: int
    text: str
    sources: tuple[str, ...] = ()


class AgreementText(Value):
    """All that the document says. Text is plain: nothing in it is read as markup."""

    title: str
    status: Literal[
        "draft",  # being written
        "in_principle",  # agreed by the representatives, not yet by those they answer to
        "ratified",  # agreed by all who had to
    ]
    hash: str = ""  # what the parties confirmed; see canonical_hash
    language: Literal["", "nl", "en"] = ""  # of our own sentences in it
    version: int
    question: str
    parties: tuple[PartyLine, ...]
    absent: tuple[Absent, ...] = ()
    intents: tuple[Intent, ...] = ()
    articles: tuple[Article, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    refrains: tuple[Commitment, ...] = ()
    contingencies: tuple[Contingency, ...] = ()
    provisions: tuple[Provision, ...] = ()
    disputes: Disputes = Disputes()
    reservations: tuple[Reservation, ...] = ()
    ratifications: tuple[Ratification, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    signatures: tuple[Signature, ...] = ()
    frames: tuple[Frame, ...] = ()
    facts: tuple[Fact, ...] = ()
    interests: tuple[Interest, ...] = ()
    versions: tuple[Version, ...] = ()


AFTERWARDS = ("hash", "status", "confirmations", "signatures")  # what comes after a text was confirmed
DECISION = ("body", "date", "decision", "result")  # of a ratification: likewise


def canonical_text(document: AgreementText) -> str:
    """What the parties agree to, as JSON with sorted keys and without spaces; in UTF-8 it is what is hashed.

    Left out is what comes after the text was confirmed (status, confirmations, signatures, which bodies ratified it,
    when and how), the hash itself, the ids of sources, and whatever is empty; so what a party confirmed is still the
    hash of the ratified document.
    """
    content = document.model_dump(
        mode="json",
        exclude={**dict.fromkeys(AFTERWARDS, True), "ratifications": {"__all__": set(DECISION)}},
    )
    return json.dumps(_said(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _said(value: Any) -> Any:
    """The same without what is empty, and without sources."""
    if isinstance(value, dict):
        kept = {key: _said(one) for key, one in value.items() if key != "sources"}
        return {key: one for key, one in kept.items() if one not in ("", [], {}, None, 0, False)}
    return [_said(one) for one in value] if isinstance(value, list) else value


def canonical_hash(document: AgreementText) -> str:
    """SHA-256 (64 hexadecimal digits) of the canonical text."""
    return hashlib.sha256(canonical_text(document).encode()).hexdigest()


def hashed(document: AgreementText) -> AgreementText:
    """The same with its own hash in it."""
    return document.model_copy(update={"hash": canonical_hash(document)})


def groups(code: str) -> str:
    """The first 32 digits of a hash in eight groups of four: short enough to compare by eye or aloud."""
    return " ".join(code[start : start + 4] for start in range(0, 32, 4))
