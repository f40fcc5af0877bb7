"""The mediation of one case: the mediator's desk, the register, the rounds, the group chat.

1. The mediator creates the case, invites parties, confirms who comes.
2. Every step of the six phases opens by the mediator's press; a round brings questions to every party.
3. Answers arrive by id and choice; what the group may read waits for the mediator's press on exactly that message.
4. A phase closes over its gate, with a reason for every open item.

It decides nothing on the merits, publishes nothing by itself, and holds no private word.
"""

from functools import partial

from flows.decision import Decision
from flows.desk import files_desk, incoming, parts
from flows.desk.part import Doing
from flows.effects import Erase, LookAtGroup, Menu, Post, Raise, Tell
from flows.events import (
    Blocked,
    Commanded,
    Edited,
    Fetched,
    Grouped,
    GroupJoined,
    GroupMembersChanged,
    GroupMigrated,
    GroupSeen,
    GroupSpoke,
    Moment,
    Pressed,
    QuestionsWritten,
    Rang,
    Said,
    Sender,
    SendRefused,
    SendUnsure,
    SentFile,
    SetMade,
)
from flows.parties import constituency, proxy, proxy_set, seats, settling
from flows.phrases import say, term
from flows.process import closing, pace, packages, phases, sorting, stages, tailoring, translations
from flows.register import Group, PhaseRecord
from flows.script import Script
from flows.shelving import IDEA_PROMPTS, shelve, without
from flows.signals import (
    AgreementConfirmed,
    AgreementMade,
    Answered,
    DeskOpened,
    FileAdded,
    FileNotKept,
    FilesWithdrawn,
    ForMediation,
    HumanNeeded,
    HumanWanted,
    LinkOpened,
    MediationCreated,
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
    | GroupJoined
    | GroupSpoke
    | GroupMembersChanged
    | GroupMigrated
    | GroupSeen
    | Grouped
    | SendUnsure
    | SendRefused
    | SetMade
    | QuestionsWritten
    | SentFile
    | Fetched
    | ForMediation
)


def decide(
    state: Mediation, event: Event, moment: Moment, script: Script, *, key: bool = False
) -> Decision[Mediation]:
    """The mediation's next state. Rounds in which nobody is missing any more are completed on the way out.

    `key`: the operator gave a key, so that files can be kept.
    """
    table = _on_files(Table(state=state), event, key=key) or _decided(
        Table(state=state), event, moment, script
    )
    if table is None:
        return Decision(state=state, ignored=True)
    return pace.within_hours(_complete(table, moment), _doer(state, event), moment).decided()


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
            return packages.pressed_in_group(table, event)
        case Pressed(press={"do": "settled"}) if event.sender.user in state.mediators:
            return _settled(table, event, script)
        case Pressed(press={"do": "link"}) if event.sender.user in state.mediators:
            return _linked(table, int(event.press["chat"]), str(event.press["title"]), event.sender.user)
        case Pressed() if str(event.press.get("do")) in parts.PARTY_PRESSES:
            return parts.pressed_by_party(table, doing(press=event.press))
        case Pressed() if event.sender.user in state.mediators:
            return parts.pressed(table, doing(press=event.press))
        case LinkOpened():
            return seats.link_opened(table, event, moment)
        case _:
            return _told(table, event, moment, script)


def _told(  # noqa: C901, PLR0912  a table of cases
    table: Table, event: Event, moment: Moment, script: Script
) -> Table | None:
    """What machines and rooms tell, and what happens in the group."""
    match event:
        case Answered():
            return _answered(table, event, script)
        case RoundFinished():
            return _finished(table, event)
        case WordsWithdrawn():
            return _withdrawn(table, event)
        case HumanWanted(party=party):
            name = table.state.parties[party].name
            return table.plus(*tell_mediators(table.state, say(term("human.wanted", party=name))))
        case HumanNeeded():
            return _human_needed(table, event)
        case VerdictReached():
            return packages.verdict(table, event)
        case SetMade():
            return proxy_set.set_made(table, event)
        case QuestionsWritten():
            return tailoring.written(table, event)
        case Grouped():
            return sorting.proposed(table, event, table.state.mediators[0])
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
            return _in_group(table, event)


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
    table = Table(state=state).plus(
        Raise(address=f"person:{user}", event=opened.model_dump(mode="json")),
        Menu(mediation=state.id, chat=user, role="mediator"),
        log(state, user, "opened the mediation"),
    )
    created = term("new.created", title=event.title)
    return ask_mediator(table, user, Form(name="new", field="mediator"), created, term("field.mediator"))


def _finished(table: Table, event: RoundFinished) -> Table:
    if constituency.is_form(event.round):
        return table
    if translations.is_question(event.round):
        return proxy.finished(table, table.state.parties[event.party], event.round)
    if settling.holds_up(table.state, event.party, event.round):
        return settling.round_waits(table, event.party, event.round)
    table = pace.through(table, event.party, event.round)
    table = proxy.finished(table, table.state.parties[event.party], event.round)
    if event.round not in ("1.intake", f"catch_up:{event.party}"):
        return table
    state = table.state
    sat = state.parties[event.party].model_copy(update={"at_table": True})
    parties = {**state.parties, event.party: sat}
    left = len([one for one in parties.values() if not one.at_table])
    button = desk_button(state, term("button.what_next"), "next")
    sentence = (
        term("intake.finished", party=sat.name, left=left) if left else term("intake.all", party=sat.name)
    )
    told = say(sentence, buttons=(button,))
    return table.plus(*tell_mediators(state, told), parties=parties)


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
    table = without(table, set(event.ids))
    party = table.state.parties[event.party].name
    table = table.plus(*tell_mediators(table.state, say(term("withdraw.told", party=party))))
    return _made_anew(table, waited)


def _answered(table: Table, event: Answered, script: Script) -> Table:
    """An answer goes on its shelf; a changed one takes what waited with the earlier one along."""
    if settling.differs(table.state, event):
        return settling.put_aside(table, event)
    return shelved(table, event, script)


def shelved(table: Table, event: Answered, script: Script) -> Table:
    """An answer that holds."""
    waited = {one.key for one in table.state.pending}
    ask = event.answer.ask
    changed = table.state.note(ask.id, event.party) is not None
    table = translations.answered(closing.answered(shelve(table, event, script), event), event)
    if (
        (changed or "package" in ask.fill)
        and ask.prompt == "p3_confirm_interest"
        and "map" in table.state.posted
    ):
        return stages.propose_map(table)
    if changed and f"reading:{ask.about}" in table.state.waiting and ask.prompt == "p5_support":
        table = table.plus(tell(table.state, table.state.parties[event.party], say(term("reading.changed"))))
    if changed and ask.prompt in IDEA_PROMPTS:
        table = sorting.came_late(table)
    return _made_anew(table, waited)


def _settled(table: Table, event: Pressed, script: Script) -> Table:
    """The party said which of its two answers holds; the round it belongs to goes on."""
    user = event.sender.user
    answer = settling.taken(table.state, event.press)
    if answer is None:
        return phases.tell_desk(table, user, say(term("button.old")))
    newer = bool(event.press["newer"])
    table = settling.settled(table, user, answer, newer=newer)
    if newer:
        table = shelved(table, answer, script)
    round = answer.answer.ask.round
    still_open = answer.party in table.state.waiting.get(round, ())
    if not still_open or (answer.party, round) not in table.state.unsettled_in:
        return table
    return _finished(table, RoundFinished(party=answer.party, round=round))


def _made_anew(table: Table, waited: set[str]) -> Table:
    """What waited for the mediator with words that are gone is proposed again without them."""
    dropped = waited - {one.key for one in table.state.pending}
    if "map" in dropped:
        table = stages.propose_map(table)
    if "ideas" in dropped:
        table = stages.propose_ideas(table)
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
    for key in [one for one in table.state.waiting if pace.complete(table.state, one)]:
        table = pace.over(table, key)
        if key.startswith(packages.OF_A_PACKAGE):
            table = packages.round_complete(table, key, moment)
        elif key.startswith("catch_up:"):
            party = table.state.parties[key.split(":")[1]]
            table = packages.read_by_late_party(sorting.came_late(table), party, moment)
            if "map" in table.state.posted:
                table = stages.propose_map(table)
        elif key != "1.intake" or all(one.at_table for one in table.state.parties.values()):
            following = stages.what_next(table.state)
            told = following.model_copy(update={"parts": (term("round.complete"), *following.parts)})
            table = table.plus(*tell_mediators(table.state, told))
    return table


# ------------------------------------------------------------------ the group chat


def _in_group(table: Table, event: Event) -> Table | None:  # noqa: C901  a table of cases
    state = table.state
    match event:
        case GroupJoined(inside=True) if event.sender.user in state.mediators:
            return _joined(table, event)
        case GroupJoined(inside=False) if state.group and state.group.chat == event.chat:
            return table.plus(*tell_mediators(state, say(term("group.bot_removed"))), group=None)
        case GroupSeen() if state.group and state.group.chat == event.chat:
            return _seen(table, event)
        case GroupMembersChanged() if state.group and state.group.chat == event.chat:
            return table.plus(_look(state, event.chat))
        case GroupMigrated(old=old, new=new) if state.group and state.group.chat == old:
            return table.plus(group=state.group.model_copy(update={"chat": new}))
        case GroupSpoke() if state.group and state.group.chat == event.chat and event.command:
            return _commanded_in_group(table, event)
        case SendUnsure():
            return _unsure(table, event)
        case SendRefused(about=about):
            return table.plus(*tell_mediators(state, say(term("send.refused"), *((about,) if about else ()))))
        case _:
            return None


def _joined(table: Table, event: GroupJoined) -> Table:
    state = table.state
    if state.group and state.group.chat == event.chat:
        return table.plus(group=state.group.model_copy(update={"admin": event.admin}))
    button = desk_button(
        state, term("button.link_group", group=event.title), "link", chat=event.chat, title=event.title
    )
    asked = say(term("group.link_it", group=event.title, title=state.title), buttons=(button,), numbered=True)
    return table.plus(*tell_mediators(state, asked))


def _linked(table: Table, chat: int, title: str, user: int) -> Table:
    """The group is the mediation's; the bot explains itself there once."""
    state = table.state
    return table.plus(
        Post(
            mediation=state.id, chat=chat, say=say(term("group.hello", title=state.title)), approved_by=user
        ),
        Menu(mediation=state.id, chat=chat, role="group"),
        _look(state, chat),
        log(state, user, "linked the group"),
        group=Group(chat=chat, title=title),
    )


def _look(state: Mediation, chat: int) -> LookAtGroup:
    users = tuple(sorted({one.user for one in state.seated} | set(state.mediators)))
    return LookAtGroup(mediation=state.id, chat=chat, users=users, address=state.address)


def _seen(table: Table, event: GroupSeen) -> Table:
    """Exactly the registered people, or the mediator hears what differs; names of strangers are not kept."""
    state = table.state
    group = (
        state.group.model_copy(update={"present": event.present, "members": event.members})
        if state.group
        else None
    )
    table = table.plus(group=group)
    if group == state.group and group is not None and group.members:
        return table
    missing = [one.name for one in state.seated if not one.proxy and one.user not in event.present]
    strangers = event.members - len(event.present) - 1
    if not missing and strangers <= 0:
        return table.plus(*tell_mediators(state, say(term("group.complete"))))
    parts = [term("group.missing", parties=", ".join(missing))] if missing else []
    if strangers > 0:
        parts.append(term("group.strangers", n=strangers))
    return table.plus(*tell_mediators(state, say(*parts)))


def _commanded_in_group(table: Table, event: GroupSpoke) -> Table:
    """Commands belong in the private chat: said there, to whoever typed one here."""
    state = table.state
    known = state.party_of(event.sender.user) is not None or event.sender.user in state.mediators
    if event.anonymous or not known:
        return table
    told = Tell(mediation=state.id, user=event.sender.user, say=say(term("command.in_private")))
    return table.plus(told)


def _unsure(table: Table, event: SendUnsure) -> Table:
    state = table.state
    buttons = (
        desk_button(state, term("button.it_is_there"), "held", outbox=event.outbox, again=False),
        desk_button(state, term("button.post_again"), "held", outbox=event.outbox, again=True),
    )
    about = (event.about,) if event.about else ()
    return table.plus(
        *tell_mediators(state, say(term("held.unsure"), *about, buttons=buttons, numbered=True))
    )
