"""Transactions a second that are safe on the disk: one at a time, and when many wait for the same commit."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flows.effects import Circle, Keep
from storage import Operator, Outgoing, Sealer, Store, Transaction

OPERATOR = Operator(lambda: (Sealer(bytes(32)),))
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def answer(name: str) -> Callable[[Transaction], None]:
    """What one answer costs: an inbox row in and out, a state, 1 kB of words, a receipt in the outbox."""

    def act(tx: Transaction) -> None:
        tx.receive("telegram", name, "x" * 450, NOW)
        tx.handled(tx.oldest_open()[0].id)
        tx.save(f"interview/{name}", "x" * 300)
        tx.keep(
            Keep(
                id=name,
                mediation="m",
                party="p",
                user=1,
                kind="answer",
                prompt="p",
                script_version=1,
                circle=Circle.MEDIATOR,
                text="x" * 1024,
                at=NOW,
            )
        )
        tx.put(Outgoing(key=name, mediation="m", chat=1, kind="tell", body="x" * 300, user=1))

    return act


async def measure(waiting: int, total: int) -> None:
    """Run `total` transactions by `waiting` tasks, each with one transaction at a time."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        store = await Store.open(Path(folder) / "store.db", OPERATOR)

        async def task(number: int) -> None:
            for turn in range(total // waiting):
                await store.transact(answer(f"{number}/{turn}"))

        begun = time.perf_counter()
        await asyncio.gather(*(task(number) for number in range(waiting)))
        rate = total / (time.perf_counter() - begun)
        await store.close()
    print(f"synchronous=FULL, {waiting:3} waiting: {rate:8,.0f} transactions/s")


async def main() -> None:
    for waiting, total in ((1, 1_000), (10, 5_000), (100, 10_000)):
        await measure(waiting, total)


if __name__ == "__main__":
    asyncio.run(main())
