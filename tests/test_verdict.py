"""Consensus by rule: every profile of three to five parties (of seven: make bench-packages), and of the final check."""

from itertools import product

import pytest
from room import Room

from flows.deliberation import Deliberation, decide
from flows.events import Moment
from flows.signals import CheckClosed, CheckOpened, FinalSaid, PartyJoined, Read, ReadingClosed, ReadingOpened
from flows.verdict import Outcome, of_check, of_readings

ANSWERS = (-2, -1, 0, 1, 2, "more_info", "consult", None)
MOMENT = Moment(now=Room().now, dice="0" * 32)


@pytest.mark.parametrize("parties", [3, 4, 5])
def test_every_profile_of_readings_is_judged_by_the_rule(parties: int) -> None:
    for profile in product(ANSWERS, repeat=parties):
        outcome = of_readings(dict(zip("abcde", profile, strict=False)))  # type: ignore[arg-type]
        if -2 in profile:
            assert outcome is Outcome.BLOCKED
        elif -1 in profile:
            assert outcome is Outcome.OBJECTIONS
        elif any(not isinstance(one, int) for one in profile):
            assert outcome is Outcome.OPEN
        else:
            assert outcome is Outcome.CHECK


def test_six_in_favour_and_one_who_cannot_live_with_it_is_no_consensus() -> None:
    readings = dict.fromkeys("abcdef", 2) | {"g": -2}
    assert of_readings(readings) is Outcome.BLOCKED  # type: ignore[arg-type]


def test_every_profile_of_the_final_check_is_judged_by_the_rule() -> None:
    finals = ("support", "aside", "cannot", None)
    judgements = ("sufficient", "partly", "not", "let_go", None)
    three = (True, False, None)
    for first, second, judged, accepted, ratified in product(finals, finals, judgements, three, three):
        outcome = of_check({"a": first, "b": second}, {"i": judged}, {0: accepted}, {"a": ratified})  # type: ignore[dict-item]
        agreed = {first, second} <= {"support", "aside"} and judged not in ("not", None) and accepted is True
        assert (outcome is Outcome.CONSENSUS) == (agreed and ratified is True)
        assert (outcome is Outcome.PRINCIPLE) == (agreed and ratified is None)


def opened(*parties: str) -> Deliberation:
    event = ReadingOpened(package="P1", version=1, hash="h", parties=parties, needs_ratification=())
    return decide(Deliberation(mediation="m", package="P1"), event, MOMENT).state


def test_a_reading_may_change_until_the_close_and_a_stranger_has_none() -> None:
    state = opened("a", "b")
    for event in (Read(party="a", value=-2), Read(party="a", value=1), Read(party="b", value=0)):
        state = decide(state, event, MOMENT).state
    assert decide(state, Read(party="x", value=-2), MOMENT).ignored
    assert decide(state, ReadingClosed(), MOMENT).state.outcome is Outcome.CHECK


def test_the_check_opens_only_when_nothing_stands_in_its_way() -> None:
    state = opened("a", "b")
    check = CheckOpened(interests=(), commitments=())
    assert decide(state, check, MOMENT).ignored
    for event in (Read(party="a", value=1), Read(party="b", value=-1), ReadingClosed()):
        state = decide(state, event, MOMENT).state
    assert decide(state, check, MOMENT).ignored


def test_silence_in_the_final_check_is_neither_yes_nor_no() -> None:
    state = opened("a", "b")
    for event in (
        Read(party="a", value=1),
        Read(party="b", value=1),
        ReadingClosed(),
        CheckOpened(interests=(), commitments=()),
        FinalSaid(party="a", answer="support"),
        CheckClosed(),
    ):
        state = decide(state, event, MOMENT).state  # type: ignore[arg-type]
    assert state.outcome is Outcome.OPEN


def test_a_late_party_suspends_a_principle_agreement_and_voids_the_check() -> None:
    state = opened("a")
    for event in (
        Read(party="a", value=2),
        ReadingClosed(),
        CheckOpened(interests=(), commitments=()),
        FinalSaid(party="a", answer="support"),
        CheckClosed(),
        PartyJoined(party="b", needs_ratification=True),
    ):
        state = decide(state, event, MOMENT).state  # type: ignore[arg-type]
    assert (state.outcome, state.finals, state.checking) == (Outcome.SUSPENDED, {}, False)
    assert decide(state, Read(party="b", value=-2), MOMENT).state.outcome is Outcome.BLOCKED
