"""When a ladder is climbed: never two on one day for one person, each from a position (or what is one after all)."""

from datetime import datetime, time, timedelta

from flows.conversation import Interview, Later, Step, tell
from flows.effects import WakeAt
from flows.events import Moment
from flows.phrases import say, term
from flows.questions import LADDER, read_back
from flows.script import Script
from flows.signals import Answer, Ask, Word
from flows.working_days import at, local_day, next_moment

MORNING = time(9)
INTERESTS_PHASE = 3
READ_BACK_AFTER = frozenset({"p3_more", "p3_gov_interest"})  # prompts whose answers are interests already


def climbs(state: Interview, answer: Answer, script: Script) -> frozenset[str]:
    """Ids of the texts from which a ladder is climbed: every position, and what sounds like one."""
    if answer.ask.prompt in script.rules:
        return frozenset()
    asked = script.prompt(answer.ask.prompt)
    if asked.phase != INTERESTS_PHASE or LADDER not in asked.follow:
        return frozenset()
    sounding = {one.word for one in state.remarks if LADDER in one.rules}
    every = answer.ask.prompt == "p3_want"
    return frozenset(one.id for one in answer.words if every or one.id in sounding)


def paced(step: Step, asks: tuple[Ask, ...], moment: Moment) -> Step:
    """The first ladder today, every other on a day of its own; all other questions at once."""
    now: list[Ask] = []
    told = False
    for ask in asks:
        if not (ask.prompt == LADDER and ask.id.endswith(":0")):
            now.append(ask)
            continue
        state = step.state
        today = local_day(moment.now, state.zone)
        planned = state.ladder_day
        day = today if planned is None or planned < today else planned + timedelta(days=1)
        step = step.plus(ladder_day=day)
        if day == today:
            now.append(ask)
            continue
        contact = state.answers.get("on_contact")
        due = next_moment(at(day, MORNING, state.zone), state.zone, contact.choice if contact else ())
        step = put_off(step, (ask,), due, ask.about)
        if not told:
            told = True
            step = step.plus(tell(state, say(term("ladder.another_day"))))
    return step.plus(agenda=tuple(now) + step.state.agenda)


def put_off(step: Step, asks: tuple[Ask, ...], due: datetime, name: str) -> Step:
    """Questions for a later moment; `name` tells their timer apart from the others of this person."""
    state = step.state
    key = f"{state.mediation}:{state.party}:later:{name}"
    return step.plus(
        WakeAt(key=key, due=due, address=state.address, event={"ring": "later"}),
        later=(*state.later, *(Later(ask=one, due=due) for one in asks)),
    )


def taken_up(step: Step, moment: Moment) -> Step:
    """What was put off until now is asked with the rest."""
    due = tuple(one.ask for one in step.state.later if one.due <= moment.now)
    left = tuple(one for one in step.state.later if one.due > moment.now)
    return step.plus(agenda=step.state.agenda + due, later=left)


def instead_of_ladder(ask: Ask) -> tuple[Ask, ...]:
    """A ladder that is skipped at its foot: what was meant as an interest is read back as it was said."""
    if ask.prompt != LADDER or not ask.id.endswith(":0") or ask.fill.get("from") not in READ_BACK_AFTER:
        return ()
    return (read_back(Word(id=ask.about, digest="")).model_copy(update={"round": ask.round}),)
