"""Files that come in at the desk: what each is for, by how its name ends. Knows no file's content."""

from collections.abc import Callable

from flows.effects import Fetch
from flows.events import Fetched, Moment, SentFile
from flows.parties import proxy_set
from flows.phrases import say, term
from flows.process import tailoring
from flows.process.phases import tell_desk
from flows.script import Script
from flows.table import Mediation, Table, fetch

MOST_BYTES = 1_000_000  # of a text file; more is no list of questions

PURPOSES: dict[str, Callable[[Mediation, SentFile], Fetch]] = {
    ".txt": proxy_set.get,
    ".yaml": lambda state, event: fetch(state, event, "tailoring"),
    ".yml": lambda state, event: fetch(state, event, "tailoring"),
}
ARRIVED: dict[str, Callable[[Table, Fetched, Moment, Script], Table]] = {
    "proxy": lambda table, event, _, script: proxy_set.fetched(table, event, script),
    "tailoring": lambda table, event, _, script: tailoring.fetched(table, event, script),
}


def sent(table: Table, event: SentFile) -> Table:
    """Get what may be of use; for anything else, one sentence that says what can be sent."""
    name = event.name.lower()
    purpose = next((one for ending, one in PURPOSES.items() if name.endswith(ending)), None)
    if purpose is None:
        return tell_desk(table, event.sender.user, say(term("file.which")))
    if event.size > MOST_BYTES:
        return tell_desk(table, event.sender.user, say(term("file.too_big")))
    return table.plus(purpose(table.state, event))


def fetched(table: Table, event: Fetched, moment: Moment, script: Script) -> Table | None:
    act = ARRIVED.get(str(event.purpose.get("do")))
    return act(table, event, moment, script) if act else None
