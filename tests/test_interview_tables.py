"""Conversations as tables, in both languages and in full: what a person does, and what then stands on the telephone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mediation import Play
from room import SCRIPT, keys

from flows.events import Said
from flows.interview.conversation import Interview
from flows.messages import Quote, Say
from flows.script import LANGUAGES, Kind
from flows.signals import Answer, Ask, RoundOpened
from handlers.catalogues import Sentences
from handlers.render import quotes_in, render

SENTENCES = Sentences.load()
TABLES = Path(__file__).parent / "interviews"
ANNA = 10
CONSENTS = {"on_language": (0,), "on_confidential": (0,), "on_consent_data": (0, 1, 2, 3)}


class Phone(Play):
    """One person's telephone, past the consents, with one round of questions."""

    def __init__(self, language: str, *prompts: str) -> None:
        super().__init__()
        self.language, self.sent = language, list[str]()
        given = {**CONSENTS, "on_language": (LANGUAGES.index(language),)}
        self.seat(ANNA, "Boeren", government=True)
        self.states[self.state.address] = self.state.having(
            agenda=(),
            front=None,
            rounds=(),
            counted=0,
            answers={key: self.answered(key, choice) for key, choice in given.items()},
        )
        self.shown = len(self.told.get(ANNA, []))
        asks = tuple(Ask(id=one, prompt=one, fill={"place": "Dorpsplein"}) for one in prompts)
        until = datetime(2026, 12, 1, tzinfo=UTC)
        self.raise_(self.state.address, RoundOpened(round="r", asks=asks, until=until))

    @property
    def state(self) -> Interview:
        return self.interview(ANNA)

    def answered(self, key: str, choice: tuple[int, ...]) -> Answer:
        return Answer(
            ask=Ask(id=key, prompt=key, required=True), status="answered", choice=choice, at=self.now
        )

    def words_of(self, ask: str) -> list[str]:
        return [self.text(one.id) for one in self.state.answers[ask].words]

    def types(self, *texts: str) -> Phone:
        for text in texts:
            said = Said(sender=self._who(ANNA), text=text, message_id=self.number(text))
            self.raise_(f"person:{ANNA}", said)
        return self

    def number(self, text: str) -> int:
        """A message's own number."""
        self.sent.append(text)
        return len(self.sent)

    def does(self, act: str) -> None:
        """A line of a table: `> words` are typed, `[label]` is pressed, `/name` is a command."""
        if act.startswith("["):
            self._presses(act[1:-1])
        elif act.startswith("/"):
            self.command(ANNA, act[1:])
        else:
            self.types(act.removeprefix("> "))

    def _presses(self, label: str) -> None:
        for message in reversed(self.told[ANNA]):
            buttons = [one for row in message.buttons for one in row]
            for button, shown in zip(buttons, self.rendered(message)[1], strict=True):
                if shown == label or (shown.endswith("…") and label.startswith(shown[:-1])):
                    self.press_button(ANNA, button, ANNA)
                    return
        raise AssertionError(f"no button {label}")

    def rendered(self, message: Say) -> tuple[str, list[str]]:
        words = {id: self.text(id) for id in quotes_in(message)}
        shown = render(message, self.language, words, SENTENCES, SCRIPT)
        return shown.text, [label for row in shown.rows for label in row]

    def arrived(self) -> str:
        """What came since the last look: each message, and its buttons."""
        said = self.told[ANNA]
        new, self.shown = said[self.shown :], len(said)
        blocks = []
        for message in new:
            text, labels = self.rendered(message)
            blocks.append("\n".join([text, *(f"[{one}]" for one in labels)]))
        return "\n--\n".join(blocks)


def transcript(language: str, prompts: list[str], acts: list[str]) -> str:
    phone = Phone(language, *prompts)
    blocks = [phone.arrived()]
    for act in acts:
        phone.does(act)
        blocks.append(f">>> {act}\n{phone.arrived()}")
    return "\n====\n".join(blocks) + "\n"


def table(name: str) -> tuple[list[str], list[str], str]:
    """A table: its prompts in the first line, then the whole conversation; what was done stands after `>>>`."""
    text = (TABLES / f"{name}.txt").read_text(encoding="utf-8")
    first, _, rest = text.partition("\n")
    acts = [line.removeprefix(">>> ") for line in rest.splitlines() if line.startswith(">>> ")]
    return first.removeprefix("# ").split(), acts, rest


NAMES = sorted(one.stem for one in TABLES.glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_a_conversation_reads_as_in_its_table(name: str) -> None:
    prompts, acts, expected = table(name)
    assert transcript(name.rsplit("_", 1)[1], prompts, acts) == expected


def test_there_is_a_table_for_every_type_of_answer_in_each_language() -> None:
    types = {SCRIPT.prompt(key).type.value for name in NAMES for key in table(name)[0]}
    assert types >= {kind.value for kind in Kind}
    kinds = {name.rsplit("_", 1)[0] for name in NAMES}
    assert {f"{kind}_{language}" for kind in kinds for language in LANGUAGES} == set(NAMES)


# ------------------------------------------------------------------ what is hard to keep


HARD = {
    "right to left": "\u202eabc\u202c نحن نريد الهدوء في القرية",
    "zero width": "Wij\u200b willen\u200d rust\ufeff",
    "stacked marks": "Z" + "\u0301" * 200 + " rust",
    "emoji": "👨\u200d👩\u200d👧 willen rust 🏳️\u200d🌈",
    "marks of ours": "**vet** {name} %s {0} <b>",
    "lines": "een\n\n\ntwee\tdrie",
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
@pytest.mark.parametrize("prompt", ["p1_story", "p1_stake"])
def test_a_text_is_kept_character_for_character(prompt: str, text: str) -> None:
    phone = Phone("nl", prompt).types(text)
    assert text in [one.text for one in phone.words.values()]
    phone.command(ANNA, "done")
    assert phone.words_of(prompt)[0] == text


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_read_back_cannot_turn_the_words_around_it(language: str, text: str) -> None:
    phone = Phone(language, "p3_want").types(text)
    phone.command(ANNA, "done")
    shown = phone.rendered(phone.told[ANNA][-1])[0]
    assert "\u202e" not in shown
    assert "{" not in shown.replace("{name}", "").replace("{0}", "")


def cut(text: str, size: int = 4096) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


LONG = "".join(f"{number:05d} en toen " for number in range(700))[:10_000]


def test_a_long_answer_in_several_messages_is_one_answer() -> None:
    phone = Phone("nl", "p1_story", "p1_history").types(*cut(LONG))
    assert "".join(phone.words_of("p1_story")) == LONG
    assert "p1_history" not in phone.state.answers
    assert [keys(part)[0] for one in phone.told[ANNA] for part in one.parts].count("long.added") == 1


def test_a_long_point_in_several_messages_is_kept_in_full() -> None:
    phone = Phone("nl", "p1_stake").types(*cut(LONG))
    phone.command(ANNA, "done")
    assert "".join(phone.words_of("p1_stake")) == LONG


def test_what_is_typed_later_is_the_next_answer_and_not_the_rest_of_a_long_one() -> None:
    phone = Phone("nl", "p1_story", "p1_history").types(LONG[:3000])
    phone.now += timedelta(minutes=1)
    phone.types("Wij hebben twee keer met de gemeente gepraat, en dat hielp een beetje.")
    assert phone.words_of("p1_history") == [
        "Wij hebben twee keer met de gemeente gepraat, en dat hielp een beetje."
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_hundred_points_are_kept_or_refused_with_a_sentence(language: str) -> None:
    texts = [f"Punt {number}" for number in range(1, 301)]
    phone = Phone(language, "p1_stake").types(*texts)
    kept = {one.text for one in phone.words.values() if one.user == ANNA}
    assert set(phone.words_of("p1_stake")) == kept
    assert sorted(kept) == sorted(texts[: len(kept)])
    enough = SENTENCES.sentence("entries.enough", language).replace("{n}", str(len(kept)))
    assert any(phone.rendered(one)[0] == enough for one in phone.told[ANNA])
    assert len(phone.told[ANNA]) >= len(texts), "every one of the 300 got a reply"
    assert keys(phone.told[ANNA][-1].parts[0]) == ["nothing_asked"]


def test_a_quote_is_opened_for_its_own_reader_only() -> None:
    phone = Phone("nl", "p3_want").types("Wij willen rust.")
    phone.command(ANNA, "done")
    quotes = [one for say in phone.told[ANNA] for one in say.parts if isinstance(one, Quote)]
    assert phone.unreadable == []
    assert all(phone.words[one.id].user == ANNA for one in quotes)


if __name__ == "__main__":  # after a change of wording: write the tables anew, and read what changed
    for one in NAMES:
        prompts, acts, _ = table(one)
        head = "# " + " ".join(prompts)
        (TABLES / f"{one}.txt").write_text(
            f"{head}\n{transcript(one.rsplit('_', 1)[1], prompts, acts)}", "utf-8"
        )
