"""Which interests a package answers, as their owners judge; private interests too, carried by the mediators.

A package that leaves an interest unanswered does not go to the last question. Nothing of it reaches the group but
what its owner let go: released interests, with the owner's yes to show how they are covered.
"""

from typing import NamedTuple

from flows.messages import Button, Grade, Grid, Listing, Look, Piece, Quote, Say
from flows.phrases import say, term
from flows.register import Interest, Note, Package, Party
from flows.signals import Ask
from flows.table import Mediation, desk_button

SUFFICIENT, PARTLY, NOT, LET_GO, AT_RISK, NOT_JUDGED = range(6)  # the first four: options of p5_coverage
SETTLED = (SUFFICIENT, PARTLY, LET_GO)
GRADES = (
    Grade(look=Look.FULL, letter=term("coverage.letter_0"), means=term("coverage.is_0")),
    Grade(look=Look.STRIPED, letter=term("coverage.letter_1"), means=term("coverage.is_1")),
    Grade(look=Look.CROSSED, letter=term("coverage.letter_2"), means=term("coverage.is_2")),
    Grade(look=Look.OPEN, letter=term("coverage.letter_3"), means=term("coverage.is_3")),
    Grade(look=Look.DOTTED, letter="!", means=term("coverage.is_4")),
    Grade(look=Look.NONE, letter="?", means=term("coverage.is_5")),
)
SHOW_ROUND = "covered:"  # the owners are asked whether the group may see it
YES = 0  # option of p5_coverage_show


class Row(NamedTuple):
    """One interest, with how each package covers it."""

    party: Party
    interest: Interest
    cells: tuple[int, ...]


def ask_id(package: Package, interest: Interest) -> str:
    return f"p5_coverage:{package.key}:{interest.id}"


def judgement(state: Mediation, package: Package, one: Interest) -> Note | None:
    """What its owner (for who is not at the table: a mediator) said of it for this version."""
    note = state.note(ask_id(package, one), one.party)
    return note if note and note.choice else None


def cell(state: Mediation, package: Package, one: Interest) -> int:
    """How a package covers an interest. While owners are being asked, nothing of it is shown to anybody."""
    if f"check:{package.key}" in state.waiting:
        return NOT_JUDGED
    note = judgement(state, package, one)
    if note:
        return note.choice[0]
    return AT_RISK if one.id in package.uncovered else NOT_JUDGED


def packages(state: Mediation) -> tuple[Package, ...]:
    """The newest version of each package that was put forward."""
    return tuple({one.id: one for one in state.packages if one.put_forward}.values())


def matrix(state: Mediation) -> tuple[Row, ...]:
    """Every confirmed interest of every party, private ones too, and of parties that left."""
    columns = packages(state)
    return tuple(
        Row(state.parties[one.party], one, tuple(cell(state, each, one) for each in columns))
        for one in sorted(state.interests, key=lambda one: list(state.parties).index(one.party))
    )


def heat_map(state: Mediation) -> Grid:
    """The whole matrix as a picture, for a mediator."""
    return Grid(
        title=term("coverage.title"),
        rows=tuple(row_name(one.party, one.interest) for one in matrix(state)),
        columns=tuple(term("coverage.column", id=one.id, version=one.version) for one in packages(state)),
        grades=GRADES,
        cells=tuple(one.cells for one in matrix(state)),
    )


def row_name(party: Party, one: Interest) -> Piece:
    """For a mediator: a private interest says that it is one."""
    words = Quote(id=one.word)
    if one.for_group:
        return term("coverage.row", party=party.name, interest=words)
    return term("coverage.row_private", party=party.name, interest=words)


def in_words(state: Mediation) -> Listing:
    """The matrix, a line for each interest."""
    columns = packages(state)
    lines: list[Piece] = []
    for one in matrix(state):
        said: Piece = ""
        for package, grade in reversed(list(zip(columns, one.cells, strict=True))):
            part = term("coverage.said", package=package.key, means=GRADES[grade].means)
            said = term("found.and", first=part, rest=said) if said else part
        lines.append(term("heat.line", interest=row_name(one.party, one.interest), packages=said))
    return Listing(lines=tuple(lines))


# ------------------------------------------------------------------ what stands in the way of the last question


def unanswered(state: Mediation, package: Package) -> tuple[Interest, ...]:
    """The interests that this version leaves unanswered, or of which nobody who may has said that it answers them."""
    return tuple(
        one
        for one in state.interests
        if (note := judgement(state, package, one)) is None or note.choice[0] not in SETTLED
        if _has_judge(state, one)
    )


def _has_judge(state: Mediation, one: Interest) -> bool:
    """Whoever is at the table judges; of who is not, what a mediator carries. What nobody carries holds up nobody."""
    party = state.parties[one.party]
    return party in state.seated or carried(party)


def carried(party: Party) -> bool:
    """Whether a mediator looks after the interests of a party that is not at the table."""
    return party.away is not None and party.away.carried == "mediator"


def blocked(state: Mediation, package: Package) -> Say | None:
    """Why this version does not go to the last question, and what to do; None: nothing stands in the way."""
    left = unanswered(state, package)
    if not left:
        return None
    not_answered = [one for one in left if judgement(state, package, one)]
    not_judged = [one for one in left if one not in not_answered]
    parts: list[Piece] = [term("coverage.blocked", id=package.id, version=package.version)]
    buttons: list[Button] = []
    if not_answered:
        parts += [term("coverage.not_answered"), _listed(state, not_answered)]
        buttons.append(desk_button(state, term("coverage.new_version"), "cover_new", package=package.key))
    if not_judged:
        parts += [term("coverage.not_judged"), _listed(state, not_judged)]
    if any(not one.for_group for one in left):
        parts.append(term("coverage.private_too"))
    buttons.append(desk_button(state, term("coverage.ask_again"), "cover_again", package=package.key))
    if any(state.parties[one.party] not in state.seated for one in not_judged):
        buttons.append(desk_button(state, term("coverage.for_absent"), "cover_absent", package=package.key))
    return say(*parts, buttons=buttons, numbered=True)


def _listed(state: Mediation, interests: list[Interest]) -> Listing:
    return Listing(lines=tuple(row_name(state.parties[one.party], one) for one in interests))


def asks(
    state: Mediation, package: Package, party: Party, of: tuple[Interest, ...], show: tuple[Piece, ...]
) -> tuple[Ask, ...]:
    """Of each of these interests of a party: is it taken care of in this version?"""
    del state
    return tuple(
        Ask(
            id=ask_id(package, one),
            prompt="p5_coverage",
            about=f"{package.key}:{one.id}",
            show=show,
            fill={"interest": Quote(id=one.word), "version": package.version},
            required=True,
        )
        for one in of
        if one.party == party.id
    )


# ------------------------------------------------------------------ for the group


def released(state: Mediation, package: Package, party: Party) -> tuple[Interest, ...]:
    """A party's interests that stand on the map in the group, and that it judged for this version."""
    return tuple(
        one
        for one in state.interests
        if one.party == party.id and one.for_group and one.word in state.mapped
        if cell(state, package, one) in (SUFFICIENT, PARTLY, NOT, LET_GO)
    )


def group_lines(state: Mediation, package: Package, party: Party) -> Listing:
    """How a party's released interests are covered: what the group would read."""
    return Listing(
        lines=tuple(
            term(
                "coverage.group_line",
                interest=Quote(id=one.word, marks=True),
                means=GRADES[cell(state, package, one)].means,
            )
            for one in released(state, package, party)
        )
    )


def show_asks(state: Mediation, package: Package, party: Party) -> tuple[Ask, ...]:
    """May exactly this go to the group, under the party's name?"""
    if not released(state, package, party):
        return ()
    fill: dict[str, Piece] = {"package": package.id, "version": package.version}
    return (
        Ask(
            id=f"p5_coverage_show:{package.key}",
            prompt="p5_coverage_show",
            about=package.key,
            fill=fill,
            show=(group_lines(state, package, party),),
        ),
    )


def let_go(state: Mediation, package: Package) -> tuple[Party, ...]:
    """The parties that let the group see how their released interests are covered."""
    return tuple(
        one
        for one in state.seated
        if (note := state.note(f"p5_coverage_show:{package.key}", one.id))
        and note.choice[:1] == (YES,)
        and released(state, package, one)
    )
