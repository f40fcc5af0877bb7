"""The machines' states, by address, as sealed JSON. Must not know what a state says."""

from __future__ import annotations

from storage.table import Table

LOAD = """
SELECT sealed FROM machines WHERE address = :address
"""
SAVE = """
INSERT INTO machines (address, sealed) VALUES (:address, :sealed)
ON CONFLICT (address) DO UPDATE SET sealed = excluded.sealed
"""
# char(1114111) is the last character there is: a range, so that no character of the prefix is a wildcard.
ADDRESSES = """
SELECT address FROM machines WHERE address >= :prefix AND address < :prefix || char(1114111) ORDER BY address
"""


class States(Table):
    """One state a machine; a machine nobody has spoken to has none."""

    def load(self, address: str) -> str | None:
        row = self._row(LOAD, address=address)
        return self._unseal(row[0], "state", address) if row else None

    def save(self, address: str, state: str) -> None:
        self._run(SAVE, address=address, sealed=self._seal(state, "state", address))

    def addresses(self, prefix: str) -> list[str]:
        """The addresses of all machines with a state that start with `prefix`, in order."""
        return [address for (address,) in self._rows(ADDRESSES, prefix=prefix)]
