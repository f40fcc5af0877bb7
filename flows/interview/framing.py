"""Rule FRAME: an answer asks for something that a published frame rules out. It is kept as it is, and tagged.

The person hears that the mediator will see it; while ideas are thought up nothing is said at all. Nobody is
corrected and nothing is refused. The frames' texts come with the moment; only their numbers are kept.
"""

from flows.events import Moment
from flows.interview.conversation import Interview, Step, tell
from flows.interview.questions import LADDER
from flows.listening import hear
from flows.phrases import prompt, say
from flows.script import Script
from flows.signals import Answer, Ask

IDEAS_PHASE = 4
# Where somebody says what they want, would do or need; elsewhere a frame's words are only talked about.
WISHES = frozenset(
    (
        *("p3_want", "p3_future", "p3_worry", "p3_more"),
        *("p4_free", "p4_build", "p4_gap", "p4_lift", "p4_elsewhere", "p4_pilot", "p4_offer", "p4_criteria"),
        *("p5_objection", "p5_change", "p5_needs", "p5_trade", "p5_limit", "p5_ifthen", "p5_commit"),
        *("c_need", "own_text", "own_multi"),
    )
)


def framed(step: Step, texts: dict[str, str], ask: Ask, asking: str, moment: Moment, script: Script) -> Step:
    """Tag each text (by its id) with the numbers of the frames it touches.

    `asking` is the prompt whose answer the texts belong to. A rung of a ladder is no wish: its position was tagged.
    """
    if not moment.frames or asking not in WISHES or ask.prompt == LADDER:
        return step
    found = {id: _touched(text, asking, step.state, moment, script) for id, text in texts.items()}
    return step.plus(
        framed={**step.state.framed, **{id: numbers for id, numbers in found.items() if numbers}}
    )


def _touched(text: str, asking: str, state: Interview, moment: Moment, script: Script) -> tuple[int, ...]:
    def touches(*frames: str) -> bool:
        lexicon = script.lexicon
        return lexicon is not None and "FRAME" in hear(text, state.language, lexicon, asking, frames).rules

    if not touches(*(one.text for one in moment.frames)):
        return ()
    return tuple(one.number for one in moment.frames if touches(one.text))


def thanked(step: Step, answer: Answer, script: Script) -> Step:
    """Say, once for an answer, that the mediator will see which frame it touches; in phase 4 not a word."""
    state, ask = step.state, answer.ask
    numbers = sorted({number for one in answer.words for number in state.framed.get(one.id, ())})
    unsaid = [number for number in numbers if f"{ask.id}:{number}" not in state.thanked]
    if not unsaid or _phase(ask, script) == IDEAS_PHASE:
        return step
    sentence = prompt("FRAME", 0, fill={"number": ", ".join(str(one) for one in unsaid)})
    said = (*state.thanked, *(f"{ask.id}:{number}" for number in unsaid))
    return step.plus(tell(state, say(sentence)), thanked=said)


def _phase(ask: Ask, script: Script) -> int:
    """The phase a question is asked in; a question that the mediator added says it itself."""
    return int(ask.about) if ask.prompt.startswith("own_") else script.prompt(ask.prompt).phase
