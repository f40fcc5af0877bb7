"""What an observer sees: where the mediation stands, the frames, the rules, what the group has read. Nothing to do."""

from flows.desk.published import newest
from flows.effects import Tell
from flows.events import Commanded, Edited, Pressed, Said, SentFile
from flows.messages import Button, Day, Listing, Piece, Say
from flows.not_yours import stale
from flows.phrases import say, term
from flows.process import frame_views, ground_rules
from flows.table import Mediation, Table, desk_button

TEXTS = "look_texts"
Event = Commanded | Said | Edited | SentFile | Pressed


def looked(table: Table, event: Event) -> Table:
    """Whatever an observer does comes to looking, or to a sentence that says how to look."""
    state, user = table.state, event.sender.user
    match event:
        case Commanded(name="status"):
            shown: tuple[Say, ...] = (status(state),)
        case Commanded(name="frames"):
            shown = (frame_views.for_observer(state),)
        case Commanded(name="rules"):
            shown = (ground_rules.for_observer(state),)
        case Pressed(press={"do": "look_texts"}):
            shown = texts(state)
        case Pressed():
            return table.plus(stale(event))
        case _:
            shown = (say(term("team.look_only")),)
    return table.plus(*(Tell(mediation=state.id, user=user, say=one) for one in shown))


def status(state: Mediation) -> Say:
    """Phase, step, the end of the round, who is at the table; of no party how far it is."""
    phase, stage = term(f"phase.{state.phase}"), term(f"stage.{state.stage}")
    parts: list[Piece] = [term("team.look_status", title=state.title, phase=phase, stage=stage)]
    if state.until and any(state.waiting.values()):
        parts.append(term("team.look_until", day=Day(at=state.until, zone=state.zone)))
    if state.paused:
        parts.append(term("team.look_paused"))
    names: tuple[Piece, ...] = tuple(one.name for one in state.seated)
    parts += [term("team.look_table"), Listing(lines=names)] if names else []
    read = newest(state)
    buttons: tuple[Button, ...] = ()
    if read:
        buttons = (desk_button(state, term("team.look_read", n=len(read)), TEXTS),)
    else:
        parts.append(term("team.look_nothing"))
    return say(*parts, buttons=buttons, numbered=True)


def texts(state: Mediation) -> tuple[Say, ...]:
    """What stands in the group, a message each, with its date."""
    return tuple(
        say(term("team.look_posted", day=Day(at=one.at, zone=state.zone)), *one.say.parts)
        for one in newest(state)
    )
