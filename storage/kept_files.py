"""Files sent with answers: sealed, and opened for a mediator of the case only. Must not know what is in them."""

from __future__ import annotations

import json

from flows.effects import DropFiles, KeepFile
from storage.files import FileRow
from storage.moments import to_micros
from storage.refusals import KeyRefused, NotForThisReader
from storage.table import Table
from storage.vault import Reader

KEEP = """
INSERT INTO kept_files (id, mediation, party, user, ask, prompt, script_version, edition, kind, mime, sealed, kept)
VALUES (:id, :mediation, :party, :user, :ask, :prompt, :script_version, :edition, :kind, :mime, :sealed, :kept)
ON CONFLICT (id) DO NOTHING
"""
IS_KEPT = """
SELECT kind FROM kept_files WHERE id = :id
"""
OPEN_AS_MEDIATOR = """
SELECT party, kind, mime, sealed FROM kept_files WHERE id = :id AND mediation = :mediation
"""
DROP = """
DELETE FROM kept_files
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation AND party = :party AND user = :user
"""
ERASE = """
DELETE FROM kept_files WHERE mediation = :mediation
"""
# The id by which Telegram gives the file again is not kept longer than it is needed.
FORGET_SOURCE = """
UPDATE outbox SET body = json_set(body, '$.file_id', '') WHERE id = :outbox
"""


class KeptFiles(Table):
    """Only the mediator opens them; only their owner takes one back."""

    def keep_file(self, effect: KeepFile, kind: str, mime: str, data: bytes, outbox: int) -> None:
        """Seal `data` and keep it, once. `kind` and `mime` are what its content is, `outbox` the errand it came by.

        KeyRefused where the operator gave no key.
        """
        if self._sealer is None:
            raise KeyRefused("No key is set: files cannot be kept.")
        self._run(
            KEEP,
            **effect.model_dump(include={"id", "mediation", "party", "user", "prompt", "script_version"}),
            ask=effect.ask.id,
            edition=effect.ask.edition,
            kind=kind,
            mime=mime,
            sealed=self._sealer.seal(data, about=_about(effect.mediation, effect.party, effect.id)),
            kept=to_micros(effect.at),
        )
        self._run(FORGET_SOURCE, outbox=outbox)

    def kind_of_file(self, id: str) -> str | None:
        """What kind of file this is; None where it was not kept, or is no longer."""
        row = self._row(IS_KEPT, id=id)
        return str(row[0]) if row else None

    def open_file(self, reader: Reader, id: str) -> FileRow:
        """The file, named by its id and kind. NotForThisReader for anybody but a mediator of the case, its
        sender too, and where there is none; KeyRefused or SealBroken where the key is missing or another.
        """
        row = self._row(OPEN_AS_MEDIATOR, id=id, mediation=reader.mediation)
        if reader.role != "mediator" or row is None:
            raise NotForThisReader("This file is not for this reader.")
        if self._sealer is None:
            raise KeyRefused("No key is set: files cannot be opened.")
        party, kind, mime, sealed = row
        data = self._sealer.open(sealed, about=_about(reader.mediation, party, id))
        return FileRow(id, f"{id}.{kind}", mime, data)

    def drop_files(self, effect: DropFiles) -> int:
        """Delete files for good, of this owner only; how many there were."""
        return self._run(
            DROP,
            ids=json.dumps(effect.ids),
            mediation=effect.mediation,
            party=effect.party,
            user=effect.user,
        )

    def erase_files(self, mediation: str) -> int:
        """Delete all files of a mediation; how many there were."""
        return self._run(ERASE, mediation=mediation)


def _about(mediation: str, party: str, id: str) -> tuple[str, ...]:
    return ("file", mediation, party, id)
