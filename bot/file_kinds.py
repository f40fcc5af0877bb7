"""What kind of file some bytes are, by what they begin with and hold. Opens nothing: reads marks and lists only."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import NamedTuple


class FileKind(NamedTuple):
    """A kind that may be kept: how its name ends, and its media type."""

    ending: str
    mime: str


MACROS = re.compile(r"(word/vbaProject\.bin|Basic/|Scripts/).*")
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MPEG_LAYER_3 = re.compile(
    rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][^\xf0-\xff]", re.DOTALL
)  # frame header, no free rate
SOUND_BRANDS = frozenset(
    {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash"}
)
VIDEO_TRACK = re.compile(rb"hdlr.{8}vide", re.DOTALL)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def file_kind(data: bytes) -> FileKind | None:
    """The kind of these bytes, whatever their name says; None for what is not kept: programs, archives, video ..."""
    return next((kind for kind, is_so in KINDS if is_so(data)), None)


def _webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _ogg(data: bytes) -> bool:
    """Ogg whose first stream is Opus (a voice note of Telegram) or Vorbis."""
    return data[:4] == b"OggS" and (data[28:36] == b"OpusHead" or data[28:35] == b"\x01vorbis")


def _mp3(data: bytes) -> bool:
    return data[:3] == b"ID3" or MPEG_LAYER_3.match(data) is not None


def _m4a(data: bytes) -> bool:
    """An MP4 file with sound and without a video track."""
    return data[4:8] == b"ftyp" and data[8:12] in SOUND_BRANDS and VIDEO_TRACK.search(data) is None


def _members(data: bytes) -> frozenset[str]:
    """The names in a zip file's list; empty for what is none, or what begins as something else."""
    if data[:4] != b"PK\x03\x04":
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as listed:
            return frozenset(listed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return frozenset()


def _docx(data: bytes) -> bool:
    names = _members(data)
    return {"[Content_Types].xml", "word/document.xml"} <= names and not any(map(MACROS.fullmatch, names))


def _odt(data: bytes) -> bool:
    """Its first member says what it is, uncompressed, at a fixed place."""
    says = data[30:].startswith(b"mimetype" + ODT.encode() + b"PK")
    names = _members(data)
    return says and "content.xml" in names and not any(map(MACROS.fullmatch, names))


def _text(data: bytes) -> bool:
    """Words in UTF-8 without control characters."""
    if not data.strip() or CONTROLS.search(data):
        return False
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


KINDS: tuple[tuple[FileKind, Callable[[bytes], bool]], ...] = (
    (FileKind("pdf", "application/pdf"), lambda data: data[:5] == b"%PDF-"),
    (FileKind("jpg", "image/jpeg"), lambda data: data[:3] == b"\xff\xd8\xff"),
    (FileKind("png", "image/png"), lambda data: data[:8] == b"\x89PNG\r\n\x1a\n"),
    (FileKind("webp", "image/webp"), _webp),
    (FileKind("ogg", "audio/ogg"), _ogg),
    (FileKind("mp3", "audio/mpeg"), _mp3),
    (FileKind("m4a", "audio/mp4"), _m4a),
    (FileKind("docx", DOCX), _docx),
    (FileKind("odt", ODT), _odt),
    (FileKind("txt", "text/plain"), _text),
)
