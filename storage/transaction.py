"""Everything the store can do inside one transaction, in one hand. Adds nothing of its own."""

from __future__ import annotations

from storage.audit import Audit
from storage.buttons import Buttons
from storage.files import Files
from storage.inbox import Inbox
from storage.kept_files import KeptFiles
from storage.outbox import Outbox
from storage.people import People
from storage.places import Places
from storage.states import States
from storage.timers import Timers
from storage.vault import Vault


class Transaction(Inbox, States, People, Places, Vault, Outbox, Buttons, Timers, Files, KeptFiles, Audit):
    """Given to the function handed to `Store.transact`, and of use only inside it."""
