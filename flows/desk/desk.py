"""The mediator's commands. The mediator decides; this only carries it out and says what comes next."""

from flows.desk import drafting, overview, presses, tailor_desk
from flows.desk.part import Doing, Part
from flows.parties import representatives
from flows.phrases import say, term
from flows.process import card, closing, pace, stages, tailoring, translations
from flows.process.phases import tell_desk
from flows.register import Standing
from flows.table import (
    LONGEST_ROUND,
    SHORTEST_ROUND,
    Form,
    Table,
    ask_mediator,
    desk_button,
    log,
    tell,
)


def _invite(table: Table, doing: Doing) -> Table:
    state = table.state
    if not doing.text:
        return tell_desk(table, doing.user, say(term("invite.whom")))
    known = next((one for one in state.parties.values() if one.name == doing.text), None)
    if known and known.standing in (Standing.CLAIMED, Standing.SEATED):
        return tell_desk(table, doing.user, say(term("invite.already", party=doing.text)))
    buttons = (
        desk_button(state, term("button.authority"), "invite", government=True),
        desk_button(state, term("button.no_authority"), "invite", government=False),
        desk_button(state, term("proxy.button"), "invite_proxy"),
    )
    form = Form(name="invite", about=doing.text)
    return ask_mediator(table, doing.user, form, term("invite.authority", party=doing.text), buttons=buttons)


def _poll(table: Table, doing: Doing) -> Table:
    state = table.state
    package = (
        state.package(doing.text.upper()) if doing.text else (state.packages[-1] if state.packages else None)
    )
    if package is None:
        return tell_desk(table, doing.user, say(term("package.how")))
    refused = presses.cannot_poll(state, package)
    return tell_desk(table, doing.user, refused or card.to_put_forward(state, package))


def _remind(table: Table, doing: Doing) -> Table:
    """A reminder, without content, to every party that still has something to answer and wants reminders."""
    table, reached = pace.remind_by_hand(table, doing.moment)
    said = term("remind.sent", n=reached) if reached else term("remind.none")
    return tell_desk(table, doing.user, say(said))


def _pace(table: Table, doing: Doing) -> Table:
    """How many working days a round has, from the next one on."""
    days = int(doing.text) if doing.text.isdecimal() else 0
    if not SHORTEST_ROUND <= days <= LONGEST_ROUND:
        how = term("pace.how", n=table.state.round_days, shortest=SHORTEST_ROUND, longest=LONGEST_ROUND)
        return tell_desk(table, doing.user, say(how))
    table = table.plus(log(table.state, doing.user, "set the length of a round", days=days), round_days=days)
    return tell_desk(table, doing.user, say(term("pace.set", n=days)))


def _questions(table: Table, doing: Doing) -> Table:
    if doing.text.lower() in ("file", "bestand"):
        return tailoring.write(table, doing.user)
    return tell_desk(table, doing.user, tailor_desk.show(table.state))


def _pause(table: Table, doing: Doing) -> Table:
    """No reminders while it is paused; every party hears it, and answers are still kept."""
    state = table.state
    paused = not state.paused
    sentence = term("pause.on") if paused else term("pause.off")
    for one in state.seated:
        table = table.plus(tell(state, one, say(sentence)))
    table = table.plus(log(state, doing.user, "paused" if paused else "went on"), paused=paused)
    return tell_desk(table, doing.user, say(sentence))


PART = Part(
    commands={
        "invite": _invite,
        "parties": lambda table, doing: tell_desk(table, doing.user, representatives.register(table.state)),
        "status": lambda table, doing: tell_desk(table, doing.user, overview.status(table.state)),
        "next": lambda table, doing: tell_desk(table, doing.user, stages.what_next(table.state)),
        "package": lambda table, doing: drafting.start(table, doing.user, doing.text, doing.moment),
        "poll": _poll,
        "agreement": lambda table, doing: tell_desk(table, doing.user, closing.overview(table.state)),
        "remind": _remind,
        "questions": _questions,
        "translate": lambda table, doing: tell_desk(table, doing.user, translations.show(table.state)),
        "pause": _pause,
        "pace": _pace,
    }
)
