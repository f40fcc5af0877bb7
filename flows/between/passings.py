"""The texts on their way between parties: which is which, and a card of each for the mediator."""

from datetime import datetime, timedelta

from flows.effects import Raise
from flows.events import Moment
from flows.messages import Piece, Quote, Say, Term
from flows.phrases import say, term
from flows.process import pace
from flows.register import Party, Passing
from flows.signals import Answered, Ask, RoundOpened, Word
from flows.table import Mediation, Table, desk_button, signal, tell_mediators

ROUND = "between:"  # never among the rounds that are waited for
TIME = timedelta(weeks=4)
ALL = "all"
YES = 0  # the first option of b_wording and of b_in_group
AS_IT_IS = 1  # the second of b_wording
JUDGED = ("right", "partly", "not")  # options of b_judge
UNDERSTOOD = ("right", "partly")


def is_question(round: str) -> bool:
    return round.startswith(ROUND)


def recognised(state: Mediation) -> bool:
    """Each party was recognised by another at least once, and judged that right or partly right (practice, B3)."""
    return bool(state.seated) and {one.id for one in state.seated} <= recognised_parties(state)


def recognised_parties(state: Mediation) -> set[str]:
    """Who said of what another party understood of it that this is right, or partly."""
    return {one.to[0] for one in state.passings if one.judged in UNDERSTOOD}


def ask_party(
    state: Mediation, party: Party, number: int, ask: Ask, moment: Moment, *, urgent: bool = False
) -> Raise:
    """One question to a party outside the rounds; only what it asked for itself comes at any hour."""
    until: datetime = state.until or moment.now + TIME
    hours = None if urgent else pace.hours(state, party.id, moment)
    opened = RoundOpened(round=f"{ROUND}{number}", asks=(ask,), until=until, not_before=hours, urgent=urgent)
    return signal(party, state, opened)


def first_word(event: Answered) -> Word | None:
    """What may be passed on of an answer; nothing of one that is for the mediator only."""
    return event.answer.shown[0] if event.answer.status == "answered" and event.answer.shown else None


def of_ask(state: Mediation, ask: str, party: str) -> Passing | None:
    return next((one for one in state.passings if one.ask == ask and one.owner == party), None)


def numbered(state: Mediation, number: int) -> Passing | None:
    return next((one for one in state.passings if one.number == number), None)


def as_it_is_now(table: Table, passing: Passing) -> Passing:
    return next(one for one in table.state.passings if one.number == passing.number)


def changed(table: Table, passing: Passing, **changes: object) -> Table:
    changed = passing.model_copy(update=changes)
    return table.plus(
        passings=tuple(changed if one.number == passing.number else one for one in table.state.passings)
    )


def card(state: Mediation, passing: Passing) -> Say:
    """The text, whose it is and for whom, with the three ways: as it stands, in a neutral wording, or not."""
    press = {"number": passing.number, "word": passing.word.id if passing.word else ""}
    buttons = (
        desk_button(state, term("button.pass_on"), "pass_on", **press),
        desk_button(state, term("button.pass_neutral"), "pass_neutral", **press),
        desk_button(state, term("button.pass_not"), "pass_not", **press),
    )
    owner, to = state.parties[passing.owner].name, names_of(state, passing)
    heading = {
        "question": term("between.card_question", owner=owner, party=to),
        "reply": term("between.card_reply", owner=owner, party=to),
        "recognition": term("between.card_recognition", owner=owner, party=to),
        "remark": term("between.card_remark", owner=owner, party=to),
    }[passing.kind]
    words: tuple[Piece, ...] = (Quote(id=passing.word.id, marks=True),) if passing.word else ()
    return say(heading, *words, buttons=buttons, numbered=True)


def names_of(state: Mediation, passing: Passing) -> str:
    return ", ".join(state.parties[one].name for one in passing.to)


def name_of(state: Mediation, event: Answered) -> str:
    return state.parties[event.party].name


def arrived(table: Table, ask: str, party: str, word: Word | None) -> Table:
    """It waits for the mediator, who reads it first; a changed text is a new one, and nothing agreed holds for it."""
    passing = of_ask(table.state, ask, party)
    if passing is None:
        return table
    if word is None:
        return changed(table, passing, status="withdrawn", word=None)
    table = changed(table, passing, status="new", word=word, neutral=None, judged="", in_group=(), by=0)
    return table.plus(*tell_mediators(table.state, card(table.state, as_it_is_now(table, passing))))


def come(table: Table, event: Answered, kind: str, to: tuple[str, ...], about: int) -> Table:
    """A text on its way, or a changed one of an earlier answer."""
    state, ask = table.state, event.answer.ask.id
    if not of_ask(state, ask, event.party):
        number = max((one.number for one in state.passings), default=0) + 1
        made = {"number": number, "kind": kind, "owner": event.party, "to": to, "ask": ask, "about": about}
        table = table.plus(passings=(*state.passings, Passing.model_validate(made)))
    return arrived(table, ask, event.party, first_word(event))


def heading(state: Mediation, passing: Passing) -> Term:
    return term(
        "between.group_heading", owner=state.parties[passing.owner].name, party=names_of(state, passing)
    )


def pending_key(passing: Passing) -> str:
    return f"recognition:{passing.number}"


def dropped(table: Table, passing: Passing) -> Table:
    return table.plus(pending=tuple(one for one in table.state.pending if one.key != pending_key(passing)))
