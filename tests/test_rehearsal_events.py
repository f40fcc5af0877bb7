"""The third case: a representative replaced, a party gone, one late, one without Telegram, a frame that changes.

One run of the command line, read from what it leaves behind; and every malformed event refused with one sentence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_rehearsals import CASES, rehearse, report

from rehearsal.case import CaseRefused, load_case

FILE = CASES / "datacentrum_noorderham.yaml"
CASE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
PARTY = {one["id"]: one for one in CASE["parties"]}
EVENT = {one["do"]: one for one in CASE["events"]}


class Lines:
    """The transcript of the case."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.all = [json.loads(line) for line in (out / "transcript.jsonl").read_text().splitlines()]

    def sent(self, seat: str) -> list[str]:
        """Texts of the bot in this chat."""
        return [text for _, text in self._numbered("call", seat)]

    def typed(self, seat: str) -> list[str]:
        return [text for _, text in self._numbered("update", seat)]

    def number(self, seat: str, words: str, after: int = 0) -> int:
        """The first message of the bot in this chat, after number `after`, that has these words in it."""
        return next(n for n, text in self._numbered("call", seat) if n > after and words in text)

    def last_number(self, seat: str) -> int:
        return max((n for n, _ in self._numbered("call", seat)), default=0)

    def _numbered(self, kind: str, seat: str) -> Iterator[tuple[int, str]]:
        for one in self.all:
            text = one["body"].get("text") or one["body"].get("caption")
            if (one["kind"], one["seat"]) == (kind, seat) and text:
                yield one["n"], str(text)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    out = tmp_path_factory.mktemp("datacentrum")
    done = rehearse(FILE, out)
    assert done.returncode == 0, done.stdout
    return Lines(out)


def test_it_ends_as_the_case_says_and_nothing_private_was_read(played: Lines) -> None:
    made = report(played.out)
    assert made["agreement"]["status"] == "ratified"
    assert made["parties"] == ["dorp", "gemeente", "bedrijf", "jongeren"]
    assert made["leaks"] == []
    assert made["seconds"] < 120


# ------------------------------------------------------------------ without Telegram


def test_a_party_without_telegram_answers_in_every_phase_and_has_no_chat(played: Lines) -> None:
    assert played.sent("gemeente") == []
    assert not any(one["seat"] == "gemeente" for one in played.all)
    for text in (*PARTY["gemeente"]["intake"]["p1_stake"], "De restwarmte gaat naar het zwembad."):
        assert text in played.typed("mediator")


def test_its_answers_are_confirmed_round_by_round_and_no_gate_waived_that(played: Lines) -> None:
    gates = [item for one in report(played.out)["phases"] for item in one["gate"]]
    by_proxy = [one for one in gates if one["item"] == "by_proxy"]
    assert [(one["met"], one["waived_because"]) for one in by_proxy] == [(True, None)] * 6
    recorded = [one for one in played.sent("mediator") if "telefonisch bevestigd op" in one]
    assert len(recorded) > 6


def test_it_confirmed_the_agreement(played: Lines) -> None:
    assert "gemeente" in report(played.out)["agreement"]["parties_confirmed"]


# ------------------------------------------------------------------ somebody else speaks for a party


def test_the_former_representative_hears_nothing_more(played: Lines) -> None:
    told = played.number("dorp", "niet langer de vertegenwoordiger")
    after = [text for text in played.sent("dorp") if played.number("dorp", text) > told]
    assert [one.split(":")[0] for one in after] == ["U doet niet meer mee aan"]
    assert told < played.number("dorp_2", "Goed dat u er bent")


def test_the_successor_confirms_anew_and_catches_up_with_five_questions(played: Lines) -> None:
    sent = "\n".join(played.sent("dorp_2"))
    for beginning in (
        "Voor we beginnen: vertrouwelijkheid",
        "Punt 9: ",
        "Deze teksten zijn goedgekeurd namens Dorpsbelang Noorderham",
        "Wat zou u veranderen aan wat er namens uw partij is gezegd?",
        "Wat is voor uw partij belangrijk en staat er nog niet bij?",
        "Mag u namens uw partij hetzelfde beloven als uw voorganger?",
        "Wat heeft uw partij met de eigen achterban",
        "Wat hebt u nodig om goed mee te kunnen doen?",
    ):
        assert beginning in sent
    assert PARTY["dorp"]["later_answers"]["c_need"] in played.typed("dorp_2")
    assert PARTY["dorp"]["intake"]["p1_story"] not in sent
    assert "Dorpsbelang Noorderham heeft een nieuwe vertegenwoordiger" in "\n".join(played.sent("group"))


def test_the_successor_answers_the_packages_and_confirms_the_agreement(played: Lines) -> None:
    packages = {one["id"]: one for one in report(played.out)["packages"]}
    assert packages["A"]["blocks"] == ["dorp"]
    assert "dorp" in report(played.out)["agreement"]["parties_confirmed"]


# ------------------------------------------------------------------ a frame changes


def test_the_change_of_a_frame_is_a_notice_and_the_package_is_checked_again(played: Lines) -> None:
    event = EVENT["frame_change"]
    verdict = played.number("mediator", "Uitslag van P2")
    notice = played.number("group", "Kader K1 van Gemeente Westerwierde verandert")
    fits = played.number("mediator", "Past pakket P2", after=notice)
    again = played.number("mediator", "pakketten: opnieuw bekeken")
    agreed = played.number("group", "Elke partij zei ja op deze versie")
    assert verdict < notice < fits < agreed < again
    text = next(one for one in played.sent("group") if "Kader K1" in one and "verandert" in one)
    for piece in ("niet hoger dan vijftien meter", event["text"], event["reason"], event["effect"]):
        assert piece in text
    for seat in ("dorp_2", "bedrijf", "jongeren"):
        assert notice < played.number(seat, "Hebt u een vraag over een kader?") or any(
            "versie 2" in one for one in played.sent(seat)
        )
    gates = {one["item"]: one for phase in report(played.out)["phases"] for one in phase["gate"]}
    assert gates["5.frames_fit"]["met"]


# ------------------------------------------------------------------ a summary that is not right


def test_what_a_party_finds_not_right_leads_to_a_corrected_version(played: Lines) -> None:
    event = EVENT["correction"]
    assert event["text"] in played.typed(event["party"])
    assert any(event["text"] in one for one in played.sent("mediator"))
    group = "\n".join(played.sent("group"))
    assert event["text"] not in group
    assert f"Verbeterde versie\nDit is er anders aan: {event['change']}" in group
    assert CASE["joint_question"] in group


def test_everybody_else_says_that_the_summaries_are_right(played: Lines) -> None:
    over = [one for one in played.sent("mediator") if "De vijf werkdagen zijn voorbij" in one]
    assert over
    assert all("u nog iets mee moet doen: 0." in one for one in over)


# ------------------------------------------------------------------ malformed events


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"phase": 3, "do": "sings", "party": "dorp"}, "events[0].do: "),
        ({"do": "leaves", "party": "dorp"}, "events[0].phase: "),
        ({"phase": 1, "do": "leaves", "party": "dorp"}, "events[0].phase: "),
        ({"phase": 3, "do": "leaves"}, "events[0]: 'leaves' needs 'party'"),
        ({"phase": 3, "do": "leaves", "party": "x"}, "events[0].party: 'x' is not in this file"),
        ({"phase": 3, "do": "leaves", "party": "dorp", "by": "A"}, "events[0]: 'leaves' has no 'by'"),
        ({"phase": 3, "do": "leaves", "party": "gemeente"}, "events[0]: gemeente has no Telegram (proxy)"),
        (
            {"phase": 3, "do": "correction", "party": "dorp", "text": "x"},
            "events[0]: 'correction' needs 'change'",
        ),
        (
            {"phase": 2, "do": "frame_change", "frame": "K1", "text": "x", "reason": "y", "effect": "z"},
            "events[0].phase: a frame can change from phase 3 on",
        ),
        (
            {"phase": 5, "do": "frame_change", "frame": "K9", "text": "x", "reason": "y", "effect": "z"},
            "events[0].frame: 'K9' is not in this file",
        ),
        (
            {
                "phase": 4,
                "do": "frame_change",
                "frame": "K1",
                "text": "x",
                "reason": "y",
                "effect": "z",
                "after": "A",
            },
            "events[0].after: packages are put forward in phase 5",
        ),
    ],
)
def test_a_malformed_event_is_refused_with_one_sentence(
    tmp_path: Path, event: dict[str, Any], sentence: str
) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump({**CASE, "events": [event]}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(CaseRefused) as refusal:
        load_case(file)
    assert len(refusal.value.sentences) == 1, refusal.value.sentences
    assert refusal.value.sentences[0].startswith(sentence)


def test_nobody_can_take_over_where_no_name_is_given(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    parties = [
        {**one, "representative": {"name": "A"}} if one["id"] == "dorp" else one for one in CASE["parties"]
    ]
    events = [{"phase": 3, "do": "replaced", "party": "dorp"}]
    file.write_text(yaml.safe_dump({**CASE, "parties": parties, "events": events}, allow_unicode=True))
    with pytest.raises(CaseRefused, match="'replaced' needs 'by', for dorp has no alternate"):
        load_case(file)
