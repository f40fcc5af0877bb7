"""A translation the mediator supplies: its owner's yes first, then its readers; with a real vault underneath."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from keys import OPERATOR, ring
from local import TOKEN, Local
from mediation import FARMERS, NATURE, PARTIES, TOWN, Play
from room import MEDIATOR, SCRIPT, keys, shown

from bot.carry import Carrier
from bot.letters import Letters
from flows import effects
from flows.events import Pressed, Sender
from flows.messages import Quote
from flows.phrases import say
from flows.process.translations import texts
from flows.table import Mediation
from handlers.catalogues import Sentences
from handlers.render import RULE, quotes_in, render_group
from handlers.transport import make_bot
from rehearsal.server import make_app, serve
from storage import NotForThisReader, OutboxRow, Outgoing, Reader, Store, Transaction, WordsRefused
from storage.migrate import migrate
from workshop.pool import Pool

SENTENCES = Sentences.load()
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
OF_THE_VAULT = (
    effects.Keep,
    effects.Recast,
    effects.Release,
    effects.Withdraw,
    effects.Erase,
    effects.Translate,
    effects.AgreeTranslation,
)
MARK = "(vertaald uit het Engels; wie het zei, vindt deze vertaling goed)"
ENGLISH = (NATURE,)


class TwoLanguages(Play):
    """The small mediation; nature reads English, the others Dutch. What is kept and let go is so in a real vault."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.carrier = Carrier(tx, 1, NOW)
        super().__init__()

    def _carry(self, effect: effects.Effect) -> None:
        super()._carry(effect)
        if isinstance(effect, OF_THE_VAULT):
            self.tx.set_role(effect.mediation, MEDIATOR, "mediator", None)
            for user in PARTIES:
                self.tx.set_person(user, "en" if user in ENGLISH else "nl")
            self.carrier.carry(effect)

    def press(self, user: int, label: str, chat: int | None = None, nth: int = 0) -> TwoLanguages:
        if label == "option:on_language:0" and user in ENGLISH:
            label = "option:on_language:1"
        super().press(user, label, chat, nth)
        return self

    # ------------------------------------------------------------------ what is read

    def reader(self, user: int | None) -> Reader:
        if user is None:
            return Reader(self.mediation.id, "group")
        if user == MEDIATOR:
            return Reader(self.mediation.id, "mediator", None, user)
        return Reader(self.mediation.id, "party", self.party(user), user)

    def party(self, user: int) -> str:
        return next(one.id for one in self.mediation.parties.values() if one.user == user)

    def read(self, user: int | None, id: str) -> str:
        """A text as this person (None: the group) gets it."""
        languages = ["nl", "en"] if user is None else ["en" if user in ENGLISH else "nl"]
        message, reader, case = say(Quote(id=id)), self.reader(user), self.mediation.id
        ids = sorted(quotes_in(message))
        return render_group(
            message,
            languages,
            self.tx.open_words(reader, ids),
            SENTENCES,
            SCRIPT,
            self.tx.written_in(case, ids, user),
            {one: self.tx.translated(reader, ids, one) for one in languages},
        ).text

    # ------------------------------------------------------------------ what is done

    def interest(self, user: int) -> str:
        """The one confirmed last."""
        return [one.word for one in self.mediation.interests if one.party == self.party(user)][-1]

    def pick(self, word: str) -> TwoLanguages:
        """Of the list, turning its pages."""
        self.command(MEDIATOR, "translate")
        while True:
            rows = [row[0] for row in self.told[MEDIATOR][-1].buttons]
            found = [one for one in rows if f"quote:{word}" in keys(one.label)]
            if found:
                self.press_button(MEDIATOR, found[0], MEDIATOR)
                return self
            self.press(MEDIATOR, "translation.more")

    def translate(self, user: int, text: str = "Wij hebben rust nodig.") -> str:
        """Of this person's interest; the id of the translation."""
        self.pick(self.interest(user))
        assert "translation.type" in self.last(MEDIATOR)
        self.say(MEDIATOR, text)
        return self.mediation.translations[-1].word

    def says(self, user: int, option: int) -> None:
        self.press(user, f"option:t_meaning:{option}")


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    database = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    migrate(database)
    database.execute("BEGIN")
    yield Transaction(database, ring())
    database.close()


@pytest.fixture
def play(tx: Transaction) -> TwoLanguages:
    """Interests are confirmed and stand on the map; nobody is being asked anything."""
    play = TwoLanguages(tx)
    play.to_phase(3)
    play.all_answer().next().press(MEDIATOR, "button.publish")
    return play


def test_before_the_owners_yes_the_original_is_read_with_its_mark(play: TwoLanguages) -> None:
    word = play.interest(NATURE)
    made = play.translate(NATURE)
    assert play.read(FARMERS, word) == f"{play.text(word)}\n(geschreven in het Engels)"
    for user in (FARMERS, TOWN, None):
        with pytest.raises(NotForThisReader):
            play.tx.open_words(play.reader(user), [made])


def test_the_owner_reads_both_and_says_yes_and_then_it_is_read_and_marked(play: TwoLanguages) -> None:
    word = play.interest(NATURE)
    made = play.translate(NATURE)
    asked = play.last(NATURE)
    assert {f"quote:{word}", f"quote:{made}", "prompt:t_meaning", "translation.language.nl"} <= set(asked)
    assert "share.mediator" in asked
    assert play.read(NATURE, made) == "Wij hebben rust nodig."
    play.says(NATURE, 0)
    assert play.read(FARMERS, word) == f"Wij hebben rust nodig.\n{MARK}"
    assert play.read(NATURE, word) == play.text(word)
    assert play.tx.translated(play.reader(NATURE), [word], "nl") == {}, "whatever they read: their own words"
    assert play.read(MEDIATOR, word) == f"{play.text(word)}\n(geschreven in het Engels)"
    dutch, english = play.read(None, word).split(RULE)
    assert dutch.strip() == f"Wij hebben rust nodig.\n{MARK}"
    assert english.strip() == play.text(word)
    assert "translation.agreed" in play.last(MEDIATOR)
    assert "agreed to a translation" in play.acts
    assert play.unreadable == []


@pytest.mark.parametrize("way", ["no", "skip"])
def test_without_a_yes_the_own_words_stay(play: TwoLanguages, way: str) -> None:
    word = play.interest(NATURE)
    play.translate(NATURE)
    if way == "no":
        play.says(NATURE, 2)
    else:
        play.command(NATURE, "skip")
    assert "(geschreven in het Engels)" in play.read(FARMERS, word)
    assert "translation.own_words" in play.last(MEDIATOR)


def test_almost_comes_to_the_mediator_who_translates_again(play: TwoLanguages) -> None:
    word = play.interest(NATURE)
    play.translate(NATURE)
    play.says(NATURE, 1)
    play.say(NATURE, "quiet is not the same as silence")
    assert "translation.almost" in play.last(MEDIATOR)
    assert "quiet is not the same as silence" in play.quoted(MEDIATOR)
    assert "(geschreven in het Engels)" in play.read(FARMERS, word)
    play.press(MEDIATOR, "translation.again").say(MEDIATOR, "Wij hebben stilte nodig.")
    play.says(NATURE, 0)
    assert play.read(FARMERS, word).startswith("Wij hebben stilte nodig.")


def test_an_owner_may_take_a_yes_back_and_give_it_again(play: TwoLanguages) -> None:
    word = play.interest(NATURE)
    made = play.translate(NATURE)
    play.says(NATURE, 0)
    for option, starts in ((2, play.text(word)), (0, "Wij hebben rust nodig.")):
        play.command(NATURE, "where")
        play.press(NATURE, "prompt:t_meaning")
        play.says(NATURE, option)
        assert play.read(FARMERS, word).startswith(starts)
    assert {one.status for one in play.mediation.translations if one.word == made} == {"agreed"}


def test_of_two_translations_the_one_agreed_last_is_read(play: TwoLanguages) -> None:
    word = play.interest(NATURE)
    play.translate(NATURE)
    play.says(NATURE, 0)
    play.translate(NATURE, "Rust voor de dieren.")
    assert play.read(FARMERS, word).startswith("Wij hebben rust nodig."), "the earlier one until the new yes"
    play.says(NATURE, 0)
    assert play.read(FARMERS, word).startswith("Rust voor de dieren.")
    assert [one.status for one in play.mediation.translations] == ["own_words", "agreed"]


def test_a_withdrawn_original_takes_its_translation_along(play: TwoLanguages) -> None:
    word = play.interest(NATURE)
    made = play.translate(NATURE)
    play.says(NATURE, 0)
    play.command(NATURE, "withdraw").press(NATURE, "prompt:p3_confirm_interest")
    assert word in play.withdrawn
    for id in (word, made):
        with pytest.raises(NotForThisReader):
            play.tx.open_words(play.reader(FARMERS), [id])
    assert play.tx.translated(play.reader(FARMERS), [word], "nl") == {}
    assert all(one.original != word for one in texts(play.mediation))


def test_withdrawing_while_the_owner_is_asked_leaves_nothing_to_answer(play: TwoLanguages) -> None:
    play.translate(NATURE)
    play.command(NATURE, "withdraw").press(NATURE, "prompt:p3_confirm_interest")
    front = play.interview(NATURE).front
    assert front is None or front.prompt != "t_meaning"


def test_while_the_mediator_types_the_words_are_withdrawn(play: TwoLanguages) -> None:
    play.pick(play.interest(NATURE))
    play.command(NATURE, "withdraw").press(NATURE, "prompt:p3_confirm_interest")
    play.say(MEDIATOR, "Wij hebben rust nodig.")
    assert play.last(MEDIATOR) == ["translation.gone"]
    assert play.mediation.translations == ()


def test_changed_words_are_other_words_without_a_translation(play: TwoLanguages) -> None:
    before = play.interest(NATURE)
    play.translate(NATURE)
    play.says(NATURE, 0)
    play.command(NATURE, "where").press(NATURE, "prompt:p3_confirm_interest")
    play.press(NATURE, "option:p3_confirm_interest:0")
    after = play.interest(NATURE)
    assert after != before
    newest = next(one for one in texts(play.mediation) if one.original == after)
    assert newest.status == "new"


def test_a_text_that_waits_for_its_owner_is_not_sent_twice(play: TwoLanguages) -> None:
    word = play.interest(NATURE)
    play.translate(NATURE)
    play.pick(word)
    assert play.last(MEDIATOR)[0] == "translation.waits"
    assert len(play.mediation.translations) == 1


def test_a_translation_that_is_too_long_is_asked_again(play: TwoLanguages) -> None:
    play.pick(play.interest(NATURE))
    play.say(MEDIATOR, "x" * 3001)
    assert "translation.too_long" in play.last(MEDIATOR)
    play.say(MEDIATOR, "Rust.")
    assert play.last(MEDIATOR)[0] == "translation.sent"


def test_only_what_somebody_of_another_language_reads_is_offered(play: TwoLanguages) -> None:
    state = play.mediation
    private = {one.word for one in state.interests if not one.for_group}
    offered = texts(state)
    assert offered
    assert not private & {one.original for one in offered}
    dutch = {one.user for one in offered if one.language == "nl"}
    assert dutch == {NATURE}
    alone = state.model_copy(
        update={"parties": {id: one for id, one in state.parties.items() if one.user != NATURE}}
    )
    assert texts(alone) == ()


def test_nothing_to_translate_is_said_with_a_next_step(tx: Transaction) -> None:
    play = TwoLanguages(tx)
    play.command(MEDIATOR, "translate")
    assert play.last(MEDIATOR) == ["translation.nothing"]


def test_somebody_else_in_the_seat_was_not_asked(play: TwoLanguages) -> None:
    word = play.interest(NATURE)
    play.translate(NATURE)
    party = play.party(NATURE)
    moved = play.mediation.parties[party].model_copy(update={"user": 99})
    state = play.mediation.model_copy(update={"parties": {**play.mediation.parties, party: moved}})
    assert next(one.status for one in texts(state) if one.original == word) == "new"


def test_a_party_cannot_agree_for_another(play: TwoLanguages) -> None:
    play.translate(NATURE)
    ask = f"t_meaning:{play.mediation.translations[-1].word}"
    pressed = Pressed(
        sender=Sender(user=FARMERS),
        press={"do": "choose", "ask": ask, "option": 0},
        chat=FARMERS,
        private=True,
    )
    play.raise_(play.interview(NATURE).address, pressed)
    assert play.mediation.translations[-1].status == "asked"


def test_erasing_keeps_the_translation_of_what_was_let_go_and_no_other(play: TwoLanguages) -> None:
    word = play.interest(NATURE)
    play.translate(NATURE)
    play.says(NATURE, 0)
    refused = play.translate(FARMERS, "We need quiet.")
    play.says(FARMERS, 2)
    play.tx.erase(play.mediation.id)
    rows = {one.id: one for one in play.tx.words_of(play.mediation.id)}
    assert play.read(FARMERS, word).startswith("Wij hebben rust nodig.")
    assert rows[refused].text == ""


def test_agreed_before_it_is_let_go_it_is_let_go_with_its_original(tx: Transaction) -> None:
    play = TwoLanguages(tx)
    play.to_phase(3)
    play.all_answer()
    word = play.interest(NATURE)
    made = play.translate(NATURE)
    play.says(NATURE, 0)
    with pytest.raises(NotForThisReader):
        play.tx.open_words(play.reader(FARMERS), [made])
    play.next().press(MEDIATOR, "button.publish")
    assert play.read(FARMERS, word).startswith("Wij hebben rust nodig.")


def test_the_vault_refuses_a_translation_of_words_of_another_party(play: TwoLanguages) -> None:
    made = effects.Translate(
        id="t",
        original=play.interest(NATURE),
        mediation=play.mediation.id,
        party=play.party(FARMERS),
        user=FARMERS,
        language="nl",
        text="Rust.",
        at=NOW,
    )
    with pytest.raises(WordsRefused):
        play.tx.translate(made)
    unknown = effects.AgreeTranslation(id="t", mediation=play.mediation.id, agreed=True)
    with pytest.raises(WordsRefused):
        play.tx.agree_translation(unknown)


def test_a_state_of_before_translations_still_loads() -> None:
    old: dict[str, Any] = Mediation(id="m").model_dump(mode="json")
    del old["translations"]
    assert Mediation.model_validate(old).translations == ()


def test_the_question_is_one_of_the_interviews_and_holds_up_no_step(play: TwoLanguages) -> None:
    play.translate(NATURE)
    assert all(not round.startswith("translation:") for round in play.mediation.waiting)
    play.says(NATURE, 0)
    assert "round.finished" in shown(play.told[NATURE][-1])


# ------------------------------------------------------------------ as it is sent


async def test_each_reader_gets_the_message_in_the_wording_that_is_for_them(tmp_path: Path) -> None:
    """Over HTTP: the other party and the group read the translation, the mediator the original with it beside."""
    local = Local(tmp_path)
    runner, port = await serve(make_app(local.world, transcript=local.transcript, faults=local.faults))
    store, pool = await Store.open(tmp_path / "letters.db", OPERATOR), Pool()
    author, dutch, mediator = local.person("Ann", "en"), local.person("Piet"), local.mediator
    group = local.world.create_group(mediator, "Groep")
    local.world.add_bot(group, mediator)
    for user in (dutch, mediator):
        local.world.say(user, user, "/start")
    try:
        async with make_bot(TOKEN, f"http://127.0.0.1:{port}") as bot:
            letters = Letters(store, bot, SENTENCES, SCRIPT, pool)
            await store.transact(lambda tx: _kept(tx, author, dutch, mediator, group))
            await letters.send(await store.transact(lambda tx: _row(tx, dutch, dutch)))
            await letters.send(await store.transact(lambda tx: _row(tx, mediator, mediator)))
            await letters.send(await store.transact(lambda tx: _row(tx, None, group)))
    finally:
        await pool.close()
        await store.close()
        await runner.cleanup()
    original = (
        "Our water.\n(geschreven in het Engels)\n(in het Nederlands, met akkoord: \u2018Ons water.\u2019)"
    )
    assert local.last(dutch) == f"Ons water.\n{MARK}"
    assert local.last(mediator) == original
    assert local.last(mediator, group) == f"Ons water.\n{MARK}\n\n{RULE}\n\nOur water."


def _kept(tx: Transaction, author: int, dutch: int, mediator: int, group: int) -> None:
    tx.set_role("m", author, "party", "p1")
    tx.set_role("m", dutch, "party", "p2")
    tx.set_role("m", mediator, "mediator", None)
    for user, language in ((author, "en"), (dutch, "nl"), (mediator, "nl")):
        tx.set_person(user, language)
    tx.set_group(group, "m", ("nl", "en"))
    words = effects.Keep(
        id="w1",
        mediation="m",
        party="p1",
        user=author,
        kind="interest",
        prompt="p3_confirm_interest",
        script_version=1,
        circle=effects.Circle.ATTRIBUTED,
        text="Our water.",
        at=NOW,
    )
    tx.keep(words)
    made = effects.Translate(
        id="t1",
        original="w1",
        mediation="m",
        party="p1",
        user=author,
        language="nl",
        text="Ons water.",
        at=NOW,
    )
    tx.translate(made)
    tx.release(
        effects.Release(mediation="m", ids=("w1",), circle=effects.Circle.ATTRIBUTED, approved_by=mediator)
    )
    tx.agree_translation(effects.AgreeTranslation(id="t1", mediation="m", agreed=True))


def _row(tx: Transaction, user: int | None, chat: int) -> OutboxRow:
    row = Outgoing(
        key=f"k{chat}",
        mediation="m",
        chat=chat,
        kind="post" if user is None else "tell",
        user=user,
        body=say(Quote(id="w1")).model_dump_json(),
        lane=effects.Lane.NOTICE,
    )
    id = tx.put(row)
    return tx.message(id)
