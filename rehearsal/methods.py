"""The table of Bot API methods the rehearsal speaks. getUpdates is not here: it waits, see server.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rehearsal import chats, membership, sending
from rehearsal.params import Params
from rehearsal.telegram import World

Method = Callable[[World, Params], Any]

METHODS: dict[str, Method] = {
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "sendPoll": sending.send_poll,
    "stopPoll": sending.stop_poll,
    "editMessageText": sending.edit_text,
    "editMessageReplyMarkup": sending.edit_keyboard,
    "deleteMessage": sending.delete,
    "answerCallbackQuery": sending.answer_query,
    "setMessageReaction": sending.react,
    "sendChatAction": sending.chat_action,
    "getFile": sending.get_file,
    "getMe": chats.get_me,
    "getChat": chats.get_chat,
    "getChatMember": membership.get_member,
    "getChatMemberCount": membership.count_members,
    "getChatAdministrators": membership.get_admins,
    "pinChatMessage": membership.pin,
    "unpinChatMessage": membership.unpin,
    "leaveChat": membership.leave,
    "restrictChatMember": membership.restrict,
    "setMyCommands": chats.set_commands,
    "getMyCommands": chats.get_commands,
    "deleteMyCommands": chats.delete_commands,
    "setMyName": chats.set_name,
    "getMyName": chats.get_name,
    "setMyDescription": chats.set_description,
    "getMyDescription": chats.get_description,
    "setMyShortDescription": chats.set_short_description,
    "getMyShortDescription": chats.get_short_description,
    "deleteWebhook": chats.delete_webhook,
    "setWebhook": chats.set_webhook,
    "getWebhookInfo": chats.webhook_info,
}
BY_LOWER_CASE = {name.lower(): name for name in (*METHODS, "getUpdates")}  # Telegram does not mind the case
