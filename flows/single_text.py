"""The one text of an agreement as a mediation keeps it: numbers, own articles, what is known of a promise. Ids only."""

from datetime import date, datetime
from typing import Literal

from flows.signals import Word
from flows.value import Value


class OwnArticle(Value):
    """An article the mediator wrote into a chapter, or (`party`) took over from a party's own statement."""

    chapter: int
    word: Word
    otherwise: Word | None = None  # what if a decision that is still to come turns out otherwise
    party: str = ""


class StepFacts(Value):
    """What a step of the dispute clause says, as data. `days` 0: no term was read in it."""

    days: int = 0
    working_days: bool = False
    outside: bool = True  # it brings in somebody beside the parties


class TextChange(Value):
    """What became of an article; `because` is the id of an interest, empty for a change of language only."""

    label: str
    how: Literal["new", "changed", "lapsed"]
    because: str = ""


class TextVersion(Value):
    """A version as it was drafted: which words stood under which label, and what changed in it."""

    words: dict[str, str] = {}
    changes: tuple[TextChange, ...] = ()


class Signed(Value):
    """A signature on paper or elsewhere, as a mediator noted it."""

    party: str
    on: date
    place: Word


class Decided(Value):
    """What the body that decides for a party decided, as a mediator noted it."""

    party: str
    body: Word
    on: date
    decision: Word | None = None  # its number
    result: Literal["ratified", "refused"]


class SingleText(Value):
    """All that the desk keeps of the text. Keys of `numbers` are chapter and id of words, as "4:w1"."""

    numbers: dict[str, int] = {}
    own: tuple[OwnArticle, ...] = ()
    reworded: dict[str, Word] = {}  # id of the first words of an article -> the words that stand there now
    means: dict[str, Word] = {}  # id of a commitment's words -> with what money or people
    signs: dict[str, Word] = {}  # likewise: how one sees that it is done
    serves: dict[str, tuple[str, ...]] = {}  # id of an article's words -> ids of interests
    because: dict[str, str] = {}  # label -> interest, for what is to change in the next version
    versions: tuple[TextVersion, ...] = ()
    model_steps: bool = False  # the model clause, instead of own steps
    steps: dict[str, StepFacts] = {}  # id of a step's words -> what it says
    pays: Literal["equal", "own", "asks"] = "equal"
    meanwhile: Literal["go_on", "pause"] = "go_on"
    court: Literal["last", "any_time"] = "last"
    sent: datetime | None = None  # when the text that is to be confirmed went to the parties
    signed: tuple[Signed, ...] = ()
    decided: tuple[Decided, ...] = ()
