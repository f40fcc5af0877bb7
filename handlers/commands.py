"""The commands people can type: their own name, what they are called in each language, and who sees them.

Knows nothing of what a command does.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from telegram import BotCommand

from handlers.catalogues import Sentences

UNKNOWN: Final = "unknown"  # the name of whatever is no command of ours


class Role(StrEnum):
    """In whose menu a command stands. Who may use it is decided elsewhere."""

    MEDIATOR = "mediator"
    PARTY = "party"
    OBSERVER = "observer"
    LOOKING = "looking"  # the mediator's menu and the observer's
    TABLE = "table"  # the menu of mediators, parties and observers, who read what is published
    EVERYONE = "everyone"  # the menu of mediators, parties and observers
    GROUP = "group"  # the group's menu, and everyone's


class Command(NamedTuple):
    """One command. The first name of a language stands in its menu; all of all languages are understood."""

    name: str
    role: Role
    about: str  # the catalogue's key of its description
    nl: tuple[str, ...]
    en: tuple[str, ...]

    def names(self, language: str) -> tuple[str, ...]:
        return self.nl if language == "nl" else self.en


COMMANDS: Final = (
    # In the order of the work: this is how the menus show them.
    Command("start", Role.EVERYONE, "command.start", ("start",), ("start",)),
    Command("new", Role.MEDIATOR, "command.new", ("nieuw",), ("new",)),
    Command("invite", Role.MEDIATOR, "command.invite", ("uitnodigen",), ("invite",)),
    Command("parties", Role.MEDIATOR, "command.parties", ("partijen",), ("parties",)),
    Command("cases", Role.LOOKING, "command.cases", ("zaken",), ("cases",)),
    Command("status", Role.LOOKING, "command.status", ("status",), ("status",)),
    Command("next", Role.MEDIATOR, "command.next", ("verder",), ("next",)),
    Command("gate", Role.MEDIATOR, "command.gate", ("afsluiten",), ("gate",)),
    Command("named", Role.MEDIATOR, "command.named", ("genoemd",), ("named",)),
    Command("suitable", Role.MEDIATOR, "command.suitable", ("geschikt",), ("suitable",)),
    Command("conditions", Role.MEDIATOR, "command.conditions", ("voorwaarden",), ("conditions",)),
    Command("deadlines", Role.MEDIATOR, "command.deadlines", ("termijnen",), ("deadlines",)),
    Command("facts", Role.MEDIATOR, "command.facts", ("feiten",), ("facts",)),
    Command("map", Role.MEDIATOR, "command.map", ("kaart",), ("map",)),
    Command("positions", Role.MEDIATOR, "command.positions", ("standpunten",), ("positions",)),
    Command("jointquestion", Role.MEDIATOR, "command.jointquestion", ("hoofdvraag",), ("jointquestion",)),
    Command("meeting", Role.MEDIATOR, "command.meeting", ("bijeenkomst",), ("meeting",)),
    Command("hands", Role.MEDIATOR, "command.hands", ("handen",), ("hands",)),
    Command("silent", Role.MEDIATOR, "command.silent", ("stil",), ("silent",)),
    Command("commitments", Role.MEDIATOR, "command.commitments", ("toezeggingen",), ("commitments",)),
    Command("reopen", Role.MEDIATOR, "command.reopen", ("heropenen",), ("reopen",)),
    Command("review", Role.MEDIATOR, "command.review", ("nakijken",), ("review",)),
    Command("publish", Role.MEDIATOR, "command.publish", ("publiceren",), ("publish",)),
    Command("frames", Role.TABLE, "command.frames", ("kaders",), ("frames",)),
    Command("rules", Role.TABLE, "command.rules", ("spelregels",), ("rules",)),
    Command("sort", Role.MEDIATOR, "command.sort", ("sorteren",), ("sort",)),
    Command("sources", Role.MEDIATOR, "command.sources", ("bronnen",), ("sources",)),
    Command("criteria", Role.MEDIATOR, "command.criteria", ("maatstaven",), ("criteria",)),
    Command("options", Role.MEDIATOR, "command.options", ("opties",), ("options",)),
    Command("bridges", Role.MEDIATOR, "command.bridges", ("bruggen",), ("bridges",)),
    Command("package", Role.MEDIATOR, "command.package", ("pakket",), ("package",)),
    Command("coverage", Role.MEDIATOR, "command.coverage", ("dekking",), ("coverage",)),
    Command("poll", Role.MEDIATOR, "command.poll", ("peiling",), ("poll",)),
    Command("reveal", Role.MEDIATOR, "command.reveal", ("watdegroephoort",), ("reveal",)),
    Command("noconsensus", Role.MEDIATOR, "command.noconsensus", ("geenconsensus",), ("noconsensus",)),
    Command("agreement", Role.MEDIATOR, "command.agreement", ("overeenkomst",), ("agreement",)),
    Command("text", Role.MEDIATOR, "command.text", ("tekst",), ("text",)),
    Command("signed", Role.MEDIATOR, "command.signed", ("getekend",), ("signed",)),
    Command("ratified", Role.MEDIATOR, "command.ratified", ("bekrachtigd",), ("ratified",)),
    Command("remind", Role.MEDIATOR, "command.remind", ("herinneren",), ("remind",)),
    Command("pause", Role.MEDIATOR, "command.pause", ("pauze",), ("pause",)),
    Command("pace", Role.MEDIATOR, "command.pace", ("tempo",), ("pace",)),
    Command("questions", Role.MEDIATOR, "command.questions", ("vragen",), ("questions",)),
    Command("translate", Role.MEDIATOR, "command.translate", ("vertaal", "vertalen"), ("translate",)),
    Command("files", Role.MEDIATOR, "command.files", ("bestanden",), ("files",)),
    Command("team", Role.MEDIATOR, "command.team", ("team",), ("team",)),
    Command("mirror", Role.MEDIATOR, "command.mirror", ("spiegel",), ("mirror",)),
    Command("record", Role.MEDIATOR, "command.record", ("logboek",), ("record",)),
    Command("report", Role.MEDIATOR, "command.report", ("verslag",), ("report",)),
    Command("group", Role.MEDIATOR, "command.group", ("groep",), ("group",)),
    Command("here", Role.MEDIATOR, "command.here", ("hier",), ("here",)),
    Command("ask", Role.PARTY, "command.ask", ("vraagaan", "vraag"), ("ask",)),
    Command("ideas", Role.PARTY, "command.ideas", ("mijnideeen", "mijnideeën"), ("myideas",)),
    Command("where", Role.PARTY, "command.where", ("waar", "waarbenik"), ("where",)),
    Command("back", Role.PARTY, "command.back", ("terug",), ("back",)),
    Command("skip", Role.PARTY, "command.skip", ("overslaan",), ("skip",)),
    Command("done", Role.PARTY, "command.done", ("klaar",), ("done",)),
    Command("mydata", Role.PARTY, "command.mydata", ("mijngegevens",), ("mydata",)),
    Command("withdraw", Role.PARTY, "command.withdraw", ("intrekken",), ("withdraw",)),
    Command("human", Role.PARTY, "command.human", ("mens",), ("human",)),
    Command("stop", Role.PARTY, "command.stop", ("stoppen", "stop"), ("stop",)),
    Command("language", Role.EVERYONE, "command.language", ("taal",), ("language",)),
    Command("help", Role.GROUP, "command.help", ("help", "hulp"), ("help",)),
)

MENUS: Final = {
    Role.MEDIATOR: {Role.MEDIATOR, Role.TABLE, Role.LOOKING, Role.EVERYONE, Role.GROUP},
    Role.OBSERVER: {Role.LOOKING, Role.TABLE, Role.EVERYONE, Role.GROUP},
    Role.PARTY: {Role.PARTY, Role.TABLE, Role.EVERYONE, Role.GROUP},
    Role.GROUP: {Role.GROUP},
}

_BY_ANY_NAME: Final = {typed: c.name for c in COMMANDS for typed in (c.name, *c.nl, *c.en)}


def own_name(typed: str) -> str:
    """The command's own name for whatever was typed after the slash, in any language; or `UNKNOWN`."""
    return _BY_ANY_NAME.get(typed.lower(), UNKNOWN)


def menu(role: str, language: str, sentences: Sentences) -> list[BotCommand]:
    """What to register with Telegram (setMyCommands) for a chat of `role`: mediator, party, observer or group.

    Raises ValueError for any other role.
    """
    if role not in MENUS:
        raise ValueError(f"there is no menu for the role {role!r}")
    return [
        BotCommand(command.names(language)[0], sentences.sentence(command.about, language))
        for command in COMMANDS
        if command.role in MENUS[Role(role)]
    ]
