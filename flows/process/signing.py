"""The text before the parties: sent to all at once, asked about a day later, with room for remarks per article.

Nobody changes the text but the mediator: what a party says of an article goes to the mediator alone.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flows.desk.part import Doing
from flows.effects import Tell, Toast, WakeAt
from flows.events import Moment
from flows.messages import Button, Day, Quote, Say
from flows.phrases import button, say, term
from flows.process import pace, text_material
from flows.process.closing import spaced
from flows.process.rounds import ratify, sign
from flows.register import Party
from flows.shelving import agreed_package
from flows.signals import Answered, Ask, RoundOpened
from flows.table import Mediation, Table, desk_button, log, signal, tell, tell_mediators

ROUND = "6.sign"
REMARKS = "remark:"  # never among the rounds that are waited for
RING = "confirm"
READING = timedelta(hours=24)  # between getting the text and the question about it (practice, B phase 6)
TIME_TO_REMARK = timedelta(weeks=4)
A_ROW = 4  # labels of articles side by side


def is_question(round: str) -> bool:
    return round.startswith(REMARKS)


def under_way(state: Mediation) -> bool:
    """The text is being read, or the parties are asked about it."""
    return state.text.sent is not None or ROUND in state.waiting


def may_confirm_from(state: Mediation) -> Day | None:
    """From when on the question comes; None once it is there."""
    sent = state.text.sent
    return Day(at=sent + READING, zone=state.zone, time=True) if sent else None


def send_text(table: Table, user: int, code: str, version: int, moment: Moment) -> Table:
    """The whole text to every party at the same moment; the question comes a day later."""
    text = table.state.text.model_copy(update={"sent": moment.now})
    table = table.plus(log(table.state, user, "asked for confirmation", code=code), stage=ROUND, text=text)
    state = table.state
    due = moment.now + READING
    when = Day(at=due, zone=state.zone, time=True)
    for party in state.seated:
        shown = say(
            term("agreement.read_this", code=spaced(code)),
            term("text.confirm_from", when=when),
            buttons=_of_party(state, party, code, version),
            numbered=True,
        )
        table = table.plus(tell(state, party, shown, file=state.draft_file))
    ring = {"ring": RING, "code": code, "version": version}
    return table.plus(
        WakeAt(key=f"{state.id}:{RING}", due=due, address=state.address, event=ring),
        *tell_mediators(state, say(term("text.sent", when=when))),
    )


def _of_party(state: Mediation, party: Party, code: str, version: int) -> tuple[Button, ...]:
    about = {"party": party.id, "code": code[:16], "version": version}
    return (
        button(term("text.confirm"), state.address, do="text_confirm", **about),
        button(term("text.remark"), state.address, do="text_remark", **about),
    )


def rang(table: Table, ring: Mapping[str, Any], moment: Moment) -> Table:
    """The day of reading is over: the question whether a party confirms exactly this text."""
    state, code, version = table.state, str(ring["code"]), int(ring["version"])
    if state.text.sent is None or state.draft_code != code:
        return table
    package = state.package(agreed_package(state) or "")
    table = table.plus(text=state.text.model_copy(update={"sent": None}))
    return pace.open_round(
        table,
        ROUND,
        moment,
        lambda at, party: ratify(at, party, package) + sign(at, party, version, spaced(code)),
    )


# ------------------------------------------------------------------ what a party presses under the text


def confirm_pressed(table: Table, party: Party, doing: Doing) -> Table:
    """Too early: from when on. Else: the question is in this chat, and is answered there."""
    state = table.state
    if not state.draft_code.startswith(str(doing.press["code"])):
        return table.plus(tell(state, party, say(term("text.newer"))))
    when = may_confirm_from(state)
    if when:
        return table.plus(tell(state, party, say(term("text.too_early", when=when))))
    return table.plus(tell(state, party, say(term("text.confirm_there"))))


def remark_pressed(table: Table, party: Party, doing: Doing) -> Table:
    """About which article."""
    state = table.state
    package = state.package(agreed_package(state) or "")
    if package is None or not state.draft_code.startswith(str(doing.press["code"])):
        return table.plus(tell(state, party, say(term("text.newer"))))
    about = {"party": party.id, "code": str(doing.press["code"])}
    made = [
        button(label, state.address, do="text_remark_on", article=label, **about)
        for label in text_material.labels(state, package)
    ]
    rows = tuple(tuple(made[at : at + A_ROW]) for at in range(0, len(made), A_ROW))
    rows += ((button(term("text.whole"), state.address, do="text_remark_on", article="", **about),),)
    return table.plus(
        tell(state, party, Say(parts=(term("text.which_article"),), buttons=rows, numbered=False))
    )


def remark_on(table: Table, party: Party, doing: Doing) -> Table:
    """The remark itself, as a question of the interview: changed and taken back as every answer."""
    state, label = table.state, str(doing.press["article"])
    package = state.package(agreed_package(state) or "")
    known = text_material.labels(state, package) if package else {}
    if label and label not in known:
        return table.plus(Toast(say=say(term("button.old"))))
    shown = (Quote(id=text_material.words_of(state, known[label][1])),) if label else ()
    where = term("text.article", label=label) if label else term("text.the_whole")
    ask = Ask(
        id=f"p6_remark:{doing.press['code']}:{label}",
        prompt="p6_remark",
        about=label,
        fill={"article": where},
        show=shown,
    )
    until: datetime = doing.moment.now + TIME_TO_REMARK
    opened = RoundOpened(round=f"{REMARKS}{party.id}:{label}", asks=(ask,), until=until, urgent=True)
    return table.plus(signal(party, state, opened))


def answered(table: Table, event: Answered) -> Table:
    """A remark goes to the mediators, with the way to change that article."""
    answer = event.answer
    if answer.ask.prompt != "p6_remark" or not answer.words:
        return table
    state, label = table.state, answer.ask.about
    name = state.parties[event.party].name
    heading = (
        term("text.remarked", party=name, label=label) if label else term("text.remarked_whole", party=name)
    )
    said = tuple(Quote(id=one.id, marks=True) for one in answer.words)
    ways = (desk_button(state, term("text.change"), "text_change"),)
    message = say(heading, *said, term("text.remark_stays"), buttons=ways, numbered=True)
    return table.plus(*(Tell(mediation=state.id, user=user, say=message) for user in state.mediators))
