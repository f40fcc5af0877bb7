"""The joint question: drafted from all released themes, judged by each party, asked anew when the mediator changes it.

What a party misses in it, or sees as a solution, is for the mediator; ids only.
"""

from flows.messages import Listing, Piece, Quote, Say
from flows.phrases import say, term
from flows.process import interest_map, theme_words
from flows.process.lacks import Lack, at_table, of_parties
from flows.register import Party
from flows.signals import Answer, Ask
from flows.table import Mediation, Table, desk_button, tell_mediators

PROMPT = "p3_question"
MISSING, SOLUTION = 1, 2  # options of it
ROUND = "joint:"


def ask_id(state: Mediation) -> str:
    """The id of the question to parties about the wording as it stands: each edition is asked about anew."""
    return PROMPT if state.question_edition < 2 else f"{PROMPT}:{state.question_edition}"  # noqa: PLR2004


def asks(state: Mediation, party: Party) -> tuple[Ask, ...]:
    del party
    if state.question is None:
        return ()
    return (Ask(id=ask_id(state), prompt=PROMPT, fill={"question": Quote(id=state.question.id)}),)


def unanswered(state: Mediation) -> tuple[Lack, ...]:
    """The parties that were not asked about this wording yet, or have not answered."""
    return at_table(
        state, of_parties(one for one in state.seated if state.note(ask_id(state), one.id) is None)
    )


# ------------------------------------------------------------------ what the mediator sees


def draft(state: Mediation) -> Say:
    """The form of the question with one wording of every theme in it, and something of every party.

    A wording of the mediator's only where all its authors said yes to it; else the released words of one of them.
    """
    owners = interest_map.released(state)
    every = interest_map.cards(state)
    if not every:
        return say(term("joint.no_themes"))
    standing = theme_words.standing(state, "interests")
    words = [standing[one.words[0]].id if one.words[0] in standing else one.words[0] for one in every]
    # A theme of which no interest may be read has a wording that all its authors let go.
    words += sorted({one.id for item, one in standing.items() if item not in owners} - set(words))
    said_by = {party for one in every for party in one.parties}
    absent = set(owners.values()) - said_by
    words += [next(one for one in owners if owners[one] == party) for party in sorted(absent)]
    lines = tuple(Quote(id=one) for one in words)
    return say(term("joint.draft_heading"), Listing(lines=lines), term("joint.draft_how"))


def show(state: Mediation) -> Say:
    """The question as it stands, what parties say of it, and the way to change it."""
    change = desk_button(state, term("joint.change"), "joint_change")
    themes = desk_button(state, term("joint.draft"), "joint_draft")
    if state.question is None:
        return say(term("joint.none"), buttons=(change, themes))
    parts: list[Piece] = [term("joint.heading"), Quote(id=state.question.id, marks=True)]
    for option, title in ((MISSING, term("joint.missing")), (SOLUTION, term("joint.solution"))):
        lines = tuple(line for one in state.seated for line in _said(state, one, option))
        if lines:
            parts += [title, Listing(lines=lines)]
    names = tuple(
        one.name
        for one in state.seated
        if (note := state.note(ask_id(state), one.id)) and note.choice == (0,)
    )
    if names:
        parts += [term("joint.can_go_on"), Listing(lines=names)]
    return say(*parts, buttons=(change, themes), numbered=True)


def _said(state: Mediation, party: Party, option: int) -> tuple[Piece, ...]:
    note = state.note(ask_id(state), party.id)
    if note is None or note.choice[:1] != (option,):
        return ()
    words = tuple(Quote(id=one.id, marks=True) for one in note.said)
    return tuple(term("joint.line", party=party.name, words=one) for one in words) or (party.name,)


def answered(table: Table, party: Party, answer: Answer) -> Table:
    """What is missing in it, or is a solution, is before the mediator at once, with the way to change it."""
    state = table.state
    if answer.choice[:1] not in ((MISSING,), (SOLUTION,)) or answer.ask.id != ask_id(state):
        return table
    misses = answer.choice[0] == MISSING
    told = term("joint.misses", party=party.name) if misses else term("joint.sees", party=party.name)
    said = tuple(Quote(id=one.id, marks=True) for one in answer.words)
    buttons = (
        desk_button(state, term("joint.change"), "joint_change"),
        desk_button(state, term("joint.all"), "run", command="jointquestion"),
    )
    return table.plus(*tell_mediators(state, say(told, *said, buttons=buttons, numbered=True)))
