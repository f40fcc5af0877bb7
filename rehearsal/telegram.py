"""The local Telegram as people use it: writing, pressing, blocking, reading. The bot's side is methods.py."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlparse

from rehearsal.channels import Channels
from rehearsal.errors import WrongMove
from rehearsal.menu import offered
from rehearsal.model import File, JsonObject, Message, Query, Status
from rehearsal.shapes import MEDIA, change_json, member_json, message_json, poll_json, user_json
from rehearsal.words import find_entities, split_as_clients_do

QUERY_LIFE = timedelta(seconds=150)  # how long a press waits in the queue for a bot that is down
START_TOKEN = re.compile(r"[A-Za-z0-9_-]{0,64}")


class World(Channels):
    """A whole Telegram with one bot in it. What no client offers raises `WrongMove`."""

    def say(
        self,
        user: int,
        chat: int,
        text: str,
        *,
        reply_to: int | None = None,
        topic: int | None = None,
        anonymous: bool = False,
    ) -> int:
        """Write a text (`chat == user`: in private); over 4096 it goes in pieces. Return the last one's id.

        `topic` is a forum's, where not the General one; `anonymous` see `say_as_admin`.
        """
        place = self._speaking(user, chat, topic)
        if anonymous and not place.admin(user):
            raise WrongMove("only admins write in the group's name")
        if not text.strip():
            raise WrongMove("an empty message cannot be sent")
        number = 0
        for piece in split_as_clients_do(text.strip()):
            entities, name = find_entities(piece), chat if anonymous else None
            message = self.post(
                chat, user, text=piece, entities=entities, reply_to=reply_to, thread=topic, as_chat=name
            )
            number = self._heard(place, message)
        return number

    def say_as_admin(
        self, user: int, chat: int, text: str, *, reply_to: int | None = None, topic: int | None = None
    ) -> int:
        """Write as an anonymous admin: from 1087968824 (GroupAnonymousBot), with the group as `sender_chat`.

        The press of a button by the same person carries the real account (tdlib/telegram-bot-api #667).
        """
        return self.say(user, chat, text, reply_to=reply_to, topic=topic, anonymous=True)

    def delete(self, user: int, chat: int, message_id: int) -> None:
        """Delete one's own message, or as an admin anybody's. No update tells the bot so."""
        place = self._present(user, chat)
        message = self._message(place, message_id)
        if message.sender != user and not place.may(user, "can_delete_messages"):
            raise WrongMove("one deletes one's own messages, or as an admin who may others'")
        message.deleted = True
        self.spread("deleted", message)

    def menu(self, user: int, chat: int) -> list[str]:
        """Return the names of the commands this person's client offers in this chat."""
        return [str(command["command"]) for command in offered(self, user, self._present(user, chat))]

    def edit(self, user: int, chat: int, message_id: int, text: str) -> None:
        """Change one's own message."""
        place = self._speaking(user, chat)
        message = self._message(place, message_id)
        if message.sender != user or message.service is not None:
            raise WrongMove("only one's own messages can be edited")
        message.text, message.entities, message.edited_at = text, find_entities(text), self.clock.now()
        self.spread("edited", message)
        self._heard(place, message, "edited_message")

    def send_media(self, user: int, chat: int, kind: str, caption: str = "") -> int:
        """Send something that is not text: photo, voice, document, video, sticker, location or contact."""
        if kind not in MEDIA:
            raise WrongMove(f"no medium {kind!r}; there are {', '.join(MEDIA)}")
        place = self._speaking(user, chat)
        message = self.post(chat, user, media=kind, text=caption, entities=find_entities(caption))
        return self._heard(place, message)

    def send_file(
        self, user: int, chat: int, name: str, data: bytes, caption: str = "", *, media: str = "document"
    ) -> int:
        """Send a document of one's own, or as `media` says a photo, a voice note or audio."""
        place = self._speaking(user, chat)
        file = File(self.fresh_id(), name, "application/octet-stream", data)
        self.files[file.id] = file
        entities = find_entities(caption)
        message = self.post(chat, user, file=file, media=media, text=caption, entities=entities)
        return self._heard(place, message)

    def open_link(self, user: int, url: str) -> int:
        """Follow https://t.me/<bot>?start=TOKEN and press start; return the id of the message this sends."""
        parts = urlparse(url)
        token = parse_qs(parts.query).get("start", [""])[0]
        if parts.hostname not in {"t.me", "telegram.me"} or parts.path.strip("/") != self.bot.username:
            raise WrongMove(f"{url} is no link to this bot")
        if not START_TOKEN.fullmatch(token):
            raise WrongMove("a start parameter is at most 64 of A-Z, a-z, 0-9, _ and -")
        if self.users[user].blocked:
            self.unblock(user)
        return self.say(user, user, f"/start {token}".strip())

    def press(self, user: int, chat: int, message_id: int, data: str) -> str:
        """Press a button of a message; return the query's id. Any `data` goes: clients can be forged."""
        place = self._present(user, chat)
        message = self._message(place, message_id)
        if message.sender != self.bot.id:
            raise WrongMove("only the bot's messages have buttons")
        query = Query(self.fresh_id(), user, self.clock.now())
        self.queries[query.id] = query
        body = {
            "id": query.id,
            "from": user_json(self.users[user]),
            "message": message_json(self, message),
            "chat_instance": str(abs(chat)),
            "data": data,
        }
        self.tell_bot("callback_query", body, seen=place.inside(self.bot.id), life=QUERY_LIFE)
        return query.id

    def vote(self, user: int, chat: int, message_id: int, options: list[int]) -> None:
        """Vote in a poll by option numbers from 0; an empty list takes the vote back."""
        message = self._message(self._present(user, chat), message_id)
        poll = message.poll
        if poll is None or poll.closed or any(not 0 <= number < len(poll.options) for number in options):
            raise WrongMove("there is no such open poll or option")
        if (len(options) > 1 and not poll.multiple) or (user in poll.votes and not poll.revoting):
            raise WrongMove("this poll takes one vote")
        poll.votes[user] = sorted(options)
        if not poll.anonymous:
            self.tell_bot("poll_answer", self._answer(poll.id, user, message))
        self.tell_bot("poll", poll_json(poll))

    def block(self, user: int) -> None:
        """Block the bot: it hears of it, and its messages are refused from now on."""
        self._set_blocked(user, blocked=True)

    def unblock(self, user: int) -> None:
        """Let the bot write again."""
        self._set_blocked(user, blocked=False)

    def visible(self, viewer: int, chat: int) -> list[Message]:
        """Return what this viewer sees in this chat now: nothing outside, nothing from before joining."""
        place = self.chats[chat]
        if not place.inside(viewer):
            return []
        since = place.members[viewer].since
        return [m for m in place.messages.values() if not m.deleted and m.id >= since]

    def _answer(self, poll: str, user: int, message: Message) -> JsonObject:
        chosen = message.poll.votes[user] if message.poll else []
        ids = [message.poll.options[number].persistent_id for number in chosen] if message.poll else []
        who = user_json(self.users[user])
        return {"poll_id": poll, "user": who, "option_ids": chosen, "option_persistent_ids": ids}

    def _set_blocked(self, user: int, *, blocked: bool) -> None:
        person, place = self.users[user], self.chats[user]
        if person.blocked == blocked:
            return
        before = member_json(self, place, self.bot.id)
        status: Status = "kicked" if blocked else "member"
        person.blocked, place.members[self.bot.id].status = blocked, status
        self.tell_bot("my_chat_member", change_json(self, place, user, before, place.members[self.bot.id]))
