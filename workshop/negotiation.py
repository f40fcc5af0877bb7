"""What a package is composed of, in numbers: options, interests, effects, limits. Knows no names and no reasons.

A package is a set of options. An interest's gain is the sum of the effects of the chosen options, a party's the
weighted sum over its interests; no agreement is nought for everybody. A package is *feasible* when it keeps every
limit, gives every party a gain of 1 or more, and answers every interest: at least one chosen option helps it, and
all of them together do not harm it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flows.value import Value

Chosen = frozenset[int]  # options by their row


class Option(Value):
    id: str
    cost: int = 0  # in the same unit as the budget, 0 or more


class Interest(Value):
    id: str
    weight: int  # 1 to 5: how much it matters to its owner


class Party(Value):
    id: str
    interests: tuple[Interest, ...]  # at least one; an id belongs to one party only


class Negotiation(Value):
    """Everything a package must reckon with. All ids named in it exist, and none stands there twice."""

    options: tuple[Option, ...]
    parties: tuple[Party, ...]
    effects: dict[str, dict[str, int]] = {}  # option -> interest -> -2 (great harm) to 2 (great help)
    conflicts: tuple[tuple[str, str], ...] = ()  # never both
    requires: tuple[tuple[str, str], ...] = ()  # the first only with the second: the first is a rider
    exactly_one: tuple[tuple[str, ...], ...] = ()  # frames: one of each, no more and no less
    budget: int | None = None


@dataclass(frozen=True)
class Need:
    """One interest as a row: whose it is, its weight, and what each option does to it (nought is left out)."""

    id: str
    party: int
    weight: int
    effects: tuple[tuple[int, int], ...]

    @cached_property
    def helpers(self) -> tuple[int, ...]:
        return tuple(option for option, effect in self.effects if effect > 0)

    def gain(self, chosen: Collection[int]) -> int:
        return sum(effect for option, effect in self.effects if option in chosen)

    def answered(self, chosen: Collection[int]) -> bool:
        return self.gain(chosen) >= 0 and any(option in chosen for option in self.helpers)


class Rows:
    """A negotiation by number, in the order of the ids: how a file is ordered makes no difference to what is found."""

    def __init__(self, of: Negotiation) -> None:
        options = sorted(of.options, key=lambda option: option.id)
        parties = sorted(of.parties, key=lambda party: party.id)
        self.options = tuple(option.id for option in options)
        self.costs = tuple(option.cost for option in options)
        self.parties = tuple(party.id for party in parties)
        self.budget = of.budget
        row = {name: number for number, name in enumerate(self.options)}
        self.needs = tuple(
            Need(
                id=interest.id,
                party=number,
                weight=interest.weight,
                effects=_column(of.effects, interest.id, row),
            )
            for number, party in enumerate(parties)
            for interest in sorted(party.interests, key=lambda interest: interest.id)
        )
        self.conflicts = _pairs(of.conflicts, row, ordered=False)
        self.requires = _pairs(of.requires, row, ordered=True)
        self.frames = tuple(tuple(sorted({row[name] for name in frame})) for frame in of.exactly_one)

    @cached_property
    def weights(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """By party, what each option does to its gain (nought is left out)."""
        sums: list[dict[int, int]] = [{} for _ in self.parties]
        for need in self.needs:
            of_party = sums[need.party]
            for option, effect in need.effects:
                of_party[option] = of_party.get(option, 0) + need.weight * effect
        return tuple(tuple((row, w) for row, w in sorted(of_party.items()) if w) for of_party in sums)

    @cached_property
    def riders(self) -> Chosen:
        """Options that count only with another."""
        return frozenset(rider for rider, _ in self.requires)

    @cached_property
    def useless(self) -> Chosen:
        """Options that may be left out of any package at nobody's cost: they help nothing and nothing needs them."""
        framed = {option for frame in self.frames for option in frame}
        helping = {option for need in self.needs for option in need.helpers}
        free = set(range(len(self.options))) - framed - helping
        while needed := {b for a, b in self.requires if a not in free and b in free}:
            free -= needed
        return frozenset(free)

    def gains(self, chosen: Collection[int]) -> tuple[int, ...]:
        return tuple(sum(w for option, w in party if option in chosen) for party in self.weights)

    def cost(self, chosen: Iterable[int]) -> int:
        return sum(self.costs[option] for option in chosen)

    def allowed(self, chosen: Collection[int]) -> bool:
        """Whether the options may stand together, whatever they bring anybody."""
        return (
            not any(a in chosen and b in chosen for a, b in self.conflicts)
            and all(a not in chosen or b in chosen for a, b in self.requires)
            and all(sum(option in chosen for option in frame) == 1 for frame in self.frames)
            and (self.budget is None or self.cost(chosen) <= self.budget)
        )

    def feasible(self, chosen: Collection[int]) -> bool:
        return (
            self.allowed(chosen)
            and all(gain >= 1 for gain in self.gains(chosen))
            and all(need.answered(chosen) for need in self.needs)
        )

    def names(self, chosen: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.options[option] for option in sorted(chosen))


def shares(gains: Iterable[int], best: Iterable[int]) -> tuple[Fraction, ...]:
    """Each party's gain as a share of the most it could have: exact, because a rounded tie is a wrong order."""
    return tuple(Fraction(gain, most) for gain, most in zip(gains, best, strict=True))


def worst_first(relative: Iterable[Fraction]) -> tuple[Fraction, ...]:
    """What leximin compares: of two packages the better is the one whose list is greater."""
    return tuple(sorted(relative))


def _column(
    effects: dict[str, dict[str, int]], interest: str, row: dict[str, int]
) -> tuple[tuple[int, int], ...]:
    found = ((row[option], of_option.get(interest, 0)) for option, of_option in effects.items())
    return tuple(sorted((option, effect) for option, effect in found if effect))


def _pairs(
    given: Iterable[tuple[str, str]], row: dict[str, int], *, ordered: bool
) -> tuple[tuple[int, int], ...]:
    rows = ((row[a], row[b]) for a, b in given)
    return tuple(sorted({pair if ordered else (min(pair), max(pair)) for pair in rows}))
