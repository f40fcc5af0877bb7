"""What each first interview brought that was new, as the mediator judges it: no new party, no new issue is enough."""

from flows.desk.part import Doing, Part
from flows.messages import Listing, Piece, Say, Term
from flows.phrases import say, term
from flows.process.gate_start import LAST, interviews
from flows.process.phases import tell_desk
from flows.register import Party
from flows.table import Mediation, Table, desk_button, log

CHOICES = (  # label; whether it named a new party, and a new issue
    (term("heard.none"), False, False),
    (term("heard.party"), True, False),
    (term("heard.issue"), False, True),
    (term("heard.both"), True, True),
)


def card(state: Mediation, party: Party) -> Say:
    """After each interview: was there something new in it?"""
    buttons = [
        desk_button(state, label, "heard", party=party.id, new_party=new_party, issue=issue)
        for label, new_party, issue in CHOICES
    ]
    buttons.append(
        desk_button(state, term("button.read_answers", party=party.name), "read", party=party.id, phase=1)
    )
    return say(term("heard.which", party=party.name), buttons=buttons, numbered=True)


def show(state: Mediation) -> Say:
    """The interviews in their order, the newest last, each with what was marked; and what the last two say."""
    done = interviews(state)
    if not done:
        return say(term("heard.nothing"))
    lines = tuple(
        term("heard.line", party=state.parties[one].name, brought=_brought(state, one)) for one in done
    )
    last = done[-LAST:]
    enough = len(last) == LAST and all(state.brought.get(one) == (False, False) for one in last)
    parts: tuple[Piece, ...] = (
        term("heard.heading"),
        Listing(lines=lines, first=1),
        term("heard.enough") if enough else term("heard.not_enough"),
    )
    buttons = [
        desk_button(state, term("heard.mark", party=state.parties[one].name), "heard_card", party=one)
        for one in reversed(done)
    ]
    buttons.append(desk_button(state, term("button.back_to_gate"), "gate"))
    return say(*parts, buttons=buttons)


def _brought(state: Mediation, party: str) -> Term:
    marked = state.brought.get(party)
    return next((label for label, *new in CHOICES if tuple(new) == marked), term("lack.not_marked"))


def _press_card(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, card(table.state, table.state.parties[str(doing.press["party"])]))


def _press(table: Table, doing: Doing) -> Table:
    """The last mark of an interview holds."""
    state, party = table.state, str(doing.press["party"])
    new = (bool(doing.press["new_party"]), bool(doing.press["issue"]))
    table = table.plus(
        log(
            state, doing.user, "marked what an interview brought", party=party, new_party=new[0], issue=new[1]
        ),
        brought={**state.brought, party: new},
    )
    sentence = term("heard.noted", party=state.parties[party].name, brought=_brought(table.state, party))
    buttons = [desk_button(state, term("mend.heard"), "run", command="heard")]
    if new[0]:
        buttons.insert(0, desk_button(state, term("mend.named"), "run", command="named"))
    return tell_desk(table, doing.user, say(sentence, buttons=buttons))


PART = Part(
    commands={"heard": lambda table, doing: tell_desk(table, doing.user, show(table.state))},
    presses={"heard": _press, "heard_card": _press_card},
)
