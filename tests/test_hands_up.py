"""An open show of hands: only for what is harmless, only by the mediator's press, by Telegram's own poll."""

from __future__ import annotations

import pytest
from mediation import Play
from room import GROUP, MEDIATOR
from test_pictures_sent import Post, people, post  # noqa: F401  a fixture

from flows.phrases import say

ASKED = "Wanneer komen we bij elkaar?\nMaandag 7 december\nDinsdag 8 december"


def asking() -> Play:
    play = Play().to_phase(3)
    play.command(MEDIATOR, "hands")
    return play


def test_it_waits_for_the_mediators_press_and_says_that_it_is_open() -> None:
    play = asking()
    before = len(play.told[GROUP])
    play.say(MEDIATOR, ASKED)
    assert len(play.told[GROUP]) == before
    assert "Dinsdag 8 december" in play.last(MEDIATOR), "what would be posted is shown with its answers"
    play.press(MEDIATOR, "button.publish")
    posted = play.told[GROUP][-1]
    assert posted.ballot == ("Maandag 7 december", "Dinsdag 8 december")
    assert play.last(GROUP)[0] == "hands.open"


@pytest.mark.parametrize(
    "text",
    [
        "Wat vindt u van P1?\nGoed\nNiet goed",
        "Welk pakket?\nHet ene\nHet andere",
        "Is dit belang geregeld?\nJa\nNee",
        "Past het in K2?\nJa\nNee",
        "Steunt u het voorstel?\nJa\nNee",
        "Who agrees?\nMe\nNot me",
    ],
)
def test_what_is_being_negotiated_is_refused_with_the_way_to_ask_it(text: str) -> None:
    play = asking().say(MEDIATOR, text)
    assert play.last(MEDIATOR) == ["hands.not_this"]
    play.say(MEDIATOR, ASKED)
    assert "hands.open" in play.last(MEDIATOR), "nothing is lost: the question is still open"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Alleen een vraag", "hands.lines"),
        ("Vraag\nzelfde\nzelfde", "hands.lines"),
        (f"{'x' * 151}\na\nb", "hands.too_long"),
    ],
)
def test_what_cannot_be_a_poll_gets_a_sentence(text: str, said: str) -> None:
    assert said in asking().say(MEDIATOR, text).last(MEDIATOR)


async def test_telegram_gets_a_poll_that_is_not_anonymous(post: Post) -> None:  # noqa: F811
    owner, _ = await people(post)
    group = post.local.world.create_group(owner, "Groep")
    post.local.world.add_bot(group, owner)
    message = say("Wanneer?").model_copy(update={"ballot": ("Maandag", "Dinsdag")})
    await post.send(group, message, user=None)
    assert [one["method"] for one in post.local.transcript.entries if one["method"].startswith("send")] == [
        "sendPoll"
    ]
    poll = post.local.world.visible(owner, group)[-1].poll
    assert poll is not None
    assert (poll.question, [one.text for one in poll.options]) == ("Wanneer?", ["Maandag", "Dinsdag"])
    assert not poll.anonymous
