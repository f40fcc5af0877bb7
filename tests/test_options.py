"""Options read in private and packages looked for, in the bot's own machines; nothing of it reaches a participant."""

from __future__ import annotations

from functools import cache

import pytest
from mediation import FARMERS, NATURE, TOWN, Custom, Play
from room import GROUP, MEDIATOR, SCRIPT, shown
from team_room import OBSERVER, count, join, told_in

from bot.search_result import packages_found
from flows.effects import Work
from flows.options import Options
from flows.process import option_rounds, weighing
from flows.script import LANGUAGES
from handlers.catalogues import Sentences
from handlers.render import quotes_in, render
from workshop.negotiation import Negotiation
from workshop.search import search

SENTENCES = Sentences.load()
FULLY, GOOD, YES_IF, LIVE, OBJECT, CANNOT, LITTLE = range(7)  # options of p5_option


@cache
def _at_negotiation() -> Play:
    return Play().to_phase(5)


def at_negotiation(walked: Play | None = None) -> Play:
    """A mediation in phase 5 (or whatever was walked so far), its own to play on with."""
    walked, play = walked or _at_negotiation(), Play()
    for name, value in vars(walked).items():
        copied = value.copy() if isinstance(value, dict | list | set) else value
        setattr(play, name, copied)
    play.told = {user: list(messages) for user, messages in walked.told.items()}
    return play.all_answer()  # type: ignore[return-value]


def lay_out(play: Play, *texts: str) -> Play:
    """Options in the mediator's words."""
    for text in texts:
        play.command(MEDIATOR, "options").press(MEDIATOR, "options.own").say(MEDIATOR, text)
    return play


def score(scores: dict[tuple[int, str], int], words: str = "het stil blijft na tien uur") -> Custom:
    """Each answers as told, naming every own interest; whatever is not told is skipped."""

    def option(play: Play, user: int) -> object:
        front = play.interview(user).front
        assert front is not None
        number = scores.get((user, front.about))
        if number is None:
            return play.press(user, "button.skip")
        play.press(user, f"option:p5_option:{number}")
        return play.say(user, words) if number == YES_IF else play

    def name(play: Play, user: int) -> object:
        front = play.interview(user).front
        assert front is not None
        play.press_button(user, play.told[user][-1].buttons[0][0], user)
        return play.press(user, "button.done")

    def help_me(play: Play, user: int) -> object:
        return play.press(user, "option:p5_option_change:1")

    named = dict.fromkeys(("p5_option_harm", "p5_option_serve", "p5_option_if"), name)
    return {"p5_option": option, **named, "p5_option_change": help_me}


def put(play: Play, scores: dict[tuple[int, str], int]) -> Play:
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.put").press(MEDIATOR, "options.ask_now")
    return play.all_answer(score(scores))


def run_search(play: Play) -> Work:
    """What the workshop would do with the last job, done here."""
    work = play.works[-1]
    assert work.job == "packages"
    found = search(Negotiation.model_validate(work.material["negotiation"]))
    play.raise_(work.address, packages_found(work.material["user"], found))
    return work


def of(play: Play) -> Options:
    return play.mediation.options


# ------------------------------------------------------------------ reading


def test_options_come_from_the_ideas_and_from_the_mediator_each_with_an_id_that_stays() -> None:
    play = at_negotiation()
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.pick")
    play.press(MEDIATOR, "unticked").press(MEDIATOR, "unticked").press(MEDIATOR, "ticked")
    lay_out(play, "Een stille strook langs het plein")
    ids = [one.id for one in of(play).choices]
    assert ids == ["A2", "A3"]
    assert play.unreadable == []


def test_nothing_is_read_before_phase_5() -> None:
    play = Play().to_phase(4)
    lay_out(play, "Een stille strook").command(MEDIATOR, "options").press(MEDIATOR, "options.put")
    assert "options.not_yet" in play.last(MEDIATOR)


def test_nothing_is_read_before_everybody_can_work_with_the_criteria() -> None:
    play = lay_out(at_negotiation(), "Een stille strook")
    word = of(play).choices[0].own
    assert word is not None
    listed = play.mediation.model_copy(update={"criteria": (word,), "criteria_edition": 9})
    play.states[play.address] = listed
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.put")
    assert "options.criteria_first" in play.last(MEDIATOR)
    yes = play.mediation.note("p3_map_check:mine", play.mediation.seated[0].id)
    assert yes is not None
    agreed = {one.id: yes.model_copy(update={"choice": (0,)}) for one in listed.seated}
    notes = {**listed.notes, "p4_criteria_check:9": agreed}
    play.states[play.address] = listed.model_copy(update={"notes": notes})
    play.released.add(word.id)
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.put").press(MEDIATOR, "options.ask_now")
    assert "criteria.these" in play.last(FARMERS)
    assert play.unreadable == []


def test_a_sitting_is_no_more_than_a_few_and_the_rest_comes_in_the_next() -> None:
    play = lay_out(at_negotiation(), *(f"Mogelijkheid {number}" for number in range(10)))
    put(play, {(FARMERS, f"A{number}"): FULLY for number in range(1, 11)})
    assert len(of(play).readings) == option_rounds.A_SITTING
    assert not any(key.startswith("options:") for key in play.mediation.waiting)
    put(play, {(FARMERS, f"A{number}"): FULLY for number in range(1, 11)})
    assert len(of(play).readings) == 10


def test_a_low_score_names_an_own_interest_and_a_change_a_high_one_what_it_serves() -> None:
    play = lay_out(at_negotiation(), "Het plein wordt autoluw")
    put(play, {(FARMERS, "A1"): CANNOT, (TOWN, "A1"): FULLY, (NATURE, "A1"): LIVE})
    readings = of(play).readings["A1"]
    own = {one.party: one.id for one in reversed(play.mediation.interests)}
    parties = {user: next(p.id for p in play.mediation.seated if p.user == user) for user in play.parties}
    harmed, served = readings[parties[FARMERS]], readings[parties[TOWN]]
    assert (harmed.score, harmed.interests) == (-2, (own[parties[FARMERS]],))
    assert (served.score, served.interests) == (2, (own[parties[TOWN]],))
    assert readings[parties[NATURE]].interests == ()
    assert play.mediation.note("option_change:A1", parties[FARMERS]) is not None
    assert play.mediation.note("option_change:A1", parties[TOWN]) is None
    effects = weighing.effects(play.mediation, of(play).choices[0])
    assert effects == {own[parties[FARMERS]]: -2, own[parties[TOWN]]: 2}


def test_what_was_not_read_is_nought_and_is_told() -> None:
    play = lay_out(at_negotiation(), "Het plein wordt autoluw")
    put(play, {(FARMERS, "A1"): FULLY, (TOWN, "A1"): LITTLE})
    left = weighing.unread(play.mediation)
    names = {play.mediation.parties[one].name for one in left}
    assert names == {"Gemeente", "Natuur"}
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.search")
    run_search(play)
    assert "found.unread" in play.seen(MEDIATOR)


def test_typing_ja_mits_is_the_same_as_pressing_it() -> None:
    play = lay_out(at_negotiation(), "Het plein wordt autoluw")
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.put").press(MEDIATOR, "options.ask_now")
    play.say(FARMERS, "Ja, mits er een laad- en losplek komt")
    assert play.interview(FARMERS).front.prompt == "p5_option_if"  # type: ignore[union-attr]
    play.answer(FARMERS, score({}))
    party = next(one.id for one in play.mediation.seated if one.user == FARMERS)
    assert of(play).readings["A1"][party].score == "yes_if"
    play.say(TOWN, "Mooi plan")
    assert "press_a_button" in play.seen(TOWN)
    assert [play.text(one[2].id) for one in option_rounds.unworded(play.mediation)] == [
        "Ja, mits er een laad- en losplek komt"
    ]


# ------------------------------------------------------------------ conditions


def word_it(play: Play) -> Play:
    """The mediator words the first condition, leaves what it can open, and says that the town would have to give."""
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.conditions").press(MEDIATOR, "rider.word")
    play.press(MEDIATOR, "rider.as_if_then")
    play.say(MEDIATOR, "Het plein is autoluw").say(MEDIATOR, "komt er een losplek")
    play.say(MEDIATOR, "het aantal leveringen")
    for _ in range(4):
        play.press(MEDIATOR, "button.not_known_yet")
    play.press(MEDIATOR, "Gemeente")
    return play


def test_a_condition_becomes_a_rider_that_counts_with_its_option_and_is_read_by_who_gives() -> None:
    play = lay_out(at_negotiation(), "Het plein wordt autoluw")
    put(play, {(FARMERS, "A1"): YES_IF, (TOWN, "A1"): FULLY, (NATURE, "A1"): FULLY})
    said = {kept.text for kept in play.words.values() if kept.party and kept.prompt == "p5_option"}
    word_it(play)
    assert "rider.incomplete" in play.seen(MEDIATOR)
    rider = of(play).choice("B1")
    assert rider is not None
    assert rider.of == "A1"
    assert [play.mediation.parties[one].name for one in rider.readers] == ["Gemeente"]
    put(play, {(TOWN, "B1"): LIVE})
    assert list(play.mediation.notes["p5_option:B1"]) == list(rider.readers)
    negotiation = weighing.negotiation(play.mediation)
    assert negotiation["requires"] == [["B1", "A1"]]
    farmers = next(one.id for one in play.mediation.seated if one.user == FARMERS)
    own = next(one.id for one in play.mediation.interests if one.party == farmers)
    assert negotiation["effects"]["A1"][own] == weighing.WITHOUT
    assert negotiation["effects"]["B1"][own] == weighing.WITH
    assert not said & (play.quoted(TOWN) | play.quoted(NATURE))
    assert play.unreadable == []


# ------------------------------------------------------------------ the search


def everybody(option: int) -> dict[tuple[int, str], int]:
    return {(user, f"A{number}"): option for user in (FARMERS, TOWN, NATURE) for number in (1, 2)}


def settled(play: Play) -> Play:
    """Only the interest each names counts: what else was confirmed was let go, to keep these cases small."""
    state = play.mediation
    first = {one.party: one for one in reversed(state.interests)}
    play.states[play.address] = state.model_copy(update={"interests": tuple(first.values())})
    return play


def test_a_package_is_found_explained_composed_and_shown_as_a_map() -> None:
    play = settled(lay_out(at_negotiation(), "Autoluw", "Meer bomen"))
    put(play, {**everybody(FULLY), (FARMERS, "A1"): YES_IF})
    settled(play)
    word_it(play)
    put(play, {(TOWN, "B1"): LIVE})
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.search")
    before = len(play.told[MEDIATOR])
    run_search(play)
    told = [key for message in play.told[MEDIATOR][before:] for key in shown(message)]
    assert {"found.heading", "found.proved", "found.package", "found.gain", "found.worst_off"} <= set(told)
    play.press(MEDIATOR, "found.heat")
    grid = play.told[MEDIATOR][-1].picture
    assert grid is not None
    assert len(play.told[MEDIATOR][-1].parts) > 2
    play.press(MEDIATOR, "found.compose").say(MEDIATOR, "Plan uit de computer")
    draft = play.mediation.drafts[MEDIATOR]
    assert {play.text(one.id) for one in draft.articles} <= {"Autoluw", "Meer bomen"}
    play.press(MEDIATOR, "button.package_done")
    assert play.mediation.packages[-1].title.id
    assert play.mediation.packages[-1].put_forward is False


def test_a_fixed_frame_keeps_an_option_out_and_is_named_in_the_clash() -> None:
    play = settled(lay_out(at_negotiation(), "Autoluw"))
    put(play, everybody(FULLY))
    settled(play)
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.rules").press(MEDIATOR, "options.add_frame")
    play.press(MEDIATOR, "A1").press(MEDIATOR, "unticked")
    assert of(play).choices[0].frames
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.search")
    run_search(play)
    seen = play.seen(MEDIATOR)
    assert "found.none" in seen
    assert "found.clash_frame" in seen
    assert "found.ruled_out" in seen


def test_links_between_options_are_tapped_taken_back_and_go_to_the_search() -> None:
    play = lay_out(at_negotiation(), "Autoluw", "Meer bomen", "Een markt")
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.rules")
    play.press(MEDIATOR, "options.add_conflict").press(MEDIATOR, "A3").press(MEDIATOR, "A1")
    play.press(MEDIATOR, "options.rules").press(MEDIATOR, "options.add_require")
    play.press(MEDIATOR, "A2").press(MEDIATOR, "A1")
    play.press(MEDIATOR, "options.rules").press(MEDIATOR, "options.add_one_of")
    play.press(MEDIATOR, "unticked").press(MEDIATOR, "unticked").press(MEDIATOR, "button.done")
    play.press(MEDIATOR, "options.rules").press(MEDIATOR, "options.add_cost").press(MEDIATOR, "A1")
    play.say(MEDIATOR, "veel").say(MEDIATOR, "€ 12.500")
    play.press(MEDIATOR, "options.rules").press(MEDIATOR, "options.add_budget").say(MEDIATOR, "10000")
    assert "options.no_amount" in play.seen(MEDIATOR)
    told = weighing.negotiation(play.mediation)
    assert told["conflicts"] == [["A1", "A3"]]
    assert told["requires"] == [["A2", "A1"]]
    assert told["exactly_one"] == [["A1", "A2"]]
    assert told["budget"] == 10000
    assert told["options"][0] == {"id": "A1", "cost": 12500}
    play.press(MEDIATOR, "options.rules").press(MEDIATOR, "options.take_back")
    assert weighing.negotiation(play.mediation)["conflicts"] == []


@cache
def _played() -> Play:
    """The whole way, in which every message of it is told to somebody."""
    play = settled(lay_out(at_negotiation(), "Autoluw", "Meer bomen"))
    scores = everybody(FULLY) | {(FARMERS, "A1"): YES_IF, (FARMERS, "A2"): OBJECT, (NATURE, "A2"): LITTLE}
    put(play, scores)
    settled(play)
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.search")
    run_search(play)
    word_it(play)
    put(play, {(TOWN, "B1"): LIVE})
    for rule in ("options.add_conflict", "options.add_frame", "options.add_cost", "options.add_one_of"):
        play.command(MEDIATOR, "options").press(MEDIATOR, "options.rules").press(MEDIATOR, rule)
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.readings")
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.search")
    run_search(play)
    play.press(MEDIATOR, "found.heat").press(MEDIATOR, "found.compose").say(MEDIATOR, "Plan")
    return play


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("user", [MEDIATOR, FARMERS, TOWN, NATURE])
def test_every_message_of_it_reads_as_a_sentence_in_both_languages(user: int, language: str) -> None:
    play = _played()
    before = len(_at_negotiation().told[user])
    for message in play.told[user][before:]:
        words = {id: play.text(id) for id in quotes_in(message)}
        made = render(message, language, words, SENTENCES, SCRIPT)
        read = made.text + " ".join(label for row in made.rows for label in row)
        assert not set("{}%") & set(read), read
        assert len(made.text) < 4096


@pytest.mark.parametrize("user", [FARMERS, TOWN, NATURE, GROUP])
def test_nothing_of_scores_or_of_the_search_reaches_a_participant(user: int) -> None:
    play = settled(lay_out(at_negotiation(), "Autoluw", "Meer bomen"))
    put(play, {**everybody(FULLY), (FARMERS, "A1"): YES_IF})
    settled(play)
    before = len(play.told.get(user, []))
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.readings")
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.search")
    run_search(play)
    play.press(MEDIATOR, "found.heat").press(MEDIATOR, "found.compose").say(MEDIATOR, "Plan")
    assert play.told.get(user, [])[before:] == []
    assert not [key for key in play.seen(user) if key.startswith(("found.", "heat.", "options."))]
    assert play.unreadable == []


def test_an_observer_sees_nothing_of_it() -> None:
    play = join(settled(lay_out(at_negotiation(), "Autoluw", "Meer bomen")), OBSERVER, "observer", "Olga")
    put(play, everybody(FULLY))
    settled(play)
    before = count(play, OBSERVER)
    play.command(MEDIATOR, "options").press(MEDIATOR, "options.search")
    run_search(play)
    for name in ("options", "coverage", "bridges", "status"):
        play.command(OBSERVER, name)
    seen = told_in(play, OBSERVER, before)
    assert seen
    assert not [
        key for key in seen if key.startswith(("found.", "options.", "coverage.", "bridges.", "quote:"))
    ]
