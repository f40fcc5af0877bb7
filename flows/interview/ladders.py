"""When a ladder is climbed, and where it ends: never two on one day for one person, each from a position.

Knows texts only while they pass; of a text it keeps whether it names a need, and a digest of what it says.
"""

import re
from datetime import datetime, time, timedelta

from flows.effects import WakeAt
from flows.events import Moment
from flows.interview.conversation import Interview, Later, Step, tell
from flows.interview.questions import LADDER, ladder, own_words, passed_on, read_back
from flows.kept import digest
from flows.listening import Lexicon
from flows.listening.plain import plain
from flows.listening.words import heard_by, without
from flows.messages import Quote
from flows.phrases import say, term
from flows.process.working_days import at, local_day, next_moment
from flows.script import Script
from flows.signals import Answer, Ask, Word

MORNING = time(9)
WORD = re.compile(r"\w+")
INTERESTS_PHASE = 3
# Prompts whose answers are interests already.
READ_BACK_AFTER = frozenset({"p3_more", "p3_gov_interest", "p5_objection"})


def climbs(state: Interview, answer: Answer, script: Script) -> frozenset[str]:
    """Ids of the texts from which a ladder is climbed: every position, and what sounds like one."""
    if answer.ask.prompt in script.rules:
        return frozenset()
    asked = script.prompt(answer.ask.prompt)
    if LADDER not in asked.follow or not _climbed_after(state, answer, asked.phase):
        return frozenset()
    sounding = {one.word for one in state.remarks if LADDER in one.rules}
    every = answer.ask.prompt == "p3_want"
    return frozenset(one.id for one in answer.words if every or one.id in sounding)


def _climbed_after(state: Interview, answer: Answer, phase: int) -> bool:
    """In phase 3 every position climbs, on its day. An objection holds a reading up: it climbs today or not at all."""
    if answer.ask.prompt == "p5_objection":
        return state.ladder_day is None or state.ladder_day < local_day(answer.at, state.zone)
    return phase == INTERESTS_PHASE


# ------------------------------------------------------------------ where a ladder ends


def weighed(step: Step, texts: dict[str, str], ask: Ask, script: Script) -> Step:
    """Note of positions and of a rung (texts by id) what tells where a ladder ends: the gist, and a need named."""
    lexicon, state = script.lexicon, step.state
    if lexicon is None:
        return step
    gists = {id: gist(text) for id, text in texts.items()}
    named = [id for id, text in texts.items() if ask.prompt == LADDER and names_a_need(text, lexicon)]
    return step.plus(gists={**state.gists, **gists}, needs=(*state.needs, *named))


def names_a_need(text: str, lexicon: Lexicon) -> bool:
    """A need, fear, value or condition, in either language, and not only "because": more than one solution meets it."""
    low = plain(text).low
    return any(
        heard_by(lists.need).search(without(without(low, lists.harmless_need), lists.reason))
        and not heard_by(lists.fixed).search(low)
        for lists in (lexicon.nl, lexicon.en)
    )


def gist(text: str) -> str:
    """What two texts have in common that say the same in the same words; not the words."""
    return digest(" ".join(WORD.findall(plain(text).low)))


def up(state: Interview, answer: Answer, rungs: int) -> tuple[Ask, ...]:
    """After a rung: the next, or the read-back of what was found (script, rule LUP, stop_when).

    `rungs` is how many there may be in a row. A need that was named ends the ladder. So does saying the same again:
    then the owner is asked for the reason in own words, as long as that is not one question too many.
    """
    ask = answer.ask
    if not answer.words:
        return ()
    word, rung, further = answer.words[-1], int(ask.id.rsplit(":", 1)[1]), passed_on(ask)
    last = rung + 1 >= rungs
    if word.id not in state.needs and not last:
        if _said_again(state, ask, rung, word):
            return (own_words(ask.about, ask.about, further),)
        return (ladder(Word(id=ask.about, digest=""), rung + 1, str(ask.fill.get("from", "")), further),)
    return (read_back(word, ask.about, further),)


def _said_again(state: Interview, ask: Ask, rung: int, word: Word) -> bool:
    """Whether a rung says what the position or an earlier rung said."""
    below = [state.answers.get(f"ladder:{ask.about}:{number}") for number in range(rung)]
    earlier = {ask.about, *(one.id for answer in below if answer for one in answer.words)}
    said = state.gists.get(word.id)
    return said is not None and said in {state.gists.get(one) for one in earlier}


# ------------------------------------------------------------------ when it is climbed


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


def instead_of(ask: Ask) -> tuple[Ask, ...]:
    """What comes in the place of a question that is skipped.

    A ladder skipped at its foot: what was meant as an interest is read back as it was said. Other words that do not
    come: the wording that was proposed.
    """
    proposed = ask.fill.get("interest")
    if ask.prompt == "p3_ladder_own" and isinstance(proposed, Quote):
        one = read_back(Word(id=proposed.id, digest=""), ask.about, passed_on(ask))
        return (one.model_copy(update={"round": ask.round}),)
    if ask.prompt != LADDER or not ask.id.endswith(":0") or ask.fill.get("from") not in READ_BACK_AFTER:
        return ()
    one = read_back(Word(id=ask.about, digest=""), "", passed_on(ask))
    return (one.model_copy(update={"round": ask.round}),)
