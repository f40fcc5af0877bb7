"""`/options`: the mediator lays out the options of a package, puts them before the parties, reads what each said.

Everything here is for the mediators alone; a party reads the text of an option when it is asked about it.
"""

from re import sub

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.effects import Tell
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.options import MEASURE, Choice, Options
from flows.phrases import prompt, say, term
from flows.process import criteria, option_rounds, weighing
from flows.process.option_rounds import line, live
from flows.process.phases import tell_desk
from flows.script import Script
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log, tell_mediators

FORM, HANDLE = "option", "options"
A_PAGE = 8
NEGOTIATION = 5  # the phase in which options are read: the criteria stand by then
HELP_ME_LOOK = 1  # option of p5_option_change
Buttons = list[Button]


def overview(state: Mediation) -> Say:
    """All options, what was told about them, and what can be done next."""
    options = live(state)
    parts: list[Piece] = [term("options.heading")]
    parts += [option_rounds.listing(state)] if options else [term("options.none")]
    told = told_about(state)
    parts += [term("options.told"), Listing(lines=told)] if told else []
    return say(*parts, buttons=_ways(state, options), numbered=True)


def _ways(state: Mediation, options: tuple[Choice, ...]) -> Buttons:
    ways = [
        desk_button(state, term("options.pick"), "opt_pick"),
        desk_button(state, term("options.own"), "opt_own"),
    ]
    if not options:
        return ways
    fresh, waiting = option_rounds.to_put(state), option_rounds.unworded(state)
    ways.append(desk_button(state, term("options.rules"), "opt_rules"))
    if waiting:
        ways.append(desk_button(state, term("options.conditions", n=len(waiting)), "riders"))
    if fresh:
        ways.append(desk_button(state, term("options.put", n=len(fresh)), "opt_put"))
    if state.options.readings:
        ways.append(desk_button(state, term("options.readings"), "opt_read"))
        ways.append(desk_button(state, term("options.search"), "search"))
    return ways


def told_about(state: Mediation) -> tuple[Piece, ...]:
    """Costs, budget, frames, and what goes with what."""
    ids = {one.id for one in live(state)}
    own = state.options
    lines: list[Piece] = [
        term("options.costs", id=one.id, cost=one.cost) for one in own.choices if one.cost and one.id in ids
    ]
    lines += [term("options.budget_is", budget=own.budget)] if own.budget is not None else []
    lines += [term("options.conflict", one=one, other=other) for one, other in own.conflicts]
    lines += [term("options.require", one=one, other=other) for one, other in own.requires]
    lines += [term("options.one_of", options=", ".join(one)) for one in own.exactly_one]
    lines += [
        term("options.frame", id=one.id, frames=", ".join(f"K{number}" for number in one.frames))
        for one in own.choices
        if one.frames and one.id in ids
    ]
    return tuple(lines)


def shown(table: Table, user: int, message: Say, *, edit: bool = False) -> Table:
    """One card in the place of the one before."""
    state = table.state
    return table.plus(
        Tell(mediation=state.id, user=user, say=message, handle=f"{HANDLE}:{state.id}", edit=edit)
    )


def show(table: Table, doing: Doing) -> Table:
    return shown(table, doing.user, overview(table.state))


def changed(table: Table, doing: Doing, options: Options) -> Table:
    """What was told about the options, kept; and the options anew."""
    table = table.plus(log(table.state, doing.user, "changed the options"), options=options)
    return shown(table, doing.user, overview(table.state))


def old(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, say(term("button.old")))


# ------------------------------------------------------------------ which options there are


def _pick(table: Table, doing: Doing) -> Table:
    """Ideas, each of which a tap makes an option or takes out again."""
    return shown(table, doing.user, _picking(table.state, int(doing.press.get("page", 0))))


def _picking(state: Mediation, page: int) -> Say:
    ideas = option_rounds.candidates(state)
    if not ideas:
        return say(term("options.no_ideas"), buttons=(_back(state),), numbered=True)
    chosen = {one.idea for one in state.options.choices if one.idea}
    buttons: Buttons = []
    for one in ideas[page * A_PAGE : (page + 1) * A_PAGE]:
        group = next((each for each in state.groups if one.number in each.ideas), None)
        taken = bool({one.number, *(group.ideas if group else ())} & chosen)
        stands = option_rounds.text(state, Choice(id="", idea=one.number)) or one.word
        words = Quote(id=stands.id, marks=True)
        tick = term("ticked", what=words) if taken else term("unticked", what=words)
        buttons.append(desk_button(state, tick, "opt_toggle", idea=one.number, page=page))
    if len(ideas) > (page + 1) * A_PAGE:
        buttons.append(desk_button(state, term("sorting.more"), "opt_pick", page=page + 1))
    return say(term("options.which"), buttons=(*buttons, _back(state)), numbered=True)


def _back(state: Mediation) -> Button:
    return desk_button(state, term("options.back"), "options")


def _toggle(table: Table, doing: Doing) -> Table:
    """In, or out again; what parties read already stays, and is taken out where the other links are."""
    state, number, page = table.state, int(doing.press.get("idea", 0)), int(doing.press.get("page", 0))
    known = {one.number for one in option_rounds.candidates(state)}
    if number not in known:
        return old(table, doing)
    group = next((one for one in state.groups if number in one.ideas), None)
    same = {number, *(group.ideas if group else ())}
    there = next((one for one in state.options.choices if one.idea in same), None)
    if there and there.sitting:
        return tell_desk(table, doing.user, say(term("options.already_read", id=there.id)))
    options = state.options.without((there.id,)) if there else state.options.adding(MEASURE, idea=number)
    table = table.plus(log(state, doing.user, "changed the options"), options=options)
    return shown(table, doing.user, _picking(table.state, page), edit=True)


def _own(table: Table, doing: Doing) -> Table:
    return ask_mediator(table, doing.user, Form(name=FORM, field="own"), term("options.ask_own"))


def _typed(table: Table, doing: Doing) -> Table:
    """An option in the mediator's words, a cost, or the budget."""
    if doing.form.field == "own":
        word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
        options = table.state.options.adding(MEASURE, own=word)
        return changed(table.plus(kept, form=None), doing, options)
    amount = _amount(doing.text)
    if amount is None:
        return tell_desk(table, doing.user, say(term("options.no_amount")))
    options = table.state.options
    if doing.form.field == "budget":
        budget = options.model_copy(update={"budget": amount, "found": ()})
        return changed(table.plus(form=None), doing, budget)
    choice = options.choice(doing.form.about)
    if choice is None:
        return old(table.plus(form=None), doing)
    return changed(table.plus(form=None), doing, options.having(choice.model_copy(update={"cost": amount})))


def _amount(text: str) -> int | None:
    """A whole number, also written as 12.500, 12 500 or € 12.500; nothing else."""
    bare = sub(r"[€\s.,']", "", text)
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 12 else None  # noqa: PLR2004


# ------------------------------------------------------------------ before the parties


def _put(table: Table, doing: Doing) -> Table:
    """What each party would be asked about, and the button that asks exactly that."""
    state = table.state
    if state.phase < NEGOTIATION:
        return tell_desk(table, doing.user, say(term("options.not_yet")))
    if not criteria.may_read(state):
        see = desk_button(state, term("criteria.see"), "run", command="criteria")
        return tell_desk(table, doing.user, say(term("options.criteria_first"), buttons=(see,)))
    fresh = option_rounds.to_put(state)
    if not fresh:
        return old(table, doing)
    go = desk_button(state, term("options.ask_now"), "opt_go", options=[one.id for one in fresh])
    lines = Listing(lines=tuple(line(state, one) for one in fresh))
    message = say(term("options.preview"), lines, buttons=(go, _back(state)), numbered=True)
    return shown(table, doing.user, message)


def _go(table: Table, doing: Doing) -> Table:
    state = table.state
    exact = [one.id for one in option_rounds.to_put(state)] == list(doing.press.get("options", ()))
    if not exact or state.phase < NEGOTIATION or not criteria.may_read(state):
        return old(table, doing)
    table = option_rounds.open_sitting(table, doing.user, doing.moment)
    return tell_desk(table, doing.user, say(term("options.asked")))


# ------------------------------------------------------------------ what parties said


def _readings(table: Table, doing: Doing) -> Table:
    """Option by option, what each party said of it: for this mediator, in messages of a few options each."""
    state = table.state
    read = [one for one in live(state) if one.id in state.options.readings]
    if not read:
        return tell_desk(table, doing.user, say(term("options.nothing_read")))
    for one in read:
        parts = (line(state, one), Listing(lines=_said(state, one, doing.script)))
        table = tell_desk(table, doing.user, say(*parts))
    gone = weighing.unread(state)
    left = tuple(
        term("found.unread", party=state.parties[party].name, options=", ".join(ids))
        for party, ids in gone.items()
    )
    more = (term("found.not_known"), Listing(lines=left)) if left else ()
    buttons = [desk_button(state, term("options.search"), "search")]
    waiting = option_rounds.left_to_read(state)[1]
    if waiting and not _open_round(state):
        buttons.append(desk_button(state, term("options.ask_rest", n=len(waiting)), "opt_rest"))
    return tell_desk(
        table.plus(log(state, doing.user, "looked at how options were read")),
        doing.user,
        say(term("options.all_read"), *more, buttons=(*buttons, _back(state)), numbered=True),
    )


def _open_round(state: Mediation) -> bool:
    return any(key.startswith(option_rounds.ROUND) for key in state.waiting)


def _rest(table: Table, doing: Doing) -> Table:
    """Ask who has not read once more."""
    if not option_rounds.left_to_read(table.state)[1] or _open_round(table.state):
        return old(table, doing)
    table = option_rounds.ask_rest(table, doing.user, doing.moment)
    return tell_desk(table, doing.user, say(term("options.asked")))


def round_done(table: Table, key: str) -> Table:
    """Everybody is through a sitting, or it was closed: the ways on."""
    del key
    state = table.state
    buttons = _ways(state, live(state))
    return table.plus(*tell_mediators(state, say(term("options.round_done"), buttons=buttons, numbered=True)))


def _said(state: Mediation, choice: Choice, script: Script) -> tuple[Piece, ...]:
    lines: list[Piece] = []
    for party in state.seated:
        given = option_rounds.reading(state, choice.id, party.id)
        if given is None:
            continue
        values = [one.value for one in script.choices(script.prompt("p5_option"))]
        score: Piece = prompt("p5_option", values.index(given.score))
        lines.append(term("options.party_said", party=party.name, score=score))
        words = {one.id: one.word for one in state.interests}
        lines += [
            term("options.about", party=party.name, interest=Quote(id=words[one], marks=True))
            for one in given.interests
            if one in words
        ]
        change = state.note(f"option_change:{choice.id}", party.id)
        if change and change.choice == (HELP_ME_LOOK,):
            lines.append(term("options.help_me", party=party.name))
        said = option_rounds.said_about(state, choice.id, party.id)
        lines += [
            term("options.in_words", party=party.name, words=Quote(id=one.id, marks=True)) for one in said
        ]
    return tuple(lines)


PART = Part(
    commands={"options": show},
    presses={
        "options": show,
        "opt_pick": _pick,
        "opt_toggle": _toggle,
        "opt_own": _own,
        "opt_put": _put,
        "opt_go": _go,
        "opt_read": _readings,
        "opt_rest": _rest,
    },
    forms={FORM: _typed},
)
