"""The search and the bridge finder as errands: real store, real worker process, ids and numbers back."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from keys import OPERATOR

from benchmarks.deals import hidden_deal
from bot.errands import Errands
from bot.run import load_script
from bot.search_result import packages_found
from flows.effects import Circle, Keep, Work
from flows.events import Because, BridgesFound, PackagesFound
from flows.options import Choice, Options
from flows.phrases import say
from flows.process import found
from flows.register import Interest, Party, Standing
from flows.script import LANGUAGES
from flows.table import Mediation
from handlers.catalogues import Sentences
from handlers.render import quotes_in, render
from storage import OutboxRow, Store
from workshop import reasons
from workshop.pool import Pool
from workshop.search import search

SENTENCES, SCRIPT = Sentences.load(), load_script()


@pytest.fixture
async def errands(tmp_path: Path) -> AsyncIterator[Errands]:
    store, pool = await Store.open(tmp_path / "store.db", OPERATOR), Pool()
    yield Errands(store, cast("Any", None), SENTENCES, SCRIPT, pool)
    await pool.close()
    await store.close()


def row(job: str, material: dict[str, Any]) -> OutboxRow:
    work = Work.model_validate({"mediation": "m", "job": job, "address": "mediation:m", "material": material})
    return cast("OutboxRow", type("Row", (), {"kind": "work", "body": work.model_dump_json()})())


@pytest.mark.parametrize("riders", [True, False])
async def test_fifteen_parties_are_searched_in_the_worker_and_come_back_as_an_event(
    errands: Errands, riders: bool
) -> None:
    negotiation = hidden_deal(3, riders=riders)
    begun = time.monotonic()
    came = await errands.run(row("packages", {"user": 1, "negotiation": negotiation.model_dump(mode="json")}))
    assert came is not None
    address, event = came
    assert address == "mediation:m"
    assert isinstance(event, PackagesFound)
    assert time.monotonic() - begun < 20  # ten for the search, the rest to start a process on a busy machine
    assert bool(event.packages) is riders
    assert (event.clash is not None) is not riders
    assert PackagesFound.model_validate_json(event.model_dump_json()) == event


async def test_bridges_are_found_in_kept_words_and_come_back_as_ids(errands: Errands) -> None:
    texts = {"n": "Wij zoeken na de oogst een plek om te lossen", "o": "Na de oogst is er plek om te lossen"}

    def keep(tx: Any) -> None:
        for id, text in texts.items():
            tx.keep(
                Keep(
                    id=id,
                    mediation="m",
                    party="p1" if id == "n" else "p2",
                    user=1,
                    kind="need",
                    prompt="p5_needs",
                    script_version=1,
                    circle=Circle.MEDIATOR,
                    text=text,
                    at=datetime(2026, 11, 24, tzinfo=UTC),
                )
            )

    await errands._store.transact(keep)
    material = {
        "user": 1,
        "needs": ["n", "gone"],
        "offers": ["o"],
        "owners": {"n": "p1", "o": "p2", "gone": "p1"},
        "names": {"p1": "Boeren", "p2": "Gemeente"},
        "question": None,
    }
    came = await errands.run(row("bridges", material))
    assert came is not None
    event = came[1]
    assert isinstance(event, BridgesFound)
    assert [(one.need, one.offer) for one in event.pairs] == [("n", "o")]
    assert not any(text in event.model_dump_json() for text in texts.values())


# ------------------------------------------------------------------ every remark in every language

STATE = Mediation(
    id="m",
    parties={
        id: Party(id=id, name=name, standing=Standing.SEATED, user=number)
        for number, (id, name) in enumerate((("p1", "Boeren"), ("p2", "Natuur")), start=1)
    },
    interests=(Interest(id="p1.1", party="p1", word="w1", for_group=False, importance=4),),
    options=Options(choices=(Choice(id="A1"), Choice(id="B1", of="A1"))),
)
VALUES: dict[str, Any] = {
    "party": "p1",
    "parties": ("p1", "p2"),
    "interest": "p1.1",
    "interests": ("p1.1",),
    "gain": 3,
    "best": 5,
    "option": "A1",
    "rider": "B1",
    "with": ("A1",),
    "riders": ("B1",),
}
KEYS = reasons.Key.__args__  # type: ignore[attr-defined]


def read(key: str, language: str) -> str:
    piece = found.REMARKS[key](STATE, Because(key=key, values=VALUES))
    message = say(piece)
    words = dict.fromkeys(quotes_in(message), "rust op zondag")
    return render(message, language, words, SENTENCES, SCRIPT).text


def test_every_remark_of_the_search_has_a_sentence() -> None:
    assert set(found.REMARKS) == set(KEYS)
    assert len(KEYS) == 9


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_a_remark_names_parties_and_quotes_interests(key: str, language: str) -> None:
    text = read(key, language)
    assert "{" not in text
    assert "%" not in text
    assert "p1" not in text
    assert "Boeren" in text or "B1" in text
    if key in ("thin", "hangs_on", "rider"):
        assert "rust op zondag" in text


def test_what_is_not_proved_says_so_and_how_far_it_may_be() -> None:
    event = packages_found(1, search(hidden_deal(1)))
    assert event.packages
    cut = event.model_copy(update={"proved": False, "at_most": 0.9})
    parties = {id: STATE.parties["p1"].model_copy(update={"id": id}) for id in cut.packages[0].gain}
    state = STATE.model_copy(update={"parties": parties, "interests": (), "options": Options()})
    keys = [getattr(one, "key", "") for one in found.heading(state, cut)]
    assert "found.time_up" in keys
    assert "found.at_most" in keys
    assert "found.proved" not in keys
