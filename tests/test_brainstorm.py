"""Rounds of ideas: who reads whose, judgements turned around in private, nothing weighed before the end."""

from __future__ import annotations

import pytest
from mediation import FARMERS, NATURE, TOWN, Play
from room import MEDIATOR, SCRIPT

from flows.interview import judging
from flows.process import brainstorm
from flows.register import Idea, Note, Party, Standing
from flows.signals import Word
from flows.table import WITHOUT_NAME, Mediation, Table


def case(parties: int, each: int) -> Mediation:
    """Parties with so many ideas each, all let go by their authors."""
    names = [f"p{number}" for number in range(1, parties + 1)]
    ideas = tuple(
        Idea(
            number=number,
            party=party,
            word=Word(id=f"w{number}", digest=f"{number * 7919 % 997:04d}"),
            round="4.first",
        )
        for number, party in enumerate((one for one in names for _ in range(each)), start=1)
    )
    yes = {party: Note(prompt="on_consent_data", choice=(WITHOUT_NAME,)) for party in names}
    return Mediation(
        id="m",
        parties={one: Party(id=one, name=one, standing=Standing.SEATED) for one in names},
        notes={"on_consent_data": yes},
        ideas=ideas,
        freed={one.word.id: one.word.digest for one in ideas},
    )


@pytest.mark.parametrize(
    ("parties", "each"), [(3, 1), (4, 1), (5, 1), (10, 1), (3, 2), (4, 3), (6, 3), (10, 3)]
)
def test_after_two_rounds_every_idea_was_read_by_two_other_parties(parties: int, each: int) -> None:
    table = brainstorm.deal(Table(state=case(parties, each)))
    table = brainstorm.deal(table, more=True)
    for one in table.state.ideas:
        assert len(set(one.seen_by)) >= brainstorm.READERS
        assert one.party not in one.seen_by
    assert brainstorm.little_read(table.state) == ()


def test_a_sheet_is_what_was_counted_and_nobody_gets_an_idea_twice() -> None:
    table = brainstorm.deal(Table(state=case(5, 3)))
    first = {
        one.id: {idea.number for idea in brainstorm.sheet(table.state, one)} for one in table.state.seated
    }
    assert all(len(numbers) == brainstorm.SHOWN for numbers in first.values())
    for party, numbers in first.items():
        assert numbers == {one.number for one in table.state.ideas if party in one.seen_by}
    table = brainstorm.deal(table, more=True)
    for one in table.state.seated:
        assert not first[one.id] & {idea.number for idea in brainstorm.sheet(table.state, one)}


def test_what_an_author_keeps_back_is_on_no_sheet() -> None:
    state = case(4, 1)
    held = state.model_copy(update={"kept_back": ("w1",)})
    table = brainstorm.deal(Table(state=held))
    assert all(1 not in numbers for numbers in table.state.sheets.values())


# ------------------------------------------------------------------ played


def test_a_second_extra_round_asks_anew_and_keeps_what_was_answered() -> None:
    play = Play()
    play.to_phase(4)
    play.all_answer().next().press(MEDIATOR, "button.show_ideas").all_answer()
    for _ in range(2):
        play.command(MEDIATOR, "next").next("4.more").press(MEDIATOR, "button.no_gaps")
        play.press(MEDIATOR, "button.show_ideas").all_answer()
    rounds = [one for one in play.mediation.notes if one.startswith("p4_lift")]
    assert rounds == ["p4_lift", "p4_lift:1"]
    assert len({one.word.id for one in play.mediation.ideas}) == len(play.mediation.ideas)
    assert (
        sum(
            one.startswith("p4_lift van") for one in map(play.text, (i.word.id for i in play.mediation.ideas))
        )
        == 6
    )
    assert play.unreadable == []


@pytest.mark.parametrize(
    "text",
    [
        "Onzin!",
        "Te duur",
        "Dat werkt toch nooit",
        "Wat een slecht plan",
        "That will never work",
        "far too expensive",
    ],
)
def test_a_judgement_is_heard(text: str) -> None:
    assert judging.heard(text, "p4_build", SCRIPT)
    assert not judging.heard(text, "p5_objection", SCRIPT)


@pytest.mark.parametrize(
    "text",
    [
        "Een pad langs het water",
        "Misschien is een brug te duur, laten we een pont nemen",
        "Open het loket ook als het kantoor niet open is, met een vaste ploeg",
        "Maybe too expensive, but we could share one boat",
        "Leg een fietspad aan dat nooit onder water staat, zodat iedereen droog aankomt",
        "Buy the plot jointly",
    ],
)
def test_an_idea_is_not_taken_for_a_judgement(text: str) -> None:
    assert not judging.heard(text, "p4_build", SCRIPT)


def judged() -> Play:
    play = Play()
    play.to_phase(4)
    play.answer_one(FARMERS)
    return play.say(FARMERS, "Dat werkt toch nooit").press(FARMERS, "button.done")  # type: ignore[return-value]


def ideas(play: Play) -> list[str]:
    return [play.text(one.word.id) for one in play.mediation.ideas if one.party == "p1"]


def test_a_judgement_is_asked_back_in_private_and_is_no_idea() -> None:
    play = judged()
    assert "option:JUDGE:0" in play.last(FARMERS)
    assert ideas(play) == []


def test_what_would_have_to_be_different_is_the_idea() -> None:
    play = judged().press(FARMERS, "judge.different").say(FARMERS, "Een pad aan de andere kant")
    play.answer(FARMERS)
    assert ideas(play) == ["Een pad aan de andere kant"]


def test_a_worry_is_read_back_as_an_interest_and_the_judgement_stays_with_the_mediator() -> None:
    play = judged().press(FARMERS, "judge.worry").say(FARMERS, "Dat het geld straks op is")
    assert "prompt:p3_confirm_interest" in play.last(FARMERS)
    before = len(play.mediation.interests)
    play.press(FARMERS, "option:p3_confirm_interest:0")
    assert len(play.mediation.interests) == before + 1
    play.answer(FARMERS)
    for user in (NATURE, TOWN):
        play.answer(user)
    play.next().press(MEDIATOR, "button.show_ideas")
    play.all_answer()
    assert ideas(play)[:1] != ["Dat werkt toch nooit"]
    assert all("Dat werkt toch nooit" not in play.quoted(user) for user in (NATURE, TOWN, -100))
    assert play.unreadable == []


def test_whoever_passes_the_question_leaves_it_with_the_mediator() -> None:
    play = judged().press(FARMERS, "button.skip")
    play.answer(FARMERS)
    assert ideas(play) == []


def test_it_can_be_an_idea_after_all() -> None:
    play = judged().press(FARMERS, "judge.is_idea")
    play.answer(FARMERS)
    assert ideas(play) == ["Dat werkt toch nooit"]


def test_nothing_is_weighed_before_the_last_round_and_then_by_the_mediator_alone() -> None:
    play = Play()
    play.to_phase(4)
    play.all_answer().command(MEDIATOR, "next")
    assert "button.idea_fit" not in " ".join(play.last(MEDIATOR))
    play.next().press(MEDIATOR, "button.show_ideas").all_answer().next("4.criteria").all_answer()
    told = {user: len(play.told[user]) for user in play.parties}
    play.command(MEDIATOR, "next").press(MEDIATOR, "button.idea_fit")
    for label in ("fit.fits", "fit.frame", "fit.unknown"):
        assert play.last(MEDIATOR)[0] == "fit.which"
        play.press(MEDIATOR, label)
    while play.last(MEDIATOR)[0] == "fit.which":
        play.press(MEDIATOR, "fit.fits")
    assert play.last(MEDIATOR)[0] == "fit.counted"
    assert {one.fit for one in play.mediation.ideas} == {"fits", "frame", "unknown"}
    assert told == {user: len(play.told[user]) for user in play.parties}
