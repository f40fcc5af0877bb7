"""Who is in which group in what role, and what the bot hears of it. Knows nothing of ordinary messages.

Service messages reach the bot also in privacy mode; `chat_member` only where it is an admin and asked for it.
"""

from __future__ import annotations

from collections.abc import Collection

from rehearsal.errors import WrongMove
from rehearsal.ledger import Ledger
from rehearsal.model import ADMINS, Chat, JsonObject, Member, Message, Status
from rehearsal.shapes import ADMIN_RIGHTS, GROUP_RIGHTS, change_json, member_json, message_json, user_json

BASIC, SUPER = (
    -4_000_000_000,
    -1_004_000_000_000,
)  # the ids of groups lie below; a supergroup's after its group's


class Groups(Ledger):
    """The books plus membership. `by` is always the person who does it and must be in the group."""

    def create_group(self, owner: int, title: str, *, supergroup: bool = False) -> int:
        """Make a group with its owner as the only member; return its (negative) chat id.

        A group is a basic one until it is upgraded (`migrate`); those with topics or rights chosen one by one
        are supergroups from then on. `supergroup` makes one at once.
        """
        number = next(self._group_ids)
        if not supergroup:
            chat = Chat(BASIC - number, "group", title, {owner: Member(owner, "creator")})
            self.chats[chat.id] = chat
            return chat.id
        chat = Chat(SUPER - number, "supergroup", title, {owner: Member(owner, "creator")})
        self.chats[chat.id] = chat
        self.post(chat.id, owner, service={"supergroup_chat_created": True})
        return chat.id

    def add_member(self, chat: int, user: int, by: int, *, noted: bool = True) -> None:
        """Put a person into a group; the group sees it (`noted`: large groups get no service message)."""
        self._acting(chat, by)
        self._join(self.group(chat), user, by, noted=noted)

    def join_by_link(self, chat: int, user: int, *, noted: bool = True) -> None:
        """Come into a group by oneself, with a link somebody shared."""
        self._join(self.group(chat), user, user, noted=noted)

    def add_bot(
        self, chat: int, by: int, *, admin: bool = False, rights: Collection[str] | None = None
    ) -> int:
        """Put the bot into a group, or make it an admin of one it is in; return the chat's id (`promote`)."""
        group = self._acting(chat, by)
        if not group.inside(self.bot.id):
            all_rights = GROUP_RIGHTS if group.type == "group" else frozenset(ADMIN_RIGHTS)
            self._join(group, self.bot.id, by, rights=all_rights if admin and rights is None else None)
            if rights is None:
                return chat
        return self.promote(chat, self.bot.id, by, admin=admin or rights is not None, rights=rights)

    def remove_member(self, chat: int, user: int, by: int, *, noted: bool = True) -> None:
        """Take a person (or the bot) out of a group; leaving by oneself is `by` the person itself.

        Of its own going the bot gets `my_chat_member` and also the service message: the last one from there
        (telegram-bot-api, need_skip_update_message).
        """
        group = self._acting(chat, by)
        if not group.inside(user):
            raise WrongMove(f"user {user} is not in the group")
        bot_sees = group.inside(self.bot.id)
        if user == by and group.status(user) == "restricted":
            self._change(group, user, by, "restricted", away=True)
        else:
            self._change(group, user, by, "left" if user == by else "kicked")
        if noted:
            service = {"left_chat_member": user_json(self.users[user])}
            message = self.post(chat, by, service=service)
            self.tell_bot("message", message_json(self, message), seen=bot_sees)

    def promote(
        self, chat: int, user: int, by: int, *, admin: bool = True, rights: Collection[str] | None = None
    ) -> int:
        """Make a member an admin of the group with these rights (without: all there are), or no longer.

        An admin of a basic group has a fixed set of rights (tdlib, GroupAdministrator); choosing them makes the
        group a supergroup first, as clients do. So this returns the chat's id, perhaps a new one.
        """
        group = self._acting(chat, by)
        if not group.admin(by):
            raise WrongMove("only an admin makes admins")
        if rights is not None and group.type == "group":
            group = self.group(self.migrate(chat))
        if unknown := sorted(frozenset(rights or ()) - frozenset(ADMIN_RIGHTS)):
            raise WrongMove(f"no such rights: {', '.join(unknown)}")
        if rights is None:
            rights = GROUP_RIGHTS if group.type == "group" else ADMIN_RIGHTS
        given = frozenset({"can_manage_chat", *rights}) if admin else frozenset[str]()
        self._change(group, user, by, "administrator" if admin else "member", given)
        return group.id

    def demote(self, chat: int, user: int, by: int) -> None:
        """Make an admin a plain member again."""
        self.promote(chat, user, by, admin=False)

    def mute(self, chat: int, user: int, by: int, *, muted: bool = True) -> None:
        """Take away a member's (or the bot's) voice, or give it back; an admin is demoted by it."""
        group = self._acting(chat, by)
        if group.type != "supergroup" or not group.may(by, "can_restrict_members"):
            raise WrongMove("only an admin of a supergroup who may restrict members does this")
        self._change(group, user, by, "restricted" if muted else "member")

    def silence(self, chat: int, by: int, *, silent: bool = True) -> None:
        """Let only admins write, or everybody again. No update tells the bot so."""
        if not self._acting(chat, by).admin(by):
            raise WrongMove("only an admin changes what members may do")
        self.group(chat).silent = silent

    def rename_group(self, chat: int, by: int, title: str) -> None:
        """Give the group another title; the bot hears it as a service message."""
        group = self._acting(chat, by)
        group.title = title
        self._note(group, by, {"new_chat_title": title})

    def delete_group(self, chat: int, by: int, *, forgotten: bool = False) -> None:
        """Delete the group for everybody; only its owner can. No update tells the bot so.

        Writing there is refused with 403: `the group chat was deleted`, in a supergroup `bot was kicked`
        (telegram-bot-api, check_chat_access). `forgotten`: with 400 `chat not found`, as after a server's
        restart.
        """
        group = self._acting(chat, by)
        if group.status(by) != "creator":
            raise WrongMove("only the owner deletes a group")
        group.gone = "forgotten" if forgotten else "deleted"
        for member in group.members.values():
            member.status = "kicked"

    def migrate(self, chat: int) -> int:
        """Make a group a supergroup; return its new id, which calls with the old id are referred to."""
        old = self.group(chat)
        new = Chat(SUPER - (BASIC - chat), "supergroup", old.title)
        new.members = {m.user: Member(m.user, m.status, rights=m.rights) for m in old.members.values()}
        new.silent = old.silent
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
        if group is None or group.type not in {"group", "supergroup"} or group.gone:
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

    def _join(
        self, group: Chat, user: int, by: int, *, noted: bool = True, rights: frozenset[str] | None = None
    ) -> None:
        if group.inside(user):
            raise WrongMove(f"user {user} is already in the group")
        status: Status = "member" if rights is None else "administrator"
        if group.status(user) == "restricted":
            status = "restricted"  # coming back does not give the voice back
        self._change(group, user, by, status, rights or frozenset())
        if not noted:
            return
        message = self._note(group, by, {"new_chat_members": [user_json(self.users[user])]})
        group.members[user].since = message

    def _note(self, group: Chat, by: int, service: JsonObject, thread: int | None = None) -> int:
        """Post a service message and tell the bot; return its id."""
        message = self.post(group.id, by, service=service, thread=thread)
        self._tell_note(group, message)
        return message.id

    def _tell_note(self, group: Chat, message: Message) -> None:
        self.tell_bot("message", message_json(self, message), seen=group.inside(self.bot.id))

    def _acting(self, chat: int, by: int) -> Chat:
        group = self.group(chat)
        if not group.inside(by):
            raise WrongMove(f"user {by} is not in the group")
        return group

    def _change(
        self,
        group: Chat,
        user: int,
        by: int,
        status: Status,
        rights: frozenset[str] = frozenset(),
        *,
        away: bool = False,
    ) -> None:
        before: JsonObject = member_json(self, group, user)
        was_inside = group.inside(self.bot.id)
        member = group.members.setdefault(user, Member(user, "left"))
        if (member.status, member.rights, member.away) == (status, rights, away):
            return  # nothing changed, and nobody is told
        member.status, member.rights, member.away = status, rights, away
        body = change_json(self, group, by, before, member)
        if user == self.bot.id:
            self.tell_bot("my_chat_member", body)
        else:
            self.tell_bot("chat_member", body, seen=was_inside and group.status(self.bot.id) in ADMINS)
