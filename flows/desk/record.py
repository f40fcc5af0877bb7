"""`/record`: who did what and when, from the record that nobody can change; a page at a time, or all of it as a file.

The lines are fetched from the store; this part only puts them into words. Holds no line itself.
"""

from typing import Any

from flows.desk import acts
from flows.desk.part import Doing, Part
from flows.effects import Tell, Work
from flows.events import FilesMade, RecordLine, RecordRead
from flows.messages import Button, Day, Listing, Term
from flows.phrases import say, term
from flows.table import Mediation, Table, desk_button

PAGE = 20  # lines


def work(table: Table, user: int, job: Any, **material: Any) -> Table:
    """Ask for something to be read or made; it comes back with who asked."""
    state = table.state
    return table.plus(
        Work(mediation=state.id, job=job, address=state.address, material={"user": user, **material})
    )


def _first(table: Table, doing: Doing) -> Table:
    return work(table, doing.user, "record_page", page=0, size=PAGE)


def _page(table: Table, doing: Doing) -> Table:
    return work(table, doing.user, "record_page", page=int(doing.press.get("page", 0)), size=PAGE)


def _file(table: Table, doing: Doing) -> Table:
    return work(table, doing.user, "record_file")


def shown(table: Table, event: RecordRead) -> Table | None:
    """A page, newest first, to the mediator who asked; to nobody who meanwhile is none."""
    state = table.state
    if event.user not in state.mediators:
        return None
    pages = max(1, -(-event.lines_in_all // PAGE))
    lines = tuple(line(state, one) for one in event.lines)
    heading = term("record.heading", n=event.lines_in_all, page=event.page + 1, pages=pages)
    message = say(heading, Listing(lines=lines), buttons=_buttons(state, event.page, pages), numbered=True)
    return table.plus(Tell(mediation=state.id, user=event.user, say=message))


def line(state: Mediation, one: RecordLine) -> Term:
    """One line: when, who, what."""
    return term(
        "record.line",
        at=Day(at=one.at, zone=state.zone, time=True),
        who=acts.who(state, one.user),
        did=acts.did(state, one.act, one.about),
    )


def _buttons(state: Mediation, page: int, pages: int) -> tuple[Button, ...]:
    ways: tuple[Button, ...] = ()
    if page + 1 < pages:
        ways += (desk_button(state, term("record.older"), "record_page", page=page + 1),)
    if page:
        ways += (desk_button(state, term("record.newer"), "record_page", page=page - 1),)
    return (*ways, desk_button(state, term("record.as_file"), "record_file"))


def files_made(table: Table, event: FilesMade) -> Table | None:
    """The files to the mediator who asked for them."""
    state = table.state
    if event.user not in state.mediators:
        return None
    for file, sentence in zip(event.files, (term("record.csv"), term("record.json")), strict=True):
        table = table.plus(Tell(mediation=state.id, user=event.user, say=say(sentence), file=file))
    return table


PART = Part(
    commands={"record": _first},
    presses={"record_page": _page, "record_file": _file},
)
