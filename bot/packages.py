"""`draagvlak packages`: the search for packages alone, so that others can check it. Keeps nothing."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.package_file import read
from workshop.clash import Clash
from workshop.negotiation import Negotiation
from workshop.reasons import Remark
from workshop.search import MOST_SECONDS, Found, search


def packages(file: Path) -> str:
    """JSON: whether the best was proved, the packages with the best first, or why there is none."""
    negotiation, seconds = read(file)
    found = search(negotiation, MOST_SECONDS if seconds is None else seconds)
    return json.dumps(shown(found, negotiation), ensure_ascii=False, indent=1)


def shown(found: Found, negotiation: Negotiation) -> dict[str, Any]:
    told: dict[str, Any] = {"proved": found.proved, "seconds": found.seconds}
    told["packages"] = [
        {
            "options": list(one.options),
            "gain": one.gain,
            "relative": one.relative,
            "pareto": one.pareto,
            "because": _words(one.remarks),
        }
        for one in found.packages
    ]
    if found.remarks:
        told["because"] = _words(found.remarks)
    if found.at_most is not None:
        told["worst_off_at_most"] = round(found.at_most, 6)
    if found.clash is not None:
        told["infeasible"] = {"because": sentences(found.clash, negotiation)}
    return told


_SENTENCES = {
    "worst_off": "Furthest from the most they could have: {parties}.",
    "thin": "The interest {interest} of {party} is answered, and only just: its gain is {gain}.",
    "hangs_on": "The interest {interest} of {party} hangs on {option} alone.",
    "rider": "{rider} counts only with {with}; without it this would not be answered: {lost}.",
    "no_deal_without": "There is no package for everybody without {rider}, which counts only with {with}.",
    "no_deal_without_riders": "Only options that count with another make a package possible: {riders}.",
}


def _words(remarks: Iterable[Remark]) -> list[str]:
    return [words for remark in remarks if (words := _told(remark))]


def _told(remark: Remark) -> str:
    """A remark in words; nothing for what the numbers beside it say already."""
    values = {key: _and(value) if isinstance(value, tuple) else value for key, value in remark.values.items()}
    lost = [values.get("interests"), values.get("parties")]
    return _SENTENCES.get(remark.key, "").format(**values, lost=" and ".join(str(one) for one in lost if one))


def sentences(clash: Clash, negotiation: Negotiation) -> list[str]:
    """The clash in words: what cannot be had at once, and where each part of it stands."""
    parts = [
        *(f"the interest {name} of {party}" for party, name in clash.interests),
        *(f"{party} better off than with no agreement" for party in clash.parties),
        *(f"exactly one of {_and(frame)}" for frame in clash.frames),
        *(["the budget"] if clash.budget else []),
    ]
    told = [
        f"No package can have all of this at once: {_and(parts)}."
        if len(parts) > 1
        else f"No package can have this: {parts[0]}."
    ]
    told += [_helped(name, negotiation) for _, name in clash.interests]
    told += [f"{a} and {b} exclude each other." for a, b in clash.conflicts]
    told += [f"{a} counts only with {b}." for a, b in clash.requires]
    if len(parts) > 1 and clash.smallest:
        told.append("If any one of them is let go, the others can be had together.")
    if not clash.smallest:
        told.append("Time was up: a smaller clash may be hidden in this one.")
    return told


def _helped(interest: str, negotiation: Negotiation) -> str:
    def by(sign: int) -> list[str]:
        return sorted(one for one, row in negotiation.effects.items() if row.get(interest, 0) * sign > 0)

    helping, harming = by(1), by(-1)
    helped = f"is helped by {_and(helping)}" if helping else "is helped by no option"
    return f"{interest} {helped}" + (f" and harmed by {_and(harming)}." if harming else ".")


def _and(names: list[str] | tuple[str, ...]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))
