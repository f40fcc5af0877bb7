"""Documents made for the parties, sealed, byte for byte as sent. Must not know what is in them."""

from __future__ import annotations

from dataclasses import dataclass

from storage.refusals import WrongState
from storage.table import Table

PUT = """
INSERT INTO files (id, name, mime, data) VALUES (:id, :name, :mime, :data) ON CONFLICT (id) DO NOTHING
"""
FILE = """
SELECT id, name, mime, data FROM files WHERE id = :id
"""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A stored document."""

    id: str
    name: str
    mime: str
    data: bytes


class Files(Table):
    """A document never changes: other bytes are another document."""

    def put_file(self, file: str, name: str, mime: str, data: bytes) -> None:
        """Store a document under the id `file`; the same one again is nothing new, another is refused."""
        sealed = self._keys.own.seal(data, about=("document", file))
        if not self._run(PUT, id=file, name=name, mime=mime, data=sealed) and self.file(file).data != data:
            raise WrongState(f"There is a document {file} already, with another content.")

    def file(self, file: str) -> FileRow:
        """The document with this id; WrongState where there is none."""
        row = self._row(FILE, id=file)
        if row is None:
            raise WrongState(f"There is no document {file}.")
        id, name, mime, sealed = row
        return FileRow(id, name, mime, self._keys.own.open(sealed, about=("document", file)))
