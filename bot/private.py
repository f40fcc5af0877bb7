"""Which texts of a mediation and of its case file are private, and whose; and what is no secret at all.

Must not know messages or chats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from flows.effects import Circle
from flows.script import Script
from handlers.catalogues import Sentences
from storage import WordRow

PLACE = re.compile(r"\{\w*\}")


@dataclass(frozen=True, slots=True)
class Seats:
    """Who sits where: users by the case's party ids. A private chat has the id of its user."""

    parties: Mapping[str, int]
    mediators: frozenset[int]


@dataclass(frozen=True, slots=True)
class Private:
    """A text that only the mediators and `users` may read. `hidden`: whatever its owner releases."""

    text: str
    users: frozenset[int]
    owner: str
    source: str
    hidden: bool = False


def private_in_store(words: Iterable[WordRow], seats: Seats) -> Iterator[Private]:
    parties = {user: party for party, user in seats.parties.items()}
    for row in words:
        if row.circle is Circle.MEDIATOR or not row.released:
            users = frozenset({row.user}) if row.party else seats.mediators
            owner = parties.get(row.user, row.party or "mediator")
            yield Private(row.text, users, owner, row.prompt or row.kind)


def private_in_case(case: Mapping[str, Any], seats: Seats, script: Script) -> Iterator[Private]:
    shares = {one.key: one.share for one in script.prompts}
    for party in case["parties"]:
        for source, text in chain(_hidden(party), _caucus(party, shares), _reasons(case, party["id"])):
            user = seats.parties.get(party["id"])
            users = frozenset[int]() if user is None else frozenset({user})
            yield Private(text, users, party["id"], source, hidden=source in {"batna", "interest"})


def _hidden(party: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Never to the group, in no form."""
    yield from (("batna", text) for text in _texts(party.get("batna")))
    for interest in party.get("interests") or ():
        if interest.get("visibility") == "mediator":
            yield "interest", interest["text"]


def _caucus(party: Mapping[str, Any], shares: Mapping[str, Circle]) -> Iterator[tuple[str, str]]:
    """Said to the mediator; its owner may say the same elsewhere and let it go."""
    answers = {**(party.get("intake") or {}), **(party.get("later_answers") or {})}
    private = {key: answer for key, answer in answers.items() if _for_mediator(shares.get(key))}
    steps = [step.get("a") for ladder in party.get("ladders") or () for step in ladder.get("steps") or ()]
    told = {key: party.get(key) for key in ("needs", "offers", "red_lines")} | {"ladder": steps}
    for source, answer in (private | told).items():
        yield from ((source, text) for text in _texts(answer))


def _for_mediator(share: Circle | None) -> bool:
    return share in {None, Circle.MEDIATOR}  # a prompt the script does not have: better too strict


def _reasons(case: Mapping[str, Any], party: str) -> Iterator[tuple[str, str]]:
    for option in case.get("options") or ():
        score = (option.get("scores") or {}).get(party)
        yield from ((f"reason for {option['id']}", text) for text in _texts(score))


def _texts(answer: Any) -> Iterator[str]:
    """The words of an answer: a text, several, or the reason beside a score."""
    if isinstance(answer, Mapping):
        yield from _texts(answer.get("reason"))
    elif isinstance(answer, list):
        for one in answer:
            yield from _texts(one)
    elif isinstance(answer, str):
        yield answer


def public(case: Mapping[str, Any], script: Script, sentences: Sentences) -> Iterator[str]:
    """What the bot says of itself, between the {places} others' words fill; and the case's names."""
    yield from strings([case.get("title"), case.get("mediator"), [one["name"] for one in case["parties"]]])
    templates = [text for language in sentences.by_language.values() for text in language.values()]
    templates += [text for one in script.rules.values() for text in (*one.nl, *one.en)]
    options = chain(*script.scales.values(), *(one.options for one in script.prompts))
    templates += [text for one in script.prompts for text in (one.nl, one.en)]
    templates += [text for one in options for text in (one.nl, one.en)]
    yield from (piece for text in templates for piece in PLACE.split(text))


def strings(value: object) -> Iterator[str]:
    """Every text in a piece of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)
