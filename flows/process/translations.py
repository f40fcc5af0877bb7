"""The mediator translates a party's words for readers of another language; its owner says whether it is right.

Without the owner's yes nobody reads a translation, and a text that is changed or withdrawn takes its own along.
Ids only: both texts are in the vault, which also decides who reads which of the two.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flows.effects import AgreeTranslation, Translate
from flows.events import Moment
from flows.lines import for_group, may_be_shown
from flows.messages import Piece, Quote, Say, Term
from flows.phrases import say, term
from flows.process import pace
from flows.process.phases import tell_desk
from flows.register import Party, Translation
from flows.script import LANGUAGES
from flows.signals import Answer, Answered, Ask, RoundOpened
from flows.table import Form, Mediation, Table, ask_mediator, desk_button, log, signal, tell_mediators

FORM = "translation"
PROMPT = "t_meaning"
YES, ALMOST, OWN_WORDS = 0, 1, 2  # its options
ROUND = "translation:"  # never among the rounds that are waited for
TIME = timedelta(weeks=4)
LISTED = 8  # texts under one list
LONGEST = 3000  # characters: it is shown in one message, below the original


def is_question(round: str) -> bool:
    return round.startswith(ROUND)


# ------------------------------------------------------------------ what can be translated


def texts(state: Mediation) -> tuple[Translation, ...]:
    """What parties let go, or agreed to let go, and somebody of another language reads; not yet agreed ones first."""
    spoken = {one.id: _language(state, one) for one in state.seated}
    found: list[Translation] = []
    for party in state.seated:
        for language in sorted({*spoken.values()} - {spoken[party.id]}):
            found += [_text(state, party, id, language) for id in _words(state, party)]
    return tuple(sorted(found, key=lambda one: one.status == "agreed"))


def _words(state: Mediation, party: Party) -> tuple[str, ...]:
    frames = [one for one in state.frames if one.party == party.id]
    framed = [word.id for one in frames for word in (one.word, one.reason, one.until) if word]
    ideas = [one.word.id for one in state.ideas if one.party == party.id and may_be_shown(state, one)]
    return tuple(dict.fromkeys((*framed, *for_group(state, party), *ideas)))


def _language(state: Mediation, party: Party) -> str:
    chosen = state.note("on_language", party.id)
    return LANGUAGES[chosen.choice[0]] if chosen and chosen.choice else LANGUAGES[0]


def _text(state: Mediation, party: Party, id: str, language: str) -> Translation:
    text = Translation(original=id, party=party.id, user=party.user, language=language, status="new")
    newest = next((one for one in reversed(state.translations) if _same(one, text)), None)
    if newest is None or (newest.status == "asked" and newest.user != party.user):  # nobody is asked now
        return text
    return text.model_copy(update={"status": newest.status})


def _same(one: Translation, other: Translation) -> bool:
    return (one.original, one.language) == (other.original, other.language)


# ------------------------------------------------------------------ at the desk


def show(state: Mediation, page: int = 0) -> Say:
    """The texts as buttons, with what became of each."""
    found = texts(state)
    if not found:
        return say(term("translation.nothing"))
    chosen = found[page * LISTED : (page + 1) * LISTED]
    rows = [
        desk_button(state, _label(state, one), "translate", word=one.original, language=one.language)
        for one in chosen
    ]
    if len(found) > (page + 1) * LISTED:
        rows.append(desk_button(state, term("translation.more"), "translate", page=page + 1))
    return say(term("translation.which"), buttons=rows, numbered=True)


def _label(state: Mediation, one: Translation) -> Term:
    name = state.parties[one.party].name
    return term(f"translation.pick.{one.status}", party=name, words=Quote(id=one.original, marks=True))


def press(table: Table, user: int, press: Mapping[str, Any]) -> Table:
    """A text was picked, or the next page of them."""
    state = table.state
    if "page" in press:
        return tell_desk(table, user, show(state, int(press["page"])))
    text = _picked(state, str(press.get("word")), str(press.get("language")))
    if text is None:
        return tell_desk(table, user, say(term("translation.gone")))
    if text.status == "asked":
        waits = term("translation.waits", party=state.parties[text.party].name)
        return tell_desk(table, user, say(waits))
    form = Form(name=FORM, field=text.language, about=text.original)
    asked = term("translation.type", language=_named(text.language), party=state.parties[text.party].name)
    return ask_mediator(table, user, form, Quote(id=text.original), asked)


def _picked(state: Mediation, word: str, language: str) -> Translation | None:
    return next((one for one in texts(state) if (one.original, one.language) == (word, language)), None)


def _named(language: str) -> Term:
    return term(f"translation.language.{language}")


def typed(table: Table, user: int, form: Form, text: str, moment: Moment) -> Table:
    """The translation goes to the owner of the words, and to nobody else before the owner's yes."""
    picked = _picked(table.state, form.about, form.field)
    if picked is None:
        return tell_desk(table.plus(form=None), user, say(term("translation.gone")))
    if len(text) > LONGEST:
        return ask_mediator(table, user, form, term("translation.too_long", n=LONGEST))
    state, party = table.state, table.state.parties[picked.party]
    made = picked.model_copy(update={"word": f"w{moment.dice[:16]}t", "status": "asked"})
    table = table.plus(
        Translate(
            id=made.word,
            original=made.original,
            mediation=state.id,
            party=party.id,
            user=party.user,
            language=made.language,
            text=text,
            at=moment.now,
        ),
        signal(party, state, _question(state, party, made, moment)),
        log(state, user, "translated a party's words", party=party.id, language=made.language),
        translations=(*state.translations, made),
        form=None,
    )
    return tell_desk(table, user, say(term("translation.sent", party=party.name)))


def _question(state: Mediation, party: Party, one: Translation, moment: Moment) -> RoundOpened:
    language = _named(one.language)
    shown: tuple[Piece, ...] = (
        term("translation.yours"),
        Quote(id=one.original),
        term("translation.theirs", language=language),
        Quote(id=one.word),
        term("translation.what", language=language),
    )
    ask = Ask(
        id=f"{PROMPT}:{one.word}",
        prompt=PROMPT,
        about=one.original,
        fill={"language": language},
        show=shown,
        edition=state.script_edition,
    )
    return RoundOpened(
        round=f"{ROUND}{one.word}",
        asks=(ask,),
        until=state.until or moment.now + TIME,
        not_before=pace.hours(state, party.id, moment),
    )


# ------------------------------------------------------------------ what the owner says


def answered(table: Table, event: Answered) -> Table:
    """A yes, a remark, or the own words; the last thing the owner said is what holds."""
    answer = event.answer
    word = answer.ask.id.removeprefix(f"{PROMPT}:")
    one = next((one for one in table.state.translations if one.word == word), None)
    if answer.ask.prompt != PROMPT or one is None:
        return table
    said = answer.choice[0] if answer.choice else OWN_WORDS
    was_agreed = one.status == "agreed"
    table = _noted(table, one, said)
    if said != ALMOST or was_agreed:
        agreed = AgreeTranslation(id=one.word, mediation=table.state.id, agreed=said == YES)
        table = table.plus(agreed)
    acts = {YES: "agreed to a translation", ALMOST: "remarked on a translation"}
    act = acts.get(said, "kept to the own words")
    record = log(table.state, event.user, act, party=event.party, language=one.language)
    return table.plus(record, *tell_mediators(table.state, _told(table.state, one, said, answer)))


def _noted(table: Table, one: Translation, said: int) -> Table:
    """What became of this translation; of a text and language, one at most stands."""
    became = {YES: "agreed", ALMOST: "almost"}.get(said, "own_words")

    def now(other: Translation) -> Translation:
        if other.word == one.word:
            return other.model_copy(update={"status": became})
        replaced = _same(other, one) and other.status == "agreed" and said != ALMOST
        return other.model_copy(update={"status": "own_words"}) if replaced else other

    return table.plus(translations=tuple(now(other) for other in table.state.translations))


def _told(state: Mediation, one: Translation, said: int, answer: Answer) -> Say:
    name, language = state.parties[one.party].name, _named(one.language)
    if said == YES:
        return say(term("translation.agreed", party=name, language=language), Quote(id=one.word))
    if said != ALMOST:
        return say(term("translation.own_words", party=name, language=language), Quote(id=one.original))
    again = desk_button(
        state, term("translation.again"), "translate", word=one.original, language=one.language
    )
    remarks = tuple(Quote(id=word.id, marks=True) for word in answer.words)
    return say(term("translation.almost", party=name), Quote(id=one.word), *remarks, buttons=(again,))
