"""What the search for packages came to, in sentences: who gains what, what is thin, or what stands in the way.

For the mediators alone, and labelled as computed. Turns ids into names and quotes; computes nothing.
"""

from collections.abc import Callable, Iterable, Sequence

from flows.events import Because, FoundClash, FoundPackage, PackagesFound
from flows.messages import Listing, Piece, Quote
from flows.phrases import term
from flows.process import option_rounds, weighing
from flows.table import Mediation

FRAME = "K"  # the letter of a fixed frame among the options of a search


def heading(state: Mediation, event: PackagesFound) -> tuple[Piece, ...]:
    """That it is computed and for the mediator; whether it is proved; what was not known."""
    parts: list[Piece] = [term("found.heading")]
    if event.every:
        parts.append(term("found.every"))
    if event.packages and event.proved:
        parts.append(term("found.proved"))
    elif event.packages:
        parts += [term("found.time_up"), *_at_most(state, event)]
    for one in event.because:
        parts += _because(state, one)
    return (*parts, *not_known(state))


def _at_most(state: Mediation, event: PackagesFound) -> tuple[Piece, ...]:
    """How far the best may be from the best there is: of what the worst-off has, and could have at most."""
    if event.at_most is None:
        return ()
    first = event.packages[0]
    party = min(first.relative, key=lambda one: first.relative[one])
    name = state.parties[party].name
    best = next((one.values["best"] for one in first.because if one.values.get("party") == party), 0)
    most = int(float(str(best)) * event.at_most) if best else 0
    return (term("found.at_most", party=name, gain=first.gain[party], most=max(most, first.gain[party])),)


def not_known(state: Mediation) -> tuple[Piece, ...]:
    """What counted for nothing, as nobody said it: told, never filled in."""
    lines: list[Piece] = [
        term("found.unread", party=state.parties[party].name, options=", ".join(ids))
        for party, ids in weighing.unread(state).items()
    ]
    lines += [
        term("found.no_interest_named", party=state.parties[party].name, option=option)
        for party, option in weighing.without_interest(state)
    ]
    lines += [
        term("found.nobody_gives", id=one.id)
        for one in option_rounds.live(state)
        if one.of and not one.readers
    ]
    lines += [
        term("found.unweighted", party=state.parties[one.party].name, interest=Quote(id=one.word, marks=True))
        for one in weighing.unweighted(state)
    ]
    lines += [term("found.no_interests", party=one.name) for one in weighing.without_interests(state)]
    return (term("found.not_known"), Listing(lines=tuple(lines))) if lines else ()


def package(state: Mediation, event: PackagesFound, number: int) -> tuple[Piece, ...]:
    """One package: its options, and every remark about it."""
    one = event.packages[number]
    shown = [option for id in one.options if (option := state.options.choice(id))]
    parts: list[Piece] = [
        term("found.package", n=number + 1, of=len(event.packages)),
        Listing(lines=tuple(option_rounds.line(state, each) for each in shown)),
    ]
    gains = tuple(piece for each in one.because if each.key == "gain" for piece in _because(state, each))
    parts += [term("found.gains"), Listing(lines=gains)] if gains else []
    rest = tuple(piece for each in one.because if each.key != "gain" for piece in _because(state, each))
    parts += [Listing(lines=rest)] if rest else []
    return (*parts, *(() if one.pareto else (term("found.maybe_more"),)))


def _because(state: Mediation, one: Because) -> tuple[Piece, ...]:
    """A remark as a sentence; nothing for a key of a later version."""
    made = REMARKS.get(one.key)
    return (made(state, one),) if made else ()


def _names(state: Mediation, ids: object) -> str:
    return ", ".join(state.parties[one].name for one in _many(ids) if one in state.parties)


def _many(ids: object) -> tuple[str, ...]:
    return tuple(map(str, ids)) if isinstance(ids, tuple | list) else (str(ids),)


def _interest(state: Mediation, id: object) -> Piece:
    word = next((one.word for one in state.interests if one.id == id), None)
    return Quote(id=word, marks=True) if word else str(id)


def _options(ids: object) -> str:
    return ", ".join(_many(ids))


def joined(pieces: Sequence[Piece]) -> Piece:
    """Several pieces in one sentence."""
    if not pieces:
        return "-"
    said = pieces[-1]
    for piece in reversed(pieces[:-1]):
        said = term("found.and", first=piece, rest=said)
    return said


def _of_interest(key: str) -> Callable[[Mediation, Because], Piece]:
    def made(state: Mediation, one: Because) -> Piece:
        fill: dict[str, Piece] = {"party": _names(state, one.values["party"])}
        fill["interest"] = _interest(state, one.values["interest"])
        fill["option"] = str(one.values.get("option", "-"))
        return term(f"found.{key}", **fill)

    return made


def _of_parties(key: str) -> Callable[[Mediation, Because], Piece]:
    return lambda state, one: term(f"found.{key}", parties=_names(state, one.values["parties"]))


def _gain(state: Mediation, one: Because) -> Piece:
    party = _names(state, one.values["party"])
    return term("found.gain", party=party, gain=str(one.values["gain"]), best=str(one.values["best"]))


def _rider(state: Mediation, one: Because) -> Piece:
    """What would no longer be answered without it: interests, or a whole party."""
    lost: list[Piece] = [_interest(state, id) for id in _many(one.values.get("interests", ()))]
    lost += [state.parties[id].name for id in _many(one.values.get("parties", ())) if id in state.parties]
    return term(
        "found.rider", rider=str(one.values["rider"]), of=_options(one.values["with"]), lost=joined(lost)
    )


def _only_with(state: Mediation, one: Because) -> Piece:
    del state
    return term("found.no_deal_without", rider=str(one.values["rider"]), of=_options(one.values["with"]))


def _only_with_riders(state: Mediation, one: Because) -> Piece:
    del state
    return term("found.no_deal_without_riders", riders=_options(one.values["riders"]))


REMARKS: dict[str, Callable[[Mediation, Because], Piece]] = {
    "gain": _gain,
    "worst_off": _of_parties("worst_off"),
    "thin": _of_interest("thin"),
    "hangs_on": _of_interest("hangs_on"),
    "rider": _rider,
    "no_deal_without": _only_with,
    "no_deal_without_riders": _only_with_riders,
    "more": _of_parties("more"),
    "less": _of_parties("less"),
}


# ------------------------------------------------------------------ there is none


def clash(state: Mediation, found: FoundClash) -> tuple[Piece, ...]:
    """Why there is no package: what cannot be had at once, and where each part of it stands."""
    parts: list[Piece] = [
        term("found.clash_interest", party=_names(state, party), interest=_interest(state, id))
        for party, id in found.interests
    ]
    parts += [term("found.clash_party", party=_names(state, one)) for one in found.parties]
    parts += [_framed(one) for one in found.frames]
    parts += [term("found.clash_budget", budget=state.options.budget or 0)] if found.budget else []
    told: list[Piece] = [term("found.none"), Listing(lines=tuple(parts))]
    told += _why(state, found)
    if not found.smallest:
        told.append(term("found.maybe_smaller"))
    elif len(parts) > 1:
        told.append(term("found.any_one"))
    return tuple(told)


def _framed(frame: Iterable[str]) -> Piece:
    ids = tuple(frame)
    if len(ids) == 1 and ids[0].startswith(FRAME):
        return term("found.clash_frame", frame=ids[0])
    return term("found.clash_one_of", options=_options(ids))


def _why(state: Mediation, found: FoundClash) -> list[Piece]:
    lines: list[Piece] = [_helped(state, id) for _, id in found.interests]
    for one, other in found.conflicts:
        frame, option = (one, other) if one.startswith(FRAME) else (other, one)
        if frame.startswith(FRAME):
            lines.append(term("found.ruled_out", frame=frame, option=option))
        else:
            lines.append(term("options.conflict", one=one, other=other))
    lines += [term("options.require", one=one, other=other) for one, other in found.requires]
    return [term("found.where"), Listing(lines=tuple(lines))] if lines else []


def _helped(state: Mediation, interest: str) -> Piece:
    of = {one.id: weighing.effects(state, one).get(interest, 0) for one in option_rounds.live(state)}
    helping = _options(tuple(id for id, value in of.items() if value > 0))
    harming = _options(tuple(id for id, value in of.items() if value < 0))
    what = _interest(state, interest)
    if not helping:
        line: Piece = term("found.helped_by_none", interest=what)
    else:
        line = term("found.helped_by", interest=what, options=helping)
    return term("found.harmed_by", line=line, options=harming) if harming else line


def shown_options(one: FoundPackage) -> tuple[str, ...]:
    """The options of a package, without the frames."""
    return tuple(id for id in one.options if not id.startswith(FRAME))
