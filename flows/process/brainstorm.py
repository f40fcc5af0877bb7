"""The rounds of ideas: first silent, then three ideas of others for each, then the list. No names, likes or scores.

1. Before anybody reads ideas of others, the mediator reads them, and lets exactly those go that authors let go.
2. A sheet holds three ideas of others: those read by the fewest, until each was read by two parties beside its own.
3. One more round can follow, until the mediator has enough; whether an idea is feasible is not asked before the end.
"""

from hashlib import sha256

from flows.effects import Circle, Release
from flows.kept import by_digest
from flows.lines import idea_lines, may_be_shown, standing
from flows.messages import Button, Listing, Piece, Quote
from flows.phrases import say, term
from flows.process import firewall, space
from flows.register import Idea, IdeaGroup, Party
from flows.table import Mediation, Pending, Table, desk_button, log, propose, tell_mediators

SHOWN = 3  # ideas of others on a sheet (6-3-5)
READERS = 2  # parties that should have read an idea, beside its own
ROUNDS = ("4.build", "4.more")  # in which sheets go round


# ------------------------------------------------------------------ sheets


def sheet(state: Mediation, party: Party) -> tuple[Idea, ...]:
    """The ideas of others a party has before it, in an order that says nothing of when and from whom they came."""
    numbers = state.sheets.get(party.id, ())
    ideas = (one for one in state.ideas if one.number in numbers and may_be_shown(state, one))
    return tuple(sorted(ideas, key=lambda one: by_digest(one.word)))


def deal(table: Table, *, more: bool = False) -> Table:
    """A new sheet for every party; in a round after the second (`more`) only of what was read by too few.

    Whoever chooses last may be left with its own ideas: of all orders round the table, the one in which the least
    readers stay missing.
    """
    parties = table.state.seated
    turns = [(*parties[at:], *parties[:at]) for at in range(len(parties))]
    dealt = [_dealt(table.plus(sheets={}), order, more=more) for order in turns]
    return min(dealt, key=lambda one: _missing(one.state)) if dealt else table


def _missing(state: Mediation) -> int:
    return sum(max(0, READERS - len(one.seen_by)) for one in state.ideas if may_be_shown(state, one))


def _dealt(table: Table, order: tuple[Party, ...], *, more: bool) -> Table:
    for place, party in enumerate(order):
        numbers = tuple(one.number for one in _chosen(table.state, party, order[place + 1 :], more=more))
        ideas = tuple(_seen(one, party) if one.number in numbers else one for one in table.state.ideas)
        table = table.plus(ideas=ideas, sheets={**table.state.sheets, party.id: numbers})
    return table


def _chosen(state: Mediation, party: Party, later: tuple[Party, ...], *, more: bool) -> tuple[Idea, ...]:
    """The least read first; of those what fewest of the parties that come `later` can read; spread over owners."""
    fresh = [
        one
        for one in state.ideas
        if one.party != party.id and party.id not in one.seen_by and may_be_shown(state, one)
    ]
    left = [one for one in fresh if not more or len(one.seen_by) < READERS]
    chosen: list[Idea] = []
    while left and len(chosen) < SHOWN:
        given = [one.party for one in chosen]
        best = min(left, key=lambda one: (*_need(one, later), given.count(one.party), by_digest(one.word)))
        chosen.append(best)
        left.remove(best)
    return tuple(chosen)


def _need(idea: Idea, later: tuple[Party, ...]) -> tuple[int, int]:
    """The smaller, the sooner it has to be read: how many have, and how many still can in this round."""
    return len(idea.seen_by), sum(one.id != idea.party and one.id not in idea.seen_by for one in later)


def _seen(idea: Idea, party: Party) -> Idea:
    return idea.model_copy(update={"shown": idea.shown + 1, "seen_by": (*idea.seen_by, party.id)})


def little_read(state: Mediation) -> tuple[Idea, ...]:
    """Ideas that may be read and that fewer than two other parties have had on a sheet."""
    others = len(state.seated) - 1
    return tuple(
        one
        for one in state.ideas
        if may_be_shown(state, one) and len(one.seen_by) < min(READERS, max(others, 0))
    )


def open_still(state: Mediation) -> bool:
    """Whether ideas are still thought up: until then none is weighed."""
    return state.stage in ("4.first", *ROUNDS)


def hint(state: Mediation) -> tuple[Piece, ...]:
    """Whether one more round is worth it, for the mediator."""
    few = len(little_read(state)) if state.stage in ROUNDS else 0
    return (*firewall.waiting(state), *((term("brainstorm.little_read", n=few),) if few else ()))


# ------------------------------------------------------------------ before others read them


def shown_already(state: Mediation) -> bool:
    """Whether the mediator let exactly those ideas go that may be read now."""
    return _let_go(state) in state.posted


def _let_go(state: Mediation) -> str:
    return f"ideas:{ideas_shown(state)}"


def ideas_shown(state: Mediation) -> str:
    """A fingerprint of the ideas that may be read: the mediator lets exactly those go that were shown."""
    ids = ",".join(one.word.id for one in state.ideas if may_be_shown(state, one))
    return sha256(ids.encode()).hexdigest()[:16]


def look_at_ideas(table: Table, stage: str) -> Table:
    """Before parties read each other's ideas, without names, the mediator reads them."""
    state = table.state
    listed = idea_lines(one for one in state.ideas if may_be_shown(state, one))
    show = desk_button(state, term("button.show_ideas"), "show_ideas", stage=stage, says=ideas_shown(state))
    buttons: tuple[Button, ...] = (show, *firewall.ask_again_button(state))
    parts: tuple[Piece, ...] = (term("ideas.look_first"), listed, *firewall.waiting(state))
    return table.plus(*tell_mediators(state, say(*parts, buttons=buttons, numbered=True)))


def let_be_read(table: Table, user: int) -> Table:
    """The mediator let the ideas be read: without a name, by those who take part."""
    state = table.state
    ids = tuple(one.word.id for one in state.ideas if may_be_shown(state, one))
    released = Release(mediation=state.id, ids=ids, circle=Circle.ANONYMOUS, approved_by=user)
    posted = (*state.posted, _let_go(state))
    return table.plus(released, log(state, user, "released ideas", n=len(ids)), posted=posted)


# ------------------------------------------------------------------ the list


def propose_ideas(table: Table) -> Table:
    """The list of ideas for the group: themes under one wording, without names."""
    state = table.state
    numbers = {one.number: one for one in state.ideas}
    groups = state.groups or tuple(IdeaGroup(ideas=(one,), wording=one) for one in numbers)
    # Under the party whose idea it stands for, so that each has the same room.
    lines = [(numbers[one.wording].party, standing(state, one)) for one in groups if one.wording in numbers]
    allowed = sorted(((word, party) for party, word in lines if word), key=lambda one: by_digest(one[0]))
    own = {party: [word.id for word, whose in allowed if whose == party] for party in state.parties}
    out = next((one.left_out for one in state.pending if one.key == "ideas"), ())
    _, cut = space.shared_out(own, space.IDEAS, table.lengths, out)
    words = tuple(word.id for word, _ in allowed if word.id not in cut)
    message = say(
        term("review.some_ideas") if cut else term("ideas.heading"),
        Listing(lines=tuple(Quote(id=id) for id in words), first=1),
        term("ideas.note"),
    )
    return propose(table, Pending(key="ideas", say=message, unnamed=words, cut=cut), *firewall.waiting(state))


def open_sheets(table: Table, stage: str) -> Table:
    """What a round with sheets begins with."""
    if stage not in ROUNDS:
        return table
    if stage == "4.more":
        table = table.plus(more_rounds=table.state.more_rounds + 1)
    return deal(table, more=stage == "4.more")
