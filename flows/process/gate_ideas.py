"""The gates of phases 3 and 4: what keeps each item open (practice, B). Pure; the table is in `gates`."""

from flows.lines import may_be_shown
from flows.messages import Piece, Quote
from flows.phrases import term
from flows.process import criteria as agreed_criteria
from flows.process import joint_question
from flows.process.lacks import (
    Lack,
    answered_with,
    at_table,
    noted,
    of_parties,
    other_than,
    unanswered,
    unless,
)
from flows.process.open_positions import open_positions
from flows.register import IdeaGroup, Interest, Party
from flows.table import Mediation

ANSWERED = "answered"
UNDERSTOOD = ("right", "partly")  # how a party judges what another understood of it


# ------------------------------------------------------------------ phase 3


def interests(state: Mediation) -> tuple[Lack, ...]:
    bare = (one for one in state.seated if not any(own.party == one.id for own in state.interests))
    return at_table(state, of_parties(bare))


def solutions(state: Mediation) -> tuple[Lack, ...]:
    """Every interest, to be read: does one say nothing but a solution?"""
    return tuple(_interest(one) for one in state.interests)


def _interest(one: Interest) -> Lack:
    return Lack(party=one.party, what=Quote(id=one.word, marks=True))


def positions(state: Mediation) -> tuple[Lack, ...]:
    """Each leads to an interest of its owner, or was withdrawn."""
    return tuple(
        Lack(party=state.positions[id], what=Quote(id=id, marks=True)) for id in open_positions(state)
    )


def map_posted(state: Mediation) -> tuple[Lack, ...]:
    return unless("map" in state.posted, "map_waits")


def map_mine(state: Mediation) -> tuple[Lack, ...]:
    return other_than(state, "p3_map_check", (0,), "p3_map_check:mine")


def map_others(state: Mediation) -> tuple[Lack, ...]:
    return other_than(state, "p3_map_check", (0,), "p3_map_check:others")


def government(state: Mediation) -> tuple[Lack, ...]:
    """Each authority has an interest of its own that the group may read."""
    bare = (
        one
        for one in state.seated
        if one.government and not any(own.party == one.id and own.for_group for own in state.interests)
    )
    return of_parties(bare)


def recognised(state: Mediation) -> tuple[Lack, ...]:
    """Another party said in its own words what matters to it."""
    seen = {
        note.about
        for one in state.seated
        for _, note in noted(state, "p3_recognise", one.id)
        if note.status == ANSWERED
    }
    return at_table(state, of_parties(one for one in state.seated if one.id not in seen))


def recognised_right(state: Mediation) -> tuple[Lack, ...]:
    """Each party found that another understood it, or understood it in part."""
    understood = {one.to[0] for one in state.passings if one.judged in UNDERSTOOD}
    return at_table(
        state,
        tuple(
            Lack(party=one.id, what=_recognition(state, one))
            for one in state.seated
            if one.id not in understood
        ),
    )


def _recognition(state: Mediation, party: Party) -> Piece:
    """What was said of it last, with how it judged that."""
    said = [one for one in state.passings if one.kind == "recognition" and one.to == (party.id,) and one.word]
    if not said or said[-1].word is None:
        return term("lack.not_recognised")
    words = Quote(id=said[-1].word.id, marks=True)
    if said[-1].judged == "not":
        return term("lack.misunderstood", words=words)
    return term("lack.not_judged", words=words)


def facts(state: Mediation) -> tuple[Lack, ...]:
    """What somebody says is in dispute and is not in the register; and facts there without an outcome or a plan."""
    named = tuple(
        Lack(party=one.id, what=Quote(id=word.id, marks=True))
        for prompt in ("p1_facts", "p3_factfind")
        for one in state.seated
        for _, note in noted(state, prompt, one.id)
        for word in note.said
        if word.id not in state.entered
    )
    unsettled = (one for one in state.facts if not one.settled)
    return (*named, *(Lack(what=Quote(id=one.word.id, marks=True)) for one in unsettled))


def question_complete(state: Mediation) -> tuple[Lack, ...]:
    """Each party was asked about the joint question, and misses no interest of its own in it."""
    ask = joint_question.ask_id(state)
    missing = answered_with(state, joint_question.PROMPT, (joint_question.MISSING,), ask)
    return (*joint_question.unanswered(state), *missing)


def question_open(state: Mediation) -> tuple[Lack, ...]:
    """No party sees a solution in the joint question."""
    ask = joint_question.ask_id(state)
    solution = answered_with(state, joint_question.PROMPT, (joint_question.SOLUTION,), ask)
    return (*joint_question.unanswered(state), *solution)


# ------------------------------------------------------------------ phase 4


def first_round(state: Mediation) -> tuple[Lack, ...]:
    return unanswered(state, "p4_free")


def second_round(state: Mediation) -> tuple[Lack, ...]:
    """A round with the ideas of others; whoever came later was asked once for all rounds."""
    late = {one.id for one in state.seated if state.note("p4_build", one.id) is None}
    if len(late) == len(state.seated):
        return unanswered(state, "p4_build")
    return of_parties(one for one in state.seated if one.id in late)


def ideas_for_all(state: Mediation) -> tuple[Lack, ...]:
    """Each interest, private ones too: two ideas or more, or known to the mediator that there is none yet."""
    if not state.interests:
        return unless(False, "no_interests")
    return tuple(_interest(one) for one in state.interests if one.id not in state.idea_counts)


def merged(state: Mediation) -> tuple[Lack, ...]:
    """Every author of a merged idea said that its meaning survives."""
    owners = {one.number: one.party for one in state.ideas}
    asked = [
        Lack(party=party, what=_wording(state, group))
        for group in state.groups
        if group.needs_authors
        for party in sorted({owners[number] for number in group.ideas} - set(group.agreed))
    ]
    return (*unless(bool(state.groups), "not_sorted"), *asked)


def _wording(state: Mediation, group: IdeaGroup) -> Quote:
    own = next(one.word for one in state.ideas if one.number == group.wording)
    return Quote(id=(group.name or own).id, marks=True)


def criteria(state: Mediation) -> tuple[Lack, ...]:
    return unanswered(state, "p4_criteria")


def criteria_accepted(state: Mediation) -> tuple[Lack, ...]:
    """Every party said that it can work with the list the mediator made of what was proposed."""
    return agreed_criteria.lacking(state)


def no_scores(state: Mediation) -> tuple[Lack, ...]:
    """No package was put forward to be scored while ideas were being thought of."""
    forward = tuple(one for one in state.packages if one.put_forward)
    return tuple(Lack(what=term("lack.package", id=one.id, version=one.version)) for one in forward)


def list_posted(state: Mediation) -> tuple[Lack, ...]:
    hidden = any(may_be_shown(state, one) for one in state.ideas) or not state.ideas
    return unless("ideas" in state.posted or not hidden, "list_waits")
