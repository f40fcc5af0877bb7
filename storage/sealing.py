"""Seals bytes with the operator's key. Must not know what they are, nor show a key anywhere but in its own file."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from storage.refusals import KeyRefused, SealBroken

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = b"dv1"  # the first bytes of whatever is sealed, and the way it was sealed
KEY_BYTES = 32  # AES-256
ID_BYTES = 8
NONCE_BYTES = 12
LONGEST_KEY_FILE = 200  # bytes
OTHERS = 0o077  # mode bits that let anybody but the owner in


class Sealer:
    """AES-256-GCM under one key. Each seal has a random nonce: good for 2**32 of them, which is never reached."""

    def __init__(self, key: bytes) -> None:
        """`key` is 32 random bytes; KeyRefused for any other number."""
        if len(key) != KEY_BYTES:
            raise KeyRefused(f"A key is {KEY_BYTES} bytes; this one has {len(key)}. {HOW}")
        self._cipher = _cipher(key)
        self._id = sha256(b"draagvlak key\0" + key).digest()[:ID_BYTES]

    @classmethod
    def from_text(cls, text: str) -> Sealer:
        """From base64, as `draagvlak key new` writes it; KeyRefused, which never quotes it, for anything else."""
        try:
            key = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            raise KeyRefused(f"The key is no base64. {HOW}") from None
        return cls(key)

    @classmethod
    def from_file(cls, path: Path) -> Sealer:
        """From a file that only its owner may read; KeyRefused says what is wrong with it and what to do."""
        try:
            with path.open("rb") as opened:
                mode, text = os.fstat(opened.fileno()).st_mode, opened.read(LONGEST_KEY_FILE)
        except OSError as error:
            raise KeyRefused(f"The key file {path} cannot be read: {error.strerror}. {HOW}") from None
        if mode & OTHERS:
            raise KeyRefused(f"Others may read the key file {path}: chmod 600 {path}")
        return cls.from_text(text.decode("ascii", errors="replace"))

    @property
    def key_id(self) -> str:
        """Tells keys apart and says nothing of the key; 16 hexadecimal digits."""
        return self._id.hex()

    def __repr__(self) -> str:
        return f"Sealer(key {self.key_id})"

    def seal(self, data: bytes, *, about: Sequence[str]) -> bytes:
        """Only this key opens it, and only by saying the same `about`: whose it is and where it belongs."""
        nonce = os.urandom(NONCE_BYTES)
        head = MARK + self._id
        return head + nonce + self._cipher.encrypt(nonce, data, _bound(head, about))

    def open(self, sealed: bytes, *, about: Sequence[str]) -> bytes:
        """What was sealed, whole and in its place; SealBroken for another key, place or content."""
        head, rest = sealed[: len(MARK) + ID_BYTES], sealed[len(MARK) + ID_BYTES :]
        if head[: len(MARK)] != MARK or len(rest) < NONCE_BYTES:
            raise SealBroken("This was not sealed by this program, or it was cut off.")
        if head[len(MARK) :] != self._id:
            other = head[len(MARK) :].hex()
            raise SealBroken(
                f"This was sealed with key {other}, and the key given is {self.key_id}: put that key back."
            )
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415

        try:
            return self._cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _bound(head, about))
        except InvalidTag:
            raise SealBroken(
                "What was sealed has been changed from outside, or put in another place."
            ) from None


HOW = "Make a new one with: draagvlak key new FILE"


def new_key_file(path: Path) -> Sealer:
    """Make a key in a new file that only its owner may read; KeyRefused where there is a file already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyRefused(
            f"There is a file {path} already; a key that is in use is never overwritten."
        ) from None
    except OSError as error:
        raise KeyRefused(f"The key file {path} cannot be made: {error.strerror}.") from None
    key = os.urandom(KEY_BYTES)
    with os.fdopen(file, "wb") as opened:
        opened.write(base64.b64encode(key) + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    return Sealer(key)


def _cipher(key: bytes) -> AESGCM:
    # Here and not above: a bot without a key starts without it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(key)


def _bound(head: bytes, about: Sequence[str]) -> bytes:
    """Each part with its length before it: no two lists come to the same bytes."""
    parts = [one.encode() for one in about]
    return head + b"".join(len(one).to_bytes(4, "big") + one for one in parts)
