"""What must be true before a phase closes (practice, B), each item computed from what the mediation has.

An item in `JUDGED` rests on the mediator's own judgement and is met by a tick that is on record; every other item is
computed. The mediator closes; an open item needs a reason.
"""

from collections.abc import Callable

from flows.process.rounds import SIGN_POINTS
from flows.register import Note
from flows.table import Mediation
from flows.value import Value
from flows.verdict import Outcome

Test = Callable[[Mediation], bool]


BY_PROXY = "by_proxy"  # in every phase, where a party has no Telegram


class Item(Value):
    """One line of a gate."""

    key: str
    met: bool
    judged: bool = False


def answered(state: Mediation, prompt: str) -> bool:
    """Every party at the table answered or passed explicitly."""
    return bool(state.seated) and all(state.noted(prompt, one.id) for one in state.seated)


def chose(state: Mediation, prompt: str, allowed: tuple[int, ...]) -> bool:
    """Every party at the table chose one of `allowed` (options of the prompt), for each of its subjects."""
    return answered(state, prompt) and all(
        note.choice and note.choice[0] in allowed
        for one in state.seated
        for note in state.noted(prompt, one.id)
    )


def _consented(state: Mediation) -> bool:
    def agreed(note: Note | None) -> bool:
        return note is not None and note.choice[:1] == (0,)

    return bool(state.seated) and all(
        agreed(state.note("on_confidential", one.id)) and set(state.consents(one.id)) >= {0, 1}
        for one in state.seated
    )


def _interviewed(state: Mediation) -> bool:
    return len(state.seated) > 0 and all(one.at_table for one in state.parties.values())


def _authority(state: Mediation) -> bool:
    return any(one.government and one.at_table for one in state.seated)


def _signed(state: Mediation) -> bool:
    return all(
        len([note for note in state.noted("p2_sign", one.id) if note.choice[:1] == (0,)]) == SIGN_POINTS
        for one in state.seated
    )


def _mandates(state: Mediation) -> bool:
    return all(one.mandate is not None for one in state.seated) and answered(state, "p2_alternate")


def _frames(state: Mediation) -> bool:
    published = [one for one in state.frames if one.published]
    kinds = {one.type for one in published}
    grounded = all(one.reason and one.until for one in published if one.type == "fixed")
    return {"open", "outcome"} <= kinds and grounded


def _frames_read(state: Mediation) -> bool:
    published = [f"p2_frames_react:K{one.number}" for one in state.frames if one.published]
    notes = [state.note(ask, one.id) for ask in published for one in state.seated]
    return bool(published) and all(note is not None and note.choice == (0,) for note in notes)


def _group(state: Mediation) -> bool:
    """Exactly the registered people, the mediators and the bot; nobody else."""
    if state.group is None:
        return False
    registered = {one.user for one in state.seated} | set(state.mediators)
    return set(state.group.present) == registered and state.group.members == len(registered) + 1


def _has_interests(state: Mediation) -> bool:
    return all(any(one.party == party.id for one in state.interests) for party in state.seated)


def _positions(state: Mediation) -> bool:
    linked = {one.position for one in state.interests}
    return all(position in linked for position in state.positions)


def _recognised(state: Mediation) -> bool:
    seen = {
        note.about
        for one in state.seated
        for note in state.noted("p3_recognise", one.id)
        if note.status == "answered"
    }
    return all(one.id in seen for one in state.seated)


def _government_interests(state: Mediation) -> bool:
    return all(
        any(interest.party == one.id and interest.for_group for interest in state.interests)
        for one in state.seated
        if one.government
    )


def _merged(state: Mediation) -> bool:
    owners = {one.number: one.party for one in state.ideas}
    return bool(state.groups) and all(
        {owners[number] for number in group.ideas} <= set(group.agreed)
        for group in state.groups
        if len(group.ideas) > 1
    )


def _two_rounds(state: Mediation) -> bool:
    return answered(state, "p4_free") and answered(state, "p4_build")


def _agreed_package(state: Mediation) -> bool:
    return any(one.outcome in (Outcome.PRINCIPLE, Outcome.CONSENSUS) for one in state.packages)


def _covered(state: Mediation) -> bool:
    return any(
        one.outcome in (Outcome.PRINCIPLE, Outcome.CONSENSUS) and not one.uncovered for one in state.packages
    )


def _contingencies(state: Mediation) -> bool:
    agreed = [one for one in state.packages if one.outcome in (Outcome.PRINCIPLE, Outcome.CONSENSUS)]
    return all(one.measurer and one.otherwise for package in agreed for one in package.contingencies)


def _ratified(state: Mediation) -> bool:
    return any(one.outcome == Outcome.CONSENSUS for one in state.packages)


GATES: dict[int, dict[str, Test | None]] = {
    1: {
        "confidentiality": _consented,
        "interviewed": _interviewed,
        "missing": None,
        "saturation": None,
        "authority": _authority,
        "draft_seen": lambda state: answered(state, "p1_check"),
        "nothing_must_come_out": lambda state: chose(state, "p1_check", (0,)),
        "suitable": None,
        "go": lambda state: state.go != "",
    },
    2: {
        "signed": _signed,
        "mandates": _mandates,
        "frames": _frames,
        "frames_read": _frames_read,
        "rules": lambda state: chose(state, "p2_rules", (0,)),
        "group": _group,
        "channel": None,
    },
    3: {
        "interests": _has_interests,
        "positions": _positions,
        "map_posted": lambda state: "map" in state.posted,
        "map_confirmed": lambda state: chose(state, "p3_map_check", (0,)),
        "government": _government_interests,
        "recognised": _recognised,
        "facts": None,
        "question": lambda state: chose(state, "p3_question", (0,)),
    },
    4: {
        "two_rounds": _two_rounds,
        "everyone": lambda state: answered(state, "p4_free"),
        "ideas_for_all": None,
        "merged": _merged,
        "criteria": lambda state: answered(state, "p4_criteria"),
        "no_scores": lambda state: not any(one.put_forward for one in state.packages),
        "list_posted": lambda state: "ideas" in state.posted,
    },
    5: {
        "one_version": _agreed_package,
        "covered": _covered,
        "frames_fit": None,
        "contingencies": _contingencies,
        "nobody_silent": lambda state: not any(state.waiting.values()),
    },
    6: {
        "confirmed": lambda state: state.agreement in ("confirmed", "final"),
        "ratified": _ratified,
        "disputes": lambda state: chose(state, "p6_dispute", (0,)),
        "monitoring": lambda state: answered(state, "p6_monitor"),
        "publication": lambda state: answered(state, "p6_publish"),
        "sent": lambda state: state.agreement == "final",
        "looked_back": lambda state: answered(state, "p6_reflect"),
    },
}


def gate(state: Mediation, phase: int) -> tuple[Item, ...]:
    """The gate of a phase as it stands now."""
    items = []
    for key, test in GATES[phase].items():
        name = f"{phase}.{key}"
        met = name in state.ticked if test is None else test(state)
        items.append(Item(key=name, met=met, judged=test is None))
    if any(one.proxy for one in state.seated):
        items.append(Item(key=BY_PROXY, met=not _unconfirmed(state), judged=False))
    return tuple(items)


def _unconfirmed(state: Mediation) -> bool:
    """Whether something was entered for a party without Telegram that it has not confirmed."""
    proxied = {one.id for one in state.seated if one.proxy}
    return any(one.how == "" and one.party in proxied for one in state.confirmed)
