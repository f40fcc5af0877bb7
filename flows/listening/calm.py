"""A calmer wording of an angry text: what is left without insults, culprits, capitals and mockery. It only proposes."""

import re

from flows.listening.plain import Plain
from flows.listening.points import clauses
from flows.listening.words import WordLists, heard_by

LEAST = 3  # words a proposal has at least
TOPIC = 3  # words of a topic at most
STRAY = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]")
WORD = re.compile(r"\w[\w'-]*")


def calmer(said: Plain, lists: WordLists) -> str:
    """Whole sentences that hold none of it, and those that stand without a mere swear word; else their topic; or ""."""
    kept = [one for one in (_sentence(said, span, lists) for span in clauses(said.low)) if one]
    wording = " ".join(kept)
    if len(WORD.findall(wording)) >= LEAST:
        return wording
    topic = _topic(said, lists)
    return lists.calm.format(topic=topic) if topic else ""


def _sentence(said: Plain, span: tuple[int, int], lists: WordLists) -> str:
    text = STRAY.sub("", said.cased[slice(*span)])
    rude = heard_by((*lists.removable,))
    text = re.sub(rude.pattern, "", text, flags=re.IGNORECASE)
    low = text.lower()
    if heard_by((*lists.insult, *lists.mock, *lists.culprit)).search(low):
        return ""
    if sum(one.isupper() for one in text) * 2 > sum(one.isalpha() for one in text):
        text = low
    text = re.sub(r"\s+", " ", re.sub(r"([!?.,])[!?.,]+", r"\1", text)).replace("!", ".").strip(" ,")
    if len(WORD.findall(text)) < LEAST:
        return ""
    return text[0].upper() + text[1:] if text[-1] in ".?" else f"{text[0].upper()}{text[1:]}."


def _topic(said: Plain, lists: WordLists) -> str:
    """The few words after "about", when nothing rude is in them."""
    for one in heard_by(lists.about).finditer(said.low):
        after = list(WORD.finditer(said.low, one.end()))[:TOPIC]
        if not after or said.low[one.end() : after[0].start()].strip():
            continue
        words = said.low[after[0].start() : after[-1].end()].split("\n")[0]
        words = re.split(r"[.!?,;]", words)[0].strip()
        rude = heard_by((*lists.insult, *lists.mock, *lists.culprit)).search(words)
        if words and not rude and one.group() == lists.about[0]:
            return words
    return ""
