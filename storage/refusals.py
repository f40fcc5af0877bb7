"""What the store says no to, each a sentence for its reader. Must not carry testimony or a driver's error."""
# ruff: noqa: N818 - a refusal is named by what it says

from __future__ import annotations


class StoreRefused(Exception):
    """The store cannot be opened or used as asked; the sentence says what the operator can do."""


class StoreFailed(Exception):
    """The database could not do it (disk full, broken file, a rule of the schema broken)."""


class WrongState(Exception):
    """What should change is not there, or no longer in a state in which it may change so."""


class WordsRefused(Exception):
    """Words would be kept, released or withdrawn against the rules of the vault."""


class NotForThisReader(Exception):
    """These words are not for this reader, or do not exist: the sentence is the same for both."""


class KeyRefused(Exception):
    """There is no key, or none that can be used; the sentence says what the operator can do, never the key."""


class SealBroken(Exception):
    """Something sealed cannot be opened: another key, another place, or not as it was sealed."""
