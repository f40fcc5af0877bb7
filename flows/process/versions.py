"""Versions of one text: what changed, whom that touches, whose reading stands (practice, A4 and A8).

Holds ids and choices; what an article says, and what a party thinks of it, is known elsewhere.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from flows.messages import Piece, Quote, Term
from flows.phrases import term
from flows.process import ground_rules
from flows.register import Changed, Commitment, Contingency, Package, Party
from flows.signals import Word
from flows.table import Mediation

MOST_REPAIRS = 3  # by text; then people meet (practice, B phase 5)


def before(state: Mediation, package: Package) -> Package | None:
    """The version the parties read last before this one."""
    earlier = [one for one in state.packages if one.id == package.id and one.version < package.version]
    return next((one for one in reversed(earlier) if one.put_forward), None)


def having(state: Mediation, package: Package) -> tuple[Package, ...]:
    """All versions, with this one as it is now."""
    return tuple(package if one.key == package.key else one for one in state.packages)


def repairs(state: Mediation, package: Package) -> int:
    """How often this text came back to the parties after its first version, this version included."""
    read = [one for one in state.packages if one.id == package.id and one.version < package.version]
    return sum(one.put_forward for one in read)


def needs_a_meeting(state: Mediation, package: Package) -> bool:
    """Three repair rounds by text are over, and no mediator gave a reason for one more."""
    return repairs(state, package) > MOST_REPAIRS and reason_key(package) not in state.waivers


def reason_key(package: Package) -> str:
    """Under which the reason for one more round by text is kept."""
    return f"repair:{package.key}"


# ------------------------------------------------------------------ what changed


def compare(old: Package, new: Package) -> tuple[Changed, ...]:
    """Every place where the texts differ, articles by their numbers."""
    found: list[Changed] = []
    if old.title.digest != new.title.digest:
        found.append(Changed(what="title"))
    found += _articles(dict(old.standing), dict(new.standing))
    if {one.digest for one in old.idea_words} != {one.digest for one in new.idea_words}:
        found.append(Changed(what="ideas"))
    found += _promises(old.commitments, new.commitments)
    found += _conditions(old.contingencies, new.contingencies)
    return tuple(found)


def _articles(old: dict[int, Word], new: dict[int, Word]) -> Iterable[Changed]:
    for number in sorted({*old, *new}):
        if number not in old:
            yield Changed(what="article", number=number, how="new")
        elif number not in new:
            yield Changed(what="article", number=number, how="gone")
        elif old[number].digest != new[number].digest:
            yield Changed(what="article", number=number)


def _promises(old: tuple[Commitment, ...], new: tuple[Commitment, ...]) -> Iterable[Changed]:
    def text(one: Commitment) -> tuple[str, ...]:
        return (one.party, one.what.digest, one.when.digest, one.kind)

    for number, one in _missing(new, old, text):
        yield Changed(what="commitment", number=number, how="new", parties=(one.party,))
    for number, one in _missing(old, new, text):
        yield Changed(what="commitment", number=number, how="gone", parties=(one.party,))


def _conditions(old: tuple[Contingency, ...], new: tuple[Contingency, ...]) -> Iterable[Changed]:
    def text(one: Contingency) -> tuple[str, ...]:
        words = (one.condition, one.consequence, one.indicator, one.measurer, one.by)
        return tuple(word.digest if word else "" for word in (*words, one.otherwise, one.unmeasured))

    for number, _ in _missing(new, old, text):
        yield Changed(what="contingency", number=number, how="new")
    for number, _ in _missing(old, new, text):
        yield Changed(what="contingency", number=number, how="gone")


Line = TypeVar("Line", Commitment, Contingency)


def _missing(
    these: tuple[Line, ...], those: tuple[Line, ...], text: Callable[[Line], tuple[str, ...]]
) -> Iterable[tuple[int, Line]]:
    """What of these (numbered from 1) is not among those."""
    known = {text(one) for one in those}
    return ((number, one) for number, one in enumerate(these, start=1) if text(one) not in known)


# ------------------------------------------------------------------ whose reading stands


def kept(state: Mediation, package: Package) -> tuple[str, ...]:
    """Parties whose reading of the version before stands.

    Everybody else reads again: who objected, was silent or could not say; who has an interest the change touches, or
    a commitment in it. As long as the mediator has not said of each change which interests it touches, that is all.
    """
    earlier = before(state, package)
    if earlier is None or earlier.version != package.since:
        return ()
    if not package.changes or any(one.touches is None for one in package.changes):
        return ()
    touched = {id for one in package.changes for id in one.touches or ()} | set(earlier.uncovered)
    touched_parties = {one.party for one in state.interests if one.id in touched or one.word in touched}
    touched_parties |= {party for one in package.changes for party in one.parties}
    return tuple(
        one.id for one in state.seated if one.id not in touched_parties and _could_live(state, earlier, one)
    )


def _could_live(state: Mediation, earlier: Package, party: Party) -> bool:
    """Read that version, or let an earlier reading stand, without an objection; the scale's first three steps."""
    if party.id in (*earlier.blocks, *earlier.objections):
        return False
    note = state.note(f"p5_support:{earlier.key}", party.id)
    if note is None:
        return party.id in earlier.kept
    stake = state.note(f"stake:{earlier.key}", party.id)
    return note.choice[:1] in ((0,), (1,), (2,)) and not (stake and stake.choice)


# ------------------------------------------------------------------ as everybody reads it


def change_line(one: Changed) -> Term:
    """One change, by what it is and its number."""
    return term(f"changed.{one.what}.{one.how}", number=one.number)


def heading(state: Mediation, package: Package) -> tuple[Piece, ...]:
    """What changed since the version before, and because of which interest, where the group knows that interest."""
    earlier = before(state, package)
    if not package.changes or earlier is None or earlier.version != package.since:
        return ()
    lines = tuple(_line(state, package, one) for one in package.changes)
    return (term("version.ready", version=package.version), *lines)


def _line(state: Mediation, package: Package, one: Changed) -> Piece:
    earlier = before(state, package)
    at_stake = set(earlier.uncovered) if earlier else set()
    because = [
        each
        for each in state.interests
        if each.id in at_stake and each.id in (one.touches or ()) and shown_at_stake(state, each.word)
    ]
    if not because:
        return change_line(one)
    return term("version.because", change=change_line(one), interest=Quote(id=because[0].word))


# ------------------------------------------------------------------ what the group may hear of a verdict


def shown_at_stake(state: Mediation, word: str) -> bool:
    """Whether the group may hear that this interest is at stake.

    Only where the parties agreed to that, where so many read that it points to nobody, and of interests that stand
    on the map. Whether there are others as well is never said: that would give away the private ones.
    """
    enough = len(state.seated) >= state.reveal_floor
    return enough and word in state.mapped and ground_rules.names_interests(state)
