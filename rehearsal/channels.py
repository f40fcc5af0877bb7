"""Voices that are no person: a channel linked to a group, and people who write as their channel."""

from __future__ import annotations

from rehearsal.errors import WrongMove
from rehearsal.hearing import Hearing
from rehearsal.model import Chat, Member
from rehearsal.words import find_entities

FIRST_CHANNEL = -1_009_000_000_000


class Channels(Hearing):
    """Channels. The bot is in none of them: it hears only what comes into its groups."""

    def create_channel(self, owner: int, title: str) -> int:
        """Make a channel of one's own; return its id."""
        chat = Chat(
            FIRST_CHANNEL - next(self._group_ids), "channel", title, {owner: Member(owner, "creator")}
        )
        self.chats[chat.id] = chat
        return chat.id

    def link_channel(self, chat: int, owner: int, title: str) -> int:
        """Make a channel whose posts come into this (super)group; return the channel's id."""
        group = self.group(chat)
        if group.type != "supergroup":
            raise WrongMove("only a supergroup has a linked channel")
        group.channel = self.create_channel(owner, title)
        return group.channel

    def post_in_channel(self, channel: int, text: str) -> int:
        """Post in a linked channel; return the id of what came of it in its group.

        It comes from 777000 ("Telegram") with `is_automatic_forward` and the channel as `sender_chat`, and
        gets pinned by Telegram without the bot's doing.
        """
        group = next((g for g in self.chats.values() if g.channel == channel and not g.gone), None)
        if group is None:
            raise WrongMove(f"channel {channel} is linked to no group")
        owner = next(iter(self.chats[channel].members))
        message = self.post(
            group.id,
            owner,
            text=text,
            entities=find_entities(text),
            as_chat=channel,
            forwarded=next(self._other_ids),
        )
        return self._heard(group, message)

    def say_as_channel(self, user: int, chat: int, channel: int, text: str) -> int:
        """Write in a group as one's own channel: from 136817688 (Channel_Bot), the channel as `sender_chat`."""
        place = self._speaking(user, chat)
        if place.type == "private" or self.chats[channel].status(user) != "creator":
            raise WrongMove("one writes in a group, as a channel of one's own")
        message = self.post(chat, user, text=text, entities=find_entities(text), as_chat=channel)
        return self._heard(place, message)
