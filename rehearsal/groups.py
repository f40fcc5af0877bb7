"""Who is in which group in what role, and what the bot hears of it. Knows nothing of ordinary messages."""

from __future__ import annotations

from rehearsal.errors import WrongMove
from rehearsal.ledger import Ledger
from rehearsal.model import ADMINS, Chat, JsonObject, Member, Status
from rehearsal.shapes import change_json, member_json, message_json, user_json


class Groups(Ledger):
    """The books plus membership. `by` is always the person who does it and must be in the group."""

    def create_group(self, owner: int, title: str) -> int:
        """Make a basic group with its owner as the only member; return its (negative) chat id."""
        chat = Chat(-4_000_000_000 - next(self._group_ids), "group", title, {owner: Member(owner, "creator")})
        self.chats[chat.id] = chat
        return chat.id

    def add_member(self, chat: int, user: int, by: int) -> None:
        """Put a person into a group; the group sees it, the bot as far as Telegram lets it."""
        self._join(self.group(chat), user, by, "member")

    def add_bot(self, chat: int, by: int, *, admin: bool = False) -> None:
        """Put the bot into a group, or make it an admin of one it is in."""
        group = self.group(chat)
        if group.inside(self.bot.id):
            self.promote(chat, self.bot.id, by, admin=admin)
        else:
            self._join(group, self.bot.id, by, "administrator" if admin else "member")

    def remove_member(self, chat: int, user: int, by: int) -> None:
        """Take a person (or the bot) out of a group; leaving by oneself is `by` the person itself."""
        group = self._acting(chat, by)
        if not group.inside(user):
            raise WrongMove(f"user {user} is not in the group")
        bot_sees = group.inside(self.bot.id) and user != self.bot.id
        self._change(group, user, by, "left" if user == by else "kicked")
        service = {"left_chat_member": user_json(self.users[user])}
        message = self.post(chat, by, service=service)
        self.tell_bot("message", message_json(self, message), seen=bot_sees)

    def promote(self, chat: int, user: int, by: int, *, admin: bool = True) -> None:
        """Make a member an admin of the group, or no longer."""
        group = self._acting(chat, by)
        if not group.admin(by):
            raise WrongMove("only an admin makes admins")
        self._change(group, user, by, "administrator" if admin else "member")

    def migrate(self, chat: int) -> int:
        """Make a group a supergroup; return its new id, which calls with the old id are referred to."""
        old = self.group(chat)
        new = Chat(-1_000_000_000_000 - abs(chat), "supergroup", old.title)
        new.members = {m.user: Member(m.user, m.status) for m in old.members.values()}
        self.chats[new.id] = new
        owner = next(m.user for m in old.members.values() if m.status == "creator")
        for place, service in (
            (chat, {"migrate_to_chat_id": new.id}),
            (new.id, {"migrate_from_chat_id": chat}),
        ):
            message = self.post(place, owner, service=service)
            self.tell_bot("message", message_json(self, message), seen=new.inside(self.bot.id))
        old.migrated_to = new.id
        return new.id

    def group(self, chat: int) -> Chat:
        """Return a group that still is one."""
        group = self.chats.get(chat)
        if group is None or group.type == "private":
            raise WrongMove(f"{chat} is no group")
        if group.migrated_to is not None:
            raise WrongMove(f"group {chat} is the supergroup {group.migrated_to} now")
        return group

    def bot_leaves(self, group: Chat) -> None:
        """Let the bot go by its own wish."""
        self._change(group, self.bot.id, self.bot.id, "left")
        self.post(group.id, self.bot.id, service={"left_chat_member": user_json(self.bot)})

    def restrict(self, group: Chat, user: int, *, muted: bool) -> None:
        """Let the bot take away or give back a member's voice."""
        self._change(group, user, self.bot.id, "restricted" if muted else "member")

    def _join(self, group: Chat, user: int, by: int, status: Status) -> None:
        self._acting(group.id, by)
        if group.inside(user):
            raise WrongMove(f"user {user} is already in the group")
        self._change(group, user, by, status)
        message = self.post(group.id, by, service={"new_chat_members": [user_json(self.users[user])]})
        group.members[user].since = message.id
        self.tell_bot("message", message_json(self, message), seen=group.inside(self.bot.id))

    def _acting(self, chat: int, by: int) -> Chat:
        group = self.group(chat)
        if not group.inside(by):
            raise WrongMove(f"user {by} is not in the group")
        return group

    def _change(self, group: Chat, user: int, by: int, status: Status) -> None:
        before: JsonObject = member_json(self, group, user)
        was_inside = group.inside(self.bot.id)
        member = group.members.setdefault(user, Member(user))
        member.status = status
        body = change_json(self, group, by, before, member)
        if user == self.bot.id:
            self.tell_bot("my_chat_member", body)
        else:
            self.tell_bot("chat_member", body, seen=was_inside and group.status(self.bot.id) in ADMINS)
