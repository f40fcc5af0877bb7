"""The single text of phase 6: numbers that stay, own articles, what is refused, a day to read, remarks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from mediation import CODE, CUSTOM, FARMERS, NATURE, TOWN, Play, _option
from room import MEDIATOR, SCRIPT, buttons, shown

from bot.documents import agreement_text
from flows.agreement import Agreement
from flows.process.disputes import read_step
from workshop.document import AgreementText, canonical_hash

STEPS = "Eerst bellen, dan een bemiddelaar binnen 3 weken."


def at_text() -> Play:
    """The mediator is asked for the steps of a later dispute."""
    return Play().to_phase(6).all_answer().next()  # type: ignore[return-value]


@pytest.fixture
def play() -> Play:
    made = at_text()
    made.say(MEDIATOR, STEPS)
    return made


def draft(play: Play) -> AgreementText:
    """Make the text, and open it as the group would."""
    press(play, "make_text")
    document = document_of(play)
    play.typeset(f"draft {len(play.works)}")
    return document


def document_of(play: Play) -> AgreementText:
    material: dict[str, Any] = play.works[-1].material
    hidden = {id for id in play.words if id not in play.released}

    def opened(ids: list[str]) -> dict[str, str]:
        assert not hidden & set(ids), "every word of the document was released"
        return {id: play.words[id].text for id in ids}

    return agreement_text(_json(material), opened, SCRIPT, "nl")


def _json(material: dict[str, Any]) -> dict[str, Any]:
    """As it comes out of the outbox."""
    import json  # noqa: PLC0415

    return json.loads(json.dumps(material))  # type: ignore[no-any-return]


def press(play: Play, do: str, **about: object) -> Play:
    """The newest button of the desk that does this."""
    for message in reversed(play.told[MEDIATOR]):
        for row in message.buttons:
            for one in row:
                if one.event.get("do") == do and all(
                    one.event.get(key) == value for key, value in about.items()
                ):
                    play.press_button(MEDIATOR, one, MEDIATOR)
                    return play
    raise AssertionError(f"no button that does {do} {about}")


def add(play: Play, chapter: int, text: str) -> Play:
    play.command(MEDIATOR, "text")
    press(play, "text_add", chapter=chapter).say(MEDIATOR, text)
    return play


def change(play: Play, label: str, text: str) -> Play:
    play.command(MEDIATOR, "text")
    press(play, "text_change").say(MEDIATOR, label).say(MEDIATOR, text)
    return play


# ------------------------------------------------------------------ what is in it


def test_each_article_says_from_which_words_it_came(play: Play) -> None:
    add(play, 9, "De gemeente betaalt de helft.")
    document = draft(play)
    dumped = document.model_dump(mode="json")
    for key in ("intents", "articles", "commitments", "contingencies", "provisions"):
        assert dumped[key], key
        for one in dumped[key]:
            assert one["sources"], key
            assert set(one["sources"]) <= set(play.words)
    assert play.words[document.articles[0].sources[0]].text == document.articles[0].text


def test_every_chapter_the_mediator_can_write_in_is_printed(play: Play) -> None:
    for chapter in (9, 10, 11, 12, 14):
        add(play, chapter, f"Artikel van {chapter}.")
    add(play, 8, "De raad besluit in mei.").say(MEDIATOR, "Dan praten wij opnieuw.")
    document = draft(play)
    assert {(one.chapter, one.number, one.text) for one in document.provisions} == {
        ("money", 1, "Artikel van 9."),
        ("openness", 1, "Artikel van 10."),
        ("following", 1, "Artikel van 11."),
        ("change", 1, "Artikel van 12."),
        ("duration", 1, "Artikel van 14."),
        ("formal", 1, "De raad besluit in mei."),
    }
    assert next(one.otherwise for one in document.provisions if one.otherwise) == "Dan praten wij opnieuw."


def test_what_a_party_does_not_do_is_taken_over_in_its_own_words_only(play: Play) -> None:
    add(play, 6, "Natuur procedeert niet.")
    assert play.last(MEDIATOR) == ["text.only_taken_over"]
    play.say(MEDIATOR, "1")
    document = draft(play)
    refrained = document.refrains[0]
    assert (refrained.who, refrained.what) == ("Boeren", f"p6_not van {FARMERS}")
    assert refrained.when == "zolang iedereen zich aan de afspraken houdt"


def test_means_and_visible_result_come_with_the_promise_and_are_flagged_until_then(play: Play) -> None:
    play.press(MEDIATOR, "button.make_text")
    gaps = [key for key in play.seen(MEDIATOR) if key.startswith("text.gap.")]
    assert {"text.gap.means", "text.gap.sign", "text.gap.measurer", "text.gap.else"} <= set(gaps)
    play.command(MEDIATOR, "text")
    press(play, "text_fill").say(MEDIATOR, "Eigen geld").say(MEDIATOR, "De stal is weg")
    promise = draft(play).commitments[0]
    assert (promise.means, promise.sign) == ("Eigen geld", "De stal is weg")
    assert "text.gap.means" not in play.last(MEDIATOR)


def test_an_article_says_which_interests_it_serves(play: Play) -> None:
    play.command(MEDIATOR, "text")
    press(play, "text_serves").say(MEDIATOR, "4.1: 99")
    assert play.last(MEDIATOR) == ["text.serves_wrong"]
    play.say(MEDIATOR, "4.1: 1")
    (article,) = draft(play).articles
    assert len(article.interests) == 1
    assert article.interests[0].endswith(" 1")


# ------------------------------------------------------------------ numbers and versions


def test_numbers_stay_when_an_article_lapses_and_when_others_are_added(play: Play) -> None:
    for text in ("Een.", "Twee.", "Drie."):
        add(play, 9, text)
    draft(play)
    change(play, "9.2", "-").press(MEDIATOR, "text.language_only")
    add(play, 9, "Vier.")
    document = draft(play)
    assert [(one.number, one.text) for one in document.provisions] == [
        (1, "Een."),
        (3, "Drie."),
        (4, "Vier."),
    ]
    assert {(one.label, one.how) for one in document.versions[-1].changes} == {
        ("9.2", "lapsed"),
        ("9.4", "new"),
    }


def test_a_changed_article_says_because_of_which_interest(play: Play) -> None:
    first = draft(play)
    change(play, "4.1", "Het plein wordt geheel autovrij.").say(MEDIATOR, "1")
    second = draft(play)
    (changed,) = second.versions[-1].changes
    assert (changed.label, changed.how) == ("4.1", "changed")
    assert changed.interest in {f"{one.party} {one.number}" for one in second.interests}
    assert [one.number for one in second.articles] == [one.number for one in first.articles]
    assert second.articles[0].text == "Het plein wordt geheel autovrij."
    assert canonical_hash(first) != canonical_hash(second)


@pytest.mark.parametrize("label", ["4.9", "5.1", "niets", "7.1"])
def test_only_what_is_the_mediators_to_change_can_be_changed(play: Play, label: str) -> None:
    play.command(MEDIATOR, "text")
    press(play, "text_change").say(MEDIATOR, label)
    assert play.last(MEDIATOR)[0] == "text.no_such_article"


# ------------------------------------------------------------------ what is refused


def test_a_promise_its_owner_no_longer_accepts_is_not_printed() -> None:
    play = at_text()
    play.command(FARMERS, "where").press(FARMERS, "prompt:p6_commit_check")
    play.press(FARMERS, "option:p6_commit_check:1").say(FARMERS, "later")
    works = len(play.works)
    for try_it in (lambda: play.command(MEDIATOR, "text"), lambda: press(play, "make_text")):
        try_it()
        assert play.last(MEDIATOR)[0] == "text.not_accepted"
    assert "commitment.line" in play.last(MEDIATOR)
    assert len(play.works) == works


def test_to_talk_among_themselves_is_no_way_out_of_a_dispute() -> None:
    play = at_text()
    play.say(MEDIATOR, "Partijen overleggen met elkaar.").press(MEDIATOR, "button.make_text")
    assert play.last(MEDIATOR) == ["dispute.only_talk"]
    play.say(MEDIATOR, "Daarna de rechter.").press(MEDIATOR, "button.make_text")
    assert "agreement.being_made" in play.last(MEDIATOR)


def test_the_model_clause_is_taken_over_with_its_terms_as_data() -> None:
    play = at_text()
    play.press(MEDIATOR, "button.model_steps").press(MEDIATOR, "dispute.take_model")
    disputes = draft(play).disputes
    assert [(one.days, one.working_days) for one in disputes.steps] == [
        (0, False),
        (5, True),
        (21, False),
        (42, False),
        (0, False),
    ]
    assert disputes.steps[1].text == "De contactpersonen spreken elkaar. Binnen 5 werkdagen."
    assert (disputes.pays, disputes.meanwhile, disputes.court) == ("equal", "go_on", "last")
    assert any("rechter" in one for one in disputes.sentences)


def test_who_pays_and_what_goes_on_is_chosen(play: Play) -> None:
    for key, value in (("pays", "own"), ("meanwhile", "pause"), ("court", "any_time")):
        play.command(MEDIATOR, "text")
        press(play, "text_setting", key=key, value=value)
    disputes = draft(play).disputes
    assert (disputes.pays, disputes.meanwhile, disputes.court) == ("own", "pause", "any_time")


@pytest.mark.parametrize(
    ("text", "days", "working", "outside"),
    [
        ("Vaste contactpersoon, binnen 5 werkdagen", 5, True, False),
        ("Bestuurlijk overleg met alle partijen, binnen 3 weken", 21, False, False),
        ("Technical committee looks at the data within 30 days", 30, False, True),
        ("Principals meet within 30 days", 30, False, False),
        ("Agency order or court; outages continue meanwhile", 0, False, True),
        ("De commissie van drie taxateurs geeft bindend advies", 0, False, True),
    ],
)
def test_a_typed_step_is_read_as_data(text: str, days: int, working: bool, outside: bool) -> None:
    step = read_step(text)
    assert (step.days, step.working_days, step.outside) == (days, working, outside)


# ------------------------------------------------------------------ a day to read, and remarks


def sent(play: Play) -> Play:
    draft(play)
    play.press(MEDIATOR, "button.ask_signing")
    return play


def test_the_question_comes_a_day_after_the_text_and_too_early_is_said_until_when(play: Play) -> None:
    sent(play)
    assert play.interview(FARMERS).front is None
    play.press(FARMERS, "text.confirm")
    assert play.last(FARMERS)[0] == "text.too_early"
    play.wait(hours=23)
    assert play.interview(FARMERS).front is None
    play.wait(hours=2)
    assert play.interview(FARMERS).front is not None
    play.press(FARMERS, "text.confirm")
    assert play.last(FARMERS) == ["text.confirm_there"]


def test_the_mediator_reads_that_the_text_is_being_read_and_cannot_send_it_twice(play: Play) -> None:
    sent(play).command(MEDIATOR, "next")
    assert "hint.reading" in play.last(MEDIATOR)
    press(play, "sign")
    assert play.last(MEDIATOR) == ["button.old"]


def test_a_new_text_stops_the_question_about_the_old_one_and_voids_every_yes(play: Play) -> None:
    sent(play).wait(hours=25).answer(FARMERS)
    agreement = play.states[f"agreement:{play.mediation.id}"]
    assert isinstance(agreement, Agreement)
    assert list(agreement.confirmed) == ["p1"]
    change(play, "4.1", "Iets anders.").press(MEDIATOR, "text.language_only")
    assert "text.void" in play.last(MEDIATOR)
    draft(play)
    agreement = play.states[f"agreement:{play.mediation.id}"]
    assert isinstance(agreement, Agreement)
    assert agreement.confirmed == {}
    assert agreement.earlier == {CODE: 1}


def test_a_remark_on_an_article_is_for_the_mediator_alone(play: Play) -> None:
    sent(play).press(NATURE, "text.remark").press(NATURE, "4.1")
    front = play.interview(NATURE).front
    assert front is not None
    assert front.prompt == "p6_remark"
    before = {user: len(play.told[user]) for user in (FARMERS, TOWN)}
    play.say(NATURE, "Er staat niets over de bomen.")
    assert "text.remarked" in play.last(MEDIATOR)
    assert {user: len(play.told[user]) for user in (FARMERS, TOWN)} == before
    said = next(one for one in play.words.values() if one.text == "Er staat niets over de bomen.")
    assert said.circle == "mediator"
    assert said.id not in play.released
    assert "text.change" in buttons(play.told[MEDIATOR][-1])


# ------------------------------------------------------------------ outside the chat


def confirmed(play: Play) -> Play:
    sent(play).wait(hours=25).all_answer()
    assert play.mediation.agreement == "confirmed"
    return play


def test_a_signature_on_paper_is_noted_with_day_and_place_once_all_confirmed(play: Play) -> None:
    play.command(MEDIATOR, "signed")
    assert play.last(MEDIATOR) == ["signed.too_early"]
    confirmed(play).command(MEDIATOR, "signed").press(MEDIATOR, "Boeren").say(MEDIATOR, "morgen")
    assert play.last(MEDIATOR)[0] == "proxy.bad_date"
    play.say(MEDIATOR, "24-11-2026").say(MEDIATOR, "Zierikzee")
    assert "signed.line" in play.last(MEDIATOR)
    document = published(play)
    assert [(one.party, one.date.isoformat(), one.place) for one in document.signatures] == [
        ("Boeren", "2026-11-24", "Zierikzee")
    ]


def published(play: Play) -> AgreementText:
    play.command(MEDIATOR, "agreement").press(MEDIATOR, "button.send_agreement")
    return document_of(play)


def provisional(number: int) -> Callable[[Play, int], Any]:
    return lambda one, who: _option(one, who, number)


@pytest.mark.parametrize("result", ["agreed", "refused"])
def test_a_decision_is_noted_with_body_day_number_and_result(result: str) -> None:
    CUSTOM["p2_mandate"] = provisional(1)
    CUSTOM["p5_ratify"] = lambda one, who: one.press(who, "option:p5_ratify:2").say(who, "volgende maand")
    try:
        play = at_text()
        play.say(MEDIATOR, STEPS)
        confirmed(play)
    finally:
        del CUSTOM["p2_mandate"], CUSTOM["p5_ratify"]
    assert published(play).ratifications[0].result == "pending"
    play.command(MEDIATOR, "ratified").press(MEDIATOR, "Boeren").say(MEDIATOR, "ledenvergadering")
    play.say(MEDIATOR, "24-11-2026").say(MEDIATOR, "2026/14").press(MEDIATOR, f"decided.{result}")
    assert ("decided.yes" if result == "agreed" else "decided.no") in play.last(MEDIATOR)
    decided = next(one for one in published(play).ratifications if one.party == "Boeren")
    assert (decided.body, str(decided.date), decided.decision) == (
        "ledenvergadering",
        "2026-11-24",
        "2026/14",
    )
    assert decided.result == ("ratified" if result == "agreed" else "refused")
    assert document_of(play).status == "in_principle"


def test_nothing_here_is_anybody_elses(play: Play) -> None:
    sent(play)
    other = next(one for one in play.told[NATURE] if "text.confirm" in buttons(one))
    play.press_button(TOWN, other.buttons[0][0], TOWN)
    assert "text.too_early" not in shown(play.told[TOWN][-1])
    play.command(TOWN, "text")
    assert play.last(TOWN)[0].startswith("command.")
