"""Compares the sentences the code asks for with those the catalogues have. Reads the code, runs none of it.

`python -m handlers.check_catalogues` prints one line for each disagreement and exits with 1 if there is one.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog

from handlers.catalogues import LANGUAGES, catalogue_path, read_catalogue
from handlers.commands import COMMANDS

ROOMS: Final = ("flows", "handlers", "bot")
PLACE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Use:
    """A place in the code that asks for a sentence. `fill` is None where it cannot be read from the code."""

    where: str
    key: str
    fill: frozenset[str] | None


@dataclass
class Code:
    """All the code asks for: keys, prefixes of keys made while running, and what cannot be read."""

    uses: list[Use] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)  # prefix -> where
    faults: list[str] = field(default_factory=list)


def check(root: Path) -> list[str]:
    """Every disagreement, one line each, between the code under `root` and `root/locales`; empty if none."""
    code, families = Code(), families_of(root / "flows" / "phrases.py")
    for path in (path for room in ROOMS for path in sorted((root / room).rglob("*.py"))):
        _read_code(path, str(path.relative_to(root)), code)
    catalogues = {language: read_catalogue(language, root / "locales") for language in LANGUAGES}
    texts = {language: _texts(catalogue) for language, catalogue in catalogues.items()}
    return [
        *code.faults,
        *_families(code, families, set().union(*texts.values())),
        *_keys(code, families, texts),
        *_places(code, texts),
        *(fault for language, catalogue in catalogues.items() for fault in _entries(language, catalogue)),
        *(fault for language in LANGUAGES for fault in _twice(language, root)),
    ]


def families_of(path: Path) -> tuple[str, ...]:
    """The prefixes declared as FAMILIES; the keys that start with one may be made while running."""
    if not path.exists():
        return ()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FAMILIES":
            return tuple(ast.literal_eval(node.value))
    return ()


def _read_code(path: Path, name: str, code: Code) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # The helper itself hands a key on; it is the callers of the helper that name one.
    inside_helper = {
        id(node)
        for helper in ast.walk(tree)
        if isinstance(helper, ast.FunctionDef) and helper.name == "term"
        for node in ast.walk(helper)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in inside_helper:
            _read_call(node, f"{name}:{node.lineno}", code)


def _read_call(call: ast.Call, where: str, code: Code) -> None:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if called == "term" and call.args:
        fill = None if None in given else frozenset(name for name in given if name)
        _read_key(call.args[0], where, fill, code)
    elif called == "Term" and "key" in given:
        _read_key(given["key"], where, _literal_names(given.get("fill")), code)
    elif called == "sentence" and call.args and isinstance(call.args[0], ast.Constant):
        _read_key(call.args[0], where, None, code)


def _read_key(node: ast.expr, where: str, fill: frozenset[str] | None, code: Code) -> None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        code.uses.append(Use(where, node.value, fill))
    elif isinstance(node, ast.IfExp):
        _read_key(node.body, where, fill, code)
        _read_key(node.orelse, where, fill, code)
    elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
        code.prefixes[str(node.values[0].value)] = where
    else:
        code.faults.append(f"{where}: a key must be written out, or begin with one of FAMILIES")


def _literal_names(node: ast.expr | None) -> frozenset[str] | None:
    """The keys of a dictionary written out in the code; None where there are others."""
    if node is None:
        return frozenset()
    if not isinstance(node, ast.Dict):
        return None
    names = [key.value for key in node.keys if isinstance(key, ast.Constant)]
    return frozenset(map(str, names)) if len(names) == len(node.keys) else None


def _texts(catalogue: Catalog) -> dict[str, str]:
    return {str(entry.id): str(entry.string or "") for entry in catalogue if entry.id}


def _families(code: Code, families: tuple[str, ...], keys: set[str]) -> Iterator[str]:
    for prefix, where in code.prefixes.items():
        if not prefix.startswith(families):
            yield f"{where}: keys that begin with {prefix!r} are made while running; declare it in FAMILIES"
    for family in families:
        if not any(key.startswith(family) for key in keys):
            yield f"flows/phrases.py: no catalogue has a key of the family {family!r}"


def _keys(code: Code, families: tuple[str, ...], texts: dict[str, dict[str, str]]) -> Iterator[str]:
    asked = {use.key: f"{use.where}{_fills(use)}" for use in code.uses}
    asked |= {command.about: "handlers/commands.py" for command in COMMANDS}
    everywhere = set().union(*texts.values())
    for language, sentences in texts.items():
        for key in sorted((asked.keys() | everywhere) - sentences.keys()):
            reason = f"asked for at {asked[key]}" if key in asked else "another language has it"
            yield f"{language}: {key} is missing ({reason})"
    for key in sorted(everywhere - asked.keys()):
        if not key.startswith(families):
            yield f"{key} is stale: nothing asks for it"


def _fills(use: Use) -> str:
    return f", with {', '.join(f'{{{name}}}' for name in sorted(use.fill))}" if use.fill else ""


def _places(code: Code, texts: dict[str, dict[str, str]]) -> Iterator[str]:
    first, *others = LANGUAGES
    for key, text in texts[first].items():
        for language in others:
            there = texts[language].get(key)
            if there is not None and set(PLACE.findall(text)) != set(PLACE.findall(there)):
                yield f"{key} has other {{places}} in {first} than in {language}"
    for use in code.uses:
        wanted = set(PLACE.findall(texts[first].get(use.key, "")))
        if use.key in texts[first] and use.fill is not None and wanted != use.fill:
            yield f"{use.where}: {use.key} has the places {sorted(wanted)}, the code fills {sorted(use.fill)}"


def _entries(language: str, catalogue: Catalog) -> Iterator[str]:
    for entry in catalogue:
        if not entry.id:
            continue
        if entry.fuzzy:
            yield f"{language}: {entry.id} is fuzzy"
        if not entry.string:
            yield f"{language}: {entry.id} is empty"
        if str(entry.string).count("**") % 2:
            yield f"{language}: {entry.id} opens **bold** and does not close it"


def _twice(language: str, root: Path) -> Iterator[str]:
    """Babel keeps the last of two entries with one key and says nothing."""
    text = catalogue_path(language, root / "locales").read_text(encoding="utf-8")
    for key, times in Counter(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)).items():
        if times > 1:
            yield f"{language}: {key} stands there {times} times"


def main() -> int:
    faults = check(Path(__file__).parents[1])
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
