"""A mediation with a second mediator and an observer in it, for the tests of who may do what."""

from __future__ import annotations

from mediation import Play
from room import MEDIATOR, shown

SECOND, OBSERVER, OUTSIDER = 2, 3, 99


def team_link(play: Play, role: str, name: str) -> str:
    """Invite somebody at the desk; the token of the link."""
    play.command(MEDIATOR, "team").press(MEDIATOR, f"team.invite_{role}").say(MEDIATOR, name)
    assert "team.link" in play.last(MEDIATOR), play.last(MEDIATOR)
    return str(play.told[MEDIATOR][-1].parts[0].fill["token"])  # type: ignore[union-attr]


def join(play: Play, user: int, role: str, name: str) -> Play:
    """Invited, come by the link, and let in by the first mediator."""
    play.start(user, team_link(play, role, name))
    play.press(MEDIATOR, "team.right")
    return play


def with_team(play: Play) -> Play:
    join(play, SECOND, "mediator", "Bram")
    return join(play, OBSERVER, "observer", "Olga")


def told_in(play: Play, user: int, since: int) -> list[str]:
    """Keys of everything this person was told after the first `since` messages."""
    return [key for one in play.told.get(user, [])[since:] for key in shown(one)]


def count(play: Play, user: int) -> int:
    return len(play.told.get(user, []))
