"""The operator's key: what it seals opens only with it and in its place, and the key itself is shown nowhere."""

import base64
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import Settings, SettingsRefusedError
from storage import KeyRefused, SealBroken, Sealer, new_key_file, read_key_file

KEY = bytes(range(32))
ABOUT = ("file", "m", "farmers", "f1")


def test_what_is_sealed_opens_again_and_is_different_each_time() -> None:
    sealer = Sealer(KEY)
    one, two = sealer.seal(b"geheim", about=ABOUT), sealer.seal(b"geheim", about=ABOUT)
    assert one != two
    assert b"geheim" not in one
    assert sealer.open(one, about=ABOUT) == sealer.open(two, about=ABOUT) == b"geheim"
    assert Sealer(KEY).open(sealer.seal(b"", about=()), about=()) == b""


@pytest.mark.parametrize(
    "about",
    [
        ("file", "m", "nature", "f1"),
        ("file", "m", "farmers", "f2"),
        ("file", "other", "farmers", "f1"),
        ("file", "m", "farmersf", "1"),
        ("file", "m", "farmers"),
        ("file", "m", "farmers", "f1", ""),
    ],
)
def test_in_another_place_it_does_not_open(about: tuple[str, ...]) -> None:
    sealer = Sealer(KEY)
    with pytest.raises(SealBroken, match="another place"):
        sealer.open(sealer.seal(b"geheim", about=ABOUT), about=about)


def test_with_another_key_one_sentence_names_both_keys_and_shows_neither() -> None:
    sealed = Sealer(KEY).seal(b"geheim", about=ABOUT)
    other = Sealer(bytes(32))
    with pytest.raises(SealBroken) as refusal:
        other.open(sealed, about=ABOUT)
    assert Sealer(KEY).key_id in str(refusal.value)
    assert other.key_id in str(refusal.value)


def test_every_changed_or_missing_byte_is_noticed() -> None:
    sealer = Sealer(KEY)
    sealed = sealer.seal(b"geheim", about=ABOUT)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            sealer.open(bytes(changed), about=ABOUT)
        with pytest.raises(SealBroken):
            sealer.open(sealed[:place], about=ABOUT)


def test_the_key_is_in_no_text_and_no_copy() -> None:
    sealer = Sealer(KEY)
    for shown in (repr(sealer), str(sealer), str(vars(sealer))):
        assert base64.b64encode(KEY).decode() not in shown
        assert KEY.hex() not in shown
        assert repr(KEY)[2:-1] not in shown
    with pytest.raises(TypeError):
        pickle.dumps(sealer)


@pytest.mark.parametrize("text", ["", "kort", base64.b64encode(b"x" * 31).decode(), "é" * 44, "A" * 300])
def test_a_key_of_no_use_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(KeyRefused) as refusal:
        Sealer.from_text(text)
    assert "draagvlak key new" in str(refusal.value)
    assert not text or text not in str(refusal.value)


def test_a_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "place" / "store.key"
    made = new_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key_file(path)[0].key_id == made.key_id
    with pytest.raises(KeyRefused, match="never overwritten"):
        new_key_file(path)
    assert read_key_file(path)[0].key_id == made.key_id
    path.chmod(0o640)
    with pytest.raises(KeyRefused, match="chmod 600"):
        read_key_file(path)
    with pytest.raises(KeyRefused, match="cannot be read"):
        read_key_file(tmp_path / "none")
    with pytest.raises(KeyRefused, match="draagvlak key new"):
        read_key_file(tmp_path)


def test_the_command_makes_a_key_and_does_not_print_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "store.key"
    assert main(["key", "new", str(path)]) == 0
    said = capsys.readouterr().out
    assert f"DRAAGVLAK_KEY_FILE={path}" in said
    assert path.read_text().strip() not in said
    assert main(["key", "new", str(path)]) == 2
    assert "never overwritten" in capsys.readouterr().err


def test_the_settings_take_a_file_or_the_key_itself_and_say_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "store.key"
    key_id = new_key_file(path).key_id
    text = path.read_text().strip()

    def key(**given: str) -> str:
        for name in ("KEY", "KEY_FILE"):
            monkeypatch.setenv(f"DRAAGVLAK_{name}", given.get(name, ""))
        monkeypatch.setenv("DRAAGVLAK_TOKEN", "1:x")
        settings = Settings()
        assert text not in repr(settings)
        return settings.operator().first.key_id

    with pytest.raises(SettingsRefusedError, match="draagvlak key new FILE"):
        key()
    assert key(KEY_FILE=str(path)) == key(KEY=text) == key_id
    with pytest.raises(SettingsRefusedError, match="keep one of them"):
        key(KEY=text, KEY_FILE=str(path))
    with pytest.raises(SettingsRefusedError, match="DRAAGVLAK_KEY: The key is no base64") as refusal:
        key(KEY=text[:-3] + "!!!")
    assert text[:20] not in str(refusal.value)


def test_the_bot_refuses_a_key_file_others_may_read_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "store.key"
    new_key_file(path)
    path.chmod(0o644)
    environment = {"DRAAGVLAK_TOKEN": "1:x", "DRAAGVLAK_KEY_FILE": str(path)}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env={"PATH": os.defpath, "PYTHONPATH": str(Path(__file__).parent.parent), **environment},
        check=False,
    )
    assert done.returncode == 2
    assert "chmod 600" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
