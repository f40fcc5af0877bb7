"""The local Telegram answers as Telegram does, over real HTTP, also to python-telegram-bot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, RetryAfter
from telegram_room import START, TOKEN, Room, keyboard, open_room

from rehearsal.errors import WrongMove
from rehearsal.faults import Fault
from rehearsal.seats import Seat
from rehearsal.server import make_app, serve


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path / "transcript.jsonl") as opened:
        yield opened


# --- the queue


async def test_unconfirmed_updates_come_again_until_an_offset_beyond_them(room: Room) -> None:
    room.world.say(room.anna, room.anna, "one")
    room.world.say(room.anna, room.anna, "two")
    first = await room.call("getUpdates")
    again = await room.call("getUpdates")
    assert [u["message"]["text"] for u in first["result"]] == ["one", "two"]
    assert again["result"] == first["result"][:1]  # the same offset within half a second brings one only
    later = await room.call("getUpdates", offset=first["result"][0]["update_id"] + 1)
    assert [u["message"]["text"] for u in later["result"]] == ["two"]
    assert (await room.call("getUpdates", offset=later["result"][0]["update_id"] + 1))["result"] == []


async def test_a_long_poll_is_answered_when_something_comes(room: Room) -> None:
    poll = asyncio.create_task(room.updates(timeout=30))
    await asyncio.sleep(0.05)
    assert not poll.done()
    room.world.say(room.anna, room.anna, "hello")
    async with asyncio.timeout(2):
        assert (await poll)[0]["message"]["text"] == "hello"


async def test_a_second_poller_ends_the_first_with_409(room: Room) -> None:
    first = asyncio.create_task(room.refused("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    await room.call("getUpdates", timeout=0)
    assert (await first).startswith("409 Conflict: terminated by other getUpdates request")


async def test_a_press_lives_150_seconds_in_the_queue_and_a_message_a_day(room: Room) -> None:
    sent = await room.call("sendMessage", chat_id=room.anna, text="press", reply_markup=keyboard("Yes", "y"))
    room.world.press(room.anna, room.anna, sent["result"]["message_id"], "y")
    room.world.say(room.anna, room.anna, "typed")
    room.pass_time(seconds=151)
    assert [next(k for k in u if k != "update_id") for u in (await room.call("getUpdates"))["result"]] == [
        "message"
    ]
    room.pass_time(days=1)
    assert await room.updates() == []


async def test_members_are_only_told_of_when_asked_for_and_admin(room: Room) -> None:
    chat = room.world.create_group(room.anna, "Polder")
    room.world.add_bot(chat, room.anna, admin=True)
    kinds = [next(k for k in u if k != "update_id") for u in await room.updates(allowed_updates=[])]
    assert kinds == ["my_chat_member", "message"]
    await room.updates(allowed_updates=["message", "chat_member"])
    room.world.add_member(chat, room.bert, room.anna)
    kinds = [next(k for k in u if k != "update_id") for u in await room.updates()]
    assert kinds == ["chat_member", "message"]  # what was asked for is remembered


async def test_a_wrong_token_is_401_and_an_unknown_method_404(room: Room) -> None:
    async with room.http.get(f"{room.url}/bot1:wrong/getMe") as response:
        assert response.status == 401
    assert await room.refused("sendMoney") == "404 Not Found: method not found"


# --- sending and changing


BAD_SENDS = [
    ({"text": " "}, "400 Bad Request: message text is empty"),
    ({"text": "😀" * 2049}, "400 Bad Request: message is too long"),
    ({"text": "a", "reply_markup": keyboard("x", "é" * 33)}, "400 Bad Request: BUTTON_DATA_INVALID"),
    (
        {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
        "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed",
    ),
    ({"text": "<b>a", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities: Can't find end tag"),
    (
        {"text": "<x>a</x>", "parse_mode": "HTML"},
        "400 Bad Request: can't parse entities: Unsupported start tag",
    ),
    ({"text": "a < b <", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities: Unclosed start tag"),
    (
        {"text": "a", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "400 Bad Request: entity beginning",
    ),
    (
        {"text": "a", "reply_parameters": {"message_id": 999}},
        "400 Bad Request: message to be replied not found",
    ),
    ({"text": "a", "chat_id": 77}, "400 Bad Request: chat not found"),
    ({"text": "a", "chat_id": ""}, "400 Bad Request: chat_id is empty"),
]


@pytest.mark.parametrize(("params", "refusal"), BAD_SENDS)
async def test_what_telegram_refuses_is_refused_in_its_words(
    room: Room, params: dict[str, Any], refusal: str
) -> None:
    assert (await room.refused("sendMessage", **{"chat_id": room.anna, **params})).startswith(refusal)
    assert [m.text for m in room.world.visible(room.anna, room.anna)] == ["/start"]


async def test_html_becomes_text_and_entities_in_utf16(room: Room) -> None:
    sent = await room.call(
        "sendMessage", chat_id=room.anna, text="😀 <b>5 &lt; 6</b> https://t.me/x?start=q", parse_mode="HTML"
    )
    assert sent["result"]["text"] == "😀 5 < 6 https://t.me/x?start=q"
    assert sent["result"]["entities"] == [
        {"type": "bold", "offset": 3, "length": 5},
        {"type": "url", "offset": 9, "length": 22},
    ]


async def test_nobody_is_written_to_before_start_or_while_blocking(room: Room) -> None:
    refusal = await room.refused("sendMessage", chat_id=room.bert, text="hi")
    assert refusal == "403 Forbidden: bot can't initiate conversation with a user"
    room.world.block(room.anna)
    assert await room.refused("sendMessage", chat_id=room.anna, text="hi") == (
        "403 Forbidden: bot was blocked by the user"
    )
    (update,) = await room.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    with pytest.raises(WrongMove):
        room.world.say(room.anna, room.anna, "hello?")
    room.world.open_link(room.anna, "https://t.me/draagvlak_oefen_bot?start=abc")
    assert [u["message"]["text"] for u in (await room.updates())[1:]] == ["/start abc"]


async def test_edits_change_what_is_seen_and_refuse_the_same_again(room: Room) -> None:
    sent = await room.call("sendMessage", chat_id=room.anna, text="old", reply_markup=keyboard("A", "a"))
    place = {"chat_id": room.anna, "message_id": sent["result"]["message_id"]}
    edited = await room.call("editMessageText", **place, text="new")
    assert edited["result"]["text"] == "new"
    assert "reply_markup" not in edited["result"]
    assert (await room.refused("editMessageText", **place, text="new")).startswith(
        "400 Bad Request: message is not modified"
    )
    assert (await room.call("editMessageReplyMarkup", **place, reply_markup=keyboard("B", "b")))["ok"]
    assert room.world.visible(room.anna, room.anna)[-1].buttons[0][0].label == "B"
    assert await room.refused("editMessageText", chat_id=room.anna, message_id=99, text="x") == (
        "400 Bad Request: message to edit not found"
    )
    mine = room.world.say(room.anna, room.anna, "mine")
    assert await room.refused("editMessageText", chat_id=room.anna, message_id=mine, text="x") == (
        "400 Bad Request: message can't be edited"
    )
    assert (await room.call("deleteMessage", **place))["result"]
    assert [m.text for m in room.world.visible(room.anna, room.anna)] == ["/start", "mine"]
    room.pass_time(hours=49)
    assert "can't be deleted" in await room.refused("deleteMessage", chat_id=room.anna, message_id=mine)


async def test_a_press_is_answered_once_within_15_seconds(room: Room) -> None:
    sent = await room.call("sendMessage", chat_id=room.anna, text="?", reply_markup=keyboard("A", "a"))
    first = room.world.press(room.anna, room.anna, sent["result"]["message_id"], "a")
    assert (await room.call("answerCallbackQuery", callback_query_id=first, text="Noted"))["ok"]
    assert room.world.toasts == [(room.anna, "Noted")]
    assert "query is too old" in await room.refused("answerCallbackQuery", callback_query_id=first)
    late = room.world.press(room.anna, room.anna, sent["result"]["message_id"], "a")
    room.pass_time(seconds=16)
    assert "query is too old" in await room.refused("answerCallbackQuery", callback_query_id=late)


async def test_a_burst_to_one_chat_meets_429_and_is_counted(room: Room) -> None:
    answers = [await room.call("sendMessage", chat_id=room.anna, text=str(n)) for n in range(4)]
    assert [a["ok"] for a in answers] == [True, True, True, False]
    assert answers[3]["parameters"] == {"retry_after": 1}
    assert room.transcript.violations == {"1 a second a chat": 3}
    room.pass_time(seconds=1)
    assert (await room.call("sendMessage", chat_id=room.anna, text="later"))["ok"]


async def test_a_group_takes_20_messages_a_minute(room: Room) -> None:
    chat = room.world.create_group(room.anna, "Polder")
    room.world.add_bot(chat, room.anna)
    for n in range(20):
        assert (await room.call("sendMessage", chat_id=chat, text=str(n)))["ok"]
        room.pass_time(seconds=1)
    refused = await room.call("sendMessage", chat_id=chat, text="one more")
    assert refused["parameters"]["retry_after"] == 39


# --- people


async def test_privacy_mode_shows_commands_mentions_and_replies_only(room: Room) -> None:
    world = room.world
    chat = world.create_group(room.anna, "Polder")
    world.add_bot(chat, room.anna)
    sent = await room.call("sendMessage", chat_id=chat, text="a poll card")
    await room.updates()
    for text in (
        "just talking",
        "/status",
        "/status@other_bot",
        "/status@draagvlak_oefen_bot",
        "ask @Draagvlak_oefen_bot",
    ):
        world.say(room.anna, chat, text)
    world.say(room.anna, chat, "yes", reply_to=sent["result"]["message_id"])
    seen = [update["message"]["text"] for update in await room.updates()]
    assert seen == ["/status", "/status@draagvlak_oefen_bot", "ask @Draagvlak_oefen_bot", "yes"]
    world.add_bot(chat, room.anna, admin=True)
    world.say(room.anna, chat, "admins' bots see all", anonymous=True)
    *_, last = await room.updates()
    assert last["message"]["from"]["username"] == "GroupAnonymousBot"
    assert last["message"]["sender_chat"]["id"] == chat
    assert [entry["delivered"] for entry in room.transcript.entries if entry["chat"] == chat].count(
        False
    ) == 2


async def test_a_group_is_seen_by_its_members_from_their_coming_on(room: Room) -> None:
    world = room.world
    chat = world.create_group(room.anna, "Polder")
    world.say(room.anna, chat, "before")
    world.add_member(chat, room.bert, room.anna)
    world.say(room.bert, chat, "after")
    assert [m.text for m in world.visible(room.bert, chat)] == ["", "after"]
    assert [m.text for m in world.visible(room.anna, chat)] == ["before", "", "after"]
    world.remove_member(chat, room.bert, room.anna)
    assert world.visible(room.bert, chat) == []
    with pytest.raises(WrongMove):
        world.say(room.bert, chat, "let me in")
    assert room.transcript.group_text(chat).splitlines() == [
        "[2026-11-24 09:00] Anna de Boer: before",
        "[2026-11-24 09:00] Anna de Boer: Bert zit nu in de groep",
        "[2026-11-24 09:00] Bert: after",
        "[2026-11-24 09:00] Anna de Boer: Bert heeft de groep verlaten",
    ]


async def test_a_long_text_comes_in_pieces_and_edits_and_media_arrive(room: Room) -> None:
    text = ("woord " * 1500).strip()
    last = room.world.say(room.anna, room.anna, text)
    room.world.edit(room.anna, room.anna, last, "korter")
    room.world.send_media(room.anna, room.anna, "voice")
    *pieces, edited, voice = await room.updates()
    assert " ".join(piece["message"]["text"] for piece in pieces) == text
    assert max(len(piece["message"]["text"]) for piece in pieces) <= 4096
    assert edited["edited_message"]["text"] == "korter"
    assert "voice" in voice["message"]
    with pytest.raises(WrongMove):
        room.world.edit(room.bert, room.anna, last, "not mine")


async def test_a_supergroup_has_another_id_and_the_old_one_says_so(room: Room) -> None:
    chat = room.world.create_group(room.anna, "Polder")
    room.world.add_bot(chat, room.anna)
    await room.updates()
    new = room.world.migrate(chat)
    services = [update["message"] for update in await room.updates()]
    assert (services[0]["migrate_to_chat_id"], services[1]["migrate_from_chat_id"]) == (new, chat)
    refused = await room.call("sendMessage", chat_id=chat, text="hello")
    assert refused["parameters"] == {"migrate_to_chat_id": new}
    assert (await room.call("sendMessage", chat_id=new, text="hello"))["ok"]


# --- faults


async def test_a_dropped_connection_before_or_after_delivery(room: Room) -> None:
    room.faults.add(Fault("drop_after", "sendMessage", contains="after"))
    room.faults.add(Fault("drop_before", "sendMessage", contains="before"))
    for text in ("before", "after"):
        with pytest.raises(aiohttp.ClientError):
            await room.call("sendMessage", chat_id=room.anna, text=text)
    assert [m.text for m in room.world.visible(room.anna, room.anna)] == ["/start", "after"]
    delivered = [e["delivered"] for e in room.transcript.entries if e["method"] == "sendMessage"]
    assert delivered == [False, True]


async def test_faults_strike_by_method_and_times_and_can_be_posted(room: Room) -> None:
    await room.page("faults", kind="refuse", method="sendMessage", code=429, retry_after=7, times=2)
    await room.page("faults", kind="refuse", method="getUpdates", code=502)
    send = {"chat_id": room.anna, "text": "hi"}
    for _ in range(2):
        assert (await room.call("sendMessage", **send))["parameters"] == {"retry_after": 7}
    assert (await room.call("sendMessage", **send))["ok"]
    assert await room.refused("getUpdates") == "502 Bad Gateway"
    room.faults.add(Fault("empty", "getMe"))
    async with room.http.get(f"{room.url}/bot{TOKEN}/getMe") as response:
        assert (response.status, await response.read()) == (200, b"")
    assert (await room.page("faults", kind="refuse", nonsense=1))["ok"] is False


# --- the clock


class TinyBot:
    """Answers every text, and sends a reminder `delay` seconds after it: one poll loop, one waiting loop."""

    def __init__(self, room: Room, delay: float) -> None:
        self.room, self.delay = room, delay
        self.offset = room.drained
        self.due: list[tuple[float, int]] = []
        self.rang: list[float] = []
        self.quiet = asyncio.Event()

    async def intake(self) -> None:
        while True:
            body = await self.room.call("getUpdates", offset=self.offset, timeout=30)
            self.quiet.clear()
            for update in body["result"]:
                self.offset = update["update_id"] + 1
                now = (await self.room.look("clock"))["now"]
                chat = update["message"]["chat"]["id"]
                await self.room.call("sendMessage", chat_id=chat, text="heard")
                self.due.append((now + self.delay, chat))
            self.quiet.set()

    async def timer(self) -> None:
        while True:
            await self.quiet.wait()  # only a bot of which all loops wait is idle
            until = min((due for due, _ in self.due), default=None)
            now = (await self.room.page("idle", until=until, offset=self.offset))["now"]
            for due, chat in [entry for entry in self.due if entry[0] <= now]:
                self.due.remove((due, chat))
                self.rang.append(now)
                await self.room.call("sendMessage", chat_id=chat, text="reminder")


@asynccontextmanager
async def running(*loops: Any) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        started = [tasks.create_task(loop) for loop in loops]
        yield
        for task in started:
            task.cancel()


async def test_weeks_pass_in_a_moment_and_nothing_is_early(room: Room) -> None:
    bot, clock = TinyBot(room, delay=3 * 86400.0), room.world.clock
    for day in range(20):
        clock.at(
            START + timedelta(days=day),
            lambda: room.world.say(room.anna, room.anna, "a day's answer"),
        )
    async with running(bot.intake(), bot.timer()), asyncio.timeout(10):
        await clock.run_until(lambda: len(bot.rang) == 20)
    expected = [(START + timedelta(days=day + 3)).timestamp() for day in range(20)]
    assert bot.rang == pytest.approx(expected, abs=0.01)
    assert clock.now() == pytest.approx(START + timedelta(days=22), abs=timedelta(seconds=1))


async def test_the_clock_stands_still_while_an_update_is_unconfirmed_or_the_bot_is_gone(room: Room) -> None:
    clock = room.world.clock
    winder = asyncio.create_task(clock.wind())
    clock.at(START + timedelta(hours=1), lambda: None)
    room.world.say(room.anna, room.anna, "one")
    (update,) = (await room.call("getUpdates"))["result"]
    answer = await room.page("idle", until=None, offset=update["update_id"])
    assert (
        answer["now"] == START.timestamp()
    )  # it was handed out and is not confirmed: answered at once, unmoved
    gone = asyncio.create_task(room.page("idle", until=None, offset=update["update_id"] + 1))
    clock.paused = True
    await asyncio.sleep(0.05)
    gone.cancel()  # as a killed bot's connection does
    await asyncio.sleep(0.05)
    clock.paused = False
    await asyncio.sleep(0.05)
    assert clock.now() == START
    answer = await room.page("idle", until=None, offset=update["update_id"] + 1)
    assert answer["now"] == (START + timedelta(hours=1)).timestamp()
    assert not clock.stuck
    waiting = asyncio.create_task(room.page("idle", until=None, offset=update["update_id"] + 1))
    await asyncio.sleep(0.05)
    assert clock.stuck
    room.world.say(room.anna, room.anna, "two")
    async with asyncio.timeout(2):
        await waiting
    winder.cancel()


async def test_a_bot_that_backs_off_from_polling_still_reaches_its_moment(room: Room) -> None:
    winder = asyncio.create_task(room.world.clock.wind())
    room.world.say(room.anna, room.anna, "nobody fetches this")
    until = START + timedelta(seconds=30)
    async with asyncio.timeout(3):
        answer = await room.page("idle", until=until.timestamp(), offset=0)
    assert answer["now"] == until.timestamp()
    winder.cancel()


async def test_pace_keeps_real_time_between_two_players_and_pause_stops_them(room: Room) -> None:
    clock, made = room.world.clock, list[float]()
    loop = asyncio.get_running_loop()
    clock.pace = 0.1
    for _ in range(3):
        clock.at(START, lambda: made.append(loop.time()))
    async with running(clock.wind()):
        await asyncio.sleep(0.15)
        clock.paused = True
        await asyncio.sleep(0.15)
        assert len(made) == 2
        clock.paused = False
        await asyncio.sleep(0.15)
    assert len(made) == 3
    assert made[1] - made[0] >= 0.1


async def test_with_a_person_playing_the_clock_follows_the_wall(room: Room) -> None:
    clock = room.world.clock
    clock.at(START + timedelta(days=9), lambda: None)
    room.seats.add(Seat("anna", "Anna", "party", room.anna, "farmers"))
    await room.page("seat", seat="anna", taken=True)
    async with running(clock.wind()):
        await asyncio.sleep(0.4)
        slow = clock.now() - START
        await room.page("idle", until=None, offset=0)
        fast = clock.now() - START
    assert timedelta(seconds=0.2) < slow < timedelta(seconds=1)
    assert timedelta(seconds=10) < fast < timedelta(seconds=60)


# --- the page


async def test_the_page_sees_each_chat_as_its_person_does_and_can_act(room: Room) -> None:
    room.seats.add(Seat("anna", "Anna", "party", room.anna, "farmers"))
    sent = await room.call("sendMessage", chat_id=room.anna, text="Ready?", reply_markup=keyboard("Yes", "y"))
    assert (await room.page("say", user=room.anna, chat=room.anna, text="wait"))["ok"]
    assert (
        await room.page(
            "press", user=room.anna, chat=room.anna, message=sent["result"]["message_id"], data="y"
        )
    )["ok"]
    assert (await room.page("open", user=room.bert, url="https://t.me/draagvlak_oefen_bot?start=t0k"))["ok"]
    assert not (await room.page("open", user=room.bert, url="https://example.org/"))["ok"]
    views = (await room.look("chat", user=room.anna, chat=room.anna))["messages"]
    assert [(view["from"], view["text"]) for view in views] == [
        ("me", "/start"),
        ("bot", "Ready?"),
        ("me", "wait"),
    ]
    assert views[1]["buttons"] == [[{"label": "Yes", "data": "y", "url": None}]]
    assert (await room.look("chat", user=room.bert, chat=room.anna))["messages"] == []
    table = await room.look("seats")
    assert (table["title"], table["phase"], table["ended"], table["group"]) == ("Polder", 1, False, None)
    anna = {"id": "anna", "name": "Anna", "role": "party", "party": "farmers", "taken": False}
    assert table["seats"] == [anna | {"user": room.anna, "chat": room.anna}]


async def test_news_reaches_a_listening_page(room: Room) -> None:
    async with room.http.get(f"{room.url}/rehearsal/events") as response:
        await response.content.readuntil(b"\n\n")
        room.world.say(room.anna, room.anna, "hello")
        room.seats.report(phase=2)
        first, second = [json.loads((await response.content.readuntil(b"\n\n"))[6:]) for _ in range(2)]
    assert (first["type"], first["chat"]) == ("message", room.anna)
    assert second == {"type": "progress", "phase": 2, "ended": False, "now": START.isoformat()}


async def test_the_page_itself_is_served_and_nothing_beside_it(room: Room) -> None:
    async with room.http.get(f"{room.url}/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
    for path in ("/server.py", "/..%2fclock.py", "/absent.js"):
        async with room.http.get(room.url + path) as response:
            assert response.status == 404


async def test_only_loopback_is_served_and_only_by_its_own_name(room: Room) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        async with room.http.get(f"{room.url}/rehearsal/seats", headers=headers) as response:
            assert response.status == 403
    with pytest.raises(ValueError, match="loopback"):
        await serve(make_app(room.world), "0.0.0.0")  # noqa: S104 - that it is refused is the test


# --- the transcript


async def test_the_transcript_has_every_update_and_call_in_order(room: Room, tmp_path: Path) -> None:
    room.seats.add(Seat("anna", "Anna", "party", room.anna, "farmers"))
    room.world.say(room.anna, room.anna, "hello")
    await room.call("sendMessage", chat_id=room.anna, text="hi")
    await room.refused("sendMessage", chat_id=room.bert, text="hi")
    lines = [json.loads(line) for line in (tmp_path / "transcript.jsonl").read_text().splitlines()]
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    update, call, refused = lines[-3:]
    assert (update["kind"], update["method"], update["seat"]) == ("update", "message", "anna")
    assert (call["kind"], call["method"], call["result"]["text"]) == ("call", "sendMessage", "hi")
    assert (refused["error"]["error_code"], refused["delivered"]) == (403, False)
    assert lines == room.transcript.entries


# --- python-telegram-bot


async def test_python_telegram_bot_works_against_it_from_end_to_end(room: Room) -> None:
    world = room.world
    chat = world.create_group(room.anna, "Polder")
    world.add_bot(chat, room.anna, admin=True)
    bot = Bot(TOKEN, base_url=f"{room.url}/bot")
    async with bot:
        assert bot.username == "draagvlak_oefen_bot"
        await bot.delete_webhook()
        assert await bot.set_my_commands([BotCommand("help", "Help")], language_code="nl")
        assert (await bot.get_my_commands(language_code="nl"))[0].command == "help"
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
        sent = await bot.send_message(room.anna, "Ready?", reply_markup=markup)
        world.press(room.anna, room.anna, sent.id, "y")
        updates = await bot.get_updates(allowed_updates=["message", "callback_query"])
        query = updates[-1].callback_query
        assert query
        assert query.data == "y"
        assert await query.answer("Thanks")
        room.pass_time(seconds=20)
        with pytest.raises(BadRequest, match="too old"):
            await query.answer()
        document = await bot.send_document(
            room.anna, b"%PDF-1.7 ...", filename="agreement.pdf", caption="Done"
        )
        assert document.document
        assert document.document.file_name == "agreement.pdf"
        assert document.caption == "Done"
        again = await bot.send_document(room.anna, document.document.file_id)
        assert again.document
        async with room.http.get(f"{room.url}/rehearsal/file/{document.document.file_id}") as response:
            assert (await response.read(), response.content_type) == (b"%PDF-1.7 ...", "application/pdf")


async def test_python_telegram_bot_in_a_group_with_polls_members_and_errors(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # without it the library warns of its own RetryAfter
    world = room.world
    chat = world.create_group(room.anna, "Polder")
    world.add_bot(chat, room.anna, admin=True)
    async with Bot(TOKEN, base_url=f"{room.url}/bot") as bot:
        poll = await bot.send_poll(chat, "Which?", ["A", "B"], is_anonymous=False)
        world.vote(room.anna, chat, poll.id, [1])
        *_, answered, totals = await bot.get_updates()
        assert answered.poll_answer
        assert answered.poll_answer.option_ids == (1,)
        assert totals.poll
        assert (await bot.stop_poll(chat, poll.id)).options[1].voter_count == 1
        with pytest.raises(BadRequest, match="already been closed"):
            await bot.stop_poll(chat, poll.id)
        assert await bot.pin_chat_message(chat, poll.id)
        assert await bot.set_message_reaction(chat, poll.id, "👍")
        assert (await bot.get_chat(chat)).title == "Polder"
        assert (await bot.get_chat_member(chat, room.anna)).status == "creator"
        assert (await bot.get_chat_member(chat, room.bert)).status == "left"
        assert (await bot.get_chat_member(chat, bot.id)).status == "administrator"
        assert await bot.get_chat_member_count(chat) == 2
        assert len(await bot.get_chat_administrators(chat)) == 2
        with pytest.raises(Forbidden):
            await bot.send_message(room.bert, "hello")
        new = world.migrate(chat)
        with pytest.raises(ChatMigrated) as moved:
            await bot.send_message(chat, "hello")
        assert moved.value.new_chat_id == new
        room.faults.add(Fault("refuse", "sendMessage", code=429, retry_after=3))
        with pytest.raises(RetryAfter):
            await bot.send_message(new, "hello")
        room.faults.add(Fault("refuse", "getUpdates", code=409))
        with pytest.raises(Conflict):
            await bot.get_updates()
        await bot.leave_chat(new)
        with pytest.raises(Forbidden, match="not a member"):
            await bot.send_message(new, "hello")
