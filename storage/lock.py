"""One process at a time: a lock beside the database, let go by the system itself when the process dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from storage.refusals import StoreRefused


class StoreLock:
    """Held until `release`. flock, not lockf: the same process opening the store twice is refused too."""

    def __init__(self, path: Path) -> None:
        beside = path.with_name(path.name + ".lock")
        self._file = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise StoreRefused(
                f"The store {path} is in use by another process: stop that one first, or choose another file."
            ) from error

    def release(self) -> None:
        # The file stays: removing it would let two processes lock two different files of the same name.
        os.close(self._file)
