"""The interview of a party without Telegram: the same one, answered by the mediator, also from a filled-in file.

An answer on paper is kept and told like any other; no question is sent in between. What is the mediator's own, the
language of the chat and its menu, is left alone.
"""

from hashlib import sha256

from flows.decision import Decision
from flows.effects import Effect, Menu, Raise
from flows.events import AnsweredOnPaper, Moment, OnPaper
from flows.interview import interview
from flows.interview.answering import act_at_once, followed
from flows.interview.asking import again, next_question
from flows.interview.conversation import Interview, Step, keep_words, record
from flows.interview.following import heard, is_alarm, stopped
from flows.script import Script
from flows.signals import Ask, Word

Event = interview.Event | AnsweredOnPaper


def decide(state: Interview, event: Event, moment: Moment, script: Script) -> Decision[Interview]:
    """As the interview decides, and for a party without Telegram a little more and a little less."""
    if isinstance(event, AnsweredOnPaper):
        step = on_paper(Step(state=state), event, moment, script)
        decision: Decision[Interview] = Decision(state=step.state, effects=step.effects)
    else:
        decision = interview.decide(state, event, moment, script)
    if not decision.state.proxy:
        return decision
    return decision.model_copy(update={"effects": tuple(filter(_for_the_party, decision.effects))})


def _for_the_party(effect: Effect) -> bool:
    """Whether it is about the party, and not about the chat of the mediator who answers for it."""
    if isinstance(effect, Raise):
        return effect.event.get("t") != "language_chosen"
    return not isinstance(effect, Menu)


def on_paper(step: Step, event: AnsweredOnPaper, moment: Moment, script: Script) -> Step:
    """All answers of the file, by proxy only; an answer to what is no longer asked changes nothing."""
    if not step.state.proxy or step.state.held:
        return step
    before = step.state.front
    for number, one in enumerate(event.answers):
        ask = _asked(step, one.ask)
        if ask is None or step.state.refused or step.state.held:
            continue
        step = _one(step, ask, one, _rolled(moment, number), script)
    if step.state.refused or step.state.held:
        return step
    if step.state.front is None:
        return next_question(step, script)
    return step.plus(*again(step.state, script)) if step.state.front != before else step


def _rolled(moment: Moment, number: int) -> Moment:
    """Dice of its own for each text: ids are made of them, and the event brought only one throw."""
    dice = sha256(f"{moment.dice}:{number}".encode()).hexdigest()[: len(moment.dice)]
    return moment.model_copy(update={"dice": dice})


def _asked(step: Step, id: str) -> Ask | None:
    return next((one for one in step.state.waiting if one.id == id), None)


def _one(step: Step, ask: Ask, answer: OnPaper, moment: Moment, script: Script) -> Step:
    state = step.state
    step = step.plus(
        agenda=tuple(one for one in state.agenda if one.id != ask.id),
        later=tuple(one for one in state.later if one.ask.id != ask.id),
    )
    if state.front and state.front.id == ask.id:
        step = step.plus(entries=(), ticked=(), elaborating=None)
    if answer.skipped:
        return record(step, ask, moment, status="skipped")
    words: list[Word] = []
    for number, text in enumerate(answer.texts):
        rolled = _rolled(moment, number)
        word, kept = keep_words(step.state, ask, text, rolled, script)
        words.append(word)
        step = heard(step.plus(kept), word, text, ask, rolled, script)
    step = record(step, ask, moment, choice=answer.choice, words=tuple(words))
    if is_alarm(step.state, tuple(words)):
        return stopped(step, ask)
    step = followed(step, step.state.answers[ask.id], moment, script)
    return act_at_once(step, ask, answer.choice)
