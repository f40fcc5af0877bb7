"""What a part of the mediator's desk is: the commands, buttons, typed answers and timers that it knows."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from flows.events import Moment
from flows.register import Party
from flows.script import Script
from flows.table import Form, Table

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Doing(NamedTuple):
    """What somebody did.

    `text` is a command's argument, or what was typed into the open `form`; `press` is what was put into the button.
    """

    user: int
    moment: Moment
    script: Script
    text: str = ""
    press: Mapping[str, Any] = NOTHING
    form: Form = Form(name="")


Act = Callable[[Table, Doing], Table]
ActOfParty = Callable[[Table, Party, Doing], Table]
Ring = Callable[[Table, Mapping[str, Any], Moment], Table]


class Part(NamedTuple):
    """One part of the desk: by the name of a command, what a button does, the name of a form, what rings.

    `party_presses` are the buttons under a message of the mediation that a party presses; the rest is the mediator's.
    `party_commands` are those a party may type about the case as a whole; what it gets is its own or published.
    """

    commands: Mapping[str, Act] = NOTHING
    presses: Mapping[str, Act] = NOTHING
    forms: Mapping[str, Act] = NOTHING
    rings: Mapping[str, Ring] = NOTHING
    party_presses: Mapping[str, ActOfParty] = NOTHING
    party_commands: Mapping[str, ActOfParty] = NOTHING
