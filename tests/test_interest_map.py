"""The interest map: placed by the mediator with a tap a card, in released words only; and the joint question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from mediation import FARMERS, NATURE, TOWN, Custom, Play
from room import GROUP, MEDIATOR, buttons, keys, shown

from flows.approvals import words_in
from flows.entries import Fact
from flows.messages import Cards, Say
from flows.process import interest_map, space
from flows.process.gate_ideas import question_complete
from flows.table import Mediation


def _confirm(play: Play, user: int) -> None:
    """The farmers release their first interest, and keep the others to the mediator."""
    party = play.mediation.party_of(user)
    assert party
    first = not any(one.party == party.id for one in play.mediation.interests)
    play.press(user, f"option:p3_confirm_interest:{0 if first or user != FARMERS else 1}")


PRIVATELY: Custom = {"p3_confirm_interest": _confirm}


@pytest.fixture
def play() -> Play:
    """All interests are in, the map stands before the mediator."""
    made = Play().to_phase(3)
    made.all_answer(PRIVATELY)
    for _ in range(6):
        made.wait(hours=24)
        made.all_answer(PRIVATELY)
    made.next()
    return made


def having(play: Play, **changes: object) -> Mediation:
    state = play.mediation.model_copy(update=changes)
    play.states[play.address] = state
    return state


def of_party(play: Play, user: int) -> list[str]:
    party = play.mediation.party_of(user)
    assert party
    return [word for word, owner in interest_map.released(play.mediation).items() if owner == party.id]


def themed(play: Play) -> tuple[str, str]:
    """One interest of the farmers and one of the town lie together."""
    both = (of_party(play, FARMERS)[0], of_party(play, TOWN)[0])
    having(play, map_together=(both,))
    return both


def private(play: Play) -> set[str]:
    return {one.word for one in play.mediation.interests if not one.for_group}


def pictured(message: Say) -> set[str]:
    assert isinstance(message.picture, Cards)
    return {key for piece in message.picture.pieces() for key in keys(piece)}


def press_where(play: Play, **event: object) -> None:
    for message in reversed(play.told[MEDIATOR]):
        for row in message.buttons:
            if all(row[0].event.get(name) == value for name, value in event.items()):
                play.press_button(MEDIATOR, row[0], MEDIATOR)
                return
    raise AssertionError(f"no button {event}")


def place_all(play: Play) -> None:
    """Every card to where it is proposed, or with the rest."""
    play.command(MEDIATOR, "map")
    play.press(MEDIATOR, "map.go_on")
    for _ in range(60):
        labels = buttons(play.told[MEDIATOR][-1])
        if "map.card" not in play.last(MEDIATOR):
            return
        play.press(MEDIATOR, "map.to_shared" if "map.to_shared" in labels else "map.to_compatible")
    raise AssertionError("never done")


def waiting_map(play: Play) -> Say:
    return next(one.say for one in play.mediation.pending if one.key == "map")


# ------------------------------------------------------------------ placing


def test_nothing_placed_is_the_map_by_party(play: Play) -> None:
    message = waiting_map(play)
    assert message.picture is None
    assert "map.party" in shown(message)
    assert "map.shared" not in shown(message)


def test_one_press_a_card_and_the_map_has_its_columns(play: Play) -> None:
    both = themed(play)
    place_all(play)
    assert not interest_map.waiting(play.mediation)
    play.press(MEDIATOR, "map.show")
    said = shown(waiting_map(play))
    between = said[said.index("map.shared") : said.index("map.compatible")]
    assert {f"quote:{one}" for one in both} <= set(between)
    assert "map.not_placed" not in said


def test_shared_is_offered_only_where_two_parties_released_it(play: Play) -> None:
    """An interest that another party shares in private only would be told of by its place."""
    own = of_party(play, TOWN)[0]
    secret = next(one for one in play.mediation.interests if not one.for_group)
    having(play, map_together=((own, secret.word),))
    card = interest_map.card_of(play.mediation, own)
    assert card is not None
    assert card.words == (own,)
    assert not card.can_be_shared
    play.press(MEDIATOR, "map.place")
    for _ in range(60):
        if "map.card" not in play.last(MEDIATOR):
            break
        assert "map.to_shared" not in buttons(play.told[MEDIATOR][-1])
        play.press(MEDIATOR, "map.to_compatible")


def test_a_place_in_shared_falls_with_the_second_party(play: Play) -> None:
    both = themed(play)
    place_all(play)
    still = tuple(one for one in play.mediation.interests if one.word != both[1])
    having(play, interests=still)
    play.press(MEDIATOR, "map.show")
    said = shown(waiting_map(play))
    assert "map.shared" not in said
    assert f"quote:{both[0]}" in said[said.index("map.not_placed") :]


def test_a_tension_is_a_pair_of_two_parties_and_can_be_taken_back(play: Play) -> None:
    play.press(MEDIATOR, "map.place")
    play.press(MEDIATOR, "map.to_tension").press(MEDIATOR, "map.line")
    (pair,) = play.mediation.map_tensions
    owners = interest_map.released(play.mediation)
    assert owners[pair[0]] != owners[pair[1]]
    play.command(MEDIATOR, "map").press(MEDIATOR, "map.show")
    assert {"map.tension", "map.pair"} <= set(shown(waiting_map(play)))
    play.command(MEDIATOR, "map").press(MEDIATOR, "map.no_tension")
    assert play.mediation.map_tensions == ()


def test_two_interests_on_one_card_are_shared_until_taken_apart(play: Play) -> None:
    play.press(MEDIATOR, "map.place")
    play.press(MEDIATOR, "map.shared_with").press(MEDIATOR, "map.line")
    card = next(one for one in interest_map.cards(play.mediation) if len(one.words) > 1)
    assert card.can_be_shared
    assert interest_map.is_placed(play.mediation, card)
    play.command(MEDIATOR, "map").press(MEDIATOR, "map.again_shared").press(MEDIATOR, "map.apart")
    assert all(len(one.words) == 1 for one in interest_map.cards(play.mediation))
    assert not interest_map.placed_any(play.mediation)


def test_a_private_interest_joins_nobody(play: Play) -> None:
    """Two released interests do not come on one card by way of one that the group never reads."""
    one, other, secret = of_party(play, TOWN)[0], of_party(play, NATURE)[0], min(private(play))
    having(play, map_together=((one, secret), (secret, other)))
    assert all(len(each.words) == 1 for each in interest_map.cards(play.mediation))


def test_a_press_on_words_that_are_gone_says_so_and_goes_on(play: Play) -> None:
    play.press(MEDIATOR, "map.place")
    gone = next(
        row[0].event["word"] for row in play.told[MEDIATOR][-1].buttons if row[0].event["do"] == "map_to"
    )
    having(play, interests=tuple(one for one in play.mediation.interests if one.word != gone))
    play.press(MEDIATOR, "map.to_compatible")
    assert "button.old" in play.seen(MEDIATOR)[-40:]
    assert "map.card" in play.last(MEDIATOR)
    assert gone not in play.mediation.map_places


# ------------------------------------------------------------------ who reads what


def _messages(play: Play) -> Iterator[Say]:
    """The map by party, placed, and with every released pair of parties in tension."""
    yield waiting_map(play)
    themed(play)
    place_all(play)
    play.press(MEDIATOR, "map.show")
    yield waiting_map(play)
    one, other = of_party(play, FARMERS)[0], of_party(play, NATURE)[0]
    secret = min(private(play))
    having(play, map_tensions=((min(one, other), max(one, other)), (min(one, secret), max(one, secret))))
    play.command(MEDIATOR, "map").press(MEDIATOR, "map.show")
    yield waiting_map(play)


def test_a_private_interest_is_in_no_text_and_in_no_picture(play: Play) -> None:
    secret = private(play)
    assert secret
    places = dict.fromkeys(secret, "shared")
    having(play, map_places=places)
    for message in _messages(play):
        assert not secret & set(words_in(message))
        if message.picture:
            assert not {f"quote:{one}" for one in secret} & pictured(message)
    pending = next(one for one in play.mediation.pending if one.key == "map")
    assert not secret & {*pending.named, *pending.unnamed}


def test_what_is_posted_can_be_read_and_says_the_same_in_text_and_picture(play: Play) -> None:
    themed(play)
    place_all(play)
    play.press(MEDIATOR, "map.show").press(MEDIATOR, "button.publish")
    posted = play.told[GROUP][-1]
    quotes = {one for one in pictured(posted) if one.startswith("quote:")}
    assert quotes == {one for one in shown(posted) if one.startswith("quote:")}
    assert {one.removeprefix("quote:") for one in quotes} <= play.released
    assert play.unreadable == []


def test_what_the_mediator_leaves_out_leaves_the_picture_too(play: Play) -> None:
    themed(play)
    place_all(play)
    one, other = of_party(play, FARMERS)[0], of_party(play, NATURE)[0]
    having(play, map_tensions=((min(one, other), max(one, other)),), map_places={})
    play.press(MEDIATOR, "map.show")
    pending = next(each for each in play.mediation.pending if each.key == "map")
    going = pending.model_copy(update={"left_out": (one,)}).going
    assert f"quote:{one}" not in shown(going.say)
    assert going.say.picture is None, "its only pair went"
    assert other not in going.named, "half of the pair is not in the text any more"


def test_every_party_has_the_same_space(play: Play) -> None:
    party = play.mediation.party_of(NATURE)
    assert party
    sample = next(one for one in play.mediation.interests if one.party == party.id and one.for_group)
    many = tuple(sample.model_copy(update={"id": f"x{n}", "word": f"x{n}"}) for n in range(12))
    for one in many:
        update = {"id": one.word, "text": "Wij willen al heel lang rust op het plein, ook in het weekend."}
        play.words[one.word] = play.words[sample.word].model_copy(update=update)
    having(
        play,
        interests=(*play.mediation.interests, *many),
        map_places={one.word: "compatible" for one in many},
    )
    play.command(MEDIATOR, "map").press(MEDIATOR, "map.show")
    own = {*of_party(play, NATURE)}
    going = own & set(words_in(waiting_map(play)))
    used = sum(len(play.text(one)) for one in going)
    assert used <= space.INTERESTS.characters < used + len(play.text("x0"))
    drawn = {one.removeprefix("quote:") for one in pictured(waiting_map(play))}
    assert drawn <= {*words_in(waiting_map(play)), *drawn - own}


def test_the_facts_stand_under_the_map_in_the_mediators_words(play: Play) -> None:
    play.command(MEDIATOR, "facts").press(MEDIATOR, "facts.add").say(
        MEDIATOR, "Er rijden 900 auto's per dag."
    )
    fact = play.mediation.facts[0]
    assert isinstance(fact, Fact)
    play.command(MEDIATOR, "map").press(MEDIATOR, "map.show")
    assert fact.word.id in words_in(waiting_map(play))
    play.press(MEDIATOR, "button.publish")
    assert f"quote:{fact.word.id}" in shown(play.told[GROUP][-1])
    assert fact.word.id in play.released


# ------------------------------------------------------------------ the joint question


def test_the_draft_has_every_theme_and_every_party(play: Play) -> None:
    both = themed(play)
    # Each of the two has something outside the theme as well, or it would come in with its half of it.
    first = {one.party: one for one in play.mediation.interests if one.word in both}
    more = [one.model_copy(update={"id": f"x{id}", "word": f"x{id}"}) for id, one in first.items()]
    for one in more:
        play.words[one.word] = play.words[both[0]].model_copy(update={"id": one.word})
    having(play, interests=(*play.mediation.interests, *more))
    play.press(MEDIATOR, "joint.draft")
    drafted = next(one for one in reversed(play.told[MEDIATOR]) if "joint.draft_heading" in shown(one))
    words = set(words_in(drafted))
    assert len(words & set(both)) == 1, "one wording stands for a theme"
    owners = interest_map.released(play.mediation)
    assert {owners[one] for one in words} == set(owners.values())
    assert not words & private(play)


def _misses(play: Play, user: int) -> None:
    if user == TOWN:
        play.press(user, "option:p3_question:1").say(user, "De markt.")
    else:
        play.press(user, "option:p3_question:0")


def test_a_missing_interest_reaches_the_mediator_and_the_new_question_everybody(play: Play) -> None:
    play.press(MEDIATOR, "button.publish").say(MEDIATOR, "Hoe kan het plein mooi worden?")
    play.next()
    play.all_answer({"p3_question": _misses})
    assert "joint.misses" in play.seen(MEDIATOR)
    assert question_complete(play.mediation)
    play.command(MEDIATOR, "jointquestion")
    assert "joint.missing" in play.last(MEDIATOR)
    play.press(MEDIATOR, "joint.change").say(
        MEDIATOR, "Hoe kan het plein mooi worden, zo dat de markt blijft?"
    )
    assert {play.interview(user).front.prompt for user in (FARMERS, TOWN, NATURE)} == {"p3_question"}  # type: ignore[union-attr]
    assert len(question_complete(play.mediation)) == 3, "a yes to the earlier wording is no yes to this one"
    play.all_answer()
    assert question_complete(play.mediation) == ()
    assert not any(one.startswith("joint:") for one in play.mediation.waiting)
