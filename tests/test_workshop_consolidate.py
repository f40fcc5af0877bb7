"""Near-duplicates: found when said in much the same words, kept apart otherwise, the same in any order."""

from __future__ import annotations

import itertools
import random

import pytest

from workshop.consolidate import Proposal, Statement, consolidate, three_themes
from workshop.pool import Pool
from workshop.words import Language, stem

DUTCH = [
    ("a", "Bouw terpen voor de boerderijen"),
    ("b", "boerderijen op terpen zetten"),
    ("c", "Maak een fietspad langs de rivier"),
    ("d", "fietspaden langs de rivier aanleggen"),
    ("e", "Schade binnen drie maanden uitbetalen"),
    ("f", "Uitbetaling van schade binnen 3 maanden"),
    ("g", "Een schadefonds voor alle bewoners"),
    ("h", "Houd de bewoners op de hoogte met een nieuwsbrief"),
    ("i", "Wie wil stoppen krijgt een kavel in het dorp"),
]
ENGLISH = [
    ("a", "Shut down the turbines at night"),
    ("b", "turbines should be shut down during the night"),
    ("c", "Planting trees along the road"),
    ("d", "Plant a row of trees between the village and the road"),
    ("e", "A fund for residents, paid by the company"),
    ("f", "the company pays into a residents' fund"),
    ("g", "An independent body measures the noise"),
    ("h", "Fewer lorries through the village"),
    ("i", "Give the land on the mountain to the park"),
]


def statements(texts: list[tuple[str, str]], language: Language) -> list[Statement]:
    return [Statement(id=key, text=text, language=language) for key, text in texts]


def together(proposal: Proposal) -> set[frozenset[str]]:
    return {frozenset(group) for group in proposal.groups if len(group) > 1}


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [(DUTCH, "nl", ["ab", "cd", "ef"]), (ENGLISH, "en", ["ab", "cd", "ef"])],
)
def test_the_same_said_twice_is_proposed_as_one_and_nothing_else(
    texts: list[tuple[str, str]], language: Language, expected: list[str]
) -> None:
    proposal = consolidate(statements(texts, language))
    assert together(proposal) == {frozenset(pair) for pair in expected}


def test_the_order_of_arrival_makes_no_difference() -> None:
    given = statements(DUTCH, "nl")
    expected = consolidate(given, "Hoe blijft de polder veilig?")
    for seed in range(5):
        shuffled = random.Random(seed).sample(given, len(given))  # noqa: S311  a test's own order
        assert consolidate(shuffled, "Hoe blijft de polder veilig?") == expected


def test_every_id_stands_in_one_group_and_the_representative_first() -> None:
    proposal = consolidate(statements(DUTCH, "nl"))
    assert sorted(itertools.chain(*proposal.groups)) == [key for key, _ in DUTCH]
    assert proposal.representatives == tuple(group[0] for group in proposal.groups)
    assert [len(group) for group in proposal.groups] == sorted(map(len, proposal.groups), reverse=True)


def test_a_merge_is_explained_by_the_words_shared() -> None:
    proposal = consolidate(statements(DUTCH, "nl"))
    assert proposal.because["c"] == ("fietspad", "rivier")
    assert proposal.because["d"] == ("fietspaden", "rivier")
    assert "g" not in proposal.because


def test_the_words_of_the_question_bring_nothing_together() -> None:
    pair = [
        Statement(id="a", text="reliable electricity: bury the cables", language="en"),
        Statement(id="b", text="reliable electricity: smaller plants", language="en"),
    ]
    assert together(consolidate(pair, "How can the valley get reliable electricity?")) == set()


def test_the_representative_is_short() -> None:
    longer = (
        "Shut down all of the turbines at night, because my children and I would like to sleep at night too"
    )
    given = [*statements(ENGLISH[:2], "en"), Statement(id="0", text=longer, language="en")]
    assert consolidate(given).representatives[0] != "0"


@pytest.mark.parametrize("text", ["", "!!!", "ja", "👍", "شكرا جزيلا", "a" * 10_000])
def test_statements_without_words_to_compare_do_no_harm(text: str) -> None:
    given = [*statements(DUTCH[:2], "nl"), Statement(id="z", text=text, language="nl")]
    assert together(consolidate(given)) == {frozenset("ab")}


def test_identical_statements_come_together_however_short() -> None:
    given = [Statement(id=key, text=text, language="nl") for key, text in [("a", "Terpen!"), ("b", "terpen")]]
    assert together(consolidate(given)) == {frozenset("ab")}


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_to_compare_is_no_error(count: int) -> None:
    given = statements(DUTCH[:count], "nl")
    assert consolidate(given).groups == tuple((statement.id,) for statement in given)


async def test_both_jobs_run_in_the_worker_process() -> None:
    pool = Pool()
    given = statements(DUTCH, "nl")
    proposal = await pool.run(consolidate, given, "", cut="theme")
    assert sorted(itertools.chain(*proposal.groups)) == [key for key, _ in DUTCH]
    themes = {"terpen": given[:2], "fietsen": given[2:4], "schade": given[4:7]}
    new = Statement(id="z", text="een fietsroute bij het water", language="nl")
    best, *_ = await pool.run(three_themes, "", themes, new)
    assert (best.theme, best.nearest in "cd") == ("fietsen", True)
    await pool.close()


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("nl", ["muur", "muren", "muurtje"]),
        ("nl", ["boom", "bomen", "boompje", "boompjes"]),
        ("nl", ["huis", "huizen"]),
        ("nl", ["stal", "stallen"]),
        ("nl", ["terp", "terpen"]),
        ("nl", ["uitbetaling", "uitbetalingen"]),
        ("en", ["plan", "plans", "planning", "planned"]),
        ("en", ["policy", "policies"]),
        ("en", ["measure", "measures", "measuring"]),
    ],
)
def test_forms_of_one_word_share_a_stem(language: Language, forms: list[str]) -> None:
    assert len({stem(form, language) for form in forms}) == 1
