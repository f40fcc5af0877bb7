"""The books of the local Telegram: accounts, chats, messages, files, the bot's queue, who hears of it.

Knows no rules about who may do what; see groups.py (membership), telegram.py (people), methods.py (the bot).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from rehearsal.clock import RehearsalClock
from rehearsal.limits import RateModel
from rehearsal.model import BotMessage, Chat, File, JsonObject, Member, Message, Query, User
from rehearsal.updates import UpdateQueue

DAY = timedelta(days=1)  # how long Telegram keeps a message for a bot
FIRST_USER = 1001

News = Literal["message", "edited", "deleted"]


class Ledger:
    """Everything that exists. Listeners are called at once, in the order they were added.

    `on_bot_message` hears what the bot sent or edited; `on_message` every message of anybody; `on_toast` the
    answer a person sees for a moment after a press; `on_update` each update and whether the bot gets it.
    """

    def __init__(self, clock: RehearsalClock, token: str, bot_username: str = "draagvlak_oefen_bot") -> None:
        self.clock = clock
        self.token = token
        self.bot = User(
            int(token.split(":", maxsplit=1)[0]), "Draagvlak", "nl", is_bot=True, username=bot_username
        )
        self.queue = UpdateQueue(clock)
        self.limits = RateModel(clock)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.queries: dict[str, Query] = {}
        self.profile: dict[
            tuple[str, ...], Any
        ] = {}  # commands and names the bot registered, by kind, scope, language
        self.toasts: list[tuple[int, str]] = []
        self.on_bot_message: list[Callable[[BotMessage], None]] = []
        self.on_message: list[Callable[[News, Message], None]] = []
        self.on_toast: list[Callable[[int, str], None]] = []
        self.on_update: list[Callable[[str, JsonObject, bool], None]] = []
        self._user_ids = itertools.count(FIRST_USER)
        self._group_ids = itertools.count(1)
        self._message_ids = itertools.count(1)  # private chats and groups share one series, as on Telegram
        self._other_ids = itertools.count(1)

    def seconds(self) -> int:
        """Return the moment as Telegram writes it."""
        return int(self.clock.now().timestamp())

    def fresh_id(self) -> str:
        """Return a new id for a file, a query or a poll."""
        return f"{self.bot.id}{next(self._other_ids):08d}"

    def add_user(self, name: str, language: str) -> int:
        """Make an account with a private chat to the bot, which it has not started yet; return its id."""
        user = User(next(self._user_ids), name, language)
        self.users[user.id] = user
        self.chats[user.id] = Chat(
            user.id, "private", name, {user.id: Member(user.id), self.bot.id: Member(self.bot.id)}
        )
        return user.id

    def post(self, chat: int, sender: int, **content: Any) -> Message:
        """Write a message (fields of `Message`) into a chat and tell the listeners."""
        place = self.chats[chat]
        number = max(place.messages, default=0) + 1 if place.type == "supergroup" else next(self._message_ids)
        message = Message(number, chat, sender, self.clock.now(), **content)
        replied = place.messages.get(message.reply_to or 0)
        if place.type == "supergroup" and message.thread is None and replied:
            message.thread = replied.thread or replied.id  # a line of replies is one, outside topics too
        place.messages[number] = message
        self.spread("message", message)
        return message

    def spread(self, news: News, message: Message) -> None:
        """Tell the listeners of a message that came, changed or went."""
        for hear in list(self.on_message):
            hear(news, message)
        if message.sender == self.bot.id and news != "deleted" and message.service is None:
            for hear_bot in list(self.on_bot_message):
                hear_bot(BotMessage(message.chat, message, news == "edited"))
        self.clock.nudge()

    def toast(self, user: int, text: str) -> None:
        """Show a person the answer to a press."""
        self.toasts.append((user, text))
        for hear in list(self.on_toast):
            hear(user, text)

    def tell_bot(self, kind: str, body: JsonObject, *, seen: bool = True, life: timedelta = DAY) -> None:
        """Queue an update for the bot, unless it may not see it (`seen`) or did not ask for its kind."""
        delivered = seen and self.queue.put(kind, body, life)
        for hear in list(self.on_update):
            hear(kind, body, delivered)
