"""`/meeting`: a live moment on record: the day, which parties, and what they want taken into the text.

A point about a party's own words or promise goes nowhere without its yes. The group reads the points only by the
mediator's press on exactly that message.
"""

from typing import Any

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.desk.registers import on, quote, shared
from flows.effects import Toast
from flows.entries import Meeting, Point
from flows.messages import Button, Listing, Piece, Say, Term
from flows.parties.proxy import day_in
from flows.phrases import button, say, term
from flows.process.phases import tell_desk
from flows.process.working_days import local_day
from flows.register import Party
from flows.table import (
    Form,
    Mediation,
    Pending,
    Table,
    ask_mediator,
    desk_button,
    log,
    propose,
    tell,
    tell_mediators,
)

FORM = "meeting"


# ------------------------------------------------------------------ the list


def show(state: Mediation) -> Say:
    """The meetings so far, and how to record one."""
    lines = tuple(
        term("meetings.line", day=on(state, one.day), who=_who(state, one), n=len(one.points))
        for one in state.meetings
    )
    parts: list[Piece] = [term("meetings.heading")]
    parts.append(Listing(lines=lines) if lines else term("meetings.none_yet"))
    buttons = [desk_button(state, term("meetings.add"), "meeting_add")]
    buttons += [
        desk_button(state, term("meetings.open", day=on(state, one.day)), "meeting", number=one.number)
        for one in state.meetings
    ]
    return say(*parts, buttons=buttons, numbered=True)


def _who(state: Mediation, one: Meeting) -> str:
    return ", ".join(state.parties[each].name for each in one.who if each in state.parties) or "-"


def _card(state: Mediation, one: Meeting, *before: Piece) -> Say:
    """One meeting: who was there, each point and whether it may go, and what can be done."""
    parts: list[Piece] = [*before, term("meetings.card", day=on(state, one.day), who=_who(state, one))]
    lines = tuple(_point_line(state, point) for point in one.points)
    parts.append(Listing(lines=lines, first=1) if lines else term("meetings.no_points"))
    if any(not point.may_go for point in one.points):
        parts.append(term("meetings.some_wait"))
    return say(*parts, buttons=_buttons(state, one), numbered=True)


def _buttons(state: Mediation, one: Meeting) -> tuple[Button, ...]:
    about = {"number": one.number}
    buttons = [
        desk_button(state, term("meetings.who"), "meeting_who", **about),
        desk_button(state, term("meetings.point"), "meeting_point", **about),
    ]
    if any(point.may_go for point in one.points):
        buttons.append(desk_button(state, term("meetings.to_group"), "meeting_to_group", **about))
    buttons.append(desk_button(state, term("meetings.all"), "run", command="meeting"))
    return tuple(buttons)


def _point_line(state: Mediation, point: Point) -> Piece:
    if point.party == "":
        return quote(point.word)
    party = state.parties[point.party].name
    said = {
        "": term("meetings.asked", party=party),
        "asked": term("meetings.asked", party=party),
        "yes": term("meetings.agreed", party=party),
        "no": term("meetings.refused", party=party),
    }[point.said]
    return term("meetings.point_of", text=quote(point.word), said=said)


def _found(state: Mediation, number: Any) -> Meeting | None:
    return next((one for one in state.meetings if one.number == int(number)), None)


def _put(table: Table, changed: Meeting) -> Table:
    kept = tuple(changed if one.number == changed.number else one for one in table.state.meetings)
    return table.plus(meetings=kept)


def _old(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, say(term("button.old")))


# ------------------------------------------------------------------ recording one


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, show(table.state))


def _open(table: Table, doing: Doing) -> Table:
    one = _found(table.state, doing.press["number"])
    return tell_desk(table, doing.user, _card(table.state, one)) if one else _old(table, doing)


def _add(table: Table, doing: Doing) -> Table:
    return _ask_day(table, doing.user)


def _ask_day(table: Table, user: int, *before: Piece) -> Table:
    today = desk_button(table.state, term("proxy.today"), "meeting_today")
    form = Form(name=FORM, field="day")
    return ask_mediator(table, user, form, *before, term("meetings.ask_day"), buttons=(today,))


def _typed(table: Table, doing: Doing) -> Table:
    if doing.form.field != "day":
        return _point_typed(table, doing)
    day, today = day_in(doing.text), local_day(doing.moment.now, table.state.zone)
    if day is None or day > today:
        wrong = term("proxy.bad_date") if day is None else term("meetings.future")
        return _ask_day(table, doing.user, wrong)
    return _held(table, doing, day)


def _today(table: Table, doing: Doing) -> Table:
    form = table.state.form
    if form is None or (form.name, form.field) != (FORM, "day"):
        return _old(table, doing)
    return _held(table, doing, local_day(doing.moment.now, table.state.zone))


def _held(table: Table, doing: Doing, day: Any) -> Table:
    """Everybody at the table was there, until the mediator takes somebody off the list."""
    state = table.state
    number = max((one.number for one in state.meetings), default=0) + 1
    one = Meeting(number=number, day=day, who=tuple(each.id for each in state.seated))
    acted = log(state, doing.user, "recorded a meeting", number=number, on=day.isoformat())
    table = table.plus(acted, meetings=(*state.meetings, one), form=None)
    return tell_desk(table, doing.user, _who_was_there(table.state, one))


def _who_was_there(state: Mediation, one: Meeting) -> Say:
    """Each press puts a party on the list, or takes it off."""
    buttons = [
        desk_button(
            state,
            term("meetings.there", party=party.name)
            if party.id in one.who
            else term("meetings.not_there", party=party.name),
            "meeting_there",
            number=one.number,
            party=party.id,
            there=party.id not in one.who,
        )
        for party in state.seated
    ]
    buttons.append(desk_button(state, term("meetings.who_done"), "meeting", number=one.number))
    return say(term("meetings.ask_who"), buttons=buttons, numbered=True)


def _ask_who(table: Table, doing: Doing) -> Table:
    one = _found(table.state, doing.press["number"])
    return tell_desk(table, doing.user, _who_was_there(table.state, one)) if one else _old(table, doing)


def _there(table: Table, doing: Doing) -> Table:
    state, party = table.state, str(doing.press["party"])
    one = _found(state, doing.press["number"])
    if one is None or party not in state.parties:
        return _old(table, doing)
    others = tuple(each for each in one.who if each != party)
    there = bool(doing.press["there"])
    table = _put(table, one.model_copy(update={"who": (*others, party) if there else others}))
    table = table.plus(log(state, doing.user, "changed who was at a meeting", number=one.number, party=party))
    return _ask_who(table, doing)


def _ask_point(table: Table, doing: Doing) -> Table:
    one = _found(table.state, doing.press["number"])
    return _type_point(table, doing.user, one) if one else _old(table, doing)


def _type_point(table: Table, user: int, one: Meeting, *before: Piece) -> Table:
    enough = desk_button(table.state, term("meetings.enough"), "meeting_enough", number=one.number)
    form = Form(name=FORM, field="point", about=str(one.number))
    return ask_mediator(table, user, form, *before, term("meetings.ask_point"), buttons=(enough,))


def _enough(table: Table, doing: Doing) -> Table:
    return _open(table.plus(form=None), doing)


def _point_typed(table: Table, doing: Doing) -> Table:
    """A point, then whose words or promise it is."""
    form = doing.form
    if form.field == "whose":
        return _ask_whose(table, doing.user, form)
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    following = form.model_copy(update={"field": "whose", "words": (word,)})
    return _ask_whose(table.plus(kept), doing.user, following)


def _ask_whose(table: Table, user: int, form: Form) -> Table:
    state = table.state
    buttons = [desk_button(state, term("meetings.nobodys"), "meeting_whose", party="")]
    buttons += [
        desk_button(state, term("meetings.of", party=one.name), "meeting_whose", party=one.id)
        for one in state.seated
    ]
    return ask_mediator(
        table, user, form, quote(form.words[0]), term("meetings.ask_whose"), buttons=tuple(buttons)
    )


def _whose(table: Table, doing: Doing) -> Table:
    """The party whose words or promise it is, is asked at once; then comes the next point."""
    state, form, id = table.state, table.state.form, str(doing.press["party"])
    one = _found(state, form.about) if form and (form.name, form.field) == (FORM, "whose") else None
    party = next((each for each in state.seated if each.id == id), None)
    if form is None or one is None or (id and party is None):
        return _old(table, doing)
    point = Point(word=form.words[0], party=id, said="asked" if party else "")
    one = one.model_copy(update={"points": (*one.points, point)})
    acted = log(state, doing.user, "entered a point of a meeting", number=one.number)
    table = _put(table.plus(acted, form=None), one)
    if party is None:
        return _type_point(table, doing.user, one, term("meetings.point_kept"))
    table = _ask_party(table, party, one, point, doing.user)
    return _type_point(table, doing.user, one, term("meetings.party_asked", party=party.name))


# ------------------------------------------------------------------ the party's yes


def _ask_party(table: Table, party: Party, one: Meeting, point: Point, by: int) -> Table:
    state = table.state
    buttons = tuple(
        button(
            label,
            state.address,
            do="meeting_yes",
            party=party.id,
            number=one.number,
            word=point.word.id,
            yes=yes,
        )
        for label, yes in ((term("meetings.yes"), True), (term("meetings.no"), False))
    )
    asked: tuple[Piece, ...] = (
        term("meetings.is_it_right", day=on(state, one.day)),
        quote(point.word),
        term("meetings.yes_means"),
    )
    told = tell(state, party, say(*asked, buttons=buttons, numbered=True))
    return table.plus(*shared(state, (point.word,), (party.id,), by), told)


def _answered(table: Table, party: Party, doing: Doing) -> Table:
    """Yes or no, and it may change its mind until the point stands in the group."""
    state, one = table.state, _found(table.state, doing.press["number"])
    word, said = str(doing.press["word"]), "yes" if doing.press["yes"] else "no"
    point = next((each for each in one.points if each.word.id == word), None) if one else None
    if one is None or point is None or point.party != party.id or _in_group(state, word):
        return table.plus(Toast(say=say(term("button.old"))))
    if point.said == said:
        return table.plus(Toast(say=say(term("meetings.noted"))))
    changed = point.model_copy(update={"said": said})
    points = tuple(changed if each.word.id == word else each for each in one.points)
    one = one.model_copy(update={"points": points})
    table = _put(table, one)
    table = table.plus(
        log(state, doing.user, "answered about a point of a meeting", party=party.id, number=one.number),
        pending=tuple(each for each in state.pending if said == "yes" or word not in each.named),
        taken_out=tuple(each for each in state.taken_out if said == "yes" or word not in each.named),
    )
    sentence = (
        term("meetings.party_yes", party=party.name)
        if said == "yes"
        else term("meetings.party_no", party=party.name)
    )
    opened = desk_button(state, term("meetings.open", day=on(state, one.day)), "meeting", number=one.number)
    table = table.plus(*tell_mediators(state, say(sentence, quote(point.word), buttons=(opened,))))
    thanks = term("meetings.thanks_yes") if said == "yes" else term("meetings.thanks_no")
    return table.plus(tell(state, party, say(thanks)))


def _in_group(state: Mediation, word: str) -> bool:
    return any(f'"{word}"' in one.say.model_dump_json() for one in state.published)


def _to_group(table: Table, doing: Doing) -> Table:
    """Only points that may go; before the mediators as any message for the group."""
    state, one = table.state, _found(table.state, doing.press["number"])
    going = tuple(point for point in one.points if point.may_go) if one else ()
    if one is None or not going:
        return _open(table, doing) if one else _old(table, doing)
    lines = tuple(_group_line(state, point) for point in going)
    heading = term("meetings.for_group", day=on(state, one.day), who=_who(state, one))
    message = say(heading, Listing(lines=lines, first=1))
    own = tuple(point.word for point in going if point.party == "")
    ids = tuple(point.word.id for point in going)
    return propose(table, Pending(key=f"meeting:{one.number}", say=message, named=ids, own=own))


def _group_line(state: Mediation, point: Point) -> Piece:
    if point.party == "":
        return quote(point.word)
    return term("meetings.line_of", party=state.parties[point.party].name, text=quote(point.word))


def lines(state: Mediation) -> tuple[Term, ...]:
    """For the participation report: days, parties and numbers, no content."""
    return tuple(
        term("meetings.line", day=on(state, one.day), who=_who(state, one), n=len(one.points))
        for one in state.meetings
    )


PART = Part(
    commands={"meeting": _show},
    presses={
        "meeting": _open,
        "meeting_add": _add,
        "meeting_today": _today,
        "meeting_who": _ask_who,
        "meeting_there": _there,
        "meeting_point": _ask_point,
        "meeting_enough": _enough,
        "meeting_whose": _whose,
        "meeting_to_group": _to_group,
    },
    forms={FORM: _typed},
    party_presses={"meeting_yes": _answered},
)
