"""The verdict against the rule, for every profile of 3 to 7 parties, beside the best that an index can do."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import combinations_with_replacement, product
from typing import Any

from flows.deliberation import Deliberation, decide
from flows.events import Moment
from flows.signals import Read, ReadingClosed, ReadingOpened
from flows.verdict import Outcome, of_check, of_readings

ANSWERS = (-2, -1, 0, 1, 2, "more_info", "consult", None)
MOMENT = Moment(now=datetime(2026, 3, 2, tzinfo=UTC), dice="0" * 32)


def ruled(answers: Counter[Any]) -> Outcome:
    """The rule of practice A4, told another way than the code tells it."""
    if answers[-2]:
        return Outcome.BLOCKED
    if answers[-1]:
        return Outcome.OBJECTIONS
    spoken = answers[0] + answers[1] + answers[2]
    return Outcome.CHECK if spoken == answers.total() and spoken else Outcome.OPEN


def readings(parties: int) -> tuple[int, int]:
    """Profiles of private readings, and how many are judged otherwise than by the rule."""
    names = "abcdefg"[:parties]
    rule = {key: ruled(Counter(key)) for key in combinations_with_replacement(ANSWERS, parties)}
    place = {answer: number for number, answer in enumerate(ANSWERS)}
    wrong = total = 0
    for profile in product(ANSWERS, repeat=parties):
        total += 1
        expected = rule[tuple(sorted(profile, key=place.__getitem__))]
        wrong += of_readings(dict(zip(names, profile, strict=True))) is not expected  # type: ignore[arg-type]
    return total, wrong


def deliberations(parties: int) -> tuple[int, int]:
    """The same through the machine, for every profile but for the order of the parties."""
    names = tuple("abcdefg"[:parties])
    opened = ReadingOpened(package="P", version=1, hash="h", parties=names, needs_ratification=())
    wrong = total = 0
    for profile in combinations_with_replacement(ANSWERS, parties):
        state = decide(Deliberation(mediation="m", package="P"), opened, MOMENT).state
        for party, answer in zip(names, profile, strict=True):
            if answer is not None:
                state = decide(state, Read(party=party, value=answer), MOMENT).state  # type: ignore[arg-type]
        total += 1
        wrong += decide(state, ReadingClosed(), MOMENT).state.outcome is not ruled(Counter(profile))
    return total, wrong


def checks(parties: int) -> tuple[int, int]:
    """Profiles of the final check, with an interest judged, a commitment asked, and a board that decides."""
    names = "abcdefg"[:parties]
    wrong = total = 0
    around = list(
        product(("sufficient", "partly", "not", "let_go", None), (True, False, None), (True, False, None))
    )
    for profile in product(("support", "aside", "cannot", None), repeat=parties):
        for judged, accepted, ratified in around:
            found = of_check(
                dict(zip(names, profile, strict=True)),  # type: ignore[arg-type]
                {"i": judged},
                {0: accepted},
                {"a": ratified},
            )
            yes = None not in profile and "cannot" not in profile
            agreed = yes and judged not in ("not", None) and accepted is True and ratified is not False
            total += 1
            wrong += (found in (Outcome.PRINCIPLE, Outcome.CONSENSUS)) != agreed
            wrong += (found is Outcome.CONSENSUS) != (agreed and ratified is True)
    return total, wrong


# ------------------------------------------------------------------ what an index would say


def tastle_wierman(levels: list[int]) -> float:
    mean = sum(levels) / len(levels)
    return 1 + sum(math.log2(1 - abs(level - mean) / 4) for level in levels) / len(levels)


def van_der_eijk(levels: list[int]) -> float:
    """Agreement A: the profile peeled in layers of equal height."""
    left = [levels.count(level) for level in range(-2, 3)]
    total, result = sum(left), 0.0
    while any(left):
        height = min(one for one in left if one)
        layer = [int(one > 0) for one in left]
        result += _layer(layer) * height * sum(layer) / total
        left = [one - height if one else 0 for one in left]
    return result


def _layer(layer: list[int]) -> float:
    width, filled = len(layer), sum(layer)
    if filled == width:
        return 0.0
    triples = [
        (layer[i], layer[j], layer[k])
        for i in range(width)
        for j in range(i + 1, width)
        for k in range(j + 1, width)
    ]
    together = sum(one in ((1, 1, 0), (0, 1, 1)) for one in triples)
    divided = sum(one == (1, 0, 1) for one in triples)
    if not together + divided:
        return 1.0  # one level only
    unity = ((width - 2) * together - (width - 1) * divided) / ((width - 2) * (together + divided))
    return unity * (1 - (filled - 1) / (width - 1))


def acceptance(levels: list[int]) -> float:
    return sum(level + 2 for level in levels) / (4 * len(levels))


def support(levels: list[int]) -> float:
    return sum(level >= 0 for level in levels) / len(levels)


INDICES: dict[str, Callable[[list[int]], float]] = {
    "Tastle-Wierman": tastle_wierman,
    "van der Eijk A": van_der_eijk,
    "acceptance": acceptance,
}


def by_index() -> Iterator[tuple[str, float, float]]:
    """By index at the threshold that does best: the part of objections taken for consensus, and of consensus missed."""
    profiles = [
        list(levels)
        for parties in range(3, 8)
        for levels in combinations_with_replacement(range(-2, 3), parties)
    ]
    for name, index in INDICES.items():
        against = [index(levels) for levels in profiles if min(levels) < 0]
        agreed = [index(levels) for levels in profiles if min(levels) >= 0]

        def errors(
            limit: float, against: list[float] = against, agreed: list[float] = agreed
        ) -> tuple[float, float]:
            taken = sum(value >= limit for value in against) / len(against)
            return taken, sum(value < limit for value in agreed) / len(agreed)

        yield name, *min((errors(limit) for limit in {*against, *agreed}), key=sum)
    objecting = [levels for levels in profiles if min(levels) < 0]
    yield "80 % in support", sum(support(levels) >= 0.8 for levels in objecting) / len(objecting), 0.0
