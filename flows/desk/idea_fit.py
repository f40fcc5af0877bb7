"""After the last round of ideas: does an idea fit the frames, does it need a change of one, or is that not known yet?

For the mediators alone, card by card; no party is asked, nothing is left out because of it.
"""

from typing import Literal, get_args

from flows.desk.part import Doing, Part
from flows.effects import Tell
from flows.messages import Button, Quote, Say
from flows.phrases import say, term
from flows.process import brainstorm
from flows.register import Idea
from flows.table import Mediation, Table, desk_button, log

Fit = Literal["fits", "frame", "unknown"]
IDEAS_PHASE = 4


def may_tag(state: Mediation) -> bool:
    """The rounds of ideas are over: no idea is weighed while ideas are still thought up."""
    return state.phase >= IDEAS_PHASE and not brainstorm.open_still(state)


def untagged(state: Mediation) -> tuple[Idea, ...]:
    return tuple(one for one in state.ideas if not one.fit)


def _begin(table: Table, doing: Doing) -> Table:
    state = table.state
    if not may_tag(state):
        return _tell(table, doing.user, say(term("fit.not_yet")))
    if not state.ideas:
        return _tell(table, doing.user, say(term("sort.nothing")))
    return _card(table, doing.user, edit=False)


def _card(table: Table, user: int, *, edit: bool) -> Table:
    """The next idea without a tag; after the last, how many there are of each."""
    state = table.state
    left = untagged(state)
    if not left:
        return _tell(table, user, _counted(state), edit=edit)
    one = left[0]
    touched = sorted({number for numbers in _touched(state, one) for number in numbers})
    frames = (term("fit.touches", frames=", ".join(f"K{number}" for number in touched)),) if touched else ()
    buttons: tuple[Button, ...] = tuple(
        desk_button(state, label, "fit", idea=one.word.id, fit=fit)
        for fit, label in zip(
            get_args(Fit), (term("fit.fits"), term("fit.frame"), term("fit.unknown")), strict=True
        )
    )
    card = say(
        term("fit.which", left=len(left)),
        Quote(id=one.word.id, marks=True),
        *frames,
        buttons=buttons,
        numbered=True,
    )
    return _tell(table, user, card, edit=edit)


def _touched(state: Mediation, idea: Idea) -> tuple[tuple[int, ...], ...]:
    """Numbers of the frames its words touch, as they were heard when it was typed."""
    return tuple(
        note.frames[idea.word.id]
        for notes in state.notes.values()
        for note in notes.values()
        if idea.word.id in note.frames
    )


def _counted(state: Mediation) -> Say:
    by_fit = {fit: sum(one.fit == fit for one in state.ideas) for fit in get_args(Fit)}
    again = desk_button(state, term("fit.again"), "fit_again")
    counts = term("fit.counted", fits=by_fit["fits"], frame=by_fit["frame"], unknown=by_fit["unknown"])
    return say(counts, buttons=(again,) if by_fit["unknown"] else (), numbered=True)


def _pressed(table: Table, doing: Doing) -> Table:
    fit, word = str(doing.press.get("fit")), doing.press.get("idea")
    known = any(one.word.id == word for one in table.state.ideas)
    if fit not in get_args(Fit) or not known or not may_tag(table.state):
        return _tell(table, doing.user, say(term("button.old")))
    ideas = tuple(
        one.model_copy(update={"fit": fit}) if one.word.id == word else one for one in table.state.ideas
    )
    table = table.plus(log(table.state, doing.user, "looked whether an idea fits the frames"), ideas=ideas)
    return _card(table, doing.user, edit=True)


def _again(table: Table, doing: Doing) -> Table:
    """Those not known yet once more."""
    ideas = tuple(
        one.model_copy(update={"fit": ""}) if one.fit == "unknown" else one for one in table.state.ideas
    )
    return _card(table.plus(ideas=ideas), doing.user, edit=True)


def _tell(table: Table, user: int, message: Say, *, edit: bool = False) -> Table:
    """One card in the place of the one before."""
    shown = Tell(mediation=table.state.id, user=user, say=message, handle=f"fit:{table.state.id}", edit=edit)
    return table.plus(shown)


PART = Part(commands={"fit": _begin}, presses={"fit": _pressed, "fit_again": _again})
