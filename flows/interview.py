"""The private interview of one person for one party: one question at a time, with skip, back, change and a human.

1. The mediator confirms the seat: consents first, no question of substance before them.
2. A round brings its questions; each answer is kept, receipted with the next question, and told to the mediation by
   id and choice only.
3. A position climbs a ladder to an interest (at most three rungs), which is read back and confirmed by its owner.
4. Nothing is lost: an earlier answer can be changed or withdrawn, a skip is an answer.

It keeps ids of words, never words, and it knows nothing of the other parties.
"""

from datetime import datetime, timedelta
from typing import Any

from flows.decision import Decision
from flows.effects import Circle, Effect, Keep, Lane, Log, Menu, Raise, Recast, Tell, Withdraw
from flows.events import Commanded, Edited, Moment, Pressed, Said
from flows.kept import keep
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import button, say, term
from flows.questions import (
    GROUP_TOO,
    LADDER,
    MEDIATOR_ONLY,
    OwnInterest,
    after,
    importance,
    kind_of,
    labels,
    question,
    read_back,
    wants_words,
)
from flows.script import Kind, Script
from flows.signals import (
    Answer,
    Answered,
    Ask,
    ForInterview,
    HumanWanted,
    LanguageChosen,
    PressedInGroup,
    RoundClosed,
    RoundFinished,
    RoundOpened,
    SeatTaken,
    Word,
    WordsWithdrawn,
)
from flows.value import Value

CONSENTS_NEEDED = {0, 1}  # storing, and reading by the mediator (options of on_consent_data)
REASON = -1  # elaborating on a scale, not on an option
LONGEST = 4096  # characters in one Telegram message; a client cuts a longer text into several
SAME_BREATH = timedelta(seconds=20)
ENTRIES = 50
LISTED = 8  # earlier answers shown by /where and /withdraw

Event = Said | Commanded | Pressed | Edited | ForInterview


class Interview(Value):
    """Where one person stands. `rounds` are open ones not yet reported as finished."""

    mediation: str
    party: str
    party_name: str = ""
    user: int = 0
    zone: str = "Europe/Amsterdam"
    until: datetime | None = None
    agenda: tuple[Ask, ...] = ()
    front: Ask | None = None
    elaborating: int | None = None
    entries: tuple[Word, ...] = ()
    ticked: tuple[int, ...] = ()
    answers: dict[str, Answer] = {}
    trail: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    counted: int = 0  # questions of this round asked so far
    consented: bool = False
    refused: bool = False
    interests: tuple[OwnInterest, ...] = ()
    long_since: datetime | None = (
        None  # when a message as long as Telegram allows arrived, for what follows it
    )
    long_ask: str = ""

    @property
    def address(self) -> str:
        return f"interview:{self.mediation}:{self.party}"

    def having(self, **changes: Any) -> "Interview":
        return self.model_copy(update=changes)


class Step(Value):
    """A state on its way, with the effects collected so far."""

    state: Interview
    effects: tuple[Effect, ...] = ()

    def plus(self, *effects: Effect, **changes: Any) -> "Step":
        return Step(state=self.state.having(**changes), effects=self.effects + effects)


def decide(state: Interview, event: Event, moment: Moment, script: Script) -> Decision[Interview]:
    """The next question, receipt or explanation for this person."""
    match event:
        case SeatTaken() | RoundOpened() | RoundClosed() | PressedInGroup():
            step = _signalled(Step(state=state), event, moment, script)
        case Pressed() if event.sender.user == state.user:
            step = _pressed(Step(state=state), event.press, moment, script)
        case Said() if event.sender.user == state.user:
            step = _said(Step(state=state), event.text, moment, script)
        case Commanded() if event.sender.user == state.user:
            step = _commanded(Step(state=state), event, moment, script)
        case Edited() if event.sender.user == state.user:
            step = Step(state=state).plus(_tell(state, say(term("edited.first_counts"))))
        case _:
            return Decision(state=state, ignored=True)
    return Decision(state=step.state, effects=step.effects)


# ------------------------------------------------------------------ rounds


def _signalled(step: Step, event: ForInterview, moment: Moment, script: Script) -> Step:
    match event:
        case SeatTaken():
            taken = step.state.having(
                party_name=event.party_name, user=event.sender.user, zone=event.zone, until=event.until
            )
            step = Step(state=taken).plus(
                Menu(mediation=taken.mediation, chat=taken.user, role="party"),
                agenda=event.asks,
                rounds=(event.round,),
            )
            return _next(step, script)
        case RoundOpened():
            return _opened(step, event, script)
        case RoundClosed():
            return _closed(step, event, script)
        case PressedInGroup():
            return _pressed_in_group(step, event, moment, script)


def _opened(step: Step, event: RoundOpened, script: Script) -> Step:
    state = step.state
    agenda = event.asks + state.agenda if event.urgent else state.agenda + event.asks
    known = state.rounds if event.round in state.rounds else (*state.rounds, event.round)
    step = step.plus(agenda=agenda, rounds=known, until=event.until)
    return step if state.front else _next(step.plus(counted=0), script)


def _closed(step: Step, event: RoundClosed, script: Script) -> Step:
    state = step.state
    rounds = tuple(one for one in state.rounds if one != event.round)
    if event.round not in state.rounds:
        return step.plus(rounds=rounds)
    notice = _tell(state, say(term("round.closed")), lane=Lane.NOTICE)
    step = step.plus(notice, rounds=rounds, agenda=(), front=None, elaborating=None, entries=(), ticked=())
    return _next(step, script) if rounds else step


def _pressed_in_group(step: Step, event: PressedInGroup, moment: Moment, script: Script) -> Step:
    """An answer by a button in the group: the same question as in private, answered once."""
    state = step.state
    known = [one for one in (state.front, *state.agenda) if one and one.id == event.ask]
    earlier = state.answers.get(event.ask)
    ask = known[0] if known else earlier.ask if earlier else None
    if ask is None:
        return step
    in_front = state.front is not None and state.front.id == ask.id
    waiting = tuple(one for one in state.agenda if one.id != ask.id)
    if in_front or state.front is None:
        return _choose(step.plus(front=ask, agenda=waiting, elaborating=None), event.choice, moment, script)
    recorded = _record(step.plus(agenda=waiting), ask, moment, choice=(event.choice,))
    extra = _follow(recorded.state, recorded.state.answers[ask.id], script)
    return recorded.plus(agenda=extra + recorded.state.agenda)


# ------------------------------------------------------------------ what a person does


def _said(step: Step, text: str, moment: Moment, script: Script) -> Step:
    state = step.state
    if continued := _continued(step, text, moment, script):
        return continued
    if state.front is None:
        return step.plus(_tell(state, say(term("nothing_asked"))))
    kind = kind_of(state.front, script)
    if state.elaborating is None and kind not in (Kind.TEXT, Kind.MULTI):
        return step.plus(_tell(state, say(term("press_a_button"))), _tell(state, _question(state, script)))
    word, kept = _keep(state, state.front.prompt, text, moment, script)
    step = step.plus(kept, long_since=moment.now if len(text) >= LONGEST else None, long_ask=state.front.id)
    if state.elaborating is not None:
        return _elaborated(step, word, moment, script)
    if kind is Kind.MULTI:
        return _entered(step, word, moment, script)
    return _answer(step, state.front, moment, script, words=(word,))


def _continued(step: Step, text: str, moment: Moment, script: Script) -> Step | None:
    """The rest of a text that a client cut into several messages belongs to the answer it began in."""
    state = step.state
    if state.long_since is None or moment.now - state.long_since > SAME_BREATH:
        return None
    earlier = state.answers.get(state.long_ask)
    if earlier is None or (state.front and state.front.id == state.long_ask):
        return None
    word, kept = _keep(state, earlier.ask.prompt, text, moment, script)
    step = step.plus(
        kept,
        _tell(state, say(term("long.added"))),
        long_since=moment.now if len(text) >= LONGEST else None,
    )
    return _record(step, earlier.ask, moment, choice=earlier.choice, words=(*earlier.words, word))


def _entered(step: Step, word: Word, moment: Moment, script: Script) -> Step:
    """One entry of several."""
    entries = (*step.state.entries, word)
    step = step.plus(entries=entries)
    front = step.state.front
    if front and len(entries) >= ENTRIES:
        step = step.plus(_tell(step.state, say(term("entries.enough", n=ENTRIES))))
        return _answer(step, front, moment, script, words=entries)
    return step.plus(_tell(step.state, _more(step.state)))


def _more(state: Interview) -> Say:
    ask = state.front.id if state.front else ""
    return say(
        term("entries.noted", n=len(state.entries)),
        buttons=(button(term("button.done"), state.address, do="done", ask=ask),),
    )


def _commanded(step: Step, event: Commanded, moment: Moment, script: Script) -> Step:
    state = step.state
    ask = state.front.id if state.front else ""
    match event.name:
        case "skip" | "back" | "done":
            return _pressed(step, {"do": event.name, "ask": ask}, moment, script)
        case "human":
            return step.plus(
                _tell(state, say(term("human.coming"))),
                _raise(state, HumanWanted(party=state.party)),
                Log(mediation=state.mediation, user=state.user, act="asked for a human"),
            )
        case "where":
            return step.plus(
                _tell(state, _where(state, "change", term("where.change"))), *_again(state, script)
            )
        case "withdraw":
            return step.plus(_tell(state, _where(state, "withdraw", term("withdraw.which"))))
        case "mydata":
            return step.plus(_tell(state, _own_data(state)))
        case _:
            return step.plus(_tell(state, say(term("command.not_here"))), *_again(state, script))


def _pressed(step: Step, press: dict[str, Any], moment: Moment, script: Script) -> Step:
    state = step.state
    act, ask = press.get("do"), str(press.get("ask", ""))
    if act == "back":
        return _back(step, script)
    if act == "change" and ask in state.answers:
        return _reopen(step, state.answers[ask].ask, script)
    if act == "withdraw" and ask in state.answers:
        return _withdraw(step, ask)
    if state.front is None or state.front.id != ask:
        return _elsewhere(step, ask, press, moment, script)
    match act:
        case "choose":
            return _choose(step, int(press["option"]), moment, script)
        case "tick":
            return _tick(step, int(press["option"]), script)
        case "done":
            return _done(step, moment, script)
        case "skip":
            return _skip(step, moment, script)
        case "that_is_it":
            return _that_is_it(step, moment, script)
        case _:
            return step


def _elsewhere(step: Step, ask: str, press: dict[str, Any], moment: Moment, script: Script) -> Step:
    """A button of another question than the one in front: a reading may change until the close, others by /where."""
    earlier = step.state.answers.get(ask)
    if earlier and earlier.ask.prompt == "p5_support" and press.get("do") == "choose":
        changed = _record(step, earlier.ask, moment, choice=(int(press["option"]),))
        return changed.plus(
            _tell(changed.state, say(term("reading.changed"))), *_again(changed.state, script)
        )
    if earlier:
        return step.plus(_tell(step.state, say(term("already_answered"))), *_again(step.state, script))
    return step.plus(_tell(step.state, say(term("button.old"))), *_again(step.state, script))


# ------------------------------------------------------------------ answers of each kind


def _choose(step: Step, option: int, moment: Moment, script: Script) -> Step:
    ask = step.state.front
    if ask is None or not 0 <= option < len(labels(ask, script)):
        return step
    if wants_words(ask, option, script):
        step = step.plus(elaborating=option)
        return step.plus(_tell(step.state, _elaborate(step.state, ask, option, script)))
    return _answer(step, ask, moment, script, choice=(option,))


def _elaborate(state: Interview, ask: Ask, option: int, script: Script) -> Say:
    """Words after a choice; after a step of a scale they can be left out."""
    scale = kind_of(ask, script) is Kind.SCALE
    skip = (button(term("button.skip"), state.address, do="skip", ask=ask.id),) if scale else ()
    wanted = term("elaborate.scale") if scale else term("elaborate.option")
    return say(labels(ask, script)[option], wanted, buttons=skip)


def _elaborated(step: Step, word: Word, moment: Moment, script: Script) -> Step:
    ask, option = step.state.front, step.state.elaborating
    if ask is None or option is None:
        return step
    step = step.plus(elaborating=None)
    if ask.prompt == "p3_confirm_interest":
        again = read_back(word, ask.about)
        return _next(step.plus(agenda=(again, *step.state.agenda)), script)
    return _answer(step, ask, moment, script, choice=(option,), words=(word,))


def _tick(step: Step, option: int, script: Script) -> Step:
    state = step.state
    ticked = (
        tuple(one for one in state.ticked if one != option)
        if option in state.ticked
        else tuple(sorted((*state.ticked, option)))
    )
    step = step.plus(ticked=ticked)
    return step.plus(_tell(step.state, _question(step.state, script), edit=True))


def _done(step: Step, moment: Moment, script: Script) -> Step:
    state = step.state
    ask = state.front
    if ask is None:
        return step
    kind = kind_of(ask, script)
    if kind is Kind.MULTI and state.entries:
        return _answer(step, ask, moment, script, words=state.entries)
    if kind is Kind.MULTICHOICE and not (ask.required and not state.ticked):
        return _answer(step, ask, moment, script, choice=state.ticked)
    return step.plus(_tell(state, say(term("done.nothing_yet"))))


def _skip(step: Step, moment: Moment, script: Script) -> Step:
    state = step.state
    ask = state.front
    if ask is None:
        return step
    if state.elaborating is not None and kind_of(ask, script) is Kind.SCALE:
        chosen = state.elaborating
        return _answer(step.plus(elaborating=None), ask, moment, script, choice=(chosen,))
    if ask.required:
        return step.plus(_tell(state, say(term("skip.not_here"))), _tell(state, _question(state, script)))
    if state.entries:
        return _answer(step, ask, moment, script, words=state.entries)
    step = _record(step, ask, moment, status="skipped")
    return _next(step.plus(elaborating=None, ticked=()), script)


def _that_is_it(step: Step, moment: Moment, script: Script) -> Step:
    """The way out of a ladder: the last rung climbed is the interest."""
    ask = step.state.front
    if ask is None or ask.prompt != LADDER:
        return step
    position, rung = ask.about, int(ask.id.rsplit(":", 1)[1])
    climbed = step.state.answers.get(f"ladder:{position}:{rung - 1}")
    step = _record(step, ask, moment, status="skipped")
    extra = (read_back(climbed.words[-1], position),) if climbed and climbed.words else ()
    return _next(step.plus(agenda=extra + step.state.agenda), script)


def _answer(
    step: Step,
    ask: Ask,
    moment: Moment,
    script: Script,
    choice: tuple[int, ...] = (),
    words: tuple[Word, ...] = (),
) -> Step:
    """Record, follow up, ask the next."""
    if ask.prompt == "p3_confirm_interest":
        step = _confirmed(step, ask, choice[0], moment)
    else:
        step = _record(step, ask, moment, choice=choice, words=words)
        extra = _follow(step.state, step.state.answers[ask.id], script)
        step = step.plus(agenda=extra + step.state.agenda)
    step = _consent(step, ask, choice, moment)
    step = step.plus(entries=(), ticked=(), elaborating=None)
    return step if step.state.refused else _next(step, script)


def _follow(state: Interview, answer: Answer, script: Script) -> tuple[Ask, ...]:
    asked = {one.id for one in state.agenda}
    rungs = script.rules[LADDER].max
    return tuple(one for one in after(answer, script, state.interests, rungs) if one.id not in asked)


def _confirmed(step: Step, ask: Ask, option: int, moment: Moment) -> Step:
    """The owner's yes to exactly this wording makes it an interest, in the circle the owner chose."""
    state = step.state
    source = ask.fill["interest"]
    if not isinstance(source, Quote) or option not in (GROUP_TOO, MEDIATOR_ONLY):
        return step
    interest = OwnInterest(id=f"{state.party}.{len(state.interests) + 1}", word=f"w{moment.dice[:16]}i")
    recast = Recast(
        id=interest.word,
        source=source.id,
        mediation=state.mediation,
        party=state.party,
        user=state.user,
        kind="interest",
        circle=Circle.ATTRIBUTED if option == GROUP_TOO else Circle.MEDIATOR,
        at=moment.now,
    )
    named = ask.model_copy(update={"fill": {**ask.fill, "id": interest.id}})
    step = step.plus(recast, interests=(*state.interests, interest))
    step = _record(step, named, moment, choice=(option,), words=(Word(id=interest.word, digest=""),))
    return step.plus(agenda=(importance(interest), *step.state.agenda))


def _consent(step: Step, ask: Ask, choice: tuple[int, ...], moment: Moment) -> Step:
    """Language and consents act at once; without the two that are needed nothing more is asked."""
    state = step.state
    if ask.prompt == "on_language":
        chosen = LanguageChosen(language=("nl", "en")[choice[0]])
        return step.plus(Raise(address=f"person:{state.user}", event=chosen.model_dump(mode="json")))
    no = (ask.prompt == "on_confidential" and choice[0] != 0) or (
        ask.prompt == "on_consent_data" and not set(choice) >= CONSENTS_NEEDED
    )
    if no:
        again = button(term("consent.again"), state.address, do="change", ask=ask.id)
        step = step.plus(
            _tell(state, say(term("consent.needed"), buttons=(again,))),
            _raise(state, HumanWanted(party=state.party)),
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
    if ask.prompt == "on_consent_data":
        step = step.plus(consented=not no)
    return step


def _record(
    step: Step,
    ask: Ask,
    moment: Moment,
    status: str = "answered",
    choice: tuple[int, ...] = (),
    words: tuple[Word, ...] = (),
) -> Step:
    state = step.state
    answer = Answer(
        ask=ask,
        status="skipped" if status == "skipped" else "answered",
        choice=choice,
        words=words,
        at=moment.now,
    )
    told = Answered(party=state.party, user=state.user, answer=answer)
    trail = (*(one for one in state.trail if one != ask.id), ask.id)
    front = None if state.front and state.front.id == ask.id else state.front
    return step.plus(
        _raise(state, told),
        answers={**state.answers, ask.id: answer},
        trail=trail,
        front=front,
    )


# ------------------------------------------------------------------ earlier answers


def _back(step: Step, script: Script) -> Step:
    state = step.state
    if not state.trail:
        return step.plus(_tell(state, say(term("back.first"))), *_again(state, script))
    earlier = state.answers[state.trail[-1]].ask
    waiting = (state.front, *state.agenda) if state.front else state.agenda
    step = step.plus(trail=state.trail[:-1], agenda=waiting, front=earlier, elaborating=None, ticked=())
    return step.plus(_tell(step.state, _question(step.state, script)))


def _reopen(step: Step, ask: Ask, script: Script) -> Step:
    state = step.state
    waiting = (state.front, *state.agenda) if state.front and state.front.id != ask.id else state.agenda
    step = step.plus(front=ask, agenda=waiting, elaborating=None, entries=(), ticked=(), refused=False)
    return step.plus(_tell(step.state, _question(step.state, script)))


def _withdraw(step: Step, ask: str) -> Step:
    state = step.state
    answer = state.answers[ask]
    ids = tuple(word.id for word in answer.words)
    gone = answer.model_copy(update={"words": (), "status": "skipped"})
    effects: list[Effect] = [
        _raise(state, WordsWithdrawn(party=state.party, ask=ask, ids=ids)),
        _tell(state, say(term("withdraw.done"))),
        Log(mediation=state.mediation, user=state.user, act="withdrew an answer", about={"ask": ask}),
    ]
    if ids:
        effects.insert(0, Withdraw(mediation=state.mediation, ids=ids))
    return step.plus(*effects, answers={**state.answers, ask: gone})


def _where(state: Interview, act: str, heading: Piece) -> Say:
    with_words = [one for one in reversed(state.trail) if state.answers[one].status == "answered"]
    chosen = with_words[:LISTED]
    rows = tuple(button(question(state.answers[one].ask), state.address, do=act, ask=one) for one in chosen)
    left = len(state.agenda) + (1 if state.front else 0)
    standing = term("where.left", n=left, party=state.party_name) if left else term("where.nothing")
    return say(standing, *((heading,) if rows else ()), buttons=rows, numbered=bool(rows))


def _own_data(state: Interview) -> Say:
    words = [word.id for answer in state.answers.values() for word in answer.words]
    listed = Listing(lines=tuple(Quote(id=one, marks=True) for one in words[-60:]))
    return say(term("mydata.heading", n=len(words)), *((listed,) if words else ()), term("mydata.more"))


def _again(state: Interview, script: Script) -> tuple[Tell, ...]:
    """The question in front, once more, so that nobody is left without a next step."""
    return (_tell(state, _question(state, script)),) if state.front else ()


# ------------------------------------------------------------------ asking


def _next(step: Step, script: Script) -> Step:
    state = step.state
    if state.refused:
        return step
    if state.agenda:
        front, *rest = state.agenda
        step = step.plus(front=front, agenda=tuple(rest), counted=state.counted + 1)
        return step.plus(_tell(step.state, _question(step.state, script)))
    if state.front is not None:
        return step
    finished = [_raise(state, RoundFinished(party=state.party, round=one)) for one in state.rounds]
    thanks = (_tell(state, say(term("round.finished"))),) if state.rounds else ()
    return step.plus(*thanks, *finished, rounds=(), counted=0, front=None)


def _question(state: Interview, script: Script) -> Say:
    """A question as a person sees it: where you are, what to read first, the question, who reads the answer."""
    ask = state.front
    if ask is None:
        return say(term("nothing_asked"))
    kind = kind_of(ask, script)
    share = Circle.MEDIATOR if ask.prompt == LADDER else script.prompt(ask.prompt).share
    waiting = len(state.agenda)
    progress = term("progress", n=state.counted, of=state.counted + waiting)
    how = {Kind.MULTI: "how.multi", Kind.MULTICHOICE: "how.multichoice"}.get(kind)
    parts: tuple[Piece, ...] = (progress, *ask.show, question(ask))
    if how == "how.multi":
        parts += (term("how.multi"),)
    if how == "how.multichoice":
        parts += (term("how.multichoice"),)
    parts += (term(f"share.{share.value}"),)
    rows = _choices(state, ask, kind, script) + _ways_out(state, ask, kind)
    return Say(
        parts=parts, buttons=tuple((one,) for one in rows), numbered=kind not in (Kind.TEXT, Kind.MULTI)
    )


def _choices(state: Interview, ask: Ask, kind: Kind, script: Script) -> tuple[Button, ...]:
    if kind is Kind.MULTICHOICE:
        ticks = tuple(
            button(
                term("ticked" if number in state.ticked else "unticked", what=label),
                state.address,
                do="tick",
                ask=ask.id,
                option=number,
            )
            for number, label in enumerate(labels(ask, script))
        )
        done = term("button.done") if state.ticked or ask.required else term("button.none_of_these")
        return (*ticks, button(done, state.address, do="done", ask=ask.id))
    if ask.prompt == LADDER and not ask.id.endswith(":0"):
        return (button(term("button.that_is_it"), state.address, do="that_is_it", ask=ask.id),)
    return tuple(
        button(label, state.address, do="choose", ask=ask.id, option=number)
        for number, label in enumerate(labels(ask, script))
    )


def _ways_out(state: Interview, ask: Ask, kind: Kind) -> tuple[Button, ...]:
    skip = () if ask.required else (button(term("button.skip"), state.address, do="skip", ask=ask.id),)
    back = (button(term("button.back"), state.address, do="back", ask=ask.id),) if state.trail else ()
    if kind is Kind.CONFIRM and ask.required:
        return back if ask.prompt.startswith("on_") else ()
    return skip + back


def _tell(state: Interview, message: Say, *, edit: bool = False, lane: Lane = Lane.QUESTION) -> Tell:
    handle = f"ask:{state.party}:{state.front.id}" if state.front and message.buttons else None
    return Tell(mediation=state.mediation, user=state.user, say=message, lane=lane, handle=handle, edit=edit)


def _raise(state: Interview, signal: Value) -> Raise:
    return Raise(address=f"mediation:{state.mediation}", event=signal.model_dump(mode="json"))


def _keep(state: Interview, key: str, text: str, moment: Moment, script: Script) -> tuple[Word, Keep]:
    return keep(
        text,
        moment,
        mediation=state.mediation,
        user=state.user,
        party=state.party,
        prompt=key,
        circle=Circle.MEDIATOR if key == LADDER else script.prompt(key).share,
        script_version=script.version,
    )
