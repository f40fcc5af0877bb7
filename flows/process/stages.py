"""The steps of the six phases in their order, and how each opens. Only the mediator's command moves on.

A step is either a round of questions to every party, or work at the mediator's desk.
"""

from collections.abc import Callable
from hashlib import sha256

from flows.effects import Circle, Release, Work
from flows.events import Moment
from flows.kept import by_digest
from flows.lines import for_group, idea_lines, may_be_shown
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import quotes, say, term
from flows.process import closing, frame_views, space
from flows.process.pace import open_round
from flows.process.rounds import ROUNDS, sheet
from flows.register import IdeaGroup
from flows.shelving import agreed_package
from flows.table import (
    WITHOUT_NAME,
    Form,
    Mediation,
    Pending,
    Sorting,
    Table,
    ask_mediator,
    desk_button,
    log,
    propose,
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
    agreed = state.stage == "5.packages" and agreed_package(state) is not None
    hint = term("hint.agreed") if agreed else HINTS.get(state.stage)
    if hint:
        parts.append(hint)
    return say(*parts, buttons=_ways_on(state), numbered=True)


HINTS: dict[str, Piece] = {
    "1.intake": term("hint.intake"),
    "2.group": term("hint.group"),
    "5.packages": term("hint.packages"),
}


def _ways_on(state: Mediation) -> tuple[Button, ...]:
    buttons = []
    if state.stage == "4.build":
        buttons.append(desk_button(state, term("button.one_more_round"), "stage", stage="4.more"))
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
    if stage in ("4.build", "4.more") and not _shown(table.state):
        return look_at_ideas(table, stage)
    if stage in ROUNDS:
        return _round(table, stage, moment)
    return DESK[stage](table, user, moment)


def _round(table: Table, stage: str, moment: Moment) -> Table:
    if stage == "4.build":
        table = _deal(table)
    table = table.plus(*tell_mediators(table.state, say(term("round.opened", stage=term(f"stage.{stage}")))))
    return open_round(table, stage, moment, ROUNDS[stage])


def _deal(table: Table) -> Table:
    """Count what each sheet shows, so that little-seen ideas come up first in the next."""
    for party in table.state.seated:
        dealt = {one.number for one in sheet(table.state, party)}
        ideas = tuple(
            one.model_copy(update={"shown": one.shown + 1}) if one.number in dealt else one
            for one in table.state.ideas
        )
        table = table.plus(ideas=ideas)
    return table


def _shown(state: Mediation) -> bool:
    return f"ideas:{len(state.ideas)}" in state.posted


def look_at_ideas(table: Table, stage: str) -> Table:
    """Before parties read each other's ideas, without names, the mediator reads them."""
    state = table.state
    listed = idea_lines(one for one in state.ideas if may_be_shown(state, one))
    button = desk_button(state, term("button.show_ideas"), "show_ideas", stage=stage, says=ideas_shown(state))
    return table.plus(
        *tell_mediators(state, say(term("ideas.look_first"), listed, buttons=(button,), numbered=True))
    )


def ideas_shown(state: Mediation) -> str:
    """A fingerprint of the ideas that may be read: the mediator lets exactly those go that were shown."""
    ids = ",".join(one.word.id for one in state.ideas if may_be_shown(state, one))
    return sha256(ids.encode()).hexdigest()[:16]


def show_ideas(table: Table, stage: str, user: int, moment: Moment) -> Table:
    """The mediator let the ideas be read: without a name, by those who take part."""
    state = table.state
    ids = tuple(one.word.id for one in state.ideas if may_be_shown(state, one))
    released = Release(mediation=state.id, ids=ids, circle=Circle.ANONYMOUS, approved_by=user)
    posted = (*state.posted, f"ideas:{len(state.ideas)}")
    table = table.plus(released, log(state, user, "released ideas", n=len(ids)), posted=posted)
    return _round(table, stage, moment)


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
    buttons = tuple(
        desk_button(state, label, "go", go=go)
        for go, label in (("go", term("go.go")), ("go_if", term("go.go_if")), ("no_go", term("go.no_go")))
    )
    return table.plus(*tell_mediators(state, say(term("go.which"), buttons=buttons, numbered=True)))


def _group(table: Table, user: int, moment: Moment) -> Table:
    del user, moment
    state = table.state
    if state.group:
        return table.plus(*tell_mediators(state, what_next(state)))
    return table.plus(*tell_mediators(state, say(term("group.how"))))


def _map(table: Table, user: int, moment: Moment) -> Table:
    """The interest map for the group, in the owners' released wording; then the joint question."""
    del moment
    table = propose_map(table)
    return ask_mediator(table, user, Form(name="question", field="question"), term("field.question"))


def propose_map(table: Table) -> Table:
    """The map as it is now, before the mediators; again when a late party has brought its interests."""
    state = table.state
    parts: list[Piece] = [term("map.heading")]
    weights = {one.word: one.importance or 0 for one in state.interests}
    own = {
        one.id: sorted(for_group(state, one), key=lambda word: (-weights[word], word)) for one in state.seated
    }
    room, cut = space.shared_out(own, space.INTERESTS, _left_out(state, "map"))
    for party in space.mixed(tuple(room), "map"):
        words = space.mixed(room[party], "map")
        if words:
            lines = Listing(lines=tuple(Quote(id=one) for one in words))
            parts += [term("map.party", party=state.parties[party].name), lines]
    released = tuple(word for words in room.values() for word in words)
    parts.append(term("map.note"))
    return propose(table, Pending(key="map", say=say(*parts), named=released, cut=cut))


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
    return propose_ideas(table)


def propose_ideas(table: Table) -> Table:
    """The list of ideas for the group: themes under one wording, without names."""
    state = table.state
    groups = state.groups or tuple(IdeaGroup(ideas=(one.number,), wording=one.number) for one in state.ideas)
    numbers = {one.number: one for one in state.ideas}
    shown = sorted(
        (numbers[group.wording] for group in groups if group.wording in numbers),
        key=lambda one: by_digest(one.word),
    )
    allowed = [one for one in shown if WITHOUT_NAME in state.consents(one.party)]
    own = {party: [one.word.id for one in allowed if one.party == party] for party in state.parties}
    _, cut = space.shared_out(own, space.IDEAS, _left_out(state, "ideas"))
    words = tuple(one.word.id for one in allowed if one.word.id not in cut)
    message = say(
        term("review.some_ideas") if cut else term("ideas.heading"),
        Listing(lines=tuple(Quote(id=id) for id in words), first=1),
        term("ideas.note"),
    )
    return propose(table, Pending(key="ideas", say=message, unnamed=words, cut=cut))


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
