"""A whole case played: people with seats, a mediator and the parties, from the first word to the agreement.

Prints nothing and starts no bot; it only meets one in the `World` it is given.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from rehearsal.case import Case
from rehearsal.clock import RehearsalClock
from rehearsal.mediator import MediatorPlayer, Stuck
from rehearsal.model import BotMessage
from rehearsal.party import PartyPlayer
from rehearsal.phrasebook import Phrasebook
from rehearsal.player import Setting
from rehearsal.seats import Seat, Seats
from rehearsal.telegram import World

AFTERWARDS = timedelta(
    days=90, hours=12
)  # past the first reminders of commitments, before anything is erased
LINES = {
    "nl": {
        1: "fase 1 klaar: {parties} partijen gehoord",
        2: "fase 2 klaar: procesafspraken bevestigd, de groep staat",
        3: "fase 3 klaar: {interests} belangen opgeschreven",
        4: "fase 4 klaar: {ideas} ideeën bedacht",
        5: "fase 5 klaar: {packages} pakketten voorgelegd",
        6: "fase 6 klaar: de overeenkomst is er",
        "open": "einde: fase {phase} blijft open",
    },
    "en": {
        1: "phase 1 done: {parties} parties heard",
        2: "phase 2 done: process agreement confirmed, the group is there",
        3: "phase 3 done: {interests} interests written down",
        4: "phase 4 done: {ideas} ideas thought up",
        5: "phase 5 done: {packages} packages put forward",
        6: "phase 6 done: the agreement is there",
        "open": "the end: phase {phase} stays open",
    },
}


@dataclass(frozen=True)
class Links:
    """Who is who: user ids by the case's party ids, the mediator's user id, the group's chat id.

    A party without Telegram has no user; of a party whose representative was replaced, the first one's is named.
    """

    parties: Mapping[str, int]
    mediator: int
    group: int | None


@dataclass(frozen=True)
class Outcome:
    """How a play ended. `stuck` is empty when it came to its end, else a sentence; `phases` those closed."""

    done: bool
    stuck: str
    phases: tuple[int, ...]
    links: Links


class Play:
    """Sets the seats (users are made at once, the mediator first) and plays them.

    `phrasebook` is (key, template) of every sentence by language; `on_progress` hears one line a phase.
    """

    def __init__(
        self,
        case: Case,
        world: World,
        clock: RehearsalClock,
        seats: Seats,
        phrasebook: Mapping[str, Iterable[tuple[str, str]]],
        on_progress: Callable[[str], None],
    ) -> None:
        self.case = case
        self.seats = seats
        self._clock = clock
        self._world = world
        self._on_progress = on_progress
        self._closed: list[int] = []
        self._home = False
        setting = Setting(case, world, clock, seats, Phrasebook(phrasebook))
        seat = self._seat("mediator", case.mediator_name or seats.title)
        self._parties = {
            one.id: PartyPlayer(
                setting,
                seat if one.proxy else self._seat(one.id, one.speaker, one.name),
                one,
                in_group=number % 2 == 1 and not one.proxy,
            )
            for number, one in enumerate(case.parties)
        }
        successors = self._successors(setting)
        self._users = {id: one.user for id, one in self._parties.items() if not one.by_proxy}
        players = (*self._parties.values(), *successors.values())
        self._mediator = MediatorPlayer(setting, seat, self._parties, successors, self._phase_closed)
        self._by_user = {one.user: one for one in (*players, self._mediator)}
        self._in_group = [one for one in players if not one.by_proxy]
        world.on_bot_message.append(self._hear)

    @property
    def mediator(self) -> int:
        """The mediator's user id, which the bot must be told to trust."""
        return self._mediator.user

    @property
    def links(self) -> Links:
        return Links(self._users, self._mediator.user, self.seats.group)

    async def until_done(self, timeout: float | None) -> Outcome:  # noqa: ASYNC109 - a limit in real seconds
        """Play to the end of the case and wind on past the first reminders; winds the clock meanwhile.

        After `timeout` real seconds (None: never) it is given up, and the outcome says where it stood.
        """
        self._mediator.begin()
        stuck = ""
        try:
            async with asyncio.timeout(timeout):
                await self._clock.run_until(lambda: self._mediator.ended)
                self._clock.at((self._mediator.agreed_at or self._clock.now()) + AFTERWARDS, self._go_home)
                await self._clock.run_until(lambda: self._home)
        except Stuck as error:
            stuck = str(error)
        except TimeoutError:
            stuck = f"not at the end after {timeout:.0f} seconds: {self._mediator.where()}"
        return Outcome(not stuck, stuck, tuple(self._closed), self.links)

    def _go_home(self) -> None:
        self._home = True

    def _seat(self, name: str, speaker: str, party: str | None = None) -> Seat:
        user = self._world.add_user(speaker, self.case.language)
        return self.seats.add(Seat(name, speaker, "mediator" if party is None else "party", user, party))

    def _hear(self, news: BotMessage) -> None:
        if news.chat in self._by_user:
            self._by_user[news.chat].hear(news)
        else:
            for one in self._in_group:
                one.hear_group(news)

    def _successors(self, setting: Setting) -> dict[str, PartyPlayer]:
        """Who takes over from a representative on the way: the same party, another person."""
        parties = {one.id: one for one in self.case.parties}
        made = {}
        for event in self.case.events:
            if event.do == "replaced":
                party = parties[event.party]
                name = event.by or (party.representative.alternate if party.representative else "")
                made[party.id] = PartyPlayer(
                    setting, self._seat(f"{party.id}_2", name, party.name), party, in_group=False
                )
        return made

    def _phase_closed(self, phase: int) -> None:
        lines = LINES[self.case.language]
        ends = self._mediator.ended
        kept_open = ends and not (phase == 6 and not self.case.provisional)  # noqa: PLR2004  the last phase
        if not kept_open:
            self._closed.append(phase)
        line = lines["open"] if kept_open else lines[phase]
        self._on_progress(
            line.format(
                phase=phase,
                parties=len(self.case.parties),
                interests=sum(len(one.interests) for one in self.case.parties),
                ideas=len(self.case.ideas),
                packages=len(self.case.options),
            )
        )
        self.seats.report(phase=min(phase + 1, 6), closed=list(self._closed))
