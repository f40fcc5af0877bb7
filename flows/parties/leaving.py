"""A party leaves: two questions about why, the mediator's yes, and what becomes of what it brought (practice, A7).

Why it leaves is between the party and the mediator; the others hear one neutral sentence. Go or no go is open again.
"""

from datetime import timedelta

from flows.desk.part import Doing, Part
from flows.effects import DropFiles, Erase, LookAtGroup, Raise, Tell
from flows.events import Moment
from flows.messages import Button, Piece, Quote
from flows.parties.succession import SIGNING
from flows.phrases import button, prompt, say, term
from flows.process import interest_map, pace
from flows.process.closing import to_agreement
from flows.process.deliberating import to_deliberation
from flows.process.phases import tell_desk
from flows.register import Away, Party, Standing
from flows.shelving import without
from flows.signals import Answered, Ask, PartyLeft, RoundOpened, SeatChanged, SeatRevoked, Unseated
from flows.table import Mediation, Table, desk_button, log, signal, tell, tell_mediators

ROUND = "leaving:"  # never among the rounds that are waited for
TIME = timedelta(weeks=2)
TALK = ("b_leave_why", "b_leave_change", "b_leave_map", "b_leave_data")
OFF_THE_MAP = (1,)  # option of b_leave_map
ERASE_NOW = (1,)  # option of b_leave_data
CONSENTS = {0, 1}  # storing, and reading by the mediator: without them nothing is asked
OWN_ROUNDS = ("catch_up", "late", "successor")  # opened for one party alone


def is_talk(round: str) -> bool:
    return round.startswith(ROUND)


# ------------------------------------------------------------------ it wants to stop


def _stop(table: Table, party: Party, doing: Doing) -> Table:
    """`/stop`: once more whether the party means it, and what happens then."""
    del doing
    state = table.state
    buttons = (
        button(term("stop.yes"), state.address, do="stop", party=party.id, sure=True),
        button(term("stop.no"), state.address, do="stop", party=party.id, sure=False),
    )
    asked = say(term("stop.sure", party=party.name), buttons=buttons, numbered=True)
    return table.plus(tell(state, party, asked))


def _press_stop(table: Table, party: Party, doing: Doing) -> Table:
    state = table.state
    if not doing.press["sure"]:
        return table.plus(tell(state, party, say(term("stop.stays"))))
    table = table.plus(
        log(state, doing.user, "said that the party wants to leave", party=party.id),
        *tell_mediators(state, say(term("gone.wanted", party=party.name), buttons=_ways(state, party))),
    )
    if not _may_be_asked(state, party):
        return table.plus(tell(state, party, say(term("stop.noted"))))
    return _talk(table, party, doing.moment)


def _may_be_asked(state: Mediation, party: Party) -> bool:
    return set(state.consents(party.id)) >= CONSENTS


def _talk(table: Table, party: Party, moment: Moment) -> Table:
    """The exit talk, before whatever else is being asked."""
    asks = tuple(Ask(id=key, prompt=key, fill={"party": party.name}) for key in TALK)
    opened = RoundOpened(
        round=f"{ROUND}{party.id}", asks=asks, until=moment.now + TIME, urgent=True, at_once=True
    )
    return table.plus(signal(party, table.state, opened))


def _ways(state: Mediation, party: Party) -> tuple[Button, ...]:
    return (
        desk_button(state, term("gone.confirm"), "leave_now", party=party.id, user=party.user),
        desk_button(state, term("gone.stays"), "party", party=party.id),
    )


def _press_leave(table: Table, doing: Doing) -> Table:
    """From the party's card: the two questions first, or the mediator has talked with it already."""
    state = table.state
    party = state.parties[str(doing.press["party"])]
    if party.standing is not Standing.SEATED:
        return tell_desk(table, doing.user, say(term("button.old")))
    ask = (desk_button(state, term("gone.ask"), "leave_ask", party=party.id),)
    buttons = (*(ask if _may_be_asked(state, party) else ()), *_ways(state, party))
    told = say(term("gone.how", party=party.name), buttons=buttons, numbered=True)
    return tell_desk(table, doing.user, told)


def _press_leave_ask(table: Table, doing: Doing) -> Table:
    state = table.state
    party = state.parties[str(doing.press["party"])]
    if party.standing is not Standing.SEATED or not _may_be_asked(state, party):
        return tell_desk(table, doing.user, say(term("button.old")))
    table = tell_desk(table, doing.user, say(term("gone.being_asked", party=party.name)))
    return _talk(table.plus(tell(state, party, say(term("gone.heard")))), party, doing.moment)


def answered(table: Table, event: Answered) -> Table:
    """After the last question of an exit talk: what was said, for the mediator alone, who confirms."""
    state = table.state
    party = state.parties[event.party]
    if event.answer.ask.prompt != TALK[-1] or party.standing is not Standing.SEATED:
        return table
    parts: list[Piece] = [term("gone.talked", party=party.name)]
    for key in TALK:
        note = state.note(key, party.id)
        if note is None or note.status != "answered":
            continue
        parts.append(term("gone.topic", topic=term(f"gone.{key}")))
        parts += [prompt(key, one) for one in note.choice]
        parts += [Quote(id=one.id, marks=True) for one in note.said]
    asked = say(*parts, buttons=_ways(state, party), numbered=True)
    told = say(term("stop.noted"))
    return table.plus(tell(state, party, told), *tell_mediators(state, asked))


# ------------------------------------------------------------------ it has left


def _press_leave_now(table: Table, doing: Doing) -> Table:
    """Once, and only of the person it was asked about."""
    party = table.state.parties[str(doing.press["party"])]
    if party.standing is not Standing.SEATED or party.user != doing.press.get("user"):
        return tell_desk(table, doing.user, say(term("button.old")))
    return depart(table, doing.user, party)


def depart(table: Table, user: int, party: Party) -> Table:
    """The seat is gone at once; the rule counts without it, and go or no go is to be decided again."""
    table = _out_of_rounds(_text_anew(table, party), party)
    table = _out_of_packages(table, party)
    erases = _chose(table.state, "b_leave_data", party) == ERASE_NOW
    table = _off_shelves(table, party, erases=erases)
    state = table.state
    left = tuple(one.id for one in state.interests if one.party == party.id)
    why = state.note("b_leave_why", party.id)
    away = Away(how="left", because=why.said[0] if why and why.said else None, on_map=bool(left))
    gone = party.model_copy(
        update={
            "standing": Standing.LEFT,
            "user": 0,
            "proxy": False,
            "former": (*party.former, party.user),
            "away": away,
        }
    )
    table = table.plus(
        *_goodbye(state, party, erases=erases, kept=left),
        log(state, user, "a party left", party=party.id),
        parties={**state.parties, party.id: gone},
        left_since_go=(*state.left_since_go, party.id),
    )
    return _told(table, user, gone)


def _chose(state: Mediation, key: str, party: Party) -> tuple[int, ...]:
    note = state.note(key, party.id)
    return note.choice if note else ()


def _out_of_rounds(table: Table, party: Party) -> Table:
    state = table.state
    own = {f"{kind}:{party.id}" for kind in OWN_ROUNDS}
    for key in own & set(state.waiting):
        table = pace.over(table, key)
    waiting = {key: tuple(one for one in ids if one != party.id) for key, ids in table.state.waiting.items()}
    return table.plus(waiting=waiting)


def _text_anew(table: Table, party: Party) -> Table:
    """A text that names the party and is not final yet is made anew without it."""
    state = table.state
    if state.agreement == "":
        return table
    table = table.plus(to_agreement(state, SeatChanged(party=party.id, user=0)))
    if state.agreement == "final":
        return table
    if SIGNING in state.waiting:
        table = pace.cut_short(table, SIGNING)
    again = desk_button(state, term("button.make_text"), "make_text")
    told = say(term("gone.text_anew", party=party.name), buttons=(again,), numbered=True)
    return table.plus(*tell_mediators(state, told), agreement="drafted")


def _out_of_packages(table: Table, party: Party) -> Table:
    """Nobody waits for its answer any more; what a package asked of it stands open."""
    state = table.state
    interests = tuple(one.id for one in state.interests if one.party == party.id)
    newest = {one.id: one for one in state.packages if one.put_forward}
    for package in newest.values():
        own = tuple(n for n, one in enumerate(package.commitments) if one.party == party.id)
        event = PartyLeft(party=party.id, interests=interests, commitments=own)
        table = table.plus(to_deliberation(state, package.id, event))
        if own:
            told = say(term("gone.promised", party=party.name, id=package.id))
            table = table.plus(*tell_mediators(state, told))
    return table


def _off_shelves(table: Table, party: Party, *, erases: bool) -> Table:
    """Interests stay where the party lets them and the group could read them; private ones never."""
    state = table.state
    stay = _chose(state, "b_leave_map", party) != OFF_THE_MAP
    own = [one for one in state.interests if one.party == party.id]
    gone = {one.word for one in own if not (stay and one.for_group and one.word in state.mapped)}
    gone |= {word for word, owner in state.positions.items() if owner == party.id}
    if erases and not any(one.startswith("ideas") for one in state.posted):
        gone |= {one.word.id for one in state.ideas if one.party == party.id}
    return without(table, gone)


def _goodbye(
    state: Mediation, party: Party, *, erases: bool, kept: tuple[str, ...]
) -> tuple[Tell | Raise | Erase | DropFiles, ...]:
    """To the person: once, at once; their place and, where they want that, their private words are gone."""
    effects: list[Tell | Raise | Erase | DropFiles] = []
    if party.user not in state.mediators:
        said = term("gone.erased", party=party.name) if erases else term("gone.told", party=party.name)
        effects.append(Tell(mediation=state.id, user=party.user, say=say(said)))
    unseated = Unseated(mediation=state.id, party=party.id)
    effects.append(Raise(address=f"person:{party.user}", event=unseated.model_dump(mode="json")))
    effects.append(signal(party, state, SeatRevoked(interests=kept)))
    if erases:
        effects.append(Erase(mediation=state.id, party=party.id, user=party.user))
        ids = tuple(one.id for one in state.attached.get(party.id, ()))
        if ids:
            effects.append(DropFiles(mediation=state.id, party=party.id, user=party.user, ids=ids))
    return tuple(effects)


def _told(table: Table, user: int, gone: Party) -> Table:
    """One neutral sentence to the others; to the mediator what follows, and the map anew where it changed."""
    state = table.state
    for one in state.seated:
        table = table.plus(tell(state, one, say(term("gone.others", party=gone.name))))
    if state.group:
        users = tuple(sorted({one.user for one in state.seated} | {*state.mediators, *state.observers}))
        look = LookAtGroup(mediation=state.id, chat=state.group.chat, users=users, address=state.address)
        table = table.plus(look)
    if "map" in state.posted:
        table = interest_map.propose_map(table)
    carry = desk_button(state, term("carried.button"), "carrying", party=gone.id)
    following = desk_button(state, term("button.what_next"), "next")
    done = say(term("gone.done", party=gone.name), buttons=(carry, following), numbered=True)
    return tell_desk(table, user, done)


PART = Part(
    presses={"leave": _press_leave, "leave_ask": _press_leave_ask, "leave_now": _press_leave_now},
    party_presses={"stop": _press_stop},
    party_commands={"stop": _stop},
)
