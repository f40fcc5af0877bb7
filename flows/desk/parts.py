"""The desk as a whole: whatever was typed, pressed or has rung goes to the part that knows it."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from flows.between import between_desk
from flows.desk import (
    at_table,
    bridges_desk,
    commitments,
    coverage_desk,
    criteria_desk,
    deadlines,
    desk,
    facts,
    forms,
    frames_desk,
    gate,
    going,
    hands_up,
    heard,
    idea_counts,
    idea_fit,
    joint_record_desk,
    lineage_desk,
    map_desk,
    meetings,
    mirror,
    named,
    once,
    option_links,
    options_desk,
    participation,
    presses,
    question_desk,
    readings_desk,
    record,
    reveal,
    review,
    rewrite,
    riders_desk,
    rules_desk,
    search_desk,
    signing_desk,
    silent,
    sorting_desk,
    suitable,
    summary,
    team,
    text_desk,
    versions_desk,
)
from flows.desk.part import Act, ActOfParty, Doing, Part, Ring
from flows.events import Moment, Sender
from flows.group import group_desk
from flows.not_yours import not_yours
from flows.parties import coming, constituency, declining, leaving
from flows.phrases import say, term
from flows.process import corrections, firewall, positions
from flows.process.phases import tell_desk
from flows.table import Table

PARTS: tuple[Part, ...] = (
    desk.PART,
    presses.PART,
    forms.PART,
    constituency.PART,
    coming.PART,
    declining.PART,
    leaving.PART,
    review.PART,
    rewrite.PART,
    corrections.PART,
    gate.PART,
    named.PART,
    heard.PART,
    suitable.PART,
    summary.PART,
    going.PART,
    idea_counts.PART,
    idea_fit.PART,
    frames_desk.PART,
    rules_desk.PART,
    group_desk.PART,
    between_desk.PART,
    team.PART,
    record.PART,
    participation.PART,
    deadlines.PART,
    facts.PART,
    commitments.PART,
    silent.PART,
    meetings.PART,
    mirror.PART,
    sorting_desk.PART,
    at_table.PART,
    firewall.PART,
    map_desk.PART,
    text_desk.PART,
    signing_desk.PART,
    question_desk.PART,
    positions.PART,
    criteria_desk.PART,
    hands_up.PART,
    joint_record_desk.PART,
    reveal.PART,
    readings_desk.PART,
    versions_desk.PART,
    options_desk.PART,
    option_links.PART,
    riders_desk.PART,
    search_desk.PART,
    coverage_desk.PART,
    bridges_desk.PART,
    lineage_desk.PART,
)


def _all(field: str) -> dict[str, Any]:
    """One name, one part: a second one is a mistake of ours, found when the program starts."""
    pairs = list(chain.from_iterable(getattr(one, field).items() for one in PARTS))
    names = [name for name, _ in pairs]
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice:
        raise ValueError(f"Two parts of the desk know {', '.join(twice)}.")
    return dict(pairs)


COMMANDS: dict[str, Act] = _all("commands")
PRESSES: dict[str, Act] = _all("presses")
FORMS: dict[str, Act] = _all("forms")
RINGS: dict[str, Ring] = _all("rings")
PARTY_PRESSES: dict[str, ActOfParty] = _all("party_presses")
PARTY_COMMANDS: dict[str, ActOfParty] = _all("party_commands")


def command(table: Table, name: str, doing: Doing) -> Table:
    """One of the mediator's commands."""
    act = COMMANDS.get(name)
    return act(table, doing) if act else tell_desk(table, doing.user, say(term("command.not_here")))


def command_of_party(table: Table, name: str, doing: Doing) -> Table | None:
    """What a seated party may type about the case; None: nothing of ours, or nobody of this case."""
    party = table.state.party_of(doing.user)
    return PARTY_COMMANDS[name](table, party, doing) if party and name in PARTY_COMMANDS else None


def pressed(table: Table, doing: Doing) -> Table:
    """One of the desk's buttons; one that says `run` does what the command it names would do."""
    if doing.press.get("do") == "run":
        return command(table, str(doing.press["command"]), doing)
    act = PRESSES.get(str(doing.press.get("do")))
    if act is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    return once.judged(table, act(table, doing), doing)


def said(table: Table, doing: Doing) -> Table:
    """The mediator's answer to the form that is open; without one, a pointer to `/next`."""
    form = table.state.form
    if form is None:
        return tell_desk(table, doing.user, say(term("desk.nothing_asked")))
    act = FORMS.get(form.name)
    if act is None:
        return tell_desk(table, doing.user, say(term("press_a_button")))
    return act(table, doing._replace(form=form))


def pressed_by_party(table: Table, doing: Doing) -> Table:
    """A button under a message of the mediation to a party; by proxy it is the mediator who presses."""
    party = table.state.parties.get(str(doing.press.get("party")))
    if party is None or party not in table.state.seated or party.user != doing.user:
        return table.plus(not_yours(Sender(user=doing.user), private=True))
    return PARTY_PRESSES[str(doing.press["do"])](table, party, doing)


def rang(table: Table, ring: Mapping[str, Any], moment: Moment) -> Table:
    """A time has come that a part had set."""
    return RINGS[str(ring["ring"])](table, ring, moment)
