"""A party that was invited and does not come: why, and who looks after its interests; the agreement says so."""

from flows.desk.drafting import own_words
from flows.desk.part import Doing, Part
from flows.messages import Say
from flows.parties import absent
from flows.phrases import say, term
from flows.process.phases import tell_desk
from flows.register import Away, Party, Standing
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

DECLINE, NOBODY = "decline", "carried"  # forms
MEDIATOR, NO_ONE = "mediator", "nobody"


def _press_decline(table: Table, doing: Doing) -> Table:
    party = table.state.parties[str(doing.press["party"])]
    if party.standing not in (Standing.INVITED, Standing.CLAIMED) or party.joining:
        return tell_desk(table, doing.user, say(term("button.old")))
    form = Form(name=DECLINE, party=party.id)
    return ask_mediator(table, doing.user, form, term("decline.why", party=party.name))


def _form_decline(table: Table, doing: Doing) -> Table:
    """The invitation no longer works; a new one can be made when the party thinks again."""
    state = table.state
    party = state.parties[doing.form.party]
    word, kept = own_words(table, doing.user, doing.text, doing.moment)
    update = {
        "standing": Standing.DECLINED,
        "secret": "",
        "claimed_by": None,
        "away": Away(how="declined", because=word),
    }
    declined = party.model_copy(update=update)
    table = table.plus(
        kept,
        log(state, doing.user, "a party declined", party=party.id),
        parties={**state.parties, party.id: declined},
        form=None,
    )
    return tell_desk(table, doing.user, who_carries(table.state, declined))


def who_carries(state: Mediation, party: Party) -> Say:
    """Which party, the mediator, or nobody looks after the interests of one that is not at the table."""
    buttons = [
        desk_button(state, one.name, "carry", party=party.id, by=one.id)
        for one in state.seated
        if one.id != party.id
    ]
    buttons.append(desk_button(state, term("carried.mediator"), "carry", party=party.id, by=MEDIATOR))
    buttons.append(desk_button(state, term("carried.nobody"), "carry", party=party.id, by=NO_ONE))
    return say(term("carried.who", party=party.name), buttons=tuple(buttons), numbered=True)


def _press_carrying(table: Table, doing: Doing) -> Table:
    party = table.state.parties[str(doing.press["party"])]
    if party.away is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    return tell_desk(table, doing.user, who_carries(table.state, party))


def _press_carry(table: Table, doing: Doing) -> Table:
    state, by = table.state, str(doing.press["by"])
    party = state.parties[str(doing.press["party"])]
    known = by in (MEDIATOR, NO_ONE) or any(one.id == by for one in state.seated)
    if party.away is None or not known:
        return tell_desk(table, doing.user, say(term("button.old")))
    if by == NO_ONE:
        form = Form(name=NOBODY, party=party.id)
        return ask_mediator(table, doing.user, form, term("carried.why_nobody", party=party.name))
    changes: dict[str, object] = (
        {"carried": MEDIATOR, "by": ""}
        if by == MEDIATOR
        else {
            "carried": "party",
            "by": by,
        }
    )
    return _recorded(table, doing.user, party, {**changes, "reason": None})


def _form_nobody(table: Table, doing: Doing) -> Table:
    """The reason is for the agreement: everybody there may read it."""
    word, kept = own_words(table, doing.user, doing.text, doing.moment)
    party = table.state.parties[doing.form.party]
    table = table.plus(kept, form=None)
    return _recorded(table, doing.user, party, {"carried": NO_ONE, "by": "", "reason": word})


def _recorded(table: Table, user: int, party: Party, changes: dict[str, object]) -> Table:
    state = table.state
    if party.away is None:
        return tell_desk(table, user, say(term("button.old")))
    noted = party.model_copy(update={"away": party.away.model_copy(update=changes)})
    entry = log(state, user, "recorded who looks after a party's interests", party=party.id)
    table = table.plus(entry, parties={**state.parties, party.id: noted})
    return tell_desk(table, user, say(*absent.lines(table.state, noted)))


PART = Part(
    presses={"decline": _press_decline, "carrying": _press_carrying, "carry": _press_carry},
    forms={DECLINE: _form_decline, NOBODY: _form_nobody},
)
