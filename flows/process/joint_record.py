"""No consensus as an honest end: what was agreed, what not and why, in each party's own approved words (practice, A4).

The record goes to the parties, the authority among them, by the mediator's press. It weighs nothing and counts nobody.
"""

from flows.lines import package_lines
from flows.register import Package, Party
from flows.signals import Ask, Word
from flows.table import Mediation

ROUND = "record"
PROMPT, APPROVAL = "p5_record", "p5_record_ok"
THIS = 0  # option of p5_record_ok


def asks(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """What a party writes in the record: its own words, and after that its yes to exactly them."""
    package = last_read(state)
    show = package_lines(state, package)[:1] if package else ()
    return () if approved(state, party) else (Ask(id=PROMPT, prompt=PROMPT, show=show),)


def last_read(state: Mediation) -> Package | None:
    """The version that was before the parties last."""
    return next((one for one in reversed(state.packages) if one.put_forward), None)


def approved_by_all(state: Mediation) -> tuple[str, ...]:
    """Ids of the texts the record holds: of each party at the table the one it said yes to."""
    return tuple(word.id for one in state.seated for word in approved(state, one))


def approved(state: Mediation, party: Party) -> tuple[Word, ...]:
    """The text a party said yes to, as it stands; nothing where it wrote none, or none it agreed to."""
    note = state.note(PROMPT, party.id)
    yes = {one.about for one in state.noted(APPROVAL, party.id) if one.choice[:1] == (THIS,)}
    return note.words if note and note.words and note.words[-1].id in yes else ()
