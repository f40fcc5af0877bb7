"""Plays a case in the rehearsal, and takes the pictures of docs/desk.md on a page as wide as a phone.

`make screenshots` calls it, with a browser of its own. Nothing of the program is changed or faked for it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Page, sync_playwright

WIDTH, HEIGHT = 390, 1180  # a phone's width in CSS pixels; as high as a long message
COLOURS = 48  # a palette keeps a picture under 60 kB
PATIENCE = 400  # seconds for a case to end
WAIT = 8  # seconds for an answer, with its picture
SCREENS = Path(__file__).parent / "screens"
CASES = Path(__file__).parent.parent / "cases"


class Screen(NamedTuple):
    """`seat` is whose chat, or with ":group" the group as this person sees it; `words` stand in the message.

    `typed` is typed first, once the case has ended.
    """

    name: str
    seat: str
    words: str
    typed: str = ""


DUTCH = (
    Screen("interview", "bedrijf", "Wat is er volgens u aan de hand"),
    Screen("ladder", "bedrijf", "Wij bouwen volgend jaar"),
    Screen("reading-back", "bedrijf", "Een belang is de reden"),
    Screen("package-privately", "bedrijf", "Pakket P2, versie 1"),
    Screen("for-the-group", "mediator", "Klaar voor de groep"),
    Screen("gate", "mediator", "Afsluiten van fase 3"),
    Screen("evidence", "mediator", "Waar dit punt op rust"),
    Screen("verdict", "mediator", "Uitslag van P1"),
    Screen("frame-changes", "mediator", "Kijk goed: zo lezen de groep"),
    Screen("sorting", "mediator", "Ik zoek ideeën die op elkaar lijken"),
    Screen("map-in-group", "bedrijf:group", "De belangenkaart"),
    Screen("package-in-group", "bedrijf:group", "Pakket P2, versie 1"),
    Screen("agreement-in-group", "bedrijf:group", "Dit is de overeenkomst"),
    Screen("status", "mediator", "U bent in fase", "/status"),
)
ENGLISH = (
    Screen("package-en", "epa:group", "version 1"),
    Screen("gate-en", "mediator", "Closing phase 3"),
)
WAITS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")


def play(case: str, screens: tuple[Screen, ...], page: Page) -> None:
    """Let the players play it to its end, then take its screens."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-u", "-m", "bot", "rehearse", str(CASES / case), "--out", out]
        command += ["--pace", "0.01", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as rehearsal:
            try:
                _take(_address(rehearsal), screens, page)
            finally:
                rehearsal.terminate()


def _address(rehearsal: subprocess.Popen[str]) -> str:
    assert rehearsal.stdout
    for line in rehearsal.stdout:
        if found := WAITS.search(line):
            return found[0].rstrip("/.")
    raise SystemExit("the rehearsal gave no address")


def _take(address: str, screens: tuple[Screen, ...], page: Page) -> None:
    page.goto(f"{address}/?seat=mediator")
    page.locator("#ended").wait_for(state="visible", timeout=PATIENCE * 1000)
    for one in screens:
        seat, _, group = one.seat.partition(":")
        page.goto(f"{address}/?seat={seat}")
        page.locator(".log > li:visible").first.wait_for()
        if group:
            page.locator("#tabs").get_by_text(re.compile("Groep|Group")).click()
            time.sleep(1)
        if one.typed:
            _type(page, one.typed)
        found = page.locator(".log > li:not(.me):visible", has_text=one.words)
        if not found.count():
            print(f"{one.name}: no message of {one.seat} with {one.words!r}")
            continue
        (found.last if one.typed else found.first).evaluate("one => one.scrollIntoView({block: 'start'})")
        time.sleep(0.5)
        _keep(page.locator(".pane:visible").screenshot(), SCREENS / f"{one.name}.png")


def _type(page: Page, text: str) -> None:
    """Whoever types takes the seat; the bot answers as always."""
    page.locator(".pane:visible textarea").first.fill(text)
    page.locator(".pane:visible form button").first.click()
    time.sleep(WAIT)


def _keep(picture: bytes, file: Path) -> None:
    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS).save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size // 1024} kB")


def main() -> None:
    SCREENS.mkdir(exist_ok=True)
    with sync_playwright() as browsers:
        installed = shutil.which("chromium")  # of this machine, where there is one; else playwright's own
        browser = browsers.chromium.launch(executable_path=installed)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1)
        play("datacentrum_noorderham.yaml", DUTCH, page)
        play("storm_king.yaml", ENGLISH, page)
        browser.close()


if __name__ == "__main__":
    main()
