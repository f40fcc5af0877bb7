"""What of the single text stands where in the document, with its numbers, its history, and what is still missing.

An article keeps the number it got first, whatever becomes of it and of the others. Ids only; decides nothing.
"""

from collections.abc import Iterator
from typing import Any

from flows.lines import package_ideas
from flows.messages import Piece, Quote
from flows.phrases import term
from flows.process.disputes import MODEL
from flows.register import Commitment, Contingency, Interest, Package
from flows.single_text import OwnArticle, SingleText, TextChange, TextVersion
from flows.table import Mediation

AGREED, PROMISES, REFRAINS, IF_THEN, FORMAL = 4, 5, 6, 7, 8
OWN_CHAPTERS = (REFRAINS, FORMAL, 9, 10, 11, 12, 14)  # where the mediator writes articles
CHAPTERS = {FORMAL: "formal", 9: "money", 10: "openness", 11: "following", 12: "change", 14: "duration"}
ACCEPTED = 0  # option of p6_commit_check


def articles(state: Mediation, package: Package) -> list[tuple[int, str]]:
    """Every numbered text as (chapter, id of the words it began with), in the order of the document."""
    agreed = [word.id for _, word in package.standing] or package_ideas(state, package)
    promised = [(REFRAINS if one.kind == "not" else PROMISES, one.what.id) for one in package.commitments]
    return [
        *((AGREED, id) for id in agreed),
        *promised,
        *((IF_THEN, one.condition.id) for one in package.contingencies),
        *((one.chapter, one.word.id) for one in state.text.own),
    ]


def numbered(state: Mediation, package: Package) -> SingleText:
    """The text with a number for each article that had none: the next of its chapter, never one that was used.

    What was agreed in the package has its number already, and keeps it.
    """
    agreed = {f"{AGREED}:{word.id}": number for number, word in package.standing}
    numbers = {**state.text.numbers, **agreed}
    for chapter, id in articles(state, package):
        if f"{chapter}:{id}" not in numbers:
            used = [n for key, n in numbers.items() if key.startswith(f"{chapter}:")]
            numbers[f"{chapter}:{id}"] = max(used, default=0) + 1
    return state.text.model_copy(update={"numbers": numbers})


def labels(state: Mediation, package: Package) -> dict[str, tuple[int, str]]:
    """Every article that stands in the text, by its label ("4.2")."""
    text = numbered(state, package)
    return {
        f"{chapter}.{text.numbers[f'{chapter}:{id}']}": (chapter, id)
        for chapter, id in articles(state, package)
    }


def words_of(state: Mediation, id: str) -> str:
    """The words that stand now where these stood first."""
    return state.text.reworded[id].id if id in state.text.reworded else id


def new_version(state: Mediation, package: Package) -> SingleText:
    """The text with its next version on record: what is new, changed or gone, and because of which interest."""
    text = numbered(state, package)
    now = {label: words_of(state, id) for label, (_, id) in labels(state, package).items()}
    before = text.versions[-1].words if text.versions else None
    changes = tuple(_changes(before, now, text.because)) if before is not None else ()
    made = TextVersion(words=now, changes=changes)
    return text.model_copy(update={"versions": (*text.versions, made), "because": {}})


def _changes(before: dict[str, str], now: dict[str, str], because: dict[str, str]) -> Iterator[TextChange]:
    for label in sorted({*before, *now}, key=_place):
        if label not in before:
            yield TextChange(label=label, how="new", because=because.get(label, ""))
        elif label not in now:
            yield TextChange(label=label, how="lapsed", because=because.get(label, ""))
        elif before[label] != now[label]:
            yield TextChange(label=label, how="changed", because=because.get(label, ""))


def _place(label: str) -> tuple[int, ...]:
    return tuple(map(int, label.split(".")))


# ------------------------------------------------------------------ for the document


def material(state: Mediation, package: Package) -> dict[str, Any]:
    """What the single text adds to the material of the package."""
    text = state.text
    agreed = [id for chapter, id in articles(state, package) if chapter == AGREED]
    return {
        "articles": [words_of(state, id) for id in agreed],
        "article_numbers": [text.numbers[f"{AGREED}:{id}"] for id in agreed],
        "article_interests": [
            [interest_name(state, one) for one in state.interests if one.id in text.serves.get(id, ())]
            for id in agreed
        ],
        "commitments": [_promise(state, one) for one in package.commitments],
        "contingencies": [_if_then(text, one) for one in package.contingencies],
        "provisions": [_provision(state, one) for one in text.own],
        "disputes": {
            "model": [list(one) for one in MODEL] if text.model_steps else [],
            "terms": {id: [one.days, one.working_days] for id, one in text.steps.items()},
            "pays": text.pays,
            "meanwhile": text.meanwhile,
            "court": text.court,
        },
        "facts": [
            {"number": one.number, "word": (one.result or one.word).id}
            for one in state.facts
            if one.standing == "agreed" or one.result
        ],
        "versions": [
            [[one.label, one.how, _because(state, one)] for one in version.changes]
            for version in text.versions
        ],
    }


def _promise(state: Mediation, one: Commitment) -> dict[str, Any]:
    chapter = REFRAINS if one.kind == "not" else PROMISES
    means, sign = state.text.means.get(one.what.id), state.text.signs.get(one.what.id)
    return {
        "party": one.party,
        "who": state.parties[one.party].name,
        "what": one.what.id,
        "when": one.when.id,
        "kind": one.kind,
        "due": one.due.isoformat() if one.due else None,
        "number": state.text.numbers[f"{chapter}:{one.what.id}"],
        "means": means.id if means else None,
        "sign": sign.id if sign else None,
    }


def _if_then(text: SingleText, one: Contingency) -> dict[str, Any]:
    fields = {
        "measurer": one.measurer,
        "otherwise": one.otherwise,
        "indicator": one.indicator,
        "by": one.by,
        "unmeasured": one.unmeasured,
    }
    return {
        "if": one.condition.id,
        "then": one.consequence.id,
        "number": text.numbers[f"{IF_THEN}:{one.condition.id}"],
        **{name: word.id if word else None for name, word in fields.items()},
    }


def _provision(state: Mediation, one: OwnArticle) -> dict[str, Any]:
    return {
        "chapter": CHAPTERS.get(one.chapter, "refrain"),
        "number": state.text.numbers[f"{one.chapter}:{one.word.id}"],
        "text": words_of(state, one.word.id),
        "otherwise": one.otherwise.id if one.otherwise else None,
        "party": state.parties[one.party].name if one.party else "",
    }


def interest_name(state: Mediation, one: Interest) -> str:
    """How the text names an interest: its party, and its number on the map."""
    return f"{state.parties[one.party].name} {one.id.rsplit('.', 1)[1]}"


def _because(state: Mediation, change: TextChange) -> str:
    found = next((one for one in state.interests if one.id == change.because), None)
    return interest_name(state, found) if found and found.word in state.mapped else ""


def own_words(state: Mediation) -> tuple[str, ...]:
    """Ids of the words in the text that become readable with it: the mediator's, and what parties said to be in it."""
    text = state.text
    every = [word for one in text.own for word in (one.word, one.otherwise) if word]
    every += [*text.reworded.values(), *text.means.values(), *text.signs.values()]
    every += [one.result or one.word for one in state.facts if one.standing == "agreed" or one.result]
    return tuple(word.id for word in every)


# ------------------------------------------------------------------ what is still missing


def not_accepted(state: Mediation, package: Package) -> tuple[Commitment, ...]:
    """Promises that whoever must keep them did not accept: nothing of that kind is printed."""
    return tuple(
        one
        for number, one in enumerate(package.commitments)
        for note in (state.note(f"p6_commit_check:{package.key}:{number}", one.party),)
        if note is None or note.choice[:1] != (ACCEPTED,)
    )


def gaps(state: Mediation, package: Package) -> tuple[Piece, ...]:
    """What the text should say and does not, for the mediator: owner, date, means, sign, measurer, otherwise, terms."""
    text = numbered(state, package)
    return (*_of_promises(text, package), *_of_if_then(text, package), *_of_own(text), *_of_steps(state))


def _of_promises(text: SingleText, package: Package) -> Iterator[Piece]:
    for one in package.commitments:
        if one.kind == "not":
            continue
        label = f"{PROMISES}.{text.numbers[f'{PROMISES}:{one.what.id}']}"
        if one.due is None:
            yield term("text.gap.date", label=label, what=Quote(id=one.what.id))
        if one.what.id not in text.means:
            yield term("text.gap.means", label=label, what=Quote(id=one.what.id))
        if one.what.id not in text.signs:
            yield term("text.gap.sign", label=label, what=Quote(id=one.what.id))


def _of_if_then(text: SingleText, package: Package) -> Iterator[Piece]:
    for one in package.contingencies:
        label = f"{IF_THEN}.{text.numbers[f'{IF_THEN}:{one.condition.id}']}"
        what = Quote(id=one.condition.id)
        if one.measurer is None:
            yield term("text.gap.measurer", label=label, what=what)
        if one.by is None:
            yield term("text.gap.by", label=label, what=what)
        if one.otherwise is None:
            yield term("text.gap.else", label=label, what=what)
        if one.unmeasured is None:
            yield term("text.gap.unmeasured", label=label, what=what)


def _of_own(text: SingleText) -> Iterator[Piece]:
    for one in text.own:
        if one.chapter == FORMAL and one.otherwise is None:
            label = f"{FORMAL}.{text.numbers[f'{FORMAL}:{one.word.id}']}"
            yield term("text.gap.fallback", label=label, what=Quote(id=one.word.id))


def _of_steps(state: Mediation) -> Iterator[Piece]:
    if not state.text.model_steps and not any(one.days for one in state.text.steps.values()):
        yield term("text.gap.terms")
