"""Where what one party needs meets what another could give: by likeness, and by whom a need names. Proposals only.

Must not know who asks, or what becomes of a find.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.value import Value
from workshop.consolidate import DEFAULT, Statement, Way, three_themes

LIKE = 0.12  # less alike than this is a coincidence of common words
MOST = 8  # finds in all: what a mediator can follow up


class Bridge(Value):
    """A need and an offer of another party, by the ids of their statements."""

    need: str
    offer: str
    named: bool  # the need names the party that offers
    likeness: float


def bridges(
    question: str,
    needs: Sequence[Statement],
    offers: Sequence[Statement],
    owners: Mapping[str, str],
    names: Mapping[str, str],
    way: Way = DEFAULT,
) -> tuple[Bridge, ...]:
    """At most `MOST` finds: first where the need names who offers, then the most alike.

    `owners` gives the party of each statement, `names` the name of each party. Nobody is bridged to itself.
    """
    found: list[Bridge] = []
    for need in sorted(needs, key=lambda one: one.id):
        others = [one for one in offers if owners[one.id] != owners[need.id]]
        named = {party for party, name in names.items() if name.casefold() in need.text.casefold()}
        theirs = [one for one in others if owners[one.id] in named]
        found += _likest(question, need, theirs, way, named=True)
        found += [
            one for one in _likest(question, need, others, way, named=False) if owners[one.offer] not in named
        ]
    return tuple(sorted(found, key=lambda one: (not one.named, -one.likeness, one.need, one.offer))[:MOST])


def _likest(
    question: str, need: Statement, offers: Sequence[Statement], way: Way, *, named: bool
) -> list[Bridge]:
    """Of who is named the likest offer, whatever it says; of others all that are like enough."""
    if not offers:
        return []
    ranked = three_themes(question, {one.id: [one] for one in offers}, need, way)
    kept = ranked[:1] if named else [one for one in ranked if one.likeness >= LIKE]
    return [Bridge(need=need.id, offer=one.theme, named=named, likeness=one.likeness) for one in kept]
