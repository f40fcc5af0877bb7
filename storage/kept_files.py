"""Files sent with answers: sealed, and opened for a mediator of the case only. Must not know what is in them."""

from __future__ import annotations

import json

from flows.effects import DropFiles, KeepFile
from storage.files import FileRow
from storage.moments import to_micros
from storage.owners import Owners
from storage.refusals import NotForThisReader
from storage.sealing import Sealer
from storage.vault import Reader

KEEP = """
INSERT INTO kept_files (id, mediation, party, user, ask, prompt, script_version, edition, kind, mime, key, sealed, kept)
VALUES (:id, :mediation, :party, :user, :ask, :prompt, :script_version, :edition, :kind, :mime, :key, :sealed, :kept)
ON CONFLICT (id) DO NOTHING
"""
IS_KEPT = """
SELECT kind FROM kept_files WHERE id = :id
"""
OPEN_AS_MEDIATOR = """
SELECT party, kind, mime, key, sealed FROM kept_files WHERE id = :id AND mediation = :mediation
"""
DROP = """
DELETE FROM kept_files
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation AND party = :party AND user = :user
"""
ERASE = """
DELETE FROM kept_files WHERE mediation = :mediation
"""
ERASE_OWN = ERASE.rstrip() + " AND party = :party AND user = :user\n"


class KeptFiles(Owners):
    """Only the mediator opens them; only their owner takes one back."""

    def keep_file(self, effect: KeepFile, kind: str, mime: str, data: bytes) -> None:
        """Seal `data` with its sender's key and keep it, once. `kind` and `mime` are what its content is."""
        key = self._key_of(effect.mediation, effect.party, effect.user)
        sealer = self._sealer(key)
        self._run(
            KEEP,
            **effect.model_dump(include={"id", "mediation", "party", "user", "prompt", "script_version"}),
            ask=effect.ask.id,
            edition=effect.ask.edition,
            kind=kind,
            mime=mime,
            key=key,
            sealed=sealer.seal(data, about=_about(effect.mediation, effect.party, effect.id)),
            kept=to_micros(effect.at),
        )

    def kind_of_file(self, id: str) -> str | None:
        """What kind of file this is; None where it was not kept, or is no longer."""
        row = self._row(IS_KEPT, id=id)
        return str(row[0]) if row else None

    def open_file(self, reader: Reader, id: str) -> FileRow:
        """The file, named by its id and kind. NotForThisReader for anybody but a mediator of the case, its
        sender too, and where there is none; SealBroken where the store was changed from outside.
        """
        row = self._row(OPEN_AS_MEDIATOR, id=id, mediation=reader.mediation)
        if reader.role != "mediator" or row is None:
            raise NotForThisReader("This file is not for this reader.")
        party, kind, mime, key, sealed = row
        data = self._sealer(key).open(sealed, about=_about(reader.mediation, party, id))
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

    def erase_own_files(self, mediation: str, party: str, user: int) -> int:
        """Delete the files one person sent for one party; how many there were."""
        return self._run(ERASE_OWN, mediation=mediation, party=party, user=user)

    def _sealer(self, key: str) -> Sealer:
        found = self._keys.sealer(key)
        if found is None:
            raise NotForThisReader("This file is not for this reader.")
        return found


def _about(mediation: str, party: str, id: str) -> tuple[str, ...]:
    return ("file", mediation, party, id)
