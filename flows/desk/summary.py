"""The conflict analysis: written by the mediator, looked through point by point, then to everybody interviewed.

Whoever says that something must come out opens the draft again: the point is taken out, its words can no longer be
read, and the new edition goes to everybody.
"""

from re import compile as pattern

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.effects import Circle, Effect, Release, Withdraw
from flows.kept import digest
from flows.messages import Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process import pace, stages
from flows.process.gate_start import corrected, must_come_out
from flows.process.phases import tell_desk
from flows.signals import Word
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

MOST = 40  # points
MARK = pattern(r"^(?:[-\u2013\u2022*]|\d+[.)])\s+")  # a dash or a number that somebody typed before a point
ROUND = "1.check"


def _typed(table: Table, doing: Doing) -> Table:
    """The mediator's summary: a point a line. Nobody reads it before the mediator presses."""
    table, words = _points(table, doing)
    if not words:
        return tell_desk(table, doing.user, say(term("points.too_many", most=MOST)))
    table = table.plus(summary_draft=words, form=None)
    return tell_desk(table, doing.user, preview(table.state))


def _typed_more(table: Table, doing: Doing) -> Table:
    table, words = _points(table, doing)
    draft = (*table.state.summary_draft, *words)
    if not words or len(draft) > MOST:
        return tell_desk(table, doing.user, say(term("points.too_many", most=MOST)))
    table = table.plus(summary_draft=draft, form=None)
    return tell_desk(table, doing.user, preview(table.state))


def _points(table: Table, doing: Doing) -> tuple[Table, tuple[Word, ...]]:
    """Each line as words of the mediator's own; none where there are too many."""
    lines = [MARK.sub("", one.strip()) for one in doing.text.splitlines()]
    texts = [one for one in lines if one]
    if len(texts) > MOST:
        return table, ()
    words: list[Word] = []
    for number, text in enumerate(texts):
        word, kept = drafting.own_words(table, doing.user, text, doing.moment, number)
        words.append(word)
        table = table.plus(kept)
    return table, tuple(words)


def preview(state: Mediation) -> Say:
    """Exactly what everybody will read, with a way to take out each point."""
    draft = state.summary_draft
    lines = Listing(lines=tuple(Quote(id=one.id) for one in draft), first=1)
    parts: list[Piece] = [*_wanted(state), term("points.heading"), lines]
    buttons = [
        desk_button(state, term("points.drop", n=number), "summary_drop", word=one.id)
        for number, one in enumerate(draft, start=1)
    ]
    buttons.append(desk_button(state, term("points.add"), "summary_add"))
    if draft:
        buttons.append(desk_button(state, term("points.send"), "summary_send", says=_says(draft)))
    return say(*parts, buttons=buttons, numbered=True)


def _wanted(state: Mediation) -> list[Piece]:
    """What the parties want changed, and what must come out: by name, for the mediator."""
    lines = [
        term("evidence.of_party", party=state.parties[one.party].name, what=Quote(id=word.id, marks=True))
        for one in (*must_come_out(state), *corrected(state))
        if (note := state.note(one.ask, one.party))
        for word in note.said
    ]
    return [term("points.wanted"), Listing(lines=tuple(lines))] if lines else []


def with_point(table: Table, user: int, word: Word, sources: tuple[str, ...]) -> Table:
    """A point that rests on what parties said (`sources`); for the mediator, who still sends the draft or not."""
    state = table.state
    if len(state.summary_draft) >= MOST:
        return tell_desk(table, user, say(term("points.too_many", most=MOST)))
    draft = (*(state.summary_draft or state.summary), word)
    table = table.plus(
        log(state, user, "made a point of a theme"),
        summary_draft=draft,
        rests_on={**state.rests_on, word.id: sources},
    )
    return tell_desk(table, user, preview(table.state))


def _says(draft: tuple[Word, ...]) -> str:
    return digest(",".join(f"{one.id}:{one.digest}" for one in draft))


def _run(table: Table, doing: Doing) -> Table:
    """The draft; where there is none, the edition that was sent last, to be changed."""
    state = table.state
    if state.phase != 1:
        return tell_desk(table, doing.user, say(term("points.phase_over")))
    if not state.summary_draft:
        sent = state.summary or ((state.analysis,) if state.analysis else ())
        table = table.plus(summary_draft=sent)
    if not table.state.summary_draft:
        return stages.DESK["1.analysis"](table, doing.user, doing.moment)
    return tell_desk(table, doing.user, preview(table.state))


def _press_drop(table: Table, doing: Doing) -> Table:
    state = table.state
    draft = tuple(one for one in state.summary_draft if one.id != doing.press["word"])
    if len(draft) == len(state.summary_draft):
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(log(state, doing.user, "took a point out of the draft analysis"), summary_draft=draft)
    return tell_desk(table, doing.user, preview(table.state))


def _press_add(table: Table, doing: Doing) -> Table:
    return ask_mediator(table, doing.user, Form(name="analysis_more"), term("points.type_more"))


def _press_send(table: Table, doing: Doing) -> Table:
    """Exactly the points that were shown, to everybody; what was in the edition before and is not now, is closed."""
    state, draft = table.state, table.state.summary_draft
    if not draft or state.phase != 1:
        return tell_desk(table, doing.user, say(term("button.old")))
    if doing.press.get("says") != _says(draft):
        return tell_desk(table, doing.user, preview(state))
    table = table.plus(
        *_let_go(state, draft, doing.user),
        log(
            state, doing.user, "sent the draft analysis", points=len(draft), edition=state.summary_edition + 1
        ),
        summary=draft,
        analysis=draft[0],
        summary_draft=(),
        summary_edition=state.summary_edition + 1,
    )
    if ROUND in state.waiting:
        table = pace.over(pace.cut_short(table, ROUND), ROUND)
    return stages.enter(table, ROUND, doing.user, doing.moment)


def _let_go(state: Mediation, draft: tuple[Word, ...], user: int) -> tuple[Effect, ...]:
    ids = tuple(one.id for one in draft)
    before = (*state.summary, *((state.analysis,) if state.analysis else ()))
    gone = tuple(dict.fromkeys(one.id for one in before if one.id not in ids))
    fresh = tuple(one for one in ids if one not in {word.id for word in before})
    effects: list[Effect] = []
    if fresh:
        effects.append(Release(mediation=state.id, ids=fresh, circle=Circle.ATTRIBUTED, approved_by=user))
    if gone:
        effects.append(Withdraw(mediation=state.id, ids=gone))
    return tuple(effects)


PART = Part(
    commands={"summary": _run},
    presses={"summary_drop": _press_drop, "summary_add": _press_add, "summary_send": _press_send},
    forms={"analysis": _typed, "analysis_more": _typed_more},
)
