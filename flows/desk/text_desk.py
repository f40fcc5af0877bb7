"""`/text`: the one text of the agreement, which only a mediator changes: own articles, wordings, means, terms.

Every change is one of the next version: what the parties confirmed stays, and is void once a new text is made.
"""

from re import findall

from flows.desk import drafting
from flows.desk.part import Doing, Part
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process import closing, text_material
from flows.process.phases import tell_desk
from flows.process.text_material import AGREED, FORMAL, OWN_CHAPTERS, PROMISES, REFRAINS
from flows.register import Package
from flows.shelving import agreed_package
from flows.signals import Word
from flows.single_text import OwnArticle
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log

FORM = "text"
PROPOSALS = {  # what parties said that may help with a chapter; of the first two it may be taken over under their name
    REFRAINS: "p6_not",
    FORMAL: "p6_formal",
    10: "p6_publish",
    11: "p6_monitor",
    12: "p6_change",
}
TAKEN_OVER = (REFRAINS, FORMAL)
SETTINGS = {"pays": ("equal", "own", "asks"), "meanwhile": ("go_on", "pause"), "court": ("last", "any_time")}
MAY_CHANGE = (AGREED, *OWN_CHAPTERS)
LAPSES = "-"


def _package(state: Mediation) -> Package | None:
    return state.package(agreed_package(state) or "")


def show(state: Mediation) -> Say:
    """How many articles each chapter has, what is missing, and what can be done."""
    package = _package(state)
    if package is None or state.phase < 6:  # noqa: PLR2004  the text is of phase 6
        return closing.cannot_make(state) or say(term("agreement.nothing_agreed"))
    known = text_material.labels(state, package)
    lines = tuple(
        term("text.line", chapter=term(f"text.chapter.{number}"), n=n)
        for number in (AGREED, PROMISES, *OWN_CHAPTERS)
        for n in (sum(chapter == number for chapter, _ in known.values()),)
    )
    missing = text_material.gaps(state, package)
    flagged = (term("text.gaps"), Listing(lines=missing)) if missing else (term("text.no_gaps"),)
    settings = tuple(term(f"text.setting.{key}.{getattr(state.text, key)}") for key in SETTINGS)
    return say(
        term("text.heading"),
        Listing(lines=lines),
        *flagged,
        term("text.disputes"),
        Listing(lines=settings),
        buttons=_ways(state, package),
        numbered=True,
    )


def _ways(state: Mediation, package: Package) -> tuple[Button, ...]:
    ways = [
        desk_button(state, term("text.add", chapter=term(f"text.chapter.{one}")), "text_add", chapter=one)
        for one in OWN_CHAPTERS
    ]
    ways.append(desk_button(state, term("text.change"), "text_change"))
    if any(one.kind != "not" for one in package.commitments):
        ways.append(desk_button(state, term("text.fill_in"), "text_fill"))
    if state.mapped:
        ways.append(desk_button(state, term("text.serves"), "text_serves"))
    for key, values in SETTINGS.items():
        following = values[(values.index(getattr(state.text, key)) + 1) % len(values)]
        label = term("text.other", setting=term(f"text.setting.{key}.{following}"))
        ways.append(desk_button(state, label, "text_setting", key=key, value=following))
    ways.append(desk_button(state, term("button.make_text"), "make_text"))
    return tuple(ways)


def _show(table: Table, doing: Doing) -> Table:
    return tell_desk(table, doing.user, show(table.state))


def _kept(table: Table, doing: Doing, **changes: object) -> Table:
    """The text changed, with what stands in it now."""
    text = table.state.text.model_copy(update=changes)
    table = table.plus(log(table.state, doing.user, "changed the agreement's text"), text=text, form=None)
    shown = show(table.state)
    anew = (term("text.void"),) if table.state.agreement else ()
    return tell_desk(
        table, doing.user, shown.model_copy(update={"parts": (term("text.kept"), *anew, *shown.parts)})
    )


def _setting(table: Table, doing: Doing) -> Table:
    key, value = str(doing.press["key"]), str(doing.press["value"])
    if value not in SETTINGS.get(key, ()):
        return tell_desk(table, doing.user, say(term("button.old")))
    return _kept(table, doing, **{key: value})


# ------------------------------------------------------------------ an article of the mediator's own


def _proposals(state: Mediation, chapter: int) -> list[tuple[str, Word]]:
    """(party, words) of what parties said about this chapter, in one order for all readings of it."""
    prompt = PROPOSALS.get(chapter)
    return [
        (one.id, word)
        for one in state.seated
        for note in (state.noted(prompt, one.id) if prompt else ())
        for word in note.words
    ]


def _add(table: Table, doing: Doing) -> Table:
    state, chapter = table.state, int(doing.press["chapter"])
    if chapter not in OWN_CHAPTERS:
        return tell_desk(table, doing.user, say(term("button.old")))
    said = _proposals(state, chapter)
    lines = tuple(
        term("text.said", party=state.parties[party].name, words=Quote(id=word.id, marks=True))
        for party, word in said
    )
    heard: tuple[Piece, ...] = (term("text.said_before"), Listing(lines=lines, first=1)) if lines else ()
    taken = (term("text.take_over"),) if lines and chapter in TAKEN_OVER else ()
    only = (term("text.only_taken_over"),) if chapter == REFRAINS else ()
    asked = term("field.text_article", chapter=term(f"text.chapter.{chapter}"))
    form = Form(name=FORM, field="article", about=str(chapter))
    return ask_mediator(table, doing.user, form, *heard, asked, *taken, *only)


def _article(table: Table, doing: Doing) -> Table:
    """A number takes a party's own statement over under its name; anything else is the mediator's text."""
    state, chapter = table.state, int(doing.form.about)
    said, typed = _proposals(state, chapter), doing.text.strip()
    if chapter in TAKEN_OVER and typed.isdecimal() and 0 < int(typed) <= len(said):
        party, word = said[int(typed) - 1]
        if any(one.word.id == word.id for one in state.text.own):
            return tell_desk(table, doing.user, say(term("text.there_already")))
        return _added(table, doing, OwnArticle(chapter=chapter, word=word, party=party))
    if chapter == REFRAINS:  # what a party does not do, it says itself
        return tell_desk(table, doing.user, say(term("text.only_taken_over")))
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    return _added(table.plus(kept), doing, OwnArticle(chapter=chapter, word=word))


def _added(table: Table, doing: Doing, article: OwnArticle) -> Table:
    if article.chapter != FORMAL:
        return _kept(table, doing, own=(*table.state.text.own, article))
    text = table.state.text.model_copy(update={"own": (*table.state.text.own, article)})
    form = Form(name=FORM, field="otherwise", about=article.word.id)
    unknown = desk_button(table.state, term("button.not_known_yet"), "run", command="text")
    return ask_mediator(
        table.plus(text=text), doing.user, form, term("field.text_otherwise"), buttons=(unknown,)
    )


def _otherwise(table: Table, doing: Doing) -> Table:
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    own = tuple(
        one.model_copy(update={"otherwise": word}) if one.word.id == doing.form.about else one
        for one in table.state.text.own
    )
    return _kept(table.plus(kept), doing, own=own)


# ------------------------------------------------------------------ another wording, and because of which interest


def _change(table: Table, doing: Doing) -> Table:
    state, package = table.state, _package(table.state)
    known = text_material.labels(state, package) if package else {}
    lines = tuple(
        term("text.labelled", label=label, words=Quote(id=text_material.words_of(state, id)))
        for label, (chapter, id) in known.items()
        if chapter in MAY_CHANGE
    )
    if not lines:
        return tell_desk(table, doing.user, say(term("text.nothing_to_change")))
    form = Form(name=FORM, field="which")
    return ask_mediator(table, doing.user, form, Listing(lines=lines), term("field.text_which"))


def _which(table: Table, doing: Doing) -> Table:
    state, package, label = table.state, _package(table.state), doing.text.strip()
    known = text_material.labels(state, package) if package else {}
    if label not in known or known[label][0] not in MAY_CHANGE:
        return ask_mediator(table, doing.user, doing.form, term("text.no_such_article"))
    form = Form(name=FORM, field="wording", about=label)
    lapse = (term("text.lapse"),) if known[label][0] != AGREED else ()
    return ask_mediator(table, doing.user, form, term("field.text_wording", label=label), *lapse)


def _wording(table: Table, doing: Doing) -> Table:
    state, package, label = table.state, _package(table.state), doing.form.about
    known = text_material.labels(state, package) if package else {}
    if label not in known or package is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    chapter, id = known[label]
    numbered = text_material.numbered(state, package)
    if doing.text.strip() == LAPSES and chapter != AGREED:
        own = tuple(one for one in numbered.own if one.word.id != id)
        changed = numbered.model_copy(update={"own": own})
    else:
        word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
        table = table.plus(kept)
        changed = numbered.model_copy(update={"reworded": {**numbered.reworded, id: word}})
    table = table.plus(text=changed)
    lines = tuple(Quote(id=one.word) for one in state.interests if one.word in state.mapped)
    none = desk_button(state, term("text.language_only"), "text_because_none")
    form = Form(name=FORM, field="because", about=label)
    listed: tuple[Piece, ...] = (Listing(lines=lines, first=1),) if lines else ()
    return ask_mediator(table, doing.user, form, *listed, term("field.text_because"), buttons=(none,))


def _because(table: Table, doing: Doing) -> Table:
    mapped = [one for one in table.state.interests if one.word in table.state.mapped]
    typed = doing.text.strip()
    if not typed.isdecimal() or not 0 < int(typed) <= len(mapped):
        return tell_desk(table, doing.user, say(term("text.number_wrong")))
    reasons = {**table.state.text.because, doing.form.about: mapped[int(typed) - 1].id}
    return _kept(table, doing, because=reasons)


def _language_only(table: Table, doing: Doing) -> Table:
    return _kept(table, doing)


# ------------------------------------------------------------------ means, visible result, interests


def _promises(state: Mediation) -> list[str]:
    """Commitments that lack their means or their sign, by the id of their words."""
    package, text = _package(state), state.text
    return [
        one.what.id
        for one in (package.commitments if package else ())
        if one.kind != "not" and not (one.what.id in text.means and one.what.id in text.signs)
    ]


def _fill(table: Table, doing: Doing) -> Table:
    """The first promise that lacks something, and what it lacks first."""
    state = table.state
    left = _promises(state)
    if not left:
        return _kept(table, doing)
    id = left[0]
    field = "means" if id not in state.text.means else "sign"
    asked = term("field.text_means") if field == "means" else term("field.text_sign")
    form = Form(name=FORM, field=field, about=id)
    return ask_mediator(table, doing.user, form, Quote(id=id), asked)


def _filled(table: Table, doing: Doing) -> Table:
    word, kept = drafting.own_words(table, doing.user, doing.text, doing.moment)
    text, id = table.state.text, doing.form.about
    changes = (
        {"means": {**text.means, id: word}}
        if doing.form.field == "means"
        else {"signs": {**text.signs, id: word}}
    )
    return _fill(table.plus(kept, text=text.model_copy(update=changes), form=None), doing)


def _serves(table: Table, doing: Doing) -> Table:
    """Articles and interests, each with the number to type."""
    state, package = table.state, _package(table.state)
    known = text_material.labels(state, package) if package else {}
    lines = tuple(
        term("text.labelled", label=label, words=Quote(id=text_material.words_of(state, id)))
        for label, (chapter, id) in known.items()
        if chapter == AGREED
    )
    interests = tuple(Quote(id=one.word) for one in state.interests if one.word in state.mapped)
    form = Form(name=FORM, field="serves")
    parts = (Listing(lines=lines), term("text.interests"), Listing(lines=interests, first=1))
    return ask_mediator(table, doing.user, form, *parts, term("field.text_serves"))


def _served(table: Table, doing: Doing) -> Table:
    """`4.1: 2, 5`."""
    state, package = table.state, _package(table.state)
    known = text_material.labels(state, package) if package else {}
    label, _, typed = doing.text.partition(":")
    mapped = [one.id for one in state.interests if one.word in state.mapped]
    numbers = [int(one) for one in findall(r"\d+", typed)]
    right = label.strip() in known and numbers and all(0 < one <= len(mapped) for one in numbers)
    if not right or known[label.strip()][0] != AGREED:
        return tell_desk(table, doing.user, say(term("text.serves_wrong")))
    served = {**state.text.serves, known[label.strip()][1]: tuple(mapped[one - 1] for one in numbers)}
    table = table.plus(text=state.text.model_copy(update={"serves": served}))
    return tell_desk(table, doing.user, say(term("text.served", label=label.strip())))


def _typed(table: Table, doing: Doing) -> Table:
    fields = {
        "article": _article,
        "otherwise": _otherwise,
        "which": _which,
        "wording": _wording,
        "because": _because,
        "means": _filled,
        "sign": _filled,
        "serves": _served,
    }
    return fields[doing.form.field](table, doing)


PART = Part(
    commands={"text": _show},
    presses={
        "text_add": _add,
        "text_change": _change,
        "text_because_none": _language_only,
        "text_fill": _fill,
        "text_serves": _serves,
        "text_setting": _setting,
    },
    forms={FORM: _typed},
)
