"""A photo, sound or document in answer to a question, where the mediator allows it: kept, listed, taken back.

Knows a file's kind and the question it came with, never what is in it or what it was called.
"""

from flows.effects import DropFiles, KeepFile, Lane, Log, Raise
from flows.events import Moment, Said, SentFile
from flows.file_kinds import MOST_FILE_BYTES, sort_of
from flows.interview.asking import consent_needed, consents_given
from flows.interview.conversation import Interview, Step, raise_, tell
from flows.interview.questions import LADDER, question
from flows.messages import Button, Piece, Term
from flows.phrases import button, say, term
from flows.script import Script
from flows.signals import Ask, Attached, FileAdded, FileKept, FileNotKept, FilesAllowed, FilesWithdrawn

MOST_FILES = 40  # of one party

Event = SentFile | FileKept | FilesAllowed
REFUSED = {
    "too_big": term("files.too_big", n=MOST_FILE_BYTES // 1_000_000),
    "kind": term("files.wrong_kind"),
    "gone": term("files.gone_at_telegram"),
    "no_key": term("files.no_key_for_party"),
}


def decide(step: Step, event: Event, moment: Moment, script: Script) -> Step:
    match event:
        case FilesAllowed(allowed=allowed):
            return step.plus(files=allowed)
        case FileKept():
            return _arrived(step, event, moment)
        case SentFile() if event.sender.user == step.state.user:
            return _sent(step, event, moment, script)
        case _:
            return step


def _sent(step: Step, event: SentFile, moment: Moment, script: Script) -> Step:
    """Get it and keep it with its question; or one sentence that says what to do instead."""
    state = step.state
    ask = _asked(state)
    if refusal := _refusal(state, event, ask):
        return step.plus(tell(state, say(refusal), lane=Lane.NOTICE))
    if ask is None or not (state.held or consents_given(state)):
        return step.plus(tell(state, consent_needed(state)))
    keep = KeepFile(
        id=f"f{moment.dice[:16]}",
        mediation=state.mediation,
        party=state.party,
        user=state.user,
        ask=ask,
        prompt=_prompt(state, ask, script),
        script_version=script.version,
        file_id=event.file_id,
        size=event.size,
        address=state.address,
        at=moment.now,
    )
    if not event.caption.strip():
        return step.plus(keep)
    # What is written under it is an answer in words, as if it had been typed.
    words = Said(sender=event.sender, text=event.caption, message_id=event.message_id)
    return step.plus(keep, Raise(address=state.address, event=words.model_dump(mode="json")))


def _asked(state: Interview) -> Ask | None:
    """The question a file belongs to: in front, or what was answered last before a human takes over."""
    if state.held:
        return state.answers[state.trail[-1]].ask
    return state.front


def _refusal(state: Interview, event: SentFile, ask: Ask | None) -> Term | None:
    if not state.files or (ask is not None and ask.prompt.startswith("on_")):
        return term("media.voice") if event.media == "voice" else term("media.other")
    if state.refused:
        return None
    if ask is None:
        return term("files.no_question")
    if event.size > MOST_FILE_BYTES:
        return REFUSED["too_big"]
    return term("files.too_many", n=MOST_FILES) if len(state.attached) >= MOST_FILES else None


def _prompt(state: Interview, ask: Ask, script: Script) -> str:
    """A question back belongs to the answer it is about, as its words do."""
    if ask.prompt in script.rules and ask.prompt != LADDER and ask.about in state.answers:
        return state.answers[ask.about].ask.prompt
    return ask.prompt


def _arrived(step: Step, event: FileKept, moment: Moment) -> Step:
    """It is kept, or it is not and why; to the one who sent it, unless somebody else sits here now."""
    state = step.state
    here = event.user == state.user
    if event.problem:
        if event.problem == "no_key":
            step = step.plus(raise_(state, FileNotKept(party=state.party)))
        return step.plus(tell(state, say(REFUSED[event.problem]), lane=Lane.NOTICE)) if here else step
    file = Attached(
        id=event.id,
        ask=event.ask.id,
        prompt=event.ask.prompt,
        about=event.ask.about,
        asked=question(event.ask),
        kind=event.kind,
        at=moment.now,
    )
    step = step.plus(raise_(state, FileAdded(party=state.party, file=file)))
    if not here:
        return step
    return step.plus(
        tell(state, say(*_told(state, event, file)), lane=Lane.NOTICE), attached=(*state.attached, file)
    )


def _told(state: Interview, event: FileKept, file: Attached) -> tuple[Piece, ...]:
    """That it is kept, for whom, and how it is taken back; what a picture shows is asked in words as well."""
    kept = term("files.kept", sort=sort_of(file.kind), asked=file.asked)
    waits = state.front is not None and state.front.id == event.ask.id
    return (kept, term("files.in_words")) if waits else (kept,)


# ------------------------------------------------------------------ taking back


def rows(state: Interview) -> tuple[Button, ...]:
    """A button a file, the newest first, to take it back."""
    return tuple(
        button(
            term("files.row", sort=sort_of(one.kind), asked=one.asked),
            state.address,
            do="drop_file",
            file=one.id,
        )
        for one in reversed(state.attached)
    )


def dropped(step: Step, file: str) -> Step:
    """One file taken back by who sent it."""
    if all(one.id != file for one in step.state.attached):
        return step.plus(tell(step.state, say(term("button.old"))))
    step = _without(step, (file,))
    return step.plus(tell(step.state, say(term("files.dropped")), lane=Lane.NOTICE))


def dropped_with(step: Step, ask: str) -> Step:
    """The files that came with an answer go with it."""
    ids = tuple(one.id for one in step.state.attached if one.ask == ask)
    return _without(step, ids) if ids else step


def dropped_all(step: Step, ids: tuple[str, ...]) -> Step:
    """Several at once, without a word to their owner."""
    return _without(step, ids)


def _without(step: Step, ids: tuple[str, ...]) -> Step:
    state = step.state
    return step.plus(
        DropFiles(mediation=state.mediation, party=state.party, user=state.user, ids=ids),
        raise_(state, FilesWithdrawn(party=state.party, ids=ids)),
        Log(mediation=state.mediation, user=state.user, act="withdrew files", about={"files": len(ids)}),
        attached=tuple(one for one in state.attached if one.id not in ids),
    )
