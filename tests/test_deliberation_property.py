"""The deliberation against the invariants of practice A4: whatever happens in whatever order, 500 times 50 steps."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from room import Room

from flows import signals
from flows.deliberation import READS, Deliberation, decide
from flows.events import Moment
from flows.signals import ForDeliberation
from flows.verdict import REFLECTION, Outcome, of_readings

PARTIES = ("a", "b", "c", "d")
INTERESTS = {"a.1": "a", "b.1": "b", "b.2": "b", "c.1": "c"}
AGREED = (Outcome.PRINCIPLE, Outcome.CONSENSUS)
parties = st.sampled_from((*PARTIES, "late", "stranger"))
versions = st.sampled_from((0, 0, 0, 1))  # how many versions ago somebody read what the answer is about


class Talks(RuleBasedStateMachine):
    """Everything anybody can do to a package; `passed` is what the deliberation told the mediation."""

    def __init__(self) -> None:
        super().__init__()
        self.now = Room().now
        self.state = Deliberation(mediation="m", package="P1")
        self.passed: list[dict[str, object]] = []
        self.rested = False
        self.put(keeps=())

    def tell(self, event: ForDeliberation) -> Deliberation:
        """Decide on it, after a look at what must never change by it."""
        before = self.state
        told = getattr(event, "version", None)
        decision = decide(before, event, Moment(now=self.now, dice="0" * 32))
        if told not in (None, before.version) and not isinstance(event, signals.ReadingOpened):
            assert decision.state == before, "what was said of another version changed something"
        self.state = decision.state
        raised = [one.event for one in decision.effects]  # type: ignore[union-attr]
        if before.outcome is Outcome.READING and not isinstance(event, signals.ReadingClosed):
            assert not raised, "something became known while parties still read"
        self.passed += raised
        return before

    # ------------------------------------------------------------------ what happens

    @rule(keeps=st.sets(st.sampled_from(PARTIES)))
    def put(self, keeps: set[str] | tuple[str, ...]) -> None:
        """The next version comes before everybody at the table."""
        at_table = tuple(self.state.readings) or PARTIES
        version = self.state.version + 1
        before = self.tell(
            signals.ReadingOpened(
                package="P1",
                version=version,
                hash=f"h{version}",
                parties=at_table,
                needs_ratification=at_table[:1],
                keeps=tuple(keeps),
            )
        )
        self.rested = False
        assert self.state.outcome is Outcome.READING
        assert (self.state.finals, self.state.judgements, self.state.commitments) == ({}, {}, {})
        assert not any(self.state.ratified.values())
        for party, value in self.state.readings.items():
            assert value is None or (party in keeps and value == before.readings[party])
            assert value not in (-1, -2, "more_info", "consult"), (
                "an objection stands on a new text by itself"
            )

    @rule()
    def put_again(self) -> None:
        before = self.tell(
            signals.ReadingOpened(
                package="P1", version=self.state.version, hash="other", parties=PARTIES, needs_ratification=()
            )
        )
        assert self.state == before, "one version, two texts"

    @rule(party=parties, ago=versions, value=st.sampled_from((2, 1, 0, -1, -2, "more_info", "consult")))
    def read(self, party: str, ago: int, value: int) -> None:
        before = self.tell(signals.Read(party=party, value=value, version=self.state.version - ago))
        assert set(self.state.readings) == set(before.readings)
        if before.outcome not in READS:
            assert self.state == before

    @rule(party=st.sampled_from(PARTIES))
    def name_a_stake(self, party: str) -> None:
        own = tuple(one for one, owner in INTERESTS.items() if owner == party)
        self.tell(signals.StakesNamed(party=party, interests=own, version=self.state.version))

    @rule()
    def all_read(self) -> None:
        for party in self.state.readings:
            self.tell(signals.Read(party=party, value=1, version=self.state.version))

    @rule()
    def close_the_reading(self) -> None:
        before = self.tell(signals.ReadingClosed())
        if before.outcome is Outcome.READING:
            assert self.state.outcome == of_readings(before.readings)

    @rule()
    def ask_again(self) -> None:
        self.tell(signals.AskedAgain(version=self.state.version))

    @rule()
    def open_the_check(self) -> None:
        here = tuple(one for one, owner in INTERESTS.items() if owner in self.state.readings)
        before = self.tell(signals.CheckOpened(interests=here, commitments=(0, 1)))
        if self.state != before:
            assert before.outcome is Outcome.CHECK, "a check with something in its way"

    @rule(
        interest=st.sampled_from((*INTERESTS, "x.1")),
        said=st.sampled_from(("sufficient", "partly", "not", "let_go")),
    )
    def judge(self, interest: str, said: str) -> None:
        event = {"interest": interest, "judgement": said, "version": self.state.version}
        self.tell(signals.Judged.model_validate(event))

    @rule(number=st.integers(0, 2), accepted=st.booleans())
    def accept(self, number: int, accepted: bool) -> None:
        self.tell(signals.CommitmentAccepted(number=number, accepted=accepted, version=self.state.version))

    @rule()
    def all_covered(self) -> None:
        for interest in self.state.judgements:
            self.judge(interest, "sufficient")
        for number in self.state.commitments:
            self.accept(number, accepted=True)
        self.close_the_coverage()

    @rule()
    def close_the_coverage(self) -> None:
        self.tell(signals.CoverageClosed())

    @rule(hours=st.sampled_from((1, 23, 25)))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(party=parties, ago=versions, answer=st.sampled_from(("support", "support", "aside", "cannot")))
    def say_last(self, party: str, ago: int, answer: str) -> None:
        event = {"party": party, "answer": answer, "version": self.state.version - ago}
        before = self.tell(signals.FinalSaid.model_validate(event))
        if self.state != before:
            assert before.final_from is not None
            assert self.now >= before.final_from, "before the day of rest was over"

    @rule()
    def all_say_last(self) -> None:
        for party in self.state.finals:
            self.say_last(party, 0, "support")
        self.close_the_check()

    @rule()
    def close_the_check(self) -> None:
        self.tell(signals.CheckClosed())

    @rule(party=parties, ago=versions, agreed=st.booleans())
    def ratify(self, party: str, ago: int, agreed: bool) -> None:
        self.tell(signals.Ratified(party=party, agreed=agreed, version=self.state.version - ago))

    @rule()
    def join_late(self) -> None:
        if "late" in self.state.readings:
            return
        before = self.tell(signals.PartyJoined(party="late", needs_ratification=True))
        assert self.state.readings["late"] is None
        if before.outcome is not Outcome.READING:
            assert self.state.outcome is Outcome.SUSPENDED
            assert not self.state.finals

    @rule(party=st.sampled_from((*PARTIES, "late")))
    def leave(self, party: str) -> None:
        if party not in self.state.readings or len(self.state.readings) == 1:
            return
        own = tuple(one for one, owner in INTERESTS.items() if owner == party)
        self.tell(signals.PartyLeft(party=party, interests=own, commitments=(1,)))
        assert party not in {**self.state.readings, **self.state.finals, **self.state.ratified}

    # ------------------------------------------------------------------ what always holds

    @invariant()
    def agreed_only_by_everybodys_active_yes(self) -> None:
        state = self.state
        if state.outcome not in AGREED:
            return
        assert set(state.finals) == set(state.readings), "somebody was not asked"
        assert set(state.finals.values()) <= {"support", "aside"}
        assert not {"not", None} & set(state.judgements.values())
        assert set(state.commitments.values()) <= {True}
        assert False not in state.ratified.values()

    @invariant()
    def consensus_only_when_every_mandate_is_ratified(self) -> None:
        if self.state.outcome is Outcome.CONSENSUS:
            assert set(self.state.ratified.values()) <= {True}

    @invariant()
    def one_block_outweighs_all_support(self) -> None:
        state = self.state
        if state.outcome in (*AGREED, Outcome.CHECK) and not state.finals:
            assert all(isinstance(one, int) and one >= 0 for one in state.readings.values())
        if "cannot" in state.finals.values():
            assert state.outcome not in AGREED

    @invariant()
    def the_last_question_only_over_settled_interests(self) -> None:
        for one in self.passed:
            if one["t"] == "reflection_began" and one["version"] == self.state.version and self.state.finals:
                assert self.state.final_from is not None
        if any(self.state.finals.values()):
            assert self.state.checking

    @invariant()
    def a_hash_for_each_version(self) -> None:
        assert self.state.hash == f"h{self.state.version}"


Talks.TestCase.settings = settings(
    max_examples=500,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
TestTalks = Talks.TestCase


def test_the_machine_reaches_a_ratified_agreement() -> None:
    """The walk can get there: else nothing above says anything."""
    talks = Talks()
    talks.all_read()
    talks.close_the_reading()
    talks.open_the_check()
    talks.all_covered()
    talks.wait(25)
    talks.all_say_last()
    assert talks.state.outcome is Outcome.PRINCIPLE
    for party, _ in list(talks.state.ratified.items()):
        talks.ratify(party, 0, agreed=True)
    assert talks.state.outcome is Outcome.CONSENSUS
    assert timedelta(hours=25) > REFLECTION
