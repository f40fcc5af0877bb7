"""The mediator as host of the group: makes it, fetches who is missing, publishes, looks whether a post is there.

Knows no step of the mediation; what comes after a post is the mediator's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rehearsal.party import PartyPlayer
from rehearsal.player import Player
from rehearsal.sight import Sight

HELLO = ""  # the mark of the bot's first post, whose words the mediator does not know beforehand


class Host:
    """`under_way` counts what was released and not yet reported as posted."""

    def __init__(self, player: Player, parties: Mapping[str, PartyPlayer]) -> None:
        self._player = player
        self._parties = parties
        self._world = player.setting.world
        self._linked = False
        self._last = HELLO
        self.under_way = 0

    def make_group(self, present: Iterable[str]) -> None:
        """A group with these parties in it, and the bot as its admin; once."""
        seats = self._player.setting.seats
        if seats.group is not None:
            return
        chat = self._world.create_group(self._player.user, self._player.setting.case.title)
        seats.set_group(chat)
        for party in present:
            if not self._parties[party].by_proxy:
                self._world.add_member(chat, self._parties[party].user, self._player.user)
        self._world.add_bot(chat, self._player.user, admin=True)

    def link(self, sight: Sight) -> None:
        """Yes, this is the mediation's group; once."""
        if not self._linked:
            self._linked = self._player.press_key(sight, "button.link_group")

    def fetch(self, sight: Sight) -> None:
        """Put into the group whom the bot misses there."""
        chat, found = self._player.setting.seats.group, sight.get("term:group.missing")
        if chat is None or found is None:
            return
        for one in self._parties.values():
            if one.party.name in found.fill["parties"] and not self._world.group(chat).inside(one.user):
                self._world.add_member(chat, one.user, self._player.user)

    def take_out(self, gone: PartyPlayer) -> None:
        """Who left, or no longer speaks for a party, has no place in the group."""
        chat, user = self._player.setting.seats.group, gone.user
        if chat is not None and self._world.group(chat).inside(user):
            self._world.remove_member(chat, user, self._player.user)

    def publish(self, sight: Sight) -> None:
        """Let the group read exactly what the preview shows."""
        if self._player.press_key(sight, "button.publish"):
            self.under_way += 1
            self.released(_first_paragraph(sight))

    def refused(self) -> None:
        """What was let go could not be posted."""
        self.under_way = max(0, self.under_way - 1)

    def released(self, mark: str) -> None:
        """Something will be posted in which these words stand."""
        self._last = mark

    def look(self, sight: Sight) -> None:
        """The bot does not know whether its last post arrived: look into the group."""
        chat, bot = self._player.setting.seats.group, self._world.bot.id
        seen = self._world.visible(self._player.user, chat) if chat is not None else []
        there = any(self._last in one.text for one in seen if one.sender == bot and one.service is None)
        self._player.press_key(sight, "button.it_is_there" if there else "button.post_again")


def _first_paragraph(sight: Sight) -> str:
    """What a post is known by: the first paragraph under the heading of its preview."""
    heading = sight.get("term:review.heading")
    paragraphs = [one.strip() for one in sight.text.split("\n\n") if one.strip()]
    return paragraphs[1] if heading and len(paragraphs) > 1 else paragraphs[0]
