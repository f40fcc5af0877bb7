"""Seals bytes with the operator's key. Must not know what they are, nor show a key anywhere but in its own file."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Callable, Sequence
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
LONGEST_KEY_FILE = 200  # bytes: a key, or two while one takes the place of the other
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
        other = key_id_of(head)
        if len(rest) < NONCE_BYTES:
            raise SealBroken("This was not sealed by this program, or it was cut off.")
        if other != self.key_id:
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


class Stamp:
    """HMAC-SHA-256 under one key: the same for the same parts, and without the key nobody makes or guesses it."""

    def __init__(self, key: bytes) -> None:
        self._begun = hmac.new(key, digestmod="sha256")

    def of(self, *parts: str | bytes) -> bytes:
        """32 bytes for these parts in this order; no two lists of parts come to the same."""
        made = self._begun.copy()
        made.update(
            _joined([one.encode("utf-8", "surrogatepass") if isinstance(one, str) else one for one in parts])
        )
        return made.digest()


class Operator:
    """The operator's key, read anew when something is met that it does not open: it may have been rotated."""

    def __init__(self, read: Callable[[], Sequence[Sealer]]) -> None:
        """`read` gives the key in use, first, and the one before it while a rotation is under way."""
        self._read = read
        self._keys = tuple(read())

    @property
    def first(self) -> Sealer:
        return self._keys[0]

    def sealer_of(self, sealed: bytes) -> Sealer:
        """The key that this was sealed with; KeyRefused where it is neither of ours."""
        wanted = key_id_of(sealed)
        for again in (False, True):
            if again:
                self._keys = tuple(self._read())
            for one in self._keys:
                if one.key_id == wanted:
                    return one
        raise KeyRefused(
            f"This store belongs to key {wanted}, and the key given is {self.first.key_id}: put that key back."
        )


def key_id_of(sealed: bytes) -> str:
    """Which key something was sealed with; SealBroken for what was not sealed by this program."""
    if sealed[: len(MARK)] != MARK or len(sealed) < len(MARK) + ID_BYTES:
        raise SealBroken("This was not sealed by this program, or it was cut off.")
    return sealed[len(MARK) : len(MARK) + ID_BYTES].hex()


def keys_in(text: str) -> tuple[Sealer, ...]:
    """The keys in a key file's text, the one in use first; KeyRefused, which never quotes it, for anything else."""
    return tuple(map(Sealer.from_text, text.split() or [""]))


def read_key_file(path: Path) -> tuple[Sealer, ...]:
    """From a file that only its owner may read; KeyRefused says what is wrong with it and what to do."""
    return keys_in(key_file_text(path))


def key_file_text(path: Path) -> str:
    """What a key file holds; KeyRefused for one that others may read, or nobody can."""
    try:
        with path.open("rb") as opened:
            mode, text = os.fstat(opened.fileno()).st_mode, opened.read(LONGEST_KEY_FILE)
    except OSError as error:
        raise KeyRefused(f"The key file {path} cannot be read: {error.strerror}. {HOW}") from None
    if mode & OTHERS:
        raise KeyRefused(f"Others may read the key file {path}: chmod 600 {path}")
    return text.decode("ascii", errors="replace")


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
    text = new_key_text()
    with os.fdopen(file, "w") as opened:
        opened.write(f"{text}\n")
        opened.flush()
        os.fsync(opened.fileno())
    return Sealer.from_text(text)


def new_key_text() -> str:
    """A new key as a key file holds it."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _cipher(key: bytes) -> AESGCM:
    # Here and not above: a bot without a key starts without it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(key)


def _bound(head: bytes, about: Sequence[str]) -> bytes:
    return head + _joined([one.encode() for one in about])


def _joined(parts: Sequence[bytes]) -> bytes:
    """Each part with its length before it: no two lists come to the same bytes."""
    return b"".join(len(one).to_bytes(4, "big") + one for one in parts)
