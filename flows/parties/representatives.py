"""The register as the mediator looks it up: who sits where, with which mandate, for whom, and what can be done.

For the mediator alone; holds ids of words and choices, never what somebody said.
"""

from collections.abc import Callable

from flows.messages import Listing, Piece, Quote, Say, Term
from flows.parties import absent, constituency
from flows.phrases import prompt, say, term
from flows.register import Mandate, Party, Standing
from flows.table import Mediation, desk_button
from flows.value import Value


class Action(Value):
    """What the mediator can do for one party: the press it is, its label, and for which party it stands."""

    do: str
    label: Term
    fits: Callable[[Party], bool]


def _seated(party: Party) -> bool:
    return party.standing is Standing.SEATED


def _waited_for(party: Party) -> bool:
    return party.standing is Standing.INVITED and not party.joining


def _not_come(party: Party) -> bool:
    return party.standing in (Standing.INVITED, Standing.CLAIMED) and not party.joining


def _away(party: Party) -> bool:
    return party.away is not None


def _by_proxy(party: Party) -> bool:
    return _seated(party) and party.proxy


# A button presses {"do": do, "party": id, "phase": the phase now}; flows/desk/presses.py says what it does.
ACTIONS = (
    Action(do="read", label=term("parties.read"), fits=_seated),
    Action(do="by_proxy", label=term("proxy.button"), fits=_waited_for),
    Action(do="new_link", label=term("parties.new_link"), fits=_waited_for),
    Action(do="print_set", label=term("proxy.print"), fits=_by_proxy),
    Action(do="replace", label=term("parties.replace"), fits=_seated),
    Action(do="leave", label=term("gone.button"), fits=_seated),
    Action(do="decline", label=term("decline.button"), fits=_not_come),
    Action(do="carrying", label=term("carried.button"), fits=_away),
)


def register(state: Mediation) -> Say:
    """Every party with its standing, mandate, alternate and the people it speaks for; one button each."""
    if not state.parties:
        return say(term("parties.none"))
    parts: list[Piece] = [term("parties.heading")]
    for one in state.parties.values():
        parts += [_headline(one), *_details(state, one)]
    buttons = tuple(
        desk_button(state, term("parties.open", party=one.name), "party", party=one.id)
        for one in state.parties.values()
    )
    return say(*parts, buttons=buttons, numbered=True)


def party_card(state: Mediation, party: Party) -> Say:
    """One party, and what can be done."""
    fitting = (one for one in ACTIONS if one.fits(party))
    buttons = [desk_button(state, one.label, one.do, party=party.id, phase=state.phase) for one in fitting]
    if any(one.party == party.id for one in state.unsettled):
        buttons.append(desk_button(state, term("settle.open"), "unsettled", party=party.id))
    why = term("at_table.again") if party.id in state.why_at_table else term("at_table.add")
    buttons.append(desk_button(state, why, "why_at_table", party=party.id))
    buttons.append(desk_button(state, term("parties.all"), "parties"))
    parts = (_headline(party), *_details(state, party), term("parties.what_to_do"))
    return say(*parts, buttons=tuple(buttons), numbered=True)


def _headline(party: Party) -> Term:
    standing = {
        Standing.INVITED: term("parties.invited"),
        Standing.CLAIMED: term("parties.claimed"),
        Standing.SEATED: term("proxy.seated" if party.proxy else "parties.seated"),
        Standing.LEFT: term("parties.left"),
        Standing.DECLINED: term("parties.declined"),
    }[party.standing]
    if party.joining:
        standing = term("parties.joining")
    kind = term("parties.authority") if party.government else term("parties.no_authority")
    return term("parties.line", party=party.name, kind=kind, standing=standing)


def _details(state: Mediation, party: Party) -> tuple[Piece, ...]:
    """What the party said of its representation, each with its heading; what was not answered is said so."""
    lines: list[Piece] = [
        *_why(state, party),
        term("parties.mandate", answer=_mandate(party)),
        *_route(state, party),
        *_quoted(state, party, "p2_represent", term("parties.represents")),
        *_quoted(state, party, "p2_alternate", term("parties.alternate")),
        *constituency.reactions(state, party),
        *absent.lines(state, party),
    ]
    return (Listing(lines=tuple(lines)),)


def _why(state: Mediation, party: Party) -> tuple[Piece, ...]:
    word = state.why_at_table.get(party.id)
    answer: Piece = Quote(id=word.id, marks=True) if word else term("parties.not_known")
    return (term("parties.detail", heading=term("at_table.why"), answer=answer),)


def _route(state: Mediation, party: Party) -> tuple[Piece, ...]:
    """Who has to say yes after the representative, and how long that takes, as it was said."""
    if not party.needs_ratification or party.mandate is None:
        return ()
    times = (
        term("parties.detail", heading=term("at_table.time"), answer=prompt("p2_route_time", note.choice[0]))
        for note in state.noted("p2_route_time", party.id)
        if note.choice
    )
    return (
        *_quoted(state, party, "p2_route", term("at_table.route")),
        *times,
        *(
            line
            for line in _quoted(state, party, "p5_ratify_body", term("at_table.decided"))
            if any(note.said for note in state.noted("p5_ratify_body", party.id))
        ),
    )


def _mandate(party: Party) -> Piece:
    if party.mandate is None:
        return term("parties.not_known")
    return prompt("p2_mandate", tuple(Mandate).index(party.mandate))


def _quoted(state: Mediation, party: Party, key: str, heading: Term) -> tuple[Piece, ...]:
    words = [word for note in state.noted(key, party.id) for word in note.said]
    if not words:
        return (term("parties.detail", heading=heading, answer=term("parties.not_known")),)
    return tuple(
        term("parties.detail", heading=heading, answer=Quote(id=one.id, marks=True)) for one in words
    )
