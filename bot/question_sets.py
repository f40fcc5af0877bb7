"""A party's questions as documents: opened as the party would read them, in its language. Sends nothing itself."""

from __future__ import annotations

from hashlib import sha256

from pydantic import TypeAdapter

from flows.effects import Work
from flows.events import SetMade
from flows.interview.questions import labels, question
from flows.messages import Piece
from flows.phrases import say, term
from flows.script import Kind, Script
from flows.signals import Ask
from handlers.catalogues import Sentences
from handlers.render import quotes_in, render_group
from storage import Reader, Transaction
from workshop.question_set import QuestionSet, SetQuestion, SetWords, as_text
from workshop.words import Language

_ASKS = TypeAdapter(tuple[Ask, ...])
LINES = {Kind.TEXT: 7, Kind.MULTI: 9, Kind.MULTICHOICE: 1}  # to write on; a choice may need words


class Writer:
    """Puts pieces into one language, with the words this party may read and no others.

    `written` and `translated` are by id: the language words are in, and an agreed translation of them.
    """

    def __init__(
        self,
        language: str,
        words: dict[str, str],
        sentences: Sentences,
        script: Script,
        *,
        written: dict[str, str],
        translated: dict[str, str],
    ) -> None:
        self._language = language
        self._words = words
        self._sentences = sentences
        self._script = script
        self._written = written
        self._translated = {language: translated}

    def text(self, piece: Piece) -> str:
        return render_group(
            say(piece),
            [self._language],
            self._words,
            self._sentences,
            self._script,
            self._written,
            self._translated,
        ).text


def compose(
    tx: Transaction, work: Work, sentences: Sentences, script: Script
) -> tuple[QuestionSet, Language]:
    """The set and its language: the party's, or else the mediator's. Refuses words the party may not read."""
    material = work.material
    asks = _ASKS.validate_python(material["asks"])
    spoken = material["language"] or tx.language_of(material["user"])
    language: Language = "en" if spoken == "en" else "nl"
    reader = Reader(work.mediation, "party", material["party"], material["user"])
    shown = say(*(piece for one in asks for piece in (*one.show, question(one), *labels(one, script))))
    ids = sorted(quotes_in(shown))
    writer = Writer(
        language,
        tx.open_words(reader, ids),
        sentences,
        script,
        written=tx.written_in(work.mediation, ids, reader.user),
        translated=tx.translated(reader, ids, language),
    )
    made = tuple(_question(one, writer, script) for one in asks)
    words = SetWords(
        heading=writer.text(term("proxy_set.heading", party=material["party_name"])),
        intro=tuple(writer.text(term(f"proxy_set.intro.{number}")) for number in (1, 2, 3, 4)),
        answer=writer.text(term("proxy_set.answer")),
        page=writer.text(term("proxy_set.page")),
    )
    return (
        QuestionSet(
            title=material["title"],
            party=material["party_name"],
            party_id=material["party"],
            words=words,
            questions=made,
        ),
        language,
    )


def _question(ask: Ask, writer: Writer, script: Script) -> SetQuestion:
    kind = script.prompt(ask.prompt).type
    share = script.prompt(ask.prompt).share.value
    written = kind in (Kind.TEXT, Kind.MULTI)
    chosen = share == "attributed" and not written
    who = term("share.attributed_choice") if chosen else term(f"share.{share}")
    return SetQuestion(
        id=ask.id,
        above=tuple(writer.text(one) for one in ask.show),
        asked=writer.text(question(ask)),
        how=writer.text(term(f"proxy_set.how.{kind.value}")),
        who_reads=writer.text(who),
        options=tuple(writer.text(one) for one in labels(ask, script)),
        lines=LINES.get(kind, 2),
    )


def put(tx: Transaction, work: Work, document: QuestionSet, language: Language, pdf: bytes) -> SetMade:
    """Both documents, stored; the same set again is the same documents."""
    text = as_text(document).encode()
    code = sha256(text).hexdigest()[:12]
    name = {"nl": "vragen", "en": "questions"}[language]
    files = (f"{work.mediation}-set-{code}.pdf", f"{work.mediation}-set-{code}.txt")
    tx.put_file(files[0], f"{name}-{document.party_id}.pdf", "application/pdf", pdf)
    tx.put_file(files[1], f"{name}-{document.party_id}.txt", "text/plain", text)
    return SetMade(party=document.party_id, files=files)
