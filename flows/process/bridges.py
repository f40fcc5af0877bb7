"""Where a need of one party and an offer of another may meet, and the question that gives neither away to the other.

What a party is asked is a standing sentence and that party's own words: nothing of the other, nor that there is one.
"""

from flows.effects import Work
from flows.events import Moment
from flows.messages import Quote
from flows.process import pace
from flows.process.stages import COMPUTER
from flows.register import Party
from flows.signals import Ask, Word
from flows.table import Mediation, Table

ROUND = "bridge:"
NEEDS = ("p5_needs",)
OFFERS = ("p4_offer", "p5_trade")
ASKED = {"need": "p5_bridge_need", "offer": "p5_bridge_offer"}


def said(state: Mediation, prompts: tuple[str, ...]) -> tuple[tuple[Party, Word], ...]:
    """What parties at the table said to these prompts."""
    return tuple(
        (party, word)
        for party in state.seated
        for prompt in prompts
        for note in state.noted(prompt, party.id)
        for word in note.said
    )


def job(state: Mediation, user: int) -> Work | None:
    """Compare the needs and offers of who lets a computer look; None: there is not one of each."""
    needs, offers = (
        [(party, word) for party, word in said(state, prompts) if COMPUTER in state.consents(party.id)]
        for prompts in (NEEDS, OFFERS)
    )
    if not needs or not offers:
        return None
    material = {
        "user": user,
        "needs": [word.id for _, word in needs],
        "offers": [word.id for _, word in offers],
        "owners": {word.id: party.id for party, word in (*needs, *offers)},
        "names": {one.id: one.name for one in state.seated},
        "question": state.question.id if state.question else None,
    }
    return Work(mediation=state.id, job="bridges", address=state.address, material=material)


def owner(state: Mediation, word: str) -> Party | None:
    """Who said it; None: it was taken back."""
    return next((party for party, one in said(state, (*NEEDS, *OFFERS)) if one.id == word), None)


def ask(side: str, word: str) -> Ask:
    """The question to the one who said `word`; `side` is what it is, a need or an offer."""
    prompt = ASKED[side]
    return Ask(id=f"{prompt}:{word}", prompt=prompt, about=word, show=(Quote(id=word, marks=True),))


def asked(state: Mediation, side: str, word: str, party: Party) -> bool:
    """Whether its owner was asked before, or is being asked."""
    question = ask(side, word)
    return state.note(question.id, party.id) is not None or f"{ROUND}{question.id}" in state.waiting


def put(table: Table, side: str, word: str, party: Party, moment: Moment) -> Table:
    """Ask one party, about its own words."""
    question = ask(side, word)
    return pace.open_round(
        table, f"{ROUND}{question.id}", moment, lambda _, __: (question,), parties=(party,)
    )
