"""Reads and writes a file of changes to the questions: YAML, each change with its line. Knows no script and no case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml

from flows.value import Value

ACTS = ("skip", "add", "reword", "move")
FIELDS: dict[str, set[str]] = {
    "skip": set(),
    "reword": {"nl", "en"},
    "move": {"after"},
    "add": {"after", "type", "nl", "en"},
}
KNOWN = ("changes", "edition")
TYPES = ("text", "multi", "choice", "multichoice")


class ReadChanges(Value):
    """What stands in a file. Each mistake is {"line", "key"}: the key of the sentence that says what to do.

    With an `edition` the changes are all there are, made from that edition; without one they come on top.
    """

    changes: tuple[dict[str, Any], ...] = ()
    mistakes: tuple[dict[str, Any], ...] = ()
    edition: int | None = None


def read_changes(text: str) -> ReadChanges:
    """The changes in a file, and every line that is wrong."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return ReadChanges(mistakes=(_wrong(mark.line + 1 if mark else 1, "yaml"),))
    except (yaml.YAMLError, RecursionError):
        return ReadChanges(mistakes=(_wrong(1, "yaml"),))
    if not isinstance(root, yaml.MappingNode):
        return ReadChanges(mistakes=(_wrong(1, "no_changes"),))
    named = {str(key.value): (key.start_mark.line + 1, value) for key, value in root.value}
    if "changes" not in named:
        return ReadChanges(mistakes=(_wrong(root.start_mark.line + 1, "no_changes"),))
    mistakes = [_wrong(line, "field") for name, (line, _) in named.items() if name not in KNOWN]
    if len(named) < len(root.value):
        mistakes.append(_wrong(root.start_mark.line + 1, "twice"))
    edition = _edition(named, mistakes)
    listed = named["changes"][1]
    if not isinstance(listed, yaml.SequenceNode) or (not listed.value and edition is None):
        mistakes.append(_wrong(root.start_mark.line + 1, "no_changes"))
        return ReadChanges(mistakes=tuple(mistakes))
    changes: list[dict[str, Any]] = []
    for node in listed.value:
        change, wrong = _change(node)
        changes += [change] if change else []
        mistakes += wrong
    return ReadChanges(changes=tuple(changes), mistakes=tuple(mistakes), edition=edition)


def _edition(named: dict[str, tuple[int, yaml.Node]], mistakes: list[dict[str, Any]]) -> int | None:
    if "edition" not in named:
        return None
    line, value = named["edition"]
    if isinstance(value, yaml.ScalarNode) and re.fullmatch(r"[0-9]{1,6}", value.value):
        return int(value.value)
    mistakes.append(_wrong(line, "edition"))
    return None


class _Dumper(yaml.SafeDumper):
    """Texts as they are; rare line breaks, which YAML would make common ones, between quotes."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    quoted = any(one in text for one in "\x85\u2028\u2029")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if quoted else None)


_Dumper.add_representer(str, _text)


def write_changes(
    changes: Iterable[dict[str, Any]], edition: int, head: Iterable[str], tail: Iterable[str]
) -> str:
    """All changes of a case, as they are read again; `head` and `tail` are lines of comment."""
    listed = [_written(one) for one in changes]
    body = {"edition": edition, "changes": listed}
    text = yaml.dump(body, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return f"{_comment(head)}\n{text}\n{_comment(tail)}"


def _written(change: dict[str, Any]) -> dict[str, Any]:
    """The fields a change of its kind has in a file, and no others."""
    made = {change["do"]: change["key"]}
    made |= {one: change[one] for one in ("after", "type", "nl", "en") if one in FIELDS[change["do"]]}
    options = [{"nl": one["nl"], "en": one["en"]} for one in change.get("options", ())]
    return made | ({"options": options} if options else {})


def _comment(lines: Iterable[str]) -> str:
    """Each line behind a hash, whatever is in it: nothing of a wording can be read as a change."""
    shown = (yaml.reader.Reader.NON_PRINTABLE.sub("\ufffd", line) for line in lines)
    whole = (f"# {part}".rstrip() for line in shown for part in (line.splitlines() or [""]))
    return "".join(f"{one}\n" for one in whole)


def _change(node: yaml.Node) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        return None, [_wrong(line, "act")]
    fields = {str(key.value): (key.start_mark.line + 1, value) for key, value in node.value}
    acts = [one for one in ACTS if one in fields]
    if len(acts) != 1 or len(fields) != len(node.value):
        return None, [_wrong(line, "act")]
    act = acts[0]
    allowed = FIELDS[act] | {act} | ({"options", "share"} if act == "add" else set())
    wrong = [_wrong(line, f"missing_{one}") for one in sorted(FIELDS[act] - set(fields))]
    change: dict[str, Any] = {"do": act, "line": line}
    for name, (at, value) in fields.items():
        problem = _problem(name, value, allowed)
        if problem:
            wrong.append(_wrong(at, problem))
        elif name != "share":
            change["key" if name == act else name] = _options(value) if name == "options" else value.value
    return (None, wrong) if wrong else (change, [])


def _problem(name: str, value: yaml.Node, allowed: set[str]) -> str:
    """What is wrong with a field; nothing where it is right."""
    if name not in allowed:
        return "share" if name == "share" else "field"
    if name == "options":
        return "" if _options(value) else "option"
    if not isinstance(value, yaml.ScalarNode):
        return "value"
    if name == "share" and value.value != "mediator":
        return "share"
    return "type" if name == "type" and value.value not in TYPES else ""


def _options(node: yaml.Node) -> list[dict[str, str]]:
    """Each option in both languages; nothing where one is not."""
    made = []
    for one in node.value if isinstance(node, yaml.SequenceNode) else ():
        pairs = one.value if isinstance(one, yaml.MappingNode) else []
        texts = {str(key.value): value.value for key, value in pairs if isinstance(value, yaml.ScalarNode)}
        if set(texts) != {"nl", "en"} or not all(text.strip() for text in texts.values()):
            return []
        made.append({"t": "both", **texts})
    return made


def _wrong(line: int, what: str) -> dict[str, Any]:
    return {"line": line, "key": what}
