"""A service for embeddings and drafts that speaks OpenAI's protocol; a local one first. Must not know who said what.

Off unless the operator names an address. Every call carries one statement, so no call holds two people's words.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from workshop.grouping.default import Default
from workshop.grouping.overlap import repeated
from workshop.grouping.semantic import beside
from workshop.grouping.statement import Comparison, Statement

_PATIENCE = 30.0  # seconds for one answer
_MOST_WORDS = 12
_LONGEST = 4_000_000  # bytes of an answer
_ASK = (
    "Write one neutral sentence of at most 12 words that says what this statement is about. "
    "No names, no amounts, no places, no judgement. Same language. Only the sentence."
)


class _NoOther(urllib.request.HTTPRedirectHandler):
    """Words and key go to the address the operator named, and nowhere it points to."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoOther)


class EndpointError(Exception):
    """The service cannot be used; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Endpoint:
    """`address` ends in /v1 with most services; `key` may be empty with a local one.

    `patience` is in seconds, for one answer.
    """

    address: str
    model: str = ""
    key: str = field(default="", repr=False)
    patience: float = _PATIENCE

    def embedded(self, text: str) -> list[float]:
        """The numbers for one text."""
        answer = self._asked("embeddings", {"model": self.model, "input": [text]})
        try:
            found = [float(one) for one in answer["data"][0]["embedding"]]
        except (KeyError, IndexError, TypeError, ValueError, OverflowError):
            found = []
        if not found or not all(map(isfinite, found)):
            raise self._refused("answers without an embedding; check that its model makes embeddings")
        return found

    def drafted(self, statement: Statement, private: Sequence[str]) -> str:
        """A neutral wording for one statement, for the mediator to judge; empty where it may not be shown.

        Empty when the answer is too long or repeats eight words in a row of one of the `private` texts.
        """
        asked = [{"role": "system", "content": _ASK}, {"role": "user", "content": statement.text}]
        answer = self._asked("chat/completions", {"model": self.model, "messages": asked, "temperature": 0})
        try:
            draft = str(answer["choices"][0]["message"]["content"]).strip()
        except (KeyError, IndexError, TypeError):
            raise self._refused("answers without a message; check that its model can chat") from None
        return "" if len(draft.split()) > _MOST_WORDS or repeated(draft, private) else draft

    def _asked(self, what: str, body: dict[str, Any]) -> Any:
        if urlsplit(self.address).scheme not in ("http", "https"):
            raise self._refused("is no web address; it begins with http:// or https://")
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self.key}"} if self.key else {}
        )
        request = urllib.request.Request(  # noqa: S310  the scheme was looked at
            f"{self.address.rstrip('/')}/{what}", json.dumps(body).encode(), headers
        )
        try:
            with _OPENER.open(request, timeout=self.patience) as answer:
                return json.loads(answer.read(_LONGEST))
        except urllib.error.HTTPError as error:
            error.close()
            raise self._refused(f"answers {error.code}; check its model's name and the key") from None
        except (OSError, ValueError):
            raise self._refused("does not answer; start it, or use the pipeline default") from None

    def _refused(self, what: str) -> EndpointError:
        return EndpointError(f"The endpoint {self.address} {what}.")


class Service:
    """The default pipeline with a service's embeddings beside it. The model is expected to know both languages.

    `vector` gives a statement's numbers, or None for one that may not leave this machine: it is compared with all
    others as the default does. `asked` gives the question's; without it the question is not sent.
    """

    name = "endpoint"

    def __init__(
        self,
        vector: Callable[[Statement], Sequence[float] | None],
        asked: Callable[[str], Sequence[float]] | None = None,
    ) -> None:
        self._vector, self._asked = vector, asked
        self._lexical = Default()

    def compare(self, question: str, statements: Sequence[Statement]) -> Comparison:
        from workshop.grouping.vectors import Partly, unit  # noqa: PLC0415

        lexical: Any = self._lexical.compare(question, statements)
        found = {row: given for row, one in enumerate(statements) if (given := self._vector(one)) is not None}
        known = [*found]
        if not known:
            return self._lexical.compare(question, statements)
        try:
            vectors = unit([*found.values()])
        except ValueError:  # rows of different lengths
            raise EndpointError("The endpoint's embeddings differ in length; name one model.") from None
        asked = unit([self._asked(question)]) if question and self._asked else None
        if len(known) == len(statements):
            return beside(lexical, vectors, asked, lexical.traces)
        of_known = beside(lexical.only(known), vectors, asked, [lexical.traces[row] for row in known])
        return Partly(lexical, of_known, {row: at for at, row in enumerate(known)})


def calling(endpoint: Endpoint) -> Service:
    """A pipeline that asks the service for every statement, and for the question; each text once."""
    known = lru_cache(maxsize=32768)(endpoint.embedded)
    return Service(lambda one: known(one.text), known)
