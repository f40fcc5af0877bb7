"""Paper, letters and hatching for pictures. Must not know what a picture is about.

One font everywhere, without the system's text shaping, so that the same picture has the same bytes on any machine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from flows.messages import Look

WIDTH = 1080  # pixels: 2.8 to one of a telephone that is 390 wide
MARGIN = 36
TITLE, TEXT, SMALL = 44, 36, 32  # pixels; on that telephone 16, 13 and 12
TALLEST = 8900  # Telegram takes no photo whose width and height together pass 10,000
PAPER, INK, FAINT = "#ffffff", "#1c1c1c", "#8a8a8a"
# Chosen so that they differ in grey as well; what tells them apart is the hatching.
COLOURS = {
    Look.FULL: "#17533a",
    Look.STRIPED: "#8a5a00",
    Look.DOTTED: "#1d4f91",
    Look.CROSSED: "#8e1b1b",
    Look.OPEN: INK,
    Look.NONE: FAINT,
}
STEP = 14  # pixels between two lines or dots of a hatching
STEPS = 16  # from paper to full colour
LINE = 1.2  # height of a line of text, in sizes of its letters
LEAST = 3  # letters on each side of a word that is broken

Stroke = Callable[[Image.Image, ImageDraw.ImageDraw], None]


class TooTall(Exception):  # noqa: N818  as a sentence: the picture is too tall
    """More than a photo can hold; the text beside the picture has to do."""


class Sheet:
    """Grows downwards; what is put on it is drawn when its height is known."""

    def __init__(self) -> None:
        self.y = float(MARGIN)
        self._strokes: list[Stroke] = []

    def text(self, x: float, y: float, line: str, size: int, *, bold: bool = False) -> None:
        """Write one line; `y` is its top."""
        letters = font(size, bold=bold)
        self._strokes.append(lambda _, draw: draw.text((x, y), line, fill=INK, font=letters))

    def paragraph(
        self, x: float, width: float, text: str, size: int, *, bold: bool = False, most: int = 99
    ) -> None:
        """Write wrapped text at the end of the sheet, at most `most` lines of it."""
        for line in wrapped(text, width, size, bold=bold, most=most):
            self.text(x, self.y, line, size, bold=bold)
            self.y += line_height(size)

    def tile(self, x: float, y: float, image: Image.Image) -> None:
        """Lay a small image down."""
        place = (round(x), round(y))
        self._strokes.append(lambda page, _: page.paste(image, place))

    def rule(self, y: float) -> None:
        """A thin line from margin to margin."""
        ends = (MARGIN, y, WIDTH - MARGIN, y)
        self._strokes.append(lambda _, draw: draw.line(ends, fill="#c9c9c9", width=2))

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """The outline of a card."""
        corners = (x, y, x + width, y + height)
        self._strokes.append(lambda _, draw: draw.rectangle(corners, outline=INK, width=2))

    def png(self, description: str) -> bytes:
        """All of it as PNG bytes; `description` goes along inside, for whoever cannot see it."""
        height = round(self.y) + MARGIN
        if height > TALLEST:
            raise TooTall(f"the picture would be {height} pixels tall")
        page = Image.new("RGB", (WIDTH, height), PAPER)
        draw = ImageDraw.Draw(page)
        for stroke in self._strokes:
            stroke(page, draw)
        told = PngInfo()
        told.add_itxt("Description", description)
        buffer = BytesIO()
        page.quantize(palette=_palette(), dither=Image.Dither.NONE).save(
            buffer, "PNG", pnginfo=told, compress_level=1
        )
        return buffer.getvalue()


@lru_cache(maxsize=1)
def _palette() -> Image.Image:
    """The few colours there are, each in steps to the paper; in true colour, saving takes four times as long."""
    colours = [tuple(bytes.fromhex(one[1:])) for one in dict.fromkeys(COLOURS.values())]
    shades = [
        255 - (255 - part) * step // STEPS for one in colours for step in range(STEPS + 1) for part in one
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette(shades)
    return palette


@lru_cache(maxsize=16)
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Source Sans Pro, `size` pixels high."""
    name = "Semibold" if bold else "Regular"
    data = files("font_source_sans_pro").joinpath("files", f"SourceSansPro-{name}.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)


def line_height(size: int) -> float:
    return size * LINE


def wrapped(text: str, width: float, size: int, *, bold: bool = False, most: int = 99) -> list[str]:
    """`text` in lines no wider than `width` pixels; a word that is longer is broken, what is over is cut with …"""
    letters = font(size, bold=bold)
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if letters.getlength(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = broken(word, width, letters)
        lines += full
    lines += [line] if line else []
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and letters.getlength(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def broken(word: str, width: float, letters: ImageFont.FreeTypeFont) -> list[str]:
    """One word in pieces that fit, with hyphens; after a hyphen of its own where it has one."""
    pieces: list[str] = []
    while letters.getlength(word) > width:
        fits = max(1, _fitting(word, width, letters))
        own = max(word.rfind("-", 0, fits + 1), word.rfind("/", 0, fits)) + 1
        if own > LEAST:
            pieces.append(word[:own])
            word = word[own:]
        else:
            fits = min(fits, max(1, len(word) - LEAST))
            pieces.append(f"{word[:fits]}-")
            word = word[fits:]
    return [*pieces, word]


def _fitting(word: str, width: float, letters: ImageFont.FreeTypeFont) -> int:
    """How many first letters fit with a hyphen after them."""
    for count in range(len(word) - 1, 0, -1):
        if letters.getlength(f"{word[:count]}-") <= width:
            return count
    return 0


@lru_cache(maxsize=256)
def swatch(look: Look, letter: str, width: int, height: int) -> Image.Image:
    """A cell: its hatching, and its letter on a plate of its own so that it stays legible."""
    tile = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(tile)
    HATCHINGS[look](draw, width, height)
    if letter and look is not Look.NONE:
        letters = font(SMALL, bold=True)
        colour = PAPER if look is Look.FULL else INK
        if look not in (Look.FULL, Look.OPEN):
            half = max(16.0, letters.getlength(letter) / 2 + 4)
            middle = (width / 2, height / 2)
            plate = (middle[0] - half, middle[1] - 18, middle[0] + half, middle[1] + 18)
            draw.rectangle(plate, fill=PAPER)
        draw.text((width / 2, height / 2), letter, fill=colour, font=letters, anchor="mm")
    return tile


def _full(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    draw.rectangle((0, 0, width, height), fill=COLOURS[Look.FULL])


def _striped(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    _slanted(draw, width, height, COLOURS[Look.STRIPED], 5)
    _edge(draw, width, height, COLOURS[Look.STRIPED])


def _crossed(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    _slanted(draw, width, height, COLOURS[Look.CROSSED], 4)
    for x in range(0, width + height, STEP):
        draw.line((x, height, x - height, 0), fill=COLOURS[Look.CROSSED], width=4)
    _edge(draw, width, height, COLOURS[Look.CROSSED])


def _dotted(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    for x in range(STEP // 2, width, STEP):
        for y in range(STEP // 2, height, STEP):
            draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=COLOURS[Look.DOTTED])
    _edge(draw, width, height, COLOURS[Look.DOTTED])


def _open(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    _edge(draw, width, height, COLOURS[Look.OPEN], 4)


def _none(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    x, y = width / 2, height / 2
    draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=COLOURS[Look.NONE])


def _slanted(draw: ImageDraw.ImageDraw, width: int, height: int, colour: str, thick: int) -> None:
    for x in range(0, width + height, STEP):
        draw.line((x, 0, x - height, height), fill=colour, width=thick)


def _edge(draw: ImageDraw.ImageDraw, width: int, height: int, colour: str, thick: int = 3) -> None:
    draw.rectangle((0, 0, width - 1, height - 1), outline=colour, width=thick)


HATCHINGS: dict[Look, Callable[[ImageDraw.ImageDraw, int, int], None]] = {
    Look.FULL: _full,
    Look.STRIPED: _striped,
    Look.DOTTED: _dotted,
    Look.CROSSED: _crossed,
    Look.OPEN: _open,
    Look.NONE: _none,
}
