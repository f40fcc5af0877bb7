"""Telegram's rules for text: UTF-16 lengths, entities it finds, HTML it accepts, long texts it splits."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from rehearsal.errors import bad_request
from rehearsal.model import JsonObject

LONGEST_TEXT = 4096  # UTF-16 code units, after the entities were taken out
LONGEST_CAPTION = 1024

FOUND_BY_ITSELF = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w+)?")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}")),
    ("url", re.compile(r"https?://[^\s<>«»\"]+[^\s<>«»\".,;:!?)\]]")),
)
ENTITY_TYPES = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link",
}  # fmt: skip
TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)([^<>]*)>")


def utf16(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def find_entities(text: str) -> list[JsonObject]:
    """Return the commands, mentions and links Telegram marks in a text without being asked."""
    found = [
        {"type": kind, "offset": utf16(text[: hit.start()]), "length": utf16(hit.group())}
        for kind, pattern in FOUND_BY_ITSELF
        for hit in pattern.finditer(text)
    ]
    return in_order(found)


def in_order(entities: list[JsonObject]) -> list[JsonObject]:
    """Return entities in Telegram's order: by place, the longer one first."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def with_found(text: str, given: list[JsonObject]) -> list[JsonObject]:
    """Add to the bot's own entities those Telegram finds where none of the bot's links or codes lies."""
    closed = [e for e in given if e["type"] in {"text_link", "text_mention", "code", "pre"}]
    extra = [e for e in find_entities(text) if not any(_overlap(e, other) for other in closed)]
    return in_order([*given, *(e for e in extra if e not in given)])


def _overlap(one: JsonObject, other: JsonObject) -> bool:
    starts, ends = max(one["offset"], other["offset"]), min(_end(one), _end(other))
    return bool(starts < ends)


def _end(entity: JsonObject) -> int:
    return int(entity["offset"]) + int(entity["length"])


def checked(text: str, entities: list[JsonObject]) -> list[JsonObject]:
    """Return the entities a bot gave, or refuse those with an unknown type or outside the text."""
    length = utf16(text)
    for entity in entities:
        if entity.get("type") not in ENTITY_TYPES:
            raise bad_request(f"can't parse MessageEntity: Type {entity.get('type')!r} is unsupported")
        if entity["offset"] < 0 or entity["length"] <= 0 or _end(entity) > length:
            raise bad_request("entity beginning or end is outside of the text")
    return in_order(entities)


def from_html(source: str) -> tuple[str, list[JsonObject]]:
    """Return text and entities of Telegram's HTML, or refuse what it cannot parse."""
    text, entities, opened, last = "", list[JsonObject](), list[tuple[str, JsonObject]](), 0
    for tag in TAG.finditer(source):
        text += _plain(source[last : tag.start()], last)
        last = tag.end()
        closing, name, at = tag.group(1), tag.group(2).lower(), len(source[: tag.start()].encode())
        if name not in TAGS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {at}')
        if not closing:
            opened.append((name, _entity(name, tag.group(3)) | {"offset": utf16(text)}))
        elif opened and opened[-1][0] == name:
            entity = opened.pop()[1]
            entities.append(entity | {"length": utf16(text) - entity["offset"]})
        else:
            raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {at}")
    text += _plain(source[last:], last)
    if opened:
        raise bad_request(
            f"can't parse entities: Can't find end tag corresponding to start tag {opened[-1][0]!r}"
        )
    return text, in_order([entity for entity in entities if entity["length"]])


def _plain(piece: str, at: int) -> str:
    if "<" in piece:
        raise bad_request(f"can't parse entities: Unclosed start tag at byte offset {at + piece.index('<')}")
    return html.unescape(piece)


def _entity(name: str, rest: str) -> JsonObject:
    link = re.search(r"""href\s*=\s*["']([^"']*)["']""", rest)
    if name == "a" and link:
        return {"type": "text_link", "url": html.unescape(link.group(1))}
    if name == "blockquote" and "expandable" in rest:
        return {"type": "expandable_blockquote"}
    return {"type": TAGS[name]}


def split_as_clients_do(text: str, longest: int = LONGEST_TEXT) -> Iterator[str]:
    """Yield a text in pieces of at most `longest` UTF-16 units, cut at a line or a word if possible."""
    while utf16(text) > longest:
        fits = text.encode("utf-16-le")[: longest * 2].decode("utf-16-le", errors="ignore")
        cut = max(fits.rfind("\n"), fits.rfind(" "))
        cut = cut if cut > len(fits) // 2 else len(fits)
        yield text[:cut].strip()
        text = text[cut:].strip()
    yield text
