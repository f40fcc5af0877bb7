"""Every party has the same room in what goes to the group, whatever it wrote: in characters, and whole texts only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from mediation import FARMERS, NATURE, TOWN, Play
from room import MEDIATOR

from bot.lengths import lengths_for
from flows.process import space
from flows.process.space import Room, shared_out
from flows.table import Mediation

ROOM = Room(2)  # 160 characters


def test_who_writes_ten_times_as_much_has_the_same_room_as_the_others() -> None:
    words = {"short": [f"s{n}" for n in range(4)], "long": [f"l{n}" for n in range(4)]}
    lengths = {**{f"s{n}": 20 for n in range(4)}, **{f"l{n}": 200 for n in range(4)}}
    kept, cut = shared_out(words, Room(7), lengths)
    used = {party: sum(lengths[one] for one in own) for party, own in kept.items()}
    assert used == {"short": 80, "long": 400}
    assert (kept["long"], cut) == (("l0", "l1"), ("l2", "l3"))
    assert used["long"] <= Room(7).characters


def test_many_short_texts_take_no_more_room_than_a_few_long_ones() -> None:
    words = {"many": [f"m{n}" for n in range(20)], "few": ["f0", "f1"]}
    lengths = {**{f"m{n}": 10 for n in range(20)}, "f0": 80, "f1": 80}
    kept, cut = shared_out(words, ROOM, lengths)
    assert (len(kept["many"]), len(kept["few"]), len(cut)) == (16, 2, 4)


def test_a_text_is_never_cut_inside_and_the_first_one_always_goes() -> None:
    kept, cut = shared_out({"one": ["a", "b"]}, ROOM, {"a": 999, "b": 5})
    assert (kept["one"], cut) == (("a",), ("b",))


def test_what_the_mediator_leaves_out_takes_no_room_and_stays_to_be_put_back() -> None:
    kept, cut = shared_out({"one": ["a", "b", "c"]}, ROOM, {"a": 150, "b": 80, "c": 80}, ("a",))
    assert (kept["one"], cut) == (("a", "b", "c"), ())


def test_where_one_length_is_not_known_lines_are_counted_for_everybody() -> None:
    words = {"one": ["a", "b", "c"], "other": ["d", "e", "f"]}
    kept, _ = shared_out(words, ROOM, dict.fromkeys("abcde", 1))
    assert {party: len(own) for party, own in kept.items()} == {"one": 2, "other": 2}


@given(st.dictionaries(st.sampled_from("pqrs"), st.lists(st.integers(1, 400), max_size=9), min_size=1))
def test_nothing_is_lost_and_nobody_has_more_than_the_room_but_for_one_long_text(
    given_: dict[str, list[int]],
) -> None:
    words = {party: [f"{party}{n}" for n in range(len(own))] for party, own in given_.items()}
    lengths = {f"{party}{n}": size for party, own in given_.items() for n, size in enumerate(own)}
    kept, cut = shared_out(words, ROOM, lengths)
    assert sorted([*cut, *(one for own in kept.values() for one in own)]) == sorted(lengths)
    for own in kept.values():
        assert len(own) == 1 or sum(lengths[one] for one in own) <= ROOM.characters


# ------------------------------------------------------------------ in a mediation


def test_on_the_map_a_party_that_wrote_ten_times_as_much_has_no_more_than_the_room() -> None:
    play = Play().to_phase(3)

    def much(one: Play, user: int) -> None:
        for number in range(5):
            text = f"Punt {number} is voor ons van groot belang. " * (10 if user == NATURE else 1)
            one.say(user, text.strip()[:380])
        one.press(user, "button.done")

    play.all_answer({"p3_more": much}).next()
    pending = next(one for one in play.mediation.pending if one.key == "map")
    used = {
        id: sum(
            len(play.text(one.word))
            for one in play.mediation.interests
            if one.party == id and one.word in named
        )
        for id in play.mediation.parties
        for named in (pending.named,)
    }
    said = {
        id: sum(len(play.text(one.word)) for one in play.mediation.interests if one.party == id)
        for id in play.mediation.parties
    }
    nature, farmers = (play.mediation.party_of(user) for user in (NATURE, FARMERS))
    assert nature
    assert farmers
    assert said[nature.id] > 5 * said[farmers.id]
    assert used[farmers.id] == said[farmers.id]
    assert used[nature.id] <= space.INTERESTS.characters
    assert {one.party for one in play.mediation.interests if one.word in pending.cut} == {nature.id}


def test_lengths_are_of_what_may_go_to_the_group_and_of_what_the_event_brings_and_are_kept_nowhere() -> None:
    play = Play().to_phase(4)
    play.all_answer()
    state = play.mediation
    texts = dict.fromkeys((*space.measured(state), "new"), "een  twee\n drie")
    found = lengths_for(
        play.address,
        {"answer": {"words": [{"id": "new"}]}},
        lambda _: state,
        lambda _, ids: {id: texts[id] for id in ids},
    )
    assert set(found) == set(texts)
    assert set(found.values()) == {len("een twee drie")}
    private = {one.word for one in state.interests if not one.for_group}
    assert not private & set(found)
    assert lengths_for(f"person:{TOWN}", {}, lambda _: state, lambda _, __: {}) == {}
    assert "lengths" not in Mediation.model_fields
    assert play.command(MEDIATOR, "status")
