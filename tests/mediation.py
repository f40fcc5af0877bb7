"""A small mediation played in a room: three parties, every question answered, one step at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from room import GROUP, MEDIATOR, SCRIPT, Room, buttons

from flows.events import Grouped, GroupJoined, GroupSeen, Sender, Typeset
from flows.interview.conversation import Interview
from flows.interview.questions import kind_of
from flows.script import Kind
from flows.table import Mediation

FARMERS, TOWN, NATURE = 10, 11, 12
PARTIES = {FARMERS: ("Boeren", False), TOWN: ("Gemeente", True), NATURE: ("Natuur", False)}
CODE = "ab" * 32

Custom = dict[str, Callable[["Play", int], Any]]


class Play(Room):
    """A room with a mediation in it."""

    def __init__(self, parties: dict[int, tuple[str, bool]] = PARTIES) -> None:
        super().__init__()
        self.parties = parties
        self.command(MEDIATOR, "new", "Dorpsplein").say(MEDIATOR, "Anna").press(MEDIATOR, "button.no_sponsor")

    @property
    def address(self) -> str:
        return next(one for one in self.states if one.startswith("mediation:"))

    @property
    def mediation(self) -> Mediation:
        state = self.states[self.address]
        assert isinstance(state, Mediation)
        return state

    def interview(self, user: int) -> Interview:
        return next(one for one in self.states.values() if isinstance(one, Interview) and one.user == user)

    # ------------------------------------------------------------------ parties

    def invite(self, name: str, *, government: bool) -> str:
        """Invite a party; the token of its link."""
        self.command(MEDIATOR, "invite", name)
        self.press(MEDIATOR, "button.authority" if government else "button.no_authority")
        if "coming.asked" in self.last(MEDIATOR):
            self._nobody_objects()
        link = self.told[MEDIATOR][-1].parts[0]
        return str(link.fill["token"])  # type: ignore[union-attr]

    def _nobody_objects(self) -> None:
        """A late party: whoever has nothing else in front answers, the mediator decides about the rest."""
        for party in self.mediation.seated:
            front = self.interview(party.user).front
            if front and front.prompt == "b_join":
                self.answer_one(party.user)
        still = next((key for key in self.mediation.waiting if key.startswith("join:")), None)
        if still is None:
            return
        self.command(MEDIATOR, "next")
        rows = [row[0] for row in self.told[MEDIATOR][-1].buttons]
        close = next(one for one in rows if one.event.get("round") == still)
        self.press_button(MEDIATOR, close, MEDIATOR).press(MEDIATOR, "coming.invite_anyway")
        self.say(MEDIATOR, "Iedereen kent hen.")
        link = self.told[MEDIATOR][-1]
        for party in self.mediation.seated:  # what they were being asked, after the word that a round closed
            if self.interview(party.user).front:
                self.command(party.user, "where")
        self.told[MEDIATOR].append(link)

    def seat(self, user: int, name: str, *, government: bool) -> Play:
        token = self.invite(name, government=government)
        self.start(user, token)
        self.press(MEDIATOR, "claim.right")
        return self

    def seat_all(self) -> Play:
        for user, (name, government) in self.parties.items():
            self.seat(user, name, government=government)
        return self

    def onboard(self, user: int, consents: tuple[int, ...] = (0, 1, 2, 3, 4, 5)) -> Play:
        for key in ("on_language", "on_intro", "on_confidential"):
            self.press(user, f"option:{key}:0")
        for number in consents:
            self.press(user, f"option:on_consent_data:{number}")
        self.press(user, "button.done")
        if "prompt:on_contact" in self.last(user):
            self.press(user, "button.none_of_these")
        return self

    def answer(self, user: int, custom: Custom | None = None) -> Play:
        """Answer whatever is asked until nothing is; the first choice, or a text of its own."""
        for _ in range(300):
            if self.interview(user).front is None:
                return self
            self.answer_one(user, custom)
        raise AssertionError(f"never done: {self.interview(user).front}")

    def answer_one(self, user: int, custom: Custom | None = None) -> None:
        """Answer the question in front."""
        front = self.interview(user).front
        assert front is not None, "nothing is asked"
        act = (custom or {}).get(front.prompt) or CUSTOM.get(front.prompt) or _plainly
        act(self, user)

    def all_answer(self, custom: Custom | None = None) -> Play:
        for user in [one.user for one in self.mediation.seated]:
            self.answer(user, custom)
        return self

    # ------------------------------------------------------------------ the mediator

    def next(self, stage: str = "") -> Play:
        """Go to the next step by the button that leads there."""
        for message in reversed(self.told[MEDIATOR]):
            for row in message.buttons:
                for one in row:
                    if one.event.get("do") == "stage" and stage in ("", one.event["stage"]):
                        self.press_button(MEDIATOR, one, MEDIATOR)
                        return self
        raise AssertionError(f"no way to {stage or 'the next step'}: {self.last(MEDIATOR)}")

    def close(self, phase: int) -> Play:
        """Close a phase: tick what rests on judgement, a reason for the rest."""
        self.command(MEDIATOR, "next").press(MEDIATOR, "button.see_gate")
        while "button.judge" in buttons(self.told[MEDIATOR][-1]):
            self.press(MEDIATOR, "button.judge").press(MEDIATOR, "button.tick")
        self.press(MEDIATOR, "button.close_phase")
        while self.last(MEDIATOR)[0] == "field.waive":
            self.say(MEDIATOR, "niet vastgelegd")
        assert self.mediation.phase == min(phase + 1, 6)
        return self

    def to_phase(self, phase: int) -> Play:
        """Play from the invitations to the beginning of a phase."""
        for number in range(1, phase):
            getattr(self, f"phase_{number}")()
        return self

    def phase_1(self) -> None:
        self.seat_all()
        for user in self.parties:
            self.onboard(user)
        self.all_answer().next().say(MEDIATOR, "Een samenvatting zonder namen.")
        self.press(MEDIATOR, "points.send")
        self.all_answer().next().press(MEDIATOR, "go.go").say(MEDIATOR, "Iedereen wil.")
        self.close(1)

    def phase_2(self) -> None:
        self.all_answer().next().press(MEDIATOR, "button.publish_frames")
        self.all_answer().next()
        self.link_group()
        self.close(2)

    def link_group(self) -> None:
        joined = GroupJoined(sender=Sender(user=MEDIATOR), chat=GROUP, title="Groep", inside=True, admin=True)
        self.raise_(self.address, joined).press(MEDIATOR, "button.link_group")
        present = (MEDIATOR, *(one.user for one in self.mediation.seated))
        self.raise_(self.address, GroupSeen(chat=GROUP, present=present, members=len(present) + 1))

    def phase_3(self) -> None:
        self.all_answer().next().press(MEDIATOR, "button.publish")
        self.say(MEDIATOR, "Hoe kunnen we het plein zo inrichten dat iedereen er kan zijn?")
        self.next().all_answer()
        self.close(3)

    def phase_4(self) -> None:
        self.all_answer().next().press(MEDIATOR, "button.show_ideas").all_answer()
        self.next("4.criteria").all_answer().agree_on_criteria().next()
        ids = self.works[-1].material["ids"]
        groups = (tuple(ids[:2]), *((one,) for one in ids[2:]))
        self.raise_(self.address, Grouped(groups=groups, representatives=tuple(one[0] for one in groups)))
        self.press(MEDIATOR, "button.together").press(MEDIATOR, "button.sorted")
        self.next().all_answer().next().press(MEDIATOR, "button.publish")
        self.close(4)

    def agree_on_criteria(self) -> Play:
        """Two criteria of the mediator's, and everybody's yes."""
        self.command(MEDIATOR, "criteria").press(MEDIATOR, "criteria.write").say(
            MEDIATOR, "Het is te betalen."
        )
        self.say(MEDIATOR, "Iedereen kan er komen.").press(MEDIATOR, "criteria.send")
        return self.all_answer()

    def compose(self, title: str = "Plan A") -> Play:
        """A package with an idea, an article, a commitment of the farmers, an if-then."""
        self.command(MEDIATOR, "package", title).say(
            MEDIATOR, ", ".join(str(one.number) for one in self.mediation.ideas[:2])
        )
        self.press(MEDIATOR, "button.add_article").say(MEDIATOR, "Het plein wordt autoluw.")
        self.press(MEDIATOR, "button.enough_articles").press(MEDIATOR, "button.add_commitment")
        self.press(MEDIATOR, self.parties[FARMERS][0]).say(MEDIATOR, "Ruimen de stal op")
        self.say(MEDIATOR, "voor 2027-06-01").press(MEDIATOR, "commitment.kind.result")
        self.press(MEDIATOR, "button.add_contingency").say(MEDIATOR, "Het regent door").say(
            MEDIATOR, "Een afdak"
        )
        for _ in range(5):
            self.press(MEDIATOR, "button.not_known_yet")
        self.press(MEDIATOR, "button.package_done")
        return self

    def poll(self, scores: dict[int, int], title: str = "Plan A") -> Play:
        """Put a package forward and let everybody read it; `scores` are options of p5_support."""
        self.compose(title).press(MEDIATOR, "button.put_forward")
        for user in [one.user for one in self.mediation.seated]:
            option = scores.get(user, 0)
            self.answer(user, {"p5_support": lambda play, who, n=option: _option(play, who, n)})
        return self

    def phase_5(self) -> None:
        self.all_answer().next().poll({}).press(MEDIATOR, "button.start_check").all_answer()
        self.wait(hours=25).all_answer()
        self.close(5)

    def phase_6(self) -> None:
        self.all_answer().next().say(MEDIATOR, "Eerst bellen.").press(MEDIATOR, "button.make_text")
        self.typeset("draft")
        self.press(MEDIATOR, "button.ask_signing").all_answer().next()
        self.typeset("final")
        self.press(MEDIATOR, "button.publish")
        self.command(MEDIATOR, "next").next().all_answer()
        self.close(6)

    def typeset(self, file: str) -> None:
        self.raise_(self.works[-1].address, Typeset(file=file, hash=CODE))


def _option(play: Play, user: int, number: int) -> None:
    row = play.told[user][-1].buttons[number]
    play.press_button(user, row[0], user)


def _plainly(play: Play, user: int) -> None:
    front = play.interview(user).front
    assert front is not None
    kind = kind_of(front, SCRIPT)
    if play.interview(user).elaborating is not None or kind is Kind.TEXT:
        play.say(user, f"{front.prompt} van {user}")
    elif kind is Kind.MULTI:
        play.say(user, f"{front.prompt} van {user}").press(user, "button.done")
    elif kind is Kind.MULTICHOICE and front.required:
        _option(play, user, 0)
        play.press(user, "button.done")
    elif kind is Kind.MULTICHOICE:
        play.press(user, "button.none_of_these")
    else:
        _option(play, user, 0)


def _ladder(play: Play, user: int) -> None:
    front = play.interview(user).front
    assert front is not None
    if front.id.endswith(":1"):
        play.press(user, "button.that_is_it")
    else:
        play.say(user, f"omdat {user} dat nodig heeft")


CUSTOM: Custom = {"LUP": _ladder}
