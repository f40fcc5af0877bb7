"""The end without an agreement, in each party's own approved words; and what the group hears is a signed point."""

from __future__ import annotations

from mediation import FARMERS, NATURE, TOWN, Play, _option
from room import GROUP, MEDIATOR, shown

from flows.desk import joint_record_desk
from flows.events import FilesMade
from flows.messages import Say
from flows.process import ground_rules

OBJECT = 3
OWN = {
    FARMERS: "Wij zijn het eens over het plein, niet over de weg.",
    TOWN: "De weg blijft open.",
    NATURE: "-",
}


def read() -> Play:
    play = Play().to_phase(5).all_answer().next().compose().press(MEDIATOR, "button.put_forward")
    for user in (FARMERS, TOWN, NATURE):
        play.answer(user, {"p5_support": lambda at, who: _option(at, who, OBJECT if who == FARMERS else 0)})
    return play  # type: ignore[no-any-return]


def written() -> Play:
    """Two parties approved their text; nature wrote none."""
    play = read().command(MEDIATOR, "noconsensus").press(MEDIATOR, "joint.begin")
    for user in (FARMERS, TOWN):
        play.say(user, OWN[user]).press(user, "option:p5_record_ok:0")
    play.press(NATURE, "button.skip")
    return play  # type: ignore[return-value]


def sent() -> Play:
    play = written().press(MEDIATOR, "joint.make")
    assert play.works[-1].material["of"] == "joint_record"
    play.raise_(play.address, FilesMade(user=MEDIATOR, what="joint_record", files=("f1", "f2")))
    return play.press(MEDIATOR, "joint.send")  # type: ignore[return-value]


def document(play: Play) -> list[str]:
    made = joint_record_desk.sections(play.mediation, play.now)
    return shown(Say(parts=tuple(piece for one in made for piece in (one.heading, *one.parts))))


def test_the_record_holds_exactly_what_each_party_approved() -> None:
    play = written()
    quoted = {play.text(one.removeprefix("quote:")) for one in document(play) if one.startswith("quote:")}
    assert {OWN[FARMERS], OWN[TOWN]} <= quoted
    assert "joint.open" in play.seen(MEDIATOR)


def test_a_text_written_anew_takes_the_place_of_the_first() -> None:
    play = read().command(MEDIATOR, "noconsensus").press(MEDIATOR, "joint.begin")
    play.say(FARMERS, "Te fel.").press(FARMERS, "option:p5_record_ok:1")
    play.say(FARMERS, "Wij zien het anders.").press(FARMERS, "option:p5_record_ok:0")
    quoted = {play.text(one.removeprefix("quote:")) for one in document(play) if one.startswith("quote:")}  # type: ignore[arg-type, attr-defined]
    assert "Wij zien het anders." in quoted
    assert "Te fel." not in quoted


def test_it_goes_to_the_parties_and_the_authority_only_by_the_mediators_press() -> None:
    play = written().press(MEDIATOR, "joint.make")
    play.raise_(play.address, FilesMade(user=MEDIATOR, what="joint_record", files=("f1", "f2")))  # type: ignore[attr-defined]
    assert not play.files.get(FARMERS)
    play.press(MEDIATOR, "joint.send")
    assert play.files[FARMERS] == ["f1"]
    assert "joint.for_authority" in play.last(TOWN)
    assert "joint.for_party" in play.last(NATURE)
    assert not {OWN[FARMERS], OWN[TOWN]} & set(play.quoted(GROUP))
    assert play.unreadable == []


def test_with_that_the_mediation_is_over_and_says_how() -> None:
    play = sent()
    assert play.mediation.ended == "no_consensus"
    assert play.mediation.erase_on is not None
    play.command(MEDIATOR, "noconsensus")
    assert play.last(MEDIATOR) == ["cases.ended"]


def test_before_anything_was_read_there_is_nothing_to_record() -> None:
    play = Play().to_phase(3).command(MEDIATOR, "noconsensus")
    assert play.last(MEDIATOR) == ["joint.not_now"]


def test_without_an_approved_text_no_record_is_made() -> None:
    play = read().command(MEDIATOR, "noconsensus").press(MEDIATOR, "joint.begin")
    for user in (FARMERS, TOWN, NATURE):
        play.press(user, "button.skip")
    play.command(MEDIATOR, "noconsensus")
    assert not [one for one in play.works if one.material.get("of") == "joint_record"]


def test_a_text_its_party_said_no_to_or_nothing_yet_is_not_in_the_record() -> None:
    play = read().command(MEDIATOR, "noconsensus").press(MEDIATOR, "joint.begin")
    play.say(FARMERS, OWN[FARMERS]).press(FARMERS, "option:p5_record_ok:0")
    play.say(TOWN, "Te fel.")  # written, and not yet said yes to
    quoted = {play.text(one.removeprefix("quote:")) for one in document(play) if one.startswith("quote:")}  # type: ignore[arg-type]
    assert OWN[FARMERS] in quoted
    assert "Te fel." not in quoted
    play.press(TOWN, "option:p5_record_ok:1")
    quoted = {play.text(one.removeprefix("quote:")) for one in document(play) if one.startswith("quote:")}  # type: ignore[arg-type]
    assert "Te fel." not in quoted


def test_a_record_that_was_made_before_a_party_wrote_anew_goes_to_nobody() -> None:
    play = written().press(MEDIATOR, "joint.make")
    play.raise_(play.address, FilesMade(user=MEDIATOR, what="joint_record", files=("f1", "f2")))  # type: ignore[attr-defined]
    play.command(FARMERS, "where").press(FARMERS, "prompt:p5_record").say(FARMERS, "Toch liever zo.")
    play.press(MEDIATOR, "joint.send")
    assert not play.files.get(TOWN)
    assert not play.mediation.ended  # type: ignore[attr-defined]
    assert "joint.heading" in play.last(MEDIATOR)


# ------------------------------------------------------------------ what the group hears


def test_less_is_heard_at_once_and_more_only_once_every_party_signed() -> None:
    play = Play().to_phase(5).all_answer()
    assert ground_rules.names_interests(play.mediation)
    play.command(MEDIATOR, "reveal").press(MEDIATOR, "reveal.verdict")
    assert not ground_rules.names_interests(play.mediation)
    play.command(MEDIATOR, "rules").press(MEDIATOR, "ground.put").all_answer()  # type: ignore[attr-defined]
    play.command(MEDIATOR, "reveal").press(MEDIATOR, "reveal.interests")
    play.command(MEDIATOR, "rules").press(MEDIATOR, "ground.put")
    assert not ground_rules.names_interests(play.mediation)
    play.all_answer()  # type: ignore[attr-defined]
    assert ground_rules.names_interests(play.mediation)
