"""Seals what versions before schema 7 kept readable, inside the migration's transaction: once a store."""

from __future__ import annotations

import sqlite3
from typing import Any

from storage.audit import BEGINNING, CHAIN, Audit
from storage.keyring import Keyring
from storage.owners import NOBODY
from storage.sealing import Operator
from storage.texts import Texts, about_of

WORDS = """
SELECT id, mediation, party, user, kind, prompt, script_version, edition, circle, released_by IS NOT NULL, text
FROM words WHERE text <> ''
"""
SEAL_WORDS = """
UPDATE words SET text = '', key = :key, sealed = :sealed WHERE id = :id
"""
FILES = """
SELECT id, mediation, party, user, sealed FROM kept_files
"""
SEAL_FILE = """
UPDATE kept_files SET key = :key, sealed = :sealed WHERE id = :id
"""
STATES = """
SELECT address, state FROM machines
"""
SEAL_STATE = """
UPDATE machines SET state = '', sealed = :sealed WHERE address = :address
"""
ASIDE = """
SELECT id, user, event FROM set_aside
"""
SEAL_ASIDE = """
UPDATE set_aside SET event = '', sealed = :sealed WHERE id = :id
"""
OUTBOX = """
SELECT key, body FROM outbox WHERE state IN ('waiting', 'sending', 'held')
"""
WIPE_OUTBOX = """
UPDATE outbox SET body = ''
"""
SEAL_OUTBOX = """
UPDATE outbox SET sealed = :sealed WHERE key = :key
"""
INBOX = """
SELECT id, source, key, hash, raw, received, state, tries, reason, failed_at FROM inbox
"""
SEAL_INBOX = """
INSERT INTO inbox_sealed (id, source, key, hash, sealed, received, state, tries, reason, failed_at)
VALUES (:id, :source, :key, :hash, :sealed, :received, :state, :tries, :reason, :failed_at)
"""
WIPE_INBOX = """
UPDATE inbox SET raw = '' WHERE raw IS NOT NULL
"""
DOCUMENTS = """
SELECT id, data FROM files
"""
CHAIN_ONE = """
UPDATE audit SET mac = :mac WHERE id = :id
"""
SEAL_DOCUMENT = """
UPDATE files SET data = :data WHERE id = :id
"""


def seal_old(database: sqlite3.Connection, keys: Keyring, operator: Operator) -> None:
    """All of it, or an exception and the whole migration is taken back. `operator` opens files sealed before."""
    OldStore(database, keys).seal(operator)


class OldStore(Texts, Audit):
    """The tables as schema 7 has them: the readable columns and the sealed ones side by side."""

    def seal(self, operator: Operator) -> None:
        self._seal_words()
        self._seal_files(operator)
        self._seal_payloads()
        self._chain()

    def _seal_words(self) -> None:
        for *row, released, text in self._rows(WORDS):
            names = (
                "id",
                "mediation",
                "party",
                "user",
                "kind",
                "prompt",
                "script_version",
                "edition",
                "circle",
            )
            made: dict[str, Any] = dict(zip(names, row, strict=True))
            key = self._key_of(made["mediation"], *(NOBODY if released else (made["party"], made["user"])))
            self._run(SEAL_WORDS, id=made["id"], key=key, sealed=self._sealed(key, text, about_of(made)))

    def _seal_files(self, operator: Operator) -> None:
        for id, mediation, party, user, sealed in self._rows(FILES):
            about = ("file", mediation, party, id)
            data = operator.sealer_of(sealed).open(sealed, about=about)
            key = self._key_of(mediation, party, user)
            sealer = self._keys.sealer(key)
            if sealer:
                self._run(SEAL_FILE, id=id, key=key, sealed=sealer.seal(data, about=about))
        for id, data in self._rows(DOCUMENTS):
            self._run(SEAL_DOCUMENT, id=id, data=self._keys.own.seal(data, about=("document", id)))

    def _seal_payloads(self) -> None:
        for address, state in self._rows(STATES):
            self._run(SEAL_STATE, address=address, sealed=self._seal(state, "state", address))
        for id, user, event in self._rows(ASIDE):
            self._run(SEAL_ASIDE, id=id, sealed=self._seal(event, "aside", id, str(user)))
        for key, body in self._rows(OUTBOX):
            self._run(SEAL_OUTBOX, key=key, sealed=self._seal(body, "outbox", key))
        self._run(WIPE_OUTBOX)
        names = ("id", "source", "key", "hash", "raw", "received", "state", "tries", "reason", "failed_at")
        for row in self._rows(INBOX):
            made = dict(zip(names, row, strict=True))
            source, key, raw = made["source"], made["key"], made.pop("raw")
            made["sealed"] = None if raw is None else self._seal(raw, "inbox", source, key)
            made["hash"] = self._keys.marks.of(source, key, made["hash"])
            self._run(SEAL_INBOX, **made)
        self._run(WIPE_INBOX)

    def _chain(self) -> None:
        """The record as it is found: from here on no line of it changes unseen."""
        before = BEGINNING
        for *line, _ in self._rows(CHAIN):
            before = self._mac(before, tuple(line))
            self._run(CHAIN_ONE, id=line[0], mac=before)
