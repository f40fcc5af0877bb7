"""The log at its most talkative: never what somebody said, never the token."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
from local import TOKEN, Fault, Local

from bot.run import NoToken, PlacesOnly, log_to_terminal

CANARY = "kanarie-geel-"


async def test_at_debug_the_log_holds_no_content_and_no_token(tmp_path: Path) -> None:
    local = Local(tmp_path)
    local.log_level = "DEBUG"
    async with local:
        await local.create(f"{CANARY}titel")
        person = local.person("Wim")
        await local.seat("Boeren", person)
        await local.onboard(person)
        await local.say(person, f"{CANARY}antwoord: het hele verhaal van ons dorp.")
        await local.say(person, f"/{CANARY}opdracht")
        for code in (400, 429, 500):
            local.faults.add(Fault("refuse", method="sendMessage", code=code, times=1))
            await local.say(person, f"{CANARY}weigering {code}: nog een heel lang antwoord.")
        local.faults.add(Fault("drop_after", method="sendMessage", times=1))
        await local.say(local.mediator, f"/invite {CANARY}partij")
        await local.stop()
        await local.insert(1, {"message": {"text": f"{CANARY}gif", "chat": CANARY}})
        await local.start()
        await local.say(local.mediator, "/status")
        assert any(CANARY in one for one in local.words())
    log = local.log.read_text()
    assert "DEBUG" in log
    assert CANARY not in log
    assert TOKEN not in log


@pytest.fixture
def terminal() -> io.StringIO:
    """What would stand on the terminal, of a logger of its own."""
    return io.StringIO()


def handled(stream: io.StringIO) -> logging.Logger:
    log = logging.getLogger("draagvlak.of_this_test")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlacesOnly("%(message)s"))
    handler.addFilter(NoToken())
    log.handlers, log.propagate = [handler], False
    log.setLevel(logging.DEBUG)
    return log


def test_an_exception_is_logged_by_type_and_place_without_its_text(terminal: io.StringIO) -> None:
    def somewhere() -> None:
        raise ValueError(f"{CANARY}in een fout")

    try:
        somewhere()
    except ValueError:
        handled(terminal).debug("event failed", exc_info=True)
    assert "ValueError" in terminal.getvalue()
    assert "in somewhere" in terminal.getvalue()
    assert CANARY not in terminal.getvalue()


def test_a_token_in_a_line_is_struck_out(terminal: io.StringIO) -> None:
    handled(terminal).info(
        "POST https://api.telegram.org/bot%s/sendMessage", "123456789:AAE-abcdefghijklmnopqrstuv"
    )
    assert terminal.getvalue() == "POST https://api.telegram.org/bot<token>/sendMessage\n"


def test_libraries_that_would_log_addresses_are_quiet_at_debug() -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        log_to_terminal("DEBUG")
        assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
        assert not logging.getLogger("telegram.ext").isEnabledFor(logging.INFO)
    finally:
        root.handlers, root.level = before, level
