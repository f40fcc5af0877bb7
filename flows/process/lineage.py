"""Where every line that others read came from, and where everything a party said went, across all phases.

Interest -> idea -> option -> article of a package -> article of the agreement -> commitment. Nothing is deleted: a
text whose source was taken back keeps its place and says so. Ids only; who may read what is decided by the asker.
"""

from collections.abc import Iterator
from typing import NamedTuple

from flows.lines import package_ideas
from flows.messages import Button, Piece
from flows.phrases import term
from flows.process.sorting_items import items
from flows.register import Behind, Package
from flows.shelving import agreed_package
from flows.table import Mediation, desk_button

SENT = ("6.sign", "6.publish", "6.look_back")  # steps in which every party has the text of the agreement
NOTHING = Behind()


class Line(NamedTuple):
    """One line that others read.

    `place` is where it stands; `sources` are ids of words of parties. `own` is false where they are those of the
    whole (a package, the interviews), because its mediator did not say what this line came from.
    """

    place: Piece
    word: str
    sources: tuple[str, ...]
    own: bool = True
    article: int = 0  # of the package: the article that a commitment carries out


def lines(state: Mediation) -> tuple[Line, ...]:
    """Every line that others read now, in the order of the phases."""
    return (
        *_analysis(state),
        *_map(state),
        *_facts(state),
        *_question(state),
        *_ideas(state),
        *(line for one in forward(state) for line in of_package(state, one)),
        *_agreement(state),
    )


def forward(state: Mediation) -> tuple[Package, ...]:
    """Every version that was put before the parties."""
    return tuple(one for one in state.packages if one.put_forward)


# ------------------------------------------------------------------ phase by phase


def _analysis(state: Mediation) -> Iterator[Line]:
    """A point the mediator typed without a theme rests on the first interviews as a whole."""
    said = tuple(one.id for one in items(state, "issues"))
    for number, point in enumerate(state.summary, start=1):
        own = state.rests_on.get(point.id, ())
        yield Line(term("lineage.point", n=number), point.id, own or said, bool(own))


def _map(state: Mediation) -> Iterator[Line]:
    """Each interest is its own source; the wording of a theme has those of all its authors."""
    posted = state.let_go.get("map")
    for id in (*posted.named, *posted.unnamed) if posted else ():
        if id in state.rests_on:
            yield Line(term("lineage.map_theme"), id, state.rests_on[id])
        elif any(one.word == id for one in state.interests):
            yield Line(term("lineage.map"), id, (id,))


def _facts(state: Mediation) -> Iterator[Line]:
    shown = {id for key in ("facts", "map") if key in state.let_go for id in state.let_go[key].named}
    for one in state.facts:
        if one.word.id in shown:
            yield Line(term("lineage.fact"), one.word.id, one.sources)


def _question(state: Mediation) -> Iterator[Line]:
    """The joint question rests on every interest that stands on the map."""
    if state.question:
        on_map = tuple(one.word for one in state.interests if one.word in state.mapped)
        yield Line(term("lineage.question"), state.question.id, on_map)


def _ideas(state: Mediation) -> Iterator[Line]:
    posted = state.let_go.get("ideas")
    words = {one.number: one.word.id for one in state.ideas}
    for number, id in enumerate(posted.unnamed if posted else (), start=1):
        yield Line(term("lineage.listed", n=number), id, _of_idea(state, id, words))


def _of_idea(state: Mediation, line: str, words: dict[int, str]) -> tuple[str, ...]:
    for group in state.groups:
        stands = {words.get(group.wording, ""), group.name.id if group.name else ""}
        if line in stands:
            return tuple(words[one] for one in group.ideas if one in words)
    return (line,) if line in words.values() else state.rests_on.get(line, ())


def of_package(state: Mediation, package: Package) -> Iterator[Line]:
    """Its articles, its ideas, its promises and its ifs, as everybody reads them."""
    about: dict[str, Piece] = {"id": package.id, "version": package.version}
    for number, word in enumerate(package.articles, start=1):
        yield _line(state, package, term("lineage.article", n=number, **about), word.id)
    known = {one.id for one in package.idea_words}
    for one in state.ideas:
        if one.word.id in known:
            yield Line(term("lineage.idea", **about), one.word.id, (one.word.id,))
    for number, each in enumerate(package.commitments, start=1):
        yield _line(state, package, term("lineage.promise", n=number, **about), each.what.id)
    for number, rule in enumerate(package.contingencies, start=1):
        yield _line(state, package, term("lineage.if", n=number, **about), rule.condition.id)


def _line(state: Mediation, package: Package, place: Piece, word: str) -> Line:
    behind = package.behind.get(word, NOTHING)
    articles = [one.id for one in package.articles]
    carried = next((articles.index(one) + 1 for one in behind.articles if one in articles), 0)
    sources = _texts(state, _whole(package, behind))
    if sources:
        return Line(place, word, sources, True, carried)
    return Line(place, word, _texts(state, Behind(ideas=package.ideas)), False, carried)


def _whole(package: Package, behind: Behind) -> Behind:
    """With what the articles came from that a promise carries out."""
    through = [package.behind[one] for one in behind.articles if one in package.behind]
    return Behind(
        ideas=tuple(dict.fromkeys((*behind.ideas, *(one for each in through for one in each.ideas)))),
        interests=tuple(
            dict.fromkeys((*behind.interests, *(one for each in through for one in each.interests)))
        ),
    )


def _texts(state: Mediation, behind: Behind) -> tuple[str, ...]:
    """Ids of the words: the ideas, those that lie in one theme with them, and the interests they serve."""
    chosen = set(behind.ideas)
    together = {number for one in state.groups if chosen & set(one.ideas) for number in one.ideas} | chosen
    ideas = [one for one in state.ideas if one.number in together]
    served = {id for one in ideas for id in one.serves} | set(behind.interests)
    interests = [one.word for one in state.interests if one.id in served]
    return tuple(dict.fromkeys((*(one.word.id for one in ideas), *interests)))


def _agreement(state: Mediation) -> Iterator[Line]:
    """The text that was agreed on, once every party has it: the same words under their numbers there."""
    package = state.package(agreed_package(state) or "")
    if package is None or state.stage not in SENT or not state.draft_code:
        return
    articles = [one.id for one in package.articles] or package_ideas(state, package)
    places = {id: term("lineage.agreed_article", n=at) for at, id in enumerate(articles, start=1)}
    for number, each in enumerate(package.commitments, start=1):
        places[each.what.id] = term("lineage.agreed_promise", n=number)
    for number, rule in enumerate(package.contingencies, start=1):
        places[rule.condition.id] = term("lineage.agreed_if", n=number)
    for one in of_package(state, package):
        if one.word in places:
            yield one._replace(place=places[one.word])


# ------------------------------------------------------------------ what is still to be said


def texts(package: Package) -> tuple[str, ...]:
    """The texts of a package that its mediator wrote, by the id of their first words."""
    promises = (one.what.id for one in package.commitments)
    return (
        *(one.id for one in package.articles),
        *promises,
        *(one.condition.id for one in package.contingencies),
    )


def without(package: Package) -> tuple[str, ...]:
    """Those of which the mediator has not said yet where they came from."""
    return tuple(one for one in texts(package) if one not in package.behind)


def from_button(state: Mediation, package: Package) -> tuple[Button, ...]:
    """The way to say where texts came from, as long as there are any without."""
    left = without(package)
    label = term("lineage.from", n=len(left), id=package.id)
    return (desk_button(state, label, "lineage_from", package=package.key),) if left else ()


# ------------------------------------------------------------------ for a party: where its own went


def went_to(state: Mediation, party: str) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
    """Each interest and idea of a party with every place it went to, for this party alone; nobody else's."""
    found = lines(state)
    own = [one.word for one in state.interests if one.party == party]
    own += [one.word.id for one in state.ideas if one.party == party]
    return tuple((id, tuple(one.place for one in found if id in one.sources and one.own)) for id in own)
