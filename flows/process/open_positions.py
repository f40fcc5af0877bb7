"""Which positions lead to no interest of their owner yet, and were not withdrawn. Ids only."""

from flows.table import Mediation


def open_positions(state: Mediation) -> tuple[str, ...]:
    """Ids of the words, in the order in which they came."""
    linked = {one.position for one in state.interests} | set(state.positions_withdrawn)
    return tuple(id for id in state.positions if id not in linked)
