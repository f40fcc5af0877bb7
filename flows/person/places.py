"""Where one person has something to do: a desk, a seat, or one the mediator fills in for a party; and how it is said.

Titles and names of parties only: never what somebody said.
"""

from collections.abc import Iterable

from flows.messages import Button, Piece, Say
from flows.phrases import button, say, term
from flows.value import Value

REMEMBERED = 200  # messages of a person whose place is known


class Place(Value):
    """One machine that can hear this person. By `proxy` the mediator enters the answers of a party.

    A place with neither a desk nor a party is an observer's.
    """

    address: str
    mediation: str
    title: str = ""
    party: str = ""
    party_name: str = ""
    desk: bool = False
    proxy: bool = False

    @property
    def looks_on(self) -> bool:
        return not self.desk and not self.party

    @property
    def called(self) -> Piece:
        """How its owner knows it: the case, and as whom."""
        if self.desk:
            return term("place.desk", title=self.title)
        if self.looks_on:
            return term("place.observer", title=self.title)
        if self.proxy:
            return term("place.proxy", title=self.title, party=self.party_name)
        return term("place.seat", title=self.title, party=self.party_name)


class Sent(Value):
    """Which place a message of the person's own went to."""

    message: int
    place: str


def desk(mediation: str, title: str, *, observer: bool = False) -> Place:
    """The desk of a mediator, or the same seen by somebody who looks on."""
    return Place(address=f"mediation:{mediation}", mediation=mediation, title=title, desk=not observer)


def menu(person: str, places: Iterable[Place], front: str) -> Say:
    """All places, each with a button; the one in front is marked."""
    rows = tuple(
        button(
            term("place.here", place=one.called) if one.address == front else one.called,
            person,
            do="front",
            place=one.address,
        )
        for one in places
    )
    return say(term("places.which"), buttons=rows, numbered=True)


def moved(person: str, now: Place, others: Iterable[Place]) -> Say:
    """What is typed from here on is about another place; with the way back."""
    return say(term("place.now", place=now.called), buttons=_ways(person, others), numbered=True)


def left(person: str, gone: Place, now: Place | None, others: Iterable[Place]) -> Say:
    """A place that is no longer this person's, and where they are now."""
    if now is None:
        return say(term("place.gone", place=gone.called))
    sentence = term("place.gone_now", place=gone.called, now=now.called)
    return say(sentence, buttons=_ways(person, others), numbered=True)


def which(person: str, places: Iterable[Place], held: str, message: int) -> Say:
    """Something typed that could be about more than one: kept as it is until its writer says about which."""
    rows = tuple(
        button(one.called, person, do="direct", place=one.address, held=held, message=message)
        for one in places
    )
    return say(term("place.about_which"), buttons=rows, numbered=True)


def _ways(person: str, places: Iterable[Place]) -> tuple[Button, ...]:
    return tuple(
        button(term("place.go", place=one.called), person, do="front", place=one.address) for one in places
    )
