"""One message as people see it, on the page and in the record of the group. Reads only."""

from __future__ import annotations

from rehearsal.model import File, JsonObject, Message
from rehearsal.photos import look_at
from rehearsal.telegram import World

SERVICE = {
    "nl": {
        "new_chat_members": "{names} zit nu in de groep",
        "left_chat_member": "{names} heeft de groep verlaten",
        "migrate_to_chat_id": "Deze groep is een supergroep geworden",
        "migrate_from_chat_id": "Deze groep is een supergroep geworden",
        "pinned_message": "{name} heeft een bericht vastgezet",
        "supergroup_chat_created": "{name} heeft deze groep gemaakt",
        "new_chat_title": "{name} heeft de groep een andere naam gegeven: {what}",
        "forum_topic_created": "{name} heeft een onderwerp gemaakt: {what}",
        "forum_topic_closed": "{name} heeft dit onderwerp gesloten",
        "forum_topic_reopened": "{name} heeft dit onderwerp weer geopend",
    },
    "en": {
        "new_chat_members": "{names} is in the group now",
        "left_chat_member": "{names} left the group",
        "migrate_to_chat_id": "This group became a supergroup",
        "migrate_from_chat_id": "This group became a supergroup",
        "pinned_message": "{name} pinned a message",
        "supergroup_chat_created": "{name} made this group",
        "new_chat_title": "{name} gave the group another name: {what}",
        "forum_topic_created": "{name} made a topic: {what}",
        "forum_topic_closed": "{name} closed this topic",
        "forum_topic_reopened": "{name} opened this topic again",
    },
}


def message_view(world: World, message: Message, viewer: int, language: str) -> JsonObject:
    """Return the message in the page's form, seen by `viewer`; service messages in the page's language."""
    author = "bot" if message.sender == world.bot.id else "me" if message.sender == viewer else "other"
    file = message.file
    return {
        "id": message.id,
        "from": author,
        "name": author_name(world, message),
        "text": shown_text(world, message, language),
        "entities": message.entities,
        "buttons": [[_button(button) for button in row] for row in message.keyboard],
        "document": _file(message, file) if file else None,
        "at": message.at.isoformat(),
        "edited": message.edited_at is not None,
        "service": message.service is not None,
    }


def _file(message: Message, file: File) -> JsonObject:
    """A document by its name; a photo by what it shows, in the words beside it or else in its own."""
    told = {"name": file.name, "url": f"/rehearsal/file/{file.id}", "photo": message.media == "photo"}
    if message.media != "photo":
        return told
    seen = look_at(file.data)
    return told | {"alt": message.text or (seen.says if seen else "") or file.name}


def _button(button: JsonObject) -> JsonObject:
    return {"label": button["text"], "data": button.get("callback_data"), "url": button.get("url")}


def shown_text(world: World, message: Message, language: str) -> str:
    """Return what a reader sees of a message in words, its buttons and files aside."""
    if message.service is not None:
        return _service_text(world, message, message.service, language)
    if message.poll:
        return "\n".join([message.poll.question, *(f"○ {option.text}" for option in message.poll.options)])
    if message.media and not message.file:
        return f"[{message.media}] {message.text}".strip()
    return message.text


def author_name(world: World, message: Message) -> str:
    """Return the name above a message: an anonymous admin's is the group's, a channel's its own."""
    if message.as_chat is not None:
        return world.chats[message.as_chat].title
    return world.users[message.sender].name


def _service_text(world: World, message: Message, service: JsonObject, language: str) -> str:
    what = next(iter(service))
    people = service[what] if isinstance(service[what], list) else [service[what]]
    names = ", ".join(
        person["first_name"] for person in people if isinstance(person, dict) and "first_name" in person
    )
    told = service[what].get("name", "") if isinstance(service[what], dict) else service[what]
    sentences = SERVICE.get(language, SERVICE["en"])
    return sentences.get(what, what).format(names=names, name=author_name(world, message), what=told)
