"""Files with an answer: off by default, by content, small, sealed, for the mediator only, taken back and erased."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from keys import ring
from local import Local
from mediation import FARMERS, NATURE, PARTIES, Play
from room import MEDIATOR, SCRIPT, buttons, shown

from bot.fetching import download
from bot.file_kinds import file_kind
from flows import effects
from flows.events import Commanded, Pressed, Sender, SentFile
from flows.file_kinds import DOCUMENTS, MOST_FILE_BYTES, PICTURES, SOUNDS
from flows.interview.asking import as_message
from flows.interview.conversation import Interview
from flows.signals import Answer, Ask, FileKept
from handlers.catalogues import Sentences
from handlers.transport import make_bot
from storage import NotForThisReader, Reader, SealBroken, Transaction
from storage.migrate import migrate

SENTENCES = Sentences.load()
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def zipped(**members: bytes) -> bytes:
    """A zip file; double underscores in a name stand for slashes, and its first member is stored as it is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, data in members.items():
            target.writestr(name.replace("__", "/").replace("Content_Types", "[Content_Types].xml"), data)
    return made.getvalue()


ODT = zipped(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<x/>"})
DOCX = zipped(Content_Types=b"<x/>", **{"word__document.xml": b"<x/>"})
OPUS = b"OggS\x00\x02" + bytes(22) + b"OpusHead\x01" + bytes(60)
M4A = (
    b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00isom" + b"\x00\x00\x00\x21hdlr" + bytes(8) + b"soun" + bytes(40)
)
PDF = b"%PDF-1.7\n" + b"zeldzame-inhoud-van-een-pdf " * 40
EXE = b"MZ\x90\x00" + bytes(60) + b"This program cannot be run in DOS mode"


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("pdf", PDF),
        ("jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(20)),
        ("png", b"\x89PNG\r\n\x1a\n" + bytes(20)),
        ("webp", b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(20)),
        ("ogg", OPUS),
        ("mp3", b"ID3\x04" + bytes(20)),
        ("mp3", b"\xff\xfb\x90\x64" + bytes(20)),
        ("m4a", M4A),
        ("docx", DOCX),
        ("odt", ODT),
        ("txt", "Eén regel, met een ë.\r\n\tEn nog een.".encode()),
        ("txt", "\N{BYTE ORDER MARK}met een merk".encode()),
    ],
)
def test_what_is_kept_is_known_by_its_content(ending: str, data: bytes) -> None:
    kind = file_kind(data)
    assert kind is not None
    assert kind.ending == ending
    assert ending in PICTURES | SOUNDS | DOCUMENTS


@pytest.mark.parametrize(
    "data",
    [
        EXE,
        b"\x7fELF" + bytes(60),
        b"",
        b"   \n",
        b"GIF89a" + bytes(20),
        zipped(**{"x.txt": b"x"}),
        zipped(Content_Types=b"<x/>", **{"word__document.xml": b"<x/>", "word__vbaProject.bin": b"x"}),
        zipped(
            mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"", "Basic__a.xml": b""}
        ),
        EXE + DOCX,
        DOCX[: len(DOCX) // 2],
        M4A.replace(b"soun", b"vide"),
        b"OggS\x00\x02" + bytes(22) + b"\x80theora" + bytes(60),
        b"half \x1b]0;titel\x07",
        "Eén regel".encode("latin-1"),
        b"\xff\xfe" + "tekst".encode("utf-16-le"),
        b"RIFF\x10\x00\x00\x00AVI LIST" + bytes(20),
    ],
    ids=range(16),
)
def test_a_program_an_archive_a_video_and_what_is_broken_are_none_of_them(data: bytes) -> None:
    assert file_kind(data) is None


# ------------------------------------------------------------------ the store


def keep(id: str = "f1", party: str = "farmers", user: int = 11) -> effects.KeepFile:
    ask = Ask(id="p1_story", prompt="p1_story", edition=3)
    return effects.KeepFile(
        id=id,
        mediation="m",
        party=party,
        user=user,
        ask=ask,
        prompt="p1_story",
        script_version=1,
        file_id="x",
        size=9,
        address="interview:m:farmers",
        at=NOW,
    )


THE_MEDIATOR = Reader("m", "mediator", None, 1)


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(":memory:", isolation_level=None)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def tx(database: sqlite3.Connection) -> Transaction:
    return Transaction(database, ring())


def test_only_a_mediator_of_the_case_opens_a_file(tx: Transaction) -> None:
    tx.keep_file(keep(), "pdf", "application/pdf", PDF)
    file = tx.open_file(THE_MEDIATOR, "f1")
    assert (file.name, file.mime, file.data) == ("f1.pdf", "application/pdf", PDF)
    for reader in (
        Reader("m", "party", "farmers", 11),
        Reader("m", "party", "nature", 12),
        Reader("m", "group"),
        Reader("other", "mediator", None, 1),
    ):
        with pytest.raises(NotForThisReader):
            tx.open_file(reader, "f1")
    with pytest.raises(NotForThisReader):
        tx.open_file(THE_MEDIATOR, "f2")


def test_only_its_owner_takes_a_file_back(tx: Transaction) -> None:
    tx.keep_file(keep(), "pdf", "application/pdf", PDF)

    def drop(**differing: object) -> int:
        usual = {"mediation": "m", "party": "farmers", "user": 11, "ids": ("f1",)}
        return tx.drop_files(effects.DropFiles.model_validate({**usual, **differing}))

    assert drop(party="nature") == drop(user=12) == drop(mediation="other") == drop(ids=("f2",)) == 0
    assert tx.open_file(THE_MEDIATOR, "f1").data == PDF
    assert drop() == 1
    with pytest.raises(NotForThisReader):
        tx.open_file(THE_MEDIATOR, "f1")


def test_a_file_moved_to_another_party_in_the_store_does_not_open(
    database: sqlite3.Connection, tx: Transaction
) -> None:
    tx.keep_file(keep(), "pdf", "application/pdf", PDF)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        database.execute("UPDATE kept_files SET party = 'nature'")
    database.execute("DROP TRIGGER kept_files_never_change")
    database.execute("UPDATE kept_files SET party = 'nature'")
    with pytest.raises(SealBroken):
        tx.open_file(THE_MEDIATOR, "f1")


# ------------------------------------------------------------------ the machines


def play(*, key: bool = True) -> Play:
    room = Play()
    room.setting = replace(room.setting, key=key)
    room.seat_all()
    for user in PARTIES:
        room.onboard(user)
    return room


def sends(room: Play, user: int, *, size: int = 1000, media: str = "photo", caption: str = "") -> Play:
    """Somebody sends a file, and where it is to be kept it is."""
    before = len(room.keeping)
    who = Sender(user=user, name="x", language="nl")
    room.raise_(f"person:{user}", SentFile(sender=who, file_id="x", size=size, media=media, caption=caption))
    for one in room.keeping[before:]:
        room.raise_(one.address, FileKept(id=one.id, user=one.user, ask=one.ask, kind="jpg"))
    return room


def test_off_by_default_and_said_as_before() -> None:
    room = play()
    assert "files.may" not in room.seen(FARMERS)
    assert sends(room, FARMERS).last(FARMERS) == ["media.other"]
    assert sends(room, FARMERS, media="voice").last(FARMERS) == ["media.voice"]
    assert not room.keeping
    assert room.interview(FARMERS).front is not None


def test_without_a_key_the_mediator_hears_what_the_operator_must_do() -> None:
    room = play(key=False)
    for wanted in ("on", "aan"):
        assert room.command(MEDIATOR, "files", wanted).last(MEDIATOR) == ["files.no_key"]
    assert room.command(MEDIATOR, "files").press(MEDIATOR, "button.files_on").last(MEDIATOR) == [
        "files.no_key"
    ]
    assert not room.mediation.files
    assert not room.interview(FARMERS).files
    assert sends(room, FARMERS).last(FARMERS) == ["media.other"]


def test_switched_on_each_party_reads_it_with_every_open_question_and_switched_off_no_longer() -> None:
    room = play()
    assert room.command(MEDIATOR, "files", "aan").last(MEDIATOR)[0] == "files.on"
    room.command(FARMERS, "skip")
    assert "files.may" in room.last(FARMERS)
    late = Play({**PARTIES, 13: ("Laat", False)})
    late.setting = replace(late.setting, key=True)
    late.command(MEDIATOR, "files", "on").seat(13, "Laat", government=False)
    assert "files.may" not in late.last(13), "nothing is sent before the consents"
    late.onboard(13)
    assert "files.may" in late.last(13), "a party that comes later may as well"
    room.command(MEDIATOR, "files").press(MEDIATOR, "button.files_off").command(FARMERS, "skip")
    assert "files.may" not in room.last(FARMERS)
    assert sends(room, FARMERS).last(FARMERS) == ["media.other"]


def test_before_the_consents_no_file_is_kept() -> None:
    room = Play()
    room.setting = replace(room.setting, key=True)
    room.command(MEDIATOR, "files", "on").seat_all()
    assert sends(room, FARMERS).last(FARMERS) == ["media.other"]
    for key in ("on_language", "on_intro", "on_confidential"):
        room.press(FARMERS, f"option:{key}:0")
    room.press(FARMERS, "option:on_consent_data:2").press(FARMERS, "button.done")
    assert room.interview(FARMERS).refused or room.interview(FARMERS).front
    sends(room, FARMERS)
    assert not room.keeping


def test_a_file_is_kept_with_its_question_and_the_question_stays() -> None:
    room = play()
    room.command(MEDIATOR, "files", "on")
    front = room.interview(FARMERS).front
    assert front is not None
    sends(room, FARMERS)
    assert room.last(FARMERS)[:2] == ["files.kept", "files.sort.picture"]
    assert room.last(FARMERS)[-1] == "files.in_words"
    kept = room.keeping[0]
    assert (kept.party, kept.user, kept.ask.id, kept.prompt) == ("p1", FARMERS, front.id, front.prompt)
    assert room.interview(FARMERS).front == front
    assert [one.id for one in room.interview(FARMERS).attached] == [kept.id]
    assert "files.came" in room.last(MEDIATOR)
    others = [user for user in PARTIES if user != FARMERS]
    assert not any("files.came" in room.seen(user) for user in others)
    room.say(FARMERS, "Op de foto staat de sloot.")
    assert room.interview(FARMERS).front != front


def test_what_is_written_under_a_photo_is_an_answer_in_words() -> None:
    room = play()
    room.command(MEDIATOR, "files", "on")
    front = room.interview(FARMERS).front
    assert front is not None
    sends(room, FARMERS, caption="Hier staat het water altijd.")
    assert room.keeping[0].ask.id == front.id
    assert "Hier staat het water altijd." in [one.text for one in room.words.values()]
    assert front.id in room.interview(FARMERS).answers
    assert "files.in_words" not in room.last(FARMERS)


def test_too_big_too_many_and_no_question_are_each_a_sentence() -> None:
    room = play()
    room.command(MEDIATOR, "files", "on")
    assert sends(room, FARMERS, size=MOST_FILE_BYTES + 1).last(FARMERS)[0] == "files.too_big"
    assert not room.keeping, "not even asked for"
    for _ in range(41):
        sends(room, FARMERS)
    assert room.last(FARMERS)[0] == "files.too_many"
    assert len(room.keeping) == 40
    room.answer(NATURE)
    assert sends(room, NATURE).last(NATURE) == ["files.no_question"]


@pytest.mark.parametrize(
    ("problem", "key"),
    [
        ("too_big", "files.too_big"),
        ("kind", "files.wrong_kind"),
        ("gone", "files.gone_at_telegram"),
        ("no_key", "files.no_key_for_party"),
    ],
)
def test_what_is_not_kept_is_said_with_what_to_do(problem: str, key: str) -> None:
    room = play()
    room.command(MEDIATOR, "files", "on")
    state = room.interview(FARMERS)
    refused = {"id": "f1", "user": FARMERS, "ask": state.front, "problem": problem}
    room.raise_(state.address, FileKept.model_validate(refused))
    assert room.last(FARMERS)[0] == key
    assert room.interview(FARMERS).front == state.front
    assert not room.mediation.attached
    assert ("files.no_key_now" in room.seen(MEDIATOR)) is (problem == "no_key")


def test_the_mediator_has_a_list_and_gets_a_file_and_nobody_else_does() -> None:
    room = play()
    room.command(MEDIATOR, "files", "on")
    sends(sends(room, FARMERS), NATURE)
    room.command(MEDIATOR, "files")
    assert buttons(room.told[MEDIATOR][-1]) == ["files.get", "files.get", "button.files_off"]
    room.press(MEDIATOR, "Natuur")
    assert room.last(MEDIATOR)[0] == "files.here"
    nature = next(one for one in room.keeping if one.user == NATURE)
    assert room.files[MEDIATOR] == [f"sealed:{nature.id}"]
    assert room.acts[-1] == "read a file"
    press = {"do": "file", "party": "p1", "file": room.keeping[0].id}
    for user in (FARMERS, NATURE):
        who = Sender(user=user, name="x", language="nl")
        room.raise_(room.address, Pressed(sender=who, press=press, chat=user, private=True))
        room.raise_(room.address, Commanded(sender=who, name="files"))
        assert not room.files[user]
        assert "files.list" not in room.seen(user)
    wrong = {**press, "party": "p3"}
    who = Sender(user=MEDIATOR, name="x", language="nl")
    room.raise_(room.address, Pressed(sender=who, press=wrong, chat=MEDIATOR, private=True))
    assert room.last(MEDIATOR) == ["files.gone"]


def test_a_file_with_a_reading_is_not_seen_before_all_have_read() -> None:
    room = play()
    room.command(MEDIATOR, "files", "on")
    state = room.interview(FARMERS)
    ask = Ask(id="p5_change:P1.1", prompt="p5_change", about="P1.1")
    waiting = {**room.mediation.waiting, "reading:P1.1": ("p3",)}
    room.states[room.address] = room.mediation.model_copy(update={"waiting": waiting})
    room.raise_(state.address, FileKept(id="f1", user=FARMERS, ask=ask, kind="jpg"))
    assert "files.came" not in room.seen(MEDIATOR)
    assert "files.none" in shown(room.command(MEDIATOR, "files").told[MEDIATOR][-1])
    left = {key: who for key, who in room.mediation.waiting.items() if key != "reading:P1.1"}
    room.states[room.address] = room.mediation.model_copy(update={"waiting": left})
    assert "files.list" in room.command(MEDIATOR, "files").last(MEDIATOR)


def test_its_owner_takes_it_back_alone_or_with_its_answer() -> None:
    room = play()
    room.command(MEDIATOR, "files", "on")
    sends(sends(room, FARMERS), FARMERS)
    first, second = (one.id for one in room.keeping)
    assert "files.mine" in room.command(FARMERS, "mydata").last(FARMERS)
    room.command(FARMERS, "withdraw").press(FARMERS, "files.row")
    assert room.last(FARMERS) == ["files.dropped"]
    assert room.dropped == {second}
    assert "files.withdrawn" in room.last(MEDIATOR)
    assert [one.id for one in room.mediation.attached["p1"]] == [first]
    room.press(FARMERS, "files.row", nth=0)
    assert room.last(FARMERS) == ["button.old"], "twice is once"
    asked = room.interview(FARMERS).front
    assert asked is not None
    room.say(FARMERS, "In woorden.").command(FARMERS, "withdraw")
    room.press(FARMERS, f"prompt:{asked.prompt}", nth=1)
    assert room.dropped == {first, second}, "with its answer"
    assert room.mediation.attached["p1"] == ()


def test_whoever_erases_their_private_answers_at_the_end_erases_their_files() -> None:
    room = play()
    room.command(MEDIATOR, "files", "on")
    sends(room, FARMERS)
    state = room.interview(FARMERS)
    answer = Answer(ask=Ask(id="p6_data", prompt="p6_data"), status="answered", choice=(1,), at=NOW)
    room.states[state.address] = state.model_copy(update={"answers": {**state.answers, "p6_data": answer}})
    who = Sender(user=FARMERS, name="x", language="nl")
    room.raise_(state.address, Pressed(sender=who, press={"do": "erase_mine"}, chat=FARMERS, private=True))
    assert room.dropped == {one.id for one in room.keeping}
    assert room.mediation.attached["p1"] == ()


def test_the_mediator_who_answers_for_a_party_is_not_told_that_only_the_mediator_reads_it() -> None:
    ask = Ask(id="p1_story", prompt="p1_story")
    for proxy in (False, True):
        state = Interview(mediation="m", party="p1", user=1, front=ask, files=True, proxy=proxy)
        assert ("files.may" in shown(as_message(state, SCRIPT))) is not proxy


def test_a_file_that_comes_when_somebody_else_sits_there_is_not_shown_to_them() -> None:
    room = play()
    room.command(MEDIATOR, "files", "on")
    state = room.interview(FARMERS)
    assert state.front is not None
    before = len(room.told[FARMERS])
    room.raise_(state.address, FileKept(id="f9", user=99, ask=state.front, kind="jpg"))
    assert len(room.told[FARMERS]) == before
    assert not room.interview(FARMERS).attached
    assert [one.id for one in room.mediation.attached["p1"]] == ["f9"], "the mediator keeps what was sent"


# ------------------------------------------------------------------ the bot itself


def sentence(key: str) -> str:
    return SENTENCES.sentence(key, "nl").split("{")[0].replace("**", "").strip()


@pytest_asyncio.fixture
async def local(tmp_path: Path) -> AsyncIterator[tuple[Local, int]]:
    """A party at the first question of substance, where files are allowed."""
    async with Local(tmp_path) as local:
        await local.create()
        person = local.person("Wim Kuijsten")
        await local.seat("Boeren", person)
        await local.onboard(person)
        await local.say(local.mediator, "/bestanden aan")
        yield local, person


async def send(local: Local, user: int, name: str, data: bytes, media: str = "document") -> str:
    local.world.send_file(user, user, name, data, media=media)
    await local.settled()
    return local.last(user)


def in_the_store(local: Local, part: bytes) -> bool:
    """Whether these bytes stand anywhere in the files of the store."""
    found = local.store.parent.glob("store.db*")
    return any(part in one.read_bytes() for one in found)


async def test_kept_sealed_sent_to_the_mediator_and_taken_back(local: tuple[Local, int]) -> None:
    bot, person = local
    assert await send(bot, person, "GEHEIM-ontslag.pdf", PDF) == await _kept(bot, person)
    bot.world.send_file(person, person, "x", OPUS, media="voice")
    await bot.settled()
    rows = bot.stored("SELECT kind, mime, prompt, length(sealed) FROM kept_files ORDER BY kept")
    assert rows[0] == ("pdf", "application/pdf", "p1_story", len(PDF) + 3 + 8 + 12 + 16)
    assert rows[1][:2] == ("ogg", "audio/ogg")
    assert not in_the_store(bot, b"zeldzame-inhoud-van-een-pdf")
    left = bot.stored("SELECT count(*) FROM outbox WHERE kind = 'work' AND sealed IS NOT NULL")
    assert left == [(0,)], "nor how to get it again"
    await bot.say(bot.mediator, "/bestanden")
    await bot.say(bot.mediator, "2")
    sent = next(one for one in reversed(bot.world.visible(bot.mediator, bot.mediator)) if one.file)
    assert sent.file is not None
    assert sent.file.data == PDF
    assert sent.file.name.endswith(".pdf")
    await bot.say(person, "/intrekken")
    assert await bot.say(person, "2") == sentence("files.dropped")
    assert [kind for (kind,) in bot.stored("SELECT kind FROM kept_files")] == ["ogg"]
    assert await bot.say(bot.mediator, "2") == sentence("files.gone")
    await bot.stop()
    assert not in_the_store(bot, b"zeldzame-inhoud-van-een-pdf")
    assert not in_the_store(bot, b"GEHEIM-ontslag"), "nor what its sender called it"
    assert in_the_store(bot, b"p1_story"), "it is looked for in the right place"


async def _kept(bot: Local, person: int) -> str:
    last = bot.last(person)
    assert last.startswith(sentence("files.kept"))
    return last


async def test_wrong_by_content_and_too_big_are_refused_and_nothing_is_kept(local: tuple[Local, int]) -> None:
    bot, person = local
    calls = len(bot.transcript.entries)
    assert (await send(bot, person, "groot.pdf", PDF + bytes(MOST_FILE_BYTES))).startswith(
        sentence("files.too_big")
    )
    asked = [one for one in bot.transcript.entries[calls:] if getattr(one, "method", "") == "getFile"]
    assert not asked, "by its announced size alone"
    assert await send(bot, person, "factuur.pdf", EXE) == sentence("files.wrong_kind")
    assert await send(bot, person, "foto.jpg", zipped(**{"x.exe": EXE})) == sentence("files.wrong_kind")
    assert bot.stored("SELECT count(*) FROM kept_files") == [(0,)]
    assert bot.interview(person)["front"]["prompt"] == "p1_story"


async def test_a_size_that_was_announced_wrongly_is_found_out_by_counting() -> None:
    """A Bot API that says 10 bytes and sends more than may be kept."""

    async def answer(request: web.Request) -> web.Response:
        if request.path.startswith("/file/"):
            return web.Response(body=PDF.ljust(MOST_FILE_BYTES + 1, b" "))
        told: dict[str, object] = {"id": 1, "is_bot": True, "first_name": "b", "username": "b_bot"}
        if request.path.endswith("/getFile"):
            told = {"file_id": "x", "file_unique_id": "u", "file_size": 10, "file_path": "documents/x"}
        return web.json_response({"ok": True, "result": told})

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    async with TestServer(app) as server, make_bot("4242:of-no-use", str(server.make_url(""))) as bot:
        assert await download(bot, "x", 10, MOST_FILE_BYTES) == "too_big"
        found = await download(bot, "x", 10, MOST_FILE_BYTES + 1)
        assert found.startswith(PDF)


async def test_a_file_that_was_taken_back_leaves_with_its_senders_words(local: tuple[Local, int]) -> None:
    bot, person = local
    await send(bot, person, "x.pdf", PDF)
    [(mediation, party)] = bot.stored("SELECT mediation, party FROM kept_files")

    def erase(tx: Transaction) -> None:
        tx.erase_own(mediation, party, person)
        tx.erase_own_files(mediation, party, person)

    await bot.stop()
    await bot.changed(erase)
    assert bot.stored("SELECT count(*) FROM kept_files") == [(0,)]


async def test_a_kept_file_is_erased_with_the_private_words(local: tuple[Local, int]) -> None:
    bot, person = local
    await send(bot, person, "x.pdf", PDF)
    assert bot.stored("SELECT count(*) FROM kept_files") == [(1,)]
    [(address,)] = bot.stored("SELECT address FROM machines WHERE address LIKE 'mediation:%'")
    await bot.stop()
    with sqlite3.connect(bot.store) as database:
        due = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp() * 1_000_000)
        database.execute(
            "INSERT INTO timers (key, due, address, event) VALUES ('x:erase', ?, ?, '{\"ring\": \"erase\"}')",
            (due, address),
        )
    database.close()
    await bot.start()
    await bot.pass_by(hours=6)
    assert bot.stored("SELECT count(*) FROM kept_files") == [(0,)]
    await bot.say(bot.mediator, "/bestanden")
    assert sentence("files.none") in bot.last(bot.mediator)
