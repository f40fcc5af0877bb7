"""What follows an answer in the private interview: ladders, read-backs, grounds of frames, interests at stake.

Pure tables and small functions; the walk itself is flows/interview/interview.py.
"""

from flows.messages import Piece, Quote, Wording
from flows.phrases import prompt, term
from flows.script import Kind, Prompt, Script
from flows.signals import Answer, Ask, Word
from flows.value import Value

LADDER = "LUP"
RULES_ASKED = frozenset({"SHORT", "LDOWN", "SPLIT", "NEUTRAL", "SENS", "CHECK", "JUDGE"})
GROUP_TOO, MEDIATOR_ONLY, REWORD = 0, 1, 2  # the options of p3_confirm_interest
DECIDES = 0  # option of p2_mandate
ANOTHER = term("stake.another")  # under one's own interests: something else is at risk


class OwnInterest(Value):
    """An interest its owner confirmed."""

    id: str
    word: str


def ladder(
    position: Word, rung: int, came_from: str = "p3_want", further: dict[str, Piece] | None = None
) -> Ask:
    """One rung up from a position; the wordings vary with the rung (script, rule LUP)."""
    return Ask(
        id=f"ladder:{position.id}:{rung}",
        prompt=LADDER,
        about=position.id,
        fill={"from": came_from, **(further or {})},
        show=(term("ladder.you_said", words=Quote(id=position.id)),),
    )


def passed_on(ask: Ask) -> dict[str, Piece]:
    """What goes along from question to question until an interest is confirmed.

    `id` is that of the interest when it was confirmed before, `package` the package it is an objection against.
    """
    return {key: ask.fill[key] for key in ("id", "package") if key in ask.fill}


def read_back(word: Word, position: str = "", further: dict[str, Piece] | None = None) -> Ask:
    """The proposed wording of an interest, for its owner's yes.

    `position` is the id of where the ladder began, `further` what `passed_on` says.
    """
    return Ask(
        id=f"confirm:{word.id}",
        prompt="p3_confirm_interest",
        about=position,
        fill={"interest": Quote(id=word.id), **(further or {})},
        required=not position,
    )


def own_words(shown: str, position: str, further: dict[str, Piece], proposed: Piece | None = None) -> Ask:
    """The reason behind a wish, worded by its owner: where a ladder found none, or found other words than theirs.

    `shown` is the id of what was said before; `proposed` the wording that stands when the owner leaves it at that.
    """
    return Ask(
        id=f"worded:{shown}",
        prompt="p3_ladder_own",
        about=position,
        fill={**further, **({"interest": proposed} if proposed else {})},
        show=(term("ladder.you_said", words=Quote(id=shown)),),
    )


def reworded(asked: Ask) -> Ask:
    """The owner of an interest wants other words than those that were read back."""
    proposed = asked.fill["interest"]
    shown = proposed.id if isinstance(proposed, Quote) else asked.about
    return own_words(shown, asked.about, passed_on(asked), proposed)


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
    """After a reading: which own interests are not taken care of. An objection always rests on an own interest.

    Whoever has none yet, or objects for another reason, says it in own words (p5_objection); that is read back and
    confirmed as an interest. Whoever points to one is asked which change would help (p5_change).
    """
    if not interests:
        return (objection(asked),) if low else ()
    own = tuple(Quote(id=one.word) for one in interests)
    return (
        Ask(
            id=f"stake:{asked.about}",
            prompt="p5_stake",
            about=asked.about,
            show=asked.show[:1],
            options=(*own, ANOTHER),
            required=low,
        ),
    )


def objection(asked: Ask) -> Ask:
    """What is at risk and which change would help, in own words."""
    return Ask(id=f"objection:{asked.about}", prompt="p5_objection", about=asked.about, show=asked.show[:1])


def _cannot_say(asked: Ask, value: str) -> Ask:
    """What somebody needs to know, or until when they consult; neither is a yes or a no."""
    what = "info" if value == "more_info" else "consult"
    return Ask(id=f"{what}:{asked.about}", prompt=f"p5_{what}", about=asked.about, show=asked.show[:1])


def _exactly_this(word: Word) -> Ask:
    """A party's text for the joint record, before it stands there under its name."""
    shown = (term("ladder.you_said", words=Quote(id=word.id)),)
    return Ask(id=f"p5_record_ok:{word.id}", prompt="p5_record_ok", about=word.id, show=shown, required=True)


def _pointed(answer: Answer) -> tuple[Ask, ...]:
    """After pointing to own interests: another one in own words, or the change that would help."""
    ask = answer.ask
    if any(ask.options[one] == ANOTHER for one in answer.choice):
        return (objection(ask),)
    change = Ask(id=f"change:{ask.about}", prompt="p5_change", about=ask.about, show=ask.show[:1])
    return (change,) if ask.required else ()


def _objected(answer: Answer, climbs: frozenset[str]) -> tuple[Ask, ...]:
    """What was said to be at risk is read back as an interest; what is a demand climbs first."""
    further: dict[str, Piece] = {"package": answer.ask.about}
    return tuple(
        ladder(word, 0, "p5_objection", further) if word.id in climbs else read_back(word, "", further)
        for word in answer.words[:1]
    )


def after(  # noqa: C901, PLR0912  a table of cases
    answer: Answer,
    script: Script,
    interests: tuple[OwnInterest, ...],
    climbs: frozenset[str] = frozenset(),
) -> tuple[Ask, ...]:
    """The questions an answer leads to, to be asked next; what follows a rung: flows/interview/ladders.py.

    `climbs` are the ids of texts a ladder is climbed from.
    """
    ask = answer.ask
    match ask.prompt:
        case "p2_mandate" if answer.choice and answer.choice[0] != DECIDES:
            return tuple(Ask(id=key, prompt=key) for key in ("p2_route", "p2_route_time"))
        case "p2_frames_fixed":
            return tuple(one for word in answer.words for one in grounds(word))
        case "p2_frames_outcome" if answer.choice:
            return (Ask(id="p2_frame_body", prompt="p2_frame_body"),)
        case "p3_want" | "p3_worry":
            return tuple(ladder(word, 0, ask.prompt) for word in answer.words if word.id in climbs)
        case "p3_more" | "p3_gov_interest":
            return tuple(
                ladder(word, 0, ask.prompt) if word.id in climbs else read_back(word) for word in answer.words
            )
        case "p3_ladder_own":
            return tuple(read_back(word, ask.about, passed_on(ask)) for word in answer.words[-1:])
        case "p5_support" if answer.choice:
            value = script.choices(script.prompt("p5_support"))[answer.choice[0]].value
            if not isinstance(value, int):
                return (_cannot_say(ask, str(value)),)
            return stakes(ask, value < 0, interests)
        case "p5_stake":
            return _pointed(answer)
        case "p5_objection":
            return _objected(answer, climbs)
        case "p5_record":
            return tuple(_exactly_this(word) for word in answer.words[-1:])
        case "p5_record_ok" if answer.choice == (1,):
            return (Ask(id="p5_record", prompt="p5_record"),)
        case "p5_ratify" if answer.choice and answer.choice[0] <= 1:
            return (Ask(id=f"body:{ask.id}", prompt="p5_ratify_body", about=ask.about),)
        case _:
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
    if ask.prompt in ("NEUTRAL", "JUDGE"):
        return ask.options[choice] in (term("follow.change"), term("judge.different"), term("judge.worry"))
    if ask.options or ask.prompt in script.rules:
        return False
    one: Prompt = script.prompt(ask.prompt)
    if one.type is Kind.SCALE:
        return one.reason
    return script.choices(one)[choice].open_ended


def begun(ask: Ask, text: str, script: Script) -> int | None:
    """Which choice that asks for words a typed text begins with: "ja, mits" and what follows. None: none of them."""
    if ask.options or ask.prompt in script.rules:
        return None
    said = _bare(text)
    for number, one in enumerate(script.choices(script.prompt(ask.prompt))):
        if one.open_ended and said.startswith(tuple(f"{_bare(label)} " for label in (one.nl, one.en))):
            return number
    return None


def _bare(text: str) -> str:
    """Lower case, one space between words, no commas and dots."""
    return " ".join("".join(" " if one in ",.…:" else one for one in text.casefold()).split())


def question(ask: Ask) -> Piece:
    """The wording of an ask: of its prompt, or of its rung."""
    if ask.prompt == LADDER:
        return prompt(LADDER, int(ask.id.rsplit(":", 1)[1]))
    if ask.prompt in RULES_ASKED:
        return ask.instead or prompt(ask.prompt, 0, fill=ask.fill)
    return ask.instead or prompt(ask.prompt, fill=ask.fill)
