"""A key for tests: stores are opened with OPERATOR, transactions on a bare database with `ring()`."""

from __future__ import annotations

from storage import Keyring, Operator, Sealer

OPERATOR = Operator(lambda: (Sealer(bytes(32)),))


def ring(operator: Operator = OPERATOR) -> Keyring:
    """New keys, in memory."""
    return Keyring.in_memory(operator)
