"""What presses and typed numbers mean. Must not trust a client: only ids drawn here count."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from storage.table import Table

ADD = """
INSERT INTO buttons (id, outbox, chat, position, address, event, numbered)
VALUES (:id, :outbox, :chat, :position, :address, :event, :numbered)
"""
OF_MESSAGE = """
SELECT id FROM buttons WHERE outbox = :outbox ORDER BY position
"""
PRESS = """
SELECT address, event, numbered, handle, message_id
FROM buttons JOIN outbox ON outbox.id = buttons.outbox
WHERE buttons.id = :id AND buttons.chat = :chat AND retired = 0
"""
# The latest message is the lowest one in the chat: an edited message stays in its place, so Telegram's number
# decides. A message on its way has no number yet, but may be on the reader's screen. Retired buttons count in
# finding it: a second "2" must not fall through to an older question.
TYPED = """
SELECT address, event, numbered, handle, message_id
FROM buttons JOIN outbox ON outbox.id = buttons.outbox
WHERE position = :number AND numbered = 1 AND retired = 0 AND outbox = (
    SELECT shown.id FROM outbox AS shown
    WHERE shown.id IN (SELECT outbox FROM buttons WHERE chat = :chat)
      AND shown.state IN ('sending', 'sent', 'held')
    ORDER BY shown.message_id IS NULL DESC, shown.message_id DESC, shown.id DESC LIMIT 1
)
"""
RETIRE = """
UPDATE buttons SET retired = 1
WHERE chat = :chat AND outbox IN (SELECT id FROM outbox WHERE chat = :chat AND handle = :handle)
"""


@dataclass(frozen=True, slots=True)
class ButtonRow:
    """What a button means: the event (as JSON) for `address`; and the message it stands under."""

    address: str
    event: str
    numbered: bool
    handle: str | None
    message_id: int | None


class Buttons(Table):
    """Buttons by an id that cannot be guessed."""

    def add_button(
        self, outbox: int, chat: int, position: int, address: str, event: str, *, numbered: bool
    ) -> str:
        """Give an outbox row its button number `position` (from 1); returns what a press of it sends."""
        id_ = secrets.token_urlsafe(12)
        self._run(
            ADD,
            id=id_,
            outbox=outbox,
            chat=chat,
            position=position,
            address=address,
            event=event,
            numbered=numbered,
        )
        return id_

    def buttons_of(self, outbox: int) -> list[str]:
        """The ids of an outbox row's buttons, by position."""
        return [id_ for (id_,) in self._rows(OF_MESSAGE, outbox=outbox)]

    def press(self, chat: int, data: str) -> ButtonRow | None:
        """What a press means; None for a button that is unknown, of another chat, or retired."""
        return self._button(PRESS, id=data, chat=chat)

    def typed_number(self, chat: int, number: int) -> ButtonRow | None:
        """Button `number` (from 1) of the chat's latest message with buttons, where that one is numbered."""
        return self._button(TYPED, number=number, chat=chat)

    def retire_buttons(self, chat: int, handle: str) -> None:
        """The buttons put so far under this handle no longer count. Call it before adding new ones."""
        self._run(RETIRE, chat=chat, handle=handle)

    def _button(self, statement: str, **places: int | str) -> ButtonRow | None:
        row = self._row(statement, **places)
        return ButtonRow(row[0], row[1], bool(row[2]), row[3], row[4]) if row else None
