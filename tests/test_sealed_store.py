"""The sealed store: nothing readable on the disk, no start with another key, erased is erased, in copies as well."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keys import OPERATOR, ring
from local import Local

from bot.cli import main
from bot.rotate import rotate
from flows.effects import AgreeTranslation, Circle, Keep, Lane, Log, Release, Translate
from storage import (
    KeyRefused,
    Operator,
    Outgoing,
    Reader,
    Sealer,
    Store,
    StoreRefused,
    Transaction,
    keyring_path,
    new_key_file,
    read_key_file,
)
from storage.migrate import known_migrations, migrate, statements
from storage.seal_old import seal_old

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
THE_MEDIATOR = Reader("m", "mediator", None, 9)
CANARY = "kanarie-in-de-mijn"
ROOT = Path(__file__).parent.parent

# ruff: noqa: S603 - the subprocess is our own Python


def words(id: str, party: str | None = "p1", user: int = 1, text: str = "") -> Keep:
    return Keep(
        id=id,
        mediation="m",
        party=party,
        user=user,
        kind="answer",
        prompt="p4_free",
        script_version=1,
        circle=Circle.ANONYMOUS,
        text=text or f"{CANARY} {id}",
        at=NOW,
    )


def bytes_of(folder: Path) -> bytes:
    """Everything on the disk: store, log of changes, index of it, keys."""
    return b"".join(one.read_bytes() for one in folder.iterdir() if one.is_file())


def fills(tx: Transaction) -> None:
    """A canary in every place where words may rest."""
    tx.keep(words("private"))
    tx.keep(words("other", "p2", 2))
    tx.keep(words("mine", None, 9))
    tx.keep(words("free"))
    tx.translate(
        Translate(
            id="t",
            original="free",
            mediation="m",
            party="p1",
            user=1,
            language="en",
            text=CANARY + " t",
            at=NOW,
        )
    )
    tx.agree_translation(AgreeTranslation(id="t", mediation="m", agreed=True))
    tx.release(Release(mediation="m", ids=("free",), circle=Circle.ANONYMOUS, approved_by=9))
    tx.receive("telegram", "1", json.dumps({"text": CANARY}), NOW)
    tx.put(
        Outgoing(
            key="1", mediation="m", chat=1, kind="tell", body=json.dumps([CANARY]), user=1, lane=Lane.NOTICE
        )
    )
    tx.save("mediation:m", json.dumps({"title": CANARY}))
    tx.set_aside("a", 1, json.dumps({"text": CANARY}))
    tx.put_file("f", "f.txt", "text/plain", CANARY.encode())


async def test_nothing_readable_is_on_the_disk_and_everything_can_be_opened(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    await store.transact(fills)
    assert CANARY.encode() not in bytes_of(tmp_path), "while it is open, in the log of changes too"

    def reads(tx: Transaction) -> tuple[Any, ...]:
        opened = tx.open_words(THE_MEDIATOR, ["private", "other", "mine", "free"])
        return (
            *opened.values(),
            tx.translations_of("m", ["free"])["free"]["en"],
            tx.oldest_open()[0].raw,
            tx.message(1).body,
            tx.load("mediation:m"),
            tx.file("f").data.decode(),
            tx.take_up("a", 1),
        )

    assert all(CANARY in one for one in await store.transact(reads))
    await store.close()
    assert CANARY.encode() not in bytes_of(tmp_path)


async def test_what_was_handled_or_sent_is_wiped(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", OPERATOR)

    def handles(tx: Transaction) -> list[Any]:
        fills(tx)
        tx.handled(1)
        tx.sending(1, NOW)
        tx.sent(1, 5, NOW)
        return [*tx._rows("SELECT sealed FROM inbox"), *tx._rows("SELECT sealed FROM outbox")]

    assert await store.transact(handles) == [(None,), (None,)]
    await store.close()


# ------------------------------------------------------------------ whose key


async def test_another_key_no_keys_and_anothers_keys_are_each_refused_with_a_sentence(tmp_path: Path) -> None:
    path, other = tmp_path / "store.db", tmp_path / "other.db"
    for one in (path, other):
        await (await Store.open(one, OPERATOR)).close()
    wrong = Operator(lambda: (Sealer(b"x" * 32),))
    with pytest.raises(KeyRefused, match="put that key back"):
        await Store.open(path, wrong)
    kept = keyring_path(path).read_bytes()
    keyring_path(path).unlink()
    with pytest.raises(StoreRefused, match="keys of this store are missing"):
        await Store.open(path, OPERATOR)
    shutil.copyfile(keyring_path(other), keyring_path(path))
    with pytest.raises(StoreRefused, match="another store's"):
        await Store.open(path, OPERATOR)
    keyring_path(path).write_bytes(kept)
    await (await Store.open(path, OPERATOR)).close()


async def test_keys_older_than_the_store_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await (await Store.open(path, OPERATOR)).close()
    older = keyring_path(path).read_bytes()
    store = await Store.open(path, OPERATOR)
    await store.transact(lambda tx: tx.keep(words("a")))
    await store.close()
    keyring_path(path).write_bytes(older)
    with pytest.raises(KeyRefused, match="newest copy"):
        await Store.open(path, OPERATOR)


def test_the_bot_does_not_start_without_a_key_or_with_another(tmp_path: Path) -> None:
    key, other = tmp_path / "a.key", tmp_path / "b.key"
    for one in (key, other):
        new_key_file(one)

    def started(**given: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "DRAAGVLAK_TOKEN": "1:x"}
        return subprocess.run(
            [sys.executable, "-m", "bot", "parked"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment | given,
            check=False,
        )

    without = started()
    assert (without.returncode, without.stdout) == (2, "")
    assert "draagvlak key new FILE" in without.stderr
    assert started(DRAAGVLAK_KEY_FILE=str(key)).returncode == 0
    wrong = started(DRAAGVLAK_KEY_FILE=str(other))
    assert wrong.returncode == 2
    assert len(wrong.stderr.splitlines()) == 1
    for secret in (key, other):
        assert secret.read_text().strip() not in without.stderr + wrong.stderr


# ------------------------------------------------------------------ erased is erased


async def test_who_erases_loses_a_key_and_a_copy_put_back_opens_no_more(tmp_path: Path) -> None:
    path, copy = tmp_path / "store.db", tmp_path / "copy.db"
    store = await Store.open(path, OPERATOR)
    await store.transact(fills)
    await store.close()
    shutil.copyfile(path, copy)
    store = await Store.open(path, OPERATOR)
    await store.transact(lambda tx: tx.erase_own("m", "p1", 1))
    left = await store.transact(lambda tx: tx.open_words(THE_MEDIATOR, ["private", "other", "mine", "free"]))
    assert [id for id, text in left.items() if not text] == ["private"]
    await store.transact(lambda tx: tx.keep(words("again")))
    again = await store.transact(lambda tx: tx.open_words(THE_MEDIATOR, ["again"]))
    assert again == {"again": f"{CANARY} again"}, "who speaks again has another key"
    await store.close()
    shutil.copyfile(copy, path)  # last night's copy, with the keys as they are now
    store = await Store.open(path, OPERATOR)
    put_back = await store.transact(lambda tx: tx.words_of("m"))
    await store.close()
    assert {one.id for one in put_back if one.text} == {"other", "mine", "free", "t"}


async def test_sealed_bytes_of_what_was_erased_are_overwritten(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    await store.transact(fills)
    query = "SELECT sealed FROM words WHERE id = 'private'"
    [(sealed,)] = await store.transact(lambda tx: tx._rows(query))
    assert sealed[-16:] in bytes_of(tmp_path), "it is looked for in the right place"
    await store.transact(lambda tx: tx.erase("m"))
    assert sealed[-16:] not in bytes_of(tmp_path)
    await store.close()


async def test_a_key_of_a_transaction_that_failed_is_kept(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    await store.transact(fills)

    def fails(tx: Transaction) -> None:
        tx.erase_own("m", "p1", 1)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await store.transact(fails)
    assert await store.transact(lambda tx: tx.open_words(THE_MEDIATOR, ["private"])) == {
        "private": f"{CANARY} private"
    }
    await store.close()


# ------------------------------------------------------------------ a store from before


def old_store(path: Path) -> None:
    """As schema 6 left it: readable."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA secure_delete = ON")
    database.execute("CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT")
    for number, name, script in known_migrations()[:6]:
        for statement in statements(script):
            database.execute(statement)
        database.execute("INSERT INTO migrations VALUES (?, ?)", (number, name))
    for number in range(200):
        database.execute(
            "INSERT INTO words (id, mediation, party, user, kind, prompt, script_version, circle, text, digest, kept,"
            " released_by) VALUES (?, 'm', 'p1', 1, 'answer', 'p4_free', 1, 'anonymous', ?, 'x', 1, ?)",
            (f"w{number:03}", f"{CANARY} {number}", 9 if number % 2 else None),
        )
    database.execute(
        "INSERT INTO inbox (source, key, hash, raw, received) VALUES ('telegram', '7', x'00', ?, 1)",
        (CANARY,),
    )
    database.execute("UPDATE sqlite_sequence SET seq = 500 WHERE name = 'inbox'")
    database.execute("INSERT INTO machines VALUES ('mediation:m', ?)", (CANARY,))
    database.execute(
        "INSERT INTO outbox (key, mediation, chat, kind, body, lane, edit, state)"
        " VALUES ('1', 'm', 1, 'tell', ?, 'notice', 0, 'waiting'), ('2', 'm', 1, 'tell', ?, 'notice', 0, 'sent')",
        (CANARY, CANARY),
    )
    database.execute("INSERT INTO files VALUES ('f', 'f.txt', 'text/plain', ?)", (CANARY.encode(),))
    for number in range(3):
        database.execute(
            "INSERT INTO audit (mediation, user, act, about, at) VALUES ('m', 9, 'x', '{}', ?)", (number,)
        )
    database.close()


async def test_a_readable_store_is_sealed_when_it_is_opened_and_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    old_store(path)
    assert CANARY.encode() in bytes_of(tmp_path)
    store = await Store.open(path, OPERATOR)
    assert CANARY.encode() not in bytes_of(tmp_path)

    def reads(tx: Transaction) -> list[Any]:
        assert [one.text for one in tx.words_of("m")] == [f"{CANARY} {number}" for number in range(200)]
        assert tx.verify_record() == []
        tx.receive("telegram", "8", "x", NOW)
        sent = tx.message(2).body
        return [
            tx.oldest_open(9)[1].id,
            tx.oldest_open()[0].raw,
            tx.message(1).body,
            sent,
            tx.load("mediation:m"),
        ]

    assert await store.transact(reads) == [501, CANARY, CANARY, "", CANARY]
    await store.transact(lambda tx: tx.erase("m"))
    left = await store.transact(lambda tx: [one.id for one in tx.words_of("m") if one.text])
    assert len(left) == 100, "what was let go outlives its author's key"
    await store.close()


def test_a_sealing_that_is_killed_leaves_the_old_store_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    old_store(path)
    opens = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom keys import OPERATOR\nfrom storage import Store\n"
        "asyncio.run(Store.open(Path(sys.argv[1]), OPERATOR))\nprint('open', flush=True)\n"
    )
    path_of_tests = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    for wait in (0.25, 0.35, 0.45, 0.6):
        with subprocess.Popen(
            [sys.executable, "-c", opens, str(path)], env=os.environ | {"PYTHONPATH": path_of_tests}
        ) as child:
            time.sleep(wait)
            child.send_signal(signal.SIGKILL)
        with sqlite3.connect(path) as database:
            [(done,)] = database.execute("SELECT max(number) FROM migrations")
            assert done in (6, known_migrations()[-1][0])
        database.close()
    done_ = subprocess.run(
        [sys.executable, "-c", opens, str(path)], env=os.environ | {"PYTHONPATH": path_of_tests}, check=True
    )
    assert done_.returncode == 0
    assert CANARY.encode() not in bytes_of(tmp_path)


# ------------------------------------------------------------------ rotation


async def test_the_key_is_rotated_while_the_store_is_open(tmp_path: Path) -> None:
    path, key = tmp_path / "store.db", tmp_path / "store.key"
    new_key_file(key)
    old = read_key_file(key)
    store = await Store.open(path, Operator(lambda: read_key_file(key)))
    await store.transact(fills)
    done = rotate(key, path)
    assert done.changed > 4
    assert [one.key_id for one in read_key_file(key)] == [done.key_id] != [old[0].key_id]
    await store.transact(lambda tx: tx.keep(words("new", "p3", 3)))  # a new person, after it
    await store.close()
    store = await Store.open(path, Operator(lambda: read_key_file(key)))
    opened = await store.transact(lambda tx: tx.open_words(THE_MEDIATOR, ["private", "new"]))
    await store.close()
    assert opened == {"private": f"{CANARY} private", "new": f"{CANARY} new"}
    with pytest.raises(KeyRefused):
        await Store.open(path, Operator(lambda: old))


@pytest.mark.parametrize("killed", [1, 2, 3])
async def test_a_rotation_killed_anywhere_is_finished_by_the_same_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: int
) -> None:
    """At each of its three steps: both keys in the file, everything sealed anew, the old key taken out."""
    path, key = tmp_path / "store.db", tmp_path / "store.key"
    new_key_file(key)
    operator = Operator(lambda: read_key_file(key))
    store = await Store.open(path, operator)
    await store.transact(fills)
    await store.close()
    steps = iter(range(1, 4))

    def dies(name: str) -> Callable[..., Any]:
        real = getattr(sys.modules["bot.rotate"], name)

        def act(*given: Any) -> Any:
            if next(steps) == killed:
                raise KeyboardInterrupt
            return real(*given)

        return act

    with monkeypatch.context() as patched:
        for name in ("_put", "rewrap"):
            patched.setattr(sys.modules["bot.rotate"], name, dies(name))
        with pytest.raises(KeyboardInterrupt):
            rotate(key, path)
    for again in (False, True):
        if again:
            rotate(key, path)
            assert len(read_key_file(key)) == 1
        store = await Store.open(path, Operator(lambda: read_key_file(key)))
        assert await store.transact(lambda tx: tx.open_words(THE_MEDIATOR, ["private"]))
        await store.close()


def test_the_commands_rotate_and_check_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    new_key_file(tmp_path / "store.key")
    for name, value in (("TOKEN", "1:x"), ("KEY_FILE", str(tmp_path / "store.key")), ("STORE", "store.db")):
        monkeypatch.setenv(f"DRAAGVLAK_{name}", value)
    assert main(["audit", "verify"]) == 0
    assert "as it was written; its code is 0-0" in capsys.readouterr().out
    assert main(["key", "rotate"]) == 0
    assert (tmp_path / "store.key").read_text().strip() not in capsys.readouterr().out
    assert main(["audit", "verify", "--head", "12-ABCDEF0123456789"]) == 1
    assert "lines were taken off its end" in capsys.readouterr().out


# ------------------------------------------------------------------ the record's chain


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_line_that_was_changed_taken_out_or_moved_is_found(data: st.DataObject) -> None:
    database = sqlite3.connect(":memory:", isolation_level=None)
    keys = ring()
    migrate(database, {7: lambda database: seal_old(database, keys, OPERATOR)})
    tx = Transaction(database, keys)
    for number in range(12):
        tx.log(Log(mediation="mn"[number % 2], user=number % 3 or None, act=f"act {number}"), NOW)
    head = tx.record_head()
    assert tx.verify_record(head) == []
    for trigger in ("audit_never_changes", "audit_is_never_shortened"):
        database.execute(f"DROP TRIGGER {trigger}")
    one, two = data.draw(st.lists(st.integers(1, 12), min_size=2, max_size=2, unique=True))
    column = data.draw(st.sampled_from(["mediation", "user", "act", "about", "at", "mac", "", "move", "cut"]))
    match column:
        case "":
            database.execute("DELETE FROM audit WHERE id = ?", (one,))
        case "cut":
            database.execute("DELETE FROM audit WHERE id >= ?", (one,))
        case "move":
            for was, becomes in ((one, -1), (two, one), (-1, two)):
                database.execute("UPDATE audit SET id = ? WHERE id = ?", (becomes, was))
        case _:
            changed = {"mediation": "x", "user": 99, "act": "y", "about": "{}", "at": 1, "mac": b"z" * 32}
            if column == "about":
                changed["about"] = '{"x": 1}'
            database.execute(f"UPDATE audit SET {column} = ? WHERE id = ?", (changed[column], one))  # noqa: S608
    assert tx.verify_record(head)
    database.close()


# ------------------------------------------------------------------ the bot itself


async def test_what_people_type_to_the_bot_is_in_no_file_it_makes(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        person = local.person("Jan")
        await local.create()
        await local.seat("Boeren", person)
        await local.onboard(person)
        await local.say(person, f"{CANARY}: wij willen stoppen met het bedrijf.")
        assert any(CANARY in one for one in local.words())
        assert CANARY.encode() not in bytes_of(tmp_path)
        assert b"Dorpsplein" in bytes_of(tmp_path), (
            "it is looked for in the right place: a title is no secret"
        )
        await local.kill()
        assert CANARY.encode() not in bytes_of(tmp_path)
