"""What kinds of files are kept with an answer, and how large they may be. Holds no bytes."""

from flows.messages import Term
from flows.phrases import term

MOST_FILE_BYTES = 5_000_000

# Kinds are named as names of files end.
PICTURES = frozenset({"jpg", "png", "webp"})
SOUNDS = frozenset({"ogg", "mp3", "m4a"})
DOCUMENTS = frozenset({"pdf", "docx", "odt", "txt"})


def sort_of(kind: str) -> Term:
    """What to call a file of this kind."""
    if kind in PICTURES:
        return term("files.sort.picture")
    return term("files.sort.sound") if kind in SOUNDS else term("files.sort.document")
