"""What the workshop compares for the mediator who sorts: words opened for it, and what it found, by ids and places.

Of a text's words only where they stand is told: a state holds nothing of what somebody said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from flows.effects import Work
from flows.events import Compared, Grouped, LikeTheme
from storage import Transaction
from workshop.consolidate import Proposal, Statement, Suggestion

SHORT = 12  # words of a wording that stands for a theme, where there is one
Words = dict[str, Statement]
Places = tuple[tuple[int, int], ...]  # characters from, until


def to_group(tx: Transaction, work: Work) -> tuple[list[Statement], str]:
    """The statements of a `consolidate` job with the language of who wrote them, and the joint question."""
    words = opened(tx, work.mediation, work.material["ids"])
    return list(words.values()), question(tx, work)


def to_compare(tx: Transaction, work: Work) -> tuple[dict[str, list[Statement]], Statement | None, str]:
    """Of a `three_themes` job: the themes' statements by number, the one to place (None: gone), the joint question."""
    themes: dict[str, list[str]] = work.material["themes"]
    item = work.material["item"]
    words = opened(tx, work.mediation, [item, *(id for ids in themes.values() for id in ids)])
    left = {number: [words[id] for id in ids if id in words] for number, ids in themes.items()}
    return {number: some for number, some in left.items() if some}, words.get(item), question(tx, work)


def grouped(
    work: Work, proposal: Proposal, statements: Sequence[Statement], *, fell_back: bool = False
) -> Grouped:
    """The proposal; a group is led by its representative, or by the next short one where that is a long sentence."""
    texts = {one.id: one.text for one in statements}
    groups = tuple(_led(group, texts) for group in proposal.groups)
    kind = work.material.get("kind", "ideas")
    return Grouped(
        groups=groups,
        representatives=tuple(one[0] for one in groups),
        kind=kind,
        because={id: at for group in groups for id, at in _because(group, proposal, texts).items()},
        fell_back=fell_back,
    )


def _because(group: tuple[str, ...], proposal: Proposal, texts: dict[str, str]) -> dict[str, Places]:
    """Where the words stand that a group shares, each word once however many of the group say it."""
    found: dict[str, Places] = {}
    told: set[str] = set()
    for id in group:
        new = [one for one in proposal.because.get(id, ()) if one not in told]
        told.update(new)
        found[id] = places(new, texts[id])
    return {id: at for id, at in found.items() if at}


def _led(group: tuple[str, ...], texts: dict[str, str]) -> tuple[str, ...]:
    first = next((id for id in group if len(texts[id].split()) <= SHORT), group[0])
    return (first, *(id for id in group if id != first))


def compared(work: Work, found: Sequence[Suggestion], text: str, *, fell_back: bool = False) -> Compared:
    """The likeliest themes, each with the item it is likest to and the places in `text` of the words that say so."""
    about = work.material
    themes = tuple(
        LikeTheme(number=int(one.theme), at=places(one.because, text), nearest=one.nearest) for one in found
    )
    return Compared(
        kind=about["kind"],
        item=about["item"],
        user=about["user"],
        edit=about["edit"],
        themes=themes,
        fell_back=fell_back,
    )


def places(words: Sequence[str], text: str) -> Places:
    """Where `words` stand in `text` (characters from, until), each the first time; none for one not found."""
    found = (re.search(rf"(?<!\w){re.escape(one)}", text, re.IGNORECASE) for one in words if one)
    return tuple(sorted({one.span() for one in found if one}))


def opened(tx: Transaction, mediation: str, ids: Sequence[str]) -> Words:
    """Words as statements, each with the language of who wrote it; those that are gone are not among them."""
    rows = {one.id: one for one in tx.words_of(mediation, ids) if one.text and not one.withdrawn}
    return {
        id: Statement(id=id, text=rows[id].text, language=_language(tx.language_of(rows[id].user)))
        for id in ids
        if id in rows
    }


def question(tx: Transaction, work: Work) -> str:
    """The joint question, where there is one."""
    id = work.material["question"]
    return next((one.text for one in tx.words_of(work.mediation, [id] if id else [])), "")


def _language(language: str) -> Literal["nl", "en"]:
    return "en" if language == "en" else "nl"
