"""Describes pictures of a case: how far each party is, round by round, and the same in words.

Made of keys, names and ids, like every message. Knows who answered, never what.
"""

from collections.abc import Iterator, Sequence

from flows.messages import Grade, Grid, Listing, Look, Piece
from flows.phrases import term
from flows.process.rounds import GOVERNMENT_REGISTER, REGISTER
from flows.register import Note, Party
from flows.table import Mediation

ANSWERED, SKIPPED, BUSY, NOT_ASKED = range(4)
GRADES = (
    Grade(look=Look.FULL, letter="✓", means=term("pictures.answered")),
    Grade(look=Look.STRIPED, letter="\u2013", means=term("pictures.skipped")),
    Grade(look=Look.OPEN, letter="…", means=term("pictures.busy")),
    Grade(look=Look.NONE, letter="", means=term("pictures.not_asked")),
)
# The steps in which parties are asked something, in their order.
ASKING = (
    *("1.intake", "1.check", "2.register", "2.agree", "3.interests", "3.check"),
    *("4.first", "4.build", "4.more", "4.criteria", "4.authors"),
    *("5.needs", "5.packages", "6.intent", "6.sign", "6.look_back"),
)
STEP_OF = {
    "p1_check": "1.check",
    **dict.fromkeys((*REGISTER, *GOVERNMENT_REGISTER), "2.register"),
    **dict.fromkeys(("p2_frames_react", "p2_rules", "p2_sign"), "2.agree"),
    **dict.fromkeys(("p3_recognise", "p3_question", "p3_map_check"), "3.check"),
    "p4_build": "4.build",
    **dict.fromkeys(("p4_lift", "p4_elsewhere", "p4_pilot"), "4.more"),
    **dict.fromkeys(("p4_offer", "p4_criteria"), "4.criteria"),
    "p4_merge_check": "4.authors",
    **dict.fromkeys(("p5_needs", "p5_trade", "p5_limit", "p5_ifthen", "p5_commit"), "5.needs"),
    "p6_commit_check": "5.packages",
    "p6_sign": "6.sign",
    "p6_reflect": "6.look_back",
}  # of a prompt that is not asked in the first round of its phase
FIRST_OF = {
    "1": "1.intake",
    "2": "2.register",
    "3": "3.interests",
    "4": "4.first",
    "5": "5.packages",
    "6": "6.intent",
}
LADDERS = "3.interests"  # in which positions climb to interests, by rules instead of prompts
STEP_OF_ROUND = {
    **dict.fromkeys(("reading", "check", "final", "late"), "5.packages"),
    "authors_again": "4.authors",
}


def progress(title: Piece, columns: Sequence[Piece], rows: Sequence[tuple[str, Sequence[int]]]) -> Grid:
    """Who answered what: a name and its cells in each row, ANSWERED, SKIPPED, BUSY or NOT_ASKED."""
    return Grid(
        title=title,
        rows=tuple(name for name, _ in rows),
        columns=tuple(columns),
        grades=GRADES,
        cells=tuple(tuple(cells) for _, cells in rows),
    )


def rounds_so_far(state: Mediation) -> Grid | None:
    """Each party in each phase that is over and in each round of this one; nothing before there was any."""
    noted = {id: dict(_noted(state, party)) for id, party in state.parties.items()}
    opened = {step for steps in noted.values() for step in steps} | {
        _step_of_round(state, key) for key in state.waiting
    }
    columns = sorted({_column(state, step) for step in opened}, key=_place)
    if not columns:
        return None
    rows = [
        (party.name, [_cell(state, id, noted[id], column) for column in columns])
        for id, party in state.parties.items()
    ]
    return progress(term("pictures.progress", title=state.title), [_name(one) for one in columns], rows)


def in_words(grid: Grid) -> Listing:
    """What the picture shows, a line for each column: which rows have which grade."""
    return Listing(
        lines=tuple(
            term("pictures.line", column=column, said=_said(grid, number))
            for number, column in enumerate(grid.columns)
        )
    )


def _said(grid: Grid, column: int) -> Piece:
    """The few by name; more than half of the rows together are "the others", and all of them "everybody"."""
    by_grade: dict[int, list[str]] = {}
    for row, cells in zip(grid.rows, grid.cells, strict=True):
        by_grade.setdefault(cells[column], []).append(str(row))
    most = {grade for grade, names in by_grade.items() if len(names) > max(len(grid.rows) / 2, 1)}
    rest = term("pictures.all") if len(by_grade) == 1 else term("pictures.others")
    parts = [
        term(
            "pictures.part",
            means=grid.grades[grade].means,
            names=rest if grade in most else ", ".join(by_grade[grade]),
        )
        for grade in sorted(by_grade, key=lambda one: (one in most, one))
    ]
    said = parts[-1]
    for part in reversed(parts[:-1]):
        said = term("pictures.parts", first=part, rest=said)
    return said


def _cell(state: Mediation, party: str, noted: dict[str, bool], column: str) -> int:
    waits = {_step_of_round(state, key) for key, left in state.waiting.items() if party in left}
    if any(_column(state, step) == column for step in waits):
        return BUSY
    steps = [answered for step, answered in noted.items() if _column(state, step) == column]
    if not steps:
        return NOT_ASKED
    return ANSWERED if any(steps) else SKIPPED


def _noted(state: Mediation, party: Party) -> Iterator[tuple[str, bool]]:
    """The steps in which a party was asked something, and whether it answered any of it."""
    answered: dict[str, bool] = {}
    for notes in state.notes.values():
        if note := notes.get(party.id):
            step = _step_of(note)
            answered[step] = answered.get(step, False) or note.status == "answered"
    yield from answered.items()


def _step_of(note: Note) -> str:
    if note.prompt.startswith("own_"):
        return FIRST_OF.get(note.about, LADDERS)
    if note.prompt in STEP_OF:
        return STEP_OF[note.prompt]
    if note.prompt.startswith("on_"):
        return ASKING[0]
    phase = note.prompt[1:2] if note.prompt.startswith("p") else ""
    return FIRST_OF.get(phase, LADDERS)


def _step_of_round(state: Mediation, key: str) -> str:
    """The step a round belongs to; one round that stands alone belongs to what is going on."""
    kind = key.split(":", 1)[0]
    if kind in ASKING:
        return kind
    now = state.stage if state.stage in ASKING else FIRST_OF[state.stage[0]]
    return STEP_OF_ROUND.get(kind, now)


def _column(state: Mediation, step: str) -> str:
    """Phases that are over have one column each, as "0.1": they come first."""
    return step if int(step[0]) >= state.phase else f"0.{step[0]}"


def _place(column: str) -> tuple[int, str]:
    return (ASKING.index(column) if column in ASKING else -1, column)


def _name(column: str) -> Piece:
    if column.startswith("0."):
        return term("pictures.phase", n=int(column[2:]))
    return term(f"stage.{column}")
