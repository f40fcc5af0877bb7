"""A case as it is written down, so that it can be played; cases/FORMAT.md is the page for authors.

Knows no bot: a file in, a `Case` out, or every mistake as one sentence. Long, because the format is all here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator


class CaseRefused(ValueError):  # noqa: N818 - reads as what it is
    """The file cannot be played; `sentences` says what is wrong and where, one mistake each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def _as_text(given: object) -> object:
    """YAML reads 2009 as a number and 1980-12-19 as a date; an author meant the words."""
    return str(given) if isinstance(given, int | float | date) else given


def _as_texts(given: object) -> object:
    if given is None:
        return []
    return given if isinstance(given, list | tuple) else [given]


def _named(given: object) -> object:
    return {"name": given} if isinstance(given, str) else given


def _scored(given: object) -> object:
    return {"score": given} if isinstance(given, int | str) else given


def _stepped(given: object) -> object:
    return {"steps": given} if isinstance(given, list) else given


Text = Annotated[str, BeforeValidator(_as_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_texts)]


class Part(BaseModel):
    """A piece of the file. Other keys (provenance, sources, remarks) are the author's own."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def nothing_is_left_out(cls, given: Any) -> Any:
        """What an author leaves empty (`later_answers:`) counts as not written."""
        return {k: v for k, v in given.items() if v is not None} if isinstance(given, dict) else given


class Scored(Part):
    """A step on a scale, and why. The two words of the support scale say that somebody cannot answer yet."""

    score: int | Literal["more_info", "consult"]
    reason: Text = ""


Reply = Annotated[Scored | Texts, Field(union_mode="left_to_right")]


class Representative(Part):
    """Who sits in the chat."""

    name: Text
    alternate: Text = ""


class Step(Part):
    """One rung: what was asked, what was answered."""

    q: Text = ""
    a: Text


class Ladder(Part):
    """The way from a position to the interest (its id) behind it."""

    position: Text
    steps: tuple[Step, ...] = ()
    interest: Text = ""


class Interest(Part):
    """`visibility: mediator` never goes to the group, in no form."""

    id: Text
    text: Text
    importance: Annotated[int, Field(ge=1, le=5)] | None = None
    visibility: Text = ""


class Party(Part):
    """One party, with everything it says. `joins_in_phase` (with `at_table: false`): left out at first.

    `proxy`: it has no Telegram; the mediator enters what it says.
    """

    id: Text
    name: Text
    role: Text = ""
    constituency: Text = ""
    is_government: bool = False
    at_table: bool = True
    joins_in_phase: Annotated[int, Field(ge=1, le=6)] | None = None
    proxy: bool = False
    representative: Annotated[Representative | None, BeforeValidator(_named)] = None
    mandate: Text = ""
    batna: Text = ""
    intake: dict[str, Reply] = {}
    later_answers: dict[str, Reply] = {}
    positions: Texts = ()
    ladders: tuple[Ladder, ...] = ()
    interests: tuple[Interest, ...] = ()
    needs: Texts = ()
    offers: Texts = ()
    red_lines: Texts = ()

    @property
    def joins(self) -> int:
        """The phase in which this party comes to the table."""
        return self.joins_in_phase or (1 if self.at_table else 2)

    @property
    def speaker(self) -> str:
        return self.representative.name if self.representative else self.name


class Frame(Part):
    """A limit or promise of an authority; `owner` is the id of its party."""

    id: Text = ""
    type: Literal["fixed", "open", "outcome"]
    owner: Text = ""
    text: Text
    reason: Text = ""
    until: Text = ""
    decision_body: Text = ""
    when: Text = ""


class Idea(Part):
    """`dup` names the ideas that say the same in other words; the bot never sees it."""

    id: Text
    party: Text
    round: Annotated[int, Field(ge=1, le=3)] = 1
    text: Text
    dup: Text | None = None
    interests: Texts = ()


class Option(Part):
    """A package, and what each party answers to it in private."""

    id: Text
    title: Text
    ideas: Texts = ()
    covers: Texts = ()
    partly: Texts = ()
    uncovered: Texts = ()
    scores: dict[str, Annotated[Scored, BeforeValidator(_scored)]] = {}

    @property
    def judged(self) -> bool:
        """Whether the file says which interests this package takes care of."""
        return bool(self.covers or self.partly or self.uncovered)


class Commitment(Part):
    """Who does what, or does not."""

    who: Text
    what: Text
    when: Text = ""
    type: Literal["result", "effort", "aim", "not"] = "result"


class Contingency(Part):
    """If this happens, then that is done; who measures it, and what is done if it does not happen."""

    if_: Text = Field(alias="if")
    then: Text
    measurer: Text = ""
    otherwise: Text = ""


class Dispute(Part):
    """What is done first, then and last when a dispute arises."""

    steps: Texts = ()


class Ratification(Part):
    """The body that decides after the representative."""

    party: Text
    body: Text


class Agreement(Part):
    """What was agreed in the end."""

    title: Text = ""
    date: Text = ""
    intent: Text = ""
    elements: Texts = ()
    commitments: tuple[Commitment, ...] = ()
    contingencies: tuple[Contingency, ...] = ()
    dispute_clause: Annotated[Dispute, BeforeValidator(_stepped)] = Dispute()
    ratification: tuple[Ratification, ...] = ()


class Event(Part):
    """Something that happens when a phase opens; EVENTS says which of the other keys each kind has.

    `leaves`: a party stops. `replaced`: somebody else (`by`) speaks for it. `correction`: it says under a summary of
    the phase (`about`) that something is not right (`text`), and the mediator's new version says what (`change`).
    `frame_change`: an authority changes a frame, after the verdict on a package (`after`) or at once.
    """

    phase: Annotated[int, Field(ge=2, le=6)]
    do: Literal["leaves", "replaced", "correction", "frame_change"]
    party: Text = ""
    by: Text = ""
    frame: Text = ""
    text: Text = ""
    until: Text = ""
    reason: Text = ""
    effect: Text = ""
    change: Text = ""
    about: Literal["map", "ideas", "phase"] = "map"
    after: Text = ""


FRAMES_STAND, PACKAGES = 3, 5  # phases
EVENTS = {  # what each kind must say, and what it may
    "leaves": (("party",), ()),
    "replaced": (("party",), ("by",)),
    "correction": (("party", "text", "change"), ("about",)),
    "frame_change": (("frame", "text", "reason", "effect"), ("until", "after")),
}


class Case(Part):
    """One multi-party policy conflict. Every list but the parties may be missing."""

    id: Text
    title: Text
    language: Literal["nl", "en"]
    summary: Text = ""
    mediator: Text = ""  # a name, perhaps with a remark in brackets
    joint_question: Text = ""
    number_of_parties: int | None = None
    parties: Annotated[tuple[Party, ...], Field(min_length=2, max_length=15)]
    frames: tuple[Frame, ...] = ()
    ideas: tuple[Idea, ...] = ()
    options: tuple[Option, ...] = ()
    expected: dict[str, Any] = {}
    agreement: Agreement | None = None
    events: tuple[Event, ...] = ()

    @property
    def mediator_name(self) -> str:
        """The name alone, without a remark in brackets."""
        return self.mediator.split(" (")[0]

    @property
    def consensus_option(self) -> str | None:
        """Id of the package that everybody can live with; None where none is expected."""
        named = self.expected.get("consensus_option")
        return None if named in (None, "", "none", "geen") else str(named)

    @property
    def provisional(self) -> bool:
        """Whether the agreement stays "in principle", because somebody's board still has to decide."""
        return any("provisional" in key for key in self.expected)

    def option(self, name: str) -> Option | None:
        """The package with this id."""
        return next((one for one in self.options if one.id == name), None)

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if sentences := list(_contradictions(self)):
            raise ValueError("\n".join(sentences))
        return self


def load_case(path: Path) -> Case:
    """Read a case from a YAML file. Raises `CaseRefused` with every mistake in it."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CaseRefused([f"{path.name}: cannot be read as YAML: {' '.join(str(error).split())}"]) from error
    if not isinstance(given, dict):
        raise CaseRefused([f"{path.name}: is no case, which is a mapping with id, title, language, parties"])
    try:
        return Case.model_validate(given)
    except ValidationError as error:
        raise CaseRefused(list(dict.fromkeys(_sentences(error)))) from error


def _sentences(error: ValidationError) -> Iterable[str]:
    for one in error.errors(include_url=False, include_input=False):
        if one["type"] == "value_error":
            yield from str(one["ctx"]["error"]).splitlines()
        else:
            yield f"{_where(one['loc'])}: {one['msg'][0].lower()}{one['msg'][1:]}"


def _where(place: tuple[int | str, ...]) -> str:
    """The place of a mistake as an author would point at it: `parties[2].interests[0].importance`."""
    shown = ""
    for step in place:
        if isinstance(step, int):
            shown += f"[{step}]"
        elif step not in ("int", "Scored") and not step.startswith(("function-", "tuple[", "literal[")):
            shown += f".{step}" if shown else step
    return shown


def _contradictions(case: Case) -> Iterable[str]:
    yield from _counted(case)
    yield from _ladders(case)
    yield from _ideas(case)
    for number, option in enumerate(case.options):
        yield from _option(case, number, option)
    yield from _ending(case)
    for number, event in enumerate(case.events):
        yield from _event(case, f"events[{number}]", event)


def _counted(case: Case) -> Iterable[str]:
    if case.number_of_parties not in (None, len(case.parties)):
        yield f"number_of_parties: says {case.number_of_parties}, but there are {len(case.parties)} parties"
    yield from _twice("parties", [one.id for one in case.parties])
    yield from _twice("parties", [one.name for one in case.parties])
    yield from _twice("interests", [one.id for party in case.parties for one in party.interests])
    yield from _twice("ideas", [one.id for one in case.ideas])
    yield from _twice("options", [one.id for one in case.options])


def _twice(where: str, ids: list[str]) -> Iterable[str]:
    for one in dict.fromkeys(ids):
        if ids.count(one) > 1:
            yield f"{where}: {one!r} stands there {ids.count(one)} times"


def _ladders(case: Case) -> Iterable[str]:
    for number, party in enumerate(case.parties):
        interests = [one.id for one in party.interests]
        for rung, ladder in enumerate(party.ladders):
            where = f"parties[{number}].ladders[{rung}]"
            if ladder.position not in party.positions:
                yield f"{where}.position: {ladder.position!r} is no position of {party.id}"
            yield from _unknown(f"{where}.interest", [ladder.interest] if ladder.interest else [], interests)


def _ideas(case: Case) -> Iterable[str]:
    parties = [one.id for one in case.parties]
    interests = [one.id for party in case.parties for one in party.interests]
    for number, idea in enumerate(case.ideas):
        yield from _unknown(f"ideas[{number}].party", [idea.party], parties)
        yield from _unknown(f"ideas[{number}].interests", idea.interests, interests)


def _option(case: Case, number: int, option: Option) -> Iterable[str]:
    interests = [one.id for party in case.parties for one in party.interests]
    yield from _unknown(f"options[{number}].ideas", option.ideas, [one.id for one in case.ideas])
    yield from _unknown(f"options[{number}].scores", option.scores, [one.id for one in case.parties])
    for field in ("covers", "partly", "uncovered"):
        yield from _unknown(f"options[{number}].{field}", getattr(option, field), interests)
    for party, given in option.scores.items():
        if isinstance(given.score, int) and not -2 <= given.score <= 2:  # noqa: PLR2004  the support scale
            yield f"options[{number}].scores.{party}.score: {given.score} is not on the scale from -2 to 2"


def _event(case: Case, where: str, event: Event) -> Iterable[str]:
    needed, more = EVENTS[event.do]
    yield from (f"{where}: {event.do!r} needs {key!r}" for key in needed if not getattr(event, key))
    others = event.model_fields_set - {"phase", "do", *needed, *more}
    yield from (f"{where}: {event.do!r} has no {key!r}" for key in sorted(others))
    if event.do == "frame_change":
        yield from _frame_change(where, event)
    named = (("party", case.parties), ("frame", case.frames), ("after", case.options))
    for key, known in named:
        given = getattr(event, key)
        yield from _unknown(f"{where}.{key}", [given] if given else [], [one.id for one in known])
    party = next((one for one in case.parties if one.id == event.party), None)
    if party and party.proxy and event.do != "correction":
        yield f"{where}: {party.id} has no Telegram (proxy), so nobody there {event.do}"
    alternate = party.representative.alternate if party and party.representative else ""
    if party and event.do == "replaced" and not (event.by or alternate):
        yield f"{where}: {event.do!r} needs 'by', for {party.id} has no alternate"


def _frame_change(where: str, event: Event) -> Iterable[str]:
    if event.phase < FRAMES_STAND:
        yield f"{where}.phase: a frame can change from phase {FRAMES_STAND} on"
    if event.after and event.phase != PACKAGES:
        yield f"{where}.after: packages are put forward in phase {PACKAGES}"


def _ending(case: Case) -> Iterable[str]:
    options, parties = [one.id for one in case.options], [one.id for one in case.parties]
    wanted = case.consensus_option
    yield from _unknown("expected.consensus_option", [wanted] if wanted else [], options)
    blocked = case.expected.get("blocked_by") or {}
    if isinstance(blocked, dict):
        yield from _unknown("expected.blocked_by", map(str, blocked), options)
    if case.agreement:
        who = [one.who for one in case.agreement.commitments]
        yield from _unknown("agreement.commitments", who, parties)
        yield from _unknown(
            "agreement.ratification", [one.party for one in case.agreement.ratification], parties
        )


def _unknown(where: str, named: Iterable[str], known: list[str]) -> Iterable[str]:
    for one in named:
        if one not in known:
            yield f"{where}: {one!r} is not in this file"
