"""The steps of the six phases in their order, and how each opens. Only the mediator's command moves on.

A step is either a round of questions to every party, or work at the mediator's desk.
"""

from collections.abc import Callable

from flows.effects import Work
from flows.events import Moment
from flows.messages import Button, Day, Listing, Piece, Say
from flows.phrases import quotes, say, term
from flows.process import brainstorm, closing, frame_views, interest_map
from flows.process.pace import open_round
from flows.process.rounds import ROUNDS
from flows.process.signing import READING
from flows.shelving import agreed_package
from flows.table import (
    Form,
    Mediation,
    Sorting,
    Table,
    ask_mediator,
    desk_button,
    log,
    tell_mediators,
)

STAGES = (
    *("1.intake", "1.analysis", "1.check", "1.decide"),
    *("2.register", "2.frames", "2.agree", "2.group"),
    *("3.interests", "3.map", "3.check"),
    *("4.first", "4.build", "4.more", "4.criteria", "4.sort", "4.authors", "4.list"),
    *("5.needs", "5.packages"),
    *("6.intent", "6.text", "6.sign", "6.publish", "6.look_back"),
)
COMPUTER = 4  # option of on_consent_data: a computer may look for similar points
EXTRA = frozenset({"4.more"})  # entered only when the mediator asks for one more round
DRAFT_POINTS = ("p1_stake", "p1_history", "p1_facts", "p1_conditions")


def following(stage: str) -> str | None:
    """The next step, or nothing at the end of the last phase."""
    rest = [one for one in STAGES[STAGES.index(stage) + 1 :] if one not in EXTRA]
    return rest[0] if rest else None


def last_of_phase(stage: str) -> bool:
    after = following(stage)
    return after is None or after[0] != stage[0]


# ------------------------------------------------------------------ what comes next


def what_next(state: Mediation) -> Say:
    """The one message that tells the mediator where things stand and what to press."""
    parts: list[Piece] = [
        term("next.standing", phase=term(f"phase.{state.phase}"), stage=term(f"stage.{state.stage}"))
    ]
    open_rounds = {key: left for key, left in state.waiting.items() if left}
    if open_rounds:
        names = sorted({state.parties[one].name for left in open_rounds.values() for one in left})
        parts.append(term("next.waiting"))
        parts.append(Listing(lines=tuple(names)))
        buttons = tuple(
            desk_button(state, term("button.close_round"), "close_round", round=key) for key in open_rounds
        )
        return say(*parts, buttons=buttons, numbered=True)
    if state.left_since_go and state.go:
        gone = ", ".join(state.parties[one].name for one in state.left_since_go)
        return say(*parts, term("go.again", parties=gone), buttons=_go_ways(state), numbered=True)
    agreed = state.stage == "5.packages" and agreed_package(state) is not None
    hint = term("hint.agreed") if agreed else HINTS.get(state.stage)
    if hint:
        parts.append(hint)
    if state.text.sent:
        when = Day(at=state.text.sent + READING, zone=state.zone, time=True)
        parts.append(term("hint.reading", when=when))
    parts += brainstorm.hint(state)
    return say(*parts, buttons=_ways_on(state), numbered=True)


HINTS: dict[str, Piece] = {
    "1.intake": term("hint.intake"),
    "2.group": term("hint.group"),
    "5.packages": term("hint.packages"),
}


def _ways_on(state: Mediation) -> tuple[Button, ...]:
    buttons = []
    if state.stage in brainstorm.ROUNDS:
        buttons.append(desk_button(state, term("button.one_more_round"), "stage", stage="4.more"))
    if state.phase == 4 and not brainstorm.open_still(state) and any(not one.fit for one in state.ideas):  # noqa: PLR2004
        buttons.append(desk_button(state, term("button.idea_fit"), "run", command="fit"))
    if last_of_phase(state.stage):
        buttons.append(desk_button(state, term("button.see_gate"), "gate"))
    else:
        after = following(state.stage)
        label = term("button.go_to", stage=term(f"stage.{after}"))
        buttons.append(desk_button(state, label, "stage", stage=after))
    return tuple(buttons)


# ------------------------------------------------------------------ opening a step


def enter(table: Table, stage: str, user: int, moment: Moment) -> Table:
    """Open a step: a round of questions, or what the desk needs for it."""
    table = table.plus(log(table.state, user, "opened a step", stage=stage), stage=stage)
    if stage in brainstorm.ROUNDS and not brainstorm.shown_already(table.state):
        return brainstorm.look_at_ideas(table, stage)
    if stage in ROUNDS:
        return _round(table, stage, moment)
    return DESK[stage](table, user, moment)


def _round(table: Table, stage: str, moment: Moment) -> Table:
    table = brainstorm.open_sheets(table, stage)
    table = table.plus(*tell_mediators(table.state, say(term("round.opened", stage=term(f"stage.{stage}")))))
    return open_round(table, stage, moment, ROUNDS[stage])


def show_ideas(table: Table, stage: str, user: int, moment: Moment) -> Table:
    """The mediator let the ideas be read; the round with them opens."""
    return _round(brainstorm.let_be_read(table, user), stage, moment)


def _analysis(table: Table, user: int, moment: Moment) -> Table:
    """The points without names, for the mediator, who writes the summary."""
    del moment
    state = table.state
    parts: list[Piece] = [term("analysis.heading")]
    for prompt in DRAFT_POINTS:
        words = sorted(
            word.id for party in state.seated for note in state.noted(prompt, party.id) for word in note.said
        )
        if words:
            parts += [term(f"draft.{prompt}"), quotes(words)]
    parts.append(term("field.analysis"))
    return ask_mediator(table, user, Form(name="analysis", field="analysis"), *parts)


def _decide(table: Table, user: int, moment: Moment) -> Table:
    del user, moment
    state = table.state
    return table.plus(*tell_mediators(state, say(term("go.which"), buttons=_go_ways(state), numbered=True)))


def _go_ways(state: Mediation) -> tuple[Button, ...]:
    return tuple(
        desk_button(state, label, "go", go=go)
        for go, label in (("go", term("go.go")), ("go_if", term("go.go_if")), ("no_go", term("go.no_go")))
    )


def _group(table: Table, user: int, moment: Moment) -> Table:
    del user, moment
    state = table.state
    if state.group:
        return table.plus(*tell_mediators(state, what_next(state)))
    return table.plus(*tell_mediators(state, say(term("group.how"))))


def _map(table: Table, user: int, moment: Moment) -> Table:
    """The interest map for the group, in the owners' released wording; then the joint question."""
    del moment
    table = interest_map.propose_map(table)
    buttons = (
        desk_button(table.state, term("map.place"), "map_place"),
        desk_button(table.state, term("joint.draft"), "joint_draft"),
    )
    form = Form(name="question", field="question")
    return ask_mediator(table, user, form, term("field.question"), buttons=buttons)


def _left_out(state: Mediation, key: str) -> tuple[str, ...]:
    """What the mediator keeps out of a message that waits; it takes none of its owner's space."""
    return next((one.left_out for one in state.pending if one.key == key), ())


def _sort(table: Table, user: int, moment: Moment) -> Table:
    """Ask the workshop for a first proposal of near-duplicates."""
    del user, moment
    state = table.state
    table = table.plus(*tell_mediators(state, say(term("sort.working"))))
    if not state.ideas:
        return table.plus(*tell_mediators(state, say(term("sort.nothing"))), sorting=Sorting())
    question = state.question.id if state.question else None
    work = Work(
        mediation=state.id,
        job="consolidate",
        address=state.address,
        material={
            "ids": [one.word.id for one in state.ideas if COMPUTER in state.consents(one.party)],
            "question": question,
        },
    )
    return table.plus(work)


def _list(table: Table, user: int, moment: Moment) -> Table:
    del user, moment
    return brainstorm.propose_ideas(table)


def _packages(table: Table, user: int, moment: Moment) -> Table:
    del user, moment
    return table.plus(*tell_mediators(table.state, what_next(table.state)))


DESK: dict[str, Callable[[Table, int, Moment], Table]] = {
    "1.analysis": _analysis,
    "1.decide": _decide,
    "2.frames": frame_views.step,
    "2.group": _group,
    "3.map": _map,
    "4.sort": _sort,
    "4.list": _list,
    "5.packages": _packages,
    "6.text": closing.text,
    "6.sign": closing.signing,
    "6.publish": closing.publish,
}
