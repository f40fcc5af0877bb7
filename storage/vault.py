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

from flows.effects import AgreeTranslation, Circle, Keep, Release, Share, Translate, Withdraw
from storage.moments import from_micros, to_micros
from storage.refusals import NotForThisReader, WordsRefused
from storage.table import Table

KEEP = """
INSERT INTO words
    (id, mediation, party, user, kind, prompt, script_version, edition, circle, text, digest, kept, language)
VALUES
    (:id, :mediation, :party, :user, :kind, :prompt, :script_version, :edition, :circle, :text, :digest, :kept,
     coalesce(
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
WHERE released_by IS NULL AND (
    id IN (SELECT value FROM json_each(:ids))
    OR id IN (SELECT word FROM translations
              WHERE agreed = 1 AND original IN (SELECT value FROM json_each(:ids)))
)
"""
SHARE = """
INSERT INTO shares (word, party, approved_by)
SELECT id, :party, :approved_by FROM words
WHERE id = :id AND mediation = :mediation AND withdrawn = 0
ON CONFLICT (word, party) DO UPDATE SET approved_by = excluded.approved_by
"""
PRESENT = """
SELECT id FROM words WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
"""
WITHDRAW = """
UPDATE words SET withdrawn = 1
WHERE id IN (SELECT value FROM json_each(:ids))
   OR id IN (SELECT word FROM translations WHERE original IN (SELECT value FROM json_each(:ids)))
"""
TRANSLATE = """
INSERT INTO words (id, mediation, party, user, kind, script_version, circle, text, digest, kept, language, withdrawn)
SELECT :id, mediation, party, :user, 'translation', script_version, circle, :text, :digest, :kept, :language, withdrawn
FROM words WHERE id = :original AND mediation = :mediation AND party = :party
ON CONFLICT (id) DO NOTHING
"""
LINK = """
INSERT INTO translations (word, original, language) VALUES (:id, :original, :language)
"""
# Of one text and language at most one translation stands: what was agreed to before it no longer does.
TAKE_BACK = """
UPDATE translations SET agreed = 0 WHERE (original, language) =
    (SELECT original, language FROM translations WHERE word = :id)
"""
AGREE = """
UPDATE translations SET agreed = 1
WHERE word = :id AND (SELECT mediation FROM words WHERE id = :id) = :mediation
"""
AS_FAR_AS_THE_ORIGINAL = """
UPDATE words SET released_by = (
    SELECT original.released_by FROM translations JOIN words AS original ON original.id = translations.original
    WHERE translations.word = words.id AND translations.agreed = 1
)
WHERE id IN (SELECT word FROM translations WHERE (original, language) =
    (SELECT original, language FROM translations WHERE word = :id))
"""
ERASE = """
UPDATE words SET text = '', digest = :nothing
WHERE mediation = :mediation AND party IS NOT NULL AND released_by IS NULL AND text <> ''
"""

ERASE_OWN = ERASE + "AND party = :party AND user = :user"

# One statement a role, and each is the whole rule for that reader: what it does not name, they cannot open.
OPEN_AS_MEDIATOR = """
SELECT id, text, digest FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
"""
OPEN_AS_PARTY = """
SELECT id, text, digest FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
  AND ((party = :party AND user = :user)                 -- their own, withdrawn or not
       OR (released_by IS NOT NULL AND withdrawn = 0)    -- anybody's, the mediator's too, let go to the group
       OR (withdrawn = 0                                 -- or passed on to this party
           AND EXISTS (SELECT 1 FROM shares WHERE shares.word = words.id AND shares.party = :party)))
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
TRANSLATED = """
SELECT translations.original, translation.text, translation.digest
FROM translations
JOIN words AS translation ON translation.id = translations.word
JOIN words AS original ON original.id = translations.original
WHERE translations.original IN (SELECT value FROM json_each(:ids)) AND original.mediation = :mediation
  AND translations.language = :language AND translations.agreed = 1
  AND translation.withdrawn = 0 AND translation.released_by IS NOT NULL
  AND original.withdrawn = 0 AND original.released_by IS NOT NULL
  AND original.language IS NOT :language AND original.user IS NOT :user
"""
BESIDE = """
SELECT translations.original, translations.language, translation.text, translation.digest
FROM translations JOIN words AS translation ON translation.id = translations.word
WHERE translations.original IN (SELECT value FROM json_each(:ids)) AND translation.mediation = :mediation
  AND translations.agreed = 1 AND translation.withdrawn = 0
ORDER BY translations.language
"""
WORDS_OF = """
SELECT id, party, user, kind, prompt, script_version, edition, circle, text, digest, kept,
       released_by IS NOT NULL AS released, withdrawn,
       (SELECT json_group_array(parent) FROM words_lineage WHERE child = words.id) AS parents,
       (SELECT json_group_array(party) FROM shares WHERE shares.word = words.id) AS shared
FROM words WHERE mediation = :mediation ORDER BY kept, id
"""
COLUMNS = (
    *(
        "id",
        "party",
        "user",
        "kind",
        "prompt",
        "script_version",
        "edition",
        "circle",
        "text",
        "digest",
        "kept",
    ),
    *("released", "withdrawn", "parents", "shared"),
)


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
    edition: int = 0
    shared: tuple[str, ...] = ()  # parties it was passed on to


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

    def share(self, effect: Share) -> None:
        """Let these parties read these words, whatever their circle: no release, and the group does not.

        WordsRefused when one of them is not in this mediation or was withdrawn.
        """
        for id_ in effect.ids:
            for party in effect.parties:
                if not self._run(
                    SHARE, id=id_, party=party, mediation=effect.mediation, approved_by=effect.approved_by
                ):
                    raise WordsRefused(f"Words {id_} cannot be passed on.")

    def withdraw(self, effect: Withdraw) -> None:
        """From now on only their owner and the mediator open these words; nothing sent is called back."""
        ids = json.dumps(effect.ids)
        present = self._rows(PRESENT, ids=ids, mediation=effect.mediation)
        if absent := set(effect.ids) - {id_ for (id_,) in present}:
            raise WordsRefused(f"There are no words {sorted(absent)} in this mediation to withdraw.")
        self._run(WITHDRAW, ids=ids)

    def translate(self, effect: Translate) -> None:
        """Keep a translation beside its original, for the mediator and the owner only.

        WordsRefused when the original is not this party's words in this mediation, or the id is taken.
        """
        kept = self._run(
            TRANSLATE,
            **effect.model_dump(exclude={"e", "at"}),
            digest=digest_of(effect.text),
            kept=to_micros(effect.at),
        )
        if not kept:
            raise WordsRefused(f"There are no words {effect.original} of {effect.party} to translate.")
        self._run(LINK, id=effect.id, original=effect.original, language=effect.language)
        self._run(DESCEND, child=effect.id, parent=effect.original, mediation=effect.mediation)

    def agree_translation(self, effect: AgreeTranslation) -> None:
        """The owner's yes, or no: with a yes it is read wherever its original is let go, and no other is."""
        self._run(TAKE_BACK, id=effect.id)
        if effect.agreed and not self._run(AGREE, id=effect.id, mediation=effect.mediation):
            raise WordsRefused(f"There is no translation {effect.id} in this mediation.")
        self._run(AS_FAR_AS_THE_ORIGINAL, id=effect.id)

    def translated(self, reader: Reader, ids: Sequence[str], language: str) -> dict[str, str]:
        """By the original's id: the agreed translation this reader gets in its place.

        The mediator always reads the original, and so does its author.
        """
        if reader.role == "mediator":
            return {}
        rows = self._rows(
            TRANSLATED,
            ids=json.dumps(list(ids)),
            mediation=reader.mediation,
            language=language,
            user=reader.user,
        )
        return {id_: _unspoiled(text, digest) for id_, text, digest in rows}

    def translations_of(self, mediation: str, ids: Sequence[str]) -> dict[str, dict[str, str]]:
        """For the mediator, who reads originals: the agreed translations beside them, by id and language."""
        found: dict[str, dict[str, str]] = {}
        for id_, language, text, digest in self._rows(BESIDE, ids=json.dumps(list(ids)), mediation=mediation):
            found.setdefault(id_, {})[language] = _unspoiled(text, digest)
        return found

    def erase(self, mediation: str) -> int:
        """Erase what parties said and never released; its place stays, so that what refers to it still holds."""
        return self._run(ERASE, mediation=mediation, nothing=digest_of(""))

    def erase_own(self, mediation: str, party: str, user: int) -> int:
        """The same, of what one person said for one party."""
        return self._run(ERASE_OWN, mediation=mediation, party=party, user=user, nothing=digest_of(""))

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
    made = dict(zip(COLUMNS, row, strict=True))
    made |= {
        "circle": Circle(made["circle"]),
        "text": _unspoiled(made["text"], made["digest"]),
        "kept": from_micros(made["kept"]),
        "released": bool(made["released"]),
        "withdrawn": bool(made["withdrawn"]),
        "parents": tuple(json.loads(made["parents"])),
        "shared": tuple(json.loads(made["shared"])),
    }
    return WordRow(**made)


def _unspoiled(text: str, digest: str) -> str:
    if digest_of(text) != digest:
        raise WordsRefused(
            "Words in the vault are not what was kept: the file has been changed from outside."
        )
    return text
