"""Carries out a decision's effects in the store, inside the event's own transaction. Sends nothing itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flows.effects import (
    AgreeTranslation,
    DropFiles,
    Effect,
    Erase,
    Fetch,
    ForgetWake,
    Keep,
    KeepFile,
    Lane,
    Log,
    LookAtGroup,
    Menu,
    Post,
    Recast,
    Release,
    Share,
    TakeOut,
    Tell,
    Translate,
    WakeAt,
    Withdraw,
    Work,
)
from flows.events import GroupTaken
from flows.group.members import expected
from flows.messages import Say
from flows.person.front import Person
from flows.table import Mediation
from flows.value import Value
from storage import Outgoing, Reader, Transaction


class NotApprovedError(Exception):
    """A message for the group that no mediator of the case released."""


class Carrier:
    """The effects of one event; every row it puts into the outbox has a key made of the event's own id."""

    def __init__(self, tx: Transaction, inbox: int, now: datetime) -> None:
        self._tx = tx
        self._inbox = inbox
        self._now = now
        self._put = 0
        self.speaker = ""  # the machine whose effects these are
        self.told: list[tuple[str, Value]] = []  # what came of noting a state, for the machine it names

    def carry(self, effect: Effect) -> None:
        CARRY[type(effect)](self, effect)

    def note(self, state: Value) -> None:
        """What other rooms look up, from the states that know it: languages, roles, the group."""
        if isinstance(state, Person):
            self._tx.set_person(state.user, state.language or "nl")
            self._roles(state)
        if isinstance(state, Mediation):
            self._tx.set_title(state.id, state.title)
            self._group(state)

    def _group(self, state: Mediation) -> None:
        """Whose group it is, who may be inside; a group that is another mediation's stays that."""
        group = state.group
        self._tx.leave_groups(state.id, group.chat if group else 0)
        if group is None:
            return
        users = [one.user for one in state.seated if not one.proxy] or list(state.mediators)
        languages = sorted({self._tx.language_of(user) for user in users}, reverse=True)
        if not self._tx.set_group(group.chat, state.id, tuple(languages), expected(state), group.topic):
            self.told.append((state.address, GroupTaken(chat=group.chat)))

    def _roles(self, person: Person) -> None:
        """What they are in each mediation. A seat filled in for a party gives no role: the mediator stays that."""
        user = person.user
        seats = {one.mediation: one.party for one in person.places if not one.desk and not one.proxy}
        desks = {one.mediation for one in person.places if one.desk or one.looks_on}
        for one in self._tx.roles_of(user):
            if one.role == "party" and one.mediation not in seats:
                self._tx.set_role(one.mediation, user, "gone", one.party)
            if one.role in ("mediator", "observer") and one.mediation not in desks:
                self._tx.set_role(one.mediation, user, "gone", None)
        for mediation, party in seats.items():
            self._tx.set_role(mediation, user, "party", party)
        for place in person.places:
            if place.desk or place.looks_on:
                self._tx.set_role(place.mediation, user, "mediator" if place.desk else "observer", None)
            if place.proxy:
                self._tx.set_proxy(place.address, user, place.party_name)

    def settle(self, event: dict[str, Any]) -> None:
        """The mediator looked in the group whether a held message is there."""
        self._tx.release_held(int(event["outbox"]), bool(event["again"]))

    # ------------------------------------------------------------------ words

    def keep(self, effect: Keep) -> None:
        self._tx.keep(effect)

    def recast(self, effect: Recast) -> None:
        """The owner's own words, opened as the owner, kept once more as what they were confirmed to be."""
        owner = Reader(effect.mediation, "party", effect.party, effect.user)
        text = self._tx.open_words(owner, [effect.source])[effect.source]
        self._tx.keep(
            Keep(
                id=effect.id,
                mediation=effect.mediation,
                party=effect.party,
                user=effect.user,
                kind=effect.kind,
                prompt=effect.prompt,
                script_version=1,
                edition=effect.edition,
                circle=effect.circle,
                text=text,
                parents=(effect.source,),
                at=effect.at,
            )
        )

    def release(self, effect: Release) -> None:
        self._approved(effect.mediation, effect.approved_by)
        if effect.ids:
            self._tx.release(effect)

    def withdraw(self, effect: Withdraw) -> None:
        self._tx.withdraw(effect)

    def translate(self, effect: Translate) -> None:
        self._tx.translate(effect)

    def agree(self, effect: AgreeTranslation) -> None:
        self._tx.agree_translation(effect)

    def share(self, effect: Share) -> None:
        self._approved(effect.mediation, effect.approved_by)
        self._tx.share(effect)

    def erase(self, effect: Erase) -> None:
        if effect.party:
            self._tx.erase_own(effect.mediation, effect.party, effect.user)
            self._tx.erase_own_files(effect.mediation, effect.party, effect.user)
            return
        self._tx.erase(effect.mediation)
        self._tx.erase_files(effect.mediation)
        self._tx.forget_aside(effect.mediation)

    # ------------------------------------------------------------------ messages

    def tell(self, effect: Tell) -> None:
        outbox = self._message(
            effect.say,
            effect.handle,
            edit=effect.edit,
            mediation=effect.mediation,
            chat=effect.user,
            kind="tell",
            user=effect.user,
            lane=effect.lane,
            file=effect.file,
            not_before=effect.not_before,
        )
        question = effect.lane is Lane.QUESTION
        self._tx.spoke(outbox, effect.user, self.speaker, question=question)

    def post(self, effect: Post) -> None:
        self._approved(effect.mediation, effect.approved_by)
        group = self._tx.group(effect.chat)
        if group and group.mediation != effect.mediation:
            return  # its machine hears so (GroupTaken)
        self._message(
            effect.say,
            effect.handle,
            edit=effect.edit,
            mediation=effect.mediation,
            chat=effect.chat,
            kind="post",
            lane=Lane.BROADCAST,
            file=effect.file,
        )

    def look(self, effect: LookAtGroup) -> None:
        self._errand("look", effect.mediation, effect.chat, effect)

    def take_out(self, effect: TakeOut) -> None:
        self._errand("work", effect.mediation, effect.chat, effect)

    def menu(self, effect: Menu) -> None:
        """The desk's commands hold those of a seat, and a seat's those of an observer: nobody loses any."""
        if effect.role == "party" and any(one.role == "mediator" for one in self._tx.roles_of(effect.chat)):
            effect = effect.model_copy(update={"role": "mediator"})
        self._errand("menu", effect.mediation, effect.chat, effect)

    def work(self, effect: Work) -> None:
        self._errand("work", effect.mediation, 0, effect)

    def fetch(self, effect: Fetch) -> None:
        self._errand("work", effect.mediation, 0, effect)

    def keep_file(self, effect: KeepFile) -> None:
        self._errand("work", effect.mediation, 0, effect)

    def drop_files(self, effect: DropFiles) -> None:
        self._tx.drop_files(effect)

    # ------------------------------------------------------------------ time and record

    def wake(self, effect: WakeAt) -> None:
        self._tx.wake(effect)

    def forget(self, effect: ForgetWake) -> None:
        self._tx.forget_wake(effect.key)

    def log(self, effect: Log) -> None:
        self._tx.log(effect, self._now)

    # ------------------------------------------------------------------ how

    def _approved(self, mediation: str, user: int) -> None:
        if not any(one.mediation == mediation and one.role == "mediator" for one in self._tx.roles_of(user)):
            raise NotApprovedError("only a mediator of the case releases words and messages")

    def _errand(self, kind: Any, mediation: str, chat: int, effect: Value) -> None:
        self._tx.put(
            Outgoing(
                key=self._key(),
                mediation=mediation,
                chat=chat,
                kind=kind,
                body=effect.model_dump_json(),
                lane=Lane.NOTICE,
            )
        )

    def _message(self, say: Say, handle: str | None, **row: Any) -> int:
        """A row in the outbox with its buttons; older buttons of the same handle no longer count."""
        if handle:
            self._tx.retire_buttons(row["chat"], handle)
        outbox = self._tx.put(Outgoing(key=self._key(), body=say.model_dump_json(), handle=handle, **row))
        position = 0
        for line in say.buttons:
            for button in line:
                position += 1
                event = json.dumps(button.event, ensure_ascii=False)
                self._tx.add_button(
                    outbox, row["chat"], position, button.address, event, numbered=say.numbered
                )
        return outbox

    def _key(self) -> str:
        self._put += 1
        return f"{self._inbox}:{self._put}"


CARRY: dict[type[Value], Callable[[Carrier, Any], None]] = {
    Tell: Carrier.tell,
    Post: Carrier.post,
    Keep: Carrier.keep,
    Recast: Carrier.recast,
    Release: Carrier.release,
    Withdraw: Carrier.withdraw,
    Translate: Carrier.translate,
    AgreeTranslation: Carrier.agree,
    Erase: Carrier.erase,
    WakeAt: Carrier.wake,
    ForgetWake: Carrier.forget,
    Work: Carrier.work,
    Fetch: Carrier.fetch,
    KeepFile: Carrier.keep_file,
    DropFiles: Carrier.drop_files,
    LookAtGroup: Carrier.look,
    TakeOut: Carrier.take_out,
    Share: Carrier.share,
    Menu: Carrier.menu,
    Log: Carrier.log,
}
