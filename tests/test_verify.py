"""`draagvlak verify`: a byte or a word changed is found in each form; so are an old version and a stranger's file."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from agreements import agreement
from keys import OPERATOR

from bot.cli import main
from bot.verify import VerifyRefusedError, verify
from flows.agreement import Agreement
from storage import Store
from workshop.agreement_files import agreement_files
from workshop.document import AgreementText, groups, hashed
from workshop.kept_file import Form

FORMS: tuple[Form, ...] = ("pdf", "docx", "md", "json")
PARTY = "Hoogheemraadschap 1 Nieuwe dijk aan de zuidkant"


def kept(tmp_path: Path, form: str, document: AgreementText | None = None) -> Path:
    file = tmp_path / f"kept.{form}"
    file.write_bytes(agreement_files(document or agreement(), "nl")[form])
    return file


def first(file: Path, **given: object) -> str:
    """The sentence of the check itself, after title and code."""
    return verify(file, **given).lines[2]  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS)
def test_a_file_as_it_was_made_is_unaltered_whatever_it_is_called(tmp_path: Path, form: Form) -> None:
    verdict = verify(kept(tmp_path, form).rename(tmp_path / "iets"))
    assert verdict.good
    assert verdict.lines[2].startswith("UNALTERED.")
    assert groups(agreement().hash) in verdict.lines[1]


def test_every_changed_byte_of_a_pdf_is_found(tmp_path: Path) -> None:
    """At forty places: another byte never passes for the file as it was made."""
    made = agreement_files(agreement(), "nl")["pdf"]
    file = tmp_path / "kept"
    for at in range(0, len(made), max(len(made) // 40, 1)):
        changed = bytes([made[at] ^ 1])
        file.write_bytes(made[:at] + changed + made[at + 1 :])
        assert not verify(file).good, at


def test_another_word_in_the_data_is_altered_in_each_form(tmp_path: Path) -> None:
    for form in FORMS:
        document = agreement().model_copy(update={"question": "Een andere vraag"})  # with the old hash
        assert first(kept(tmp_path, form, document)).startswith("ALTERED. The text in it is not")


def test_a_word_changed_in_the_markdown_is_shown_as_it_was(tmp_path: Path) -> None:
    file = kept(tmp_path, "md")
    file.write_text(file.read_text().replace("zuidkant", "noordkant", 1))
    lines = verify(file).lines
    assert (lines[2][:8], "zuidkant" in lines[2], "noordkant" in lines[3]) == ("ALTERED.", True, True)


def test_a_lawyer_who_edits_the_word_file_is_found_and_one_who_only_saves_it_is_not(tmp_path: Path) -> None:
    file = kept(tmp_path, "docx")
    for old, new, said in ((b"", b"", "UNALTERED WORDS."), (b"zuidkant", b"noordkant", "ALTERED. It should")):
        saved = io.BytesIO()
        with zipfile.ZipFile(file) as before, zipfile.ZipFile(saved, "w") as after:  # with today's date
            for name in before.namelist():
                data = before.read(name)
                after.writestr(
                    name, data.replace(old, new, 1) if name == "word/document.xml" and old else data
                )
        again = tmp_path / "again.docx"
        again.write_bytes(saved.getvalue())
        assert first(again).startswith(said)


def test_what_was_added_to_a_pdf_is_said_as_a_signing_service_does(tmp_path: Path) -> None:
    file = kept(tmp_path, "pdf")
    file.write_bytes(file.read_bytes() + b"\n% a signature would stand here\n")
    verdict = verify(file)
    assert not verdict.good
    assert verdict.lines[2].startswith("ADDED TO.")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hallo",
        b"{}",
        b'{"title": 1}',
        b"%PDF-1.7\nbroken",
        b"PK\x03\x04broken",
        b"\xff\xfe",
        b"<!-- draagvlak {",
    ],
)
def test_what_is_not_ours_gets_a_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x"
    file.write_bytes(data)
    verdict = verify(file)
    assert not verdict.good
    assert verdict.lines[0].startswith("NOT OURS. ")
    assert len(verdict.lines) == 1


def test_a_pdf_of_somebody_else_is_not_ours(tmp_path: Path) -> None:
    from workshop.report import Report, typeset_report  # noqa: PLC0415

    file = tmp_path / "report.pdf"
    file.write_bytes(typeset_report(Report(heading="x", title="y", page="p", sections=()), "nl"))
    assert verify(file).lines == ["NOT OURS. It is a PDF, and carries no text of an agreement."]


def test_the_code_somebody_kept_says_whether_it_is_that_text(tmp_path: Path) -> None:
    file, code = kept(tmp_path, "pdf"), agreement().hash
    for same in (code, groups(code), groups(code).upper(), code[:16]):
        assert verify(file, same).good
        assert verify(file, same).lines[-1].startswith("THE SAME CODE.")
    other = verify(file, agreement("Iets anders").hash)
    assert (other.good, other.lines[-1][:13]) == (False, "ANOTHER TEXT.")


def test_a_code_too_short_and_a_store_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(VerifyRefusedError, match="four groups"):
        verify(kept(tmp_path, "json"), "ab12")
    with pytest.raises(VerifyRefusedError, match="no store"):
        verify(kept(tmp_path, "json"), store=tmp_path / "none.db")
    with pytest.raises(VerifyRefusedError, match="cannot be read"):
        verify(tmp_path / "nothing.pdf")
    assert list(tmp_path.glob("*.db")) == []


# ------------------------------------------------------------------ beside the store


def agreed(document: AgreementText, *, version: int, earlier: dict[str, int]) -> Agreement:
    return Agreement(
        mediation="m",
        version=version,
        code=document.hash,
        earlier=earlier,
        material={"parties": [{"id": "p1", "name": PARTY}, {"id": "p2", "name": "De rest"}]},
        users={"p1": 10, "p2": 11},
        confirmed={"p1": datetime(2026, 5, 19, 9, tzinfo=UTC)},
    )


async def stored(path: Path, agreement: Agreement) -> Path:
    store = await Store.open(path, OPERATOR)
    await store.transact(lambda tx: tx.save("agreement:m", agreement.model_dump_json()))
    await store.close()
    return path


async def test_the_store_says_who_confirmed_this_text(tmp_path: Path) -> None:
    document = agreement()
    store = await stored(tmp_path / "s.db", agreed(document, version=2, earlier={}))
    lines = await _verified(kept(tmp_path, "pdf"), store)
    assert f"Confirmed by {PARTY} on 2026-05-19." in lines
    assert "Not confirmed by De rest." in lines


async def test_an_older_version_is_told_from_a_text_the_store_never_had(tmp_path: Path) -> None:
    old, new = agreement(), agreement("Een nieuwe tekst")
    store = await stored(tmp_path / "s.db", agreed(new, version=3, earlier={old.hash: 2}))
    assert (await _verified(kept(tmp_path, "md"), store))[-1] == (
        "AN OLDER VERSION. This is version 2; the text is now version 3."
    )
    stranger = await _verified(kept(tmp_path, "docx", agreement("Vreemd")), store)
    assert stranger[-1].startswith("NOT OURS. No mediation in this store")


async def test_a_confirmation_that_was_only_written_into_the_file_is_found(tmp_path: Path) -> None:
    document = agreement()
    more = [*document.confirmations, document.confirmations[0].model_copy(update={"party": "De rest"})]
    forged = hashed(document.model_copy(update={"confirmations": tuple(more)}))
    assert forged.hash == document.hash
    store = await stored(tmp_path / "s.db", agreed(document, version=2, earlier={}))
    lines = await _verified(kept(tmp_path, "json", forged), store)
    assert lines[-1].startswith("THE FILE SAYS MORE.")


async def _verified(file: Path, store: Path) -> list[str]:
    """In a thread: the command line has no loop of its own running."""
    from asyncio import to_thread  # noqa: PLC0415

    return (await to_thread(verify, file, "", store, OPERATOR)).lines


def test_the_command_ends_as_the_file_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = kept(tmp_path, "json")
    assert main(["verify", str(file)]) == 0
    assert "UNALTERED." in capsys.readouterr().out
    data = json.loads(file.read_text())
    data["version"] = 9
    file.write_text(json.dumps(data))
    assert main(["verify", str(file), "--code", agreement().hash]) == 1
    assert main(["verify", str(tmp_path / "none")]) == 2
    assert "cannot be read" in capsys.readouterr().err
