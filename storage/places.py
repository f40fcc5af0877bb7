"""About which mediation a private message is, and what was typed before that was clear. Must not know a language."""

from __future__ import annotations

from dataclasses import dataclass

from storage.buttons import ButtonRow
from storage.table import Table

SET_TITLE = """
INSERT INTO mediations (id, title) VALUES (:id, :title)
ON CONFLICT (id) DO UPDATE SET title = excluded.title WHERE title <> excluded.title
"""
TITLE = """
SELECT title FROM mediations WHERE id = :id
"""
SET_PROXY = """
INSERT INTO proxies (address, user, party_name) VALUES (:address, :user, :party_name)
ON CONFLICT (address) DO UPDATE SET user = excluded.user, party_name = excluded.party_name
"""
PROXY_OF = """
SELECT party_name FROM spoken JOIN proxies ON proxies.address = spoken.address AND proxies.user = spoken.chat
WHERE outbox = :outbox
"""
SPOKE = """
INSERT INTO spoken (outbox, chat, address, question) VALUES (:outbox, :chat, :address, :question)
"""
# Newest first, as the reader sees them come in: on its way, then by when they were sent. An older message that was
# changed counts from its change: that answers something its reader just did.
SPEAKERS = """
SELECT address FROM spoken JOIN outbox ON outbox.id = spoken.outbox
WHERE spoken.chat = :chat AND question = 1 AND state IN ('sending', 'sent', 'held')
ORDER BY settled IS NULL DESC, settled DESC, outbox.id DESC LIMIT :limit
"""
# As in buttons.py, among the messages of one machine only.
TYPED_AT = """
SELECT buttons.address, event, numbered, handle, message_id
FROM buttons JOIN outbox ON outbox.id = buttons.outbox
WHERE position = :number AND numbered = 1 AND retired = 0 AND outbox = (
    SELECT shown.id FROM outbox AS shown JOIN spoken ON spoken.outbox = shown.id
    WHERE shown.id IN (SELECT outbox FROM buttons WHERE chat = :chat) AND spoken.address = :address
      AND shown.state IN ('sending', 'sent', 'held')
    ORDER BY shown.message_id IS NULL DESC, shown.message_id DESC, shown.id DESC LIMIT 1
)
"""
SET_ASIDE = """
INSERT INTO set_aside (id, user, sealed) VALUES (:id, :user, :sealed)
"""
TAKE_UP = """
DELETE FROM set_aside WHERE id = :id AND user = :user RETURNING sealed
"""
FORGET = """
DELETE FROM set_aside WHERE user IN (SELECT user FROM roles WHERE mediation = :mediation)
"""
LOOK_BACK = 200  # messages


@dataclass(frozen=True, slots=True)
class About:
    """What a private message is about: the mediation's title and, of a seat filled in for a party, its name."""

    title: str
    party_name: str


class Places(Table):
    """Written by the engine, read when a message is sent and when something is typed."""

    def set_title(self, mediation: str, title: str) -> None:
        self._run(SET_TITLE, id=mediation, title=title)

    def set_proxy(self, address: str, user: int, party_name: str) -> None:
        """Answers of this interview are entered by this user, for the party."""
        self._run(SET_PROXY, address=address, user=user, party_name=party_name)

    def spoke(self, outbox: int, chat: int, address: str, *, question: bool) -> None:
        """This machine put that message into the outbox; `question` where its reader may answer in words."""
        self._run(SPOKE, outbox=outbox, chat=chat, address=address, question=question)

    def about(self, outbox: int, mediation: str) -> About:
        title, proxy = self._row(TITLE, id=mediation), self._row(PROXY_OF, outbox=outbox)
        return About(str(title[0]) if title else "", str(proxy[0]) if proxy else "")

    def speakers(self, chat: int) -> list[str]:
        """Whose questions a chat shows, the newest first, each machine once."""
        rows = self._rows(SPEAKERS, chat=chat, limit=LOOK_BACK)
        return list(dict.fromkeys(str(address) for (address,) in rows))

    def typed_number_at(self, chat: int, number: int, address: str) -> ButtonRow | None:
        """Button `number` of the latest message with buttons that this machine sent to the chat."""
        row = self._row(TYPED_AT, number=number, chat=chat, address=address)
        return ButtonRow(row[0], row[1], bool(row[2]), row[3], row[4]) if row else None

    def set_aside(self, id: str, user: int, event: str) -> None:
        """Keep what was typed until its writer says what it is about."""
        self._run(SET_ASIDE, id=id, user=user, sealed=self._seal(event, "aside", id, str(user)))

    def take_up(self, id: str, user: int) -> str | None:
        """What was set aside, which is erased here; None where it was taken up before."""
        row = self._row(TAKE_UP, id=id, user=user)
        return self._unseal(row[0], "aside", id, str(user)) if row else None

    def forget_aside(self, mediation: str) -> int:
        """Erase what somebody of this mediation typed and never said what it was about."""
        return self._run(FORGET, mediation=mediation)
