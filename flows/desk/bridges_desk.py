"""`/bridges`: where what one party needs and what another could give may meet; for the mediator who asks, alone."""

from flows.desk.part import Doing, Part
from flows.effects import Tell
from flows.events import BridgesFound
from flows.messages import Button, Listing, Quote, Say
from flows.phrases import prompt, say, term
from flows.process import bridges
from flows.process.phases import tell_desk
from flows.table import Mediation, Table, desk_button, log, tell_mediators


def _look(table: Table, doing: Doing) -> Table:
    work = bridges.job(table.state, doing.user)
    if work is None:
        return tell_desk(table, doing.user, say(term("bridges.nothing")))
    table = table.plus(log(table.state, doing.user, "looked for bridges"), work)
    return tell_desk(table, doing.user, say(term("bridges.working")))


def found(table: Table, event: BridgesFound) -> Table:
    """Each find on a card of its own: both sides, and the question that can safely be put to each."""
    state = table.state
    if event.user not in state.mediators:
        return table
    cards = [card for one in event.pairs if (card := _card(state, one.need, one.offer))]
    heading = term("bridges.heading", n=len(cards)) if cards else term("bridges.none")
    table = table.plus(Tell(mediation=state.id, user=event.user, say=say(heading)))
    return table.plus(*(Tell(mediation=state.id, user=event.user, say=one) for one in cards))


def _card(state: Mediation, need: str, offer: str) -> Say | None:
    """Both sides of a find; None: one of them was taken back meanwhile."""
    needs, gives = bridges.owner(state, need), bridges.owner(state, offer)
    if needs is None or gives is None or needs.id == gives.id:
        return None
    buttons: list[Button] = [
        desk_button(state, term("bridges.ask", party=party.name), "bridge_ask", side=side, word=word)
        for side, word, party in (("need", need, needs), ("offer", offer, gives))
        if not bridges.asked(state, side, word, party)
    ]
    return say(
        term("bridges.needs", party=needs.name, words=Quote(id=need, marks=True)),
        term("bridges.gives", party=gives.name, words=Quote(id=offer, marks=True)),
        term("bridges.safe"),
        Listing(
            lines=(
                term("bridges.question", party=needs.name, question=prompt("p5_bridge_need")),
                term("bridges.question", party=gives.name, question=prompt("p5_bridge_offer")),
            )
        ),
        buttons=buttons,
        numbered=True,
    )


def _ask(table: Table, doing: Doing) -> Table:
    """The standing question with the party's own words above it, to that party."""
    state = table.state
    side, word = str(doing.press.get("side")), str(doing.press.get("word"))
    party = bridges.owner(state, word)
    if party is None or side not in bridges.ASKED or bridges.asked(state, side, word, party):
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(log(state, doing.user, "asked a party about a bridge", party=party.id))
    table = bridges.put(table, side, word, party, doing.moment)
    return tell_desk(table, doing.user, say(term("bridges.asked", party=party.name)))


def answered(table: Table, key: str) -> Table:
    """What the party said comes before the mediators."""
    state = table.state
    question = key.removeprefix(bridges.ROUND)
    for party, note in state.notes.get(question, {}).items():
        if note.status != "answered":
            continue
        name = state.parties[party].name
        chosen = [prompt(note.prompt, one) for one in note.choice]
        said = [Quote(id=one.id, marks=True) for one in note.said]
        told = say(term("bridges.answered", party=name), Quote(id=note.about, marks=True), *chosen, *said)
        return table.plus(*tell_mediators(state, told))
    return table.plus(*tell_mediators(state, say(term("bridges.not_answered"))))


PART = Part(commands={"bridges": _look}, presses={"bridge_ask": _ask})
