"""A picture on its way: drawn for its reader, sent as a photo, refused as Telegram would, seen on the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest
from keys import OPERATOR
from local import TOKEN, Fault, Local
from PIL import Image
from telegram import Bot
from telegram.error import BadRequest
from test_leaks import FARMER, PROVINCE, STORY, call, found

from bot.letters import Letters
from bot.run import load_script
from flows.desk.pictures import BUSY, progress
from flows.effects import Circle, Keep, Lane, Release
from flows.messages import CardColumn, Cards, Look, Quote
from flows.phrases import say
from handlers.catalogues import Sentences
from handlers.transport import make_bot
from rehearsal.errors import Refusal
from rehearsal.model import File, Message
from rehearsal.photos import check, look_at
from rehearsal.sending import LONGEST_CAPTION
from rehearsal.server import make_app, serve
from storage import NotForThisReader, Outgoing, Store
from workshop.pool import Pool

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
GROUP = -700


def photos(local: Local, user: int) -> list[Message]:
    return [one for one in local.world.visible(user, user) if one.media == "photo"]


def png(width: int, height: int) -> bytes:
    buffer = BytesIO()
    Image.new("L", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


# ------------------------------------------------------------------ /status


async def test_the_mediators_overview_comes_with_a_picture_and_a_party_gets_none(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        person = local.person("Wim")
        await local.seat("Boeren", person)
        await local.onboard(person)
        text = await local.say(local.mediator, "/status")
        (photo,) = photos(local, local.mediator)
        assert photo.text == text
        assert "nog bezig: Boeren" in text
        assert photo.file
        seen = look_at(photo.file.data)
        assert seen
        assert seen.width == 1080
        assert "Boeren\n- de eerste gesprekken: nog bezig" in seen.says
        assert photo.buttons, "its buttons hang under the picture"
        assert "1" in await local.press_data(local.mediator, photo, str(photo.buttons[0][0].data))
        await local.say(person, "/status")
        assert photos(local, person) == []
        assert local.stored("SELECT count(*) FROM files") == [(0,)], "a picture is drawn, not kept"


async def test_without_a_picture_the_text_comes_alone_with_its_buttons(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        person = local.person("Wim")
        await local.seat("Boeren", person)
        local.faults.add(Fault("refuse", method="sendPhoto", code=400, times=1))
        text = await local.say(local.mediator, "/status")
        assert photos(local, local.mediator) == []
        assert "nog bezig: Boeren" in text
        assert local.world.visible(local.mediator, local.mediator)[-1].buttons


# ------------------------------------------------------------------ letters


class Post(NamedTuple):
    """A store, the letters over it, and a local Telegram that takes them."""

    local: Local
    store: Store
    letters: Letters
    bot: Bot

    async def send(self, chat: int, say_: object, *, user: int | None, edit: bool = False) -> int | None:
        body = say_.model_dump_json()  # type: ignore[attr-defined]
        key = f"k{len(self.local.transcript.entries)}"
        row = Outgoing(
            key=key,
            mediation="m",
            chat=chat,
            kind="post" if user is None else "tell",
            user=user,
            body=body,
            lane=Lane.NOTICE,
            handle="h" if edit else None,
            edit=edit,
        )
        await self.store.transact(lambda tx: tx.put(row))
        (due,) = await self.store.transact(lambda tx: tx.due_messages(NOW, 9))
        await self.store.transact(lambda tx: tx.sending(due.id, NOW))
        try:
            sent = await self.letters.send(due)
        except NotForThisReader:
            await self.store.transact(lambda tx: tx.refused(due.id, "not for this reader"))
            raise
        await self.store.transact(lambda tx: tx.sent(due.id, sent, NOW))
        return sent


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    local = Local(tmp_path)
    runner, port = await serve(make_app(local.world, transcript=local.transcript, faults=local.faults))
    store, pool = await Store.open(tmp_path / "letters.db", OPERATOR), Pool()
    try:
        async with make_bot(TOKEN, f"http://127.0.0.1:{port}") as bot:
            yield Post(local, store, Letters(store, bot, Sentences.load(), load_script(), pool), bot)
    finally:
        await pool.close()
        await store.close()
        await runner.cleanup()


async def people(post: Post) -> tuple[int, int]:
    """A party that said something, and another."""
    users = [post.local.person("Wim"), post.local.person("Els", "en")]
    for user in users:
        post.local.world.say(user, user, "/start")
    kept = Keep(
        id="w1",
        mediation="m",
        party="p1",
        user=users[0],
        kind="interest",
        prompt=None,
        script_version=1,
        circle=Circle.ANONYMOUS,
        text=STORY,
        at=NOW,
    )
    await post.store.transact(lambda tx: tx.keep(kept))
    for number, user in enumerate(users, start=1):
        await post.store.transact(lambda tx, u=user, n=number: tx.set_role("m", u, "party", f"p{n}"))  # type: ignore[misc]
        await post.store.transact(
            lambda tx, u=user, n=number: tx.set_person(u, ("nl", "en")[n - 1])  # type: ignore[misc]
        )
    return users[0], users[1]


MAP = say(
    "De kaart.",
    picture=Cards(
        title="Kaart", columns=(CardColumn(title="Gedeeld", look=Look.FULL, cards=(Quote(id="w1"),)),)
    ),
)


def newest(post: Post, user: int) -> Message:
    return post.local.world.visible(user, user)[-1]


def says(message: Message) -> str:
    seen = look_at(message.file.data) if message.file else None
    return seen.says if seen else ""


async def test_a_picture_is_opened_for_the_one_who_gets_it_and_nobody_else(post: Post) -> None:
    owner, other = await people(post)
    await post.send(owner, MAP, user=owner)
    assert STORY in says(newest(post, owner))
    await post.send(other, MAP, user=other)
    assert STORY not in says(newest(post, other))
    assert newest(post, other).media == "photo"
    released = Release(mediation="m", ids=("w1",), circle=Circle.ANONYMOUS, approved_by=1)
    await post.store.transact(lambda tx: tx.release(released))
    await post.send(other, MAP, user=other)
    assert STORY in says(newest(post, other))


async def test_a_picture_for_the_group_with_a_word_that_is_not_released_is_refused_whole(post: Post) -> None:
    await people(post)
    with pytest.raises(NotForThisReader):
        await post.send(GROUP, MAP, user=None)
    assert not [one for one in post.local.transcript.entries if one["method"].startswith("send")]


async def test_a_text_too_long_for_a_caption_comes_right_after_with_its_buttons(post: Post) -> None:
    owner, _ = await people(post)
    picture = progress("Hoe ver is iedereen?", ["een"], [("A", [BUSY])])
    fits = say("x" * LONGEST_CAPTION, picture=picture)
    await post.send(owner, fits, user=owner)
    assert newest(post, owner).media == "photo"
    await post.send(owner, say("🙂" * (LONGEST_CAPTION // 2) + "x", picture=picture), user=owner)
    photo, text = post.local.world.visible(owner, owner)[-2:]
    assert (photo.media, photo.text) == ("photo", "Hoe ver is iedereen?")
    assert (text.media, text.text[-1]) == (None, "x")


async def test_a_group_of_two_languages_reads_both_in_one_picture(post: Post) -> None:
    owner, _ = await people(post)
    group = post.local.world.create_group(owner, "Groep")
    post.local.world.add_bot(group, owner)
    await post.store.transact(lambda tx: tx.set_group(group, "m", ("nl", "en")))
    await post.send(group, say("x", picture=progress("T", ["een"], [("A", [BUSY])])), user=None)
    message = post.local.world.visible(owner, group)[-1]
    assert "A\n- een: nog bezig / still busy" in says(message)


async def test_a_message_under_a_picture_is_not_edited_but_sent_anew(post: Post) -> None:
    owner, _ = await people(post)
    first = say("een", picture=progress("T", ["een"], [("A", [BUSY])]))
    body = first.model_dump_json()
    row = Outgoing(
        key="first",
        mediation="m",
        chat=owner,
        kind="tell",
        user=owner,
        body=body,
        lane=Lane.NOTICE,
        handle="h",
    )
    await post.store.transact(lambda tx: tx.put(row))
    (due,) = await post.store.transact(lambda tx: tx.due_messages(NOW, 9))
    await post.store.transact(lambda tx: tx.sending(due.id, NOW))
    sent = await post.letters.send(due)
    await post.store.transact(lambda tx: tx.sent(due.id, sent, NOW))
    again = await post.send(owner, say("twee"), user=owner, edit=True)
    assert again != sent
    assert [one.text for one in post.local.world.visible(owner, owner)[-2:]] == ["een", "twee"]


# ------------------------------------------------------------------ the local Telegram


@pytest.mark.parametrize(
    ("photo", "caption", "refusal"),
    [
        (png(4, 4), "x" * (LONGEST_CAPTION + 1), "message caption is too long"),
        (b"geen plaatje", "", "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), "", "PHOTO_INVALID_DIMENSIONS"),
        (png(210, 10), "", "PHOTO_INVALID_DIMENSIONS"),
    ],
    ids=["caption", "no picture", "sides", "ratio"],
)
async def test_what_telegram_takes_for_no_photo_is_refused(
    post: Post, photo: bytes, caption: str, refusal: str
) -> None:
    owner, _ = await people(post)
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):  # python-telegram-bot writes capitals its own way
        await post.bot.send_photo(owner, photo, caption=caption)


def test_more_than_ten_megabytes_are_refused_before_they_are_looked_at() -> None:
    with pytest.raises(Refusal) as refused:
        check(File("", "x.png", "image/png", png(4, 4) + bytes(10 * 2**20)))
    size = 10 * 2**20 + len(png(4, 4))
    assert str(refused.value) == (
        f"Bad Request: file of size {size} bytes is too big for a photo; the maximum size is 10485760 bytes"
    )


async def test_a_photo_has_its_size_is_shown_on_the_page_and_stays_on_record(post: Post) -> None:
    owner, _ = await people(post)
    sent = await post.bot.send_photo(owner, png(30, 20), caption="Zo ver zijn we.", filename="x.png")
    assert [(one.width, one.height) for one in sent.photo] == [(30, 20)]
    url = str(post.bot.base_url).split("/bot", maxsplit=1)[0]
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{url}/rehearsal/chat", params={"user": owner, "chat": owner}) as answer,
    ):
        shown = (await answer.json())["messages"][-1]["document"]
        assert (shown["photo"], shown["alt"]) == (True, "Zo ver zijn we.")
        async with http.get(url + shown["url"]) as picture:
            assert (picture.content_type, await picture.read()) == ("image/png", png(30, 20))
    entry = post.local.transcript.entries[-1]
    assert (entry["method"], entry["body"]["photo"]["size"]) == ("sendPhoto", len(png(30, 20)))


async def test_what_stands_in_a_picture_is_on_record_and_looked_through_for_leaks(post: Post) -> None:
    owner, _ = await people(post)
    await post.send(owner, MAP, user=owner)
    photo = post.local.transcript.entries[-1]["body"]["photo"]
    assert f"- {STORY}" in photo["says"]
    (leak,) = found([call(PROVINCE, "", "sendPhoto", photo=photo)])
    assert leak.text == STORY
    assert found([call(FARMER, "", "sendPhoto", photo=photo)]) == []
