"""The agreement of a case: its versions by hash, who confirmed exactly which, ratifications, and its reminders.

A new text is a new version and voids every confirmation. "In principle" and "ratified" are different states: the
second needs every decision of every board or membership that had to decide.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

from flows.decision import Decision
from flows.effects import Effect, Lane, Log, Raise, Tell, WakeAt, Work
from flows.events import Moment, Pressed, Rang, Typeset
from flows.messages import Quote
from flows.not_yours import stale
from flows.phrases import button, say, term
from flows.process.working_days import next_moment
from flows.signals import (
    AgreementClosed,
    AgreementConfirmed,
    AgreementDrafted,
    AgreementMade,
    AgreementRatified,
    AgreementSigned,
    AgreementUnsigned,
    CommitmentReported,
    ForAgreement,
    RemindersChosen,
    SeatChanged,
    Word,
)
from flows.value import Value

FIRST_LOOK = timedelta(days=90)  # a commitment without a date is looked at after a quarter
BEFOREHAND = timedelta(days=7)

Event = ForAgreement | Typeset | Rang | Pressed


class Agreement(Value):
    """`code` is the SHA-256 (hexadecimal) of the canonical text of `version`."""

    mediation: str
    version: int = 0
    code: str = ""
    earlier: dict[str, int] = {}  # codes of texts before this one -> their versions
    language: str = ""  # of the document; chosen when the text is made first
    file: str = ""
    material: dict[str, Any] = {}
    users: dict[str, int] = {}
    needs_ratification: tuple[str, ...] = ()
    zone: str = "Europe/Amsterdam"
    country: str = "NL"
    hours: dict[str, tuple[int, ...]] = {}
    confirmed: dict[str, datetime] = {}
    ratified: dict[str, tuple[Word, ...]] = {}
    closing: bool = False
    final: bool = False
    quiet: tuple[str, ...] = ()  # parties that want no reminders
    kept: dict[int, Literal["done", "later", "not"]] = {}

    @property
    def address(self) -> str:
        return f"agreement:{self.mediation}"

    @property
    def status(self) -> Literal["draft", "in_principle", "ratified"]:
        if set(self.confirmed) != set(self.users) or not self.users:
            return "draft"
        return "ratified" if set(self.needs_ratification) <= set(self.ratified) else "in_principle"


def decide(  # noqa: C901  a table of cases
    state: Agreement, event: Event, moment: Moment
) -> Decision[Agreement]:
    """The agreement's next state; documents are made by the workshop and come back as `Typeset`."""
    match event:
        case AgreementDrafted():
            return _drafted(state, event)
        case AgreementSigned(party=party, code=code) if state.code.startswith(code.replace(" ", "")):
            return _signed(state, party, moment)
        case AgreementUnsigned(party=party):
            confirmed = {one: at for one, at in state.confirmed.items() if one != party}
            return Decision(state=state.model_copy(update={"confirmed": confirmed}))
        case AgreementRatified(party=party, words=words):
            return Decision(state=state.model_copy(update={"ratified": {**state.ratified, party: words}}))
        case AgreementClosed() if state.code:
            return _closed(state)
        case Typeset():
            return _typeset(state, event, moment)
        case Rang(ring={"ring": "commitment", "number": number}) if state.final:
            return _remind(state, int(number), moment)
        case SeatChanged(party=party, user=user) if party in state.users:
            return Decision(state=state.model_copy(update={"users": {**state.users, party: user}}))
        case RemindersChosen(party=party, wanted=wanted):
            quiet = {*state.quiet, party} if not wanted else set(state.quiet) - {party}
            return Decision(state=state.model_copy(update={"quiet": tuple(sorted(quiet))}))
        case Pressed(press={"do": "kept", "number": number, "how": how}):
            return _kept(state, event, int(number), str(how))
        case Pressed():
            return Decision(state=state, effects=(stale(event),))
        case _:
            return Decision(state=state, ignored=True)


def _drafted(state: Agreement, event: AgreementDrafted) -> Decision[Agreement]:
    changed = Agreement(
        mediation=state.mediation,
        version=state.version + 1,
        material=event.material,
        users=event.users,
        needs_ratification=event.needs_ratification,
        zone=event.zone,
        country=event.country,
        hours=event.hours,
        quiet=state.quiet,
        earlier={**state.earlier, **({state.code: state.version} if state.code else {})},
    )
    return Decision(state=changed, effects=(_typesetting(changed),))


def _typesetting(state: Agreement) -> Work:
    names = {one["id"]: one["name"] for one in state.material["parties"]}
    added = {
        "version": state.version,
        "language": state.language,
        "status": state.status,
        "confirmations": [[names[one], at.isoformat()] for one, at in sorted(state.confirmed.items())],
        "ratifications": [
            [names[one], [word.id for word in words]] for one, words in sorted(state.ratified.items())
        ],
    }
    material = {**state.material, **added}
    return Work(mediation=state.mediation, job="typeset", address=state.address, material=material)


def _signed(state: Agreement, party: str, moment: Moment) -> Decision[Agreement]:
    changed = state.model_copy(update={"confirmed": {**state.confirmed, party: moment.now}})
    if set(changed.confirmed) != set(changed.users):
        return Decision(state=changed)
    return Decision(state=changed, effects=(_raise(changed, AgreementConfirmed(code=changed.code)),))


def _closed(state: Agreement) -> Decision[Agreement]:
    changed = state.model_copy(update={"closing": True})
    return Decision(state=changed, effects=(_typesetting(changed),))


def _typeset(state: Agreement, event: Typeset, moment: Moment) -> Decision[Agreement]:
    final = state.closing and state.status != "draft"
    if final and event.hash != state.code:
        raise ValueError("the text that would be published is not the text that was confirmed")
    changed = state.model_copy(
        update={
            "code": event.hash,
            "file": event.file,
            "language": event.language,
            "final": final,
            "closing": False,
        }
    )
    made = AgreementMade(
        file=event.file, code=event.hash, version=state.version, final=state.closing, status=state.status
    )
    effects: list[Effect] = [_raise(changed, made)]
    if final:
        effects += _calendar(changed, moment)
    return Decision(state=changed, effects=tuple(effects))


def _calendar(state: Agreement, moment: Moment) -> list[Effect]:
    """A reminder for each commitment, a week before its date; without a date, after a quarter."""
    rings: list[Effect] = []
    for number, one in enumerate(state.material["commitments"]):
        due = datetime.fromisoformat(one["due"]) - BEFOREHAND if one["due"] else moment.now + FIRST_LOOK
        rings.append(_remind_at(state, number, max(due, moment.now)))
    return rings


def _remind_at(state: Agreement, number: int, due: datetime) -> WakeAt:
    return WakeAt(
        key=f"{state.mediation}:commitment:{number}",
        due=due,
        address=state.address,
        event={"ring": "commitment", "number": number},
    )


def _remind(state: Agreement, number: int, moment: Moment) -> Decision[Agreement]:
    """To the owner of the commitment, in its own hours, and to nobody else."""
    one = state.material["commitments"][number]
    user = state.users.get(one["party"])
    if not user or one["party"] in state.quiet:
        return Decision(state=state)
    refrains = one["kind"] == "not"
    ways = {
        "done": term("kept.kept") if refrains else term("kept.done"),
        "later": term("kept.later"),
        "not": term("kept.not"),
    }
    buttons = tuple(
        button(label, state.address, do="kept", number=number, how=how)
        for how, label in ways.items()
        if not (refrains and how == "later")
    )
    owner = next(line for line in state.material["parties"] if line["id"] == one["party"])
    asked = say(
        *((term("proxy.pass_on", party=owner["name"]),) if owner.get("proxy") else ()),
        term("remind.commitment"),
        term("remind.what", what=Quote(id=one["what"]), when=Quote(id=one["when"])),
        buttons=buttons,
        numbered=True,
    )
    comes = next_moment(moment.now, state.zone, state.hours.get(one["party"], ()), state.country)
    told = Tell(mediation=state.mediation, user=user, say=asked, lane=Lane.NOTICE, not_before=comes)
    return Decision(state=state, effects=(told,))


def _kept(state: Agreement, event: Pressed, number: int, how: str) -> Decision[Agreement]:
    user, promises = event.sender.user, state.material.get("commitments", [])
    owner = promises[number]["party"] if number < len(promises) else ""
    if state.users.get(owner) != user or how not in ("done", "later", "not"):
        return Decision(state=state, effects=(stale(event),))
    changed = state.model_copy(update={"kept": {**state.kept, number: how}})
    reported = CommitmentReported.model_validate({"number": number, "how": how})
    told = Tell(mediation=state.mediation, user=user, say=say(term("kept.noted")))
    record = Log(
        mediation=state.mediation,
        user=user,
        act="reported on a commitment",
        about={"number": number, "how": how},
    )
    return Decision(state=changed, effects=(told, record, _raise(state, reported)))


def _raise(state: Agreement, signal: Value) -> Raise:
    return Raise(address=f"mediation:{state.mediation}", event=signal.model_dump(mode="json"))
