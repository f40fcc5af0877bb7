"""What leaves for the operator's service: texts of who lets a computer help, one a call, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from keys import OPERATOR
from model_service import OpenAi, sent, serving

from bot.errands import Errands
from bot.outside import Outside
from flows.effects import Circle, Keep, Work
from flows.events import Compared, Grouped
from flows.process.stages import COMPUTER
from flows.register import Party, Standing
from flows.table import Mediation, Note
from storage import Store, Transaction
from workshop.consolidate import Way
from workshop.grouping.endpoint import Endpoint
from workshop.pool import Pool

TEXTS = {
    "k1": "Meer bussen in de avond",
    "k2": "Een late bus door het dorp",
    "k3": "Bomen planten langs de weg",
    "k4": "Langs de weg meer bomen",
}
PARTY_OF = {"k1": "p1", "k2": "p2", "k3": "p3", "k4": "p1"}
USER_OF = {"p1": 11, "p2": 12, "p3": 13}


def consenting(*parties: str) -> Mediation:
    yes = {one: Note(prompt="on_consent_data", choice=(0, 1, COMPUTER)) for one in parties}
    no = {one: Note(prompt="on_consent_data", choice=(0, 1)) for one in USER_OF if one not in parties}
    seats = {
        one: Party(id=one, name=f"Naam {one}", user=user, standing=Standing.SEATED)
        for one, user in USER_OF.items()
    }
    return Mediation(id="m", parties=seats, notes={"on_consent_data": yes | no})


def write(tx: Transaction, state: Mediation) -> None:
    tx.save("mediation:m", state.model_dump_json())


def spoken(tx: Transaction) -> None:
    for id, text in TEXTS.items():
        party = PARTY_OF[id]
        kept = Keep(
            id=id,
            mediation="m",
            party=party,
            user=USER_OF[party],
            kind="idea",
            prompt="p4_free",
            script_version=1,
            circle=Circle.ANONYMOUS,
            text=text,
            at=datetime(2026, 11, 24, tzinfo=UTC),
        )
        tx.keep(kept)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "store.db", OPERATOR)
    await opened.transact(spoken)
    yield opened
    await opened.close()


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    made = Pool()
    yield made
    await made.close()


def errands(store: Store, pool: Pool, endpoint: Endpoint) -> Errands:
    outside = Outside(store, endpoint)
    return Errands(store, None, None, None, pool, Way(pipeline="endpoint"), outside)  # type: ignore[arg-type]


def ordered(job: str = "consolidate", **material: Any) -> Work:
    about = {"question": None, "kind": "ideas", "ids": [*TEXTS], **material}
    return Work(mediation="m", job=job, address="mediation:m", material=about)  # type: ignore[arg-type]


async def proposal(desk: Errands) -> Grouped:
    made = await desk._work(ordered())
    assert made is not None
    assert isinstance(made[1], Grouped)
    return made[1]


async def test_only_texts_of_who_lets_a_computer_help_leave_each_alone_and_bare(
    store: Store, pool: Pool
) -> None:
    await store.transact(lambda tx: write(tx, consenting("p1", "p3")))
    with serving() as endpoint:
        made = await proposal(errands(store, pool, endpoint))
        assert sent() == [TEXTS["k1"], TEXTS["k3"], TEXTS["k4"]]
        for path, body, key in OpenAi.asked:
            assert (path, key) == ("/v1/embeddings", "Bearer secret")
            assert body == {"model": "small", "input": [body["input"][0]]}, "the text and nothing else"
    assert sorted(id for group in made.groups for id in group) == sorted(TEXTS), (
        "the others are in it as well"
    )
    assert not made.fell_back


async def test_a_consent_taken_back_holds_from_the_next_call_on(store: Store, pool: Pool) -> None:
    await store.transact(lambda tx: write(tx, consenting("p1", "p2", "p3")))
    loop = asyncio.get_running_loop()

    def taken_back(asked: str) -> None:
        if TEXTS["k1"] in asked:  # while the first text is away
            act = store.transact(lambda tx: write(tx, consenting("p2", "p3")))
            asyncio.run_coroutine_threadsafe(act, loop).result(10)

    with serving() as endpoint:
        desk = errands(store, pool, endpoint)
        OpenAi.before = staticmethod(taken_back)
        await proposal(desk)
        assert sent() == [TEXTS["k1"], TEXTS["k2"], TEXTS["k3"]], "not the other text of the same party"
        OpenAi.before = staticmethod(lambda _: None)
        await proposal(desk)
        assert len(sent()) == 3, "what is known is not sent again"
        assert desk._outside is not None
        assert "k1" not in desk._outside._known, "and what may not go is forgotten"


async def test_the_words_of_who_sat_there_before_do_not_leave_by_a_successors_consent(
    store: Store, pool: Pool
) -> None:
    state = consenting("p1", "p2", "p3")
    successor = state.parties["p1"].model_copy(update={"user": 99, "former": (11,)})
    state = state.model_copy(update={"parties": {**state.parties, "p1": successor}})
    await store.transact(lambda tx: write(tx, state))
    with serving() as endpoint:
        await proposal(errands(store, pool, endpoint))
        assert sent() == [TEXTS["k2"], TEXTS["k3"]]


async def test_what_was_withdrawn_meanwhile_does_not_leave(store: Store, pool: Pool) -> None:
    await store.transact(lambda tx: (write(tx, consenting("p1", "p2", "p3")), tx.erase_own("m", "p2", 12)))
    with serving() as endpoint:
        await proposal(errands(store, pool, endpoint))
        assert TEXTS["k2"] not in json.dumps(OpenAi.asked, ensure_ascii=False)
        assert len(sent()) == 3


@pytest.mark.parametrize("how", ["fails", "is slow", "is gone"])
async def test_a_service_that_fails_is_replaced_by_the_default_with_a_note(
    how: str, store: Store, pool: Pool
) -> None:
    await store.transact(lambda tx: write(tx, consenting("p1", "p2", "p3")))
    plain = Errands(store, None, None, None, pool)  # type: ignore[arg-type]
    with serving(patience=0.2) as endpoint:
        OpenAi.failing, OpenAi.slow = 503 if how == "fails" else 0, 0.6 if how == "is slow" else 0.0
        if how == "is gone":
            endpoint = Endpoint("http://127.0.0.1:9/v1", "small")  # noqa: PLW2901
        desk = errands(store, pool, endpoint)
        made = await proposal(desk)
        assert made.fell_back
        assert made.groups == (await proposal(plain)).groups
        calls = len(OpenAi.asked)
        assert calls <= 1, "one failure is enough"
        card = await desk._work(
            ordered("three_themes", item="k1", user=1, edit=False, themes={"1": ["k2"], "2": ["k3", "k4"]})
        )
        assert card is not None
        assert isinstance(card[1], Compared)
        assert card[1].fell_back
        assert len(card[1].themes) == 2
        assert len(OpenAi.asked) == calls, "and the service is left alone for a while"
