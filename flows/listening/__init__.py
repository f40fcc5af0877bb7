"""What an answer calls for: rules with words that one can read (locales/listening.yaml). Knows no state."""

from flows.listening.rules import ORDER, Heard, hear
from flows.listening.words import Lexicon, WordLists

__all__ = ["ORDER", "Heard", "Lexicon", "WordLists", "hear"]
