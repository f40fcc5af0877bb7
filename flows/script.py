"""The question script as data: prompts, rules and scales, checked when it is loaded. Knows no file and no reader."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import model_validator

from flows.effects import Circle
from flows.listening import Lexicon
from flows.value import Value

LANGUAGES = ("nl", "en")


class Kind(StrEnum):
    """What sort of answer a prompt takes."""

    TEXT = "text"  # one text
    MULTI = "multi"  # several separate entries
    CHOICE = "choice"  # one of the options
    MULTICHOICE = "multichoice"  # any of the options
    SCALE = "scale"  # one step of a scale
    CONFIRM = "confirm"  # a yes, or one of its alternatives


class Option(Value):
    """One choice, in both languages. A label that ends in dots asks for words as well."""

    nl: str
    en: str
    value: int | str | None = None

    @property
    def open_ended(self) -> bool:
        return self.nl.rstrip().endswith(("...", "…"))


class Prompt(Value):
    """One question of the script. `reason` (scales only): words are asked for after the step."""

    key: str
    phase: int
    audience: Literal["all", "government"]
    type: Kind
    share: Circle
    purpose: str
    nl: str
    en: str
    options: tuple[Option, ...] = ()
    scale: str | None = None
    follow: tuple[str, ...] = ()
    reason: bool = False


class Rule(Value):
    """A follow-up rule: when it applies, how often in a row, and its wordings in each language."""

    name: str
    when: str
    max: int
    stop_when: str = ""
    note: str = ""
    nl: tuple[str, ...]
    en: tuple[str, ...]


class Script(Value):
    """All prompts, with what is wrong with them said in one sentence each."""

    version: int
    scales: dict[str, tuple[Option, ...]]
    rules: dict[str, Rule]
    prompts: tuple[Prompt, ...]
    lexicon: Lexicon | None = (
        None  # the words by which the rules are heard; without it only ladders are climbed
    )

    @model_validator(mode="after")
    def consistent(self) -> Self:
        seen: set[str] = set()
        for one in self.prompts:
            if one.key in seen:
                raise ValueError(f"prompt {one.key} stands in the script twice; rename or remove one")
            seen.add(one.key)
            for code in one.follow:
                if code not in self.rules:
                    raise ValueError(
                        f"prompt {one.key} names the rule {code}, which the script does not have"
                    )
            if not one.nl.strip() or not one.en.strip():
                raise ValueError(f"prompt {one.key} has no wording in one of its languages")
            if one.type in (Kind.CHOICE, Kind.MULTICHOICE, Kind.CONFIRM, Kind.SCALE) and not self.choices(
                one
            ):
                raise ValueError(f"prompt {one.key} is a {one.type} and has nothing to choose from")
        return self

    def choices(self, one: Prompt) -> tuple[Option, ...]:
        """What can be chosen for a prompt: its own options, or its scale's steps."""
        return one.options or self.scales.get(one.scale or "", ())

    def prompt(self, key: str) -> Prompt:
        for one in self.prompts:
            if one.key == key:
                return one
        raise KeyError(f"the script has no prompt {key}")

    def wording(self, key: str, language: str, option: int | None = None) -> str:
        """The text of a prompt, of one of its options, or of wording `option` of a rule."""
        if key in self.rules:
            return (self.rules[key].nl if language == "nl" else self.rules[key].en)[option or 0]
        one = self.prompt(key)
        if option is None:
            return one.nl if language == "nl" else one.en
        chosen = self.choices(one)[option]
        return chosen.nl if language == "nl" else chosen.en
