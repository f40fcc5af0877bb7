"""Phase 6 at the desk: the text from what was agreed, its confirmation, ratification, publication."""

from typing import Any

from flows.effects import Circle, Raise, Release, Tell
from flows.events import Moment
from flows.lines import package_ideas, package_lines
from flows.messages import Button, Listing, Piece, Say
from flows.parties import absent
from flows.phrases import say, term
from flows.process import pace
from flows.process.rounds import ratify, sign
from flows.register import Package, Party
from flows.shelving import agreed_package
from flows.signals import (
    AgreementClosed,
    AgreementDrafted,
    AgreementMade,
    AgreementRatified,
    AgreementSigned,
    AgreementUnsigned,
    Answered,
)
from flows.table import (
    UNDER_PARTY_NAME,
    Form,
    Mediation,
    Pending,
    Table,
    ask_mediator,
    desk_button,
    erase_later,
    log,
    propose,
    tell,
    tell_mediators,
)
from flows.value import Value


def to_agreement(state: Mediation, event: Value) -> Raise:
    return Raise(address=f"agreement:{state.id}", event=event.model_dump(mode="json"))


def text(table: Table, user: int, moment: Moment) -> Table:
    """First the steps for a later dispute, then the text is drafted from the store."""
    del moment
    state = table.state
    if agreed_package(state) is None:
        return table.plus(*tell_mediators(state, say(term("agreement.nothing_agreed"))))
    buttons = (
        desk_button(state, term("button.model_steps"), "dispute", steps="model"),
        desk_button(state, term("button.make_text"), "make_text"),
    )
    asked = term("field.dispute")
    return ask_mediator(
        table.plus(dispute=()), user, Form(name="dispute", field="dispute"), asked, buttons=buttons
    )


def make_text(table: Table, user: int) -> Table:
    """Draft the agreement: the parties' released words and the mediator's articles, nothing else."""
    state = table.state
    package = state.package(agreed_package(state) or "")
    if package is None:
        return table.plus(*tell_mediators(state, say(term("agreement.nothing_agreed"))))
    intents = _intents(state)
    reserved = _reservations(state, package)
    words = [word for _, word in (*intents, *reserved)] + [word.id for word in state.dispute]
    drafted = AgreementDrafted(
        material={**material(state, package, intents), "reservations": reserved},
        users={one.id: one.user for one in state.seated},
        needs_ratification=tuple(one.id for one in state.seated if one.needs_ratification),
        zone=state.zone,
        country=state.country,
        hours={one.id: pace.chosen_hours(state, one.id) for one in state.seated},
    )
    released = Release(mediation=state.id, ids=tuple(words), circle=Circle.ATTRIBUTED, approved_by=user)
    return table.plus(
        released,
        absent.released(state, user),
        to_agreement(state, drafted),
        log(state, user, "drafted the agreement", package=package.key, hash=package.hash),
        *tell_mediators(state, say(term("agreement.being_made"))),
        form=None,
    )


def _reservations(state: Mediation, package: Package) -> list[tuple[str, str]]:
    """What the parties that stand aside want to have in the text, said on exactly this version."""
    return [
        (one.name, word.id)
        for one in state.seated
        if (note := state.note(f"p5_final:{package.key}", one.id)) and note.choice == (1,)
        for word in note.words
    ]


def _intents(state: Mediation) -> list[tuple[str, str]]:
    """Why each party agrees, in its own words: only where it lets its approved words stand under its name."""
    return [
        (one.name, word.id)
        for one in state.seated
        if UNDER_PARTY_NAME in state.consents(one.id) and (note := state.note("p6_intent", one.id))
        for word in note.words
    ]


def material(state: Mediation, package: Package, intents: list[tuple[str, str]]) -> dict[str, Any]:
    """What stands where in the document, by the ids of the words."""
    return {
        "title": package.title.id,
        "package": package.key,
        "package_hash": package.hash,
        "question": state.question.id if state.question else None,
        "parties": [_party_line(one) for one in state.seated],
        "absent": absent.material(state),
        "intents": intents,
        "articles": [word.id for _, word in package.standing] or package_ideas(state, package),
        "commitments": [
            {
                "party": one.party,
                "who": state.parties[one.party].name,
                "what": one.what.id,
                "when": one.when.id,
                "kind": one.kind,
                "due": one.due.isoformat() if one.due else None,
            }
            for one in package.commitments
        ],
        "contingencies": [
            {
                "if": one.condition.id,
                "then": one.consequence.id,
                "measurer": one.measurer.id if one.measurer else None,
                "otherwise": one.otherwise.id if one.otherwise else None,
            }
            for one in package.contingencies
        ],
        "dispute": [word.id for word in state.dispute],
        "frames": [
            {
                "number": one.number,
                "type": one.type,
                "word": one.word.id if one.word else None,
                "choice": one.choice,
            }
            for one in state.frames
            if one.published
        ],
        "interests": [
            {"party": state.parties[one.party].name, "id": one.id, "word": one.word}
            for party in state.seated
            for one in state.interests
            if one.party == party.id and one.word in state.mapped
        ],
    }


def _party_line(party: Party) -> dict[str, Any]:
    return {
        "id": party.id,
        "name": party.name,
        "user": party.user,
        "proxy": party.proxy,
        "mandate": party.mandate or "unknown",
        "government": party.government,
    }


def made(table: Table, event: AgreementMade, moment: Moment) -> Table:
    """A document exists: a draft goes to the mediator, the final one to everybody."""
    state = table.state
    if event.final:
        later = erase_later(state, moment)
        return _published(table.plus(later, erase_on=later.due), event)
    table = table.plus(agreement="drafted")
    button = desk_button(state, term("button.ask_signing"), "sign", code=event.code, version=event.version)
    message = say(
        term("agreement.draft_ready", version=event.version),
        term("agreement.code", code=spaced(event.code)),
        buttons=(button,),
        numbered=True,
    )
    for user in state.mediators:
        table = table.plus(Tell(mediation=state.id, user=user, say=message, file=event.file))
    return table.plus(draft_file=event.file, draft_code=event.code)


def spaced(code: str) -> str:
    """The first 32 hexadecimal digits in eight groups of four, to be compared by eye."""
    return " ".join(code[start : start + 4] for start in range(0, 32, 4))


def signing(table: Table, user: int, moment: Moment) -> Table:
    """`/next` after the text: where the draft is, and the button that asks everybody."""
    del user, moment
    return table.plus(*tell_mediators(table.state, say(term("agreement.sign_how"))))


def ask_signing(table: Table, user: int, code: str, version: int, moment: Moment) -> Table:
    """The whole text to every party as a document, then the question whether it confirms exactly this text."""
    state = table.state
    package = state.package(agreed_package(state) or "")
    table = table.plus(log(state, user, "asked for confirmation", code=code), stage="6.sign")
    for party in state.seated:
        shown = say(term("agreement.read_this", code=spaced(code)))
        table = table.plus(tell(state, party, shown, file=table.state.draft_file))
    return pace.open_round(
        table,
        "6.sign",
        moment,
        lambda at, party: ratify(at, party, package) + sign(at, party, version, spaced(code)),
    )


def answered(table: Table, event: Answered) -> Table:
    """A confirmation or a ratification, for the agreement."""
    state, answer = table.state, event.answer
    if answer.ask.prompt == "p6_sign" and answer.choice == (0,):
        return table.plus(to_agreement(state, AgreementSigned(party=event.party, code=answer.ask.about)))
    if answer.ask.prompt == "p6_sign":
        name = state.parties[event.party].name
        told = tell_mediators(state, say(term("agreement.not_signed", party=name)))
        return table.plus(
            to_agreement(state, AgreementUnsigned(party=event.party)), *told, agreement="drafted"
        )
    asked = state.note("p5_ratify", event.party)
    if answer.ask.prompt == "p5_ratify_body" and asked and asked.choice == (0,):
        return table.plus(to_agreement(state, AgreementRatified(party=event.party, words=answer.shown)))
    return table


def publish(table: Table, user: int, moment: Moment) -> Table:
    """The final document: with the confirmations and the ratifications."""
    del moment
    state = table.state
    if state.agreement not in ("confirmed", "final") or agreed_package(state) is None:
        refused = say(term("agreement.not_confirmed"), *overview(state).parts)
        return table.plus(*tell_mediators(state, refused), stage="6.sign")
    ratified = [
        word.id
        for one in state.seated
        if (note := state.note("body:p5_ratify", one.id))
        for word in note.words
    ]
    released = Release(mediation=state.id, ids=tuple(ratified), circle=Circle.ATTRIBUTED, approved_by=user)
    table = table.plus(
        released,
        to_agreement(state, AgreementClosed()),
        log(state, user, "published the agreement"),
        publisher=user,
    )
    return table.plus(*tell_mediators(state, say(term("agreement.being_made"))))


def _published(table: Table, event: AgreementMade) -> Table:
    state = table.state
    sentence = term("agreement.final" if event.status == "ratified" else "agreement.in_principle")
    message = say(sentence, term("agreement.code", code=spaced(event.code)))
    for party in state.seated:
        table = table.plus(tell(state, party, message, file=event.file))
    desk = say(*message.parts, buttons=(desk_button(state, term("button.what_next"), "next"),))
    for user in state.mediators:
        table = table.plus(Tell(mediation=state.id, user=user, say=desk, file=event.file))
    if state.group:  # the document was made after the press: the mediator sees it before the group does
        table = propose(table, Pending(key="agreement", say=message, file=event.file))
    return table.plus(agreement="final")


def overview(state: Mediation) -> Say:
    """`/agreement`: where the text stands, party by party."""
    package = state.package(agreed_package(state) or "")
    if package is None:
        return say(term("agreement.nothing_agreed"))
    ways: dict[str, tuple[Button, ...]] = {
        "drafted": (desk_button(state, term("button.new_text"), "make_text"),),
        "confirmed": (desk_button(state, term("button.send_agreement"), "send_agreement"),),
        "final": (desk_button(state, term("button.send_agreement"), "send_agreement"),),
    }
    return say(*_overview(state, package), buttons=ways.get(state.agreement, ()), numbered=True)


def _overview(state: Mediation, package: Package) -> tuple[Piece, ...]:
    lines = tuple(_standing(state, one) for one in state.seated)
    return (term("agreement.overview"), *package_lines(state, package)[:1], Listing(lines=lines))


def _standing(state: Mediation, party: Party) -> Piece:
    code = spaced(state.draft_code)
    signed = any(note.choice == (0,) and note.about == code for note in state.noted("p6_sign", party.id))
    asked = state.note("p5_ratify", party.id)
    ratified = not party.needs_ratification or (asked is not None and asked.choice == (0,))
    if signed and ratified:
        return term("agreement.line.ratified", party=party.name)
    return term("agreement.line.signed" if signed else "agreement.line.open", party=party.name)
