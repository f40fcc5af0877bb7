"""A case's own questions: by chat, by file; and the way of a file from the chat to the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from local import Local
from mediation import FARMERS, Play
from room import MEDIATOR


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
