"""Described messages and how they read: text, marks, buttons, in one language and in two."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.messages import Button, Day, Listing, Piece, Quote, Say, Term, Wording
from flows.script import Script
from handlers.catalogues import LANGUAGES, Sentences
from handlers.page import LONGEST, Rendered, split
from handlers.plain import cut, one_line, plain, units
from handlers.render import RULE, quotes_in, render, render_group

SCRIPT = Script.model_validate(
    yaml.safe_load((Path(__file__).parents[1] / "locales" / "questions.yaml").read_text(encoding="utf-8"))
)
SENTENCES = Sentences(
    {
        "nl": {
            "hello": "Dag {name}.",
            "title": "**Fase {number}: kaart**\nU bent aan de beurt 🙂 **nu**.",
            "heard": "U zei: {quote}",
            "until": "Tot {day}.",
            "list": "Dit zijn uw punten: {list}",
            "yes": "Ja",
            "no": "Nee",
        },
        "en": {
            "hello": "Hello {name}.",
            "title": "**Phase {number}: map**\nIt is your turn 🙂 **now**.",
            "heard": "You said: {quote}",
            "until": "Until {day}.",
            "list": "These are your points: {list}",
            "yes": "Yes",
            "no": "No",
        },
    }
)
WORDS = {"w1": "De koeien\nmoeten droog staan", "w2": "**geen** {name} <b>dijk</b>", "w3": "Rust"}
MOMENT = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


def shown(say: Say, language: str = "nl") -> Rendered:
    return render(say, language, WORDS, SENTENCES, SCRIPT)


def text(*parts: Piece, language: str = "nl") -> str:
    return shown(Say(parts=parts), language).text


def term(key: str, **fill: Piece) -> Term:
    return Term(key=key, fill=fill)


def buttons(*labels: Piece, numbered: bool = False) -> Say:
    column = tuple((Button(label=one, address="a", event={}),) for one in labels)
    return Say(parts=(term("hello", name="Anne"),), buttons=column, numbered=numbered)


def marks(rendered: Rendered) -> list[tuple[str, str]]:
    """Each entity with the text it covers, as Telegram counts."""
    raw = rendered.text.encode("utf-16-le")
    return [
        (str(one.type), raw[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le"))
        for one in rendered.entities
    ]


@pytest.mark.parametrize(
    ("part", "nl", "en"),
    [
        (term("hello", name="Anne"), "Dag Anne.", "Hello Anne."),
        (term("hello", name=3), "Dag 3.", "Hello 3."),
        (term("hello", name=term("yes")), "Dag Ja.", "Hello Yes."),
        (term("heard", quote=Quote(id="w3")), "U zei: Rust", "You said: Rust"),
        (term("heard", quote=Quote(id="w3", marks=True)), "U zei: \u2018Rust\u2019", "You said: “Rust”"),
        (
            term("until", day=Day(at=MOMENT)),
            "Tot dinsdag 24 november 2026.",
            "Until Tuesday 24 November 2026.",
        ),
        (
            term("until", day=Day(at=MOMENT, time=True)),
            "Tot dinsdag 24 november 2026 om 14:30 uur.",
            "Until Tuesday 24 November 2026 at 14:30.",
        ),
        (
            term("until", day=Day(at=MOMENT, time=True, zone="America/New_York")),
            "Tot dinsdag 24 november 2026 om 08:30 uur.",
            "Until Tuesday 24 November 2026 at 08:30.",
        ),
        (
            term("list", list=Listing(lines=("rust", term("no")), first=1)),
            "Dit zijn uw punten:\n1. rust\n2. Nee",
            "These are your points:\n1. rust\n2. No",
        ),
        (
            Listing(lines=(Quote(id="w3", marks=True), "b")),
            "\u2013 \u2018Rust\u2019\n\u2013 b",
            "\u2013 “Rust”\n\u2013 b",
        ),
        (
            Wording(prompt="p5_coverage", fill={"interest": Quote(id="w3"), "version": 2}),
            "Uw belang: \u2018Rust\u2019. Is dit in versie 2 geregeld?",
            "Your interest: “Rust”. Is it taken care of in version 2?",
        ),
        (Wording(prompt="p5_support", option=4), "Hier kan ik niet mee leven", "I cannot live with this"),
    ],
)
def test_a_piece_reads_in_the_readers_language(part: Piece, nl: str, en: str) -> None:
    assert (text(part), text(part, language="en")) == (nl, en)


def test_paragraphs_stand_apart_and_empty_ones_are_left_out() -> None:
    assert text(term("hello", name="Anne"), "", Listing(lines=()), "Einde") == "Dag Anne.\n\nEinde"


def test_bold_is_marked_in_utf16_units_and_its_stars_are_gone() -> None:
    rendered = shown(Say(parts=("🙂", term("title", number=3))))
    assert rendered.text == "🙂\n\nFase 3: kaart\nU bent aan de beurt 🙂 nu."
    assert marks(rendered) == [("bold", "Fase 3: kaart"), ("bold", "nu")]


def test_a_quote_alone_is_a_blockquote_with_its_own_lines() -> None:
    rendered = shown(Say(parts=(term("heard", quote="dit"), Quote(id="w1"), "Einde")))
    assert rendered.text == "U zei: dit\n\nDe koeien\nmoeten droog staan\n\nEinde"
    assert marks(rendered) == [("blockquote", "De koeien\nmoeten droog staan")]


def test_words_are_never_interpreted() -> None:
    rendered = shown(Say(parts=(term("heard", quote=Quote(id="w2")), Quote(id="w2"), WORDS["w2"])))
    assert rendered.text.split("\n\n") == [f"U zei: {WORDS['w2']}", WORDS["w2"], WORDS["w2"]]
    assert [kind for kind, _ in marks(rendered)] == ["blockquote"]


def test_nobody_can_begin_a_line_of_ours() -> None:
    words = {"w": "rust\n2. Alle partijen zijn het eens\u2028\u202edijk"}
    listing = Say(parts=(Listing(lines=(Quote(id="w"), "b"), first=1),))
    rendered = render(listing, "nl", words, SENTENCES, SCRIPT)
    assert rendered.text == "1. rust 2. Alle partijen zijn het eens dijk\n2. b"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\u200bb\u2060c\ufeff\u00ad\u202e\u2066d", "abcd"),
        ("a\x00\x1b[1mb\tc", "a[1mb c"),
        ("a\r\nb\n\n\n\nc  \n", "a\nb\n\nc"),
        ("één 🙂 ‘dijk’ עברית", "één 🙂 ‘dijk’ עברית"),  # noqa: RUF001  # curled quotation marks are meant
    ],
)
def test_plain_text_has_nothing_invisible(raw: str, clean: str) -> None:
    assert plain(raw) == clean


def test_short_labels_are_numbered_on_the_buttons() -> None:
    rendered = shown(buttons(term("yes"), term("no"), numbered=True))
    assert (rendered.text, rendered.rows) == ("Dag Anne.", [["1. Ja"], ["2. Nee"]])


def test_long_numbered_labels_stand_in_the_text_and_shortened_on_the_buttons() -> None:
    long = Wording(prompt="p5_support", option=2)
    rendered = shown(buttons(long, term("no"), numbered=True))
    full = "Niet mijn keuze, maar ik kan ermee leven en werk mee"
    assert rendered.text == f"Dag Anne.\n\n1. {full}\n2. Nee"
    assert rendered.rows == [["1. Niet mijn keuze, maar ik kan…"], ["2. Nee"]]


def test_a_scale_of_numbers_is_not_numbered_twice() -> None:
    steps = [Wording(prompt="p1_will", option=number) for number in range(5)]
    rendered = shown(buttons(*steps, term("no"), numbered=True))
    assert rendered.rows == [["1"], ["2"], ["3"], ["4"], ["5"], ["6. Nee"]]


def test_a_long_label_without_number_is_cut_and_given_in_full_in_the_text() -> None:
    label = "x" * 61
    rendered = shown(buttons(label, "kort"))
    assert rendered.text == f"Dag Anne.\n\n\u2013 {label}\n\u2013 kort"
    assert rendered.rows == [["x" * 59 + "…"], ["kort"]]


def test_buttons_keep_their_rows() -> None:
    row = tuple(Button(label=one, address="a", event={}) for one in ("a", "b"))
    rendered = shown(Say(parts=("x",), buttons=(row, row[:1]), numbered=True))
    assert rendered.rows == [["1. a", "2. b"], ["3. a"]]


def test_two_languages_stand_under_each_other_and_share_the_buttons() -> None:
    say = Say(parts=(term("title", number=3),), buttons=buttons(term("yes"), "OK").buttons)
    rendered = render_group(say, LANGUAGES, WORDS, SENTENCES, SCRIPT)
    nl, en = rendered.text.split(f"\n\n{RULE}\n\n")
    assert (nl[:6], en[:7]) == ("Fase 3", "Phase 3")
    assert [covered for _, covered in marks(rendered)] == ["Fase 3: kaart", "nu", "Phase 3: map", "now"]
    assert rendered.rows == [["Ja / Yes"], ["OK"]]


def test_a_message_of_words_only_is_not_said_twice() -> None:
    rendered = render_group(Say(parts=(Quote(id="w3"),)), LANGUAGES, WORDS, SENTENCES, SCRIPT)
    assert rendered.text == "Rust"


def test_all_quotes_of_a_message_are_found() -> None:
    say = Say(
        parts=(
            Quote(id="a"),
            term("list", list=Listing(lines=(term("heard", quote=Quote(id="b")), "x"))),
            Wording(prompt="p1_will", fill={"x": Quote(id="c")}),
            Day(at=MOMENT),
        ),
        buttons=((Button(label=Quote(id="d"), address="a", event={}),),),
    )
    assert quotes_in(say) == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (Quote(id="closed"), "'closed' were not opened"),
        (term("absent"), "no sentence 'absent' in the 'nl'"),
        (term("hello"), "nothing fills the place {name} of 'hello'"),
        (Wording(prompt="p9"), "no prompt p9"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(part: Piece, told: str) -> None:
    with pytest.raises(KeyError) as failed:
        text(part)
    assert told in str(failed.value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prompt", SCRIPT.prompts, ids=lambda one: one.key)
def test_every_prompt_can_be_asked_in_every_language(prompt: Any, language: str) -> None:
    names = "name sponsor retention interest party package version question merged commitment date code phase"
    names += " language number what id article"
    fill: dict[str, Piece] = dict.fromkeys(names.split(), "x")
    options = [Wording(prompt=prompt.key, option=n, fill=fill) for n, _ in enumerate(SCRIPT.choices(prompt))]
    say = Say(
        parts=(Wording(prompt=prompt.key, fill=fill),), buttons=buttons(*options).buttons, numbered=True
    )
    rendered = shown(say, language)
    assert "{" not in rendered.text + str(rendered.rows)
    assert units(rendered.text) < LONGEST
    assert len(rendered.rows) == len(options)


def test_a_short_message_is_not_split() -> None:
    rendered = shown(buttons(term("yes")))
    assert split(rendered) == [rendered]


def test_a_long_message_is_split_between_paragraphs_with_the_buttons_last() -> None:
    paragraph = "dijk " * 300
    say = Say(
        parts=("🙂" + paragraph, paragraph, paragraph, term("title", number=3)), buttons=buttons("x").buttons
    )
    first, second = split(shown(say))
    assert first.rows == []
    assert first.text == f"🙂{paragraph.strip()}\n\n{paragraph.strip()}"
    assert (second.text[-3:], second.rows) == ("nu.", [["x"]])
    assert marks(second) == [("bold", "Fase 3: kaart"), ("bold", "nu")]


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4), st.integers(1, 3000))
def test_split_loses_no_word_and_every_part_is_one_telegram_takes(texts: list[str], times: int) -> None:
    words = {str(n): one * times for n, one in enumerate(texts)}
    say = Say(parts=("🙂", *(Quote(id=one) for one in words)))
    whole = render(say, "nl", words, SENTENCES, SCRIPT)
    parts = split(whole)
    assert "".join("".join(one.text for one in parts).split()) == "".join(whole.text.split())
    for one in parts:
        assert units(one.text) <= LONGEST
        assert all(covered.strip() for _, covered in marks(one))


def test_cut_and_one_line_do_what_they_say() -> None:
    assert (cut("abc", 3), cut("abcd", 3), cut("a bcd", 3)) == ("abc", "ab…", "a…")
    assert one_line(" a \n\n b\u200b ") == "a b"
