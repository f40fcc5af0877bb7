"""`draagvlak packages FILE.json`: what it prints, and a sentence for every mistake of a file."""

# ruff: noqa: E501  a table of mistakes reads best with a line each

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.deals import deal, hidden_deal
from bot.cli import main
from bot.package_file import MistakesError, read

GOOD: dict[str, Any] = {
    "options": [{"id": "dike", "cost": 4.5}, {"id": "dunes", "cost": 5}, {"id": "path"}],
    "parties": [
        {"id": "water", "interests": [{"id": "safe", "weight": 3}]},
        {"id": "birds", "interests": [{"id": "rest", "weight": 5}, {"id": "nature", "weight": 2}]},
    ],
    "effects": {"dike": {"safe": 2, "rest": -1}, "dunes": {"safe": 1, "nature": 2}, "path": {"rest": 1}},
    "conflicts": [],
    "requires": [["path", "dunes"]],
    "exactly_one": [["dike", "dunes"]],
    "budget": 9.75,
}


def run(folder: Path, content: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    file = folder / "file.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    status = main(["packages", str(file)])
    told = capsys.readouterr()
    return status, told.out, told.err


def mistakes(folder: Path, content: object, capsys: pytest.CaptureFixture[str]) -> list[str]:
    status, out, err = run(folder, content, capsys)
    assert (status, out) == (2, "")
    return [line.partition(": ")[2] for line in err.splitlines()]


def test_it_prints_the_packages_with_the_best_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(tmp_path, GOOD, capsys)
    told = json.loads(out)
    assert (status, err, told["proved"]) == (0, "", True)
    assert told["seconds"] < 10
    assert told["packages"] == [
        {
            "options": ["dunes", "path"],
            "gain": {"birds": 9, "water": 3},
            "relative": {"birds": 1.0, "water": 1.0},
            "pareto": True,
            "because": [
                "Furthest from the most they could have: birds and water.",
                "The interest nature of birds hangs on dunes alone.",
                "The interest rest of birds is answered, and only just: its gain is 1.",
                "The interest rest of birds hangs on path alone.",
                "The interest safe of water is answered, and only just: its gain is 1.",
                "The interest safe of water hangs on dunes alone.",
                "path counts only with dunes; without it this would not be answered: rest.",
            ],
        }
    ]
    assert told["because"] == [
        "Only options that count with another make a package possible: path.",
        "There is no package for everybody without path, which counts only with dunes.",
    ]
    assert "infeasible" not in told


def test_where_there_is_none_it_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(tmp_path, {**GOOD, "budget": 4.75}, capsys)
    assert json.loads(out)["infeasible"] == {
        "because": [
            "No package can have all of this at once: the interest nature of birds and the budget.",
            "nature is helped by dunes.",
            "If any one of them is let go, the others can be had together.",
        ]
    }


def test_a_clash_of_conditions_is_told_in_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = hidden_deal(1, riders=False).model_dump(mode="json")
    _, out, _ = run(tmp_path, content, capsys)
    told = json.loads(out)
    assert told["packages"] == []
    first, *rest = told["infeasible"]["because"]
    assert first.startswith("No package can have all of this at once: the interest p")
    assert any(line.endswith(" exclude each other.") for line in rest)


def test_a_cost_in_decimals_is_added_up_exactly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [{"id": "a", "cost": 0.1}, {"id": "b", "cost": 0.2}]
    content = {
        "options": options,
        "parties": [{"id": "p", "interests": [{"id": "x", "weight": 1}, {"id": "y", "weight": 1}]}],
        "effects": {"a": {"x": 1}, "b": {"y": 1}},
        "budget": 0.3,
    }
    _, out, _ = run(tmp_path, content, capsys)
    assert json.loads(out)["packages"][0]["options"] == ["a", "b"]
    _, out, _ = run(tmp_path, {**content, "budget": 0.29999999}, capsys)
    assert json.loads(out)["packages"] == []


def test_what_a_dumped_negotiation_says_is_what_is_read(tmp_path: Path) -> None:
    for seed in range(4):
        negotiation = deal(12, 4, seed)
        file = tmp_path / "deal.json"
        file.write_text(json.dumps(negotiation.model_dump(mode="json")), encoding="utf-8-sig")
        assert read(file) == (negotiation, None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"options": []}, '"options" is missing or empty: name at least one option.'),
        ({"options": "all"}, '"options" must be a list: [...].'),
        ({"options": [{"id": "dike"}, {"id": "dike"}]}, 'the option "dike" stands there twice: give each its own id.'),
        ({"options": [{"cost": 1}]}, 'option 1 needs an "id": a text that is not empty.'),
        ({"options": [7]}, 'option 1 must be an object with an "id".'),
        ({"options": [{"id": "dike", "cost": -1}]}, '"cost" of the option "dike" must be a number from 0, as in 12 or 12.5.'),
        ({"options": [{"id": "dike", "cost": 1e300}]}, '"cost" of the option "dike" must be a number from 0, as in 12 or 12.5.'),
        ({"parties": []}, '"parties" is missing or empty: name at least one party.'),
        ({"parties": [{"id": "water", "interests": []}]}, 'the party "water" has no interests: name at least one.'),
        (
            {"parties": [{"id": "p", "interests": [{"id": "safe", "weight": 6}]}]},
            'the interest "safe" needs a "weight": a whole number from 1 to 5.',
        ),
        (
            {"parties": [{"id": "p", "interests": [{"id": "safe", "weight": True}]}]},
            'the interest "safe" needs a "weight": a whole number from 1 to 5.',
        ),
        (
            {"parties": [{"id": one, "interests": [{"id": "safe", "weight": 1}]} for one in "pq"]},
            'the interest "safe" stands there twice, under "p" and "q": an interest has one owner, so give each its own id.',
        ),
        ({"effects": {"dam": {"safe": 1}}}, '"effects" names the option "dam", which is not among the options.'),
        ({"effects": {"dike": {"calm": 1}}}, '"effects" of the option "dike" names the interest "calm", which no party has.'),
        ({"effects": {"dike": {"safe": 3}}}, '"effects" of the option "dike" on "safe" must be a whole number from -2 to 2.'),
        ({"effects": {"dike": {"safe": 0.5}}}, '"effects" of the option "dike" on "safe" must be a whole number from -2 to 2.'),
        ({"effects": {"dike": 3}}, '"effects" of the option "dike" must be an object: {...}.'),
        ({"effects": []}, '"effects" must be an object: {...}.'),
        ({"conflicts": [["dike", "dam"]]}, 'number 1 of "conflicts" names "dam", which is not among the options.'),
        ({"conflicts": [["dike"]]}, 'number 1 of "conflicts" must be a pair of two different options: [a, b].'),
        ({"requires": [["dike", "dike"]]}, 'number 1 of "requires" must be a pair of two different options: [a, b].'),
        ({"exactly_one": [[]]}, 'number 1 of "exactly_one" must be a list of options: [a, b, ...].'),
        ({"exactly_one": [["dike", "dike"]]}, 'number 1 of "exactly_one" names an option twice.'),
        ({"exactly_one": [[["dike"]]]}, 'number 1 of "exactly_one" names ["dike"], which is not among the options.'),
        ({"budget": "ten"}, '"budget" must be a number from 0, as in 12 or 12.5.'),
        ({"seconds": 0}, '"seconds" must be more than 0; the search takes 10 at most.'),
        ({"conflict": []}, '"conflict" is not known: did you mean "conflicts"?'),
    ],
)  # fmt: skip
def test_each_mistake_has_its_sentence(
    change: dict[str, Any], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in mistakes(tmp_path, {**GOOD, **change}, capsys)


def test_all_mistakes_are_told_at_once_and_each_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {
        **GOOD,
        "effects": {"dike": {"safe": 9}, "dam": {"calm": 1}},
        "requires": [["dike", "dam"]],
        "budget": -1,
    }
    told = mistakes(tmp_path, wrong, capsys)
    assert len(told) == len(set(told)) == 5
    assert all(line.endswith(".") for line in told)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("", "is no JSON"),
        ("{", "is no JSON"),
        ("[]", "must hold"),
        ("[" * 100_000, "nested too deep"),
        ('{"options": [{"id": "a", "cost": NaN}]}', "must be a number from 0"),
        ('{"options": [{"id": "a", "id": "b"}]}', '"id" stands twice in option 1'),
        (json.dumps(GOOD)[:-1] + ', "budget": 1}', '"budget" stands twice in the file'),
    ],
)
def test_what_is_no_such_file_is_refused_with_a_sentence(
    content: str, part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(tmp_path, content, capsys)
    assert (status, out) == (2, "")
    assert part in err


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packages", str(tmp_path / "none.json")]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    assert main(["packages", str(tmp_path / "bytes.json")]) == 2
    assert "no text in UTF-8" in capsys.readouterr().err


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["dike", "safe", "id", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "cost", "interests", "weight", "dike", "safe"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(field=st.sampled_from([*GOOD, "seconds"]), value=JSON)
def test_whatever_stands_in_a_field_it_is_read_or_refused(
    field: str, value: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.json"
    file.write_text(json.dumps({**GOOD, field: value}), encoding="utf-8")
    try:
        read(file)
    except MistakesError as refusal:
        assert all(line.endswith((".", "}")) for line in str(refusal).splitlines())  # noqa: PT017
