"""Who is at the desk: mediators with equal rights, and observers who look on. Knows names and seats, no answers.

A link is good for one person, for a week, and opens nothing until a mediator has said that the right person came.
"""

from flows.desk.part import Doing, Part
from flows.effects import LookAtGroup, Menu, Raise, Tell
from flows.events import Moment
from flows.messages import Button, Listing, Piece, Say
from flows.parties import seats
from flows.phrases import say, term
from flows.process.closing import to_agreement
from flows.process.phases import tell_desk
from flows.register import Member, Standing
from flows.signals import DeskClosed, DeskOpened, HandedOver, LinkOpened, SeatChanged, Seated, Unseated
from flows.table import (
    Form,
    Mediation,
    Table,
    ask_mediator,
    desk_button,
    log,
    signal,
    tell_mediators,
)

FORM = "team"
LONGEST_NAME = 60  # characters


# ------------------------------------------------------------------ who they are


def called(state: Mediation, user: int) -> str:
    """A mediator's or observer's name, as it was given at the desk; empty for anybody else."""
    known = next((one.name for one in state.team.values() if one.user == user), "")
    return known or (state.mediator_name if user in state.mediators else "")


def members(state: Mediation) -> tuple[Member, ...]:
    """Everybody at the desk or invited to it; whoever opened the case was never invited, and comes first."""
    invited = {one.user for one in state.team.values()}
    opened = tuple(
        Member(id=f"u{user}", role="mediator", name=state.mediator_name, standing=Standing.SEATED, user=user)
        for user in state.mediators
        if user not in invited
    )
    return (*opened, *(one for one in state.team.values() if one.standing is not Standing.LEFT))


def _member(state: Mediation, id: object) -> Member | None:
    return next((one for one in members(state) if one.id == id), None)


def show(state: Mediation, user: int) -> Say:
    """`/team`: who is there, and a button for what can be changed about each."""
    lines: list[Piece] = [_line(one, user) for one in members(state)]
    buttons: list[Button] = [
        desk_button(state, term("team.invite_mediator"), "team_invite", role="mediator"),
        desk_button(state, term("team.invite_observer"), "team_invite", role="observer"),
    ]
    for one in members(state):
        buttons += _buttons(state, one)
    return say(term("team.heading"), Listing(lines=tuple(lines)), buttons=tuple(buttons), numbered=True)


def _line(one: Member, user: int) -> Piece:
    if one.standing is Standing.INVITED:
        return term(
            "team.invited_mediator" if one.role == "mediator" else "team.invited_observer", name=one.name
        )
    if one.standing is Standing.CLAIMED:
        return term("team.claimed", name=one.name)
    if one.user == user:
        return term("team.you", name=one.name)
    return term("team.mediator" if one.role == "mediator" else "team.observer", name=one.name)


def _buttons(state: Mediation, one: Member) -> tuple[Button, ...]:
    if one.standing is Standing.INVITED:
        return (
            desk_button(state, term("team.new_link", name=one.name), "team_link", member=one.id),
            desk_button(state, term("team.drop_link", name=one.name), "team_drop", member=one.id),
        )
    if one.standing is Standing.CLAIMED:
        return _right_or_wrong(state, one)
    if one.role == "mediator" and len(state.mediators) == 1:
        return ()
    return (desk_button(state, term("team.remove", name=one.name), "team_remove", member=one.id),)


# ------------------------------------------------------------------ inviting


def _invite(table: Table, doing: Doing) -> Table:
    role = "observer" if doing.press.get("role") == "observer" else "mediator"
    asked = term("team.name_observer") if role == "observer" else term("team.name_mediator")
    return ask_mediator(table, doing.user, Form(name=FORM, about=role), asked)


def _named(table: Table, doing: Doing) -> Table:
    """The name is typed: a link for this one person."""
    state, name = table.state, " ".join(doing.text.split())
    if not name or len(name) > LONGEST_NAME:
        return ask_mediator(table, doing.user, doing.form, term("team.name_length", n=LONGEST_NAME))
    if any(one.name.casefold() == name.casefold() for one in members(state)):
        return ask_mediator(table, doing.user, doing.form, term("team.name_taken", name=name))
    observer = doing.form.about == "observer"
    member = Member(id=f"m{len(state.team) + 1}", role="observer" if observer else "mediator", name=name)
    table = table.plus(log(state, doing.user, "invited to the team", member=member.id), form=None)
    return _link(table, doing, member)


def _new_link(table: Table, doing: Doing) -> Table:
    """Another link; the one before no longer works."""
    member = _member(table.state, doing.press.get("member"))
    if member is None or member.standing is not Standing.INVITED:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(log(table.state, doing.user, "made a new link for the team", member=member.id))
    return _link(table, doing, member)


def _link(table: Table, doing: Doing, member: Member) -> Table:
    secret, sealed = seats.secret(doing.moment)
    linked = member.model_copy(update={"secret": sealed, "secret_until": doing.moment.now + seats.LINK_LIFE})
    table = _with(table, linked)
    state = table.state
    shown = term("team.link", name=member.name, token=f"{state.id}-{secret}", bot=seats.BOT)
    how = term("team.link_observer") if member.role == "observer" else term("team.link_mediator")
    return tell_desk(table, doing.user, say(shown, how))


def _drop(table: Table, doing: Doing) -> Table:
    """An invitation is taken back before anybody came."""
    member = _member(table.state, doing.press.get("member"))
    if member is None or member.standing is not Standing.INVITED:
        return tell_desk(table, doing.user, say(term("button.old")))
    table = table.plus(log(table.state, doing.user, "took back an invitation to the team", member=member.id))
    table = _with(table, member.model_copy(update={"standing": Standing.LEFT, "secret": ""}))
    return tell_desk(table, doing.user, show(table.state, doing.user))


# ------------------------------------------------------------------ coming


def link_opened(table: Table, event: LinkOpened, moment: Moment) -> Table:
    """A link of the team, or else of a party: the same answer to every one that is wrong, used or too old."""
    state, who = table.state, event.sender
    member = next((one for one in state.team.values() if seats.opens(one.secret, event.secret)), None)
    if member is None or seats.already_in(state, who.user):
        return seats.link_opened(table, event, moment)
    if member.standing is not Standing.INVITED or seats.too_old(member.secret_until, moment):
        return seats.link_opened(table, event, moment)
    claimed = member.model_copy(
        update={"standing": Standing.CLAIMED, "claimed_by": event.sender, "secret": ""}
    )
    table = _with(table, claimed).plus(
        Tell(mediation=state.id, user=who.user, say=say(term("link.claimed"))),
        log(state, who.user, "opened a link of the team", member=member.id),
    )
    return table.plus(*tell_mediators(state, _confirm(state, claimed)))


def _confirm(state: Mediation, member: Member) -> Say:
    name = member.claimed_by.name if member.claimed_by else ""
    if member.role == "observer":
        asked = term("team.confirm_observer", person=name, name=member.name)
    else:
        asked = term("team.confirm_mediator", person=name, name=member.name)
    return say(asked, buttons=_right_or_wrong(state, member), numbered=True)


def _right_or_wrong(state: Mediation, member: Member) -> tuple[Button, ...]:
    user = member.claimed_by.user if member.claimed_by else 0
    return tuple(
        desk_button(state, label, "team_seat", member=member.id, user=user, right=right)
        for label, right in (
            (term("team.right", name=member.name), True),
            (term("team.wrong", name=member.name), False),
        )
    )


def _seat(table: Table, doing: Doing) -> Table:
    """A mediator says whether the person who opened the link is the one who was invited."""
    state = table.state
    member = _member(state, doing.press.get("member"))
    came = member.claimed_by if member and member.standing is Standing.CLAIMED else None
    if member is None or came is None or came.user != doing.press.get("user"):
        return tell_desk(table, doing.user, say(term("claim.no_longer")))
    if not doing.press.get("right"):
        refused = member.model_copy(update={"standing": Standing.INVITED, "claimed_by": None})
        table = _with(table, refused).plus(
            Tell(mediation=state.id, user=came.user, say=say(term("link.not_valid"))),
            log(state, doing.user, "refused somebody for the team", member=member.id),
        )
        told = say(term("team.refused", name=member.name), buttons=_buttons(state, refused), numbered=True)
        return table.plus(*tell_mediators(state, told))
    return _taken_in(table, doing, member, came.user)


def _taken_in(table: Table, doing: Doing, member: Member, user: int) -> Table:
    state = table.state
    observer = member.role == "observer"
    sat = member.model_copy(update={"standing": Standing.SEATED, "claimed_by": None, "user": user})
    opened = DeskOpened(mediation=state.id, title=state.title, observer=observer)
    earlier = tuple(one for one in state.team.values() if one.user == user and one.id != member.id)
    table = _with(table, sat, *(one.model_copy(update={"user": 0}) for one in earlier)).plus(
        *tell_mediators(state, say(term("team.joined", name=member.name))),
        Raise(address=f"person:{user}", event=opened.model_dump(mode="json")),
        Menu(mediation=state.id, chat=user, role="observer" if observer else "mediator"),
        log(state, doing.user, "took somebody into the team", member=member.id),
        mediators=state.mediators if observer else (*state.mediators, user),
    )
    welcome = (
        say(term("team.welcome_observer", title=state.title))
        if observer
        else say(
            term("team.welcome_mediator", title=state.title),
            buttons=(desk_button(state, term("button.what_next"), "next"),),
        )
    )
    return _look(table.plus(Tell(mediation=state.id, user=user, say=welcome)))


# ------------------------------------------------------------------ going


def _remove(table: Table, doing: Doing) -> Table:
    """What a removal does, before it is done."""
    state = table.state
    member = _seated(state, doing)
    if member is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    if _is_last(state, member):
        return tell_desk(table, doing.user, say(term("team.last")))
    myself = member.user == doing.user
    asked = (
        term("team.remove_me")
        if myself
        else term("team.remove_observer", name=member.name)
        if member.role == "observer"
        else term("team.remove_mediator", name=member.name)
    )
    buttons = (
        desk_button(state, term("team.remove_yes"), "team_remove_now", member=member.id, user=member.user),
        desk_button(state, term("team.remove_no"), "team"),
    )
    return tell_desk(table, doing.user, say(asked, buttons=buttons, numbered=True))


def _remove_now(table: Table, doing: Doing) -> Table:
    """Nothing of the desk works any more for this person, from this moment."""
    state = table.state
    member = _seated(state, doing)
    if member is None or member.user != doing.press.get("user"):
        return tell_desk(table, doing.user, say(term("button.old")))
    if _is_last(state, member):
        return tell_desk(table, doing.user, say(term("team.last")))
    gone, left = member.user, tuple(one for one in state.mediators if one != member.user)
    closed = DeskClosed(mediation=state.id)
    table = _with(table, member.model_copy(update={"standing": Standing.LEFT})).plus(
        Raise(address=f"person:{gone}", event=closed.model_dump(mode="json")),
        log(state, doing.user, "removed somebody from the team", member=member.id),
        mediators=left,
        # A document that is being made for the group was released by this person: another mediator presses anew.
        publisher=0 if state.publisher == gone else state.publisher,
    )
    table = _handed_over(table, gone, doing.user if doing.user in left else left[0])
    return _look(table.plus(*tell_mediators(table.state, say(term("team.removed", name=member.name)))))


def _handed_over(table: Table, gone: int, to: int) -> Table:
    """Who else enters the answers of parties without Telegram: where it was, it goes on."""
    state = table.state
    for party in tuple(one for one in state.seated if one.proxy and one.user == gone):
        moved = party.model_copy(update={"user": to})
        away = Unseated(mediation=state.id, party=party.id)
        here = Seated(
            mediation=state.id, party=party.id, title=state.title, party_name=party.name, proxy=True
        )
        agreed = (to_agreement(state, SeatChanged(party=party.id, user=to)),) if state.agreement else ()
        table = table.plus(
            Raise(address=f"person:{gone}", event=away.model_dump(mode="json")),
            Raise(address=f"person:{to}", event=here.model_dump(mode="json")),
            signal(party, state, HandedOver(user=to)),
            *agreed,
            Tell(mediation=state.id, user=to, say=say(term("team.handed_over", party=party.name))),
            log(state, to, "enters the answers of a party", party=party.id),
            parties={**table.state.parties, party.id: moved},
        )
    return table


def _seated(state: Mediation, doing: Doing) -> Member | None:
    member = _member(state, doing.press.get("member"))
    return member if member and member.standing is Standing.SEATED else None


def _is_last(state: Mediation, member: Member) -> bool:
    return state.mediators == (member.user,)


def _with(table: Table, *members: Member) -> Table:
    return table.plus(team={**table.state.team, **{one.id: one for one in members}})


def _look(table: Table) -> Table:
    """The group's members are compared with the register again."""
    state = table.state
    if state.group is None:
        return table
    users = tuple(sorted({one.user for one in state.seated} | {*state.mediators, *state.observers}))
    return table.plus(
        LookAtGroup(mediation=state.id, chat=state.group.chat, users=users, address=state.address)
    )


def _team(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, show(table.state, doing.user))


PART = Part(
    commands={"team": _team},
    presses={
        "team": _team,
        "team_invite": _invite,
        "team_link": _new_link,
        "team_drop": _drop,
        "team_seat": _seat,
        "team_remove": _remove,
        "team_remove_now": _remove_now,
    },
    forms={FORM: _named},
)
