"""The ground rules and the process agreement at the desk: read in both languages, changed, put before all."""

from typing import Literal

from flows.desk.part import Doing, Part
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process import ground_rules, pace
from flows.process.phases import tell_desk
from flows.register import GroundRules, Party, RulePoint
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

FORM = "rules"
Kind = Literal["rule", "agreed"]
LONGEST = 1000  # characters of one point: it has to be read on a telephone


def _command(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, _overview(table.state))


def _newest(state: Mediation) -> GroundRules:
    """What the mediator is working on, or else what stands."""
    return state.rules_draft or ground_rules.current(state)


def _overview(state: Mediation) -> Say:
    """Where the document stands, who agreed, what is wanted otherwise, and the ways on."""
    rules, draft = ground_rules.current(state), state.rules_draft
    parts: list[Piece] = [term("ground.heading", version=rules.version)]
    buttons: list[Button] = [
        desk_button(state, term("ground.read_rules"), "rules_read", kind="rule"),
        desk_button(state, term("ground.read_agreement"), "rules_read", kind="agreed"),
    ]
    if ground_rules.is_asked(state):
        parts.append(Listing(lines=tuple(_standing(state, one) for one in state.seated)))
        parts += _wishes(state)
    if draft:
        parts.append(term("ground.draft", version=draft.version))
        buttons.append(desk_button(state, term("ground.put", version=draft.version), "rules_put"))
        buttons.append(desk_button(state, term("ground.undo"), "rules_undo"))
    elif _silent(state):
        buttons.append(desk_button(state, term("ground.ask_rest"), "rules_ask"))
    return say(*parts, buttons=buttons, numbered=True)


def _standing(state: Mediation, party: Party) -> Piece:
    open_points = len(ground_rules.asks(state, party))
    if open_points:
        return term("ground.party_open", party=party.name, n=open_points)
    return term("ground.party_agreed", party=party.name)


def _wishes(state: Mediation) -> list[Piece]:
    lines: list[Piece] = []
    for party, note in ground_rules.wishes(state):
        point = note.prompt == "p2_sign"
        lines.append(
            term("ground.wish_point", party=party.name, number=note.about)
            if point
            else term("ground.wish_rules", party=party.name)
        )
        lines += [Quote(id=word.id, marks=True) for word in note.said]
    return [term("ground.wishes"), Listing(lines=tuple(lines))] if lines else []


def _silent(state: Mediation) -> tuple[Party, ...]:
    """Who has something left to agree to while no round of theirs is open for it."""
    if not ground_rules.is_asked(state):
        return ()
    busy = {party for key, left in state.waiting.items() if key == "2.agree" or _ours(key) for party in left}
    return tuple(
        one for one in state.seated if one.id not in busy and one.at_table and ground_rules.asks(state, one)
    )


def _ours(round: str) -> bool:
    return round.startswith("rules:")


def _press_overview(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, _overview(table.state))


def _read(table: Table, doing: Doing) -> Table:
    kind: Kind = "rule" if doing.press["kind"] == "rule" else "agreed"
    return tell_desk(table, doing.user, _whole(table.state, kind))


def _whole(state: Mediation, kind: Kind) -> Say:
    """All points of a kind in both languages, as the mediator has them now; a button for each."""
    rules = _newest(state)
    points = tuple(one for one in rules.points if one.kind == kind)
    lines = tuple(
        term("ground.goes", number=one.number, text=ground_rules.in_both(one))
        if one.dropped
        else ground_rules.in_both(one)
        for one in points
    )
    heading = (
        term("ground.rules", version=rules.version)
        if kind == "rule"
        else term("ground.agreement", version=rules.version)
    )
    buttons = [
        desk_button(
            state, term("ground.pick", number=one.number), "rules_point", kind=kind, number=one.number
        )
        for one in points
    ]
    buttons.append(desk_button(state, term("ground.add"), "rules_change", kind=kind, number=0))
    numbered = Listing(lines=lines, numbers=tuple(one.number for one in points))
    return say(heading, numbered, term("ground.press_to_change"), buttons=buttons, numbered=False)


def _find(rules: GroundRules, kind: str, number: int) -> RulePoint | None:
    return next((one for one in rules.points if (one.kind, one.number) == (kind, number)), None)


def _point(table: Table, doing: Doing) -> Table:
    state = table.state
    kind, number = str(doing.press["kind"]), int(doing.press["number"])
    point = _find(_newest(state), kind, number)
    if point is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    about = {"kind": kind, "number": number}
    buttons = [desk_button(state, term("ground.change"), "rules_change", **about)]
    if not point.dropped:
        buttons.append(desk_button(state, term("ground.drop"), "rules_drop", **about))
    shown = (ground_rules.in_both(point), *((term("ground.is_dropped"),) if point.dropped else ()))
    return tell_desk(table, doing.user, say(*shown, buttons=buttons, numbered=True))


# ------------------------------------------------------------------ changing


def _change(table: Table, doing: Doing) -> Table:
    """Typed anew in Dutch and then in English; number 0: one more point."""
    kind, number = str(doing.press["kind"]), int(doing.press["number"])
    if number and _find(_newest(table.state), kind, number) is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    form = Form(name=FORM, field="nl", about=f"{kind}:{number}")
    return ask_mediator(table, doing.user, form, term("ground.type_nl"))


def _typed(table: Table, doing: Doing) -> Table:
    form = doing.form
    if len(doing.text) > LONGEST:
        return tell_desk(table, doing.user, say(term("ground.too_long", n=LONGEST)))
    if form.field == "nl":
        english = form.model_copy(
            update={"field": "en", "party": doing.text}
        )  # the Dutch, until both are there
        return ask_mediator(table, doing.user, english, term("ground.type_en"))
    kind, _, number = form.about.partition(":")
    made = RulePoint(
        kind="rule" if kind == "rule" else "agreed", number=int(number), nl=form.party, en=doing.text
    )
    return _kept(table.plus(form=None), doing.user, made)


def _drop(table: Table, doing: Doing) -> Table:
    point = _find(_newest(table.state), str(doing.press["kind"]), int(doing.press["number"]))
    if point is None or point.dropped:
        return tell_desk(table, doing.user, say(term("button.old")))
    return _kept(table, doing.user, point.model_copy(update={"dropped": True}))


def _kept(table: Table, user: int, point: RulePoint) -> Table:
    """Before the parties have seen it the document itself changes; after that, its next version does."""
    state = table.state
    asked = ground_rules.is_asked(state)
    base = _newest(state)
    version = ground_rules.current(state).version + 1 if asked else base.version
    if not point.number:
        last = max((one.number for one in base.points if one.kind == point.kind), default=0)
        point = point.model_copy(update={"number": last + 1})
    point = point.model_copy(update={"since": version})
    changed = GroundRules(version=version, points=_known(state, _with(base, point)))
    table = table.plus(log(state, user, "changed the ground rules", number=point.number, edition=version))
    table = table.plus(rules_draft=changed) if asked else table.plus(rules=changed)
    said = term("ground.in_draft", version=version) if asked else term("ground.changed_now")
    return tell_desk(tell_desk(table, user, say(said)), user, _overview(table.state))


def put_reveal(table: Table, user: int, level: str) -> Table:
    """What the group hears of a reading, as a point like the others."""
    known = ground_rules.reveal_point(_newest(table.state))
    number = known.number if known else 0
    return _kept(table, user, RulePoint(kind="agreed", number=number, key=f"reveal_{level}"))


def _with(base: GroundRules, point: RulePoint) -> tuple[RulePoint, ...]:
    """The points with this one in its place, or behind them."""
    known = any((one.kind, one.number) == (point.kind, point.number) for one in base.points)
    points = tuple(
        point if (one.kind, one.number) == (point.kind, point.number) else one for one in base.points
    )
    return points if known else (*points, point)


def _known(state: Mediation, points: tuple[RulePoint, ...]) -> tuple[RulePoint, ...]:
    """Without dropped points that no party has ever seen: of those there is nothing to agree to."""
    seen = ground_rules.current(state).points if ground_rules.is_asked(state) else ()
    before = {(one.kind, one.number) for one in seen}
    return tuple(one for one in points if not one.dropped or (one.kind, one.number) in before)


def _undo(table: Table, doing: Doing) -> Table:
    table = table.plus(rules_draft=None)
    return tell_desk(table, doing.user, _overview(table.state))


def _put(table: Table, doing: Doing) -> Table:
    """The next version comes before every party, with only what changed for it."""
    draft = table.state.rules_draft
    if draft is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(
        log(table.state, doing.user, "put the ground rules before the parties", edition=draft.version),
        rules=draft,
        rules_draft=None,
    )
    table = _opened(table, doing, None)
    return tell_desk(table, doing.user, say(term("ground.is_put", version=draft.version)))


def _ask(table: Table, doing: Doing) -> Table:
    """Once more, of whoever has not agreed: after a talk, or after a party came later."""
    left = _silent(table.state)
    if not left:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(log(table.state, doing.user, "asked again about the ground rules", n=len(left)))
    table = _opened(table, doing, left)
    return tell_desk(table, doing.user, say(term("ground.is_asked")))


def _opened(table: Table, doing: Doing, parties: tuple[Party, ...] | None) -> Table:
    key = f"rules:{ground_rules.current(table.state).version}"
    return pace.open_round(table, key, doing.moment, ground_rules.asks, parties)


def _party_command(table: Table, party: Party, doing: Doing) -> Table:
    """`/rules` typed by a party."""
    del party
    return tell_desk(table, doing.user, ground_rules.for_party(table.state))


PART = Part(
    commands={"rules": _command},
    presses={
        "rules": _press_overview,
        "rules_read": _read,
        "rules_point": _point,
        "rules_change": _change,
        "rules_drop": _drop,
        "rules_undo": _undo,
        "rules_put": _put,
        "rules_ask": _ask,
    },
    forms={FORM: _typed},
    party_commands={"rules": _party_command},
)
