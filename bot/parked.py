"""Events that could not be handled: what stands aside, and the way back after the mend. Shows no content."""

from __future__ import annotations

from pathlib import Path

from storage import InboxRow, Operator, Store, Transaction


async def parked(store: Path, operator: Operator, replay: int | None) -> list[str]:
    """A line for each parked event; `replay` (its number) puts one back in front of the engine.

    StoreRefused while the bot runs: it alone has the store open.
    """
    opened = await Store.open(store, operator)
    try:
        return await opened.transact(lambda tx: _parked(tx, replay))
    finally:
        await opened.close()


def _parked(tx: Transaction, replay: int | None) -> list[str]:
    rows = tx.quarantined()
    if replay is None:
        return [_line(one) for one in rows] or ["nothing is parked"]
    if replay not in {one.id for one in rows}:
        return [f"no event {replay} is parked"]
    tx.replay(replay)
    return [f"event {replay} is handled again when the bot starts"]


def _line(row: InboxRow) -> str:
    return f"event {row.id}, from {row.source}, received {row.received:%Y-%m-%d %H:%M} UTC: {row.reason}"
