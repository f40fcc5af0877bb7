"""A party asks another, or all of them: whom, and then the question itself."""

from flows.between.passings import ALL, ask_party
from flows.desk.part import Doing
from flows.effects import Toast
from flows.messages import Piece
from flows.phrases import button, say, term
from flows.register import Party, Passing
from flows.signals import Ask
from flows.table import Mediation, Table, tell

MOST_WAITING = 3  # questions of one party that the mediator has not looked at


def begin(table: Table, party: Party, doing: Doing) -> Table:
    """To whom the question is: one party, or all of them."""
    del doing
    state = table.state
    others = [one for one in state.seated if one.id != party.id]
    waiting = [
        one
        for one in state.passings
        if one.owner == party.id and one.kind == "question" and one.status == "new"
    ]
    if not others:
        return table.plus(tell(state, party, say(term("between.nobody"))))
    if len(waiting) >= MOST_WAITING:
        return table.plus(tell(state, party, say(term("between.enough", n=MOST_WAITING))))
    to: list[tuple[Piece, str]] = [(one.name, one.id) for one in others]
    if len(others) > 1:
        to.append((term("between.all"), ALL))
    buttons = tuple(
        button(label, state.address, do="ask_whom", party=party.id, to=whom) for label, whom in to
    )
    return table.plus(tell(state, party, say(term("between.whom"), buttons=buttons, numbered=True)))


def whom(table: Table, party: Party, doing: Doing) -> Table:
    """The question itself comes as a question of the interview: heard, changed and taken back as every answer."""
    state, to = table.state, str(doing.press["to"])
    targets = _targets(state, party, to)
    if not targets:
        return table.plus(Toast(say=say(term("button.old"))))
    number = max((one.number for one in state.passings), default=0) + 1
    name: Piece = term("between.all_parties") if to == ALL else state.parties[to].name
    ask = Ask(id=f"b_ask:{number}", prompt="b_ask", about=to, fill={"party": name})
    opened = Passing(number=number, kind="question", owner=party.id, to=targets, ask=ask.id)
    return table.plus(
        ask_party(state, party, number, ask, doing.moment, urgent=True),
        Toast(say=say(term("between.coming"))),
        passings=(*state.passings, opened),
    )


def _targets(state: Mediation, party: Party, to: str) -> tuple[str, ...]:
    others = tuple(one.id for one in state.seated if one.id != party.id)
    return others if to == ALL else tuple(one for one in others if one == to)
