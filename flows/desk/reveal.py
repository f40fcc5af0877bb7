"""`/reveal`: what the group hears of a reading, as a point of the process agreement that every party signs.

Nobody ever hears names, averages, numbers or who is silent; that is no setting.
"""

from typing import Literal

from flows.desk import rules_desk
from flows.desk.part import Doing, Part
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.table import Table, desk_button, log

LEVELS: tuple[Literal["interests", "verdict"], ...] = ("interests", "verdict")


def _show(table: Table, doing: Doing) -> Table:
    state = table.state
    now = term("reveal.interests") if state.reveal == "interests" else term("reveal.verdict")
    buttons = tuple(
        desk_button(state, label, "reveal", level=level)
        for level, label in zip(LEVELS, (term("reveal.interests"), term("reveal.verdict")), strict=True)
    )
    parts = (term("reveal.heading", now=now, n=state.reveal_floor), term("reveal.how"))
    return tell_desk(table, doing.user, say(*parts, buttons=buttons, numbered=True))


def _set(table: Table, doing: Doing) -> Table:
    """The choice becomes a point of the process agreement: before the parties saw it, or as its next version."""
    level = next((one for one in LEVELS if one == doing.press.get("level")), None)
    if level is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(
        log(table.state, doing.user, "set what the group hears of a reading", what=level), reveal=level
    )
    return rules_desk.put_reveal(table, doing.user, level)


PART = Part(commands={"reveal": _show}, presses={"reveal": _set})
