"""The report says in the case's own names what a rehearsal came to, and what is not as the case expects."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.leaks import Leak
from bot.report import differences, make_report
from flows.agreement import Agreement
from flows.deliberation import Deliberation
from flows.effects import Circle
from flows.process.gates import GATES
from flows.register import (
    Idea,
    IdeaGroup,
    Interest,
    Package,
    Party,
    PhaseRecord,
    Standing,
    Waived,
)
from flows.signals import Word
from flows.table import Mediation, Sorting
from flows.verdict import Outcome
from storage import WordRow
from storage.vault import digest_of

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
T1 = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
CASE: dict[str, Any] = {
    "id": "polder",
    "language": "nl",
    "parties": [
        {"id": "farmers", "name": "Boeren", "interests": [{"id": "f1", "text": "Zekerheid"}]},
        {"id": "state", "name": "Het Rijk", "interests": [{"id": "s1", "text": "Veiligheid"}]},
    ],
    "ideas": [
        {"id": "i01", "party": "farmers", "text": "Terpen, zoals vroeger"},
        {"id": "i02", "party": "state", "text": "Bouw heuvels"},
        {"id": "i03", "party": "state", "text": "Bouw heuvels"},
    ],
    "options": [
        {"id": "A", "title": "Hogere dijk", "scores": {"farmers": {"score": 1}, "state": {"score": -2}}},
        {"id": "B", "title": "Noodoverloop", "scores": {"farmers": {"score": -1}, "state": {"score": "2"}}},
        {"id": "E", "title": "Terpenplan", "scores": {"farmers": {"score": 2}, "state": {"score": 0}}},
    ],
    "expected": {
        "consensus_option": "E",
        "idea_clusters": 2,
        "blocked_by": {"A": ["state"]},
        "majority_trap": "a sentence for people",
    },
    "agreement": {
        "title": "Ontwerp",
        "commitments": [
            {"who": "state", "what": "Betaalt", "when": 2008, "type": "result", "source": "sourced"},
            {"who": "state", "what": "Zet niets anders in", "when": "tot oplevering", "type": "not"},
        ],
        "contingencies": [{"if": "polder loopt onder", "then": "schade wordt vergoed", "source": "x"}],
    },
}
TEXTS = {
    "z": ("farmers-seat", "Zekerheid"),
    "z2": ("farmers-seat", "Zekerheid"),  # the same words, confirmed as an interest
    "v": ("state-seat", "iets anders dan het dossier"),
    "i1": ("farmers-seat", "Terpen,  zoals\nvroeger"),
    "i2": ("state-seat", "Bouw heuvels"),
    "i3": ("state-seat", "Bouw heuvels"),
    "tA": (None, "Hogere dijk"),
    "tB": (None, "Noodoverloop"),
    "tE": (None, "Terpenplan"),
    "what1": (None, "Betaalt"),
    "when1": (None, "2008"),
    "what2": (None, "Zet niets anders in"),
    "when2": (None, "tot oplevering"),
    "if": (None, "polder loopt onder"),
    "then": (None, "schade wordt vergoed"),
    "why": (None, "Staat niet in het dossier."),
}
PRINCIPLE, CONSENSUS = str(Outcome.PRINCIPLE), str(Outcome.CONSENSUS)
MATERIAL = {
    "commitments": [
        {"party": "state-seat", "what": "what1", "when": "when1", "kind": "result"},
        {"party": "state-seat", "what": "what2", "when": "when2", "kind": "not"},
    ],
    "contingencies": [{"if": "if", "then": "then"}],
}


def word(id_: str) -> Word:
    return Word(id=id_, digest=digest_of(TEXTS[id_][1])[:16])


def vault() -> list[WordRow]:
    return [
        WordRow(
            id=id_,
            party=party,
            user=11,
            kind="answer",
            prompt=None,
            script_version=1,
            circle=Circle.MEDIATOR,
            text=text,
            digest=digest_of(text),
            kept=T0,
            released=False,
            withdrawn=False,
            parents=("z",) if id_ == "z2" else (),
        )
        for id_, (party, text) in TEXTS.items()
    ]


def package(number: int, title: str, outcome: Outcome, **more: Any) -> Package:
    return Package(number=number, title=word(title), put_forward=True, outcome=outcome, **more)


PACKAGES = (
    package(1, "tA", Outcome.BLOCKED, blocks=("state-seat",), uncovered=("farmers-seat.1", "state-seat.1")),
    package(2, "tB", Outcome.OBJECTIONS, objections=("farmers-seat",)),
    package(3, "tE", Outcome.CONSENSUS),
)
MEDIATION = Mediation(
    id="m",
    parties={
        id_: Party(id=id_, name=name, standing=standing)
        for id_, name, standing in (
            ("farmers-seat", "Boeren", Standing.SEATED),
            ("state-seat", "Het  Rijk", Standing.SEATED),
            ("gone", "Iemand anders", Standing.LEFT),
        )
    },
    phase=2,
    records=(
        PhaseRecord(
            phase=1,
            opened_at=T0,
            closed_at=T1,
            gate=(
                Waived(item="1.go", met=True),
                Waived(item="1.missing", met=False, waived_because=word("why")),
            ),
        ),
        PhaseRecord(phase=2, opened_at=T1),
    ),
    interests=(
        Interest(id="farmers-seat.1", party="farmers-seat", word="z2", for_group=True),
        Interest(id="state-seat.1", party="state-seat", word="v", for_group=True),
    ),
    ideas=(
        Idea(number=1, party="state-seat", word=word("i2"), round="1"),
        Idea(number=2, party="farmers-seat", word=word("i1"), round="1"),
        Idea(number=3, party="state-seat", word=word("i3"), round="2"),
    ),
    sorting=Sorting(proposed=((1, 3), (2,))),
    groups=(IdeaGroup(ideas=(1, 3), wording=1), IdeaGroup(ideas=(2,), wording=2)),
    packages=(*PACKAGES, package(4, "tA", Outcome.READING).model_copy(update={"put_forward": False})),
)
AGREEMENT = Agreement(
    mediation="m",
    version=1,
    code="c0de",
    material=MATERIAL,
    users={"farmers-seat": 11, "state-seat": 12},
    needs_ratification=("state-seat",),
    confirmed={"state-seat": T1, "farmers-seat": T1},
    ratified={"state-seat": ()},
)
LEAK = Leak(7, -5, "sendMessage", "farmers", "batna", "Procederen")


def entry(chat: int, method: str = "sendMessage", **more: Any) -> dict[str, Any]:
    return {"n": 1, "kind": "call", "method": method, "chat": chat, "body": {}, "delivered": True} | more


def report(
    mediation: Mediation = MEDIATION,
    agreement: Agreement | None = AGREEMENT,
    deliberations: dict[str, Deliberation] | None = None,
    entries: tuple[dict[str, Any], ...] = (),
    leaks: tuple[Leak, ...] = (),
) -> dict[str, Any]:
    made = make_report(
        CASE,
        mediation,
        deliberations=deliberations or {},
        agreement=agreement,
        words=vault(),
        entries=entries,
        seconds=12.34567,
        leaks=leaks,
    )
    assert json.loads(json.dumps(made)) == made
    return made


def test_the_report_has_exactly_the_fields_promised_in_their_order() -> None:
    assert " ".join(report()) == (
        "case language seconds parties phases contributions ideas idea_groups interests lineage"
        " packages agreement group_posts leaks"
    )


def test_parties_ideas_and_options_go_by_the_cases_own_ids() -> None:
    made = report()
    assert made["parties"] == ["farmers", "state"]
    assert made["idea_groups"] == {"proposed": [["i02", "i03"], ["i01"]], "final": [["i02", "i03"], ["i01"]]}
    assert [one["id"] for one in made["packages"]] == ["A", "B", "E"]
    assert made["packages"][0]["blocks"] == ["state"]


def test_a_text_that_is_in_no_case_file_keeps_the_stores_own_id() -> None:
    assert report()["packages"][0]["uncovered_interests"] == ["f1", "state-seat.1"]


def test_contributions_are_what_parties_said_and_said_once() -> None:
    made = report()
    assert (made["contributions"], made["ideas"], made["interests"]) == (5, 3, 2)


def test_a_closed_phase_has_its_gate_as_it_was_and_an_open_one_as_it_stands() -> None:
    first, second = report()["phases"]
    assert first == {
        "phase": 1,
        "gate": [
            {"item": "1.go", "met": True, "waived_because": None},
            {"item": "1.missing", "met": False, "waived_because": "Staat niet in het dossier."},
        ],
        "opened_at": T0.isoformat(),
        "closed_at": T1.isoformat(),
    }
    assert second["closed_at"] is None
    assert [one["item"] for one in second["gate"]] == [f"2.{item}" for item in GATES[2]]


def test_a_deliberation_on_the_same_version_knows_better_than_the_last_verdict() -> None:
    newer = Deliberation(
        mediation="m",
        package="P2",
        version=1,
        hash=PACKAGES[1].hash,
        outcome=Outcome.BLOCKED,
        readings={"farmers-seat": -2},
    )
    older = newer.model_copy(update={"hash": "another"})
    assert report(deliberations={"P2": newer})["packages"][1]["blocks"] == ["farmers"]
    assert report(deliberations={"P2": older})["packages"][1]["outcome"] == "objections"


def test_the_agreement_is_read_from_the_store() -> None:
    assert report()["agreement"] == {
        "status": "ratified",
        "hash": "c0de",
        "parties_confirmed": ["state", "farmers"],
        "commitments": [
            {"who": "state", "what": "Betaalt", "when": "2008", "type": "result"},
            {"who": "state", "what": "Zet niets anders in", "when": "tot oplevering", "type": "not"},
        ],
        "contingencies": [{"if": "polder loopt onder", "then": "schade wordt vergoed"}],
    }


@pytest.mark.parametrize(
    "agreement", [None, Agreement(mediation="m"), AGREEMENT.model_copy(update={"confirmed": {}})]
)
def test_a_draft_is_no_agreement(agreement: Agreement | None) -> None:
    assert report(agreement=agreement)["agreement"] is None


def test_group_posts_are_the_messages_that_reached_a_group() -> None:
    entries = (
        entry(-5),
        entry(-5, "sendDocument"),
        entry(-5, "editMessageText"),
        entry(-5, delivered=False),
        entry(11),
        entry(-5, "message", kind="update"),
    )
    assert report(entries=entries)["group_posts"] == 2


# ------------------------------------------------------------------ differences


def changed(made: dict[str, Any], **packages: dict[str, Any]) -> dict[str, Any]:
    """The report with fields of some packages replaced."""
    made = deepcopy(made)
    made["packages"] = [one | packages.get(one["id"], {}) for one in made["packages"]]
    return made


def test_a_case_that_ended_as_expected_has_no_differences() -> None:
    assert differences(CASE, report()) == []


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (changed(report(), E={"outcome": "check"}), "Option E should end as consensus, and is check."),
        (
            changed(report(), E={"outcome": PRINCIPLE}),
            "Option E should end as consensus, and is in_principle.",
        ),
        (changed(report(), B={"outcome": "blocked"}), "Option B should meet objections, and is blocked."),
        (changed(report(), A={"blocks": []}), "Option A should be blocked by state, and is by nobody."),
        (
            changed(report(), A={"blocks": ["farmers", "state"]}),
            "Option A should be blocked by state, and is by farmers, state.",
        ),
        (report() | {"agreement": None}, "There should be an agreement, and there is none."),
        (
            report(agreement=AGREEMENT.model_copy(update={"ratified": {}})),
            "The agreement should be ratified, and is in_principle.",
        ),
        (
            report(mediation=MEDIATION.model_copy(update={"groups": ()})),
            "There should be 2 groups of ideas, and there are 0.",
        ),
        (
            report(leaks=(LEAK,)),
            "A private text of farmers (batna) can be read in chat -5: Procederen",
        ),
        (
            report(agreement=AGREEMENT.model_copy(update={"material": MATERIAL | {"contingencies": []}})),
            "The agreement lacks the contingency: if polder loopt onder; then schade wordt vergoed.",
        ),
    ],
)
def test_each_difference_is_one_sentence(made: dict[str, Any], sentence: str) -> None:
    assert differences(CASE, made) == [sentence]


def test_an_option_that_nobody_expected_to_be_agreed_is_named() -> None:
    made = changed(report(), B={"outcome": CONSENSUS})
    assert "Option B is agreed (consensus), and nobody expected that." in differences(CASE, made)


def test_each_missing_commitment_is_named() -> None:
    made = deepcopy(report())
    made["agreement"]["commitments"][1]["type"] = "aim"
    assert differences(CASE, made) == [
        "The agreement lacks the commitment: who state; what Zet niets anders in; when tot oplevering; type not."
    ]


def test_options_that_were_never_put_forward_are_named() -> None:
    assert differences(CASE, report() | {"packages": []}) == [
        "Option E should end as consensus, and was never put forward.",
        "Option A should be blocked, and was never put forward.",
        "Option B should meet objections, and was never put forward.",
    ]


def test_the_last_version_of_an_option_counts() -> None:
    made = report()
    repaired = [made["packages"][2] | {"outcome": "objections"}, *made["packages"]]
    assert differences(CASE, made | {"packages": repaired}) == []


def test_a_provisional_consensus_stays_in_principle() -> None:
    case = CASE | {"expected": CASE["expected"] | {"provisional_consensus": "boards must still decide"}}
    made = changed(report(agreement=AGREEMENT.model_copy(update={"ratified": {}})), E={"outcome": PRINCIPLE})
    assert differences(case, made) == []
    assert len(differences(case, report())) == 2


@pytest.mark.parametrize("expected", [{}, {"consensus_option": None}, None])
def test_a_case_without_consensus_ends_without_agreement(expected: dict[str, Any] | None) -> None:
    case = {key: value for key, value in CASE.items() if key != "agreement"} | {"expected": expected}
    assert differences(case, changed(report(agreement=None), E={"outcome": "open"})) == []
    assert differences(case, report()) == [
        "Option E is agreed (consensus), and nobody expected that.",
        "There is an agreement, and the case expects none.",
    ]
