"""The mediator's wording of a theme of interests or issues: it stands once every author said that the point is in it.

1. Each author gets the wording with the own words under it, and says yes, no or how else. Silence is no yes.
2. A no takes the author's words out of the theme again, and the wording with them; that cannot be undone.
3. Other words in the theme, or another wording, are asked about anew: a yes is to exactly one text.

Ideas are asked about in the round of their phase (flows/process/rounds.py). Ids only.
"""

from datetime import timedelta

from flows.effects import Share
from flows.events import Moment
from flows.lines import ENOUGH_PARTIES
from flows.messages import Listing, Piece, Quote
from flows.phrases import say, term
from flows.process import pace
from flows.process.sorting_items import items
from flows.register import Party
from flows.signals import Answered, Ask, RoundOpened, Word
from flows.table import WITHOUT_NAME, Mediation, Table, desk_button, log, signal, tell_mediators
from flows.themes import Board, Kind, Theme, taken_out

PROMPT = "b_theme"
YES, APART = 0, 1  # options of it; the third is other words
ROUND = "theme:"  # never among the rounds that are waited for
TIME = timedelta(weeks=4)
ASKED: tuple[Kind, ...] = ("interests", "issues")


def is_question(round: str) -> bool:
    return round.startswith(ROUND)


def authors(state: Mediation, kind: Kind, theme: Theme) -> tuple[str, ...]:
    """The parties whose words are in a theme."""
    return tuple(sorted({one.party for one in items(state, kind) if one.id in theme.items}))


def left(state: Mediation, kind: Kind, theme: Theme) -> tuple[str, ...]:
    """The authors who did not say yes to the wording as it is."""
    said = state.worded.get(theme.name.id, ()) if theme.name else ()
    return tuple(one for one in authors(state, kind, theme) if one not in said)


def stands(state: Mediation, kind: Kind, theme: Theme) -> Word | None:
    """The mediator's wording, where others may read it: every author said yes to exactly this text.

    None where a yes is missing, or where an author lets nothing go without a name.
    """
    own = authors(state, kind, theme)
    let = bool(own) and all(WITHOUT_NAME in state.consents(one) for one in own)
    return theme.name if let and not left(state, kind, theme) else None


def may_go(state: Mediation, kind: Kind, theme: Theme) -> bool:
    """Whether a point of the analysis may rest on a theme: three parties are behind it, or all its authors said yes."""
    own = authors(state, kind, theme)
    let = all(WITHOUT_NAME in state.consents(one) for one in own)
    return let and (len(own) >= ENOUGH_PARTIES or stands(state, kind, theme) is not None)


def standing(state: Mediation, kind: Kind) -> dict[str, Word]:
    """Every item of a theme whose wording stands -> that wording."""
    found = ((one.items, word) for one in board_of(state, kind).themes if (word := stands(state, kind, one)))
    return {item: word for ids, word in found for item in ids}


def board_of(state: Mediation, kind: Kind) -> Board:
    """How interests or issues lie, without what was taken back."""
    return state.boards.get(kind, Board()).only([one.id for one in items(state, kind)])


# ------------------------------------------------------------------ asking


def ask(table: Table, kind: Kind, theme: Theme, user: int, moment: Moment) -> Table:
    """Ask every author at the table who has not said yes; until then nobody else reads the wording."""
    state = table.state
    if theme.name is None:
        return table
    due = [one for one in state.seated if one.id in left(state, kind, theme)]
    if not due:
        return table
    ids = tuple(one.id for one in due)
    before = state.word_asked.get(theme.name.id, ())
    table = table.plus(
        Share(mediation=state.id, ids=(theme.name.id,), parties=ids, approved_by=user),
        log(state, user, "asked authors about a theme", what=kind, n=len(ids)),
        word_asked={**state.word_asked, theme.name.id: tuple(dict.fromkeys((*before, *ids)))},
        rests_on={**state.rests_on, theme.name.id: theme.items},
    )
    for party in due:
        table = table.plus(signal(party, state, _question(state, kind, theme, party, moment)))
    return table


def _question(state: Mediation, kind: Kind, theme: Theme, party: Party, moment: Moment) -> RoundOpened:
    name = theme.name.id if theme.name else ""
    own = [one.id for one in items(state, kind) if one.id in theme.items and one.party == party.id]
    places = next((one.places for one in moment.marks if one.word == name), ())
    shown: tuple[Piece, ...] = (term("theme.yours"), Listing(lines=tuple(Quote(id=one) for one in own)))
    if places:
        shown += (term("release.marked", words=Quote(id=name, at=places)),)
    question = Ask(
        id=f"{PROMPT}:{name}",
        prompt=PROMPT,
        about=f"{kind}:{name}",
        fill={"merged": Quote(id=name)},
        show=shown,
        edition=state.script_edition,
    )
    return RoundOpened(
        round=f"{ROUND}{name}:{party.id}:{moment.dice[:8]}",
        asks=(question,),
        until=state.until or moment.now + TIME,
        not_before=pace.hours(state, party.id, moment),
    )


def may_ask(state: Mediation, kind: Kind, number: int) -> tuple[tuple[str, str], ...]:
    """The wording an author may be asked about now, with each author: what is to be marked in it."""
    theme = board_of(state, kind).theme(number) if kind in ASKED else None
    if theme is None or theme.name is None:
        return ()
    return tuple((theme.name.id, one) for one in authors(state, kind, theme))


# ------------------------------------------------------------------ what an author says


def answered(table: Table, event: Answered) -> Table:
    """Yes, no (then the merge is undone) or other words (then the mediator words it anew)."""
    answer, state = event.answer, table.state
    kind, theme = _found(state, answer.ask.about) if answer.ask.prompt == PROMPT else (None, None)
    if kind is None or theme is None or theme.name is None or event.party not in authors(state, kind, theme):
        return table
    name, party = theme.name.id, state.parties[event.party]
    said = tuple(one for one in state.worded.get(name, ()) if one != party.id)
    if answer.choice == (YES,):
        table = table.plus(worded={**state.worded, name: (*said, party.id)})
        return _agreed(table, kind, theme)
    table = table.plus(worded={**state.worded, name: said})
    if not answer.choice:
        return table
    board = board_of(state, kind)
    if answer.choice == (APART,):
        own = {one.id for one in items(state, kind) if one.party == party.id}
        table = table.plus(boards={**state.boards, kind: _parted(board, theme, own)})
        told = term("theme.apart", party=party.name, n=theme.number)
    else:
        told = term("theme.differently", party=party.name, n=theme.number)
    words = tuple(Quote(id=one.id, marks=True) for one in answer.words)
    opened = desk_button(
        state, term("sorting.open_theme", n=theme.number), "theme", kind=kind, theme=theme.number
    )
    message = say(told, Quote(id=name, marks=True), *words, buttons=(opened,))
    return table.plus(*tell_mediators(state, message))


def _parted(board: Board, theme: Theme, own: set[str]) -> Board:
    """Without the words of the one who said no; not even undoing brings that merge back."""
    for item in theme.items:
        board = taken_out(board, item) if item in own else board
    themes = tuple(
        one.model_copy(update={"name": None}) if one.name == theme.name else one for one in board.themes
    )
    return board.model_copy(update={"themes": themes, "earlier": ()})


def _found(state: Mediation, about: str) -> tuple[Kind | None, Theme | None]:
    for kind in ASKED:
        name = about.removeprefix(f"{kind}:")
        for one in board_of(state, kind).themes if name != about else ():
            if one.name and one.name.id == name:
                return kind, one
    return None, None


def _agreed(table: Table, kind: Kind, theme: Theme) -> Table:
    """The last yes is told to the mediator."""
    state = table.state
    if theme.name is None or stands(state, kind, theme) is None:
        return table
    told = say(term("theme.stands", n=theme.number), Quote(id=theme.name.id, marks=True))
    return table.plus(*tell_mediators(state, told))
