"""Readings that say neither yes nor no: who knows too little, and who first asks its own people.

What a party wants to know goes to the mediator at once, as its question says. Who consults is asked again on its day.
"""

from datetime import timedelta

from flows.effects import WakeAt
from flows.events import Moment
from flows.messages import Quote, Say
from flows.phrases import button, say, term
from flows.process import pace, rounds, versions
from flows.process.deliberating import to_deliberation
from flows.register import Note, Package, Party
from flows.signals import Answer, AskedAgain
from flows.table import Mediation, Table, desk_button, tell_mediators
from flows.verdict import Outcome

CONSULT_DAYS = (3, 7, 14, 28)  # the options of p5_consult but the last: not known yet
CANNOT_SAY = (5, 6)  # options of p5_support: knows too little, must consult


# ------------------------------------------------------------------ what a party says


def knows_too_little(table: Table, party: Party, answer: Answer) -> Table:
    """What a party needs to know, before the mediator, who answers it alone."""
    state, package = table.state, table.state.package(answer.ask.about)
    if package is None or not answer.words:
        return table
    about = {"party": party.id, "package": package.key}
    buttons = (
        desk_button(state, term("readings.answer"), "reading_info", **about),
        desk_button(state, term("readings.ask_again"), "reading_again", **about),
    )
    heading = term("readings.wants_to_know", party=party.name, package=package.id, version=package.version)
    words = tuple(Quote(id=one.id, marks=True) for one in answer.words)
    return table.plus(*tell_mediators(state, say(heading, *words, buttons=buttons, numbered=True)))


def consults(table: Table, party: Party, answer: Answer) -> Table:
    """Asked again on the day its own people will have spoken; without a day, by the mediator."""
    state, package = table.state, table.state.package(answer.ask.about)
    if package is None or not answer.choice:
        return table
    if answer.choice[0] >= len(CONSULT_DAYS):
        about = {"party": party.id, "package": package.key}
        again = desk_button(state, term("readings.ask_again"), "reading_again", **about)
        told = term("readings.no_day", party=party.name, package=package.id, version=package.version)
        return table.plus(*tell_mediators(state, say(told, buttons=(again,))))
    due = answer.at + timedelta(days=CONSULT_DAYS[answer.choice[0]])
    ring = {"ring": "consulted", "package": package.key, "party": party.id}
    name = f"{state.id}:consulted:{package.key}:{party.id}"
    return table.plus(WakeAt(key=name, due=due, address=state.address, event=ring))


# ------------------------------------------------------------------ asked once more


def still_read(state: Mediation, package: Package | None) -> bool:
    """Whether an answer to this version can still count: the newest one, read or closed without an answer of all."""
    if package is None or package.asked not in ("", "reading"):
        return False
    newest = [one for one in state.packages if one.id == package.id and one.put_forward][-1:]
    return newest == [package] and package.outcome in (Outcome.READING, Outcome.OPEN)


def ask_again(table: Table, package: Package, parties: tuple[Party, ...], moment: Moment) -> Table:
    """The reading once more, of these parties; what the others said stands."""
    key = f"reading:{package.key}"
    if package.outcome == Outcome.OPEN:
        again = package.model_copy(update={"outcome": Outcome.READING})
        packages = tuple(again if one.key == package.key else one for one in table.state.packages)
        event = AskedAgain(version=package.version)
        table = table.plus(to_deliberation(table.state, package.id, event), packages=packages)
    left = tuple(one for one in table.state.waiting.get(key, ()) if one not in {each.id for each in parties})
    table = pace.open_round(table, key, moment, lambda at, _: rounds.reading(at, package), parties=parties)
    return table.plus(waiting={**table.state.waiting, key: (*left, *table.state.waiting[key])})


def cannot_say(state: Mediation, package: Package) -> tuple[Party, ...]:
    """Who has not read it, or could not say yet; whose earlier reading stands is not among them."""
    ask = f"p5_support:{package.key}"
    return tuple(
        one
        for one in state.seated
        for note in (state.note(ask, one.id),)
        if (note is None and one.id not in package.kept) or (note and could_not_say(note))
    )


def could_not_say(note: Note) -> bool:
    """A skip, too little known, or a talk with its own people first."""
    return not note.choice or note.choice[0] in CANNOT_SAY


def stands(state: Mediation, package: Package, party: Party) -> Say:
    """To whoever does not have to read again: what changed, and the way to read it all the same."""
    label = term("readings.read_all_the_same")
    again = button(label, state.address, do="read_again", party=party.id, package=package.key)
    heading = versions.heading(state, package)
    return say(*heading, term("readings.stands", package=package.id), buttons=(again,), numbered=True)
