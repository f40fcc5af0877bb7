"""A case's own questions: by chat, by file; and the way of a file from the chat to the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local import Local
from mediation import FARMERS, TOWN, Play
from room import MEDIATOR, shown

from flows.events import Fetched, QuestionsWritten
from handlers.catalogues import Sentences
from workshop.question_file import read_changes, write_changes


@pytest.mark.parametrize(
    ("name", "data", "answer"),
    [
        ("foto.pdf", b"%PDF", "twee soorten bestanden"),
        ("vragen.txt", b"\xff\xfe\x00nee", "niet als tekst lezen"),
        ("vragen.txt", b"x" * 1_000_001, "te groot"),
        ("vragen.txt", b"zomaar iets", "geen vragenlijst"),
    ],
)
async def test_a_document_reaches_the_desk(tmp_path: Path, name: str, data: bytes, answer: str) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        local.world.send_file(local.mediator, local.mediator, name, data)
        await local.settled()
        assert answer in local.last(local.mediator)


async def test_a_file_of_changes_reaches_the_desk(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        local.world.send_file(local.mediator, local.mediator, "v.yaml", b"changes:\n- skip: p1_history\n")
        await local.settled()
        assert "weggelaten" in local.last(local.mediator)
        wrong = b"changes:\n- skip: p6_sign\n- add: bus\n"
        local.world.send_file(local.mediator, local.mediator, "v.yaml", wrong)
        await local.settled()
        assert "regel 3" in local.last(local.mediator)
        assert "regel 2" in local.last(local.mediator)
        assert "niets gewijzigd" in local.last(local.mediator)


def test_a_case_is_tailored_by_chat() -> None:
    play = Play()
    play.command(MEDIATOR, "questions").press(MEDIATOR, "prompt:p1_history").press(
        MEDIATOR, "tailoring.act.skip"
    )
    play.command(MEDIATOR, "questions").press(MEDIATOR, "prompt:p1_story").press(
        MEDIATOR, "tailoring.act.add"
    )
    play.say(MEDIATOR, "Komt u met de bus?").say(MEDIATOR, "Do you come by bus?")
    play.command(MEDIATOR, "questions").press(MEDIATOR, "prompt:p1_facts").press(MEDIATOR, "tailoring.act.up")
    play.command(MEDIATOR, "questions").press(MEDIATOR, "prompt:p1_will").press(
        MEDIATOR, "tailoring.act.reword"
    )
    play.say(MEDIATOR, "Wilt u?").say(MEDIATOR, "Do you want to?")
    play.to_phase(2)
    notes = play.mediation.notes
    assert "p1_history" not in notes
    assert notes["own:own2"]["p1"].words
    assert "both:Wilt u?" in play.seen(FARMERS)
    assert "both:Komt u met de bus?" in play.seen(FARMERS)
    order = [one for one in notes if one.startswith(("p1_", "own"))]
    assert order.index("p1_facts") < order.index("p1_procedures")
    assert order.index("own:own2") == order.index("p1_story") + 1
    assert play.mediation.script_edition == 4


# ------------------------------------------------------------------ what is refused, and where


def send(play: Play, text: str) -> list[str]:
    """A file as it comes in; keys of the last message at the desk."""
    read = read_changes(text).model_dump(mode="json")
    purpose = {"do": "tailoring", "user": MEDIATOR, **read}
    play.raise_(play.address, Fetched(purpose=purpose, name="v.yaml"))
    return play.last(MEDIATOR)


BUS = "  after: p1_story\n  type: text\n  nl: Komt u met de bus?\n  en: Do you come by bus?\n"

REFUSED = [
    ("changes:\n- skip: p9_nothing", 2, "tailoring.unknown"),
    ("changes:\n- skip: own_text", 2, "tailoring.unknown"),
    ("changes:\n- skip: p6_sign", 2, "tailoring.fixed"),
    ("changes:\n- reword: on_consent_data\n  nl: a\n  en: b", 2, "tailoring.fixed"),
    ("changes:\n- skip: p3_want", 2, "tailoring.needed"),
    ("changes:\n- reword: p1_story\n  nl: a\n  en: b\n  share: attributed", 5, "tailoring.file.share"),
    ("changes:\n- add: bus\n  share: anonymous\n" + BUS, 3, "tailoring.file.share"),
    ("changes:\n- reword: p2_frames_fixed\n  nl: a\n  en: b\n  audience: all", 5, "tailoring.file.field"),
    ("changes:\n- reword: p1_story\n  nl: a\n  en: b\n  key: p1_tale", 5, "tailoring.file.field"),
    ("changes:\n- add: bus\n" + BUS.replace("text", "scale"), 4, "tailoring.file.type"),
    ("changes:\n- add: bus\n" + BUS.replace("text", "choice"), 2, "tailoring.options"),
    ("changes:\n- add: bus\n" + BUS + "  options:\n  - {nl: Ja}", 7, "tailoring.file.option"),
    ("changes:\n- reword: p1_story\n  nl: Vertel.", 2, "tailoring.file.missing_en"),
    ("changes:\n- reword: p1_story\n  nl: Vertel.\n  en: ' '", 2, "tailoring.both"),
    ("changes:\n- reword: p1_story\n  nl: [a]\n  en: b", 3, "tailoring.file.value"),
    ("changes:\n- reword: p1_story\n  nl: 'Vertel, {party}.'\n  en: Tell.", 2, "tailoring.places"),
    (f"changes:\n- reword: p1_story\n  nl: {'x' * 1001}\n  en: b", 2, "tailoring.too_long"),
    ("changes:\n- add: p1_story\n" + BUS, 2, "tailoring.key"),
    ("changes:\n- add: De Bus\n" + BUS, 2, "tailoring.key"),
    (f"changes:\n- add: bus\n{BUS}- add: bus\n{BUS}", 7, "tailoring.key"),
    ("changes:\n- skip: p1_facts\n- skip: p1_facts", 3, "tailoring.left_out"),
    ("changes:\n- skip: p1_story\n  skip: p1_facts", 2, "tailoring.file.act"),
    ("changes:\n- drop: p1_story", 2, "tailoring.file.act"),
    ("changes:\n- p1_story", 2, "tailoring.file.act"),
    ("changes:\n- add: bus\n" + BUS.replace("p1_story", "p9_nothing"), 2, "tailoring.unknown"),
    ("changes:\n- add: bus\n" + BUS.replace("  after: p1_story\n", ""), 2, "tailoring.file.missing_after"),
    ("changes:\n- add: bus\n" + BUS.replace("p1_story", "p5_support"), 2, "tailoring.no_round_of_its_own"),
    ("changes:\n- add: bus\n" + BUS.replace("p1_story", "c_change"), 2, "tailoring.no_round_of_its_own"),
    (f"changes:\n- skip: p1_story\n- add: bus\n{BUS}", 3, "tailoring.left_out"),
    ("changes:\n- move: p1_facts\n  after: p3_want", 2, "tailoring.other_round"),
    ("changes:\n- move: p2_represent\n  after: p2_frames_react", 2, "tailoring.no_round_of_its_own"),
    ("changes:\n- move: p1_facts\n  after: p1_facts", 2, "tailoring.itself"),
    ("changes:\n- move: p1_facts", 2, "tailoring.file.missing_after"),
    ("changes: []", 1, "tailoring.file.no_changes"),
    ("skip: p1_story", 1, "tailoring.file.no_changes"),
    ("p1_story", 1, "tailoring.file.no_changes"),
    ("version: 2\nchanges:\n- skip: p1_story", 1, "tailoring.file.field"),
    ("edition: twee\nchanges:\n- skip: p1_facts", 1, "tailoring.file.edition"),
    ("changes: []\nchanges:\n- skip: p1_facts", 1, "tailoring.file.twice"),
    ("changes:\n- skip: 'p1_facts", 2, "tailoring.file.yaml"),
    ("changes:\n" + "- skip: p1_facts\n" * 61, 3, "tailoring.left_out"),
]


@pytest.fixture(scope="module")
def untouched() -> Play:
    return Play()


@pytest.mark.parametrize(("text", "line", "key"), REFUSED, ids=lambda one: str(one)[:40])
def test_what_cannot_be_is_refused_with_its_line(untouched: Play, text: str, line: int, key: str) -> None:
    said = send(untouched, text)
    assert said[0] == "tailoring.mistakes"
    assert said[said.index("tailoring.line") + 1 :][:2] == [str(line), key]
    assert untouched.mediation.tailoring == ()
    for language in ("nl", "en"):
        assert Sentences.load().sentence(key, language)


def test_more_changes_than_anybody_oversees_are_refused(untouched: Play) -> None:
    many = "".join(
        f"- add: bus{number}\n  after: p1_story\n  type: text\n  nl: a\n  en: b\n" for number in range(61)
    )
    assert "tailoring.too_many" in send(untouched, f"changes:\n{many}")
    assert untouched.mediation.tailoring == ()


def test_one_wrong_line_and_nothing_is_changed() -> None:
    play = Play()
    assert "tailoring.mistakes" in send(play, "changes:\n- skip: p1_facts\n- skip: p9_nothing")
    assert (play.mediation.tailoring, play.mediation.script_edition) == ((), 0)


# ------------------------------------------------------------------ the whole list as a file

CHANGES = """changes:
- skip: p1_history
- reword: p1_story
  nl: Vertel eens.
  en: Tell us.
- move: p1_facts
  after: p1_story
- add: bus
  after: p1_story
  type: choice
  nl: Komt u met de bus?
  en: Do you come by bus?
  options:
  - {nl: Ja, en: Yes}
  - {nl: Nee, en: No}
"""


def exported(play: Play) -> str:
    """The file as it is made of the case as it stands."""
    play.command(MEDIATOR, "questions", "file")
    material = play.works[-1].material
    return write_changes(material["changes"], material["edition"], ["een: twee"], ["- skip: p1_story"])


def test_what_is_written_and_read_again_changes_nothing() -> None:
    play = Play()
    send(play, CHANGES)
    before = play.mediation
    assert send(play, exported(play)) == ["tailoring.same", "1"]
    assert (play.mediation.tailoring, play.mediation.script_edition) == (before.tailoring, 1)


def test_without_any_change_the_file_changes_nothing_either() -> None:
    play = Play()
    assert send(play, exported(play)) == ["tailoring.same", "0"]


def test_the_file_with_a_change_comes_in_the_place_of_all_of_them() -> None:
    play = Play()
    send(play, CHANGES)
    send(play, exported(play).replace("- skip: p1_history\n", "").replace("Tell us.", "Tell me."))
    made = play.mediation.tailoring
    assert [(one.do, one.key) for one in made] == [
        ("reword", "p1_story"),
        ("move", "p1_facts"),
        ("add", "bus"),
    ]
    assert made[0].en == "Tell me."
    assert play.mediation.script_edition == 2


def test_a_file_of_an_earlier_edition_is_refused_and_says_what_to_do() -> None:
    play = Play()
    send(play, CHANGES)
    old = exported(play)
    send(play, "changes:\n- skip: p1_will")
    assert send(play, old) == ["tailoring.older", "1", "2"]
    assert play.mediation.script_edition == 2


NASTY = st.text(min_size=1, max_size=60).filter(lambda one: one.strip() != "")


@settings(deadline=None)
@given(nl=NASTY, en=NASTY, comment=st.text(max_size=60))
def test_whatever_a_wording_holds_it_is_read_as_it_was_written(nl: str, en: str, comment: str) -> None:
    change = {"do": "reword", "key": "p1_story", "nl": nl, "en": en}
    read = read_changes(write_changes([change], 7, [comment], [comment]))
    assert read.mistakes == ()
    assert read.edition == 7
    assert [{**one, "line": 0} for one in read.changes] == [{**change, "line": 0}]


async def test_the_file_comes_over_the_wire_and_goes_back_unchanged(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        local.world.send_file(local.mediator, local.mediator, "v.yaml", CHANGES.encode())
        await local.settled()
        await local.say(local.mediator, "/vragen bestand")
        message = local.world.visible(local.mediator, local.mediator)[-1]
        assert message.file is not None
        data = message.file.data
        text = data.decode()
        assert message.file.name == "vragen-1.yaml"
        assert "# Vragen van Dorpsplein, versie 1." in text
        assert "p1_story: Vertel eens." in text
        assert "#   bus: Komt u met de bus?" in text
        assert "p1_history:" not in text.split("changes:")[-1].split("#", 1)[1]
        local.world.send_file(local.mediator, local.mediator, "vragen-1.yaml", data)
        await local.settled()
        assert "precies wat er nu al geldt (versie 1)" in local.last(local.mediator)


def test_the_file_goes_to_the_mediator_who_asked() -> None:
    play = Play()
    play.command(MEDIATOR, "questions").press(MEDIATOR, "tailoring.as_file")
    assert play.works[-1].job == "question_file"
    play.raise_(play.address, QuestionsWritten(user=MEDIATOR, edition=0, file="m-questions.yaml"))
    assert play.files[MEDIATOR] == ["m-questions.yaml"]


# ------------------------------------------------------------------ with which questions an answer was given


def test_the_edition_is_kept_with_every_answer_of_a_round() -> None:
    play = Play()
    play.seat_all()
    for user in play.parties:
        play.onboard(user)
    send(play, "changes:\n- reword: p2_represent\n  nl: Wie?\n  en: Who?\n- skip: p1_facts")
    play.all_answer().next().say(MEDIATOR, "Een samenvatting.")
    play.press(MEDIATOR, "points.send")
    play.all_answer().next().press(MEDIATOR, "go.go").say(MEDIATOR, "Iedereen wil.")
    play.close(1)
    play.all_answer()
    notes = play.mediation.notes
    assert notes["p1_facts"]["p1"].edition == 0, (
        "a round that was open keeps the questions it was opened with"
    )
    assert notes["p2_represent"]["p1"].edition == 1
    kept = {one.prompt: (one.edition, one.script_version) for one in play.words.values() if one.party}
    assert kept["p1_story"] == (0, 1)
    assert kept["p2_represent"] == (1, 1)
    said = [one for one in play.told[TOWN] if "both:Wie?" in shown(one)]
    assert said


def test_what_follows_from_an_answer_has_the_edition_of_its_question() -> None:
    play = Play()
    send(play, "changes:\n- skip: p3_future")
    play.to_phase(4)
    by_id: dict[str, Any] = {id: notes["p1"] for id, notes in play.mediation.notes.items() if "p1" in notes}
    ladders = [note.edition for id, note in by_id.items() if id.startswith(("ladder:", "confirm:"))]
    assert ladders
    assert set(ladders) == {1}
    interests = [one for one in play.words.values() if one.kind == "interest"]
    assert interests
    assert {one.edition for one in interests} == {1}
