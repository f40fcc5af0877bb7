"""A party's representative is replaced: the seat is revoked at once, and somebody new takes it by a new link.

A party stays, a person goes: what the party approved stands; what the person said in private goes to nobody.
"""

from collections.abc import Callable

from flows.effects import Raise, Tell
from flows.events import Moment
from flows.lines import frame_line, mapped_lines
from flows.messages import Listing, Piece, Say
from flows.phrases import say, term
from flows.process import frame_fit, frames, ground_rules, pace
from flows.process.closing import to_agreement
from flows.process.rounds import (
    ROUNDS,
    authors,
    check,
    final,
    interests,
    onboarding,
    plain,
    reading,
)
from flows.process.tailored import tailored
from flows.register import Note, Package, Party, Standing
from flows.shelving import without
from flows.signals import Ask, RoundOpened, SeatChanged, SeatRevoked, Unseated
from flows.table import Mediation, Pending, Table, desk_button, log, propose, signal, tell_mediators

CATCHING_UP = ("c_change", "c_missing", "c_mandate", "c_consult", "c_need")
PERSONAL = ("on_language", "on_intro", "on_confidential", "on_contact", "p2_rules", "p2_sign")
SIGNING = "6.sign"
INTERESTS_PHASE = 3


def confirm(state: Mediation, party: Party) -> Say:
    """What a replacement does, before it is done."""
    buttons = (
        desk_button(state, term("replace.yes"), "replace_now", party=party.id, user=party.user),
        desk_button(state, term("replace.no"), "party", party=party.id),
    )
    return say(term("replace.confirm", party=party.name), buttons=buttons, numbered=True)


def revoke(table: Table, user: int, party: Party) -> Table:
    """The person no longer speaks for the party: told at once, and nothing of theirs works any more."""
    state = table.state
    kept = tuple(one.id for one in state.interests if one.party == party.id and one.for_group)
    vacant = party.model_copy(
        update={
            "standing": Standing.INVITED,
            "user": 0,
            "former": (*party.former, party.user),
            "secret": "",
            "secret_until": None,
            "claimed_by": None,
        }
    )
    goodbye = Tell(mediation=state.id, user=party.user, say=say(term("replace.told", party=party.name)))
    table = table.plus(
        *(() if party.user in state.mediators else (goodbye,)),
        Raise(
            address=f"person:{party.user}",
            event=Unseated(mediation=state.id, party=party.id).model_dump(mode="json"),
        ),
        signal(party, state, SeatRevoked(interests=kept)),
        *_to_agreement(state, party, 0),
        log(state, user, "revoked a seat", party=party.id),
        parties={**state.parties, party.id: vacant},
        notes=_without_personal(state, party),
    )
    return _out_of_signing(_private_off(table, party))


def _without_personal(state: Mediation, party: Party) -> dict[str, dict[str, Note]]:
    """Confidentiality, rules and the process agreement are confirmed anew by whoever comes."""
    return {
        ask: {one: note for one, note in notes.items() if one != party.id or note.prompt not in PERSONAL}
        for ask, notes in state.notes.items()
    }


def _private_off(table: Table, party: Party) -> Table:
    """Interests that were never for the group were between the person and the mediator, who still reads them."""
    state = table.state
    private = {one.word for one in state.interests if one.party == party.id and not one.for_group}
    linked = {one.position for one in state.interests if one.word not in private}
    loose = {id for id, owner in state.positions.items() if owner == party.id and id not in linked}
    table = without(table, private | loose)
    if not private:
        return table
    return table.plus(*tell_mediators(state, say(term("replace.private", party=party.name, n=len(private)))))


def _out_of_signing(table: Table) -> Table:
    """A text that is being confirmed names who confirms it: it is made anew with the successor."""
    table = table.plus(text=table.state.text.model_copy(update={"sent": None}))
    return pace.cut_short(table, SIGNING) if SIGNING in table.state.waiting else table


def _to_agreement(state: Mediation, party: Party, user: int) -> tuple[Raise, ...]:
    """Who is reminded of what the party promised."""
    changed = SeatChanged(party=party.id, user=user)
    return (to_agreement(state, changed),) if state.agreement else ()


# ------------------------------------------------------------------ the successor


def is_successor(party: Party) -> bool:
    """Somebody sat here before and had finished the party's first questions."""
    return bool(party.former) and party.at_table


def first_asks(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """Consents, the process agreement anew, the approved texts, five questions."""
    confirmed = ground_rules.asks(state, party) if ground_rules.is_asked(state) else ()
    first, *rest = plain(*CATCHING_UP)
    caught_up = (first.model_copy(update={"show": texts(state, party)}), *rest)
    return tailored(state, (*onboarding(state), *confirmed, *caught_up, *_own_interests(state, party)))


def _own_interests(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """A party of which no interest is left at the table tells what matters to it."""
    left = any(one.party == party.id for one in state.interests)
    asked_anyway = state.phase < INTERESTS_PHASE or "3.interests" in state.waiting
    return () if left or asked_anyway else tuple(interests(state, party))


def texts(state: Mediation, party: Party) -> tuple[Piece, ...]:
    """What was approved in the party's name, as the others read it."""
    own = tuple(
        frame_line(state, one.number) for one in state.frames if one.party == party.id and one.published
    )
    shown: tuple[Piece, ...] = (*mapped_lines(state, party), *((Listing(lines=own),) if own else ()))
    return (term("successor.texts", party=party.name), *shown) if shown else (term("successor.no_texts"),)


def open_rounds(table: Table, party: Party, moment: Moment) -> Table:
    """The rounds that are open now, for the successor: what the party had not answered, and every last word anew."""
    for key in table.state.waiting:
        state = table.state
        asks = tuple(one for one in of_round(state, key, party) if _asked_anew(state, one, party))
        others = tuple(one for one in state.waiting[key] if one != party.id)
        if not asks:
            if key not in ("1.intake", f"successor:{party.id}"):
                table = table.plus(waiting={**state.waiting, key: others})
            continue
        opened = RoundOpened(round=key, asks=asks, until=state.until or moment.now)
        table = table.plus(signal(party, state, opened), waiting={**state.waiting, key: (*others, party.id)})
    return table


def _asked_anew(state: Mediation, ask: Ask, party: Party) -> bool:
    """What is said of a package is asked again; of the rest, what nobody of the party answered yet."""
    none_left = not any(one.party == party.id for one in state.interests)
    return (
        ask.prompt.startswith("p5_")
        or state.note(ask.id, party.id) is None
        or (ask.prompt == "p3_want" and none_left)
    )


def of_round(state: Mediation, key: str, party: Party) -> tuple[Ask, ...]:
    """The questions of an open round for a party, as the round was opened."""
    if key in ROUNDS:
        return tailored(state, ROUNDS[key](state, party))
    if key == "authors_again":
        return authors(state, party)
    kind, _, about = key.partition(":")
    if kind == "late" and about == party.id:
        newest = {one.id: one for one in state.packages if one.put_forward}
        return tuple(ask for one in newest.values() for ask in reading(state, one))
    if kind in OF_A_DOCUMENT:
        return OF_A_DOCUMENT[kind](state, party)
    package = state.package(about)
    made = OF_A_PACKAGE.get(kind)
    return made(state, package, party) if made and package else ()


OF_A_DOCUMENT: dict[str, Callable[[Mediation, Party], tuple[Ask, ...]]] = {
    "rules": ground_rules.asks,
    "frame": lambda state, _: frames.asks(state, frames.published(state)),
    "frames": lambda state, _: frames.asks(state, frames.published(state)),
}


OF_A_PACKAGE: dict[str, Callable[[Mediation, Package, Party], tuple[Ask, ...]]] = {
    "reading": lambda state, package, party: (
        *reading(state, package),
        *frame_fit.fit_asks(state, package, party),
    ),
    "fit": frame_fit.fit_asks,
    "check": check,
    "final": final,
}


def welcomed(table: Table, party: Party) -> Table:
    """The group's sentence waits for the mediator; a draft agreement made for the former person is made anew."""
    state = table.state
    table = table.plus(*_to_agreement(state, party, party.user))
    if state.group:
        sentence = say(term("successor.group", party=party.name))
        table = propose(table, Pending(key=f"successor:{party.id}:{len(party.former)}", say=sentence))
    if state.agreement == "drafted":
        again = desk_button(state, term("button.make_text"), "make_text")
        told = say(term("successor.text_anew", party=party.name), buttons=(again,), numbered=True)
        table = table.plus(*tell_mediators(state, told))
    return table
