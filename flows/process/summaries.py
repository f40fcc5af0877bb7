"""The short summary for the group when a phase closes: what we have, what we take along, what comes next.

Standard sentences, and words the group can read already. It is proposed; the mediator may add sentences and posts it.
"""

from flows.messages import Listing, Piece, Quote
from flows.phrases import say, term
from flows.register import Package
from flows.table import Mediation, Pending, Table, propose, tell_mediators

LAST = 6
AGREED = ("in_principle", "consensus")


def phase_closed(table: Table, phase: int) -> Table:
    """Put the summary before the mediators; without a group it waits in the queue for one."""
    made = summary(table.state, phase)
    if table.state.group:
        return propose(table, made)
    kept = tuple(one for one in table.state.pending if one.key != made.key)
    waits = say(term("summary.waits", phase=term(f"phase.{phase}")))
    return table.plus(*tell_mediators(table.state, waits), pending=(*kept, made))


def made_again(table: Table, key: str) -> Table:
    return propose(table, summary(table.state, int(key.split(":")[1])))


def summary(state: Mediation, phase: int) -> Pending:
    """The message for the group about a phase, as things stand now."""
    lines, words = HAVE[phase](state)
    have: tuple[Piece, ...] = (term("summary.have"), Listing(lines=lines)) if lines else ()
    following = term("summary.next", next=term(f"phase.{phase + 1}")) if phase < LAST else term("summary.end")
    message = say(
        term("summary.heading", phase=term(f"phase.{phase}")),
        *(have or (term("summary.nothing"),)),
        term("summary.along"),
        Listing(lines=(term(f"summary.along.{phase}"),)),
        following,
        term("summary.wrong"),
    )
    return Pending(key=f"phase:{phase}", say=message, named=words)


Have = tuple[tuple[Piece, ...], tuple[str, ...]]  # lines, and ids of the words in them


def _talked(state: Mediation) -> Have:
    heard = sum(one.at_table for one in state.seated)
    lines: tuple[Piece, ...] = (term("summary.heard", n=heard),) if heard else ()
    return (*lines, *((term("summary.analysis"),) if state.analysis else ())), ()


def _frames(state: Mediation) -> Have:
    published = sum(one.published for one in state.frames)
    lines: tuple[Piece, ...] = (term("summary.frames", n=published),) if published else ()
    given = any(note.prompt == "p2_rules" for notes in state.notes.values() for note in notes.values())
    return (*lines, *((term("summary.rules"),) if given else ())), ()


def _map(state: Mediation) -> Have:
    lines: tuple[Piece, ...] = (term("summary.map"),) if "map" in state.posted else ()
    if state.question is None:
        return lines, ()
    question = term("summary.question", question=Quote(id=state.question.id))
    return (*lines, question), (state.question.id,)


def _ideas(state: Mediation) -> Have:
    posted = state.let_go.get("ideas")
    return ((term("summary.ideas", n=len(posted.going.unnamed)),) if posted else ()), ()


def _package(state: Mediation) -> Have:
    agreed: list[Package] = [one for one in state.packages if one.outcome in AGREED]
    if not agreed:
        return (term("summary.no_package"),), ()
    title = agreed[-1].title.id
    return (term("summary.package", title=Quote(id=title)),), (title,)


def _agreement(state: Mediation) -> Have:
    return ((term("summary.agreement"),) if state.agreement == "final" else ()), ()


HAVE = {1: _talked, 2: _frames, 3: _map, 4: _ideas, 5: _package, 6: _agreement}
