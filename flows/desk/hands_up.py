"""`/hands`: an open show of hands in the group, for what is harmless: a date, a place, the order of the agenda.

Telegram's own poll shows running totals and who chose what, so nothing that is being negotiated may come in it.
"""

import re

from flows.desk.part import Doing, Part
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.table import Form, Pending, Table, ask_mediator, propose

FORM = "hands"
FEWEST, MOST = 2, 10
LONGEST_QUESTION, LONGEST_OPTION = (
    150,
    100,
)  # characters; Telegram has 300 for the question, and two languages
# What is being negotiated: by its number (P1, A3, K2), or by what it is called.
NEGOTIATED = re.compile(
    r"\b[pak]\d+\b|pakket|package|\bopti(?:e|es|on|ons)\b|belang|interest|\bkaders?\b|\bframes?\b"
    r"|voorstel|proposal|akkoord|agree|artikel|article|toezeg|commitment|steun|support|\beens\b|oneens",
    re.IGNORECASE,
)


def _ask(table: Table, doing: Doing) -> Table:
    if table.state.group is None:
        return tell_desk(table, doing.user, say(term("group.how")))
    return ask_mediator(table, doing.user, Form(name=FORM), term("hands.type"))


def _typed(table: Table, doing: Doing) -> Table:
    """The question on the first line, an answer on each of the following; then it waits for approval."""
    question, *options = [one.strip() for one in doing.text.splitlines() if one.strip()] or [""]
    if not FEWEST <= len(options) <= MOST or len(set(options)) < len(options):
        return tell_desk(table, doing.user, say(term("hands.lines", fewest=FEWEST, most=MOST)))
    if len(question) > LONGEST_QUESTION or any(len(one) > LONGEST_OPTION for one in options):
        return tell_desk(
            table, doing.user, say(term("hands.too_long", n=LONGEST_QUESTION, each=LONGEST_OPTION))
        )
    if any(NEGOTIATED.search(one) for one in (question, *options)):
        return tell_desk(table, doing.user, say(term("hands.not_this")))
    keys = [one.key for one in table.state.published] + [one.key for one in table.state.pending]
    number = sum(one.startswith("hands:") for one in keys) + 1
    message = say(term("hands.open"), question).model_copy(update={"ballot": tuple(options)})
    return propose(table.plus(form=None), Pending(key=f"hands:{number}", say=message))


PART = Part(commands={"hands": _ask}, forms={FORM: _typed})
