"""The mediator composes a package at the desk: title, ideas, articles, who does what, if-then. Nobody sees it yet."""

from datetime import UTC, datetime
from re import findall, search

from flows.desk import if_then
from flows.effects import Circle, Effect
from flows.events import Moment
from flows.kept import by_digest, keep
from flows.lines import idea_lines, package_lines
from flows.messages import Button, Listing, Quote, Say
from flows.phrases import say, term
from flows.process import card, lineage, versions
from flows.process.phases import tell_desk
from flows.register import Commitment, Package
from flows.signals import Word
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log, tell_mediators

KINDS = ("result", "effort", "aim", "not")


def own_words(table: Table, user: int, text: str, moment: Moment, number: int = 0) -> tuple[Word, Effect]:
    """The mediator's own words, kept; readable to others only once released."""
    return keep(
        text,
        moment,
        mediation=table.state.id,
        user=user,
        party=None,
        prompt="desk",
        circle=Circle.ATTRIBUTED,
        script_version=0,
        number=number,
    )


def start(table: Table, user: int, argument: str, moment: Moment) -> Table:
    """`/package title` begins a new one; `/package P4` a new version of one that was put forward."""
    state = table.state
    if not argument:
        return tell_desk(table, user, _list(state))
    earlier = state.package(argument.upper())
    if earlier:
        draft = earlier.model_copy(
            update={
                "version": max(one.version for one in state.packages if one.id == earlier.id) + 1,
                "put_forward": False,
                "outcome": "",
                "blocks": (),
                "objections": (),
                "uncovered": (),
                "changes": (),
                "kept": (),
                "asked": "",
            }
        )
        return menu(table.plus(draft=draft), user)
    word, kept = own_words(table, user, argument, moment)
    number = max((one.number for one in state.packages), default=0) + 1
    table = table.plus(kept, draft=Package(number=number, title=word))
    if not state.ideas:
        return menu(table, user)
    none = desk_button(state, term("button.no_ideas"), "draft_menu")
    form = Form(name="package", field="ideas")
    return ask_mediator(table, user, form, idea_lines(state.ideas), term("field.ideas"), buttons=(none,))


def _list(state: Mediation) -> Say:
    known = tuple(
        term(
            "package.line",
            id=one.id,
            version=one.version,
            title=Quote(id=one.title.id),
            outcome=term(f"outcome.{one.outcome or 'draft'}"),
        )
        for one in state.packages
    )
    return say(term("package.how"), *((Listing(lines=known),) if known else ()))


def menu(table: Table, user: int) -> Table:
    """What can be added, and the way to the end."""
    state = table.state
    if state.draft is None:
        return table
    change = ((term("button.change_lines"), "change"),) if versions.before(state, state.draft) else ()
    buttons = tuple(
        desk_button(state, label, "draft", add=add)
        for label, add in (
            *change,
            (term("button.add_article"), "article"),
            (term("button.add_commitment"), "commitment"),
            (term("button.add_contingency"), "condition"),
            (term("button.package_done"), "done"),
        )
    )
    done, buttons = buttons[-1], (*buttons[:-1], *lineage.from_button(state, state.draft))
    buttons = (*buttons, done)
    shown = package_lines(state, state.draft)
    return ask_mediator(table, user, Form(name="package"), *shown, term("package.add"), buttons=buttons)


def press(  # noqa: C901  a table of cases
    table: Table, user: int, add: str, party: str, kind: str, moment: Moment
) -> Table:
    """A button of the composing menu."""
    state = table.state
    if state.draft is None:
        return tell_desk(table, user, say(term("package.how")))
    match add:
        case "article":
            form = Form(name="package", field="article")
            to_menu = desk_button(state, term("button.enough_articles"), "draft_menu")
            return ask_mediator(table, user, form, term("field.article"), buttons=(to_menu,))
        case "change":
            return _lines_to_change(table, user)
        case "change_line" | "drop_line":
            return _change_line(table, user, party, int(kind), drop=add == "drop_line")
        case "commitment" if not party:
            return _whose(table, user)
        case "commitment":
            form = Form(name="package", field="what", party=party)
            return ask_mediator(table, user, form, term("field.what", party=state.parties[party].name))
        case "condition":
            return if_then.ask(table, user, Form(name="package", field="condition"))
        case "kind":
            return _committed(table, user, kind)
        case "unknown" if state.form and state.form.field in if_then.MAY_BE_OPEN:
            return _if_then(table, user, state.form, if_then.LEFT_OPEN)
        case "done":
            return done(table, user, moment)
        case _:
            return tell_desk(table, user, say(term("button.old")))


def _lines_to_change(table: Table, user: int) -> Table:
    """Every line of the text, to be worded anew or taken out; an article keeps its number for good."""
    state, draft = table.state, table.state.draft
    if draft is None:
        return table
    buttons: list[Button] = []
    for number, _ in draft.standing:
        about = {"party": "article", "kind": str(number)}
        buttons.append(
            desk_button(state, term("change.article", number=number), "draft", add="change_line", **about)
        )
        buttons.append(
            desk_button(state, term("change.drop_article", number=number), "draft", add="drop_line", **about)
        )
    for number in range(1, len(draft.commitments) + 1):
        label = term("change.drop_commitment", number=number)
        about = {"party": "commitment", "kind": str(number)}
        buttons.append(desk_button(state, label, "draft", add="drop_line", **about))
    for number in range(1, len(draft.contingencies) + 1):
        label = term("change.drop_contingency", number=number)
        about = {"party": "contingency", "kind": str(number)}
        buttons.append(desk_button(state, label, "draft", add="drop_line", **about))
    shown = (term("change.which"), *package_lines(state, draft))
    return ask_mediator(table, user, Form(name="package"), *shown, buttons=tuple(buttons))


def _change_line(table: Table, user: int, what: str, number: int, *, drop: bool) -> Table:
    draft = table.state.draft
    if draft is None:
        return table
    if not drop:
        form = Form(name="package", field="reword", about=str(number))
        shown = next((Quote(id=one.id) for at, one in draft.standing if at == number), None)
        return ask_mediator(
            table, user, form, *((shown,) if shown else ()), term("field.reword", number=number)
        )
    at = number - 1
    match what:
        case "article":
            changed = draft.model_copy(update={"gone": tuple(sorted({*draft.gone, number}))})
        case "commitment":
            left = (*draft.commitments[:at], *draft.commitments[number:])
            changed = draft.model_copy(update={"commitments": left})
        case _:
            rest = (*draft.contingencies[:at], *draft.contingencies[number:])
            changed = draft.model_copy(update={"contingencies": rest})
    return menu(table.plus(draft=changed), user)


def _whose(table: Table, user: int) -> Table:
    state = table.state
    buttons = tuple(
        desk_button(state, one.name, "draft", add="commitment", party=one.id) for one in state.seated
    )
    return ask_mediator(table, user, Form(name="package"), term("field.whose"), buttons=buttons)


def typed(table: Table, user: int, form: Form, text: str, moment: Moment) -> Table:
    """What the mediator typed for the field in front."""
    draft = table.state.draft
    if draft is None:
        return table
    if form.field == "ideas":
        chosen = tuple(sorted({int(one) for one in findall(r"\d+", text)}))
        known = {one.number for one in table.state.ideas}
        if not chosen or not set(chosen) <= known:
            return tell_desk(table, user, say(term("ideas.numbers_wrong")))
        words = sorted((one.word for one in table.state.ideas if one.number in chosen), key=by_digest)
        picked = draft.model_copy(update={"ideas": chosen, "idea_words": tuple(words)})
        return menu(table.plus(draft=picked), user)
    word, kept = own_words(table, user, text, moment)
    table = table.plus(kept)
    if form.field == "when":
        following = form.model_copy(
            update={"field": "kind", "words": (*form.words, word), "about": _date_in(text)}
        )
        return ask_mediator(table, user, following, term("field.kind"), buttons=_kinds(table.state))
    return _field(table, user, form, word, draft)


def _date_in(text: str) -> str:
    """The first date written as 2027-06-01 or 1-6-2027, in ISO form; empty where there is none."""
    if found := search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", text):
        year, month, day = found.groups()
    elif found := search(r"\b(\d{1,2})-(\d{1,2})-(\d{4})\b", text):
        day, month, year = found.groups()
    else:
        return ""
    try:
        return datetime(int(year), int(month), int(day), 9, tzinfo=UTC).isoformat()
    except ValueError:
        return ""


def _field(table: Table, user: int, form: Form, word: Word, draft: Package) -> Table:
    match form.field:
        case "article":
            table = table.plus(draft=draft.model_copy(update={"articles": (*draft.articles, word)}))
            return tell_desk(table, user, say(term("article.noted", n=len(draft.articles) + 1)))
        case "reword":
            number = int(form.about)
            articles = (*draft.articles[: number - 1], word, *draft.articles[number:])
            return menu(table.plus(draft=draft.model_copy(update={"articles": articles})), user)
        case "what":
            following = form.model_copy(update={"field": "when", "words": (word,)})
            return ask_mediator(table, user, following, term("field.when"))
        case name if name in if_then.FIELDS:
            return _if_then(table, user, form, word)
        case _:
            return menu(table, user)


def _if_then(table: Table, user: int, form: Form, word: Word) -> Table:
    """One field of an if-then further; with the last, it is in the package."""
    following, made = if_then.with_field(form, word)
    draft = table.state.draft
    if made is None or draft is None:
        return if_then.ask(table, user, following)
    changed = draft.model_copy(update={"contingencies": (*draft.contingencies, made)})
    return menu(table.plus(draft=changed), user)


def _kinds(state: Mediation) -> tuple[Button, ...]:
    return tuple(
        desk_button(state, term(f"commitment.kind.{kind}"), "draft", add="kind", kind=kind) for kind in KINDS
    )


def _committed(table: Table, user: int, kind: str) -> Table:
    state = table.state
    form, draft = state.form, state.draft
    if form is None or draft is None or form.field != "kind" or kind not in KINDS:
        return table
    made = Commitment.model_validate(
        {
            "party": form.party,
            "what": form.words[0],
            "when": form.words[1],
            "kind": kind,
            "due": form.about or None,
        }
    )
    return menu(table.plus(draft=draft.model_copy(update={"commitments": (*draft.commitments, made)})), user)


def done(table: Table, user: int, moment: Moment) -> Table:
    """The package is composed; it is put forward only by `/poll` or its button."""
    del moment
    state = table.state
    if state.draft is None:
        return table
    draft = _numbered(state, state.draft)
    if earlier := versions.before(state, draft):
        changes = versions.compare(earlier, draft)
        draft = draft.model_copy(update={"changes": changes, "since": earlier.version})
    table = table.plus(
        log(state, user, "composed a package", package=draft.key, hash=draft.hash),
        packages=(*state.packages, draft),
        draft=None,
        form=None,
    )
    return table.plus(*tell_mediators(state, card.to_put_forward(table.state, draft)))


def _numbered(state: Mediation, draft: Package) -> Package:
    """With a number of its own, where another mediator's package took it meanwhile."""
    if all(one.key != draft.key for one in state.packages):
        return draft
    if draft.version == 1:
        return draft.model_copy(update={"number": max(one.number for one in state.packages) + 1})
    newest = max(one.version for one in state.packages if one.id == draft.id)
    return draft.model_copy(update={"version": newest + 1})
