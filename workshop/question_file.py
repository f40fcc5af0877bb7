"""Reads a file of changes to the questions: YAML, each change with its line. Knows no script and no case."""

from __future__ import annotations

from typing import Any

import yaml

ACTS = ("skip", "add", "reword", "move")
FIELDS: dict[str, set[str]] = {
    "skip": set(),
    "reword": {"nl", "en"},
    "move": {"after"},
    "add": {"after", "type", "nl", "en"},
}
TYPES = ("text", "multi", "choice", "multichoice")


def read_changes(text: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The changes, and the mistakes as {"line", "key"} with the key of the sentence that says what to do."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return [], [_wrong(mark.line + 1 if mark else 1, "yaml")]
    except (yaml.YAMLError, RecursionError):
        return [], [_wrong(1, "yaml")]
    if not isinstance(root, yaml.MappingNode):
        return [], [_wrong(1, "no_changes")]
    listed = [(key, value) for key, value in root.value if key.value == "changes"]
    if not listed or not isinstance(listed[0][1], yaml.SequenceNode) or not listed[0][1].value:
        return [], [_wrong(root.start_mark.line + 1, "no_changes")]
    changes: list[dict[str, Any]] = []
    mistakes = [_wrong(key.start_mark.line + 1, "field") for key, _ in root.value if key.value != "changes"]
    for node in listed[0][1].value:
        change, wrong = _change(node)
        changes += [change] if change else []
        mistakes += wrong
    return changes, mistakes


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
