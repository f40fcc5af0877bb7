"""A round's questions as one case has them, after the mediator's changes. Pure; which changes may be: tailoring."""

from flows.messages import Both, Piece
from flows.register import Change
from flows.signals import Ask
from flows.table import Mediation


def tailored(state: Mediation, asks: tuple[Ask, ...]) -> tuple[Ask, ...]:
    """A round's questions as this case has them, with the edition; twice the same changes are the same as once."""
    for one in state.tailoring:
        asks = _changed(one, asks)
    return tuple(one.model_copy(update={"edition": state.script_edition}) for one in asks)


def _changed(change: Change, asks: tuple[Ask, ...]) -> tuple[Ask, ...]:
    match change.do:
        case "skip":
            return tuple(one for one in asks if key_of(one) != change.key)
        case "reword":
            text = Both(nl=change.nl, en=change.en)
            return tuple(
                one.model_copy(update={"instead": _filled(text, one.fill)})
                if key_of(one) == change.key
                else one
                for one in asks
            )
        case "add":
            known = any(key_of(one) == change.key for one in asks)
            return asks if known else _after(asks, (_own(change),), change.after)
        case "move":
            moved = tuple(one for one in asks if key_of(one) == change.key)
            rest = tuple(one for one in asks if key_of(one) != change.key)
            found = any(key_of(one) == change.after for one in rest)
            return _after(rest, moved, change.after) if found else asks


def _filled(text: Both, fill: dict[str, Piece]) -> Piece:
    """A reworded question keeps its places; they are filled as the script's own are."""
    return text.model_copy(update={"fill": fill}) if fill else text


def _after(asks: tuple[Ask, ...], put: tuple[Ask, ...], key: str) -> tuple[Ask, ...]:
    at = [number for number, one in enumerate(asks) if key_of(one) == key]
    return (*asks[: at[-1] + 1], *put, *asks[at[-1] + 1 :]) if at else asks


def key_of(ask: Ask) -> str:
    return ask.id.removeprefix("own:") if ask.id.startswith("own:") else ask.prompt


def _own(change: Change) -> Ask:
    return Ask(
        id=f"own:{change.key}",
        prompt=f"own_{change.type}",
        about=change.phase,
        instead=Both(nl=change.nl, en=change.en),
        options=change.options,
    )
