"""Changing the questions of one case by chat: the mediator picks a question, and what becomes of it."""

from collections.abc import Mapping
from typing import Any

from flows.messages import Button, Piece, Say
from flows.phrases import prompt, say, term
from flows.process import rounds, tailoring
from flows.process.phases import tell_desk
from flows.process.stages import STAGES
from flows.process.tailored import key_of, tailored
from flows.register import Change, Party
from flows.script import Script
from flows.table import Form, Mediation, Table, ask_mediator, desk_button

FORM = "tailoring"


def coming(state: Mediation) -> tuple[tuple[str, Piece], ...]:
    """The questions of the next round that has any, as a party would get them; fixed ones are not among them."""
    party = next(iter(state.seated), Party(id="-", name="-", government=True))
    stages = list(STAGES)
    at = stages.index(state.stage) if state.stage in stages else 0
    unseated = (state.phase == 1 and any(not one.user for one in state.parties.values())) or not state.parties
    if unseated:
        asks = tailored(state, rounds.plain(*rounds.INTAKE))
    else:
        following = next(
            (one for one in stages[at + 1 :] if one in rounds.ROUNDS and not _only_fixed(state, one, party)),
            "",
        )
        asks = tailored(state, rounds.ROUNDS[following](state, party)) if following else ()
    free = [one for one in asks if not tailoring.fixed(key_of(one))]
    return tuple((key_of(one), one.instead or prompt(one.prompt, fill=one.fill)) for one in free)


def _only_fixed(state: Mediation, stage: str, party: Party) -> bool:
    return all(tailoring.fixed(key_of(one)) for one in rounds.ROUNDS[stage](state, party))


def show(state: Mediation) -> Say:
    """The coming questions as buttons, what was changed so far, how a file is made."""
    picks = tuple(desk_button(state, asked, "tailor", key=key) for key, asked in coming(state))
    changed = tailoring.show(state)
    undo = tuple(one for row in changed.buttons for one in row)
    heading = (term("tailoring.pick"),) if picks else (term("tailoring.no_round"),)
    return say(*heading, *changed.parts, buttons=(*picks, *undo), numbered=True)


def press(table: Table, user: int, press: Mapping[str, Any], script: Script) -> Table:
    """A question was picked, or what becomes of it."""
    state, key, act = table.state, str(press["key"]), str(press.get("act", ""))
    keys = [one for one, _ in coming(state)]
    if key not in keys:
        return tell_desk(table, user, say(term("button.old")))
    place = keys.index(key)
    match act:
        case "":
            return tell_desk(table, user, _ways(state, key, place, len(keys)))
        case "skip":
            return _done(table, user, Change(do="skip", key=key), script)
        case "down" if place + 1 < len(keys):
            return _done(table, user, Change(do="move", key=key, after=keys[place + 1]), script)
        case "up" if place > 0:
            return _done(table, user, Change(do="move", key=keys[place - 1], after=key), script)
        case "reword" | "add":
            form = Form(name=FORM, field=act, about=key)
            return ask_mediator(table, user, form, term("tailoring.type_nl"))
        case _:
            return tell_desk(table, user, say(term("button.old")))


def _ways(state: Mediation, key: str, place: int, n: int) -> Say:
    acts = ["skip", "reword", "add", *(["up"] if place else []), *(["down"] if place + 1 < n else [])]
    buttons: tuple[Button, ...] = tuple(
        desk_button(state, term(f"tailoring.act.{one}"), "tailor", key=key, act=one) for one in acts
    )
    asked = dict(coming(state))[key]
    return say(term("tailoring.picked"), asked, buttons=buttons, numbered=True)


def typed(table: Table, user: int, form: Form, text: str, script: Script) -> Table:
    """First the Dutch wording, then the English one; the mediator's own text, no party's."""
    act, key = form.field, form.about
    if not form.party:
        english = form.model_copy(update={"party": text})  # the Dutch wording, until the English one is there
        return ask_mediator(table, user, english, term("tailoring.type_en"))
    if act == "reword":
        change = Change(do="reword", key=key, nl=form.party, en=text)
    else:
        new = f"own{table.state.script_edition + 1}"
        change = Change(do="add", key=new, after=key, nl=form.party, en=text)
    return _done(table.plus(form=None), user, change, script)


def _done(table: Table, user: int, change: Change, script: Script) -> Table:
    table, mistakes = tailoring.apply(table, user, (change,), script)
    if mistakes:
        return tell_desk(table, user, say(*(one.fill["what"] for one in mistakes)))
    return tell_desk(tell_desk(table, user, say(term("tailoring.done", n=1))), user, show(table.state))
