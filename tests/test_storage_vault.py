"""The vault: whoever may not read words never gets them, whatever is tried."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keys import OPERATOR, ring

from flows.effects import Circle, Keep, Release, Withdraw
from storage import NotForThisReader, Reader, SealBroken, Store, Transaction, WordsRefused
from storage.migrate import migrate
from storage.vault import digest_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MEDIATOR = 1
KEYS = ring()


def words(id_: str, **differing: Any) -> Keep:
    usual: dict[str, Any] = {
        "mediation": "m",
        "party": "farmers",
        "user": 11,
        "kind": "interest",
        "prompt": "p3_ladder",
        "script_version": 1,
        "circle": Circle.ANONYMOUS,
        "text": f"text of {id_}",
        "at": NOW,
    }
    return Keep(id=id_, **(usual | differing))


def release(*ids: str, circle: Circle = Circle.ANONYMOUS, mediation: str = "m") -> Release:
    return Release(mediation=mediation, ids=ids, circle=circle, approved_by=MEDIATOR)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("vault") / "store.db"
    database = sqlite3.connect(path, isolation_level=None)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def tx(database: sqlite3.Connection) -> Iterator[Transaction]:
    database.execute("BEGIN")
    yield Transaction(database, KEYS)
    database.execute("ROLLBACK")


OWNER = Reader("m", "party", "farmers", 11)
COLLEAGUE = Reader("m", "party", "farmers", 12)
OTHER = Reader("m", "party", "province", 21)
GROUP = Reader("m", "group")
THE_MEDIATOR = Reader("m", "mediator", None, MEDIATOR)
ELSEWHERE = Reader("other", "mediator", None, MEDIATOR)


def can(tx: Transaction, reader: Reader, *ids: str) -> bool:
    try:
        return set(tx.open_words(reader, ids)) == set(ids)
    except NotForThisReader:
        return False


def readers_of(tx: Transaction, id_: str) -> list[bool]:
    return [can(tx, reader, id_) for reader in (OWNER, COLLEAGUE, OTHER, GROUP, THE_MEDIATOR, ELSEWHERE)]


def test_words_are_their_owners_and_the_mediators_until_released(tx: Transaction) -> None:
    tx.keep(words("a"))
    assert readers_of(tx, "a") == [True, False, False, False, True, False]
    tx.release(release("a"))
    assert readers_of(tx, "a") == [True, True, True, True, True, False]
    tx.withdraw(Withdraw(mediation="m", ids=("a",)))
    assert readers_of(tx, "a") == [True, False, False, False, True, False]


def test_the_mediators_own_words_are_nobodys_else_until_released(tx: Transaction) -> None:
    tx.keep(words("a", party=None, user=MEDIATOR, circle=Circle.ATTRIBUTED))
    nobody = Reader("m", "party", None, MEDIATOR)
    assert [*readers_of(tx, "a"), can(tx, nobody, "a")] == [False, False, False, False, True, False, False]
    tx.release(release("a", circle=Circle.ATTRIBUTED))
    assert readers_of(tx, "a") == [True, True, True, True, True, False]


def test_one_forbidden_id_among_many_opens_none(tx: Transaction) -> None:
    tx.keep(words("mine"))
    tx.keep(words("theirs", party="province", user=21))
    with pytest.raises(NotForThisReader):
        tx.open_words(OWNER, ["mine", "theirs"])


def test_forbidden_and_unknown_words_are_refused_alike(tx: Transaction) -> None:
    tx.keep(words("theirs", party="province", user=21))
    sentences = []
    for id_ in ("theirs", "unknown"):
        with pytest.raises(NotForThisReader) as refusal:
            tx.open_words(OWNER, [id_])
        sentences.append(str(refusal.value))
    assert sentences[0] == sentences[1]
    assert "text of" not in sentences[0]


def test_nothing_asked_is_nothing_refused(tx: Transaction) -> None:
    assert tx.open_words(GROUP, []) == {}


@pytest.mark.parametrize("kept", list(Circle))
@pytest.mark.parametrize("asked", list(Circle))
def test_words_go_only_to_the_circle_they_were_kept_with(
    tx: Transaction, kept: Circle, asked: Circle
) -> None:
    tx.keep(words("a", circle=kept))
    if kept is asked and kept is not Circle.MEDIATOR:
        tx.release(release("a", circle=asked))
        assert can(tx, GROUP, "a")
    else:
        with pytest.raises(WordsRefused):
            tx.release(release("a", circle=asked))
        assert not can(tx, GROUP, "a")


def test_a_release_with_one_word_too_many_releases_nothing(tx: Transaction) -> None:
    tx.keep(words("a"))
    tx.keep(words("b", circle=Circle.MEDIATOR))
    with pytest.raises(WordsRefused):
        tx.release(release("a", "b"))
    assert not can(tx, GROUP, "a")


def test_withdrawn_words_are_not_released_again(tx: Transaction) -> None:
    tx.keep(words("a"))
    tx.withdraw(Withdraw(mediation="m", ids=("a",)))
    with pytest.raises(WordsRefused):
        tx.release(release("a"))


def test_another_mediation_cannot_release_or_withdraw(tx: Transaction) -> None:
    tx.keep(words("a"))
    with pytest.raises(WordsRefused):
        tx.release(release("a", mediation="other"))
    with pytest.raises(WordsRefused):
        tx.withdraw(Withdraw(mediation="other", ids=("a",)))


def test_words_never_change(tx: Transaction, database: sqlite3.Connection) -> None:
    tx.keep(words("a"))
    with pytest.raises(WordsRefused):
        tx.keep(words("a", text="something else"))
    with pytest.raises(sqlite3.IntegrityError, match="never change"):
        database.execute("UPDATE words SET sealed = x'00'")


def test_words_changed_from_outside_are_not_opened(tx: Transaction, database: sqlite3.Connection) -> None:
    tx.keep(words("a"))
    tx.keep(words("b"))
    database.execute("DROP TRIGGER words_are_erased_or_stay")
    database.execute("UPDATE words SET sealed = (SELECT sealed FROM words WHERE id = 'b')")
    assert tx.open_words(OWNER, ["b"]) == {"b": "text of b"}
    with pytest.raises(SealBroken, match="changed from outside"):
        tx.open_words(OWNER, ["a"])


@pytest.mark.parametrize(
    ("column", "value"),
    [("party", "province"), ("user", 21), ("circle", "attributed"), ("mediation", "other")],
)
def test_words_given_to_somebody_else_from_outside_are_not_opened(
    tx: Transaction, database: sqlite3.Connection, column: str, value: str | int
) -> None:
    tx.keep(words("a"))
    database.execute("DROP TRIGGER words_never_change")
    database.execute(f"UPDATE words SET {column} = ?", (value,))  # noqa: S608
    with pytest.raises(SealBroken, match="changed from outside"):
        tx.open_words(Reader("other" if column == "mediation" else "m", "mediator", None, MEDIATOR), ["a"])


def test_words_know_what_they_were_made_from(tx: Transaction) -> None:
    tx.keep(words("a"))
    tx.keep(words("b"))
    tx.keep(words("c", parents=("a", "b"), party=None, user=MEDIATOR))
    row = tx.words_of("m")[-1]
    assert (row.id, row.parents, row.digest) == ("c", ("a", "b"), digest_of("text of c"))
    with pytest.raises(WordsRefused):
        tx.keep(words("d", parents=("unknown",)))


# -------------------------------------------------- whatever is kept, released, withdrawn and asked


class Item(NamedTuple):
    """What the strategies below draw of one item, and what becomes of it."""

    mediation: str
    party: str | None
    user: int
    circle: Circle
    text: str
    released: bool
    withdrawn: bool


ITEMS = st.lists(
    st.builds(
        Item,
        st.sampled_from(["m", "other"]),
        st.sampled_from(["farmers", "province", None]),
        st.sampled_from([11, 12, 21]),
        st.sampled_from(list(Circle)),
        st.text(st.characters(codec="utf-8"), max_size=30),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
READERS = st.builds(
    Reader,
    st.sampled_from(["m", "other"]),
    st.sampled_from(["mediator", "party", "group"]),
    st.sampled_from(["farmers", "province", None]),
    st.sampled_from([11, 12, 21, None]),
)
RUNS = count()


def may_read(reader: Reader, item: Item) -> bool:
    """The rule once more, in words of its own."""
    if reader.mediation != item.mediation:
        return False
    to_the_group = item.released and not item.withdrawn and item.circle is not Circle.MEDIATOR
    own = reader.party is not None and (reader.party, reader.user) == (item.party, item.user)
    return {"mediator": True, "party": own or to_the_group, "group": to_the_group}[reader.role]


@settings(deadline=None)
@given(items=ITEMS, reader=READERS, asked=st.sets(st.integers(0, 5), min_size=1))
def test_no_reader_ever_gets_what_is_not_theirs(
    database: sqlite3.Connection, items: list[Item], reader: Reader, asked: set[int]
) -> None:
    tx = Transaction(database, KEYS)
    run = next(RUNS)
    for number, item in enumerate(items):
        id_ = f"{run}/{number}"
        tx.keep(
            words(
                id_,
                mediation=item.mediation,
                party=item.party,
                user=item.user,
                circle=item.circle,
                text=item.text,
            )
        )
        if item.released and item.circle is not Circle.MEDIATOR:
            tx.release(release(id_, circle=item.circle, mediation=item.mediation))
        if item.withdrawn:
            tx.withdraw(Withdraw(mediation=item.mediation, ids=(id_,)))
    ids = {number: f"{run}/{number}" for number in asked}
    allowed = all(number < len(items) and may_read(reader, items[number]) for number in asked)
    if allowed:
        expected = {ids[number]: items[number].text for number in asked}
        assert tx.open_words(reader, list(ids.values())) == expected
    else:
        with pytest.raises(NotForThisReader) as refusal:
            tx.open_words(reader, list(ids.values()))
        assert str(refusal.value) == "Not all of these words are for this reader."


async def test_erasing_takes_what_was_never_released_and_nothing_else(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    kept = [
        Keep(
            id=id_,
            mediation="m",
            party=party,
            user=1,
            kind="answer",
            prompt="p4_free",
            script_version=1,
            circle=Circle.ANONYMOUS,
            text=f"tekst {id_}",
            at=datetime(2026, 11, 24, tzinfo=UTC),
        )
        for id_, party in (("private", "p1"), ("released", "p1"), ("mediator", None))
    ]

    def act(tx: Transaction) -> dict[str, str]:
        for one in kept:
            tx.keep(one)
        tx.release(Release(mediation="m", ids=("released",), circle=Circle.ANONYMOUS, approved_by=9))
        assert tx.erase("m") == 1
        return tx.open_words(Reader("m", "mediator", None, 9), ["private", "released", "mediator"])

    texts = await store.transact(act)
    await store.close()
    assert texts == {"private": "", "released": "tekst released", "mediator": "tekst mediator"}
    assert b"tekst private" not in (tmp_path / "store.db").read_bytes()


async def test_one_person_erases_what_they_said_and_nobody_elses(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    kept = [
        Keep(
            id=f"{party}-{user}-{let_go}",
            mediation="m",
            party=party,
            user=user,
            kind="answer",
            prompt="p4_free",
            script_version=1,
            circle=Circle.ANONYMOUS,
            text="tekst",
            at=datetime(2026, 11, 24, tzinfo=UTC),
        )
        for party in ("p1", "p2")
        for user in (1, 2)
        for let_go in (False, True)
    ]

    def act(tx: Transaction) -> list[str]:
        for one in kept:
            tx.keep(one)
        ids = tuple(one.id for one in kept if one.id.endswith("True"))
        tx.release(Release(mediation="m", ids=ids, circle=Circle.ANONYMOUS, approved_by=9))
        assert tx.erase_own("m", "p1", 1) == 1
        texts = tx.open_words(Reader("m", "mediator", None, 9), [one.id for one in kept])
        return [id_ for id_, text in texts.items() if not text]

    emptied = await store.transact(act)
    await store.close()
    assert emptied == ["p1-1-False"]
