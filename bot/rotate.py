"""A new operator's key in the place of the old one, while the bot runs. Shows no key."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from storage import KeyRefused, keyring_path
from storage.keyring import rewrap
from storage.sealing import key_file_text, keys_in, new_key_text


@dataclass(frozen=True)
class Rotated:
    """The new key's id, and how many keys of persons are sealed with it from now on."""

    key_id: str
    changed: int


def rotate(key_file: Path, store: Path) -> Rotated:
    """First both keys are in the file, then everything is sealed with the new one, then the old one is taken out.

    Killed at any moment, the bot starts with the file as it is, and the same command finishes what was begun. Only
    the persons' keys are sealed anew: their words need not be. KeyRefused where a file cannot be read or written.
    """
    path = keyring_path(store)
    if not path.is_file():
        raise KeyRefused(f"There are no keys at {path}: is DRAAGVLAK_STORE the store of this bot?")
    texts = key_file_text(key_file).split()
    keys_in(" ".join(texts))
    if len(texts) == 1:
        texts = [new_key_text(), *texts]
        _put(key_file, texts)
    new, *old = keys_in(" ".join(texts))
    changed = rewrap(path, old, new)
    _put(key_file, texts[:1])
    return Rotated(new.key_id, changed)


def _put(path: Path, texts: list[str]) -> None:
    """The file as it was, or as it is to be: never half."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write("".join(f"{one}\n" for one in texts))
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        raise KeyRefused(f"The key file {path} cannot be written: {error.strerror}.") from None
