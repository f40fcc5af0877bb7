"""A party that comes late: first everybody at the table may object, then it gets an invitation (practice, A6).

An objection is for the mediator, who decides and says why. Ids and choices only, never words.
"""

from flows.desk.drafting import own_words
from flows.desk.part import Doing, Part
from flows.events import Moment
from flows.messages import Listing, Piece, Quote
from flows.parties import seats
from flows.phrases import say, term
from flows.process import pace
from flows.process.phases import tell_desk
from flows.register import Away, Note, Party, Standing
from flows.shelving import agreed_package
from flows.signals import Answered, Ask
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log, tell_mediators

ROUND = "join:"
FORM = "join"
NO_OBJECTION = (0,)  # option of b_join
POINT, CANNOT = 1, 2  # options of b_build_on


def expected(party: Party) -> bool:
    """Whether the others wait for it: it was asked, and neither declined nor left."""
    return party.standing not in (Standing.LEFT, Standing.DECLINED) and not party.joining


def is_late(state: Mediation, name: str) -> bool:
    """Whether the others are asked before this party is: after phase 1, unless it was invited in time."""
    known = next((one for one in state.parties.values() if one.name == name), None)
    invited = known is not None and known.standing is Standing.INVITED and not known.joining
    return state.phase > 1 and bool(state.seated) and not invited


def too_late(state: Mediation) -> bool:
    """From an agreement in principle on nobody joins: it would be asked to sign what others agreed on."""
    return agreed_package(state) is not None


def ask_others(table: Table, user: int, name: str, moment: Moment, *, government: bool, proxy: bool) -> Table:
    """One question to every party at the table: do you object that this party joins?"""
    state = table.state
    if too_late(state):
        return tell_desk(table, user, say(term("coming.too_late", party=name)))
    known = next((one for one in state.parties.values() if one.name == name), None)
    if known and known.joining:
        return tell_desk(table, user, say(term("coming.being_asked", party=name)))
    party = known or Party(id=f"p{len(state.parties) + 1}", name=name)
    changes = {
        "government": government,
        "standing": Standing.INVITED,
        "joining": "proxy" if proxy else "link",
        "away": None,
    }
    joins = party.model_copy(update=changes)
    times = sum(one.startswith(f"b_join:{joins.id}:") for one in state.notes)
    ask = Ask(
        id=f"b_join:{joins.id}:{times}", prompt="b_join", about=joins.id, fill={"party": name}, required=True
    )
    table = table.plus(
        log(state, user, "asked whether a party may join", party=joins.id),
        parties={**state.parties, joins.id: joins},
    )
    table = tell_desk(table, user, say(term("coming.asked", party=name)))
    return pace.open_round(table, f"{ROUND}{joins.id}", moment, lambda _, __: (ask,))


def all_asked(table: Table, key: str, moment: Moment) -> Table:
    """Nobody is missing, or the mediator closed the round. Who did not answer did not agree either."""
    state = table.state
    party = state.parties[key.removeprefix(ROUND)]
    notes = _answers(state, party)
    against = [one for one in state.seated if (note := notes.get(one.id)) and note.choice != NO_OBJECTION]
    silent = [one for one in state.seated if one.id not in notes]
    if not against and not silent:
        told = tell_mediators(state, say(term("coming.nobody_objects", party=party.name)))
        return _let_in(table.plus(*told), party, moment)
    parts: list[Piece] = [term("coming.objections", party=party.name)]
    lines: list[Piece] = [
        term("parties.detail", heading=one.name, answer=Quote(id=word.id, marks=True))
        for one in against
        for word in notes[one.id].said
    ]
    lines += [term("coming.objects", party=one.name) for one in against if not notes[one.id].said]
    lines += [term("coming.silent", party=one.name) for one in silent]
    buttons = (
        desk_button(state, term("coming.invite_anyway"), "join", party=party.id, right=True),
        desk_button(state, term("coming.keep_out"), "join", party=party.id, right=False),
    )
    asked = say(*parts, Listing(lines=tuple(lines)), buttons=buttons, numbered=True)
    return table.plus(*tell_mediators(state, asked))


def _answers(state: Mediation, party: Party) -> dict[str, Note]:
    """What was said the last time the others were asked about this party."""
    asks = [ask for ask in state.notes if ask.startswith(f"b_join:{party.id}:")]
    newest = max(asks, key=lambda ask: int(ask.rsplit(":", 1)[1]), default="")
    return {id: note for id, note in state.notes.get(newest, {}).items() if note.status == "answered"}


def _let_in(table: Table, party: Party, moment: Moment) -> Table:
    """A link, or the button under which the mediator enters the answers."""
    state = table.state
    let = party.model_copy(update={"joining": ""})
    table = table.plus(parties={**state.parties, party.id: let})
    if party.joining != "proxy":
        return seats.link(table, let, moment)
    enter = desk_button(state, term("proxy.button"), "by_proxy", party=party.id)
    asked = say(term("coming.by_proxy", party=party.name), buttons=(enter,))
    return table.plus(*tell_mediators(table.state, asked))


def _press_join(table: Table, doing: Doing) -> Table:
    """The mediator decides over an objection; the reason stays on record."""
    party = table.state.parties.get(str(doing.press["party"]))
    if party is None or not party.joining or f"{ROUND}{party.id}" in table.state.waiting:
        return tell_desk(table, doing.user, say(term("button.old")))
    form = Form(name=FORM, party=party.id, field="yes" if doing.press["right"] else "no")
    return ask_mediator(table, doing.user, form, term("coming.why", party=party.name))


def _form_join(table: Table, doing: Doing) -> Table:
    state, form = table.state, doing.form
    party = state.parties[form.party]
    if not party.joining:
        return tell_desk(table.plus(form=None), doing.user, say(term("button.old")))
    word, kept = own_words(table, doing.user, doing.text, doing.moment)
    entry = log(state, doing.user, "decided whether a party joins", party=party.id, outcome=form.field)
    table = table.plus(kept, entry, form=None)
    if form.field == "yes":
        return _let_in(table, party, doing.moment)
    out = party.model_copy(
        update={
            "joining": "",
            "standing": Standing.DECLINED,
            "away": Away(how="kept_out", because=word),
        }
    )
    told = say(term("coming.kept_out", party=party.name))
    return tell_desk(table.plus(parties={**state.parties, party.id: out}), doing.user, told)


# ------------------------------------------------------------------ what the late party says of what is there


def answered(table: Table, event: Answered) -> Table:
    """A confirmed text that a late party cannot simply build on is before the mediator at once."""
    answer = event.answer
    if answer.ask.prompt != "b_build_on" or answer.choice not in ((POINT,), (CANNOT,)):
        return table
    state = table.state
    name = state.parties[event.party].name
    what = answer.ask.fill.get("what", "")
    said = (
        term("coming.with_point", party=name, what=what)
        if answer.choice == (POINT,)
        else term("coming.cannot", party=name, what=what)
    )
    words = tuple(Quote(id=one.id, marks=True) for one in answer.words)
    return table.plus(*tell_mediators(state, say(said, *words)))


PART = Part(presses={"join": _press_join}, forms={FORM: _form_join})
