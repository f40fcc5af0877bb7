"""Options before the parties: read in private, a few at a time; what each party answered, for the mediators alone.

Must not decide what an answer means for a package: that is flows/process/weighing.py.
"""

from flows.effects import Circle, Effect, Release, Share
from flows.events import Moment
from flows.lines import contingency_line, may_be_shown, standing
from flows.messages import Listing, Piece, Quote
from flows.options import CONDITION, Choice, Options, Reading
from flows.phrases import term
from flows.process import criteria, pace
from flows.register import Idea, Party
from flows.script import Script
from flows.signals import Answer, Ask, Word
from flows.table import Mediation, Table, log

ROUND = "options:"
A_SITTING = 8  # options in one round: what somebody reads on a telephone in one go


def text(state: Mediation, choice: Choice) -> Word | None:
    """What parties read of an option; None: its idea was taken back, or may not be shown any more."""
    if choice.own or choice.article:
        return choice.own or (choice.article.condition if choice.article else None)
    group = next((one for one in state.groups if choice.idea in one.ideas), None)
    if group:
        return standing(state, group)
    idea = next((one for one in state.ideas if one.number == choice.idea), None)
    return idea.word if idea and may_be_shown(state, idea) else None


def live(state: Mediation) -> tuple[Choice, ...]:
    """The options that still have a text; a condition goes with its option."""
    there = [one for one in state.options.choices if text(state, one)]
    ids = {one.id for one in there}
    return tuple(one for one in there if not one.of or one.of in ids)


def candidates(state: Mediation) -> tuple[Idea, ...]:
    """Ideas that may become an option: of each theme the one that stands for it, as far as others may read it."""
    grouped = {number for group in state.groups for number in group.ideas}
    leads = {group.wording for group in state.groups if standing(state, group)}
    return tuple(
        one
        for one in state.ideas
        if one.number in leads or (one.number not in grouped and may_be_shown(state, one))
    )


def line(state: Mediation, choice: Choice) -> Piece:
    """An option with its id, in its own words; of a condition, the whole if-then and what it belongs to."""
    if choice.article:
        return term("option.condition", id=choice.id, of=choice.of, line=contingency_line(choice.article))
    word = text(state, choice)
    return term("option.line", id=choice.id, text=Quote(id=word.id) if word else "-")


def read_by(state: Mediation, choice: Choice) -> tuple[Party, ...]:
    """Who is asked about an option: everybody; about a condition, whoever would have to give something for it."""
    if not choice.of:
        return state.seated
    return tuple(one for one in state.seated if one.id in choice.readers and one.id != choice.asked_by)


def to_put(state: Mediation) -> tuple[Choice, ...]:
    """The options of the next sitting: those that were not before the parties yet, a few."""
    fresh = [one for one in live(state) if not one.sitting and (read_by(state, one) or not one.of)]
    return tuple(fresh[:A_SITTING])


def open_sitting(table: Table, user: int, moment: Moment) -> Table:
    """Put the next options before the parties, each in private; their text becomes readable to those who are asked."""
    state = table.state
    sitting, put = state.options.sittings + 1, to_put(state)
    options = state.options.model_copy(update={"sittings": sitting})
    for one in put:
        options = options.having(one.model_copy(update={"sitting": sitting}))
    table = table.plus(
        *_readable(state, put, user),
        log(state, user, "put options before the parties", n=len(put)),
        options=options,
    )
    return pace.open_round(table, f"{ROUND}{sitting}", moment, lambda at, party: asks(at, party, put))


def left_to_read(state: Mediation) -> tuple[tuple[Choice, ...], tuple[Party, ...]]:
    """Options that were put before the parties and that somebody has not read; and who. A few at a time."""
    put = [one for one in live(state) if one.sitting]
    missing = [
        (one, party)
        for one in put
        for party in read_by(state, one)
        if reading(state, one.id, party.id) is None
    ]
    options = tuple(dict.fromkeys(one.id for one, _ in missing))[:A_SITTING]
    parties = {party.id: party for one, party in missing if one.id in options}
    return tuple(one for one in put if one.id in options), tuple(parties.values())


def ask_rest(table: Table, user: int, moment: Moment) -> Table:
    """Those options once more, to who has not read them: whoever skipped them, or came late."""
    put, parties = left_to_read(table.state)
    state = table.state
    sitting = state.options.sittings + 1
    table = table.plus(
        *_readable(state, put, user),
        log(state, user, "put options before the parties", n=len(put)),
        options=state.options.model_copy(update={"sittings": sitting}),
    )

    def unread(at: Mediation, party: Party) -> tuple[Ask, ...]:
        return asks(at, party, tuple(one for one in put if reading(at, one.id, party.id) is None))

    return pace.open_round(table, f"{ROUND}{sitting}", moment, unread, parties=parties)


def _readable(state: Mediation, put: tuple[Choice, ...], user: int) -> tuple[Effect, ...]:
    """Ideas as they go to everybody, without a name; the mediator's own words to those who are asked."""
    made: list[Effect] = []
    released = [word.id for one in put if one.idea and (word := text(state, one)) and not _named(state, word)]
    if released:
        made.append(
            Release(mediation=state.id, ids=tuple(released), circle=Circle.ANONYMOUS, approved_by=user)
        )
    for one in put:
        word = text(state, one)
        mine = one.article.words if one.article else (word,) if word and word.id not in released else ()
        readers = tuple(party.id for party in read_by(state, one))
        if mine and readers:
            ids = tuple(each.id for each in mine if each)
            made.append(Share(mediation=state.id, ids=ids, parties=readers, approved_by=user))
    return tuple(made)


def _named(state: Mediation, word: Word) -> bool:
    """Whether these are the mediator's words for a theme."""
    return any(group.name and group.name.id == word.id for group in state.groups)


def asks(state: Mediation, party: Party, put: tuple[Choice, ...]) -> tuple[Ask, ...]:
    """One question an option, which may be skipped; the first comes with the criteria, where there are any."""
    made = tuple(
        Ask(
            id=f"p5_option:{one.id}",
            prompt="p5_option",
            about=one.id,
            fill={"id": one.id},
            show=_shown(state, one),
            instead=term("option.ask_condition", id=one.id) if one.of else None,
        )
        for one in put
        if party in read_by(state, one)
    )
    agreed = criteria.lines(state)
    return tuple(
        one.model_copy(update={"show": (*agreed, *one.show)}) if place == 0 else one
        for place, one in enumerate(made)
    )


def _shown(state: Mediation, choice: Choice) -> tuple[Piece, ...]:
    if not choice.of:
        return (line(state, choice),)
    of = state.options.choice(choice.of)
    return (term("option.belongs", of=line(state, of) if of else choice.of), line(state, choice))


# ------------------------------------------------------------------ what was answered


def read(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    """A party's score of an option; what it names comes with the next question."""
    score = script.choices(script.prompt("p5_option"))[answer.choice[0]].value
    return _noted(table, party, answer.ask.about, Reading.model_validate({"score": score}))


def named(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    """Which of its own interests an option harms or serves, or a condition is about."""
    del script
    chosen = (answer.ask.options[one] for one in answer.choice if one < len(answer.ask.options))
    words = {one.id for one in chosen if isinstance(one, Quote)}
    own = tuple(one.id for one in table.state.interests if one.party == party.id and one.word in words)
    earlier = reading(table.state, answer.ask.about, party.id)
    if earlier is None:
        return table
    return _noted(table, party, answer.ask.about, earlier.model_copy(update={"interests": own}))


def _noted(table: Table, party: Party, option: str, given: Reading) -> Table:
    options = table.state.options
    readings = {**options.readings, option: {**options.readings.get(option, {}), party.id: given}}
    return table.plus(options=options.model_copy(update={"readings": readings, "found": ()}))


def reading(state: Mediation, option: str, party: str) -> Reading | None:
    """How a party read an option; None: it has not, or skipped it."""
    note = state.note(f"p5_option:{option}", party)
    given = state.options.readings.get(option, {}).get(party)
    return given if note and note.status == "answered" else None


def said_about(state: Mediation, option: str, party: str) -> tuple[Word, ...]:
    """In own words: the condition of a "yes, if", or the change that would help."""
    found = (state.note(f"{ask}:{option}", party) for ask in ("p5_option", "option_change"))
    return tuple(word for note in found if note for word in note.said)


def unworded(state: Mediation) -> tuple[tuple[str, Party, Word], ...]:
    """Conditions of a "yes, if" that the mediator has not worded yet: of which option, whose, in which words."""
    return tuple(
        (one.id, party, word)
        for one in live(state)
        for party in state.seated
        if (given := reading(state, one.id, party.id)) and given.score == "yes_if"
        for word in said_about(state, one.id, party.id)[:1]
        if word.id not in state.options.handled
    )


def listing(state: Mediation) -> Listing:
    """All options with their ids."""
    return Listing(lines=tuple(line(state, one) for one in live(state)))


def has_condition(options: Options, choice: Choice) -> bool:
    return any(one.of == choice.id for one in options.choices if one.id.startswith(CONDITION))
