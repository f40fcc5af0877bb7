"""Every prompt of the script, as a person gets to see it, in both languages."""

from __future__ import annotations

import json
import re

import pytest

from bot.run import ScriptRefusedError, load_script
from flows.interview.asking import as_message
from flows.interview.conversation import Interview
from flows.interview.questions import labels, ladder
from flows.script import LANGUAGES
from flows.signals import Ask, Word
from handlers.catalogues import Sentences
from handlers.render import quotes_in, render

SCRIPT = load_script()
SENTENCES = Sentences.load()
PLACES = re.compile(r"\{(\w+)\}")
LONGEST = 4096


def asked(ask: Ask, language: str) -> str:
    state = Interview(mediation="m", party="p1", user=1, front=ask, counted=3)
    message = as_message(state, SCRIPT)
    words = dict.fromkeys(quotes_in(message), "Wij willen rust.")
    return render(message, language, words, SENTENCES, SCRIPT).text


def filled(key: str) -> Ask:
    prompt = SCRIPT.prompt(key)
    texts = [prompt.nl, prompt.en, *(one.nl for one in prompt.options), *(one.en for one in prompt.options)]
    return Ask(
        id=key, prompt=key, fill={place: f"<{place}>" for text in texts for place in PLACES.findall(text)}
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [one.key for one in SCRIPT.prompts])
def test_a_prompt_is_asked_in_full(key: str, language: str) -> None:
    ask = filled(key)
    text = asked(ask, language)
    wording = PLACES.sub(r"<\1>", SCRIPT.wording(key, language))
    assert wording in text
    shares = (
        f"share.{SCRIPT.prompt(key).share.value}",
        "share.attributed_choice",
        "share.your_choice",
        "share.passed_on",
    )
    assert {SENTENCES.sentence(one, language) for one in shares} & set(text.split("\n\n"))
    assert not PLACES.search(text)
    assert len(text.encode("utf-16-le")) // 2 <= LONGEST


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [one.key for one in SCRIPT.prompts if SCRIPT.choices(one)])
def test_every_choice_of_a_prompt_can_be_read(key: str, language: str) -> None:
    state = Interview(mediation="m", party="p1", user=1, front=filled(key))
    message = as_message(state, SCRIPT)
    rendered = render(message, language, {}, SENTENCES, SCRIPT)
    shown = rendered.text + "\n".join(label for row in rendered.rows for label in row)
    for number in range(len(labels(filled(key), SCRIPT))):
        assert PLACES.sub(r"<\1>", SCRIPT.wording(key, language, number)) in shown
    assert len({tuple(row) for row in rendered.rows}) == len(rendered.rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rung", range(3))
def test_each_rung_of_a_ladder_is_worded_differently(language: str, rung: int) -> None:
    text = asked(ladder(Word(id="w", digest=""), rung), language)
    assert SCRIPT.wording("LUP", language, rung) in text
    assert SENTENCES.sentence("share.mediator", language) in text


def test_all_prompts_of_the_method_are_there() -> None:
    phases = [
        one.phase for one in SCRIPT.prompts if not one.key.startswith(("p2_frame_", "p3_more", "p3_ladder"))
    ]
    assert len(SCRIPT.prompts) >= 66
    assert sorted(set(phases)) == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda prompts: prompts.append(prompts[0]), "stands in the script twice"),
        (lambda prompts: prompts[0].update(follow=["NEE"]), "names the rule NEE"),
        (lambda prompts: prompts[5].update(en=" "), "has no wording in one of its languages"),
        (lambda prompts: prompts[0].update(options=[]), "nothing to choose from"),
    ],
    ids=["twice", "unknown rule", "no wording", "no choices"],
)
def test_a_mistake_in_the_script_is_said_in_a_sentence(change: object, sentence: str) -> None:
    raw = SCRIPT.model_dump(mode="json")
    change(raw["prompts"])  # type: ignore[operator]
    with pytest.raises(ScriptRefusedError, match=sentence) as refusal:
        load_script(json.dumps(raw))
    assert "Traceback" not in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1
