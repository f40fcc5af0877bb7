"""Hears whether a text only says that something is no good. Pure: the phrases come in, nothing is remembered."""

from flows.listening.plain import plain
from flows.listening.words import Judging, heard_by

LONGEST = 15  # words; a longer text says more than no


def is_judgement(text: str, lists: tuple[Judging, ...]) -> bool:
    """In whatever language it is: a phrase that judges, and none that proposes."""
    low = plain(text).low
    if len(low.split()) > LONGEST or any(heard_by(one.proposing).search(low) for one in lists):
        return False
    return any(heard_by(one.judgement).search(low) for one in lists)
