"""Whose words are sealed with which key, and losing one. Must not know a key, nor what it seals."""

from __future__ import annotations

from storage.table import Table

KEY_OF = """
SELECT key FROM owners WHERE mediation = :mediation AND party = :party AND user = :user
"""
OWN = """
INSERT INTO owners (mediation, party, user, key) VALUES (:mediation, :party, :user, :key)
"""
LOSE_ALL = """
DELETE FROM owners WHERE mediation = :mediation AND party <> '' RETURNING key
"""
LOSE_ONE = """
DELETE FROM owners WHERE mediation = :mediation AND party = :party AND user = :user RETURNING key
"""
ERASED = """
INSERT INTO erased_keys (key) VALUES (:key) ON CONFLICT (key) DO NOTHING
"""
NOBODY = ("", 0)  # party and user of what was let go: it outlives its author's key


class Owners(Table):
    """A key a person in each seat, a key for the words of each mediator, a key for what was let go."""

    def _key_of(self, mediation: str, party: str | None, user: int) -> str:
        """The id of their key, made where they have none."""
        whose = {"mediation": mediation, "party": party or "", "user": user}
        row = self._row(KEY_OF, **whose)
        if row:
            return str(row[0])
        key = self._keys.new()
        self._run(OWN, **whose, key=key)
        return key

    def _lose_keys(self, mediation: str, party: str | None = None, user: int = 0) -> None:
        """Of all parties, or of one person for one party: thrown away once this transaction is on the disk."""
        if party is None:
            lost = self._rows(LOSE_ALL, mediation=mediation)
        else:
            lost = self._rows(LOSE_ONE, mediation=mediation, party=party, user=user)
        for (key,) in lost:
            self._run(ERASED, key=key)
