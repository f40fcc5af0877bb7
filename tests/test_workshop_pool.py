"""The worker process: it returns results and errors, is replaced when it dies, and leaves with the bot."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
import pytest_asyncio

from workshop.pool import Pool


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_the_first_time(marker: Path) -> str:
    if not marker.exists():
        marker.touch()
        die()
    return "done"


def refuse(word: str) -> None:
    raise ValueError(word)


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[Pool]:
    made = Pool()
    yield made
    await made.close()


async def test_a_job_runs_in_one_other_process(pool: Pool) -> None:
    workers = {await pool.run(os.getpid) for _ in range(3)}
    assert len(workers) == 1
    assert os.getpid() not in workers


async def test_an_error_of_the_job_comes_back_as_itself(pool: Pool) -> None:
    with pytest.raises(ValueError, match="no such agreement"):
        await pool.run(refuse, "no such agreement")


async def test_a_worker_that_dies_is_replaced_and_the_job_done_again(pool: Pool, tmp_path: Path) -> None:
    assert await pool.run(die_the_first_time, tmp_path / "marker") == "done"


async def test_a_job_that_kills_every_worker_is_an_error_and_the_next_job_runs(pool: Pool) -> None:
    with pytest.raises(BrokenProcessPool):
        await pool.run(die)
    assert await pool.run(abs, -3) == 3


async def test_jobs_waiting_behind_one_that_dies_are_done(pool: Pool, tmp_path: Path) -> None:
    jobs = [pool.run(die_the_first_time, tmp_path / "marker"), *(pool.run(abs, -n) for n in range(4))]
    assert await asyncio.gather(*jobs) == ["done", 0, 1, 2, 3]


async def test_closing_ends_the_process_and_the_pool_can_be_used_again(pool: Pool) -> None:
    worker = await pool.run(os.getpid)
    await pool.close()
    assert not alive(worker)
    assert await pool.run(abs, -1) == 1


BOT = """
import asyncio, os
from workshop.pool import Pool

async def main():
    print(await Pool().run(os.getpid), flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_the_worker_leaves_when_the_bot_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "bot.py"
    script.write_text(BOT)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE) as bot:  # noqa: S603
        assert bot.stdout is not None
        worker = int(bot.stdout.readline())
        bot.kill()
    until = time.monotonic() + 10
    while alive(worker) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(worker)


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
