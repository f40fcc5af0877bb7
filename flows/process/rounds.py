"""Which questions a step of the mediation brings to which party. Composes asks; decides nothing."""

from collections.abc import Callable

from flows.lines import (
    analysis_lines,
    commitment_line,
    map_heading,
    mapped_lines,
    on_map,
    package_lines,
)
from flows.messages import Day, Listing, Piece, Quote
from flows.parties import constituency
from flows.phrases import term
from flows.process import criteria as agreed_criteria
from flows.process import frames, gaps, ground_rules, joint_question, versions
from flows.process.brainstorm import sheet
from flows.process.tailored import tailored
from flows.register import Package, Party
from flows.signals import Ask
from flows.table import Mediation

ONBOARDING = ("on_language", "on_intro", "on_confidential", "on_consent_data", "on_contact")
INTAKE = (
    "p1_story",
    "p1_stake",
    "p1_others",
    "p1_history",
    "p1_alternative",
    "p1_procedures",
    "p1_facts",
    "p1_conditions",
    "p1_will",
)
REGISTER = ("p2_represent", "p2_mandate", "p2_alternate", "p2_success")
GOVERNMENT_REGISTER = ("p2_frames_fixed", "p2_frames_open", "p2_frames_outcome")
INTERESTS = ("p3_want", "p3_future", "p3_worry", "p3_more", "p3_factfind")
AGREEMENT = ("p6_intent", "p6_not", "p6_monitor", "p6_change", "p6_publish", "p6_dispute")
CATCHING_UP = ("p1_story", "p1_stake", "p1_alternative", "p2_represent", "p2_mandate", "p2_alternate")
FRAMES_PHASE, IDEAS_PHASE = 2, 4


def plain(*keys: str) -> tuple[Ask, ...]:
    return tuple(Ask(id=key, prompt=key) for key in keys)


def onboarding(state: Mediation) -> tuple[Ask, ...]:
    """Language, what the bot is, confidentiality, consents: before any question of substance."""
    sponsor: Piece = state.sponsor or term("sponsor.unknown")
    fill: dict[str, dict[str, Piece]] = {
        "on_intro": {"name": state.mediator_name or term("mediator.unnamed"), "sponsor": sponsor},
        "on_consent_data": {"retention": term("retention")},
    }
    required = ONBOARDING[:4]
    return tuple(
        Ask(id=key, prompt=key, fill=fill.get(key, {}), required=key in required) for key in ONBOARDING
    )


def first_questions(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """What a party is asked when it takes its seat: the intake, or after phase 1 a shortened one to catch up."""
    if state.phase == 1:
        return tailored(state, onboarding(state) + plain(*INTAKE))
    return tailored(state, onboarding(state) + catching_up(state, party))


def catching_up(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """A late party: what lies there, a short interview, its own interests, and the packages it has not read."""
    there = constituency.so_far(state)
    heading: tuple[Piece, ...] = (term("late.so_far"), *there) if there else ()
    asks = list(plain(*CATCHING_UP))
    asks[0] = asks[0].model_copy(update={"show": heading})
    if party.government:
        asks += plain(*GOVERNMENT_REGISTER)
    if state.phase > FRAMES_PHASE:
        asks += process(state, party)
        asks += interests(state, party)
    asks += build_on(state)
    if state.phase >= IDEAS_PHASE:
        asks += brainstorm(state, party)
    return tuple(asks)


def build_on(state: Mediation) -> tuple[Ask, ...]:
    """Of every confirmed text: can a late party go on from here? Packages come with their own question."""
    mapped = tuple(
        piece
        for one in on_map(state)
        if (lines := mapped_lines(state, one))
        for piece in (map_heading(one), *lines)
    )
    question = (Quote(id=state.question.id),) if state.question else ()
    texts: dict[str, tuple[Piece, ...]] = {"map": mapped, "question": question}
    return tuple(
        Ask(
            id=f"b_build_on:{what}",
            prompt="b_build_on",
            about=what,
            fill={"what": term(f"result.{what}")},
            show=shown,
        )
        for what, shown in texts.items()
        if shown
    )


def register(state: Mediation, party: Party) -> tuple[Ask, ...]:
    del state
    return plain(*REGISTER, *(GOVERNMENT_REGISTER if party.government else ()))


def frames_read(state: Mediation) -> list[Ask]:
    return list(frames.asks(state, frames.published(state)))


def process(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """The frames one by one, the ground rules, the process agreement point by point."""
    return (*frames_read(state), *ground_rules.asks(state, party))


def interests(state: Mediation, party: Party) -> list[Ask]:
    del state
    extra = ("p3_gov_interest",) if party.government else ()
    return list(plain(*INTERESTS[:3], *extra, *INTERESTS[3:]))


def map_check(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """Recognition of the next party round the table, the joint question, and the two confirmations."""
    asks: list[Ask] = []
    others = [one for one in state.seated if one.id != party.id]
    after = [one for one in others if _place(state, one) > _place(state, party)]
    if others:
        other = (after or others)[0]
        shown = mapped_lines(state, other)
        if shown:
            asks.append(
                Ask(
                    id="p3_recognise",
                    prompt="p3_recognise",
                    about=other.id,
                    fill={"party": other.name},
                    show=shown,
                )
            )
    asks += joint_question.asks(state, party)
    asks += [
        Ask(
            id=f"p3_map_check:{which}",
            prompt="p3_map_check",
            about=which,
            instead=term("map.mine") if which == "mine" else term("map.others"),
            required=True,
        )
        for which in ("mine", "others")
    ]
    return tuple(asks)


def _place(state: Mediation, party: Party) -> int:
    return list(state.parties).index(party.id)


def brainstorm(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """Silent and alone, before anyone sees other ideas."""
    del party
    question: Piece = Quote(id=state.question.id) if state.question else state.title
    return (
        Ask(id="p4_rules", prompt="p4_rules", required=True),
        Ask(id="p4_free", prompt="p4_free", fill={"question": question}),
    )


def build(state: Mediation, party: Party) -> tuple[Ask, ...]:
    shown = tuple(Quote(id=one.word.id) for one in sheet(state, party))
    listed: tuple[Piece, ...] = (Listing(lines=shown),) if shown else ()
    return (Ask(id=_again("p4_build", state), prompt="p4_build", show=listed),)


def lift(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """Interests without ideas, where the mediator pointed any out; other ways to look; ideas that few have read."""
    turned = tuple(Ask(id=_again(key, state), prompt=key) for key in ("p4_lift", "p4_elsewhere", "p4_pilot"))
    left = build(state, party) if sheet(state, party) else ()
    return (*gaps.asks(state, party), *turned, *left)


def _again(key: str, state: Mediation) -> str:
    """The id of a question that can come in several rounds: what was answered in an earlier one stays."""
    before = state.more_rounds if key == "p4_build" else state.more_rounds - 1
    return f"{key}:{before}" if before > 0 else key


def criteria(state: Mediation, party: Party) -> tuple[Ask, ...]:
    del state, party
    return plain("p4_offer", "p4_criteria")


def authors(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """Each author of a merged idea says whether the meaning survived."""
    asks = []
    for group in state.groups:
        own = [one for one in state.ideas if one.number in group.ideas and one.party == party.id]
        if not group.needs_authors or not own or party.id in group.agreed:
            continue
        wording = next(one for one in state.ideas if one.number == group.wording)
        asks.append(
            Ask(
                id=group.ask,
                prompt="p4_merge_check",
                about=str(group.wording),
                fill={"merged": Quote(id=(group.name or wording.word).id)},
                show=(Listing(lines=tuple(Quote(id=one.word.id) for one in own)),),
            )
        )
    return tuple(asks)


def needs(state: Mediation, party: Party) -> tuple[Ask, ...]:
    del state, party
    return plain("p5_needs", "p5_trade", "p5_limit", "p5_ifthen", "p5_commit")


def reading(state: Mediation, package: Package) -> tuple[Ask, ...]:
    """The private reading of one package version, with the criteria; nothing is shown until all have answered."""
    fill: dict[str, Piece] = {"package": package.id, "version": package.version}
    return (
        Ask(
            id=f"p5_support:{package.key}",
            prompt="p5_support",
            about=package.key,
            fill=fill,
            show=(
                *versions.heading(state, package),
                *package_lines(state, package),
                *agreed_criteria.lines(state),
            ),
        ),
    )


def check(state: Mediation, package: Package, party: Party) -> tuple[Ask, ...]:
    """Every own interest, private ones too, and every own commitment."""
    asks = [
        Ask(
            id=f"p5_coverage:{package.key}:{one.id}",
            prompt="p5_coverage",
            about=f"{package.key}:{one.id}",
            show=package_lines(state, package)[:1],
            fill={"interest": Quote(id=one.word), "version": package.version},
            required=True,
        )
        for one in state.interests
        if one.party == party.id
    ]
    asks += [
        Ask(
            id=f"p6_commit_check:{package.key}:{number}",
            prompt="p6_commit_check",
            about=f"{package.key}:{number}",
            fill={"commitment": commitment_line(state, one)},
            required=True,
        )
        for number, one in enumerate(package.commitments)
        if one.party == party.id
    ]
    return tuple(asks)


def final(state: Mediation, package: Package, party: Party) -> tuple[Ask, ...]:
    return (
        Ask(
            id=f"p5_final:{package.key}",
            prompt="p5_final",
            about=package.key,
            fill={"version": package.version, "party": party.name},
            show=package_lines(state, package),
            required=True,
        ),
    )


def agreement(state: Mediation, party: Party) -> tuple[Ask, ...]:
    del state
    return plain(*AGREEMENT[:2], *(("p6_formal",) if party.government else ()), *AGREEMENT[2:])


def sign(state: Mediation, party: Party, version: int, code: str) -> tuple[Ask, ...]:
    del state
    fill: dict[str, Piece] = {"version": version, "code": code, "party": party.name}
    return (Ask(id=f"p6_sign:{code}", prompt="p6_sign", about=code, fill=fill, required=True),)


def ratify(state: Mediation, party: Party, package: Package | None) -> tuple[Ask, ...]:
    """Whether board or members decided on this version, and on no other."""
    del state
    if not party.needs_ratification or package is None:
        return ()
    fill: dict[str, Piece] = {"version": package.version}
    return (Ask(id="p5_ratify", prompt="p5_ratify", about=package.key, fill=fill),)


def look_back(state: Mediation, party: Party) -> tuple[Ask, ...]:
    """A look back; and, once the day is known on which the answers go, what everybody wants of theirs till then."""
    del party
    if state.erase_on is None:
        return plain("p6_reflect")
    day = Day(at=state.erase_on, zone=state.zone)
    return (*plain("p6_reflect"), Ask(id="p6_data", prompt="p6_data", fill={"date": day}))


def analysis_ask(state: Mediation) -> str:
    """The id of the question about the analysis as it stands: each edition is asked about anew."""
    return "p1_check" if state.summary_edition < 2 else f"p1_check:{state.summary_edition}"  # noqa: PLR2004


def analysis_check(state: Mediation, party: Party) -> tuple[Ask, ...]:
    del party
    ask = analysis_ask(state)
    return (Ask(id=ask, prompt="p1_check", show=analysis_lines(state), required=True),)


Asks = Callable[[Mediation, Party], tuple[Ask, ...]]

ROUNDS: dict[str, Asks] = {
    "1.check": analysis_check,
    "2.register": register,
    "2.agree": process,
    "3.interests": lambda state, party: tuple(interests(state, party)),
    "3.check": map_check,
    "4.first": brainstorm,
    "4.build": build,
    "4.more": lift,
    "4.criteria": criteria,
    "4.authors": authors,
    "5.needs": needs,
    "6.intent": agreement,
    "6.look_back": look_back,
}
