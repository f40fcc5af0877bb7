"""How the mediator of a case puts packages and dispute steps together: which sentence of the bot asks for what.

A script is a row of steps; each waits for its own sentence, so that one that comes twice does no harm.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rehearsal.case import Agreement, Case, Option
from rehearsal.player import Player
from rehearsal.sight import Shown, Sight, same, squash

STEPS = {
    "nl": (
        "Elkaar bellen, binnen 5 werkdagen",
        "Een gesprek met alle partijen, binnen 3 weken",
        "De bemiddelaar; intussen gaan de afspraken door",
    ),
    "en": (
        "Phone each other, within 5 working days",
        "A meeting with all parties, within 3 weeks",
        "The mediator; meanwhile the agreement is carried out",
    ),
}

Act = Callable[[Sight], object]


@dataclass(frozen=True)
class Step:
    """When the bot says `key` (with this number in it, where it counts), do this."""

    key: str
    act: Act
    number: int | None = None


class Composer:
    """Carries a script out. It keeps messages whose buttons are needed later on."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._steps: deque[Step] = deque()
        self._kept: dict[str, Sight] = {}

    @property
    def busy(self) -> bool:
        return bool(self._steps)

    def begin(self, steps: Iterable[Step]) -> None:
        """Take up a script; what was left of an earlier one is dropped."""
        self._steps = deque(steps)

    def heard(self, sight: Sight) -> bool:
        """Whether the next step waited for this message; then it is done."""
        if not self._steps:
            return False
        step = self._steps[0]
        found = sight.get(f"term:{step.key}")
        if found is None or (step.number is not None and found.fill.get("n") != str(step.number)):
            return False
        self._steps.popleft()
        self._kept[step.key] = sight
        step.act(sight)
        return True

    def type(self, text: str) -> Act:
        """Type these words."""
        return lambda _: self._player.say(text)

    def press(self, key: str, of: str = "") -> Act:
        """Press the button that says this, under the same message or the kept one of the sentence `of`."""

        def act(sight: Sight) -> None:
            self._player.press_key(self._kept[of] if of else sight, key)

        return act

    # ------------------------------------------------------------------ a package

    def package(self, case: Case, option: Option, then: Act) -> list[Step]:
        """A package from its ideas to where it is put forward (`then`), with the agreement's texts if it is that."""
        whole = case.agreement if case.agreement and option.id == case.consensus_option else Agreement()
        # Without a single idea in the mediation, the bot does not ask for ideas.
        steps = [Step("field.ideas", self._choose_ideas(case, option))] if case.ideas else []
        steps += self._articles(whole)
        for one in whole.commitments:
            name = next(party.name for party in case.parties if party.id == one.who)
            steps += [
                Step("package.add", self.press("button.add_commitment")),
                Step("field.whose", self._press_party(name)),
                Step("field.what", self.type(one.what)),
                Step("field.when", self.type(one.when or "-")),
                Step("field.kind", self.press(f"commitment.kind.{one.type}")),
            ]
        for rule in whole.contingencies:
            steps += [
                Step("package.add", self.press("button.add_contingency")),
                Step("field.condition", self.type(rule.if_)),
                Step("field.consequence", self.type(rule.then)),
                Step("field.indicator", self._or_unknown("")),
                Step("field.measurer", self._or_unknown(rule.measurer)),
                Step("field.by", self._or_unknown("")),
                Step("field.otherwise", self._or_unknown(rule.otherwise)),
                Step("field.unmeasured", self._or_unknown("")),
            ]
        steps.append(Step("package.add", self.press("button.package_done")))
        return [*steps, Step("package.composed", then)]

    def _or_unknown(self, text: str) -> Act:
        return self.type(text) if text else self.press("button.not_known_yet")

    def _articles(self, whole: Agreement) -> list[Step]:
        if not whole.elements:
            return []
        first, *rest = whole.elements
        return [
            Step("package.add", self.press("button.add_article")),
            Step("field.article", self.type(first)),
            *(Step("article.noted", self.type(text), number) for number, text in enumerate(rest, start=1)),
            Step(
                "article.noted", self.press("button.enough_articles", of="field.article"), len(whole.elements)
            ),
        ]

    def _choose_ideas(self, case: Case, option: Option) -> Act:
        wanted = [squash(one.text) for one in case.ideas if one.id in option.ideas]

        def act(sight: Sight) -> None:
            listed = self._player.whole(sight.message).numbered
            numbers = [str(number) for number, text in listed.items() if squash(text) in wanted]
            if numbers:
                self._player.say(", ".join(numbers))
            else:
                self._player.press_key(sight, "button.no_ideas")

        return act

    def _press_party(self, name: str) -> Act:
        return lambda sight: self._player.press(sight, named(sight, name))

    # ------------------------------------------------------------------ the steps of a dispute

    def dispute(self, case: Case) -> list[Step]:
        """The case's own steps, or three plain ones, and then the text of the agreement."""
        given = case.agreement.dispute_clause.steps if case.agreement else ()
        first, *rest = given or STEPS[case.language]
        return [
            Step("field.dispute", self.type(first)),
            *(Step("dispute.noted", self.type(text), number) for number, text in enumerate(rest, start=1)),
            Step("dispute.noted", self.press("button.make_text", of="field.dispute"), len(rest) + 1),
        ]


def named(sight: Sight, name: str) -> Shown | None:
    """The button with this name; one that was cut begins as the name does."""
    exact = [one for one in sight.buttons if same(one.label, name)]
    cut = [one for one in sight.buttons if squash(name).startswith(squash(one.label).rstrip("… "))]
    return next(iter(exact or cut), None)
