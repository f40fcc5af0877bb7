"""What went to the group, kept as it was described: for whoever looks on, and for the report. Opens no words."""

from flows.effects import Post
from flows.events import Moment
from flows.messages import Piece
from flows.register import Published
from flows.table import Mediation, Table


def noted(table: Table, moment: Moment) -> Table:
    """Every post among the effects, added to those before; the same key again is a newer version of it."""
    posts = tuple(one for one in table.effects if isinstance(one, Post))
    if not posts:
        return table
    made = tuple(
        Published(
            key=one.handle or f"post:{len(table.state.published) + place}",
            say=one.say.model_copy(update={"buttons": (), "picture": None}),
            at=moment.now,
            by=one.approved_by,
        )
        for place, one in enumerate(posts)
    )
    return table.plus(published=(*table.state.published, *made))


def newest(state: Mediation) -> tuple[Published, ...]:
    """One of each key, as it stands in the group now, in the order of their dates."""
    by_key = {one.key: one for one in state.published}
    return tuple(sorted(by_key.values(), key=lambda one: one.at))


def text(one: Published) -> tuple[Piece, ...]:
    return one.say.parts
