"""Groups with topics, as people make and close them. Knows nothing of what is said in them."""

from __future__ import annotations

from rehearsal.errors import WrongMove
from rehearsal.groups import Groups
from rehearsal.model import GENERAL, Chat, JsonObject, Topic

ICON = 7322096  # the colour a topic gets by itself
LONGEST_NAME = 128


class Forums(Groups):
    """Topics. A topic's id is that of the service message that made it; General is 1 and has no thread id."""

    def make_forum(self, chat: int, by: int) -> int:
        """Turn a group's topics on; return its id, a new one where it had to become a supergroup first."""
        group = self._acting(chat, by)
        if not group.may(by, "can_change_info"):
            raise WrongMove("only an admin turns topics on")
        if group.type == "group":
            group = self.group(self.migrate(chat))
        group.forum, group.topics = True, {GENERAL: Topic(GENERAL, "General")}
        return group.id

    def unmake_forum(self, chat: int, by: int) -> None:
        """Turn topics off: what was in them stands in one line again."""
        group = self._forum(chat, by)
        group.forum, group.topics = False, {}

    def topic(self, chat: int, by: int, name: str) -> int:
        """Make a topic; return its id, the `message_thread_id` to send to."""
        group = self._forum(chat, by)
        if not 1 <= len(name) <= LONGEST_NAME:
            raise WrongMove(f"a topic's name is 1 to {LONGEST_NAME} long")
        message = self.post(chat, by, service={"forum_topic_created": {"name": name, "icon_color": ICON}})
        message.thread = message.id
        group.topics[message.id] = Topic(message.id, name)
        self._tell_note(group, message)
        return message.id

    def close_topic(self, chat: int, by: int, topic: int = GENERAL) -> None:
        """Close a topic: only admins who may manage topics write there, others get `TOPIC_CLOSED`."""
        self._toggle(chat, by, topic, closed=True)

    def reopen_topic(self, chat: int, by: int, topic: int = GENERAL) -> None:
        """Open a closed topic again."""
        self._toggle(chat, by, topic, closed=False)

    def delete_topic(self, chat: int, by: int, topic: int) -> None:
        """Delete a topic with all its messages. No update tells the bot so."""
        group = self._managed(chat, by)
        if topic == GENERAL or topic not in group.topics:
            raise WrongMove(f"topic {topic} cannot be deleted")
        del group.topics[topic]
        for message in list(group.messages.values()):
            if message.thread == topic and not message.deleted:
                message.deleted = True
                self.spread("deleted", message)

    def _toggle(self, chat: int, by: int, topic: int, *, closed: bool) -> None:
        group = self._managed(chat, by)
        if topic not in group.topics or group.topics[topic].closed == closed:
            raise WrongMove(f"topic {topic} is not there or is so already")
        group.topics[topic].closed = closed
        service: JsonObject = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
        self._note(group, by, service, None if topic == GENERAL else topic)

    def _managed(self, chat: int, by: int) -> Chat:
        group = self._forum(chat, by)
        if not group.may(by, "can_manage_topics"):
            raise WrongMove("only an admin who may manage topics does this")
        return group

    def _forum(self, chat: int, by: int) -> Chat:
        group = self._acting(chat, by)
        if not group.forum:
            raise WrongMove(f"group {chat} has no topics")
        return group
