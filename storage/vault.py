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
from storage.texts import Texts

KEEP = """
INSERT INTO words
    (id, mediation, party, user, kind, prompt, script_version, edition, circle, key, sealed, kept, language)
VALUES
    (:id, :mediation, :party, :user, :kind, :prompt, :script_version, :edition, :circle, :key, :sealed, :kept,
     coalesce(:language, (SELECT language FROM people WHERE user = :user)))
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
ORIGINAL = """
SELECT script_version, circle FROM words WHERE id = :original AND mediation = :mediation AND party = :party
"""
TRANSLATE = """
INSERT INTO words
    (id, mediation, party, user, kind, script_version, circle, key, sealed, kept, language, withdrawn)
SELECT :id, mediation, party, :user, 'translation', script_version, circle, :key, :sealed, :kept, :language, withdrawn
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
UPDATE words SET sealed = NULL
WHERE mediation = :mediation AND party IS NOT NULL AND released_by IS NULL AND sealed IS NOT NULL
"""
ERASE_OWN = ERASE + "AND party = :party AND user = :user"

# One statement a role, and each is the whole rule for that reader: what it does not name, they cannot open.
OPEN_AS_MEDIATOR = """
SELECT id FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
"""
OPEN_AS_PARTY = """
SELECT id FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
  AND ((party = :party AND user = :user)                 -- their own, withdrawn or not
       OR (released_by IS NOT NULL AND withdrawn = 0)    -- anybody's, the mediator's too, let go to the group
       OR (withdrawn = 0                                 -- or passed on to this party
           AND EXISTS (SELECT 1 FROM shares WHERE shares.word = words.id AND shares.party = :party)))
"""
OPEN_AS_GROUP = """
SELECT id FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation
  AND released_by IS NOT NULL AND withdrawn = 0
"""
WRITTEN = """
SELECT id, language, user FROM words
WHERE id IN (SELECT value FROM json_each(:ids)) AND mediation = :mediation AND language IS NOT NULL
"""
TRANSLATED = """
SELECT translations.original, translations.word
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
SELECT translations.original, translations.language, translations.word
FROM translations JOIN words AS translation ON translation.id = translations.word
WHERE translations.original IN (SELECT value FROM json_each(:ids)) AND translation.mediation = :mediation
  AND translations.agreed = 1 AND translation.withdrawn = 0
ORDER BY translations.language
"""
WORDS_OF = """
SELECT id, party, user, kind, prompt, script_version, edition, circle, kept,
       released_by IS NOT NULL AS released, withdrawn,
       (SELECT json_group_array(parent) FROM words_lineage WHERE child = words.id) AS parents,
       (SELECT json_group_array(party) FROM shares WHERE shares.word = words.id) AS shared
FROM words
WHERE mediation = :mediation AND (:ids IS NULL OR id IN (SELECT value FROM json_each(:ids)))
ORDER BY kept, id
"""
COLUMNS = (
    *("id", "party", "user", "kind", "prompt", "script_version", "edition", "circle", "kept"),
    *("released", "withdrawn", "parents", "shared"),
)
LANGUAGES = """
SELECT id, language FROM words WHERE id IN (SELECT value FROM json_each(:ids)) AND language IS NOT NULL
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
    edition: int = 0
    shared: tuple[str, ...] = ()  # parties it was passed on to


class Vault(Texts):
    """Keeps words, lets them go to the circle they were kept with, and opens them for a named reader."""

    def keep(self, keep: Keep) -> None:
        """Put words in the vault, once: the same id again, or a parent that is not here, is refused."""
        row = keep.model_dump(exclude={"e", "circle", "at", "parents", "text"}) | {
            "circle": keep.circle.value
        }
        kept = self._run(
            KEEP,
            **row,
            **self._seal_text(keep.text, **row),
            language=self._language(keep.parents, keep.text),
            kept=to_micros(keep.at),
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
        self._seal_as_let_go(effect.mediation, effect.ids)

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
        row = effect.model_dump(exclude={"e", "at", "text"})
        original = self._row(
            ORIGINAL, original=effect.original, mediation=effect.mediation, party=effect.party
        )
        kind = {"kind": "translation", "prompt": None, "edition": 0}
        if original is not None:
            kind |= {"script_version": original[0], "circle": original[1]}
        kept = original is not None and self._run(
            TRANSLATE,
            **row,
            **self._seal_text(effect.text, **row, **kind),
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
        self._seal_as_let_go(effect.mediation, [effect.id])

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
        texts = self._texts(word for _, word in rows)
        return {id_: texts[word] for id_, word in rows}

    def translations_of(self, mediation: str, ids: Sequence[str]) -> dict[str, dict[str, str]]:
        """For the mediator, who reads originals: the agreed translations beside them, by id and language."""
        found: dict[str, dict[str, str]] = {}
        rows = self._rows(BESIDE, ids=json.dumps(list(ids)), mediation=mediation)
        texts = self._texts(word for *_, word in rows)
        for id_, language, word in rows:
            found.setdefault(id_, {})[language] = texts[word]
        return found

    def erase(self, mediation: str) -> int:
        """Erase what parties said and never released; its place stays, so that what refers to it still holds.

        Their keys are thrown away with it: nor does a copy of the store open what was erased here.
        """
        self._lose_keys(mediation)
        return self._run(ERASE, mediation=mediation)

    def erase_own(self, mediation: str, party: str, user: int) -> int:
        """The same, of what one person said for one party."""
        self._lose_keys(mediation, party, user)
        return self._run(ERASE_OWN, mediation=mediation, party=party, user=user)

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
        if len(found) != len(
            set(ids)
        ):  # before anything is opened: what is not theirs takes as long as what is not
            raise NotForThisReader("Not all of these words are for this reader.")
        return self._texts(ids)

    def written_in(self, mediation: str, ids: Sequence[str], reader: int | None) -> dict[str, str]:
        """The language each was written in, where that is known; the reader's own are left out."""
        rows = self._rows(WRITTEN, ids=json.dumps(list(ids)), mediation=mediation)
        return {id_: language for id_, language, user in rows if user != reader}

    def words_of(self, mediation: str, ids: Sequence[str] | None = None) -> list[WordRow]:
        """Everything said in a mediation, or of it these words, with the text, in the order it was kept.

        Only for the mediator's own report and export, and the check that nothing leaked: never for a message.
        """
        named = None if ids is None else json.dumps(list(ids))
        rows = self._rows(WORDS_OF, mediation=mediation, ids=named)
        texts = self._texts(row[0] for row in rows)
        return [_word_row(row, texts[row[0]]) for row in rows]

    def _language(self, parents: Sequence[str], text: str) -> str | None:
        """The same text under another id is in the language it was in, whatever its author has chosen since."""
        if not parents:
            return None
        texts = self._texts(parents)
        rows = self._rows(LANGUAGES, ids=json.dumps(list(parents)))
        return next((str(language) for id_, language in rows if texts[id_] == text), None)


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


def _word_row(row: tuple[Any, ...], text: str) -> WordRow:
    made = dict(zip(COLUMNS, row, strict=True))
    made |= {
        "circle": Circle(made["circle"]),
        "text": text,
        "digest": digest_of(text),
        "kept": from_micros(made["kept"]),
        "released": bool(made["released"]),
        "withdrawn": bool(made["withdrawn"]),
        "parents": tuple(json.loads(made["parents"])),
        "shared": tuple(json.loads(made["shared"])),
    }
    return WordRow(**made)
