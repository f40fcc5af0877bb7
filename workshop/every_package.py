"""Looks at every package there is: exact, quick up to 20 options, and needs no solver. Knows no reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshop.negotiation import Rows
from workshop.ranking import Every

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.int64]


def every(rows: Rows) -> Every:
    """All feasible packages in a fixed order."""
    import numpy as np  # noqa: PLC0415

    codes = allowed(rows)
    for need in rows.needs:
        codes = codes[answered(codes, need.effects)]
    gains = np.stack([weighed(codes, party) for party in rows.weights], axis=1)
    fine = (gains >= 1).all(axis=1)
    bits = np.arange(len(rows.options))
    return Every(members=(codes[fine, None] >> bits & 1).astype(bool), gains=gains[fine])


def allowed(rows: Rows) -> Codes:
    """The codes of the packages whose options may stand together."""
    import numpy as np  # noqa: PLC0415

    codes: Codes = np.arange(1 << len(rows.options), dtype=np.int64)
    codes = codes[codes & sum(1 << option for option in rows.useless) == 0]
    for frame in rows.frames:
        held = codes & sum(1 << option for option in frame)
        codes = codes[(held != 0) & (held & (held - 1) == 0)]  # exactly one bit
    for a, b in rows.conflicts:
        both = 1 << a | 1 << b
        codes = codes[(codes & both) != both]
    for a, b in rows.requires:
        codes = codes[(codes >> a & 1) <= (codes >> b & 1)]
    if rows.budget is not None:
        codes = codes[weighed(codes, tuple(enumerate(rows.costs))) <= rows.budget]
    return codes


def answered(codes: Codes, effects: tuple[tuple[int, int], ...]) -> NDArray[np.bool_]:
    """Which packages help an interest and do not harm it."""
    helpers = sum(1 << option for option, effect in effects if effect > 0)
    answers: NDArray[np.bool_] = (codes & helpers != 0) & (weighed(codes, effects) >= 0)
    return answers


def weighed(codes: Codes, weights: tuple[tuple[int, int], ...]) -> Codes:
    """The sum of the weights of each package's options."""
    import numpy as np  # noqa: PLC0415

    total: Codes = np.zeros(len(codes), dtype=np.int64)
    for option, weight in weights:
        total += weight * (codes >> option & 1)
    return total
