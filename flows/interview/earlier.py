"""Earlier answers: going back, changing, withdrawing, and seeing everything one gave. Nothing is ever lost by it."""

from flows.effects import Effect, Log, Withdraw
from flows.events import Moment
from flows.interview import attaching
from flows.interview.answering import settled
from flows.interview.asking import again, as_message, consent_needed, may_be_asked, next_question
from flows.interview.conversation import Interview, Step, raise_, tell, without_questions_about
from flows.interview.questions import question
from flows.messages import Listing, Piece, Quote, Say
from flows.phrases import button, say, term
from flows.script import Script
from flows.signals import Answer, Ask, Reworded, WordsWithdrawn

RELEASES = ("p4_release", "p4_release_all")
LISTED = 8  # earlier answers shown by /where and /withdraw


def back(step: Step, moment: Moment, script: Script) -> Step:
    """The question before; what was typed so far to the one in front is kept as its answer."""
    in_front = step.state.front
    step = settled(step, moment)
    if in_front and step.state.front is None:  # its points were just kept: it stays to be finished
        step = step.plus(front=in_front, trail=tuple(one for one in step.state.trail if one != in_front.id))
    state = step.state
    trail = tuple(one for one in state.trail if state.front is None or one != state.front.id)
    if not trail:
        return step.plus(tell(state, say(term("back.first"))), *again(state, script))
    earlier = state.answers[trail[-1]].ask
    if not may_be_asked(state, earlier):
        return step.plus(tell(state, consent_needed(state)))
    waiting = (state.front, *state.agenda) if state.front else state.agenda
    step = step.plus(
        trail=trail[:-1], agenda=waiting, front=earlier, elaborating=None, ticked=(), refused=False
    )
    return step.plus(tell(step.state, as_message(step.state, script)))


def reopen(step: Step, ask: Ask, moment: Moment, script: Script) -> Step:
    """An earlier question once more; what was typed so far to the one in front is kept as its answer."""
    step = settled(step, moment)
    state = step.state
    if not may_be_asked(state, ask):
        return step.plus(tell(state, consent_needed(state)))
    waiting = (state.front, *state.agenda) if state.front and state.front.id != ask.id else state.agenda
    step = step.plus(front=ask, agenda=waiting, elaborating=None, entries=(), ticked=(), refused=False)
    return step.plus(tell(step.state, as_message(step.state, script)))


def withdraw(step: Step, ask: str, script: Script) -> Step:
    """Words are taken back, and with them whatever would still be asked about them."""
    state = step.state
    answer = state.answers[ask]
    ids = with_earlier(state, tuple(word.id for word in answer.words))
    gone = answer.model_copy(update={"words": (), "status": "skipped"})
    effects: list[Effect] = [
        raise_(state, WordsWithdrawn(party=state.party, ask=ask, ids=ids)),
        tell(state, say(term("withdraw.done"))),
        Log(mediation=state.mediation, user=state.user, act="withdrew an answer", about={"ask": ask}),
    ]
    if ids:
        effects.insert(0, Withdraw(mediation=state.mediation, ids=ids))
    step = step.plus(*effects, answers={**state.answers, ask: gone})
    step = attaching.dropped_with(step, ask)
    asked = step.state.front
    step = without_questions_about(step, set(ids))
    return next_question(step, script) if asked and step.state.front is None else step


def reworded(step: Step, event: Reworded) -> Step:
    """The owner agreed to other words: they are the answer now, and are changed and taken back as it was."""
    state = step.state
    answers = {
        id: one.model_copy(
            update={"words": tuple(event.new if word.id == event.old else word for word in one.words)}
        )
        for id, one in state.answers.items()
    }
    interests = tuple(
        one.model_copy(update={"word": event.new.id}) if one.word == event.old else one
        for one in state.interests
    )
    wordings = {**state.wordings, event.new.id: event.old}
    return step.plus(answers=answers, interests=interests, wordings=wordings)


def with_earlier(state: Interview, ids: tuple[str, ...]) -> tuple[str, ...]:
    """These words, and the earlier ones of the same owner in whose place they came."""
    found = list(ids)
    for one in found:  # grows while it is walked
        earlier = state.wordings.get(one)
        if earlier and earlier not in found:
            found.append(earlier)
    return tuple(found)


def where(state: Interview, act: str, heading: Piece, page: int = 0) -> Say:
    """Earlier answers with a button each, newest first: also skipped and withdrawn ones can be given after all."""
    given = [one for one in reversed(state.trail) if act == "change" or state.answers[one].words]
    files = attaching.rows(state) if act == "withdraw" else ()
    answers = (button(question(state.answers[one].ask), state.address, do=act, ask=one) for one in given)
    all_rows = (*files, *answers)
    chosen = rows = all_rows[page * LISTED : (page + 1) * LISTED]
    if len(all_rows) > (page + 1) * LISTED:
        more = button(term("button.earlier_answers"), state.address, do="where", act=act, page=page + 1)
        rows = (*rows, more)
    if act == "withdraw" and not chosen:
        return say(term("withdraw.nothing"))
    left = len(state.agenda) + (1 if state.front else 0)
    standing = term("where.left", n=left, party=state.party_name) if left else term("where.nothing")
    mine = without_name(state) if act == "change" and not page else ()
    return say(standing, *mine, *((heading,) if rows else ()), buttons=rows, numbered=bool(rows))


def without_name(state: Interview) -> tuple[Piece, ...]:
    """What this person let others read without a name; the same question, answered otherwise, takes it back."""
    said = [one for one in state.answers.values() if one.ask.prompt in RELEASES]
    one_by_one = {one.ask.about for one in said if one.ask.prompt == RELEASES[0]}
    ids = [
        id
        for one in said
        for id in one.ask.about.split("+")
        if one.choice == (0,) and (one.ask.prompt == RELEASES[0] or id not in one_by_one)
    ]
    rewritten = {one.ask.about for one in said if one.ask.prompt == RELEASES[0] and one.choice == (1,)}
    ids += [new for new, old in state.wordings.items() if old in rewritten]
    kept = {word.id for one in state.answers.values() for word in one.words}
    lines = tuple(Quote(id=id, marks=True) for id in dict.fromkeys(ids) if id in kept)
    return (term("where.let_go"), Listing(lines=lines)) if lines else ()


def _ids(answer: Answer) -> tuple[str, ...]:
    return tuple(word.id for word in answer.words)


def own_data(state: Interview) -> Say:
    words = [id for one in state.answers.values() for id in with_earlier(state, _ids(one))]
    listed = Listing(lines=tuple(Quote(id=one, marks=True) for one in words[-60:]))
    consents = button(term("button.change_consent"), state.address, do="change", ask="on_consent_data")
    return say(
        term("mydata.heading", n=len(words)),
        *((listed,) if words else ()),
        *((term("files.mine", n=len(state.attached)),) if state.attached else ()),
        term("mydata.more"),
        buttons=(consents,) if "on_consent_data" in state.answers else (),
    )
