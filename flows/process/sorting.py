"""The mediator merges near-duplicate ideas: a proposal group by group, then by typing numbers; the bot never does."""

from re import findall, fullmatch

from flows.effects import Circle, Release
from flows.events import Grouped, Moment
from flows.lines import idea_lines, may_be_shown
from flows.messages import Listing, Quote, Say
from flows.phrases import say, term
from flows.register import IdeaGroup
from flows.table import Form, Mediation, Sorting, Table, ask_mediator, desk_button, log, tell_mediators


def proposed(table: Table, event: Grouped, user: int) -> Table:
    """The workshop's proposal, by the numbers of the ideas; only groups of two or more are put to the mediator."""
    state = table.state
    numbers = {one.word.id: one.number for one in state.ideas}
    groups = tuple(tuple(numbers[id] for id in group if id in numbers) for group in event.groups)
    merges = tuple(group for group in groups if len(group) > 1)
    table = table.plus(sorting=Sorting(proposed=groups, open=merges))
    return _next(table, user)


def came_late(table: Table) -> Table:
    """Ideas that came after the sorting stand by themselves until the mediator sorts again."""
    state = table.state
    grouped = {number for group in state.groups for number in group.ideas}
    late = [one for one in state.ideas if one.number not in grouped]
    if not state.groups or not late:
        return table
    alone = tuple(IdeaGroup(ideas=(one.number,), wording=one.number) for one in late)
    button = desk_button(state, term("button.sort_again"), "sort_again")
    told = say(term("ideas.came_late"), idea_lines(late), buttons=(button,), numbered=True)
    return table.plus(*tell_mediators(state, told), groups=(*state.groups, *alone))


def again(table: Table, user: int) -> Table:
    """Sort once more, from the groups as they are."""
    state = table.state
    decided = tuple(group.ideas for group in state.groups if len(group.ideas) > 1)
    proposed = state.sorting.proposed if state.sorting else ()
    return _next(table.plus(sorting=Sorting(proposed=proposed, decided=decided)), user)


def judged(table: Table, user: int, together: bool) -> Table:
    """Keep the proposed group in front together, or take it apart."""
    sorting = table.state.sorting
    if sorting is None or not sorting.open:  # its last idea was withdrawn meanwhile
        return _next(table, user)
    first, *rest = sorting.open
    decided = (*sorting.decided, first) if together else sorting.decided
    table = table.plus(sorting=sorting.model_copy(update={"open": tuple(rest), "decided": decided}))
    return _next(table, user)


def _next(table: Table, user: int) -> Table:
    state = table.state
    if state.sorting and state.sorting.open:
        return table.plus(*tell_mediators(state, _card(state, state.sorting.open[0])))
    ready = desk_button(state, term("button.sorted"), "sorted")
    form = Form(name="sort", field="sort")
    return ask_mediator(table, user, form, idea_lines(state.ideas), term("field.sort"), buttons=(ready,))


def _card(state: Mediation, group: tuple[int, ...]) -> Say:
    words = {one.number: one.word.id for one in state.ideas}
    lines = Listing(lines=tuple(Quote(id=words[number], marks=True) for number in group))
    buttons = (
        desk_button(state, term("button.together"), "merge", together=True, group=list(group)),
        desk_button(state, term("button.apart"), "merge", together=False, group=list(group)),
    )
    return say(term("sort.same"), lines, buttons=buttons, numbered=True)


def typed(table: Table, text: str) -> Table:
    """`3+7+12`: these belong together, with everything already merged with one of them."""
    state = table.state
    numbers = {int(one) for one in findall(r"\d+", text)}
    known = {one.number for one in state.ideas}
    if not fullmatch(r"\s*\d+(\s*\+\s*\d+)+\s*", text) or not numbers <= known or state.sorting is None:
        return table.plus(*tell_mediators(state, say(term("sort.how"))))
    decided = list(state.sorting.decided)
    for group in [one for one in decided if numbers & set(one)]:
        numbers |= set(group)
        decided.remove(group)
    decided.append(tuple(sorted(numbers)))
    table = table.plus(sorting=state.sorting.model_copy(update={"decided": tuple(decided)}))
    shown = " + ".join(str(one) for one in sorted(numbers))
    return table.plus(*tell_mediators(state, say(term("sort.merged", numbers=shown))))


def done(table: Table, user: int, moment: Moment) -> Table:
    """The merges as the mediator wants them; each still needs the yes of every author."""
    del moment
    state = table.state
    if state.sorting is None:
        return table
    merged = {number for group in state.sorting.decided for number in group}
    known = {one.ideas: one for one in state.groups}
    groups = [
        known.get(group) or IdeaGroup(ideas=group, wording=_wording(state, group))
        for group in state.sorting.decided
    ]
    groups += [
        IdeaGroup(ideas=(one.number,), wording=one.number) for one in state.ideas if one.number not in merged
    ]
    ordered = tuple(sorted(groups, key=lambda one: min(one.ideas)))
    shown = tuple(
        one.word.id
        for one in state.ideas
        for group in ordered
        if one.number == group.wording and len(group.ideas) > 1 and may_be_shown(state, one)
    )
    return table.plus(
        Release(mediation=state.id, ids=shown, circle=Circle.ANONYMOUS, approved_by=user),
        log(state, user, "sorted the ideas", groups=len(ordered)),
        groups=ordered,
        form=None if state.form and state.form.name == "sort" else state.form,
    )


def _wording(state: Mediation, group: tuple[int, ...]) -> int:
    """The idea whose wording stands for the group: the workshop's choice where it proposed these together."""
    proposals = state.sorting.proposed if state.sorting else ()
    allowed = [one.number for one in state.ideas if one.number in group and may_be_shown(state, one)]
    for proposal in proposals:
        if proposal[0] in allowed and len(set(proposal) & set(group)) > 1:
            return proposal[0]
    return allowed[0] if allowed else group[0]
