"""How a mediation speaks to the deliberation of one of its packages."""

from flows.effects import Raise
from flows.table import Mediation
from flows.value import Value


def to_deliberation(state: Mediation, package: str, event: Value) -> Raise:
    """An event for the deliberation of a package, by its id or its key."""
    return Raise(
        address=f"deliberation:{state.id}:{package.split('.', maxsplit=1)[0]}",
        event=event.model_dump(mode="json"),
    )
