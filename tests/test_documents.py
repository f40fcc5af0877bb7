"""The four files of an agreement: the same words, the same code, the same bytes every time."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile

import pytest
from agreements import agreement
from docx import Document
from docx.document import Document as Word
from pypdf import PdfReader

from workshop.agreement_files import agreement_files
from workshop.agreement_markdown import agreement_markdown
from workshop.agreement_words import DUTCH, ENGLISH
from workshop.document import AgreementText, Commitment, canonical_hash, canonical_text, groups, hashed
from workshop.outline import Chapter, outline
from workshop.typeset import agreement_json, typeset_agreement
from workshop.word_file import agreement_word
from workshop.words import Language

LANGUAGES: tuple[Language, ...] = ("nl", "en")
LONG = "Hoogwaterbeschermingsprogrammafinancieringsovereenkomst"


def word(document: AgreementText, language: Language = "nl") -> Word:
    return Document(io.BytesIO(agreement_word(document, language)))


def pdf_text(document: AgreementText, language: Language = "nl") -> str:
    """The words on the pages, without the breaks that lines and pages make."""
    pages = PdfReader(io.BytesIO(typeset_agreement(document, language))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_document_gives_the_same_bytes_in_every_form(language: Language) -> None:
    first = agreement_files(agreement(), language)
    agreement_files(agreement("Iets anders"), language)
    assert agreement_files(agreement(), language) == first
    assert set(first) == {"pdf", "docx", "md", "json"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_carries_the_same_code(language: Language) -> None:
    document = agreement(language=language)
    files = agreement_files(document, language)
    code = groups(document.hash)
    assert len(code.split()) == 8
    assert all(len(one) == 4 for one in code.split())
    assert code in pdf_text(document, language)
    assert code in word(document, language).sections[0].footer.paragraphs[0].text
    assert document.hash in files["md"].decode()
    assert json.loads(files["json"])["hash"] == document.hash


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapters_are_those_of_every_agreement_also_where_nothing_was_agreed(language: Language) -> None:
    bare = AgreementText(title="Leeg", status="draft", version=1, question="", parties=())
    for document in (bare, agreement()):
        made = outline(document, language).chapters
        assert [one.number for one in made] == [*range(1, 17), 0, 0, 0, 0]
        assert all(one.blocks for one in made)


def test_an_article_keeps_its_number_when_one_before_it_lapses() -> None:
    chapter = _chapter(agreement(), 4)
    assert [one.label for one in chapter.blocks] == ["Artikel 4.1", "Artikel 4.2", "Artikel 4.3"]
    assert chapter.blocks[1].text == DUTCH["lapsed_article"]


def test_every_word_of_the_data_stands_on_the_pages_of_every_form() -> None:
    document = _told_apart(agreement(parties=2))
    wanted = set(re.findall(r"tekst\d+x", document.model_dump_json()))
    assert len(wanted) > 30
    forms = {
        "pdf": pdf_text(document),
        "docx": agreement_word_text(document),
        "md": agreement_markdown(document, "nl").rsplit("<!--", 1)[0],
    }
    for form, text in forms.items():
        assert wanted - set(re.findall(r"tekst\d+x", text)) == set(), form


def _told_apart(document: AgreementText) -> AgreementText:
    """The same with another text in every place, so that a place that is not shown is found."""
    texts = iter(range(1000))
    names: dict[str, str] = {}

    def other(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: other(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [other(one, key) for one in value]
        if not isinstance(value, str) or "dijk" not in value:
            return value
        if value.startswith("Hoogheemraadschap"):  # a party's name is the same wherever it stands
            return names.setdefault(value, f"tekst{next(texts)}x")
        return f"tekst{next(texts)}x"

    return hashed(AgreementText.model_validate(other(document.model_dump(mode="json"))))


def agreement_word_text(document: AgreementText) -> str:
    made = word(document)
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join((*(one.text for one in made.paragraphs), *cells))


def _chapter(document: AgreementText, number: int, language: Language = "nl") -> Chapter:
    return next(one for one in outline(document, language).chapters if one.number == number)


# ------------------------------------------------------------------ the Word file


def test_the_word_file_has_real_headings_a_language_and_heads_that_repeat() -> None:
    made = word(agreement())
    headings = [one.text for one in made.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings[:2] == ["1. Partijen en vertegenwoordiging", "2. Waarom wij dit afspreken"]
    assert len(headings) == 20
    assert made.core_properties.language == "nl-NL"
    assert 'w:lang w:val="nl-NL"' in made.styles.element.xml
    assert made.tables
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in made.tables)


@pytest.mark.parametrize(
    "text", ["a < b & c > d \"'", "]]> <w:p/> &amp;", "regel\ntwee", "\x07\ufffe\u202eomgekeerd"]
)
def test_text_is_never_read_as_xml(text: str) -> None:
    document = agreement(text)
    made = word(document)
    shown = "".join(one for one in text if one.isprintable() or one == "\n")
    assert any(shown in cell.text for row in made.tables[1].rows for cell in row.cells)


def test_nothing_in_a_word_file_says_when_it_was_made() -> None:
    packed = zipfile.ZipFile(io.BytesIO(agreement_word(agreement(), "nl")))
    assert {one.date_time for one in packed.infolist()} == {(2000, 1, 1, 0, 0, 0)}


# ------------------------------------------------------------------ Markdown, JSON, the hash


def test_markdown_reads_nothing_as_markup_and_the_data_cannot_end_its_comment() -> None:
    text = agreement_markdown(agreement("# kop | *vet* --> <b>"), "nl")
    assert "\\# kop \\| \\*vet\\* --\\> \\<b\\>" in text
    assert text.count("-->") == 1


def test_the_json_says_of_each_article_from_which_words_it_came() -> None:
    data = json.loads(agreement_json(agreement()))
    assert data["articles"][0]["sources"] == ["w1"]
    assert data["intents"][0]["sources"] == ["w0"]


def test_sources_are_not_in_the_hash_and_every_word_is() -> None:
    document = agreement()
    moved = document.model_copy(update={"intents": ()})
    other = [one.model_copy(update={"sources": ("w9",)}) for one in document.intents]
    assert canonical_hash(document.model_copy(update={"intents": tuple(other)})) == document.hash
    assert canonical_hash(moved) != document.hash
    assert "sources" not in canonical_text(document)


def test_draft_and_ratified_are_other_words_and_a_draft_has_no_place_to_sign() -> None:
    for words in (DUTCH, ENGLISH):
        assert len({words[f"status.{one}"] for one in ("draft", "in_principle", "ratified")}) == 3
    draft = agreement().model_copy(update={"status": "draft"})
    kinds = [one.kind for one in _chapter(draft, 16).blocks]
    assert "places" not in kinds
    assert "places" in [one.kind for one in _chapter(agreement(), 16).blocks]


def test_both_languages_have_a_word_for_everything() -> None:
    assert set(DUTCH) == set(ENGLISH)
    for key, sentence in DUTCH.items():
        assert set(re.findall(r"{(\w+)}", sentence)) == set(re.findall(r"{(\w+)}", ENGLISH[key])), key


def test_fifteen_parties_and_sixty_commitments_fit_in_every_form() -> None:
    document = agreement(LONG, parties=15, commitments=60)
    assert isinstance(document.commitments[59], Commitment)
    assert "5.60" in pdf_text(document)
    assert "5.60" in agreement_word_text(document)


def test_a_document_of_a_usual_size_takes_no_time_that_anybody_notices() -> None:
    """A guard against something slow creeping in; the figures are with `make bench-documents`."""
    document = agreement(parties=8, commitments=20)
    agreement_files(document, "nl")
    start = time.process_time()
    agreement_files(agreement("Iets anders", parties=8, commitments=20), "nl")
    assert time.process_time() - start < 2
