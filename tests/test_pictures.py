"""Pictures are legible on a telephone and in grey, hold their text inside, and are the same every time."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mediation import FARMERS, MEDIATOR, Play
from PIL import Image, ImageChops, ImageStat
from room import keys

from bot import pictures as putting_in_words
from bot.run import load_script
from flows.desk import pictures
from flows.desk.overview import status
from flows.desk.pictures import ANSWERED, BUSY, NOT_ASKED, SKIPPED
from flows.messages import CardColumn, Cards, Look, Quote, Say
from flows.phrases import say, term
from flows.table import Pending, preview
from handlers.catalogues import Sentences
from handlers.render import quotes_in, readers_of
from workshop.bars import Block, Chart, Measure
from workshop.drawing import MARGIN, PAPER, SMALL, TEXT, WIDTH, TooTall, font, swatch, wrapped
from workshop.pictures import CELL_HEIGHT, MOST_COLUMNS, Board, Mark, Matrix, Stack, drawn
from workshop.pool import Pool

LONG = "Afdeling Gebiedsontwikkelingsvergunningverleningscoördinatie"
PHONE = 390  # pixels a telephone is wide
MARKS = tuple(Mark(look=look, letter="A", means=f"betekenis van {look}") for look in Look)
EUROPE = "ëïéèüöçœÿàâêîôûæijğş\u0131İĞŞŁłńčžřţșđßñóáíúåøþ€\u2013\u2014\u2018\u2019\u201c\u201d…✓"


def table(rows: int, columns: int, name: str = "Belangenvereniging", column: str = "ronde") -> Matrix:
    return Matrix(
        title="Hoe ver is iedereen? Overdiepse Polder",
        rows=tuple(f"{name} {number}" for number in range(rows)),
        columns=tuple(f"{column} {number}" for number in range(columns)),
        marks=MARKS,
        cells=tuple(tuple((row + cell) % len(MARKS) for cell in range(columns)) for row in range(rows)),
    )


def board(*texts: str) -> Board:
    looks = (Look.FULL, Look.DOTTED, Look.CROSSED)
    return Board(
        title="De kaart", columns=tuple(Stack(title=f"{one}", look=one, cards=texts) for one in looks)
    )


def chart(parties: int, name: str = "Belangenvereniging") -> Chart:
    bars = tuple(Measure(name=f"{name} {n}", value=n * 10, says=f"{name}: {n}") for n in range(parties))
    titles = (LONG, "Woorden in de groep", "Werkdagen", "Vragen")
    return Chart(title="Spiegel", blocks=tuple(Block(title=one, bars=bars) for one in titles))


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def margins_are_clean(data: bytes) -> bool:
    image = opened(data).convert("RGB")
    width, height = image.size
    sides = [
        *((0, 0, MARGIN - 4, height), (width - MARGIN + 4, 0, width, height)),
        *((0, 0, width, MARGIN - 4), (0, height - MARGIN + 8, width, height)),
    ]
    blank = Image.new("RGB", image.size, PAPER)
    return all(ImageChops.difference(image.crop(one), blank.crop(one)).getbbox() is None for one in sides)


# ------------------------------------------------------------------ drawing


@pytest.mark.parametrize(
    "picture", [table(1, 1), table(7, 4), table(15, 12), table(3, 30), board("Een dijk"), chart(15)]
)
def test_a_picture_is_a_photo_to_telegram(picture: Matrix | Board | Chart) -> None:
    data = drawn(picture)
    width, height = opened(data).size
    assert width == WIDTH <= 1280
    assert width + height <= 10_000
    assert height / width <= 20
    assert len(data) < 2**20


def test_fifteen_parties_and_twelve_rounds_are_legible_on_a_telephone() -> None:
    assert SMALL * 1280 / WIDTH >= 28
    assert TEXT * PHONE / WIDTH >= 12
    picture = opened(drawn(table(15, MOST_COLUMNS, LONG))).convert("RGB")
    row = [picture.getpixel((x, 160)) for x in range(WIDTH)]
    full = [x for x, colour in enumerate(row) if colour == (0x17, 0x53, 0x3A)]
    assert len(full) >= 2 * 44, "a cell is as wide as its letter and some air"


def test_more_columns_than_fit_beside_each_other_go_below() -> None:
    wide, twice = (opened(drawn(table(3, number))) for number in (MOST_COLUMNS, MOST_COLUMNS + 1))
    assert twice.height > wide.height + 3 * CELL_HEIGHT


@pytest.mark.parametrize(
    "picture",
    [
        table(15, 12, LONG),
        table(2, 3, LONG * 3, LONG),
        table(2, 1, column=LONG * 40),
        board(LONG * 2, "kort", "Een veilige dijk " * 4),
        board(LONG * 20),
        chart(3, LONG),
        chart(1, LONG * 9),
        Board(
            title=LONG * 9, columns=tuple(Stack(title=LONG, look=Look.OPEN, cards=("x",)) for _ in range(5))
        ),
    ],
)
def test_no_text_runs_out_of_the_picture(picture: Matrix | Board | Chart) -> None:
    assert margins_are_clean(drawn(picture))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=90), min_size=1, max_size=3)
)
def test_whatever_is_written_stays_inside(texts: list[str]) -> None:
    assert margins_are_clean(drawn(board(*texts)))


@settings(deadline=None)
@given(st.text(st.sampled_from("abcdefgij -/ëW"), max_size=200), st.integers(60, 600))
def test_wrapping_loses_no_letter_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = wrapped(text, width, TEXT)
    assert all(font(TEXT).getlength(line) <= width for line in lines)
    letters = text.replace(" ", "").replace("-", "")
    assert "".join(lines).replace(" ", "").replace("-", "") == letters


def test_a_bar_is_as_long_as_its_number_and_nothing_has_no_bar() -> None:
    bars = tuple(Measure(name="x", value=value, says="") for value in (0, 25, 100))
    picture = opened(drawn(Chart(title="", blocks=(Block(title="", bars=bars),)))).convert("RGB")
    rows = [
        sum(picture.getpixel((x, y)) == (0x17, 0x53, 0x3A) for x in range(WIDTH))
        for y in range(picture.height)
    ]
    lengths = [one for one in dict.fromkeys(rows) if one > 100]
    assert len(lengths) == 2
    assert abs(lengths[1] - 4 * lengths[0]) <= 8


def test_what_is_cut_says_so() -> None:
    lines = wrapped("woord " * 90, 300, TEXT, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_printed_in_grey_every_two_looks_differ_without_their_letters() -> None:
    for one, other in combinations(Look, 2):
        pair = [swatch(look, "", 60, 60).convert("L") for look in (one, other)]
        difference = ImageStat.Stat(ImageChops.difference(*pair)).mean[0]
        assert difference > (3 if Look.NONE in (one, other) else 20), (one, other)


def test_two_looks_of_one_colour_would_still_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    swatch.cache_clear()
    monkeypatch.setattr("workshop.drawing.COLOURS", dict.fromkeys(Look, "#000000"))
    shapes = {swatch(look, "", 60, 60).tobytes() for look in Look}
    swatch.cache_clear()
    assert len(shapes) == len(Look)


def test_the_font_has_the_letters_of_europe() -> None:
    letters = font(TEXT)
    missing = bytes(letters.getmask("\ue000"))
    assert [one for one in EUROPE if bytes(letters.getmask(one)) == missing] == []


def test_the_same_picture_has_the_same_bytes_in_another_process() -> None:
    here = [sha256(drawn(one)).hexdigest() for one in (table(15, 12), board("Een dijk"))]
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from test_pictures import *\n"
        "print(*(sha256(drawn(one)).hexdigest() for one in (table(15, 12), board('Een dijk'))))"
    )
    there = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert there.stdout.split() == here


def test_all_that_is_in_a_picture_goes_along_as_text() -> None:
    said = opened(drawn(table(3, 2))).info["Description"]
    assert "Belangenvereniging 2\n- ronde 0: betekenis van" in said
    assert "Een dijk" in opened(drawn(board("Een dijk"))).info["Description"]


async def test_what_no_photo_can_hold_is_not_drawn_and_keeps_nothing_back() -> None:
    with pytest.raises(TooTall):
        drawn(table(200, 12))
    pool = Pool()
    try:
        grid = pictures.progress("te lang", ["ronde"], [(f"partij {one}", [BUSY]) for one in range(200)])
        assert (
            await putting_in_words.png(grid, readers_of(["nl"], {}, Sentences.load(), load_script()), pool)
            is None
        )
    finally:
        await pool.close()


def test_of_too_many_cards_the_picture_says_how_many_are_missing() -> None:
    assert opened(drawn(board(*(f"kaart {one}" for one in range(300))))).height + WIDTH <= 10_000


# ------------------------------------------------------------------ describing


def cells(play: Play) -> dict[str, list[str]]:
    grid = pictures.rounds_so_far(play.mediation)
    assert grid
    meaning = {ANSWERED: "answered", SKIPPED: "skipped", BUSY: "busy", NOT_ASKED: "not asked"}
    return {
        str(row): [meaning[one] for one in found] for row, found in zip(grid.rows, grid.cells, strict=True)
    }


def test_before_anybody_is_asked_there_is_no_picture() -> None:
    assert status(Play().mediation).picture is None


def test_the_picture_of_a_case_shows_who_is_busy_and_who_was_never_asked() -> None:
    play = Play().seat_all()
    play.onboard(FARMERS).answer(FARMERS)
    play.invite("Laatkomers", government=False)
    names = [name for name, _ in play.parties.values()]
    assert cells(play) == {
        **{name: ["busy"] for name in names},
        play.parties[FARMERS][0]: ["answered"],
        "Laatkomers": ["not asked"],
    }


def test_phases_that_are_over_have_one_column_each_and_the_rounds_of_this_one_their_own() -> None:
    play = Play().to_phase(3).all_answer()
    play.next().press(MEDIATOR, "button.publish").say(MEDIATOR, "Hoe kan het plein van iedereen zijn?").next()
    grid = pictures.rounds_so_far(play.mediation)
    assert grid
    assert [keys(one)[0] for one in grid.columns] == [
        *("pictures.phase", "pictures.phase", "stage.3.interests", "stage.3.check"),
    ]
    assert all(row == ["answered", "answered", "answered", "busy"] for row in cells(play).values())


def test_the_text_beside_it_says_the_same() -> None:
    grid = pictures.progress("", ["een", "twee"], [("A", [ANSWERED, BUSY]), ("B", [ANSWERED, SKIPPED])])
    said = [keys(line) for line in pictures.in_words(grid).lines]
    assert said[0][1:] == ["een", "pictures.part", "pictures.answered", "pictures.all"]
    assert said[1][1:] == [
        *("twee", "pictures.parts", "pictures.part", "pictures.skipped", "B"),
        *("pictures.part", "pictures.busy", "A"),
    ]


def test_the_text_names_the_few_and_calls_the_rest_the_others() -> None:
    rows = [(name, [BUSY if name in "CE" else ANSWERED]) for name in "ABCDE"]
    (line,) = pictures.in_words(pictures.progress("", ["een"], rows)).lines
    assert keys(line)[3:] == [
        *("pictures.part", "pictures.busy", "C, E"),
        *("pictures.part", "pictures.answered", "pictures.others"),
    ]


def test_the_words_in_a_picture_are_among_those_to_be_opened() -> None:
    column = CardColumn(
        title="Gedeeld", look=Look.FULL, cards=(Quote(id="w1"), term("x", what=Quote(id="w2")))
    )
    assert quotes_in(say("tekst", picture=Cards(title="Kaart", columns=(column,)))) == {"w1", "w2"}


def test_the_mediator_sees_the_picture_before_the_group_does() -> None:
    play = Play()
    message = say("tekst", picture=pictures.progress("T", ["een"], [("A", [BUSY])]))
    assert preview(play.mediation, Pending(key="k", say=message)).picture == message.picture


def test_a_button_of_before_there_were_pictures_still_means_its_message() -> None:
    message = say("tekst")
    older = sha256(message.model_dump_json(exclude={"picture", "ballot"}).encode()).hexdigest()[:16]
    assert Pending(key="k", say=message).fingerprint == older
    drawn_too = message.model_copy(update={"picture": pictures.progress("T", ["een"], [("A", [BUSY])])})
    assert Pending(key="k", say=drawn_too).fingerprint != older
    assert Say.model_validate_json('{"parts": ["tekst"], "buttons": [], "numbered": false}') == message
