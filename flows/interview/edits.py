"""A message its sender changed afterwards: the first text counts until the sender says that the new one should."""

from typing import Any

from flows.events import Edited, Moment
from flows.interview.answering import followed
from flows.interview.asking import next_question
from flows.interview.conversation import Interview, Step, Typed, keep_words, record, tell
from flows.interview.following import heard, is_alarm, stopped
from flows.kept import digest
from flows.messages import Quote
from flows.phrases import button, say, term
from flows.script import Script
from flows.signals import Ask, Word

REMEMBERED = 100  # messages whose place is known


def noted(step: Step, message: int, ask: Ask, word: Word) -> Step:
    """Remember which message a text came in."""
    if not message:
        return step
    one = Typed(message=message, ask=ask.id, word=word.id)
    return step.plus(typed=(*step.state.typed, one)[-REMEMBERED:])


def edited(step: Step, event: Edited, moment: Moment, script: Script) -> Step:
    """Ask whether the new text is to be used; both are kept."""
    state = step.state
    found = next((one for one in state.typed if one.message == event.message_id), None)
    ask, old = _place(state, found) if found else (None, None)
    if ask is None or old is None:
        return step.plus(tell(state, say(term("edited.first_counts"))))
    if old.digest == digest(event.text):
        return step
    new, kept = keep_words(state, ask, event.text, moment, script)
    step = heard(step.plus(kept), new, event.text, ask, moment, script)
    if is_alarm(step.state, (new,)):
        return stopped(_beside(step, ask, new, moment), ask)
    press = {"do": "edit", "ask": ask.id, "message": event.message_id, "old": old.id, "new": new.id}
    buttons = (
        button(term("edited.use_new"), state.address, **press, digest=new.digest, use=True),
        button(term("edited.keep_first"), state.address, **press, digest=new.digest, use=False),
    )
    shown = term("edited.which", first=Quote(id=old.id), new=Quote(id=new.id))
    return step.plus(tell(state, say(shown, buttons=buttons, numbered=True)))


def _beside(step: Step, ask: Ask, new: Word, moment: Moment) -> Step:
    """What needs a human is known to the mediator, beside what was answered."""
    answer = step.state.answers.get(ask.id)
    if answer is None:
        return record(step, ask, moment, words=(*step.state.entries, new)).plus(entries=())
    return record(step, ask, moment, choice=answer.choice, words=(*answer.words, new))


def _place(state: Interview, typed: Typed) -> tuple[Ask | None, Word | None]:
    """The question and the text a message stands for now: in an answer given, or among points still being typed."""
    if state.front and state.front.id == typed.ask:
        entry = next((one for one in state.entries if one.id == typed.word), None)
        if entry:
            return state.front, entry
    answer = state.answers.get(typed.ask)
    word = next((one for one in answer.words if one.id == typed.word), None) if answer else None
    return (answer.ask, word) if answer and word else (None, None)


def edit_chosen(step: Step, press: dict[str, Any], moment: Moment, script: Script) -> Step:
    """The sender chose between the two texts."""
    state = step.state
    typed = Typed(message=int(press["message"]), ask=str(press["ask"]), word=str(press["old"]))
    ask, old = _place(state, typed)
    if ask is None or old is None:
        return step.plus(tell(state, say(term("button.old"))))
    if not press["use"]:
        return step.plus(tell(state, say(term("edited.kept_first"))))
    new = Word(id=str(press["new"]), digest=str(press["digest"]))
    swapped = typed.model_copy(update={"word": new.id})
    known = tuple(swapped if one.message == typed.message else one for one in state.typed)
    step = step.plus(tell(state, say(term("edited.used_new"))), typed=known)
    if old in state.entries:
        return step.plus(entries=tuple(new if one == old else one for one in state.entries))
    return _replaced(step, ask, old, new, moment, script)


def _replaced(step: Step, ask: Ask, old: Word, new: Word, moment: Moment, script: Script) -> Step:
    """The answer with the new text in the place of the first; what follows from the new one is asked."""
    answer = step.state.answers[ask.id]
    words = tuple(new if one == old else one for one in answer.words)
    reopened = step.state.front if step.state.front and step.state.front.id == ask.id else None
    step = record(step, ask, moment, choice=answer.choice, words=words)
    step = step.plus(front=reopened) if reopened else step
    changed = step.state.answers[ask.id].model_copy(update={"words": (new,)})
    step = followed(step, changed, moment, script)
    return step if step.state.front else next_question(step, script)
