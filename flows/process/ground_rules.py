"""The ground rules and the process agreement: one document with versions, adopted by every party, point by point.

A change makes a next version, and asks everyone anew, but only what changed. Holds the mediator's texts and the
parties' choices, never a party's words (practice, B phase 2 and D1).
"""

from flows.messages import Both, InLanguage, Listing, Piece, Say
from flows.phrases import say, term
from flows.register import GroundRules, Note, Party, RulePoint
from flows.signals import Answer, Ask
from flows.table import Mediation, Table, desk_button, tell_mediators

RULES, POINTS = 13, 9  # as they are proposed
STANDSTILL, DECIDING, MEDIA, REPORTING, TERM, FALLBACK, COST = 3, 4, 5, 6, 7, 8, 9  # points of the agreement
YES = 0  # option of p2_rules and of p2_sign
PHASE, ASKED_IN = 2, ("2.agree", "2.group")  # from this step of its phase on it is before the parties
PROPOSED = GroundRules(
    points=(
        *(RulePoint(kind="rule", number=number) for number in range(1, RULES + 1)),
        *(RulePoint(kind="agreed", number=number) for number in range(1, POINTS + 1)),
    )
)


# ------------------------------------------------------------------ the document


def current(state: Mediation) -> GroundRules:
    """What the parties are asked about, or will be."""
    return state.rules or PROPOSED


def standing(rules: GroundRules, kind: str) -> tuple[RulePoint, ...]:
    return tuple(one for one in rules.points if one.kind == kind and not one.dropped)


def wording(point: RulePoint) -> Piece:
    """A point as everybody reads it, in the reader's language."""
    if point.key:
        return term("ground.point", number=point.number, text=term(f"sign.{point.key}"))
    if point.nl:
        text = Both(nl=point.nl, en=point.en)
        return text if point.kind == "rule" else term("ground.point", number=point.number, text=text)
    return term(f"rules.{point.number}") if point.kind == "rule" else term(f"sign.{point.number}")


def in_both(point: RulePoint) -> Piece:
    """A point in both languages; for the mediator, who answers for both."""
    text = wording(point)
    return term(
        "ground.both", nl=InLanguage(language="nl", piece=text), en=InLanguage(language="en", piece=text)
    )


def listed(points: tuple[RulePoint, ...]) -> Listing:
    return Listing(lines=tuple(wording(one) for one in points), numbers=tuple(one.number for one in points))


def is_asked(state: Mediation) -> bool:
    """Whether the document has come before the parties: from then on a change is a next version."""
    known = {note.prompt for notes in state.notes.values() for note in notes.values()}
    return state.phase > PHASE or state.stage in ASKED_IN or bool(known & {"p2_rules", "p2_sign"})


# ------------------------------------------------------------------ asked of the parties


def asks(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """What this party has not agreed to yet: the rules in one question, the agreement point by point."""
    return (*_rules(state, party), *_signing(state, party))


def _rules(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """All of them to whoever has not adopted any version; to the others what changed since."""
    rules = current(state)
    adopted = _adopted(state, party)
    changed = tuple(
        one for one in rules.points if one.kind == "rule" and one.since > adopted and not one.dropped
    )
    gone = tuple(
        one for one in rules.points if one.kind == "rule" and one.dropped and one.since > adopted > 0
    )
    if not changed and not gone:
        return ()
    version = max(one.since for one in rules.points if one.kind == "rule")
    show: tuple[Piece, ...] = (term("ground.changed", version=rules.version),) if adopted else ()
    show += (listed(changed),) if changed else ()
    show += tuple(term("ground.goes", number=one.number, text=wording(one)) for one in gone)
    id = "p2_rules" if version == 1 else f"p2_rules:{version}"
    return (Ask(id=id, prompt="p2_rules", about=str(version), show=show),)


def _adopted(state: Mediation, party: Party) -> int:
    """The newest version of the rules this party said yes to; 0: none."""
    said = [note for note in state.noted("p2_rules", party.id) if note.choice[:1] == (YES,)]
    return max((int(one.about or 1) for one in said), default=0)


def _signing(state: Mediation, party: Party) -> tuple[Ask, ...]:
    rules = current(state)
    points = tuple(one for one in rules.points if one.kind == "agreed" and not _agreed(state, party, one))
    n = len(points)
    return tuple(
        _point(
            rules, party, one, (term("ground.intro", version=rules.version, n=n),) if one == points[0] else ()
        )
        for one in points
    )


def _point(rules: GroundRules, party: Party, point: RulePoint, before: tuple[Piece, ...]) -> Ask:
    text = wording(point)
    shown = term("ground.goes", number=point.number, text=text) if point.dropped else text
    return Ask(
        id=_id(point),
        prompt="p2_sign",
        about=str(point.number),
        fill={"version": rules.version, "party": party.name},
        show=(*before, shown),
        instead=term("ground.agree_goes" if point.dropped else "sign.agree", party=party.name),
        required=True,
    )


def _id(point: RulePoint) -> str:
    return f"p2_sign:{point.number}" if point.since == 1 else f"p2_sign:{point.number}.{point.since}"


def _note(state: Mediation, party: Party, point: RulePoint) -> Note | None:
    return state.note(_id(point), party.id)


def _agreed(state: Mediation, party: Party, point: RulePoint) -> bool:
    """Yes to exactly these words. That a point goes is no matter for whoever never agreed to it."""
    note = _note(state, party, point)
    if note and note.choice[:1] == (YES,):
        return True
    if not point.dropped:
        return False
    known = (one for one in state.noted("p2_sign", party.id) if one.about == str(point.number))
    return not any(one.choice[:1] == (YES,) for one in known)


def answered(table: Table, party: Party, answer: Answer) -> Table:
    """Anything but a yes goes to the mediator, who may change the text or talk."""
    if answer.choice[:1] == (YES,):
        return table
    see = desk_button(table.state, term("ground.see"), "rules")
    return table.plus(
        *tell_mediators(table.state, say(term("ground.wish", party=party.name), buttons=(see,)))
    )


def wishes(state: Mediation) -> tuple[tuple[Party, Note], ...]:
    """What parties want otherwise in the document as it stands, each with the answer that says so."""
    return tuple(
        (party, note)
        for party in state.seated
        for ask in asks(state, party)
        if (note := state.note(ask.id, party.id)) and note.choice[:1] != (YES,)
    )


# ------------------------------------------------------------------ for the gate


def adopted(state: Mediation) -> bool:
    """Every party said yes to the ground rules as they stand."""
    return bool(state.seated) and not any(_rules(state, one) for one in state.seated)


def unsigned(state: Mediation) -> tuple[Party, ...]:
    """Parties that did not confirm every point of the process agreement as it stands."""
    return tuple(one for one in state.seated if _signing(state, one))


def signed(state: Mediation) -> bool:
    """Every party confirmed the same version of the process agreement, point by point."""
    return bool(state.seated) and not unsigned(state)


def confirmed(state: Mediation, number: int) -> bool:
    """A point stands, and every party confirmed it; or all agreed that it goes."""
    point = _find(state, number)
    return (
        bool(state.seated) and point is not None and all(_agreed(state, one, point) for one in state.seated)
    )


def _find(state: Mediation, number: int) -> RulePoint | None:
    """A point of the process agreement by its number."""
    found = (one for one in current(state).points if one.kind == "agreed" and one.number == number)
    return next(found, None)


def _stands(state: Mediation, number: int) -> bool:
    point = _find(state, number)
    return point is not None and not point.dropped


def names_interests(state: Mediation) -> bool:
    """Whether the group may hear which released interests are at stake: so as long as no point says otherwise.

    Less is heard from the moment a mediator proposes it; more only once every party signed for it.
    """
    if state.reveal == "verdict":
        return False
    point = reveal_point(current(state))
    return point is None or confirmed(state, point.number)


def reveal_point(rules: GroundRules) -> RulePoint | None:
    """The point of the process agreement that says what the group hears of a reading."""
    return next((one for one in rules.points if one.key.startswith("reveal_")), None)


def standstill(state: Mediation) -> bool:
    """Agreed; or its absence is on record, since every party agreed that the point goes."""
    return confirmed(state, STANDSTILL) or not (_find(state, STANDSTILL))


def decision_rule(state: Mediation) -> bool:
    return _stands(state, DECIDING) and confirmed(state, DECIDING)


def fallback(state: Mediation) -> bool:
    """What happens when they do not agree is known, and adopted by consensus."""
    return _stands(state, FALLBACK) and confirmed(state, FALLBACK)


# ------------------------------------------------------------------ a party reads it


def for_party(state: Mediation) -> Say:
    if not is_asked(state):
        return say(term("ground.not_yet"))
    all_agreed = signed(state) and adopted(state)
    status = term("ground.all_agreed") if all_agreed else term("ground.not_all_agreed")
    return say(*document(state), status)


def document(state: Mediation) -> tuple[Piece, ...]:
    """The text as it is before the parties: the rules, and the points of the agreement."""
    rules = current(state)
    points = tuple(wording(one) for one in standing(rules, "agreed"))
    heading = term("ground.rules", version=rules.version)
    return (
        heading,
        listed(standing(rules, "rule")),
        term("ground.agreement", version=rules.version),
        *points,
    )


def for_observer(state: Mediation) -> Say:
    """The text; nothing of who agreed to it."""
    return say(*document(state)) if is_asked(state) else say(term("ground.not_yet"))
