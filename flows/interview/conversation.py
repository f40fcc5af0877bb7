"""The state of one private interview, and how it speaks: to its person, to the mediation, to the vault.

It keeps ids of words, never words, and knows nothing of the other parties.
"""

from datetime import date, datetime
from typing import Any

from flows.effects import Circle, Effect, Keep, Lane, Raise, Tell
from flows.events import Moment
from flows.interview.questions import LADDER, OwnInterest
from flows.kept import keep
from flows.messages import Say
from flows.script import LANGUAGES, Script
from flows.signals import Answer, Answered, Ask, Attached, Word
from flows.value import Value


class Remark(Value):
    """Which follow-up rules a text touches, with the wordings that are proposed for it."""

    word: str
    rules: tuple[str, ...]
    points: tuple[Word, ...] = ()
    calmer: Word | None = None


class Later(Value):
    """A question for another day."""

    ask: Ask
    due: datetime


class Typed(Value):
    """Which text a message of the person's own became, and in the answer to which question."""

    message: int
    ask: str
    word: str


class Interview(Value):
    """Where one person stands. `rounds` are open ones not yet reported as finished."""

    mediation: str
    party: str
    party_name: str = ""
    user: int = 0
    zone: str = "Europe/Amsterdam"
    proxy: bool = False  # the mediator enters the answers, for a party without Telegram
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
    refused: bool = False
    interests: tuple[OwnInterest, ...] = ()
    numbered: int = 0  # the highest number an interest of this party had before its present person
    long_since: datetime | None = (
        None  # when a message as long as Telegram allows arrived, for what follows it
    )
    long_ask: str = ""
    remarks: tuple[Remark, ...] = ()
    aside: tuple[str, ...] = ()  # texts for the mediator only, until their owner decides otherwise
    framed: dict[str, tuple[int, ...]] = {}  # id of a text -> numbers of the frames it touches
    gists: dict[str, str] = {}  # id of a position or a rung -> digest of what it says
    needs: tuple[str, ...] = ()  # rungs that name a need: a ladder ends there
    thanked: tuple[str, ...] = ()  # answers of which was said that they touch a frame
    checks: dict[str, int] = {}  # ask -> how often its answer was read back
    held: bool = False  # a human takes over first
    later: tuple[Later, ...] = ()
    ladder_day: date | None = None  # the last day for which a ladder is planned
    typed: tuple[Typed, ...] = ()
    entering: bool = False  # by proxy: the mediator is entering answers now
    wordings: dict[str, str] = {}  # id of words -> of the owner's earlier ones in whose place they came
    files: bool = False  # may be sent with an answer
    attached: tuple[Attached, ...] = ()  # files of this person that are kept

    @property
    def address(self) -> str:
        return f"interview:{self.mediation}:{self.party}"

    @property
    def language(self) -> str:
        """The language the person chose; Dutch until then."""
        chosen = self.answers.get("on_language")
        return LANGUAGES[chosen.choice[0]] if chosen and chosen.choice else LANGUAGES[0]

    @property
    def waiting(self) -> tuple[Ask, ...]:
        """Everything still to be answered: in front, next, and on another day."""
        front = (self.front,) if self.front else ()
        return (*front, *self.agenda, *(one.ask for one in self.later))

    def having(self, **changes: Any) -> "Interview":
        return self.model_copy(update=changes)


class Step(Value):
    """A state on its way, with the effects collected so far."""

    state: Interview
    effects: tuple[Effect, ...] = ()

    def plus(self, *effects: Effect, **changes: Any) -> "Step":
        """The same, further on. A question stands in the line once: where it comes first, and not behind itself."""
        state = self.state.having(**changes)
        if "agenda" in changes or "front" in changes:
            state = state.having(agenda=_once(state.front, _of_an_edition(self.state, state)))
        return Step(state=state, effects=self.effects + effects)


def _of_an_edition(before: Interview, now: Interview) -> tuple[Ask, ...]:
    """The line: what newly follows from an answer is of the edition of the questions that answer was given to."""
    last = now.answers[now.trail[-1]].ask.edition if now.trail else 0
    known = {one.id for one in before.waiting} | set(now.answers)
    return tuple(
        one if one.edition or one.id in known else one.model_copy(update={"edition": last})
        for one in now.agenda
    )


def _once(front: Ask | None, agenda: tuple[Ask, ...]) -> tuple[Ask, ...]:
    first: dict[str, Ask] = {}
    for one in agenda:
        first.setdefault(one.id, one)
    return tuple(one for id, one in first.items() if front is None or id != front.id)


def tell(state: Interview, message: Say, *, edit: bool = False, lane: Lane = Lane.QUESTION) -> Tell:
    handle = f"ask:{state.party}:{state.front.id}" if state.front and message.buttons else None
    return Tell(mediation=state.mediation, user=state.user, say=message, lane=lane, handle=handle, edit=edit)


def raise_(state: Interview, signal: Value) -> Raise:
    return Raise(address=f"mediation:{state.mediation}", event=signal.model_dump(mode="json"))


def keep_words(state: Interview, ask: Ask, text: str, moment: Moment, script: Script) -> tuple[Word, Keep]:
    """A text on its way to the vault. A reply to a question back belongs to the answer that was asked about."""
    key = ask.prompt
    if key in script.rules and key != LADDER and ask.about in state.answers:
        key = state.answers[ask.about].ask.prompt
    return keep(
        text,
        moment,
        mediation=state.mediation,
        user=state.user,
        party=state.party,
        prompt=key,
        circle=Circle.MEDIATOR if key == LADDER else script.prompt(key).share,
        script_version=script.version,
        edition=ask.edition,
    )


def record(
    step: Step,
    ask: Ask,
    moment: Moment,
    status: str = "answered",
    choice: tuple[int, ...] = (),
    words: tuple[Word, ...] = (),
) -> Step:
    """An answer, told to the mediation; the same question answered anew replaces it."""
    state = step.state
    answer = Answer(
        ask=ask,
        status="skipped" if status == "skipped" else "answered",
        choice=choice,
        words=words,
        at=moment.now,
        aside=tuple(one.id for one in words if one.id in state.aside),
        frames={one.id: state.framed[one.id] for one in words if one.id in state.framed},
    )
    told = Answered(party=state.party, user=state.user, answer=answer)
    trail = (*(one for one in state.trail if one != ask.id), ask.id)
    front = None if state.front and state.front.id == ask.id else state.front
    earlier = state.answers.get(ask.id)
    gone = {one.id for one in earlier.words} - {one.id for one in words} if earlier else set()
    step = step.plus(raise_(state, told), answers={**state.answers, ask.id: answer}, trail=trail, front=front)
    return without_questions_about(step, gone)


def without_questions_about(step: Step, gone: set[str]) -> Step:
    """Nothing is asked any more about texts that no longer stand in an answer."""
    state = step.state

    def stale(ask: Ask) -> bool:
        return ask.about in gone or any(id in ask.id for id in gone)

    return step.plus(
        front=None if state.front and stale(state.front) else state.front,
        agenda=tuple(one for one in state.agenda if not stale(one)),
        later=tuple(one for one in state.later if not stale(one.ask)),
    )
