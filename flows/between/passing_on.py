"""The mediator passes a text on, in a neutral wording with its owner's yes, or not."""

from flows.between.passings import (
    AS_IT_IS,
    YES,
    as_it_is_now,
    ask_party,
    card,
    changed,
    name_of,
    names_of,
    numbered,
)
from flows.desk.drafting import own_words
from flows.desk.part import Doing
from flows.effects import Share, Tell
from flows.events import Moment
from flows.messages import Quote, Term
from flows.phrases import say, term
from flows.register import Party, Passing
from flows.signals import Answered, Ask, Word
from flows.table import Form, Table, ask_mediator, log, tell, tell_mediators


def _waiting(table: Table, doing: Doing) -> Passing | None:
    """The text under whose card was pressed, as long as it waits and is still the same."""
    passing = numbered(table.state, int(doing.press.get("number", 0)))
    if passing is None or passing.status != "new" or passing.word is None:
        return None
    return passing if passing.word.id == doing.press.get("word") else None


def no_longer(table: Table, doing: Doing) -> Table:
    return table.plus(Tell(mediation=table.state.id, user=doing.user, say=say(term("button.old"))))


def pass_on(table: Table, doing: Doing) -> Table:
    passing = _waiting(table, doing)
    if passing is None or passing.word is None:
        return no_longer(table, doing)
    return _passed(table, passing, passing.word, doing.user, doing.moment)


def _passed(table: Table, passing: Passing, word: Word, user: int, moment: Moment) -> Table:
    """To exactly those it is for, and to nobody else; its owner hears that it went."""
    state = table.state
    to = tuple(one for one in passing.to if one in {party.id for party in state.seated})
    table = changed(table, passing, status="passed", by=user).plus(
        Share(mediation=state.id, ids=(word.id,), parties=to, approved_by=user),
        log(state, user, "passed on words between parties", kind=passing.kind, owner=passing.owner),
    )
    for one in to:
        table = _delivered(table, passing, state.parties[one], word, moment)
    owner = state.parties[passing.owner]
    told = say(term("between.passed_on", party=names_of(state, passing)))
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
    return table.plus(ask_party(state, party, passing.number, ask, moment))


def pass_neutral(table: Table, doing: Doing) -> Table:
    return _form(table, doing, "pass_neutral", term("between.type_neutral"))


def pass_not(table: Table, doing: Doing) -> Table:
    return _form(table, doing, "pass_not", term("between.type_reason"))


def _form(table: Table, doing: Doing, name: str, asked: Term) -> Table:
    passing = _waiting(table, doing)
    if passing is None or passing.word is None:
        return no_longer(table, doing)
    form = Form(name=name, field=name, about=f"{passing.number}:{passing.word.id}")
    return ask_mediator(table, doing.user, form, Quote(id=passing.word.id, marks=True), asked)


def _of_form(table: Table, doing: Doing) -> Passing | None:
    number, _, word = doing.form.about.partition(":")
    return _waiting(table, doing._replace(press={"number": int(number), "word": word}))


def neutral_typed(table: Table, doing: Doing) -> Table:
    """Another wording goes nowhere before the owner's yes."""
    passing, table = _of_form(table, doing), table.plus(form=None)
    if passing is None:
        return no_longer(table, doing)
    state, owner = table.state, table.state.parties[passing.owner]
    word, kept = own_words(table, doing.user, doing.text, doing.moment)
    ask = Ask(
        id=f"b_wording:{passing.number}:{word.id}",
        prompt="b_wording",
        about=str(passing.number),
        fill={"party": names_of(state, passing)},
        show=(term("between.neutral_heading"), Quote(id=word.id, marks=True)),
    )
    table = changed(table, passing, status="wording", neutral=word, by=doing.user)
    return table.plus(
        kept,
        Share(mediation=state.id, ids=(word.id,), parties=(owner.id,), approved_by=doing.user),
        ask_party(state, owner, passing.number, ask, doing.moment),
        log(state, doing.user, "proposed a neutral wording", owner=owner.id),
        Tell(mediation=state.id, user=doing.user, say=say(term("between.owner_is_asked", party=owner.name))),
    )


def worded(table: Table, event: Answered, moment: Moment) -> Table:
    """With the owner's yes it goes; without, the mediator decides anew about the owner's own words."""
    state, ask = table.state, event.answer.ask
    passing = numbered(state, int(ask.about))
    neutral = passing.neutral if passing else None
    if passing is None or neutral is None or passing.status != "wording" or not ask.id.endswith(neutral.id):
        return table
    if event.answer.choice == (YES,):
        return _passed(table, passing, neutral, passing.by, moment)
    if event.answer.choice == (AS_IT_IS,):
        back = changed(table, passing, status="new", neutral=None)
        said = card(back.state, as_it_is_now(back, passing))
        told = said.model_copy(
            update={"parts": (term("between.own_wording", party=name_of(state, event)), *said.parts)}
        )
        return back.plus(*tell_mediators(state, told))
    gone = term("between.taken_back", party=name_of(state, event))
    return changed(table, passing, status="withdrawn", neutral=None).plus(*tell_mediators(state, say(gone)))


def reason_typed(table: Table, doing: Doing) -> Table:
    """Not passed on: only its owner hears so, and why."""
    passing, table = _of_form(table, doing), table.plus(form=None)
    if passing is None:
        return no_longer(table, doing)
    state, owner = table.state, table.state.parties[passing.owner]
    word, kept = own_words(table, doing.user, doing.text, doing.moment)
    told = say(
        term("between.not_passed", party=names_of(state, passing)),
        Quote(id=word.id, marks=True),
        term("between.ask_again"),
    )
    return changed(table, passing, status="kept_back", by=doing.user).plus(
        kept,
        Share(mediation=state.id, ids=(word.id,), parties=(owner.id,), approved_by=doing.user),
        tell(state, owner, told),
        log(state, doing.user, "did not pass on words between parties", owner=owner.id),
        Tell(mediation=state.id, user=doing.user, say=say(term("between.reason_sent", party=owner.name))),
    )
