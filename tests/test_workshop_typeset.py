"""The agreement as PDF and as hash: the same every time, and its text is never read as markup."""

from __future__ import annotations

import hashlib

import pytest
from agreements import DAY, agreement

from workshop.document import AgreementText, PartyLine
from workshop.typeset import canonical_hash, typeset_agreement
from workshop.words import Language

UA = b"<pdfuaid:part>1</pdfuaid:part>"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_same_document_gives_the_same_bytes(language: Language) -> None:
    first = typeset_agreement(agreement(), language)
    typeset_agreement(agreement("Iets anders"), language)
    assert typeset_agreement(agreement(), language) == first
    assert first.startswith(b"%PDF-")


@pytest.mark.parametrize(("language", "tag"), [("nl", b"/Lang(nl-NL)"), ("en", b"/Lang(en-GB)")])
def test_the_document_says_its_language_and_is_accessible(language: Language, tag: bytes) -> None:
    pdf = typeset_agreement(agreement(), language)
    assert tag in pdf
    assert UA in pdf


@pytest.mark.parametrize(
    "text",
    [
        '#panic("no") $x^2 [ ] { } @label <tag> \\ " \' ` * _ ~ // /* = - + 1. https://a.nl/#x',
        '#eval("1") #read("/etc/passwd") #sys.inputs',
        "]#panic()[",
        '"); panic("x',
        "eerste regel\ntweede regel\n\nvierde",
        "a" * 3000,
    ],
)
def test_text_is_never_read_as_markup(text: str) -> None:
    assert UA in typeset_agreement(agreement(text), "nl")


@pytest.mark.parametrize(
    "text",
    [
        "שלום, אנחנו מסכימים",
        "نتفق على هذا",
        "same\u202eold\u2066text\u0000\u0007\u001b end",
        "一致 👍🏽 👨‍👩‍👧 \U0001f3f4 Ω é ß ŋ \ue000 \U00013000",
        "   ",
        "\u200b",
    ],
)
def test_any_script_can_be_printed(text: str) -> None:
    assert typeset_agreement(agreement(text), "nl").startswith(b"%PDF-")


def test_a_large_agreement_with_long_compounds_fits() -> None:
    long = "Hoogwaterbeschermingsprogrammafinancieringsovereenkomst en rivierverruimingsmaatregelenpakket"
    pdf = typeset_agreement(agreement(long, parties=15, commitments=60), "nl")
    assert UA in pdf


@pytest.mark.parametrize("status", ["draft", "in_principle", "ratified"])
def test_an_agreement_with_next_to_nothing_in_it_can_be_printed(status: str) -> None:
    bare = AgreementText.model_validate(
        {"title": "Leeg", "status": status, "version": 1, "question": "", "parties": []}
    )
    assert UA in typeset_agreement(bare, "en")


def test_the_hash_stays_while_parties_confirm_and_bodies_ratify() -> None:
    document = agreement()
    later = document.model_copy(
        update={
            "status": "ratified",
            "confirmations": (),
            "ratifications": tuple(
                r.model_copy(update={"date": DAY, "result": "ratified"}) for r in document.ratifications
            ),
        }
    )
    assert canonical_hash(later) == document.hash
    assert len(document.hash) == 64


def test_the_hash_changes_with_any_word_agreed() -> None:
    document = agreement()
    other_body = document.model_copy(update={"ratifications": document.ratifications[:1]})
    changed = [
        agreement("Nieuwe dijk aan de noordkant"),
        document.model_copy(update={"version": 3}),
        other_body,
    ]
    assert len({canonical_hash(d) for d in [document, *changed]}) == 4


def test_the_hash_is_over_canonical_json_that_anyone_can_write_out() -> None:
    document = AgreementText(
        title="Één dijk", status="draft", version=1, question="", parties=(PartyLine(name="Rijk"),)
    )
    written = '{"parties":[{"name":"Rijk"}],"title":"Één dijk","version":1}'
    assert canonical_hash(document) == hashlib.sha256(written.encode()).hexdigest()
