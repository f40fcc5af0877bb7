"""The group chat over a local Telegram: linking, rights, who is inside, topics, and what is typed there by mistake."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from local import Local

from flows.effects import Circle, Keep, Lane, Release
from flows.kept import digest
from storage import Outgoing, Transaction
from storage.vault import digest_of

CANARY = "Wij willen verkopen"


class Group:
    """A mediation of two parties with a linked group in which the bot has all rights."""

    def __init__(self, local: Local) -> None:
        self.local = local
        self.world = local.world
        self.chat = 0
        self.farmer = local.person("Bert Boer")
        self.town = local.person("Truus Stad")

    async def open(self, *, supergroup: bool = True, **bot: Any) -> Group:
        local = self.local
        await local.create()
        await local.seat("Boeren", self.farmer)
        await local.seat("Stad", self.town)
        self.chat = await self.make(supergroup=supergroup, **bot)
        await local.press(local.mediator, "Ja, gebruik")
        return self

    async def make(self, title: str = "Polder", *, supergroup: bool = True, **bot: Any) -> int:
        """A group of the mediator's with both parties and the bot in it."""
        mediator = self.local.mediator
        chat = self.world.create_group(mediator, title, supergroup=supergroup)
        for user in (self.farmer, self.town):
            self.world.add_member(chat, user, mediator)
        chat = self.world.add_bot(chat, mediator, **(bot or {"admin": True}))
        await self.local.settled()
        return chat

    async def types(self, user: int, text: str, **more: Any) -> int:
        number = self.world.say(user, self.chat, text, **more)
        await self.local.settled()
        return number

    def there(self, number: int) -> bool:
        return number in [one.id for one in self.world.visible(self.town, self.chat)]

    def told(self, user: int | None = None) -> str:
        return "\n".join(self.local.from_bot(user or self.local.mediator))

    def posts(self) -> list[str]:
        return [
            one.text
            for one in self.world.visible(self.town, self.chat)
            if one.sender == self.world.bot.id and one.service is None
        ]

    @property
    def state(self) -> dict[str, Any]:
        return next(iter(self.local.states("mediation:").values()))


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    async with Local(tmp_path) as opened:
        yield opened


@pytest.fixture
async def group(local: Local) -> Group:
    return await Group(local).open()


# ------------------------------------------------------------------ the bot explains itself


async def test_it_explains_itself_once_and_says_how_to_reach_it(group: Group) -> None:
    (hello,) = group.posts()
    assert "Ik ben een bot" in hello
    assert f"https://t.me/{group.world.bot.username}" in hello
    await group.local.say(group.local.mediator, "/groep")
    group.world.remove_member(group.chat, group.world.bot.id, group.local.mediator)
    await group.local.settled()
    assert "Ik ben uit de groep gehaald" in group.told()
    group.world.add_bot(group.chat, group.local.mediator, admin=True)
    await group.local.settled()
    await group.local.press(group.local.mediator, "Ja, gebruik")
    assert group.state["group"]["chat"] == group.chat
    assert len(group.posts()) == 1


async def test_in_a_case_of_two_languages_it_explains_itself_in_both(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        group = Group(local)
        group.town = local.person("Tess Town", "en")
        await group.open()
        (hello,) = group.posts()
        assert "Ik ben een bot" in hello
        assert "I am a bot" in hello


async def test_help_in_the_group_is_short_and_not_repeated(group: Group) -> None:
    await group.types(group.farmer, "/help")
    await group.types(group.town, "/help")
    assert len(group.posts()) == 2
    assert len(group.posts()[-1]) < 300
    assert "/uitnodigen" not in group.posts()[-1]


# ------------------------------------------------------------------ what is typed there by mistake


async def test_a_private_answer_is_taken_out_and_its_author_told_where_to_answer(group: Group) -> None:
    number = await group.types(group.farmer, CANARY)
    assert not group.there(number)
    assert "heb ik het weggehaald" in group.local.last(group.farmer)
    assert "Boeren typte iets" not in group.told()
    assert CANARY not in str(group.local.words())
    assert CANARY.encode() not in group.local.store.read_bytes()
    assert CANARY not in group.told()


async def test_several_in_a_row_are_all_taken_out_and_said_once(group: Group) -> None:
    heard = len(group.local.from_bot(group.farmer))
    numbers = [await group.types(group.farmer, text) for text in (CANARY, "en ook dit", "en dat")]
    assert not any(group.there(one) for one in numbers)
    assert len(group.local.from_bot(group.farmer)) == heard + 1


async def test_where_it_may_not_delete_the_author_and_the_mediator_hear_so_without_content(
    local: Local,
) -> None:
    group = await Group(local).open(rights=["can_pin_messages"])
    number = await group.types(group.farmer, CANARY)
    assert group.there(number)
    assert "ik mag het niet weghalen" in local.last(group.farmer)
    assert "Boeren typte iets in de groep" in local.last(local.mediator)
    assert CANARY not in group.told()


async def test_what_the_mediator_types_stays(group: Group) -> None:
    assert group.there(await group.types(group.local.mediator, "Tot morgen allemaal"))


async def test_opened_for_talk_people_type_and_only_an_answer_to_the_bot_goes(group: Group) -> None:
    await group.local.say(group.local.mediator, "/groep")
    await group.local.press(group.local.mediator, "Open de groep voor gesprek")
    assert "Dit is precies wat de groep te zien krijgt" in group.told()
    assert len(group.posts()) == 1
    assert group.there(await group.types(group.farmer, "Goedemorgen"))
    hello = next(
        one.id
        for one in group.world.visible(group.town, group.chat)
        if one.sender == group.world.bot.id and one.text
    )
    assert not group.there(await group.types(group.farmer, CANARY, reply_to=hello))


async def test_words_behind_a_command_are_taken_out_too(group: Group) -> None:
    number = await group.types(group.farmer, f"/vraagaan {CANARY}")
    assert not group.there(number)
    assert "werken alleen hier" in group.local.last(group.farmer)


# ------------------------------------------------------------------ who is inside


async def test_a_stranger_is_reported_by_name_until_gone(group: Group) -> None:
    carla = group.local.person("Carla Krant")
    group.world.add_member(group.chat, carla, group.farmer)
    await group.local.settled()
    assert "Carla Krant is in de groep gekomen" in group.told()
    await group.local.say(group.local.mediator, "/groep")
    assert "Carla Krant" in group.local.last(group.local.mediator)
    group.world.remove_member(group.chat, carla, group.local.mediator)
    await group.local.settled()
    assert "De groep klopt" in group.local.last(group.local.mediator)
    assert group.state["group"]["others"] == []


async def test_an_observer_whom_all_accept_is_one_of_them(group: Group) -> None:
    carla = group.local.person("Carla Krant")
    group.world.add_member(group.chat, carla, group.farmer)
    await group.local.settled()
    await group.local.press(group.local.mediator, "Carla Krant mag meelezen")
    assert "Carla Krant mag meelezen" in group.told()
    assert "De groep klopt" in group.local.last(group.local.mediator)
    assert ("accepted an observer in the group",) in group.local.stored("SELECT act FROM audit")


async def test_who_left_while_muted_is_missing(group: Group) -> None:
    """Telegram keeps such a person's status as restricted."""
    group.world.mute(group.chat, group.farmer, group.local.mediator)
    group.world.remove_member(group.chat, group.farmer, group.farmer)
    await group.local.settled()
    assert "Nog niet in de groep: Boeren" in group.local.last(group.local.mediator)


async def put_post(group: Group) -> None:
    """A message with a party's words, as a mediator's press leaves it behind: waiting to be sent."""
    await group.local.stop()
    mediation = group.state["id"]
    say = {"parts": ["Belangen:", {"t": "quote", "id": "w1", "marks": True}]}
    words = Keep(
        id="w1",
        mediation=mediation,
        party="p1",
        user=group.farmer,
        kind="interest",
        prompt="p3_confirm_interest",
        script_version=1,
        circle=Circle.ATTRIBUTED,
        text=CANARY,
        at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    going = Release(
        mediation=mediation, ids=("w1",), circle=Circle.ATTRIBUTED, approved_by=group.local.mediator
    )
    post = Outgoing(
        key="x",
        mediation=mediation,
        chat=group.chat,
        kind="post",
        body=json.dumps(say),
        lane=Lane.BROADCAST,
    )

    def leave(tx: Transaction) -> None:
        tx.keep(words)
        tx.release(going)
        tx.put(post)

    await group.local.changed(leave)
    await group.local.start()
    await group.local.settled()


async def test_the_register_is_compared_before_words_of_parties_are_posted(local: Local) -> None:
    """A stranger whom no update told of: the count alone gives them away."""
    group = await Group(local).open(admin=False)
    carla = local.person("Carla Krant")
    group.world.join_by_link(group.chat, carla, noted=False)
    await put_post(group)
    assert not any(CANARY in one for one in group.posts())
    assert "Dit bericht is nog niet geplaatst" in local.last(local.mediator)
    group.world.remove_member(group.chat, carla, local.mediator, noted=False)
    await local.press(local.mediator, "Plaats het nu")
    assert sum(CANARY in one for one in group.posts()) == 1


async def test_with_the_registered_alone_it_is_posted(group: Group) -> None:
    await put_post(group)
    assert sum(CANARY in one for one in group.posts()) == 1


# ------------------------------------------------------------------ what happens to the group


async def test_an_upgraded_group_goes_on_under_its_new_number(local: Local) -> None:
    group = await Group(local).open(supergroup=False)
    group.chat = group.world.migrate(group.chat)
    await local.settled()
    assert group.state["group"]["chat"] == group.chat
    await group.types(group.farmer, "/help")
    assert "Ik ben een bot" in group.posts()[-1]
    await local.say(local.mediator, "/groep")
    assert "De groep klopt" in group.told()


async def test_a_look_under_the_old_number_is_done_under_the_new_one(local: Local) -> None:
    """Only the refusal tells of the upgrade; the errand does not go round for ever."""
    group = await Group(local).open(supergroup=False)
    await local.stop()
    group.chat = group.world.migrate(group.chat)
    group.world.queue.drop()
    await local.start()
    await local.settled()
    await local.say(local.mediator, "/groep")
    assert group.state["group"]["chat"] == group.chat
    assert local.stored("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')") == [(0,)]


async def test_rights_taken_are_said_with_what_no_longer_works(group: Group) -> None:
    group.world.demote(group.chat, group.world.bot.id, group.local.mediator)
    await group.local.settled()
    assert "een privéantwoord weghalen" in group.local.last(group.local.mediator)
    assert "Beheerders" in group.local.last(group.local.mediator)
    group.world.promote(group.chat, group.world.bot.id, group.local.mediator)
    await group.local.settled()
    assert "alles doen wat nodig is" in group.told()


async def test_a_bot_without_a_voice_holds_the_message_until_it_has_one(group: Group) -> None:
    group.world.demote(group.chat, group.world.bot.id, group.local.mediator)
    group.world.silence(group.chat, group.local.mediator)
    await put_post(group)
    assert "geen berichten meer plaatsen" in group.local.last(group.local.mediator)
    group.world.silence(group.chat, group.local.mediator, silent=False)
    await group.local.press(group.local.mediator, "Plaats het nu")
    assert sum(CANARY in one for one in group.posts()) == 1


@pytest.mark.parametrize("forgotten", [False, True])
async def test_a_deleted_group_is_found_out_and_another_takes_its_place(
    group: Group, forgotten: bool
) -> None:
    group.world.delete_group(group.chat, group.local.mediator, forgotten=forgotten)
    await group.local.say(group.local.mediator, "/groep")
    assert "Ik kan niet meer bij de groep" in group.told()
    assert group.state["group"] is None
    group.chat = await group.make("Polder twee")
    await group.local.press(group.local.mediator, "Ja, gebruik Polder twee")
    assert "Ik ben een bot" in group.posts()[-1]


async def test_a_new_title_is_known(group: Group) -> None:
    group.world.rename_group(group.chat, group.local.mediator, "Dorp")
    await group.local.say(group.local.mediator, "/groep")
    assert "Dorp" in group.local.from_bot(group.local.mediator)[-1]


async def test_a_second_group_takes_the_place_only_when_the_mediator_says_so(group: Group) -> None:
    first = group.chat
    second = await group.make("Nieuw")
    assert "heeft al een groep" in group.local.last(group.local.mediator)
    assert group.state["group"]["chat"] == first
    await group.local.press(group.local.mediator, "Ja, gebruik Nieuw")
    assert group.state["group"]["chat"] == second
    rows = group.local.stored("SELECT chat FROM groups")
    assert rows == [(second,)]


async def test_a_group_of_another_mediation_is_not_taken_over(group: Group) -> None:
    await group.local.create("Bruggen")
    await group.make("Bruggroep")
    assert "Voor welke bemiddeling is deze groep?" in group.local.last(group.local.mediator)
    await group.local.press(group.local.mediator, "Bruggen")
    await group.local.press(group.local.mediator, "Ja, gebruik Bruggroep")
    mediations = dict(group.local.stored("SELECT chat, mediation FROM groups"))
    assert len(set(mediations.values())) == 2
    # The same group offered to both: the first to link has it, and the other hears so.
    local, mediator = group.local, group.local.mediator
    third = await group.make("Van wie")
    which = next(one for one in reversed(group.world.visible(mediator, mediator)) if len(one.buttons) == 2)
    offers = []
    for row in which.buttons:
        await local.press_data(mediator, which, str(row[0].data))
        shown = group.world.visible(mediator, mediator)
        offers.append(next(one for one in reversed(shown) if "Ja, gebruik Van wie" in str(one.buttons)))
    for offer in offers:
        await local.press_data(mediator, offer, str(offer.buttons[0][0].data))
    assert "hoort al bij een andere bemiddeling" in group.told()
    now = dict(local.stored("SELECT chat, mediation FROM groups"))
    assert third in now
    assert len(set(now.values())) == len(now)
    assert len([one for one in group.world.visible(group.town, third) if "Welkom" in one.text]) == 1


# ------------------------------------------------------------------ voices and topics


async def test_an_anonymous_admin_is_asked_for_their_own_name(group: Group) -> None:
    group.world.say_as_admin(group.local.mediator, group.chat, "/status")
    group.world.say_as_admin(group.local.mediator, group.chat, "/status")
    await group.local.settled()
    assert [one for one in group.posts() if "van uw eigen naam" in one] == group.posts()[1:]
    assert len(group.posts()) == 2


async def test_the_channel_of_the_group_is_nobody(group: Group) -> None:
    channel = group.world.link_channel(group.chat, group.local.mediator, "Poldernieuws")
    group.world.post_in_channel(channel, "/status")
    await group.local.settled()
    assert len(group.posts()) == 1


async def test_posts_go_to_the_topic_the_mediator_chose_and_back_to_general(group: Group) -> None:
    world, mediator = group.world, group.local.mediator
    group.chat = world.make_forum(group.chat, mediator)
    topic = world.topic(group.chat, mediator, "Berichten")
    await group.types(mediator, "/hier", topic=topic)
    assert "in dit onderwerp" in group.local.last(mediator)
    await group.types(group.farmer, "/help")
    newest = world.visible(group.town, group.chat)[-1]
    assert "Ik ben een bot" in newest.text
    assert newest.thread == topic
    world.delete_topic(group.chat, mediator, topic)
    await put_post(group)
    assert "is weg of gesloten" in group.told()
    assert sum(CANARY in one for one in group.posts()) == 1
    assert group.state["group"]["topic"] == 0


async def test_a_closed_general_holds_the_message(group: Group) -> None:
    world, mediator = group.world, group.local.mediator
    group.chat = world.make_forum(group.chat, mediator)
    world.demote(group.chat, world.bot.id, mediator)
    world.close_topic(group.chat, mediator)
    await put_post(group)
    assert "in de groep is gesloten" in group.local.last(mediator)
    world.reopen_topic(group.chat, mediator)
    await group.local.press(mediator, "Plaats het nu")
    assert sum(CANARY in one for one in group.posts()) == 1


async def test_in_a_topic_what_answers_its_first_message_is_no_answer_to_the_bot(group: Group) -> None:
    world, mediator = group.world, group.local.mediator
    group.chat = world.make_forum(group.chat, mediator)
    await group.local.say(mediator, "/groep")
    await group.local.press(mediator, "Open de groep voor gesprek")
    topic = world.topic(group.chat, mediator, "Bus")
    assert group.there(await group.types(group.farmer, "Wie rijdt er mee?", topic=topic))


def test_the_digest_of_a_test_word_is_the_vaults() -> None:
    assert digest_of(CANARY).startswith(digest(CANARY))
