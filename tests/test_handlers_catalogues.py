"""The catalogues, and the check that compares them with the code: each kind of disagreement is found."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from handlers.catalogues import LANGUAGES, Sentences
from handlers.check_catalogues import check
from handlers.commands import COMMANDS

ROOT = Path(__file__).parents[1]
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'

PHRASES = """
FAMILIES = ("gate.",)

def term(key: str, **fill):
    return Term(key=key, fill=fill)
"""
CODE = """
def said(name, number, item, fill):
    term("hello", name=name)
    Term(key="count", fill={"number": number})
    phrases.term("first" if number else "second")
    term(f"gate.{item}")
    term("any", **fill)
    sentences.sentence("direct", "nl")
"""
ENTRIES = {
    "hello": "Dag {name}",
    "count": "{number} keer",
    "first": "**Eerst** dit",
    "second": "Dan dat",
    "any": "{this} en {that}",
    "direct": "Rechtstreeks",
    "gate.one": "Eén",
    "gate.two": "Twee",
    **{command.about: command.name for command in COMMANDS},
}


def entry(key: str, text: str) -> str:
    return f'\nmsgid "{key}"\nmsgstr "{text}"\n'


class Project:
    """A small project on disk with nothing wrong, to put one thing wrong in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("flows/phrases.py", PHRASES)
        self.write("flows/talk.py", CODE)
        for language in LANGUAGES:
            self.write(self.catalogue(language), HEADER + "".join(entry(*one) for one in ENTRIES.items()))

    @staticmethod
    def catalogue(language: str) -> str:
        return f"locales/{language}/LC_MESSAGES/draagvlak.po"

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_code_and_catalogues_that_agree_have_no_faults(project: Project) -> None:
    assert check(project.root) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            entry("hello", "Dag {name}"),
            "",
            "nl: hello is missing (asked for at flows/talk.py:3, with {name})",
        ),
        (entry("gate.two", "Twee"), "", "nl: gate.two is missing (another language has it)"),
        (
            entry("command.help", "help"),
            "",
            "nl: command.help is missing (asked for at handlers/commands.py)",
        ),
        ("Dag {name}", "Dag {naam}", "hello has other {places} in nl than in en"),
        ("Dan dat", "", "nl: second is empty"),
        ('\nmsgid "second"', '\n#, fuzzy\nmsgid "second"', "nl: second is fuzzy"),
        ("**Eerst** dit", "**Eerst dit", "nl: first opens **bold** and does not close it"),
        (entry("second", "Dan dat"), 2 * entry("second", "Dan dat"), "nl: second stands there 2 times"),
        (
            entry("second", "Dan dat"),
            entry("second", "Dan dat") + entry("old", "Oud"),
            "old is stale: nothing",
        ),
    ],
)
def test_a_fault_in_one_catalogue_is_told(project: Project, old: str, new: str, told: str) -> None:
    project.change(project.catalogue("nl"), old, new)
    assert any(fault.startswith(told) for fault in check(project.root)), check(project.root)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'term("hello", name=name)',
            'term("hello")',
            "flows/talk.py:3: hello has the places ['name'], the code",
        ),
        ('{"number": number}', '{"n": number}', "flows/talk.py:4: count has the places ['number'], the code"),
        ('term("hello", name=name)', "term(name)", "flows/talk.py:3: a key must be written out"),
        ('f"gate.{item}"', 'f"lock.{item}"', "flows/talk.py:6: keys that begin with 'lock.' are made while"),
        ('term("any", **fill)', "pass", "any is stale: nothing asks for it"),
    ],
)
def test_a_fault_in_the_code_is_told(project: Project, old: str, new: str, told: str) -> None:
    project.change("flows/talk.py", old, new)
    assert any(fault.startswith(told) for fault in check(project.root)), check(project.root)


def test_a_family_without_any_key_is_told(project: Project) -> None:
    project.change("flows/phrases.py", '"gate.",', '"gate.", "gone.",')
    assert check(project.root) == ["flows/phrases.py: no catalogue has a key of the family 'gone.'"]


def test_the_check_is_a_command_whose_exit_status_counts_in_a_build() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "handlers.check_catalogues"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == (1 if done.stdout else 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_projects_own_catalogues_can_be_read(language: str) -> None:
    assert Sentences.load().sentence("command.help", language)


def test_a_missing_sentence_is_an_error_that_names_it() -> None:
    with pytest.raises(KeyError, match=re.escape("no sentence 'nowhere' in the 'nl' catalogue")):
        Sentences.load().sentence("nowhere", "nl")


def test_the_question_script_has_the_same_places_in_both_languages() -> None:
    script = yaml.safe_load((ROOT / "locales" / "questions.yaml").read_text(encoding="utf-8"))
    texts = [(one["key"], one["nl"], one["en"]) for one in script["prompts"]]
    texts += [(one["key"], o["nl"], o["en"]) for one in script["prompts"] for o in one.get("options", [])]
    texts += [
        (code, *pair) for code, r in script["rules"].items() for pair in zip(r["nl"], r["en"], strict=True)
    ]
    for key, nl, en in texts:
        assert set(re.findall(r"\{(\w+)\}", nl)) == set(re.findall(r"\{(\w+)\}", en)), key
