"""Puts what a party answered on the mediation's shelves: by prompt, one small function each."""

from collections.abc import Callable

from flows.effects import Raise
from flows.messages import Piece, Quote
from flows.parties import constituency
from flows.phrases import prompt, say, term
from flows.process import (
    criteria,
    frame_fit,
    frames,
    ground_rules,
    joint_question,
    option_rounds,
    readings,
)
from flows.process.deliberating import to_deliberation
from flows.register import Frame, Idea, IdeaGroup, Interest, Mandate, Note, Party
from flows.script import Script
from flows.signals import (
    Answer,
    Answered,
    Ask,
    CommitmentAccepted,
    FinalSaid,
    Judged,
    Ratified,
    Read,
    RemindersChosen,
    StakesNamed,
)
from flows.table import Mediation, Pending, Sorting, Table, desk_button, tell, tell_mediators
from flows.themes import taken_out

IDEA_PROMPTS = ("p4_free", "p4_build", "p4_gap", "p4_lift", "p4_elsewhere", "p4_pilot")
JUDGEMENTS = ("sufficient", "partly", "not", "let_go")
REMIND, NO_MORE = 2, 3  # options of p6_data
FINALS = ("support", "aside", "cannot")
MADE_ANEW = ("map", "ideas")  # messages for the group

Shelf = Callable[[Table, Party, Answer, Script], Table]


def shelve(table: Table, event: Answered, script: Script) -> Table:
    """Note the answer, and put it where it belongs. An answer given anew replaces the earlier one."""
    state, answer = table.state, event.answer
    party = state.parties.get(event.party)
    if party is None:
        return table
    ask = answer.ask
    note = Note(
        prompt=ask.prompt,
        about=ask.about,
        status=answer.status,
        choice=answer.choice,
        words=answer.shown,
        aside=tuple(one for one in answer.words if one.id in answer.aside),
        frames=answer.frames,
        asked=_asked(ask, script),
        options=ask.options if ask.prompt.startswith(("own_", "p5_stake", "p5_option_")) else (),
        user=event.user,
        edition=ask.edition,
    )
    earlier = state.note(ask.id, party.id)
    table = table.plus(notes={**state.notes, ask.id: {**state.notes.get(ask.id, {}), party.id: note}})
    if answer.status == "skipped" and ask.prompt != "p4_merge_check":
        return _taken_away(table, earlier)
    if answer.words and not answer.shown and not answer.choice:
        return _taken_away(table, earlier)
    shelved = answer.model_copy(update={"words": answer.shown})
    return SHELVES.get(ask.prompt, _nowhere)(_taken_away(table, earlier), party, shelved, script)


def _asked(ask: Ask, script: Script) -> Piece:
    if ask.prompt in script.rules:
        return prompt(ask.prompt, int(ask.id.rsplit(":", 1)[1]))
    return ask.instead or prompt(ask.prompt, fill=ask.fill)


def _nowhere(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del party, answer, script
    return table


def _taken_away(table: Table, earlier: Note | None) -> Table:
    """What an earlier answer to the same question had put on a shelf, as far as it is not used yet."""
    if earlier is None:
        return table
    return without(table, {word.id for word in earlier.said})


def without(table: Table, gone: set[str]) -> Table:
    """The shelves without these words: whatever stood on them, was grouped by them or waited to be posted with them."""
    state = table.state
    gone = gone | _wordings_of(state, gone)
    ideas = tuple(one for one in state.ideas if one.word.id not in gone)
    left = {one.number for one in ideas}
    groups = (_remaining(one, left) for one in state.groups)
    return table.plus(
        ideas=ideas,
        groups=tuple(one for one in groups if one.ideas),
        sorting=_resorted(state.sorting, left),
        # A published frame changes by notice only; whoever may no longer read its words reads that they are gone.
        frames=tuple(
            one for one in state.frames if one.published or one.word is None or one.word.id not in gone
        ),
        interests=tuple(one for one in state.interests if one.word not in gone),
        positions={id: owner for id, owner in state.positions.items() if id not in gone},
        # A point of the analysis that nobody was shown yet does not outlive what it rests on.
        summary_draft=tuple(
            one for one in state.summary_draft if not gone & {one.id, *state.rests_on.get(one.id, ())}
        ),
        pending=tuple(still for one in state.pending if (still := _still_waiting(one, gone))),
    )


def _wordings_of(state: Mediation, gone: set[str]) -> set[str]:
    """The mediator's wordings of themes that rest on these words: they go with them."""
    numbers = {one.number for one in state.ideas if one.word.id in gone}
    themes = [one for board in state.boards.values() for one in board.themes]
    of_themes = {one.name.id for one in themes if one.name and gone & set(one.items)}
    return of_themes | {one.name.id for one in state.groups if one.name and numbers & set(one.ideas)}


def _still_waiting(pending: Pending, gone: set[str]) -> Pending | None:
    """A message without what was taken back; none where nothing is left of it, or where it is made anew."""
    if not gone & {*pending.named, *pending.unnamed}:
        return pending
    left = {*pending.named, *pending.unnamed} - gone - {one.id for one in pending.own}
    return None if pending.key in MADE_ANEW or not left else pending.losing(frozenset(gone))


def _remaining(group: IdeaGroup, left: set[int]) -> IdeaGroup:
    ideas = tuple(one for one in group.ideas if one in left)
    wording = group.wording if group.wording in left or not ideas else ideas[0]
    name = group.name if ideas == group.ideas else None
    return group.model_copy(update={"ideas": ideas, "wording": wording, "name": name})


def _resorted(sorting: Sorting | None, left: set[int]) -> Sorting | None:
    def merges(groups: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        kept = (tuple(one for one in group if one in left) for group in groups)
        return tuple(group for group in kept if len(group) > 1)

    if sorting is None:
        return None
    return sorting.model_copy(update={"open": merges(sorting.open), "decided": merges(sorting.decided)})


def _party(table: Table, party: Party) -> Table:
    return table.plus(parties={**table.state.parties, party.id: party})


def _analysis_read(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    """Who wants the analysis changed, or something out of it, is before the mediator at once, with the draft."""
    del script
    if answer.choice[:1] not in ((1,), (2,)):
        return table
    state = table.state
    out = answer.choice[:1] == (2,)
    asked = term("points.out", party=party.name) if out else term("points.change", party=party.name)
    said = tuple(Quote(id=one.id, marks=True) for one in answer.words)
    way = desk_button(state, term("mend.summary"), "run", command="summary")
    return table.plus(*tell_mediators(state, say(asked, *said, buttons=(way,))))


def _mandate(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return _party(table, party.model_copy(update={"mandate": tuple(Mandate)[answer.choice[0]]}))


def _frames(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    kind = answer.ask.prompt.removeprefix("p2_frames_")
    made = tuple(
        Frame(number=number, type="fixed" if kind == "fixed" else "open", party=party.id, word=word)
        for number, word in enumerate(answer.words, start=frames.next_number(table.state))
    )
    return table.plus(frames=table.state.frames + made)


def _outcome(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    others = tuple(
        one for one in table.state.frames if one.published or one.type != "outcome" or one.party != party.id
    )
    word = answer.words[0] if answer.words else None
    number = frames.next_number(table.state)
    made = Frame(number=number, type="outcome", party=party.id, word=word, choice=answer.choice[0])
    return table.plus(frames=(*others, made))


def _body(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    """Which body decides on the outcome, and when."""
    del script
    told = tuple(
        one.model_copy(update={"body": answer.words[0]})
        if one.type == "outcome" and one.party == party.id and not one.published and answer.words
        else one
        for one in table.state.frames
    )
    return table.plus(frames=told)


def _ground(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del party, script
    field = "reason" if answer.ask.prompt == "p2_frame_reason" else "until"
    told = tuple(
        one.model_copy(update={field: answer.words[0]})
        if one.word and one.word.id == answer.ask.about and answer.words and not one.published
        else one
        for one in table.state.frames
    )
    return table.plus(frames=told)


def _frame_marked(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return frames.reacted(table, party, answer)


def _rules_answered(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return ground_rules.answered(table, party, answer)


def _fit_judged(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return frame_fit.judged(table, party, answer)


def _position(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return table.plus(positions=table.state.positions | {word.id: party.id for word in answer.words})


def _interest(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    made = Interest(
        id=str(answer.ask.fill["id"]),
        party=party.id,
        word=answer.words[0].id,
        for_group=answer.choice == (0,),
        position=answer.ask.about,
    )
    earlier = next((one for one in table.state.interests if one.id == made.id), None)
    package = str(answer.ask.fill.get("package", ""))
    cited = (*(earlier.cited if earlier else ()), *((package,) if package else ()))
    kept = tuple(one for one in table.state.interests if one.id != made.id)
    table = table.plus(interests=(*kept, made.model_copy(update={"cited": tuple(dict.fromkeys(cited))})))
    return _at_stake(table, party, package) if package else table


def _at_stake(table: Table, party: Party, package: str) -> Table:
    """An objection in own words became an interest: it counts beside the interests that were pointed to."""
    note = table.state.note(f"stake:{package}", party.id)
    return _named(table, party, package, _pointed_to(note.options, note.choice) if note else ())


def _named(table: Table, party: Party, package: str, words: tuple[str, ...]) -> Table:
    """Which interests of a party a package leaves out, told to its deliberation."""
    named = tuple(
        one.id
        for one in table.state.interests
        if one.party == party.id and (one.word in words or package in one.cited)
    )
    event = StakesNamed(party=party.id, interests=named, version=_version(package))
    return table.plus(to_deliberation(table.state, package, event))


def _importance(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del party
    value = script.choices(script.prompt("p3_importance"))[answer.choice[0]].value
    interests = tuple(
        one.model_copy(update={"importance": value}) if one.id == answer.ask.about else one
        for one in table.state.interests
    )
    return table.plus(interests=interests)


def _ideas(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    state = table.state
    first = max((one.number for one in state.ideas), default=0) + 1
    made = tuple(
        Idea(
            number=number,
            party=party.id,
            word=word,
            round=state.stage,
            serves=(answer.ask.about,) if answer.ask.prompt == "p4_gap" else (),
        )
        for number, word in enumerate(answer.words, start=first)
    )
    return table.plus(ideas=state.ideas + made)


def _survives(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    """A yes keeps the merge; anything else takes the author's ideas out of it again."""
    del script
    groups: list[IdeaGroup] = []
    refused: set[int] = set()
    for one in table.state.groups:
        if one.ask != answer.ask.id:  # of another theme, or of a wording that was changed since
            groups.append(one)
        elif answer.choice == (0,) or answer.status == "skipped":
            agreed = (*one.agreed, party.id) if answer.choice == (0,) else one.agreed
            groups.append(one.model_copy(update={"agreed": agreed}))
        else:
            groups += _parted(table.state, one, party)
            refused |= set(one.ideas)
    board = table.state.boards.get("ideas")
    if board and refused:  # what is being sorted anew follows, and this cannot be undone
        for idea in table.state.ideas:
            own = idea.number in refused and idea.party == party.id
            board = taken_out(board, idea.word.id) if own else board
        table = table.plus(boards={**table.state.boards, "ideas": board.model_copy(update={"earlier": ()})})
    return table.plus(groups=tuple(groups))


def _parted(state: Mediation, group: IdeaGroup, party: Party) -> list[IdeaGroup]:
    own = [one.number for one in state.ideas if one.number in group.ideas and one.party == party.id]
    rest = tuple(number for number in group.ideas if number not in own)
    parted = [IdeaGroup(ideas=(number,), wording=number) for number in own]
    if not rest:
        return parted
    wording = group.wording if group.wording in rest else rest[0]
    # The mediator's wording held the words of the one who said no.
    agreed = () if group.name else group.agreed
    left = {"ideas": rest, "wording": wording, "name": None, "agreed": agreed}
    return [group.model_copy(update=left), *parted]


# ------------------------------------------------------------------ packages: told to their deliberation


def _read(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    value = script.choices(script.prompt("p5_support"))[answer.choice[0]].value
    told: int | str = value if value is not None else 0
    package = answer.ask.about
    if not {f"reading:{package}", f"late:{party.id}"} & set(table.state.waiting):
        return table.plus(tell(table.state, party, say(term("card.closed"))))
    event = Read.model_validate({"party": party.id, "value": told, "version": _version(package)})
    return table.plus(to_deliberation(table.state, package, event))


def _criteria(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return criteria.answered(table, party, answer)


def _info(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return readings.knows_too_little(table, party, answer)


def _consult(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return readings.consults(table, party, answer)


def _version(about: str) -> int:
    """The version in the subject of an ask: 2 in `P1.2` and in `P1.2:p3.1`."""
    return int(about.split(":", maxsplit=1)[0].split(".")[1])


def _stakes(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return _named(table, party, answer.ask.about, _pointed_to(answer.ask.options, answer.choice))


def _pointed_to(options: tuple[Piece, ...], choice: tuple[int, ...]) -> tuple[str, ...]:
    """Ids of the words of the interests that were chosen under p5_stake."""
    chosen = (options[number] for number in choice if number < len(options))
    return tuple(one.id for one in chosen if isinstance(one, Quote))


def _judged(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del party, script
    package, interest = answer.ask.about.split(":")
    judgement = JUDGEMENTS[answer.choice[0]]
    event = Judged.model_validate(
        {"interest": interest, "judgement": judgement, "version": _version(package)}
    )
    return table.plus(to_deliberation(table.state, package, event))


def _commitment(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del party, script
    package, number = answer.ask.about.split(":")
    event = CommitmentAccepted(number=int(number), accepted=answer.choice == (0,), version=_version(package))
    return table.plus(to_deliberation(table.state, package, event))


def _final(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    event = FinalSaid.model_validate(
        {
            "party": party.id,
            "answer": FINALS[answer.choice[0]],
            "version": _version(answer.ask.about),
        }
    )
    return table.plus(to_deliberation(table.state, answer.ask.about, event))


def _ratified(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    """Only "they agree" ratifies, once the body and the date are known; "not needed" changes the mandate."""
    del script
    asked = table.state.note("p5_ratify", party.id)
    if asked is None or asked.choice not in ((0,), (1,)):
        return table
    agreed = asked.choice == (0,)
    package = agreed_package(table.state)
    if package is None:
        return table
    version = _version(asked.about) if asked.about else None
    event = Ratified(party=party.id, agreed=agreed, words=answer.words, version=version)
    return table.plus(to_deliberation(table.state, package, event))


def agreed_package(state: Mediation) -> str | None:
    """Id of the package the parties agreed on, in principle or finally."""
    agreed = [one.id for one in state.packages if one.outcome in ("in_principle", "consensus")]
    return agreed[-1] if agreed else None


def _data(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    """No more messages: no reminders of commitments either, unless they were asked for beside it."""
    del script
    wanted = REMIND in answer.choice or NO_MORE not in answer.choice
    event = RemindersChosen(party=party.id, wanted=wanted)
    return table.plus(Raise(address=f"agreement:{table.state.id}", event=event.model_dump(mode="json")))


def _constituency(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return constituency.reacted(table, party, answer)


def _question_judged(table: Table, party: Party, answer: Answer, script: Script) -> Table:
    del script
    return joint_question.answered(table, party, answer)


SHELVES: dict[str, Shelf] = {
    "p3_question": _question_judged,
    "b_reaction": _constituency,
    "p1_check": _analysis_read,
    "p2_mandate": _mandate,
    "p2_frames_fixed": _frames,
    "p2_frames_open": _frames,
    "p2_frames_outcome": _outcome,
    "p2_frame_reason": _ground,
    "p2_frame_until": _ground,
    "p2_frame_body": _body,
    "p2_frames_react": _frame_marked,
    "p5_frame_fit": _fit_judged,
    "p2_rules": _rules_answered,
    "p2_sign": _rules_answered,
    "p3_want": _position,
    "p3_confirm_interest": _interest,
    "p3_importance": _importance,
    **dict.fromkeys(IDEA_PROMPTS, _ideas),
    "p4_merge_check": _survives,
    "p5_option": option_rounds.read,
    **dict.fromkeys(("p5_option_harm", "p5_option_serve", "p5_option_if"), option_rounds.named),
    "p5_support": _read,
    "p5_stake": _stakes,
    "p4_criteria_check": _criteria,
    "p5_info": _info,
    "p5_consult": _consult,
    "p5_coverage": _judged,
    "p6_commit_check": _commitment,
    "p5_final": _final,
    "p5_ratify_body": _ratified,
    "p6_data": _data,
}
