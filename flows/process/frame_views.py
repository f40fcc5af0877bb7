"""How the frames look: at the desk, to a party, and at the step of their own."""

from typing import Any

from flows.events import Moment
from flows.lines import frame_line, touching
from flows.messages import Button, Listing, Piece, Say
from flows.phrases import button, say, term
from flows.process.frame_fit import doubtful, doubts, fixed, living, unsure
from flows.process.frames import ANSWER_WITHIN, numbered, published, remarks, unpublished
from flows.register import Frame, Party
from flows.table import Mediation, Table, desk_button, tell_mediators


def step(table: Table, user: int, moment: Moment) -> Table:
    """The step in which the authorities' frames come before the mediator."""
    del user, moment
    table = table.plus(frames=numbered(table.state))
    state = table.state
    if not state.frames:
        way_on = desk_button(
            state, term("button.go_to", stage=term("stage.2.agree")), "stage", stage="2.agree"
        )
        none = say(term("frames.none"), term("frames.how"), buttons=(way_on,), numbered=True)
        return table.plus(*tell_mediators(state, none))
    return table.plus(*tell_mediators(state, at_desk(state)))


def at_desk(state: Mediation) -> Say:
    """All frames by their numbers, what is asked about them and what touches them; for the mediator."""
    if not state.frames:
        return say(term("frames.none"), term("frames.how"))
    parts: list[Piece] = [term("frames.heading"), _listed(state, state.frames)]
    new, told = unpublished(state), published(state)
    if new and told:
        parts.append(term("frames.new", frames=", ".join(one.key for one in new)))
    if state.frame_notices:
        waiting = ", ".join(f"K{one.number}" for one in state.frame_notices)
        parts.append(term("frames.notice_waits", frames=waiting))
    parts += _fit_lines(state)
    touched = touching(state)
    if touched:
        parts += [term("framing.heading"), Listing(lines=touched)]
    return say(*parts, buttons=_ways(state, new, told), numbered=True)


def _ways(state: Mediation, new: tuple[Frame, ...], told: tuple[Frame, ...]) -> list[Button]:
    """What the mediator can do with them."""
    ways: list[tuple[Piece, dict[str, Any]]] = []
    if new:
        ways.append((term("button.publish_frames"), {"do": "publish_frames"}))
    if told:
        ways += [
            (term("frames.leave_out", number=one.number), {"do": "frame_drop", "number": one.number})
            for one in new
        ]
    for one in state.frame_notices:
        ways.append((term("frames.notice_see", number=one.number), {"do": "frame_notice", "key": one.key}))
        drop = term("frames.notice_drop", number=one.number)
        ways.append((drop, {"do": "frame_notice_drop", "key": one.key}))
    open_remarks = [one for one in remarks(state) if one.open]
    if open_remarks:
        ways.append((term("frames.see_questions", n=len(open_remarks)), {"do": "frame_questions"}))
    if told:
        ways.append((term("frames.change"), {"do": "frame_pick"}))
    ways += [
        (term("frames.ask_fit", package=one.id), {"do": "frame_fit", "package": one.key})
        for one in living(state)
        if unsure(state, one)
    ]
    return [desk_button(state, label, **press) for label, press in ways]


def _listed(state: Mediation, frames: tuple[Frame, ...]) -> Listing:
    return Listing(lines=tuple(frame_line(state, one.number) for one in frames))


def for_party(state: Mediation, party: Party) -> Say:
    """The published frames, with a button to ask about each."""
    told = published(state)
    if not told:
        return say(term("frames.party_none"))
    buttons = tuple(
        button(
            term("frames.ask_about", number=one.number),
            state.address,
            do="frame_ask",
            party=party.id,
            number=one.number,
        )
        for one in told
    )
    heading, foot = term("frames.party_heading"), term("frames.party_foot", n=ANSWER_WITHIN)
    return say(heading, _listed(state, told), foot, buttons=buttons, numbered=True)


def for_observer(state: Mediation) -> Say:
    """The published frames, and nothing to press."""
    told = published(state)
    return say(term("frames.heading"), _listed(state, told)) if told else say(term("frames.none_published"))


def _fit_lines(state: Mediation) -> list[Piece]:
    """What is not known yet of the packages that lie there."""
    lines = [line for one in fixed(state) for line in doubts(state, one, doubtful(state, one))]
    return [Listing(lines=tuple(lines))] if lines else []
