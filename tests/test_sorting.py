"""Sorting into themes: card by card, nothing lost or twice, nothing before who may not read it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from mediation import FARMERS, NATURE, TOWN, Play
from room import MEDIATOR, SCRIPT, buttons, keys, shown

from flows.desk import sorting_desk
from flows.desk.part import Doing
from flows.effects import Share, Tell
from flows.events import Compared, Grouped, LikeTheme, Moment, Pressed, Sender
from flows.messages import Cards
from flows.phrases import say
from flows.process import lineage, sorting, sorting_items
from flows.register import IdeaGroup
from flows.shelving import without
from flows.table import Table
from flows.themes import Board, joined, merged, new_theme, placed, taken_out, undone


def at_sorting() -> Play:
    """The ideas of all parties, with the workshop at work on its proposal."""
    play = Play().to_phase(4)
    play.all_answer().next().press(MEDIATOR, "button.show_ideas").all_answer()
    return play.next("4.criteria").all_answer().next()


def proposed(play: Play, pair: bool = True) -> list[str]:
    """A first proposal: the first two together (or nothing); the ids in the order of the ideas."""
    ids = [one.word.id for one in play.mediation.ideas]
    groups = ((ids[0], ids[1]), *((one,) for one in ids[2:])) if pair else tuple((one,) for one in ids)
    play.raise_(play.address, Grouped(groups=groups, representatives=tuple(one[0] for one in groups)))
    return ids


def compared(play: Play, *likely: LikeTheme) -> None:
    """The workshop's answer about the item in front."""
    material = play.works[-1].material
    play.raise_(
        play.address,
        Compared(
            kind=material["kind"], item=material["item"], user=MEDIATOR, edit=material["edit"], themes=likely
        ),
    )


def board(play: Play) -> Board:
    return sorting.board_of(play.mediation, "ideas")


# ------------------------------------------------------------------ card by card


def test_one_press_answers_a_card_and_the_next_card_comes() -> None:
    play = at_sorting()
    ids = proposed(play)
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "sorting.one_by_one")
    assert play.last(MEDIATOR)[:2] == ["sorting.where_belongs", str(len(ids) - 2)]
    play.press(MEDIATOR, "sorting.new")  # from now on there are two themes to compare
    assert play.works[-1].job == "three_themes"
    compared(play, LikeTheme(number=2, at=((0, 2),)), LikeTheme(number=1))
    assert buttons(play.told[MEDIATOR][-1])[:2] == ["sorting.belongs", "sorting.belongs"]
    assert "sorting.theme_because" in play.last(MEDIATOR)
    play.press(MEDIATOR, "sorting.belongs")
    assert board(play).theme_of(ids[3]) == board(play).theme_of(ids[2])
    compared(play)
    play.press(MEDIATOR, "sorting.later")
    assert sorting.queue(play.mediation, "ideas")[-1] == ids[4]


def test_a_proposed_group_is_marked_as_a_computers_and_shows_the_words_it_rests_on() -> None:
    play = at_sorting()
    ids = [one.word.id for one in play.mediation.ideas]
    groups = ((ids[0], ids[1]), (ids[2], ids[3]), *((one,) for one in ids[4:]))
    because = {ids[0]: ((0, 3), (5, 8)), ids[1]: ((4, 7),)}
    told = Grouped(groups=groups, representatives=(), because=because, fell_back=True)
    play.raise_(play.address, told)
    assert "sorting.fell_back" in shown(play.told[MEDIATOR][-2])
    assert play.last(MEDIATOR)[:2] == ["sorting.by_computer", "sort.same"]
    resting = next(one for one in play.told[MEDIATOR][-1].parts if keys(one)[0] == "sorting.shared_words")
    assert [key for key in keys(resting) if key.startswith("quote:")] == [
        f"quote:{ids[0]}",
        f"quote:{ids[0]}",
        f"quote:{ids[1]}",
    ]
    play.press(MEDIATOR, "button.together")
    assert "sorting.no_shared_word" in play.last(MEDIATOR), "alike in meaning only: that is said"


def test_a_card_says_which_item_a_theme_is_like_where_no_word_is_shared() -> None:
    play = at_sorting()
    ids = proposed(play)
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "sorting.one_by_one").press(
        MEDIATOR, "sorting.new"
    )
    compared(play, LikeTheme(number=1, nearest=ids[1]), LikeTheme(number=2, nearest=ids[2]))
    said = play.last(MEDIATOR)
    assert said.index("sorting.by_computer") < said.index("sorting.theme_like")
    assert f"quote:{ids[1]}" in said[said.index("sorting.theme_like") :]
    assert said.count("sorting.theme_like") == 1, "the theme's own line needs no other"
    assert "sorting.fell_back" not in said


def test_the_answer_for_an_item_that_was_placed_meanwhile_changes_nothing() -> None:
    play = at_sorting()
    proposed(play)
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "sorting.one_by_one").press(
        MEDIATOR, "sorting.new"
    )
    compared(play, LikeTheme(number=1))
    play.press(MEDIATOR, "sorting.belongs")
    before = len(play.told[MEDIATOR])
    stale = Compared(kind="ideas", item=board(play).themes[0].items[-1], user=MEDIATOR, edit=True, themes=())
    play.raise_(play.address, stale)
    assert len(play.told[MEDIATOR]) == before


def test_an_old_card_does_not_move_what_is_confirmed() -> None:
    play = at_sorting()
    ids = proposed(play)
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "sorting.one_by_one")
    card = next(row[0] for row in play.told[MEDIATOR][-1].buttons if "sorting.new" in keys(row[0].label))
    play.press(MEDIATOR, "sorting.new")
    lies = board(play).themes
    play.press_button(MEDIATOR, card, MEDIATOR)
    assert play.last(MEDIATOR)[0] == "button.old"
    assert board(play).themes == lies
    assert [one.items for one in lies] == [(ids[0], ids[1]), (ids[2],)]


def test_the_queue_is_left_and_resumed_and_stands_in_the_status() -> None:
    play = at_sorting()
    ids = proposed(play)
    play.press(MEDIATOR, "button.apart").press(MEDIATOR, "sorting.one_by_one").press(MEDIATOR, "sorting.new")
    play.command(MEDIATOR, "status")
    said = play.last(MEDIATOR)
    assert said[said.index("sorting.waits") + 1] == str(len(ids) - 1)
    play.command(MEDIATOR, "sort").press(MEDIATOR, "sorting.ideas")
    assert play.last(MEDIATOR)[:2] == ["sorting.where_belongs", str(len(ids) - 1)]


def test_a_party_that_does_not_want_a_computer_to_compare_is_never_given_to_it() -> None:
    play = Play()
    play.seat_all()
    play.onboard(FARMERS, (0, 1, 2, 3)).onboard(TOWN).onboard(NATURE)
    play.all_answer().next().say(MEDIATOR, "Een samenvatting zonder namen.").press(MEDIATOR, "points.send")
    play.all_answer().next().press(MEDIATOR, "go.go").say(MEDIATOR, "Iedereen wil.").close(1)
    play.phase_2()
    play.phase_3()
    play.all_answer().next().press(MEDIATOR, "button.show_ideas").all_answer()
    play.next("4.criteria").all_answer().next()
    theirs = {one.word.id for one in play.mediation.ideas if one.party == play.mediation.party_of(FARMERS).id}  # type: ignore[union-attr]
    assert theirs
    assert not theirs & set(play.works[-1].material["ids"])
    proposed(play, pair=False)
    play.press(MEDIATOR, "sorting.one_by_one")
    for _ in play.mediation.ideas:
        if play.works[-1].job == "three_themes" and board(play).asked:
            given = play.works[-1].material
            assert not theirs & {given["item"], *(id for some in given["themes"].values() for id in some)}
            compared(play)
        play.press(MEDIATOR, "sorting.new")
    assert sorting.queue(play.mediation, "ideas") == ()


# ------------------------------------------------------------------ themes: merge, split, rename, undo


def test_themes_are_shown_as_text_and_picture_and_can_be_merged_split_and_put_back() -> None:
    play = at_sorting()
    ids = proposed(play)
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "sorting.one_by_one").press(
        MEDIATOR, "sorting.new"
    )
    compared(play)
    play.press(MEDIATOR, "sorting.see_themes")
    picture = play.told[MEDIATOR][-1].picture
    assert isinstance(picture, Cards)
    assert [one for column in picture.columns for card in column.cards for one in keys(card)] == [
        f"quote:{one}" for one in ids[:2]
    ]
    play.press(MEDIATOR, "sorting.open_theme").press(MEDIATOR, "sorting.merge").press(
        MEDIATOR, "sorting.merge_with"
    )
    assert [one.items for one in board(play).themes] == [tuple(ids[:3])]
    play.press(MEDIATOR, "sorting.open_theme").press(MEDIATOR, "sorting.split").press(
        MEDIATOR, "sorting.take_out"
    )
    assert [one.items for one in board(play).themes] == [(ids[1], ids[2]), (ids[0],)]
    play.press(MEDIATOR, "sorting.undo").press(MEDIATOR, "sorting.undo")
    assert [one.items for one in board(play).themes] == [tuple(ids[:2]), (ids[2],)]


def test_typing_numbers_takes_along_what_lies_with_them() -> None:
    play = at_sorting()
    ids = proposed(play)
    play.press(MEDIATOR, "button.together").say(MEDIATOR, "2+3")
    assert play.last(MEDIATOR)[:2] == ["sort.merged", "1 + 2 + 3"]
    assert [set(one.items) for one in board(play).themes] == [set(ids[:3])]


def test_a_name_needs_the_yes_of_every_author_and_stands_in_the_list_only_then() -> None:
    play = at_sorting()
    ids = [one.word.id for one in play.mediation.ideas]
    first = play.mediation.ideas[0].party
    other = next(one.word.id for one in play.mediation.ideas if one.party != first)
    groups = ((ids[0], other), *((one,) for one in ids if one not in (ids[0], other)))
    play.raise_(play.address, Grouped(groups=groups, representatives=tuple(one[0] for one in groups)))
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "sorting.one_by_one").press(
        MEDIATOR, "sorting.see_themes"
    )
    play.press(MEDIATOR, "sorting.open_theme").press(MEDIATOR, "sorting.name")
    play.say(MEDIATOR, "een veel te lange zin die niemand op een telefoon nog in een keer kan lezen")
    assert play.last(MEDIATOR)[0] == "sorting.too_long"
    play.say(MEDIATOR, "Het plein wordt van iedereen")
    name = board(play).themes[0].name
    assert name is not None
    play.press(MEDIATOR, "button.sorted")
    group = next(one for one in play.mediation.groups if one.name)
    readers = {user for id, user in play.shared if id == name.id}
    assert len(readers) == 2
    assert name.id not in play.released
    play.next().all_answer()
    assert len(next(one for one in play.mediation.groups if one.name).agreed) == 2
    play.next()
    listed = next(one for one in play.mediation.pending if one.key == "ideas")
    assert name.id in listed.unnamed
    assert not {ids[0], other} & set(listed.unnamed)
    assert group.ideas
    assert not play.unreadable


def test_an_authors_no_takes_the_idea_out_and_the_wording_with_it() -> None:
    play = at_sorting()
    ids = [one.word.id for one in play.mediation.ideas]
    owners = {one.word.id: one.party for one in play.mediation.ideas}
    other = next(one for one in ids if owners[one] != owners[ids[0]])
    groups = ((ids[0], other),)
    play.raise_(play.address, Grouped(groups=groups, representatives=(ids[0],)))
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "sorting.one_by_one").press(
        MEDIATOR, "sorting.see_themes"
    )
    play.press(MEDIATOR, "sorting.open_theme").press(MEDIATOR, "sorting.name").say(
        MEDIATOR, "Samen het plein delen"
    )
    play.press(MEDIATOR, "button.sorted").next()
    refuser = play.mediation.parties[owners[ids[0]]].user
    play.answer(refuser, {"p4_merge_check": lambda who, user: who.press(user, "option:p4_merge_check:1")})
    assert all(len(one.ideas) == 1 and one.name is None for one in play.mediation.groups)
    play.command(MEDIATOR, "sort").press(MEDIATOR, "sorting.ideas")
    assert not board(play).earlier, "a refused merge cannot be brought back by undoing"
    assert board(play).theme_of(ids[0]) != board(play).theme_of(other)


def test_a_no_that_comes_while_the_mediator_sorts_again_holds_and_cannot_be_undone() -> None:
    play = at_sorting()
    ids = [one.word.id for one in play.mediation.ideas]
    owners = {one.word.id: one.party for one in play.mediation.ideas}
    other = next(one for one in ids if owners[one] != owners[ids[0]])
    play.raise_(play.address, Grouped(groups=((ids[0], other),), representatives=(ids[0],)))
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "button.sorted").next()
    play.command(MEDIATOR, "sort").press(MEDIATOR, "sorting.ideas")
    for one in board(play).themes[:2]:
        last = board(play)
        play.raise_(play.address, _pressed("theme_split", theme=one.number))
        assert board(play) == last
    taken = next(one.number for one in board(play).themes if other in one.items)
    play.raise_(play.address, _pressed("theme_take", theme=taken, item=other))
    play.press(MEDIATOR, "sorting.undo")
    assert board(play).theme_of(ids[0]) == board(play).theme_of(other)
    refuser = play.mediation.parties[owners[ids[0]]].user
    play.answer(refuser, {"p4_merge_check": lambda who, user: who.press(user, "option:p4_merge_check:1")})
    assert board(play).theme_of(ids[0]) != board(play).theme_of(other)
    assert not board(play).earlier


def _pressed(do: str, **press: Any) -> Pressed:
    about = {"do": do, "kind": "ideas", **press}
    return Pressed(sender=Sender(user=MEDIATOR), press=about, chat=MEDIATOR, private=True)


# ------------------------------------------------------------------ interests


def test_interests_are_sorted_into_themes_for_the_mediator_alone() -> None:
    play = Play().to_phase(3)
    assert not sorting.can_sort(play.mediation, "interests")
    play.all_answer()
    play.command(MEDIATOR, "sort").press(MEDIATOR, "sorting.interests")
    work = play.works[-1]
    assert (work.job, work.material["kind"], work.material["cut"]) == ("consolidate", "interests", "theme")
    told = {user: len(play.told[user]) for user in (FARMERS, TOWN, NATURE)}
    ids = work.material["ids"]
    play.raise_(
        play.address,
        Grouped(groups=(tuple(ids[:2]), *((one,) for one in ids[2:])), representatives=(), kind="interests"),
    )
    assert play.last(MEDIATOR)[:2] == ["sorting.by_computer", "sorting.same_theme"]
    play.press(MEDIATOR, "button.together")
    while sorting.queue(play.mediation, "interests"):
        if sorting.board_of(play.mediation, "interests").asked:
            compared(play)
        play.press(MEDIATOR, "sorting.new")
    assert "sorting.all_placed" in play.last(MEDIATOR)
    assert {user: len(play.told[user]) for user in told} == told


# ------------------------------------------------------------------ where from, where to


def test_every_published_line_leads_to_its_sources_and_every_author_sees_where_an_idea_went() -> None:
    play = Play().to_phase(5)
    play.command(MEDIATOR, "sources")
    lines = lineage.lines(play.mediation)
    assert lines
    assert all(one.sources for one in lines)
    assert "sorting.source" in play.last(MEDIATOR)
    for user in (FARMERS, TOWN, NATURE):
        play.command(user, "ideas")
        assert play.last(user)[0] == "sorting.your_ideas"
        assert any(key.startswith("lineage.") and key != "lineage.nowhere" for key in play.last(user))
    assert not play.unreadable
    play.command(FARMERS, "sources")
    assert "sorting.sources" not in play.last(FARMERS)


def test_what_came_late_waits_and_what_was_sorted_stays() -> None:
    play = Play().to_phase(5)
    state = play.mediation
    late = state.ideas[-1].number
    groups = tuple(
        IdeaGroup(ideas=one.ideas, wording=one.wording, number=one.number, late=late in one.ideas)
        for one in state.groups
    )
    state = state.model_copy(update={"groups": groups})
    assert sorting.queue(state, "ideas") == (state.ideas[-1].word.id,)


def test_a_state_of_an_earlier_version_keeps_what_was_decided() -> None:
    play = at_sorting()
    proposed(play)
    stored = play.mediation.model_dump(mode="json")
    del stored["boards"]
    stored["sorting"] = {"proposed": [[1, 2], [3]], "open": [[3, 4]], "decided": [[1, 2]]}
    state = type(play.mediation).model_validate(stored)
    words = {one.number: one.word.id for one in state.ideas}
    lies = sorting.board_of(state, "ideas")
    assert [one.items for one in lies.themes] == [(words[1], words[2])]
    assert lies.open == ((words[3], words[4]),)


# ------------------------------------------------------------------ whatever is done, nothing is lost


def test_undo_goes_back_step_by_step_and_never_hands_out_a_number_twice() -> None:
    lies = new_theme(new_theme(Board(), "a"), "b")
    apart = taken_out(joined(merged(lies, 1, 2), ("a", "c")), "a")
    assert [one.number for one in apart.themes] == [1, 3]
    back = undone(undone(undone(apart)))
    assert back.themes == lies.themes
    assert new_theme(back, "d").themes[-1].number == 4
    assert placed(lies, "a", 2) == lies, "what is confirmed moves by the mediator alone"


@cache
def start() -> Table:
    play = at_sorting()
    proposed(play)
    return Table(state=play.mediation)


class Sorting(RuleBasedStateMachine):
    """A mediator who presses anything in any order, while authors take ideas back or say no."""

    @initialize()
    def begin(self) -> None:
        self.table = start()
        self.now = start_moment(0)
        self.steps = 0
        self.gone: set[str] = set()

    def _do(self, do: str, **press: Any) -> None:
        self.steps += 1
        act = sorting_desk.PART.presses[do]
        doing = Doing(MEDIATOR, start_moment(self.steps), SCRIPT, press={"kind": "ideas", **press})
        before = self.table.state
        after = act(Table(state=before, user=MEDIATOR), doing)
        told = [one for one in after.effects if isinstance(one, Tell)]
        assert {one.user for one in told} <= set(before.mediators), (
            "only the mediator sees how things are sorted"
        )
        for one in after.effects:
            if isinstance(one, Share):
                group = next(some for some in after.state.groups if some.name and some.name.id in one.ids)
                owners = {idea.party for idea in before.ideas if idea.number in group.ideas}
                assert set(one.parties) == owners, "a wording is for its authors only"
        assert not self.gone & {key.removeprefix("quote:") for some in told for key in shown(some.say)}
        self.table = after

    def _items(self) -> list[str]:
        return [one.id for one in sorting_items.items(self.table.state, "ideas")]

    def _numbers(self) -> list[int]:
        return [one.number for one in sorting.board_of(self.table.state, "ideas").themes] or [0]

    @rule(data=st.data())
    def place(self, data: st.DataObject) -> None:
        if self._items():
            item, number = (
                data.draw(st.sampled_from(self._items())),
                data.draw(st.sampled_from(self._numbers())),
            )
            self._do("sort_place", item=item, theme=number)

    @rule(data=st.data(), do=st.sampled_from(["sort_new", "sort_later", "sort_other"]))
    def one(self, data: st.DataObject, do: str) -> None:
        if self._items():
            self._do(do, item=data.draw(st.sampled_from(self._items())))

    @rule(together=st.booleans())
    def judge(self, together: bool) -> None:
        opened = sorting.board_of(self.table.state, "ideas").open
        self._do("merge", together=together, group=list(opened[0]) if opened else [])

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        pair = data.draw(st.tuples(*[st.sampled_from(self._numbers())] * 2))
        self._do("theme_join", theme=pair[0], other=pair[1])

    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        themes = sorting.board_of(self.table.state, "ideas").themes
        if themes:
            theme = data.draw(st.sampled_from(themes))
            self._do("theme_take", theme=theme.number, item=data.draw(st.sampled_from(theme.items)))

    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self._numbers()))
        self._do("theme_name", theme=number)
        form = self.table.state.form
        if form is not None and form.name == sorting_desk.FORM:
            self.steps += 1
            doing = Doing(MEDIATOR, start_moment(self.steps), SCRIPT, text="Een eigen zin", form=form)
            self.table = sorting_desk.PART.forms[form.name](
                Table(state=self.table.state, user=MEDIATOR), doing
            )

    @rule()
    def undo(self) -> None:
        self._do("sort_undo")

    @rule()
    def finish_and_again(self) -> None:
        if self.table.state.ideas:
            self._do("sorted")
            grouped = sorted(number for one in self.table.state.groups for number in one.ideas)
            assert grouped == sorted(one.number for one in self.table.state.ideas), "each idea in one group"
            self._do("sort_again")

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        if len(self._items()) > 1:
            id = data.draw(st.sampled_from(self._items()))
            self.gone.add(id)
            self.table = without(Table(state=self.table.state), {id})

    @invariant()
    def nothing_lost_or_twice(self) -> None:
        items, lies = self._items(), sorting.board_of(self.table.state, "ideas")
        placed = [one for theme in lies.themes for one in theme.items]
        assert sorted([*placed, *lies.queue(items)]) == sorted(items)
        numbers = [one.number for one in lies.themes]
        assert len(numbers) == len(set(numbers))
        assert all(one.wording in one.items for one in lies.themes)

    @invariant()
    def nobody_reads_what_is_not_theirs(self) -> None:
        state = self.table.state
        for party in state.parties:
            own = {one.word.id for one in state.ideas if one.party == party}
            own |= {one.word for one in state.interests if one.party == party}
            went = lineage.went_to(state, party)
            assert {id for id, _ in went} <= own
            assert not any("quote:" in str(keys(say(place))) for _, places in went for place in places)


def start_moment(step: int) -> Moment:
    return Moment(now=datetime(2026, 11, 24, tzinfo=UTC), dice=f"{step:016x}" + 16 * "0")


TestSorting = Sorting.TestCase
TestSorting.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
