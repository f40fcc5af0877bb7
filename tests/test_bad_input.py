"""What people do that nobody asked for: one helpful sentence in their language, and nothing changed or lost."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from local import Local

from handlers.catalogues import Sentences

SENTENCES = Sentences.load()
LANGUAGES = ("nl", "en")
pytestmark = pytest.mark.asyncio(loop_scope="module")


def sentence(key: str, language: str) -> str:
    """A sentence as it is read, without the marks of bold and what stands in its places."""
    return SENTENCES.sentence(key, language).split("{")[0].replace("**", "").strip()


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=LANGUAGES)
async def at_table(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Local, int, str]]:
    """A person at the first question of substance, in one language and then in the other."""
    language = str(request.param)
    folder: Path = tmp_path_factory.mktemp(f"bad_input_{language}")
    async with Local(folder, language) as local:
        await local.create()
        # Telegram itself in the other language: what the person chose counts.
        person = local.person("Wim Kuijsten", LANGUAGES[1 - LANGUAGES.index(language)])
        await local.seat("Boeren", person)
        await local.onboard(person, LANGUAGES.index(language))
        assert wording("p1_story", language) in local.last(person)
        yield local, person, language


def wording(prompt: str, language: str) -> str:
    from bot.run import load_script  # noqa: PLC0415

    return load_script().wording(prompt, language).split("{")[0]


def kept(local: Local) -> dict[str, set[tuple[Any, ...]]]:
    """All the store remembers, but for what came in and what is said."""
    tables = ("words", "roles", "people", "groups", "timers", "audit")
    found = {table: set(local.stored(f"SELECT * FROM {table}")) for table in tables}  # noqa: S608
    states = {(address, json.dumps(state)) for address, state in local.states("").items()}
    return found | {"machines": states}


async def unchanged(local: Local, person: int, asked: str = "p1_story") -> None:
    """Nothing was kept, and the question in front is still the same."""
    assert local.words() == []
    assert local.interview(person)["front"]["prompt"] == asked


async def test_an_unknown_command(at_table: tuple[Local, int, str]) -> None:
    local, person, language = at_table
    before = kept(local)
    assert sentence("command.unknown", language) in await local.say(person, "/abracadabra")
    assert kept(local) == before


async def test_a_mediators_command_from_a_party(at_table: tuple[Local, int, str]) -> None:
    local, person, language = at_table
    before = kept(local)
    for command in ("/next", "/uitnodigen Vrienden", "/new Iets", "/peiling P1"):
        assert await local.say(person, command) == sentence("command.mediator_only", language)
    assert kept(local) == before


async def test_a_photo_and_a_voice_note(at_table: tuple[Local, int, str]) -> None:
    local, person, language = at_table
    before = kept(local)
    for kind, key in (("photo", "media.other"), ("voice", "media.voice"), ("document", "media.other")):
        local.world.send_media(person, person, kind)
        await local.settled()
        assert local.last(person) == sentence(key, language)
    assert kept(local) == before


async def test_a_stale_button(at_table: tuple[Local, int, str]) -> None:
    local, person, language = at_table
    before = kept(local)
    first = next(one for one in local.world.visible(person, person) if one.buttons)
    await local.press_data(person, first, str(first.buttons[0][0].data))
    assert sentence("already_answered", language) in local.from_bot(person)[-2]
    assert wording("p1_story", language) in local.last(person)
    assert kept(local) == before


async def test_a_foreign_and_a_forged_button(at_table: tuple[Local, int, str]) -> None:
    local, person, language = at_table
    before = kept(local)
    mediators = next(
        one for one in reversed(local.world.visible(local.mediator, local.mediator)) if one.buttons
    )
    own = next(one for one in reversed(local.world.visible(person, person)) if one.buttons)
    heard = local.last(local.mediator)
    for data in (str(mediators.buttons[0][0].data), "x" * 16, "seat:p1", "{}"):
        assert await local.press_data(person, own, data) == sentence("button.old", language)
    assert local.last(local.mediator) == heard
    assert kept(local) == before


async def test_an_edited_message_where_the_first_counts(at_table: tuple[Local, int, str]) -> None:
    local, person, language = at_table
    before = kept(local)
    message = local.world.say(person, person, "/waar")
    await local.settled()
    local.world.edit(person, person, message, "iets anders")
    await local.settled()
    assert sentence("edited.first_counts", language) in local.last(person)
    assert kept(local) == before


async def test_a_link_used_twice_a_wrong_one_and_one_of_somebody_who_sits_already(
    at_table: tuple[Local, int, str],
) -> None:
    local, person, language = at_table
    link = await local.invite("Natuur")
    friend, stranger = local.person("Femke", language), local.person("Karel", language)
    local.world.open_link(friend, link)
    await local.settled()
    assert sentence("link.claimed", language) in local.last(friend)
    wrong = link[:-4] + "AAAA"
    for user, url, key in (
        (stranger, link, "link.not_valid"),
        (stranger, wrong, "link.not_valid"),
        (stranger, link.split("-")[0], "link.not_valid"),
        (person, link, "link.already_in"),
    ):
        local.world.open_link(user, url)
        await local.settled()
        assert local.last(user) == sentence(key, language)
    await unchanged(local, person)


async def test_text_from_somebody_unknown(at_table: tuple[Local, int, str]) -> None:
    local, _, language = at_table
    passer_by = local.person("Niemand", language)
    local.world.open_link(passer_by, f"https://t.me/{local.world.bot.username}")
    assert await local.say(passer_by, "hallo") == sentence("who_are_you", language)


async def test_commands_in_the_group_are_answered_in_private(at_table: tuple[Local, int, str]) -> None:
    local, person, language = at_table
    group = local.world.create_group(local.mediator, "Het plein")
    local.world.add_member(group, person, local.mediator)
    local.world.add_bot(group, local.mediator, admin=True)
    await local.settled()
    await local.press_first(local.mediator)
    before = kept(local)
    for user, command in ((person, "/waar"), (local.mediator, "/next"), (person, "/publish")):
        posts = len(local.from_bot(user, group))
        local.world.say(user, group, command)
        await local.settled()
        assert local.last(user) == sentence("command.in_private", language)
        assert len(local.from_bot(user, group)) == posts
    card = next(one for one in local.world.visible(person, group) if one.sender == local.world.bot.id)
    own = next(one for one in reversed(local.world.visible(person, person)) if one.buttons)
    await local.press_data(person, card, str(own.buttons[0][0].data), group)
    assert local.toasts(person) == [sentence("button.old", language)]
    assert kept(local) == before


async def test_what_the_mediator_was_not_asked_for(at_table: tuple[Local, int, str]) -> None:
    local, _, language = at_table
    before = kept(local)
    for text, key in (
        ("zomaar iets", "desk.nothing_asked"),
        ("/waar", "command.not_here"),
        ("/skip", "command.not_here"),
    ):
        assert await local.say(local.mediator, text) == sentence(key, language)
    local.world.send_media(local.mediator, local.mediator, "voice")
    await local.settled()
    assert local.last(local.mediator) == sentence("media.at_desk", language)
    assert kept(local) == before


async def test_an_answer_of_ten_thousand_characters_is_kept_whole_with_its_question(
    at_table: tuple[Local, int, str],
) -> None:
    local, person, language = at_table
    long = " ".join(f"p1_{number}" for number in range(1400))[:10_000].strip()
    answered = await local.say(person, long)
    assert local.interview(person)["front"]["prompt"] == "p1_stake"
    texts = local.texts()
    kept = [texts[one["id"]] for one in local.interview(person)["answers"]["p1_story"]["words"]]
    assert len(kept) == len(local.words()) == 3
    assert "".join(kept).replace(" ", "") == long.replace(" ", "")
    assert answered == sentence("long.added", language)
    assert local.from_bot(person).count(answered) == 1


async def test_an_answer_that_is_edited_counts_as_its_writer_says(at_table: tuple[Local, int, str]) -> None:
    local, person, language = at_table
    await local.pass_by(minutes=1)
    message = local.world.say(person, person, "Er komt te veel verkeer door onze straat.")
    await local.settled()
    local.world.edit(person, person, message, "Er komt te veel zwaar verkeer door onze straat.")
    await local.settled()
    asked = sentence("edited.which", language).split("{first}", maxsplit=1)[0]
    assert local.last(person).startswith(asked)
    await local.press(person, sentence("edited.use_new", language))
    assert sentence("edited.used_new", language) in local.from_bot(person)
    kept_texts = local.texts()
    assert "Er komt te veel verkeer door onze straat." in kept_texts.values(), "both are kept"
    state = local.interview(person)
    counted = [one["id"] for answer in state["answers"].values() for one in answer["words"]]
    texts = [kept_texts[id] for id in (*counted, *(one["id"] for one in state["entries"]))]
    assert "Er komt te veel zwaar verkeer door onze straat." in texts
    assert "Er komt te veel verkeer door onze straat." not in texts


async def test_a_long_answer_is_measured_as_telegram_does_and_may_be_cut_between_paragraphs(
    at_table: tuple[Local, int, str],
) -> None:
    local, person, language = at_table
    while local.interview(person)["front"]["prompt"] != "p1_history":
        await local.say(person, "/skip")
    for asked, following, long in (
        ("p1_history", "p1_alternative", "\N{RED APPLE} appel " * 1500),
        ("p1_alternative", "p1_procedures", "Een zin. " * 240 + "\n" + "x" * 1990 + "\n" + "Een zin. " * 300),
    ):
        await local.pass_by(minutes=1)
        await local.say(person, long)
        assert local.interview(person)["front"]["prompt"] == following
        assert len(local.interview(person)["answers"][asked]["words"]) > 1
        assert local.last(person) == sentence("long.added", language)
    await local.pass_by(minutes=1)


async def test_text_where_a_button_was_asked(at_table: tuple[Local, int, str]) -> None:
    local, person, language = at_table
    while local.interview(person)["front"]["prompt"] != "p1_will":
        await local.say(person, "/skip")
    before = local.words()
    answer = await local.say(person, "best graag")
    assert local.from_bot(person)[-2] == sentence("press_a_button", language)
    assert wording("p1_will", language) in answer
    await local.say(person, "99")
    assert local.from_bot(person)[-2] == sentence("press_a_button", language)
    assert local.words() == before
    await local.say(person, "4")
    assert local.interview(person)["elaborating"] == 3


async def test_when_no_question_is_open(at_table: tuple[Local, int, str]) -> None:
    local, person, language = at_table
    await local.say(person, "/skip")
    assert local.interview(person)["front"] is None
    before = kept(local)
    for text in ("nog iets", "3", "/skip", "/klaar"):
        assert await local.say(person, text) == sentence("nothing_asked", language)
    assert kept(local) == before
