"""What a shelf of the mediation looks like in a message: frames, interests, ideas, packages, line by line.

Only ids of words; whether a reader may read them is the vault's business.
"""

from collections.abc import Iterable

from flows.messages import Listing, Piece, Quote
from flows.phrases import prompt, term
from flows.register import Commitment, Contingency, Frame, Idea, IdeaGroup, Note, Package, Party
from flows.signals import Word
from flows.table import UNDER_PARTY_NAME, WITHOUT_NAME, Mediation

ENOUGH_PARTIES = 3  # behind a theme, so that its wording does not say whose it is (practice, A3)


def analysis_lines(state: Mediation) -> tuple[Piece, ...]:
    """The conflict analysis as every party reads it: its points, or the one text it is."""
    if len(state.summary) > 1:
        return (Listing(lines=tuple(Quote(id=one.id) for one in state.summary)),)
    return (Quote(id=state.analysis.id),) if state.analysis else ()


def frame_lines(state: Mediation) -> tuple[tuple[str, Piece], ...]:
    """Each published frame as (id, line)."""
    return tuple((one.key, frame_line(state, one.number)) for one in state.frames if one.published)


def frame_line(state: Mediation, number: int) -> Piece:
    one = next(frame for frame in state.frames if frame.number == number)
    name, kind = state.parties[one.party].name, term(f"frame.type.{one.type}")
    line = term("frame.line", number=number, type=kind, owner=name, text=frame_text(one))
    if one.reason and one.until:
        reason, until = Quote(id=one.reason.id, marks=True), Quote(id=one.until.id, marks=True)
        line = term("frame.with_grounds", line=line, reason=reason, until=until)
    if one.body:
        line = term("frame.with_body", line=line, body=Quote(id=one.body.id, marks=True))
    return line if one.version == 1 else term("frame.changed", line=line, version=one.version)


def frame_text(one: Frame) -> Piece:
    """What a frame says: its authority's words, or what was chosen of the script."""
    return Quote(id=one.word.id) if one.word else prompt("p2_frames_outcome", one.choice or 0)


def framed_words(note: Note, id: str) -> Piece:
    """Words of a note as the mediator reads them: with the frames they touch, where they do."""
    words = Quote(id=id, marks=True)
    if id not in note.frames:
        return words
    return term("framing.words", words=words, frames=", ".join(str(one) for one in note.frames[id]))


def touching(state: Mediation) -> tuple[Piece, ...]:
    """Every answer that asks for something a frame rules out, with whose it is; for the mediator alone."""
    return tuple(
        term("framing.line", party=state.parties[party].name, answer=framed_words(note, word.id))
        for notes in state.notes.values()
        for party, note in notes.items()
        for word in note.said
        if word.id in note.frames
    )


def idea_lines(ideas: Iterable[Idea]) -> Listing:
    """Ideas by the numbers the mediator types."""
    shown = tuple(ideas)
    return Listing(
        lines=tuple(Quote(id=one.word.id) for one in shown), numbers=tuple(one.number for one in shown)
    )


def for_group(state: Mediation, party: Party) -> tuple[str, ...]:
    """A party's interests that may go to the group under its name, as it stands now: by interest and by consent."""
    if UNDER_PARTY_NAME not in state.consents(party.id):
        return ()
    return tuple(one.word for one in state.interests if one.party == party.id and one.for_group)


def on_map(state: Mediation) -> tuple[Party, ...]:
    """Who stands on the interest map: who is at the table, and who left and lets its interests stay."""
    left = (one for one in state.parties.values() if one.away and one.away.on_map)
    return (*state.seated, *left)


def map_heading(party: Party) -> Piece:
    return term("map.party_left", party=party.name) if party.away else term("map.party", party=party.name)


def interest_lines(state: Mediation, party: Party) -> tuple[Piece, ...]:
    words = tuple(Quote(id=one) for one in for_group(state, party))
    return (Listing(lines=words),) if words else ()


def mapped_lines(state: Mediation, party: Party) -> tuple[Piece, ...]:
    """What stands on the map in the group of a party."""
    words = tuple(Quote(id=one) for one in for_group(state, party) if one in state.mapped)
    return (Listing(lines=words),) if words else ()


def may_be_shown(state: Mediation, idea: Idea) -> bool:
    """Only with the author's consent to be read without a name, and with a yes to exactly this text.

    Without that yes, where three parties are behind it; never where the author said no.
    """
    if WITHOUT_NAME not in state.consents(idea.party) or idea.word.id in state.kept_back:
        return False
    return let_go(state, idea) or _behind(state, idea) >= ENOUGH_PARTIES


def let_go(state: Mediation, idea: Idea) -> bool:
    """Whether the author said that exactly this text may go to the others as it is."""
    said = state.freed.get(idea.word.id)
    return said is not None and idea.word.digest in ("", said)  # "": own words that came back (wordings.py)


def _behind(state: Mediation, idea: Idea) -> int:
    """How many parties had an idea that goes under this one's wording."""
    theme = next((one.ideas for one in state.groups if one.wording == idea.number), ())
    return len({one.party for one in state.ideas if one.number in theme})


def standing(state: Mediation, group: IdeaGroup) -> Word | None:
    """What stands for a group of ideas wherever others read it; None: nothing of it may be shown.

    The mediator's wording, once every author said yes to it and none keeps an idea of it from the group; else the
    wording of one of them.
    """
    own = [one for one in state.ideas if one.number in group.ideas]
    let = all(WITHOUT_NAME in state.consents(one.party) and one.word.id not in state.kept_back for one in own)
    if group.name and own and let and {one.party for one in own} <= set(group.agreed):
        return group.name
    stands = next((one for one in own if one.number == group.wording), None)
    return stands.word if stands and may_be_shown(state, stands) else None


def package_lines(state: Mediation, package: Package) -> tuple[Piece, ...]:
    """A package as everybody reads it: title, articles, who does what, if-then."""
    parts: list[Piece] = [
        term("package.title", id=package.id, version=package.version, title=Quote(id=package.title.id))
    ]
    if package.standing:
        lines = tuple(Quote(id=one.id) for _, one in package.standing)
        parts.append(Listing(lines=lines, numbers=tuple(number for number, _ in package.standing)))
    ideas = package_ideas(state, package)
    if ideas:
        parts.append(term("package.ideas"))
        parts.append(Listing(lines=tuple(Quote(id=id) for id in ideas)))
    if package.commitments:
        parts.append(term("package.commitments"))
        parts.append(Listing(lines=tuple(commitment_line(state, one) for one in package.commitments)))
    if package.contingencies:
        parts.append(term("package.contingencies"))
        parts.append(Listing(lines=tuple(contingency_line(one) for one in package.contingencies)))
    return tuple(parts)


def package_ideas(state: Mediation, package: Package) -> list[str]:
    """The package's ideas that may be read without a name, by the ids of their words."""
    allowed = {one.word.id for one in state.ideas if may_be_shown(state, one)}
    return [one.id for one in package.idea_words if one.id in allowed]


def contingency_line(one: Contingency) -> Piece:
    """If, then; and whatever is known of how it is measured, and of what holds otherwise."""
    line: Piece = term(
        "contingency.line", condition=Quote(id=one.condition.id), consequence=Quote(id=one.consequence.id)
    )
    for key, word in (
        ("indicator", one.indicator),
        ("measurer", one.measurer),
        ("by", one.by),
        ("otherwise", one.otherwise),
        ("unmeasured", one.unmeasured),
    ):
        line = term(f"contingency.{key}", line=line, what=Quote(id=word.id)) if word else line
    return line


def commitment_line(state: Mediation, one: Commitment) -> Piece:
    return term(
        "commitment.line",
        who=state.parties[one.party].name,
        what=Quote(id=one.what.id),
        when=Quote(id=one.when.id),
        kind=term(f"commitment.kind.{one.kind}"),
    )
