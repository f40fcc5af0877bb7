"""Reads a filled-in question set: plain text in, answers out, and every line that is wrong by its number.

A set is a text file. A line `[set p2]` says whose it is; each question begins with its code as in `3. [p1_story]`,
and what is written after `Answer:` or `Antwoord:`, up to the next code, is the answer. Nothing written: not answered.
A single dash: passed. Both begin their line; what is indented belongs to the question. It keeps nothing.
"""

import re
from collections.abc import Iterable

from flows.events import OnPaper
from flows.messages import Term
from flows.phrases import term
from flows.script import Kind
from flows.value import Value

SET = re.compile(r"^\ufeff?\s*\[set ([^\]\s]+)\]\s*$")
CODE = re.compile(r"^\d+\.\s*\[([^\]\s]+)\]\s*$")
ANSWER = re.compile(r"^(?:antwoord|answer)\s*:[ \t]*(.*)$", re.IGNORECASE)
RULED = re.compile(r"^\s*[_.\u2026]{3,}\s*$")  # a line to write on that was left as it is
PASSED = "-"
LONGEST = 10_000  # characters in one answer


class Expected(Value):
    """A question of the set: what sort of answer it takes. `words`: choices (from 0) that ask for words as well."""

    id: str
    kind: Kind
    options: int = 0
    words: tuple[int, ...] = ()
    required: bool = False


class Mistake(Value):
    """What is wrong in a line, with what to do."""

    line: int
    what: Term


class _Block(Value):
    """What stands under one code. `answer` holds (line number, text) of what was written."""

    id: str
    line: int
    marked: bool = False  # there is a line "Answer:"
    answer: tuple[tuple[int, str], ...] = ()


class _WrongError(Exception):
    """An answer that cannot be taken over; carries the mistake."""

    def __init__(self, line: int, what: Term) -> None:
        super().__init__(what.key)
        self.mistake = Mistake(line=line, what=what)


def party_of_set(text: str) -> str:
    """Whose set this is, by its `[set ...]` line; empty where there is none."""
    return next((found.group(1) for line in text.splitlines() if (found := SET.match(line))), "")


def read_set(text: str, asks: Iterable[Expected]) -> tuple[tuple[OnPaper, ...], tuple[Mistake, ...]]:
    """The answers in the order of the questions, and every mistake in the order of the lines."""
    expected = {one.id: one for one in asks}
    answers: dict[str, OnPaper] = {}
    mistakes: list[Mistake] = []
    seen: set[str] = set()
    for block in _blocks(text):
        try:
            answer = _read(block, expected, seen)
        except _WrongError as wrong:
            mistakes.append(wrong.mistake)
            continue
        finally:
            seen.add(block.id)
        if answer:
            answers[block.id] = answer
    return tuple(answers[one] for one in expected if one in answers), tuple(mistakes)


def _blocks(text: str) -> tuple[_Block, ...]:
    blocks: list[_Block] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if found := CODE.match(line):
            blocks.append(_Block(id=found.group(1), line=number))
        elif blocks:
            blocks[-1] = _with(blocks[-1], number, line)
    return tuple(blocks)


def _with(block: _Block, number: int, line: str) -> _Block:
    """The block with one line more; what stands before "Answer:" is the question."""
    found = None if block.marked else ANSWER.match(line)
    written = found.group(1) if found else line
    if not block.marked and not found:
        return block
    kept = () if not written.strip() or RULED.match(written) else ((number, written.strip()),)
    return block.model_copy(update={"marked": True, "answer": (*block.answer, *kept)})


def _read(block: _Block, expected: dict[str, Expected], seen: set[str]) -> OnPaper | None:
    ask = expected.get(block.id)
    if ask is None:
        raise _WrongError(block.line, term("proxy_file.unknown", code=block.id))
    if block.id in seen:
        raise _WrongError(block.line, term("proxy_file.twice", code=block.id))
    if not block.marked:
        raise _WrongError(block.line, term("proxy_file.no_answer_line", code=block.id))
    if not block.answer:
        return None
    line, first = block.answer[0]
    if first == PASSED and len(block.answer) == 1:
        if ask.required:
            raise _WrongError(line, term("proxy_file.required"))
        return OnPaper(ask=ask.id, skipped=True)
    if ask.kind in (Kind.TEXT, Kind.MULTI):
        return _in_words(ask, block)
    return _chosen(ask, block)


def _in_words(ask: Expected, block: _Block) -> OnPaper:
    lines = [text for _, text in block.answer]
    texts = tuple(lines) if ask.kind is Kind.MULTI else ("\n".join(lines),)
    if any(len(one) > LONGEST for one in texts):
        raise _WrongError(block.answer[0][0], term("proxy_file.too_long", n=LONGEST))
    return OnPaper(ask=ask.id, texts=texts)


def _chosen(ask: Expected, block: _Block) -> OnPaper:
    """Numbers on the first line; words, where a choice asks for them, on the lines below."""
    (line, first), *rest = block.answer
    numbers = re.findall(r"\d+", first)
    if not numbers or not re.fullmatch(r"[\d\s,;.]+", first):
        raise _WrongError(line, term("proxy_file.number", n=ask.options))
    chosen = tuple(sorted({int(one) - 1 for one in numbers}))
    if not all(0 <= one < ask.options for one in chosen):
        raise _WrongError(line, term("proxy_file.number", n=ask.options))
    if len(chosen) > 1 and ask.kind is not Kind.MULTICHOICE:
        raise _WrongError(line, term("proxy_file.one_number"))
    said = "\n".join(text for _, text in rest)
    asked = ask.kind is not Kind.MULTICHOICE and chosen[0] in ask.words
    if said and not asked:
        raise _WrongError(rest[0][0], term("proxy_file.no_words"))
    if asked and not said and ask.kind is not Kind.SCALE:
        raise _WrongError(line, term("proxy_file.words_needed"))
    return OnPaper(ask=ask.id, choice=chosen, texts=(said,) if said else ())
