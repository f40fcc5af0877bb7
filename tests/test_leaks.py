"""A private text in a chat that may not see it is found, however it is dressed; what may be read is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml

from bot.leaks import Leak, find_leaks
from bot.private import Seats
from flows.effects import Circle
from flows.script import Script
from handlers.catalogues import Sentences
from storage import WordRow
from storage.vault import digest_of

MEDIATOR, FARMER, PROVINCE, GROUP = 1001, 1002, 1003, -5001
SEATS = Seats({"farmers": FARMER, "province": PROVINCE}, frozenset({MEDIATOR}))
SCRIPT = Script.model_validate(
    yaml.safe_load((Path(__file__).parents[1] / "locales" / "questions.yaml").read_text(encoding="utf-8"))
)
SENTENCES = Sentences(
    {"nl": {"more": "Dank u. Uw bemiddelaar {name} **leest het vandaag nog**."}, "en": {"more": "Thank you."}}
)
STORY = "Mijn man is 58 en er is geen opvolger"
BATNA = "Procederen en wachten op onteigening"
HIDDEN = "Onze keuze blijft privé tot wij het zelf vertellen"
CASE: dict[str, Any] = {
    "title": "Overdiepse Polder",
    "mediator": "Anna de Wit",
    "parties": [
        {
            "id": "farmers",
            "name": "Belangenvereniging Overdiepse Polder",
            "batna": BATNA,
            "intake": {
                "p1_story": STORY,
                "p1_others": ["Provincie Noord-Brabant", "de bank eigenlijk ook"],
                "p1_conditions": ["gewone taal voor iedereen aan tafel"],
                "p1_will": {"score": 4, "reason": "een 5 als er een datum op tafel ligt"},
            },
            "interests": [
                {"id": "f1", "text": HIDDEN, "importance": 5, "visibility": "mediator"},
                {"id": "f2", "text": "Een gezond bedrijf voor de volgende generatie", "importance": 5},
            ],
            "ladders": [{"position": "Wij blijven", "steps": [{"q": "?", "a": "dan kan mijn zoon verder"}]}],
            "needs": ["Een vaste contactpersoon"],
            "red_lines": ["Geen boer die met schuld achterblijft"],
        },
        {"id": "province", "name": "Provincie Noord-Brabant", "batna": "inspreken", "interests": []},
    ],
    "options": [
        {"id": "A", "title": "Dijk", "scores": {"farmers": {"score": -2, "reason": "dat gaat dus echt niet"}}}
    ],
}


def said(text: str, user: int = FARMER, **differing: Any) -> WordRow:
    row = WordRow(
        id=f"w{digest_of(text)[:16]}",
        party="p1" if user == FARMER else "p2",
        user=user,
        kind="answer",
        prompt="p1_story",
        script_version=1,
        circle=Circle.MEDIATOR,
        text=text,
        digest=digest_of(text),
        kept=datetime(2026, 3, 2, tzinfo=UTC),
        released=False,
        withdrawn=False,
        parents=(),
    )
    return replace(row, **differing)


def released(text: str, user: int = FARMER, **differing: Any) -> WordRow:
    return said(text, user, circle=Circle.ATTRIBUTED, released=True, **differing)


def call(chat: int | None, text: str, method: str = "sendMessage", **body: Any) -> dict[str, Any]:
    body = {"chat_id": chat, "text": text} | body
    return {"n": 1, "kind": "call", "method": method, "chat": chat, "body": body, "delivered": True}


def found(entries: list[dict[str, Any]], *words: WordRow, document: object = None) -> list[Leak]:
    return find_leaks(entries, SEATS, words, CASE, script=SCRIPT, sentences=SENTENCES, document=document)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (STORY, "p1_story"),
        (BATNA, "batna"),
        (HIDDEN, "interest"),
        ("dan kan mijn zoon verder", "ladder"),
        ("Een vaste contactpersoon", "needs"),
        ("Geen boer die met schuld achterblijft", "red_lines"),
        ("een 5 als er een datum op tafel ligt", "p1_will"),
        ("dat gaat dus echt niet", "reason for A"),
    ],
)
def test_what_the_case_gives_the_mediator_alone_is_found_in_the_group(text: str, source: str) -> None:
    (leak,) = found([call(GROUP, f"Een van de partijen zegt: {text}.")])
    assert leak == Leak(1, GROUP, "sendMessage", "farmers", source, text)


def test_what_the_case_gives_others_is_no_secret_of_the_case() -> None:
    shown = "gewone taal voor iedereen aan tafel. Een gezond bedrijf voor de volgende generatie"
    assert found([call(GROUP, shown)]) == []


@pytest.mark.parametrize("chat", [GROUP, PROVINCE, 4242])
def test_words_that_were_not_released_are_found_in_any_chat_but_the_owners(chat: int) -> None:
    word = said("wij denken aan vertrek naar Canada", circle=Circle.ANONYMOUS, prompt="p1_stake")
    (leak,) = found([call(chat, "1. Wij denken aan vertrek naar Canada\n2. rust")], word)
    assert (leak.chat, leak.owner, leak.source) == (chat, "farmers", "p1_stake")


@pytest.mark.parametrize("chat", [FARMER, MEDIATOR])
def test_the_owner_and_the_mediator_may_see_everything(chat: int) -> None:
    everything = "\n".join([STORY, BATNA, HIDDEN, "inspreken" if chat == MEDIATOR else ""])
    assert found([call(chat, everything)], said(STORY), said("ijsvogels")) == []


def test_a_toast_is_read_by_whoever_pressed() -> None:
    def toast_for(user: int) -> list[dict[str, Any]]:
        press = {"id": "77", "from": {"id": user}, "message": {"chat": {"id": GROUP}}}
        update = {"n": 1, "kind": "update", "method": "callback_query", "chat": GROUP, "body": press}
        answer = call(None, BATNA, "answerCallbackQuery", callback_query_id="77")
        return [update | {"delivered": True}, answer]

    assert [one.chat for one in found(toast_for(PROVINCE))] == [PROVINCE]
    assert found(toast_for(FARMER)) == []


def test_a_toast_nobody_is_known_to_have_asked_for_counts_as_read_by_all() -> None:
    assert len(found([call(None, BATNA, "answerCallbackQuery", callback_query_id="1")])) == 1


@pytest.mark.parametrize(
    "entry",
    [
        call(GROUP, f"Nieuw: {BATNA}", "editMessageText", message_id=3),
        call(GROUP, "", "sendDocument", caption=BATNA),
        call(GROUP, "Kies", reply_markup={"inline_keyboard": [[{"text": f"1. {BATNA}"}]]}),
        call(GROUP, "", "sendPoll", question="Wat vindt u?", options=[{"text": BATNA}]),
    ],
    ids=["edit", "caption", "button", "poll"],
)
def test_edits_captions_buttons_and_polls_are_looked_at_too(entry: dict[str, Any]) -> None:
    assert [one.source for one in found([entry])] == ["batna"]


@pytest.mark.parametrize(
    "dressed",
    [
        BATNA.upper(),
        "Procederen  en\nwachten\u00a0op onteigening",
        f"\u2013 \u2018{BATNA}\u2019",
        f"\u201c{BATNA}!\u201d, zei men",
        "Proce\u00adderen en wachten op onteige\u200bning",
        f"De groep kiest.\n\n──────────\n\nOne party says: {BATNA}.",
    ],
    ids=["case", "white space", "quotation marks", "punctuation", "invisible", "bilingual"],
)
def test_layout_makes_no_difference(dressed: str) -> None:
    assert len(found([call(GROUP, dressed)])) == 1


def test_a_private_text_counts_only_in_whole_words() -> None:
    assert found([call(GROUP, f"x{BATNA}en")]) == []


@pytest.mark.parametrize("line", ["inspreken", "2. Inspreken", "\u2013 \u2018inspreken\u2019", "Inspreken."])
def test_a_short_text_is_found_as_a_whole_line(line: str) -> None:
    (leak,) = found([call(GROUP, f"De punten:\n{line}\nTot morgen")])
    assert (leak.owner, leak.text) == ("province", "inspreken")


def test_a_short_text_inside_a_sentence_is_no_leak() -> None:
    assert found([call(GROUP, "U kunt inspreken op de avond zelf")]) == []


def test_a_text_too_long_for_one_message_is_found_in_its_parts() -> None:
    story = " ".join(f"woord{number}" for number in range(1200))
    parts = [call(GROUP, story[:4000]), call(GROUP, story[4000:])]
    assert len(found(parts, said(story))) == 2


def test_the_same_sentence_given_as_an_idea_is_no_leak() -> None:
    idea = released(BATNA, kind="idea")
    assert found([call(GROUP, f"1. {BATNA}")], said(BATNA), idea) == []


def test_words_inside_a_released_text_or_a_sentence_of_the_bot_are_no_leak() -> None:
    inside = said("de dijk wordt verlegd naar het zuiden", FARMER)
    whole = released("Wij willen dat de dijk wordt verlegd naar het zuiden, snel", PROVINCE)
    bots_own = said("leest het vandaag nog")
    name = said("Provincie Noord-Brabant")
    shown = f"{whole.text}\nDank u. Uw bemiddelaar Anna leest het vandaag nog. Provincie Noord-Brabant"
    assert found([call(GROUP, shown)], inside, whole, bots_own, name) == []


def test_the_same_private_text_is_found_beside_the_released_one_that_holds_it() -> None:
    inside = said("de dijk wordt verlegd naar het zuiden", FARMER)
    whole = released("Wij willen dat de dijk wordt verlegd naar het zuiden, snel", PROVINCE)
    assert len(found([call(GROUP, f"{whole.text}. Ook: {inside.text}")], inside, whole)) == 1


def test_a_released_word_inside_a_private_text_does_not_hide_it() -> None:
    assert len(found([call(GROUP, STORY)], released("opvolger", PROVINCE), released("geen", PROVINCE))) == 1


def test_what_two_parties_both_said_in_private_may_be_read_back_to_each() -> None:
    both = [said("dat weten wij nog niet", FARMER), said("Dat weten wij nog niet", PROVINCE)]
    entries = [call(chat, "U zei: \u2018dat weten wij nog niet\u2019") for chat in (FARMER, PROVINCE)]
    assert found(entries, *both) == []
    assert len(found([call(GROUP, "dat weten wij nog niet")], *both)) == 1


def test_a_hidden_interest_is_a_leak_even_when_its_own_party_released_it() -> None:
    assert len(found([call(GROUP, HIDDEN)], released(HIDDEN, kind="interest"))) == 1
    assert found([call(GROUP, HIDDEN)], released(HIDDEN, PROVINCE)) == []


def test_the_mediators_words_are_private_until_released() -> None:
    draft = said("Niemand blijft achter met schulden", MEDIATOR, party=None, prompt="desk")
    assert [one.owner for one in found([call(FARMER, draft.text)], draft)] == ["mediator"]
    assert found([call(FARMER, draft.text)], replace(draft, circle=Circle.ATTRIBUTED, released=True)) == []


def test_the_agreement_is_read_by_everybody() -> None:
    (leak,) = found([], document={"articles": [{"number": 1, "text": f"Alternatief: {BATNA}"}]})
    assert (leak.n, leak.chat, leak.method) == (None, None, "agreement.json")


def test_what_was_not_delivered_and_what_people_typed_themselves_is_no_leak() -> None:
    refused = call(GROUP, BATNA) | {"delivered": False}
    typed = call(GROUP, BATNA, "message") | {"kind": "update"}
    assert found([refused, typed]) == []


def test_a_clean_rehearsal_has_no_leaks() -> None:
    words = [said(STORY), released("Snel en blijvend zekerheid"), released("Droge voeten", PROVINCE)]
    entries = [
        call(FARMER, f"U zei: {STORY}"),
        call(MEDIATOR, f"{STORY}\n{BATNA}\n{HIDDEN}"),
        call(PROVINCE, "Wat is er volgens u aan de hand?"),
        call(GROUP, "1. Snel en blijvend zekerheid\n2. Droge voeten"),
    ]
    assert found(entries, *words) == []


def test_fifteen_hundred_messages_against_as_many_texts_take_less_than_three_seconds() -> None:
    words = [said(f"dat is wat partij {number} van nummer {number * 7} vindt") for number in range(1500)]
    text = "Dat is wat er staat. " * 30
    entries = [call(GROUP, f"{text}{number}") for number in range(1500)]
    start = perf_counter()
    assert found([*entries, call(GROUP, words[700].text)], *words)
    assert perf_counter() - start < 3
