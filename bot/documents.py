"""The agreement's material, from ids to text: what stands where is decided in flows, how it looks in the workshop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from flows.script import Script
from workshop.document import (
    Absent,
    AgreementText,
    Article,
    Commitment,
    Confirmation,
    Contingency,
    Disputes,
    DisputeStep,
    Frame,
    Intent,
    Interest,
    PartyLine,
    Ratification,
    Reservation,
)
from workshop.words import Language

Opener = Callable[[list[str]], dict[str, str]]

AUTHORITY = {"own": 0, "provisional": 1, "think_along": 2}  # options of p2_mandate


def agreement_text(
    material: dict[str, Any], opened: Opener, script: Script, language: Language
) -> AgreementText:
    """The document with its words. `opened` gives the text of ids, or refuses what its reader may not read."""
    words = opened(sorted(set(_ids(material))))
    promises = [
        _commitment(number, one, words) for number, one in enumerate(material["commitments"], start=1)
    ]
    ratified = {name: " ".join(words[id] for id in ids) for name, ids in material.get("ratifications", [])}
    return AgreementText(
        title=words[material["title"]],
        language=language,
        status=material["status"],
        version=material["version"],
        question=words[material["question"]] if material["question"] else "",
        parties=tuple(_party(one, script, language) for one in material["parties"]),
        absent=tuple(
            Absent(**{**one, "reason": words[one["reason"]] if one["reason"] else ""})
            for one in material.get("absent", [])
        ),
        intents=tuple(Intent(party=party, text=words[id]) for party, id in material["intents"]),
        articles=tuple(
            Article(number=number, text=words[id]) for number, id in enumerate(material["articles"], start=1)
        ),
        commitments=tuple(one for one in promises if one.kind != "not"),
        refrains=tuple(one for one in promises if one.kind == "not"),
        contingencies=tuple(
            Contingency(
                number=number,
                if_=words[one["if"]],
                then=words[one["then"]],
                measurer=words[one["measurer"]] if one["measurer"] else "",
                else_=words[one["otherwise"]] if one["otherwise"] else "",
            )
            for number, one in enumerate(material["contingencies"], start=1)
        ),
        disputes=Disputes(
            steps=tuple(
                DisputeStep(number=number, text=words[id])
                for number, id in enumerate(material["dispute"], start=1)
            )
        ),
        reservations=tuple(
            Reservation(party=party, text=words[id]) for party, id in material.get("reservations", [])
        ),
        ratifications=tuple(
            Ratification(
                party=one["name"],
                body=ratified.get(one["name"], ""),
                result="ratified" if one["name"] in ratified else "pending",
            )
            for one in material["parties"]
            if one["mandate"] != "own"
        ),
        confirmations=tuple(
            Confirmation(party=party, date=datetime.fromisoformat(at).date())
            for party, at in material.get("confirmations", [])
        ),
        frames=tuple(_frame(one, words, script, language) for one in material["frames"]),
        interests=tuple(_interests(material, words)),
    )


def _ids(material: Any) -> Iterator[str]:
    """Every id of words in the material: they all begin with a w and are 19 characters long or 18."""
    if isinstance(material, str):
        if is_word(material):
            yield material
    elif isinstance(material, dict):
        for one in material.values():
            yield from _ids(one)
    elif isinstance(material, list):
        for one in material:
            yield from _ids(one)


def is_word(text: str) -> bool:
    """Ids of words as flows.kept makes them: w, sixteen hexadecimal digits, and a number or an i."""
    body = text[1:17]
    return (
        text.startswith("w")
        and len(body) == 16  # noqa: PLR2004  as in flows.kept
        and all(one in "0123456789abcdef" for one in body)
        and text[17:] in {"i", *(f"{number:02d}" for number in range(100))}
    )


def _commitment(number: int, one: dict[str, Any], words: dict[str, str]) -> Commitment:
    return Commitment(
        number=number, who=one["who"], what=words[one["what"]], when=words[one["when"]], kind=one["kind"]
    )


def _party(one: dict[str, Any], script: Script, language: str) -> PartyLine:
    mandate = AUTHORITY.get(one["mandate"])
    authority = script.wording("p2_mandate", language, mandate) if mandate is not None else ""
    return PartyLine(name=one["name"], authority=authority)


def _frame(one: dict[str, Any], words: dict[str, str], script: Script, language: str) -> Frame:
    choice = script.wording("p2_frames_outcome", language, one["choice"]) if one["choice"] is not None else ""
    text = words[one["word"]] if one["word"] else choice
    return Frame(number=one["number"], type=one["type"], text=text)


def _interests(material: dict[str, Any], words: dict[str, str]) -> Iterator[Interest]:
    for one in material["interests"]:
        number = int(one["id"].rsplit(".", 1)[1])
        yield Interest(party=one["party"], number=number, text=words[one["word"]])
