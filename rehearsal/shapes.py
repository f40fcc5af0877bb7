"""The world's values as Bot API JSON (shapes of 10.x). Reads the world, changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.model import Chat, File, JsonObject, Member, Message, Poll, User

if TYPE_CHECKING:
    from rehearsal.ledger import Ledger

ANONYMOUS_ADMIN: JsonObject = {
    "id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot",
}  # fmt: skip
ADMIN_RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
]
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
    return {"id": chat.id, "type": chat.type, "title": chat.title}


def member_json(world: Ledger, chat: Chat, user: int) -> JsonObject:
    """Return a ChatMember of the kind its status asks for."""
    status = chat.status(user)
    body: JsonObject = {"status": status, "user": user_json(world.users[user])}
    if status == "creator":
        body["is_anonymous"] = False
    elif status == "administrator":
        body |= dict.fromkeys(ADMIN_RIGHTS, True) | dict.fromkeys(NO_RIGHTS, False)
        body |= {"can_send_welcome_messages": False}
    elif status == "restricted":
        body |= {"is_member": True, "until_date": 0} | dict.fromkeys(PERMISSIONS, False)
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
        "from": user_json(world.users[message.sender]),
    }
    if message.anonymous:
        body |= {"from": ANONYMOUS_ADMIN, "sender_chat": chat_json(world, chat)}
    if message.edited_at:
        body["edit_date"] = int(message.edited_at.timestamp())
    if deep and message.reply_to in chat.messages:
        body["reply_to_message"] = message_json(world, chat.messages[message.reply_to], deep=False)
    if message.keyboard:
        body["reply_markup"] = {"inline_keyboard": message.keyboard}
    return body | _content(message)


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
        return {"photo": [ids | {"width": 800, "height": 600}]}
    return {"document": ids | {"file_name": file.name, "mime_type": file.mime}}
