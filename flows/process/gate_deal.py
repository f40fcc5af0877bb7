"""The gates of phases 5 and 6: what keeps each item open (practice, B). Pure; the table is in `gates`.

Readings and last answers stay sealed here too: as long as their round is open, no item says whose they are.
"""

from flows.lines import commitment_line
from flows.messages import Quote
from flows.phrases import term
from flows.process import frame_fit
from flows.process.lacks import Lack, at_table, noted, of_parties, other_than, unanswered, unless
from flows.register import Interest, Package, Standing
from flows.shelving import agreed_package
from flows.table import Mediation
from flows.verdict import Outcome

SUPPORT, ASIDE = 0, 1  # options of p5_final
MORE_INFO, CONSULT = 5, 6  # options of p5_support
SETTLED = (0, 1, 3)  # options of p5_coverage: sufficiently, partly, let go
AGREED, NOT_YET, NOT_NEEDED = 0, 2, 3  # options of p5_ratify


def _package(state: Mediation) -> Package | None:
    """The package that was agreed on; else the newest that was put forward."""
    forward = [one for one in state.packages if one.put_forward]
    return state.package(agreed_package(state) or "") or (forward[-1] if forward else None)


def _of_package(state: Mediation) -> tuple[Package | None, tuple[Lack, ...]]:
    """The package, and why nothing can be said of it yet."""
    package = _package(state)
    if package is None:
        return None, unless(False, "no_package")
    open_rounds = {f"{kind}:{package.key}" for kind in ("reading", "check", "final")} & set(state.waiting)
    return package, unless(not open_rounds, "sealed")


# ------------------------------------------------------------------ phase 5


def one_version(state: Mediation) -> tuple[Lack, ...]:
    """Every party answered the last question on the same version, and none cannot live with it."""
    package, waits = _of_package(state)
    if package is None or waits:
        return waits
    finals = other_than(state, "p5_final", (SUPPORT, ASIDE), f"p5_final:{package.key}")
    agreed = package.outcome in (Outcome.PRINCIPLE, Outcome.CONSENSUS)
    return finals or unless(agreed, "not_agreed")


def nothing_pending(state: Mediation) -> tuple[Lack, ...]:
    """Nobody still has to ask its people, or knows too little, on that version."""
    package, waits = _of_package(state)
    if package is None or waits:
        return waits
    ask = f"p5_support:{package.key}"
    return tuple(
        Lack(party=one.id, ask=ask)
        for one in state.seated
        if (note := state.note(ask, one.id)) and note.choice[:1] in ((MORE_INFO,), (CONSULT,))
        if state.note(f"p5_final:{package.key}", one.id) is None
    )


def covered(state: Mediation) -> tuple[Lack, ...]:
    """Each interest: enough, partly and accepted, or let go with a reason, as its owner says of that version."""
    package, waits = _of_package(state)
    if package is None or waits:
        return waits
    return tuple(
        _uncovered(state, package, one) for one in state.interests if not _settled(state, package, one)
    )


def _settled(state: Mediation, package: Package, one: Interest) -> bool:
    note = state.note(f"p5_coverage:{package.key}:{one.id}", one.party)
    return note is not None and note.choice[:1] in {(option,) for option in SETTLED}


def _uncovered(state: Mediation, package: Package, one: Interest) -> Lack:
    ask = f"p5_coverage:{package.key}:{one.id}"
    return Lack(
        party=one.party,
        ask=ask if state.note(ask, one.party) else "",
        what=Quote(id=one.word, marks=True),
    )


def covered_private(state: Mediation) -> tuple[Lack, ...]:
    """The interests that are for the mediator alone: talked over with their owners in private."""
    return tuple(
        Lack(party=one.party, what=Quote(id=one.word, marks=True))
        for one in state.interests
        if not one.for_group
    )


def accepted(state: Mediation) -> tuple[Lack, ...]:
    """Each commitment, each "not" too, accepted by whoever must do it."""
    package, waits = _of_package(state)
    if package is None or waits:
        return waits
    return tuple(
        Lack(party=one.party, ask=ask if note else "", what=commitment_line(state, one))
        for number, one in enumerate(package.commitments)
        for ask in (f"p6_commit_check:{package.key}:{number}",)
        for note in (state.note(ask, one.party),)
        if note is None or note.choice[:1] != (0,)
    )


def dated(state: Mediation) -> tuple[Lack, ...]:
    """Each commitment has a date; a "not" holds as long as the agreement does."""
    package = _package(state)
    if package is None:
        return unless(False, "no_package")
    return tuple(
        Lack(party=one.party, what=commitment_line(state, one))
        for one in package.commitments
        if one.kind != "not" and one.due is None
    )


def visible(state: Mediation) -> tuple[Lack, ...]:
    """Each commitment, for the mediator who reads whether its means and its result are clear."""
    package = _package(state)
    lines = package.commitments if package else ()
    return tuple(Lack(party=one.party, what=commitment_line(state, one)) for one in lines)


def frames_fit(state: Mediation) -> tuple[Lack, ...]:
    """Of each fixed frame: its authority says that this version fits it as it stands now."""
    package = _package(state)
    if package is None:
        return unless(False, "no_package")
    doubted = (*frame_fit.conflicts(state, package), *frame_fit.unsure(state, package))
    return tuple(Lack(party=one.party, what=term("lack.frame", number=one.number)) for one in doubted)


def contingencies(state: Mediation) -> tuple[Lack, ...]:
    """Each if-then says what is measured, by whom and before when, what holds otherwise, and if nobody measured."""
    package = _package(state)
    return tuple(
        Lack(what=Quote(id=one.condition.id, marks=True))
        for one in (package.contingencies if package else ())
        if not one.complete
    )


def reservations(state: Mediation) -> tuple[Lack, ...]:
    """Whoever stands aside said with what reservation: that is what goes into the text."""
    package, waits = _of_package(state)
    if package is None or waits:
        return waits
    ask = f"p5_final:{package.key}"
    return tuple(
        Lack(party=one.id, ask=ask)
        for one in state.seated
        if (note := state.note(ask, one.id)) and note.choice[:1] == (ASIDE,) and not note.words
    )


def own_people(state: Mediation) -> tuple[Lack, ...]:
    """Board or members: a result, or the day on which they decide."""
    return tuple(
        Lack(party=one.id, ask="p5_ratify" if note else "")
        for one in state.seated
        if one.needs_ratification
        for note in (state.note("p5_ratify", one.id),)
        if note is None
        or not (note.choice[:1] in ((AGREED,), (NOT_NEEDED,)) or _planned(note.choice, note.words))
    )


def _planned(choice: tuple[int, ...], words: tuple[object, ...]) -> bool:
    return choice[:1] == (NOT_YET,) and bool(words)


def nobody_silent(state: Mediation) -> tuple[Lack, ...]:
    silent = {party for left in state.waiting.values() for party in left}
    return of_parties(one for id, one in state.parties.items() if id in silent)


def late(state: Mediation) -> tuple[Lack, ...]:
    """Whoever was invited or joined late has caught up, and nothing is suspended for it."""
    waiting = of_parties(
        one
        for one in state.parties.values()
        if one.standing in (Standing.INVITED, Standing.CLAIMED)
        or (one.standing is Standing.SEATED and not one.at_table)
    )
    package = _package(state)
    return (*waiting, *unless(package is None or package.outcome != Outcome.SUSPENDED, "suspended"))


# ------------------------------------------------------------------ phase 6


def confirmed(state: Mediation) -> tuple[Lack, ...]:
    """Each party confirmed exactly this text, by its code."""
    if not state.draft_code:
        return unless(False, "no_text")
    code = state.draft_code
    open_parties = (
        one
        for one in state.seated
        if not any(
            note.choice[:1] == (0,) and code.startswith(note.about.replace(" ", ""))
            for _, note in noted(state, "p6_sign", one.id)
        )
    )
    return at_table(state, of_parties(open_parties))


def published(state: Mediation) -> tuple[Lack, ...]:
    """The final document went to everybody; it is made only from the text with the confirmed code."""
    return unless(state.agreement == "final", "not_published")


def ratified(state: Mediation) -> tuple[Lack, ...]:
    """Of every party that does not decide alone: which body decided, when, and what."""
    package = _package(state)
    if package is None:
        return unless(False, "no_package")
    missing = tuple(
        Lack(party=one.id, ask="p5_ratify" if note else "")
        for one in state.seated
        if one.needs_ratification
        for note in (state.note("p5_ratify", one.id),)
        if note is None or note.choice[:1] not in ((AGREED,), (NOT_NEEDED,))
    )
    return missing or unless(package.outcome == Outcome.CONSENSUS, "not_ratified")


def disputes(state: Mediation) -> tuple[Lack, ...]:
    return other_than(state, "p6_dispute", (0,))


def monitoring(state: Mediation) -> tuple[Lack, ...]:
    return unanswered(state, "p6_monitor")


def formal(state: Mediation) -> tuple[Lack, ...]:
    """Each authority listed the decisions that still have to be taken, or said there are none."""
    return of_parties(one for one in state.seated if one.government and not noted(state, "p6_formal", one.id))


def publication(state: Mediation) -> tuple[Lack, ...]:
    return unanswered(state, "p6_publish")


def looked_back(state: Mediation) -> tuple[Lack, ...]:
    return unanswered(state, "p6_reflect")


def own_data(state: Mediation) -> tuple[Lack, ...]:
    """Each party was offered its own answers, and could have them erased at once."""
    return unanswered(state, "p6_data")


def erasing(state: Mediation) -> tuple[Lack, ...]:
    return unless(state.erase_on is not None, "no_erase_date")
