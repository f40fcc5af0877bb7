"""Words that may give a writer away, for a mediation about to ask that writer: looked up, and not kept anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from flows.events import Marks
from flows.listening.identifying import Identifying, suspects
from flows.process import firewall
from flows.table import Mediation
from flows.value import Value

Opened = Callable[[str, Sequence[str]], dict[str, str]]

# Events after which a mediation may ask an author; at the last ones a round may have been closed.
ASKING = frozenset({"answered", "round_finished", "words_withdrawn", "reworded", "pressed", "rang"})


@lru_cache(maxsize=1)
def load_identifying() -> tuple[Identifying, ...]:
    """The lists of every language: a text may be in any."""
    read = yaml.safe_load(files("locales").joinpath("identifying.yaml").read_text(encoding="utf-8"))
    return tuple(Identifying.model_validate(one) for one in read.values())


def marks_for(
    address: str, event: dict[str, Any], load: Callable[[str], Value], words: Opened
) -> tuple[Marks, ...]:
    """What to mark in the texts an author may be asked about now.

    `load` gives the state of an address; `words` the texts of (mediation, ids), as a mediator opens them: what the
    other parties said tells which words only one party uses. Only the places of the author's own words come out.
    """
    if not address.startswith("mediation:") or event.get("t") not in ASKING:
        return ()
    state = load(address)
    if not isinstance(state, Mediation):
        return ()
    asked = firewall.may_ask(state, event)
    if not asked:
        return ()
    names = (state.title, *(one.name for one in state.parties.values()))
    found = []
    for party in sorted(set(asked.values())):
        mine = [id for id, whose in asked.items() if whose == party]
        texts, others = words(state.id, mine), words(state.id, firewall.said_by_others(state, party))
        for id in mine:
            if id in texts:
                places = suspects(texts[id], load_identifying(), names, tuple(others.values()))
                found.append(Marks(word=id, places=places))
    return tuple(found)
