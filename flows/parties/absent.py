"""Who was asked or sat at the table and is not there, and who looks after its interests: as it is shown."""

from flows.effects import Circle, Release
from flows.messages import Piece, Quote
from flows.phrases import term
from flows.register import Away, Party
from flows.table import Mediation


def lines(state: Mediation, party: Party) -> tuple[Piece, ...]:
    """For the mediator: why the party is not at the table, and who looks after its interests."""
    away = party.away
    if away is None:
        return ()
    why = (term("away.because", because=Quote(id=away.because.id, marks=True)),) if away.because else ()
    return (*why, _carried(state, away))


def _carried(state: Mediation, away: Away) -> Piece:
    match away.carried:
        case "party":
            return term("away.by_party", party=state.parties[away.by].name)
        case "mediator":
            return term("away.by_mediator")
        case "nobody" if away.reason:
            return term("away.by_nobody", reason=Quote(id=away.reason.id, marks=True))
        case _:
            return term("away.not_known")


def parties(state: Mediation) -> tuple[Party, ...]:
    """Who was asked or sat at the table and is not there; the agreement names them."""
    return tuple(one for one in state.parties.values() if one.away is not None)


def material(state: Mediation) -> list[dict[str, str]]:
    """For the agreement: each absent party, and who looks after its interests."""
    return [
        {
            "name": one.name,
            "how": one.away.how,
            "carried": one.away.carried,
            "by": state.parties[one.away.by].name if one.away.by else "",
            "reason": one.away.reason.id if one.away.reason else "",
        }
        for one in parties(state)
        if one.away is not None
    ]


def released(state: Mediation, user: int) -> Release:
    """The reasons that stand in the agreement: the mediator let them go with its text."""
    ids = tuple(one.away.reason.id for one in parties(state) if one.away and one.away.reason)
    return Release(mediation=state.id, ids=ids, circle=Circle.ATTRIBUTED, approved_by=user)
