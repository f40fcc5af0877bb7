"""The Bot API's methods that put messages into chats, change them and take them out. Knows no HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rehearsal import photos
from rehearsal.errors import bad_request
from rehearsal.keyboards import inline_rows
from rehearsal.model import JsonObject, Message, Poll, PollOption
from rehearsal.params import Params
from rehearsal.places import message_in, readable, thread_in, voice, writable
from rehearsal.shapes import message_json, poll_json
from rehearsal.telegram import World
from rehearsal.words import LONGEST_CAPTION, LONGEST_TEXT, checked, from_html, utf16, with_found

DELETABLE = timedelta(hours=48)
ANSWERABLE = timedelta(seconds=15)  # how long after the press answerCallbackQuery still works
LASTING = frozenset({"supergroup_chat_created", "migrate_from_chat_id", "forum_topic_created"})
LONGEST_TOAST = 200
LARGEST_DOWNLOAD = 20 * 2**20  # bytes, as on Telegram
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
MOST_OPTIONS, LONGEST_OPTION, LONGEST_QUESTION = 12, 100, 300


def send_message(world: World, params: Params) -> JsonObject:
    """Send a text."""
    text, entities = _words(params, "text", "entities")
    if not text.strip():
        raise bad_request("message text is empty")
    if utf16(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return _deliver(world, params, "text messages", text=text, entities=entities)


def send_document(world: World, params: Params) -> JsonObject:
    """Send a file with a caption."""
    return _send_file(world, params, "document")


def send_photo(world: World, params: Params) -> JsonObject:
    """Send a picture with a caption."""
    return _send_file(world, params, "photo")


def get_file(world: World, params: Params) -> JsonObject:
    """Tell where a file can be downloaded; over 20 MB the cloud's Bot API does not."""
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    path = f"documents/{file.id}"
    return {
        "file_id": file.id,
        "file_unique_id": f"u{file.id}",
        "file_size": len(file.data),
        "file_path": path,
    }


def send_poll(world: World, params: Params) -> JsonObject:
    """Send a poll; anonymous unless `is_anonymous` is false, as on Telegram."""
    question, options = params.text("question"), params.json("options") or []
    texts = [option["text"] if isinstance(option, dict) else str(option) for option in options]
    if not question.strip():
        raise bad_request("poll question can't be empty")
    if utf16(question) > LONGEST_QUESTION:
        raise bad_request(f"poll questions length must not exceed {LONGEST_QUESTION}")
    if not texts:
        raise bad_request("poll must have at least 1 option")
    if len(texts) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    if any(utf16(text) > LONGEST_OPTION or not text.strip() for text in texts):
        raise bad_request(f"poll options length must not exceed {LONGEST_OPTION}")
    poll = Poll(
        world.fresh_id(),
        question,
        [PollOption(world.fresh_id(), text) for text in texts],
        anonymous=params.flag("is_anonymous", default=True),
        multiple=params.flag("allows_multiple_answers"),
        revoting=params.flag("allows_revoting", default=True),
    )
    return _deliver(world, params, "polls", poll=poll)


def stop_poll(world: World, params: Params) -> JsonObject:
    """Close a poll of the bot's own and return its totals."""
    message = message_in(writable(world, params), params, "message with poll to stop")
    if message.poll is None or message.sender != world.bot.id:
        raise bad_request("message with poll to stop not found")
    if message.poll.closed:
        raise bad_request("poll has already been closed")
    message.poll.closed = True
    world.spread("edited", message)
    return poll_json(message.poll)


def edit_text(world: World, params: Params) -> JsonObject:
    """Change the text; without a keyboard given the old one goes."""
    message = _own(world, params)
    if message.file or message.poll:
        raise bad_request("there is no text in the message to edit")
    text, entities = _words(params, "text", "entities")
    if not text.strip():
        raise bad_request("message text is empty")
    if utf16(text) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return _change(world, message, text, entities, inline_rows(params.json("reply_markup")))


def edit_keyboard(world: World, params: Params) -> JsonObject:
    """Change or remove the buttons."""
    message = _own(world, params)
    rows = inline_rows(params.json("reply_markup"))
    return _change(world, message, message.text, message.entities, rows)


def delete(world: World, params: Params) -> bool:
    """Delete a message of the last 48 hours: the bot's own, or with the right to it anybody's.

    In a basic group every admin has the right, in a supergroup it is `can_delete_messages`. Telegram words
    its refusals differently in the two, and what made a supergroup or a topic stays (tdlib, delete_messages).
    """
    chat = readable(world, params, "write")
    message = message_in(chat, params, "message to delete")
    old = world.clock.now() - message.at >= DELETABLE
    own = message.sender == world.bot.id and message.service is None
    may = own or chat.type == "private" or chat.may(world.bot.id, "can_delete_messages")
    if chat.type == "supergroup" and (old or not may or not LASTING.isdisjoint(message.service or {})):
        raise bad_request("message can't be deleted")
    if old or not may:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    world.spread("deleted", message)
    return True


def answer_query(world: World, params: Params) -> bool:
    """Answer a press, once and in time; the person sees `text` as a toast."""
    query = world.queries.get(params.text("callback_query_id"))
    text = params.text("text")
    if query is None or query.answered or world.clock.now() - query.at > ANSWERABLE:
        raise bad_request(TOO_OLD)
    if utf16(text) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered = True
    if text:
        world.toast(query.user, text)
    return True


def react(world: World, params: Params) -> bool:
    """Set or remove the bot's one reaction."""
    message = message_in(writable(world, params), params, "message to react")
    reactions = params.json("reaction") or []
    if len(reactions) > 1 or any(reaction.get("type") != "emoji" for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    message.reaction = reactions[0]["emoji"] if reactions else None
    world.spread("edited", message)
    return True


def chat_action(world: World, params: Params) -> bool:
    """Show that the bot is typing; nothing is kept of it."""
    writable(world, params)
    if not params.text("action"):
        raise bad_request("wrong parameter action in request")
    return True


def _send_file(world: World, params: Params, kind: str) -> JsonObject:
    file = params.upload(kind) or world.files.get(params.text(kind))
    if file is None:
        raise bad_request(f"there is no {kind} in the request")
    if not file.data:
        raise bad_request("file must be non-empty")
    caption, entities = _words(params, "caption", "caption_entities")
    if utf16(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    if kind == "photo":
        photos.check(file)
    file.id = file.id or world.fresh_id()
    result = _deliver(world, params, f"{kind}s", text=caption, entities=entities, file=file, media=kind)
    world.files[file.id] = file
    return result


def _words(params: Params, text: str, entities: str) -> tuple[str, list[JsonObject]]:
    """Return text and entities of a call, with those Telegram finds by itself."""
    source, mode = params.text(text), params.text("parse_mode").lower()
    if mode and mode != "html":
        raise bad_request("unsupported parse_mode")  # the rehearsal reads HTML only
    if mode:
        words, given = from_html(source)
    else:
        words, given = source, checked(source, params.json(entities) or [])
    return words, with_found(words, given)


def _deliver(world: World, params: Params, kind: str, **content: Any) -> JsonObject:
    chat = writable(world, params)
    keyboard = inline_rows(params.json("reply_markup"))
    reply = params.json("reply_parameters") or {}
    reply_to = reply.get("message_id")
    if reply_to is not None and reply_to not in chat.messages:
        if not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        reply_to = None
    thread = thread_in(chat, params, reply_to)
    voice(world, chat, kind, thread)
    world.limits.charge(chat.id)
    message = world.post(
        chat.id, world.bot.id, keyboard=keyboard, reply_to=reply_to, thread=thread, **content
    )
    return message_json(world, message)


def _own(world: World, params: Params) -> Message:
    message = message_in(writable(world, params), params, "message to edit")
    if message.sender != world.bot.id or message.service is not None:
        raise bad_request("message can't be edited")
    return message


def _change(
    world: World, message: Message, text: str, entities: list[JsonObject], keyboard: list[list[JsonObject]]
) -> JsonObject:
    if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise bad_request(NOT_MODIFIED)
    world.limits.charge(message.chat, edit=True)
    if (text, entities) != (message.text, message.entities):
        message.edited_at = world.clock.now()
    message.text, message.entities, message.keyboard = text, entities, keyboard
    world.spread("edited", message)
    return message_json(world, message)
