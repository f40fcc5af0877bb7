"""A party without Telegram: the mediator enters its answers, in every phase, and records how they were confirmed."""

from __future__ import annotations

import re
import sqlite3
import zlib
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from keys import ring
from local import Local
from mediation import CUSTOM, FARMERS, NATURE, Custom, Play, _ladder
from room import GROUP, MEDIATOR, SCRIPT, shown

from bot.question_sets import compose, put
from flows import effects
from flows.effects import Circle, Fetch, Keep, Release, Work
from flows.events import Fetched, GroupSeen, Pressed, Sender, SentFile, SetMade
from flows.interview.conversation import Interview
from flows.interview.questions import kind_of
from flows.messages import Both, Button, Quote
from flows.parties.proxy import day_in, unconfirmed
from flows.parties.proxy_file import Expected, read_set
from flows.process.tailoring import apply
from flows.register import Change
from flows.script import Kind
from flows.signals import Ask
from flows.table import Mediation, Table
from handlers.catalogues import Sentences
from storage import Transaction
from storage.migrate import migrate
from workshop.question_set import QuestionSet, as_text, typeset_questions
from workshop.words import Language

TOWN = MEDIATOR  # the answers of the town are entered by the mediator
PARTIES = {FARMERS: ("Boeren", False), TOWN: ("Gemeente", True), NATURE: ("Natuur", False)}


class Proxied(Play):
    """The small mediation, with a town that may not use Telegram."""

    def __init__(self) -> None:
        self.fetches: list[Fetch] = []
        super().__init__(PARTIES)

    def _carry(self, effect: effects.Effect) -> None:
        super()._carry(effect)
        if isinstance(effect, Fetch):
            self.fetches.append(effect)

    def seat(self, user: int, name: str, *, government: bool) -> Proxied:
        if user != TOWN:
            super().seat(user, name, government=government)
            return self
        self.command(MEDIATOR, "invite", name).press(MEDIATOR, "proxy.button")
        self.press(MEDIATOR, "button.authority" if government else "button.no_authority")
        return self

    def onboard(self, user: int, consents: tuple[int, ...] = (0, 1, 2, 3, 4, 5)) -> Proxied:
        self._enter(user)
        super().onboard(user, consents)
        return self

    def answer(self, user: int, custom: Custom | None = None) -> Proxied:
        self._enter(user)
        super().answer(user, custom)
        return self

    def answer_one(self, user: int, custom: Custom | None = None) -> None:
        if user != TOWN:
            return super().answer_one(user, custom)
        front = self.interview(user).front
        assert front is not None
        if front.prompt in (custom or {}):
            (custom or {})[front.prompt](self, user)
        elif front.prompt in CUSTOM:
            _ladder(self, user)
        else:
            self._plainly(self.interview(user))
        return None

    def _enter(self, user: int) -> None:
        interview = self.interview(user)
        if interview.proxy and interview.front is None and interview.agenda:
            self.press(MEDIATOR, "button.enter_answers")

    def _plainly(self, interview: Interview) -> None:
        front = interview.front
        assert front is not None
        kind = kind_of(front, SCRIPT)
        if interview.elaborating is not None or kind is Kind.TEXT:
            self.say(TOWN, f"{front.prompt} van de gemeente")
        elif kind is Kind.MULTI:
            self.say(TOWN, f"{front.prompt} van de gemeente").press(TOWN, "button.done")
        elif kind is Kind.MULTICHOICE and front.required:
            self._option(0)
            self.press(TOWN, "button.done")
        elif kind is Kind.MULTICHOICE:
            self.press(TOWN, "button.none_of_these")
        else:
            self._option(0)

    def _option(self, number: int) -> None:
        self.press_button(TOWN, self._choices()[number], TOWN)

    def _choices(self) -> list[Button]:
        for message in reversed(self.told[TOWN]):
            found = [
                one for row in message.buttons for one in row if one.event.get("do") in ("choose", "tick")
            ]
            if found:
                return found
        raise AssertionError("nothing to choose")

    def confirm_all(self, how: str = "proxy.by.email") -> Proxied:
        """Every round that was entered, confirmed today."""
        while unconfirmed(self.mediation):
            self.command(MEDIATOR, "next").press(MEDIATOR, "button.see_gate")
            self.press(MEDIATOR, how).press(MEDIATOR, "proxy.today")
        return self

    def close(self, phase: int) -> Proxied:
        self.confirm_all()
        super().close(phase)
        return self

    def link_group(self) -> None:
        super().link_group()
        present = (MEDIATOR, FARMERS, NATURE)
        self.raise_(self.address, GroupSeen(chat=GROUP, present=present, members=4))


@pytest.fixture(scope="module")
def whole() -> Proxied:
    play = Proxied()
    play.to_phase(6)
    play.phase_6()
    return play


def town(state: Mediation) -> str:
    return next(one.id for one in state.parties.values() if one.proxy)


def test_a_party_without_telegram_goes_through_all_six_phases_to_the_agreement(whole: Proxied) -> None:
    state = whole.mediation
    assert (state.ended, state.agreement) == ("agreement", "final")
    signed = next(notes for ask, notes in state.notes.items() if ask.startswith("p6_sign:"))
    assert signed[town(state)].choice == (0,)


def test_every_gate_counts_it_and_no_item_of_it_was_waived(whole: Proxied) -> None:
    for record in whole.mediation.records:
        items = {one.item: one for one in record.gate}
        assert items["by_proxy"].met
        assert items["by_proxy"].waived_because is None
    group = next(one for one in whole.mediation.records[1].gate if one.item == "2.group")
    assert group.met


def test_nobody_is_missing_in_the_group(whole: Proxied) -> None:
    assert "group.missing" not in whole.seen(MEDIATOR)
    assert "group.complete" in whole.seen(MEDIATOR)


def test_nothing_unreadable_was_shown_and_nothing_ignored_by_an_interview(whole: Proxied) -> None:
    assert whole.unreadable == []
    assert [one for one in whole.ignored if one[0] == "interview"] == []


def test_what_belongs_to_the_mediators_own_chat_is_left_alone(whole: Proxied) -> None:
    assert whole.states[f"person:{MEDIATOR}"].language == "nl"  # type: ignore[attr-defined]
    assert whole.mediation.party_of(MEDIATOR) is None


def test_a_notice_to_the_party_asks_the_mediator_to_pass_it_on(whole: Proxied) -> None:
    assert [
        one
        for one in map(shown, whole.told[MEDIATOR])
        if one[:1] == ["proxy.pass_on"] and "phase_closed" in one
    ]


# ------------------------------------------------------------------ how and when it was confirmed


@pytest.fixture
def seated() -> Proxied:
    play = Proxied()
    play.seat_all()
    return play


@pytest.fixture
def finished(seated: Proxied) -> Proxied:
    return seated.onboard(TOWN).answer(TOWN)


def test_after_a_round_the_mediator_is_asked_how_and_when_it_was_confirmed(finished: Proxied) -> None:
    assert "proxy.how" in finished.seen(MEDIATOR)
    finished.press(MEDIATOR, "proxy.by.paper").say(MEDIATOR, "24 november 2026")
    (one,) = finished.mediation.confirmed
    assert (one.round, one.how, one.on) == ("1.intake", "paper", date(2026, 11, 24))
    assert "proxy.recorded" in finished.last(MEDIATOR)
    assert "recorded a confirmation" in finished.acts


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("gisteren", "proxy.bad_date"),
        ("31-2-2026", "proxy.bad_date"),
        ("3 december 2027", "proxy.future_date"),
    ],
)
def test_a_day_that_is_none_is_asked_again(finished: Proxied, typed: str, heard: str) -> None:
    finished.press(MEDIATOR, "proxy.by.phone").say(MEDIATOR, typed)
    assert finished.last(MEDIATOR)[0] == heard
    finished.press(MEDIATOR, "proxy.today")
    assert finished.mediation.confirmed[0].on == date(2026, 11, 24)


def test_when_all_is_entered_what_the_mediator_types_is_for_the_desk_again(finished: Proxied) -> None:
    person = finished.states[f"person:{MEDIATOR}"]
    assert person.front == finished.address  # type: ignore[attr-defined]
    assert "place.now" in finished.seen(MEDIATOR)


def test_what_the_desk_had_asked_is_still_asked_after_a_confirmation(finished: Proxied) -> None:
    finished.command(MEDIATOR, "invite", "Winkels")
    finished.press(MEDIATOR, "proxy.by.phone").press(MEDIATOR, "proxy.today")
    assert {"proxy.recorded", "review.earlier"} <= set(finished.last(MEDIATOR))
    finished.press(MEDIATOR, "button.no_authority")
    assert "Winkels" in [one.name for one in finished.mediation.parties.values()]


def test_today_counts_after_the_desk_was_asked_something_else(finished: Proxied) -> None:
    finished.press(MEDIATOR, "proxy.by.phone").command(MEDIATOR, "invite", "Winkels")
    finished.press(MEDIATOR, "proxy.today")
    assert [one.how for one in finished.mediation.confirmed] == ["phone"]
    finished.press(MEDIATOR, "button.no_authority")
    assert "Winkels" in [one.name for one in finished.mediation.parties.values()]


def test_until_it_is_confirmed_the_gate_has_an_open_item_and_asks_again(finished: Proxied) -> None:
    finished.command(MEDIATOR, "next").press(FARMERS, "option:on_language:0")
    finished.raise_(finished.address, _pressed("gate"))
    said = [key for message in finished.told[MEDIATOR][-2:] for key in shown(message)]
    assert "proxy.how" in said
    items = [one.event.get("item") for row in finished.told[MEDIATOR][-1].buttons for one in row]
    assert "by_proxy" in items
    finished.press(MEDIATOR, "gate.by_proxy")
    assert finished.last(MEDIATOR)[1:3] == ["gate_item.open", "gate.by_proxy"]
    assert "Gemeente" in finished.last(MEDIATOR)


def _pressed(do: str, **press: Any) -> Any:
    return Pressed(sender=Sender(user=MEDIATOR), press={"do": do, **press}, chat=MEDIATOR, private=True)


def test_what_was_entered_is_marked_where_the_mediator_reads_it(finished: Proxied) -> None:
    finished.press(MEDIATOR, "proxy.by.email").press(MEDIATOR, "proxy.today")
    finished.raise_(finished.address, _pressed("read", party=town(finished.mediation), phase=1))
    assert {"proxy.entered", "proxy.confirmed", "proxy.way.email"} <= set(finished.last(MEDIATOR))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-03", date(2026, 12, 3)),
        ("3-12-2026", date(2026, 12, 3)),
        ("3 december 2026", date(2026, 12, 3)),
        ("3 Dec 2026", date(2026, 12, 3)),
        ("29-2-2026", None),
        ("3-12", None),
        ("", None),
    ],
)
def test_days_as_people_write_them(typed: str, day: date | None) -> None:
    assert day_in(typed) == day


def test_an_invited_party_can_still_be_taken_over(seated: Proxied) -> None:
    seated.invite("Winkels", government=False)
    party = next(one for one in seated.mediation.parties.values() if one.name == "Winkels")
    seated.raise_(seated.address, _pressed("by_proxy", party=party.id))
    now = seated.mediation.parties[party.id]
    assert (now.proxy, now.user, now.secret) == (True, MEDIATOR, "")


# ------------------------------------------------------------------ the question set


@pytest.fixture
def tx(tmp_path: Path) -> Any:
    database = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    migrate(database)
    database.execute("BEGIN")
    yield Transaction(database, ring())
    database.close()


def _set(play: Proxied, tx: Transaction, language: str) -> QuestionSet:
    play.raise_(play.address, _pressed("print_set", party=town(play.mediation)))
    work = play.works[-1]
    assert work.job == "question_set"
    spoken = work.model_copy(update={"material": {**work.material, "language": language}})
    return compose(tx, spoken, Sentences.load(), SCRIPT)[0]


def _filled(text: str, answers: dict[str, str]) -> str:
    """The file as somebody fills it in: below each question, in place of the line."""
    blocks = text.split("\n\n")
    for number, block in enumerate(blocks):
        for id, answer in answers.items():
            if f". [{id}]" in block:
                blocks[number] = block.replace("_" * 60, answer)
    return "\n\n".join(blocks)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_set_holds_every_open_question_with_who_reads_it(
    seated: Proxied, tx: Transaction, language: Language
) -> None:
    document = _set(seated, tx, language)
    agenda = [one.id for one in seated.interview(TOWN).agenda]
    assert [one.id for one in document.questions] == agenda
    assert all(one.who_reads and one.asked for one in document.questions)
    assert_tagged(typeset_questions(document, language), language)


def assert_tagged(pdf: bytes, language: str) -> None:
    """For a screen reader: a structure, the language, and the mark of PDF/UA; some stand in compressed parts."""
    assert pdf.startswith(b"%PDF")
    bodies = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            bodies.append(zlib.decompress(found[1]))
    whole = b"\n".join(bodies)
    assert b"/StructTreeRoot" in whole
    assert re.search(rb"/Lang\s*\(" + language.encode(), whole)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in whole


async def test_a_printed_set_reaches_the_mediator_and_comes_back_filled_in(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        await local.say(local.mediator, "/invite Gemeente")
        await local.press_first(local.mediator, 2)
        await local.press_first(local.mediator)
        await local.say(local.mediator, "/partijen")
        await local.press(local.mediator, "Gemeente")
        await local.press(local.mediator, "afdrukken")
        sent = [one for one in local.world.visible(local.mediator, local.mediator) if one.file]
        pdf, text = (one.file for one in sent if one.file)
        assert (pdf.name, text.name) == ("vragen-p1.pdf", "vragen-p1.txt")
        assert_tagged(pdf.data, "nl")
        written = text.data.decode()
        assert "[set p1]" in written
        filled = _filled(written, {**CONSENTS, "p1_story": "Het plein staat vol."})
        local.world.send_file(local.mediator, local.mediator, text.name, filled.encode())
        await local.settled()
        assert "Het plein" not in local.last(local.mediator), "words go to the vault and nowhere else"
        await local.press(local.mediator, "Deze antwoorden overnemen")
        assert local.words() == ["Het plein staat vol."]


def test_a_question_the_mediator_added_or_reworded_stands_in_the_set_and_is_read_again(
    tx: Transaction,
) -> None:
    play = Proxied()
    changes = (
        Change(do="skip", key="p1_history"),
        Change(do="reword", key="p1_story", nl="Vertel eens.", en="Tell us."),
        Change(
            do="add",
            key="bus",
            after="p1_story",
            type="choice",
            nl="Met de bus?",
            en="By bus?",
            options=YES_NO,
        ),
    )
    table, mistakes = apply(Table(state=play.mediation), MEDIATOR, changes, SCRIPT)
    assert mistakes == []
    play.states[play.address] = table.state
    play.seat_all()
    document = _set(play, tx, "en")
    by_id = {one.id: one for one in document.questions}
    assert "p1_history" not in by_id
    assert by_id["p1_story"].asked == "Tell us."
    assert (by_id["own:bus"].asked, by_id["own:bus"].options) == ("By bus?", ("Yes", "No"))
    filled = _filled(as_text(document), {**CONSENTS, "own:bus": "2"})
    _send(play, filled)
    play.press(MEDIATOR, "proxy_file.use")
    _come(play, filled)
    note = play.mediation.note("own:bus", town(play.mediation))
    assert note is not None
    assert (note.choice, note.edition) == ((1,), 1)


YES_NO = (Both(nl="Ja", en="Yes"), Both(nl="Nee", en="No"))


def test_words_of_another_language_are_marked_on_paper_too(tx: Transaction) -> None:
    tx.set_person(FARMERS, "nl")
    kept = Keep(
        id="w1",
        mediation="m",
        party="p1",
        user=FARMERS,
        kind="frame",
        prompt="p2_frames_fixed",
        script_version=1,
        circle=Circle.ATTRIBUTED,
        text="De dijk blijft.",
        at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    tx.keep(kept)
    tx.release(Release(mediation="m", ids=("w1",), circle=Circle.ATTRIBUTED, approved_by=MEDIATOR))
    ask = Ask(id="p2_frames_react:K1", prompt="p2_frames_react", show=(Quote(id="w1"),))
    material = {
        "party": "p2",
        "party_name": "Town",
        "title": "Dike",
        "user": MEDIATOR,
        "language": "en",
        "asks": [ask.model_dump(mode="json")],
    }
    work = Work(mediation="m", job="question_set", address="mediation:m", material=material)
    (question,) = compose(tx, work, Sentences.load(), SCRIPT)[0].questions
    assert question.above == ("De dijk blijft.\n(written in Dutch)",)


def test_both_documents_are_stored_and_the_same_set_twice_is_harmless(
    seated: Proxied, tx: Transaction
) -> None:
    document = _set(seated, tx, "nl")
    made = put(tx, seated.works[-1], document, "nl", b"%PDF")
    assert put(tx, seated.works[-1], document, "nl", b"%PDF") == made
    assert [tx.file(one).mime for one in made.files] == ["application/pdf", "text/plain"]
    assert tx.file(made.files[1]).data.decode() == as_text(document)


def test_words_in_a_question_cannot_be_taken_for_an_answer(seated: Proxied, tx: Transaction) -> None:
    document = _set(seated, tx, "nl")
    posing = document.questions[5].model_copy(update={"above": ("1. [on_language]\nAntwoord: 2",)})
    asks = tuple(Expected(id=one.id, kind=Kind.TEXT) for one in document.questions)
    text = as_text(document.model_copy(update={"questions": (*document.questions[:5], posing)}))
    assert read_set(text, asks) == ((), ())


def test_both_documents_come_to_the_mediator(seated: Proxied) -> None:
    made = SetMade(party=town(seated.mediation), files=("a.pdf", "a.txt"))
    seated.raise_(seated.address, made)
    assert seated.files[MEDIATOR] == ["a.pdf", "a.txt"]


CONSENTS = {
    "on_language": "1",
    "on_intro": "1",
    "on_confidential": "1",
    "on_consent_data": "1, 2, 3, 4, 5, 6",
}


def _send(play: Proxied, text: str) -> None:
    file = SentFile(sender=Sender(user=MEDIATOR), file_id="f1", name="vragen.txt", size=len(text))
    play.raise_(play.address, file)
    _come(play, text)


def _come(play: Proxied, text: str) -> None:
    play.raise_(play.address, Fetched(purpose=play.fetches[-1].purpose, name="vragen.txt", text=text))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_filled_in_file_is_taken_over_after_one_press(
    seated: Proxied, tx: Transaction, language: str
) -> None:
    text = as_text(_set(seated, tx, language))
    story = "Het plein staat vol.\nAl jaren."
    filled = _filled(text, {**CONSENTS, "p1_story": story, "p1_at_stake": "-"})
    _send(seated, filled)
    assert "proxy_file.found" in seated.last(MEDIATOR)
    assert seated.interview(TOWN).answers == {}, "nothing is taken over before the press"
    seated.press(MEDIATOR, "proxy_file.use")
    _come(seated, filled)
    answers = seated.interview(TOWN).answers
    assert answers["on_consent_data"].choice == (0, 1, 2, 3, 4, 5)
    assert [seated.text(one.id) for one in answers["p1_story"].words] == [story]
    assert seated.mediation.note("p1_story", town(seated.mediation)) is not None
    assert "proxy_file.used" in seated.seen(MEDIATOR)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_unfilled_set_has_no_answers_and_no_mistakes(
    seated: Proxied, tx: Transaction, language: str
) -> None:
    _send(seated, as_text(_set(seated, tx, language)))
    assert "proxy_file.empty" in seated.last(MEDIATOR)


def test_a_file_with_a_bad_line_changes_nothing_and_names_the_line(seated: Proxied, tx: Transaction) -> None:
    text = _filled(as_text(_set(seated, tx, "nl")), {"on_language": "7", "p1_story": "Verhaal"})
    _send(seated, text)
    said = seated.last(MEDIATOR)
    line = next(n for n, one in enumerate(text.splitlines(), start=1) if one.strip() == "7")
    assert said[:1] == ["proxy_file.mistakes"]
    assert said[said.index("proxy_file.line") + 1] == str(line)
    assert seated.interview(TOWN).answers == {}
    assert "proxy_file.use" not in seated.seen(MEDIATOR)


def test_a_file_that_is_no_set_is_refused(seated: Proxied) -> None:
    _send(seated, "Beste bemiddelaar, hierbij mijn antwoorden.")
    assert "proxy_file.no_set" in seated.last(MEDIATOR)


ASKS = (
    Expected(id="text", kind=Kind.TEXT, required=True),
    Expected(id="multi", kind=Kind.MULTI),
    Expected(id="choice", kind=Kind.CHOICE, options=3, words=(2,)),
    Expected(id="scale", kind=Kind.SCALE, options=5, words=(0, 1, 2, 3, 4)),
    Expected(id="many", kind=Kind.MULTICHOICE, options=4),
)


@pytest.mark.parametrize(
    ("block", "line", "key"),
    [
        ("1. [nothing]\nAnswer: x", 1, "proxy_file.unknown"),
        ("1. [text]\nAnswer: x\n2. [text]\nAnswer: y", 3, "proxy_file.twice"),
        ("1. [text]\nnothing here", 1, "proxy_file.no_answer_line"),
        ("1. [text]\nAntwoord: -", 2, "proxy_file.required"),
        ("1. [text]\nAnswer: " + "x" * 10_001, 2, "proxy_file.too_long"),
        ("1. [choice]\nAntwoord:\nja", 3, "proxy_file.number"),
        ("1. [choice]\nAntwoord: 4", 2, "proxy_file.number"),
        ("1. [choice]\nAntwoord: 0", 2, "proxy_file.number"),
        ("1. [choice]\nAntwoord: 1, 2", 2, "proxy_file.one_number"),
        ("1. [choice]\nAntwoord: 1\nomdat", 3, "proxy_file.no_words"),
        ("1. [choice]\nAntwoord: 3", 2, "proxy_file.words_needed"),
        ("1. [many]\nAnswer: 1 5", 2, "proxy_file.number"),
    ],
)
def test_every_mistake_is_named_with_its_line(block: str, line: int, key: str) -> None:
    _, mistakes = read_set(block, ASKS)
    assert [(one.line, one.what.key) for one in mistakes] == [(line, key)]
    for language in ("nl", "en"):
        assert Sentences.load().sentence(key, language)


def test_answers_of_every_kind() -> None:
    text = (
        "1. [text]\nAnswer: first\nsecond\n2. [multi]\nAnswer:\none\n\ntwo\n3. [choice]\nAnswer: 3\nbecause\n"
        "4. [scale]\nAnswer: 2\n5. [many]\nAnswer: 4, 1"
    )
    answers, mistakes = read_set(text, ASKS)
    assert mistakes == ()
    assert [(one.choice, one.texts) for one in answers] == [
        ((), ("first\nsecond",)),
        ((), ("one", "two")),
        ((2,), ("because",)),
        ((1,), ()),
        ((0, 3), ()),
    ]
