"""A case's own questions: by chat, by file; and the way of a file from the chat to the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from local import Local


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
