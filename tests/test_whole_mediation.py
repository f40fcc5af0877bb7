"""From invitation to agreement, the machines alone: what each step brings to whom."""

import pytest
from mediation import CODE, CUSTOM, FARMERS, NATURE, TOWN, Play
from room import GROUP, MEDIATOR, buttons, shown

from flows.agreement import Agreement
from flows.events import Grouped, Pressed, Sender


@pytest.fixture(scope="module")
def whole() -> Play:
    return Play().to_phase(7)


def test_it_ends_with_a_ratified_agreement(whole: Play) -> None:
    agreement = whole.states[f"agreement:{whole.mediation.id}"]
    assert isinstance(agreement, Agreement)
    assert (agreement.status, agreement.code, whole.mediation.ended) == ("ratified", CODE, "agreement")


def test_every_phase_was_opened_and_closed_in_its_order(whole: Play) -> None:
    assert [(one.phase, one.closed_at is not None) for one in whole.mediation.records] == [
        (number, True) for number in range(1, 7)
    ]


def test_every_gate_is_kept_with_a_reason_for_each_open_item(whole: Play) -> None:
    for record in whole.mediation.records:
        assert record.gate
        assert all(one.met or one.waived_because for one in record.gate)


def test_the_final_document_goes_to_everybody_and_to_the_group(whole: Play) -> None:
    for chat in (FARMERS, TOWN, NATURE, MEDIATOR, GROUP):
        assert whole.files[chat][-1] == "final"


def test_nothing_in_a_chat_quotes_words_its_reader_may_not_read(whole: Play) -> None:
    assert whole.unreadable == []
    owners = {id: kept.user for id, kept in whole.words.items()}
    for chat in (FARMERS, TOWN, NATURE, GROUP):
        quoted = {key.removeprefix("quote:") for key in whole.seen(chat) if key.startswith("quote:")}
        assert quoted
        assert all(owners[id] == chat or id in whole.released for id in quoted)


def test_a_word_kept_for_the_mediator_is_never_released(whole: Play) -> None:
    assert not {id for id in whole.released if whole.words[id].circle == "mediator"}


def test_no_event_of_the_main_line_was_ignored(whole: Play) -> None:
    assert whole.ignored == []


def test_a_commitment_is_asked_about_a_week_before_its_date_and_only_its_owner() -> None:
    play = Play().to_phase(7)
    before = {user: len(play.told[user]) for user in (FARMERS, TOWN, NATURE, GROUP)}
    play.wait(days=200)
    assert play.last(FARMERS)[0] == "remind.commitment"
    assert [len(play.told[one]) - before[one] for one in (FARMERS, TOWN, NATURE, GROUP)] == [1, 0, 0, 0]
    play.press(FARMERS, "kept.done")
    assert play.last(FARMERS) == ["kept.noted"]


def test_a_party_that_says_no_to_confidentiality_is_asked_nothing_of_substance() -> None:
    play = Play().seat(FARMERS, "Boeren", government=False)
    play.press(FARMERS, "option:on_language:0").press(FARMERS, "option:on_intro:0")
    play.press(FARMERS, "option:on_confidential:1")
    assert play.last(FARMERS) == ["consent.needed"]
    assert play.last(MEDIATOR)[0] == "human.wanted"
    play.say(FARMERS, "toch wat zeggen")
    assert not [key for key in play.seen(FARMERS) if key.startswith("prompt:p1")]
    assert play.words == {} or all(one.user == MEDIATOR for one in play.words.values())


@pytest.mark.parametrize("consents", [(0,), (1,), (2, 3, 4, 5), (0, 2, 3, 4, 5)])
def test_without_the_two_consents_that_are_needed_nothing_is_asked(consents: tuple[int, ...]) -> None:
    play = Play().seat(FARMERS, "Boeren", government=False).onboard(FARMERS, consents)
    assert play.last(FARMERS) == ["consent.needed"]
    assert not [key for key in play.seen(FARMERS) if key.startswith("prompt:p1")]


def test_a_refused_consent_can_be_given_after_all() -> None:
    play = Play().seat(FARMERS, "Boeren", government=False).onboard(FARMERS, (0,))
    play.press(FARMERS, "consent.again")
    play.press(FARMERS, "option:on_consent_data:0").press(FARMERS, "option:on_consent_data:1")
    play.press(FARMERS, "button.done")
    play.answer(FARMERS)
    assert "prompt:p1_story" in play.seen(FARMERS)


def test_ideas_of_a_party_that_did_not_consent_to_be_read_without_a_name_are_shown_to_nobody() -> None:
    play = Play()
    play.seat_all()
    play.onboard(FARMERS, (0, 1)).onboard(TOWN).onboard(NATURE)
    play.all_answer().next().say(MEDIATOR, "Samenvatting.")
    play.press(MEDIATOR, "points.send")
    play.all_answer().next().press(MEDIATOR, "go.go").say(MEDIATOR, "ja")
    play.close(1)
    for phase in (2, 3):
        getattr(play, f"phase_{phase}")()
    play.all_answer().next().press(MEDIATOR, "button.show_ideas").all_answer()
    secret = f"p4_free van {FARMERS}"
    assert any(one.text == secret for one in play.words.values())
    for chat in (TOWN, NATURE, GROUP):
        assert secret not in play.quoted(chat)


def test_a_block_outweighs_all_support_and_the_group_hears_no_more_than_not_yet() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().poll({NATURE: 4})
    package = play.mediation.packages[-1]
    assert (package.outcome, package.blocks) == ("blocked", ("p3",))
    assert "button.start_check" not in buttons(play.told[MEDIATOR][-2])
    play.press(MEDIATOR, "button.publish")
    assert play.last(GROUP)[-1] == "outcome.group.not_yet"


def test_nothing_of_a_reading_is_known_before_all_have_answered() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    before = len(play.told[GROUP])
    for user in (FARMERS, TOWN):
        play.answer(user, {"p5_support": lambda one, who: one.press(who, "option:p5_support:4")})
    assert len(play.told[GROUP]) == before
    assert play.mediation.packages[-1].outcome == "reading"
    assert not [key for key in play.seen(MEDIATOR) if key.startswith("verdict.")]


def test_a_press_on_the_card_in_the_group_is_answered_privately_and_counts_once() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    before = len(play.told[GROUP])
    play.press(FARMERS, "option:p5_support:1", chat=GROUP).press(FARMERS, "option:p5_support:0", chat=GROUP)
    assert len(play.told[GROUP]) == before
    assert [one.parts[0].key for one in play.toasts] == ["card.noted", "card.noted"]  # type: ignore[union-attr]
    readings = play.states[f"deliberation:{play.mediation.id}:P1"].readings  # type: ignore[attr-defined]
    assert readings == {"p1": 2, "p2": None, "p3": None}


def test_a_stranger_who_presses_the_card_is_told_privately_that_it_does_not_count() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.press(99, "option:p5_support:0", chat=GROUP)
    assert play.toasts[-1].parts[0].key == "card.not_yours"  # type: ignore[union-attr]
    readings = play.states[f"deliberation:{play.mediation.id}:P1"].readings  # type: ignore[attr-defined]
    assert set(readings.values()) == {None}


def test_a_party_that_joins_late_suspends_what_was_reached_without_it() -> None:
    late = 13
    play = Play().to_phase(5)
    play.all_answer().next().poll({})
    assert play.mediation.packages[-1].outcome == "check"
    play.seat(late, "Schippers", government=False)
    assert play.mediation.packages[-1].outcome == "suspended"
    play.onboard(late)
    play.answer(late, {"p5_support": lambda one, who: one.press(who, "option:p5_support:4")})
    package = play.mediation.packages[-1]
    assert (package.outcome, package.blocks) == ("blocked", ("p4",))


def test_any_change_of_a_package_is_a_new_version_and_voids_its_readings() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().poll({})
    first = play.mediation.packages[-1]
    play.command(MEDIATOR, "package", "P1").press(MEDIATOR, "button.add_article")
    play.say(MEDIATOR, "Nog een artikel.").press(MEDIATOR, "button.enough_articles")
    play.press(MEDIATOR, "button.package_done").press(MEDIATOR, "button.put_forward")
    second = play.mediation.packages[-1]
    assert (second.id, second.version) == (first.id, first.version + 1)
    assert second.hash != first.hash
    readings = play.states[f"deliberation:{play.mediation.id}:P1"].readings  # type: ignore[attr-defined]
    assert set(readings.values()) == {None}


def test_a_phase_closes_over_an_open_item_only_with_a_reason_for_it() -> None:
    play = Play().seat_all()
    for user in play.parties:
        play.onboard(user)
    play.all_answer().next().say(MEDIATOR, "Samenvatting.")
    play.press(MEDIATOR, "points.send")
    play.all_answer().next().press(MEDIATOR, "go.go").say(MEDIATOR, "ja")
    play.press(MEDIATOR, "button.close_phase")
    assert play.last(MEDIATOR) == ["field.waive", "gate.1.missing"]
    assert play.mediation.phase == 1
    for _ in range(5):
        play.say(MEDIATOR, "reden")
    assert play.mediation.phase == 2
    waived = {
        one.item: one.waived_because is not None for one in play.mediation.records[0].gate if not one.met
    }
    open_items = ("1.missing", "1.saturation", "1.authority_wants", "1.suitable", "1.deadlines")
    assert waived == dict.fromkeys(open_items, True)


def test_a_no_go_ends_it_and_everybody_hears_so() -> None:
    play = Play().seat_all()
    for user in play.parties:
        play.onboard(user)
    play.all_answer().next().say(MEDIATOR, "Samenvatting.")
    play.press(MEDIATOR, "points.send")
    play.all_answer().next().press(MEDIATOR, "go.no_go").say(MEDIATOR, "te veel wantrouwen")
    assert play.mediation.ended == "no_go"
    assert all(play.last(user) == ["go.ended"] for user in play.parties)


def test_a_phase_can_be_reopened_with_a_reason_and_everybody_hears_so() -> None:
    play = Play().to_phase(3)
    play.all_answer()
    play.command(MEDIATOR, "reopen", "2").say(MEDIATOR, "het kader verandert")
    assert play.mediation.phase == 2
    assert play.mediation.records[-1].reopened_because
    assert play.last(FARMERS)[0] == "reopen.told"


def test_a_round_that_is_closed_early_leaves_silence_as_silence() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    for user in (FARMERS, TOWN):
        play.answer(user)
    play.command(MEDIATOR, "next").press(MEDIATOR, "button.close_round")
    assert play.mediation.packages[-1].outcome == "open"


def test_reminders_have_no_content_and_go_only_to_who_wants_them() -> None:
    play = Play().seat_all()
    play.onboard(FARMERS).onboard(TOWN, (0, 1)).onboard(NATURE)
    play.all_answer().next().say(MEDIATOR, "Samenvatting.")
    play.press(MEDIATOR, "points.send")
    play.answer(NATURE)
    before = {user: len(play.told[user]) for user in play.parties}
    play.wait(days=9)
    new = {user: play.told[user][count:] for user, count in before.items()}
    assert [[one.parts[0].key for one in messages] for messages in new.values()] == [  # type: ignore[union-attr]
        ["remind.half", "remind.day_before", "remind.after"],
        [],
        [],
    ]
    assert "round.over" in play.last(MEDIATOR)


def test_the_mediator_can_read_what_one_party_answered_and_the_reading_is_on_record() -> None:
    play = Play().to_phase(2)
    play.command(MEDIATOR, "status").press(MEDIATOR, "button.read_answers", nth=1)
    assert play.last(MEDIATOR)[:2] == ["answers.heading", "Gemeente"]
    play.press(MEDIATOR, "phase.1")
    quoted = {
        play.text(key.removeprefix("quote:")) for key in play.last(MEDIATOR) if key.startswith("quote:")
    }
    assert f"p1_alternative van {TOWN}" in quoted
    assert not [one for one in quoted if str(FARMERS) in one]
    assert play.acts[-1] == "read a party's answers"


def withdraw_everything(play: Play, user: int, prompt: str) -> None:
    """Take back every answer to a prompt."""
    interview = play.interview(user)
    for ask in [
        one for one, answer in interview.answers.items() if answer.ask.prompt == prompt and answer.words
    ]:
        press = {"do": "withdraw", "ask": ask}
        who = Sender(user=user)
        play.raise_(interview.address, Pressed(sender=who, press=press, chat=user, private=True))


@pytest.mark.parametrize("stage", ["shown", "sorting", "sorted", "list", "packages"])
def test_an_idea_can_be_withdrawn_at_any_moment_and_nothing_breaks(stage: str) -> None:
    play = Play().to_phase(4)
    play.all_answer().next().press(MEDIATOR, "button.show_ideas").all_answer()
    if stage == "shown":
        withdraw_everything(play, FARMERS, "p4_free")
    play.next("4.criteria").all_answer().next()
    ids = play.works[-1].material["ids"]
    groups = (tuple(ids[:2]), *((one,) for one in ids[2:]))
    play.raise_(play.address, Grouped(groups=groups, representatives=tuple(one[0] for one in groups)))
    if stage == "sorting":
        withdraw_everything(play, FARMERS, "p4_free")
        play.press(MEDIATOR, "button.apart")
    else:
        play.press(MEDIATOR, "button.together")
    play.press(MEDIATOR, "button.sorted")
    if stage == "sorted":
        withdraw_everything(play, FARMERS, "p4_free")
    play.next().all_answer().next()
    if stage == "list":
        withdraw_everything(play, FARMERS, "p4_free")
    play.press(MEDIATOR, "button.publish")
    assert "ideas" in play.mediation.posted
    play.close(4)
    play.all_answer().next().compose()
    if stage == "packages":
        withdraw_everything(play, FARMERS, "p4_free")
    play.press(MEDIATOR, "button.put_forward")
    if stage == "packages":  # what the group would read has changed: it is shown once more first
        assert play.last(MEDIATOR)[0] == "review.changed"
        play.press(MEDIATOR, "button.put_forward")
    play.all_answer()
    assert play.mediation.packages[-1].outcome == "check"
    assert f"p4_free van {FARMERS}" not in {play.words[one.word.id].text for one in play.mediation.ideas}
    assert not play.withdrawn & {key.removeprefix("quote:") for key in play.last(GROUP)}


def test_an_interest_withdrawn_before_the_map_is_posted_is_not_on_it() -> None:
    play = Play().to_phase(3)
    play.all_answer().next()
    withdraw_everything(play, FARMERS, "p3_confirm_interest")
    play.press(MEDIATOR, "button.publish")
    assert "map" in play.mediation.posted
    assert not play.withdrawn & {key.removeprefix("quote:") for key in play.seen(GROUP)}


def test_an_interest_taken_back_from_the_group_is_off_the_map_that_waits() -> None:
    play = Play().to_phase(3)
    play.all_answer().next()
    play.command(FARMERS, "where").press(FARMERS, "prompt:p3_confirm_interest")
    play.press(FARMERS, "option:p3_confirm_interest:1")
    before = len(play.mediation.interests)
    play.press(MEDIATOR, "button.publish")
    assert len(play.mediation.interests) == before
    hidden = [one.word for one in play.mediation.interests if not one.for_group]
    assert len(hidden) == 1
    assert play.text(hidden[0]) not in {play.text(word) for word in play.mediation.mapped}


def test_an_answer_to_an_old_version_does_not_count_for_the_new_one() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().poll({})
    old = next(one for one in play.told[FARMERS] if "prompt:p5_support" in shown(one))
    play.command(MEDIATOR, "package", "P1").press(MEDIATOR, "button.package_done")
    play.press(MEDIATOR, "button.put_forward")
    play.press_button(FARMERS, old.buttons[4][0], FARMERS)
    readings = play.states[f"deliberation:{play.mediation.id}:P1"].readings  # type: ignore[attr-defined]
    assert set(readings.values()) == {None}


def test_the_mediator_cannot_read_a_reading_before_it_closes() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.answer(NATURE, {"p5_support": lambda one, who: one.press(who, "option:p5_support:4")})
    play.command(MEDIATOR, "status").press(MEDIATOR, "button.read_answers", nth=2)
    assert "option:p5_support:4" not in play.last(MEDIATOR)
    play.answer(FARMERS).answer(TOWN)
    play.command(MEDIATOR, "status").press(MEDIATOR, "button.read_answers", nth=2)
    assert "option:p5_support:4" in play.last(MEDIATOR)


def test_a_no_to_the_text_after_a_yes_takes_the_confirmation_back() -> None:
    play = Play().to_phase(6)
    play.all_answer().next().say(MEDIATOR, "Eerst bellen.").press(MEDIATOR, "button.make_text")
    play.typeset("draft")
    play.press(MEDIATOR, "button.ask_signing").all_answer()
    assert play.mediation.agreement == "confirmed"
    play.command(FARMERS, "where").press(FARMERS, "prompt:p6_sign").press(FARMERS, "option:p6_sign:1")
    agreement = play.states[f"agreement:{play.mediation.id}"]
    assert isinstance(agreement, Agreement)
    assert "p1" not in agreement.confirmed
    assert "agreement.not_signed" in play.last(MEDIATOR)


def test_points_typed_before_going_back_stay_with_their_question() -> None:
    play = Play().seat(FARMERS, "Boeren", government=False).onboard(FARMERS)
    play.say(FARMERS, "Het verhaal van ons dorp").say(FARMERS, "een punt over de school")
    play.press(FARMERS, "button.back").say(FARMERS, "Het betere verhaal van ons dorp")
    answers = play.interview(FARMERS).answers
    assert [play.text(one.id) for one in answers["p1_story"].words] == ["Het betere verhaal van ons dorp"]
    assert [play.text(one.id) for one in answers["p1_stake"].words] == ["een punt over de school"]


def test_closing_a_round_leaves_the_questions_of_others_and_the_consents() -> None:
    play = Play().seat_all()
    play.onboard(FARMERS).onboard(NATURE)
    play.answer(FARMERS).answer(NATURE)
    play.command(MEDIATOR, "next").press(MEDIATOR, "button.close_round")
    assert play.interview(TOWN).front.prompt == "on_language"  # type: ignore[union-attr]
    play.onboard(TOWN)
    assert "on_consent_data" in play.interview(TOWN).answers


def test_a_party_seated_during_a_reading_reads_too_before_anything_is_reached() -> None:
    late = 13
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.seat(late, "Schippers", government=False)
    for user in (FARMERS, TOWN, NATURE):
        play.answer(user)
    assert play.mediation.packages[-1].outcome == "open"
    play.onboard(late).answer(late)
    assert play.mediation.packages[-1].outcome == "check"


def test_an_agreement_sent_in_principle_can_be_sent_again_once_it_is_ratified() -> None:
    play = Play()

    def provisional(one: Play, who: int) -> None:
        one.press(who, "option:p2_mandate:1")

    CUSTOM["p2_mandate"] = provisional
    CUSTOM["p5_ratify"] = lambda one, who: one.press(who, "option:p5_ratify:2").say(who, "volgende maand")
    try:
        play.to_phase(6)
        play.all_answer().next().say(MEDIATOR, "Eerst bellen.").press(MEDIATOR, "button.make_text")
        play.typeset("draft")
        play.press(MEDIATOR, "button.ask_signing").all_answer().next()
        play.typeset("in principle")
    finally:
        del CUSTOM["p2_mandate"], CUSTOM["p5_ratify"]
    play.press(MEDIATOR, "button.publish")
    assert "agreement.in_principle" in play.last(GROUP)
    for user in (FARMERS, TOWN, NATURE):
        play.command(user, "where").press(user, "prompt:p5_ratify").press(user, "option:p5_ratify:0")
        play.say(user, "ledenvergadering, 1-2-2027")
    play.command(MEDIATOR, "agreement").press(MEDIATOR, "button.send_agreement")
    play.typeset("ratified")
    play.press(MEDIATOR, "button.publish")
    assert "agreement.final" in play.last(GROUP)
