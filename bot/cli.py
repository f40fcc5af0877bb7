"""The command `draagvlak`: run the bot, or rehearse a case. Reads arguments, says sentences, returns a status."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from bot.intake import IntakeRefusedError
from bot.lexicon import LexiconRefusedError
from bot.listen import ListenRefusedError, listen
from bot.parked import parked
from bot.run import ScriptRefusedError, log_to_terminal, run
from bot.settings import SettingsRefusedError, load
from storage import KeyRefused, StoreRefused, new_key_file

BUILT_IN = Path(__file__).parent.parent / "cases" / "overdiepse_polder.yaml"
READING_PACE = 0.085  # real seconds between two acts of players: a whole case in about two minutes
T = TypeVar("T")
REFUSED = 2  # exit status: what was asked cannot be done, and a sentence says why


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 done, 1 a rehearsal ended otherwise than expected, 2 refused with a sentence."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.act(given))
    except (
        SettingsRefusedError,
        ScriptRefusedError,
        LexiconRefusedError,
        StoreRefused,
        KeyRefused,
        IntakeRefusedError,
    ) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "draagvlak", description="A bot with which a mediator runs a policy mediation."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    running = commands.add_parser("run", help="run the bot with a real token (see .env.example)")
    running.add_argument("--log", default="INFO", help="log level")
    running.set_defaults(act=_run)
    aside = commands.add_parser("parked", help="list events that could not be handled (with the bot stopped)")
    aside.add_argument("--replay", type=int, metavar="N", help="put event N back, after the mend")
    aside.set_defaults(act=_parked)
    key = commands.add_parser("key", help="the key that opens the store").add_subparsers(
        required=True, metavar="WHAT"
    )
    new_key = key.add_parser("new", help="make a key in a new file; keep a copy in a safe place")
    new_key.add_argument("file", type=Path)
    new_key.set_defaults(act=_new_key)
    rotating = key.add_parser("rotate", help="put a new key in the place of the one in use; the bot may run")
    rotating.set_defaults(act=_rotate)
    record = commands.add_parser("audit", help="the record of who did what").add_subparsers(
        required=True, metavar="WHAT"
    )
    checking = record.add_parser("verify", help="find any line that was changed, moved or taken out")
    checking.add_argument("--head", default="", help="the record's code as this command printed it once")
    checking.add_argument("--store", type=Path, help="another store than the bot's, such as a copy")
    checking.set_defaults(act=_audit)
    listening = commands.add_parser("listen", help="say which follow-up rules the lines of a file call for")
    listening.add_argument("file", type=Path, help='JSON: {"lines": [{"id", "lang", "text", "prompt"?}]}')
    listening.set_defaults(act=_listen)
    grouping = commands.add_parser("group", help="group the statements of a file by what they are about")
    grouping.add_argument(
        "file", type=Path, help='JSON: {"question"?, "statements": [{"id", "lang", "text"}]}'
    )
    grouping.add_argument(
        "--pipeline",
        choices=("default", "semantic", "endpoint"),
        default="default",
        help="default: needs nothing; semantic: after `make semantic`; endpoint: see DRAAGVLAK_ENDPOINT",
    )
    grouping.add_argument(
        "--because", action="store_true", help="print the words each group rests on as well"
    )
    grouping.set_defaults(act=_group)
    composing = commands.add_parser("packages", help="search a file for packages everybody can live with")
    composing.add_argument(
        "file", type=Path, help='JSON: {"options", "parties", "effects", "conflicts"?, ...}'
    )
    composing.set_defaults(act=_packages)
    verifying = commands.add_parser("verify", help="check an agreement that somebody kept")
    verifying.add_argument("file", type=Path, help="the PDF, Word file, Markdown or JSON")
    verifying.add_argument("--code", default="", help="the code as you got it in the chat, between quotes")
    verifying.add_argument(
        "--store", type=Path, help="the store, with the bot stopped: says who confirmed it"
    )
    verifying.set_defaults(act=_verify)
    rehearsing = commands.add_parser("rehearse", help="play a case on this machine, without Telegram")
    rehearsing.add_argument("case", nargs="?", type=Path, default=BUILT_IN, help="a case file (YAML)")
    rehearsing.add_argument(
        "--autoplay", action=argparse.BooleanOptionalAction, default=True, help="let players play every seat"
    )
    rehearsing.add_argument("--headless", action="store_true", help="no page; as fast as it goes")
    rehearsing.add_argument("--out", type=Path, help="where transcript, report and agreement go")
    rehearsing.add_argument("--port", type=int, default=0, help="of the page; 0: any free one")
    rehearsing.add_argument(
        "--pace", type=float, default=READING_PACE, help="seconds between two acts of players"
    )
    rehearsing.add_argument("--kills", type=int, default=0, help="kill the bot this often, at random moments")
    rehearsing.add_argument("--seed", type=int, default=0, help="of those moments")
    rehearsing.set_defaults(act=_rehearse)
    return parser


def _run(given: argparse.Namespace) -> int:
    log_to_terminal(given.log)
    try:
        asyncio.run(_until_told(run(load()), None))
    except ExceptionGroup as failures:
        refused, others = failures.split(IntakeRefusedError)
        if refused is None or others is not None:
            raise
        raise refused.exceptions[0] from None
    return 0


def _parked(given: argparse.Namespace) -> int:
    settings = load()
    for line in asyncio.run(parked(settings.store, settings.operator(), given.replay)):
        _say(line)
    return 0


def _new_key(given: argparse.Namespace) -> int:
    sealer = new_key_file(given.file)
    _say(f"key {sealer.key_id} is made; now put DRAAGVLAK_KEY_FILE={given.file.resolve()} in .env")
    _say("Keep a copy in a safe place, not with the store: without the key nothing in the store can be read.")
    return 0


def _rotate(_: argparse.Namespace) -> int:
    from bot.rotate import rotate  # noqa: PLC0415  as above

    settings = load()
    settings.operator()
    if settings.key_file is None:
        raise KeyRefused("DRAAGVLAK_KEY holds the key itself: put it in a file first (DRAAGVLAK_KEY_FILE).")
    done = rotate(settings.key_file, settings.store)
    _say(f"key {done.key_id} is in use now: {done.changed} keys were sealed anew")
    _say("Put a copy of the key file in its safe place, and destroy the copies of the old one.")
    return 0


def _audit(given: argparse.Namespace) -> int:
    from bot.record_check import check_record  # noqa: PLC0415  as above

    settings = load()
    checked = asyncio.run(check_record(given.store or settings.store, settings.operator(), given.head))
    for line in checked.wrong:
        _say(line)
    _say(f"the record is {'NOT ' if checked.wrong else ''}as it was written; its code is {checked.head}")
    return 1 if checked.wrong else 0


def _listen(given: argparse.Namespace) -> int:
    try:
        _say(listen(given.file))
    except ListenRefusedError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    return 0


def _group(given: argparse.Namespace) -> int:
    from bot.group import GroupRefusedError, grouped  # noqa: PLC0415  a bot that starts again needs none of this

    try:
        _say(grouped(given.file, given.pipeline, given.because))
    except GroupRefusedError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    return 0


def _packages(given: argparse.Namespace) -> int:
    from bot.package_file import MistakesError  # noqa: PLC0415  as above
    from bot.packages import packages  # noqa: PLC0415  as above
    from workshop.search import SolverMissingError  # noqa: PLC0415

    try:
        _say(packages(given.file))
    except (MistakesError, SolverMissingError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    return 0


def _verify(given: argparse.Namespace) -> int:
    from bot.verify import VerifyRefusedError, verify  # noqa: PLC0415  as above

    try:
        verdict = verify(given.file, given.code, given.store, load().operator() if given.store else None)
    except VerifyRefusedError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    for line in verdict.lines:
        _say(line)
    return 0 if verdict.good else 1


async def _until_told(running: Coroutine[Any, Any, T], otherwise: T) -> T:
    """Run until a signal asks to stop, which gives `otherwise`; whatever was begun is put in order on the way out."""
    task = asyncio.current_task()
    if task:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        return await running
    except asyncio.CancelledError:
        return otherwise


def _rehearse(given: argparse.Namespace) -> int:
    # Here and not above: a bot that is started again must be ready at once, and needs none of this.
    from bot.rehearse import Options, rehearse  # noqa: PLC0415
    from rehearsal.case import CaseRefused  # noqa: PLC0415

    out = given.out or Path("rehearsals") / given.case.stem
    options = Options(
        case=given.case,
        out=out,
        headless=given.headless,
        autoplay=given.autoplay,
        port=given.port,
        kills=given.kills,
        seed=given.seed,
        pace=given.pace,
    )
    if options.headless and not options.autoplay:
        sys.stderr.write(
            "Without players somebody must sit at the page: leave --headless or --no-autoplay out.\n"
        )
        return REFUSED
    try:
        return asyncio.run(_until_told(rehearse(options, _say), 0))
    except CaseRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
