"""What must be true before a phase closes (practice, B), each item computed from what the mediation has.

A judged item rests on the mediator's own eyes: it is met by a tick that is on record, or because there is nothing
to judge. The mediator closes; an open item needs a reason.
"""

from collections.abc import Callable
from typing import NamedTuple

from flows.process import again, gate_deal, gate_ideas, gate_start
from flows.process.lacks import Lack, Lacks, of_parties
from flows.table import Mediation
from flows.value import Value


class Item(Value):
    """One line of a gate as it stands."""

    key: str
    met: bool
    judged: bool = False


class Condition(NamedTuple):
    """One line of a gate.

    `lacks` says what keeps it open; judged without it, only the tick counts. `rests_on` are the prompts whose
    answers are its evidence. `mend` is the command of the desk by which the mediator can do something about it.
    """

    lacks: Lacks | None
    rests_on: tuple[str, ...] = ()
    mend: str = ""
    judged: bool = False


def by_eye(lacks: Lacks | None = None, *rests_on: str, mend: str = "") -> Condition:
    """An item that the mediator judges; `lacks` is what there is to judge."""
    return Condition(lacks, rests_on, mend, judged=True)


def computed(lacks: Lacks, *rests_on: str, mend: str = "") -> Condition:
    return Condition(lacks, rests_on, mend)


GATES: dict[int, dict[str, Condition]] = {
    1: {
        "confidentiality": computed(gate_start.confidential, "on_confidential", "on_consent_data"),
        "interviewed": computed(gate_start.interviewed, mend="parties"),
        "missing": computed(gate_start.missing, "p1_others", mend="named"),
        "saturation": computed(gate_start.saturation, mend="heard"),
        "authority": computed(gate_start.authority, mend="parties"),
        "authority_wants": computed(gate_start.authority_wants, "p1_will"),
        "draft_seen": computed(gate_start.draft_seen, "p1_check"),
        "draft_corrected": computed(gate_start.corrected, "p1_check", mend="summary"),
        "nothing_must_come_out": computed(gate_start.must_come_out, "p1_check", mend="summary"),
        "suitable": computed(gate_start.suitable, mend="suitable"),
        "deadlines": computed(gate_start.deadlines, "p1_procedures", mend="deadlines"),
        "go": computed(gate_start.decided, mend="decide"),
    },
    2: {
        "signed": computed(gate_start.signed, "p2_sign", mend="rules"),
        "mandates": computed(gate_start.mandates, "p2_mandate", mend="parties"),
        "routes": computed(gate_start.routes, "p2_mandate", *gate_start.ROUTE, mend="parties"),
        "alternates": computed(gate_start.alternates, "p2_alternate", mend="parties"),
        "frames": computed(gate_start.frames, mend="frames"),
        "frames_grounded": computed(gate_start.grounded, mend="frames"),
        "frames_open": computed(gate_start.some_open, mend="frames"),
        "frames_outcome": computed(gate_start.outcome, mend="frames"),
        "frames_read": computed(gate_start.frames_clear, "p2_frames_react", mend="frames"),
        "frames_hard": computed(gate_start.frames_hard, "p2_frames_react", mend="frames"),
        "rules": computed(gate_start.rules, "p2_rules", mend="rules"),
        "decision_rule": computed(gate_start.decision_rule, mend="rules"),
        "fallback": computed(gate_start.fallback, mend="rules"),
        "standstill": computed(gate_start.standstill, mend="rules"),
        "group": computed(gate_start.group, mend="group"),
        "channel": by_eye(gate_start.channel, mend="parties"),
    },
    3: {
        "interests": computed(gate_ideas.interests, "p3_confirm_interest"),
        "no_solutions": by_eye(gate_ideas.solutions),
        "positions": computed(gate_ideas.positions, "p3_want", mend="positions"),
        "map_posted": computed(gate_ideas.map_posted, mend="review"),
        "map_confirmed": computed(gate_ideas.map_mine, "p3_map_check", mend="map"),
        "others_understood": computed(gate_ideas.map_others, "p3_map_check", mend="map"),
        "government": computed(gate_ideas.government, "p3_confirm_interest"),
        "recognised": computed(gate_ideas.recognised, "p3_recognise"),
        "recognised_right": computed(gate_ideas.recognised_right),
        "facts": by_eye(gate_ideas.facts, "p1_facts", "p3_factfind", mend="facts"),
        "question": computed(gate_ideas.question_complete, "p3_question", mend="jointquestion"),
        "question_open": computed(gate_ideas.question_open, "p3_question", mend="jointquestion"),
    },
    4: {
        "first_round": computed(gate_ideas.first_round, "p4_free"),
        "two_rounds": computed(gate_ideas.second_round, "p4_build"),
        "ideas_for_all": computed(gate_ideas.ideas_for_all, mend="idea_counts"),
        "merged": computed(gate_ideas.merged, "p4_merge_check", mend="sort"),
        "criteria": computed(gate_ideas.criteria, "p4_criteria"),
        "criteria_accepted": computed(gate_ideas.criteria_accepted, "p4_criteria_check", mend="criteria"),
        "no_scores": computed(gate_ideas.no_scores),
        "list_posted": computed(gate_ideas.list_posted, mend="review"),
    },
    5: {
        "one_version": computed(gate_deal.one_version, mend="package"),
        "nothing_pending": computed(gate_deal.nothing_pending),
        "covered": computed(gate_deal.covered),
        "covered_private": by_eye(gate_deal.covered_private),
        "commitments": computed(gate_deal.accepted, mend="commitments"),
        "dated": computed(gate_deal.dated, mend="package"),
        "visible": by_eye(gate_deal.visible, mend="commitments"),
        "frames_fit": computed(gate_deal.frames_fit, mend="frames"),
        "contingencies": computed(gate_deal.contingencies, mend="package"),
        "reservations": computed(gate_deal.reservations),
        "own_people": computed(gate_deal.own_people, "p5_ratify", mend="parties"),
        "nobody_silent": computed(gate_deal.nobody_silent, mend="silent"),
        "late": computed(gate_deal.late, mend="parties"),
    },
    6: {
        "confirmed": computed(gate_deal.confirmed, "p6_sign", mend="agreement"),
        "sent": computed(gate_deal.published, mend="agreement"),
        "ratified": computed(gate_deal.ratified, "p5_ratify", "p5_ratify_body", mend="agreement"),
        "signatures": by_eye(mend="agreement"),
        "disputes": computed(gate_deal.disputes, "p6_dispute"),
        "monitoring": computed(gate_deal.monitoring, "p6_monitor"),
        "first_look": by_eye(None, "p6_monitor"),
        "formal": computed(gate_deal.formal, "p6_formal"),
        "duties": by_eye(None, "p6_publish"),
        "publication": computed(gate_deal.publication, "p6_publish"),
        "told_first": by_eye(None, "p6_publish"),
        "looked_back": computed(gate_deal.looked_back, "p6_reflect"),
        "own_data": computed(gate_deal.own_data),
        "erasing": computed(gate_deal.erasing),
    },
}


def _unconfirmed(state: Mediation) -> tuple[Lack, ...]:
    """Parties without Telegram that have not confirmed what was entered for them."""
    waiting = {one.party for one in state.confirmed if one.how == ""}
    return of_parties(one for one in state.seated if one.proxy and one.id in waiting)


Stands = Callable[[Mediation], bool]
# In the gate of every phase, as long as there is what it is about.
EVERY_GATE: dict[str, tuple[Stands, Condition]] = {
    "by_proxy": (lambda state: any(one.proxy for one in state.seated), computed(_unconfirmed)),
    "go_if": (lambda state: bool(state.conditions), computed(gate_start.conditions, mend="conditions")),
    "go_again": (
        lambda state: state.phase > 1 and bool(state.left_since_go),
        computed(gate_start.left_since_go, mend="decide"),
    ),
    "absent": (
        lambda state: any(one.away for one in state.parties.values()),
        computed(gate_start.uncarried, mend="parties"),
    ),
}


def gate(state: Mediation, phase: int) -> tuple[Item, ...]:
    """The gate of a phase as it stands now."""
    items = [_item(state, f"{phase}.{key}", one) for key, one in GATES[phase].items()]
    items += [_item(state, key, one) for key, (stands, one) in EVERY_GATE.items() if stands(state)]
    items += [Item(key=one, met=False, judged=True) for one in again.items(state, phase)]
    return tuple(items)


def _item(state: Mediation, key: str, condition: Condition) -> Item:
    settled = condition.lacks is not None and not condition.lacks(state)
    return Item(
        key=key,
        met=settled or (condition.judged and key in state.ticked),
        judged=condition.judged,
    )


def condition(key: str) -> Condition | None:
    """The condition behind an item's key; none for a result that is to be looked at again."""
    if key in EVERY_GATE:
        return EVERY_GATE[key][1]
    phase, _, name = key.partition(".")
    return GATES[int(phase)].get(name) if phase.isdecimal() and int(phase) in GATES else None


def lacks(state: Mediation, key: str) -> tuple[Lack, ...]:
    """What keeps an item open, or what there is to judge in it."""
    found = condition(key)
    return found.lacks(state) if found and found.lacks else ()
