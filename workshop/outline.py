"""The agreement as chapters and blocks, in one language: what the PDF, the Word file and the Markdown all show.

Must not know how any of them looks. The chapters are those of every agreement (practice, D4) with their numbers; one
about which nothing was agreed says so, so that chapter 13 is about disputes in every text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Literal, TypeVar

from flows.value import Value
from workshop.agreement_words import WORDS
from workshop.document import AgreementText, Article, Commitment, Contingency, Provision, Version
from workshop.words import Language

PROVISIONS = {8: "formal", 9: "money", 10: "openness", 11: "following", 12: "change", 14: "duration"}
LAST = 16
Numbered = TypeVar("Numbered", Article, Contingency, Provision)


class Place(Value):
    """Where a party signs: its name, what is known of it, and lines to write on."""

    party: str
    known: tuple[str, ...] = ()
    to_fill: tuple[str, ...] = ()


class Block(Value):
    """One thing under a heading. `label` stands in the margin, `note` below in small type; rows are of a table."""

    kind: Literal["text", "quiet", "quote", "entry", "table", "places"]
    label: str = ""
    text: str = ""
    note: str = ""
    heads: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()  # of the columns, as parts of the page
    rows: tuple[tuple[str, ...], ...] = ()
    places: tuple[Place, ...] = ()


class Chapter(Value):
    """A heading with what stands under it; an annex has no number."""

    number: int = 0
    heading: str
    blocks: tuple[Block, ...]


class Outline(Value):
    """All that a reader of the document sees."""

    kind: str
    title: str
    status: str
    meaning: str
    version: str
    mark: str  # the word for it
    code: str
    page: str
    of: str
    chapters: tuple[Chapter, ...]


def outline(document: AgreementText, language: Language) -> Outline:
    """What the document shows in this language; a draft shows no places to sign."""
    words = WORDS[language]
    written = _Writer(document, language)
    return Outline(
        kind=words["kind"],
        title=document.title,
        status=words[f"status.{document.status}"],
        meaning=words[f"meaning.{document.status}"],
        version=f"{words['version']} {document.version}",
        mark=words["mark"],
        code=document.hash,
        page=words["page"],
        of=words["of"],
        chapters=(*written.chapters(), *written.annexes()),
    )


class _Writer:
    """Puts each chapter into words; every method yields the blocks of one."""

    def __init__(self, document: AgreementText, language: Language) -> None:
        self._document = document
        self._words = WORDS[language]

    def say(self, key: str, **fill: object) -> str:
        return self._words[key].format(**fill)

    def day(self, date: dt.date | None) -> str:
        months = self._words["months"].split()
        return f"{date.day} {months[date.month - 1]} {date.year}" if date else "\u2013"

    def chapters(self) -> Iterator[Chapter]:
        writers = {
            1: self._parties,
            2: self._intents,
            3: self._question,
            4: self._articles,
            5: self._commitments,
            6: self._refrains,
            7: self._contingencies,
            13: self._disputes,
            15: self._reservations,
            16: self._signing,
        }
        for number in range(1, LAST + 1):
            made = writers[number]() if number in writers else self._provisions(number)
            blocks = tuple(made) or (Block(kind="quiet", text=self.say("nothing")),)
            yield Chapter(number=number, heading=self.say(f"chapter.{number}"), blocks=blocks)

    def annexes(self) -> Iterator[Chapter]:
        for name, made in (
            ("interests", self._interests()),
            ("facts", self._facts()),
            ("frames", self._frames()),
            ("versions", self._versions()),
        ):
            blocks = tuple(made) or (Block(kind="quiet", text=self.say(f"annex.{name}.none")),)
            yield Chapter(heading=self.say(f"annex.{name}"), blocks=blocks)

    # ------------------------------------------------------------------ the chapters

    def _parties(self) -> Iterator[Block]:
        parties = self._document.parties
        fields = ("constituency", "representative", "authority")
        wanted = [one for one in fields if any(getattr(party, one) for party in parties)]
        if parties:
            rows = tuple((one.name, *(getattr(one, field) for field in wanted)) for one in parties)
            heads = (self.say("party"), *(self.say(one) for one in wanted))
            yield Block(kind="table", heads=heads, widths=(1.1, *(1.0 for _ in wanted)), rows=rows)
        for gone in self._document.absent:
            carried = self.say(f"carried.{gone.carried}", by=gone.by, reason=gone.reason)
            yield Block(kind="text", text=f"{self.say(f'absent.{gone.how}', name=gone.name)} {carried}")

    def _intents(self) -> Iterator[Block]:
        for one in self._document.intents:
            yield Block(kind="quote", text=one.text, note=one.party)

    def _question(self) -> Iterator[Block]:
        if self._document.question:
            yield Block(kind="text", text=self._document.question)

    def _entry(self, label: str, text: str, *notes: tuple[str, str]) -> Block:
        said = [f"{self.say(key)}: {what}" for key, what in notes if what]
        return Block(kind="entry", label=self.say("article", label=label), text=text, note="\n".join(said))

    def _articles(self) -> Iterator[Block]:
        yield from self._numbered(4, self._document.articles, self._article)

    def _article(self, label: str, one: Article) -> Block:
        return self._entry(label, one.text, ("serves", ", ".join(one.interests)))

    def _commitments(self) -> Iterator[Block]:
        made = self._document.commitments
        if not made:
            return
        keys = ("number", "who", "what", "when", "nature")
        rows = tuple(
            (f"5.{one.number}", one.who, self._promise(one), one.when, self.say(f"nature.{one.kind}"))
            for one in made
        )
        yield Block(
            kind="table", heads=tuple(map(self.say, keys)), widths=(0.5, 1.4, 2.6, 1.3, 0.9), rows=rows
        )
        yield Block(kind="quiet", text=self.say("nature_note"))

    def _promise(self, one: Commitment) -> str:
        more = [
            f"{self.say(key)}: {said}" for key, said in (("means", one.means), ("sign", one.sign)) if said
        ]
        return "\n".join((one.what, *more))

    def _refrains(self) -> Iterator[Block]:
        if self._document.refrains:
            rows = tuple((f"6.{one.number}", one.who, one.what, one.when) for one in self._document.refrains)
            heads = tuple(map(self.say, ("number", "who", "what_not", "until")))
            yield Block(kind="table", heads=heads, widths=(0.5, 1.4, 2.6, 1.3), rows=rows)

    def _contingencies(self) -> Iterator[Block]:
        yield from self._numbered(7, self._document.contingencies, self._contingency)

    def _contingency(self, label: str, one: Contingency) -> Block:
        text = self.say("if_then", condition=_clause(one.if_), consequence=_clause(one.then))
        return self._entry(
            label,
            text,
            ("else", one.else_),
            ("measured_by", one.measurer),
            ("measured_when", one.date),
            ("unmeasured", one.unmeasured),
        )

    def _provisions(self, number: int) -> Iterator[Block]:
        made = tuple(one for one in self._document.provisions if one.chapter == PROVISIONS[number])
        yield from self._numbered(number, made, self._provision)

    def _provision(self, label: str, one: Provision) -> Block:
        return self._entry(
            label, one.text, ("statement_of", one.party), ("turns_out_otherwise", one.otherwise)
        )

    def _disputes(self) -> Iterator[Block]:
        disputes = self._document.disputes
        if not disputes.steps:
            return
        if self._document.status == "draft":
            yield Block(kind="quiet", text=self.say("lawyer"))
        yield Block(kind="text", text=self.say("disputes_lead"))
        for one in disputes.steps:
            yield self._entry(f"13.{one.number}", one.text)
        for sentence in disputes.sentences:
            yield Block(kind="text", text=sentence)

    def _reservations(self) -> Iterator[Block]:
        for one in self._document.reservations:
            yield Block(kind="quote", text=one.text, note=one.party)
        if not self._document.reservations:
            yield Block(kind="quiet", text=self.say("no_reservations"))

    def _numbered(
        self, chapter: int, made: tuple[Numbered, ...], write: Callable[[str, Numbered], Block]
    ) -> Iterator[Block]:
        """The articles of a chapter; a number that fell free in between is shown as lapsed."""
        found = {one.number: one for one in made}
        for number in range(1, max(found, default=0) + 1):
            label = f"{chapter}.{number}"
            lapsed = self._entry(label, self.say("lapsed_article"))
            yield write(label, found[number]) if number in found else lapsed

    # ------------------------------------------------------------------ signing

    def _signing(self) -> Iterator[Block]:
        document = self._document
        if document.ratifications:
            heads = tuple(map(self.say, ("party", "body", "date", "decision", "result")))
            rows = tuple(
                (
                    one.party,
                    one.body or "\u2013",
                    self.day(one.date),
                    one.decision or "\u2013",
                    self.say(f"result.{one.result}"),
                )
                for one in document.ratifications
            )
            yield Block(kind="table", heads=heads, widths=(1.3, 1.5, 1.0, 1.1, 1.1), rows=rows)
        else:
            yield Block(kind="text", text=self.say("nobody_decides"))
        if document.status == "draft":
            yield Block(kind="quiet", text=self.say("no_place_to_sign"))
            return
        if document.hash:
            code = " ".join(document.hash[at : at + 4] for at in range(0, 64, 4))
            yield Block(kind="quiet", text=self.say("signed_text", code=code))
        yield Block(kind="quiet", text=self.say("no_qualified"))
        yield Block(
            kind="places", places=tuple(self._place(one.name, one.representative) for one in document.parties)
        )

    def _place(self, party: str, representative: str) -> Place:
        confirmed = [
            self.say("confirmed", date=self.day(one.date))
            for one in self._document.confirmations
            if one.party == party
        ]
        signed = [
            self.say("signed", date=self.day(one.date), place=one.place)
            for one in self._document.signatures
            if one.party == party
        ]
        name = [representative] if representative else []
        keys = ("place", "signature") if representative else ("name", "place", "signature")
        to_fill = () if signed else tuple(map(self.say, keys))
        return Place(party=party, known=(*confirmed, *signed, *name), to_fill=to_fill)

    # ------------------------------------------------------------------ the annexes

    def _interests(self) -> Iterator[Block]:
        if self._document.interests:
            heads = tuple(map(self.say, ("party", "number", "interest")))
            rows = tuple((one.party, str(one.number), one.text) for one in self._document.interests)
            yield Block(kind="table", heads=heads, widths=(1.1, 0.4, 2.6), rows=rows)

    def _facts(self) -> Iterator[Block]:
        for one in self._document.facts:
            yield Block(kind="entry", label=f"{self.say('fact')} {one.number}", text=one.text)

    def _frames(self) -> Iterator[Block]:
        for one in self._document.frames:
            note = self.say(f"frame.{one.type}")
            yield Block(kind="entry", label=f"{self.say('frame')} {one.number}", text=one.text, note=note)

    def _versions(self) -> Iterator[Block]:
        known = self._document.versions or (Version(number=self._document.version),)
        rows = tuple((str(one.number), self._changed(one, first=one is known[0])) for one in known)
        heads = (self.say("version"), self.say("changes"))
        yield Block(kind="table", heads=heads, widths=(0.5, 3.5), rows=rows)

    def _changed(self, version: Version, *, first: bool) -> str:
        if not version.changes:
            return self.say("first_version" if first else "same_articles")
        lines = []
        for one in version.changes:
            change = self.say(f"change.{one.how}", label=one.label)
            lines.append(
                self.say("because", change=change, interest=one.interest) if one.interest else change
            )
        return "\n".join(lines)


def _clause(text: str) -> str:
    """Part of a sentence of ours, which has its own full stop."""
    return text.strip().removesuffix(".")
