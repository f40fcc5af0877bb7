"""Players know the bot's sentences again and answer from their case, in the chats people have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.phrasebook import phrasebook
from bot.run import load_script
from handlers.catalogues import Sentences
from rehearsal.answers import Answers, Asked, Chosen, Passed, Ticked, Typed
from rehearsal.case import Case, CaseRefused, load_case
from rehearsal.clock import RehearsalClock
from rehearsal.mediator import TRIES, Stuck
from rehearsal.model import Message
from rehearsal.phrasebook import Phrasebook
from rehearsal.play import Play
from rehearsal.seats import Seats
from rehearsal.telegram import World

CASES = Path(__file__).parent.parent / "cases"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ENTRIES = phrasebook(Sentences.load(), load_script())
BOOK = Phrasebook(ENTRIES)


def term(key: str, language: str = "nl", **fill: object) -> str:
    """A sentence of the bot's catalogue, filled."""
    return BOOK.text(f"term:{key}", language).format(**fill)


def prompt(key: str, language: str = "nl", **fill: object) -> str:
    return BOOK.text(f"prompt:{key}", language).format(**fill)


def case_with(**changes: Any) -> Case:
    given = yaml.safe_load((CASES / "overdiepse_polder.yaml").read_text(encoding="utf-8"))
    return Case.model_validate(given | changes)


class Room:
    """A case with its players, and a bot that says what a test makes it say."""

    def __init__(self, case: Case) -> None:
        self.clock = RehearsalClock(START)
        self.world = World(self.clock, "4242:rehearsal")
        self.seats = Seats(case.title, case.language)
        self.lines: list[str] = []
        self.play = Play(case, self.world, self.clock, self.seats, ENTRIES, self.lines.append)
        self.done: list[tuple[int, str]] = []
        self.world.on_update.append(self._note)
        for user in (self.play.mediator, *self.play.links.parties.values()):
            self.world.users[user].started = True

    def _note(self, kind: str, body: dict[str, Any], delivered: bool) -> None:
        del delivered
        if kind == "message" and "text" in body:
            self.done.append((body["from"]["id"], body["text"]))
        elif kind == "callback_query":
            rows = body["message"]["reply_markup"]["inline_keyboard"]
            label = next(one["text"] for row in rows for one in row if one["callback_data"] == body["data"])
            self.done.append((body["from"]["id"], f"[{label}]"))

    def user(self, party: str) -> int:
        return self.play.links.parties[party]

    def bot_says(self, chat: int, *paragraphs: str, buttons: tuple[str, ...] = (), of: str = "") -> Message:
        """A message of the bot's; `of` tells the buttons of one question from those of another."""
        keyboard = [
            [{"text": label, "callback_data": f"{of or len(self.done)}-{chat}-{place}"}]
            for place, label in enumerate(buttons)
        ]
        text = "\n\n".join(paragraphs)
        return self.world.post(chat, self.world.bot.id, text=text, keyboard=keyboard)

    def bot_edits(self, message: Message, text: str, *labels: str) -> None:
        message.text, message.edited_at = text, self.clock.now()
        for row, label in zip(message.keyboard, labels, strict=True):
            row[0]["text"] = label
        self.world.spread("edited", message)

    async def react(self, within: timedelta = timedelta(minutes=9)) -> list[str]:
        """What the players do in this time, and nothing of what they did before."""
        before, end = len(self.done), self.clock.now() + within
        while self.clock._plans and self.clock._plans[0][0] <= end:
            self.clock._move(self.clock._plans[0][0])
            await self.clock.run_until(
                lambda: self.clock._plans[0][0] > self.clock.now() if self.clock._plans else True
            )
        self.clock._move(end)
        return [text for _, text in self.done[before:]]

    async def asked(
        self, party: str, *paragraphs: str, buttons: tuple[str, ...] = ("Overslaan",)
    ) -> list[str]:
        """What a party does with a question."""
        self.bot_says(self.user(party), term("progress", n=1, of=9), *paragraphs, buttons=buttons)
        return await self.react()


@pytest.fixture
def polder() -> Room:
    return Room(load_case(CASES / "overdiepse_polder.yaml"))


# --- the case file


def test_both_built_in_cases_load() -> None:
    assert [
        load_case(CASES / name).consensus_option for name in ("overdiepse_polder.yaml", "storm_king.yaml")
    ] == [
        "E",
        "E",
    ]


@pytest.mark.parametrize(
    ("place", "wrong", "sentence"),
    [
        (("parties", 2, "interests", 0, "importance"), "nine", "parties[2].interests[0].importance: "),
        (("frames", 0, "type"), "soft", "frames[0].type: "),
        (("language",), "fy", "language: "),
        (("options", 1, "ideas"), ["i99"], "options[1].ideas: 'i99' is not in this file"),
        (("options", 1, "scores", "nobody"), {"score": 1}, "options[1].scores: 'nobody' is not in this file"),
        (("ideas", 0, "interests"), ["x_i9"], "ideas[0].interests: 'x_i9' is not in this file"),
        (("expected", "consensus_option"), "Z", "expected.consensus_option: 'Z' is not in this file"),
        (("number_of_parties",), 9, "number_of_parties: says 9, but there are 7 parties"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(
    tmp_path: Path, place: tuple[str | int, ...], wrong: object, sentence: str
) -> None:
    given = yaml.safe_load((CASES / "overdiepse_polder.yaml").read_text(encoding="utf-8"))
    inner = given
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = wrong
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(given), encoding="utf-8")
    with pytest.raises(CaseRefused) as refusal:
        load_case(file)
    assert len(refusal.value.sentences) == 1
    assert refusal.value.sentences[0].startswith(sentence)


def test_a_file_that_is_no_yaml_is_refused_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text("parties: [", encoding="utf-8")
    with pytest.raises(CaseRefused, match=r"case\.yaml: cannot be read as YAML"):
        load_case(file)


def test_a_case_of_names_and_interests_alone_is_a_case() -> None:
    parties = [
        {"id": one, "name": f"Party {one}", "interests": [{"id": f"{one}1", "text": "Rest"}]} for one in "ab"
    ]
    case = Case.model_validate(
        {"id": "c", "title": "T", "language": "en", "parties": parties, "expected": None}
    )
    assert case.consensus_option is None
    assert not case.provisional


def test_numbers_and_dates_count_as_the_words_their_author_meant() -> None:
    case = case_with(agreement={"date": datetime(1980, 12, 19, tzinfo=UTC).date(), "commitments": []})
    assert case.agreement
    assert case.agreement.date == "1980-12-19"


# --- knowing sentences again


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_question_is_known_again_between_what_is_shown_and_who_reads_it(language: str) -> None:
    for key, template in ENTRIES[language]:
        if not key.startswith(("prompt:", "rule:LUP:")):
            continue
        wording = template.replace("{", "").replace("}", "")
        text = "\n\n".join([term("progress", language, n=3, of=9), "Somebody's own words", wording])
        assert key in [one.key for one in BOOK.recognise(text, language)]


def test_places_hold_what_was_filled_in() -> None:
    found = BOOK.recognise(term("package.title", id="P4", version=2, title="Dijk: terug"), "nl")
    assert [(one.key, dict(one.fill)) for one in found] == [
        ("term:package.title", {"id": "P4", "version": "2", "title": "Dijk: terug"})
    ]


def test_a_place_may_hold_several_paragraphs() -> None:
    text = prompt("p4_free", question="Hoe kan het?\n\nEn voor wie?")
    assert BOOK.recognise(text, "nl")[0].fill["question"] == "Hoe kan het?\n\nEn voor wie?"


def test_of_a_post_in_two_languages_a_reader_knows_the_own_part() -> None:
    both = "\n\n".join([term("outcome.group.check"), "──────────", term("outcome.group.check", "en")])
    for language in ("nl", "en"):
        assert [one.key for one in BOOK.recognise(both, language)] == ["term:outcome.group.check"]


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("8. Overslaan", "term:button.skip"),
        ("Klaar", "term:button.done"),
        ("2. [x] Eigen woorden van iemand", "term:ticked"),
        ("1. Verder: de eerste gesprekken e…", "term:button.go_to"),
    ],
)
def test_buttons_are_known_with_their_number_and_cut(label: str, key: str) -> None:
    assert key in BOOK.label(label, "nl")


# --- answers from the case


def answers(party: str, case: Case | None = None) -> Answers:
    case = case or case_with()
    return Answers(case, next(one for one in case.parties if one.id == party))


@pytest.mark.parametrize(
    ("party", "mandate"),
    [("blijvers", 1), ("vertrekkers", 2), ("provincie", 1), ("rijk", 2), ("gemeenten", 1)],
)
def test_the_mandate_follows_from_its_words(party: str, mandate: int) -> None:
    assert answers(party).to(Asked("p2_mandate")) == Chosen(mandate)


def test_an_authority_gives_its_frames_with_their_grounds() -> None:
    rijk, gemeenten = answers("rijk"), answers("gemeenten")
    fixed = rijk.to(Asked("p2_frames_fixed"))
    assert isinstance(fixed, Typed)
    assert len(fixed.texts) == 3
    assert rijk.to(Asked("p2_frame_until", text=fixed.texts[2])) == Typed(("besluit staatssecretaris",))
    assert answers("provincie").to(Asked("p2_frames_outcome")) == Chosen(2)
    assert gemeenten.to(Asked("p2_frames_fixed")) == Passed()


def test_a_ladder_is_climbed_in_the_files_order_and_ends_at_its_top() -> None:
    party = answers("blijvers")
    said = [
        party.to(Asked("LUP", rung=rung, position="Het besluit moet dit jaar vallen.")) for rung in range(3)
    ]
    assert said[0] == Typed(("Dan weten we waar we aan toe zijn",))
    assert said[2] == Chosen(0)
    assert party.to(Asked("LUP", position="Er moeten terpen komen, betaald door het Rijk.")) == Passed()


def test_what_is_read_back_becomes_the_interest_in_the_files_words() -> None:
    party = answers("vertrekkers")
    top = "dat we er niet op achteruitgaan door iets waar we zelf niet om gevraagd hebben"
    own = "Niet slechter af zijn door een plan waar wij niet om gevraagd hebben"
    assert party.to(Asked("p3_confirm_interest", fill={"interest": top})) == Chosen(2)
    assert party.to(Asked("p3_ladder_own", position=top)) == Typed((own,))
    assert party.to(Asked("p3_confirm_interest", fill={"interest": own})) == Chosen(0)
    rest = party.to(Asked("p3_more"))
    assert isinstance(rest, Typed)
    assert own not in rest.texts
    assert len(rest.texts) == 3
    assert party.to(Asked("p3_confirm_interest", fill={"interest": rest.texts[-1]})) == Chosen(1)


def test_ideas_are_given_in_their_round_and_once() -> None:
    party = answers("blijvers")
    counts = []
    for key in ("p4_free", "p4_build", "p4_lift", "p4_lift"):
        given = party.to(Asked(key))
        counts.append(len(given.texts) if isinstance(given, Typed) else 0)
    assert counts == [3, 2, 1, 0]


def test_whoever_objects_names_an_own_interest_that_no_idea_serves() -> None:
    case = case_with()
    assert answers("natuur_landschap").to(Asked("p5_support", option=case.option("D"))) == Chosen(3)
    assert answers("natuur_landschap").to(Asked("p5_stake", option=case.option("D"))) == Ticked(
        ("Een natuurlijke rivieroever met planten en vissen",)
    )
    assert answers("provincie").to(Asked("p5_stake", option=case.option("D"))) == Ticked(())


def test_a_package_the_file_does_not_judge_needs_more_information() -> None:
    assert answers("rijk").to(Asked("p5_support", option=None)) == Chosen(5)


def test_coverage_follows_the_file() -> None:
    case = case_with()
    party = answers("blijvers", case)
    partly = Asked("p5_coverage", fill={"interest": "Bij elkaar blijven als buurt"}, option=case.option("E"))
    assert party.to(partly) == Chosen(1, "Als het zwart op wit staat: ja")
    assert party.to(Asked("p5_coverage", fill={"interest": "Iets"}, option=case.option("E"))) == Chosen(0)


@pytest.mark.parametrize(("provisional", "choice"), [(False, 0), (True, 2)])
def test_a_board_has_decided_unless_the_case_stays_provisional(provisional: bool, choice: int) -> None:
    expected = {"consensus_option": "E"} | ({"provisional_consensus": "boards decide"} if provisional else {})
    party = answers("waterschap", case_with(expected=expected))
    ratified = party.to(Asked("p5_ratify"))
    assert isinstance(ratified, Chosen)
    assert ratified.option == choice
    body = party.to(Asked("p5_ratify_body"))
    assert isinstance(body, Typed)
    assert body.texts[0].startswith("algemeen bestuur, 2008-05-19")


# --- a party in its chat


async def test_a_list_goes_one_message_each_and_then_done(polder: Room) -> None:
    assert await polder.asked("blijvers", prompt("p1_facts"), term("how.multi")) == [
        "die 30 cm, wie heeft dat uitgerekend?"
    ]
    polder.bot_says(polder.user("blijvers"), term("entries.noted", n=1), buttons=("Klaar",))
    polder.bot_says(polder.user("blijvers"), term("entries.noted", n=1), buttons=("Klaar",))
    assert await polder.react() == ["wat kost zo'n terp nou echt"]
    polder.bot_says(polder.user("blijvers"), term("entries.noted", n=2), buttons=("Klaar",))
    assert await polder.react() == ["[Klaar]"]


async def test_a_scale_gets_its_step_and_then_the_reason(polder: Room) -> None:
    scale = ("1", "2", "3", "4", "5", "6. Overslaan")
    assert await polder.asked("blijvers", prompt("p1_will"), buttons=scale) == ["[4]"]
    polder.bot_says(polder.user("blijvers"), "4", term("elaborate.scale"), buttons=("Overslaan",))
    assert await polder.react() == ["een 5 als er een datum op tafel ligt"]
    assert await polder.asked("vertrekkers", prompt("p1_will"), buttons=scale) == ["[5]"]
    polder.bot_says(polder.user("vertrekkers"), "5", term("elaborate.scale"), buttons=("Overslaan",))
    assert await polder.react() == ["[Overslaan]"]


async def test_what_the_file_does_not_answer_is_skipped_and_else_confirmed(polder: Room) -> None:
    assert await polder.asked("rijk", prompt("p4_elsewhere"), term("how.multi")) == ["[Overslaan]"]
    assert await polder.asked("rijk", prompt("on_intro", name="A", sponsor="B"), buttons=("1. Ja",)) == [
        "[1. Ja]"
    ]


async def test_a_copy_of_a_question_is_not_answered_again(polder: Room) -> None:
    question = (term("progress", n=1, of=9), prompt("p1_story"))
    polder.bot_says(polder.user("rijk"), *question, buttons=("Overslaan",), of="same")
    polder.bot_says(polder.user("rijk"), *question, buttons=("Overslaan",), of="same")
    assert len(await polder.react()) == 1


async def test_boxes_are_ticked_one_by_one_by_what_the_message_shows(polder: Room) -> None:
    user = polder.user("provincie")
    question = "\n\n".join(
        [term("progress", n=4, of=9), prompt("on_consent_data", retention="later"), term("how.multichoice")]
    )
    message = polder.bot_says(user, question, buttons=("1. [ ] Opslaan", "2. [ ] Lezen", "3. Klaar"))
    assert await polder.react() == ["[1. [ ] Opslaan]"]
    polder.bot_edits(message, question, "1. [x] Opslaan", "2. [ ] Lezen", "3. Klaar")
    assert await polder.react() == ["[2. [ ] Lezen]"]
    polder.bot_edits(message, question, "1. [x] Opslaan", "2. [x] Lezen", "3. Klaar")
    assert await polder.react() == ["[3. Klaar]"]


async def test_a_question_cut_in_two_messages_is_read_as_one(polder: Room) -> None:
    user = polder.user("blijvers")
    polder.bot_says(
        user,
        term("progress", n=1, of=1),
        term("package.title", id="P1", version=1, title="Hogere dijk, polder blijft"),
    )
    labels = tuple(f"{number}. Antwoord" for number in range(1, 8))
    polder.bot_says(user, prompt("p5_support", package="P1", version=1), buttons=labels)
    assert await polder.react() == ["[2. Antwoord]"]


async def test_every_second_party_answers_a_package_by_the_groups_card(polder: Room) -> None:
    labels = tuple(f"{number}. Antwoord" for number in range(1, 8))
    title = term("package.title", id="P1", version=1, title="Hogere dijk, polder blijft")
    support = prompt("p5_support", package="P1", version=1)
    group = polder.world.create_group(polder.play.mediator, "Polder")
    polder.world.add_member(group, polder.user("vertrekkers"), polder.play.mediator)
    polder.seats.set_group(group)
    assert await polder.asked("vertrekkers", title, support, buttons=labels) == []
    polder.bot_says(group, title, support, term("card.private"), buttons=labels)
    assert await polder.react(timedelta(seconds=59)) == ["[4. Antwoord]"]
    assert await polder.react() == ["[4. Antwoord]"]  # the press did not count: once more, in private


async def test_a_seat_that_a_person_took_is_left_alone_and_taken_up_when_given_back(polder: Room) -> None:
    polder.seats.take("rijk", taken=True)
    assert await polder.asked("rijk", prompt("p2_success")) == []
    polder.seats.take("rijk", taken=False)
    assert await polder.react() == ["Veiligheid op tijd en binnen budget, met steun uit de streek"]


async def test_a_reminder_of_a_commitment_is_answered(polder: Room) -> None:
    text = (term("remind.commitment"), term("remind.what", what="iets", when="2009"))
    polder.bot_says(polder.user("rijk"), *text, buttons=("1. Dit is gedaan", "2. Dit gebeurt later"))
    assert await polder.react() == ["[1. Dit is gedaan]"]


# --- the mediator at the desk


def desk(room: Room, *paragraphs: str, buttons: tuple[str, ...] = ()) -> Message:
    return room.bot_says(room.play.mediator, *paragraphs, buttons=buttons)


async def test_the_mediator_invites_one_after_the_other_and_hands_over_each_link(polder: Room) -> None:
    name = "Belangenvereniging Overdiepse Polder (bedrijven die willen blijven)"
    polder.world.users[polder.user("blijvers")].started = False
    desk(polder, term("new.ready"))
    assert await polder.react() == [f"/uitnodigen {name}"]
    desk(polder, term("invite.authority", party=name), buttons=("Ja, een overheid", "Nee, geen overheid"))
    assert await polder.react() == ["[Nee, geen overheid]"]
    desk(
        polder,
        term("invite.link", party=name, bot="draagvlak_oefen_bot", token="m1-secret"),  # noqa: S106
        term("invite.how"),
    )
    assert await polder.react() == [
        "/uitnodigen Gezinnen die willen stoppen of verhuizen",
        "/start m1-secret",
    ]
    desk(
        polder,
        term("invite.link", party=name, bot="draagvlak_oefen_bot", token="m1-secret"),  # noqa: S106
        term("invite.how"),
    )
    assert await polder.react() == []  # a copy, sent because nobody knew whether the first one came


def numbered(case: Case) -> str:
    return "\n".join(f"{number}. {one.text}" for number, one in enumerate(case.ideas, start=1))


async def test_the_mediator_merges_what_the_case_calls_the_same_and_nothing_else(polder: Room) -> None:
    def card(*texts: str) -> str:
        return "\n".join(f"\u2013 \u2018{one}\u2019" for one in texts)

    ideas = {one.id: one.text for one in polder.play.case.ideas}
    same, other = card(ideas["i04"], ideas["i05"]), card(ideas["i04"], ideas["i06"])
    buttons = ("1. Ja, voeg ze samen", "2. Nee, houd ze apart")
    desk(polder, term("sort.same"), same, buttons=buttons)
    desk(polder, term("sort.same"), other, buttons=buttons)
    assert await polder.react() == ["[1. Ja, voeg ze samen]", "[2. Nee, houd ze apart]"]
    desk(
        polder, numbered(polder.play.case), term("field.sort"), buttons=("Klaar met ordenen", "Stop hiermee")
    )
    typed = await polder.react()
    while not typed[-1].startswith("["):
        desk(polder, term("sort.merged", numbers=typed[-1]))
        typed += await polder.react()
    assert typed[0] == "1+2+3"
    assert "4+5" not in typed
    assert typed[-1] == "[Klaar met ordenen]"
    assert len(typed) == 8  # seven groups of the case left, and the button


def standing(stage: str, phase: int = 5) -> str:
    return term("next.standing", phase=term(f"phase.{phase}"), stage=term(f"stage.{stage}"))


async def heard(room: Room, *parties: str) -> None:
    """The mediator has invited everybody, and hears who is through with the first questions."""
    room.play._mediator._to_invite.clear()
    for one in room.play.case.parties:
        if one.id in parties:
            desk(room, term("intake.finished", party=one.name, left=0))
    await room.react()


def verdict(option: str, case: Case) -> str:
    found = case.option(option)
    return term("verdict.heading", id="P1", version=1, title=found.title if found else "")


async def test_a_party_that_joins_in_phase_five_is_fetched_once_a_package_could_do_without_it() -> None:
    given = yaml.safe_load((CASES / "overdiepse_polder.yaml").read_text(encoding="utf-8"))
    given["parties"][6] |= {"at_table": False, "joins_in_phase": 5}
    room = Room(Case.model_validate(given))
    await heard(room, *(one.id for one in room.play.case.parties[:6]))
    desk(room, standing("5.packages"), buttons=("1. Kan deze fase dicht?",))
    assert await room.react() == ["/pakket Hogere dijk, polder blijft"]
    room.play._mediator._composer.begin(())
    room.play._mediator._working = "reading"
    desk(room, verdict("A", room.play.case), term("outcome.check"), buttons=("1. Begin de eindcontrole",))
    desk(
        room, term("review.heading"), "Pakket", buttons=("1. Plaats dit in de groep", "2. Nog niet plaatsen")
    )
    assert await room.react() == ["[1. Plaats dit in de groep]"]
    desk(room, term("review.posted"))
    assert await room.react() == ["/uitnodigen Natuur- en landschapsorganisaties (modelpartij)"]


async def test_a_party_that_joins_in_phase_three_is_invited_when_it_opens() -> None:
    given = yaml.safe_load((CASES / "overdiepse_polder.yaml").read_text(encoding="utf-8"))
    given["parties"][6] |= {"at_table": False, "joins_in_phase": 3}
    room = Room(Case.model_validate(given))
    await heard(room, *(one.id for one in room.play.case.parties[:6]))
    desk(room, term("round.opened", stage=term("stage.2.register")))
    assert await room.react() == []
    desk(room, term("round.opened", stage=term("stage.3.interests")))
    assert await room.react() == ["/uitnodigen Natuur- en landschapsorganisaties (modelpartij)"]
    desk(room, standing("3.interests", 3), buttons=(f"1. Verder: {term('stage.3.map')}",))
    assert await room.react() == []  # nobody goes on before the newcomer has caught up


async def test_an_item_left_open_gets_a_reason_once(polder: Room) -> None:
    for _ in range(2):
        desk(polder, term("field.waive", item=term("gate.3.recognised")), buttons=("Stop hiermee",))
    assert await polder.react() == ["Staat niet in het dossier van deze oefening."]


async def test_a_post_of_unknown_fate_is_looked_for_in_the_group(polder: Room) -> None:
    group = polder.world.create_group(polder.play.mediator, "Polder")
    polder.seats.set_group(group)
    buttons = (term("button.it_is_there"), term("button.post_again"))
    desk(polder, term("review.heading"), "Onze kaart", buttons=(term("button.publish"),))
    await polder.react()
    desk(polder, term("held.unsure"), buttons=buttons)
    assert await polder.react() == [f"[{buttons[1]}]"]
    polder.bot_says(group, "Onze kaart")
    desk(polder, term("held.unsure"), buttons=buttons)
    assert await polder.react() == [f"[{buttons[0]}]"]


async def test_a_mediator_to_whom_nobody_answers_asks_a_few_times_and_then_says_where_it_stands(
    polder: Room,
) -> None:
    polder.play._mediator.begin()
    with pytest.raises(Stuck, match=r"step 1\.intake"):
        await polder.react(timedelta(days=30))
    assert [text for _, text in polder.done] == ["/start", *["/verder"] * TRIES]
