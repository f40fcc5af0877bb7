"""What follows an answer in the private interview: ladders, read-backs, grounds of frames, interests at stake.

Pure tables and small functions; the walk itself is flows/interview.py.
"""

from flows.messages import Piece, Quote, Wording
from flows.phrases import prompt, term
from flows.script import Kind, Prompt, Script
from flows.signals import Answer, Ask, Word
from flows.value import Value

LADDER = "LUP"
RULES_ASKED = frozenset({"SHORT", "LDOWN", "SPLIT", "NEUTRAL", "SENS", "CHECK"})
GROUP_TOO, MEDIATOR_ONLY, REWORD = 0, 1, 2  # the options of p3_confirm_interest


class OwnInterest(Value):
    """An interest its owner confirmed."""

    id: str
    word: str


def ladder(position: Word, rung: int, came_from: str = "p3_want") -> Ask:
    """One rung up from a position; the wordings vary with the rung (script, rule LUP)."""
    return Ask(
        id=f"ladder:{position.id}:{rung}",
        prompt=LADDER,
        about=position.id,
        fill={"from": came_from},
        show=(term("ladder.you_said", words=Quote(id=position.id)),),
    )


def read_back(word: Word, position: str = "", known: Piece | None = None) -> Ask:
    """The proposed wording of an interest, for its owner's yes.

    `position` is the id of where the ladder began, `known` that of the interest when it was confirmed before.
    """
    return Ask(
        id=f"confirm:{word.id}",
        prompt="p3_confirm_interest",
        about=position,
        fill={"interest": Quote(id=word.id), **({"id": known} if known else {})},
        required=not position,
    )


def importance(interest: OwnInterest) -> Ask:
    return Ask(
        id=f"importance:{interest.id}",
        prompt="p3_importance",
        about=interest.id,
        show=(Quote(id=interest.word),),
    )


def grounds(frame: Word) -> tuple[Ask, ...]:
    """Why a fixed frame is fixed, and until when."""
    shown: tuple[Piece, ...] = (Quote(id=frame.id),)
    return tuple(
        Ask(id=f"{key}:{frame.id}", prompt=key, about=frame.id, show=shown)
        for key in ("p2_frame_reason", "p2_frame_until")
    )


def stakes(asked: Ask, low: bool, interests: tuple[OwnInterest, ...]) -> tuple[Ask, ...]:
    """After a reading: which own interests are not taken care of, and, where it was low, which change would help."""
    named = Ask(
        id=f"stake:{asked.about}",
        prompt="p5_stake",
        about=asked.about,
        show=asked.show[:1],
        options=tuple(Quote(id=one.word) for one in interests),
        required=low,
    )
    change = Ask(id=f"change:{asked.about}", prompt="p5_change", about=asked.about, show=asked.show[:1])
    return ((named,) if interests else ()) + ((change,) if low else ())


def after(
    answer: Answer,
    script: Script,
    interests: tuple[OwnInterest, ...],
    rungs: int,
    climbs: frozenset[str] = frozenset(),
) -> tuple[Ask, ...]:
    """The questions an answer leads to, to be asked next.

    `rungs` is how many a ladder may have in a row; `climbs` are the ids of texts a ladder is climbed from.
    """
    ask = answer.ask
    match ask.prompt:
        case "p2_frames_fixed":
            return tuple(one for word in answer.words for one in grounds(word))
        case "p3_want" | "p3_worry":
            return tuple(ladder(word, 0, ask.prompt) for word in answer.words if word.id in climbs)
        case "p3_more" | "p3_gov_interest":
            return tuple(
                ladder(word, 0, ask.prompt) if word.id in climbs else read_back(word) for word in answer.words
            )
        case "LUP":
            return _up(answer, rungs)
        case "p5_support" if answer.choice:
            value = script.choices(script.prompt("p5_support"))[answer.choice[0]].value
            return stakes(ask, isinstance(value, int) and value < 0, interests)
        case "p5_ratify" if answer.choice and answer.choice[0] <= 1:
            return (Ask(id=f"body:{ask.id}", prompt="p5_ratify_body", about=ask.about),)
        case _:
            return ()


def _up(answer: Answer, rungs: int) -> tuple[Ask, ...]:
    rung = int(answer.ask.id.rsplit(":", 1)[1])
    position = Word(id=answer.ask.about, digest="")
    came_from = str(answer.ask.fill.get("from", ""))
    if answer.words and rung + 1 < rungs:
        return (ladder(position, rung + 1, came_from),)
    if answer.words:
        return (read_back(answer.words[-1], position.id),)
    return ()


def kind_of(ask: Ask, script: Script) -> Kind:
    """What sort of answer an ask takes; a rung of a ladder takes a text, a question back a text or a choice."""
    if ask.prompt in script.rules:
        return Kind.CHOICE if ask.options else Kind.TEXT
    return script.prompt(ask.prompt).type


def labels(ask: Ask, script: Script) -> tuple[Piece, ...]:
    """What can be chosen."""
    if ask.options or ask.prompt in script.rules:
        return ask.options
    return tuple(
        Wording(prompt=ask.prompt, option=number, fill=ask.fill)
        for number in range(len(script.choices(script.prompt(ask.prompt))))
    )


def wants_words(ask: Ask, choice: int, script: Script) -> bool:
    """A label that ends in dots, or a scale with a reason, asks for words after the choice."""
    if ask.prompt == "NEUTRAL":
        return ask.options[choice] == term("follow.change")
    if ask.options or ask.prompt in script.rules:
        return False
    one: Prompt = script.prompt(ask.prompt)
    if one.type is Kind.SCALE:
        return one.reason
    if ask.prompt == "p3_confirm_interest":
        return choice == REWORD
    return script.choices(one)[choice].open_ended


def question(ask: Ask) -> Piece:
    """The wording of an ask: of its prompt, or of its rung."""
    if ask.prompt == LADDER:
        return prompt(LADDER, int(ask.id.rsplit(":", 1)[1]))
    if ask.prompt in RULES_ASKED:
        return ask.instead or prompt(ask.prompt, 0, fill=ask.fill)
    return ask.instead or prompt(ask.prompt, fill=ask.fill)
