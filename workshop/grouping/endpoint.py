"""A service for embeddings and drafts that speaks OpenAI's protocol; a local one first. Must not know who said what.

Off unless the operator names an address. Every call carries one statement, so no call holds two people's words.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from workshop.grouping.default import Default
from workshop.grouping.overlap import repeated
from workshop.grouping.semantic import beside
from workshop.grouping.statement import Comparison, Statement

_PATIENCE = 30.0  # seconds for one answer
_MOST_WORDS = 12
_ASK = (
    "Write one neutral sentence of at most 12 words that says what this statement is about. "
    "No names, no amounts, no places, no judgement. Same language. Only the sentence."
)


class EndpointError(Exception):
    """The service cannot be used; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Endpoint:
    """`address` ends in /v1 with most services; `key` may be empty with a local one."""

    address: str
    model: str = ""
    key: str = field(default="", repr=False)

    def embedded(self, text: str) -> list[float]:
        """The numbers for one text."""
        answer = self._asked("embeddings", {"model": self.model, "input": [text]})
        try:
            return [float(one) for one in answer["data"][0]["embedding"]]
        except (KeyError, IndexError, TypeError, ValueError):
            raise self._refused(
                "answers without an embedding; check that its model makes embeddings"
            ) from None

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
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            error.close()
            raise self._refused(f"answers {error.code}; check its model's name and the key") from None
        except (OSError, ValueError):
            raise self._refused("does not answer; start it, or use --pipeline default") from None

    def _refused(self, what: str) -> EndpointError:
        return EndpointError(f"The endpoint {self.address} {what}.")


class Service:
    """The default pipeline with a service's embeddings beside it. The model is expected to know both languages."""

    name = "endpoint"

    def __init__(self, endpoint: Endpoint) -> None:
        self._vector = lru_cache(maxsize=32768)(endpoint.embedded)
        self._lexical = Default()

    def compare(self, question: str, statements: Sequence[Statement]) -> Comparison:
        from workshop.grouping.vectors import unit  # noqa: PLC0415

        lexical: Any = self._lexical.compare(question, statements)
        if not statements:
            return self._lexical.compare(question, statements)
        vectors = unit([self._vector(one.text) for one in statements])
        asked = unit([self._vector(question)]) if question else None
        return beside(lexical, vectors, asked, lexical.traces)
