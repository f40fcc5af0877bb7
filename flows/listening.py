"""Placeholder until the listening rules stand here (same names)."""

from flows.value import Value


class Lexicon(Value):
    """Word lists."""


class Heard(Value):
    """What a text touches."""

    rules: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    calmer: str = ""


def hear(text: str, language: str, lexicon: Lexicon, prompt: str = "", frames: tuple[str, ...] = ()) -> Heard:
    del text, language, lexicon, prompt, frames
    return Heard()
