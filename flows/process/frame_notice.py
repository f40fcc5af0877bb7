"""A frame changes by formal notice: old, new, reason, effect, and everything that rests on it is looked at again.

Nothing changes before the mediator's press on exactly the notice (practice, B phase 2 and D2).
"""

from flows.events import Moment
from flows.lines import frame_text
from flows.messages import Piece, Quote, Say
from flows.phrases import say, term
from flows.process import again, frame_fit, pace
from flows.process.frames import asks, frame
from flows.register import Frame, FrameBefore, FrameNotice, Package
from flows.table import Mediation, Table, log, tell, tell_mediators

FRAMES_PHASE = 2  # what later phases made rests on the frames


def notice_text(state: Mediation, notice: FrameNotice) -> tuple[Piece, ...]:
    """Old, new, reason, effect (practice, D2): the same for the group and for every party."""
    one = frame(state, notice.number)
    if one is None:
        return ()
    text = term(
        "frames.notice",
        number=notice.number,
        owner=state.parties[one.party].name,
        old=frame_text(one),
        new=Quote(id=notice.word.id, marks=True),
        reason=Quote(id=notice.reason.id, marks=True),
        effect=Quote(id=notice.effect.id, marks=True),
    )
    until = (
        (term("frames.notice_until", until=Quote(id=notice.until.id, marks=True)),) if notice.until else ()
    )
    return (text, *until, term("frames.notice_asked"))


def notice_words(notice: FrameNotice) -> tuple[str, ...]:
    texts = (notice.word, notice.until, notice.reason, notice.effect)
    return tuple(word.id for word in texts if word)


def take_effect(table: Table, moment: Moment) -> Table:
    """Every notice that the mediator has posted: the frame changes, and everybody hears it and marks it anew."""
    for notice in table.state.frame_notices:
        if notice.key in table.state.posted:
            table = issue(table, notice, moment)
    return table


def issue(table: Table, notice: FrameNotice, moment: Moment) -> Table:
    """The new version is the frame; what rested on the old one is looked at again."""
    state = table.state
    before = frame(state, notice.number)
    left = tuple(one for one in state.frame_notices if one.key != notice.key)
    table = table.plus(frame_notices=left)
    if before is None or before.version >= notice.version:
        return table
    told = notice_text(state, notice)
    for party in state.seated:
        table = table.plus(tell(state, party, say(*told)))
    after = _changed(before, notice)
    frames = tuple(after if one.number == after.number else one for one in state.frames)
    table = table.plus(
        log(state, None, "a frame changed", number=after.number, edition=after.version), frames=frames
    )
    table = again.mark(table, FRAMES_PHASE)
    doubted = frame_fit.doubtful(table.state, after)
    table = table.plus(*tell_mediators(table.state, _for_mediator(table.state, after, doubted)))
    return pace.open_round(
        table,
        f"frame:{after.key}",
        moment,
        lambda at, party: (
            asks(at, (after,))
            + tuple(ask for package in doubted for ask in frame_fit.fit_asks(at, package, party, (after,)))
        ),
    )


def _changed(before: Frame, notice: FrameNotice) -> Frame:
    kept = FrameBefore(
        version=before.version,
        word=before.word,
        choice=before.choice,
        reason=before.reason,
        until=before.until,
        body=before.body,
        ended_because=notice.reason,
        effect=notice.effect,
    )
    end = "body" if before.type == "outcome" else "until"
    update = {
        "version": notice.version,
        "word": notice.word,
        "choice": None,
        "reason": notice.reason,
        "earlier": (*before.earlier, kept),
    }
    return before.model_copy(update={**update, **({end: notice.until} if notice.until else {})})


def _for_mediator(state: Mediation, after: Frame, doubted: tuple[Package, ...]) -> Say:
    parts: list[Piece] = [term("frames.changed", number=after.number, version=after.version)]
    parts += frame_fit.doubts(state, after, doubted)
    return say(*parts)
