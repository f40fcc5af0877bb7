"""The acts of the record as sentences: a line says by an English phrase what was done, the catalogue how it reads.

Knows who somebody is to the mediation, never what was said.
"""

from collections.abc import Callable
from re import sub

from flows.desk.act_list import ACTS
from flows.desk.team import called
from flows.messages import Piece, Term
from flows.parties.proxy import ROUND_KINDS
from flows.phrases import term
from flows.process.stages import STAGES
from flows.table import Mediation

PLACES = (
    *("party", "phase", "stage", "item", "round", "package", "member", "outcome", "what", "go"),
    *("n", "days", "groups", "edition", "changes", "answers", "files", "number", "how", "on", "language"),
)
NOTHING = "-"  # where a line of an earlier version has nothing for a place


def key(act: str) -> str:
    """The catalogue's key of an act: `act.` and its phrase in lower case with lines between the words."""
    return "act." + sub(r"[^a-z0-9]+", "_", act.lower()).strip("_")


def did(state: Mediation, act: str, about: dict[str, str | int]) -> Term:
    """What a line of the record says was done."""
    if act not in ACTS:  # of an earlier version, or a later one
        return term("act.other", what=act)
    slug = key(act).removeprefix("act.")
    return term(f"act.{slug}", **{one: _fill(state, one, about.get(one, NOTHING)) for one in PLACES})


def _fill(state: Mediation, place: str, value: str | int) -> Piece:
    if value == NOTHING:
        return NOTHING
    if place == "party":
        return state.parties[str(value)].name if value in state.parties else str(value)
    if place == "member":
        member = state.team.get(str(value))
        return member.name if member else str(value)
    in_words = IN_WORDS.get(place)
    return in_words(str(value)) if in_words else str(value)


def _round(value: str) -> Piece:
    if value in STAGES:
        return term(f"stage.{value}")
    kind, _, about = value.partition(":")
    return term(f"proxy.round.{kind if kind in ROUND_KINDS else 'other'}", about=about)


IN_WORDS: dict[str, Callable[[str], Piece]] = {
    "phase": lambda value: term(f"phase.{value}"),
    "stage": lambda value: term(f"stage.{value}"),
    "item": lambda value: term(f"gate.{value}"),
    "round": _round,
    "go": lambda value: term(f"record.go.{value}"),
}


def who(state: Mediation, user: int | None) -> Piece:
    """Whose act it was: by role and name, never by a number of Telegram's."""
    if user is None:
        return term("record.bot")
    if user in state.mediators:
        return term("record.mediator", name=called(state, user) or "-")
    party = state.party_of(user)
    if party:
        return term("record.party", party=party.name)
    former = next((one for one in state.parties.values() if user in one.former), None)
    if former:
        return term("record.former_party", party=former.name)
    member = next((one for one in state.team.values() if one.user == user), None)
    if member:
        return term("record.observer" if member.role == "observer" else "record.former", name=member.name)
    return term("record.somebody")
