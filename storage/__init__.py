"""Remembers: one SQLite file behind `Store` and `Transaction`. Must not know Telegram or a clock."""

from storage.audit import LogRow
from storage.buttons import ButtonRow
from storage.database import Store, wal_notice
from storage.files import FileRow
from storage.inbox import InboxRow
from storage.keyring import Keyring, keyring_path
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
from storage.sealing import Operator, Sealer, new_key_file, read_key_file
from storage.timers import TimerRow
from storage.transaction import Transaction
from storage.vault import Reader, WordRow

__all__ = [
    "ButtonRow",
    "FileRow",
    "GroupRow",
    "InboxRow",
    "KeyRefused",
    "Keyring",
    "LogRow",
    "NotForThisReader",
    "Operator",
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
    "keyring_path",
    "new_key_file",
    "read_key_file",
    "wal_notice",
]
