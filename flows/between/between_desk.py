"""At the desk: what waits to be passed on, and what has no answer yet."""

from flows.between.asking import begin, whom
from flows.between.passing_on import neutral_typed, no_longer, pass_neutral, pass_not, pass_on, reason_typed
from flows.between.passings import card, names_of
from flows.between.understanding import ask_both
from flows.desk.part import Doing, Part
from flows.effects import Tell
from flows.messages import Listing, Piece
from flows.phrases import say, term
from flows.register import Passing
from flows.table import Mediation, Table, desk_button


def _list(table: Table, doing: Doing) -> Table:
    """What waits for the mediator, each with its card, and what was passed on and has no answer yet."""
    state = table.state
    waiting = [one for one in state.passings if one.status == "new" and one.word]
    for one in waiting:
        table = table.plus(Tell(mediation=state.id, user=doing.user, say=card(state, one)))
    open_ones = tuple(
        term("between.open_line", owner=state.parties[one.owner].name, party=names_of(state, one))
        for one in state.passings
        if one.kind == "question" and one.status == "passed" and not _replies(state, one)
    )
    parts: list[Piece] = [] if waiting else [term("between.none_waits")]
    if open_ones:
        parts += [term("between.open"), Listing(lines=open_ones)]
    proxies = tuple(
        desk_button(state, term("button.ask_for", party=one.name), "ask_for", party=one.id)
        for one in state.seated
        if one.proxy
    )
    if not parts and not proxies:
        return table
    parts = parts or [term("between.for_proxy")]
    shown = say(*parts, buttons=proxies, numbered=True)
    return table.plus(Tell(mediation=state.id, user=doing.user, say=shown))


def _replies(state: Mediation, question: Passing) -> bool:
    return any(one.kind == "reply" and one.about == question.number for one in state.passings)


def _ask_for(table: Table, doing: Doing) -> Table:
    """A party without Telegram asks by way of the mediator."""
    party = table.state.parties.get(str(doing.press["party"]))
    return begin(table, party, doing) if party and party.proxy else no_longer(table, doing)


PART = Part(
    commands={"ask": _list},
    presses={
        "pass_on": pass_on,
        "pass_neutral": pass_neutral,
        "pass_not": pass_not,
        "pass_to_group": ask_both,
        "ask_for": _ask_for,
    },
    forms={"pass_neutral": neutral_typed, "pass_not": reason_typed},
    party_presses={"ask_whom": whom},
    party_commands={"ask": begin},
)
