"""Asks the operator's service, one text a call, and only texts whose owners let a computer help at that moment.

Must not know what is asked for. Nothing goes with a text: no name, no id, no party, no text of another.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from flows.process.stages import COMPUTER
from flows.table import Mediation
from storage import Store, Transaction
from workshop.grouping.endpoint import Endpoint, EndpointError
from workshop.grouping.statement import Statement

log = logging.getLogger("draagvlak")

AT_MOST = 120.0  # seconds for all texts of one job
PAUSE = 300.0  # seconds a service that failed is left alone
KEPT = 5000  # texts whose numbers are kept in memory


class Outside:
    """What it was told of a text it remembers until the process ends; of a text that may not go any more, no longer."""

    def __init__(self, store: Store, endpoint: Endpoint) -> None:
        self._store = store
        self._endpoint = endpoint
        self._known: dict[str, tuple[float, ...]] = {}
        self._again = 0.0  # when it may be asked again, by the loop's clock

    async def vectors(self, mediation: str, statements: Sequence[Statement]) -> dict[str, tuple[float, ...]]:
        """The numbers of those texts that may go, by id. EndpointError where the service fails on any of them."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._again:
            raise EndpointError("The endpoint failed a moment ago.")
        try:
            async with asyncio.timeout(AT_MOST):
                return await self._asked(mediation, statements)
        except (EndpointError, TimeoutError) as error:
            self._again = loop.time() + PAUSE
            log.warning("grouping goes on without the endpoint: %s", error or "it takes too long")
            raise EndpointError(str(error)) from None

    async def _asked(self, mediation: str, statements: Sequence[Statement]) -> dict[str, tuple[float, ...]]:
        found = {}
        for one in statements:
            if not await self._store.transact(lambda tx, one=one: may_leave(tx, mediation, one)):  # type: ignore[misc]
                self._known.pop(one.id, None)
                continue
            if one.id not in self._known:
                self._known[one.id] = tuple(await asyncio.to_thread(self._endpoint.embedded, one.text))
            found[one.id] = self._known[one.id]
        for id in list(self._known)[:-KEPT]:
            del self._known[id]
        return found


def may_leave(tx: Transaction, mediation: str, statement: Statement) -> bool:
    """Whether these very words are there still, and who said them sits there and lets a computer help (consent 5)."""
    rows = [one for one in tx.words_of(mediation, [statement.id]) if not one.withdrawn]
    loaded = tx.load(f"mediation:{mediation}")
    if not rows or not loaded or rows[0].text != statement.text:
        return False
    state, party = Mediation.model_validate_json(loaded), rows[0].party or ""
    # A successor's consent is for what the successor said, not for the words of who sat there before.
    seat = state.parties.get(party)
    return seat is not None and seat.user == rows[0].user and COMPUTER in state.consents(party)
