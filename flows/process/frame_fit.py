"""Packages within the frames: the authority whose frame it is says whether a version fits it, and nobody else does."""

from flows.lines import frame_line, package_lines
from flows.messages import Button, Piece, Quote, Say
from flows.phrases import say, term
from flows.process.frames import published
from flows.register import Frame, Package, Party
from flows.signals import Answer, Ask
from flows.table import Mediation, Table, desk_button, tell_mediators
from flows.verdict import Outcome

FITS, NEEDS_CHANGE = 0, 1  # options of p5_frame_fit; the third is that the authority does not know yet
LIVING = (Outcome.READING, Outcome.CHECK, Outcome.PRINCIPLE, Outcome.CONSENSUS)


def doubtful(state: Mediation, one: Frame) -> tuple[Package, ...]:
    """Packages that are being read or were agreed, of which the authority has not said that they fit this frame."""
    if not one.published or one.type != "fixed":
        return ()
    return tuple(each for each in living(state) if _fit(state, each, one) is None)


def living(state: Mediation) -> tuple[Package, ...]:
    """The newest version of each package that is being read, is checked, or was agreed."""
    newest = {one.id: one for one in state.packages if one.put_forward}
    return tuple(one for one in newest.values() if one.outcome in LIVING)


def fixed(state: Mediation) -> tuple[Frame, ...]:
    return tuple(one for one in published(state) if one.type == "fixed")


def fit_asks(
    state: Mediation, package: Package, party: Party, frames: tuple[Frame, ...] | None = None
) -> tuple[Ask, ...]:
    """Does this version fit the fixed frame? Asked of the authority whose frame it is, of nobody else."""
    return tuple(
        Ask(
            id=_fit_id(package, one),
            prompt="p5_frame_fit",
            about=f"{package.key}:{one.key}",
            fill={"package": package.id, "version": package.version, "number": one.number},
            show=(*package_lines(state, package)[:1], frame_line(state, one.number)),
        )
        for one in (fixed(state) if frames is None else frames)
        if one.type == "fixed" and one.party == party.id
    )


def _fit_id(package: Package, one: Frame) -> str:
    return f"p5_frame_fit:{package.key}:{one.key}"


def _fit(state: Mediation, package: Package, one: Frame) -> int | None:
    """The authority's own answer, about exactly this version of both; None: it has given none."""
    note = state.note(_fit_id(package, one), one.party)
    return note.choice[0] if note and note.choice else None


def conflicts(state: Mediation, package: Package) -> tuple[Frame, ...]:
    """The frames that would have to change for this version. Such a package does not go to the final check."""
    return tuple(one for one in fixed(state) if _fit(state, package, one) == NEEDS_CHANGE)


def unsure(state: Mediation, package: Package) -> tuple[Frame, ...]:
    """The frames of which nobody with authority has said that this version fits, or does not."""
    return tuple(one for one in fixed(state) if _fit(state, package, one) not in (FITS, NEEDS_CHANGE))


def fits(state: Mediation) -> bool:
    """The package agreed on fits every fixed frame as it stands now, in its owner's own words."""
    agreed = [one for one in living(state) if one.outcome in (Outcome.PRINCIPLE, Outcome.CONSENSUS)]
    return bool(agreed) and not any(conflicts(state, one) or unsure(state, one) for one in agreed)


def judged(table: Table, party: Party, answer: Answer) -> Table:
    """An authority says that its frame would have to change, or does not know: the mediator hears it, with ways on."""
    key, _, framed = answer.ask.about.partition(":")
    package = table.state.package(key)
    one = next((each for each in fixed(table.state) if each.key == framed), None)
    if package is None or one is None or answer.choice == (FITS,):
        return table
    if answer.choice == (NEEDS_CHANGE,):
        return table.plus(*tell_mediators(table.state, conflict(table.state, package)))
    told = term(
        "frames.not_known", owner=party.name, package=package.id, version=package.version, number=one.number
    )
    return table.plus(*tell_mediators(table.state, say(told)))


def conflict(state: Mediation, package: Package) -> Say:
    """Why a package cannot go on to the final check, and the two ways out of it."""
    parts: list[Piece] = []
    buttons: list[Button] = []
    for one in conflicts(state, package):
        owner = state.parties[one.party].name
        fill: dict[str, Piece] = {"package": package.id, "version": package.version, "owner": owner}
        parts.append(term("frames.conflict", number=one.number, **fill))
        note = state.note(_fit_id(package, one), one.party)
        parts += [Quote(id=word.id, marks=True) for word in (note.said if note else ())]
        buttons.append(
            desk_button(
                state, term("frames.change_this", number=one.number), "frame_change", number=one.number
            )
        )
    buttons.append(desk_button(state, term("frames.ask_owners"), "frame_fit", package=package.key))
    return say(*parts, term("frames.conflict_ways"), buttons=buttons, numbered=True)


def doubts(state: Mediation, one: Frame, packages: tuple[Package, ...]) -> list[Piece]:
    """Of each package: does it still fit this frame, and who has to say so."""
    owner = state.parties[one.party].name
    return [
        term("frames.still_fits", package=each.id, version=each.version, number=one.number, owner=owner)
        for each in packages
    ]
