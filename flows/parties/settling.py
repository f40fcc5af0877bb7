"""Two people of one party chose differently on the same question: they settle it; nothing is averaged.

Until the mediator hears from the party what holds, the earlier answer stands and the party's round stays open.
"""

from typing import Any

from flows.messages import Listing, Say
from flows.phrases import prompt, say, term
from flows.signals import Answered
from flows.table import Mediation, Table, desk_button, log, tell, tell_mediators

# Not of the party as a whole: consents, a reaction as it is now, a successor's catching-up, a question back.
OF_THE_PARTY = ("p1_", "p2_", "p3_", "p4_", "p5_", "p6_")


def differs(state: Mediation, event: Answered) -> bool:
    """Whether somebody else of this party chose otherwise on exactly this question."""
    ask = event.answer.ask
    earlier = state.note(ask.id, event.party)
    if earlier is None or ask.options or not ask.prompt.startswith(OF_THE_PARTY):
        return False
    other = earlier.user not in (0, event.user)
    return other and bool(earlier.choice) and event.answer.choice not in ((), earlier.choice)


def put_aside(table: Table, event: Answered) -> Table:
    """The newer answer waits; both sides of the desk hear so. What was chosen is shown to the mediator only."""
    state = table.state
    party = state.parties[event.party]
    kept = tuple(one for one in state.unsettled if not _same(one, event))
    return table.plus(
        *tell_mediators(state, to_settle(state, event)),
        tell(state, party, say(term("settle.party"))),
        log(state, None, "two answers of one party differ", party=party.id, ask=event.answer.ask.id),
        unsettled=(*kept, event),
    )


def to_settle(state: Mediation, event: Answered) -> Say:
    """Both answers, and which of them holds; for the mediator."""
    ask, party = event.answer.ask, state.parties[event.party]
    earlier = state.note(ask.id, event.party)
    buttons = tuple(
        desk_button(state, label, "settled", party=party.id, ask=ask.id, newer=newer, answered=_choice(event))
        for newer, label in ((True, term("settle.newer")), (False, term("settle.earlier")))
    )
    question = ask.instead or prompt(ask.prompt, fill=ask.fill)
    was = _chosen(ask.prompt, earlier.choice if earlier else ())
    now = _chosen(ask.prompt, event.answer.choice)
    both = (term("settle.was"), was, term("settle.is"), now)
    return say(term("settle.desk", party=party.name), question, *both, buttons=buttons, numbered=True)


def holds_up(state: Mediation, party: str, round: str) -> bool:
    """Whether a party's round waits for the party to settle something."""
    return any(one.party == party and one.answer.ask.round == round for one in state.unsettled)


def round_waits(table: Table, party: str, round: str) -> Table:
    """The person is done with the round; the party is not."""
    left = tuple(one for one in table.state.unsettled_in if one != (party, round))
    return table.plus(unsettled_in=(*left, (party, round)))


def taken(state: Mediation, press: dict[str, Any]) -> Answered | None:
    """The answer a press is about, as it stood when the button was shown."""
    for one in state.unsettled:
        about = (one.party, one.answer.ask.id, _choice(one))
        if about == (press.get("party"), press.get("ask"), press.get("answered")):
            return one
    return None


def settled(table: Table, user: int, event: Answered, *, newer: bool) -> Table:
    """What the party said holds is on record; the party hears it."""
    state = table.state
    party = state.parties[event.party]
    left = tuple(one for one in state.unsettled if not _same(one, event))
    which = "newer" if newer else "earlier"
    sentence = term("settle.newer_holds") if newer else term("settle.earlier_holds")
    return table.plus(
        log(state, user, "a party settled its answer", party=party.id, ask=event.answer.ask.id, holds=which),
        tell(state, party, say(sentence)),
        unsettled=left,
    )


def _same(one: Answered, other: Answered) -> bool:
    return (one.party, one.answer.ask.id) == (other.party, other.answer.ask.id)


def _choice(event: Answered) -> str:
    return ",".join(str(one) for one in event.answer.choice)


def _chosen(asked: str, choice: tuple[int, ...]) -> Listing:
    return Listing(lines=tuple(prompt(asked, one) for one in choice))
