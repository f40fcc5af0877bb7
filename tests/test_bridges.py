"""Where a need of one party and an offer of another may meet: found in real words, asked without giving away."""

from __future__ import annotations

import pytest
from mediation import FARMERS, NATURE, TOWN, Play
from room import GROUP, MEDIATOR, SCRIPT, shown
from test_options import at_negotiation

from flows.events import Bridged, BridgesFound
from flows.interview.asking import as_message
from flows.process import bridges as finder
from flows.script import LANGUAGES
from handlers.catalogues import Sentences
from handlers.render import quotes_in, render
from workshop.bridges import bridges
from workshop.consolidate import Statement

SENTENCES = Sentences.load()


def dutch(**texts: str) -> list[Statement]:
    return [Statement(id=id, text=text, language="nl") for id, text in texts.items()]


NEEDS = dutch(
    n1="Wij hebben na de oogst een plek nodig om te lossen, dicht bij het plein",
    n2="Van de Gemeente willen wij zekerheid over de bomen",
)
OFFERS = dutch(
    o1="Wij kunnen het terrein achter de school na de oogst openstellen om te lossen",
    o2="Wij kunnen koffie schenken",
    o3="Na de oogst lossen wij zelf op een andere plek bij het plein",
)
OWNERS = {"n1": "p1", "n2": "p3", "o1": "p2", "o2": "p3", "o3": "p1"}
NAMES = {"p1": "Boeren", "p2": "Gemeente", "p3": "Natuur"}


def test_alike_words_are_found_and_whoever_is_named_comes_first_but_nobody_is_bridged_to_itself() -> None:
    found = bridges("Hoe kan iedereen op het plein zijn?", NEEDS, OFFERS, OWNERS, NAMES)
    pairs = [(one.need, one.offer, one.named) for one in found]
    assert pairs[0] == ("n2", "o1", True)
    assert ("n1", "o1", False) in pairs
    assert not [one for one in found if OWNERS[one.need] == OWNERS[one.offer]]
    assert not [one for one in found if one.offer == "o2"]


def looked(play: Play) -> tuple[str, str]:
    """A need of the farmers and an offer of the town, as the workshop would pair them."""
    play.command(MEDIATOR, "bridges")
    work = play.works[-1]
    assert work.job == "bridges"
    users = {one.id: one.user for one in play.mediation.seated}
    owners = work.material["owners"]
    need = next(one for one in work.material["needs"] if users[owners[one]] == FARMERS)
    offer = next(one for one in work.material["offers"] if users[owners[one]] == TOWN)
    pairs = (Bridged(need=need, offer=offer),)
    play.raise_(work.address, BridgesFound(user=work.material["user"], pairs=pairs))
    return need, offer


def test_a_find_is_for_the_mediator_who_asked_and_each_is_asked_about_own_words_only() -> None:
    play = at_negotiation()
    before = {user: len(play.told.get(user, [])) for user in (FARMERS, TOWN, NATURE, GROUP)}
    need, offer = looked(play)
    assert {user: len(play.told.get(user, [])) for user in before} == before
    assert {f"quote:{need}", f"quote:{offer}"} <= set(play.last(MEDIATOR))
    play.press(MEDIATOR, "bridges.ask", nth=0)
    play.press(MEDIATOR, "bridges.ask", nth=1)
    assert "prompt:p5_bridge_need" in play.last(FARMERS)
    assert "prompt:p5_bridge_offer" in play.last(TOWN)
    for user in (FARMERS, TOWN):
        since = {key for message in play.told[user][before[user] :] for key in shown(message)}
        others = {one.id for one in play.words.values() if one.party and one.user != user}
        assert not {f"quote:{one}" for one in others} & since
        names = {party.name for party in play.mediation.seated if party.user != user}
        assert not names & since
    assert len(play.told[NATURE]) == before[NATURE]
    assert play.unreadable == []
    play.say(FARMERS, "Wij kunnen helpen met opruimen.").press(TOWN, "option:p5_bridge_offer:0")
    assert play.seen(MEDIATOR).count("bridges.answered") == 2
    assert f"quote:{need}" in play.seen(MEDIATOR)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("side", ["need", "offer"])
def test_no_word_of_the_other_is_in_the_question_as_it_is_read(side: str, language: str) -> None:
    """The question is a standing sentence and one quote: that of who is asked."""
    play = at_negotiation()
    need, offer = looked(play)
    own, other = (need, offer) if side == "need" else (offer, need)
    state = play.interview(FARMERS).model_copy(update={"front": finder.ask(side, own), "agenda": ()})
    message = as_message(state, SCRIPT)
    assert set(quotes_in(message)) == {own}
    text = render(message, language, {own: play.text(own)}, SENTENCES, SCRIPT).text
    assert play.text(own) in text
    assert play.text(other) not in text
    party = finder.owner(play.mediation, other)
    assert party
    assert party.name not in text


def test_who_lets_no_computer_compare_is_not_compared() -> None:
    play = at_negotiation()
    state = play.mediation
    farmers = next(one.id for one in state.seated if one.user == FARMERS)
    note = state.notes["on_consent_data"][farmers].model_copy(update={"choice": (0, 1, 2, 3)})
    consents = {**state.notes["on_consent_data"], farmers: note}
    play.states[play.address] = state.model_copy(
        update={"notes": {**state.notes, "on_consent_data": consents}}
    )
    play.command(MEDIATOR, "bridges")
    assert farmers not in play.works[-1].material["owners"].values()


def test_before_anybody_needs_or_offers_anything_it_says_so() -> None:
    play = Play().to_phase(2)
    assert "bridges.nothing" in play.command(MEDIATOR, "bridges").last(MEDIATOR)


def test_asked_once_is_enough() -> None:
    play = at_negotiation()
    looked(play)
    play.press(MEDIATOR, "bridges.ask")
    looked(play)
    labels = [key for key in play.last(MEDIATOR) if key == "bridges.ask"]
    buttons = [row[0].event for row in play.told[MEDIATOR][-1].buttons]
    assert [one["side"] for one in buttons if one["do"] == "bridge_ask"] == ["offer"]
    assert labels == []
