"""Words on their way into the vault: what is kept of what somebody said, and the reference that stays behind."""

from hashlib import sha256

from flows.effects import Circle, Keep
from flows.events import Moment
from flows.signals import Word

KINDS = {
    "p3_want": "position",
    "LUP": "rung",
    "p2_frames_fixed": "frame",
    "p2_frames_open": "frame",
    "p2_frames_outcome": "frame",
    "p4_free": "idea",
    "p4_build": "idea",
    "p4_gap": "idea",
    "p4_lift": "idea",
    "p4_elsewhere": "idea",
    "p4_pilot": "idea",
    "p4_offer": "offer",
    "p5_needs": "need",
    "p5_change": "objection",
    "p5_objection": "objection",
}


def digest(text: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of exactly this text."""
    return sha256(text.encode()).hexdigest()[:16]


def by_digest(word: Word) -> str:
    """Sorts words in an order that says nothing of who wrote them or when, and is the same every time."""
    return word.digest


def keep(
    text: str,
    moment: Moment,
    *,
    mediation: str,
    user: int,
    party: str | None,
    prompt: str,
    circle: Circle,
    script_version: int,
    edition: int = 0,
    parents: tuple[str, ...] = (),
    number: int = 0,
) -> tuple[Word, Keep]:
    """Words as they were typed. `number` tells apart several texts of one event; `party` None: the mediator's."""
    id = f"w{moment.dice[:16]}{number:02d}"
    kept = Keep(
        id=id,
        mediation=mediation,
        party=party,
        user=user,
        kind=KINDS.get(prompt, "answer") if party else "mediator",
        prompt=prompt,
        script_version=script_version,
        edition=edition,
        circle=circle,
        text=text,
        parents=parents,
        at=moment.now,
    )
    return Word(id=id, digest=digest(text)), kept
