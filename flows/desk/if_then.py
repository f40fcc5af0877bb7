"""An if-then article, field by field: if, then, by what one sees it, who measures, before when, otherwise, unmeasured.

Only the first two have to be there; the others may be left open, and are flagged as long as they are.
"""

from flows.phrases import term
from flows.register import Contingency
from flows.signals import Word
from flows.table import Form, Table, ask_mediator, desk_button

FIELDS = ("condition", "consequence", "indicator", "measurer", "by", "otherwise", "unmeasured")
MAY_BE_OPEN = FIELDS[2:]
LEFT_OPEN = Word(id="", digest="")


def ask(table: Table, user: int, form: Form, do: str = "draft") -> Table:
    """Open the form at its field; what may be left open has a button for it, which says `do`."""
    unknown = desk_button(table.state, term("button.not_known_yet"), do, add="unknown")
    buttons = (unknown,) if form.field in MAY_BE_OPEN else ()
    return ask_mediator(table, user, form, term(f"field.{form.field}"), buttons=buttons)


def with_field(form: Form, word: Word) -> tuple[Form, Contingency | None]:
    """The form one field further; with the last one, what all of them make."""
    words = (*form.words, word)
    if len(words) < len(FIELDS):
        return form.model_copy(update={"field": FIELDS[len(words)], "words": words}), None
    given = {name: one for name, one in zip(FIELDS, words, strict=True) if one.id}
    return form, Contingency.model_validate({name: one.model_dump() for name, one in given.items()})
