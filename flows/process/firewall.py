"""What goes to others without a name: by its author's yes to exactly that text, or as the wording of three parties.

1. Once a party is through a round of ideas, it is asked about its new texts; words that may give it away are marked.
2. Until it has answered, nobody but the mediator reads them. Silence is no yes; a skip is none either.
3. The mediator sees how many wait, and may have it asked again; who it is stands nowhere the group reads.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flows.desk.part import Doing, Part
from flows.effects import Circle, Recast, Tell
from flows.events import Moment
from flows.lines import let_go
from flows.messages import Button, Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process import pace, theme_words, wordings
from flows.register import Idea, Party
from flows.signals import Answered, Ask, RoundOpened, Word
from flows.table import WITHOUT_NAME, Mediation, Table, desk_button, log, signal

PROMPT, TOGETHER = "p4_release", "p4_release_all"
YES, CHANGED, NOT_TO_GROUP = 0, 1, 2  # options of p4_release
ALL, ONE_BY_ONE, NONE = 0, 1, 2  # options of p4_release_all
ROUND = "release:"  # never among the rounds that are waited for
IDEAS = ("p4_free", "p4_build", "p4_gap", "p4_lift", "p4_elsewhere", "p4_pilot")
PHASE = "4."
MOST = 8  # texts in one question
TIME = timedelta(weeks=4)


def is_question(round: str) -> bool:
    return round.startswith(ROUND)


# ------------------------------------------------------------------ what waits


def undecided(state: Mediation) -> tuple[Idea, ...]:
    """Ideas that might go to others, of which the author has not yet said whether."""
    seated = {one.id for one in state.seated}
    return tuple(
        one
        for one in state.ideas
        if one.party in seated
        and WITHOUT_NAME in state.consents(one.party)
        and not let_go(state, one)
        and one.word.id not in state.kept_back
    )


def waiting(state: Mediation) -> tuple[Piece, ...]:
    """How many texts wait for their author, for the mediator; not whose."""
    left = len(undecided(state))
    return (term("release.waiting", n=left),) if left else ()


def ask_again_button(state: Mediation) -> tuple[Button, ...]:
    if not undecided(state):
        return ()
    return (desk_button(state, term("button.release_again"), "release_again"),)


def may_ask(state: Mediation, event: Mapping[str, Any]) -> dict[str, str]:
    """Ids of the words an author may be asked about at this event, and whose they are."""
    asked = {one.word.id: one.party for one in undecided(state)}
    answer = event.get("answer") or {}
    if answer.get("ask", {}).get("prompt") in IDEAS:
        asked |= {one["id"]: str(event["party"]) for one in answer.get("words", ())}
    press = event.get("press") or {}
    if press.get("do") == "theme_ask":  # a theme's wording, before its authors are asked
        kind, number = press.get("kind", ""), int(press.get("theme", 0))
        asked |= dict(theme_words.may_ask(state, kind, number))
    return asked


def said_by_others(state: Mediation, party: str) -> tuple[str, ...]:
    """Ids of what all other parties said."""
    ids = (
        word.id
        for notes in state.notes.values()
        for whose, note in notes.items()
        if whose != party
        for word in note.said
    )
    return tuple(dict.fromkeys(ids))


# ------------------------------------------------------------------ asking the author


def ask(table: Table, party: Party, moment: Moment, *, again: bool = False) -> Table:
    """Ask a party about its texts of which it was not asked yet, once it is through the round that brought them."""
    state = table.state
    if party not in state.seated or _busy(state, party.id):
        return table
    asked = () if again else state.release_asked
    due = [one for one in undecided(state) if one.party == party.id and one.word.id not in asked]
    if not due:
        return table
    parts = [due[at : at + MOST] for at in range(0, len(due), MOST)]
    asks = tuple(_question(state, part, moment) for part in parts)
    return _opened(table, party, asks, tuple(one.word.id for one in due), moment)


def ask_all(table: Table, moment: Moment, *, again: bool = False) -> Table:
    """Everybody who was not asked yet; `again`: whoever skipped or forgot it as well."""
    for party in table.state.seated:
        table = ask(table, party, moment, again=again)
    return table


def _busy(state: Mediation, party: str) -> bool:
    """Whether more texts may still come in a round it is in."""
    return any(party in left for key, left in state.waiting.items() if key.startswith((PHASE, "catch_up:")))


def _question(state: Mediation, ideas: list[Idea], moment: Moment) -> Ask:
    if len(ideas) == 1:
        return _one(state, ideas[0].word.id, moment)
    ids = [one.word.id for one in ideas]
    listed = Listing(lines=tuple(_line(id, moment) for id in ids), first=1)
    together = "+".join(ids)
    return Ask(
        id=f"{TOGETHER}:{together}",
        prompt=TOGETHER,
        about=together,
        show=(listed,),
        edition=state.script_edition,
    )


def _one(state: Mediation, id: str, moment: Moment) -> Ask:
    return Ask(
        id=f"{PROMPT}:{id}", prompt=PROMPT, about=id, show=_marked(id, moment), edition=state.script_edition
    )


def _places(id: str, moment: Moment) -> tuple[tuple[int, int], ...]:
    return next((one.places for one in moment.marks if one.word == id), ())


def _marked(id: str, moment: Moment) -> tuple[Piece, ...]:
    """A text, and under it the words in it that may give its author away."""
    places = _places(id, moment)
    text = Quote(id=id, marks=True)
    return (text, term("release.marked", words=Quote(id=id, at=places))) if places else (text,)


def _line(id: str, moment: Moment) -> Piece:
    places = _places(id, moment)
    if not places:
        return Quote(id=id)
    return term("release.line", text=Quote(id=id), words=Quote(id=id, at=places))


def _opened(table: Table, party: Party, asks: tuple[Ask, ...], ids: tuple[str, ...], moment: Moment) -> Table:
    state = table.state
    opened = RoundOpened(
        round=f"{ROUND}{moment.dice[:8]}:{party.id}",
        asks=asks,
        until=state.until or moment.now + TIME,
        not_before=pace.hours(state, party.id, moment),
    )
    asked = tuple(dict.fromkeys((*state.release_asked, *ids)))
    return table.plus(signal(party, state, opened), release_asked=asked)


# ------------------------------------------------------------------ what the author says


def answered(table: Table, event: Answered, moment: Moment) -> Table:
    """Let go as it is, in other words, or not at all; and whatever came in after its round was over is asked about."""
    answer, party = event.answer, table.state.parties.get(event.party)
    if party is None:
        return table
    if answer.ask.prompt in IDEAS:
        return ask(table, party, moment)
    own = {one.word.id: one for one in table.state.ideas if one.party == party.id}
    ids = tuple(id for id in answer.ask.about.split("+") if id in own)
    if answer.ask.prompt not in (PROMPT, TOGETHER) or not ids or not answer.choice:
        return table
    if answer.ask.prompt == TOGETHER and answer.choice[0] == ONE_BY_ONE:
        asks = tuple(_one(table.state, id, moment) for id in ids)
        return _opened(_undone(table, ids), party, asks, ids, moment)
    return _decided(table, event, {id: own[id].word for id in ids}, moment)


def _undone(table: Table, ids: tuple[str, ...]) -> Table:
    """What was said of these before no longer holds."""
    state = table.state
    return table.plus(
        freed={id: digest for id, digest in state.freed.items() if id not in ids},
        kept_back=tuple(one for one in state.kept_back if one not in ids),
    )


def _decided(table: Table, event: Answered, words: dict[str, Word], moment: Moment) -> Table:
    """YES and ALL, NOT_TO_GROUP and NONE have the same places."""
    choice, ids = event.answer.choice[0], tuple(words)
    table = _undone(table, ids)
    if choice == NOT_TO_GROUP:
        table = table.plus(kept_back=(*table.state.kept_back, *ids))
    elif choice == YES:
        table = table.plus(freed={**table.state.freed, **{id: one.digest for id, one in words.items()}})
    elif event.answer.words:
        table = _in_other_words(table, event, ids[0], moment)
    acts = {YES: "let texts go without a name", CHANGED: "changed a text before it went without a name"}
    act = acts.get(choice, "kept texts from the others")
    return table.plus(log(table.state, event.user, act, n=len(ids)))


def _in_other_words(table: Table, event: Answered, old: str, moment: Moment) -> Table:
    """The author's own other words, in the place of the first: typed to be read by the others, so let go."""
    source, state = event.answer.words[0], table.state
    became = Word(id=f"w{moment.dice[:16]}f", digest=source.digest)
    kept = Recast(
        id=became.id,
        source=source.id,
        mediation=state.id,
        party=event.party,
        user=event.user,
        kind="idea",
        prompt=event.answer.ask.prompt,
        circle=Circle.ANONYMOUS,
        edition=event.answer.ask.edition,
        at=moment.now,
    )
    table = wordings.replaced(table.plus(kept), old, became)
    return table.plus(freed={**table.state.freed, became.id: became.digest})


# ------------------------------------------------------------------ the mediator's button


def _again(table: Table, doing: Doing) -> Table:
    left = len(undecided(table.state))
    if not left:
        return _tell(table, doing.user, say(term("release.none_left")))
    table = ask_all(table, doing.moment, again=True)
    return _tell(table, doing.user, say(term("release.asked_again", n=left)))


def _tell(table: Table, user: int, message: Say) -> Table:
    return table.plus(Tell(mediation=table.state.id, user=user, say=message))


PART = Part(presses={"release_again": _again})
