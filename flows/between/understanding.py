"""What a party says of how it was understood; to the group only with a yes of both."""

from flows.between.passing_on import no_longer
from flows.between.passings import (
    JUDGED,
    UNDERSTOOD,
    YES,
    ask_party,
    changed,
    come,
    dropped,
    first_word,
    heading,
    name_of,
    numbered,
    pending_key,
)
from flows.desk.part import Doing
from flows.effects import Tell
from flows.events import Moment
from flows.messages import Quote
from flows.phrases import say, term
from flows.signals import Answered, Ask
from flows.table import Pending, Table, desk_button, log, propose, tell, tell_mediators


def judged(table: Table, event: Answered, moment: Moment) -> Table:
    """What the party says of it: a plain "right" goes back at once, anything in words through the mediator."""
    del moment
    state, ask = table.state, event.answer.ask
    passing = numbered(state, int(ask.about))
    used = (passing.neutral or passing.word) if passing else None
    if passing is None or used is None or not ask.id.endswith(used.id):
        return table
    judged = JUDGED[event.answer.choice[0]] if event.answer.choice else ""
    table = changed(table, passing, judged=judged, in_group=())
    owner, party = state.parties[passing.owner], name_of(state, event)
    if judged == "right":
        table = table.plus(tell(state, owner, say(term("between.right", party=party))))
    if judged in UNDERSTOOD:
        offer = desk_button(state, term("button.ask_both"), "pass_to_group", number=passing.number)
        told = say(term(f"between.judged.{judged}", owner=owner.name, party=party), buttons=(offer,))
        table = table.plus(*tell_mediators(state, told))
    elif judged:
        told = say(term(f"between.judged.{judged}", owner=owner.name, party=party))
        table = table.plus(*tell_mediators(state, told))
    if first_word(event) is None:
        return table
    return come(table, event, "remark", (passing.owner,), passing.number)


def ask_both(table: Table, doing: Doing) -> Table:
    """It can go to the group with a yes of both: of who understood, and of who was understood."""
    state = table.state
    passing = numbered(state, int(doing.press["number"]))
    used = (passing.neutral or passing.word) if passing else None
    if passing is None or used is None or passing.judged not in UNDERSTOOD or passing.status != "passed":
        return no_longer(table, doing)
    for one in (passing.owner, *passing.to):
        ask = Ask(
            id=f"b_in_group:{passing.number}:{used.id}",
            prompt="b_in_group",
            about=str(passing.number),
            show=(heading(state, passing), Quote(id=used.id, marks=True)),
        )
        table = table.plus(ask_party(state, state.parties[one], passing.number, ask, doing.moment))
    asked = Tell(mediation=state.id, user=doing.user, say=say(term("between.both_asked")))
    return changed(table, passing, in_group=()).plus(
        asked, log(state, doing.user, "asked both about the group")
    )


def may_go_to_group(table: Table, event: Answered, moment: Moment) -> Table:
    """Both yeses make a message that waits for the mediator, like every other; one no takes it away again."""
    del moment
    state, ask = table.state, event.answer.ask
    passing = numbered(state, int(ask.about))
    used = (passing.neutral or passing.word) if passing else None
    if passing is None or used is None or not ask.id.endswith(used.id):
        return table
    left = tuple(one for one in passing.in_group if one != event.party)
    if event.answer.choice != (YES,):
        table = dropped(changed(table, passing, in_group=left), passing)
        return table.plus(*tell_mediators(state, say(term("between.not_to_group"))))
    agreed = (*left, event.party)
    table = changed(table, passing, in_group=agreed)
    if not {passing.owner, *passing.to} <= set(agreed):
        return table
    message = say(heading(state, passing), Quote(id=used.id, marks=True))
    return propose(table, Pending(key=pending_key(passing), say=message, named=(used.id,)))
