"""What the registers of the desk share: days, the answers an entry can be made from, words for a few readers."""

from collections.abc import Iterable
from datetime import date, time

from flows.effects import Effect, Share
from flows.messages import Day, Quote
from flows.process.lacks import noted
from flows.process.working_days import at
from flows.register import Party
from flows.signals import Word
from flows.table import Mediation

NOON = time(12)
NONE = Word(id="", digest="")  # what the mediator left open


def on(state: Mediation, day: date) -> Day:
    """A day, written out for its reader."""
    return Day(at=at(day, NOON, state.zone), zone=state.zone)


def said(state: Mediation, *prompts: str) -> tuple[tuple[Party, Word], ...]:
    """Every text that parties at the table gave to these prompts."""
    return tuple(
        (one, word)
        for prompt in prompts
        for one in state.seated
        for _, note in noted(state, prompt, one.id)
        for word in note.said
    )


def unhandled(state: Mediation, *prompts: str) -> tuple[tuple[Party, Word], ...]:
    """Those of which the mediator neither made an entry nor said that there is none in it."""
    return tuple(one for one in said(state, *prompts) if one[1].id not in state.entered)


def handled(state: Mediation, answer: str) -> tuple[str, ...]:
    """The list of handled answers with one more."""
    return state.entered if answer in ("", *state.entered) else (*state.entered, answer)


def owner(state: Mediation, answer: str, *prompts: str) -> Party | None:
    return next((party for party, word in said(state, *prompts) if word.id == answer), None)


def quote(word: Word) -> Quote:
    return Quote(id=word.id, marks=True)


def shared(state: Mediation, them: Iterable[Word], parties: Iterable[str], by: int) -> tuple[Effect, ...]:
    """The mediator's own words for these parties; nothing where there is nobody."""
    ids, readers = tuple(one.id for one in them), tuple(parties)
    return (Share(mediation=state.id, ids=ids, parties=readers, approved_by=by),) if ids and readers else ()
