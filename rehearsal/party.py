"""A party's representative: opens the invitation, answers each question from the case, presses the group's card.

Knows the bot's buttons and what its own party says (answers.py); never what another party says.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta

from rehearsal.answers import NOT_KNOWN, Answer, Answers, Asked, Chosen, Passed, Ticked, Typed
from rehearsal.case import Event, Option, Party
from rehearsal.model import BotMessage
from rehearsal.player import Player, Setting
from rehearsal.seats import Seat
from rehearsal.sight import Shown, Sight, same, squash

WAYS_OUT = frozenset(
    {"term:button.skip", "term:change.help_me_look", "term:button.back", "term:button.that_is_it"}
)
BOXES = frozenset({"term:ticked", "term:unticked"})
STOP = {"nl": "/stoppen", "en": "/stop"}
PATIENCE = timedelta(minutes=10)  # for a card in the group; then the private question is answered
# Asked right after the reading of a package.
ABOUT_THE_LAST = frozenset({"p5_stake", "p5_objection", "p5_change", "p5_info", "p5_consult"})


@dataclass
class Vote:
    """An answer to a package on its way: option of the case, number of the button, the private question."""

    option: Option | None
    number: int
    question: Sight
    pressed: bool = False


class PartyPlayer(Player):
    """One representative. `in_group`: answers packages by the group's card instead of in private.

    Without Telegram (`Party.proxy`) the seat is the mediator's, and the mediator hands on what is for this party.
    """

    def __init__(self, setting: Setting, seat: Seat, party: Party, *, in_group: bool) -> None:
        super().__init__(setting, seat)
        self.party = party
        self.by_proxy = party.proxy
        self._wrong: Event | None = None
        self._in_group = in_group
        self._answers = Answers(setting.case, party)
        self._answered: set[tuple[str, ...]] = set()
        self._entries: deque[str] | None = None
        self._sent = 0
        self._ticking: tuple[str, tuple[str, ...] | None] | None = None
        self._words: str | None = None
        self._vote: Vote | None = None
        self._read: Option | None = None
        self._checked: Option | None = None
        self._link = ""

    def invited(self, link: str) -> None:
        """The mediator handed over an invitation."""
        self._link = link
        self.later(len(link), self._open)

    def finds_wrong(self, event: Event) -> None:
        """Under the summary that this is about, the party says that something is not right."""
        self._wrong = event

    def leave(self) -> None:
        """This party stops."""
        self.later(0, lambda: None if self.taken else self.say(STOP[self.setting.language]))

    def _open(self) -> None:
        if not self.taken and not self.setting.world.users[self.user].started:
            self.setting.world.open_link(self.user, self._link)

    def go_on(self) -> None:
        self._ticking, self._entries, self._sent, self._words = None, deque(), 0, ""
        if self.by_proxy:
            return
        if self._link:
            self._open()
        super().go_on()

    # ------------------------------------------------------------------ what the bot says

    def react(self, sight: Sight, *, edited: bool) -> None:
        if edited:
            self._next_tick(sight)
        elif sight.get("term:elaborate.option") or sight.get("term:elaborate.scale"):
            self._explain(sight)
        elif noted := sight.get("term:entries.noted"):
            self._next_entry(sight, int(noted.fill["n"]))
        elif sight.get("term:stop.sure"):
            self.press_key(sight, "stop.yes")
        elif sight.get("term:remind.commitment"):
            self.press_key(sight, "kept.done")
        elif sight.get("term:correction.asked"):
            self.told(sight)
        elif sight.buttons:
            self._question(sight)

    def told(self, sight: Sight) -> None:
        """A summary went to the group: it is right, or something in it is not."""
        asked, wrong = sight.get("term:correction.asked"), self._wrong
        if asked is None:
            return
        book, language = self.setting.phrasebook, self.setting.language
        if wrong and same(asked.fill["what"], book.text(f"term:review.what.{wrong.about}", language)):
            self._wrong, self._answers.wrong = None, wrong.text
            self.press_key(sight, "correction.wrong")
        else:
            self.press_key(sight, "correction.right")

    def hear_group(self, news: BotMessage) -> None:
        """Something new stands in the group: a card to press, or the word that a package is being checked."""
        sight = self.look(news.message)
        if sight.get("term:outcome.group.check"):
            self._checked = self._option(sight) or self._checked
        if self._vote and not self._vote.pressed and sight.buttons:
            self.later(len(sight.text), self._press_card)

    def _question(self, sight: Sight) -> None:
        """Answer a question once: a copy of it has the same buttons, another question has its own."""
        whole = sight if sight.get("term:progress") else self.whole(sight.message)
        asked = whole.question
        mark = tuple(one.data for one in whole.buttons)
        if asked is None or not whole.get("term:progress") or mark in self._answered:
            return
        self._answered.add(mark)
        self._vote = None
        question = self._asked(whole)
        answer = self._answers.to(question)
        if question.prompt == "p5_support" and isinstance(answer, Chosen):
            self._read = question.option
            self._vote = Vote(question.option, answer.option, whole)
            self._give_vote()
        else:
            self._give(whole, question, answer)

    def _asked(self, sight: Sight) -> Asked:
        found = sight.question
        key = found.key if found else ""
        said = sight.get("term:ladder.you_said")
        kind, prompt, *rest = key.split(":")
        rung = int(rest[-1]) if kind == "rule" else 0
        option = (
            self._read if prompt in ABOUT_THE_LAST else self._option(sight) or self._checked or self._read
        )
        return Asked(
            prompt=prompt,
            text=sight.text,
            fill=dict(found.fill) if found else {},
            rung=rung,
            position=said.fill["words"] if said else "",
            option=option,
        )

    def _option(self, sight: Sight) -> Option | None:
        """The case's package that a message names by its title."""
        title = sight.get("term:package.title")
        if title is None:
            return None
        return next((one for one in self.setting.case.options if same(one.title, title.fill["title"])), None)

    # ------------------------------------------------------------------ answering

    def _give(self, sight: Sight, question: Asked, answer: Answer) -> None:
        match answer:
            case Typed(texts=texts) if _options(sight):
                fitting = [one for one in _options(sight) if any(same(one.label, text) for text in texts)]
                self._choose(sight, fitting[0]) if fitting else self._pass(sight)
            case Typed(texts=texts) if sight.get("term:how.multi"):
                self._entries, self._sent = deque(texts[1:]), 1
                self.say(texts[0])
            case Typed(texts=texts):
                self.say("\n".join(texts))
            case Chosen(option=number, words=words):
                self._words = words
                self._choose_number(sight, number)
            case Ticked(labels=labels):
                self._ticking = (question.prompt, labels)
                self._tick(sight)
            case Passed():
                self._pass(sight)

    def _choose_number(self, sight: Sight, number: int) -> None:
        options = _options(sight)
        if options:
            self._choose(sight, options[min(number, len(options) - 1)])
        elif not self.press_key(sight, "button.that_is_it"):
            self._pass(sight)

    def _choose(self, sight: Sight, button: Shown) -> None:
        self._words = self._words or ""
        self.press(sight, button)

    def _pass(self, sight: Sight) -> None:
        """Skip, or confirm where there is no skipping."""
        self._words = ""
        passed = self.press_key(sight, "button.skip") or self.press_key(sight, "change.help_me_look")
        if not passed and sight.buttons:
            self.press(sight, sight.buttons[0])

    def _next_entry(self, sight: Sight, noted: int) -> None:
        """One entry a message, each after the bot noted the one before."""
        if self._entries is None or noted < self._sent:
            return
        if self._entries:
            self._sent += 1
            self.say(self._entries.popleft())
        else:
            self._entries = None
            self.press_key(sight, "button.done")

    def _explain(self, sight: Sight) -> None:
        """The words after a choice; a step of a scale needs none."""
        words, self._words = self._words, None
        if words:
            self.say(words)
        elif words is not None and not self.press_key(sight, "button.skip"):
            self.say(NOT_KNOWN[self.setting.language])

    # ------------------------------------------------------------------ boxes to tick

    def _next_tick(self, sight: Sight) -> None:
        question = sight.question
        if self._ticking and question and question.key == f"prompt:{self._ticking[0]}":
            self._tick(sight)

    def _tick(self, sight: Sight) -> None:
        """One box at a time, by what the message shows; then the button under them."""
        boxes = [one for one in sight.buttons if one.keys & BOXES]
        wanted = self._ticking[1] if self._ticking else ()
        chosen = [one for one in boxes if wanted is None or any(_labels(one, text) for text in wanted)]
        none = sight.button("term:button.none_of_these")
        if not chosen and none is None:
            chosen = boxes[:1]
        missing = [one for one in chosen if "term:ticked" not in one.keys]
        if missing:
            self.press(sight, missing[0])
        else:
            self._ticking = None
            self.press(sight, sight.button("term:button.done") or none)

    # ------------------------------------------------------------------ packages

    def _give_vote(self) -> None:
        if self._in_group and self.setting.seats.group is not None:
            vote = self._vote
            self._press_card()
            self.setting.clock.at(self.now + PATIENCE, lambda: self._vote_in_private(vote))
        else:
            self._vote_in_private(self._vote)

    def _press_card(self) -> None:
        """The newest card of this package in the group, if it is there to be seen."""
        vote, group, world = self._vote, self.setting.seats.group, self.setting.world
        if vote is None or vote.pressed or group is None or self.taken:
            return
        for message in reversed([one for one in world.visible(self.user, group) if one.keyboard]):
            card = self.look(message)
            if card.question and self._option(card) is vote.option:
                vote.pressed = self.press(card, card.buttons[vote.number])
                return

    def _vote_in_private(self, vote: Vote | None) -> None:
        """Where the card did not come, or did not count; a vote that counted has led to the next question."""
        if vote is not None and vote is self._vote and not self.taken:
            self._vote = None
            self.press(vote.question, vote.question.buttons[vote.number])


def _options(sight: Sight) -> list[Shown]:
    """The buttons that are answers."""
    return [one for one in sight.buttons if not one.keys & WAYS_OUT and not one.keys & BOXES]


def _labels(box: Shown, text: str) -> bool:
    """Whether a box stands for this text; a label may be cut."""
    label = squash(box.label).rstrip("…")
    return label.endswith(squash(text)) or squash(text).startswith(label.split("] ", 1)[-1].strip())
