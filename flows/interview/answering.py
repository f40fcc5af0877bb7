"""Answers of each kind: what is kept of them, what they lead to, and that each is told to the mediation once."""

from flows.effects import Circle, Log, Raise, Recast
from flows.events import Moment
from flows.interview import option_asks
from flows.interview.asking import CONSENTS_NEEDED, as_message, consent_needed, next_question
from flows.interview.conversation import Interview, Step, raise_, record, tell
from flows.interview.following import asked_back, checked_back, is_alarm, settled_back, stopped
from flows.interview.framing import thanked
from flows.interview.ladders import climbs, instead_of, paced, up
from flows.interview.questions import (
    GROUP_TOO,
    LADDER,
    MEDIATOR_ONLY,
    REWORD,
    OwnInterest,
    after,
    importance,
    kind_of,
    labels,
    passed_on,
    read_back,
    reworded,
    wants_words,
)
from flows.messages import Quote, Say
from flows.phrases import button, say, term
from flows.script import Kind, Script
from flows.signals import Answer, Ask, HumanWanted, LanguageChosen, Word

ENTRIES = 50


def choose(step: Step, option: int, moment: Moment, script: Script) -> Step:
    ask = step.state.front
    if ask is None or not 0 <= option < len(labels(ask, script)):
        return step
    if ask.prompt == "p3_confirm_interest" and option == REWORD:
        wording = reworded(ask).model_copy(update={"round": ask.round, "edition": ask.edition})
        return next_question(step.plus(front=None, agenda=(wording, *step.state.agenda)), script)
    if wants_words(ask, option, script):
        step = step.plus(elaborating=option)
        return step.plus(tell(step.state, _elaborate(step.state, ask, option, script)))
    return answered(step, ask, moment, script, choice=(option,))


def _elaborate(state: Interview, ask: Ask, option: int, script: Script) -> Say:
    """Words after a choice; after a step of a scale they can be left out."""
    scale = kind_of(ask, script) is Kind.SCALE
    skip = (button(term("button.skip"), state.address, do="skip", ask=ask.id),) if scale else ()
    wanted = term("elaborate.scale") if scale else term("elaborate.option")
    return say(labels(ask, script)[option], wanted, buttons=skip)


def elaborated(step: Step, word: Word, moment: Moment, script: Script) -> Step:
    ask, option = step.state.front, step.state.elaborating
    if ask is None or option is None:
        return step
    step = step.plus(elaborating=None)
    if ask.prompt == "p3_confirm_interest" and is_alarm(step.state, (word,)):
        return stopped(record(step, ask, moment, choice=(option,), words=(word,)), ask)
    if ask.prompt == "p3_confirm_interest":  # words that were asked for before p3_ladder_own was
        again = read_back(word, ask.about, passed_on(ask))
        return next_question(step.plus(agenda=(again, *step.state.agenda)), script)
    chosen = tuple(sorted({*step.state.ticked, option}))
    return answered(step, ask, moment, script, choice=chosen, words=(word,))


def entered(step: Step, word: Word, moment: Moment, script: Script) -> Step:
    """One entry of several."""
    entries = (*step.state.entries, word)
    step = step.plus(entries=entries)
    front = step.state.front
    if front and len(entries) >= ENTRIES:
        step = step.plus(tell(step.state, say(term("entries.enough", n=ENTRIES))))
        return answered(step, front, moment, script, words=entries)
    return step.plus(tell(step.state, _more(step.state)))


def _more(state: Interview) -> Say:
    ask = state.front.id if state.front else ""
    return say(
        term("entries.noted", n=len(state.entries)),
        buttons=(button(term("button.done"), state.address, do="done", ask=ask),),
    )


def tick(step: Step, option: int, script: Script) -> Step:
    state = step.state
    ticked = (
        tuple(one for one in state.ticked if one != option)
        if option in state.ticked
        else tuple(sorted((*state.ticked, option)))
    )
    step = step.plus(ticked=ticked)
    return step.plus(tell(step.state, as_message(step.state, script), edit=True))


def done(step: Step, moment: Moment, script: Script) -> Step:
    state = step.state
    ask = state.front
    if ask is None:
        return step
    kind = kind_of(ask, script)
    if kind is Kind.MULTI and state.entries:
        return answered(step, ask, moment, script, words=state.entries)
    if kind is Kind.MULTICHOICE and not (ask.required and not state.ticked):
        return answered(step, ask, moment, script, choice=state.ticked)
    return step.plus(tell(state, say(term("done.nothing_yet"))))


def skip(step: Step, moment: Moment, script: Script) -> Step:
    state = step.state
    ask = state.front
    if ask is None:
        return step
    if state.elaborating is not None and kind_of(ask, script) is Kind.SCALE:
        chosen = state.elaborating
        return answered(step.plus(elaborating=None), ask, moment, script, choice=(chosen,))
    earlier = state.answers.get(ask.id)
    if earlier and earlier.status == "answered" and not state.entries:  # gone back to, and left as it was
        trail = (*(one for one in state.trail if one != ask.id), ask.id)
        left = step.plus(front=None, elaborating=None, ticked=(), trail=trail)
        return next_question(left, script)
    if is_question_back(ask, script):
        return answered(step.plus(elaborating=None), ask, moment, script)
    if ask.required:
        return step.plus(tell(state, say(term("skip.not_here"))), tell(state, as_message(state, script)))
    if state.entries:
        return answered(step, ask, moment, script, words=state.entries)
    step = record(step, ask, moment, status="skipped")
    step = step.plus(elaborating=None, ticked=(), agenda=instead_of(ask) + step.state.agenda)
    return next_question(step, script)


def that_is_it(step: Step, moment: Moment, script: Script) -> Step:
    """The way out of a ladder: the last rung climbed is the interest."""
    ask = step.state.front
    if ask is None or ask.prompt != LADDER:
        return step
    position, rung = ask.about, int(ask.id.rsplit(":", 1)[1])
    climbed = step.state.answers.get(f"ladder:{position}:{rung - 1}")
    step = record(step, ask, moment, status="skipped")
    found = climbed.words[-1:] if climbed else ()
    extra = tuple(read_back(one, position, passed_on(ask)) for one in found)
    return next_question(step.plus(agenda=extra + step.state.agenda), script)


def answered(
    step: Step,
    ask: Ask,
    moment: Moment,
    script: Script,
    choice: tuple[int, ...] = (),
    words: tuple[Word, ...] = (),
) -> Step:
    """Record, ask back or follow up, ask the next."""
    if ask.prompt == "p3_confirm_interest":
        step = _confirmed(step, ask, choice[0], moment)
    elif is_question_back(ask, script):
        step, settled_part = settled_back(step, ask, moment, choice, words)
        step = followed(step, settled_part, moment, script) if settled_part else step
    else:
        step = record(step, ask, moment, choice=choice, words=words)
        step = followed(step, step.state.answers[ask.id], moment, script)
    step = act_at_once(step, ask, choice)
    step = step.plus(entries=(), ticked=(), elaborating=None)
    if is_alarm(step.state, words):
        return stopped(step.plus(front=None), ask)
    return step if step.state.refused else next_question(step, script)


def is_question_back(ask: Ask, script: Script) -> bool:
    return ask.prompt in script.rules and ask.prompt != LADDER


def followed(step: Step, answer: Answer, moment: Moment, script: Script) -> Step:
    """What an answer leads to: questions back about some of its texts, and what follows from the others."""
    step = step if is_alarm(step.state, answer.words) else thanked(step, answer, script)
    back = asked_back(step.state, answer)
    clear = answer.model_copy(update={"words": tuple(one for one in answer.words if one.id not in back)})
    extra = tuple(back.values()) or checked_back(step.state, answer, script)
    step = step.plus(agenda=extra + step.state.agenda)
    return paced(step, follow(step.state, clear, script), moment)


def follow(state: Interview, answer: Answer, script: Script) -> tuple[Ask, ...]:
    asked = {one.id for one in state.waiting}
    if answer.ask.prompt.startswith("p5_option"):
        extra = option_asks.after(answer, script, state.interests)
    elif answer.ask.prompt == LADDER:
        extra = up(state, answer, script.rules[LADDER].max)
    else:
        extra = after(answer, script, state.interests, climbs(state, answer, script))
    brought = {"round": answer.ask.round, "edition": answer.ask.edition}
    return tuple(one.model_copy(update=brought) for one in extra if one.id not in asked)


def _confirmed(step: Step, ask: Ask, option: int, moment: Moment) -> Step:
    """The owner's yes to exactly this wording makes it an interest, in the circle the owner chose."""
    state = step.state
    source = ask.fill["interest"]
    if not isinstance(source, Quote) or option not in (GROUP_TOO, MEDIATOR_ONLY):
        return step
    known = str(ask.fill.get("id", ""))  # confirmed before, and now changed
    interest = OwnInterest(id=known or _next_id(state), word=f"w{moment.dice[:16]}i")
    others = tuple(one for one in state.interests if one.id != interest.id)
    recast = Recast(
        id=interest.word,
        source=source.id,
        mediation=state.mediation,
        party=state.party,
        user=state.user,
        kind="interest",
        circle=Circle.ATTRIBUTED if option == GROUP_TOO else Circle.MEDIATOR,
        edition=ask.edition,
        at=moment.now,
    )
    named = ask.model_copy(update={"fill": {**ask.fill, "id": interest.id}})
    step = step.plus(recast, interests=(*others, interest))
    step = record(step, named, moment, choice=(option,), words=(Word(id=interest.word, digest=""),))
    return step.plus(agenda=(importance(interest), *step.state.agenda))


def highest_number(state: Interview) -> int:
    """The highest number that an interest of this party has or had."""
    return max(max((int(one.id.rsplit(".", 1)[1]) for one in state.interests), default=0), state.numbered)


def _next_id(state: Interview) -> str:
    return f"{state.party}.{highest_number(state) + 1}"


def act_at_once(step: Step, ask: Ask, choice: tuple[int, ...]) -> Step:
    """Language and consents act at once; without the two that are needed nothing more is asked."""
    state = step.state
    if ask.prompt == "on_language":
        chosen = LanguageChosen(language=("nl", "en")[choice[0]])
        return step.plus(Raise(address=f"person:{state.user}", event=chosen.model_dump(mode="json")))
    no = (ask.prompt == "on_confidential" and choice[0] != 0) or (
        ask.prompt == "on_consent_data" and not set(choice) >= CONSENTS_NEEDED
    )
    if no:
        step = step.plus(
            tell(state, consent_needed(state)),
            raise_(state, HumanWanted(party=state.party)),
            refused=True,
            front=None,
        )
    if ask.prompt in ("on_consent_data", "on_confidential"):
        act = "did not consent" if no else "consented"
        record = Log(
            mediation=state.mediation,
            user=state.user,
            act=act,
            about={"prompt": ask.prompt, "options": ",".join(map(str, choice))},
        )
        step = step.plus(record)
    return step


def settled(step: Step, moment: Moment) -> Step:
    """Before turning to something else: the points typed so far are the answer, and nothing is half chosen."""
    ask = step.state.front
    if ask and step.state.entries:
        step = record(step, ask, moment, words=step.state.entries)
    return step.plus(entries=(), ticked=(), elaborating=None)
