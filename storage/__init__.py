"""Remembers: one SQLite file behind `Store` and `Transaction`. Must not know Telegram or a clock."""

from storage.audit import LogRow
from storage.buttons import ButtonRow
from storage.database import Store, wal_notice
from storage.files import FileRow
from storage.inbox import InboxRow
from storage.outbox import OutboxRow, Outgoing
from storage.people import GroupRow, RoleRow
from storage.refusals import (
    KeyRefused,
    NotForThisReader,
    SealBroken,
    StoreFailed,
    StoreRefused,
    WordsRefused,
    WrongState,
)
from storage.sealing import Sealer, new_key_file
from storage.timers import TimerRow
from storage.transaction import Transaction
from storage.vault import Reader, WordRow

__all__ = [
    "ButtonRow",
    "FileRow",
    "GroupRow",
    "InboxRow",
    "KeyRefused",
    "LogRow",
    "NotForThisReader",
    "OutboxRow",
    "Outgoing",
    "Reader",
    "RoleRow",
    "SealBroken",
    "Sealer",
    "Store",
    "StoreFailed",
    "StoreRefused",
    "TimerRow",
    "Transaction",
    "WordRow",
    "WordsRefused",
    "WrongState",
    "new_key_file",
    "wal_notice",
]
