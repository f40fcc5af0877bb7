"""The agreement's material, from ids to text: what stands where is decided in flows, how it looks in the workshop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal

from flows.script import Script
from workshop.agreement_words import WORDS
from workshop.document import (
    Absent,
    AgreementText,
    Article,
    Change,
    Commitment,
    Confirmation,
    Contingency,
    Disputes,
    DisputeStep,
    Fact,
    Frame,
    Intent,
    Interest,
    PartyLine,
    Provision,
    Ratification,
    Reservation,
    Signature,
    Version,
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
    own = tuple(_own(material, words))
    stated = [_stated(one, words, language) for one in material.get("provisions", []) if _of_refrains(one)]
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
        intents=tuple(
            Intent(party=party, text=words[id], sources=(id,)) for party, id in material["intents"]
        ),
        articles=tuple(_articles(material, words)),
        commitments=tuple(one for one in promises if one.kind != "not"),
        refrains=(*(one for one in promises if one.kind == "not"), *stated),
        contingencies=tuple(
            _contingency(number, one, words) for number, one in enumerate(material["contingencies"], start=1)
        ),
        provisions=own,
        disputes=_disputes(material, words, language),
        reservations=tuple(
            Reservation(party=party, text=words[id], sources=(id,))
            for party, id in material.get("reservations", [])
        ),
        ratifications=tuple(_ratifications(material, words)),
        confirmations=tuple(
            Confirmation(party=party, date=datetime.fromisoformat(at).date())
            for party, at in material.get("confirmations", [])
        ),
        signatures=tuple(
            Signature(party=party, date=date.fromisoformat(day), place=words[place])
            for party, day, place in material.get("signatures", [])
        ),
        frames=tuple(_frame(one, words, script, language) for one in material["frames"]),
        facts=tuple(
            Fact(number=one["number"], text=words[one["word"]], sources=(one["word"],))
            for one in material.get("facts", [])
        ),
        interests=tuple(_interests(material, words)),
        versions=tuple(
            Version(
                number=number,
                changes=tuple(Change(label=label, how=how, interest=why) for label, how, why in changes),
            )
            for number, changes in enumerate(material.get("versions", []), start=1)
        ),
    )


# What was drafted by an earlier version of the program has no numbers yet: there it is the place in the list.


def _articles(material: dict[str, Any], words: dict[str, str]) -> Iterator[Article]:
    ids = material["articles"]
    numbers = material.get("article_numbers") or range(1, len(ids) + 1)
    served = material.get("article_interests") or [[]] * len(ids)
    for number, id, interests in zip(numbers, ids, served, strict=True):
        yield Article(number=number, text=words[id], interests=tuple(interests), sources=(id,))


def _contingency(place: int, one: dict[str, Any], words: dict[str, str]) -> Contingency:
    def said(key: str) -> str:
        return words[one[key]] if one.get(key) else ""

    keys = ("if", "then", "indicator", "measurer", "by", "otherwise", "unmeasured")
    return Contingency(
        number=one.get("number", place),
        if_=said("if"),
        then=said("then"),
        indicator=said("indicator"),
        measurer=said("measurer"),
        date=said("by"),
        else_=said("otherwise"),
        unmeasured=said("unmeasured"),
        sources=tuple(one[key] for key in keys if one.get(key)),
    )


def _of_refrains(one: dict[str, Any]) -> bool:
    return bool(one["chapter"] == "refrain")


def _stated(one: dict[str, Any], words: dict[str, str], language: Language) -> Commitment:
    """What a party said itself that it does not do, as long as everybody keeps to the text."""
    return Commitment(
        number=one["number"],
        who=one["party"],
        what=words[one["text"]],
        when=WORDS[language]["as_long_as"],
        kind="not",
        sources=(one["text"],),
    )


def _own(material: dict[str, Any], words: dict[str, str]) -> Iterator[Provision]:
    for one in material.get("provisions", []):
        if _of_refrains(one):
            continue
        other = one["otherwise"]
        yield Provision(
            chapter=one["chapter"],
            number=one["number"],
            text=words[one["text"]],
            party=one["party"],
            otherwise=words[other] if other else "",
            sources=(one["text"], *((other,) if other else ())),
        )


def _disputes(material: dict[str, Any], words: dict[str, str], language: Language) -> Disputes:
    """The steps; those of the model clause in our words, which stand in the text from now on."""
    told, known = WORDS[language], material.get("disputes", {})
    steps = [
        DisputeStep(
            number=number,
            text=" ".join((told[f"model.{number}"], *_term(days, working, told))),
            days=days,
            working_days=working,
        )
        for number, days, working in known.get("model", [])
    ]
    for number, id in enumerate(material["dispute"], start=1):
        days, working = known.get("terms", {}).get(id, (0, False))
        steps.append(
            DisputeStep(number=number, text=words[id], days=days, working_days=working, sources=(id,))
        )
    if not known or not steps:
        return Disputes(steps=tuple(steps))
    pays, meanwhile, court = known["pays"], known["meanwhile"], known["court"]
    keys = (f"pays.{pays}", f"meanwhile.{meanwhile}", f"court.{court}", "powers")
    return Disputes(
        steps=tuple(steps),
        pays=pays,
        meanwhile=meanwhile,
        court=court,
        sentences=tuple(told[key] for key in keys),
    )


def _term(days: int, working: bool, told: Mapping[str, str]) -> Iterator[str]:
    if days:
        yield told["working_days" if working else "days"].format(n=days)


def _ratifications(material: dict[str, Any], words: dict[str, str]) -> Iterator[Ratification]:
    """Of every party that does not decide alone: its own words, or what the mediator noted with day and number."""
    said = {name: " ".join(words[id] for id in ids) for name, ids in material.get("ratifications", [])}
    noted = {one["party"]: one for one in material.get("decisions", [])}
    for party in material["parties"]:
        name = party["name"]
        if party["mandate"] == "own":
            continue
        if name in noted:
            one = noted[name]
            yield Ratification(
                party=name,
                body=words[one["body"]],
                date=date.fromisoformat(one["on"]),
                decision=words[one["decision"]] if one["decision"] else "",
                result=one["result"],
            )
        else:
            result: Literal["ratified", "pending"] = "ratified" if name in said else "pending"
            yield Ratification(party=name, body=said.get(name, ""), result=result)


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


def _commitment(place: int, one: dict[str, Any], words: dict[str, str]) -> Commitment:
    means, sign = one.get("means"), one.get("sign")
    return Commitment(
        number=one.get("number", place),
        who=one["who"],
        what=words[one["what"]],
        when=words[one["when"]],
        kind=one["kind"],
        means=words[means] if means else "",
        sign=words[sign] if sign else "",
        sources=tuple(id for id in (one["what"], one["when"], means, sign) if id),
    )


def _party(one: dict[str, Any], script: Script, language: str) -> PartyLine:
    mandate = AUTHORITY.get(one["mandate"])
    authority = script.wording("p2_mandate", language, mandate) if mandate is not None else ""
    return PartyLine(name=one["name"], authority=authority)


def _frame(one: dict[str, Any], words: dict[str, str], script: Script, language: str) -> Frame:
    choice = script.wording("p2_frames_outcome", language, one["choice"]) if one["choice"] is not None else ""
    text = words[one["word"]] if one["word"] else choice
    sources = (one["word"],) if one["word"] else ()
    return Frame(number=one["number"], type=one["type"], text=text, sources=sources)


def _interests(material: dict[str, Any], words: dict[str, str]) -> Iterator[Interest]:
    for one in material["interests"]:
        number = int(one["id"].rsplit(".", 1)[1])
        yield Interest(party=one["party"], number=number, text=words[one["word"]], sources=(one["word"],))
