"""Who may write where, and what of it the bot hears. Knows no buttons, no polls, no private chat's beginning."""

from __future__ import annotations

from rehearsal.errors import WrongMove
from rehearsal.forums import Forums
from rehearsal.model import GENERAL, Chat, Message
from rehearsal.shapes import message_json


class Hearing(Forums):
    """Privacy mode (`privacy`, as set with @BotFather) and the rules for writing."""

    privacy = True

    def _present(self, user: int, chat: int) -> Chat:
        if chat not in self.chats or not self.chats[chat].inside(user):
            raise WrongMove(f"user {user} is not in chat {chat}")
        return self.chats[chat]

    def _speaking(self, user: int, chat: int, thread: int | None = None) -> Chat:
        """The chat somebody writes in, if they may; a private one is started by it."""
        place = self._present(user, chat)
        if place.migrated_to is not None or not place.speaks(user):
            raise WrongMove(f"user {user} cannot write in chat {chat}")
        if thread is not None and (thread == GENERAL or thread not in place.topics):
            raise WrongMove(f"there is no topic {thread} in chat {chat}")
        topic = place.topic(thread)
        if topic and topic.closed and not place.may(user, "can_manage_topics"):
            raise WrongMove(f"topic {topic.name!r} is closed")
        if place.type == "private":
            if self.users[user].blocked:
                raise WrongMove("whoever blocked the bot cannot write to it")
            self.users[user].started = True
        return place

    def _heard(self, place: Chat, message: Message, kind: str = "message") -> int:
        """Tell the bot of a message, as far as it may see it; return the message's id."""
        self.tell_bot(kind, message_json(self, message), seen=self._bot_sees(place, message))
        return message.id

    def _message(self, place: Chat, number: int) -> Message:
        message = place.messages.get(number)
        if message is None or message.deleted:
            raise WrongMove(f"there is no message {number} in chat {place.id}")
        return message

    def _bot_sees(self, place: Chat, message: Message) -> bool:
        """Privacy mode: in a group where it is no admin, the bot sees commands, mentions, replies to it."""
        if not place.inside(self.bot.id):
            return False
        if place.type == "private" or place.admin(self.bot.id) or not self.privacy:
            return True
        replied = place.messages.get(message.reply_to) if message.reply_to else None
        if replied and replied.sender == self.bot.id:
            return True
        me = f"@{self.bot.username}".lower()
        return self._is_command(message, me) or me in message.text.lower()

    def _is_command(self, message: Message, me: str) -> bool:
        first = message.entities[0] if message.entities else None
        if first is None or first["type"] != "bot_command" or first["offset"] != 0:
            return False
        _, at, name = message.text.split()[0].partition("@")
        return not at or f"@{name}".lower() == me
