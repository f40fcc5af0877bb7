"""What a mediator changed in the questions of one case: left out, added, reworded, put elsewhere. No testimony.

Keys and who reads an answer never change; what consents, signatures and gates stand on cannot be left out.
"""

import re
from typing import Any

from flows.effects import Lane, Tell, Work
from flows.events import Fetched, QuestionsWritten
from flows.messages import Both, Listing, Piece, Term
from flows.phrases import say, term
from flows.process import rounds
from flows.process.phases import tell_desk
from flows.process.tailored import key_of, tailored
from flows.register import Change, Party
from flows.script import Script
from flows.signals import Ask
from flows.table import Mediation, Table, desk_button, log

PLACES = re.compile(r"\{(\w+)\}")
MOST_CHANGES = 60
LONGEST = 1000  # characters of a wording
# Consents, signatures, and what is asked in answer to an answer: as they are, where they are.
FIXED = frozenset(
    {"p1_check", "p2_sign", "p2_rules", "p2_frame_reason", "p2_frame_until", "p3_confirm_interest"}
    | {"p3_importance", "p3_map_check", "p3_question", "p3_recognise", "p4_merge_check", "p5_support"}
    | {"p5_option", "p5_option_harm", "p5_option_serve", "p5_option_if", "p5_option_change"}
    | {"p5_coverage_show", "p5_bridge_need", "p5_bridge_offer"}
    | {"p4_criteria_check", "p5_info", "p5_consult", "p5_record", "p5_record_ok"}
    | {"p5_stake", "p5_change", "p5_coverage", "p5_final", "p5_ratify", "p6_commit_check", "p6_sign"}
)
# A gate counts these: they may be reworded and moved, and not left out.
NEEDED = frozenset(
    {"p2_mandate", "p2_alternate", "p2_frames_fixed", "p2_frames_open", "p2_frames_outcome"}
    | {"p2_frames_react", "p3_want", "p3_gov_interest", "p4_rules", "p4_free", "p4_build", "p4_criteria"}
    | {"p6_dispute", "p6_monitor", "p6_publish", "p6_reflect"}
)


def fixed(key: str) -> bool:
    return key in FIXED or key.startswith("on_")


# ------------------------------------------------------------------ what may be changed


def mistake(state: Mediation, change: Change, script: Script) -> Term | None:
    """Why a change cannot be; None where it can."""
    known = {one.key: one for one in script.prompts if not one.key.startswith("own_")}
    added = {one.key for one in state.tailoring if one.do == "add"}
    if change.do == "add":
        return _wrong_addition(state, change, known, added)
    if change.key not in known and change.key not in added:
        return term("tailoring.unknown", name=change.key)
    if fixed(change.key):
        return term("tailoring.fixed", name=change.key)
    if change.do == "skip" and change.key in NEEDED:
        return term("tailoring.needed", name=change.key)
    if change.key in left_out(state):
        return term("tailoring.left_out", name=change.key)
    if change.do == "reword":
        return _wrong_wording(
            change, set(PLACES.findall(known[change.key].nl)) if change.key in known else set()
        )
    return _wrong_place(state, change, {*known, *added}) if change.do == "move" else None


def left_out(state: Mediation) -> set[str]:
    return {one.key for one in state.tailoring if one.do == "skip"}


def _wrong_place(state: Mediation, change: Change, keys: set[str]) -> Term | None:
    """A question comes after one that is asked, in a round of its own: after any other it would never be asked."""
    after = change.after
    if after not in keys:
        return term("tailoring.unknown", name=after)
    if after in left_out(state):
        return term("tailoring.left_out", name=after)
    where = asked_in(state)
    homeless = [
        one for one in (after, change.key) if one not in where and (one == after or change.do == "move")
    ]
    if homeless:
        return term("tailoring.no_round_of_its_own", name=homeless[0])
    if change.do == "move" and where[change.key] != where[after]:
        return term("tailoring.other_round", name=change.key, after=after)
    return term("tailoring.itself", name=after) if after == change.key else None


def asked_in(state: Mediation) -> dict[str, str]:
    """The round that asks each question, the case's own ones too; not of what only follows from an answer."""
    found: dict[str, str] = {}
    for round, asks in all_rounds(state):
        for one in asks:
            found.setdefault(key_of(one), round)
    return found


def all_rounds(state: Mediation) -> tuple[tuple[str, tuple[Ask, ...]], ...]:
    """Every round with its questions as this case has them, for an authority; without what depends on answers."""
    authority = Party(id="-", name="-", government=True)
    blank = Mediation(id="-", parties={"-": authority}, tailoring=state.tailoring)
    intake = tailored(blank, rounds.plain(*rounds.INTAKE))
    made = ((key, tailored(blank, asks(blank, authority))) for key, asks in rounds.ROUNDS.items())
    return (("1.intake", intake), *made)


def _wrong_addition(state: Mediation, change: Change, known: dict[str, Any], added: set[str]) -> Term | None:
    if change.key in known or change.key in added or not re.fullmatch(r"[a-z0-9_]{1,24}", change.key):
        return term("tailoring.key", name=change.key)
    if wrong := _wrong_place(state, change, {*known, *added}):
        return wrong
    if change.type in ("choice", "multichoice") and len(change.options) < 2:  # noqa: PLR2004
        return term("tailoring.options")
    return _wrong_wording(change, set())


def _wrong_wording(change: Change, places: set[str]) -> Term | None:
    if not change.nl.strip() or not change.en.strip():
        return term("tailoring.both")
    if max(len(change.nl), len(change.en)) > LONGEST:
        return term("tailoring.too_long", n=LONGEST)
    if any(set(PLACES.findall(one)) != places for one in (change.nl, change.en)):
        listed = ", ".join(f"{{{one}}}" for one in sorted(places))
        return term("tailoring.places", places=listed or term("tailoring.no_places"))
    return None


def apply(
    table: Table, user: int, changes: tuple[Change, ...], script: Script, *, whole: bool = False
) -> tuple[Table, list[Term]]:
    """All changes, or none and every mistake with its line; asked from the next round on.

    With `whole` they come in the place of all earlier ones.
    """
    state, mistakes = table.state, []
    if whole:
        state = state.model_copy(update={"tailoring": ()})
    for one in changes:
        wrong = mistake(state, one, script)
        if wrong:
            mistakes.append(term("tailoring.line", n=one.line, what=wrong))
        state = state.model_copy(update={"tailoring": (*state.tailoring, _with_phase(state, one, script))})
    if len(state.tailoring) > MOST_CHANGES:
        mistakes.append(term("tailoring.too_many", n=MOST_CHANGES))
    if mistakes:
        return table, mistakes
    edition = table.state.script_edition + 1
    record = log(table.state, user, "changed the questions", edition=edition, changes=len(changes))
    return table.plus(record, tailoring=state.tailoring, script_edition=edition), []


def _with_phase(state: Mediation, change: Change, script: Script) -> Change:
    """An added question is read in the phase of the one it follows."""
    if change.do != "add":
        return change
    base = next((one.phase for one in script.prompts if one.key == change.after), None)
    other = next((one.phase for one in state.tailoring if one.key == change.after and one.do == "add"), "1")
    return change.model_copy(update={"phase": str(base) if base is not None else other})


# ------------------------------------------------------------------ at the desk


def show(state: Mediation) -> Any:
    """What was changed so far, how to change more, and the way back."""
    lines = tuple(_line(one) for one in state.tailoring)
    parts: tuple[Piece, ...] = (term("tailoring.how"), term("tailoring.example"))
    if lines:
        parts = (term("tailoring.now", n=state.script_edition), Listing(lines=lines, first=1), *parts)
    undo = (desk_button(state, term("tailoring.undo"), "tailoring_undo"),) if lines else ()
    return say(*parts, buttons=(desk_button(state, term("tailoring.as_file"), "tailoring_file"), *undo))


def _line(change: Change) -> Term:
    """By its key, and its new wording where it has one: a script's own wording may have places to fill."""
    asked: Piece = Both(nl=change.nl, en=change.en) if change.nl else ""
    return term(f"tailoring.did.{change.do}", name=change.key, after=change.after, asked=asked)


def undo(table: Table, user: int) -> Table:
    """The last change is taken back; from the next round on."""
    state = table.state
    if not state.tailoring:
        return tell_desk(table, user, say(term("button.old")))
    edition = state.script_edition + 1
    table = table.plus(
        log(state, user, "took back a change of the questions", edition=edition),
        tailoring=state.tailoring[:-1],
        script_edition=edition,
    )
    return tell_desk(table, user, show(table.state))


def fetched(table: Table, event: Fetched, script: Script) -> Table:
    """A file of changes: all of it, or every line that is wrong and what to do."""
    user = int(event.purpose["user"])
    if event.problem:
        return tell_desk(table, user, say(term("tailoring.unreadable")))
    found = [
        term("tailoring.line", n=one["line"], what=term(f"tailoring.file.{one['key']}"))
        for one in event.purpose["mistakes"]
    ]
    changes = tuple(Change.model_validate(one) for one in event.purpose["changes"])
    edition = event.purpose.get("edition")
    if not found and edition is not None and edition != table.state.script_edition:
        older = term("tailoring.older", file=edition, now=table.state.script_edition)
        return tell_desk(table, user, say(older))
    done, mistakes = apply(table, user, changes, script, whole=edition is not None)
    if not found and not mistakes and _as_written(done.state) == _as_written(table.state):
        return tell_desk(table, user, say(term("tailoring.same", n=table.state.script_edition)))
    if found or mistakes:
        lines = Listing(lines=(*found, *mistakes))
        return tell_desk(table, user, say(term("tailoring.mistakes"), lines))
    return tell_desk(
        tell_desk(done, user, say(term("tailoring.done", n=len(changes)))), user, show(done.state)
    )


def _as_written(state: Mediation) -> tuple[Change, ...]:
    """The changes, wherever they stood in a file."""
    return tuple(one.model_copy(update={"line": 0}) for one in state.tailoring)


# ------------------------------------------------------------------ as a file


def write(table: Table, user: int) -> Table:
    """The questions of the case as they are now, in the form in which they are read again."""
    state = table.state
    material = {
        "user": user,
        "title": state.title,
        "edition": state.script_edition,
        "changes": [one.model_dump(mode="json") for one in state.tailoring],
        "rounds": [
            [key, [one.model_dump(mode="json") for one in asks if not fixed(key_of(one))]]
            for key, asks in all_rounds(state)
        ],
    }
    work = Work(mediation=state.id, job="question_file", address=state.address, material=material)
    return tell_desk(table.plus(work), user, say(term("tailoring.writing")))


def written(table: Table, event: QuestionsWritten) -> Table:
    """The file, to the mediator who asked for it."""
    told = Tell(
        mediation=table.state.id,
        user=event.user,
        say=say(term("tailoring.file_is", n=event.edition)),
        lane=Lane.NOTICE,
        file=event.file,
    )
    return table.plus(told)
