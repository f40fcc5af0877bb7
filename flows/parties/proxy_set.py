"""What is asked of a party without Telegram now: for printing, and for what comes back filled in.

A filled-in file is read twice: first to say what is in it, then, after the mediator's press, to take it over. In
between nothing of it is kept. Holds no words.
"""

from collections.abc import Mapping
from typing import Any

from flows.effects import Fetch, Work
from flows.events import AnsweredOnPaper, Fetched, OnPaper, Sender, SentFile, SetMade
from flows.messages import Listing, Piece
from flows.parties.proxy_file import Expected, Mistake, party_of_set, read_set
from flows.parties.succession import first_asks, of_round
from flows.phrases import prompt, say, term
from flows.process.phases import tell_desk
from flows.process.rounds import first_questions
from flows.register import Party
from flows.script import Kind, Script
from flows.signals import Ask
from flows.table import Mediation, Table, desk_button, fetch, log, signal, tell_mediators


def asks_now(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """What open rounds ask and was not answered; questions back and ladders are for a talk, not for paper."""
    asks: list[Ask] = []
    for key, left in state.waiting.items():
        if party.id not in left:
            continue
        if key == f"successor:{party.id}":
            asks += first_asks(state, party)
        elif key in ("1.intake", f"catch_up:{party.id}"):
            asks += first_questions(state, party)
        else:
            asks += of_round(state, key, party)
    return tuple(one for one in asks if state.note(one.id, party.id) is None)


def print_set(table: Table, user: int, party: Party) -> Table:
    """The questions on paper and as a text file; they are made elsewhere and come as two documents."""
    state = table.state
    asks = asks_now(state, party)
    if not party.proxy or not asks:
        return tell_desk(table, user, say(term("proxy.nothing_open", party=party.name)))
    known = state.note("on_language", party.id)
    material: dict[str, Any] = {
        "party": party.id,
        "party_name": party.name,
        "title": state.title,
        "user": user,
        "language": ("nl", "en")[known.choice[0]] if known and known.choice else "",
        "asks": [one.model_dump(mode="json") for one in asks],
    }
    work = Work(mediation=state.id, job="question_set", address=state.address, material=material)
    table = table.plus(work, log(state, user, "printed questions", party=party.id))
    return tell_desk(table, user, say(term("proxy.printing", party=party.name, n=len(asks))))


def set_made(table: Table, event: SetMade) -> Table:
    """Both documents, to the mediator."""
    state = table.state
    name = state.parties[event.party].name
    sentences = (term("proxy.set_pdf", party=name), term("proxy.set_text", party=name))
    for file, sentence in zip(event.files, sentences, strict=False):
        told = tell_mediators(state, say(sentence))
        table = table.plus(*(one.model_copy(update={"file": file}) for one in told))
    return table


# ------------------------------------------------------------------ filled in


def get(state: Mediation, event: SentFile, *, use: bool = False) -> Fetch:
    """Get the file; with `use` it is taken over, without it is only looked at."""
    return fetch(state, event, "proxy", use=use, file_id=event.file_id, size=event.size)


def use_pressed(table: Table, user: int, press: Mapping[str, Any]) -> Table:
    """The mediator saw what is in the file and takes it over."""
    file = SentFile(
        sender=Sender(user=user), file_id=press["file_id"], name=press["name"], size=press["size"]
    )
    return table.plus(get(table.state, file, use=True))


def fetched(table: Table, event: Fetched, script: Script) -> Table:
    """What is in the file, or every line that is wrong; nothing half."""
    state, user = table.state, int(event.purpose["user"])
    party = state.parties.get(party_of_set(event.text))
    if event.problem:
        return tell_desk(table, user, say(term("proxy_file.unreadable")))
    if party is None or not party.proxy:
        return tell_desk(table, user, say(term("proxy_file.no_set")))
    asks = asks_now(state, party)
    answers, mistakes = read_set(event.text, tuple(_expected(one, script) for one in asks))
    if mistakes:
        return tell_desk(table, user, say(term("proxy_file.mistakes"), _mistakes(mistakes)))
    if not answers:
        return tell_desk(table, user, say(term("proxy_file.empty", party=party.name)))
    if event.purpose.get("use"):
        return _taken_over(table, user, party, answers)
    found = {one.ask: one for one in answers}
    lines = tuple(_found(one, found[one.id]) for one in asks if one.id in found)
    use = desk_button(
        state,
        term("proxy_file.use"),
        "proxy_use",
        file_id=event.purpose["file_id"],
        name=event.name,
        size=event.purpose["size"],
    )
    heading = term("proxy_file.found", party=party.name, n=len(answers), of=len(asks))
    return tell_desk(table, user, say(heading, Listing(lines=lines), buttons=(use,), numbered=True))


def _taken_over(table: Table, user: int, party: Party, answers: tuple[OnPaper, ...]) -> Table:
    state = table.state
    table = table.plus(
        signal(party, state, AnsweredOnPaper(answers=answers)),
        log(state, user, "took over a filled-in file", party=party.id, answers=len(answers)),
    )
    return tell_desk(table, user, say(term("proxy_file.used", party=party.name, n=len(answers))))


def _expected(ask: Ask, script: Script) -> Expected:
    """What a question of a round takes; questions back and ladders, which are no prompts, are never in a set."""
    one = script.prompt(ask.prompt)
    choices = script.choices(one)
    scale = one.type is Kind.SCALE
    words = (n for n, choice in enumerate(choices) if (one.reason if scale else choice.open_ended))
    return Expected(
        id=ask.id,
        kind=one.type,
        options=len(ask.options or choices),
        words=() if ask.options else tuple(words),
        required=ask.required,
    )


def _found(ask: Ask, answer: OnPaper) -> Piece:
    """The question and what was chosen; words are only counted: they go to the vault and nowhere else."""
    if answer.skipped:
        given: Piece = term("answers.skipped")
    else:
        chosen = tuple(
            ask.options[n] if ask.options else prompt(ask.prompt, n, fill=ask.fill) for n in answer.choice
        )
        counted = (term("proxy_file.words", n=len(answer.texts)),) if answer.texts else ()
        given = Listing(lines=(*chosen, *counted))
    return term("answers.line", asked=ask.instead or prompt(ask.prompt, fill=ask.fill), answer=given)


def _mistakes(mistakes: tuple[Mistake, ...]) -> Listing:
    return Listing(lines=tuple(term("proxy_file.line", n=one.line, what=one.what) for one in mistakes))
