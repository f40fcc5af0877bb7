"""What the workshop compares for the mediator who sorts: real words in a real store; only places of them come back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from keys import ring

from bot import likeness
from flows.effects import Circle, Keep, Work
from storage import Transaction
from storage.migrate import migrate
from workshop.consolidate import consolidate, three_themes

TEXTS = {
    "k1": "Meer bussen in de avond",
    "k2": "Een bus die ook na tien uur in de avond nog door het dorp rijdt, elke dag van de week, ook op zondag",
    "k3": "Bomen planten langs de weg",
    "k4": "Langs de weg meer bomen",
    "new": "Laat de bus vaker rijden",
}


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    database = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    migrate(database)
    database.execute("BEGIN")
    opened = Transaction(database, ring())
    for number, (id, text) in enumerate(TEXTS.items()):
        opened.keep(
            Keep(
                id=id,
                mediation="m",
                party=f"p{number}",
                user=10 + number,
                kind="idea",
                prompt="p4_free",
                script_version=1,
                circle=Circle.ANONYMOUS,
                text=text,
                at=datetime(2026, 11, 24, tzinfo=UTC),
            )
        )
    yield opened
    database.close()


def work(job: str, **material: object) -> Work:
    about = {"question": None, "kind": "ideas", **material}
    return Work(mediation="m", job=job, address="mediation:m", material=about)  # type: ignore[arg-type]


def test_the_likeliest_theme_comes_first_with_the_places_of_the_words_and_without_a_word(
    tx: Transaction,
) -> None:
    asked = work(
        "three_themes",
        item="new",
        user=1,
        edit=True,
        themes={"1": ["k3", "k4"], "2": ["k1", "k2"], "3": ["gone"]},
    )
    themes, statement, question = likeness.to_compare(tx, asked)
    assert statement is not None
    made = likeness.compared(asked, three_themes(question, themes, statement), statement.text)
    assert [one.number for one in made.themes] == [2, 1]
    because = [TEXTS["new"][begin:end].lower() for begin, end in made.themes[0].at]
    assert "bus" in because
    told = json.dumps(made.model_dump(mode="json"))
    assert not [one for one in ("bus", "rijden", "bomen") if one in told], "no word of a party in an event"


def test_an_item_that_is_gone_is_compared_with_nothing(tx: Transaction) -> None:
    asked = work("three_themes", item="gone", user=1, edit=False, themes={"1": ["k1"]})
    assert likeness.to_compare(tx, asked)[1] is None
    assert likeness.compared(asked, (), "").themes == ()


def test_a_short_sentence_leads_its_group_and_no_statement_is_lost(tx: Transaction) -> None:
    asked = work("consolidate", ids=[*TEXTS, "gone"], cut="theme", kind="interests")
    statements, question = likeness.to_group(tx, asked)
    made = likeness.grouped(asked, consolidate(statements, question, "theme"), statements)
    assert sorted(id for group in made.groups for id in group) == sorted(TEXTS)
    assert made.kind == "interests"
    for group, representative in zip(made.groups, made.representatives, strict=True):
        assert group[0] == representative
        short = [id for id in group if len(TEXTS[id].split()) <= likeness.SHORT]
        assert representative in short or not short


def test_places_are_those_of_whole_words_whatever_their_case() -> None:
    assert likeness.places(("bus",), "Omnibus en Bus") == ((11, 14),)
    assert likeness.places(("bus", "tram"), "De bus.") == ((3, 6),)
