"""The case's own ids for what the store has: parties by name, the rest by owner and text.

Must not know what became of any of it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.table import Mediation

COMPARED = 4000  # characters: what a person types is cut where Telegram cuts it, at 4096


@dataclass(frozen=True, slots=True)
class Names:
    """The case's ids by the store's; what the case does not have keeps the store's own."""

    parties: Mapping[str, str]
    interests: Mapping[str, str]
    ideas: Mapping[str, str]
    options: Mapping[str, str]


def names_of(case: Mapping[str, Any], mediation: Mediation, texts: Mapping[str, str]) -> Names:
    """Match what the mediation has with what the case file calls it. `texts` are the vault's, by id."""
    parties = _matched(
        ((one.id, ("", one.name)) for one in mediation.parties.values()),
        ((one["id"], ("", one["name"])) for one in case["parties"]),
    )
    return Names(
        parties=parties,
        interests=_matched(
            ((one.id, (parties[one.party], texts[one.word])) for one in mediation.interests),
            (
                (one["id"], (party["id"], one["text"]))
                for party in case["parties"]
                for one in party.get("interests") or ()
            ),
        ),
        ideas=_matched(
            ((str(one.number), (parties[one.party], texts[one.word.id])) for one in mediation.ideas),
            ((one["id"], (one["party"], one["text"])) for one in case.get("ideas") or ()),
        ),
        options=_matched(
            {one.id: ("", texts[one.title.id]) for one in mediation.packages}.items(),
            ((one["id"], ("", one["title"])) for one in case.get("options") or ()),
        ),
    )


def _matched(
    stored: Iterable[tuple[str, tuple[str, str]]], known: Iterable[tuple[str, tuple[str, str]]]
) -> dict[str, str]:
    """Ids of `stored` -> of `known`, by owner and text; the same text twice: in order, each once."""
    waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id_, (owner, text) in known:
        waiting[owner, folded(text)].append(id_)
    matched = {}
    for id_, (owner, text) in stored:
        found = waiting[owner, folded(text)]
        matched[id_] = found.pop(0) if found else id_
    return matched


def folded(text: object) -> str:
    return " ".join(unicodedata.normalize("NFC", str(text).strip()[:COMPARED]).split()).casefold()
