"""What one party answers to each question: only what its case says, else nothing. Pure; knows no chat.

An answer is `Typed`, `Chosen`, `Ticked` or `Passed`; how it is given is the player's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rehearsal.case import Case, Idea, Interest, Option, Party, Scored
from rehearsal.sight import same, squash

SUPPORT: tuple[int | str, ...] = (2, 1, 0, -1, -2, "more_info", "consult")  # the order of the buttons
GROUP_TOO, MEDIATOR_ONLY, REWORD = 0, 1, 2  # the buttons under an interest that is read back
OWN, PROVISIONAL, THINK_ALONG = 0, 1, 2  # the buttons of the mandate
ONE_POINT, AS_IT_IS = (
    1,
    2,
)  # a case's texts are said as they stand: under a list of points, and under something personal
TIME_UNKNOWN = 4  # the button of how long a board or the members need
FULLY, LIVES_WITH = 0, 3  # the buttons under an option
SUFFICIENTLY, PARTLY, NOT = 0, 1, 2  # the buttons of a coverage
SUPPORTS, CANNOT = 0, 2  # the buttons of the last question
AGREED, NOT_YET = 0, 2  # the buttons of a ratification
ADOPTS, EXPLAINS, RECOMMENDS, TAKES_AS_ADVICE = 0, 1, 2, 3  # the buttons of an outcome frame
LATE = 5  # whoever comes in this phase or later is asked for ideas once, for all rounds

THINKS_ALONG = ("alleen meedenken", "only think along")
DECIDES = ("zelf beslissen", "own decision", "may decide", "decides alone", "mag zelf")
UNDERSTOOD = {"nl": "Voor hen is dit belangrijk: {words}", "en": "This matters to them: {words}"}
LISTED = re.compile(r"^\u2013 (.+)$", re.MULTILINE)
NOT_KNOWN = {"nl": "nog niet bekend", "en": "not known yet"}
FIRST = frozenset(
    {"on_intro", "on_confidential", "p1_check", "p2_frames_react", "p2_rules", "p2_sign", "p3_question"}
    | {
        "p3_map_check",
        "p3_two_ways",
        "p4_rules",
        "p4_merge_check",
        "p4_release",
        "p4_release_all",
        "p5_frame_fit",
        "p5_coverage_show",
        "p5_bridge_offer",
        "p6_commit_check",
        "p6_dispute",
        "p6_sign",
    }
    | {"b_judge", "b_in_group", "b_wording", "b_theme", "b_join", "b_build_on", "b_leave_map", "b_leave_data"}
)
PASSED = frozenset({"on_contact", "p3_gov_interest", "p6_data"})


@dataclass(frozen=True)
class Typed:
    """Words: one message each where several are asked for."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """Button number `option` (from 0), and the words it may ask for."""

    option: int
    words: str = ""


@dataclass(frozen=True)
class Ticked:
    """The boxes with these labels; None: all of them."""

    labels: tuple[str, ...] | None


@dataclass(frozen=True)
class Passed:
    """Skipped where that is offered, else confirmed."""


Answer = Typed | Chosen | Ticked | Passed


@dataclass(frozen=True)
class Asked:
    """A question: its prompt (`LUP` with its `rung`), what fills it, the whole text, the package it is about."""

    prompt: str
    text: str = ""
    fill: dict[str, str] = field(default_factory=dict)
    rung: int = 0
    position: str = ""
    option: Option | None = None


class Answers:
    """One party's answers. It remembers which of its interests and ideas it has given."""

    def __init__(self, case: Case, party: Party) -> None:
        self.case = case
        self.party = party
        self.confirmed: set[str] = set()  # ids of interests
        self.given: set[str] = set()  # ids of ideas
        self.wrong = ""  # what is not right in the summary that went to the group last
        self._by_prompt: dict[str, Callable[[Asked], Answer]] = {
            "on_language": lambda _: Chosen(("nl", "en").index(case.language)),
            "on_consent_data": lambda _: Ticked(None),
            "p2_represent": lambda _: _typed([party.constituency]),
            "p2_mandate": lambda _: Chosen(_mandate(party.mandate)),
            "p2_route": lambda _: _typed([self._decided_by() or party.mandate]),
            "p2_route_time": lambda _: Chosen(TIME_UNKNOWN),
            "p2_alternate": lambda _: _typed(
                [party.representative.alternate if party.representative else ""]
            ),
            "p2_frames_fixed": lambda _: _typed(self._frames("fixed")),
            "p2_frames_open": lambda _: _typed(self._frames("open")),
            "p2_frames_outcome": self._outcome,
            "p2_frame_reason": self._ground,
            "p2_frame_until": self._ground,
            "p2_frame_body": self._deciding,
            "p3_want": lambda _: _typed(party.positions),
            "LUP": self._rung,
            "SPLIT": lambda _: Chosen(ONE_POINT),
            "SENS": lambda _: Chosen(AS_IT_IS),
            "CHECK": lambda _: Chosen(0),
            "JUDGE": lambda _: Chosen(AS_IT_IS),
            "NEUTRAL": lambda asked: Chosen(1 if "reframe" in asked.fill else 0, asked.position),
            "p3_confirm_interest": self._read_back,
            "p3_ladder_own": self._own_words,
            "p3_more": lambda _: _typed([one.text for one in self._unsaid()]),
            "p3_importance": self._importance,
            "p3_recognise": self._understood,
            "p4_free": lambda _: self._ideas(3 if party.joins >= LATE else 1),
            "p4_build": lambda _: self._ideas(2),
            "p4_lift": lambda _: self._ideas(3),
            "p4_offer": lambda _: _typed(party.offers),
            "p5_needs": lambda _: _typed(party.needs),
            "p5_limit": lambda _: _typed(["; ".join(party.red_lines)]),
            "p5_support": lambda asked: Chosen(SUPPORT.index(self._score(asked.option).score)),
            "p5_option": self._of_an_option,
            "p5_option_serve": lambda asked: Ticked(tuple(one.text for one in self._served(asked))),
            "p5_stake": self._stakes,
            "p5_objection": lambda asked: _typed([self._score(asked.option).reason]),
            "p5_change": lambda asked: _typed([self._score(asked.option).reason]),
            "p5_coverage": self._coverage,
            "p5_final": self._final,
            "t_correction": lambda _: _typed([self.wrong]),
            "p5_ratify": self._ratify,
            "p5_ratify_body": self._body,
        }

    def to(self, asked: Asked) -> Answer:
        """The answer to a question."""
        if asked.prompt in FIRST:
            return Chosen(0)
        if asked.prompt in PASSED:
            return Passed()
        return self._by_prompt.get(asked.prompt, self._from_file)(asked)

    def _from_file(self, asked: Asked) -> Answer:
        for answers in (self.party.intake, self.party.later_answers):
            if asked.prompt in answers:
                given = answers[asked.prompt]
                return _scale(given) if isinstance(given, Scored) else _typed(given)
        return Passed()

    # ------------------------------------------------------------------ phase 2

    def _frames(self, kind: str) -> list[str]:
        return [one.text for one in self.case.frames if one.owner == self.party.id and one.type == kind]

    def _outcome(self, asked: Asked) -> Answer:
        del asked
        texts = self._frames("outcome")
        return Chosen(_promise(texts[0])) if texts else Passed()

    def _deciding(self, asked: Asked) -> Answer:
        """Which body decides on the outcome, and when."""
        del asked
        outcome = (one for one in self.case.frames if one.owner == self.party.id and one.type == "outcome")
        told = [", ".join(bit for bit in (one.decision_body, one.when) if bit) for one in outcome]
        return _typed(told[:1])

    def _ground(self, asked: Asked) -> Answer:
        """The frame's reason or end, by the frame that the message shows."""
        shown = squash(asked.text)
        for one in self.case.frames:
            if one.owner == self.party.id and squash(one.text) in shown:
                return _typed([one.reason if asked.prompt == "p2_frame_reason" else one.until])
        return Passed()

    # ------------------------------------------------------------------ phase 3

    def _rung(self, asked: Asked) -> Answer:
        """The next step of the ladder; past its top, "that is it"; a position without a ladder is skipped."""
        ladder = next((one for one in self.party.ladders if same(one.position, asked.position)), None)
        if ladder is None:
            return Passed()
        return Typed((ladder.steps[asked.rung].a,)) if asked.rung < len(ladder.steps) else Chosen(0)

    def _read_back(self, asked: Asked) -> Answer:
        shown = asked.fill.get("interest", "")
        own = next((one for one in self.party.interests if same(one.text, shown)), None)
        if own:
            self.confirmed.add(own.id)
            return Chosen(MEDIATOR_ONLY if own.visibility == "mediator" else GROUP_TOO)
        target = self._target(shown)
        if target is None or target.id in self.confirmed:
            return Passed()
        return Chosen(REWORD)

    def _own_words(self, asked: Asked) -> Answer:
        """The interest as the case words it, in the place of what was said on the ladder."""
        target = self._target(asked.position)
        return _typed([target.text] if target and target.id not in self.confirmed else [])

    def _target(self, shown: str) -> Interest | None:
        """The interest at the top of the ladder on which, or at the foot of which, this was said."""
        for ladder in self.party.ladders:
            if any(same(said, shown) for said in (ladder.position, *(step.a for step in ladder.steps))):
                return next((one for one in self.party.interests if one.id == ladder.interest), None)
        return None

    def _unsaid(self) -> list[Interest]:
        return [one for one in self.party.interests if one.id not in self.confirmed]

    def _understood(self, asked: Asked) -> Answer:
        """What matters to the other party, by what the message shows of its interests."""
        shown = LISTED.findall(asked.text)
        return _typed([UNDERSTOOD[self.case.language].format(words=shown[0])] if shown else [])

    def _importance(self, asked: Asked) -> Answer:
        shown = squash(asked.text)
        fitting = [one for one in self.party.interests if squash(one.text) in shown]
        longest = max(fitting, key=lambda one: len(one.text), default=None)
        return Chosen(longest.importance - 1) if longest and longest.importance else Passed()

    # ------------------------------------------------------------------ phase 4

    def _ideas(self, until: int) -> Answer:
        """What is due by this round; whoever was not asked in an earlier one says it now."""
        due = [one for one in self.case.ideas if one.party == self.party.id and one.round <= until]
        fresh = [one for one in due if one.id not in self.given]
        self.given |= {one.id for one in fresh}
        return _typed([one.text for one in fresh])

    # ------------------------------------------------------------------ phase 5

    def _score(self, option: Option | None) -> Scored:
        """What this party thinks of a package; of one that the file does not judge it knows too little."""
        return (option.scores if option else {}).get(self.party.id, Scored(score="more_info"))

    def _of_an_option(self, asked: Asked) -> Answer:
        """Fully for an idea that serves an own interest; an idea of the case that does not can be lived with."""
        if self._served(asked):
            return Chosen(FULLY)
        shown = squash(asked.text)
        return Chosen(LIVES_WITH) if any(squash(one.text) in shown for one in self.case.ideas) else Passed()

    def _served(self, asked: Asked) -> list[Interest]:
        """Own interests that the idea in the message serves, as the file says."""
        shown = squash(asked.text)
        ids = {id for one in self.case.ideas if squash(one.text) in shown for id in one.interests}
        return [one for one in self.party.interests if one.id in ids]

    def _low(self, option: Option | None) -> bool:
        score = self._score(option).score
        return isinstance(score, int) and score < 0

    def _stakes(self, asked: Asked) -> Answer:
        return Ticked(tuple(one.text for one in self._at_stake(asked.option)))

    def _at_stake(self, option: Option | None) -> list[Interest]:
        """Own interests the package leaves out: as the file judges, else the heaviest that no idea in it serves."""
        own = self.party.interests
        uncovered = [one for one in own if option and one.id in option.uncovered]
        if uncovered or option is None or not self._low(option):
            return uncovered
        served = {id for one in self.case.ideas if one.id in option.ideas for id in one.interests}
        served |= set(option.covers)
        return _heaviest([one for one in own if one.id not in served] or list(own))

    def _coverage(self, asked: Asked) -> Answer:
        option, shown = asked.option, asked.fill.get("interest", "")
        interest = next((one.id for one in self.party.interests if same(one.text, shown)), "")
        if option and interest in option.partly:
            return Chosen(PARTLY, self._score(option).reason)
        return Chosen(NOT if option and interest in option.uncovered else SUFFICIENTLY)

    def _final(self, asked: Asked) -> Answer:
        return (
            Chosen(CANNOT, self._score(asked.option).reason) if self._low(asked.option) else Chosen(SUPPORTS)
        )

    # ------------------------------------------------------------------ phase 6

    def _ratify(self, asked: Asked) -> Answer:
        del asked
        if self._decided_by() and not self.case.provisional:
            return Chosen(AGREED)
        return Chosen(NOT_YET, NOT_KNOWN[self.case.language])

    def _body(self, asked: Asked) -> Answer:
        del asked
        agreement = self.case.agreement
        date = agreement.date if agreement else ""
        return _typed([", ".join(one for one in (self._decided_by(), date) if one)])

    def _decided_by(self) -> str:
        ratified = self.case.agreement.ratification if self.case.agreement else ()
        return next((one.body for one in ratified if one.party == self.party.id), "")


def _typed(texts: Iterable[str]) -> Answer:
    said = tuple(one.strip() for one in texts if one.strip())
    return Typed(said) if said else Passed()


def _scale(given: Scored) -> Answer:
    return Chosen(given.score - 1, given.reason) if isinstance(given.score, int) else Passed()


def _heaviest(interests: list[Interest]) -> list[Interest]:
    return [max(interests, key=lambda one: one.importance or 0)] if interests else []


def _mandate(words: str) -> int:
    said = words.casefold()
    if any(one in said for one in THINKS_ALONG):
        return THINK_ALONG
    return OWN if any(one in said for one in DECIDES) else PROVISIONAL


def _promise(text: str) -> int:
    """What an outcome frame promises, by its words; "with a positive recommendation" where they do not say."""
    said = text.casefold()
    if any(one in said for one in ("tenzij", "unless")):
        return EXPLAINS
    if any(one in said for one in ("positief advies", "positive recommendation")):
        return RECOMMENDS
    if any(one in said for one in ("als advies", "as advice")):
        return TAKES_AS_ADVICE
    return ADOPTS if any(one in said for one in ("neemt over", "nemen over", "adopts")) else RECOMMENDS


def ideas_of(case: Case, texts: Iterable[str]) -> list[Idea | None]:
    """The case's ideas by their texts; None for a text that is no idea of the case."""
    return [next((one for one in case.ideas if same(one.text, text)), None) for text in texts]
