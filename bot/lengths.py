"""How long texts are that a mediation may share room out for: numbers, looked up for one decision and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flows.process import space
from flows.table import Mediation
from flows.value import Value

Opened = Callable[[str, Sequence[str]], Mapping[str, str]]


def lengths_for(
    address: str, event: Mapping[str, Any], load: Callable[[str], Value], words: Opened
) -> dict[str, int]:
    """Characters by the id of each text, as it is read: white space counts once.

    `load` gives the state of an address; `words` the texts of (mediation, ids), as a mediator opens them. What the
    event itself brings is counted with them. A text that is gone has no length: then the mediation counts lines.
    """
    if not address.startswith("mediation:"):
        return {}
    state = load(address)
    if not isinstance(state, Mediation) or not (ids := space.measured(state)):
        return {}
    new = [one["id"] for one in event.get("answer", {}).get("words", ())]
    return {id: len(" ".join(text.split())) for id, text in words(state.id, (*ids, *new)).items()}
