"""The local Telegram's groups: rights, refusals, topics and voices, over real HTTP, in Telegram's own words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot
from telegram_room import TOKEN, Room, keyboard, open_room

from rehearsal.errors import WrongMove

WANTED = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
NO = "400 Bad Request: message can't be deleted"
NO_IN_BASIC = f"{NO} for everyone"


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with open_room() as opened:
        await opened.updates(allowed_updates=WANTED)
        yield opened


def bodies(updates: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [update[kind] for update in updates if kind in update]


def group_of(room: Room, *, supergroup: bool = True, **bot: Any) -> int:
    """Anna's group with Bert and, as `bot` says, the bot."""
    chat = room.world.create_group(room.anna, "Polder", supergroup=supergroup)
    room.world.add_member(chat, room.bert, room.anna)
    return room.world.add_bot(chat, room.anna, **bot)


async def post(room: Room, chat: int, text: str = "hello", **more: Any) -> int:
    room.pass_time(seconds=3)
    answer = await room.call("sendMessage", chat_id=chat, text=text, **more)
    number: int = answer["result"]["message_id"]
    return number


# --- deleting


async def test_a_plain_member_deletes_its_own_messages_only_and_for_two_days(room: Room) -> None:
    for supergroup, no in ((False, NO_IN_BASIC), (True, NO)):
        chat = group_of(room, supergroup=supergroup)
        theirs = room.world.say(room.bert, chat, "/start but private")
        mine, old = await post(room, chat), await post(room, chat)
        assert await room.refused("deleteMessage", chat_id=chat, message_id=theirs) == no
        assert (await room.call("deleteMessage", chat_id=chat, message_id=mine))["result"] is True
        again = await room.refused("deleteMessage", chat_id=chat, message_id=mine)
        assert again == "400 Bad Request: message to delete not found"
        room.pass_time(hours=48)
        assert await room.refused("deleteMessage", chat_id=chat, message_id=old) == no
        seen = [message.id for message in room.world.visible(room.bert, chat)]
        assert theirs in seen
        assert mine not in seen


async def test_in_a_basic_group_every_admin_deletes(room: Room) -> None:
    chat = group_of(room, supergroup=False, admin=True)
    theirs = room.world.say(room.bert, chat, "a private answer")
    assert (await room.call("deleteMessage", chat_id=chat, message_id=theirs))["ok"]
    assert "a private answer" not in [message.text for message in room.world.visible(room.anna, chat)]
    room.world.demote(chat, room.world.bot.id, room.anna)
    theirs = room.world.say(room.bert, chat, "/another")
    assert await room.refused("deleteMessage", chat_id=chat, message_id=theirs) == NO_IN_BASIC


async def test_in_a_supergroup_it_takes_the_right(room: Room) -> None:
    chat = group_of(room, rights=["can_pin_messages"])
    theirs = room.world.say(room.bert, chat, "a private answer")
    assert await room.refused("deleteMessage", chat_id=chat, message_id=theirs) == NO
    room.world.promote(chat, room.world.bot.id, room.anna, rights=["can_delete_messages"])
    assert (await room.call("deleteMessage", chat_id=chat, message_id=theirs))["ok"]
    born = min(room.world.chats[chat].messages)
    assert await room.refused("deleteMessage", chat_id=chat, message_id=born) == NO
    assert await room.refused("deleteMessage", chat_id=chat) == (
        "400 Bad Request: message identifier is not specified"
    )


async def test_what_people_delete_is_gone_for_the_bot_without_an_update(room: Room) -> None:
    chat = group_of(room, admin=True)
    said = room.world.say(room.bert, chat, "oops")
    await room.updates()
    room.world.delete(room.bert, chat, said)
    assert await room.updates() == []
    refusal = await room.refused("deleteMessage", chat_id=chat, message_id=said)
    assert refusal == "400 Bad Request: message to delete not found"
    with pytest.raises(WrongMove):
        room.world.delete(room.bert, chat, await post(room, chat))


# --- roles and rights


async def test_promotion_and_demotion_come_with_the_rights(room: Room) -> None:
    chat = group_of(room)
    await room.updates()
    room.world.promote(chat, room.world.bot.id, room.anna, rights=["can_delete_messages"])
    room.world.promote(chat, room.world.bot.id, room.anna, rights=["can_delete_messages"])  # nothing new
    room.world.promote(chat, room.world.bot.id, room.anna, rights=["can_pin_messages"])
    room.world.demote(chat, room.world.bot.id, room.anna)
    changes = bodies(await room.updates(), "my_chat_member")
    news = [change["new_chat_member"] for change in changes]
    assert [one["status"] for one in news] == ["administrator", "administrator", "member"]
    assert [one.get("can_delete_messages") for one in news] == [True, False, None]
    assert [change["old_chat_member"]["status"] for change in changes] == ["member", *["administrator"] * 2]
    assert changes[1]["old_chat_member"]["can_delete_messages"] is True
    assert changes[0]["from"]["id"] == room.anna


async def test_choosing_rights_makes_a_basic_group_a_supergroup(room: Room) -> None:
    chat = group_of(room, supergroup=False)
    new = room.world.promote(chat, room.world.bot.id, room.anna, rights=["can_delete_messages"])
    assert new != chat
    refused = await room.call("sendMessage", chat_id=chat, text="hello")
    assert refused["parameters"] == {"migrate_to_chat_id": new}
    member = (await room.call("getChatMember", chat_id=new, user_id=room.world.bot.id))["result"]
    assert (member["can_delete_messages"], member["can_restrict_members"]) == (True, False)
    basic = group_of(room, supergroup=False, admin=True)
    member = (await room.call("getChatMember", chat_id=basic, user_id=room.world.bot.id))["result"]
    assert (member["can_delete_messages"], member["can_promote_members"]) == (True, False)
    migrated = room.world.migrate(basic)
    kept = (await room.call("getChatMember", chat_id=migrated, user_id=room.world.bot.id))["result"]
    assert kept == member


async def test_python_telegram_bot_reads_rights_and_admins(room: Room) -> None:
    chat = group_of(room, rights=["can_delete_messages", "can_manage_topics"])
    async with Bot(TOKEN, base_url=f"{room.url}/bot") as bot:
        me = await bot.get_chat_member(chat, bot.id)
        assert (me.can_delete_messages, me.can_pin_messages) == (True, False)  # type: ignore[attr-defined]
        admins = {one.user.id: one.status for one in await bot.get_chat_administrators(chat)}
        assert admins == {room.anna: "creator", bot.id: "administrator"}
        assert (await bot.get_chat_member(chat, room.bert)).status == "member"
    refusal = await room.refused("pinChatMessage", chat_id=chat, message_id=await post(room, chat))
    assert refusal == "400 Bad Request: not enough rights to manage pinned messages in the chat"
    refusal = await room.refused("restrictChatMember", chat_id=chat, user_id=room.bert, permissions={})
    assert refusal == "400 Bad Request: not enough rights to restrict/unrestrict chat member"
    room.world.promote(chat, room.world.bot.id, room.anna)
    assert (await room.call("restrictChatMember", chat_id=chat, user_id=room.bert, permissions={}))["ok"]
    with pytest.raises(WrongMove):
        room.world.say(room.bert, chat, "let me speak")


async def test_members_come_and_go_by_update_and_by_service_message(room: Room) -> None:
    chat = group_of(room, admin=True)
    await room.updates()
    carla = room.world.add_user("Carla", "nl")
    room.world.join_by_link(chat, carla)
    came = await room.updates()
    assert bodies(came, "chat_member")[0]["new_chat_member"]["user"]["id"] == carla
    assert bodies(came, "chat_member")[0]["from"]["id"] == carla
    assert bodies(came, "message")[0]["new_chat_members"][0]["first_name"] == "Carla"
    room.world.remove_member(chat, carla, room.anna, noted=False)  # a large group: no service message
    (went,) = await room.updates()
    assert went["chat_member"]["new_chat_member"]["status"] == "kicked"
    room.world.demote(chat, room.world.bot.id, room.anna)
    await room.updates()
    room.world.add_member(chat, carla, room.anna)  # no admin: only what the group itself is told
    assert [next(k for k in u if k != "update_id") for u in await room.updates()] == ["message"]


async def test_who_leaves_while_muted_stays_restricted_and_is_no_member(room: Room) -> None:
    chat = group_of(room, admin=True)
    room.world.mute(chat, room.bert, room.anna)
    await room.updates()
    room.world.remove_member(chat, room.bert, room.bert)
    (change,) = bodies(await room.updates(), "chat_member")
    assert [change[side]["status"] for side in ("old_chat_member", "new_chat_member")] == ["restricted"] * 2
    assert change["new_chat_member"]["is_member"] is False
    member = (await room.call("getChatMember", chat_id=chat, user_id=room.bert))["result"]
    assert (member["status"], member["is_member"]) == ("restricted", False)
    assert (await room.call("getChatMemberCount", chat_id=chat))["result"] == 2
    room.world.join_by_link(chat, room.bert)
    with pytest.raises(WrongMove):
        room.world.say(room.bert, chat, "back")


async def test_a_muted_bot_and_one_where_only_admins_write_are_refused(room: Room) -> None:
    chat = group_of(room)
    await room.updates()
    room.world.mute(chat, room.world.bot.id, room.anna)
    (change,) = bodies(await room.updates(), "my_chat_member")
    assert change["new_chat_member"]["status"] == "restricted"
    assert change["new_chat_member"]["is_member"] is True
    refusal = await room.refused("sendMessage", chat_id=chat, text="hello")
    assert refusal == "400 Bad Request: not enough rights to send text messages to the chat"
    room.world.mute(chat, room.world.bot.id, room.anna, muted=False)
    await room.updates()
    room.world.silence(chat, room.anna)
    assert await room.updates() == []
    assert "not enough rights to send text messages" in await room.refused(
        "sendMessage", chat_id=chat, text="hello"
    )
    room.world.promote(chat, room.world.bot.id, room.anna)
    assert await post(room, chat)


# --- the bot's own coming and going


async def test_the_bot_is_removed_and_added_again(room: Room) -> None:
    for supergroup, kind in ((False, "group chat"), (True, "supergroup chat")):
        chat = group_of(room, supergroup=supergroup, admin=True)
        await room.updates()
        room.world.remove_member(chat, room.world.bot.id, room.anna)
        gone = await room.updates()
        (change,) = bodies(gone, "my_chat_member")
        assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == (
            "administrator",
            "kicked",
        )
        assert bodies(gone, "message")[0]["left_chat_member"]["id"] == room.world.bot.id
        assert await room.refused("sendMessage", chat_id=chat, text="hello") == (
            f"403 Forbidden: bot was kicked from the {kind}"
        )
        room.world.say(room.bert, chat, "/status")
        assert await room.updates() == []
        room.world.add_bot(chat, room.anna)
        back = await room.updates()
        assert bodies(back, "my_chat_member")[0]["new_chat_member"]["status"] == "member"
        assert bodies(back, "message")[0]["new_chat_members"][0]["is_bot"] is True
        assert await post(room, chat)


async def test_a_deleted_group_refuses_and_sends_nothing(room: Room) -> None:
    basic, large, lost = (group_of(room, supergroup=kind) for kind in (False, True, True))
    await room.updates()
    with pytest.raises(WrongMove):
        room.world.delete_group(basic, room.bert)
    room.world.delete_group(basic, room.anna)
    room.world.delete_group(large, room.anna)
    room.world.delete_group(lost, room.anna, forgotten=True)
    assert await room.updates() == []
    assert [
        await room.refused("sendMessage", chat_id=chat, text="hello") for chat in (basic, large, lost)
    ] == [
        "403 Forbidden: the group chat was deleted",
        "403 Forbidden: bot was kicked from the supergroup chat",
        "400 Bad Request: chat not found",
    ]
    assert (await room.call("getChat", chat_id=basic))["result"]["title"] == "Polder"  # still readable
    assert "the group chat was deleted" in await room.refused("getChatMemberCount", chat_id=basic)
    assert room.world.visible(room.bert, basic) == []


async def test_an_upgraded_group_is_read_by_its_old_id_and_written_by_its_new(room: Room) -> None:
    chat = group_of(room, supergroup=False)
    await room.updates()
    new = room.world.migrate(chat)
    old_says, new_says = bodies(await room.updates(), "message")
    assert (old_says["chat"]["id"], old_says["migrate_to_chat_id"]) == (chat, new)
    assert (new_says["chat"]["id"], new_says["migrate_from_chat_id"]) == (new, chat)
    assert (await room.call("getChat", chat_id=chat))["result"]["id"] == chat
    for method in ("getChatMemberCount", "getChatAdministrators"):
        assert (await room.call(method, chat_id=chat))["parameters"] == {"migrate_to_chat_id": new}


async def test_a_second_group_and_a_new_title(room: Room) -> None:
    first, second = group_of(room), group_of(room)
    assert first != second
    await room.updates()
    room.world.rename_group(second, room.anna, "Dorp")
    (note,) = bodies(await room.updates(), "message")
    assert (note["chat"]["id"], note["chat"]["title"], note["new_chat_title"]) == (second, "Dorp", "Dorp")
    assert (await room.call("getChat", chat_id=second))["result"]["title"] == "Dorp"
    assert (await room.call("getChat", chat_id=first))["result"]["title"] == "Polder"
    assert room.transcript.group_text(second).splitlines()[-1].endswith("een andere naam gegeven: Dorp")


# --- voices


async def test_an_anonymous_admin_has_no_identity_but_their_press_has(room: Room) -> None:
    chat = group_of(room, admin=True)
    card = await post(room, chat, reply_markup=keyboard("Yes", "y"))
    await room.updates()
    room.world.say_as_admin(room.anna, chat, "/status")
    room.world.press(room.anna, chat, card, "y")
    said, pressed = await room.updates()
    assert said["message"]["from"]["id"] == 1087968824
    assert said["message"]["sender_chat"]["id"] == chat
    assert str(room.anna) not in str(said)
    assert pressed["callback_query"]["from"]["id"] == room.anna
    assert "Polder: /status" in room.transcript.group_text(chat)
    with pytest.raises(WrongMove):
        room.world.say_as_admin(room.bert, chat, "me too")


async def test_a_linked_channel_s_posts_and_people_who_write_as_a_channel(room: Room) -> None:
    chat = group_of(room, admin=True)
    channel = room.world.link_channel(chat, room.anna, "Poldernieuws")
    own = room.world.create_channel(room.bert, "Bert schrijft")
    await room.updates()
    room.world.post_in_channel(channel, "Vergadering op 3 mei")
    room.world.say_as_channel(room.bert, chat, own, "hallo")
    forwarded, written = bodies(await room.updates(), "message")
    assert (forwarded["from"]["id"], forwarded["is_automatic_forward"]) == (777000, True)
    assert forwarded["sender_chat"] == {"id": channel, "type": "channel", "title": "Poldernieuws"}
    assert forwarded["forward_origin"]["chat"]["id"] == channel
    assert (written["from"]["id"], written["sender_chat"]["id"]) == (136817688, own)
    assert (await room.call("getChat", chat_id=chat))["result"]["linked_chat_id"] == channel
    async with Bot(TOKEN, base_url=f"{room.url}/bot") as bot:
        room.world.post_in_channel(channel, "nog een")
        (update,) = await bot.get_updates(offset=room.drained)
        assert update.message
        assert update.message.is_automatic_forward
    with pytest.raises(WrongMove):
        room.world.say_as_channel(room.bert, chat, channel, "not mine")


async def test_without_privacy_mode_a_plain_member_bot_hears_all(room: Room) -> None:
    chat = group_of(room)
    assert (await room.call("getMe"))["result"]["can_read_all_group_messages"] is False
    await room.updates()
    room.world.say(room.bert, chat, "not for the bot")
    assert await room.updates() == []
    room.world.privacy = False
    room.world.say(room.bert, chat, "for all")
    assert [message["text"] for message in bodies(await room.updates(), "message")] == ["for all"]
    assert (await room.call("getMe"))["result"]["can_read_all_group_messages"] is True


# --- topics


async def test_topics_carry_their_thread_and_general_none(room: Room) -> None:
    chat = room.world.make_forum(group_of(room, admin=True), room.anna)
    await room.updates()
    topic = room.world.topic(chat, room.anna, "Bus")
    room.world.say(room.bert, chat, "in the topic", topic=topic)
    room.world.say(room.bert, chat, "in general")
    made, inside, general = bodies(await room.updates(), "message")
    assert made["forum_topic_created"]["name"] == "Bus"
    assert inside["chat"]["is_forum"] is True
    assert (inside["message_thread_id"], inside["is_topic_message"]) == (topic, True)
    assert inside["reply_to_message"]["message_id"] == topic  # it answers what made the topic
    assert "message_thread_id" not in general
    sent = await room.call("sendMessage", chat_id=chat, text="here", message_thread_id=topic)
    assert sent["result"]["message_thread_id"] == topic
    room.pass_time(seconds=3)
    reply = {"message_id": inside["message_id"]}
    answered = await room.call("sendMessage", chat_id=chat, text="and here", reply_parameters=reply)
    assert answered["result"]["message_thread_id"] == topic
    assert (await room.call("getChat", chat_id=chat))["result"]["is_forum"] is True


async def test_a_reply_in_general_names_a_thread_that_is_no_topic(room: Room) -> None:
    chat = room.world.make_forum(group_of(room, admin=True), room.anna)
    first = room.world.say(room.anna, chat, "who comes?")
    await room.updates()
    room.world.say(room.bert, chat, "I do", reply_to=first)
    (reply,) = bodies(await room.updates(), "message")
    assert reply["message_thread_id"] == first
    assert "is_topic_message" not in reply
    send = {"chat_id": chat, "text": "good", "message_thread_id": first}
    assert await room.refused("sendMessage", **send) == "400 Bad Request: message thread not found"


async def test_closed_unknown_and_deleted_topics_are_refused(room: Room) -> None:
    chat = room.world.make_forum(group_of(room), room.anna)
    topic = room.world.topic(chat, room.anna, "Bus")
    send = {"chat_id": chat, "text": "hello"}
    for thread in (1, 987, topic + 1):
        refusal = await room.refused("sendMessage", **send, message_thread_id=thread)
        assert refusal == "400 Bad Request: message thread not found"
    await room.updates()
    room.world.close_topic(chat, room.anna, topic)
    room.world.close_topic(chat, room.anna)  # General
    notes = bodies(await room.updates(), "message")
    assert ["forum_topic_closed" in note for note in notes] == [True, True]
    assert [note.get("message_thread_id") for note in notes] == [topic, None]
    for more in ({}, {"message_thread_id": topic}):
        assert await room.refused("sendMessage", **send, **more) == "400 Bad Request: TOPIC_CLOSED"
    with pytest.raises(WrongMove):
        room.world.say(room.bert, chat, "me", topic=topic)
    room.world.promote(chat, room.world.bot.id, room.anna, rights=["can_manage_topics"])
    assert await post(room, chat, message_thread_id=topic)
    room.world.demote(chat, room.world.bot.id, room.anna)
    room.world.reopen_topic(chat, room.anna, topic)
    assert await post(room, chat, message_thread_id=topic)
    room.world.delete_topic(chat, room.anna, topic)
    refusal = await room.refused("sendMessage", **send, message_thread_id=topic)
    assert refusal == "400 Bad Request: message thread not found"


async def test_elsewhere_a_thread_is_not_minded(room: Room) -> None:
    for supergroup in (False, True):
        chat = group_of(room, supergroup=supergroup)
        sent = await room.call("sendMessage", chat_id=chat, text="hello", message_thread_id=987)
        assert "message_thread_id" not in sent["result"]
    basic = group_of(room, supergroup=False)
    assert room.world.make_forum(basic, room.anna) != basic  # it becomes a supergroup by it
    assert await room.refused("sendMessage", chat_id=basic, text="hello") == (
        "400 Bad Request: group chat was upgraded to a supergroup chat"
    )


async def test_python_telegram_bot_understands_every_update_of_a_group(room: Room) -> None:
    world, chat = room.world, group_of(room, supergroup=False, admin=True)
    chat = world.make_forum(chat, room.anna)
    topic = world.topic(chat, room.anna, "Bus")
    world.say(room.bert, chat, "hello", topic=topic)
    world.say_as_admin(room.anna, chat, "hello", topic=topic)
    world.post_in_channel(world.link_channel(chat, room.anna, "Nieuws"), "hello")
    world.close_topic(chat, room.anna, topic)
    world.reopen_topic(chat, room.anna, topic)
    world.rename_group(chat, room.anna, "Dorp")
    world.mute(chat, room.bert, room.anna)
    world.remove_member(chat, room.bert, room.bert)
    world.remove_member(chat, world.bot.id, room.anna)
    async with Bot(TOKEN, base_url=f"{room.url}/bot") as bot:
        updates = await bot.get_updates(offset=room.drained)
    unread = [update.api_kwargs for update in updates if update.api_kwargs]
    assert unread == []
    messages = [update.message for update in updates if update.message]
    assert [m.forum_topic_created.name for m in messages if m.forum_topic_created] == ["Bus"]
    assert [m.message_thread_id for m in messages if m.text][:2] == [topic, topic]
    assert [m.new_chat_title for m in messages if m.new_chat_title] == ["Dorp"]
    assert updates[-1].message
    assert updates[-1].message.left_chat_member


# --- commands


async def test_each_person_is_offered_the_commands_of_the_nearest_scope(room: Room) -> None:
    chat = group_of(room)

    async def register(name: str, language: str = "", **scope: Any) -> None:
        commands = [{"command": name, "description": "x"}]
        more = {"scope": scope} if scope else {}
        assert (await room.call("setMyCommands", commands=commands, language_code=language, **more))["ok"]

    await register("everywhere")
    await register("private", type="all_private_chats")
    await register("prive", "nl", type="all_private_chats")
    await register("groups", type="all_group_chats")
    await register("admins", type="all_chat_administrators")
    await register("mediator", type="chat", chat_id=str(room.anna))
    menu = room.world.menu
    assert menu(room.anna, room.anna) == ["mediator"]
    assert menu(room.bert, room.bert) == ["private"]
    carla = room.world.add_user("Carla", "nl")
    assert menu(carla, carla) == ["prive"]
    assert (menu(room.anna, chat), menu(room.bert, chat)) == (["admins"], ["groups"])
    await register("here", type="chat_member", chat_id=chat, user_id=room.bert)
    assert menu(room.bert, chat) == ["here"]
    for scope, refusal in (
        ({"type": "planet"}, "Unsupported type specified"),
        ({"type": "chat"}, "Empty chat_id specified"),
        ({"type": "chat_member", "chat_id": chat}, "Invalid user_id specified"),
    ):
        said = await room.refused("setMyCommands", commands=[], scope=scope)
        assert said == f"400 Bad Request: can't parse BotCommandScope: {refusal}"
    scope = {"type": "chat", "chat_id": 77}
    assert await room.refused("setMyCommands", commands=[], scope=scope) == (
        "400 Bad Request: chat not found"
    )


async def test_a_reaction_needs_no_right_and_stands_on_its_message(room: Room) -> None:
    chat = group_of(room)
    said = room.world.say(room.bert, chat, "/start")
    react = {"chat_id": chat, "message_id": said}
    assert (await room.call("setMessageReaction", **react, reaction=[{"type": "emoji", "emoji": "👍"}]))["ok"]
    assert room.world.chats[chat].messages[said].reaction == "👍"
    assert (await room.call("setMessageReaction", **react, reaction=[]))["ok"]
    two = [{"type": "emoji", "emoji": "👍"}] * 2
    assert await room.refused("setMessageReaction", **react, reaction=two) == (
        "400 Bad Request: REACTION_INVALID"
    )
    assert await room.refused("setMessageReaction", chat_id=chat, message_id=99) == (
        "400 Bad Request: message to react not found"
    )
