"""The gates of the first two phases: what keeps each item open (practice, B). Pure; the table is in `gates`."""

from flows.desk.registers import unhandled
from flows.group import members
from flows.messages import Piece, Quote
from flows.phrases import term
from flows.process import frames as kept_frames
from flows.process import ground_rules
from flows.process.lacks import (
    Lack,
    answered_with,
    at_table,
    noted,
    of_parties,
    other_than,
    passed,
    unanswered,
    unless,
)
from flows.process.rounds import analysis_ask
from flows.register import Frame, Party, Standing
from flows.table import Mediation

HARDLY = 2  # option of p1_will, from 0: from "3 of 5" on somebody wants to get out of it together
RISKS = ("threats", "face", "reading", "soon")  # practice, A7: when messages alone will not do
LAST = 2  # interviews that must bring nothing new (saturation)
CHANGE, OUT = 1, 2  # options of p1_check
DATES = "p1_procedures"  # the question about deadlines
ROUTE = ("p2_route", "p2_route_time")  # who decides after a representative, and how long that takes
TIME_UNKNOWN = 4  # option of p2_route_time


# ------------------------------------------------------------------ phase 1


def confidential(state: Mediation) -> tuple[Lack, ...]:
    """The interview asks nothing of substance before these two; here is who has not said yes to both."""
    return at_table(state, of_parties(one for one in state.seated if not _consented(state, one)))


def _consented(state: Mediation, party: Party) -> bool:
    note = state.note("on_confidential", party.id)
    return note is not None and note.choice[:1] == (0,) and set(state.consents(party.id)) >= {0, 1}


def interviewed(state: Mediation) -> tuple[Lack, ...]:
    """Every party that was invited has finished its first questions, or declined, or is gone."""
    waiting = of_parties(
        one
        for one in state.parties.values()
        if not one.at_table and one.standing not in (Standing.LEFT, Standing.DECLINED)
    )
    return waiting if state.parties else at_table(state, ())


def names(state: Mediation) -> tuple[str, ...]:
    """Every text that says who else should take part, by its id."""
    return tuple(
        word.id
        for one in state.parties.values()
        for _, note in noted(state, "p1_others", one.id)
        for word in note.said
    )


def missing(state: Mediation) -> tuple[Lack, ...]:
    return tuple(Lack(what=Quote(id=one, marks=True)) for one in names(state) if one not in state.named)


def interviews(state: Mediation) -> tuple[str, ...]:
    """Finished first interviews in their order, by party; those of which the order is not known come first."""
    done = [one.id for one in state.parties.values() if one.at_table and one.id not in state.heard]
    return (*done, *(one for one in state.heard if one in state.parties))


def saturation(state: Mediation) -> tuple[Lack, ...]:
    """The last two interviews named no new party and no new issue, as the mediator marked them."""
    last = interviews(state)[-LAST:]
    few = unless(len(last) == LAST, "two_interviews")
    return (
        *few,
        *(
            Lack(party=one, what=_brought(state, one))
            for one in last
            if state.brought.get(one) != (False, False)
        ),
    )


def _brought(state: Mediation, party: str) -> Piece:
    if party not in state.brought:
        return term("lack.not_marked")
    return term("brought.party") if state.brought[party][0] else term("brought.issue")


def authority(state: Mediation) -> tuple[Lack, ...]:
    heard = any(one.government and one.at_table for one in state.seated)
    return unless(heard, "no_authority")


def authority_wants(state: Mediation) -> tuple[Lack, ...]:
    """Each authority says it wants agreement: three or more of five on its own scale."""
    owners = [one for one in state.seated if one.government]
    found = [] if owners else list(unless(False, "no_authority"))
    for one in owners:
        notes = noted(state, "p1_will", one.id)
        willing = any(note.choice and note.choice[0] >= HARDLY for _, note in notes)
        found += [] if willing else [Lack(party=one.id, ask=notes[0][0] if notes else "")]
    return tuple(found)


def draft_seen(state: Mediation) -> tuple[Lack, ...]:
    ask = analysis_ask(state)
    return at_table(state, of_parties(one for one in state.seated if state.note(ask, one.id) is None))


def corrected(state: Mediation) -> tuple[Lack, ...]:
    return answered_with(state, "p1_check", (CHANGE,), analysis_ask(state))


def must_come_out(state: Mediation) -> tuple[Lack, ...]:
    return answered_with(state, "p1_check", (OUT,), analysis_ask(state))


def suitable(state: Mediation) -> tuple[Lack, ...]:
    """The whole checklist was gone through, and what follows from it is on record."""
    left = tuple(Lack(what=term(f"screen.{one}")) for one in RISKS if one not in state.screen)
    return left or unless(state.suited != "", "no_conclusion")


def deadlines(state: Mediation) -> tuple[Lack, ...]:
    """Each party was asked, in a question that says that deadlines keep running; what it named is in the register.

    Once it is there its party is warned before the day; or the mediator saw that the answer holds no deadline.
    """
    parties = dict.fromkeys(one.id for one, _ in unhandled(state, DATES))
    return (*unanswered(state, DATES), *(Lack(party=one, ask=DATES) for one in parties))


def decided(state: Mediation) -> tuple[Lack, ...]:
    return (
        *unless(state.go != "" and state.go_because is not None, "no_go_decision"),
        *left_since_go(state),
    )


def left_since_go(state: Mediation) -> tuple[Lack, ...]:
    """Who left since go or no go was decided: that is to be decided again (practice, A7)."""
    return tuple(Lack(party=one, what=term("lack.left")) for one in state.left_since_go)


def uncarried(state: Mediation) -> tuple[Lack, ...]:
    """Who is not at the table, and nobody said yet who looks after its interests (practice, A6)."""
    away = (one for one in state.parties.values() if one.away and one.away.carried == "")
    return tuple(Lack(party=one.id, what=term("away.not_known")) for one in away)


def conditions(state: Mediation) -> tuple[Lack, ...]:
    """What a "go, if" hangs on and is not so yet; in the gate of every phase until it is."""
    return tuple(Lack(what=Quote(id=one.word.id, marks=True)) for one in state.conditions if not one.met)


# ------------------------------------------------------------------ phase 2


def signed(state: Mediation) -> tuple[Lack, ...]:
    """Every point of the process agreement confirmed by every party."""
    few = ground_rules.unsigned(state)
    return at_table(state, of_parties(few))


def _by_all(state: Mediation, holds: bool) -> tuple[Lack, ...]:
    """Something of the process agreement that holds, or the parties that have not confirmed all of it."""
    return () if holds else signed(state) or unless(False, "no_rule")


def standstill(state: Mediation) -> tuple[Lack, ...]:
    return _by_all(state, ground_rules.standstill(state))


def decision_rule(state: Mediation) -> tuple[Lack, ...]:
    return _by_all(state, ground_rules.decision_rule(state))


def fallback(state: Mediation) -> tuple[Lack, ...]:
    return _by_all(state, ground_rules.fallback(state))


def rules(state: Mediation) -> tuple[Lack, ...]:
    """Every party can work with the ground rules as they stand."""
    if ground_rules.adopted(state):
        return ()
    return other_than(state, "p2_rules", (0,)) or unless(False, "no_rule")


def mandates(state: Mediation) -> tuple[Lack, ...]:
    return at_table(state, of_parties(one for one in state.seated if one.mandate is None))


def routes(state: Mediation) -> tuple[Lack, ...]:
    """Of who may not decide alone: which body decides after it, and within how much time."""
    return at_table(
        state,
        tuple(
            Lack(party=one.id, ask=key, what=term(f"lack.{key}"))
            for one in state.seated
            if one.needs_ratification and one.mandate is not None
            for key in ROUTE
            if not _told(state, key, one)
        ),
    )


def _told(state: Mediation, key: str, party: Party) -> bool:
    """Words that say which body, or a time other than "not known yet"."""
    notes = [note for _, note in noted(state, key, party.id) if note.status == "answered"]
    return any(note.said or (note.choice and note.choice[:1] != (TIME_UNKNOWN,)) for note in notes)


def alternates(state: Mediation) -> tuple[Lack, ...]:
    return passed(state, "p2_alternate")


def _published(state: Mediation) -> tuple[Frame, ...]:
    return tuple(one for one in state.frames if one.published)


def frames(state: Mediation) -> tuple[Lack, ...]:
    """There are frames, and each was published."""
    waiting = tuple(_frame(one) for one in state.frames if not one.published)
    return waiting or unless(bool(state.frames), "no_frames")


def _frame(one: Frame) -> Lack:
    return Lack(party=one.party, what=term("lack.frame", number=one.number))


def grounded(state: Mediation) -> tuple[Lack, ...]:
    """Each fixed frame has its reason, its owner and its end."""
    return tuple(
        _frame(one) for one in _published(state) if one.type == "fixed" and not (one.reason and one.until)
    )


def some_open(state: Mediation) -> tuple[Lack, ...]:
    return unless(any(one.type == "open" for one in _published(state)), "no_open_frame")


def outcome(state: Mediation) -> tuple[Lack, ...]:
    """What an authority does with the outcome, with the body that decides and its date."""
    told = [one for one in _published(state) if one.type == "outcome"]
    return unless(bool(told), "no_outcome_frame") or tuple(_frame(one) for one in told if not one.body)


def frames_clear(state: Mediation) -> tuple[Lack, ...]:
    """Each party marked each published frame, and its question was answered."""
    return (
        *unless(bool(_published(state)), "no_frames"),
        *(
            Lack(party=party.id, ask=ask, what=term("lack.frame", number=one.number))
            for party, ask, one in kept_frames.unread(state)
        ),
    )


def frames_hard(state: Mediation) -> tuple[Lack, ...]:
    """What makes joining hard: to be talked over with the mediator, not necessarily solved."""
    return tuple(
        Lack(
            party=one.party.id,
            ask=f"p2_frames_react:{one.frame.key}",
            what=term("lack.frame", number=one.frame.number),
        )
        for one in kept_frames.hard(state)
    )


def group(state: Mediation) -> tuple[Lack, ...]:
    """Exactly the registered people, the mediators, observers whom all accepted, and the bot; nobody else."""
    if state.group is None:
        return unless(False, "no_group")
    absent = of_parties(members.missing(state))
    mediators = unless(set(state.mediators) <= set(state.group.present), "mediator_absent")
    too_many = bool(members.strangers(state) or members.unnamed(state))
    return (*absent, *mediators, *unless(not too_many, "strangers"))


def channel(state: Mediation) -> tuple[Lack, ...]:
    """An authority that uses Telegram itself: may it? By proxy there is nothing to ask."""
    return of_parties(one for one in state.seated if one.government and not one.proxy)
