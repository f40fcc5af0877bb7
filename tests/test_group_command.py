"""`draagvlak group`: a file in, groups out, and a sentence for every mistake in the file or on the machine."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.group import GroupingSettings, GroupRefusedError, grouped

STATEMENTS: list[dict[str, Any]] = [
    {"id": 7, "lang": "nl", "text": "het lawaai 's nachts moet stoppen"},
    {"id": 3, "lang": "en", "text": "the noise at night keeps us awake"},
    {"id": "x", "lang": "nl", "text": "meer bomen langs de straat", "theme": "is not looked at"},
    {"id": 12, "lang": "en", "text": "plant trees in our street"},
]


def written(folder: Path, content: Any) -> Path:
    file = folder / "statements.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def test_it_prints_groups_representatives_and_all_others_best_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, {"question": "What about our street?", "statements": STATEMENTS})
    assert main(["group", str(file)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == {"pipeline", "groups", "representative", "similar"}
    assert printed["pipeline"] == "default"
    assert {frozenset(map(str, some)) for some in printed["groups"]} == {
        frozenset({"7", "3"}),
        frozenset({"x", "12"}),
    }
    assert [some[0] for some in printed["groups"]] == printed["representative"]
    assert {id: len(others) for id, others in printed["similar"].items()} == dict.fromkeys(
        ("7", "3", "x", "12"), 3
    )
    assert printed["similar"]["7"][0][0] == 3  # as it stands in the file
    scores = [score for _, score in printed["similar"]["7"]]
    assert scores == sorted(scores, reverse=True)


def test_the_order_in_the_file_makes_no_difference(tmp_path: Path) -> None:
    first = json.loads(grouped(written(tmp_path, {"statements": STATEMENTS}), "default"))
    for seed in range(20):
        shuffled = random.Random(seed).sample(STATEMENTS, len(STATEMENTS))  # noqa: S311  a test's own order
        assert json.loads(grouped(written(tmp_path, {"statements": shuffled}), "default")) == first


def test_it_prints_what_the_groups_rest_on_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["group", str(written(tmp_path, {"statements": STATEMENTS})), "--because"]) == 0
    because = json.loads(capsys.readouterr().out)["because"]
    assert "lawaai" in because["7"]
    assert "noise" in because["3"]


def test_a_file_without_statements_is_an_empty_proposal(tmp_path: Path) -> None:
    printed = json.loads(grouped(written(tmp_path, {"statements": []}), "default"))
    assert printed == {"pipeline": "default", "groups": [], "representative": [], "similar": {}}


def broken(**change: Any) -> dict[str, Any]:
    line = STATEMENTS[0] | change
    return {"statements": [STATEMENTS[1], {key: value for key, value in line.items() if value != "gone"}]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ([], 'it must hold {"question"'),
        ({}, 'it must hold {"question"'),
        ({"statements": 3}, 'it must hold {"question"'),
        ({"question": 3, "statements": []}, "question is no text"),
        ({"statements": ["a"]}, "statement 1 is no object"),
        (broken(lang="fr"), 'statement 2: lang is "nl" or "en"'),
        (broken(lang="gone"), 'statement 2: "lang" is missing'),
        (broken(text=None), 'statement 2: "text" has the wrong kind of value'),
        (broken(id="gone"), 'statement 2: "id" is missing'),
        (broken(id=3), "the id 3 stands there more than once"),
        (broken(id="3"), "the id 3 stands there more than once"),
    ],
)
def test_a_mistake_is_one_sentence_that_says_where(
    content: Any, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["group", str(written(tmp_path, content))]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_each_mistake_has_its_own_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {"statements": [{"id": 1, "lang": "de", "text": "a"}, {"id": 2, "lang": "nl"}, "b"]}
    assert main(["group", str(written(tmp_path, wrong))]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f'{tmp_path / "statements.json"}: statement 1: lang is "nl" or "en".',
        f'{tmp_path / "statements.json"}: statement 2: "text" is missing.',
        f"{tmp_path / 'statements.json'}: statement 3 is no object with id, lang and text.",
    ]


def test_what_somebody_said_is_in_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {"statements": [{"id": 1, "lang": "nl", "text": ["geheim van de buurman"]}]}
    assert main(["group", str(written(tmp_path, wrong))]) == 2
    assert "geheim" not in capsys.readouterr().err


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["group", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "picture.json").write_bytes(b"\xff\xd8\xff")
    assert main(["group", str(tmp_path / "picture.json")]) == 2
    assert "no text in UTF-8" in capsys.readouterr().err


def test_the_semantic_pipeline_without_its_model_says_what_to_do(tmp_path: Path) -> None:
    file = written(tmp_path, {"statements": STATEMENTS})
    settings = GroupingSettings(model=tmp_path / "nowhere", _env_file=None)
    with pytest.raises(GroupRefusedError, match="make semantic"):
        grouped(file, "semantic", settings=settings)


def test_weights_that_are_others_than_measured_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    settings = GroupingSettings(model=tmp_path, _env_file=None)
    with pytest.raises(GroupRefusedError, match="not the file this was measured with"):
        grouped(written(tmp_path, {"statements": STATEMENTS}), "semantic", settings=settings)


def test_no_endpoint_is_used_unless_one_was_switched_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DRAAGVLAK_ENDPOINT", raising=False)
    file = written(tmp_path, {"statements": STATEMENTS})
    with pytest.raises(GroupRefusedError, match="No endpoint is switched on"):
        grouped(file, "endpoint", settings=GroupingSettings(_env_file=None))
