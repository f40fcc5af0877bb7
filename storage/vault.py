"""The vault: the only way to what people said. No query gives text without a reader and their mediation.

Must not know why words are asked for, nor say of words whether they do not exist or are not for you.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from flows.effects import Circle, Keep, Release, Withdraw
from storage.moments import from_micros, to_micros
from storage.refusals import NotForThisReader, WordsRefused
from storage.table import Table

KEEP = """
INSERT INTO words (id, mediation, party, user, kind, prompt, script_version, circle, text, digest, kept, language)
VALUES (:id, :mediation, :party, :user, :kind, :prompt, :script_version, :circle, :text, :digest, :kept, coalesce(
    -- the same text under another id is in the language it was in, whatever its author has chosen since
    (SELECT language FROM words WHERE digest = :digest AND id IN (SELECT value FROM json_each(:parents))),
    (SELECT language FROM people WHERE user = :user)
))
ON CONFLICT (id) DO NOTHING
"""
DESCEND = """
INSERT INTO words_lineage (child, parent)
SELECT :child, id FROM words WHERE id = :parent AND mediation = :mediation
"""
RELEASABLE = """
SELECT id FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
  AND circle = :circle AND circle <> 'mediator' AND withdrawn = 0
"""
RELEASE = """
UPDATE words SET released_by = :approved_by
WHERE id IN (SELECT value FROM json_each(:ids)) AND released_by IS NULL
"""
PRESENT = """
SELECT id FROM words WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
"""
WITHDRAW = """
UPDATE words SET withdrawn = 1 WHERE id IN (SELECT value FROM json_each(:ids))
"""

ERASE = """
UPDATE words SET text = '', digest = :nothing
WHERE mediation = :mediation AND party IS NOT NULL AND released_by IS NULL AND text <> ''
"""

# One statement a role, and each is the whole rule for that reader: what it does not name, they cannot open.
OPEN_AS_MEDIATOR = """
SELECT id, text, digest FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
"""
OPEN_AS_PARTY = """
SELECT id, text, digest FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
  AND ((party = :party AND user = :user)                 -- their own, withdrawn or not
       OR (released_by IS NOT NULL AND withdrawn = 0))   -- anybody's, the mediator's too, let go to the group
"""
OPEN_AS_GROUP = """
SELECT id, text, digest FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
  AND released_by IS NOT NULL AND withdrawn = 0
"""
WRITTEN = """
SELECT id, language, user FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation AND language IS NOT NULL
"""
WORDS_OF = """
SELECT id, party, user, kind, prompt, script_version, circle, text, digest, kept,
       released_by IS NOT NULL AS released, withdrawn,
       (SELECT json_group_array(parent) FROM words_lineage WHERE child = words.id) AS parents
FROM words WHERE mediation = :mediation ORDER BY kept, id
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom words are opened. `party` and `user` together say which are a party's own."""

    mediation: str
    role: Literal["mediator", "party", "group"]
    party: str | None = None
    user: int | None = None


@dataclass(frozen=True, slots=True)
class WordRow:
    """Words with everything the vault knows of them."""

    id: str
    party: str | None
    user: int
    kind: str
    prompt: str | None
    script_version: int
    circle: Circle
    text: str
    digest: str
    kept: datetime
    released: bool
    withdrawn: bool
    parents: tuple[str, ...]


class Vault(Table):
    """Keeps words, lets them go to the circle they were kept with, and opens them for a named reader."""

    def keep(self, keep: Keep) -> None:
        """Put words in the vault, once: the same id again, or a parent that is not here, is refused."""
        kept = self._run(
            KEEP,
            **keep.model_dump(exclude={"e", "circle", "at", "parents"}),
            circle=keep.circle.value,
            digest=digest_of(keep.text),
            kept=to_micros(keep.at),
            parents=json.dumps(keep.parents),
        )
        if not kept:
            raise WordsRefused(f"There are words {keep.id} already, and words never change.")
        for parent in dict.fromkeys(keep.parents):
            if not self._run(DESCEND, child=keep.id, parent=parent, mediation=keep.mediation):
                raise WordsRefused(
                    f"Words {keep.id} are said to come from {parent}, which is not in this mediation."
                )

    def release(self, effect: Release) -> None:
        """Let words go to the circle they were kept with; a second time changes nothing.

        Refused as a whole (WordsRefused) when one of them is the mediator's only, was kept for another
        circle, has been withdrawn, or is not in this mediation.
        """
        ids = json.dumps(effect.ids)
        releasable = self._rows(RELEASABLE, ids=ids, mediation=effect.mediation, circle=effect.circle.value)
        if kept_back := set(effect.ids) - {id_ for (id_,) in releasable}:
            raise WordsRefused(f"Words {sorted(kept_back)} may not go to the circle '{effect.circle}'.")
        self._run(RELEASE, ids=ids, approved_by=effect.approved_by)

    def withdraw(self, effect: Withdraw) -> None:
        """From now on only their owner and the mediator open these words; nothing sent is called back."""
        ids = json.dumps(effect.ids)
        present = self._rows(PRESENT, ids=ids, mediation=effect.mediation)
        if absent := set(effect.ids) - {id_ for (id_,) in present}:
            raise WordsRefused(f"There are no words {sorted(absent)} in this mediation to withdraw.")
        self._run(WITHDRAW, ids=ids)

    def erase(self, mediation: str) -> int:
        """Erase what parties said and never released; its place stays, so that what refers to it still holds."""
        return self._run(ERASE, mediation=mediation, nothing=digest_of(""))

    def open_words(self, reader: Reader, ids: Sequence[str]) -> dict[str, str]:
        """The text of each id, for this reader; NotForThisReader when one among them is not for them.

        The mediator opens all words of the mediation; a party what they said themselves and what was
        released; the group what was released. Withdrawn words are no longer released.
        """
        found = self._rows(
            _rule(reader),
            ids=json.dumps(list(ids)),
            mediation=reader.mediation,
            **({"party": reader.party, "user": reader.user} if reader.role == "party" else {}),
        )
        opened = {id_: _unspoiled(text, digest) for id_, text, digest in found}
        if len(opened) != len(set(ids)):
            raise NotForThisReader("Not all of these words are for this reader.")
        return opened

    def written_in(self, mediation: str, ids: Sequence[str], reader: int | None) -> dict[str, str]:
        """The language each was written in, where that is known; the reader's own are left out."""
        rows = self._rows(WRITTEN, ids=json.dumps(list(ids)), mediation=mediation)
        return {id_: language for id_, language, user in rows if user != reader}

    def words_of(self, mediation: str) -> list[WordRow]:
        """Everything said in a mediation, with the text, in the order it was kept.

        Only for the mediator's own report and export, and the check that nothing leaked: never for a message.
        """
        return [_word_row(row) for row in self._rows(WORDS_OF, mediation=mediation)]


def digest_of(text: str) -> str:
    """SHA-256 of the text, hexadecimal: what its owner agreed to, letter for letter."""
    return sha256(text.encode()).hexdigest()


def _rule(reader: Reader) -> str:
    match reader.role:
        case "mediator":
            return OPEN_AS_MEDIATOR
        case "party":
            return OPEN_AS_PARTY
        case "group":
            return OPEN_AS_GROUP


def _word_row(row: tuple[Any, ...]) -> WordRow:
    id_, party, user, kind, prompt, version, circle, text, digest, kept, released, withdrawn, parents = row
    return WordRow(
        id=id_,
        party=party,
        user=user,
        kind=kind,
        prompt=prompt,
        script_version=version,
        circle=Circle(circle),
        text=_unspoiled(text, digest),
        digest=digest,
        kept=from_micros(kept),
        released=bool(released),
        withdrawn=bool(withdrawn),
        parents=tuple(json.loads(parents)),
    )


def _unspoiled(text: str, digest: str) -> str:
    if digest_of(text) != digest:
        raise WordsRefused(
            "Words in the vault are not what was kept: the file has been changed from outside."
        )
    return text
