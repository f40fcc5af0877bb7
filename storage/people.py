"""Who reads what language and who is what in which mediation. Must not hold names or anything said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from storage.table import Table

Role = Literal["mediator", "observer", "party", "gone"]

SET_PERSON = """
INSERT INTO people (user, language) VALUES (:user, :language)
ON CONFLICT (user) DO UPDATE SET language = excluded.language
"""
PERSON = """
SELECT language FROM people WHERE user = :user
"""
SET_GROUP = """
INSERT INTO groups (chat, mediation, languages, expected, topic)
VALUES (:chat, :mediation, :languages, :expected, :topic)
ON CONFLICT (chat) DO UPDATE
SET languages = excluded.languages, expected = excluded.expected, topic = excluded.topic
WHERE groups.mediation = excluded.mediation
"""
GROUP = """
SELECT chat, mediation, languages, expected, topic FROM groups WHERE chat = :chat
"""
LEAVE_GROUPS = """
DELETE FROM groups WHERE mediation = :mediation AND chat <> :chat
"""
SET_TOPIC = """
UPDATE groups SET topic = :topic WHERE chat = :chat
"""
SET_ROLE = """
INSERT INTO roles (mediation, user, role, party) VALUES (:mediation, :user, :role, :party)
ON CONFLICT (mediation, user) DO UPDATE SET role = excluded.role, party = excluded.party
"""
ROLES = """
SELECT mediation, user, role, party FROM roles WHERE user = :user ORDER BY mediation
"""
MIGRATE_GROUP = """
UPDATE OR REPLACE groups SET chat = :new WHERE chat = :old
"""
# The messages stay behind in the old chat: under the new id Telegram does not know their numbers.
MIGRATE_OUTBOX = """
UPDATE outbox SET chat = :new, message_id = NULL WHERE chat = :old
"""
MIGRATE_BUTTONS = """
UPDATE buttons SET chat = :new WHERE chat = :old
"""
MIGRATE_HOLD = """
UPDATE OR REPLACE chat_holds SET chat = :new WHERE chat = :old
"""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group chat that belongs to a mediation. `expected`: who may be inside; `topic`: where its posts go."""

    chat: int
    mediation: str
    languages: tuple[str, ...]
    expected: tuple[int, ...] = ()
    topic: int = 0


@dataclass(frozen=True, slots=True)
class RoleRow:
    """What one user is in one mediation."""

    mediation: str
    user: int
    role: Role
    party: str | None


class People(Table):
    """Written by the engine from the machines' states, for whoever sends and translates."""

    def set_person(self, user: int, language: str) -> None:
        self._run(SET_PERSON, user=user, language=language)

    def language_of(self, chat: int) -> str:
        """The language of a person (whose private chat has their own id), or a group's first; else Dutch."""
        row = self._row(PERSON, user=chat)
        if row:
            return str(row[0])
        group = self.group(chat)
        return group.languages[0] if group and group.languages else "nl"

    def set_group(
        self,
        chat: int,
        mediation: str,
        languages: tuple[str, ...],
        expected: tuple[int, ...] = (),
        topic: int = 0,
    ) -> bool:
        """The group is this mediation's; False, and nothing changes, where it is another's already."""
        changed = self._run(
            SET_GROUP,
            chat=chat,
            mediation=mediation,
            languages=json.dumps(languages),
            expected=json.dumps(expected),
            topic=topic,
        )
        return changed > 0

    def leave_groups(self, mediation: str, chat: int = 0) -> None:
        """The mediation has no group any more, but for this one."""
        self._run(LEAVE_GROUPS, mediation=mediation, chat=chat)

    def set_topic(self, chat: int, topic: int) -> None:
        self._run(SET_TOPIC, chat=chat, topic=topic)

    def group(self, chat: int) -> GroupRow | None:
        row = self._row(GROUP, chat=chat)
        if row is None:
            return None
        return GroupRow(row[0], row[1], tuple(json.loads(row[2])), tuple(json.loads(row[3])), row[4])

    def migrate_group(self, old: int, new: int) -> None:
        """A group has another chat id from now on, for its posts, its buttons and what waits to be sent."""
        for statement in (MIGRATE_GROUP, MIGRATE_OUTBOX, MIGRATE_BUTTONS, MIGRATE_HOLD):
            self._run(statement, old=old, new=new)

    def set_role(self, mediation: str, user: int, role: Role, party: str | None) -> None:
        self._run(SET_ROLE, mediation=mediation, user=user, role=role, party=party)

    def roles_of(self, user: int) -> list[RoleRow]:
        return [RoleRow(*row) for row in self._rows(ROLES, user=user)]
