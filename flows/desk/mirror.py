"""`/mirror`: whether the mediator's own work treats the parties alike, as bars and in words; for the mediators alone.

1. Words of each party in what stands in the group, and its share of the parties' words there.
2. How long a party took for a round, as a median; slow is no verdict.
3. Whose wording the mediators changed, left out, translated or named anew, and how often.
4. Questions between parties that were passed on, or not.

Numbers only: words are counted where they may be opened (bot/mirror.py). Never for a party, an observer or the group.
"""

from collections.abc import Callable
from statistics import median_low

from flows.desk.part import Doing, Part
from flows.desk.record import work
from flows.effects import Tell
from flows.events import MirrorRead
from flows.messages import Bar, BarBlock, Bars, Listing, Piece, Term
from flows.phrases import say, term
from flows.process import wordings
from flows.register import Party
from flows.table import Mediation, Table
from flows.value import Value

MEDIATORS = ""  # whose words belong to no party


class Edits(Value):
    """What the mediators did with a party's words, how often each."""

    reworded: int
    neutral: int
    translated: int
    named: int
    left_out: int

    @property
    def all(self) -> int:
        return self.reworded + self.neutral + self.translated + self.named + self.left_out


def _ask(table: Table, doing: Doing) -> Table:
    return work(table, doing.user, "mirror")


def shown(table: Table, event: MirrorRead) -> Table | None:
    """The picture, and the same in words, to the mediator who asked; to nobody who meanwhile is none."""
    state = table.state
    if event.user not in state.mediators:
        return None
    parties = [one for one in state.parties.values() if one in state.seated or event.words.get(one.id)]
    if not parties:
        return table.plus(Tell(mediation=state.id, user=event.user, say=say(term("mirror.nobody"))))
    blocks = (
        _block(term("mirror.words"), parties, lambda one: _words(one, parties, event)),
        _block(term("mirror.time"), parties, lambda one: _time(state, one)),
        _block(term("mirror.edits"), parties, lambda one: _edits(state, one)),
        _block(term("mirror.questions"), parties, lambda one: _questions(state, one)),
    )
    parts: list[Piece] = [term("mirror.heading", title=state.title), term("mirror.only_you")]
    after = {
        0: (term("mirror.equal", n=_percent(1, len(parties))), term("mirror.own", n=event.words.get("", 0))),
        1: (term("mirror.slow"),),
    }
    for place, block in enumerate(blocks):
        parts += [block.title, Listing(lines=tuple(map(_line, block.bars))), *after.get(place, ())]
    picture = Bars(title=term("mirror.heading", title=state.title), blocks=blocks)
    return table.plus(Tell(mediation=state.id, user=event.user, say=say(*parts, picture=picture)))


def _block(title: Piece, parties: list[Party], measured: Callable[[Party], tuple[int, Piece]]) -> BarBlock:
    found = ((one, *measured(one)) for one in parties)
    return BarBlock(title=title, bars=tuple(Bar(name=one.name, value=n, says=says) for one, n, says in found))


def _line(bar: Bar) -> Term:
    return term("mirror.line", party=bar.name, says=bar.says)


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _words(party: Party, parties: list[Party], event: MirrorRead) -> tuple[int, Piece]:
    """Words, the share of all parties' words together, and in how many messages they stand."""
    own = event.words.get(party.id, 0)
    whole = sum(event.words.get(one.id, 0) for one in parties)
    share, texts = _percent(own, whole), event.texts.get(party.id, 0)
    return own, term("mirror.share", n=own, share=share, texts=texts, messages=event.messages)


def _time(state: Mediation, party: Party) -> tuple[int, Piece]:
    """The median over the rounds a party answered to the end, in working days; the lower of two in the middle."""
    took = state.took.get(party.id, ())
    if not took:
        return 0, term("mirror.no_round")
    days = median_low(took)
    usual = term("mirror.same_day", rounds=len(took)) if days == 0 else None
    return days, usual or term("mirror.days", n=days, rounds=len(took))


def edits(state: Mediation, party: Party) -> Edits:
    """Rewordings that were asked for, neutral questions, translations, names of themes, what is or was left out."""
    themes = {one.number for one in state.ideas if one.party == party.id}
    messages = {one.key: one for one in (*state.let_go.values(), *state.pending)}
    out = {word for one in messages.values() for word in one.left_out}
    return Edits(
        reworded=sum(one.party == party.id for one in state.rewordings),
        neutral=sum(one.owner == party.id and one.neutral is not None for one in state.passings),
        translated=sum(one.party == party.id and one.word != "" for one in state.translations),
        named=sum(one.name is not None and bool(themes & set(one.ideas)) for one in state.groups),
        left_out=sum(owner.id == party.id for word in out if (owner := wordings.owner(state, word))),
    )


def _edits(state: Mediation, party: Party) -> tuple[int, Piece]:
    made = edits(state, party)
    kinds: tuple[tuple[int, Term], ...] = (
        (made.reworded, term("mirror.reworded", n=made.reworded)),
        (made.neutral, term("mirror.neutral", n=made.neutral)),
        (made.translated, term("mirror.translated", n=made.translated)),
        (made.named, term("mirror.named", n=made.named)),
        (made.left_out, term("mirror.left_out", n=made.left_out)),
    )
    said = [sentence for n, sentence in kinds if n]
    if not said:
        return 0, term("mirror.no_edits")
    line: Piece = said[-1]
    for one in reversed(said[:-1]):
        line = term("mirror.and", first=one, rest=line)
    return made.all, line


def _questions(state: Mediation, party: Party) -> tuple[int, Piece]:
    """What this party asked of others; what still waits is in neither number."""
    own = [one for one in state.passings if one.owner == party.id and one.kind == "question" and one.word]
    passed = sum(one.status == "passed" for one in own)
    held = sum(one.status == "kept_back" for one in own)
    waits = sum(one.status in ("new", "wording") for one in own)
    if not own:
        return 0, term("mirror.no_questions")
    return len(own), term("mirror.asked", n=len(own), passed=passed, held=held, waits=waits)


PART = Part(commands={"mirror": _ask})
