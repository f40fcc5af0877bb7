"""No sentence that a participant can see holds a percentage, an average, a majority or a count of parties or answers.

Reachable is worked out from the code: every key that stands in a module which speaks only to the mediator, and in no
other, is the mediator's. All the rest counts as reachable by a party or the group, so a new key is searched by itself.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from room import SCRIPT

from flows.phrases import FAMILIES
from handlers.catalogues import Sentences

ROOT = Path(__file__).parent.parent
KEY = re.compile(r'"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"')
# Modules that speak to nobody but a mediator (and, where they quote one, an observer).
DESK_ONLY = ("flows/desk/", "bot/desk_files.py")
TALLY = re.compile(
    r"%|procent|percent|gemiddeld|average|meerderheid|majorit|stemmen voor|votes? for|\bscore"
    r"|\{\w+\} (?:van de|of the) (?:\{\w+\}|partijen|parties)|hoeveel partijen|how many parties",
    re.IGNORECASE,
)
# Sentences about votes or majorities that say there are none.
DENIALS = {"rules.7", "sign.4", "reveal.heading"}
# Of a family, and for a mediator alone: one party's reading of an option.
MEDIATORS = {"options.party_said"}


def used_in(*, desk: bool) -> set[str]:
    keys: set[str] = set()
    for path in (*ROOT.glob("flows/**/*.py"), *ROOT.glob("bot/*.py"), *ROOT.glob("handlers/*.py")):
        name = str(path.relative_to(ROOT))
        if name.startswith(DESK_ONLY) is desk:
            keys |= set(KEY.findall(path.read_text()))
    return keys


def reachable(sentences: Sentences) -> set[str]:
    """Everything that is not the desk's alone, and all keys made from data."""
    every = set(sentences.by_language["nl"])
    alone = used_in(desk=True) - used_in(desk=False)
    return {one for one in every if one not in alone or one.startswith(FAMILIES)}


def found(key: str, text: str) -> str | None:
    hit = TALLY.search(text)
    return None if hit is None or key in DENIALS | MEDIATORS else hit[0]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sentence_a_participant_can_see_holds_a_tally(language: str) -> None:
    sentences = Sentences.load()
    wrong = {
        key: hit for key in reachable(sentences) if (hit := found(key, sentences.sentence(key, language)))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_question_or_answer_holds_a_tally(language: str) -> None:
    texts = {
        f"{one.key}:{number}": getattr(text, language)
        for one in SCRIPT.prompts
        for number, text in enumerate((one, *SCRIPT.choices(one)))
    }
    assert {key: hit for key, text in texts.items() if (hit := found(key, text))} == {}


@pytest.mark.parametrize(
    "planted", ["86% is voor", "Gemiddeld een 7", "{n} van de {of} partijen zijn voor", "a majority agrees"]
)
def test_a_tally_that_slips_in_is_found(planted: str) -> None:
    assert found("outcome.group.new", planted)
