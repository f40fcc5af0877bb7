"""What the published frames of a case say, for an interview that is about to listen to a text. Knows no rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flows.events import FrameText
from flows.table import Mediation
from flows.value import Value

HEARD = frozenset({"said", "edited", "answered_on_paper"})  # events that bring an interview a text


def frames_for(
    address: str,
    event: dict[str, Any],
    load: Callable[[str], Value],
    words: Callable[[str, str], str | None],
) -> tuple[FrameText, ...]:
    """The fixed frames of the other parties, as everybody at the table may read them.

    `load` gives the state of an address; `words` the text of (mediation, id) where it was let go to the group. A frame
    that was withdrawn is no frame any more; a party's own frames rule out nothing it asks for.
    """
    kind, *rest = address.split(":")
    if kind != "interview" or event.get("t") not in HEARD:
        return ()
    state = load(f"mediation:{rest[0]}")
    if not isinstance(state, Mediation):
        return ()
    fixed = [one for one in state.frames if one.published and one.type == "fixed" and one.party != rest[1]]
    opened = [(one.number, words(state.id, one.word.id) if one.word else None) for one in fixed]
    return tuple(FrameText(number=number, text=text) for number, text in opened if text)
