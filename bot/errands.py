"""What the outbox holds besides messages: looking at a group, registering a menu, work for the workshop."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from telegram import Bot, BotCommandScopeChat
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot import bridging, desk_files, likeness, mirror, question_files, question_sets
from bot.documents import agreement_text
from bot.fetching import fetch, keep_file
from bot.outside import Outside
from bot.search_result import packages_found
from flows.effects import Fetch, KeepFile, LookAtGroup, Menu, TakeOut, Work
from flows.events import BridgesFound, GroupSeen, PackagesFound, TakenOut, Typeset
from flows.script import Script
from flows.value import Value
from handlers.catalogues import Sentences
from handlers.commands import menu
from storage import OutboxRow, Reader, Store, Transaction
from workshop.agreement_files import MIME, agreement_files
from workshop.bridges import bridges
from workshop.consolidate import DEFAULT, Statement, Way, consolidate, three_themes
from workshop.document import AgreementText, hashed
from workshop.grouping.endpoint import EndpointError
from workshop.negotiation import Negotiation
from workshop.pool import Pool
from workshop.question_set import typeset_questions
from workshop.report import as_markdown, typeset_report
from workshop.search import SolverMissingError, search
from workshop.words import Language

Event = tuple[str, Value] | None


class Errands:
    """Each errand is harmless to run twice; its result is an event for the machine that asked."""

    def __init__(
        self,
        store: Store,
        bot: Bot,
        sentences: Sentences,
        script: Script,
        pool: Pool,
        way: Way = DEFAULT,
        outside: Outside | None = None,
    ) -> None:
        self._store = store
        self._way = way
        self._outside = outside
        self._bot = bot
        self._sentences = sentences
        self._script = script
        self._pool = pool

    async def run(self, row: OutboxRow) -> Event:
        match row.kind:
            case "look":
                look = LookAtGroup.model_validate_json(row.body)
                return look.address, await self.members(row.chat, look.users)
            case "menu":
                return await self._menu(Menu.model_validate_json(row.body))
            case "work" if json.loads(row.body)["e"] == "fetch":
                effect = Fetch.model_validate_json(row.body)
                return effect.address, await fetch(self._bot, effect)
            case "work" if json.loads(row.body)["e"] == "take_out":
                return await self._take_out(TakeOut.model_validate_json(row.body), row.chat)
            case "work" if json.loads(row.body)["e"] == "keep_file":
                keep = KeepFile.model_validate_json(row.body)
                return keep.address, await keep_file(self._bot, self._store, keep)
            case _:
                work = Work.model_validate_json(row.body)
                return await self._work(work)

    async def _work(self, work: Work) -> Event:  # noqa: C901  a table of cases
        match work.job:
            case "typeset":
                return await self._typeset(work)
            case "question_set":
                return await self._question_set(work)
            case "question_file":
                made = await self._store.transact(
                    lambda tx: question_files.write(tx, work, self._sentences, self._script)
                )
                return work.address, made
            case "consolidate" | "three_themes":
                return await self._compare(work)
            case "packages":
                return work.address, await self._packages(work)
            case "bridges":
                return work.address, await self._bridges(work)
            case "record_page":
                return work.address, await self._store.transact(lambda tx: desk_files.page(tx, work))
            case "mirror":
                return work.address, await self._store.transact(lambda tx: mirror.read(tx, work))
            case "record_file":
                return work.address, await self._store.transact(
                    lambda tx: desk_files.record(tx, work, self._sentences, self._script)
                )
            case "report":
                return await self._report(work)

    async def _question_set(self, work: Work) -> Event:
        """A party's questions for paper, opened as the party would read them."""
        document, language = await self._store.transact(
            lambda tx: question_sets.compose(tx, work, self._sentences, self._script)
        )
        pdf = await self._pool.run(typeset_questions, document, language)
        made = await self._store.transact(lambda tx: question_sets.put(tx, work, document, language, pdf))
        return work.address, made

    async def _report(self, work: Work) -> Event:
        """The participation report, opened as the group reads."""
        document, language = await self._store.transact(
            lambda tx: desk_files.report(tx, work, self._sentences, self._script)
        )
        pdf = await self._pool.run(typeset_report, document, language)
        made = await self._store.transact(
            lambda tx: desk_files.put_report(tx, work, language, pdf, as_markdown(document))
        )
        return work.address, made

    async def members(self, chat: int, users: tuple[int, ...]) -> GroupSeen:
        """Who of these is inside, how many there are in all, and who has rights there; Telegram lists no others.

        Raises Forbidden, or BadRequest `chat not found`, where there is no such group for the bot any more.
        """
        members = await self._bot.get_chat_member_count(chat)
        present = [user for user in users if await self._inside(chat, user)]
        found = {one.user.id: one for one in await self._bot.get_chat_administrators(chat)}
        own = found.pop(self._bot.id, None)
        return GroupSeen(
            chat=chat,
            present=tuple(present),
            members=members,
            asked=users,
            admins={str(id): one.user.full_name for id, one in found.items()},
            admin=own is not None,
            deletes=bool(getattr(own, "can_delete_messages", False)),
        )

    async def _inside(self, chat: int, user: int) -> bool:
        """Somebody who left while they had no voice keeps the status "restricted"."""
        try:
            member = await self._bot.get_chat_member(chat, user)
        except (BadRequest, Forbidden):
            return False
        if member.status == "restricted":
            return bool(getattr(member, "is_member", True))
        return member.status not in ("left", "kicked")

    async def _take_out(self, effect: TakeOut, chat: int) -> Event:
        """Delete it where the bot may; what is gone already is gone."""
        try:
            await self._bot.delete_message(chat, effect.message)
            gone = True
        except (BadRequest, Forbidden) as error:
            if isinstance(error, ChatMigrated):
                raise
            gone = "to delete not found" in str(error).lower()
        return effect.address, TakenOut(chat=chat, user=effect.user, gone=gone)

    async def _menu(self, effect: Menu) -> Event:
        language = await self._store.transact(lambda tx: tx.language_of(effect.chat))
        commands = menu(effect.role, language, self._sentences)
        await self._bot.set_my_commands(commands, scope=BotCommandScopeChat(effect.chat))
        return None

    async def _compare(self, work: Work) -> Event:
        """For the mediator who sorts: a first proposal of groups, or the likeliest themes of one item."""
        if work.job == "three_themes":
            return await self._three_themes(work)
        statements, asked = await self._store.transact(lambda tx: likeness.to_group(tx, work))
        way, fell_back = await self._by(work, statements)
        proposal = await self._pool.run(consolidate, statements, asked, work.material.get("cut", "same"), way)
        return work.address, likeness.grouped(work, proposal, statements, fell_back=fell_back)

    async def _packages(self, work: Work) -> PackagesFound:
        """For the mediator who looks for packages: ids and numbers only go in, and come back."""
        negotiation = Negotiation.model_validate(work.material["negotiation"])
        try:
            found = await self._pool.run(search, negotiation)
        except SolverMissingError:
            return PackagesFound(user=work.material["user"], problem="too_many")
        return packages_found(work.material["user"], found)

    async def _bridges(self, work: Work) -> BridgesFound:
        """Needs and offers are for a mediator alone: they are compared on this machine, and go to no service."""
        way = DEFAULT if self._way.pipeline == "endpoint" else self._way
        needs, offers, asked = await self._store.transact(lambda tx: bridging.to_bridge(tx, work))
        about = work.material
        found = await self._pool.run(bridges, asked, needs, offers, about["owners"], about["names"], way)
        return bridging.bridged(work, found)

    async def _three_themes(self, work: Work) -> Event:
        themes, statement, asked = await self._store.transact(lambda tx: likeness.to_compare(tx, work))
        if statement is None:  # it was erased meanwhile
            return work.address, likeness.compared(work, (), "")
        members = [one for some in themes.values() for one in some]
        way, fell_back = await self._by(work, [*members, statement])
        found = await self._pool.run(three_themes, asked, themes, statement, way)
        return work.address, likeness.compared(work, found, statement.text, fell_back=fell_back)

    async def _by(self, work: Work, statements: Sequence[Statement]) -> tuple[Way, bool]:
        """How these are compared, and whether that is less than the operator wants: the service failed."""
        if self._outside is None:
            return self._way, False
        try:
            vectors = await self._outside.vectors(work.mediation, statements)
        except EndpointError:
            return DEFAULT, True
        return self._way.model_copy(update={"vectors": vectors}), False

    async def _typeset(self, work: Work) -> Event:
        """The document, opened as the group would read it: no word that was not released can be in it."""
        reader = Reader(work.mediation, "group", None, None)
        language, document = await self._store.transact(
            lambda tx: _document(tx, work.material, reader, self._script)
        )
        document = hashed(document)
        files = await self._pool.run(agreement_files, document, language)
        said = sha256(
            files["json"]
        ).hexdigest()  # what parties and boards did since the text was confirmed, too
        file = f"{work.mediation}-{document.hash[:12]}-{said[:8]}-{document.status}"
        await self._store.transact(lambda tx: _put(tx, file, files, document, language))
        return work.address, Typeset(file=file, hash=document.hash, language=language)


def _document(
    tx: Transaction, material: dict[str, Any], reader: Reader, script: Script
) -> tuple[Language, AgreementText]:
    users = [one["user"] for one in material["parties"]]
    spoken = [tx.language_of(user) for user in users]
    most = max(sorted(set(spoken)), key=spoken.count) if spoken else "nl"
    language: Language = "en" if (material["language"] or most) == "en" else "nl"
    return language, agreement_text(material, lambda ids: tx.open_words(reader, ids), script, language)


def _put(tx: Transaction, file: str, files: dict[str, bytes], document: AgreementText, language: str) -> None:
    """The PDF under the id itself, the others with their ending behind it."""
    name = {"nl": "overeenkomst", "en": "agreement"}[language]
    kind = {"draft": "-concept" if language == "nl" else "-draft"}.get(document.status, "")
    for ending, data in files.items():
        id = file if ending == "pdf" else f"{file}.{ending}"
        tx.put_file(id, f"{name}{kind}-v{document.version}.{ending}", MIME[ending], data)
