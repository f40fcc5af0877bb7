"""What each mediator has open, a form or a package being composed: in hand while that mediator's event is decided.

So what one mediator types never answers what another was asked. Knows no form by name.
"""

from typing import TypeVar

from flows.table import Mediation, Table

T = TypeVar("T")


def taken(state: Mediation, user: int | None) -> Table:
    """The table with this mediator's own form and draft in hand; of nobody, with empty hands."""
    if not user:
        return Table(state=state)
    form, draft = state.forms.get(user), state.drafts.get(user)
    if form or draft:
        in_hand = {
            "form": form,
            "draft": draft,
            "forms": {one: kept for one, kept in state.forms.items() if one != user},
            "drafts": {one: kept for one, kept in state.drafts.items() if one != user},
        }
        state = state.model_copy(update=in_hand)
    return Table(state=state, user=user)


def laid_down(table: Table) -> Table:
    """The same, kept with its owner; nothing is kept for somebody who meanwhile is no mediator of the case."""
    state, user = table.state, table.user
    forms = {**state.forms, user: state.form} if state.form else state.forms
    drafts = {**state.drafts, user: state.draft} if state.draft else state.drafts
    return table.plus(form=None, draft=None, forms=_kept(forms, state), drafts=_kept(drafts, state))


def _kept(open_now: dict[int, T], state: Mediation) -> dict[int, T]:
    return {one: what for one, what in open_now.items() if one in state.mediators}
