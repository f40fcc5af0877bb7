"""Questions between parties, and what one party understood of another: each way through the mediator.

Nobody but its owner and the mediator reads a text before the mediator passes on exactly that one; a neutral wording in
its place needs the owner's yes. What was understood goes to the party it is about first. Ids only, never words.
"""

from datetime import datetime, timedelta

from flows.desk.drafting import own_words
from flows.desk.part import Doing, Part
from flows.effects import Raise, Share, Tell, Toast, Withdraw
from flows.events import Moment
from flows.messages import Listing, Piece, Quote, Say, Term
from flows.phrases import button, say, term
from flows.process import pace
from flows.register import Party, Passing
from flows.signals import Answered, Ask, RoundClosed, RoundOpened, Word
from flows.table import (
    Form,
    Mediation,
    Pending,
    Table,
    ask_mediator,
    desk_button,
    log,
    propose,
    signal,
    tell,
    tell_mediators,
)

ROUND = "between:"  # never among the rounds that are waited for
TIME = timedelta(weeks=4)
MOST_WAITING = 3  # questions of one party that the mediator has not looked at
ALL = "all"
YES, AS_IT_IS = 0, 1  # options of b_wording, and of b_in_group the first
JUDGED = ("right", "partly", "not")  # options of b_judge
UNDERSTOOD = ("right", "partly")


def is_question(round: str) -> bool:
    return round.startswith(ROUND)


def recognised(state: Mediation) -> bool:
    """Each party was recognised by another at least once, and judged that right or partly right (practice, B3)."""
    return bool(state.seated) and {one.id for one in state.seated} <= recognised_parties(state)


def recognised_parties(state: Mediation) -> set[str]:
    """Who said of what another party understood of it that this is right, or partly."""
    return {one.to[0] for one in state.passings if one.judged in UNDERSTOOD}


# ------------------------------------------------------------------ a party asks


def begin(table: Table, party: Party, doing: Doing) -> Table:
    """To whom the question is: one party, or all of them."""
    del doing
    state = table.state
    others = [one for one in state.seated if one.id != party.id]
    waiting = [
        one
        for one in state.passings
        if one.owner == party.id and one.kind == "question" and one.status == "new"
    ]
    if not others:
        return table.plus(tell(state, party, say(term("between.nobody"))))
    if len(waiting) >= MOST_WAITING:
        return table.plus(tell(state, party, say(term("between.enough", n=MOST_WAITING))))
    to: list[tuple[Piece, str]] = [(one.name, one.id) for one in others]
    if len(others) > 1:
        to.append((term("between.all"), ALL))
    buttons = tuple(
        button(label, state.address, do="ask_whom", party=party.id, to=whom) for label, whom in to
    )
    return table.plus(tell(state, party, say(term("between.whom"), buttons=buttons, numbered=True)))


def _whom(table: Table, party: Party, doing: Doing) -> Table:
    """The question itself comes as a question of the interview: heard, changed and taken back as every answer."""
    state, to = table.state, str(doing.press["to"])
    targets = _targets(state, party, to)
    if not targets:
        return table.plus(Toast(say=say(term("button.old"))))
    number = max((one.number for one in state.passings), default=0) + 1
    name: Piece = term("between.all_parties") if to == ALL else state.parties[to].name
    ask = Ask(id=f"b_ask:{number}", prompt="b_ask", about=to, fill={"party": name})
    opened = Passing(number=number, kind="question", owner=party.id, to=targets, ask=ask.id)
    return table.plus(
        _asked(state, party, number, ask, doing.moment, urgent=True),
        Toast(say=say(term("between.coming"))),
        passings=(*state.passings, opened),
    )


def _targets(state: Mediation, party: Party, to: str) -> tuple[str, ...]:
    others = tuple(one.id for one in state.seated if one.id != party.id)
    return others if to == ALL else tuple(one for one in others if one == to)


def _asked(
    state: Mediation, party: Party, number: int, ask: Ask, moment: Moment, *, urgent: bool = False
) -> Raise:
    """One question to a party outside the rounds; only what it asked for itself comes at any hour."""
    until: datetime = state.until or moment.now + TIME
    hours = None if urgent else pace.hours(state, party.id, moment)
    opened = RoundOpened(round=f"{ROUND}{number}", asks=(ask,), until=until, not_before=hours, urgent=urgent)
    return signal(party, state, opened)


# ------------------------------------------------------------------ what was answered


def answered(table: Table, event: Answered, moment: Moment) -> Table:
    """An answer that goes from party to party: before the mediator, or to where a yes leads."""
    act = {
        "b_ask": _written,
        "b_reply": _replied,
        "p3_recognise": _understood,
        "b_wording": _worded,
        "b_judge": _judged,
        "b_in_group": _may_go_to_group,
    }.get(event.answer.ask.prompt)
    return act(table, event, moment) if act else table


def _first(event: Answered) -> Word | None:
    """What may be passed on of an answer; nothing of one that is for the mediator only."""
    return event.answer.shown[0] if event.answer.status == "answered" and event.answer.shown else None


def _written(table: Table, event: Answered, moment: Moment) -> Table:
    del moment
    return _arrived(table, event.answer.ask.id, event.party, _first(event))


def _replied(table: Table, event: Answered, moment: Moment) -> Table:
    """The answer takes the same way back."""
    del moment
    state, ask = table.state, event.answer.ask
    question = _numbered(state, int(ask.about))
    if question is None:
        return table
    if _first(event) is None:
        name = state.parties[event.party].name
        return table.plus(*tell_mediators(state, say(term("between.no_reply", party=name))))
    return _come(table, event, "reply", (question.owner,), question.number)


def _understood(table: Table, event: Answered, moment: Moment) -> Table:
    del moment
    return _come(table, event, "recognition", (event.answer.ask.about,), 0)


def _come(table: Table, event: Answered, kind: str, to: tuple[str, ...], about: int) -> Table:
    """A text on its way, or a changed one of an earlier answer."""
    state, ask = table.state, event.answer.ask.id
    if not _of(state, ask, event.party):
        number = max((one.number for one in state.passings), default=0) + 1
        made = {"number": number, "kind": kind, "owner": event.party, "to": to, "ask": ask, "about": about}
        table = table.plus(passings=(*state.passings, Passing.model_validate(made)))
    return _arrived(table, ask, event.party, _first(event))


def _arrived(table: Table, ask: str, party: str, word: Word | None) -> Table:
    """It waits for the mediator, who reads it first; a changed text is a new one, and nothing agreed holds for it."""
    passing = _of(table.state, ask, party)
    if passing is None:
        return table
    if word is None:
        return _with(table, passing, status="withdrawn", word=None)
    table = _with(table, passing, status="new", word=word, neutral=None, judged="", in_group=(), by=0)
    return table.plus(*tell_mediators(table.state, card(table.state, _again(table, passing))))


def _of(state: Mediation, ask: str, party: str) -> Passing | None:
    return next((one for one in state.passings if one.ask == ask and one.owner == party), None)


def _numbered(state: Mediation, number: int) -> Passing | None:
    return next((one for one in state.passings if one.number == number), None)


def _again(table: Table, passing: Passing) -> Passing:
    return next(one for one in table.state.passings if one.number == passing.number)


def _with(table: Table, passing: Passing, **changes: object) -> Table:
    changed = passing.model_copy(update=changes)
    return table.plus(
        passings=tuple(changed if one.number == passing.number else one for one in table.state.passings)
    )


# ------------------------------------------------------------------ the mediator decides


def card(state: Mediation, passing: Passing) -> Say:
    """The text, whose it is and for whom, with the three ways: as it stands, in a neutral wording, or not."""
    press = {"number": passing.number, "word": passing.word.id if passing.word else ""}
    buttons = (
        desk_button(state, term("button.pass_on"), "pass_on", **press),
        desk_button(state, term("button.pass_neutral"), "pass_neutral", **press),
        desk_button(state, term("button.pass_not"), "pass_not", **press),
    )
    owner, to = state.parties[passing.owner].name, _names(state, passing)
    heading = {
        "question": term("between.card_question", owner=owner, party=to),
        "reply": term("between.card_reply", owner=owner, party=to),
        "recognition": term("between.card_recognition", owner=owner, party=to),
        "remark": term("between.card_remark", owner=owner, party=to),
    }[passing.kind]
    words: tuple[Piece, ...] = (Quote(id=passing.word.id, marks=True),) if passing.word else ()
    return say(heading, *words, buttons=buttons, numbered=True)


def _names(state: Mediation, passing: Passing) -> str:
    return ", ".join(state.parties[one].name for one in passing.to)


def _waiting(table: Table, doing: Doing) -> Passing | None:
    """The text under whose card was pressed, as long as it waits and is still the same."""
    passing = _numbered(table.state, int(doing.press.get("number", 0)))
    if passing is None or passing.status != "new" or passing.word is None:
        return None
    return passing if passing.word.id == doing.press.get("word") else None


def _old(table: Table, doing: Doing) -> Table:
    return table.plus(Tell(mediation=table.state.id, user=doing.user, say=say(term("button.old"))))


def _pass_on(table: Table, doing: Doing) -> Table:
    passing = _waiting(table, doing)
    if passing is None or passing.word is None:
        return _old(table, doing)
    return _passed(table, passing, passing.word, doing.user, doing.moment)


def _passed(table: Table, passing: Passing, word: Word, user: int, moment: Moment) -> Table:
    """To exactly those it is for, and to nobody else; its owner hears that it went."""
    state = table.state
    to = tuple(one for one in passing.to if one in {party.id for party in state.seated})
    table = _with(table, passing, status="passed", by=user).plus(
        Share(mediation=state.id, ids=(word.id,), parties=to, approved_by=user),
        log(state, user, "passed on words between parties", kind=passing.kind, owner=passing.owner),
    )
    for one in to:
        table = _delivered(table, passing, state.parties[one], word, moment)
    owner = state.parties[passing.owner]
    told = say(term("between.passed_on", party=_names(state, passing)))
    done = Tell(mediation=state.id, user=user, say=say(term("between.done")))
    return table.plus(tell(state, owner, told), done)


def _delivered(table: Table, passing: Passing, party: Party, word: Word, moment: Moment) -> Table:
    """A question and what was understood ask for an answer; an answer is read."""
    state, words = table.state, Quote(id=word.id, marks=True)
    owner = state.parties[passing.owner].name
    if passing.kind in ("reply", "remark"):
        heading = term(
            "between.reply_from" if passing.kind == "reply" else "between.remark_from", party=owner
        )
        return table.plus(tell(state, party, say(heading, words)))
    prompt = "b_reply" if passing.kind == "question" else "b_judge"
    shown = term("between.question_from" if prompt == "b_reply" else "between.understood_by", party=owner)
    ask = Ask(
        id=f"{prompt}:{passing.number}:{word.id}",
        prompt=prompt,
        about=str(passing.number),
        fill={"party": owner},
        show=(shown, words),
    )
    return table.plus(_asked(state, party, passing.number, ask, moment))


def _pass_neutral(table: Table, doing: Doing) -> Table:
    return _form(table, doing, "pass_neutral", term("between.type_neutral"))


def _pass_not(table: Table, doing: Doing) -> Table:
    return _form(table, doing, "pass_not", term("between.type_reason"))


def _form(table: Table, doing: Doing, name: str, asked: Term) -> Table:
    passing = _waiting(table, doing)
    if passing is None or passing.word is None:
        return _old(table, doing)
    form = Form(name=name, field=name, about=f"{passing.number}:{passing.word.id}")
    return ask_mediator(table, doing.user, form, Quote(id=passing.word.id, marks=True), asked)


def _of_form(table: Table, doing: Doing) -> Passing | None:
    number, _, word = doing.form.about.partition(":")
    return _waiting(table, doing._replace(press={"number": int(number), "word": word}))


def _neutral_typed(table: Table, doing: Doing) -> Table:
    """Another wording goes nowhere before the owner's yes."""
    passing, table = _of_form(table, doing), table.plus(form=None)
    if passing is None:
        return _old(table, doing)
    state, owner = table.state, table.state.parties[passing.owner]
    word, kept = own_words(table, doing.user, doing.text, doing.moment)
    ask = Ask(
        id=f"b_wording:{passing.number}:{word.id}",
        prompt="b_wording",
        about=str(passing.number),
        fill={"party": _names(state, passing)},
        show=(term("between.neutral_heading"), Quote(id=word.id, marks=True)),
    )
    table = _with(table, passing, status="wording", neutral=word, by=doing.user)
    return table.plus(
        kept,
        Share(mediation=state.id, ids=(word.id,), parties=(owner.id,), approved_by=doing.user),
        _asked(state, owner, passing.number, ask, doing.moment),
        log(state, doing.user, "proposed a neutral wording", owner=owner.id),
        Tell(mediation=state.id, user=doing.user, say=say(term("between.owner_is_asked", party=owner.name))),
    )


def _worded(table: Table, event: Answered, moment: Moment) -> Table:
    """With the owner's yes it goes; without, the mediator decides anew about the owner's own words."""
    state, ask = table.state, event.answer.ask
    passing = _numbered(state, int(ask.about))
    neutral = passing.neutral if passing else None
    if passing is None or neutral is None or passing.status != "wording" or not ask.id.endswith(neutral.id):
        return table
    if event.answer.choice == (YES,):
        return _passed(table, passing, neutral, passing.by, moment)
    if event.answer.choice == (AS_IT_IS,):
        back = _with(table, passing, status="new", neutral=None)
        said = card(back.state, _again(back, passing))
        told = said.model_copy(
            update={"parts": (term("between.own_wording", party=_name(state, event)), *said.parts)}
        )
        return back.plus(*tell_mediators(state, told))
    gone = term("between.taken_back", party=_name(state, event))
    return _with(table, passing, status="withdrawn", neutral=None).plus(*tell_mediators(state, say(gone)))


def _name(state: Mediation, event: Answered) -> str:
    return state.parties[event.party].name


def _reason_typed(table: Table, doing: Doing) -> Table:
    """Not passed on: only its owner hears so, and why."""
    passing, table = _of_form(table, doing), table.plus(form=None)
    if passing is None:
        return _old(table, doing)
    state, owner = table.state, table.state.parties[passing.owner]
    word, kept = own_words(table, doing.user, doing.text, doing.moment)
    told = say(
        term("between.not_passed", party=_names(state, passing)),
        Quote(id=word.id, marks=True),
        term("between.ask_again"),
    )
    return _with(table, passing, status="kept_back", by=doing.user).plus(
        kept,
        Share(mediation=state.id, ids=(word.id,), parties=(owner.id,), approved_by=doing.user),
        tell(state, owner, told),
        log(state, doing.user, "did not pass on words between parties", owner=owner.id),
        Tell(mediation=state.id, user=doing.user, say=say(term("between.reason_sent", party=owner.name))),
    )


# ------------------------------------------------------------------ was it understood


def _judged(table: Table, event: Answered, moment: Moment) -> Table:
    """What the party says of it: a plain "right" goes back at once, anything in words through the mediator."""
    del moment
    state, ask = table.state, event.answer.ask
    passing = _numbered(state, int(ask.about))
    used = (passing.neutral or passing.word) if passing else None
    if passing is None or used is None or not ask.id.endswith(used.id):
        return table
    judged = JUDGED[event.answer.choice[0]] if event.answer.choice else ""
    table = _with(table, passing, judged=judged, in_group=())
    owner, party = state.parties[passing.owner], _name(state, event)
    if judged == "right":
        table = table.plus(tell(state, owner, say(term("between.right", party=party))))
    if judged in UNDERSTOOD:
        offer = desk_button(state, term("button.ask_both"), "pass_to_group", number=passing.number)
        told = say(term(f"between.judged.{judged}", owner=owner.name, party=party), buttons=(offer,))
        table = table.plus(*tell_mediators(state, told))
    elif judged:
        told = say(term(f"between.judged.{judged}", owner=owner.name, party=party))
        table = table.plus(*tell_mediators(state, told))
    if _first(event) is None:
        return table
    return _come(table, event, "remark", (passing.owner,), passing.number)


def _ask_both(table: Table, doing: Doing) -> Table:
    """It can go to the group with a yes of both: of who understood, and of who was understood."""
    state = table.state
    passing = _numbered(state, int(doing.press["number"]))
    used = (passing.neutral or passing.word) if passing else None
    if passing is None or used is None or passing.judged not in UNDERSTOOD or passing.status != "passed":
        return _old(table, doing)
    for one in (passing.owner, *passing.to):
        ask = Ask(
            id=f"b_in_group:{passing.number}:{used.id}",
            prompt="b_in_group",
            about=str(passing.number),
            show=(_heading(state, passing), Quote(id=used.id, marks=True)),
        )
        table = table.plus(_asked(state, state.parties[one], passing.number, ask, doing.moment))
    asked = Tell(mediation=state.id, user=doing.user, say=say(term("between.both_asked")))
    return _with(table, passing, in_group=()).plus(
        asked, log(state, doing.user, "asked both about the group")
    )


def _heading(state: Mediation, passing: Passing) -> Term:
    return term(
        "between.group_heading", owner=state.parties[passing.owner].name, party=_names(state, passing)
    )


def _may_go_to_group(table: Table, event: Answered, moment: Moment) -> Table:
    """Both yeses make a message that waits for the mediator, like every other; one no takes it away again."""
    del moment
    state, ask = table.state, event.answer.ask
    passing = _numbered(state, int(ask.about))
    used = (passing.neutral or passing.word) if passing else None
    if passing is None or used is None or not ask.id.endswith(used.id):
        return table
    left = tuple(one for one in passing.in_group if one != event.party)
    if event.answer.choice != (YES,):
        table = _dropped(_with(table, passing, in_group=left), passing)
        return table.plus(*tell_mediators(state, say(term("between.not_to_group"))))
    agreed = (*left, event.party)
    table = _with(table, passing, in_group=agreed)
    if not {passing.owner, *passing.to} <= set(agreed):
        return table
    message = say(_heading(state, passing), Quote(id=used.id, marks=True))
    return propose(table, Pending(key=_key(passing), say=message, named=(used.id,)))


def _key(passing: Passing) -> str:
    return f"recognition:{passing.number}"


def _dropped(table: Table, passing: Passing) -> Table:
    return table.plus(pending=tuple(one for one in table.state.pending if one.key != _key(passing)))


# ------------------------------------------------------------------ taken back


def withdrawn(table: Table, ids: tuple[str, ...]) -> Table:
    """Words taken back are read by nobody else any more, and nothing is asked about them."""
    for one in table.state.passings:
        if one.word is None or one.word.id not in ids:
            continue
        state = table.state
        for party in (state.parties[id] for id in (*one.to, one.owner)):
            if party in state.seated and one.status in ("passed", "wording"):
                table = table.plus(signal(party, state, RoundClosed(round=f"{ROUND}{one.number}")))
        if one.neutral:
            table = table.plus(Withdraw(mediation=state.id, ids=(one.neutral.id,)))
        table = _dropped(_with(table, one, status="withdrawn", judged="", in_group=()), one)
    return table


# ------------------------------------------------------------------ at the desk


def _list(table: Table, doing: Doing) -> Table:
    """What waits for the mediator, each with its card, and what was passed on and has no answer yet."""
    state = table.state
    waiting = [one for one in state.passings if one.status == "new" and one.word]
    for one in waiting:
        table = table.plus(Tell(mediation=state.id, user=doing.user, say=card(state, one)))
    open_ones = tuple(
        term("between.open_line", owner=state.parties[one.owner].name, party=_names(state, one))
        for one in state.passings
        if one.kind == "question" and one.status == "passed" and not _replies(state, one)
    )
    parts: list[Piece] = [] if waiting else [term("between.none_waits")]
    if open_ones:
        parts += [term("between.open"), Listing(lines=open_ones)]
    proxies = tuple(
        desk_button(state, term("button.ask_for", party=one.name), "ask_for", party=one.id)
        for one in state.seated
        if one.proxy
    )
    if not parts and not proxies:
        return table
    parts = parts or [term("between.for_proxy")]
    shown = say(*parts, buttons=proxies, numbered=True)
    return table.plus(Tell(mediation=state.id, user=doing.user, say=shown))


def _replies(state: Mediation, question: Passing) -> bool:
    return any(one.kind == "reply" and one.about == question.number for one in state.passings)


def _ask_for(table: Table, doing: Doing) -> Table:
    """A party without Telegram asks by way of the mediator."""
    party = table.state.parties.get(str(doing.press["party"]))
    return begin(table, party, doing) if party and party.proxy else _old(table, doing)


PART = Part(
    commands={"ask": _list},
    presses={
        "pass_on": _pass_on,
        "pass_neutral": _pass_neutral,
        "pass_not": _pass_not,
        "pass_to_group": _ask_both,
        "ask_for": _ask_for,
    },
    forms={"pass_neutral": _neutral_typed, "pass_not": _reason_typed},
    party_presses={"ask_whom": _whom},
    party_commands={"ask": begin},
)
