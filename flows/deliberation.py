"""One package, from put forward to ratified (practice, A4). It keeps choices by party, never words.

| A4          | here                                                                                           |
|-------------|------------------------------------------------------------------------------------------------|
| open(v)     | `READING` and nobody has answered: version v with its hash lies there                          |
| reading(v)  | `READING`: private answers; nothing is known before all have answered or the mediator closes   |
| repair(v)   | `BLOCKED`, `OBJECTIONS`: the mediator changes the text, which makes version v+1                |
| check(v)    | `CHECK`, and `checking`: each interest and commitment to its owner, a day of rest, last question |
| principle(v)| `PRINCIPLE`: every party said yes, or stands aside, on this version                            |
| ratified(v) | `CONSENSUS`: every board or membership that had to, decided on this version                    |

`OPEN` is a round that closed with somebody silent, knowing too little or consulting: neither yes nor no.
`SUSPENDED`: a party joined late. An answer about another version is no answer.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flows.decision import Decision
from flows.effects import Effect, Raise
from flows.events import Moment
from flows.signals import (
    AskedAgain,
    CheckClosed,
    CheckOpened,
    CommitmentAccepted,
    CoverageClosed,
    FinalSaid,
    ForDeliberation,
    Judged,
    PartyJoined,
    PartyLeft,
    Ratified,
    Read,
    ReadingClosed,
    ReadingOpened,
    ReflectionBegan,
    StakesNamed,
    VerdictReached,
)
from flows.value import Value
from flows.verdict import (
    BLOCK,
    OBJECTION,
    REFLECTION,
    Final,
    Outcome,
    Reading,
    of_check,
    of_coverage,
    of_readings,
)

READS = (Outcome.READING, Outcome.OPEN, Outcome.SUSPENDED)  # where a reading can still be given or changed
SETTLED = (Outcome.PRINCIPLE, Outcome.CONSENSUS, Outcome.BLOCKED, Outcome.OBJECTIONS)  # by the check


class Deliberation(Value):
    """A package's answers so far, all on version `version` with `hash`."""

    mediation: str
    package: str
    version: int = 0
    hash: str = ""
    outcome: Outcome = Outcome.READING
    readings: dict[str, Reading | None] = {}
    stakes: dict[str, tuple[str, ...]] = {}
    finals: dict[str, Final | None] = {}
    judgements: dict[str, str | None] = {}
    commitments: dict[int, bool | None] = {}
    ratified: dict[str, bool | None] = {}
    checking: bool = False
    final_from: datetime | None = None  # no last answer counts sooner (None: began before this was kept)

    @property
    def blocks(self) -> tuple[str, ...]:
        by_reading = [party for party, value in self.readings.items() if value == BLOCK]
        by_final = [party for party, value in self.finals.items() if value == "cannot"]
        return tuple(sorted({*by_reading, *by_final}))

    @property
    def objections(self) -> tuple[str, ...]:
        return tuple(sorted(party for party, value in self.readings.items() if value == OBJECTION))

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Interests that their own owners say are not taken care of."""
        named = {one for interests in self.stakes.values() for one in interests}
        judged = {one for one, judgement in self.judgements.items() if judgement == "not"}
        settled = {one for one, judgement in self.judgements.items() if judgement not in (None, "not")}
        return tuple(sorted((named | judged) - settled))


def decide(  # noqa: C901, PLR0912  a table of cases
    state: Deliberation, event: ForDeliberation, moment: Moment
) -> Decision[Deliberation]:
    """The package's next state; a verdict reached is raised to the mediation."""
    if getattr(event, "version", None) not in (None, state.version) and not isinstance(event, ReadingOpened):
        return Decision(state=state, ignored=True)  # said about another version
    match event:
        case ReadingOpened():
            return Decision(state=_opened(state, event))
        case Read(party=party, value=value) if party in state.readings and state.outcome in READS:
            return _joined_in(state.model_copy(update={"readings": {**state.readings, party: value}}))
        case StakesNamed(party=party, interests=interests):
            return Decision(state=state.model_copy(update={"stakes": {**state.stakes, party: interests}}))
        case ReadingClosed() if state.outcome in (Outcome.READING, Outcome.OPEN) and not state.checking:
            return _verdict(state.model_copy(update={"outcome": of_readings(state.readings)}))
        case AskedAgain() if state.outcome is Outcome.OPEN:  # silence, or an answer that is neither
            again = Outcome.CHECK if state.checking else Outcome.READING
            return Decision(state=state.model_copy(update={"outcome": again}))
        case CheckOpened() if state.outcome is Outcome.CHECK and not state.checking:
            return Decision(state=_checking(state, event, moment))
        case CoverageClosed() if state.checking and not _last_asked(state):
            return _reflecting(state, moment)
        case CheckClosed() if state.checking:
            return _verdict(_checked(state))
        case PartyJoined() if state.outcome is Outcome.READING:
            return Decision(state=_with_reader(state, event))
        case PartyJoined():
            return _verdict(_suspended(state, event))
        case PartyLeft():
            return _recomputed(_without(state, event))
        case Judged() | CommitmentAccepted() | FinalSaid() | Ratified() if _counts(state, event, moment):
            return _answered(state, event)
        case _:
            return Decision(state=state, ignored=True)


def _opened(state: Deliberation, event: ReadingOpened) -> Deliberation:
    """A new version: nothing said of an earlier one holds, but the readings of those it does not touch."""
    if event.version <= state.version:  # a version is put forward once
        return state
    kept = {one: _stands(state, one) for one in event.keeps if one in event.parties}
    return Deliberation(
        mediation=state.mediation,
        package=event.package,
        version=event.version,
        hash=event.hash,
        readings={**dict.fromkeys(event.parties), **kept},
        ratified=dict.fromkeys(event.needs_ratification),
    )


def _stands(state: Deliberation, party: str) -> Reading | None:
    """A reading without an objection, of a party that named no interest of its own as left out."""
    value = state.readings.get(party)
    return value if isinstance(value, int) and value > OBJECTION and not state.stakes.get(party) else None


def _checking(state: Deliberation, event: CheckOpened, moment: Moment) -> Deliberation:
    return state.model_copy(
        update={
            "checking": True,
            "final_from": moment.now + REFLECTION,
            "finals": dict.fromkeys(state.readings),
            "judgements": dict.fromkeys(event.interests),
            "commitments": dict.fromkeys(event.commitments),
        }
    )


def _reflecting(state: Deliberation, moment: Moment) -> Decision[Deliberation]:
    """Only where each interest and each commitment has its owner's yes: a day of rest, and then the last question."""
    outcome = of_coverage(state.judgements, state.commitments)
    if outcome is not Outcome.CHECK:
        return _verdict(state.model_copy(update={"outcome": outcome}))
    until = moment.now + REFLECTION
    began = ReflectionBegan(package=state.package, version=state.version, until=until)
    raised = Raise(address=f"mediation:{state.mediation}", event=began.model_dump(mode="json"))
    resting = {"final_from": until, "outcome": Outcome.CHECK}
    return Decision(state=state.model_copy(update=resting), effects=(raised,))


def _last_asked(state: Deliberation) -> bool:
    """Whether somebody has answered the last question."""
    return any(state.finals.values())


def _checked(state: Deliberation) -> Deliberation:
    outcome = of_check(state.finals, state.judgements, state.commitments, state.ratified)
    return state.model_copy(update={"outcome": outcome})


def _counts(
    state: Deliberation, event: Judged | CommitmentAccepted | FinalSaid | Ratified, moment: Moment
) -> bool:
    """Whether it was asked, of this party: the last question only after the day of rest."""
    match event:
        case Judged(interest=interest):
            return interest in state.judgements
        case CommitmentAccepted(number=number):
            return number in state.commitments
        case FinalSaid(party=party):
            return party in state.finals and (state.final_from is None or moment.now >= state.final_from)
        case Ratified(party=party):
            return party in state.readings


def _answered(
    state: Deliberation, event: Judged | CommitmentAccepted | FinalSaid | Ratified
) -> Decision[Deliberation]:
    update: dict[str, object]
    match event:
        case Judged(interest=interest, judgement=judgement):
            update = {"judgements": {**state.judgements, interest: judgement}}
        case CommitmentAccepted(number=number, accepted=accepted):
            update = {"commitments": {**state.commitments, number: accepted}}
        case FinalSaid(party=party, answer=answer):
            update = {"finals": {**state.finals, party: answer}}
        case Ratified(party=party, agreed=agreed):
            update = {"ratified": {**state.ratified, party: agreed}}
    changed = state.model_copy(update=update)
    if changed.outcome in SETTLED and _last_asked(changed):
        return _verdict(_checked(changed))
    return Decision(state=changed)


def _joined_in(state: Deliberation) -> Decision[Deliberation]:
    """A reading after the verdict, by a party that came late, makes a new verdict once nobody is missing."""
    if state.outcome not in (Outcome.SUSPENDED, Outcome.OPEN) or None in state.readings.values():
        return Decision(state=state)
    return _verdict(state.model_copy(update={"outcome": of_readings(state.readings)}))


def _with_reader(state: Deliberation, event: PartyJoined) -> Deliberation:
    ratified = state.ratified | ({event.party: None} if event.needs_ratification else {})
    return state.model_copy(update={"readings": {**state.readings, event.party: None}, "ratified": ratified})


def _suspended(state: Deliberation, event: PartyJoined) -> Deliberation:
    return _with_reader(state, event).model_copy(
        update={
            "outcome": Outcome.SUSPENDED,
            "checking": False,
            "final_from": None,
            "finals": {},
            "judgements": {},
            "commitments": {},
        }
    )


def _without(state: Deliberation, event: PartyLeft) -> Deliberation:
    """Without everything that was this party's to say; a promise it made stands open until the text is changed."""

    def rest(given: Mapping[str, Any], gone: tuple[str, ...]) -> dict[str, Any]:
        return {key: value for key, value in given.items() if key not in gone}

    own = (event.party,)
    left_open = {number: None for number in event.commitments if number in state.commitments}
    return state.model_copy(
        update={
            "readings": rest(state.readings, own),
            "stakes": rest(state.stakes, own),
            "finals": rest(state.finals, own),
            "ratified": rest(state.ratified, own),
            "judgements": rest(state.judgements, event.interests),
            "commitments": {**state.commitments, **left_open},
        }
    )


def _recomputed(state: Deliberation) -> Decision[Deliberation]:
    """The rule once more, with those who are left; while they still read or are being asked, it comes by itself."""
    if state.outcome is Outcome.READING:
        return Decision(state=state)
    if not state.checking:
        return _verdict(state.model_copy(update={"outcome": of_readings(state.readings)}))
    return Decision(state=state) if state.outcome is Outcome.CHECK else _verdict(_checked(state))


def _verdict(state: Deliberation) -> Decision[Deliberation]:
    reached = VerdictReached(
        package=state.package,
        version=state.version,
        outcome=state.outcome,
        blocks=state.blocks,
        objections=state.objections,
        uncovered=state.uncovered,
    )
    effects: tuple[Effect, ...] = (
        Raise(address=f"mediation:{state.mediation}", event=reached.model_dump(mode="json")),
    )
    return Decision(state=state, effects=effects)
