"""The private interview of one person for one party: one question at a time, with skip, back, change and a human.

1. The mediator confirms the seat: consents first, no question of substance before them.
2. A round brings its questions; each answer is kept, and told to the mediation by id and choice only.
3. A position climbs a ladder to an interest (at most three rungs), which is read back and confirmed by its owner.
4. Nothing is lost: an earlier answer can be changed or withdrawn, a skip is an answer.
"""

from datetime import datetime, timedelta
from typing import Any

from flows.decision import Decision
from flows.effects import Lane, Log, Menu
from flows.events import Commanded, Edited, Moment, Pressed, Rang, Said, SentFile
from flows.interview import attaching, leaving
from flows.interview.answering import (
    answered,
    choose,
    done,
    elaborated,
    entered,
    followed,
    highest_number,
    settled,
    skip,
    that_is_it,
    tick,
)
from flows.interview.asking import again, as_message, consent_needed, next_question
from flows.interview.conversation import Interview, Step, keep_words, raise_, record, tell
from flows.interview.earlier import back, own_data, reopen, reworded, where, withdraw
from flows.interview.edits import edit_chosen, edited, noted
from flows.interview.following import heard, is_alarm, still_to_settle, stopped
from flows.interview.ladders import put_off, taken_up
from flows.interview.questions import LADDER, begun, kind_of
from flows.not_yours import stale
from flows.phrases import say, term
from flows.script import Kind, Script
from flows.signals import (
    Answer,
    Ask,
    FileKept,
    FilesAllowed,
    ForInterview,
    HandedOver,
    HumanWanted,
    PressedInGroup,
    Reworded,
    RoundClosed,
    RoundOpened,
    SeatRevoked,
    SeatTaken,
    WentOn,
)

# UTF-16 units, as Telegram counts: a client cuts a text over 4096 at the best place in the second half of that.
MAY_GO_ON = 2048
SOMETHING_ELSE = 5  # option of on_contact that is typed
SAME_BREATH = timedelta(seconds=10)

Event = Said | Commanded | Pressed | Edited | Rang | ForInterview | attaching.Event


def decide(  # noqa: C901  a table of cases
    state: Interview, event: Event, moment: Moment, script: Script
) -> Decision[Interview]:
    """The next question, receipt or explanation for this person."""
    match event:
        case (
            SeatTaken()
            | SeatRevoked()
            | HandedOver()
            | RoundOpened()
            | RoundClosed()
            | PressedInGroup()
            | WentOn()
            | Reworded()
        ):
            step = _signalled(Step(state=state), event, moment, script)
        case Pressed() if event.sender.user == state.user:
            step = _pressed(Step(state=state.having(long_since=None)), event.press, moment, script)
        case Said() if event.sender.user == state.user:
            step = _said(Step(state=state), event, moment, script)
        case Commanded() if event.sender.user == state.user:
            step = _commanded(Step(state=state.having(long_since=None)), event, moment, script)
        case Edited() if event.sender.user == state.user:
            step = edited(Step(state=state), event, moment, script)
        case Rang():
            step = _rang(Step(state=state), moment, script)
        case SentFile() | FileKept() | FilesAllowed():
            step = attaching.decide(Step(state=state), event, moment, script)
        case Pressed():
            return Decision(state=state, effects=(stale(event),))
        case _:
            return Decision(state=state, ignored=True)
    step = leaving.wanted(step, state.answers.get("p6_data"))
    return Decision(state=step.state, effects=step.effects)


def _signalled(  # noqa: C901  a table of cases
    step: Step, event: ForInterview, moment: Moment, script: Script
) -> Step:
    match event:
        case SeatTaken():
            taken = step.state.having(
                party_name=event.party_name,
                user=event.sender.user,
                zone=event.zone,
                until=event.until,
                proxy=event.proxy,
                files=event.files,
            )
            step = Step(state=taken).plus(
                Menu(mediation=taken.mediation, chat=taken.user, role="party"),
                agenda=tuple(one.model_copy(update={"round": event.round}) for one in event.asks),
                rounds=(event.round,),
            )
            return next_question(step, script)
        case SeatRevoked():
            return Step(state=_emptied(step.state, event))
        case HandedOver():
            return _handed_over(step.plus(user=event.user), script)
        case RoundOpened():
            return _opened(step, event, moment, script)
        case RoundClosed():
            return _closed(step, event, moment, script)
        case PressedInGroup():
            return _pressed_in_group(step, event, moment, script)
        case WentOn():
            return _went_on(step, script)
        case Reworded():
            return reworded(step, event)


def _handed_over(step: Step, script: Script) -> Step:
    """Whoever enters the answers now gets what is open: the question in front, or the offer to begin."""
    if step.state.front:
        return step.plus(*again(step.state, script))
    return next_question(step, script) if step.state.agenda else step


def _emptied(state: Interview, event: SeatRevoked) -> Interview:
    """The seat without its person: nothing of what was said in private goes to whoever sits here next."""
    kept = tuple(one for one in state.interests if one.id in event.interests)
    return Interview(
        mediation=state.mediation, party=state.party, interests=kept, numbered=highest_number(state)
    )


def _went_on(step: Step, script: Script) -> Step:
    """The mediator spoke with the person: where they were is where it goes on."""
    step = step.plus(tell(step.state, say(term("follow.went_on"))), held=False)
    if step.state.front:
        return step.plus(*again(step.state, script))
    return next_question(step, script)


def _rang(step: Step, moment: Moment, script: Script) -> Step:
    """A question that was put off falls due."""
    step = taken_up(step, moment)
    return step if step.state.front else next_question(step.plus(counted=0), script)


def _opened(step: Step, event: RoundOpened, moment: Moment, script: Script) -> Step:
    """The questions of a round: behind what is being asked, or, where nothing is, in the person's own hours."""
    step = _superseded(step, event)
    state = step.state
    asks = tuple(one.model_copy(update={"round": event.round}) for one in event.asks)
    known = state.rounds if event.round in state.rounds else (*state.rounds, event.round)
    step = step.plus(rounds=known, until=event.until)
    if state.front is None and event.not_before and event.not_before > moment.now:
        return put_off(step, asks, event.not_before, event.round)
    if event.at_once and state.front:
        step = settled(step, moment)
        asks, step = (*asks, state.front), step.plus(front=None)
    step = step.plus(agenda=asks + state.agenda if event.urgent else state.agenda + asks)
    state = step.state
    return step if state.front else next_question(step.plus(counted=0), script)


def _superseded(step: Step, event: RoundOpened) -> Step:
    """What was said about an earlier version of a package can no longer be changed: it no longer counts."""
    state = step.state
    versions = {one.about.split(":")[0] for one in event.asks if one.prompt.startswith("p5_")}
    packages = {one.split(".")[0] for one in versions if "." in one}

    def old(answer: Answer) -> bool:
        about = answer.ask.about.split(":")[0]
        return "." in about and about.split(".")[0] in packages and about not in versions

    gone = {
        id
        for id, one in state.answers.items()
        if one.ask.prompt.startswith(("p5_", "p6_commit")) and old(one)
    }
    return step.plus(
        answers={id: one for id, one in state.answers.items() if id not in gone},
        trail=tuple(one for one in state.trail if one not in gone),
    )


def _closed(step: Step, event: RoundClosed, moment: Moment, script: Script) -> Step:
    """What belongs to the round is no longer asked; points typed so far are kept; the consents stay to be asked."""
    if event.round not in step.state.rounds:
        return step
    step = settled(step, moment)
    state = step.state

    def over(ask: Ask | None) -> bool:
        return ask is not None and ask.round == event.round and not ask.prompt.startswith("on_")

    notice = tell(state, say(term("round.closed")), lane=Lane.NOTICE)
    step = step.plus(
        notice,
        rounds=tuple(one for one in state.rounds if one != event.round),
        agenda=tuple(one for one in state.agenda if not over(one)),
        later=tuple(one for one in state.later if not over(one.ask)),
        front=None if over(state.front) else state.front,
    )
    left = step.state.agenda or step.state.rounds
    return next_question(step, script) if left and step.state.front is None else step


def _pressed_in_group(step: Step, event: PressedInGroup, moment: Moment, script: Script) -> Step:
    """An answer by a button in the group: the same question as in private, answered once."""
    state = step.state
    known = [one for one in state.waiting if one.id == event.ask]
    earlier = state.answers.get(event.ask)
    ask = known[0] if known else earlier.ask if earlier else None
    if ask is None:
        return step
    in_front = state.front is not None and state.front.id == ask.id
    waiting = tuple(one for one in state.agenda if one.id != ask.id)
    step = step.plus(later=tuple(one for one in state.later if one.ask.id != ask.id))
    if in_front or state.front is None:
        return choose(step.plus(front=ask, agenda=waiting, elaborating=None), event.choice, moment, script)
    recorded = record(step.plus(agenda=waiting), ask, moment, choice=(event.choice,))
    return followed(recorded, recorded.state.answers[ask.id], moment, script)


def _said(step: Step, event: Said, moment: Moment, script: Script) -> Step:
    state, text = step.state, event.text
    if state.held:
        return _while_held(step, text, moment, script)
    if continued := _continued(step, text, moment, script):
        return continued
    if state.refused:
        return step.plus(tell(state, consent_needed(state)))
    if state.front is None:
        return _came_by(step, script) or step.plus(tell(state, say(term("nothing_asked"))))
    kind = kind_of(state.front, script)
    if state.elaborating is None and state.front.prompt == "on_contact":
        step = step.plus(elaborating=SOMETHING_ELSE)
    if state.elaborating is None and kind in (Kind.CHOICE, Kind.CONFIRM):
        step = step.plus(elaborating=begun(state.front, text, script))
    if step.state.elaborating is None and kind not in (Kind.TEXT, Kind.MULTI):
        return step.plus(tell(state, say(term("press_a_button"))), tell(state, as_message(state, script)))
    return _in_words(step, state.front, event, moment, script)


def _came_by(step: Step, script: Script) -> Step | None:
    """Whoever comes by outside their own hours gets the questions that waited for those hours, where there are any."""
    waited = tuple(one.ask for one in step.state.later if one.ask.prompt != LADDER)
    if not waited or step.state.front or step.state.agenda:
        return None
    ladders = tuple(one for one in step.state.later if one.ask.prompt == LADDER)
    return next_question(step.plus(agenda=waited, later=ladders, counted=0), script)


def _in_words(step: Step, ask: Ask, event: Said, moment: Moment, script: Script) -> Step:
    """A text for the question in front: an answer, one of several points, or the words a choice asked for."""
    word, kept = keep_words(step.state, ask, event.text, moment, script)
    step = step.plus(kept, long_since=_cut_at(event.text, moment), long_ask=ask.id)
    step = noted(heard(step, word, event.text, ask, moment, script), event.message_id, ask, word)
    if step.state.elaborating is not None:
        return elaborated(step, word, moment, script)
    if kind_of(ask, script) is not Kind.MULTI:
        return answered(step, ask, moment, script, words=(word,))
    if is_alarm(step.state, (word,)):
        return answered(step, ask, moment, script, words=(*step.state.entries, word))
    return entered(step, word, moment, script)


def _while_held(step: Step, text: str, moment: Moment, script: Script) -> Step:
    """Until the mediator has called: what is said is kept with what was said before, for the mediator only."""
    last = step.state.answers[step.state.trail[-1]]
    word, kept = keep_words(step.state, last.ask, text, moment, script)
    step = step.plus(kept, aside=(*step.state.aside, word.id))
    step = record(step, last.ask, moment, choice=last.choice, words=(*last.words, word))
    return step.plus(tell(step.state, say(term("follow.held"))))


def _cut_at(text: str, moment: Moment) -> datetime | None:
    """Now, where a client may have cut a longer text after this."""
    return moment.now if len(text.encode("utf-16-le")) // 2 >= MAY_GO_ON else None


def _continued(step: Step, text: str, moment: Moment, script: Script) -> Step | None:
    """The rest of a text that a client cut into several messages belongs to the answer it began in."""
    state = step.state
    if state.long_since is None or moment.now - state.long_since > SAME_BREATH:
        return None
    earlier = state.answers.get(state.long_ask)
    if earlier is None or (state.front and state.front.id == state.long_ask):
        return None
    word, kept = keep_words(state, earlier.ask, text, moment, script)
    first = len(earlier.words) == 1
    told = (tell(state, say(term("long.added"))),) if first else ()
    step = heard(step.plus(kept, *told), word, text, earlier.ask, moment, script)
    step = step.plus(long_since=_cut_at(text, moment))
    step = record(step, earlier.ask, moment, choice=earlier.choice, words=(*earlier.words, word))
    if is_alarm(step.state, (word,)):
        return stopped(step, earlier.ask)
    back = still_to_settle(step.state, step.state.answers[earlier.ask.id], word)
    step = step.plus(agenda=back + step.state.agenda)
    return next_question(step, script) if back and step.state.front is None else step


def _commanded(step: Step, event: Commanded, moment: Moment, script: Script) -> Step:
    state = step.state
    ask = state.front.id if state.front else ""
    match event.name:
        case "skip" | "done" if not ask:
            return step.plus(tell(state, say(term("nothing_asked"))))
        case "skip" | "back" | "done":
            return _pressed(step, {"do": event.name, "ask": ask}, moment, script)
        case "human":
            return step.plus(
                tell(state, say(term("human.coming"))),
                raise_(state, HumanWanted(party=state.party)),
                Log(mediation=state.mediation, user=state.user, act="asked for a human"),
            )
        case "where":
            listed = tell(state, where(state, "change", term("where.change")))
            return _came_by(step, script) or step.plus(listed, *again(state, script))
        case "withdraw":
            return step.plus(tell(state, where(state, "withdraw", term("withdraw.which"))))
        case "mydata":
            return step.plus(tell(state, own_data(state)))
        case _:
            return step.plus(tell(state, say(term("command.not_here"))), *again(state, script))


def _pressed(  # noqa: C901, PLR0912  a table of cases
    step: Step, press: dict[str, Any], moment: Moment, script: Script
) -> Step:
    state = step.state
    act, ask = press.get("do"), str(press.get("ask", ""))
    if state.held:
        return step.plus(tell(state, say(term("follow.held"))))
    if act == "enter":
        entering = step.plus(entering=True)
        return entering.plus(*again(state, script)) if state.front else next_question(entering, script)
    if act == "where":
        listed = where(state, str(press["act"]), term("where.change"), int(press["page"]))
        return step.plus(tell(state, listed))
    if act == "drop_file":
        return attaching.dropped(step, str(press["file"]))
    if act == "edit":
        return edit_chosen(step, press, moment, script)
    if act == "back":
        return back(step, moment, script)
    if act == "change" and ask in state.answers:
        return reopen(step, state.answers[ask].ask, moment, script)
    if act == "withdraw" and ask in state.answers:
        return withdraw(step, ask, script)
    if act in ("erase_mine", "keep_mine"):
        return leaving.pressed(step, erase=act == "erase_mine")
    if state.front is None or state.front.id != ask:
        return _elsewhere(step, ask, press, moment, script)
    match act:
        case "choose":
            return choose(step, int(press["option"]), moment, script)
        case "tick":
            return tick(step, int(press["option"]), script)
        case "done":
            return done(step, moment, script)
        case "skip":
            return skip(step, moment, script)
        case "that_is_it":
            return that_is_it(step, moment, script)
        case _:
            return step


def _elsewhere(step: Step, ask: str, press: dict[str, Any], moment: Moment, script: Script) -> Step:
    """A button of another question than the one in front: a reading may change until the close, others by /where."""
    earlier = step.state.answers.get(ask)
    if earlier and earlier.ask.prompt == "p5_support" and press.get("do") == "choose":
        changed = record(step, earlier.ask, moment, choice=(int(press["option"]),))
        changed = followed(changed, changed.state.answers[ask], moment, script)
        return changed if changed.state.front else next_question(changed, script)
    if earlier:
        return step.plus(tell(step.state, say(term("already_answered"))), *again(step.state, script))
    return step.plus(tell(step.state, say(term("button.old"))), *again(step.state, script))
