"""Short ways to write messages down. Holds keys of sentences, never sentences."""

from collections.abc import Iterable
from typing import Any

from flows.messages import Button, Listing, Picture, Piece, Quote, Say, Term, Wording

# Keys made from data: every key of these families counts as used, and must stand in every catalogue.
FAMILIES = (
    "gate.",  # gate.<phase>.<item>, the items of flows/process/gates.py
    "lack.",  # lack.<what>, what keeps a gate's item open
    "mend.",  # mend.<command>, what can be done about it
    "screen.",  # screen.<risk>, the suitability checklist
    "suited.is.",  # suited.is.<outcome>
    "gone.",  # gone.<prompt>, what an exit talk is about
    "result.",  # result.<name>, what is to be checked again after a phase was reopened
    "share.",  # share.<circle>, who reads an answer
    "stage.",  # stage.<key>, the steps of flows/process/stages.py
    "phase.",  # phase.<number>
    "phase_name.",  # phase_name.<number>, as the rehearsal page heads it
    "command.",  # command.<name>, the menu's descriptions
    "changed.",  # changed.<what>.<how>, what is different in a version of a package
    "outcome.",  # outcome.<verdict>
    "commitment.kind.",
    "found.",  # found.<remark>, why a computed package is as it is; its keys: workshop/reasons.py
    "options.",  # options.<link>, what goes with what
    "contingency.",  # contingency.<field>, what is known of an if-then
    "rules.",  # rules.<number>, the ground rules
    "sign.",  # sign.<number>, the points of the process agreement
    "frame.type.",
    "field.",  # field.<name>, what the desk asks for
    "proxy.by.",  # proxy.by.<way>, how a party without Telegram confirmed
    "proxy.way.",
    "proxy.round.",
    "proxy_set.intro.",
    "proxy_set.how.",
    "proxy.month.",
    "draft.",  # draft.<prompt>, headings of the points for the conflict analysis
    "tailoring.act.",
    "tailoring.did.",
    "tailoring.file.",
    "translation.pick.",  # translation.pick.<status>, a text the mediator may translate
    "translation.language.",
    "between.judged.",  # between.judged.<judgement>, what a party says of what was understood of it
    "review.what.",  # review.what.<kind>, what a message for the group is called
    "summary.along.",  # summary.along.<phase>
    "act.",  # act.<phrase>, a line of the record; its phrases: flows/desk/acts.py
    "record.go.",
)


def term(key: str, **fill: Piece) -> Term:
    """A catalogue sentence; `fill` goes into its {places}."""
    return Term(key=key, fill=fill)


def button(label: Piece, address: str, **press: Any) -> Button:
    """A button that tells the machine at `address` what `press` says."""
    return Button(label=label, address=address, event=press)


def column(buttons: Iterable[Button]) -> tuple[tuple[Button, ...], ...]:
    """One button a row: what a thumb hits best."""
    return tuple((one,) for one in buttons)


def say(
    *parts: Piece, buttons: Iterable[Button] = (), numbered: bool = False, picture: Picture | None = None
) -> Say:
    """A message of paragraphs with one column of buttons, and a picture that shows what the text says."""
    return Say(parts=parts, buttons=column(buttons), numbered=numbered, picture=picture)


def quotes(ids: Iterable[str], first: int | None = None) -> Listing:
    """Words under each other, each between quotation marks."""
    return Listing(lines=tuple(Quote(id=one, marks=True) for one in ids), first=first)


def prompt(key: str, option: int | None = None, fill: dict[str, Piece] | None = None) -> Wording:
    """A wording of the question script, or the label of one of its options."""
    return Wording(prompt=key, option=option, fill=fill or {})
