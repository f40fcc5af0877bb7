"""The record: every act has a sentence, a page at a time on a phone, and as files no spreadsheet is fooled by."""

from __future__ import annotations

import ast
import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from local import Local
from mediation import FARMERS, Play
from room import MEDIATOR, buttons
from team_room import OBSERVER, SECOND, with_team

from bot.desk_files import as_csv, harmless
from flows.desk.act_list import ACTS
from flows.desk.acts import PLACES, did, key, who
from flows.events import FilesMade, RecordLine, RecordRead
from handlers.catalogues import LANGUAGES, Sentences
from handlers.check_catalogues import PLACE
from storage.audit import Audit

FLOWS = Path(__file__).parents[1] / "flows"
SENTENCES = Sentences.load()


def _logged() -> Iterator[tuple[str, str]]:
    """(file, phrase) of every act that some decision logs, as written in the code."""
    for path in sorted(FLOWS.rglob("*.py")):
        if path.name == "table.py":  # hands the phrase on
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
                phrase = _phrase(call)
                if phrase is not None:
                    yield from ((path.name, one) for one in _texts(phrase, function))


def _phrase(call: ast.Call) -> ast.expr | None:
    name = getattr(call.func, "id", "")
    if name == "log":
        return call.args[2]
    return next((one.value for one in call.keywords if name == "Log" and one.arg == "act"), None)


def _texts(phrase: ast.expr, function: ast.FunctionDef) -> set[str]:
    """The phrase itself, or whatever the function gives the name it stands under."""
    if isinstance(phrase, ast.Constant):
        return {str(phrase.value)}
    if isinstance(phrase, ast.IfExp):
        return _texts(phrase.body, function) | _texts(phrase.orelse, function)
    if isinstance(phrase, ast.Dict):
        return set().union(*(_texts(one, function) for one in phrase.values))
    if isinstance(phrase, ast.Call):  # acts.get(said, "...")
        return set().union(
            *(_texts(one, function) for one in phrase.args[1:]),
            _texts(phrase.func.value, function),  # type: ignore[attr-defined]
        )
    assert isinstance(phrase, ast.Name), f"an act that cannot be read: {ast.unparse(phrase)}"
    given = [
        one.value
        for one in ast.walk(function)
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == phrase.id
    ]
    assert given, f"{function.name}: where does {phrase.id} come from?"
    return set().union(*(_texts(one, function) for one in given))


def test_every_act_that_is_logged_can_be_read_in_every_language() -> None:
    logged = {act: file for file, act in _logged()}
    assert len(logged) > 50
    assert {act: logged[act] for act in logged.keys() - ACTS} == {}
    for act in ACTS:
        for language in LANGUAGES:
            places = set(PLACE.findall(SENTENCES.sentence(key(act), language)))
            assert places <= set(PLACES), act


def test_an_act_of_another_version_is_shown_as_it_is() -> None:
    assert did(Play().mediation, "stirred the tea", {}).key == "act.other"


def test_a_line_without_what_its_sentence_names_is_still_a_line() -> None:
    assert did(Play().mediation, "read a party's answers", {}).fill["party"] == "-"


# ------------------------------------------------------------------ a page


def _lines(play: Play, n: int) -> tuple[RecordLine, ...]:
    return tuple(
        RecordLine(at=play.now, user=MEDIATOR, act="opened a step", about={"stage": "1.check"})
        for _ in range(n)
    )


def test_a_page_says_when_who_and_what_with_the_way_to_older_lines() -> None:
    play = Play().seat_all()
    play.command(MEDIATOR, "record")
    work = play.works[-1]
    assert (work.job, work.material) == ("record_page", {"user": MEDIATOR, "page": 0, "size": 20})
    play.raise_(play.address, RecordRead(user=MEDIATOR, page=0, lines_in_all=45, lines=_lines(play, 20)))
    seen = play.last(MEDIATOR)
    assert seen.count("record.line") == 20
    assert {"record.mediator", "Anna", "act.opened_a_step", "stage.1.check"} <= set(seen)
    assert buttons(play.told[MEDIATOR][-1]) == ["record.older", "record.as_file"]
    play.press(MEDIATOR, "record.older")
    assert play.works[-1].material["page"] == 1
    play.raise_(play.address, RecordRead(user=MEDIATOR, page=2, lines_in_all=45, lines=_lines(play, 5)))
    assert buttons(play.told[MEDIATOR][-1]) == ["record.newer", "record.as_file"]


def test_who_is_said_by_role_and_name() -> None:
    play = with_team(Play()).seat_all()
    state = play.mediation
    said = {user: who(state, user) for user in (None, MEDIATOR, SECOND, OBSERVER, FARMERS, 12345)}
    assert [getattr(one, "key", "") for one in said.values()] == [
        "record.bot",
        "record.mediator",
        "record.mediator",
        "record.observer",
        "record.party",
        "record.somebody",
    ]
    assert said[SECOND].fill["name"] == "Bram"  # type: ignore[union-attr]


def test_a_page_or_file_asked_for_before_the_asker_was_removed_goes_to_nobody() -> None:
    play = with_team(Play())
    before = len(play.told[OBSERVER])
    play.raise_(play.address, RecordRead(user=OBSERVER, page=0, lines_in_all=1, lines=_lines(play, 1)))
    for what in ("record", "report"):
        play.raise_(play.address, FilesMade(user=OBSERVER, what=what, files=("a", "b")))
    assert len(play.told[OBSERVER]) == before
    assert not play.files.get(OBSERVER)


# ------------------------------------------------------------------ as files


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "\uff1d1", "\u200b=1", "|calc"],
)
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    (row,) = csv.reader(io.StringIO(as_csv([cell], [])))
    assert row == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["Boeren", "", "2026-11-24 10:00", "a=b", 'zegt "nee", dus'])
def test_an_ordinary_cell_stays_as_it_is(cell: str) -> None:
    (row,) = csv.reader(io.StringIO(as_csv([cell, "x"], [])))
    assert row == [cell, "x"]


async def test_the_record_on_a_phone_and_as_files(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        await local.seat("=HYPERLINK(1)", local.person("Jan"))
        for number in range(10):
            await local.invite(f"Partij {number}")
        said = await local.say(local.mediator, "/logboek")
        assert "bemiddelaar Anna Mulder" in said
        assert "nodigde Partij 9 uit" in said
        assert said.index("Partij 9") < said.index("Partij 8"), "the newest first"
        assert local.stored("SELECT count(*) FROM audit")[0][0] >= 13
        await local.press(local.mediator, "Alles als bestand")
        files = local.files()
        rows = list(csv.reader(io.StringIO(files["logboek.csv"].decode("utf-8-sig"))))
        assert rows[0][:3] == ["wanneer", "wie", "wat"]
        assert len(rows) == len(local.stored("SELECT id FROM audit")) + 1
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]
        made = json.loads(files["logboek.json"])
        assert made["record"][0]["act"] == "opened the mediation"
        assert str(local.mediator) not in files["logboek.json"].decode()
        with pytest.raises(AssertionError):
            await local.press(local.mediator, "Later")


async def test_older_lines_are_one_press_away(tmp_path: Path) -> None:
    async with Local(tmp_path, "en") as local:
        await local.create()
        for number in range(25):
            await local.invite(f"Party {number}")
        first = await local.say(local.mediator, "/record")
        assert "Page 1 of 2" in first
        older = await local.press(local.mediator, "Older")
        assert "Page 2 of 2" in older
        assert "opened this mediation" in older
        assert "opened this mediation" not in first
        await local.settled(timedelta(minutes=1))


def test_there_is_no_way_to_change_a_line() -> None:
    """That the table itself refuses it is shown in `test_storage_records`."""
    assert {one for one in vars(Audit) if not one.startswith("_")} == {
        "log",
        "log_of",
        "log_page",
        "log_length",
        "counts",
        "record_head",
        "verify_record",
    }
