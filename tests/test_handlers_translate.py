"""Raw updates and the events they become: a table of what people and Telegram do."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import events
from flows.events import Sender
from handlers.kinds import ALLOWED_UPDATES, IGNORED, MEDIA
from handlers.raw import ANONYMOUS_ADMIN, LINKED_CHANNEL, UnreadableUpdate
from handlers.translate import ROUTES, Incoming, Press, translate

ANNE = {"id": 5, "is_bot": False, "first_name": "Anne", "last_name": "de Vries", "language_code": "nl"}
OUR_BOT = {"id": 9, "is_bot": True, "first_name": "Draagvlak", "username": "Draagvlak_Bot"}
OTHER_BOT = {"id": 8, "is_bot": True, "first_name": "Robot", "username": "robot_bot"}
PRIVATE = {"id": 5, "type": "private"}
GROUP = {"id": -100, "type": "supergroup", "title": "De polder"}
CHANNEL = {"id": -200, "type": "channel", "title": "Nieuws"}

WHO = Sender(user=5, name="Anne de Vries", language="nl")
BUTTON = Press("interview/5", {"t": "picked", "option": 1}, numbered=True)
UNNUMBERED = Press("person/5", {"t": "skipped"}, numbered=False)


def press(chat: int, data: str) -> Press | None:
    return BUTTON if (chat in {5, -100} and data == "known") else None


def typed(chat: int, number: int) -> Press | None:
    return {(5, 2): BUTTON, (5, 3): UNNUMBERED}.get((chat, number))


def incoming(update: dict[str, Any]) -> Incoming | None:
    return translate(update, bot_username="draagvlak_bot", press=press, typed=typed)


def event(update: dict[str, Any]) -> events.External | None:
    found = incoming(update)
    return found.event if found else None


def message(chat: dict[str, Any] | None = None, sender: dict[str, Any] | None = None, **more: Any) -> Any:
    body = {"message_id": 7, "date": 1, "chat": chat or PRIVATE, "from": sender or ANNE, **more}
    return {"update_id": 1, "message": body}


def query(data: str | None = "known", chat: dict[str, Any] | None = None, **more: Any) -> Any:
    body = {
        "id": "q1",
        "from": ANNE,
        "message": {"message_id": 7, "date": 0, "chat": chat or PRIVATE},
        **more,
    }
    return {"update_id": 1, "callback_query": body if data is None else {**body, "data": data}}


def member(
    kind: str, chat: dict[str, Any], old: str, new: str, user: dict[str, Any] = ANNE, **more: Any
) -> Any:
    body = {"chat": chat, "from": ANNE, "date": 1}
    body["old_chat_member"] = {"user": user, "status": old}
    body["new_chat_member"] = {"user": user, "status": new, **more}
    return {"update_id": 1, kind: body}


def commanded(name: str, argument: str = "") -> events.Commanded:
    return events.Commanded(sender=WHO, name=name, argument=argument)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dag", events.Said(sender=WHO, text="Dag", message_id=7)),
        ("/start Abc_-9", events.Opened(sender=WHO, token="Abc_-9")),  # noqa: S106  # of nobody
        ("/start", events.Opened(sender=WHO, token="")),
        ("/uitnodigen Boeren in de polder", commanded("invite", "Boeren in de polder")),
        ("/STATUS@Draagvlak_bot", commanded("status")),
        ("/new Polder\nmet twee regels", commanded("new", "Polder\nmet twee regels")),
        ("/bestaatniet nu", commanded("unknown", "/bestaatniet")),
        ("/", events.Said(sender=WHO, text="/", message_id=7)),
        ("zie /help", events.Said(sender=WHO, text="zie /help", message_id=7)),
        ("2", events.Pressed(sender=WHO, press=BUTTON.event, chat=5, private=True)),
        (" 2. ", events.Pressed(sender=WHO, press=BUTTON.event, chat=5, private=True)),
        ("3", events.Said(sender=WHO, text="3", message_id=7)),
        ("4", events.Said(sender=WHO, text="4", message_id=7)),
        ("2 hectare", events.Said(sender=WHO, text="2 hectare", message_id=7)),
        ("9" * 400, events.Said(sender=WHO, text="9" * 400, message_id=7)),
        ("x" * 4096, events.Said(sender=WHO, text="x" * 4096, message_id=7)),
    ],
)
def test_private_text_is_said_or_commanded_or_presses(text: str, expected: events.External) -> None:
    assert event(message(text=text)) == expected


def test_typing_a_number_speaks_to_the_buttons_machine() -> None:
    found = incoming(message(text="2"))
    assert found is not None
    assert (found.address, found.query, found.chat) == ("interview/5", None, 5)


@pytest.mark.parametrize("media", MEDIA)
def test_what_is_not_text_is_named_by_its_sort(media: str) -> None:
    empty: Any = [] if media == "photo" else {}
    assert event(message(**{media: empty}, caption="kijk")) == events.SentMedia(sender=WHO, media=media)


@pytest.mark.parametrize("media", ["document", "voice", "audio"])
def test_what_can_be_got_is_a_file(media: str) -> None:
    body = {"file_id": "f1", "file_unique_id": "u1", "file_size": 12, "mime_type": "x/y"}
    sent = events.SentFile(sender=WHO, file_id="f1", size=12, media=media, caption="kijk", message_id=7)
    assert event(message(**{media: body}, caption="kijk")) == sent


def test_of_a_photo_the_largest_size_is_the_file() -> None:
    sizes = [{"file_id": f"f{size}", "file_size": size, "width": 1, "height": 1} for size in (90, 5000, 800)]
    sent = events.SentFile(sender=WHO, file_id="f5000", size=5000, media="photo", message_id=7)
    assert event(message(photo=sizes)) == sent


def test_an_animation_is_not_called_a_document_nor_a_venue_a_location() -> None:
    assert event(message(animation={}, document={})) == events.SentMedia(sender=WHO, media="animation")
    assert event(message(venue={}, location={})) == events.SentMedia(sender=WHO, media="venue")


def test_a_sort_of_message_newer_than_the_bot_is_still_answered() -> None:
    assert event(message(hologram={})) == events.SentMedia(sender=WHO, media="other")


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (query(), events.Pressed(sender=WHO, press=BUTTON.event, chat=5, private=True)),
        (query(chat=GROUP), events.Pressed(sender=WHO, press=BUTTON.event, chat=-100, private=False)),
        (query("forged"), events.PressedStale(sender=WHO)),
        (query(chat={"id": 6, "type": "private"}), events.PressedStale(sender=WHO)),
        (query(None, game_short_name="chess"), events.PressedStale(sender=WHO)),
        (query(message=None), events.PressedStale(sender=WHO)),
    ],
)
def test_a_press_is_known_by_its_button_or_stale(update: dict[str, Any], expected: events.External) -> None:
    found = incoming(update)
    assert found is not None
    assert (found.event, found.query) == (expected, "q1")
    assert found.address == ("interview/5" if isinstance(expected, events.Pressed) else None)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (
            {"update_id": 1, "edited_message": message(text="Toch niet")["message"]},
            events.Edited(sender=WHO, text="Toch niet", message_id=7),
        ),
        (member("my_chat_member", PRIVATE, "member", "kicked"), events.Blocked(user=5, blocked=True)),
        (member("my_chat_member", PRIVATE, "kicked", "member"), events.Blocked(user=5, blocked=False)),
        (
            member("my_chat_member", GROUP, "left", "administrator", OUR_BOT),
            events.GroupJoined(sender=WHO, chat=-100, title="De polder", inside=True, admin=True),
        ),
        (
            member("my_chat_member", GROUP, "member", "kicked", OUR_BOT),
            events.GroupJoined(sender=WHO, chat=-100, title="De polder", inside=False, admin=False),
        ),
        (
            member("chat_member", GROUP, "left", "member"),
            events.GroupMembersChanged(chat=-100, user=5, name="Anne de Vries", inside=True),
        ),
        (
            member("chat_member", GROUP, "member", "restricted", is_member=False),
            events.GroupMembersChanged(chat=-100, user=5, name="Anne de Vries", inside=False),
        ),
        (
            message(GROUP, left_chat_member=ANNE),
            events.GroupMembersChanged(chat=-100, user=5, name="Anne de Vries", inside=False),
        ),
        (message(GROUP, migrate_to_chat_id=-1009), events.GroupMigrated(old=-100, new=-1009)),
        (message(GROUP, migrate_from_chat_id=-9), events.GroupMigrated(old=-9, new=-100)),
    ],
)
def test_what_happens_to_chats_and_messages(update: dict[str, Any], expected: events.External) -> None:
    assert event(update) == expected


def test_everybody_who_came_in_at_once_is_told_except_ourselves() -> None:
    found = incoming(message(GROUP, new_chat_members=[OUR_BOT, ANNE, OTHER_BOT]))
    assert found is not None
    assert [found.event, *found.also] == [
        events.GroupMembersChanged(chat=-100, user=5, name="Anne de Vries", inside=True),
        events.GroupMembersChanged(chat=-100, user=8, name="Robot", inside=True),
    ]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Goedemorgen", ""),
        ("/status", "status"),
        ("/peiling@draagvlak_bot", "poll"),
        ("/status@robot_bot", ""),
        ("/dice", ""),  # may be for another bot
        ("/dice@draagvlak_bot", "unknown"),
    ],
)
def test_in_a_group_only_the_command_is_looked_at(text: str, command: str) -> None:
    spoke = events.GroupSpoke(sender=WHO, chat=-100, title="De polder", message=7, command=command)
    assert event(message(GROUP, text=text)) == spoke


def spoken(**more: Any) -> events.GroupSpoke:
    found = event(message(GROUP, **more))
    assert isinstance(found, events.GroupSpoke)
    return found


def test_in_a_topic_only_an_answer_to_the_bot_itself_is_one() -> None:
    root = {"message_id": 40, "from": OUR_BOT}
    assert not spoken(text="a").to_bot
    assert spoken(text="a", reply_to_message={"message_id": 6, "from": OUR_BOT}).to_bot
    assert not spoken(text="a", reply_to_message={"message_id": 6, "from": ANNE}).to_bot
    made_by_us = spoken(text="a", reply_to_message=root, message_thread_id=40, is_topic_message=True)
    assert (made_by_us.to_bot, made_by_us.topic) == (False, 40)


def test_a_thread_that_is_no_topic_is_not_where_it_stands() -> None:
    assert spoken(text="a", message_thread_id=12).topic == 0
    assert spoken(text="a", message_thread_id=12, is_topic_message=True).topic == 12


def test_that_something_else_than_text_was_sent_is_told_and_nothing_of_it() -> None:
    assert spoken(photo=[], caption="geheim") == spoken(voice={}, caption="geheim")
    assert event(message(GROUP, new_chat_title="Dorp")) == events.GroupRenamed(chat=-100, title="Dorp")


@pytest.mark.parametrize(
    "update",
    [
        message(GROUP, {"id": ANONYMOUS_ADMIN, "is_bot": True, "first_name": "Group"}, text="/next"),
        message(GROUP, {"id": LINKED_CHANNEL, "first_name": "Telegram"}, text="Nieuws", sender_chat=CHANNEL),
        message(GROUP, sender_chat=CHANNEL, text="Dag"),
    ],
)
def test_who_hides_in_a_group_is_nobody(update: dict[str, Any]) -> None:
    spoke = event(update)
    assert isinstance(spoke, events.GroupSpoke)
    assert spoke.anonymous


@pytest.mark.parametrize(
    "update",
    [
        message(GROUP, OTHER_BOT, text="/status"),
        message(PRIVATE, OTHER_BOT, text="Dag"),
        message(CHANNEL, text="Nieuws"),
        message(CHANNEL, new_chat_members=[ANNE]),
        message(pinned_message={}),
        message(GROUP, pinned_message={}),
        message(GROUP, {"id": LINKED_CHANNEL, "first_name": "Telegram"}, text="N", is_automatic_forward=True),
        message(GROUP, new_chat_members=[OUR_BOT]),
        {"update_id": 1, "edited_message": message(GROUP, text="Anders")["message"]},
        {"update_id": 1, "edited_message": message(caption="Anders", photo=[])["message"]},
        member("chat_member", GROUP, "member", "administrator"),
        member("chat_member", GROUP, "left", "member", OUR_BOT),
        member("my_chat_member", CHANNEL, "left", "administrator", OUR_BOT),
        *({"update_id": 1, kind: {}} for kind in IGNORED if "_" in kind or kind == "poll"),
    ],
)
def test_what_is_listed_as_ignored_becomes_nothing(update: dict[str, Any]) -> None:
    assert event(update) is None


def test_everything_asked_for_has_a_route() -> None:
    assert set(ALLOWED_UPDATES) == set(ROUTES)
    assert not set(ROUTES) & set(IGNORED)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 1, "hologram": {}},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": {"message_id": 7, "chat": PRIVATE, "text": "geheim"}},
        message(chat={"id": "5", "type": "private"}, text="geheim"),
        message(text={"geheim": 1}),
        message(text="geheim \ud800"),
        query(id=None),
        message(GROUP, new_chat_members=["geheim"]),
    ],
)
def test_a_wrong_shape_is_one_clear_error_without_content(update: dict[str, Any]) -> None:
    with pytest.raises(UnreadableUpdate) as failed:
        incoming(update)
    assert "geheim" not in str(failed.value)
    assert failed.value.__cause__ is None


@given(
    st.sampled_from(
        [
            message(text="Dag"),
            query(),
            message(GROUP, new_chat_members=[ANNE]),
            member("my_chat_member", GROUP, "left", "member", OUR_BOT),
        ]
    ),
    st.data(),
)
def test_no_update_however_bent_raises_anything_else(update: dict[str, Any], data: st.DataObject) -> None:
    bent = copy.deepcopy(update)
    place: Any = bent
    while isinstance(place, dict) and place:
        key = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[key], dict) or data.draw(st.booleans()):
            place[key] = data.draw(
                st.none() | st.booleans() | st.integers() | st.text() | st.just([]) | st.just({})
            )
            break
        place = place[key]
    try:
        found = incoming(bent)
    except UnreadableUpdate:
        return
    assert found is None or isinstance(found, Incoming)


@pytest.mark.parametrize("update", [[], None, "x", 7])
def test_what_is_not_even_an_object_is_unreadable(update: Any) -> None:
    with pytest.raises(UnreadableUpdate):
        incoming(update)
