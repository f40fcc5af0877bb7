"""The mediation of one case: the mediator's desk, the register, the rounds, the group chat.

1. The mediator creates the case, invites parties, confirms who comes.
2. Every step of the six phases opens by the mediator's press; a round brings questions to every party.
3. Answers arrive by id and choice; what the group may read waits for the mediator's press on exactly that message.
4. A phase closes over its gate, with a reason for every open item.

It decides nothing on the merits, publishes nothing by itself, and holds no private word.
"""

from collections.abc import Callable
from functools import partial

from flows.between import answers, passings
from flows.decision import Decision
from flows.desk import (
    bridges_desk,
    case_list,
    commitments,
    coverage_desk,
    files_desk,
    hands,
    heard,
    incoming,
    joint_record_desk,
    looking,
    mirror,
    options_desk,
    participation,
    parts,
    published,
    record,
    search_desk,
    team,
)
from flows.desk.part import Doing
from flows.effects import Erase, Menu, Raise
from flows.events import (
    Blocked,
    BridgesFound,
    Commanded,
    Compared,
    Edited,
    Fetched,
    FilesMade,
    Grouped,
    MirrorRead,
    Moment,
    PackagesFound,
    Pressed,
    QuestionsWritten,
    Rang,
    RecordRead,
    Said,
    Sender,
    SentFile,
    SetMade,
)
from flows.group import happening
from flows.not_yours import stale
from flows.parties import coming, constituency, leaving, proxy, proxy_set, settling
from flows.phrases import say, term
from flows.process import (
    brainstorm,
    card,
    closing,
    corrections,
    firewall,
    frame_notice,
    frames,
    interest_map,
    pace,
    packages,
    phases,
    positions,
    readings,
    signing,
    sorting,
    stages,
    tailoring,
    theme_words,
    translations,
    verdicts,
    wordings,
)
from flows.register import PhaseRecord
from flows.script import Script
from flows.shelving import IDEA_PROMPTS, shelve, without
from flows.signals import (
    AgreementConfirmed,
    AgreementMade,
    Answered,
    CaseAsked,
    CommitmentReported,
    DeskOpened,
    FileAdded,
    FileNotKept,
    FilesWithdrawn,
    ForMediation,
    HumanNeeded,
    HumanWanted,
    LinkOpened,
    MediationCreated,
    ReflectionBegan,
    RoundFinished,
    VerdictReached,
    WordsWithdrawn,
)
from flows.table import (
    Form,
    Mediation,
    Table,
    ask_mediator,
    desk_button,
    log,
    tell,
    tell_mediators,
)

Event = (
    Said
    | Edited
    | Commanded
    | Pressed
    | Rang
    | Blocked
    | happening.Event
    | Grouped
    | Compared
    | PackagesFound
    | BridgesFound
    | SetMade
    | QuestionsWritten
    | RecordRead
    | MirrorRead
    | FilesMade
    | SentFile
    | Fetched
    | ForMediation
)


# What a finished round of these leads to, by what its key begins with.
DONE: dict[str, Callable[[Table, str], Table]] = {
    "options": options_desk.round_done,
    "covered": coverage_desk.shown_or_not,
    "bridge": bridges_desk.answered,
    "record": joint_record_desk.round_done,
}
QUESTIONS = (
    translations,
    wordings,
    corrections,
    passings,
    firewall,
    positions,
    signing,
    theme_words,
)  # no rounds that are waited for


def decide(
    state: Mediation, event: Event, moment: Moment, script: Script, *, key: bool = False
) -> Decision[Mediation]:
    """The mediation's next state. Rounds in which nobody is missing any more are completed on the way out.

    `key`: the operator gave a key, so that files can be kept.
    """
    doer = _doer(state, event)
    before = hands.taken(state, doer).model_copy(update={"lengths": moment.lengths})
    table = _on_files(before, event, key=key) or _decided(before, event, moment, script)
    if table is None:
        return Decision(state=state, ignored=True)
    table = published.noted(hands.laid_down(_complete(table, moment)), moment)
    return pace.within_hours(table, doer, moment).decided()


def _doer(state: Mediation, event: Event) -> int | None:
    """Whoever did something just now: what they hear of it never waits."""
    match event:
        case Said() | Commanded() | Pressed() | Edited() | SentFile() | LinkOpened():
            return event.sender.user
        case Answered():
            return event.user
        case RoundFinished() | WordsWithdrawn() | HumanWanted() | FilesWithdrawn():
            return state.parties[event.party].user
        case _:
            return None


def _on_files(table: Table, event: Event, *, key: bool) -> Table | None:
    """What is about files sent with answers; None for everything else."""
    match event:
        case Commanded(name="files") if event.sender.user in table.state.mediators:
            return files_desk.command(table, event.sender.user, event.argument.strip(), key=key)
        case Pressed(press={"do": "files" | "files_switch" | "file"}) if (
            event.sender.user in table.state.mediators
        ):
            return files_desk.press(table, event.sender.user, event.press, key=key)
        case FileAdded() | FileNotKept() | FilesWithdrawn():
            return files_desk.told(table, event)
        case _:
            return None


def _sender(event: Event) -> int:
    """Whoever typed or pressed; nobody of what machines and rooms tell."""
    sender = getattr(event, "sender", None)
    return sender.user if isinstance(sender, Sender) else 0


def _decided(  # noqa: C901, PLR0912  a table of cases
    table: Table, event: Event, moment: Moment, script: Script
) -> Table | None:
    state = table.state
    doing = partial(Doing, _sender(event), moment, script)
    match event:
        case MediationCreated():
            return _created(table, event, moment)
        case Commanded() if event.sender.user in state.mediators:
            return parts.command(table, event.name, doing(text=event.argument.strip()))
        case Said() if event.sender.user in state.mediators:
            return parts.said(table, doing(text=event.text))
        case Edited() if event.sender.user in state.mediators:
            return table.plus(*tell_mediators(state, say(term("edited.at_desk"))))
        case SentFile() if event.sender.user in state.mediators:
            return incoming.sent(table, event)
        case Fetched():
            return incoming.fetched(table, event, moment, script)
        case Pressed(press={"do": "support"}):
            return card.pressed_in_group(table, event)
        case Pressed(press={"do": "read_text"}):
            return card.read_in_private(table, event)
        case Commanded() | Said() | Edited() | SentFile() | Pressed() if event.sender.user in state.observers:
            return looking.looked(table, event)
        case Commanded() if (told := parts.command_of_party(table, event.name, doing())) is not None:
            return told
        case Pressed(press={"do": "settled"}) if event.sender.user in state.mediators:
            return _settled(table, event, moment, script)
        case Pressed() if str(event.press.get("do")) in parts.PARTY_PRESSES:
            return parts.pressed_by_party(table, doing(press=event.press))
        case Pressed() if event.sender.user in state.mediators:
            return parts.pressed(table, doing(press=event.press))
        case Pressed():
            return table.plus(stale(event))
        case LinkOpened():
            return team.link_opened(table, event, moment)
        case CommitmentReported():
            return commitments.reported(table, event, moment)
        case CaseAsked():
            return case_list.told(table, event)
        case _:
            return _told(table, event, moment, script)


def _told(  # noqa: C901, PLR0912  a table of cases
    table: Table, event: Event, moment: Moment, script: Script
) -> Table | None:
    """What machines and rooms tell, and what happens in the group."""
    match event:
        case Answered():
            return _answered(table, event, moment, script)
        case RoundFinished():
            return _finished(table, event, moment)
        case WordsWithdrawn():
            return _withdrawn(table, event)
        case HumanWanted(party=party):
            name = table.state.parties[party].name
            return table.plus(*tell_mediators(table.state, say(term("human.wanted", party=name))))
        case HumanNeeded():
            return _human_needed(table, event)
        case VerdictReached():
            return verdicts.verdict(table, event)
        case ReflectionBegan():
            return packages.reflect(table, event)
        case SetMade():
            return proxy_set.set_made(table, event)
        case QuestionsWritten():
            return tailoring.written(table, event)
        case RecordRead():
            return record.shown(table, event)
        case MirrorRead():
            return mirror.shown(table, event)
        case FilesMade(what="record"):
            return record.files_made(table, event)
        case FilesMade(what="joint_record"):
            return joint_record_desk.made(table, event)
        case FilesMade():
            return participation.made(table, event)
        case Grouped():
            return sorting.proposed(table, event, table.state.mediators[0])
        case Compared():
            return sorting.compared(table, event)
        case PackagesFound():
            return search_desk.told(table, event)
        case BridgesFound():
            return bridges_desk.found(table, event)
        case AgreementMade():
            return closing.made(table, event, moment)
        case AgreementConfirmed():
            agreed = table.plus(agreement="confirmed")
            return agreed.plus(*tell_mediators(table.state, say(term("agreement.all_confirmed"))))
        case Rang(ring={"ring": "round"}):
            return pace.round_rang(table, event.ring, moment)
        case Rang(ring={"ring": "final", "package": package}):
            return packages.ask_final(table, str(package), moment)
        case Rang(ring={"ring": "erase"}):
            return _erased(table)
        case Rang(ring={"ring": str(name)}) if name in parts.RINGS:
            return parts.rang(table, event.ring, moment)
        case Blocked(user=user, blocked=True):
            return _unreachable(table, user)
        case _:
            return happening.happened(table, event, moment) if isinstance(event, happening.Event) else None


def _created(table: Table, event: MediationCreated, moment: Moment) -> Table:
    user = event.sender.user
    state = table.state.model_copy(
        update={
            "title": event.title,
            "mediators": (user,),
            "records": (PhaseRecord(phase=1, opened_at=moment.now),),
        }
    )
    opened = DeskOpened(mediation=state.id, title=state.title)
    table = Table(state=state, user=user).plus(
        Raise(address=f"person:{user}", event=opened.model_dump(mode="json")),
        Menu(mediation=state.id, chat=user, role="mediator"),
        log(state, user, "opened the mediation"),
    )
    created = term("new.created", title=event.title)
    return ask_mediator(table, user, Form(name="new", field="mediator"), created, term("field.mediator"))


def _finished(table: Table, event: RoundFinished, moment: Moment) -> Table:
    if any(one.is_form(event.round) for one in (constituency, frames)) or leaving.is_talk(event.round):
        return table
    if any(one.is_question(event.round) for one in QUESTIONS):
        return proxy.finished(table, table.state.parties[event.party], event.round)
    if settling.holds_up(table.state, event.party, event.round):
        return settling.round_waits(table, event.party, event.round)
    table = pace.through(table, event.party, event.round, moment)
    table = firewall.ask(table, table.state.parties[event.party], moment)
    table = proxy.finished(table, table.state.parties[event.party], event.round)
    if event.round not in ("1.intake", f"catch_up:{event.party}"):
        return table
    state = table.state
    sat = state.parties[event.party].model_copy(update={"at_table": True})
    parties = {**state.parties, event.party: sat}
    left = len([one for one in parties.values() if coming.expected(one) and not one.at_table])
    button = desk_button(state, term("button.what_next"), "next")
    sentence = (
        term("intake.finished", party=sat.name, left=left) if left else term("intake.all", party=sat.name)
    )
    told = [say(sentence, buttons=(button,))]
    if event.round == "1.intake" and state.phase == 1:
        table = table.plus(heard=(*(one for one in state.heard if one != sat.id), sat.id))
        told.insert(0, heard.card(state, sat))
    return table.plus(*(tell for one in told for tell in tell_mediators(state, one)), parties=parties)


def _human_needed(table: Table, event: HumanNeeded) -> Table:
    """Something was said that a human takes up first: where to read it, and the way on after the talk."""
    state = table.state
    party = state.parties[event.party]
    buttons = (
        desk_button(
            state, term("button.read_answers", party=party.name), "read", party=party.id, phase=state.phase
        ),
        desk_button(state, term("button.spoke"), "spoke", party=party.id),
    )
    return table.plus(
        *tell_mediators(state, say(term("human.needed", party=party.name), buttons=buttons, numbered=True))
    )


def _unreachable(table: Table, user: int) -> Table:
    party = table.state.party_of(user)
    if party is None:
        return table
    return table.plus(*tell_mediators(table.state, say(term("party.unreachable", party=party.name))))


def _withdrawn(table: Table, event: WordsWithdrawn) -> Table:
    """What was taken back comes off the shelves; a message that waited with it is made anew for the mediator."""
    waited = {one.key for one in table.state.pending}
    note = table.state.note(event.ask, event.party)
    if note:
        emptied = note.model_copy(update={"words": (), "aside": (), "status": "skipped"})
        asked = {**table.state.notes[event.ask], event.party: emptied}
        table = table.plus(notes={**table.state.notes, event.ask: asked})
    gone = set(event.ids)
    table = corrections.taken_back(wordings.taken_back(without(table, gone), event.ask), gone)
    table = answers.withdrawn(table, event.ids)
    party = table.state.parties[event.party].name
    table = table.plus(*tell_mediators(table.state, say(term("withdraw.told", party=party))))
    return _made_anew(table, waited)


def _answered(table: Table, event: Answered, moment: Moment, script: Script) -> Table:
    """An answer goes on its shelf; a changed one takes what waited with the earlier one along."""
    if settling.differs(table.state, event):
        return settling.put_aside(table, event)
    return shelved(table, event, moment, script)


def shelved(table: Table, event: Answered, moment: Moment, script: Script) -> Table:
    """An answer that holds."""
    waited = {one.key for one in table.state.pending}
    ask = event.answer.ask
    earlier = table.state.note(ask.id, event.party)
    changed = earlier is not None
    table = translations.answered(closing.answered(shelve(table, event, script), event), event)
    table = corrections.answered(wordings.answered(table, event, moment), event)
    table = firewall.answered(table, event, moment)
    table = theme_words.answered(positions.answered(table, event, moment), event)
    table = signing.answered(table, event)
    table = leaving.answered(coming.answered(answers.answered(table, event, moment), event), event)
    if (
        (changed or "package" in ask.fill)
        and ask.prompt == "p3_confirm_interest"
        and "map" in table.state.posted
    ):
        return interest_map.propose_map(table)
    rereads = ask.prompt == "p5_support" and f"reading:{ask.about}" in table.state.waiting
    if earlier and rereads and not readings.could_not_say(earlier):
        table = table.plus(tell(table.state, table.state.parties[event.party], say(term("reading.changed"))))
    if changed and ask.prompt in IDEA_PROMPTS:
        table = sorting.came_late(table)
    return _made_anew(table, waited)


def _settled(table: Table, event: Pressed, moment: Moment, script: Script) -> Table:
    """The party said which of its two answers holds; the round it belongs to goes on."""
    user = event.sender.user
    answer = settling.taken(table.state, event.press)
    if answer is None:
        return phases.tell_desk(table, user, say(term("button.old")))
    newer = bool(event.press["newer"])
    table = settling.settled(table, user, answer, newer=newer)
    if newer:
        table = shelved(table, answer, moment, script)
    round = answer.answer.ask.round
    still_open = answer.party in table.state.waiting.get(round, ())
    if not still_open or (answer.party, round) not in table.state.unsettled_in:
        return table
    return _finished(table, RoundFinished(party=answer.party, round=round), moment)


def _made_anew(table: Table, waited: set[str]) -> Table:
    """What waited for the mediator with words that are gone is proposed again without them."""
    dropped = waited - {one.key for one in table.state.pending}
    if "map" in dropped:
        table = interest_map.propose_map(table)
    if "ideas" in dropped:
        table = brainstorm.propose_ideas(table)
    return table


def _erased(table: Table) -> Table:
    """The day the consent named has come."""
    state = table.state
    return table.plus(
        Erase(mediation=state.id),
        log(state, None, "erased what was never released"),
        *tell_mediators(state, say(term("erased"))),
        attached={},
    )


def _complete(table: Table, moment: Moment) -> Table:
    table = frame_notice.take_effect(table, moment)
    for key in [one for one in table.state.waiting if pace.complete(table.state, one)]:
        table = firewall.ask_all(pace.over(table, key), moment)
        if key.startswith(packages.OF_A_PACKAGE):
            table = packages.round_complete(table, key)
        elif (done := DONE.get(key.partition(":")[0])) is not None:
            table = done(table, key)
        elif key.startswith("catch_up:"):
            party = table.state.parties[key.split(":")[1]]
            table = packages.read_by_late_party(sorting.came_late(table), party, moment)
            if "map" in table.state.posted:
                table = interest_map.propose_map(table)
        elif key.startswith(coming.ROUND):
            table = coming.all_asked(table, key, moment)
        elif key != "1.intake" or not any(
            coming.expected(one) and not one.at_table for one in table.state.parties.values()
        ):
            following = stages.what_next(table.state)
            told = following.model_copy(update={"parts": (term("round.complete"), *following.parts)})
            table = table.plus(*tell_mediators(table.state, told))
    return table
