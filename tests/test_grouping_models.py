"""The pipelines that lean on something outside: a dictionary, a sentence model, a service on this machine."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from model_service import BagOfWords, OpenAi, serving

from workshop.grouping.endpoint import Endpoint, EndpointError, calling
from workshop.grouping.gloss import Gloss, NoDictionaryError
from workshop.grouping.group import group
from workshop.grouping.minilm import PACKAGE, MiniLM
from workshop.grouping.semantic import Semantic
from workshop.grouping.statement import Statement

ENTRIES = {
    "boom": "boom /bom/\n1. tree\n2. boom, beam, pole\n",
    "bom": "bom /bɔm/\nbomb\n",
    "huis": "huis /hœys/\nhouse, home (building)\n",
    "huizen": "huizen /hœyzə/\ndwell\n",
    "vragen": "vragen\nask, request\n",
    "geluid": "geluid\nsound, noise\n",
    "scherm": "scherm\nscreen\n",
}
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def in_dictd_digits(number: int) -> str:
    return (in_dictd_digits(number // 64) if number > 63 else "") + _DIGITS[number % 64]


def dictionary(folder: Path) -> Path:
    index, text = "", b""
    for word, entry in ENTRIES.items():
        body = entry.encode()
        index += f"{word}\t{in_dictd_digits(len(text))}\t{in_dictd_digits(len(body))}\n"
        text += body
    (folder / "nld-eng.index").write_text(index, encoding="utf-8")
    (folder / "nld-eng.dict.dz").write_bytes(gzip.compress(text))
    return folder / "nld-eng"


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("huis", ("house", "home")),
        ("bomen", ("tree", "boom", "beam", "bomb")),  # the noun's plural first, both meanings of it
        ("huizen", ("house", "home", "dwell")),  # houses before dwelling
        ("gevraagd", ("ask", "request")),
        ("geluidsscherm", ("sound", "noise", "screen")),  # a compound, by its parts
        ("onbekend", ()),
    ],
)
def test_a_dutch_word_is_glossed_with_what_the_dictionary_says(
    word: str, english: tuple[str, ...], tmp_path: Path
) -> None:
    assert Gloss(dictionary(tmp_path)).of(word) == english


@pytest.mark.parametrize("damage", ["missing", "no text", "cut short"])
def test_without_a_usable_dictionary_the_sentence_says_what_to_install(damage: str, tmp_path: Path) -> None:
    place = dictionary(tmp_path)
    if damage == "missing":
        place.with_name("nld-eng.index").unlink()
    else:
        packed = place.with_name("nld-eng.dict.dz")
        packed.write_bytes(b"?" if damage == "no text" else packed.read_bytes()[:-9])
    with pytest.raises(NoDictionaryError, match="install Debian's dict-freedict-nld-eng"):
        Gloss(place)


SAID = [
    Statement(id="a", text="laat de bomen staan", language="nl"),
    Statement(id="b", text="keep every tree", language="en"),
    Statement(id="c", text="geef antwoord op wat gevraagd is", language="nl"),
    Statement(id="d", text="request granted", language="en"),
]


def test_dutch_meets_english_through_the_dictionary_and_says_by_which_words(tmp_path: Path) -> None:
    semantic = Semantic(BagOfWords(), Gloss(dictionary(tmp_path)))
    comparison = semantic.compare("", SAID)
    alike = comparison.likeness(range(4), range(4))
    assert alike[2, 3] > alike[2, 1] + 0.1
    assert comparison.traces[2].shared_with(set(comparison.traces[3].words)) == ("gevraagd",)
    assert group("", SAID[::-1], semantic).groups == group("", SAID, semantic).groups


@pytest.fixture
def service() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


def test_each_call_to_the_service_carries_one_statement_once(service: Endpoint) -> None:
    pipeline = calling(service)
    first = group("What about the street?", SAID, pipeline)
    assert first.groups == group("What about the street?", SAID[::-1], pipeline).groups
    assert all(path == "/v1/embeddings" and body["model"] == "small" for path, body, _ in OpenAi.asked)
    assert sorted(text for _, body, _ in OpenAi.asked for text in body["input"]) == sorted(
        ["What about the street?", *(one.text for one in SAID)]
    )
    assert {len(body["input"]) for _, body, _ in OpenAi.asked} == {1}
    assert {key for _, _, key in OpenAi.asked} == {"Bearer secret"}


def test_a_draft_is_for_one_statement_and_is_held_back_when_it_repeats_a_private_text(
    service: Endpoint,
) -> None:
    assert service.drafted(SAID[0], []) == "Trees should stay."
    assert SAID[0].text in json.dumps(OpenAi.asked[-1][1])
    assert service.drafted(SAID[0], ["trees should stay"]) == ""
    OpenAi.draft = "This answer goes on and on for far longer than twelve words can ever be."
    assert service.drafted(SAID[0], []) == ""


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_service_that_refuses_is_named_with_what_to_check(status: int, service: Endpoint) -> None:
    OpenAi.failing = status
    with pytest.raises(EndpointError, match=f"answers {status}; check its model's name and the key"):
        group("", SAID, calling(service))


def test_a_service_that_is_not_there_is_named(service: Endpoint) -> None:
    gone = Endpoint("http://127.0.0.1:9/v1")
    with pytest.raises(EndpointError, match="does not answer; start it"):
        gone.embedded("a")
    with pytest.raises(EndpointError, match="no web address"):
        Endpoint("file:///etc/passwd").embedded("a")
    assert "secret" not in repr(service)


@pytest.mark.skipif(find_spec(PACKAGE) is None, reason="the sentence model is not installed: make semantic")
def test_the_sentence_model_knows_which_sentences_mean_the_same() -> None:
    model = MiniLM()
    assert model.word_pieces("Hello, world!") == [101, 7592, 1010, 2088, 999, 102]  # as bert-base-uncased
    rows = model.embed(["A man is eating food.", "Somebody eats a meal.", "The grid has no capacity."])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2] + 0.3
    assert np.allclose(rows[:1], model.embed(["A man is eating food."]), atol=1e-5)
