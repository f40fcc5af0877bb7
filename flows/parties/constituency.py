"""The page for each party's own people when a phase closes, and the short form for what they say of it.

The page goes to every representative at once, without the mediator's press: it holds standard sentences and what
the parties or the group could already read, and nothing else. The form waits for nobody: no step depends on it.
"""

from datetime import datetime, timedelta

from flows.desk.part import Doing, Part
from flows.effects import Raise, Toast
from flows.kept import by_digest
from flows.lines import (
    analysis_lines,
    frame_lines,
    map_heading,
    mapped_lines,
    on_map,
    package_lines,
    standing,
)
from flows.messages import Listing, Piece, Quote, Say
from flows.phrases import button, prompt, say, term
from flows.process import theme_words
from flows.register import IdeaGroup, Note, Party
from flows.signals import Answer, Ask, RoundOpened
from flows.table import Mediation, Table, signal, tell

ROUND = "constituency:"  # never among the rounds that are waited for
SPLIT = 3  # option of b_reaction
TIME = timedelta(weeks=4)
LAST = 6


def is_form(round: str) -> bool:
    return round.startswith(ROUND)


def phase_closed(table: Table, phase: int) -> Table:
    """To every party: the page to forward, and apart from it what to do with it."""
    state = table.state
    message = page(state, phase)
    for party in state.seated:
        table = table.plus(tell(state, party, message), tell(state, party, _how(state, party, phase)))
    return table


def page(state: Mediation, phase: int) -> Say:
    """What this phase brought, in the words that were let go; the same page for every party."""
    heading = term("achterban.heading", title=state.title, phase=term(f"phase.{phase}"))
    brought = MADE[phase](state) or (term("achterban.nothing"),)
    return say(heading, *brought, _next_step(phase), term("achterban.foot"))


def _how(state: Mediation, party: Party, phase: int) -> Say:
    record = button(term("achterban.record"), state.address, do="reaction", party=party.id, phase=phase)
    return say(term("achterban.how"), buttons=(record,))


def _next_step(phase: int) -> Piece:
    return term("achterban.next", next=term(f"phase.{phase + 1}")) if phase < LAST else term("achterban.end")


def _summary(state: Mediation) -> tuple[Piece, ...]:
    lines = analysis_lines(state)
    return (term("achterban.talked"), *lines) if lines else ()


def _frames(state: Mediation) -> tuple[Piece, ...]:
    lines = tuple(line for _, line in frame_lines(state))
    return (term("achterban.frames"), Listing(lines=lines)) if lines else ()


def _map(state: Mediation) -> tuple[Piece, ...]:
    parts: list[Piece] = []
    for party in on_map(state):
        lines = mapped_lines(state, party)
        if lines:
            parts += [map_heading(party), *lines]
    posted = state.let_go.get("map")
    standing = {one.id for one in theme_words.standing(state, "interests").values()}
    worded = [one for one in posted.unnamed if one in standing] if posted else []
    if worded:
        lines_of = tuple(Quote(id=one, marks=True) for one in worded)
        parts += [term("achterban.themes"), Listing(lines=lines_of)]
    mapped = (term("achterban.map"), *parts) if parts else ()
    question = (term("achterban.question"), Quote(id=state.question.id)) if state.question else ()
    return (*mapped, *question)


def _ideas(state: Mediation) -> tuple[Piece, ...]:
    """Only once the list stands in the group."""
    if "ideas" not in state.posted:
        return ()
    numbers = {one.number: one for one in state.ideas}
    groups = state.groups or tuple(IdeaGroup(ideas=(one,), wording=one) for one in numbers)
    # As in the group's list: an order that says nothing of when and from whom an idea came.
    ordered = sorted((word for one in groups if (word := standing(state, one))), key=by_digest)
    lines = tuple(Quote(id=one.id) for one in ordered)
    return (term("achterban.ideas"), Listing(lines=lines)) if lines else ()


def _packages(state: Mediation) -> tuple[Piece, ...]:
    """The package the parties agreed on; otherwise whatever was put forward, in its newest version."""
    forward = {one.id: one for one in state.packages if one.put_forward}
    agreed = [one for one in forward.values() if one.outcome in ("in_principle", "consensus")]
    if agreed:
        return (term("achterban.agreed"), *package_lines(state, agreed[-1]))
    lines = tuple(line for one in forward.values() for line in package_lines(state, one))
    return (term("achterban.read"), *lines) if lines else ()


def _agreement(state: Mediation) -> tuple[Piece, ...]:
    return (term("achterban.agreement"),) if state.agreement == "final" else ()


MADE = {1: _summary, 2: _frames, 3: _map, 4: _ideas, 5: _packages, 6: _agreement}


def so_far(state: Mediation) -> tuple[Piece, ...]:
    """What every phase brought until now, for a party that comes late: released material and nothing else."""
    return tuple(piece for phase in range(1, state.phase + 1) for piece in MADE[phase](state))


# ------------------------------------------------------------------ what they say of it


def _pressed(table: Table, party: Party, doing: Doing) -> Table:
    """The representative has heard something: the form, now or again."""
    state = table.state
    phase = int(doing.press["phase"])
    ask = Ask(
        id=f"b_reaction:{phase}",
        prompt="b_reaction",
        about=str(phase),
        fill={"phase": term(f"phase.{phase}")},
    )
    return table.plus(
        _asked(state, party, phase, ask, doing.moment.now), Toast(say=say(term("achterban.coming")))
    )


def _asked(state: Mediation, party: Party, phase: int, ask: Ask, now: datetime) -> Raise:
    opened = RoundOpened(round=f"{ROUND}{phase}", asks=(ask,), until=state.until or now + TIME, urgent=True)
    return signal(party, state, opened)


def reacted(table: Table, party: Party, answer: Answer) -> Table:
    """Where their people are split, the smaller part's interest is asked for."""
    if answer.choice != (SPLIT,):
        return table
    phase = int(answer.ask.about)
    ask = Ask(id=f"b_minority:{phase}", prompt="b_minority", about=answer.ask.about)
    return table.plus(_asked(table.state, party, phase, ask, answer.at))


def reactions(state: Mediation, party: Party) -> tuple[Piece, ...]:
    """What a party's own people said at the end of each phase; for the mediator."""
    lines: list[Piece] = []
    for note in (*state.noted("b_reaction", party.id), *state.noted("b_minority", party.id)):
        if note.status == "answered":
            lines += _reaction(note)
    return tuple(lines)


def _reaction(note: Note) -> tuple[Piece, ...]:
    about = term(f"phase.{note.about}")
    minority = note.prompt == "b_minority"
    heading = term("achterban.minority", phase=about) if minority else term("achterban.reaction", phase=about)
    said: list[Piece] = [prompt(note.prompt, one) for one in note.choice]
    said += [Quote(id=one.id, marks=True) for one in note.said]
    return tuple(term("parties.detail", heading=heading, answer=one) for one in said)


PART = Part(party_presses={"reaction": _pressed})
