"""A package's card in the group: the text and seven answers. A press is answered in private and shown to nobody.

The card never changes: no mark, no number, no name comes on it. A long text is read in private.
"""

from flows.effects import Tell, Toast
from flows.events import Pressed
from flows.lines import package_ideas, package_lines
from flows.messages import Day, Listing, Piece, Say
from flows.phrases import button, prompt, say, term
from flows.process import criteria, lineage, versions
from flows.register import Package
from flows.script import Script
from flows.signals import PressedInGroup
from flows.table import Mediation, Pending, Table, desk_button, signal
from flows.verdict import Outcome

LONGEST_CARD = 8  # lines; a longer text is read in private


def as_card(state: Mediation, package: Package) -> Pending:
    """What of a package the group reads on its card; the question and its answers below it are standard sentences."""
    words = tuple(one.id for one in package.words)
    ideas = tuple(package_ideas(state, package))
    lines = (*versions.heading(state, package), *_on_card(state, package))
    return Pending(key=f"card:{package.key}", say=say(*lines), named=words, unnamed=ideas)


def _on_card(state: Mediation, package: Package) -> tuple[Piece, ...]:
    """The whole text, or its title where it is too long to be read between other messages."""
    lines = package_lines(state, package)
    return (*lines[:1], term("card.long")) if is_long(state, package) else lines


def is_long(state: Mediation, package: Package) -> bool:
    """Whether the text is read in private, by a button on the card."""
    listed = (len(one.lines) for one in package_lines(state, package) if isinstance(one, Listing))
    return sum(listed) > LONGEST_CARD


def to_put_forward(state: Mediation, package: Package, *before: Piece) -> Say:
    """A composed package as everybody will read it, and the button that puts exactly this before the parties."""
    pending = as_card(state, package)
    label = term("button.put_forward", id=package.id)
    buttons = [desk_button(state, label, "poll", package=package.key, says=pending.fingerprint)]
    whose: tuple[Piece, ...] = ()
    if package.changes:
        buttons.append(desk_button(state, term("version.say_which"), "touches", package=package.key))
        stay = ", ".join(state.parties[one].name for one in versions.kept(state, package))
        whose = (term("version.stay", parties=stay) if stay else term("version.all_read"),)
    buttons += lineage.from_button(state, package)
    lines = (*versions.heading(state, package), *package_lines(state, package))
    return say(*before, *lines, term("package.composed"), *whose, buttons=buttons, numbered=True)


def card(state: Mediation, package: Package, script: Script) -> Say:
    """The poll in the group: a press on it is answered in private and seen by nobody else. It never changes."""
    options = range(len(script.choices(script.prompt("p5_support"))))
    buttons = tuple(
        button(
            prompt("p5_support", number),
            state.address,
            do="support",
            package=package.key,
            option=number,
        )
        for number in options
    )
    fill: dict[str, Piece] = {"package": package.id, "version": package.version}
    lines = as_card(state, package).say.parts
    if is_long(state, package):
        buttons += (button(term("card.read"), state.address, do="read_text", package=package.key),)
    if state.until:
        lines += (term("card.until", date=Day(at=state.until, zone=state.zone)),)
    return say(*lines, prompt("p5_support", fill=fill), term("card.private"), buttons=buttons, numbered=True)


def read_in_private(table: Table, event: Pressed) -> Table:
    """The whole text of a card, to the party or mediator who asked for it by its button in the group."""
    state, package = table.state, table.state.package(str(event.press.get("package", "")))
    party = state.party_of(event.sender.user)
    if package is None or not package.put_forward or not (party or event.sender.user in state.mediators):
        return table.plus(Toast(say=say(term("card.not_yours"))))
    lines = (*package_lines(state, package), *criteria.lines(state))
    sent = Tell(mediation=state.id, user=event.sender.user, say=say(*lines))
    return table.plus(sent, Toast(say=say(term("card.sent"))))


def pressed_in_group(table: Table, event: Pressed) -> Table:
    """A press on the card by a party counts as its answer; anybody else is told, privately, that it does not."""
    state = table.state
    party = state.party_of(event.sender.user)
    key = str(event.press.get("package", ""))
    package = state.package(key)
    if party is None or package is None:
        return table.plus(Toast(say=say(term("card.not_yours"))))
    if package.outcome != Outcome.READING or f"reading:{key}" not in state.waiting:
        return table.plus(Toast(say=say(term("card.closed"))))
    if party.id not in state.waiting[f"reading:{key}"] and state.note(f"p5_support:{key}", party.id) is None:
        stands = term("card.stands") if party.id in package.kept else term("card.closed")
        return table.plus(Toast(say=say(stands)))
    told = PressedInGroup(ask=f"p5_support:{key}", choice=int(event.press["option"]))
    label = prompt("p5_support", told.choice)
    return table.plus(signal(party, state, told), Toast(say=say(term("card.noted", answer=label))))
