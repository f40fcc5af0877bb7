"""Grouping: the same in any order, explained, better than letters alone, and three themes for who comes later."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest

from benchmarks.consolidation import (
    adjusted_rand,
    among_three,
    everything,
    labels,
    letters_alone,
    near_duplicate_scores,
)
from workshop.grouping.default import Default
from workshop.grouping.group import group, themes_for
from workshop.grouping.overlap import repeated
from workshop.grouping.statement import Statement
from workshop.grouping.suggest import Suggestion, suggest
from workshop.words import Language

QUESTION = "How can the market square be renewed?"
SQUARE: list[tuple[str, Language, str]] = [
    ("parking", "nl", "waar moet ik straks mijn auto kwijt??"),
    ("parking", "nl", "parkeerplaatsen voor de deur behouden aub"),
    ("parking", "en", "we need room to park near the shops"),
    ("parking", "nl", "een garage onder de grond is de oplossing"),
    ("noise", "nl", "die terrassen maken herrie tot diep in de nacht"),
    ("noise", "en", "too loud on summer evenings, I cannot sleep"),
    ("noise", "nl", "geluidsoverlast van muziek moet om 23u stoppen"),
    ("noise", "en", "keep the noise from concerts down"),
    ("trees", "nl", "laat de oude lindebomen staan"),
    ("trees", "nl", "meer groen, het is daar een stenen vlakte"),
    ("trees", "en", "plant trees so there is some cool shade"),
    ("trees", "en", "a green square with grass and flowers"),
    ("trade", "nl", "winkeliers raken klanten kwijt tijdens de werkzaamheden"),
    ("trade", "nl", "omzet van de horeca mag niet omlaag"),
    ("trade", "en", "shopkeepers want customers to keep coming"),
    ("trade", "en", "the market traders should keep their spot"),
    ("bikes", "nl", "fietsenstalling naast de kerk graag"),
    ("bikes", "nl", "fietsers en voetgangers gescheiden houden"),
    ("bikes", "en", "a safe cycle path across the square"),
    ("say", "nl", "bewoners mogen weer niet meebeslissen"),
    ("say", "nl", "vraag ons eerst, inspraak vooraf"),
    ("say", "en", "involve residents early, do not just inform them"),
    ("say", "en", "let the neighbours have a say in the design"),
]
STATEMENTS = [
    Statement(id=f"{at:02}", text=text, language=language) for at, (_, language, text) in enumerate(SQUARE)
]
THEMES = [theme for theme, _, _ in SQUARE]


def confirmed(without: str = "") -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for one, theme in zip(STATEMENTS, THEMES, strict=True):
        if one.id != without:
            found.setdefault(theme, []).append(one)
    return found


def test_a_shuffled_order_gives_the_same_groups_and_likeness_twenty_times() -> None:
    first = group(QUESTION, STATEMENTS, Default())
    for seed in range(20):
        shuffled = random.Random(seed).sample(STATEMENTS, len(STATEMENTS))  # noqa: S311  a test's own order
        found = group(QUESTION, shuffled, Default())
        assert (found.groups, found.representatives, found.because) == (
            first.groups,
            first.representatives,
            first.because,
        )
        assert dict(found.similar()) == dict(first.similar())


def test_every_statement_stands_in_one_group_with_its_representative_first() -> None:
    found = group(QUESTION, STATEMENTS, Default())
    assert sorted(one for some in found.groups for one in some) == [one.id for one in STATEMENTS]
    assert found.representatives == tuple(some[0] for some in found.groups)


def test_dutch_and_english_about_one_thing_come_together() -> None:
    found = group(QUESTION, STATEMENTS, Default())
    ours = adjusted_rand(labels(found.groups, [one.id for one in STATEMENTS]), THEMES)
    assert ours > 0.3


def test_the_right_theme_is_among_three_more_often_than_by_letters() -> None:
    everyone = [*range(len(SQUARE))]
    ours = among_three(everything(Default(), QUESTION, STATEMENTS), THEMES, everyone)
    letters = among_three(letters_alone(STATEMENTS), THEMES, everyone)
    assert ours >= 0.75
    assert ours > letters + 0.1


def test_a_question_that_names_every_theme_takes_their_words_from_no_statement() -> None:
    question = (
        "How can the square be renewed so that trees stay, shops keep their customers, cars can park, "
        "bicycles are safe, evenings are without noise and residents have a say?"
    )
    everyone = [*range(len(SQUARE))]
    plain = among_three(everything(Default(), "", STATEMENTS), THEMES, everyone)
    assert among_three(everything(Default(), question, STATEMENTS), THEMES, everyone) >= plain - 0.05


def test_near_duplicate_ideas_of_the_cases_are_found_a_third_better_than_by_letters() -> None:
    letters, ours = near_duplicate_scores(Default())
    assert ours >= 1.3 * letters


def test_a_suggestion_names_its_theme_its_nearest_member_and_the_words_it_rests_on() -> None:
    new = Statement(id="new", text="die muziek op het plein is echt lawaai", language="nl")
    best, *others = suggest(QUESTION, confirmed(), new, Default())
    assert best.theme == "noise"
    assert best.nearest in {one.id for one in confirmed()["noise"]}
    assert set(best.because) & {"muziek", "lawaai"}
    assert [best.likeness, *(one.likeness for one in others)] == sorted(
        (one.likeness for one in (best, *others)), reverse=True
    )


def test_a_suggestion_does_not_depend_on_the_order_of_the_members() -> None:
    new = Statement(id="new", text="more trees please", language="en")
    turned = {theme: some[::-1] for theme, some in reversed(confirmed().items())}
    assert suggest(QUESTION, confirmed(), new, Default()) == suggest(QUESTION, turned, new, Default())


def test_a_statement_is_no_evidence_for_itself() -> None:
    suggestions = suggest(QUESTION, confirmed(), STATEMENTS[0], Default())
    assert STATEMENTS[0].id not in {one.nearest for one in suggestions}


@pytest.mark.parametrize("themes", [{}, {"only": [STATEMENTS[3]]}, {"empty": []}])
def test_few_themes_give_as_many_suggestions(themes: dict[str, Sequence[Statement]]) -> None:
    new = Statement(id="new", text="?!", language="nl")
    found: tuple[Suggestion, ...] = suggest(QUESTION, themes, new, Default())
    assert len(found) == sum(1 for some in themes.values() if some)


def test_one_more_statement_takes_a_moment() -> None:
    many = {theme: [*some, *_copies(some, 6)] for theme, some in confirmed().items()}
    spent = []
    for number in range(5):
        new = Statement(id="new", text=f"de bomen bij nummer {number} laten staan", language="nl")
        started = time.process_time()
        suggest(QUESTION, many, new, Default())
        spent.append(time.process_time() - started)
    assert sorted(spent)[1] < 0.1  # 15 ms by itself; room for a busy machine


def _copies(some: Sequence[Statement], times: int) -> list[Statement]:
    return [
        one.model_copy(update={"id": f"{one.id}-{number}", "text": f"{one.text} {number}"})
        for one in some
        for number in range(times)
    ]


@pytest.mark.parametrize(("count", "spread"), [(0, 1.0), (1, 1.0), (2, 0.0), (40, 1.0), (150, 0.0)])
def test_the_number_of_themes_is_at_least_one_and_never_more_than_there_are_statements(
    count: int, spread: float
) -> None:
    assert 1 <= themes_for(count, spread) <= max(1, count)
    assert themes_for(40, 1.0) <= 16


@pytest.mark.parametrize("text", ["", "!!!", "ja", "👍", "شكرا جزيلا", "a" * 10_000, "de het een"])
def test_a_statement_with_nothing_to_compare_stands_somewhere_all_the_same(text: str) -> None:
    odd = Statement(id="odd", text=text, language="nl")
    found = group("", [*STATEMENTS, odd], Default())
    assert sum("odd" in some for some in found.groups) == 1


def test_many_statements_are_grouped_by_a_sample_and_each_has_its_place() -> None:
    many = _copies(STATEMENTS, 100)
    found = group(QUESTION, many, Default())
    assert sorted(one for some in found.groups for one in some) == sorted(one.id for one in many)
    assert len(found.groups) == themes_for(1500, found.comparison.spread)


def test_chat_spelling_is_read_as_the_words_meant() -> None:
    plain = Statement(id="a", text="de gemeente moet de vergunning weigeren", language="nl")
    chat = Statement(id="b", text="gem. moet verg weigerennnn", language="nl")
    far = Statement(id="c", text="laat de eenden met rust", language="nl")
    alike = everything(Default(), "", [plain, chat, far])
    assert alike[0, 1] > 0.5 > alike[0, 2] + 0.3


def test_a_compound_is_compared_by_its_parts() -> None:
    said = [
        Statement(id="a", text="verkeerslawaai", language="nl"),
        Statement(id="b", text="herrie", language="nl"),
        Statement(id="c", text="noisy", language="en"),
    ]
    alike = everything(Default(), "", said)
    assert min(alike[0, 1], alike[0, 2]) > 0.2


def test_eight_words_in_a_row_of_a_private_text_are_noticed() -> None:
    private = "My neighbour told me that he will sell the farm to the province next year"
    assert repeated("It is said that he will sell the farm to the province soon", [private])
    assert not repeated("Somebody will sell a farm", [private])
    assert repeated("we want the hoofdprijs now", ["Want the hoofdprijs"])
