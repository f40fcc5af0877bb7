"""Which machine an address names, how its state and events are read, how it decides. A table, no logic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from flows import agreement, deliberation, mediation
from flows.agreement import Agreement
from flows.decision import Decision
from flows.deliberation import Deliberation
from flows.events import Moment
from flows.interview import paper
from flows.interview.conversation import Interview
from flows.person import person
from flows.person.front import Person
from flows.script import Script
from flows.signals import ForDeliberation
from flows.table import Mediation
from flows.value import Value


@dataclass(frozen=True)
class Setting:
    """What every machine may need besides its state: the script, and whom the operator trusts."""

    script: Script
    mediators: frozenset[int]
    zone: str
    country: str = "NL"
    key: bool = False  # whether the operator gave a key, so that files can be kept


@dataclass(frozen=True)
class Machine:
    """One kind of machine. `fresh` makes the first state from the parts of an address."""

    state: type[Value]
    events: TypeAdapter[Any]
    fresh: Callable[[list[str], Setting], Value]
    decide: Callable[[Any, Any, Moment, Setting], Decision[Any]]


MACHINES: dict[str, Machine] = {
    "person": Machine(
        Person,
        TypeAdapter(person.Event),
        lambda parts, _: Person(user=int(parts[1])),
        lambda state, event, moment, setting: person.decide(state, event, moment, setting.mediators),
    ),
    "interview": Machine(
        Interview,
        TypeAdapter(paper.Event),
        lambda parts, _: Interview(mediation=parts[1], party=parts[2]),
        lambda state, event, moment, setting: paper.decide(state, event, moment, setting.script),
    ),
    "mediation": Machine(
        Mediation,
        TypeAdapter(mediation.Event),
        lambda parts, setting: Mediation(id=parts[1], zone=setting.zone, country=setting.country),
        lambda state, event, moment, setting: mediation.decide(
            state, event, moment, setting.script, key=setting.key
        ),
    ),
    "deliberation": Machine(
        Deliberation,
        TypeAdapter(ForDeliberation),
        lambda parts, _: Deliberation(mediation=parts[1], package=parts[2]),
        lambda state, event, moment, _: deliberation.decide(state, event, moment),
    ),
    "agreement": Machine(
        Agreement,
        TypeAdapter(agreement.Event),
        lambda parts, _: Agreement(mediation=parts[1]),
        lambda state, event, moment, _: agreement.decide(state, event, moment),
    ),
}


def machine_of(address: str) -> Machine:
    """The machine an address names; KeyError for an address of none."""
    return MACHINES[address.split(":", 1)[0]]
