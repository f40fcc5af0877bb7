"""All the bot's sentences with their keys, as plain data: what the rehearsal's players recognise its questions by."""

from __future__ import annotations

from flows.script import LANGUAGES, Script
from handlers.catalogues import Sentences

Entries = dict[str, list[tuple[str, str]]]


def phrasebook(sentences: Sentences, script: Script) -> Entries:
    """For each language, (key, template) of every sentence, prompt, option and rung."""
    return {language: _entries(sentences, script, language) for language in LANGUAGES}


def _entries(sentences: Sentences, script: Script, language: str) -> list[tuple[str, str]]:
    entries = [(f"term:{key}", text) for key, text in sentences.by_language[language].items()]
    for prompt in script.prompts:
        entries.append((f"prompt:{prompt.key}", script.wording(prompt.key, language)))
        entries += [
            (f"option:{prompt.key}:{number}", script.wording(prompt.key, language, number))
            for number in range(len(script.choices(prompt)))
        ]
    for code, rule in script.rules.items():
        entries += [(f"rule:{code}:{number}", text) for number, text in enumerate(_texts(rule, language))]
    return entries


def _texts(rule: object, language: str) -> tuple[str, ...]:
    texts: tuple[str, ...] = getattr(rule, language)
    return texts
