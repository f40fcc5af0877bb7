"""The text of words as it is kept: sealed with its owner's key, in its place. Must not know who may read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from storage.owners import NOBODY, Owners
from storage.refusals import WordsRefused

SEALED = """
SELECT id, mediation, party, user, kind, prompt, script_version, edition, circle, key, sealed FROM words
WHERE id IN (SELECT value FROM json_each(:ids))
"""
LET_GO = """
SELECT id FROM words
WHERE released_by IS NOT NULL AND sealed IS NOT NULL AND mediation = :mediation AND key <> :key AND (
    id IN (SELECT value FROM json_each(:ids))
    OR id IN (SELECT word FROM translations WHERE original IN (SELECT value FROM json_each(:ids)))
)
"""
RESEAL = """
UPDATE words SET key = :key, sealed = :sealed WHERE id = :id
"""


class Texts(Owners):
    """Text is bound to all that never changes of its row: in another row or another circle it does not open."""

    def _seal_text(self, text: str, **row: Any) -> dict[str, Any]:
        """The columns `key` and `sealed` of a row to come; `row` has the other columns."""
        key = self._key_of(row["mediation"], row["party"], row["user"])
        return {"key": key, "sealed": self._sealed(key, text, about_of(row))}

    def _texts(self, ids: Iterable[str]) -> dict[str, str]:
        """The texts of these words, whoever asks; '' where it was erased. Refused where the file was changed."""
        texts: dict[str, str] = {}
        for row in self._sealed_rows(ids):
            sealer = self._keys.sealer(row["key"]) if row["sealed"] is not None else None
            opened = sealer.open(row["sealed"], about=about_of(row)) if sealer else b""
            texts[row["id"]] = opened.decode()
        return texts

    def _seal_as_let_go(self, mediation: str, ids: Iterable[str]) -> None:
        """Seal what was let go, and its translations, anew with a key of its own: it outlives its author's."""
        key = self._key_of(mediation, *NOBODY)
        changed = [
            id for (id,) in self._rows(LET_GO, mediation=mediation, key=key, ids=json.dumps(list(ids)))
        ]
        texts = self._texts(changed)
        for row in self._sealed_rows(changed):
            self._run(
                RESEAL, id=row["id"], key=key, sealed=self._sealed(key, texts[row["id"]], about_of(row))
            )

    def _sealed(self, key: str, text: str, about: tuple[str, ...]) -> bytes:
        sealer = self._keys.sealer(key)
        if sealer is None:
            raise WordsRefused("The key of these words was thrown away.")
        return sealer.seal(text.encode(), about=about)

    def _sealed_rows(self, ids: Iterable[str]) -> list[dict[str, Any]]:
        return [dict(zip(COLUMNS, row, strict=True)) for row in self._rows(SEALED, ids=json.dumps(list(ids)))]


COLUMNS = (
    *("id", "mediation", "party", "user", "kind", "prompt", "script_version", "edition", "circle"),
    *("key", "sealed"),
)
BOUND = COLUMNS[:9]


def about_of(row: dict[str, Any]) -> tuple[str, ...]:
    """None and '' are the same here: no column has both."""
    return ("words", *("" if row[one] is None else str(row[one]) for one in BOUND))
