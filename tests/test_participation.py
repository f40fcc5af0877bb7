"""The participation report: what the group read, dates and numbers; nothing anybody said in confidence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from keys import OPERATOR
from local import Local
from mediation import FARMERS, GROUP, Play
from room import MEDIATOR, SCRIPT, buttons, shown

from bot import desk_files
from bot.carry import Carrier
from flows import effects
from flows.desk.participation import sections
from flows.effects import Effect, Work
from flows.events import FilesMade
from flows.messages import Quote
from flows.person.front import Person
from flows.phrases import say
from flows.register import Published
from handlers.catalogues import Sentences
from storage import Reader, Store, Transaction
from workshop.report import Block, Report, Section, as_markdown, typeset_report

SENTENCES = Sentences.load()
KEPT = (
    effects.Keep,
    effects.Recast,
    effects.Release,
    effects.Withdraw,
    effects.Translate,
    effects.AgreeTranslation,
    effects.Log,
)


class Remembered(Play):
    """A mediation whose words and record can be put into a real store afterwards."""

    def __init__(self) -> None:
        self.carried: list[Effect] = []
        super().__init__()

    def _carry(self, effect: Effect) -> None:
        self.carried.append(effect)
        super()._carry(effect)

    def into(self, tx: Transaction) -> None:
        carrier = Carrier(tx, 1, self.now)
        for address, state in self.states.items():
            tx.save(address, state.model_dump_json())
            if isinstance(state, Person):
                carrier.note(state)
        for effect in self.carried:
            if isinstance(effect, KEPT):
                carrier.carry(effect)


async def _report(play: Remembered, folder: Path) -> tuple[Report, dict[str, Any]]:
    """The report, and the id and text of every word, with whether the group may read it."""
    store = await Store.open(folder / "store.db", OPERATOR)
    work = Work(
        mediation=play.mediation.id,
        job="report",
        address=play.address,
        material={"user": MEDIATOR, "now": play.now.isoformat()},
    )

    def act(tx: Transaction) -> tuple[Report, dict[str, Any]]:
        play.into(tx)
        report, _ = desk_files.report(tx, work, SENTENCES, SCRIPT)
        group = Reader(play.mediation.id, "group", None, None)
        words = {}
        for row in tx.words_of(play.mediation.id):
            open_ = desk_files._open(tx, group, row.id, "") != ""
            words[row.id] = (row.text, open_)
        return report, words

    try:
        return await store.transact(act)
    finally:
        await store.close()


def _flat(text: str) -> str:
    """Without marks of escape, and with one space where there is any."""
    return " ".join(text.replace("\\", "").split())


async def test_nothing_that_was_not_released_is_in_the_report(tmp_path: Path) -> None:
    play = Remembered()
    play.to_phase(6)
    play.phase_6()
    report, words = await _report(play, tmp_path)
    made = _flat(as_markdown(report))
    released = {text for text, open_ in words.values() if open_}
    private = {text for text, open_ in words.values() if not open_} - released
    assert len(private) > 30
    assert len(released) > 5
    assert [text for text in private if _flat(text) in made] == []
    assert [text for text in released if _flat(text) in made], "what was released is there"


async def test_a_private_word_stays_shut_even_where_a_text_of_the_group_names_it(tmp_path: Path) -> None:
    play = Remembered()
    play.to_phase(2)
    private = next(one for one in play.words.values() if one.party and one.id not in play.released)
    posted = Published(key="wrong", say=say(Quote(id=private.id)), at=play.now, by=MEDIATOR)
    changed = play.mediation.model_copy(update={"published": (posted,)})
    play.states[play.address] = changed
    report, _ = await _report(play, tmp_path)
    text = _flat(as_markdown(report))
    assert "Tekst 1" in text
    assert _flat(private.text) not in text


async def test_the_report_tells_parties_steps_frames_decisions_and_texts(tmp_path: Path) -> None:
    play = Remembered()
    play.to_phase(6)
    play.phase_6()
    report, _ = await _report(play, tmp_path)
    text = as_markdown(report)
    for heading in ("Wie aan tafel zaten", "Stappen en data", "Kaders van de overheid", "Wat is besloten"):
        assert f"## {heading}" in text
    assert "- Gemeente (overheid)" in text
    assert "opende de stap" in text
    assert "fase 5" in text
    assert text.count("### Tekst") == len({one.key for one in play.mediation.published})
    assert "Hoe kunnen we het plein zo inrichten" in text
    assert "las de antwoorden" not in text


async def test_the_report_says_what_was_done_with_the_input_and_what_became_of_each_package(
    tmp_path: Path,
) -> None:
    play = Remembered()
    play.to_phase(5)
    play.all_answer().next().poll({FARMERS: 4}, "Plan A").press(MEDIATOR, "button.publish")
    play.compose("Plan B").press(MEDIATOR, "button.put_forward").all_answer()
    first, _ = await _report(play, _folder(tmp_path, "reading"))
    text = _flat(as_markdown(first))
    assert "Hoe dit is afgelopen, staat niet in de groep." in text
    assert "Ideeën in het pakket waar elke partij ja op zei" not in text
    assert "bezwaar" not in text
    used = {number for one in play.mediation.packages for number in one.ideas}
    assert f"Ideeën die in een pakket kwamen: {len(used)}" in text
    play.press(MEDIATOR, "button.start_check").all_answer()
    play.wait(hours=25).all_answer().press(MEDIATOR, "button.publish")
    text = _flat(as_markdown((await _report(play, _folder(tmp_path, "agreed")))[0]))
    assert (
        f"Ideeën in het pakket waar elke partij ja op zei: {len(play.mediation.packages[-1].ideas)}" in text
    )
    of_b = next(line for line in text.split(" - ") if "Plan B" in line and "versie 1" in line)
    assert "Elke partij zei ja op deze versie" in of_b
    of_a = [line for line in text.split(" - ") if "Plan A" in line]
    assert of_a
    assert not [line for line in of_a if "Boeren" in line or "Elke partij zei ja" in line]


async def test_what_was_taken_back_after_it_was_published_is_gone_from_the_report(tmp_path: Path) -> None:
    play = Remembered()
    play.to_phase(4)
    before, words = await _report(play, _folder(tmp_path, "before"))
    earlier = _flat(as_markdown(before))
    shown_before = [text for text, open_ in words.values() if open_ and text in earlier]
    mapped = play.mediation.mapped[0]
    play._carry(effects.Withdraw(mediation=play.mediation.id, ids=(mapped,)))
    after, _ = await _report(play, _folder(tmp_path, "after"))
    assert play.text(mapped) in shown_before
    assert _flat(as_markdown(after)).count(play.text(mapped)) < earlier.count(play.text(mapped))


def _folder(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name


def test_the_group_gets_the_report_only_by_a_press_on_exactly_that() -> None:
    play = Play().to_phase(3)
    play.command(MEDIATOR, "report")
    assert play.works[-1].job == "report"
    before = len(play.told.get(GROUP, []))
    play.raise_(
        play.address, FilesMade(user=MEDIATOR, what="report", files=("case-report-pdf-1", "case-report-md-1"))
    )
    assert play.files[MEDIATOR][-2:] == ["case-report-pdf-1", "case-report-md-1"]
    play.press(MEDIATOR, "participation.to_group")
    assert len(play.told.get(GROUP, [])) == before
    assert play.mediation.pending[-1].file == "case-report-pdf-1"
    assert "participation.for_group" in play.last(MEDIATOR)
    assert "button.publish" in buttons(play.told[MEDIATOR][-1])
    play.press(MEDIATOR, "button.publish")
    assert shown(play.told[GROUP][-1])[0] == "participation.for_group"
    assert play.files[GROUP][-1] == "case-report-pdf-1"


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_real_bot_makes_a_pdf_and_a_text(tmp_path: Path, language: str) -> None:
    async with Local(tmp_path, language) as local:
        await local.create()
        await local.seat("Boeren", local.person("Jan"))
        await local.say(local.mediator, "/verslag")
        await local.settled()
        files = local.files()
        name = {"nl": "verslag", "en": "report"}[language]
        assert set(files) == {f"{name}.pdf", f"{name}.md"}
        assert files[f"{name}.pdf"].startswith(b"%PDF")
        said = files[f"{name}.md"].decode()
        assert "Dorpsplein" in said
        assert "Boeren" in said
        sent = [one.file for one in local.world.visible(local.mediator, local.mediator) if one.file]
        assert len(sent) == len(files)


# ------------------------------------------------------------------ the documents


def _document(*lines: str) -> Report:
    return Report(
        heading="Verslag",
        title="Plein",
        page="Bladzijde",
        sections=(
            Section(heading="Kop", blocks=(Block(kind="list", lines=lines), Block(kind="text", lines=lines))),
        ),
    )


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("# kop", "\\# kop"),
        ("- punt", "\\- punt"),
        ("1. punt", "1\\. punt"),
        ("*vet* _schuin_", "\\*vet\\* \\_schuin\\_"),
        ("[x](http://y)", "\\[x\\](http://y)"),
        ("<b>", "\\<b\\>"),
        ("> citaat", "\\> citaat"),
        ("| a |", "\\| a \\|"),
        ("gewoon. 3-4 keer", "gewoon. 3-4 keer"),
    ],
)
def test_what_people_wrote_is_never_markup(text: str, made: str) -> None:
    lines = as_markdown(_document(text)).split("## Kop")[1].split("\n")
    assert [one for one in lines if one] == [f"- {made}", made]


def test_the_pdf_is_the_same_for_the_same_words_and_other_for_others() -> None:
    words = ("#let x = 1", "Een *gewone* zin.", "x" * 200)
    assert typeset_report(_document(*words), "nl") == typeset_report(_document(*words), "nl")
    assert typeset_report(_document(*words), "nl") != typeset_report(_document(*words[:2]), "nl")


def test_a_report_of_a_case_that_just_began_says_so() -> None:
    play = Play()
    made = sections(play.mediation, (), play.now)
    assert sum("participation.none_yet" in shown_in for shown_in in (_keys(one.parts) for one in made)) >= 4


def _keys(parts: Iterable[Any]) -> list[str]:
    return [getattr(one, "key", "") for one in parts]


def test_the_report_of_the_farmers_words_in_the_group_names_no_person() -> None:
    play = Play().to_phase(4)
    made = sections(play.mediation, (), play.now)
    dumped = "".join(one.model_dump_json() for one in made)
    assert f"User {FARMERS}" not in dumped
