"""The mediator of a case, played: reads what the bot says at the desk and does what it points to.

1. Opens the mediation, invites the parties, hands each its link, confirms who comes.
2. Follows the bot from step to step; closes each phase over its gate, with a reason for every open item.
3. Merges ideas as the case does, puts packages forward in order (the one all can live with last), publishes.
4. Makes the agreement; ends where the case says it ends.

Never reads a party's chat, and knows the bot only by its sentences and buttons. Long, because every sentence of the
desk that asks for something has its route here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime, timedelta

from rehearsal.case import Option, Party
from rehearsal.changes import Changes
from rehearsal.composer import Composer
from rehearsal.host import Host
from rehearsal.party import PartyPlayer
from rehearsal.player import Player, Setting
from rehearsal.scribe import Scribe
from rehearsal.seats import Seat
from rehearsal.sight import Sight, same, squash
from rehearsal.sorter import Sorter

LONGEST = 4096  # characters in one Telegram message
PATIENCE = timedelta(days=3)  # without a word from the bot; then the mediator asks what comes next
GAPS = 5  # interests without an idea, in one round
TRIES = 8  # ladders are climbed one a day
BEFORE_PACKAGES = 4  # whoever joins in this phase or sooner is invited when the phase opens
AGREED = frozenset({"in_principle", "consensus"})
OUTCOMES = ("open", "blocked", "objections", "check", "in_principle", "consensus", "suspended", "reading")
COMMANDS = {
    "nl": {
        "new": "/nieuw",
        "invite": "/uitnodigen",
        "next": "/verder",
        "package": "/pakket",
        "review": "/nakijken",
    },
    "en": {"new": "/new", "invite": "/invite", "next": "/next", "package": "/package", "review": "/review"},
}
WORDS = {
    "nl": {
        "name": "de bemiddelaar",
        "go": "Iedereen is gehoord en wil verder praten.",
        "waived": "Staat niet in het dossier van deze oefening.",
        "nobody": "In het dossier van deze oefening neemt niemand dat over.",
    },
    "en": {
        "name": "the mediator",
        "go": "Everybody has been heard and wants to go on.",
        "waived": "Not in this rehearsal's file.",
        "nobody": "In this rehearsal's file nobody takes that over.",
    },
}


class Stuck(Exception):  # noqa: N818 - reads as what it is
    """Nothing goes on by itself any more; the sentence says where."""


class MediatorPlayer(Player):
    """`parties` are the players of the case's parties by id, `successors` those who take over from them on the way.

    `on_phase` hears of a phase that was closed.
    """

    def __init__(
        self,
        setting: Setting,
        seat: Seat,
        parties: MutableMapping[str, PartyPlayer],
        successors: Mapping[str, PartyPlayer],
        on_phase: Callable[[int], None],
    ) -> None:
        super().__init__(setting, seat)
        self.case = setting.case
        self.parties = parties
        self.ended = False
        self.stage = "1.intake"
        self._on_phase = on_phase
        self._words = WORDS[setting.language]
        self._to_invite = deque(one for one in self.case.parties if one.joins == 1)
        self._inviting: Party | None = None
        self._asked_meanwhile: list[Sight] = []
        self._naming = False  # of an invitation: the name was typed, the kind of party is still to come
        self._invited: set[str] = set()
        self._at_table: set[str] = set()
        self._leaving: set[str] = set()
        self._composer = Composer(self)
        self._sorter = Sorter(self, self.case)
        self._host = Host(self, parties)
        self._changes = Changes(self, self._composer, parties, successors, self._host.take_out)
        self._scribe = Scribe(self, parties, lambda: self._at_work)
        self._gate_expected = False
        self._waived: set[tuple[str, str]] = set()
        self._group_complete = False
        self._listing = False
        self._packages = deque(_in_order(self.case.options, self.case.consensus_option))
        self._outcomes: dict[str, str] = {}
        self._verdicts: dict[str, Sight] = {}
        self._working = ""
        self._signed: set[str] = set()
        self._final = False
        self.agreed_at: datetime | None = None  # when the agreement went to the parties
        self._heard = 0
        self._tries = 0
        self._routes = self._all_routes()

    def begin(self) -> None:
        """Come to the bot."""
        self.later(0, lambda: None if self.taken else self.say("/start"))
        self._watch()

    def _all_routes(self) -> dict[str, Callable[[Sight], None]]:
        """What each sentence of the bot's asks for; the first one in this order that stands in a message counts."""
        return {
            "review.heading": self._preview,
            "held.unsure": self._host.look,
            "between.card_recognition": lambda sight: self._press(sight, "button.pass_on"),
            "human.needed": lambda sight: self._press(sight, "button.spoke"),
            "welcome.mediator": lambda _: self._command("new", self.case.title),
            "field.mediator": lambda _: self.say(self.case.mediator_name or self._words["name"]),
            "field.sponsor": lambda sight: self._press(sight, "button.no_sponsor"),
            "new.ready": lambda _: self._invite(),
            "form.stopped": lambda _: self._invite(),
            "invite.authority": self._authority,
            "proxy.how": self._scribe.confirm,
            "proxy.when": lambda sight: self._press(sight, "proxy.today"),
            "proxy.recorded": self._confirmed,
            "coming.by_proxy": lambda sight: self._press(sight, "proxy.button"),
            "correction.remark": self._changes.remark,
            "correction.type_answer": self._changes.answer,
            "invite.link": self._hand_over,
            "claim.confirm": lambda sight: self._press(sight, "claim.right"),
            "intake.finished": self._came_to_table,
            "intake.all": self._came_to_table,
            "group.blocked": lambda _: self._host.refused(),
            "gone.wanted": lambda _: None,
            "gone.talked": lambda sight: self._press(sight, "gone.confirm"),
            "gone.done": self._party_left,
            "carried.who": lambda sight: self._press(sight, "carried.nobody"),
            "carried.why_nobody": lambda _: self.say(self._words["nobody"]),
            "go.again": lambda sight: self._press(sight, "go.go"),
            "next.standing": self._next,
            "round.opened": self._opened,
            "field.analysis": lambda _: self.say((self.case.summary or self.case.title)[:LONGEST]),
            "points.heading": lambda sight: self._press(sight, "points.send"),
            "heard.which": lambda sight: self._press(sight, "heard.none"),
            "evidence.heading": lambda sight: self._press(sight, "button.tick"),
            "go.which": lambda sight: self._press(sight, "go.go"),
            "field.go": self._say_why,
            "gate_item.heading": self._gate,
            "field.waive": self._waive,
            "frames.heading": lambda sight: self._press(sight, "button.publish_frames"),
            "frames.none": lambda _: self._command("next"),
            "group.how": lambda _: self._host.make_group(sorted(self._at_table)),
            "group.link_it": self._host.link,
            "group.missing": self._host.fetch,
            "group.complete": self._all_in_group,
            "review.posted": lambda _: self._posted(),
            "review.gone": lambda _: self._posted(),
            "field.question": lambda _: self.say((self.case.joint_question or self.case.title)[:LONGEST]),
            "ideas.look_first": lambda sight: self._press(sight, "button.show_ideas"),
            "gaps.which": self._gaps,
            "sort.same": self._sorter.judge,
            "ideas.came_late": lambda sight: self._press(sight, "button.sort_again"),
            "field.sort": self._sorter.sort,
            "sort.merged": lambda _: self._sorter.merge(),
            "sort.nothing": lambda _: self._command("next"),
            "verdict.heading": self._verdict,
            "field.dispute": self._settle_disputes,
            "agreement.draft_ready": self._ask_signing,
            "agreement.in_principle": self._published,
            "agreement.final": self._published,
            "ended.agreement": lambda _: self._end(),
        }

    # ------------------------------------------------------------------ hearing

    def react(self, sight: Sight, *, edited: bool) -> None:
        if self.ended:
            return
        if self._scribe.heard(sight, edited=edited):
            self._heard += 1
            return
        if edited and not sight.get("term:sort.same"):
            return  # an edited message is news only where the next card takes the place of the last
        self._heard += 1
        if not self._composer.heard(sight):
            self._follow(sight)
        if not self._composer.busy:
            self._take_up()
        self._scribe.begin()

    def _take_up(self) -> None:
        """What was asked while something else was being typed."""
        waiting, self._asked_meanwhile = self._asked_meanwhile, []
        for sight in waiting:
            self.later(0, lambda sight=sight: self.react(sight, edited=False))  # type: ignore[misc]

    def _follow(self, sight: Sight) -> None:
        if self._composer.busy and any(one.key.startswith("term:field.") for one in sight.found):
            self._asked_meanwhile.append(sight)
            return
        for key, act in self._routes.items():
            if sight.get(f"term:{key}"):
                if key != "next.standing":
                    self._tries = 0
                act(sight)
                return

    def go_on(self) -> None:
        self._scribe.drop()
        self._command("next")

    @property
    def _at_work(self) -> bool:
        """Whether something at the desk was begun that must not be interrupted."""
        return self._composer.busy or self._sorter.busy or self._naming

    def _watch(self) -> None:
        heard = self._heard

        def look() -> None:
            if self.ended:
                return
            if self._heard == heard and not self.setting.seats.anyone:
                self._ask()
            self._watch()

        self.setting.clock.at(self.now + PATIENCE, look)

    def _ask(self) -> None:
        self._tries += 1
        if self._tries > TRIES:
            raise Stuck(self.where())
        self._scribe.drop()
        self._command("next")

    def where(self) -> str:
        """Where the play stands, in a sentence, with what the bot said last."""
        last = " | ".join(" ".join(one.text.split())[:160] for one in self._from_bot()[-3:])
        return f"the mediator is stuck in step {self.stage} ({self._working or 'no package'}); last: {last}"

    def _command(self, name: str, argument: str = "") -> None:
        self.say(f"{COMMANDS[self.setting.language][name]} {argument}".strip()[:LONGEST])

    def _press(self, sight: Sight, key: str) -> None:
        self.press_key(sight, key)

    def _end(self) -> None:
        self.ended = True
        self._on_phase(int(self.stage[0]))

    # ------------------------------------------------------------------ invitations

    def _invite(self) -> None:
        """The next party on the list, one at a time."""
        if self._inviting is None and self._to_invite:
            self._inviting = self._to_invite.popleft()
            self._naming = True
            self._command("invite", self._inviting.name)

    def _authority(self, sight: Sight) -> None:
        asked, party = sight.get("term:invite.authority"), self._inviting
        if party is None or asked is None or not same(asked.fill["party"], party.name):
            return
        if party.proxy and self.press_key(sight, "proxy.button"):
            return  # asked once more, about a party without Telegram
        self._naming = False
        self._press(sight, "button.authority" if party.is_government else "button.no_authority")
        if party.proxy:  # there is no link to hand over
            self._invited.add(party.id)
            self._inviting = None
            self._invite()

    def _hand_over(self, sight: Sight) -> None:
        """The link of the party that is being invited; a copy of an earlier one is left where it is."""
        shown = sight.get("term:invite.link")
        ours = self._inviting and shown and same(shown.fill["party"], self._inviting.name)
        if self._inviting and ours and sight.link and self._inviting.id not in self._invited:
            self._invited.add(self._inviting.id)
            self.parties[self._inviting.id].invited(sight.link)
            self._inviting = None
            self._invite()

    def _came_to_table(self, sight: Sight) -> None:
        found = sight.get("term:intake.finished") or sight.get("term:intake.all")
        party = next(
            (one for one in self.case.parties if found and same(one.name, found.fill["party"])), None
        )
        if party is None or party.id in self._at_table:
            return
        self._at_table.add(party.id)
        if self._working == "joining":
            self._forward()
        elif party.joins > 1:
            self._command("next")

    def _everybody_here(self) -> bool:
        """Whether all who should be at the table by now have come and caught up."""
        due = min(int(self.stage[0]), BEFORE_PACKAGES)
        return all(one.id in self._at_table for one in self.case.parties if one.joins <= due)

    # ------------------------------------------------------------------ from step to step

    def _opened(self, sight: Sight) -> None:
        found = sight.get("term:round.opened")
        self._stand(found.fill["stage"] if found else "")

    def _stand(self, shown: str) -> None:
        """Note the step the bot is in; a new phase brings those who join in it."""
        stage = self.setting.phrasebook.which(shown, "term:stage.", self.setting.language)[
            len("term:stage.") :
        ]
        if not stage:
            return
        before, self.stage = int(self.stage[0]), stage
        phase = int(stage[0])
        if phase == before:
            return
        self._on_phase(before)
        for event in self._changes.phase_opened(phase):
            self._leaving.add(event.party)
            self.parties[event.party].leave()
        if phase <= BEFORE_PACKAGES:
            self._to_invite.extend(one for one in self.case.parties if one.joins == phase)
            self._invite()

    def _next(self, sight: Sight) -> None:
        """Follow the bot to the next step, unless it waits for somebody."""
        found = sight.get("term:next.standing")
        self._stand(found.fill["stage"] if found else "")
        if sight.button("term:button.close_round") or not self._everybody_here() or self._document_missing:
            return
        if self._leaving or self._composer.busy:  # what is under way comes first
            return
        if self._working == "changing":
            self._working = ""
        if self.stage == "5.packages" and not self._agreed:
            self._forward()
        elif self.stage == "6.look_back" and self.case.provisional:
            self._end()  # boards still decide: the last phase stays open
        elif self.stage == "4.build" and self._third_round and self.press_key(sight, "button.one_more_round"):
            return
        elif not self.press_key(sight, "button.go_to"):
            self._gate_expected = True
            self._press(sight, "button.see_gate")

    @property
    def _third_round(self) -> bool:
        """The case has ideas for one more round; a fourth is offered and not needed."""
        return any(one.round > 2 for one in self.case.ideas)  # noqa: PLR2004

    def _party_left(self, sight: Sight) -> None:
        """Out of the group as well; then the talks go on, or not."""
        found = sight.get("term:gone.done")
        gone = next(
            (id for id in self._leaving if found and same(self.parties[id].party.name, found.fill["party"])),
            "",
        )
        if gone:
            self._leaving.remove(gone)
            self._host.take_out(self.parties[gone])
            self._press(sight, "carried.button")
            self._command("review")  # what could not go to the group while it was in there
            self._command("next")

    def _gaps(self, sight: Sight) -> None:
        """The interests that no idea of the case serves, by their numbers."""
        served = {id for one in self.case.ideas for id in one.interests}
        bare = [one.text for party in self.case.parties for one in party.interests if one.id not in served]
        fitting = [
            n for n, line in sight.numbered.items() if any(squash(text) in squash(line) for text in bare)
        ]
        if fitting:
            self.say(", ".join(str(one) for one in fitting[:GAPS]))
        else:
            self._press(sight, "button.no_gaps")

    @property
    def _document_missing(self) -> bool:
        """Whether a text is being made that the next step stands on."""
        return self.stage == "6.text" or (self.stage == "6.publish" and not self._final)

    def _say_why(self, sight: Sight) -> None:
        del sight
        self._gate_expected = True
        self.say(self._words["go"])

    def _gate(self, sight: Sight) -> None:
        """Tick what rests on the mediator's judgement, one by one; then close."""
        if not self._gate_expected or self._scribe.confirming:
            return
        self._gate_expected = self.press_key(sight, "button.judge")
        if not self._gate_expected:
            self._press(sight, "button.close_phase")

    def _confirmed(self, sight: Sight) -> None:
        """A party's answers are on record as confirmed; a gate that waited for the last of them is looked at again."""
        self._scribe.confirmed(sight)
        if self._gate_expected and not self._scribe.confirming:
            self._command("next")

    def _waive(self, sight: Sight) -> None:
        found = sight.get("term:field.waive")
        item = (self.stage[0], found.fill["item"] if found else "")
        if item not in self._waived:
            self._waived.add(item)
            self.say(self._words["waived"])

    # ------------------------------------------------------------------ the group

    def _all_in_group(self, sight: Sight) -> None:
        del sight
        if not self._group_complete:
            self._group_complete = True
            self._command("next")

    def _preview(self, sight: Sight) -> None:
        """What the group would see: publish it."""
        self._listing = sight.get("term:ideas.heading") is not None
        self._host.publish(sight)

    def _posted(self) -> None:
        if self._host.under_way == 0:
            return
        self._host.under_way -= 1
        if self._listing:
            self._listing = False
            self._command("next")
        elif self.stage == "5.packages" and self._host.under_way == 0:
            if self._working in ("reading", "checking"):
                self._working = ""
            self._forward()

    # ------------------------------------------------------------------ packages

    @property
    def _agreed(self) -> bool:
        return bool(AGREED & set(self._outcomes.values()))

    def _forward(self) -> None:
        """What comes next with the packages: the check, a party that joins late, the next package, or the end."""
        late = [
            one for one in self.case.parties if one.joins > BEFORE_PACKAGES and one.id not in self._at_table
        ]
        if self._working == "joining" and (
            late or "suspended" in self._outcomes.values() or self._host.under_way
        ):
            return
        if self._working not in ("", "joining") or self._sorter.busy:
            return
        self._working = ""
        if self._changes.after(set(self._outcomes)):
            self._working = "changing"
        elif self._agreed:
            self._command("next")
        else:
            self._negotiate(late)

    def _negotiate(self, late: list[Party]) -> None:
        """Nothing is agreed yet: who comes late, the check, or the next package."""
        checked = next((id for id, outcome in self._outcomes.items() if outcome == "check"), None)
        if late and (checked or len(self._packages) <= 1):
            self._working = "joining"
            self._to_invite.extend(late)
            self._invite()
        elif checked:
            self._working = "checking"
            self._press(self._verdicts[checked], "button.start_check")
        elif self._packages:
            self._compose(self._packages.popleft())
        elif self.case.consensus_option is None:
            self._end()
        else:
            raise Stuck(f"every package was put forward and none was agreed; {self.where()}")

    def _compose(self, option: Option) -> None:
        self._working = "composing"
        self._composer.begin(self._composer.package(self.case, option, self._put_forward(option)))
        self._command("package", option.title)

    def _put_forward(self, option: Option) -> Callable[[Sight], object]:
        def act(sight: Sight) -> None:
            self._working = "reading"
            self._host.released(option.title)
            self._press(sight, "button.put_forward")

        return act

    def _verdict(self, sight: Sight) -> None:
        found = sight.get("term:verdict.heading")
        option = next(
            (one for one in self.case.options if found and same(one.title, found.fill["title"])), None
        )
        outcome = next((one for one in OUTCOMES if sight.get(f"term:outcome.{one}")), "")
        if option and outcome:
            self._outcomes[option.id] = outcome
            self._verdicts[option.id] = sight

    # ------------------------------------------------------------------ the agreement

    def _settle_disputes(self, sight: Sight) -> None:
        if not self._composer.busy:
            self._composer.begin(self._composer.dispute(self.case))
            self._composer.heard(sight)

    def _ask_signing(self, sight: Sight) -> None:
        if sight.text not in self._signed:
            self._signed.add(sight.text)
            self._press(sight, "button.ask_signing")

    def _published(self, sight: Sight) -> None:
        del sight
        if not self._final:
            self._final, self.agreed_at = True, self.now
            self._command("next")


def _in_order(options: tuple[Option, ...], wanted: str | None) -> list[Option]:
    """The file's order, and the package that all can live with last."""
    return [one for one in options if one.id != wanted] + [one for one in options if one.id == wanted]
