"""The world's values as Bot API JSON (shapes of 10.x). Reads the world, changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.model import Chat, File, JsonObject, Member, Message, Poll, User
from rehearsal.photos import look_at

if TYPE_CHECKING:
    from rehearsal.ledger import Ledger

ANONYMOUS_ADMIN: JsonObject = {
    "id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot",
}  # fmt: skip
CHANNEL_BOT: JsonObject = {
    "id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot",
}  # fmt: skip
LINKED_CHANNEL: JsonObject = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
ADMIN_RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]
GROUP_RIGHTS = frozenset(ADMIN_RIGHTS) - {"can_promote_members", "can_manage_topics"}  # not in basic groups
NO_RIGHTS = ("can_be_edited", "is_anonymous", "can_post_stories", "can_edit_stories", "can_delete_stories")
PERMISSIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]


def _file(kind: str, **more: Any) -> JsonObject:
    return {"file_id": f"rehearsal-{kind}", "file_unique_id": f"u-{kind}", "file_size": 1000} | more


MEDIA: dict[str, Any] = {
    "photo": [_file("photo", width=800, height=600)],
    "voice": _file("voice", duration=7, mime_type="audio/ogg"),
    "document": _file("document", file_name="notitie.pdf", mime_type="application/pdf"),
    "video": _file("video", width=640, height=480, duration=5),
    "sticker": _file(
        "sticker", type="regular", width=512, height=512, is_animated=False, is_video=False, emoji="👍"
    ),
    "location": {"latitude": 51.7, "longitude": 4.93},
    "contact": {"phone_number": "+31600000000", "first_name": "Iemand"},
}  # what a person may send that is not text


def user_json(user: User) -> JsonObject:
    """Return a User."""
    body: JsonObject = {"id": user.id, "is_bot": user.is_bot, "first_name": user.name}
    if user.username:
        body["username"] = user.username
    if not user.is_bot:
        body["language_code"] = user.language
    return body


def chat_json(world: Ledger, chat: Chat) -> JsonObject:
    """Return a Chat."""
    if chat.type == "private":
        return {"id": chat.id, "type": "private", "first_name": world.users[chat.id].name}
    body: JsonObject = {"id": chat.id, "type": chat.type, "title": chat.title}
    return body | ({"is_forum": True} if chat.forum else {})


def member_json(world: Ledger, chat: Chat, user: int) -> JsonObject:
    """Return a ChatMember of the kind its status asks for."""
    status = chat.status(user)
    body: JsonObject = {"status": status, "user": user_json(world.users[user])}
    if status == "creator":
        body["is_anonymous"] = False
    elif status == "administrator":
        body |= {right: chat.may(user, right) for right in ADMIN_RIGHTS} | dict.fromkeys(NO_RIGHTS, False)
        body |= {"can_send_welcome_messages": False}
    elif status == "restricted":
        body |= {"is_member": chat.inside(user), "until_date": 0} | dict.fromkeys(PERMISSIONS, False)
    elif status == "kicked":
        body["until_date"] = 0
    return body


def change_json(world: Ledger, chat: Chat, by: int, before: JsonObject, member: Member) -> JsonObject:
    """Return a ChatMemberUpdated; `before` is the member's JSON before the change."""
    return {
        "chat": chat_json(world, chat),
        "from": user_json(world.users[by]),
        "date": world.seconds(),
        "old_chat_member": before,
        "new_chat_member": member_json(world, chat, member.user),
    }


def poll_json(poll: Poll) -> JsonObject:
    """Return a Poll of the 10.x shape, with persistent ids and all counts."""
    counts = [sum(number in votes for votes in poll.votes.values()) for number in range(len(poll.options))]
    return {
        "id": poll.id,
        "question": poll.question,
        "options": [
            {"persistent_id": option.persistent_id, "text": option.text, "voter_count": count}
            for option, count in zip(poll.options, counts, strict=True)
        ],
        "total_voter_count": sum(bool(votes) for votes in poll.votes.values()),
        "is_closed": poll.closed,
        "is_anonymous": poll.anonymous,
        "type": "regular",
        "allows_multiple_answers": poll.multiple,
        "allows_revoting": poll.revoting,
        "members_only": False,
    }


def message_json(world: Ledger, message: Message, *, deep: bool = True) -> JsonObject:
    """Return a Message, with what it replies to where `deep`."""
    chat = world.chats[message.chat]
    body: JsonObject = {
        "message_id": message.id,
        "date": int(message.at.timestamp()),
        "chat": chat_json(world, chat),
    } | _author(world, message)
    if message.edited_at:
        body["edit_date"] = int(message.edited_at.timestamp())
    if message.thread is not None:
        body["message_thread_id"] = message.thread
        if message.thread in chat.topics:
            body["is_topic_message"] = True
    reply_to = _replied(chat, message)
    if deep and reply_to in chat.messages:
        body["reply_to_message"] = message_json(world, chat.messages[reply_to], deep=False)
    if message.keyboard:
        body["reply_markup"] = {"inline_keyboard": message.keyboard}
    return body | _content(message)


def _author(world: Ledger, message: Message) -> JsonObject:
    """Who it is from. A chat's voice stands under one of Telegram's own accounts, and says nothing of who wrote."""
    if message.as_chat is None:
        return {"from": user_json(world.users[message.sender])}
    chat = chat_json(world, world.chats[message.as_chat])
    if message.as_chat == message.chat:
        return {"from": ANONYMOUS_ADMIN, "sender_chat": chat}
    if message.forwarded is None:
        return {"from": CHANNEL_BOT, "sender_chat": chat}
    date = int(message.at.timestamp())
    origin = {"type": "channel", "date": date, "chat": chat, "message_id": message.forwarded}
    return {
        "from": LINKED_CHANNEL,
        "sender_chat": chat,
        "forward_origin": origin,
        "is_automatic_forward": True,
    }


def _replied(chat: Chat, message: Message) -> int | None:
    """What it answers. In a topic everything answers at least the message that made the topic.

    (telegram-bot-api, get_implicit_reply_to_message_id)
    """
    if message.reply_to is not None or message.thread not in chat.topics or message.thread == message.id:
        return message.reply_to
    return message.thread


def _content(message: Message) -> JsonObject:
    if message.service is not None:
        return message.service
    if message.poll:
        return {"poll": poll_json(message.poll)}
    body: JsonObject = {}
    if message.file:
        body |= _upload(message.file, message.media or "document")
    elif message.media:
        body |= {message.media: MEDIA[message.media]}
    captioned = bool(body)
    if message.text:
        body["caption" if captioned else "text"] = message.text
    if message.entities:
        body["caption_entities" if captioned else "entities"] = message.entities
    return body


def _upload(file: File, media: str) -> JsonObject:
    ids: JsonObject = {"file_id": file.id, "file_unique_id": f"u{file.id}", "file_size": len(file.data)}
    if media == "photo":
        seen = look_at(file.data)
        size = {"width": seen.width, "height": seen.height} if seen else {"width": 0, "height": 0}
        return {"photo": [ids | size]}
    return {"document": ids | {"file_name": file.name, "mime_type": file.mime}}
