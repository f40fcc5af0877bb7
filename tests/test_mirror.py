"""`/mirror`: counted from what stands in the group, told as numbers, in a picture and in words, to mediators alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from keys import ring
from local import Local
from mediation import FARMERS, GROUP, NATURE, TOWN, Play
from room import MEDIATOR, keys, shown
from team_room import OBSERVER, OUTSIDER, SECOND, count, with_team

from bot import mirror as counting
from flows.desk import mirror
from flows.effects import Circle, Keep, Release, Withdraw, Work
from flows.events import MirrorRead
from flows.messages import Bars, Listing, Quote
from flows.phrases import say, term
from flows.process.working_days import between
from flows.register import Published
from flows.table import Mediation
from rehearsal.photos import look_at
from storage import Transaction
from storage.migrate import migrate

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
TEXTS = {
    "a1": ("p1", Circle.ATTRIBUTED, "een twee drie vier vijf zes"),
    "a2": ("p1", Circle.ANONYMOUS, "zeven acht"),
    "b1": ("p2", Circle.ATTRIBUTED, "een twee"),
    "c1": ("p3", Circle.ATTRIBUTED, "nooit vrijgegeven"),
    "m1": (None, Circle.ATTRIBUTED, "van de bemiddelaar zelf"),
}


# ------------------------------------------------------------------ counting


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    """A mediation of which a list, an older form of that list, and a summary stand in the group."""
    database = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    migrate(database)
    database.execute("BEGIN")
    opened = Transaction(database, ring())
    for id, (party, circle, text) in TEXTS.items():
        opened.keep(
            Keep(
                id=id,
                mediation="m",
                party=party,
                user=10,
                kind="text",
                prompt=None,
                script_version=1,
                circle=circle,
                text=text,
                at=NOON,
            )
        )
    for circle in (Circle.ATTRIBUTED, Circle.ANONYMOUS):
        ids = tuple(id for id, one in TEXTS.items() if one[1] is circle and id != "c1")
        opened.release(Release(mediation="m", ids=ids, circle=circle, approved_by=1))
    listing = Listing(lines=(Quote(id="a1"), Quote(id="b1"), Quote(id="c1")))
    posts = {
        "map": say(Quote(id="a1"), Quote(id="a2")),
        "map ": say(listing, term("map.note")),
        "phase:3": say(term("summary.question", question=Quote(id="m1")), Quote(id="a2")),
    }
    published = tuple(Published(key=key.strip(), say=one, at=NOON, by=1) for key, one in posts.items())
    opened.save("mediation:m", Mediation(id="m", published=published).model_dump_json())
    yield opened
    database.close()


def read(tx: Transaction) -> MirrorRead:
    return counting.read(tx, Work(mediation="m", job="mirror", address="mediation:m", material={"user": 1}))


def test_words_are_counted_in_what_stands_in_the_group_now_by_whose_they_are(tx: Transaction) -> None:
    found = read(tx)
    assert found.messages == 2
    assert found.words == {"p1": 6 + 2, "p2": 2, "": 4}
    assert found.texts == {"p1": 2, "p2": 1, "": 1}


def test_what_was_taken_back_or_never_let_go_is_not_counted_and_no_text_comes_along(tx: Transaction) -> None:
    tx.withdraw(Withdraw(mediation="m", ids=("a1",)))
    found = read(tx)
    assert found.words == {"p1": 2, "p2": 2, "": 4}
    assert not [text for _, _, text in TEXTS.values() if text in found.model_dump_json()]


# ------------------------------------------------------------------ at the desk


def mirrored(play: Play, user: int = MEDIATOR, **words: int) -> list[str]:
    counted = words or {"p1": 60, "p2": 30, "p3": 10}
    event = MirrorRead(user=user, messages=4, words=counted, texts=dict.fromkeys(counted, 2))
    play.raise_(play.address, event)
    return play.last(user)


def bars(play: Play, user: int = MEDIATOR) -> Bars:
    picture = play.told[user][-1].picture
    assert isinstance(picture, Bars)
    return picture


def test_shares_are_of_the_words_of_all_parties_and_stand_beside_an_equal_share() -> None:
    play = Play().seat_all()
    mirrored(play, **{"p1": 60, "p2": 30, "p3": 10, "": 500})
    words = bars(play).blocks[0].bars
    assert [(one.name, one.value, one.says.fill["share"]) for one in words] == [  # type: ignore[union-attr]
        ("Boeren", 60, 60),
        ("Gemeente", 30, 30),
        ("Natuur", 10, 10),
    ]
    seen = play.last(MEDIATOR)
    assert seen[seen.index("mirror.equal") + 1] == "33"
    assert seen[seen.index("mirror.own") + 1] == "500"


def test_the_text_says_all_that_the_picture_says() -> None:
    play = Play().seat_all()
    seen = mirrored(play)
    drawn = [key for piece in bars(play).pieces() for key in keys(piece)]
    assert set(drawn) <= set(seen)
    for block in bars(play).blocks:
        for bar in block.bars:
            line = keys(bar.says)
            place = [n for n in range(len(seen)) if seen[n : n + len(line)] == line]
            assert place, line


def test_how_long_a_party_took_is_the_median_in_working_days_and_is_not_judged() -> None:
    play = Play().seat_all()
    for user in play.parties:
        play.onboard(user)
    play.answer(FARMERS).wait(days=3)  # Tuesday to Friday
    play.answer(TOWN).wait(days=3)  # to Monday
    play.answer(NATURE)
    assert play.mediation.took == {"p1": (0,), "p2": (3,), "p3": (4,)}
    seen = mirrored(play)
    assert {"mirror.same_day", "mirror.days", "mirror.slow"} <= set(seen)
    assert [one.value for one in bars(play).blocks[1].bars] == [0, 3, 4]
    more = play.mediation.model_copy(update={"took": {"p2": (9, 1, 2, 0)}})
    play.states[play.address] = more
    mirrored(play)
    assert [one.value for one in bars(play).blocks[1].bars] == [0, 1, 0]
    assert "mirror.no_round" in play.last(MEDIATOR)


def test_a_day_that_is_no_working_day_does_not_count() -> None:
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert between(friday, datetime(2026, 11, 30, 9, tzinfo=UTC), "Europe/Amsterdam") == 1
    assert between(friday, friday, "Europe/Amsterdam") == 0
    christmas = datetime(2026, 12, 24, 9, tzinfo=UTC)
    assert between(christmas, datetime(2026, 12, 28, 9, tzinfo=UTC), "Europe/Amsterdam") == 1


def test_what_the_mediators_did_with_a_partys_words_and_its_questions_are_counted() -> None:
    play = Play().to_phase(3)
    play.all_answer().next()
    play.press(MEDIATOR, "review.edit").press(MEDIATOR, "review.line_of").press(MEDIATOR, "review.propose")
    play.say(MEDIATOR, "Wij willen rust.")
    (asked,) = play.mediation.rewordings
    before = mirror.edits(play.mediation, play.mediation.parties[asked.party])
    assert (before.reworded, before.all - before.left_out) == (1, 1)
    for answer in ("button.pass_on", "button.pass_not", ""):
        play.command(TOWN, "ask").press(TOWN, "Boeren").say(TOWN, "Hoeveel koeien?")
        if answer:
            play.press(MEDIATOR, answer)
        if answer == "button.pass_not":
            play.say(MEDIATOR, "Dat is te persoonlijk.")
    mirrored(play)
    questions = bars(play).blocks[3].bars
    assert [one.value for one in questions] == [0, 3, 0]
    assert {name: questions[1].says.fill[name] for name in ("passed", "held", "waits")} == {  # type: ignore[union-attr]
        "passed": 1,
        "held": 1,
        "waits": 1,
    }


def test_a_word_that_is_left_out_of_a_message_counts_for_whose_it_is() -> None:
    play = Play().to_phase(3)
    play.all_answer().next()
    pending = next(one for one in play.mediation.pending if one.key == "map")
    word = next(one.word for one in play.mediation.interests if one.party == "p3")
    assert word in pending.named
    out = pending.model_copy(update={"left_out": (word,)})
    state = play.mediation.model_copy(update={"pending": (out,)})
    assert {id: mirror.edits(state, one).left_out for id, one in state.parties.items()} == {
        "p1": 0,
        "p2": 0,
        "p3": 1,
    }


# ------------------------------------------------------------------ for whom


@pytest.mark.parametrize("user", [FARMERS, OBSERVER, OUTSIDER, GROUP])
def test_nobody_but_a_mediator_is_ever_told_even_where_the_answer_comes_to_them(user: int) -> None:
    play = with_team(Play()).seat_all()
    works, before = len(play.works), count(play, user)
    play.command(user, "mirror")
    assert len(play.works) == works
    event = MirrorRead(user=user, messages=1, words={"p1": 5})
    play.raise_(play.address, event)
    told = [shown(one) for one in play.told.get(user, [])[before:]]
    assert not [key for message in told for key in message if key.startswith("mirror.")]


def test_both_mediators_may_look_and_only_the_one_who_asked_is_told() -> None:
    play = with_team(Play()).seat_all()
    play.command(SECOND, "mirror")
    assert (play.works[-1].job, play.works[-1].material) == ("mirror", {"user": SECOND})
    before = count(play, MEDIATOR)
    assert "mirror.heading" in mirrored(play, SECOND)
    assert count(play, MEDIATOR) == before


def test_before_anybody_is_at_the_table_it_says_so() -> None:
    play = Play()
    play.raise_(play.address, MirrorRead(user=MEDIATOR, messages=0))
    assert play.last(MEDIATOR) == ["mirror.nobody"]


async def test_the_mediator_gets_a_picture_of_bars_and_a_party_hears_it_is_not_theirs(tmp_path: Path) -> None:
    async with Local(tmp_path) as local:
        await local.create()
        person = local.person("Wim")
        await local.seat("Boeren", person)
        text = await local.say(local.mediator, "/spiegel")
        photo = [one for one in local.world.visible(local.mediator, local.mediator) if one.media == "photo"][
            -1
        ]
        assert photo.file
        seen = look_at(photo.file.data)
        assert seen
        assert "- Boeren: woorden: 0 (0 procent), in 0 van de 0 berichten" in seen.says
        assert "Boeren: woorden: 0 (0 procent)" in text
        assert "nog geen ronde af" in text
        answer = await local.say(person, "/spiegel")
        assert "procent" not in answer
        assert not [one for one in local.world.visible(person, person) if one.media == "photo"]
