"""A rehearsal that is told to stop takes its bot along."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from test_rehearsals import CASES

LONGEST = 30.0  # real seconds


def children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def until_there_is_a_bot(process: int) -> int:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        for child in children(process):
            if b"\0run\0" in Path(f"/proc/{child}/cmdline").read_bytes():
                return child
        time.sleep(0.1)
    raise AssertionError("no bot was started")


def test_sigterm_ends_the_rehearsal_and_its_bot(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "bot",
        "rehearse",
        str(CASES / "storm_king.yaml"),
        "--out",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as rehearsal:  # noqa: S603
        bot = until_there_is_a_bot(rehearsal.pid)
        rehearsal.send_signal(signal.SIGTERM)
        _, errors = rehearsal.communicate(timeout=LONGEST)
    assert rehearsal.returncode == 0
    assert "Traceback" not in errors
    assert not Path(f"/proc/{bot}").exists()
