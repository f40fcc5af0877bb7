"""Whether this case can be talked over by messages: a checklist, and what the mediator concludes (practice, A7)."""

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.messages import Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process.gate_start import RISKS
from flows.process.phases import tell_desk
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

FORM = "suited"
OUTCOMES = ("whole", "partly", "not")


def show(state: Mediation) -> Say:
    """The next question of the checklist; after the last one the answers, and what may follow from them."""
    left = [one for one in RISKS if one not in state.screen]
    if left:
        return _question(state, left[0], len(RISKS) - len(left) + 1)
    lines = tuple(
        term(
            "suited.line",
            risk=term(f"screen.{one}"),
            answer=term("suited.yes" if state.screen[one] else "suited.no"),
        )
        for one in RISKS
    )
    parts: list[Piece] = [term("suited.heading"), Listing(lines=lines)]
    if state.suited:
        parts.append(term("suited.recorded", outcome=term(f"suited.is.{state.suited}")))
    if state.suited_because:
        parts.append(Quote(id=state.suited_because.id, marks=True))
    parts.append(term("suited.risk") if any(state.screen.values()) else term("suited.no_risk"))
    buttons = [desk_button(state, term(f"suited.is.{one}"), "suited", outcome=one) for one in OUTCOMES]
    buttons.append(desk_button(state, term("suited.again"), "screen_again"))
    buttons.append(desk_button(state, term("button.back_to_gate"), "gate"))
    return say(*parts, buttons=buttons, numbered=True)


def _question(state: Mediation, risk: str, number: int) -> Say:
    buttons = (
        desk_button(state, term("suited.no"), "screen", risk=risk, there=False),
        desk_button(state, term("suited.yes"), "screen", risk=risk, there=True),
    )
    asked = term("suited.question", number=number, last=len(RISKS), risk=term(f"screen.{risk}"))
    return say(asked, buttons=buttons, numbered=True)


def _press(table: Table, doing: Doing) -> Table:
    state, risk = table.state, str(doing.press["risk"])
    if risk not in RISKS:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(
        log(state, doing.user, "answered a question of the suitability checklist", risk=risk),
        screen={**state.screen, risk: bool(doing.press["there"])},
    )
    return tell_desk(table, doing.user, show(table.state))


def _press_again(table: Table, doing: Doing) -> Table:
    table = table.plus(
        log(table.state, doing.user, "began the suitability checklist anew"),
        screen={},
        suited="",
        suited_because=None,
    )
    return tell_desk(table, doing.user, show(table.state))


def _press_outcome(table: Table, doing: Doing) -> Table:
    """Where nothing stands in the way, the conclusion is enough; else it needs a reason."""
    state, outcome = table.state, str(doing.press["outcome"])
    if outcome not in OUTCOMES or set(state.screen) < set(RISKS):
        return tell_desk(table, doing.user, show(state))
    if outcome == "whole" and not any(state.screen.values()):
        table = _recorded(table, doing.user, outcome)
        return tell_desk(table, doing.user, show(table.state))
    return ask_mediator(table, doing.user, Form(name=FORM, about=outcome), term("suited.why"))


def _typed(table: Table, doing: Doing) -> Table:
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    table = _recorded(table.plus(kept, form=None), doing.user, doing.form.about).plus(suited_because=word)
    return tell_desk(table, doing.user, show(table.state))


def _recorded(table: Table, user: int, outcome: str) -> Table:
    entry = log(table.state, user, "concluded whether messages suit this case", outcome=outcome)
    return table.plus(entry, suited=outcome, suited_because=None)


PART = Part(
    commands={"suitable": lambda table, doing: tell_desk(table, doing.user, show(table.state))},
    presses={"screen": _press, "screen_again": _press_again, "suited": _press_outcome},
    forms={FORM: _typed},
)
