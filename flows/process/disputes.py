"""The steps for a later dispute, as data: terms, and whether anybody beside the parties comes in (practice, D3)."""

import re

from flows.single_text import StepFacts

# The model clause: the number of each step, its days, and whether these are working days. To be checked by a lawyer.
MODEL: tuple[tuple[int, int, bool], ...] = (
    (1, 0, False),  # reported in writing
    (2, 5, True),  # the contact persons talk
    (3, 21, False),  # all parties meet
    (4, 42, False),  # a mediator guides the talks
    (5, 0, False),  # one independent expert, appointed together
)
WEEK = 7
_TERM = re.compile(
    r"\b(\d{1,3})\s+(werkdag(?:en)?|dag(?:en)?|we(?:ek|ken)|working days?|days?|weeks?)\b", re.IGNORECASE
)
# Whoever is named by one of these is not a party: without any of them the parties only talk among themselves.
_OUTSIDE = re.compile(
    r"bemiddel|mediator|mediat|deskundig|expert|taxateur|apprais|surveyor|commissi|committee|panel|begeleid|facilitat"
    r"|voorzitter|chair|rechter|rechtbank|court|judge|arbit|adviseur|bindend advies|ombudsman|geschillen|raad van"
    r"|agency|tribunal",
    re.IGNORECASE,
)


def read_step(text: str) -> StepFacts:
    """What a typed step says: its term, in days ("3 weken" is 21), and whether it names somebody from outside."""
    found = _TERM.search(text)
    outside = _OUTSIDE.search(text) is not None
    if found is None:
        return StepFacts(outside=outside)
    number, unit = int(found[1]), found[2].casefold()
    working = unit.startswith(("werk", "working"))
    weeks = unit.startswith(("week", "weken"))
    return StepFacts(days=number * WEEK if weeks else number, working_days=working, outside=outside)
