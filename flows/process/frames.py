"""The frames of a case: each with a number it keeps, and what every party says of each. Ids and choices, never words.

What packages have to do with them: flows/process/frame_fit.py; how one changes: flows/process/frame_notice.py.
"""

from typing import NamedTuple

from flows.effects import Circle, Release, WakeAt
from flows.events import Moment
from flows.lines import frame_line
from flows.phrases import say, term
from flows.process import pace, working_days
from flows.register import Frame, Note, Party
from flows.signals import Answer, Ask, RoundOpened, Word
from flows.table import Mediation, Table, desk_button, log, signal, tell_mediators

KINDS = ("fixed", "open", "outcome")
CLEAR, QUESTION, HARD = 0, 1, 2  # options of p2_frames_react
ANSWER_WITHIN = 5  # working days
REMIND_AFTER = (3, ANSWER_WITHIN)
FORM_ROUND = (
    "frame_form:"  # a question a party asks of its own accord; never among the rounds that are waited for
)


def published(state: Mediation) -> tuple[Frame, ...]:
    return tuple(one for one in state.frames if one.published)


def unpublished(state: Mediation) -> tuple[Frame, ...]:
    return tuple(one for one in state.frames if not one.published)


def frame(state: Mediation, number: int) -> Frame | None:
    return next((one for one in state.frames if one.number == number), None)


def next_number(state: Mediation) -> int:
    """No number is given twice, whatever became of the frame that had it."""
    return max((one.number for one in state.frames), default=state.frames_numbered) + 1


def numbered(state: Mediation) -> tuple[Frame, ...]:
    """The published ones as they are; behind them the others, by kind and by authority."""
    owners = list(state.parties)
    told = published(state)
    first = max((one.number for one in told), default=0)
    ordered = sorted(unpublished(state), key=lambda one: (KINDS.index(one.type), owners.index(one.party)))
    start = max(first, state.frames_numbered) + 1
    return told + tuple(
        one.model_copy(update={"number": number}) for number, one in enumerate(ordered, start=start)
    )


def publish(table: Table, user: int) -> Table:
    """What was not published yet becomes readable to every party, and its number is its own from now on."""
    state = table.state
    new = unpublished(state)
    words = [word.id for one in new for word in (one.word, one.reason, one.until, one.body) if word]
    released = Release(mediation=state.id, ids=tuple(words), circle=Circle.ATTRIBUTED, approved_by=user)
    frames = tuple(one.model_copy(update={"published": True}) for one in state.frames)
    highest = max((one.number for one in frames), default=0)
    return table.plus(
        released,
        log(state, user, "published the frames", n=len(new)),
        frames=frames,
        frames_numbered=max(highest, state.frames_numbered),
    )


# ------------------------------------------------------------------ what each party says of each


class Remark(NamedTuple):
    """What a party said of a frame as it stands, other than that it is clear."""

    party: Party
    frame: Frame
    hard: bool  # hard to take part because of it; otherwise a question
    words: tuple[Word, ...]
    open: bool

    @property
    def key(self) -> str:
        """Of exactly these words about exactly this version."""
        return f"{self.party.id}:{self.frame.key}:{self.words[0].id if self.words else ''}"


def asks(state: Mediation, frames: tuple[Frame, ...]) -> tuple[Ask, ...]:
    """Is it clear? Once for each frame as it stands; before the first, how soon a question is answered."""
    promise = (term("frames.promise", n=ANSWER_WITHIN),)
    return tuple(
        Ask(
            id=_ask_id(one),
            prompt="p2_frames_react",
            about=one.key,
            show=(*(promise if one == frames[0] else ()), frame_line(state, one.number)),
        )
        for one in frames
    )


def _ask_id(one: Frame) -> str:
    return f"p2_frames_react:{one.key}"


def remarks(state: Mediation) -> tuple[Remark, ...]:
    """Every question about a frame, and everything that makes it hard to take part; frame by frame."""
    return tuple(
        _remark(state, party, one, note)
        for one in published(state)
        for party in state.seated
        if (note := state.note(_ask_id(one), party.id)) and note.choice[:1] in ((QUESTION,), (HARD,))
    )


def _remark(state: Mediation, party: Party, one: Frame, note: Note) -> Remark:
    made = Remark(party, one, note.choice[0] == HARD, note.said, open=True)
    settled = state.frames_discussed if made.hard else [a.question for a in state.frame_answers if a.sent]
    return made._replace(open=made.key not in settled)


def unread(state: Mediation) -> tuple[tuple[Party, str, Frame], ...]:
    """Frames that a party has not marked, or asked about without an answer yet: the party, the ask, the frame.

    The ask is empty where the party said nothing.
    """
    asked = {(one.party.id, one.frame.key) for one in remarks(state) if one.open and not one.hard}
    found = []
    for one in published(state):
        for party in state.seated:
            note = state.note(_ask_id(one), party.id)
            if note is None or not note.choice:
                found.append((party, "", one))
            elif (party.id, one.key) in asked:
                found.append((party, _ask_id(one), one))
    return tuple(found)


def hard(state: Mediation) -> tuple[Remark, ...]:
    """What makes it hard to take part and was not talked about with the mediator yet."""
    return tuple(one for one in remarks(state) if one.hard and one.open)


def read_by_all(state: Mediation) -> bool:
    """Each party finds each frame clear, or its question was answered, or what makes it hard was talked about."""
    return bool(published(state)) and not unread(state) and not hard(state)


def reacted(table: Table, party: Party, answer: Answer) -> Table:
    """A question goes to the mediator at once, and the time for it runs; what is hard goes to the mediator alone."""
    state = table.state
    found = next(
        (one for one in remarks(state) if one.party.id == party.id and one.frame.key == answer.ask.about),
        None,
    )
    if found is None or not found.open:
        return table
    buttons = (desk_button(state, term("frames.see_questions_now"), "frame_questions"),)
    if found.hard:
        told = say(term("frames.hard_for", party=party.name, frame=found.frame.key), buttons=buttons)
        return table.plus(*tell_mediators(state, told))
    told = say(
        term("frames.asked", party=party.name, frame=found.frame.key, n=ANSWER_WITHIN), buttons=buttons
    )
    return table.plus(*tell_mediators(state, told), *_timers(state, found, answer))


def _timers(state: Mediation, asked: Remark, answer: Answer) -> tuple[WakeAt, ...]:
    return tuple(
        WakeAt(
            key=f"{timer(state, asked.key)}{days}",
            due=working_days.reminder(answer.at, days, state.zone, state.country),
            address=state.address,
            event={"ring": "frame_question", "key": asked.key, "days": days},
        )
        for days in REMIND_AFTER
    )


def timer(state: Mediation, question: str) -> str:
    """What the keys of the timers of a question begin with."""
    return f"{state.id}:frame_question:{question}:"


def is_form(round: str) -> bool:
    return round.startswith(FORM_ROUND)


def ask_again(table: Table, party: Party, one: Frame, moment: Moment) -> Table:
    """A party opens a frame once more, to ask about it or to mark it otherwise; nothing waits for it."""
    state = table.state
    until = pace.first_round_end(state, moment)
    opened = RoundOpened(round=f"{FORM_ROUND}{one.key}", asks=asks(state, (one,)), until=until, urgent=True)
    return table.plus(signal(party, state, opened))
