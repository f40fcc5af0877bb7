"""A mistake of the operator is one sentence at start, and never the token."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage import new_key_file


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    project = Path(__file__).parent.parent
    return subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(project), **environment},
        check=False,
    )


def key_in(folder: Path) -> Path:
    key = folder / "operator.key"
    new_key_file(key)
    return key


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "DRAAGVLAK_TOKEN is not set: put it in .env"),
        ({"DRAAGVLAK_TOKEN": "1:x", "DRAAGVLAK_MEDIATORS": "anna"}, "'anna' is no Telegram user id"),
        ({"DRAAGVLAK_TOKEN": "1:x", "DRAAGVLAK_COUNTRY": "Holland"}, "'Holland' is no country"),
        (
            {"DRAAGVLAK_TOKEN": "1:x", "DRAAGVLAK_GROUPING": "best"},
            "DRAAGVLAK_GROUPING: Input should be 'default'",
        ),
        ({"DRAAGVLAK_TOKEN": "1:x", "DRAAGVLAK_GROUPING": "endpoint"}, "DRAAGVLAK_ENDPOINT names no address"),
        ({"DRAAGVLAK_TOKEN": "1:x", "DRAAGVLAK_ENDPOINT": "ollama"}, "'ollama' is no web address"),
        ({"DRAAGVLAK_TOKEN": "1:x", "DRAAGVLAK_ENDPOINT_KEY_FILE": "/no/key"}, "/no/key is no file"),
        (
            {"DRAAGVLAK_TOKEN": "1:x", "DRAAGVLAK_GROUPING": "semantic", "DRAAGVLAK_MODEL": "/nowhere"},
            "DRAAGVLAK_GROUPING is semantic, but: /nowhere/model.safetensors cannot be read",
        ),
    ],
    ids=[
        "no token",
        "a name for an id",
        "a name for a country",
        "a pipeline there is not",
        "no address",
        "half an address",
        "no file with the key",
        "no sentence model",
    ],
)
def test_a_wrong_setting_is_refused_in_one_sentence(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    done = run(tmp_path, DRAAGVLAK_KEY_FILE=str(key_in(tmp_path)), **environment)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_store_that_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    store.write_text("geen database")
    key = str(key_in(tmp_path))
    done = run(
        tmp_path, DRAAGVLAK_TOKEN="123456:" + "x" * 35, DRAAGVLAK_STORE=str(store), DRAAGVLAK_KEY_FILE=key
    )
    assert done.returncode == 2
    assert "cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr
    assert store.read_text() == "geen database"
