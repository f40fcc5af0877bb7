"""The wall clock wakes a loop at a signal or at a moment, whichever comes first."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from bot.clock import WallClock


@pytest_asyncio.fixture
async def clock() -> AsyncIterator[WallClock]:
    made = WallClock()
    await made.start()
    yield made
    await made.stop()


async def test_it_wakes_when_the_moment_has_come(clock: WallClock) -> None:
    due = clock.now() + timedelta(seconds=0.2)
    async with asyncio.timeout(3):
        await clock.wait("bell", asyncio.Event(), due)
    assert clock.now() >= due


async def test_it_wakes_at_a_signal_before_the_moment(clock: WallClock) -> None:
    signal = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, signal.set)
    async with asyncio.timeout(3):
        await clock.wait("bell", signal, clock.now() + timedelta(hours=1))
    assert not signal.is_set()


async def test_what_is_due_already_is_not_waited_for(clock: WallClock) -> None:
    async with asyncio.timeout(1):
        await clock.wait("bell", asyncio.Event(), clock.now() - timedelta(days=3))


async def test_a_later_wait_of_the_same_loop_replaces_the_earlier(clock: WallClock) -> None:
    signal = asyncio.Event()
    signal.set()
    await clock.wait("bell", signal, clock.now() + timedelta(seconds=0.1))
    waiting = asyncio.create_task(clock.wait("bell", signal, clock.now() + timedelta(hours=1)))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    waiting.cancel()
