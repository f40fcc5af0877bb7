"""Whether the record is as it was written: every line, in its place, none missing. Shows no line."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from storage import Operator, Store, Transaction


class Checked(NamedTuple):
    """What is wrong, a sentence each, and where the record stands now."""

    wrong: list[str]
    head: str


async def check_record(store: Path, operator: Operator, head: str = "") -> Checked:
    """`head`: the record's code, noted earlier. StoreRefused while the bot runs: verify a copy then."""
    opened = await Store.open(store, operator)
    try:
        return await opened.transact(lambda tx: _checked(tx, head))
    finally:
        await opened.close()


def _checked(tx: Transaction, head: str) -> Checked:
    return Checked(tx.verify_record(head), tx.record_head())
