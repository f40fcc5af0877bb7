"""The mediator's commands. The mediator decides; this only carries it out and says what comes next."""

from flows import (
    closing,
    drafting,
    overview,
    pace,
    presses,
    representatives,
    stages,
    tailor_desk,
    tailoring,
    translations,
)
from flows.events import Commanded, Moment
from flows.phases import tell_desk
from flows.phrases import say, term
from flows.register import Standing
from flows.script import Script
from flows.table import (
    LONGEST_ROUND,
    SHORTEST_ROUND,
    Form,
    Mediation,
    Table,
    ask_mediator,
    desk_button,
    log,
    preview,
    tell,
)


def command(  # noqa: C901, PLR0912  a table of cases
    table: Table, event: Commanded, moment: Moment, script: Script
) -> Table:
    """One of the mediator's commands."""
    user, argument = event.sender.user, event.argument.strip()
    state = table.state
    match event.name:
        case "invite":
            return _invite(table, user, argument)
        case "parties":
            return tell_desk(table, user, representatives.register(state))
        case "status":
            return tell_desk(table, user, overview.status(state))
        case "next":
            return tell_desk(table, user, stages.what_next(state))
        case "reopen":
            return _reopen(table, user, argument)
        case "review" | "publish":
            return _review(table, user)
        case "frames":
            return tell_desk(table, user, stages.frames_message(state, publish=_unpublished(state)))
        case "package":
            return drafting.start(table, user, argument, moment)
        case "poll":
            return _poll(table, user, argument, moment, script)
        case "agreement":
            return tell_desk(table, user, closing.overview(state))
        case "remind":
            return _remind(table, user, moment)
        case "questions" if argument.lower() in ("file", "bestand"):
            return tailoring.write(table, user)
        case "questions":
            return tell_desk(table, user, tailor_desk.show(state))
        case "translate":
            return tell_desk(table, user, translations.show(state))
        case "pause":
            return _pause(table, user)
        case "pace":
            return _pace(table, user, argument)
        case _:
            return tell_desk(table, user, say(term("command.not_here")))


def _unpublished(state: Mediation) -> bool:
    return any(not one.published for one in state.frames)


def _invite(table: Table, user: int, name: str) -> Table:
    state = table.state
    if not name:
        return tell_desk(table, user, say(term("invite.whom")))
    known = next((one for one in state.parties.values() if one.name == name), None)
    if known and known.standing is not Standing.INVITED:
        return tell_desk(table, user, say(term("invite.already", party=name)))
    buttons = (
        desk_button(state, term("button.authority"), "invite", government=True),
        desk_button(state, term("button.no_authority"), "invite", government=False),
        desk_button(state, term("proxy.button"), "invite_proxy"),
    )
    form = Form(name="invite", about=name)
    return ask_mediator(table, user, form, term("invite.authority", party=name), buttons=buttons)


def _reopen(table: Table, user: int, argument: str) -> Table:
    """Reopen an earlier phase; later results are to be checked again, and the reason is on record."""
    state = table.state
    if not argument.isdecimal() or not 1 <= int(argument) <= state.phase:
        return tell_desk(table, user, say(term("reopen.how", phase=state.phase)))
    form = Form(name="reopen", field="reopen", about=argument)
    return ask_mediator(table, user, form, term("reopen.why", phase=int(argument)))


def _review(table: Table, user: int) -> Table:
    """What waits for the group, one by one, exactly as the group would see it."""
    state = table.state
    if not state.pending:
        return tell_desk(table, user, say(term("review.nothing")))
    for one in state.pending:
        table = tell_desk(table, user, preview(state, one))
    return table


def _poll(table: Table, user: int, argument: str, moment: Moment, script: Script) -> Table:
    state = table.state
    package = (
        state.package(argument.upper()) if argument else (state.packages[-1] if state.packages else None)
    )
    if package is None:
        return tell_desk(table, user, say(term("package.how")))
    return presses.poll(table, user, package.key, moment, script)


def _remind(table: Table, user: int, moment: Moment) -> Table:
    """A reminder, without content, to every party that still has something to answer and wants reminders."""
    table, reached = pace.remind_by_hand(table, moment)
    said = term("remind.sent", n=reached) if reached else term("remind.none")
    return tell_desk(table, user, say(said))


def _pace(table: Table, user: int, argument: str) -> Table:
    """How many working days a round has, from the next one on."""
    days = int(argument) if argument.isdecimal() else 0
    if not SHORTEST_ROUND <= days <= LONGEST_ROUND:
        how = term("pace.how", n=table.state.round_days, shortest=SHORTEST_ROUND, longest=LONGEST_ROUND)
        return tell_desk(table, user, say(how))
    table = table.plus(log(table.state, user, "set the length of a round", days=days), round_days=days)
    return tell_desk(table, user, say(term("pace.set", n=days)))


def _pause(table: Table, user: int) -> Table:
    """No reminders while it is paused; every party hears it, and answers are still kept."""
    state = table.state
    paused = not state.paused
    sentence = term("pause.on") if paused else term("pause.off")
    for one in state.seated:
        table = table.plus(tell(state, one, say(sentence)))
    table = table.plus(log(state, user, "paused" if paused else "went on"), paused=paused)
    return tell_desk(table, user, say(sentence))
