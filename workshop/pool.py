"""One worker process for heavy work, so that the bot keeps answering. Must not know what the work is."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Pool:
    """Runs module-level functions with picklable arguments, one at a time; its process starts when needed."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None
        # One job at a time in the executor too, so that a job that kills its worker takes no other with it.
        self._turn = asyncio.Lock()

    async def run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `job`, or its own exception.

        A worker that died (out of memory, killed) is replaced and the job done once more; when that dies too,
        BrokenProcessPool: the job itself is the cause.
        """
        async with self._turn:
            try:
                return await self._attempt(job, *args, **kwargs)
            except BrokenProcessPool:
                return await self._attempt(job, *args, **kwargs)

    async def close(self) -> None:
        """Let the jobs asked for finish and end the process. The pool may be used again."""
        async with self._turn:
            await self._end()

    async def _attempt(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._executor = self._executor or _started()
        try:
            return await asyncio.wrap_future(self._executor.submit(job, *args, **kwargs))
        except BrokenProcessPool:
            await self._end()
            raise

    async def _end(self) -> None:
        executor, self._executor = self._executor, None
        if executor is not None:
            await asyncio.to_thread(executor.shutdown)


def _started() -> ProcessPoolExecutor:
    # Spawn: a fork would copy the bot's threads' locks in whatever state they are.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max_workers=1, mp_context=context, initializer=_settle)


def _settle() -> None:
    """In the worker: leave Ctrl-C to the bot, and go when the bot is gone.

    A worker holds both ends of its own queue, so after a `kill -9` of the bot it would wait for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
