"""Whole cases through the command line: as expected, with the bot killed on the way, and when they differ."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.leaks import find_leaks
from bot.private import Seats
from bot.run import load_script
from handlers.catalogues import Sentences

CASES = Path(__file__).parent.parent / "cases"
BUILT_IN = {
    "overdiepse_polder": "ratified",
    "storm_king": "in_principle",
    "datacentrum_noorderham": "ratified",
}
KEYS = {
    *(
        "case",
        "language",
        "seconds",
        "parties",
        "phases",
        "contributions",
        "ideas",
        "idea_groups",
        "interests",
    ),
    *("lineage", "packages", "agreement", "group_posts", "leaks"),
}


def rehearse(case: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """`draagvlak rehearse`, as it is typed."""
    command = [
        sys.executable,
        "-m",
        "bot",
        "rehearse",
        str(case),
        "--autoplay",
        "--headless",
        "--out",
        str(out),
    ]
    return subprocess.run([*command, *more], capture_output=True, text=True, timeout=300, check=False)  # noqa: S603


def report(out: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((out / "report.json").read_text())
    return made


@pytest.fixture(scope="session")
def played(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, tuple[Path, subprocess.CompletedProcess[str]]]:
    """Every built-in case, once."""
    out = tmp_path_factory.mktemp("played")
    return {name: (out / name, rehearse(CASES / f"{name}.yaml", out / name)) for name in BUILT_IN}


Played = dict[str, tuple[Path, subprocess.CompletedProcess[str]]]


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_case_ends_as_expected(played: Played, name: str) -> None:
    out, done = played[name]
    assert done.returncode == 0, done.stdout
    made = report(out)
    assert set(made) == KEYS
    assert made["agreement"]["status"] == BUILT_IN[name]
    assert made["leaks"] == []
    assert made["seconds"] < 120


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_package_put_forward_in_order_ends_as_the_case_expects(played: Played, name: str) -> None:
    case = yaml.safe_load((CASES / f"{name}.yaml").read_text())
    wanted = case["expected"]["consensus_option"]
    packages = report(played[name][0])["packages"]
    order = [one["id"] for one in case["options"] if one["id"] != wanted]
    assert [one["id"] for one in packages] == [*order, wanted]
    assert {one["id"] for one in packages if one["outcome"] in ("in_principle", "consensus")} == {wanted}
    assert all(one["outcome"] in ("blocked", "objections", "open") for one in packages[:-1])


def test_four_of_seven_in_favour_is_no_consensus(played: Played) -> None:
    """Option D of the Overdiepse polder: four are in favour, one objects, so it does not pass."""
    case = yaml.safe_load((CASES / "overdiepse_polder.yaml").read_text())
    option = next(one for one in case["options"] if one["id"] == "D")
    scores = [one["score"] for one in option["scores"].values()]
    assert (len(scores), sum(isinstance(one, int) and one > 0 for one in scores)) == (7, 4)
    made = {one["id"]: one for one in report(played["overdiepse_polder"][0])["packages"]}
    assert made["D"]["outcome"] in ("blocked", "objections")


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_phase_has_its_gate_and_every_open_item_a_reason(played: Played, name: str) -> None:
    made = report(played[name][0])
    assert [one["phase"] for one in made["phases"]] == [1, 2, 3, 4, 5, 6]
    for phase in made["phases"]:
        assert phase["gate"]
        if phase["closed_at"]:
            assert all(item["met"] or item["waived_because"] for item in phase["gate"])


@pytest.mark.parametrize("name", BUILT_IN)
def test_it_leaves_everything_behind_that_it_promises(played: Played, name: str) -> None:
    out, _ = played[name]
    lines = [json.loads(line) for line in (out / "transcript.jsonl").read_text().splitlines()]
    assert [one["n"] for one in lines] == list(range(1, len(lines) + 1))
    assert {one["kind"] for one in lines} == {"update", "call"}
    assert (out / "agreement.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "group.txt").read_text().strip()
    assert (out / "store.db").stat().st_size > 0
    agreement = json.loads((out / "agreement.json").read_text())
    assert agreement["hash"] == report(out)["agreement"]["hash"]


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_report_has_its_form_in_every_part(played: Played, name: str) -> None:
    made = report(played[name][0])
    assert {key for one in made["phases"] for key in one} == {"phase", "gate", "opened_at", "closed_at"}
    gates = [item for one in made["phases"] for item in one["gate"]]
    assert {key for item in gates for key in item} == {"item", "met", "waived_because"}
    assert set(made["idea_groups"]) == {"proposed", "final"}
    assert made["lineage"]
    assert all(one["sources"] and one["from"] for one in made["lineage"])
    packages = {"id", "version", "hash", "outcome", "blocks", "objections", "uncovered_interests"}
    assert all(set(one) == packages for one in made["packages"])
    agreement = {"status", "hash", "parties_confirmed", "commitments", "contingencies"}
    assert set(made["agreement"]) == agreement


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_the_group_saw_holds_nothing_for_the_mediator_alone(played: Played, name: str) -> None:
    case = yaml.safe_load((CASES / f"{name}.yaml").read_text())
    group = " ".join((played[name][0] / "group.txt").read_text().split())
    secrets = [
        text
        for party in case["parties"]
        for text in (
            party["batna"],
            *(one["text"] for one in party["interests"] if one.get("visibility") == "mediator"),
        )
    ]
    assert len(secrets) > len(case["parties"])
    assert [text for text in secrets if " ".join(text.split()) in group] == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_commitment_and_contingency_of_the_case_is_in_the_agreement(played: Played, name: str) -> None:
    case = yaml.safe_load((CASES / f"{name}.yaml").read_text())
    text = (played[name][0] / "agreement.json").read_text()
    made = json.loads(text)
    promised = {one["what"] for one in (*made["commitments"], *made["refrains"])}
    assert promised == {one["what"] for one in case["agreement"]["commitments"]}
    assert {one["if_"] for one in made["contingencies"]} == {
        one["if"] for one in case["agreement"]["contingencies"]
    }


def test_killed_at_twenty_random_moments_nothing_is_lost_or_doubled(played: Played, tmp_path: Path) -> None:
    done = rehearse(CASES / "overdiepse_polder.yaml", tmp_path, "--kills", "20", "--seed", "7")
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "bot.log").read_text().count("listening as") == 21
    clean, killed = report(played["overdiepse_polder"][0]), report(tmp_path)
    assert without_times(killed) == without_times(clean)


def without_times(made: dict[str, Any]) -> dict[str, Any]:
    """The report without what a clock or an order of arrival puts in it."""
    left = {key: value for key, value in made.items() if key != "seconds"}
    left["phases"] = [
        {key: value for key, value in one.items() if not key.endswith("_at")} for one in made["phases"]
    ]
    left["agreement"] = {
        **made["agreement"],
        "parties_confirmed": sorted(made["agreement"]["parties_confirmed"]),
    }
    left["idea_groups"] = {
        key: sorted(sorted(group) for group in groups) for key, groups in made["idea_groups"].items()
    }
    return left


def test_a_party_that_leaves_says_why_to_the_mediator_alone(played: Played) -> None:
    out, _ = played["datacentrum_noorderham"]
    case = yaml.safe_load((CASES / "datacentrum_noorderham.yaml").read_text())
    leaving = next(one for one in case["events"] if one["do"] == "leaves")
    gone = next(one for one in case["parties"] if one["id"] == leaving["party"])
    lines = [json.loads(line) for line in (out / "transcript.jsonl").read_text().splitlines()]
    why = gone["later_answers"]["b_leave_why"]
    calls = [one for one in lines if one["kind"] == "call" and why in str(one["body"].get("text", ""))]
    assert {one["seat"] for one in calls} == {"mediator"}
    others = [
        one for one in lines if f"{gone['name']} doet niet meer mee" in str(one["body"].get("text", ""))
    ]
    assert {one["seat"] for one in others} >= {"dorp", "mediator", "bedrijf"}
    made = json.loads((out / "agreement.json").read_text())
    assert gone["name"] not in {one["name"] for one in made["parties"]}
    assert [(one["name"], one["how"]) for one in made["absent"]] == [(gone["name"], "left")]


def test_a_planted_private_word_in_the_group_is_found(played: Played) -> None:
    out, _ = played["overdiepse_polder"]
    case = yaml.safe_load((CASES / "overdiepse_polder.yaml").read_text())
    lines = [json.loads(line) for line in (out / "transcript.jsonl").read_text().splitlines()]
    users = {one["seat"]: one["chat"] for one in lines if one["seat"]}
    seats = Seats({one["id"]: users[one["id"]] for one in case["parties"]}, frozenset({users["mediator"]}))
    assert not find_leaks(lines, seats, [], case, script=load_script(), sentences=Sentences.load())
    post = next(one for one in lines if one["seat"] == "group" and one["method"] == "sendMessage")
    post["body"]["text"] += "\n\nOnze keuze blijft prive tot wij het zelf vertellen"
    (found,) = find_leaks(lines, seats, [], case, script=load_script(), sentences=Sentences.load())
    assert (found.owner, found.chat) == ("vertrekkers", post["chat"])


def test_a_case_that_does_not_end_as_expected_says_what_differs(tmp_path: Path) -> None:
    case = yaml.safe_load((CASES / "overdiepse_polder.yaml").read_text())
    case["expected"]["idea_clusters"] = 5
    case["expected"]["blocked_by"]["D"] = ["rijk"]
    changed = tmp_path / "changed.yaml"
    changed.write_text(yaml.safe_dump(case, allow_unicode=True))
    done = rehearse(changed, tmp_path / "out")
    assert done.returncode == 1
    differs = [line for line in done.stdout.splitlines() if line.startswith("differs:")]
    assert any("5 groups" in line for line in differs)
    assert any("Option D" in line for line in differs)


def test_a_malformed_case_is_refused_with_a_sentence_for_each_mistake(tmp_path: Path) -> None:
    case = yaml.safe_load((CASES / "overdiepse_polder.yaml").read_text())
    case["language"] = "fy"
    case["parties"][0]["interests"][0]["importance"] = 9
    broken = tmp_path / "broken.yaml"
    broken.write_text(yaml.safe_dump(case, allow_unicode=True))
    done = rehearse(broken, tmp_path / "out")
    assert done.returncode == 2
    assert "language" in done.stderr
    assert "parties[0].interests[0].importance" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_party_that_joins_late_undoes_a_consensus_it_was_not_part_of(tmp_path: Path) -> None:
    """Without the nature groups everybody can live with D; they come, and cannot; E stays in principle."""
    case = yaml.safe_load((CASES / "overdiepse_polder.yaml").read_text())
    late = next(one for one in case["parties"] if one["id"] == "natuur_landschap")
    late |= {"at_table": False, "joins_in_phase": 5}
    for party, said in next(one for one in case["options"] if one["id"] == "D")["scores"].items():
        said["score"] = -2 if party == late["id"] else 1
    case["expected"]["blocked_by"]["D"] = [late["id"]]
    case["expected"]["provisional_consensus"] = "de achterban moet nog beslissen"
    changed = tmp_path / "late.yaml"
    changed.write_text(yaml.safe_dump(case, allow_unicode=True))
    done = rehearse(changed, tmp_path / "out")
    assert done.returncode == 0, done.stdout
    outcomes = {one["id"]: one["outcome"] for one in report(tmp_path / "out")["packages"]}
    assert (outcomes["D"], outcomes["E"]) == ("blocked", "in_principle")
    group = (tmp_path / "out" / "group.txt").read_text()
    said_of_d = [one.split("[2026")[0].split("[2027")[0] for one in group.split("Pakket P4, versie 1")[1:]]
    reached = [
        number for number, one in enumerate(said_of_d) if "Elke partij heeft dit pakket gelezen" in one
    ]
    lost = [number for number, one in enumerate(said_of_d) if "We zijn er nog niet" in one]
    assert reached
    assert lost
    assert reached[0] < lost[-1]


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_text_that_is_published_is_the_text_that_every_party_confirmed(played: Played, name: str) -> None:
    out, _ = played[name]
    lines = [json.loads(line) for line in (out / "transcript.jsonl").read_text().splitlines()]
    code = " ".join(report(out)["agreement"]["hash"][start : start + 4] for start in range(0, 32, 4))
    said = [str(one["body"].get("text") or one["body"].get("caption") or "") for one in lines]
    asked = [one for one in said if "eindtekst, versie" in one or "final text, version" in one]
    assert len(asked) >= len(report(out)["parties"])
    assert all(code in one for one in asked)
    assert code in (out / "group.txt").read_text()
