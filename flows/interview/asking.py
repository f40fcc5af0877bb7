"""The next question of an interview, as its person sees it. Decides nothing about answers."""

from flows.effects import Circle, Raise, Tell
from flows.file_kinds import MOST_FILE_BYTES
from flows.interview.conversation import Interview, Step, raise_, tell
from flows.interview.questions import LADDER, kind_of, labels, question
from flows.messages import Button, Piece, Say
from flows.phrases import button, say, term
from flows.script import Kind, Script
from flows.signals import Ask, Fronted, RoundFinished

OWNERS_CHOICE = frozenset(
    {"p3_confirm_interest", "t_wording", "t_differently", "p4_release", "p4_release_all", "JUDGE"}
)
PASSED_ON = frozenset({"b_ask", "b_reply", "b_judge", "p3_recognise"})  # by the mediator, to those it is for
CONSENTS_NEEDED = {0, 1}  # storing, and reading by the mediator (options of on_consent_data)


def next_question(step: Step, script: Script) -> Step:
    state = step.state
    if state.refused or state.held:
        return step
    if state.proxy and not state.entering and state.agenda and state.front is None:
        return step.plus(tell(state, _enter(state)))
    if state.agenda and not may_be_asked(state, state.agenda[0]):
        return step.plus(tell(state, consent_needed(state)), refused=True)
    if state.agenda:
        front, *rest = state.agenda
        step = step.plus(front=front, agenda=tuple(rest), counted=state.counted + 1)
        return step.plus(tell(step.state, as_message(step.state, script)))
    if state.front is not None:
        return step
    put_off = {one.ask.round for one in state.later}
    over = [one for one in state.rounds if one not in put_off]
    finished = [raise_(state, RoundFinished(party=state.party, round=one)) for one in over]
    ladders = any(one.ask.prompt == LADDER for one in state.later)
    sentence = term("round.rest_another_day") if ladders else term("round.finished")
    thanks = tell(state, say(sentence if over or ladders else term("answer.noted")))
    left = tuple(one for one in state.rounds if one in put_off)
    back = (_to_desk(state),) if state.entering else ()
    return step.plus(thanks, *finished, *back, rounds=left, counted=0, front=None, entering=False)


def _to_desk(state: Interview) -> Raise:
    """All that was open for a party without Telegram is entered: what the mediator types is for the desk again."""
    desk = Fronted(place=f"mediation:{state.mediation}")
    return Raise(address=f"person:{state.user}", event=desk.model_dump(mode="json"))


def _enter(state: Interview) -> Say:
    """To the mediator, who enters the answers of a party without Telegram when there is time."""
    enter = button(term("button.enter_answers"), state.address, do="enter")
    return say(term("proxy.questions", party=state.party_name, n=len(state.agenda)), buttons=(enter,))


def may_be_asked(state: Interview, ask: Ask) -> bool:
    """Nothing of substance without the two consents, by whatever way it would come in front."""
    return ask.prompt.startswith("on_") or consents_given(state)


def consents_given(state: Interview) -> bool:
    """Whether the two consents without which nothing of substance is asked stand."""
    confidential, data = (state.answers.get(key) for key in ("on_confidential", "on_consent_data"))
    return (
        confidential is not None
        and confidential.choice[:1] == (0,)
        and data is not None
        and set(data.choice) >= CONSENTS_NEEDED
    )


def consent_needed(state: Interview) -> Say:
    """What it means that a consent is missing, with the way to give it after all."""
    missing = "on_confidential" if "on_consent_data" not in state.answers else "on_consent_data"
    return say(
        term("consent.needed"),
        buttons=(button(term("consent.again"), state.address, do="change", ask=missing),),
    )


def again(state: Interview, script: Script) -> tuple[Tell, ...]:
    """The question in front, once more, so that nobody is left without a next step."""
    return (tell(state, as_message(state, script)),) if state.front else ()


def as_message(state: Interview, script: Script) -> Say:
    """A question as a person sees it: where you are, what to read first, the question, who reads the answer."""
    ask = state.front
    if ask is None:
        return say(term("nothing_asked"))
    kind = kind_of(ask, script)
    share = _share(state, ask, script)
    waiting = len(state.agenda)
    counted = max(state.counted, 1)  # an earlier question, taken up again when a round is done, is one of one
    progress = term("progress", n=counted, of=counted + waiting)
    parts: tuple[Piece, ...] = (progress, *ask.show, question(ask))
    if kind is Kind.MULTI:
        parts += (term("how.multi"),)
    if kind is Kind.MULTICHOICE:
        parts += (term("how.multichoice"),)
    chosen = share is Circle.ATTRIBUTED and kind not in (Kind.TEXT, Kind.MULTI)
    parts += (_who_reads(ask, share, chosen=chosen),)
    if state.files and not state.proxy and not ask.prompt.startswith("on_"):
        parts += _files_too(kind)
    rows = _choices(state, ask, kind, script) + _ways_out(state, ask, kind)
    return Say(
        parts=parts, buttons=tuple((one,) for one in rows), numbered=kind not in (Kind.TEXT, Kind.MULTI)
    )


def _files_too(kind: Kind) -> tuple[Piece, ...]:
    """Where words are asked, a file may come along, and who gets it."""
    asks_words = kind in (Kind.TEXT, Kind.MULTI)
    return (term("files.may", n=MOST_FILE_BYTES // 1_000_000),) if asks_words else ()


def _share(state: Interview, ask: Ask, script: Script) -> Circle:
    """Who reads the answer; of a question back: whoever reads the answer it is about."""
    if ask.prompt not in script.rules:
        return script.prompt(ask.prompt).share
    about = state.answers.get(ask.about)
    return script.prompt(about.ask.prompt).share if about and ask.prompt != LADDER else Circle.MEDIATOR


def _who_reads(ask: Ask, share: Circle, *, chosen: bool) -> Piece:
    if ask.prompt in OWNERS_CHOICE:
        return term("share.your_choice")
    if ask.prompt in PASSED_ON:
        return term("share.passed_on")
    return term("share.attributed_choice") if chosen else term(f"share.{share.value}")


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
    pass_by = term("change.help_me_look") if ask.prompt == "p5_change" else term("button.skip")
    skip = () if ask.required else (button(pass_by, state.address, do="skip", ask=ask.id),)
    back = (button(term("button.back"), state.address, do="back", ask=ask.id),) if state.trail else ()
    if kind is Kind.CONFIRM and ask.required:
        return back if ask.prompt.startswith("on_") else ()
    return skip + back
