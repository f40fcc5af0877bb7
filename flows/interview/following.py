"""What the interviewer asks back when an answer calls for it: the rules SHORT, LDOWN, SPLIT, NEUTRAL, SENS and CHECK,
and THREAT, where a human takes over. Hears texts only while they pass; keeps ids.

1. `heard` notes which rules each text touches as it comes in, and keeps the wordings that will be proposed for it.
2. `asked_back` turns those notes into questions once the answer is given; the person's own words stay in the vault.
3. `settled_back` does what the person chose: nothing disappears before its owner saw what comes in its place.
"""

from flows.effects import Circle, Log, Withdraw
from flows.events import Moment
from flows.interview import judging
from flows.interview.conversation import Interview, Remark, Step, raise_, record, tell
from flows.interview.framing import framed
from flows.interview.ladders import READ_BACK_AFTER, weighed
from flows.interview.questions import LADDER, kind_of
from flows.kept import keep
from flows.listening import hear
from flows.messages import Listing, Piece, Quote
from flows.phrases import prompt, say, term
from flows.script import Kind, Script
from flows.signals import Answer, Ask, HumanNeeded, Word

ALWAYS = frozenset(
    {"SENS", "THREAT"}
)  # listened for whatever a prompt names, where others may read the answer
KEPT_BACK = frozenset(
    {"SENS", "NEUTRAL", "THREAT", "JUDGE"}
)  # for the mediator only until its owner has decided
ADDED = frozenset({"SHORT", "LDOWN"})  # the reply is added to the answer it is about
YES, CHANGE, NOT_TO_GROUP = 0, 1, 2  # under a proposed neutral wording
ONLY_MEDIATOR, TAKE_AWAY, AS_IT_IS = 0, 1, 2  # under something personal
RIGHT, ALMOST, WRONG = 0, 1, 2  # under what is read back
LONGEST_LIST = 12  # points in a proposed list
READ_BACK = 2  # times at most


def heard(step: Step, word: Word, text: str, ask: Ask, moment: Moment, script: Script) -> Step:
    """Note which rules a text touches, and keep the wordings that will be proposed for it."""
    if script.lexicon is None:
        return step
    asking = _prompt(step.state, ask, script)
    step = framed(step, {word.id: text}, ask, asking, moment, script)
    if LADDER in script.prompt(asking).follow:
        step = weighed(step, {word.id: text}, ask, script)
    found = hear(text, step.state.language, script.lexicon, prompt=asking)
    rules = tuple(one for one in found.rules if _applies(one, ask, asking, script))
    if ask.prompt not in script.rules and judging.heard(text, asking, script) and "THREAT" not in rules:
        rules = (judging.RULE, *(one for one in rules if one in ALWAYS or one == "NEUTRAL"))
    if not rules:
        return step
    split = found.points[:LONGEST_LIST] if "SPLIT" in rules else ()
    calm = (found.calmer,) if "NEUTRAL" in rules and found.calmer else ()
    made = [
        keep(
            one,
            moment,
            mediation=step.state.mediation,
            user=step.state.user,
            party=step.state.party,
            prompt=asking,
            circle=script.prompt(asking).share,
            script_version=script.version,
            edition=ask.edition,
            parents=(word.id,),
            number=number,
        )
        for number, one in enumerate((*split, *calm), start=1)
    ]
    words = [one for one, _ in made]
    texts = {one.id: said for one, said in zip(words, (*split, *calm), strict=True)}
    # What may come in its place touches the frame too, or only a part of it does.
    if word.id in step.state.framed:
        step = framed(step, texts, ask, asking, moment, script)
    if split and LADDER in script.prompt(asking).follow:
        step = weighed(step, texts, ask, script)
    remark = Remark(
        word=word.id,
        rules=rules,
        points=tuple(words[: len(split)]),
        calmer=words[-1] if calm else None,
    )
    aside = (word.id,) if KEPT_BACK & set(rules) else ()
    return step.plus(
        *(effect for _, effect in made),
        remarks=(*step.state.remarks, remark),
        aside=(*step.state.aside, *aside),
    )


def _prompt(state: Interview, ask: Ask, script: Script) -> str:
    """The prompt whose answer a text belongs to; of a rung: the one its ladder began in."""
    if ask.prompt == LADDER:
        return "p3_want"
    if ask.prompt in script.rules:
        return state.answers[ask.about].ask.prompt
    return ask.prompt


def _applies(rule: str, ask: Ask, asking: str, script: Script) -> bool:
    asked = script.prompt(asking)
    if rule == "NEUTRAL" and asked.share is Circle.MEDIATOR:
        return False
    if rule == "SENS" and asked.share is Circle.MEDIATOR and rule not in asked.follow:
        return False  # only the mediator reads it as it is, and the question may ask for a name
    if (
        ask.prompt in ADDED
    ):  # the reply becomes part of the answer: it is asked back about as far as it must be
        return rule in KEPT_BACK and (rule in ALWAYS or rule in asked.follow)
    if ask.prompt in script.rules or asked.key.startswith(
        "on_"
    ):  # a rung, another reply, or what is practical
        return rule == "THREAT"
    if rule == "SHORT" and kind_of(ask, script) is not Kind.TEXT:
        return False
    return rule in ALWAYS or rule in asked.follow


# ------------------------------------------------------------------ a human takes over


def is_alarm(state: Interview, words: tuple[Word, ...]) -> bool:
    """Whether one of these texts calls for a human first."""
    ids = {one.id for one in words}
    return any(one.word in ids and "THREAT" in one.rules for one in state.remarks)


def stopped(step: Step, ask: Ask) -> Step:
    """Nothing goes on until the mediator has spoken with the person; what was said stays with the mediator."""
    state = step.state
    return step.plus(
        tell(state, say(prompt("THREAT", 0))),
        raise_(state, HumanNeeded(party=state.party, ask=ask.id)),
        Log(
            mediation=state.mediation,
            user=state.user,
            act="was put through to a human",
            about={"ask": ask.id},
        ),
        held=True,
        front=None,
        agenda=(state.front, *state.agenda) if state.front else state.agenda,
    )


# ------------------------------------------------------------------ what is asked back


def asked_back(state: Interview, answer: Answer) -> dict[str, Ask]:
    """By id of a text: the one question back about it, the most pressing first."""
    found = {word.id: _about(state, answer.ask, word) for word in answer.words}
    return {id: one for id, one in found.items() if one is not None}


def _about(state: Interview, ask: Ask, word: Word) -> Ask | None:
    remark = next((one for one in state.remarks if one.word == word.id), None)
    for rule in remark.rules if remark else ():
        if remark and (one := _question(rule, ask, remark)) is not None:
            return one
    return None


def _question(rule: str, ask: Ask, remark: Remark) -> Ask | None:
    options: tuple[Piece, ...]
    base = Ask(
        id=f"{rule}:{remark.word}:0",
        prompt=rule,
        about=ask.id,
        show=(term("ladder.you_said", words=Quote(id=remark.word)),),
        round=ask.round,
        edition=ask.edition,
    )
    match rule:
        case judging.RULE:
            return base.model_copy(update={"options": judging.OPTIONS})
        case "SENS":
            options = (term("follow.only_mediator"), term("follow.take_away"), term("follow.as_it_is"))
            return base.model_copy(update={"options": options})
        case "SHORT":
            return base.model_copy(update={"fill": {"example": term("example.any")}})
        case "LDOWN":
            return base
        case "SPLIT" if len(remark.points) > 1:
            points = Listing(lines=tuple(Quote(id=one.id) for one in remark.points), first=1)
            asked: Piece = term("follow.list")
            options = (term("follow.list_right"), term("follow.one_point"))
            return base.model_copy(update={"show": (points,), "instead": asked, "options": options})
        case "NEUTRAL" if remark.calmer:
            options = (term("follow.yes"), term("follow.change"), term("follow.not_to_group"))
            return base.model_copy(
                update={"fill": {"reframe": Quote(id=remark.calmer.id)}, "options": options}
            )
        case "NEUTRAL":
            options = (term("follow.change"), term("follow.not_to_group"))
            return base.model_copy(update={"instead": term("follow.no_proposal"), "options": options})
        case _:
            return None


def still_to_settle(state: Interview, answer: Answer, word: Word) -> tuple[Ask, ...]:
    """What must be asked about a text that came after its answer, before anybody but the mediator may read it."""
    one = asked_back(state, answer.model_copy(update={"words": (word,)})).get(word.id)
    return (one,) if one and one.prompt in KEPT_BACK else ()


def checked_back(state: Interview, answer: Answer, script: Script) -> tuple[Ask, ...]:
    """The read-back of an offer, a need or a commitment, twice at most, before it counts (`Lexicon.checked`)."""
    ask = answer.ask
    checked = script.lexicon.checked if script.lexicon else ()
    if ask.prompt in READ_BACK_AFTER:  # read back as the interest it may become
        return ()
    if ask.prompt not in checked or not answer.words or state.checks.get(ask.id, 0) >= READ_BACK:
        return ()
    listed = Listing(lines=tuple(Quote(id=one.id, marks=True) for one in answer.words))
    options = (term("follow.right"), term("follow.almost"), term("follow.wrong"))
    one = Ask(
        id=f"CHECK:{ask.id}:{state.checks.get(ask.id, 0)}",
        prompt="CHECK",
        about=ask.id,
        show=(term("follow.written_down"), listed),
        instead=term("follow.is_it_right"),
        options=options,
        round=ask.round,
        edition=ask.edition,
    )
    return (one,)


# ------------------------------------------------------------------ what the person chose


def settled_back(
    step: Step, ask: Ask, moment: Moment, choice: tuple[int, ...] = (), words: tuple[Word, ...] = ()
) -> tuple[Step, Answer | None]:
    """Do what was chosen; also the answer with only those texts that may now be followed up, if any."""
    state = step.state
    earlier = state.answers[ask.about]
    step = step.plus(front=None if state.front and state.front.id == ask.id else state.front)
    if ask.prompt == "CHECK":
        return _checked(step, earlier, choice, moment), None
    word = next((one for one in earlier.words if f":{one.id}:" in ask.id), None)
    if word is None:  # withdrawn or changed meanwhile
        return step, None
    remark = next(one for one in state.remarks if one.word == word.id)
    instead, aside = _chosen(ask, choice, words, word, remark)
    gone = () if word in instead else (word.id,)
    rest = _rest(remark, ask.prompt) if word in instead and not aside else ()
    left = (remark.model_copy(update={"rules": rest}),) if rest else ()
    step = step.plus(
        remarks=(*(one for one in state.remarks if one.word != word.id), *left),
        aside=tuple(one for one in state.aside if one != word.id or aside or KEPT_BACK & set(rest)),
    )
    if ask.prompt == judging.RULE:
        step = step.plus(
            agenda=(*judging.worry(ask, choice[0] if choice else None, words), *step.state.agenda)
        )
    if ask.prompt == "SENS" and gone:
        step = step.plus(Withdraw(mediation=state.mediation, ids=gone))
    after = tuple(new for one in earlier.words for new in (instead if one.id == word.id else (one,)))
    status = "answered" if after or earlier.choice else "skipped"
    step = record(step, earlier.ask, moment, status=status, choice=earlier.choice, words=after)
    return step, earlier.model_copy(update={"words": () if aside else instead})


def _rest(remark: Remark, rule: str) -> tuple[str, ...]:
    """The rules that are still to be settled about a text that stayed as it is; more words are not asked for twice."""
    rest = remark.rules[remark.rules.index(rule) + 1 :]
    return tuple(one for one in rest if one in ("SENS", "NEUTRAL", "SPLIT"))


def _chosen(
    ask: Ask, choice: tuple[int, ...], words: tuple[Word, ...], word: Word, remark: Remark
) -> tuple[tuple[Word, ...], bool]:
    """What stands in the place of a text from now on, and whether it is for the mediator only."""
    picked = choice[0] if choice else None
    match ask.prompt:
        case judging.RULE:
            return judging.stands(picked, words, word)
        case "SENS" if picked == TAKE_AWAY:
            return (), False
        case "SENS":
            return (word,), picked != AS_IT_IS
        case "SPLIT" if picked == YES:
            return remark.points, False
        case "NEUTRAL" if words:
            return words, False
        case "NEUTRAL" if picked == YES and remark.calmer:
            return (remark.calmer,), False
        case "NEUTRAL":
            return (word,), True
        case _:  # more words after a short or a vague answer, or none
            return (word, *words), False


def _checked(step: Step, earlier: Answer, choice: tuple[int, ...], moment: Moment) -> Step:
    state = step.state
    ask = earlier.ask
    step = step.plus(checks={**state.checks, ask.id: state.checks.get(ask.id, 0) + 1})
    picked = choice[0] if choice else RIGHT
    if picked == WRONG:
        gone = tuple(one.id for one in earlier.words)
        step = step.plus(Withdraw(mediation=state.mediation, ids=gone))
        return record(step, ask, moment, status="skipped")
    if picked == ALMOST:
        return step.plus(agenda=(ask, *step.state.agenda))
    return step
