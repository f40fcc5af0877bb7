"""Every line that others read leads to its sources; every interest and idea to where it went. Nothing is deleted."""

from __future__ import annotations

from mediation import FARMERS, NATURE, TOWN, Play
from room import MEDIATOR, shown

from flows.effects import Tell
from flows.process import lineage
from flows.process.sorting_items import owners
from flows.shelving import without
from flows.table import Table


def places(play: Play) -> list[str]:
    return [getattr(one.place, "key", "") for one in lineage.lines(play.mediation)]


def played(phase: int) -> Play:
    play = Play().to_phase(5)
    if phase > 5:
        play.phase_5()
        play.phase_6()
    return play


def test_no_line_is_without_a_source_in_any_phase() -> None:
    play = Play()
    for number in range(1, 7):
        getattr(play, f"phase_{number}")()
        every = lineage.lines(play.mediation)
        assert every
        assert all(one.sources for one in every), [one for one in every if not one.sources]
        known = owners(play.mediation)
        assert {source for one in every for source in one.sources} <= set(known)
    assert {"lineage.point", "lineage.map", "lineage.question", "lineage.listed"} <= set(places(play))
    assert any(one.startswith("lineage.agreed_") for one in places(play))


def test_the_mediator_says_what_an_article_came_from_and_the_text_stays_the_same() -> None:
    play = played(5)
    play.compose("Plan A")
    package = play.mediation.packages[-1]
    assert lineage.without(package)
    play.press(MEDIATOR, "lineage.from")
    assert "lineage.which" in play.last(MEDIATOR)
    play.say(MEDIATOR, "duizend")
    assert play.last(MEDIATOR)[0] == "lineage.wrong", "nothing is lost, it is asked again"
    play.say(MEDIATOR, "999")
    assert play.last(MEDIATOR)[0] == "lineage.wrong"
    while "lineage.done" not in play.last(MEDIATOR):
        play.say(MEDIATOR, "1")
    after = play.mediation.packages[-1]
    assert after.hash == package.hash
    assert lineage.without(after) == ()
    assert all(one.own and one.sources for one in lineage.of_package(play.mediation, after))


def test_a_text_without_a_source_of_its_own_rests_on_the_whole_package_and_says_so() -> None:
    play = played(5)
    play.compose("Plan A").press(MEDIATOR, "lineage.from")
    while "lineage.done" not in play.last(MEDIATOR):
        play.press(MEDIATOR, "lineage.none")
    package = play.mediation.packages[-1]
    own = [
        one.own for one in lineage.of_package(play.mediation, package) if one.word in lineage.texts(package)
    ]
    assert own
    assert not any(own)
    assert "lineage.of_the_whole" in play.last(MEDIATOR)


def test_a_party_sees_where_its_own_went_up_to_the_agreement_and_never_whose_else_it_was() -> None:
    play = played(6)
    play.command(MEDIATOR, "sources").press(MEDIATOR, "lineage.from")
    while "lineage.done" not in play.last(MEDIATOR):
        play.say(MEDIATOR, "1")
    for user in (FARMERS, TOWN, NATURE):
        play.command(user, "ideas")
        party = play.mediation.party_of(user)
        assert party is not None
        own = {one.word.id for one in play.mediation.ideas if one.party == party.id}
        own |= {one.word for one in play.mediation.interests if one.party == party.id}
        quoted = {key.removeprefix("quote:") for key in play.last(user) if key.startswith("quote:")}
        assert quoted == own
        others = {one.name for one in play.mediation.parties.values() if one.id != party.id}
        assert not others & set(play.last(user))
    went = [
        getattr(place, "key", "")
        for party in play.mediation.parties
        for _, where in lineage.went_to(play.mediation, party)
        for place in where
    ]
    assert "lineage.idea" in went
    assert "lineage.agreed_article" in went
    assert not play.unreadable


def test_only_the_mediator_sees_sources() -> None:
    play = played(5)
    play.command(FARMERS, "sources")
    assert not any(key.startswith("sorting.source") for key in play.last(FARMERS))
    told = [one for user in (TOWN, NATURE) for one in play.told[user]]
    assert not any("sorting.sources" in shown(one) for one in told if not isinstance(one, Tell))


def test_a_line_whose_source_was_taken_back_keeps_its_place() -> None:
    play = played(5)
    listed = [
        one for one in lineage.lines(play.mediation) if getattr(one.place, "key", "") == "lineage.listed"
    ]
    gone = listed[0].sources[0]
    after = without(Table(state=play.mediation), {gone}).state
    (line,) = [one for one in lineage.lines(after) if one.word == listed[0].word]
    assert gone not in line.sources
