"""What the bridge finder compares: needs and offers opened for the mediator; what comes back are ids."""

from collections.abc import Sequence

from bot.likeness import opened, question
from flows.effects import Work
from flows.events import Bridged, BridgesFound
from storage import Transaction
from workshop.bridges import Bridge
from workshop.consolidate import Statement


def to_bridge(tx: Transaction, work: Work) -> tuple[list[Statement], list[Statement], str]:
    """The needs, the offers, and the joint question; what was erased meanwhile is not among them."""
    about = work.material
    words = opened(tx, work.mediation, [*about["needs"], *about["offers"]])
    needs = [words[id] for id in about["needs"] if id in words]
    return needs, [words[id] for id in about["offers"] if id in words], question(tx, work)


def bridged(work: Work, found: Sequence[Bridge]) -> BridgesFound:
    """The finds by ids, the likeliest first."""
    pairs = tuple(Bridged(need=one.need, offer=one.offer, named=one.named) for one in found)
    return BridgesFound(user=work.material["user"], pairs=pairs)
