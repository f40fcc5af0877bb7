"""One person, one chat, several mediations: what they type, press, change and take back lands in the right one."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from keys import OPERATOR
from local import Local
from room import SCRIPT, Room, buttons, shown

from bot.carry import Carrier
from bot.machines import Setting
from flows.effects import Circle, Keep
from flows.events import Edited, Said
from flows.interview.conversation import Interview
from flows.messages import Quote, Say
from flows.person.front import Person
from flows.person.places import Place
from flows.phrases import term
from flows.signals import Seated, Unseated
from flows.table import Mediation
from handlers.catalogues import Sentences
from handlers.render import RULE, render_group
from storage import Store, Transaction

ANNA, BRAM, PIET = 1, 2, 10
SENTENCES = Sentences.load()
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Two(Room):
    """Anna mediates about a square, Bram about a harbour; Piet sits in both."""

    def __init__(self) -> None:
        super().__init__()
        self.setting = Setting(SCRIPT, frozenset({ANNA, BRAM}), "Europe/Amsterdam")
        self.square = self.create(ANNA, "Dorpsplein")
        self.harbour = self.create(BRAM, "Haven")
        self.seat(ANNA, "Boeren")
        self.onboard()
        self.seat(BRAM, "Vissers")

    def create(self, mediator: int, title: str) -> str:
        self.command(mediator, "new", title).say(mediator, "Wie").press(mediator, "button.no_sponsor")
        made = [one for one in self.states.values() if isinstance(one, Mediation) and one.title == title]
        return made[0].id

    def seat(self, mediator: int, name: str) -> None:
        self.command(mediator, "invite", name).press(mediator, "button.no_authority")
        link: Any = self.told[mediator][-1].parts[0]
        self.start(PIET, str(link.fill["token"]))
        self.press(mediator, "claim.right")

    def onboard(self) -> None:
        for key in ("on_language", "on_intro", "on_confidential"):
            self.press(PIET, f"option:{key}:0")
        for number in range(6):
            self.press(PIET, f"option:on_consent_data:{number}")
        self.press(PIET, "button.done")
        if "prompt:on_contact" in self.last(PIET):
            self.press(PIET, "button.none_of_these")

    @property
    def piet(self) -> Person:
        state = self.states[f"person:{PIET}"]
        assert isinstance(state, Person)
        return state

    def interview(self, mediation: str) -> Interview:
        state = self.states[f"interview:{mediation}:p1"]
        assert isinstance(state, Interview)
        return state

    def said_in(self, mediation: str) -> list[str]:
        return [one.text for one in self.words.values() if one.mediation == mediation and one.party]

    def go(self, title: str) -> None:
        """By /where, to the place of this title."""
        self.command(PIET, "where")
        for row in self.told[PIET][-1].buttons:
            if title in str(row[0].label):
                self.press_button(PIET, row[0], PIET)
                return
        raise AssertionError(title)


def test_a_second_seat_takes_what_is_typed_only_with_a_sentence_and_a_way_back() -> None:
    two = Two()
    assert two.piet.mediation == two.harbour
    moved = next(one for one in reversed(two.told[PIET]) if "place.now" in shown(one))
    assert "Haven" in shown(moved)
    assert buttons(moved) == ["place.go"]
    two.press(PIET, "place.go")
    assert two.piet.mediation == two.square
    assert "prompt:p1_story" in two.last(PIET)
    two.say(PIET, "Over het plein")
    assert (two.said_in(two.square), two.said_in(two.harbour)) == (["Over het plein"], [])


def test_questions_of_two_mediations_mixed_and_every_answer_in_its_own() -> None:
    two = Two()
    two.onboard()
    two.say(PIET, "haven 1")
    two.go("Dorpsplein")
    two.say(PIET, "plein 1").say(PIET, "plein 2")
    two.go("Haven")
    two.say(PIET, "haven 2")
    assert two.said_in(two.square) == ["plein 1", "plein 2"]
    assert two.said_in(two.harbour) == ["haven 1", "haven 2"]


def test_where_shows_every_place_and_marks_the_one_in_front() -> None:
    two = Two()
    two.command(PIET, "where")
    assert buttons(two.told[PIET][-1]) == ["place.seat", "place.here"]
    two.go("Dorpsplein")
    assert two.piet.mediation == two.square
    assert two.last(PIET)[-1].startswith("share.")
    assert any(key.startswith("where.") for key in two.seen(PIET)[-20:])


def test_a_button_belongs_to_its_own_mediation_and_brings_it_in_front() -> None:
    two = Two()
    two.onboard()
    two.go("Dorpsplein")
    asked = next(
        row[0]
        for one in reversed(two.told[PIET])
        for row in one.buttons
        if row[0].address == f"interview:{two.harbour}:p1" and row[0].event["do"] == "skip"
    )
    two.press_button(PIET, asked, PIET)
    assert two.piet.mediation == two.harbour
    assert [one.status for one in two.interview(two.harbour).answers.values()][-1] == "skipped"
    assert "p1_story" not in str(two.interview(two.square).answers)
    assert any("place.now" in shown(one) for one in two.told[PIET][-3:])


def test_skip_and_back_typed_reach_only_the_one_in_front() -> None:
    two = Two()
    two.onboard()
    two.command(PIET, "skip")
    front = two.interview(two.square).front
    assert front
    assert front.prompt == "p1_story"
    two.go("Dorpsplein")
    two.command(PIET, "skip").command(PIET, "back")
    front = two.interview(two.square).front
    assert front
    assert front.prompt == "p1_story"


def test_a_message_changed_afterwards_goes_where_it_went() -> None:
    two = Two()
    two.onboard()
    two.go("Dorpsplein")
    who = two._who(PIET)
    two.raise_(f"person:{PIET}", Said(sender=who, text="plein", message_id=7))
    two.go("Haven")
    two.raise_(f"person:{PIET}", Said(sender=who, text="haven", message_id=8))
    two.raise_(f"person:{PIET}", Edited(sender=who, text="plein, beter", message_id=7))
    assert two.last(PIET)[0] == "edited.which"
    assert two.said_in(two.square) == ["plein", "plein, beter"]
    assert two.said_in(two.harbour) == ["haven"]


def test_a_message_from_before_the_second_seat_is_still_of_the_first() -> None:
    room = Two()
    alone = Person(user=5)
    room.states["person:5"] = alone
    for mediation in (room.square, room.harbour):
        room.raise_("person:5", Seated(mediation=mediation, party="p9", title="T", party_name="P"))
    state = room.states["person:5"]
    assert isinstance(state, Person)
    assert state.first == f"interview:{room.square}:p9"


@pytest.mark.parametrize("seed", range(12))
def test_in_any_order_of_switching_pressing_and_typing_nothing_lands_in_the_wrong_one(seed: int) -> None:
    two, dice = Two(), random.Random(seed)  # noqa: S311
    two.onboard()
    titles = {two.square: "Dorpsplein", two.harbour: "Haven"}
    for number in range(25):
        match dice.choice(("say", "say", "say", "go", "skip", "back", "press")):
            case "go":
                two.go(dice.choice(list(titles.values())))
            case "press":
                rows = [row[0] for one in two.told[PIET][-12:] for row in one.buttons]
                skips = [one for one in rows if one.event.get("do") in ("skip", "back")]
                if skips:
                    pressed = dice.choice(skips)
                    two.press_button(PIET, pressed, PIET)
                    assert two.piet.front == pressed.address
            case "say":
                two.say(PIET, f"{titles[two.piet.mediation]} {number}")
            case typed:
                two.command(PIET, typed)
    for mediation, title in titles.items():
        assert all(one.startswith(title) for one in two.said_in(mediation))


def test_withdrawing_is_about_the_one_in_front() -> None:
    two = Two()
    two.onboard()
    two.say(PIET, "haven")
    two.go("Dorpsplein")
    two.say(PIET, "plein")
    two.go("Haven")
    two.command(PIET, "withdraw").press(PIET, "prompt:p1_story")
    gone = {two.words[id].text for id in two.withdrawn}
    assert gone == {"haven"}


def test_a_seat_that_is_taken_back_leaves_the_other_in_front() -> None:
    two = Two()
    two.raise_(f"person:{PIET}", Unseated(mediation=two.harbour, party="p1"))
    assert two.last(PIET)[0] == "place.gone_now"
    assert two.piet.mediation == two.square
    two.raise_(f"person:{PIET}", Unseated(mediation=two.square, party="p1"))
    assert two.last(PIET)[0] == "place.gone"
    assert two.say(PIET, "hallo").last(PIET) == ["who_are_you"]


def test_a_seat_by_proxy_waits_in_the_background_and_a_desk_command_brings_the_desk_back() -> None:
    two = Two()
    seated = Seated(mediation=two.square, party="p9", title="Dorpsplein", party_name="Gemeente", proxy=True)
    two.raise_(f"person:{ANNA}", seated)
    state = two.states[f"person:{ANNA}"]
    assert isinstance(state, Person)
    assert state.at_desk
    two.command(ANNA, "where")
    assert buttons(two.told[ANNA][-1]) == ["place.here", "place.proxy"]
    two.press(ANNA, "place.proxy")
    state = two.states[f"person:{ANNA}"]
    assert isinstance(state, Person)
    assert not state.at_desk
    two.command(ANNA, "status")
    assert any("place.now" in shown(one) for one in two.told[ANNA][-2:])
    state = two.states[f"person:{ANNA}"]
    assert isinstance(state, Person)
    assert state.at_desk


# ---------------------------------------------------------------------- the bot itself


async def in_both(local: Local, language: str = "nl") -> int:
    """Piet at the first question of substance in both; what he types is about the second, the harbour."""
    piet = local.person("Piet", language)
    await local.create("Dorpsplein")
    await local.seat("Boeren", piet)
    await local.onboard(piet)
    await local.create("Haven")
    await local.seat("Vissers", piet)
    await local.onboard(piet)
    return piet


async def asked_in_the_background(local: Local, piet: int) -> None:
    """Piet is back at the square when a question about the harbour comes in."""
    while "p1_story" not in str(answers(local, "Haven")) or front(local, "Haven"):
        await local.say(piet, "/skip")
    await local.say(piet, "/waar")
    await local.press(piet, "Dorpsplein")
    await local.say(local.mediator, "/next")
    await local.press_first(local.mediator)
    await local.say(local.mediator, "Een samenvatting.")
    await local.press(local.mediator, "Verstuur aan alle")


def machine(local: Local, title: str) -> dict[str, Any]:
    ids = {name: id for id, name in local.stored("SELECT id, title FROM mediations")}
    address = f"interview:{ids[title]}:p1"
    return local.states(address)[address]


def front(local: Local, title: str) -> str:
    return str((machine(local, title)["front"] or {}).get("prompt", ""))


def answers(local: Local, title: str) -> dict[str, Any]:
    made: dict[str, Any] = machine(local, title)["answers"]
    return made


def texts(local: Local, title: str) -> list[str]:
    ids = {name: id for id, name in local.stored("SELECT id, title FROM mediations")}
    return [row.text for row in local.opened(lambda tx: tx.words_of(ids[title])) if row.party]


async def test_every_message_says_which_mediation_it_is_about_once_there_are_two(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        piet = local.person("Piet")
        await local.create("Dorpsplein")
        await local.seat("Boeren", piet)
        assert not any("[Dorpsplein]" in one for one in local.from_bot(piet))
        await local.create("Haven")
        await local.seat("Vissers", piet)
        assert local.last(piet).startswith("[Haven]\n\n")
        await local.press(piet, "Dorpsplein")
        assert local.last(piet).startswith("[Dorpsplein]\n\n")
        assert local.from_bot(local.mediator)[-1].startswith("[Haven]\n\n")


async def test_a_text_that_may_be_meant_for_another_is_kept_and_its_writer_says_for_which(
    tmp_path: Path,
) -> None:
    async with Local(tmp_path) as local:
        piet = await in_both(local)
        await asked_in_the_background(local, piet)
        assert front(local, "Haven") == "p1_check"
        assert front(local, "Dorpsplein") == "p1_story"
        assert local.last(piet).startswith("[Haven]")
        asked = await local.say(piet, "Zo is het gegaan")
        assert asked.startswith(SENTENCES.sentence("place.about_which", "nl"))
        assert texts(local, "Dorpsplein") == texts(local, "Haven") == []
        await local.press(piet, "Dorpsplein")
        assert texts(local, "Dorpsplein") == ["Zo is het gegaan"]
        assert texts(local, "Haven") == []
        assert local.stored("SELECT * FROM set_aside") == []
        assert local.stored("SELECT count(*) FROM buttons WHERE event LIKE '%gegaan%'") == [(0,)]
        await local.say(piet, "En dit ook")  # the square spoke last: no question about it
        assert texts(local, "Dorpsplein")[-1] == "En dit ook"


async def test_an_answer_is_kept_when_the_mediator_went_to_the_desk_in_between(tmp_path: Path) -> None:
    """A question of a party without Telegram is open; a button of the desk brought the desk in front."""
    async with Local(tmp_path) as local:
        me = local.mediator
        await local.create("Dorpsplein")
        await local.say(me, "/invite Gemeente")
        await local.press_first(me, 2)
        await local.press_first(me)
        for label in ("Nu antwoorden invullen", "Nederlands", "Ik begrijp het", "Ja, akkoord"):
            await local.press(me, label)
        for number in range(6):
            await local.press_first(me, number)
        await local.press(me, "Klaar")
        await local.press(me, "Geen van deze")
        await local.say(me, "/status")
        asked = await local.say(me, "Zo is het gegaan")
        assert asked.startswith(SENTENCES.sentence("place.about_which", "nl"))
        await local.press(me, "vult in")
        assert texts(local, "Dorpsplein") == ["Zo is het gegaan"]


async def test_a_typed_number_counts_only_for_the_one_in_front(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        piet = await in_both(local)
        await asked_in_the_background(local, piet)
        asked = await local.say(piet, "1")
        assert asked.startswith(SENTENCES.sentence("place.about_which", "nl"))
        assert front(local, "Haven") == "p1_check"
        await local.say(piet, "2")  # by number too: the second place
        assert answers(local, "Haven")["p1_check"]["choice"] == [0]
        assert front(local, "Dorpsplein") == "p1_story"
        assert texts(local, "Dorpsplein") == []


@pytest.mark.parametrize("command", ["/skip", "/terug"])
async def test_skip_typed_when_another_asked_last_is_asked_about_too(tmp_path: Path, command: str) -> None:
    async with Local(tmp_path) as local:
        piet = await in_both(local)
        await asked_in_the_background(local, piet)
        asked = await local.say(piet, command)
        assert asked.startswith(SENTENCES.sentence("place.about_which", "nl"))
        await local.press(piet, "Dorpsplein")
        assert front(local, "Haven") == "p1_check"
        assert front(local, "Dorpsplein") != "p1_story"


async def test_a_choice_of_place_counts_once(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        piet = await in_both(local)
        await asked_in_the_background(local, piet)
        await local.say(piet, "Een verhaal")
        message = next(one for one in reversed(local.world.visible(piet, piet)) if one.buttons)
        data = [str(row[0].data) for row in message.buttons]
        await local.press_data(piet, message, data[0])
        await local.press_data(piet, message, data[1])
        assert texts(local, "Dorpsplein") + texts(local, "Haven") == ["Een verhaal"]
        assert SENTENCES.sentence("button.old", "nl") in local.from_bot(piet)


async def test_words_of_another_language_are_marked_for_who_reads_another_and_never_for_their_owner(
    tmp_path: Path,
) -> None:
    async with Local(tmp_path) as local:
        piet = local.person("Piet", "en")
        await local.create("Dorpsplein")
        await local.seat("Boeren", piet)
        await local.onboard(piet, language=1)
        await local.say(piet, "It began in spring")
        await local.say(piet, "The harvest")
        await local.say(piet, "/done")
        while front(local, "Dorpsplein"):
            await local.say(piet, "/skip")
        assert "written in" not in await local.say(piet, "/mydata")
        assert "It began in spring" in local.last(piet)
        await local.say(local.mediator, "/next")
        await local.press_first(local.mediator)
        marked = SENTENCES.sentence("written_in.en", "nl")
        assert any("The harvest" in one and f"({marked})" in one for one in local.from_bot(local.mediator))
        await local.say(local.mediator, "Een samenvatting.")
        await local.press(local.mediator, "Verstuur aan alle")
        assert any("(written in Dutch)" in one for one in local.from_bot(piet))


async def test_what_the_mediator_fills_in_for_a_party_says_so_and_leaves_the_mediator_a_mediator(
    tmp_path: Path,
) -> None:
    async with Local(tmp_path) as local:
        await local.create("Dorpsplein")
        await local.say(local.mediator, "/invite Gemeente")
        await local.press_first(local.mediator, 2)
        await local.press_first(local.mediator)
        for_party = "[Dorpsplein, voor Gemeente]\n\n"
        asked = [one for one in local.from_bot(local.mediator) if one.startswith(for_party)]
        assert asked, local.from_bot(local.mediator)
        roles = local.stored("SELECT role, party FROM roles")
        assert roles == [("mediator", None)]


async def test_the_same_words_keep_their_language_when_their_author_chooses_another(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", OPERATOR)

    def kept(tx: Transaction, id: str, text: str, parents: tuple[str, ...] = ()) -> None:
        made = Keep(
            id=id,
            mediation="m",
            party="p1",
            user=5,
            kind="position",
            prompt="p1_story",
            script_version=1,
            circle=Circle.ANONYMOUS,
            text=text,
            parents=parents,
            at=NOW,
        )
        tx.keep(made)

    def act(tx: Transaction) -> None:
        kept(tx, "unknown", "wie weet")
        tx.set_person(5, "en")
        kept(tx, "a", "our water")
        tx.set_person(5, "nl")
        kept(tx, "b", "our water", ("a",))
        kept(tx, "c", "ons water", ("a",))
        ids = ["unknown", "a", "b", "c"]
        assert tx.written_in("m", ids, 6) == {"a": "en", "b": "en", "c": "nl"}
        assert tx.written_in("m", ids, None) == {"a": "en", "b": "en", "c": "nl"}
        assert tx.written_in("m", ids, 5) == {}
        assert tx.written_in("other", ids, 6) == {}

    await store.transact(act)
    await store.close()


def test_in_the_group_the_mark_stands_in_the_half_of_the_other_language() -> None:
    say = Say(parts=(term("place.now", place=Quote(id="a", marks=True)), Quote(id="a")))
    shown_in_both = render_group(say, ["nl", "en"], {"a": "our water"}, SENTENCES, SCRIPT, {"a": "en"})
    dutch, english = shown_in_both.text.split(RULE)
    assert "\u2018our water\u2019 (geschreven in het Engels)" in dutch
    assert "our water\n(geschreven in het Engels)" in dutch
    assert "written in" not in english
    quoted = [one for one in shown_in_both.entities if one.type == "blockquote"]
    assert all(one.length == len("our water") for one in quoted)


async def test_who_lost_a_seat_reads_as_the_group_and_a_seat_by_proxy_is_no_role(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", OPERATOR)
    seat = Place(address="interview:m:p1", mediation="m", title="T", party="p1", party_name="P")
    desk = Place(address="mediation:n", mediation="n", title="N", desk=True)
    proxy = Place(
        address="interview:n:p2", mediation="n", title="N", party="p2", party_name="Gemeente", proxy=True
    )

    def act(tx: Transaction) -> None:
        carrier = Carrier(tx, 1, NOW)
        carrier.note(Person(user=5, places=(seat, desk, proxy), front=seat.address))
        assert [(one.mediation, one.role) for one in tx.roles_of(5)] == [("m", "party"), ("n", "mediator")]
        carrier.note(Person(user=5, places=(desk, proxy), front=desk.address))
        assert [(one.mediation, one.role) for one in tx.roles_of(5)] == [("m", "gone"), ("n", "mediator")]

    await store.transact(act)
    await store.close()


async def test_a_file_that_may_be_meant_for_another_is_not_kept_before_its_sender_says_for_which(
    tmp_path: Path,
) -> None:
    async with Local(tmp_path) as local:
        piet = await in_both(local)
        await local.say(local.mediator, "/files on")  # of the harbour, which is in front
        await asked_in_the_background(local, piet)
        local.world.send_file(piet, piet, "plan.pdf", b"%PDF-1.7 plan")
        await local.settled()
        assert local.last(piet).startswith(SENTENCES.sentence("place.about_which", "nl"))
        assert local.stored("SELECT * FROM kept_files") == []
        await local.press(piet, "Haven")
        kept = local.stored(
            "SELECT title, prompt FROM kept_files JOIN mediations ON mediations.id = mediation"
        )
        assert kept == [("Haven", "p1_check")]
        assert machine(local, "Haven")["attached"]
        assert not machine(local, "Dorpsplein")["attached"]
        assert local.stored("SELECT * FROM set_aside") == []
