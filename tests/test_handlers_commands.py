"""The commands, as typed and as registered with Telegram."""

from __future__ import annotations

import re

import pytest

from handlers.catalogues import LANGUAGES, Sentences
from handlers.commands import COMMANDS, UNKNOWN, menu, own_name

SENTENCES = Sentences.load()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("invite", "invite"),
        ("uitnodigen", "invite"),
        ("Verder", "next"),
        ("WAARBENIK", "where"),
        ("mijngegevens", "mydata"),
        ("mens", "human"),
        ("start", "start"),
        ("uitnodiging", UNKNOWN),
    ],
)
def test_a_command_is_known_by_its_names_in_every_language(typed: str, name: str) -> None:
    assert own_name(typed) == name


def test_no_name_belongs_to_two_commands() -> None:
    for typed, owners in (
        (t, [c.name for c in COMMANDS if t in {c.name, *c.nl, *c.en}]) for t in _all_names()
    ):
        assert len(owners) == 1, (typed, owners)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["mediator", "party", "observer", "group"])
def test_a_menu_is_what_telegram_accepts(role: str, language: str) -> None:
    commands = menu(role, language, SENTENCES)
    assert commands
    for one in commands:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", one.command)
        assert 1 <= len(one.description) <= 256


def test_a_menu_shows_the_commands_of_its_role_in_its_language() -> None:
    party = [one.command for one in menu("party", "nl", SENTENCES)]
    mediator = [one.command for one in menu("mediator", "nl", SENTENCES)]
    assert {"waar", "mens", "help"} <= set(party)
    assert "uitnodigen" not in party
    assert {"uitnodigen", "pakket", "help"} <= set(mediator)
    assert "mens" not in mediator
    assert [one.command for one in menu("group", "en", SENTENCES)] == ["help"]


def test_whoever_looks_on_has_a_menu_of_looking() -> None:
    looks_on = [one.command for one in menu("observer", "nl", SENTENCES)]
    assert looks_on == ["start", "zaken", "status", "kaders", "spelregels", "taal", "help"]


def test_there_is_no_menu_for_an_unknown_role() -> None:
    with pytest.raises(ValueError, match="no menu"):
        menu("guest", "nl", SENTENCES)


def _all_names() -> set[str]:
    return {typed for c in COMMANDS for typed in (c.name, *c.nl, *c.en)}
