"""A theme in the mediator's words: read by nobody else before every author said that the point is in it."""

from __future__ import annotations

from mediation import FARMERS, NATURE, TOWN, Play
from room import MEDIATOR

from bot.marks import marks_for
from flows.events import Grouped, Pressed, Sender
from flows.process import joint_question, sorting, theme_words
from flows.shelving import without
from flows.table import Mediation, Table
from flows.themes import Kind, Theme

WORDING = "Zekerheid over later"
PROMPT = "b_theme"


def one_theme(kind: Kind, phase: int) -> tuple[Play, tuple[str, str]]:
    """Two texts of two parties in one theme, worded by the mediator; nobody was asked yet."""
    play = Play().to_phase(3) if phase == 3 else Play().seat_all()
    if phase == 1:
        for user in play.parties:
            play.onboard(user)
    play.all_answer()
    play.command(MEDIATOR, "sort")
    if play.last(MEDIATOR)[0] == "sorting.which":
        play.press(MEDIATOR, f"sorting.{kind}")
    ids = list(play.works[-1].material["ids"])
    whose = {one.id: one.party for one in sorting_items(play.mediation, kind)}
    pair = (ids[0], next(one for one in ids if whose[one] != whose[ids[0]]))
    groups = (pair, *((one,) for one in ids if one not in pair))
    play.raise_(play.address, Grouped(groups=groups, representatives=(), kind=kind))
    play.press(MEDIATOR, "button.together").press(MEDIATOR, "sorting.see_themes")
    play.press(MEDIATOR, "sorting.open_theme").press(MEDIATOR, "sorting.name").say(MEDIATOR, WORDING)
    return play, pair


def sorting_items(state: Mediation, kind: Kind) -> tuple[sorting.Sortable, ...]:
    return sorting.items(state, kind)


def theme(play: Play, kind: Kind) -> Theme:
    return theme_words.board_of(play.mediation, kind).themes[0]


def authors(play: Play, kind: Kind) -> list[int]:
    return [
        play.mediation.parties[one].user
        for one in theme_words.authors(play.mediation, kind, theme(play, kind))
    ]


def says(play: Play, user: int, number: int) -> None:
    play.answer(user, {PROMPT: lambda at, who: at.press(who, f"option:{PROMPT}:{number}")})


def test_a_wording_is_read_by_its_authors_only_and_stands_after_the_last_yes() -> None:
    play, _ = one_theme("interests", 3)
    name = theme(play, "interests").name
    assert name is not None
    assert {user for id, user in play.shared if id == name.id} == set()
    play.press(MEDIATOR, "theme.ask")
    first, second = authors(play, "interests")
    others = {FARMERS, TOWN, NATURE} - {first, second}
    assert {user for id, user in play.shared if id == name.id} == {first, second}
    says(play, first, 0)
    assert theme_words.stands(play.mediation, "interests", theme(play, "interests")) is None
    says(play, second, 0)
    assert theme_words.stands(play.mediation, "interests", theme(play, "interests")) == name
    assert "theme.stands" in play.last(MEDIATOR)
    assert not any(f"quote:{name.id}" in play.seen(user) for user in others)
    assert not play.unreadable


def test_an_authors_no_undoes_the_merge_for_good() -> None:
    play, (one, other) = one_theme("interests", 3)
    play.press(MEDIATOR, "theme.ask")
    first, second = authors(play, "interests")
    says(play, first, 0)
    says(play, second, 1)
    lies = theme_words.board_of(play.mediation, "interests")
    assert lies.theme_of(one) != lies.theme_of(other)
    assert all(each.name is None for each in lies.themes)
    assert not lies.earlier


def test_other_words_ask_every_author_anew() -> None:
    play, _ = one_theme("interests", 3)
    play.press(MEDIATOR, "theme.ask")
    for user in authors(play, "interests"):
        says(play, user, 0)
    play.press(MEDIATOR, "sorting.name").say(MEDIATOR, "Weten waar ieder aan toe is")
    assert theme_words.stands(play.mediation, "interests", theme(play, "interests")) is None


def test_the_joint_question_uses_a_wording_only_once_it_stands() -> None:
    play, _ = one_theme("interests", 3)
    name = theme(play, "interests").name
    assert name is not None

    def used() -> bool:
        said = joint_question.draft(play.mediation)
        return said is not None and name.id in said.model_dump_json()

    assert not used()
    play.press(MEDIATOR, "theme.ask")
    for user in authors(play, "interests"):
        says(play, user, 0)
    assert used()


def test_a_theme_of_issues_becomes_a_point_of_the_analysis_only_with_its_authors_yes() -> None:
    play, pair = one_theme("issues", 1)
    assert "theme.point_later" in play.last(MEDIATOR)
    play.press(MEDIATOR, "theme.ask")
    for user in authors(play, "issues"):
        says(play, user, 0)
    assert theme_words.may_go(play.mediation, "issues", theme(play, "issues"))
    assert set(theme(play, "issues").items) == set(pair)


def test_what_may_give_an_author_away_is_marked_when_the_authors_are_asked() -> None:
    play, _ = one_theme("interests", 3)
    play.press(MEDIATOR, "sorting.name").say(MEDIATOR, "Zeven melkveehouders vragen 45.000 euro")
    name = theme(play, "interests").name
    assert name is not None
    number = theme(play, "interests").number
    pressed = {"t": "pressed", "press": {"do": "theme_ask", "kind": "interests", "theme": number}}
    state = play.mediation
    marks = marks_for(
        state.address, pressed, lambda _: state, lambda _, ids: {id: play.text(id) for id in ids}
    )
    (marked,) = [one for one in marks if one.word == name.id]
    found = [play.text(name.id)[start:end] for start, end in marked.places]
    assert any("45.000" in one for one in found)


def test_a_point_of_the_analysis_goes_when_what_it_rests_on_is_taken_back() -> None:
    play, pair = one_theme("issues", 1)
    play.press(MEDIATOR, "theme.ask")
    for user in authors(play, "issues"):
        says(play, user, 0)
    name = theme(play, "issues").name
    assert name is not None
    play.command(MEDIATOR, "sort")
    play.raise_(
        play.address,
        Pressed(
            sender=Sender(user=MEDIATOR),
            press={"do": "theme_point", "kind": "issues", "theme": theme(play, "issues").number},
            chat=MEDIATOR,
            private=True,
        ),
    )
    assert name in play.mediation.summary_draft
    after = without(Table(state=play.mediation), {pair[0]}).state
    assert name not in after.summary_draft
