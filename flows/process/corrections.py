"""Five working days in which each party can say, in private, what is not right in a summary that went to the group.

What a party says is for the mediator, who makes a corrected version or answers that party alone. Silence is neither.
"""

from collections.abc import Mapping
from typing import Any

from flows.approvals import Period, Remark
from flows.desk.part import Doing, Part
from flows.effects import Toast, WakeAt
from flows.events import Moment
from flows.kept import digest
from flows.messages import Button, Day, Quote, Say, Term
from flows.phrases import button, say, term
from flows.process import working_days
from flows.process.wordings import for_party
from flows.register import Party
from flows.signals import Answered, Ask, RoundOpened, Word
from flows.table import Mediation, Table, desk_button, log, signal, tell, tell_mediators

SUMMARIES = ("map", "ideas", "phase", "facts", "meeting")
NAMED = (
    "map",
    "ideas",
    "phase",
    "verdict",
    "agreement",
    "facts",
    "meeting",
)  # messages with a name of their own
DAYS = 5  # working days (practice, B phase 1 and D2)
PROMPT = "t_correction"
ROUND = "correction:"  # never among the rounds that are waited for


def is_question(round: str) -> bool:
    return round.startswith(ROUND)


def is_summary(key: str) -> bool:
    """Whether a message for the group is one that parties may find something wrong in."""
    return key.partition(":")[0] in SUMMARIES


def named(key: str) -> Term:
    """What a message for the group is called, by its key."""
    kind = key.partition(":")[0]
    return term(f"review.what.{kind}") if kind in NAMED else term("review.what.other")


def open_remarks(state: Mediation) -> tuple[tuple[Period, Remark], ...]:
    """What parties said is not right and the mediator has not dealt with."""
    return tuple((period, one) for period in state.periods for one in period.remarks if one.status == "open")


def settled(state: Mediation) -> bool:
    """Whether nothing a party said is not right still waits for the mediator."""
    return not open_remarks(state)


# ------------------------------------------------------------------ the period


def opened(table: Table, key: str, moment: Moment) -> Table:
    """A summary goes to the group: every party is asked to say so where something is not right.

    What was said of an earlier version of it has been dealt with by this one; an older period for it ends.
    """
    table = _corrected(table, key)
    state = table.state
    number = len(state.periods) + 1
    until = working_days.round_end(moment.now, DAYS, state.zone, state.country)
    made = Period(number=number, key=key, until=until)
    asked = term("correction.asked", what=named(key), until=Day(at=until, zone=state.zone))
    for party in state.seated:
        table = table.plus(tell(state, party, say(asked, buttons=_buttons(state, party, number))))
    ring = {"ring": "correction", "number": number}
    return table.plus(
        WakeAt(key=f"{state.id}:correction:{number}", due=until, address=state.address, event=ring),
        log(state, table.user, "opened days for corrections", what=key),
        periods=(*state.periods, made),
    )


def _buttons(state: Mediation, party: Party, number: int) -> tuple[Button, ...]:
    return tuple(
        button(label, state.address, do="correction", party=party.id, of=number, right=right)
        for label, right in ((term("correction.right"), True), (term("correction.wrong"), False))
    )


def _corrected(table: Table, key: str) -> Table:
    """Whoever said that something was not right hears that there is a corrected version."""
    state = table.state
    told = [
        state.parties[one.party]
        for period, one in open_remarks(state)
        if period.key == key and state.parties[one.party] in state.seated
    ]

    def ended(period: Period) -> Period:
        if period.key != key:
            return period
        remarks = tuple(
            one.model_copy(update={"status": "corrected"}) if one.status == "open" else one
            for one in period.remarks
        )
        return period.model_copy(update={"remarks": remarks, "over": True})

    sentence = say(term("correction.corrected", what=named(key)))
    return table.plus(
        *(tell(state, party, sentence) for party in told),
        periods=tuple(ended(period) for period in state.periods),
    )


def _period(state: Mediation, number: int) -> Period | None:
    return next((one for one in state.periods if one.number == number), None)


def _changed(table: Table, period: Period) -> Table:
    periods = tuple(period if one.number == period.number else one for one in table.state.periods)
    return table.plus(periods=periods)


def _pressed(table: Table, party: Party, doing: Doing) -> Table:
    """A party says that it is right, or that something is not: then it is asked what."""
    state = table.state
    period = _period(state, int(doing.press["of"]))
    if period is None or period.over:
        closed = say(term("correction.closed"))
        return table.plus(Toast(say=closed), tell(state, party, closed))
    right = bool(doing.press["right"])
    said = {**period.said, party.id: "right" if right else "wrong"}
    table = _changed(table, period.model_copy(update={"said": said}))
    if right:
        return table.plus(Toast(say=say(term("correction.thanks"))))
    ask = Ask(
        id=f"{PROMPT}:{period.number}",
        prompt=PROMPT,
        about=str(period.number),
        fill={"what": named(period.key)},
        edition=state.script_edition,
    )
    round = RoundOpened(round=f"{ROUND}{period.number}", asks=(ask,), until=period.until, urgent=True)
    return table.plus(signal(party, state, round), Toast(say=say(term("correction.coming"))))


def answered(table: Table, event: Answered) -> Table:
    """What is not right, for the mediator; said anew, it replaces what that party said before."""
    answer = event.answer
    period = _period(table.state, int(answer.ask.about)) if answer.ask.prompt == PROMPT else None
    words = tuple(answer.words)
    if period is None or not words:
        return table
    made = Remark(party=event.party, words=words)
    others = tuple(one for one in period.remarks if one.party != event.party)
    table = _changed(table, period.model_copy(update={"remarks": (*others, made)}))
    return table.plus(*tell_mediators(table.state, shown(table.state, period, made)))


def taken_back(table: Table, gone: set[str]) -> Table:
    """A party took back what it said was not right: nothing is left to do about it."""

    def left(period: Period) -> Period:
        kept = tuple(one for one in period.remarks if not gone & {word.id for word in one.words})
        return period.model_copy(update={"remarks": kept})

    return table.plus(periods=tuple(left(period) for period in table.state.periods))


def _rang(table: Table, ring: Mapping[str, Any], moment: Moment) -> Table:
    """The days are over: what was said, for the mediators."""
    del moment
    period = _period(table.state, int(ring["number"]))
    if period is None or period.over:
        return table
    table = _changed(table, period.model_copy(update={"over": True}))
    right = sum(said == "right" for said in period.said.values())
    left = sum(one.status == "open" for one in period.remarks)
    told = term("correction.over", what=named(period.key), right=right, open=left)
    return table.plus(*tell_mediators(table.state, say(told)))


# ------------------------------------------------------------------ what the mediator does with a remark


def shown(state: Mediation, period: Period, remark: Remark) -> Say:
    """A remark with what can be done about it."""
    name = state.parties[remark.party].name
    words = tuple(Quote(id=one.id, marks=True) for one in remark.words)
    about = {"number": period.number, "of_party": remark.party, "says": remark.words[0].id}
    buttons = (
        desk_button(state, term("correction.correct"), "correct", **about),
        desk_button(state, term("correction.answer"), "correct_answer", **about),
    )
    heading = term("correction.remark", party=name, what=named(period.key))
    return say(heading, *words, buttons=buttons, numbered=True)


def found(state: Mediation, press: Mapping[str, Any]) -> tuple[Period, Remark] | None:
    """The remark a button or a form is about, as long as it is open and says the same."""
    for period, one in open_remarks(state):
        about = (period.number, one.party, one.words[0].id)
        if about == (press.get("number"), press.get("of_party"), press.get("says")):
            return period, one
    return None


def answer_alone(table: Table, period: Period, remark: Remark, text: str, moment: Moment) -> Table:
    """The mediator's reason, for this party only."""
    state = table.state
    party = state.parties[remark.party]
    word = Word(id=f"w{moment.dice[:16]}c", digest=digest(text))
    remarks = tuple(
        one.model_copy(update={"status": "answered"}) if one == remark else one for one in period.remarks
    )
    told = say(term("correction.from_mediator", what=named(period.key)), Quote(id=word.id))
    table = _changed(table, period.model_copy(update={"remarks": remarks}))
    return table.plus(
        for_party(state, party, word, text, moment),
        tell(state, party, told),
        log(state, table.user, "answered a remark in private", party=party.id, what=period.key),
    )


PART = Part(party_presses={"correction": _pressed}, rings={"correction": _rang})
