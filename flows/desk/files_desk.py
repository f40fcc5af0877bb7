"""The mediator's side of files sent with answers: whether they may be, which there are, and getting one.

Knows that a file is there and with which question, never what is in it.
"""

from typing import Any

from flows.desk.overview import SEALED
from flows.effects import Lane, Tell
from flows.file_kinds import MOST_FILE_BYTES, sort_of
from flows.messages import Button, Piece, Say
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.register import Party
from flows.signals import Attached, FileAdded, FileNotKept, FilesAllowed, FilesWithdrawn
from flows.table import Mediation, Table, desk_button, log, signal, tell_mediators

LISTED = 8
ON, OFF = frozenset({"on", "aan"}), frozenset({"off", "uit"})
SEALED_FILE = "sealed:"  # before the id of a kept file, where a message names the document to send along


def command(table: Table, user: int, argument: str, *, key: bool) -> Table:
    """`/files`, alone or with on or off. `key`: the operator gave one; without it no file can be kept."""
    wanted = argument.lower()
    if wanted in ON:
        return switch(table, user, on=True, key=key)
    if wanted in OFF:
        return switch(table, user, on=False, key=key)
    return tell_desk(table, user, show(table.state))


def press(table: Table, user: int, press: dict[str, Any], *, key: bool) -> Table:
    """A button of the list."""
    match press["do"]:
        case "files_switch":
            return switch(table, user, on=bool(press["on"]), key=key)
        case "file":
            return _send(table, user, str(press["party"]), str(press["file"]), key=key)
        case _:
            return tell_desk(table, user, show(table.state, int(press.get("page", 0))))


def switch(table: Table, user: int, *, on: bool, key: bool) -> Table:
    """From now on, for every party; what was kept stays as it is."""
    if on and not key:
        return tell_desk(table, user, say(term("files.no_key")))
    state = table.state
    for one in state.seated:
        table = table.plus(signal(one, state, FilesAllowed(allowed=on)))
    act = "let parties send files" if on else "no longer lets parties send files"
    table = table.plus(log(state, user, act), files=on)
    return tell_desk(table, user, show(table.state))


def show(state: Mediation, page: int = 0) -> Say:
    """Whether files may be sent, and what there is, the newest first, a button each."""
    known = [(party, one) for party in state.parties.values() for one in visible(state, party)]
    known.sort(key=lambda one: one[1].at, reverse=True)
    shown = known[page * LISTED : (page + 1) * LISTED]
    rows = [_get(state, party, file) for party, file in shown]
    if len(known) > (page + 1) * LISTED:
        rows.append(desk_button(state, term("button.earlier_files"), "files", page=page + 1))
    rows.append(
        desk_button(
            state,
            term("button.files_off" if state.files else "button.files_on"),
            "files_switch",
            on=not state.files,
        )
    )
    standing = term("files.on", n=MOST_FILE_BYTES // 1_000_000) if state.files else term("files.off")
    listed = term("files.list", n=len(known)) if known else term("files.none")
    return say(standing, listed, buttons=rows, numbered=True)


def visible(state: Mediation, party: Party) -> tuple[Attached, ...]:
    """A party's files, but for those with readings that are still known to nobody."""
    return tuple(one for one in state.attached.get(party.id, ()) if not _sealed(state, one))


def _sealed(state: Mediation, file: Attached) -> bool:
    return f"{SEALED.get(file.prompt, '-')}{file.about}" in state.waiting


def _get(state: Mediation, party: Party, file: Attached) -> Button:
    label = term("files.get", sort=sort_of(file.kind), party=party.name, asked=file.asked)
    return desk_button(state, label, "file", party=party.id, file=file.id)


def _send(table: Table, user: int, party: str, id: str, *, key: bool) -> Table:
    """One file, as a document, to the mediator who asks for it; that it was read is on record."""
    state = table.state
    owner = state.parties.get(party)
    file = next((one for one in visible(state, owner) if one.id == id), None) if owner else None
    if owner is None or file is None:
        return tell_desk(table, user, say(term("files.gone")))
    if not key:
        return tell_desk(table, user, say(term("files.no_key")))
    caption: Piece = term("files.here", sort=sort_of(file.kind), party=owner.name, asked=file.asked)
    sent = Tell(
        mediation=state.id, user=user, say=say(caption), lane=Lane.QUESTION, file=SEALED_FILE + file.id
    )
    return table.plus(sent, log(state, user, "read a file", party=party, file=file.id))


# ------------------------------------------------------------------ what the interviews tell


def told(table: Table, event: FileAdded | FileNotKept | FilesWithdrawn) -> Table:
    state, party = table.state, event.party
    match event:
        case FileAdded(file=file):
            return _added(table, state.parties[party], file)
        case FileNotKept():
            return table.plus(
                *tell_mediators(state, say(term("files.no_key_now", party=state.parties[party].name)))
            )
        case FilesWithdrawn(ids=ids):
            left = tuple(one for one in state.attached.get(party, ()) if one.id not in ids)
            table = table.plus(attached={**state.attached, party: left})
            return table.plus(
                *tell_mediators(state, say(term("files.withdrawn", party=state.parties[party].name)))
            )


def _added(table: Table, party: Party, file: Attached) -> Table:
    """The mediators hear of it; with a reading that is still sealed, only that reading's end lets it be seen."""
    state = table.state
    kept = (*state.attached.get(party.id, ()), file)
    table = table.plus(attached={**state.attached, party.id: kept})
    if _sealed(state, file) or party.proxy:
        return table
    told = say(
        term("files.came", party=party.name, sort=sort_of(file.kind)),
        buttons=(desk_button(state, term("button.send_file"), "file", party=party.id, file=file.id),),
    )
    return table.plus(*tell_mediators(state, told))
