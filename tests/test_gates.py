"""Every item of the six gates (practice, B), met and unmet; the evidence behind each; closing, reopening."""

from collections.abc import Callable
from typing import Any

import pytest
from mediation import FARMERS, NATURE, TOWN, Play
from room import MEDIATOR, buttons, shown

from flows.desk import if_then
from flows.desk.registers import unhandled
from flows.messages import Button
from flows.process import evidence, gate_start
from flows.process.gates import EVERY_GATE, GATES, gate, lacks
from flows.register import GoCondition, Group, Named, Standing
from flows.signals import Word
from flows.table import Mediation
from flows.verdict import Outcome

State = Mediation
Break = Callable[[State], State]


@pytest.fixture(scope="module")
def whole() -> State:
    """A mediation at its end in which every item of every gate is met."""
    state = Play().to_phase(7).mediation
    reason = Word(id="w1", digest="")
    ticked = tuple(f"{phase}.{key}" for phase, items in GATES.items() for key in items)
    contingencies = tuple(
        one.model_copy(update=dict.fromkeys(if_then.MAY_BE_OPEN, reason))
        for one in state.packages[-1].contingencies
    )
    package = state.packages[-1].model_copy(update={"contingencies": contingencies})
    return state.model_copy(
        update={
            "entered": tuple(word.id for _, word in unhandled(state, gate_start.DATES)),
            "named": {id: (Named(how="invited", party="p1"),) for id in gate_start.names(state)},
            "brought": dict.fromkeys(state.parties, (False, False)),
            "notes": chosen(state, "p1_will", "p2", (4,)).notes,
            "screen": dict.fromkeys(gate_start.RISKS, False),
            "suited": "whole",
            "idea_counts": {one.id: "enough" for one in state.interests},
            "ticked": ticked,
            "packages": (package,),
            "posted": (*state.posted, "map", "ideas"),
            "passings": tuple(one.model_copy(update={"judged": "right"}) for one in state.passings),
        }
    )


def chosen(state: State, prompt: str, party: str, choice: tuple[int, ...], ask: str = "") -> State:
    """The state with other choices of a party under a prompt."""
    notes = {
        key: {
            who: note.model_copy(update={"choice": choice})
            if who == party and note.prompt == prompt and ask in key
            else note
            for who, note in of_ask.items()
        }
        for key, of_ask in state.notes.items()
    }
    return state.model_copy(update={"notes": notes})


def silent(state: State, prompt: str, party: str = "p1", ask: str = "") -> State:
    """The state without a party's answers to a prompt."""
    notes = {
        key: {
            who: note
            for who, note in of_ask.items()
            if not (who == party and note.prompt == prompt and ask in key)
        }
        for key, of_ask in state.notes.items()
    }
    return state.model_copy(update={"notes": notes})


def wordless(state: State, prompt: str, party: str = "p1") -> State:
    """The state in which a party passed a prompt."""
    notes = {
        key: {
            who: note.model_copy(update={"status": "skipped", "words": (), "aside": (), "choice": ()})
            if who == party and note.prompt == prompt
            else note
            for who, note in of_ask.items()
        }
        for key, of_ask in state.notes.items()
    }
    return state.model_copy(update={"notes": notes})


def having(**changes: Any) -> Break:
    return lambda state: state.model_copy(update=changes)


def party(state: State, id: str = "p1", **changes: Any) -> State:
    parties = {**state.parties, id: state.parties[id].model_copy(update=changes)}
    return state.model_copy(update={"parties": parties})


def frames(state: State, type: str, **changes: Any) -> State:
    made = tuple(one.model_copy(update=changes) if one.type == type else one for one in state.frames)
    return state.model_copy(update={"frames": made})


def package(state: State, **changes: Any) -> State:
    made = tuple(one.model_copy(update=changes) for one in state.packages)
    return state.model_copy(update={"packages": made})


def unticked(key: str, change: Break = lambda state: state) -> Break:
    """What rests on the mediator's judgement is open once the tick is gone."""

    def act(state: State) -> State:
        left = tuple(one for one in state.ticked if one != key)
        return change(state).model_copy(update={"ticked": left})

    return act


def secret(state: State) -> State:
    first, *rest = state.interests
    return state.model_copy(update={"interests": (first.model_copy(update={"for_group": False}), *rest)})


def undated(state: State) -> State:
    made = tuple(one.model_copy(update={"due": None}) for one in state.packages[-1].commitments)
    return package(state, commitments=made)


def unmeasured(state: State) -> State:
    made = tuple(one.model_copy(update={"measurer": None}) for one in state.packages[-1].contingencies)
    return package(state, contingencies=made)


def strangers(state: State) -> State:
    assert isinstance(state.group, Group)
    return state.model_copy(update={"group": state.group.model_copy(update={"members": 9})})


def misunderstood(state: State) -> State:
    made = tuple(one.model_copy(update={"judged": "not"}) for one in state.passings)
    return state.model_copy(update={"passings": made})


def unmerged(state: State) -> State:
    made = tuple(one.model_copy(update={"agreed": ()}) for one in state.groups)
    return state.model_copy(update={"groups": made})


def aside_without_words(state: State) -> State:
    return wordless_choice(state, "p5_final", (1,))


def wordless_choice(state: State, prompt: str, choice: tuple[int, ...]) -> State:
    changed = chosen(state, prompt, "p1", choice)
    notes = {
        key: {
            who: note.model_copy(update={"words": ()}) if who == "p1" and note.prompt == prompt else note
            for who, note in of_ask.items()
        }
        for key, of_ask in changed.notes.items()
    }
    return changed.model_copy(update={"notes": notes})


def consulting(state: State) -> State:
    return silent(chosen(state, "p5_support", "p1", (6,)), "p5_final")


BREAKS: dict[str, Break] = {
    "1.confidentiality": lambda one: chosen(one, "on_consent_data", "p1", (0,)),
    "1.interviewed": lambda one: party(one, at_table=False),
    "1.missing": having(named={}),
    "1.saturation": lambda one: one.model_copy(update={"brought": {**one.brought, "p3": (True, False)}}),
    "1.authority": lambda one: party(one, "p2", government=False),
    "1.authority_wants": lambda one: chosen(one, "p1_will", "p2", (1,)),
    "1.draft_seen": lambda one: silent(one, "p1_check"),
    "1.draft_corrected": lambda one: chosen(one, "p1_check", "p1", (1,)),
    "1.nothing_must_come_out": lambda one: chosen(one, "p1_check", "p1", (2,)),
    "1.suitable": having(screen={"threats": False}),
    "1.deadlines": having(entered=()),
    "1.go": having(go_because=None),
    "2.signed": lambda one: chosen(one, "p2_sign", "p1", (1,), ":7"),
    "2.mandates": lambda one: party(one, mandate=None),
    "2.routes": lambda one: party(one, mandate="provisional"),
    "2.alternates": lambda one: wordless(one, "p2_alternate"),
    "2.frames": lambda one: frames(one, "fixed", published=False),
    "2.frames_grounded": lambda one: frames(one, "fixed", until=None),
    "2.frames_open": lambda one: frames(one, "open", published=False),
    "2.frames_outcome": lambda one: frames(one, "outcome", body=None),
    "2.frames_read": lambda one: silent(one, "p2_frames_react"),
    "2.frames_hard": lambda one: chosen(one, "p2_frames_react", "p1", (2,)),
    "2.rules": lambda one: chosen(one, "p2_rules", "p1", (2,)),
    "2.decision_rule": lambda one: chosen(one, "p2_sign", "p1", (1,), ":4"),
    "2.fallback": lambda one: chosen(one, "p2_sign", "p1", (1,)),
    "2.standstill": lambda one: chosen(one, "p2_sign", "p1", (1,), ":3"),
    "2.group": strangers,
    "2.channel": unticked("2.channel"),
    "3.interests": lambda one: one.model_copy(
        update={"interests": tuple(each for each in one.interests if each.party != "p1")}
    ),
    "3.no_solutions": unticked("3.no_solutions"),
    "3.positions": lambda one: one.model_copy(update={"positions": {**one.positions, "other": "p1"}}),
    "3.map_posted": having(posted=()),
    "3.map_confirmed": lambda one: chosen(one, "p3_map_check", "p1", (1,), ":mine"),
    "3.others_understood": lambda one: chosen(one, "p3_map_check", "p1", (1,), ":others"),
    "3.government": lambda one: one.model_copy(
        update={"interests": tuple(each for each in one.interests if each.party != "p2")}
    ),
    "3.recognised": lambda one: wordless(one, "p3_recognise"),
    "3.recognised_right": misunderstood,
    "3.facts": unticked("3.facts"),
    "3.question": lambda one: chosen(one, "p3_question", "p1", (1,)),
    "3.question_open": lambda one: chosen(one, "p3_question", "p1", (2,)),
    "4.first_round": lambda one: silent(one, "p4_free"),
    "4.two_rounds": lambda one: silent(one, "p4_build"),
    "4.ideas_for_all": having(idea_counts={}),
    "4.merged": unmerged,
    "4.criteria": lambda one: silent(one, "p4_criteria"),
    "4.criteria_accepted": lambda one: chosen(one, "p4_criteria_check", "p1", (1,)),
    "4.no_scores": lambda one: one,
    "4.list_posted": having(posted=("map",)),
    "5.one_version": lambda one: chosen(one, "p5_final", "p1", (2,)),
    "5.nothing_pending": consulting,
    "5.covered": lambda one: chosen(one, "p5_coverage", "p1", (2,)),
    "5.covered_private": unticked("5.covered_private", secret),
    "5.commitments": lambda one: chosen(one, "p6_commit_check", "p1", (1,)),
    "5.dated": undated,
    "5.visible": unticked("5.visible"),
    "5.frames_fit": lambda one: silent(one, "p5_frame_fit", "p2"),
    "5.contingencies": unmeasured,
    "5.reservations": aside_without_words,
    "5.own_people": lambda one: silent(party(one, mandate="provisional"), "p5_ratify"),
    "5.nobody_silent": having(waiting={"6.look_back": ("p1",)}),
    "5.late": lambda one: package(one, outcome=Outcome.SUSPENDED),
    "6.confirmed": lambda one: silent(one, "p6_sign"),
    "6.sent": having(agreement="confirmed"),
    "6.ratified": lambda one: package(one, outcome=Outcome.PRINCIPLE),
    "6.signatures": unticked("6.signatures"),
    "6.disputes": lambda one: chosen(one, "p6_dispute", "p1", (2,)),
    "6.monitoring": lambda one: silent(one, "p6_monitor"),
    "6.first_look": unticked("6.first_look"),
    "6.formal": lambda one: silent(one, "p6_formal", "p2"),
    "6.duties": unticked("6.duties"),
    "6.publication": lambda one: silent(one, "p6_publish"),
    "6.told_first": unticked("6.told_first"),
    "6.looked_back": lambda one: silent(one, "p6_reflect"),
    "6.own_data": lambda one: silent(one, "p6_data"),
    "6.erasing": having(erase_on=None),
}
ONLY_BEFORE = {
    "4.no_scores": lambda one: package(one, put_forward=False)
}  # met before anything was put forward


def met(state: State, key: str) -> bool:
    phase = int(key[0]) if key[0].isdecimal() else state.phase
    return next(one.met for one in gate(state, phase) if one.key == key)


def test_every_item_of_every_gate_is_in_this_table() -> None:
    assert set(BREAKS) == {f"{phase}.{key}" for phase, items in GATES.items() for key in items}


@pytest.mark.parametrize("key", BREAKS)
def test_an_item_is_met_when_it_is_and_open_when_it_is_not(whole: State, key: str) -> None:
    good = ONLY_BEFORE.get(key, lambda one: one)(whole)
    assert met(good, key), lacks(good, key)
    assert not met(BREAKS[key](whole), key)


@pytest.mark.parametrize("key", BREAKS)
def test_an_open_item_says_what_is_missing_or_can_be_judged(whole: State, key: str) -> None:
    state = BREAKS[key](whole)
    state = state.model_copy(update={"phase": int(key[0])})
    card = evidence.show(state, key, Play().setting.script)
    assert card is not None
    assert shown(card)[:3] == ["evidence.heading", "gate_item.open", f"gate.{key}"]
    judged = next(one.judged for one in gate(state, state.phase) if one.key == key)
    assert {"evidence.lacks", "evidence.to_judge"} & set(shown(card)) or judged
    assert ("button.tick" in buttons(card)) == judged
    assert buttons(card)[-1] == "button.back_to_gate"


# ------------------------------------------------------------------ at the desk


def at_the_gate() -> Play:
    """Phase 1, everybody has read the analysis, the mediator decided to go on."""
    play = to_the_check()
    play.all_answer().next().press(MEDIATOR, "go.go").say(MEDIATOR, "ja")
    return play


def to_the_check(text: str = "- Het water stijgt.\n2. De boer is oud.\n\nHet plein is leeg.") -> Play:
    play = Play().seat_all()
    assert isinstance(play, Play)
    for user in play.parties:
        play.onboard(user)
    play.all_answer().next().say(MEDIATOR, text).press(MEDIATOR, "points.send")
    return play


def open_item(play: Play, key: str) -> Play:
    play.command(MEDIATOR, "gate").press(MEDIATOR, f"gate.{key}")
    assert play.last(MEDIATOR)[0] == "evidence.heading"
    return play


def test_the_gate_shows_what_is_in_order_and_has_a_button_for_each_open_item() -> None:
    play = at_the_gate()
    message = play.told[MEDIATOR][-1]
    items = [one.event.get("item") for row in message.buttons for one in row if "item" in one.event]
    assert items == ["1.missing", "1.saturation", "1.authority_wants", "1.suitable", "1.deadlines"]
    assert "gate.1.go" in shown(message)
    assert "gate.1.missing" not in shown(message)
    assert buttons(message)[-2:] == ["button.met_items", "button.close_phase"]


def test_evidence_names_the_party_and_quotes_its_answer_for_the_mediator_and_is_on_record() -> None:
    play = open_item(at_the_gate(), "1.authority_wants")
    assert play.last(MEDIATOR)[3:7] == ["evidence.lacks", "evidence.of_party", "Gemeente", "option:p1_will:0"]
    assert "looked at what a gate item rests on" in play.acts
    play.press(MEDIATOR, "button.read_answers")
    assert play.last(MEDIATOR)[:2] == ["answers.heading", "Gemeente"]


def test_what_is_in_order_has_its_evidence_too() -> None:
    play = at_the_gate().press(MEDIATOR, "button.met_items")
    play.press(MEDIATOR, "gate.1.nothing_must_come_out")
    assert play.last(MEDIATOR)[1:4] == ["gate_item.met", "gate.1.nothing_must_come_out", "evidence.answers"]
    assert play.last(MEDIATOR).count("option:p1_check:0") == 3  # type: ignore[attr-defined]


def test_deadlines_that_parties_named_are_entered_from_the_gate_and_one_that_is_none_is_said_so() -> None:
    play = open_item(at_the_gate(), "1.deadlines")
    assert [play.text(key[6:]) for key in play.last(MEDIATOR) if key.startswith("quote:")] == [
        f"p1_procedures van {one}" for one in play.parties
    ]
    play.press(MEDIATOR, "mend.deadlines").press(MEDIATOR, "deadlines.from").say(MEDIATOR, "Bezwaar")
    play.press(MEDIATOR, "deadlines.no_source").press(MEDIATOR, "deadlines.of").say(MEDIATOR, "12-3-2027")
    for _ in range(2):
        assert not met(play.mediation, "1.deadlines")
        play.command(MEDIATOR, "deadlines").press(MEDIATOR, "deadlines.from").press(
            MEDIATOR, "deadlines.nothing"
        )
    assert met(play.mediation, "1.deadlines")
    note = play.mediation.notes["p1_procedures"]["p1"]
    other = note.model_copy(update={"words": (Word(id="another", digest=""),)})
    notes = {**play.mediation.notes, "p1_procedures": {**play.mediation.notes["p1_procedures"], "p1": other}}
    assert not met(play.mediation.model_copy(update={"notes": notes}), "1.deadlines")


def test_who_may_not_decide_alone_is_asked_which_body_does_and_how_long_that_takes() -> None:
    play = Play().to_phase(2)

    def second(one: Play, who: int) -> None:
        one.press(who, "option:p2_mandate:1")

    play.answer(TOWN).answer(NATURE)
    play.answer(
        FARMERS, {"p2_mandate": second, "p2_route_time": lambda one, who: one.press(who, "button.skip")}
    )
    (lack,) = lacks(play.mediation, "2.routes")
    assert (lack.party, lack.ask) == ("p1", "p2_route_time")
    asked = {one.ask.prompt for one in play.interview(TOWN).answers.values()}
    assert not {"p2_route", "p2_route_time"} & asked  # decides alone
    play.command(MEDIATOR, "parties")
    assert "p2_route van 10" in play.quoted(MEDIATOR)
    known = play.mediation.notes["p2_route_time"]["p1"].model_copy(
        update={"status": "answered", "choice": (4,)}
    )
    for choice, enough in (((4,), False), ((2,), True)):
        note = known.model_copy(update={"choice": choice})
        state = play.mediation.model_copy(
            update={"notes": {**play.mediation.notes, "p2_route_time": {"p1": note}}}
        )
        assert met(state, "2.routes") is enough


def test_a_party_that_left_stands_in_every_gate_until_go_is_decided_anew_and_its_interests_have_a_carrier() -> (
    None
):
    play = Play().to_phase(3)
    play.all_answer()
    play.command(MEDIATOR, "parties").press(MEDIATOR, "parties.open", nth=2).press(MEDIATOR, "gone.button")
    play.press(MEDIATOR, "gone.confirm")
    keys = {one.key: one.met for one in gate(play.mediation, 3)}
    assert (keys["go_again"], keys["absent"]) == (False, False)
    open_item(play, "absent")
    assert "away.not_known" in play.last(MEDIATOR)
    play.press(MEDIATOR, "mend.parties").press(MEDIATOR, "parties.open", nth=2)
    play.press(MEDIATOR, "carried.button").press(MEDIATOR, "carried.mediator")
    assert met(play.mediation, "absent")
    open_item(play, "go_again").press(MEDIATOR, "mend.decide").press(MEDIATOR, "go.go")
    play.say(MEDIATOR, "De anderen willen door.")
    assert "go_again" not in {one.key for one in gate(play.mediation, 3)}


MENDS = {one.mend for items in GATES.values() for one in items.values() if one.mend} | {
    one.mend for _, one in EVERY_GATE.values() if one.mend
}


@pytest.mark.parametrize("command", sorted(MENDS | {"remind", "silent"}))
def test_what_an_item_points_to_is_a_command_of_the_desk_that_answers(command: str) -> None:
    play = at_the_gate()
    before, works = len(play.told[MEDIATOR]), len(play.works)
    run = Button(label="", address=play.address, event={"do": "run", "command": command})
    play.press_button(MEDIATOR, run, MEDIATOR)
    told = [key for one in play.told[MEDIATOR][before:] for key in shown(one)]
    assert told or len(play.works) > works
    assert not {"command.not_here", "command.mediator_only"} & set(told)


def test_whoever_is_silent_can_be_reminded_from_the_item_that_waits_for_it() -> None:
    play = to_the_check().answer(TOWN).answer(NATURE)
    play.wait(days=3)
    before = len(play.told[FARMERS])
    open_item(play, "1.draft_seen").press(MEDIATOR, "mend.silent")
    assert "silent.heading" in play.last(MEDIATOR)
    play.press(MEDIATOR, "silent.open")
    assert "round.phone_script" in play.last(MEDIATOR)
    open_item(play, "1.draft_seen").press(MEDIATOR, "mend.remind")
    assert len(play.told[FARMERS]) - before <= 1
    assert play.last(MEDIATOR)[0] in ("remind.sent", "remind.none")


def test_a_judgement_can_be_taken_back() -> None:
    play = Play().to_phase(3)
    play.all_answer()
    open_item(play, "3.no_solutions").press(MEDIATOR, "button.tick")
    assert met(play.mediation, "3.no_solutions")
    play.press(MEDIATOR, "button.met_items").press(MEDIATOR, "gate.3.no_solutions")
    assert "evidence.ticked" in play.last(MEDIATOR)
    play.press(MEDIATOR, "button.untick")
    assert not met(play.mediation, "3.no_solutions")
    assert play.acts[-1] == "took back a judgement of a gate item"


def test_a_party_named_as_missing_is_handled_in_one_of_three_ways_with_a_reason() -> None:
    play = open_item(at_the_gate(), "1.missing").press(MEDIATOR, "mend.named")
    first, second, third = gate_start.names(play.mediation)
    play.press(MEDIATOR, f"quote:{first}").press(MEDIATOR, "named.how.not_relevant")
    play.say(MEDIATOR, "Woont hier niet meer.")
    (handled,) = play.mediation.named[first]
    assert (handled.how, play.text(handled.because.id if handled.because else "")) == (
        "not_relevant",
        "Woont hier niet meer.",
    )
    play.command(MEDIATOR, "named").press(MEDIATOR, f"quote:{second}")
    play.press(MEDIATOR, "named.how.represented").press(MEDIATOR, "Natuur")
    assert [(one.how, one.party) for one in play.mediation.named[second]] == [("represented", "p3")]
    play.press(MEDIATOR, "named.more").press(MEDIATOR, "named.how.invited").press(MEDIATOR, "Boeren")
    assert [one.how for one in play.mediation.named[second]] == ["represented", "invited"]
    assert not met(play.mediation, "1.missing")
    play.command(MEDIATOR, "named").press(MEDIATOR, f"quote:{third}")
    play.press(MEDIATOR, "named.how.invited").press(MEDIATOR, "Gemeente")
    assert met(play.mediation, "1.missing")
    assert "named.all_handled" in play.last(MEDIATOR)
    play.press(MEDIATOR, f"quote:{third}").press(MEDIATOR, "named.undo")
    assert not met(play.mediation, "1.missing")
    assert play.acts.count("handled a party that was named as missing") == 4


def test_an_answer_that_is_withdrawn_is_no_longer_waiting_to_be_handled() -> None:
    play = at_the_gate()
    note = play.mediation.notes["p1_others"]["p1"]
    emptied = note.model_copy(update={"words": (), "aside": (), "status": "skipped"})
    notes = {**play.mediation.notes, "p1_others": {**play.mediation.notes["p1_others"], "p1": emptied}}
    play.states[play.address] = play.mediation.model_copy(update={"notes": notes})
    assert len(gate_start.names(play.mediation)) == 2


def test_it_is_enough_once_the_last_two_interviews_brought_nothing_new() -> None:
    play = Play()
    play.seat_all()
    for user in play.parties:
        play.onboard(user)
    for user, label in ((FARMERS, "heard.both"), (NATURE, "heard.none"), (TOWN, "heard.issue")):
        play.answer(user).press(MEDIATOR, label)
    assert play.mediation.heard == ("p1", "p3", "p2")
    assert play.mediation.brought == {"p1": (True, True), "p3": (False, False), "p2": (False, True)}
    assert not met(play.mediation, "1.saturation")
    play.command(MEDIATOR, "gate").press(MEDIATOR, "gate.1.saturation").press(MEDIATOR, "mend.heard")
    assert "heard.not_enough" in play.last(MEDIATOR)
    play.press(MEDIATOR, "heard.mark").press(MEDIATOR, "heard.none")  # the newest stands first
    assert met(play.mediation, "1.saturation")


def test_the_checklist_asks_four_questions_and_a_conclusion_against_a_risk_needs_a_reason() -> None:
    play = at_the_gate().command(MEDIATOR, "suitable")
    for number, answer in enumerate(("suited.no", "suited.yes", "suited.no", "suited.no"), start=1):
        assert play.last(MEDIATOR)[:2] == ["suited.question", str(number)]
        play.press(MEDIATOR, answer)
    assert "suited.risk" in play.last(MEDIATOR)
    play.press(MEDIATOR, "suited.is.whole")
    assert play.last(MEDIATOR) == ["suited.why"]
    assert not met(play.mediation, "1.suitable")  # type: ignore[attr-defined]
    play.say(MEDIATOR, "Beiden hebben een vertrouwde helper.")
    state = play.mediation  # type: ignore[attr-defined]
    assert (state.suited, met(state, "1.suitable")) == ("whole", True)
    assert play.text(state.suited_because.id) == "Beiden hebben een vertrouwde helper."


def test_the_analysis_goes_out_only_as_it_was_shown_and_points_can_come_out_of_it_first() -> None:
    play = Play()
    play.seat_all()
    for user in play.parties:
        play.onboard(user)
    play.all_answer().next().say(MEDIATOR, "- Het water stijgt.\n2. De boer is oud.\n\nHet plein is leeg.")
    assert play.mediation.stage == "1.analysis"
    old = play.told[MEDIATOR][-1].buttons
    play.press(MEDIATOR, "points.drop", nth=1)
    assert [play.text(one.id) for one in play.mediation.summary_draft] == [
        "Het water stijgt.",
        "Het plein is leeg.",
    ]
    play.press_button(MEDIATOR, old[-1][0], MEDIATOR)  # the message with all three points
    assert (play.mediation.stage, play.mediation.summary) == ("1.analysis", ())
    play.press(MEDIATOR, "points.add").say(MEDIATOR, "De winkel sluit.").press(MEDIATOR, "points.send")
    assert play.quoted(FARMERS) >= {"Het water stijgt.", "Het plein is leeg.", "De winkel sluit."}
    assert "De boer is oud." not in play.quoted(FARMERS)


def test_what_must_come_out_opens_the_draft_again_and_the_new_edition_goes_to_everybody() -> None:
    play = to_the_check()

    def out(one: Play, who: int) -> None:
        one.press(who, "option:p1_check:2").say(who, "Dat ik oud ben.")

    play.answer(TOWN).answer(FARMERS, {"p1_check": out})
    said = [key for one in play.told[MEDIATOR] for key in shown(one)]
    assert "points.out" in said
    assert not met(play.mediation, "1.nothing_must_come_out")
    play.press(MEDIATOR, "mend.summary")
    assert "points.wanted" in play.last(MEDIATOR)
    gone = play.mediation.summary_draft[1].id
    play.press(MEDIATOR, "points.drop", nth=1).press(MEDIATOR, "points.send")
    assert gone in play.withdrawn
    assert not met(play.mediation, "1.draft_seen")
    play.all_answer()
    assert met(play.mediation, "1.draft_seen")
    assert met(play.mediation, "1.nothing_must_come_out")
    for user in play.parties:
        edition = play.told[user][-1] if "prompt:p1_check" in play.last(user) else None
        assert edition is None or f"quote:{gone}" not in shown(edition)
    assert play.unreadable == []


def test_a_go_if_keeps_its_conditions_on_a_list_until_each_is_ticked() -> None:
    play = to_the_check()
    play.all_answer().next().press(MEDIATOR, "go.go_if").say(MEDIATOR, "Er is hoop.")
    play.say(MEDIATOR, "De provincie doet mee.").say(MEDIATOR, "Er is geld voor een tolk.")
    play.press(MEDIATOR, "conditions.enough")
    assert [play.text(one.word.id) for one in play.mediation.conditions] == [
        "De provincie doet mee.",
        "Er is geld voor een tolk.",
    ]
    open_item(play, "go_if").press(MEDIATOR, "mend.conditions")
    play.press(MEDIATOR, "conditions.open").press(MEDIATOR, "conditions.open")
    assert all(one.met for one in play.mediation.conditions)
    assert "conditions.count" not in keys_of_status(play)
    play.press(MEDIATOR, "conditions.met")
    assert "conditions.count" in keys_of_status(play)
    play.close(1)
    item = next(one for one in play.mediation.records[0].gate if one.item == "go_if")
    assert (item.met, item.waived_because is not None) == (False, True)
    assert any(one.key == "go_if" for one in gate(play.mediation, 2))


def keys_of_status(play: Play) -> list[str]:
    play.command(MEDIATOR, "status")
    return play.last(MEDIATOR)


def test_conditions_without_a_go_if_say_so() -> None:
    play = at_the_gate().command(MEDIATOR, "conditions")
    assert play.last(MEDIATOR) == ["conditions.none"]


def test_the_mediator_says_for_which_interests_there_are_no_two_ideas_yet() -> None:
    play = Play().to_phase(4)
    open_item(play, "4.ideas_for_all").press(MEDIATOR, "mend.idea_counts").say(MEDIATOR, "99")
    assert play.last(MEDIATOR)[0] == "counts.wrong"
    play.say(MEDIATOR, "2, 1")
    counts = list(play.mediation.idea_counts.values())
    assert counts[:3] == ["none_yet", "none_yet", "enough"]
    assert met(play.mediation, "4.ideas_for_all")


def test_after_reopening_every_later_result_is_marked_until_the_mediator_looked_at_each() -> None:
    play = Play().to_phase(5)
    ticked = play.mediation.ticked
    assert any(one.startswith("3.") for one in ticked)
    play.command(MEDIATOR, "reopen", "2").say(MEDIATOR, "het kader verandert")
    assert play.mediation.check_again == ("map", "question", "ideas")
    assert not [one for one in play.mediation.ticked if int(one[0]) >= 2]
    assert "reopen.marked" in play.seen(MEDIATOR)
    assert keys_of_status(play).count("again.count") == 3
    assert not [one for one in gate(play.mediation, 2) if one.key.startswith("again.")]
    later = play.mediation.model_copy(update={"phase": 4, "stage": "4.list", "waiting": {}})
    play.states[play.address] = later
    for result in ("map", "question", "ideas"):
        open_item(play, f"again.{result}").press(MEDIATOR, "button.tick")
    assert play.mediation.check_again == ()
    assert play.acts.count("checked a result again") == 3


def test_a_condition_and_a_proxy_stand_in_every_gate(whole: State) -> None:
    open_condition = whole.model_copy(update={"conditions": (GoCondition(word=Word(id="w", digest="")),)})
    for phase in GATES:
        assert not next(one.met for one in gate(open_condition, phase) if one.key == "go_if")


def test_nothing_of_a_reading_stands_in_the_gate_before_the_round_is_over() -> None:
    play = Play().to_phase(5)
    play.all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    play.answer(FARMERS, {"p5_support": lambda one, who: one.press(who, "option:p5_support:6")})
    for item in ("5.one_version", "5.nothing_pending", "5.covered", "5.commitments", "5.reservations"):
        open_item(play, item)
        assert "lack.sealed" in play.last(MEDIATOR)
        assert "option:p5_support:6" not in play.last(MEDIATOR)


def test_an_old_state_without_the_new_fields_still_has_its_gates(whole: State) -> None:
    new = {"named", "heard", "brought", "screen", "suited", "suited_because", "summary", "summary_edition"}
    new |= {"summary_draft", "conditions", "idea_counts", "check_again"}
    stored = whole.model_dump(mode="json", exclude=new)
    old = Mediation.model_validate(stored)
    assert all(gate(old, phase) for phase in GATES)
    assert Standing.SEATED in {one.standing for one in old.parties.values()}
