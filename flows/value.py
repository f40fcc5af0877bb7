"""A value: frozen, strict about its fields, the same after a round trip through JSON. Knows nothing else."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """What every message, event, effect and state is."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
