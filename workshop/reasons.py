"""Why a package is as it is, as keys with values: whoever shows it words them. For the mediator alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from flows.value import Value
from workshop.negotiation import Chosen, Rows, shares

THIN = 1  # an interest that gains no more than this is answered, and only just

Key = Literal[
    "gain",  # party, gain, best: what the package brings it, and the most it could have had
    "worst_off",  # parties: those with the lowest share of what they could have had
    "thin",  # party, interest, gain: answered, and only just (0: what helps and what harms cancel out)
    "hangs_on",  # party, interest, option: one option alone helps this interest
    "rider",  # rider, with, interests, parties: what this package would no longer answer without the rider
    "no_deal_without",  # rider, with: without this rider there is no package for everybody at all
    "no_deal_without_riders",  # riders: without any there is none
    "more",  # parties: who gains more than in the best package
    "less",  # parties: who gains less than in the best package
]


class Remark(Value):
    key: Key
    values: dict[str, str | int | tuple[str, ...]]


def remarks(rows: Rows, chosen: Chosen, best: Sequence[int], first: Chosen) -> tuple[Remark, ...]:
    """About one package; `best` is the most each party could have, `first` the best package of all."""
    gains = rows.gains(chosen)
    relative = shares(gains, best)
    lowest = min(relative)
    made = [
        Remark(key="gain", values={"party": party, "gain": gain, "best": most})
        for party, gain, most in zip(rows.parties, gains, best, strict=True)
    ]
    worst = tuple(party for party, share in zip(rows.parties, relative, strict=True) if share == lowest)
    made.append(Remark(key="worst_off", values={"parties": worst}))
    return (*made, *_thin(rows, chosen), *_riders(rows, chosen), *_beside(rows, gains, rows.gains(first)))


def _thin(rows: Rows, chosen: Chosen) -> list[Remark]:
    made: list[Remark] = []
    for need in rows.needs:
        whose: dict[str, str | int | tuple[str, ...]] = {
            "party": rows.parties[need.party],
            "interest": need.id,
        }
        if need.gain(chosen) <= THIN:
            made.append(Remark(key="thin", values={**whose, "gain": need.gain(chosen)}))
        helping = chosen.intersection(need.helpers)
        if len(helping) == 1:
            made.append(Remark(key="hangs_on", values={**whose, "option": rows.options[min(helping)]}))
    return made


def _riders(rows: Rows, chosen: Chosen) -> list[Remark]:
    made = []
    for rider in sorted(rows.riders & chosen):
        rest = _without(rows, chosen, rider)
        lost = tuple(need.id for need in rows.needs if need.answered(chosen) and not need.answered(rest))
        worse = tuple(party for party, gain in zip(rows.parties, rows.gains(rest), strict=True) if gain < 1)
        if lost or worse:
            made.append(
                Remark(key="rider", values={**named(rows, rider), "interests": lost, "parties": worse})
            )
    return made


def named(rows: Rows, rider: int) -> dict[str, str | int | tuple[str, ...]]:
    return {"rider": rows.options[rider], "with": rows.names(b for a, b in rows.requires if a == rider)}


def _without(rows: Rows, chosen: Chosen, option: int) -> Chosen:
    """The package less an option, and less what counts only with it."""
    rest = chosen - {option}
    while gone := {a for a, b in rows.requires if a in rest and b not in rest}:
        rest -= gone
    return rest


def _beside(rows: Rows, gains: Sequence[int], first: Sequence[int]) -> list[Remark]:
    pairs = list(zip(rows.parties, gains, first, strict=True))
    more = tuple(party for party, gain, had in pairs if gain > had)
    less = tuple(party for party, gain, had in pairs if gain < had)
    return [
        *([Remark(key="more", values={"parties": more})] if more else []),
        *([Remark(key="less", values={"parties": less})] if less else []),
    ]
