"""Other words for a text of a party that goes to the group: its owner is asked, and nothing changes without a yes.

The mediator proposes a wording, or asks for another one. What the owner agreed to is kept anew, with what it was made
from; the earlier wording stays kept for its owner. Ids only.
"""

from datetime import timedelta

from flows.approvals import Rewording
from flows.effects import Circle, Keep, Recast, Tell
from flows.events import Moment
from flows.kept import digest
from flows.messages import Piece, Quote, Say
from flows.phrases import say, term
from flows.process import pace
from flows.register import Frame, Note, Party
from flows.signals import Answered, Ask, Reworded, RoundOpened, Word
from flows.table import Mediation, Table, desk_button, log, show, signal, tell_mediators

PROPOSED, DIFFERENTLY = "t_wording", "t_differently"
YES, KEEP, ANEW = 0, 1, 2  # options of t_wording
OTHER_WORDS = 0  # option of t_differently
ROUND = "wording:"  # never among the rounds that are waited for
TIME = timedelta(weeks=4)


def is_question(round: str) -> bool:
    return round.startswith(ROUND)


def owner(state: Mediation, id: str) -> Party | None:
    """Whose words these are; None: the mediator's, or nobody's that stand anywhere now."""
    shelves = {one.word: one.party for one in state.interests} | {
        one.word.id: one.party for one in state.ideas
    }
    framed = {
        word.id: one.party for one in state.frames for word in (one.word, one.reason, one.until) if word
    }
    said = {
        word.id: party
        for notes in state.notes.values()
        for party, note in notes.items()
        for word in note.words
    }
    return state.parties.get(({**said, **framed, **shelves}).get(id, ""))


def bound(state: Mediation, id: str) -> bool:
    """Whether the parties already read these words as part of a package, which is one exact text."""
    return any(id == word.id for one in state.packages if one.put_forward for word in one.idea_words)


def asked(state: Mediation) -> tuple[Rewording, ...]:
    """What owners still have to answer."""
    return tuple(one for one in state.rewordings if one.status == "asked")


# ------------------------------------------------------------------ asking the owner


def ask(
    table: Table,
    party: Party,
    original: str,
    circle: Circle,
    moment: Moment,
    *,
    proposal: str = "",
    because: str = "",
) -> Table:
    """Ask the owner of `original` about other words: those of `proposal`, or own ones, with what `because` says.

    Both are texts the mediator typed. They are kept for this party and the mediators, and for nobody else.
    """
    state = table.state
    text = proposal or because
    word = Word(id=f"w{moment.dice[:16]}p", digest=digest(text))
    earlier = next((one for one in state.rewordings if one.became and one.became.id == original), None)
    made = Rewording(
        original=original,
        party=party.id,
        user=party.user,
        circle=circle,
        word=word if proposal else None,
        because=None if proposal else word,
        version=earlier.version + 1 if earlier else 2,
    )
    again = tuple(one for one in state.rewordings if one.original != original or one.status != "asked")
    kept = for_party(state, party, word, text, moment, circle=circle if proposal else Circle.MEDIATOR)
    if proposal:
        kept = kept.model_copy(update={"kind": "proposal", "parents": (original,)})
    return table.plus(
        kept,
        signal(party, state, _question(state, party, made, moment)),
        log(state, table.user, "asked a party about other words", party=party.id, version=made.version),
        rewordings=(*again, made),
    )


def for_party(
    state: Mediation,
    party: Party,
    word: Word,
    text: str,
    moment: Moment,
    circle: Circle = Circle.MEDIATOR,
) -> Keep:
    """What a mediator writes to one party: that person reads it as their own, and nobody else but the mediators."""
    return Keep(
        id=word.id,
        mediation=state.id,
        party=party.id,
        user=party.user,
        kind="letter",
        prompt=None,
        script_version=0,
        circle=circle,
        text=text,
        at=moment.now,
    )


def _question(state: Mediation, party: Party, one: Rewording, moment: Moment) -> RoundOpened:
    shown: tuple[Piece, ...] = (term("wording.yours"), Quote(id=one.original))
    if one.word:
        shown += (term("wording.theirs"), Quote(id=one.word.id))
    if one.because:
        shown += (term("wording.why"), Quote(id=one.because.id))
    prompt = PROPOSED if one.word else DIFFERENTLY
    question = Ask(
        id=f"{prompt}:{one.key}", prompt=prompt, about=one.original, show=shown, edition=state.script_edition
    )
    return RoundOpened(
        round=f"{ROUND}{one.key}",
        asks=(question,),
        until=state.until or moment.now + TIME,
        not_before=pace.hours(state, party.id, moment),
    )


# ------------------------------------------------------------------ what the owner says


def answered(table: Table, event: Answered, moment: Moment) -> Table:
    """A yes, other words, or the own words; the last thing the owner said is what holds."""
    found = [
        one for one in table.state.rewordings if event.answer.ask.id in _ids(one) and one.party == event.party
    ]
    if not found:
        return table
    one = found[-1]
    now = one.became.id if one.became else one.original
    if owner(table.state, now) is None:
        gone = term("wording.gone", party=table.state.parties[one.party].name)
        return _noted(table, one, None).plus(*tell_mediators(table.state, say(gone)))
    source, heading = _source(one, event, table.state)
    became = Word(id=f"w{moment.dice[:16]}r", digest=source.digest) if source else None
    table = _noted(table, one, became)
    if source and became:
        table = table.plus(_recast(table.state, one, source, became, event, moment))
    instead = became or Word(id=one.original, digest="")
    if instead.id != now:
        table = replaced(table, now, instead)
        if became and one.circle is Circle.ANONYMOUS:  # a yes to exactly these words before others
            table = table.plus(freed={**table.state.freed, became.id: became.digest})
    version = one.version if became else one.version - 1
    record = log(
        table.state,
        event.user,
        "agreed to other words" if became else "kept to the own words",
        party=one.party,
        version=version,
        hash=instead.digest,
    )
    table = table.plus(record, *tell_mediators(table.state, _told(table.state, heading, instead.id)))
    return _shown_anew(table, instead.id)


def taken_back(table: Table, ask: str) -> Table:
    """The owner took the answer itself back: the own words stand again."""
    found = [one for one in table.state.rewordings if ask in _ids(one) and one.became]
    if not found or not found[-1].became:
        return table
    one, now = found[-1], found[-1].became.id
    table = _noted(table, one, None)
    if owner(table.state, now) is None:
        return table
    return _shown_anew(replaced(table, now, Word(id=one.original, digest="")), one.original)


def _ids(one: Rewording) -> tuple[str, str]:
    return f"{PROPOSED}:{one.key}", f"{DIFFERENTLY}:{one.key}"


def _source(one: Rewording, event: Answered, state: Mediation) -> tuple[Word | None, Piece]:
    """The words the owner said yes to, and how the mediator hears of it."""
    name = state.parties[one.party].name
    answer = event.answer
    if answer.ask.prompt == PROPOSED and answer.choice == (YES,) and one.word:
        return one.word, term("wording.agreed", party=name)
    anew = ANEW if answer.ask.prompt == PROPOSED else OTHER_WORDS
    if answer.choice == (anew,) and answer.shown:
        return answer.shown[0], term("wording.typed", party=name)
    return None, term("wording.own_words", party=name)


def _recast(
    state: Mediation, one: Rewording, source: Word, became: Word, event: Answered, moment: Moment
) -> Recast:
    """The owner's yes to exactly these words, in the vault: their hash, from which words they were made, and when."""
    return Recast(
        id=became.id,
        source=source.id,
        mediation=state.id,
        party=one.party,
        user=event.user,
        kind="idea" if one.circle is Circle.ANONYMOUS else "interest",
        prompt=event.answer.ask.prompt,
        circle=one.circle,
        edition=event.answer.ask.edition,
        at=moment.now,
    )


def _noted(table: Table, one: Rewording, became: Word | None) -> Table:
    update = {"status": "agreed" if became else "own_words", "became": became}
    changed = one.model_copy(update=update)
    return table.plus(
        rewordings=tuple(changed if other.key == one.key else other for other in table.state.rewordings)
    )


def _told(state: Mediation, heading: Piece, id: str) -> Say:
    buttons = tuple(
        desk_button(state, term("review.put_back"), "review_put_back", key=one.key, word=id)
        for one in state.pending
        if id in one.left_out
    )
    return say(heading, Quote(id=id, marks=True), buttons=buttons[:1])


def _shown_anew(table: Table, id: str) -> Table:
    """Every message that waits with these words, as it is now."""
    shown: list[Tell] = []
    for one in table.state.pending:
        if id in (*one.named, *one.unnamed) and id not in one.left_out:
            shown += show(table.state, one, term("review.changed"))
    return table.plus(*shown)


# ------------------------------------------------------------------ in the place of the earlier words


def replaced(table: Table, old: str, new: Word) -> Table:
    """Other words wherever these stand and may still change; their owner's interview hears of it.

    Ideas the others have read already are to be shown to them anew before their next round.
    """
    state = table.state
    party = owner(state, old)
    idea = any(one.word.id == old for one in state.ideas)
    table = table.plus(
        interests=tuple(
            one.model_copy(update={"word": new.id}) if one.word == old else one for one in state.interests
        ),
        ideas=tuple(
            one.model_copy(update={"word": new}) if one.word.id == old else one for one in state.ideas
        ),
        frames=tuple(_frame(one, old, new) for one in state.frames),
        notes={
            ask: {name: _note(note, old, new) for name, note in notes.items()}
            for ask, notes in state.notes.items()
        },
        packages=tuple(
            one
            if one.put_forward
            else one.model_copy(update={"idea_words": _words(one.idea_words, old, new)})
            for one in state.packages
        ),
        boards={kind: one.having(old, new.id) for kind, one in state.boards.items()},
        map_places={new.id if one == old else one: place for one, place in state.map_places.items()},
        map_together=tuple(
            tuple(new.id if one == old else one for one in some) for some in state.map_together
        ),
        map_tensions=tuple(_pair(one, old, new.id) for one in state.map_tensions),
        rests_on={
            line: tuple(new.id if one == old else one for one in some)
            for line, some in state.rests_on.items()
        },
        one_way=tuple(new.id if one == old else one for one in state.one_way),
        pending=tuple(one.having(old, new) for one in state.pending),
        taken_out=tuple(one.having(old, new) for one in state.taken_out),
        posted=tuple(one for one in state.posted if not (idea and one.startswith("ideas:"))),
    )
    if party is None:
        return table
    return table.plus(signal(party, state, Reworded(old=old, new=new)))


def _pair(pair: tuple[str, str], old: str, new: str) -> tuple[str, str]:
    one, other = sorted(new if one == old else one for one in pair)
    return one, other


def _words(given: tuple[Word, ...], old: str, new: Word) -> tuple[Word, ...]:
    return tuple(new if one.id == old else one for one in given)


def _note(note: Note, old: str, new: Word) -> Note:
    if all(one.id != old for one in note.words):
        return note
    return note.model_copy(update={"words": _words(note.words, old, new)})


def _frame(frame: Frame, old: str, new: Word) -> Frame:
    fields = ("word", "reason", "until")
    found = {field: new for field in fields if (word := getattr(frame, field)) and word.id == old}
    return frame.model_copy(update=found) if found else frame
