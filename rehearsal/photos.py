"""An uploaded picture: what Telegram refuses of it, and what stands in it. Knows no chat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from rehearsal.errors import bad_request
from rehearsal.model import File

LARGEST_PHOTO = 10 * 2**20  # bytes
LONGEST_SIDES, LONGEST_RATIO = 10_000, 20  # pixels of width and height together; one side to the other


@dataclass(frozen=True)
class Seen:
    """A picture's size in pixels, and the text it says of itself (a PNG's "Description")."""

    width: int
    height: int
    says: str


@lru_cache(maxsize=32)  # each is asked about for the record, the answer and every page
def look_at(data: bytes) -> Seen | None:
    """Open a picture; nothing where it is none."""
    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
            return Seen(image.width, image.height, str(image.info.get("Description", "")))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None


def check(file: File) -> None:
    """Refuse what Telegram takes for no photo, in its words."""
    if len(file.data) > LARGEST_PHOTO:
        size = f"file of size {len(file.data)} bytes is too big for a photo"
        raise bad_request(f"{size}; the maximum size is {LARGEST_PHOTO} bytes")
    seen = look_at(file.data)
    if seen is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    sides = sorted((seen.width, seen.height))
    if sum(sides) > LONGEST_SIDES or sides[1] > LONGEST_RATIO * sides[0]:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
