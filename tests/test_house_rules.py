"""Rules of the house that no linter knows, each looked for in every line of the program."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = ("bot", "handlers", "flows", "storage", "workshop")
SQL = {"execute", "executemany", "executescript", "_rows", "_row", "_run", "_run_once"}
LOGGING = {"debug", "info", "warning", "error", "exception", "critical", "log"}
CONTENT = {"text", "raw", "update", "updates", "body", "words", "said", "incoming", "payload"}
# Where a vault gives text: to a named reader, or for the mediator's own export and the leak check.
NAMED_READER = {"open_words", "translated"}
WITHOUT_A_READER = {"words_of", "translations_of"}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def lines(rooms: tuple[str, ...] = ROOMS) -> Iterator[tuple[Path, ast.AST]]:
    for room in rooms:
        for path in sorted(Path(room).rglob("*.py")):
            for node in ast.walk(tree_of(path)):
                yield path, node


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def composed_sql(rooms: tuple[str, ...] = ROOMS) -> list[str]:
    """Statements put together while running; a name or a plain text is neither."""
    found = []
    for path, node in lines(rooms):
        if isinstance(node, ast.Call) and called(node) in SQL and node.args:
            first = node.args[0]
            if isinstance(first, ast.JoinedStr | ast.BinOp) or called(first) == "format":
                found.append(f"{path}:{node.lineno}")
    return found


def clocks(rooms: tuple[str, ...] = ROOMS) -> list[str]:
    """Who asks what time it is, instead of being told."""
    return [
        f"{path}:{node.lineno}"
        for path, node in lines(rooms)
        if isinstance(node, ast.Call)
        and (ast.unparse(node.func) in {"datetime.now", "time.time", "date.today"})
    ]


def logged_content(rooms: tuple[str, ...] = ROOMS) -> list[str]:
    """A log line that names something which may hold what somebody said."""
    found = []
    for path, node in lines(rooms):
        if not (isinstance(node, ast.Call) and called(node) in LOGGING):
            continue
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) not in {"log", "logging"}:
            continue
        names = {one.id for arg in node.args for one in ast.walk(arg) if isinstance(one, ast.Name)}
        names |= {one.attr for arg in node.args for one in ast.walk(arg) if isinstance(one, ast.Attribute)}
        if names & CONTENT:
            found.append(f"{path}:{node.lineno}")
    return found


def test_no_statement_of_sql_is_put_together_while_running() -> None:
    assert composed_sql() == []


def test_only_the_clock_knows_the_time() -> None:
    assert {one.split(":")[0] for one in clocks()} <= {"bot/clock.py", "bot/rehearse.py"}


def test_no_log_line_names_what_somebody_said() -> None:
    assert logged_content() == []


def test_messages_are_described_by_entities_so_that_no_text_is_ever_read_as_markup() -> None:
    named = {
        str(path) for path, node in lines() if isinstance(node, ast.keyword) and node.arg == "parse_mode"
    }
    assert named == set()


def test_the_vault_gives_text_to_a_named_reader_only() -> None:
    vault = next(one for one in tree_of(Path("storage/vault.py")).body if getattr(one, "name", "") == "Vault")
    assert isinstance(vault, ast.ClassDef)
    public = [one for one in vault.body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")]
    giving = {one.name: one for one in public if one.returns and "str" in ast.unparse(one.returns)}
    giving |= {one.name: one for one in public if one.returns and "WordRow" in ast.unparse(one.returns)}
    for name in NAMED_READER:
        assert giving[name].args.args[1].arg == "reader", name
    languages = {"written_in"}  # tells in which language, never what
    assert set(giving) - NAMED_READER - languages == WITHOUT_A_READER


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (composed_sql, "tx.execute(f'SELECT {x}')"),
        (composed_sql, "self._rows('SELECT ' + x)"),
        (clocks, "datetime.now(UTC)"),
        (logged_content, "log.info('got %s', update)"),
        (logged_content, "log.debug(row.text)"),
    ],
)
def test_the_checks_find_what_they_look_for(
    check: object, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "planted.py").write_text(line + "\n")
    monkeypatch.chdir(tmp_path)
    assert callable(check)
    assert check(("room",)) == ["room/planted.py:1"]
