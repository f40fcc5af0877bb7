"""Invitations: a party gets a link, somebody claims it, the mediator confirms the person, the questions begin."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from flows.effects import Raise, Tell
from flows.events import Moment, Sender
from flows.messages import Term
from flows.parties import succession
from flows.phrases import say, term
from flows.process import pace
from flows.process.deliberating import to_deliberation
from flows.process.rounds import first_questions
from flows.register import Party, Standing
from flows.signals import LinkOpened, PartyJoined, Seated, SeatTaken
from flows.table import Mediation, Table, desk_button, log, signal, tell_mediators

LINK_LIFE = timedelta(days=7)
SECRET_BYTES = 16  # 128 bits
BOT = "{bot}"  # the sender knows its own name on Telegram and puts it here


def invite(table: Table, user: int, name: str, government: bool, moment: Moment) -> Table:
    """A new party with a link of its own; the link is shown to the mediator once and is good for one person."""
    state = table.state
    known = next((one for one in state.parties.values() if one.name == name), None)
    party = known or Party(id=f"p{len(state.parties) + 1}", name=name)
    party = party.model_copy(update={"government": government})
    return link(table.plus(log(state, user, "invited a party", party=party.id)), party, moment)


def new_link(table: Table, user: int, party: Party, moment: Moment) -> Table:
    """Another link for a seat that is still empty; the one before no longer works."""
    if party.standing is not Standing.INVITED or party.joining:
        return table.plus(Tell(mediation=table.state.id, user=user, say=say(term("button.old"))))
    return link(table.plus(log(table.state, user, "made a new link", party=party.id)), party, moment)


def link(table: Table, party: Party, moment: Moment) -> Table:
    """The secret of the link is shown once; only its hash is kept."""
    state = table.state
    word, seal = secret(moment)
    changes = {"secret": seal, "secret_until": moment.now + LINK_LIFE, "away": None}
    sealed = vacant(party).model_copy(update=changes)
    table = table.plus(parties={**state.parties, party.id: sealed})
    shown = term("invite.link", party=party.name, token=f"{state.id}-{word}", bot=BOT)
    return table.plus(*tell_mediators(table.state, say(shown, term("invite.how"))))


def vacant(party: Party) -> Party:
    """A party that declined or left and is asked again: it comes as a new one does, with nothing of before."""
    if party.standing not in (Standing.DECLINED, Standing.LEFT):
        return party
    return party.model_copy(update={"standing": Standing.INVITED, "at_table": False, "away": None})


def link_opened(table: Table, event: LinkOpened, moment: Moment) -> Table:
    """The same answer to every link that is wrong, used or too old."""
    state = table.state
    party = next((one for one in state.parties.values() if opens(one.secret, event.secret)), None)
    if already_in(state, event.sender.user):
        return table.plus(_answer(state, event.sender, term("link.already_in")))
    if party is None or party.standing is not Standing.INVITED or too_old(party.secret_until, moment):
        return table.plus(_answer(state, event.sender, term("link.not_valid")))
    claimed = party.model_copy(
        update={"standing": Standing.CLAIMED, "claimed_by": event.sender, "secret": ""}
    )
    table = table.plus(
        _answer(state, event.sender, term("link.claimed")),
        log(state, event.sender.user, "claimed a seat", party=party.id),
        parties={**state.parties, party.id: claimed},
    )
    buttons = (
        desk_button(state, term("claim.right"), "seat", party=party.id, right=True),
        desk_button(state, term("claim.wrong"), "seat", party=party.id, right=False),
    )
    asked = say(
        term("claim.confirm", name=event.sender.name, party=party.name), buttons=buttons, numbered=True
    )
    return table.plus(*tell_mediators(table.state, asked))


def seat(table: Table, user: int, party: Party, right: bool, moment: Moment) -> Table:
    """The mediator says whether the person who came is the one who was invited."""
    state = table.state
    if party.standing is not Standing.CLAIMED or party.claimed_by is None:
        return table.plus(Tell(mediation=state.id, user=user, say=say(term("claim.no_longer"))))
    if not right:
        refused = party.model_copy(update={"standing": Standing.INVITED, "claimed_by": None})
        table = table.plus(
            _answer(state, party.claimed_by, term("link.not_valid")),
            log(state, user, "refused a claim", party=party.id),
            parties={**state.parties, party.id: refused},
        )
        return table.plus(*tell_mediators(table.state, say(term("claim.refused", party=party.name))))
    return take_seat(table, user, party, party.claimed_by, moment)


def replace(table: Table, user: int, party: Party, moment: Moment) -> Table:
    """The seat is revoked at once; a link for the successor is made with it."""
    table = succession.revoke(table, user, party)
    return new_link(table, user, table.state.parties[party.id], moment)


def take_seat(
    table: Table, user: int, party: Party, sender: Sender, moment: Moment, *, proxy: bool = False
) -> Table:
    """The first questions to whoever sits down; by proxy they go to the mediator, who enters the answers."""
    state = table.state
    sat = party.model_copy(
        update={
            "standing": Standing.SEATED,
            "user": sender.user,
            "claimed_by": None,
            "secret": "",
            "proxy": proxy,
        }
    )
    succeeds = succession.is_successor(sat)
    round = _first_round(state, sat)
    others = tuple(one for one in state.waiting.get(round, ()) if one != party.id)
    waiting = {**state.waiting, round: (*others, party.id)}
    until = pace.first_round_end(state, moment)
    taken = SeatTaken(
        sender=sender,
        party=party.id,
        party_name=party.name,
        asks=succession.first_asks(state, sat) if succeeds else first_questions(state, party),
        round=round,
        until=until,
        zone=state.zone,
        proxy=proxy,
        files=state.files,
    )
    seated = Seated(mediation=state.id, party=party.id, title=state.title, party_name=party.name, proxy=proxy)
    table = table.plus(
        Raise(address=f"person:{sender.user}", event=seated.model_dump(mode="json")),
        signal(sat, state, taken),
        log(state, user, "confirmed a seat", party=party.id),
        parties={**state.parties, party.id: sat},
        waiting=waiting,
    )
    table = pace.keep_time(table, round, (sat.id,), moment)
    table = table.plus(*tell_mediators(table.state, say(term("claim.seated", party=party.name))))
    if succeeds:
        return succession.welcomed(succession.open_rounds(table, sat, moment), sat)
    return _suspend(table, sat)


def _first_round(state: Mediation, party: Party) -> str:
    if succession.is_successor(party):
        return f"successor:{party.id}"
    return "1.intake" if state.phase == 1 else f"catch_up:{party.id}"


def _suspend(table: Table, party: Party) -> Table:
    """What was reached without a party is suspended until it has read it too (practice, A6)."""
    put_forward = {one.id: one for one in table.state.packages if one.put_forward}
    for id in put_forward:
        joined = PartyJoined(party=party.id, needs_ratification=party.needs_ratification)
        table = table.plus(to_deliberation(table.state, id, joined))
    return table


def _answer(state: Mediation, sender: Sender, sentence: Term) -> Tell:
    return Tell(mediation=state.id, user=sender.user, say=say(sentence))


def already_in(state: Mediation, user: int) -> bool:
    """Whether this person runs the mediation, sits in it, looks on, or waits for the mediator's yes."""
    came: list[Sender | None] = [one.claimed_by for one in state.parties.values()]
    came += [one.claimed_by for one in state.team.values()]
    return (
        any(one is not None and one.user == user for one in came)
        or state.party_of(user) is not None
        or user in (*state.mediators, *state.observers)
    )


def secret(moment: Moment) -> tuple[str, str]:
    """The secret of a link, which is shown once, and its SHA-256, which is kept."""
    word = urlsafe_b64encode(bytes.fromhex(moment.dice)[:SECRET_BYTES]).decode().rstrip("=")
    return word, _hash(word)


def opens(seal: str, word: str) -> bool:
    return seal != "" and seal == _hash(word)


def too_old(until: datetime | None, moment: Moment) -> bool:
    return until is not None and moment.now > until


def _hash(word: str) -> str:
    return sha256(word.encode()).hexdigest()
