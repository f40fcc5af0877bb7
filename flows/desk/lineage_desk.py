"""Where lines came from and where words went: `/sources` for the mediator, `/myideas` for a party.

Of each text of a package the mediator says, card by card, which ideas and interests it came from, and of a promise
which article it carries out. That is bookkeeping of the mediator's: the text and its hash stay the same.
"""

from re import findall
from typing import NamedTuple

from flows.desk.part import Doing, Part
from flows.messages import Listing, Piece, Quote
from flows.phrases import say, term
from flows.process import lineage, sorting
from flows.process.phases import tell_desk
from flows.register import Behind, Package, Party
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log, tell

FORM = "lineage"
A_PAGE = 10  # lines whose sources are shown in one message


# ------------------------------------------------------------------ the mediator: where from


def _sources(table: Table, doing: Doing) -> Table:
    """Of every line that others read: what it came from, with whose that is."""
    state, page = table.state, int(doing.press.get("page", 0))
    lines = lineage.lines(state)
    if not lines:
        return tell_desk(table, doing.user, say(term("sorting.nothing_published")))
    parts: list[Piece] = [term("sorting.sources")]
    for one in lines[page * A_PAGE : (page + 1) * A_PAGE]:
        parts += _with_sources(state, one)
    buttons = (
        [button for one in state.packages for button in lineage.from_button(state, one)] if page == 0 else []
    )
    if len(lines) > (page + 1) * A_PAGE:
        buttons.append(desk_button(state, term("sorting.more"), "sources", page=page + 1))
    table = table.plus(log(state, doing.user, "looked where lines came from"))
    return tell_desk(table, doing.user, say(*parts, buttons=buttons, numbered=True))


def _with_sources(state: Mediation, one: lineage.Line) -> tuple[Piece, ...]:
    lines: list[Piece] = []
    if one.article:
        lines.append(term("lineage.carries_out", n=one.article))
    if not one.own:
        lines.append(term("lineage.of_the_whole"))
    lines += sorting.named_sources(state, one.sources) or (term("sorting.source_gone"),)
    heading = term("lineage.line", place=one.place, line=Quote(id=one.word, marks=True))
    return heading, Listing(lines=tuple(lines))


# ------------------------------------------------------------------ the mediator: what a text came from


class Choice(NamedTuple):
    """One thing a text can come from: its line, and what is noted when its number is typed."""

    line: Piece
    behind: Behind


def _package(state: Mediation, key: str) -> Package | None:
    if state.draft and state.draft.key == key:
        return state.draft
    return next((one for one in state.packages if one.key == key), None)


def _choices(state: Mediation, package: Package, text: str) -> tuple[Choice, ...]:
    """For a promise the articles; then the package's ideas, and every interest."""
    articles = (
        [one.id for one in package.articles] if text not in {one.id for one in package.articles} else []
    )
    found = [
        Choice(term("lineage.an_article", text=_quote(one)), Behind(articles=(one,))) for one in articles
    ]
    found += [
        Choice(term("lineage.an_idea", text=_quote(one.word.id)), Behind(ideas=(one.number,)))
        for one in state.ideas
        if one.number in package.ideas
    ]
    found += [
        Choice(
            term("lineage.an_interest", party=state.parties[one.party].name, text=_quote(one.word)),
            Behind(interests=(one.id,)),
        )
        for one in state.interests
    ]
    return tuple(found)


def _quote(id: str) -> Quote:
    return Quote(id=id, marks=True)


def _from(table: Table, doing: Doing) -> Table:
    """The next text without a source."""
    package = _package(table.state, str(doing.press["package"]))
    if package is None:
        return tell_desk(table, doing.user, say(term("button.old")))
    return _ask(table, doing.user, package)


def _ask(table: Table, user: int, package: Package) -> Table:
    """The text, and by number what it can come from; after the last, what all came from."""
    left = lineage.without(package)
    if not left:
        return _done(table, user, package)
    state, text = table.state, left[0]
    listed = Listing(lines=tuple(one.line for one in _choices(state, package, text)), first=1)
    none = desk_button(state, term("lineage.none"), "lineage_none", package=package.key, text=text)
    form = Form(name=FORM, field=text, about=package.key)
    asked = term("lineage.which", n=len(left))
    return ask_mediator(table, user, form, asked, _quote(text), listed, buttons=(none,))


def _done(table: Table, user: int, package: Package) -> Table:
    state = table.state
    parts: list[Piece] = [term("lineage.done", id=package.id, version=package.version)]
    for one in lineage.of_package(state, package):
        parts += _with_sources(state, one)
    draft = state.draft is not None and state.draft.key == package.key
    back = (desk_button(state, term("lineage.back"), "draft_menu"),) if draft else ()
    return tell_desk(table.plus(form=None), user, say(*parts, buttons=back, numbered=True))


def _typed(table: Table, doing: Doing) -> Table:
    """Numbers of the list; what is no number of it is asked again, and nothing is lost."""
    state, text = table.state, doing.form.field
    package = _package(state, doing.form.about)
    if package is None or text not in lineage.texts(package):
        return tell_desk(table.plus(form=None), doing.user, say(term("button.old")))
    choices = _choices(state, package, text)
    numbers = sorted({int(one) for one in findall(r"\d+", doing.text)})
    if not numbers or numbers[0] < 1 or numbers[-1] > len(choices):
        return tell_desk(table, doing.user, say(term("lineage.wrong", last=len(choices))))
    chosen = [choices[one - 1].behind for one in numbers]
    return _noted(
        table,
        doing,
        package,
        text,
        Behind(
            articles=tuple(id for one in chosen for id in one.articles),
            ideas=tuple(number for one in chosen for number in one.ideas),
            interests=tuple(id for one in chosen for id in one.interests),
        ),
    )


def _none(table: Table, doing: Doing) -> Table:
    """No source of its own: it rests on the ideas of the package as a whole."""
    package, text = _package(table.state, str(doing.press["package"])), str(doing.press["text"])
    if package is None or text not in lineage.without(package):
        return tell_desk(table, doing.user, say(term("button.old")))
    return _noted(table, doing, package, text, Behind())


def _noted(table: Table, doing: Doing, package: Package, text: str, behind: Behind) -> Table:
    state = table.state
    changed = package.model_copy(update={"behind": {**package.behind, text: behind}})
    kept = tuple(changed if one.key == package.key else one for one in state.packages)
    in_hand = changed if state.draft and state.draft.key == package.key else state.draft
    acted = log(state, doing.user, "said what a text came from", package=package.key)
    return _ask(table.plus(acted, packages=kept, draft=in_hand), doing.user, changed)


# ------------------------------------------------------------------ a party: where to


def _my_ideas(table: Table, party: Party, doing: Doing) -> Table:
    """A party's own interests and ideas, and where each of them went; nobody else's."""
    del doing
    parts: list[Piece] = []
    for id, places in lineage.went_to(table.state, party.id):
        parts += [_quote(id), Listing(lines=places or (term("lineage.nowhere"),))]
    shown = say(term("sorting.your_ideas"), *parts) if parts else say(term("sorting.no_ideas"))
    return table.plus(tell(table.state, party, shown))


PART = Part(
    commands={"sources": _sources},
    presses={"sources": _sources, "lineage_from": _from, "lineage_none": _none},
    forms={FORM: _typed},
    party_commands={"ideas": _my_ideas},
)
