"""Reads the file of `draagvlak packages`; one sentence a mistake, all of them at once. Searches nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches
from itertools import combinations
from math import lcm
from pathlib import Path
from typing import Any

from workshop.negotiation import Interest, Negotiation, Option, Party

FIELDS = (
    "options", "parties", "effects", "conflicts", "requires", "exactly_one", "budget", "seconds",
)  # fmt: skip
SHAPE = (
    '{"options": [{"id": ...}], "parties": [{"id": ..., "interests": [{"id": ..., "weight": 1 to 5}]}], ...}'
)
MOST = {"options": 1000, "parties": 100}  # what is still answered within the ten seconds
DEAREST = 10**15  # of all costs together in their smallest unit, so that sums stay exact
LONGEST = 30  # digits of a number before or after the point


class MistakesError(Exception):
    """The file cannot be used; the message has a sentence a mistake, each on a line of its own."""


def read(file: Path) -> tuple[Negotiation, float | None]:
    """The negotiation, and the seconds if the file says how many."""
    given = _json(file)
    reading = _Reading()
    negotiation = reading.negotiation(given)
    seconds = reading.amount(given, "seconds")
    if seconds is not None and seconds <= 0:
        reading.wrong('"seconds" must be more than 0; the search takes 10 at most.')
    if reading.mistakes or negotiation is None:
        raise MistakesError("\n".join(f"{file}: {mistake}" for mistake in reading.mistakes))
    return negotiation, None if seconds is None else float(seconds)


def _json(file: Path) -> dict[str, Any]:
    try:
        given = json.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal, object_pairs_hook=_once)
    except OSError as error:
        raise MistakesError(f"{file} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise MistakesError(f"{file} is no text in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise MistakesError(
            f"{file} is no JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        ) from None
    except (RecursionError, ValueError):
        raise MistakesError(
            f"{file} is no JSON that can be read: it is nested too deep, or a number in it is too long."
        ) from None
    if not isinstance(given, dict):
        raise MistakesError(f"{file} must hold {SHAPE}")
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that stands there twice keeps its first value and is told."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            made.setdefault(_TWICE, []).append(key)
        else:
            made[key] = value
    return made


_TWICE = "\0twice"


class _Reading:
    """Takes what can be understood and notes the rest, so that all mistakes are told at once."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def wrong(self, sentence: str) -> None:
        if sentence not in self.mistakes:
            self.mistakes.append(sentence)

    def negotiation(self, given: dict[str, Any]) -> Negotiation | None:
        self._keys(given)
        options = dict(self._options(given))
        budget = self.amount(given, "budget")
        parties = tuple(self._parties(given))
        interests = {interest.id for party in parties for interest in party.interests}
        scale = lcm(*(_denominator(one) for one in (*options.values(), budget) if one is not None))
        effects = self._effects(given, set(options), interests)
        conflicts = tuple(self._pairs(given, "conflicts", set(options)))
        requires = tuple(self._pairs(given, "requires", set(options)))
        frames = tuple(self._frames(given, set(options)))
        if scale * (sum(options.values()) + (budget or 0)) > DEAREST:
            self.wrong("the costs and the budget are too large or too precise to add up: round them.")
        if self.mistakes:
            return None
        return Negotiation(
            options=tuple(Option(id=name, cost=int(cost * scale)) for name, cost in options.items()),
            parties=parties,
            effects=effects,
            conflicts=conflicts,
            requires=requires,
            exactly_one=frames,
            budget=None if budget is None else int(budget * scale),
        )

    def _keys(self, given: dict[str, Any]) -> None:
        self._told_once(given, "the file")
        for key in given:
            near = get_close_matches(key, FIELDS, n=1, cutoff=0.75)
            if key not in FIELDS and near:
                self.wrong(f'"{key}" is not known: did you mean "{near[0]}"?')

    def _told_once(self, given: dict[str, Any], where: str) -> None:
        for key in given.pop(_TWICE, []):
            self.wrong(f'"{key}" stands twice in {where}: leave one of them.')

    def _listed(self, given: dict[str, Any], key: str) -> list[Any]:
        value = given.get(key, [])
        if not isinstance(value, list):
            self.wrong(f'"{key}" must be a list: [...].')
            return []
        return value

    def _objects(self, given: dict[str, Any], key: str, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each object of a list with its id."""
        for number, one in enumerate(self._listed(given, key), 1):
            if not isinstance(one, dict):
                self.wrong(f'{where} {number} must be an object with an "id".')
                continue
            self._told_once(one, f"{where} {number}")
            name = one.get("id")
            if isinstance(name, str) and name:
                yield name, one
            else:
                self.wrong(f'{where} {number} needs an "id": a text that is not empty.')

    def _options(self, given: dict[str, Any]) -> Iterator[tuple[str, int | Decimal]]:
        seen: set[str] = set()
        for name, one in self._objects(given, "options", "option"):
            if name in seen:
                self.wrong(f'the option "{name}" stands there twice: give each its own id.')
            seen.add(name)
            cost = self.amount(one, "cost", f'of the option "{name}" ')
            yield name, 0 if cost is None else cost
        self._enough(given, "options", "option")

    def _parties(self, given: dict[str, Any]) -> Iterator[Party]:
        seen: set[str] = set()
        owners: dict[str, str] = {}
        for name, one in self._objects(given, "parties", "party"):
            if name in seen:
                self.wrong(f'the party "{name}" stands there twice: give each its own id.')
            seen.add(name)
            interests = tuple(self._interests(one, name, owners))
            if not one.get("interests"):
                self.wrong(f'the party "{name}" has no interests: name at least one.')
            yield Party(id=name, interests=interests)
        self._enough(given, "parties", "party")

    def _enough(self, given: dict[str, Any], key: str, what: str) -> None:
        many = given.get(key)
        if not many:
            self.wrong(f'"{key}" is missing or empty: name at least one {what}.')
        elif isinstance(many, list) and len(many) > MOST[key]:
            self.wrong(f'"{key}" holds {len(many)}: more than {MOST[key]} cannot be searched in ten seconds.')

    def _interests(self, party: dict[str, Any], owner: str, owners: dict[str, str]) -> Iterator[Interest]:
        for name, one in self._objects(party, "interests", f'of the party "{owner}", interest'):
            if name in owners:
                self.wrong(
                    f'the interest "{name}" stands there twice, under "{owners[name]}" and "{owner}": '
                    "an interest has one owner, so give each its own id."
                )
            owners.setdefault(name, owner)
            weight = _whole(one.get("weight"), 1, 5)
            yield Interest(id=name, weight=weight or 1)
            if weight is None:
                self.wrong(f'the interest "{name}" needs a "weight": a whole number from 1 to 5.')

    def _effects(
        self, given: dict[str, Any], options: set[str], interests: set[str]
    ) -> dict[str, dict[str, int]]:
        effects: dict[str, dict[str, int]] = {}
        for option, of_option in self._object(given, "effects", '"effects"').items():
            if option not in options:
                self.wrong(f'"effects" names the option "{option}", which is not among the options.')
            where = f'"effects" of the option "{option}"'
            row = self._object({option: of_option}, option, where)
            effects[option] = dict(self._row(row, where, interests))
        return effects

    def _object(self, given: dict[str, Any], key: str, where: str) -> dict[str, Any]:
        value = given.get(key, {})
        if not isinstance(value, dict):
            self.wrong(f"{where} must be an object: {{...}}.")
            return {}
        self._told_once(value, where)
        return value

    def _row(self, row: dict[str, Any], where: str, interests: set[str]) -> Iterator[tuple[str, int]]:
        for name, given in row.items():
            value = _whole(given, -2, 2)
            if name not in interests:
                self.wrong(f'{where} names the interest "{name}", which no party has.')
            elif value is not None:
                yield name, value
            else:
                self.wrong(f'{where} on "{name}" must be a whole number from -2 to 2.')

    def _pairs(self, given: dict[str, Any], key: str, options: set[str]) -> Iterator[tuple[str, str]]:
        for number, pair in enumerate(self._listed(given, key), 1):
            if not isinstance(pair, list) or len(pair) != 2 or pair[:1] == pair[1:]:  # noqa: PLR2004  a pair
                self.wrong(f'number {number} of "{key}" must be a pair of two different options: [a, b].')
            elif self._known(pair, f'number {number} of "{key}"', options):
                yield pair[0], pair[1]

    def _frames(self, given: dict[str, Any], options: set[str]) -> Iterator[tuple[str, ...]]:
        for number, frame in enumerate(self._listed(given, "exactly_one"), 1):
            where = f'number {number} of "exactly_one"'
            if not isinstance(frame, list) or not frame:
                self.wrong(f"{where} must be a list of options: [a, b, ...].")
            elif any(a == b for a, b in combinations(frame, 2)):
                self.wrong(f"{where} names an option twice.")
            elif self._known(frame, where, options):
                yield tuple(frame)

    def _known(self, names: list[Any], where: str, options: set[str]) -> bool:
        unknown = [name for name in names if not isinstance(name, str) or name not in options]
        for name in unknown:
            self.wrong(
                f"{where} names {json.dumps(name, ensure_ascii=False, default=str)}, which is not among the options."
            )
        return not unknown

    def amount(self, given: dict[str, Any], key: str, of: str = "") -> int | Decimal | None:
        """A number from 0; decimals are kept exactly."""
        value = given.get(key)
        if value is None:
            return None
        number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if not number or not 0 <= value * _denominator(value) <= DEAREST:
            self.wrong(f'"{key}" {of}must be a number from 0, as in 12 or 12.5.')
            return None
        return int(value) if value == int(value) else value


def _whole(value: object, least: int, most: int) -> int | None:
    """A whole number in these bounds, also as 3.0; true and false are none."""
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not isinstance(value, int | Decimal) or not number or not least <= value <= most:
        return None
    return int(value) if value == int(value) else None


def _denominator(value: int | Decimal) -> int:
    if not isinstance(value, Decimal):
        return 1
    readable = value.is_finite() and abs(value.adjusted()) < LONGEST
    return value.as_integer_ratio()[1] if readable else DEAREST
