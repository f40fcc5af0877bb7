"""Rule JUDGE: where ideas are asked for, somebody says that something is no good. Nobody else ever reads that.

Asked back in private: what would have to be different (that is an idea), or what worries you (that may be an interest).
"""

from flows.interview.questions import read_back
from flows.listening.judging import is_judgement
from flows.messages import Piece
from flows.phrases import term
from flows.script import Script
from flows.signals import Ask, Word

RULE = "JUDGE"
IDEAS = frozenset({"p4_free", "p4_build", "p4_gap", "p4_lift", "p4_elsewhere", "p4_pilot"})
DIFFERENT, WORRY, AN_IDEA = 0, 1, 2  # the buttons: two are followed by words
OPTIONS: tuple[Piece, ...] = (term("judge.different"), term("judge.worry"), term("judge.is_idea"))


def heard(text: str, asking: str, script: Script) -> bool:
    """Whether a text given as an idea only says that something is no good."""
    lexicon = script.lexicon
    return lexicon is not None and asking in IDEAS and is_judgement(text, tuple(lexicon.judging.values()))


def stands(choice: int | None, words: tuple[Word, ...], judged: Word) -> tuple[tuple[Word, ...], bool]:
    """What stands in the place of the judgement, and whether only the mediator reads it."""
    if choice == DIFFERENT and words:
        return words, False
    return (judged,), choice != AN_IDEA


def worry(ask: Ask, choice: int | None, words: tuple[Word, ...]) -> tuple[Ask, ...]:
    """A worry is read back as the interest it may become."""
    if choice != WORRY or not words:
        return ()
    back = read_back(words[-1]).model_copy(update={"required": False, "round": ask.round})
    return (back.model_copy(update={"edition": ask.edition}),)
