"""Positions are not interests: which are still open, who is asked again, and the two-solutions test (practice, B3).

1. Each position leads to an interest of its owner, or its owner withdrew it; until then it keeps the gate open.
2. At the mediator's press the owner is asked again, by the same ladder, the next day.
3. At the mediator's press the owner of an interest is asked whether it can be met in two ways. "One way only" may
   still be a position: the mediator is told, and the owner gets one more rung.

The mediator presses, so that no interview grows longer by itself. Ids and choices only.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from flows.desk.part import Doing, Part
from flows.effects import WakeAt
from flows.events import Moment
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process.open_positions import open_positions
from flows.process.phases import tell_desk
from flows.process.working_days import at, local_day, next_moment
from flows.register import Interest, Party
from flows.signals import Answered, Ask, RoundOpened
from flows.table import Mediation, Table, desk_button, log, signal, tell_mediators

ROUND = "positions:"  # never among the rounds that are waited for
TIME = timedelta(weeks=2)
MORNING = time(9)
LAST_RUNG = 2  # of three; after it comes the read-back
PROMPT = "p3_two_ways"
ONE_WAY = 1  # option of it
LADDER = "LUP"


def is_question(round: str) -> bool:
    return round.startswith(ROUND)


# ------------------------------------------------------------------ the list


def show(state: Mediation) -> Say:
    """The open positions of each party, with what can be done; and the interests that may still be positions."""
    waiting = open_positions(state)
    parts: list[Piece] = [term("positions.heading") if waiting else term("positions.none")]
    buttons: list[Button] = []
    for party in state.parties.values():
        own = [one for one in waiting if state.positions[one] == party.id]
        if own:
            lines = tuple(_line(state, one) for one in own)
            parts += [term("positions.party", party=party.name), Listing(lines=lines)]
            buttons += [
                desk_button(state, term("positions.one", words=_quote(one)), "position", word=one)
                for one in own
            ]
    flagged = [one for one in state.interests if one.word in state.one_way]
    if flagged:
        lines = tuple(
            term("positions.may_be", party=state.parties[one.party].name, words=_quote(one.word))
            for one in flagged
        )
        parts += [term("positions.one_way"), Listing(lines=lines)]
    if any(_may_ask(state, one) for one in state.interests):
        buttons.append(desk_button(state, term("positions.test"), "two_ways_which"))
    return say(*parts, buttons=buttons, numbered=True)


def _quote(word: str) -> Quote:
    return Quote(id=word, marks=True)


def _line(state: Mediation, word: str) -> Piece:
    return term("positions.asked", words=_quote(word)) if word in state.position_asked else _quote(word)


def _card(state: Mediation, word: str) -> Say:
    """One position, and the two ways to an end of it."""
    party = state.parties[state.positions[word]]
    buttons = [
        desk_button(state, term("positions.ask_owner"), "position_ask", word=word),
        desk_button(state, term("positions.withdrawn"), "position_withdrawn", word=word),
        desk_button(state, term("positions.all"), "run", command="positions"),
    ]
    if party not in state.seated:
        buttons = buttons[1:]
    return say(term("positions.card", party=party.name, words=_quote(word)), buttons=buttons, numbered=True)


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, show(table.state))


def _open(table: Table, doing: Doing) -> Table:
    word = str(doing.press["word"])
    known = word in open_positions(table.state)
    return tell_desk(table, doing.user, _card(table.state, word) if known else say(term("button.old")))


# ------------------------------------------------------------------ asked again, or withdrawn


def _ask_owner(table: Table, doing: Doing) -> Table:
    """The ladder is climbed once more, on another day: a person has one ladder a day."""
    state, word = table.state, str(doing.press["word"])
    party = _owner(state, word)
    if party is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    due = _tomorrow(state, doing.moment)
    wake = WakeAt(
        key=f"{state.id}:position:{word}",
        due=due,
        address=state.address,
        event={"ring": "position", "word": word},
    )
    asked = {**state.position_asked, word: state.position_asked.get(word, 0) + 1}
    acted = log(state, doing.user, "asked again about a position", party=party.id)
    told = say(term("positions.tomorrow", party=party.name))
    return tell_desk(table.plus(wake, acted, position_asked=asked), doing.user, told)


def _owner(state: Mediation, word: str) -> Party | None:
    """Who can be asked about an open position."""
    if word not in open_positions(state):
        return None
    return next((one for one in state.seated if one.id == state.positions[word]), None)


def _tomorrow(state: Mediation, moment: Moment) -> datetime:
    day = local_day(moment.now, state.zone) + timedelta(days=1)
    return next_moment(at(day, MORNING, state.zone), state.zone, (), state.country)


def _ring(table: Table, ring: Mapping[str, Any], moment: Moment) -> Table:
    """The next day: unless an interest was found meanwhile, or it was withdrawn."""
    state, word = table.state, str(ring["word"])
    party = _owner(state, word)
    if party is None:
        return table
    ask = Ask(
        id=f"ladder:{word}:0",
        prompt=LADDER,
        about=word,
        fill={"from": "p3_want"},
        show=(term("ladder.you_said", words=Quote(id=word)),),
    )
    number = state.position_asked.get(word, 1)
    return _asked(table, party, f"{word}:{number}", ask, moment)


def _asked(table: Table, party: Party, name: str, ask: Ask, moment: Moment) -> Table:
    opened = RoundOpened(round=f"{ROUND}{name}", asks=(ask,), until=moment.now + TIME)
    return table.plus(signal(party, table.state, opened))


def _withdrawn(table: Table, doing: Doing) -> Table:
    """Its owner said so to the mediator; the words stay where they are."""
    state, word = table.state, str(doing.press["word"])
    if word not in open_positions(state):
        return tell_desk(table, doing.user, say(term("button.old")))
    acted = log(state, doing.user, "recorded that a position was withdrawn", party=state.positions[word])
    table = table.plus(acted, positions_withdrawn=(*state.positions_withdrawn, word))
    return tell_desk(table, doing.user, show(table.state))


# ------------------------------------------------------------------ two ways


def _may_ask(state: Mediation, one: Interest) -> bool:
    """Once an interest, in the words it has now; of a party at the table."""
    return one.word not in state.two_ways_asked and any(each.id == one.party for each in state.seated)


def _which(table: Table, doing: Doing) -> Table:
    state = table.state
    buttons = [
        desk_button(
            state,
            term("positions.interest", party=state.parties[one.party].name, words=_quote(one.word)),
            "two_ways",
            word=one.word,
        )
        for one in state.interests
        if _may_ask(state, one)
    ]
    buttons.append(desk_button(state, term("positions.all"), "run", command="positions"))
    return tell_desk(table, doing.user, say(term("positions.which"), buttons=buttons, numbered=True))


def _two_ways(table: Table, doing: Doing) -> Table:
    """The two-solutions test, at most one a day for one party."""
    state, word = table.state, str(doing.press["word"])
    one = next((each for each in state.interests if each.word == word and _may_ask(state, each)), None)
    if one is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    party = state.parties[one.party]
    if _asked_today(state, party, doing.moment):
        return tell_desk(table, doing.user, say(term("positions.one_a_day", party=party.name)))
    ask = Ask(id=f"{PROMPT}:{word}", prompt=PROMPT, about=one.id, fill={"interest": Quote(id=word)})
    acted = log(state, doing.user, "asked whether an interest can be met in two ways", party=party.id)
    table = table.plus(acted, two_ways_asked={**state.two_ways_asked, word: doing.moment.now})
    table = _asked(table, party, f"two:{word}", ask, doing.moment)
    return tell_desk(table, doing.user, say(term("positions.two_asked", party=party.name)))


def _asked_today(state: Mediation, party: Party, moment: Moment) -> bool:
    own = {one.word for one in state.interests if one.party == party.id}
    today = local_day(moment.now, state.zone)
    return any(
        local_day(when, state.zone) == today for word, when in state.two_ways_asked.items() if word in own
    )


def answered(table: Table, event: Answered, moment: Moment) -> Table:
    """One way only: it may still be a position. The mediator knows, and its owner gets one more rung."""
    answer, state = event.answer, table.state
    if answer.ask.prompt != PROMPT:
        return table
    word = answer.ask.id.partition(":")[2]
    one = next((each for each in state.interests if each.word == word and each.party == event.party), None)
    others = tuple(each for each in state.one_way if each != word)
    if one is None or answer.choice != (ONE_WAY,):
        return table.plus(one_way=others)
    party = state.parties[event.party]
    button = desk_button(state, term("positions.all"), "run", command="positions")
    told = say(term("positions.flagged", party=party.name, words=_quote(word)), buttons=(button,))
    table = table.plus(*tell_mediators(state, told), one_way=(*others, word))
    rung = Ask(
        id=f"ladder:{word}:{LAST_RUNG}",
        prompt=LADDER,
        about=one.position or word,
        fill={"from": "p3_want", "id": one.id},
        show=(term("ladder.you_said", words=Quote(id=word)),),
    )
    return _asked(table, party, f"rung:{word}", rung, moment)


PART = Part(
    commands={"positions": _show},
    presses={
        "position": _open,
        "position_ask": _ask_owner,
        "position_withdrawn": _withdrawn,
        "two_ways_which": _which,
        "two_ways": _two_ways,
    },
    rings={"position": _ring},
)
